#!/usr/bin/env python3
"""Checks that every file that states the version of the ledger states the one of CMakeLists.txt.

    check_version.py PROJECT_FOLDER
"""

import re
import sys
from pathlib import Path

# Each file, and what stands before its version.
PLACES = {
    "schemas/openapi.yaml": r"(?m)^  version: (\S+)$",
    "schemas/asyncapi.yaml": r"(?m)^  version: (\S+)$",
    "CHANGELOG.md": r"(?m)^## \[(\d\S*)\]",
    "deploy/docker/Dockerfile": r"(?m)^ARG VERSION=(\S+)$",
    "deploy/docker/compose.yaml": r"(?m)^  image: ledger:(\S+)$",
    "deploy/helm/ledger/Chart.yaml": r'(?m)^appVersion: "?([^"\s]+)"?$',
}


def version_in(path, pattern):
    """Returns the first version in a file; an empty text if there is none."""
    found = re.search(pattern, path.read_text(encoding="utf-8"))
    return found.group(1) if found else ""


def main():
    root = Path(sys.argv[1])
    expected = version_in(root / "CMakeLists.txt", r"project\(ledger VERSION (\S+)")
    faults = []
    for name, pattern in PLACES.items():
        found = version_in(root / name, pattern)
        if not expected or found != expected:
            faults.append(f"{name} says version '{found}', and CMakeLists.txt '{expected}'")
    print("\n".join(faults) or f"version {expected} in {len(PLACES) + 1} files")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
