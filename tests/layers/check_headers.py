#!/usr/bin/env python3
"""Compiles every header of the project alone, as the target that it belongs to compiles its sources.

Several sources are compiled as one (CMakePresets.json), where a header that lacks an include finds what the one before
it included. Standard and package headers come precompiled, so only the project's own are checked.
Arguments: the source folder, the build folder."""

import json
import os
import pathlib
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


def fault(command, header, build):
    """What the compiler says of the header; None if it compiles."""
    words = command + ["-fsyntax-only", "-include", str(header), "-x", "c++", os.devnull]
    done = subprocess.run(words, cwd=build, capture_output=True, text=True, timeout=120, check=False)
    return done.stderr if done.returncode else None


def main():
    source, build = (pathlib.Path(argument).resolve() for argument in sys.argv[1:3])
    flags = flags_of_targets(build)
    commands = {}
    for path in sorted(source.glob("[!.]*/**/*.hpp")):
        name = path.relative_to(source).as_posix()
        target = next(target for prefix, target in TARGETS if name.startswith(prefix))
        commands[path] = flags[target]
    if not commands:
        sys.exit("there are no headers")
    # One by one: other tests run beside this one.
    found = [text for path, command in commands.items() if (text := fault(command, path, build))]
    print(*found, f"{len(commands)} headers, {len(found)} that do not compile alone", sep="\n")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
