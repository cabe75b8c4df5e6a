#!/usr/bin/env python3
"""Compiles every header of the project alone, as the target that it belongs to compiles its sources.

Several sources are compiled as one (CMakePresets.json), where a header that lacks an include finds what the one before
it included. Standard and package headers come precompiled, so only the project's own are checked. A header that comes
right behind headers which it includes itself compiles there if it compiles alone, so such chains are compiled as one.
Arguments: the source folder, the build folder."""

import json
import os
import pathlib
import re
import shlex
import subprocess
import sys

# The target whose flags and precompiled header suit a folder; the first that matches counts.
TARGETS = (
    ("api/grpc/", "api_grpc"),
    ("api/", "api_http"),
    ("tests/bench/", "ledger-bench"),
    ("tests/", "test-matrix"),
    ("", "ledger_process"),
)


def flags_of_targets(build):
    """The compiler and its flags by target, from the first source of each."""
    flags = {}
    for entry in json.loads((build / "compile_commands.json").read_text()):
        words = shlex.split(entry["command"])
        output = words[words.index("-o") + 1]
        target = output.partition("CMakeFiles/")[2].partition(".dir/")[0]
        if "-Winvalid-pch" in words or target == "ledger-bench":
            compiler = next(index for index, word in enumerate(words) if word.endswith("++"))
            flags.setdefault(target, words[compiler : words.index("-o")])
    return flags


def target_of(name):
    return next(target for prefix, target in TARGETS if name.startswith(prefix))


def included_headers(source, names):
    """All that each header includes, directly or not, of the headers with these names."""
    direct = {
        name: re.findall(r'^#include "([^"]+)"', (source / name).read_text(), re.MULTILINE) for name in names
    }
    found = {}

    def closure(name):
        if name not in found:
            below = [other for other in direct[name] if other in direct]
            found[name] = set(below).union(*(closure(other) for other in below))
        return found[name]

    return {name: closure(name) for name in names}


def chains(included):
    """The fewest lists of headers, each header in one, in which each includes the one before it.

    A least chain cover by a greatest matching (Dilworth's theorem; the augmenting paths are Kuhn's)."""
    includer = {}

    def match(name, tried):
        for other in sorted(included[name] - tried):
            tried.add(other)
            if target_of(other) == target_of(name) and (other not in includer or match(includer[other], tried)):
                includer[other] = name
                return True
        return False

    for name in included:
        match(name, set())
    for name in sorted(included.keys() - set(includer.values())):
        chain = [name]
        while chain[-1] in includer:
            chain.append(includer[chain[-1]])
        yield chain


def fault(command, headers, build):
    """What the compiler says of the headers; None if they compile."""
    includes = [word for header in headers for word in ("-include", str(header))]
    words = command + ["-fsyntax-only", *includes, "-x", "c++", os.devnull]
    done = subprocess.run(words, cwd=build, capture_output=True, text=True, timeout=120, check=False)
    return done.stderr if done.returncode else None


def main():
    source, build = (pathlib.Path(argument).resolve() for argument in sys.argv[1:3])
    flags = flags_of_targets(build)
    names = sorted(path.relative_to(source).as_posix() for path in source.glob("[!.]*/**/*.hpp"))
    if not names:
        sys.exit("there are no headers")
    # One by one: other tests run beside this one.
    found = [
        text
        for chain in chains(included_headers(source, names))
        if (text := fault(flags[target_of(chain[0])], [source / name for name in chain], build))
    ]
    print(*found, f"{len(names)} headers, {len(found)} errors", sep="\n")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
