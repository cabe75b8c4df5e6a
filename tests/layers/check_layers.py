#!/usr/bin/env python3
"""Holds every include of the ledger's own code against layers.py. Arguments: the source folder."""

import pathlib
import re
import sys

from layers import ALLOWED, DOMAIN, LIBRARIES, WITHOUT_DOMAIN

INCLUDE = re.compile(r'^#include ([<"])([^>"]+)[>"]', re.MULTILINE)
# Headers that are made from .proto files while building.
GENERATED = ("ledger/v1/", "balance/v1/", "google/rpc/", "grpc/health/")


def folder_of(path):
    return path.rpartition("/")[0]


def fault(path, header, is_own):
    """What is wrong with a file that includes the header; None if nothing is."""
    folder = folder_of(path)
    if folder not in ALLOWED:
        return f"{path}: layers.py does not know the folder {folder}"
    if not is_own or header.startswith(GENERATED):
        for prefix, folders in LIBRARIES.items():
            if header.startswith(prefix) and not any(folder == each or folder.startswith(each + "/") for each in folders):
                return f"{path} includes <{header}>, which only {', '.join(folders)} may"
        return None
    target = folder_of(header)
    below = ALLOWED[folder] if folder in DOMAIN + WITHOUT_DOMAIN else ALLOWED[folder] + DOMAIN
    if target != folder and target not in below:
        return f"{path} includes {header}: {folder} must not know {target}"
    return None


def faults(files):
    """`files`: (path, text) of each."""
    found = []
    for path, text in files:
        for mark, header in INCLUDE.findall(text):
            problem = fault(path, header, mark == '"')
            if problem:
                found.append(problem)
    return found


def cycles():
    """Folders that may include each other, directly or through others."""
    def reaches(start):
        seen, waiting = set(), list(ALLOWED[start])
        while waiting:
            folder = waiting.pop()
            if folder not in seen:
                seen.add(folder)
                waiting += ALLOWED.get(folder, [])
        return seen
    return [f"layers.py lets {folder} reach itself" for folder in ALLOWED if folder in reaches(folder)]


def self_check():
    """A check that finds nothing wrong with wrong includes would pass for ever."""
    planted = [
        ("ledger/domain/planted.hpp", '#include "ledger/journal/chain.hpp"'),
        ("ledger/journal/planted.cpp", '#include "ledger/writer/writer.hpp"'),
        ("api/http/planted.cpp", '#include "ledger/domain/event.hpp"'),
        ("projector/planted.cpp", '#include "outbox/relay/relay.hpp"'),
        ("outbox/relay/planted.cpp", "#include <librdkafka/rdkafka.h>"),
        ("api/rest/planted.cpp", "#include <boost/beast/http.hpp>"),
        ("ledger/unknown/planted.cpp", "#include <vector>"),
    ]
    return [f"a planted include passes: {path} {text}" for path, text in planted if len(faults([(path, text)])) != 1]


def main():
    root = pathlib.Path(sys.argv[1])
    files = [(path.relative_to(root).as_posix(), path.read_text())
             for folder in ("ledger", "api", "projector", "outbox")
             for path in sorted((root / folder).rglob("*")) if path.suffix in (".hpp", ".cpp")]
    found = self_check() + cycles() + faults(files)
    for problem in found:
        print(problem)
    print(f"{len(files)} files, {len(found)} faults")
    sys.exit(1 if found or not files else 0)


if __name__ == "__main__":
    main()
