#!/usr/bin/env python3
"""Holds the table of error codes in schemas/README.md against the sources and openapi.yaml: check_codes.py SOURCE_FOLDER

A code that some source gives and the table lacks is a fault, and so is one of the table's that no source gives, or that
openapi.yaml names and the table does not, or the other way round.
"""

import pathlib
import re
import sys

import yaml

# How sources give a code: as the second part of a problem, to a function that refuses something, as a member or a
# constant of that name, and as what an enumeration's value is called.
GIVEN = [
    r'Status::\w+,\s*"([a-z_]+)"',
    r'\brefuse\(\s*[^",]*(?:"[^"]*"\s*,)?\s*"([a-z]+_[a-z_]+)"',
    r'\bwrong_parameter\([^,]+,\s*"([a-z_]+)"',
    r'\bwrong_key\("([a-z_]+)"',
    r'\bforeign_site\("([a-z_]+)"',
    r'\bend_message\("([a-z_]+)"',
    r'\bcode = (?:name == "position" \? )?"([a-z_]+)"',
    r'\w+_code = "([a-z_]+)"',
    r'(?:ReadsUnavailable|FieldError|JsonError)\{[^;"]*(?:""\s*,\s*)?"([a-z]+_[a-z_]+)"',
]
# Functions that say what the values of an enumeration are called, which are codes.
NAMED = ("RejectionCode", "AuthError", "Unavailable::Reason", "StreamRefusal", "EventStream::State")
# Names of values that are no refusals.
NO_CODES = {"following"}
# The program gives it to itself alone.
OF_NO_CALL = {"hold_not_due"}
# What only openapi.yaml's own words need: results of a bulk request that are none.
NO_ERRORS = {"recorded", "replayed"}


def codes_in(source):
    found = {code for pattern in GIVEN for code in re.findall(pattern, source)}
    for name in NAMED:
        for body in re.findall(rf"name_of\({name} \w+\) {{\n(.*?)\n}}\n", source, re.DOTALL):
            found.update(re.findall(r'return "([a-z_]+)";', body))
    return found - NO_CODES


def codes_of_sources(root):
    found = {}
    for folder in ("api", "ledger"):
        for path in sorted((root / folder).rglob("*.?pp")):
            # ledgerctl has no callers who would heed codes.
            if path.is_relative_to(root / "ledger/ctl"):
                continue
            for code in codes_in(path.read_text(encoding="utf-8")):
                found.setdefault(code, path.relative_to(root))
    return found


def codes_of_table(root):
    """Each code with what the table says of its status."""
    text = (root / "schemas/README.md").read_text(encoding="utf-8")
    section = text.split("\n## Error codes\n", 1)[1].split("\n## ", 1)[0]
    rows = re.findall(r"^\| `([a-z_]+)` \| (\S+) \|", section, re.MULTILINE)
    return dict(rows), [code for code, _ in rows]


def codes_of_document(root):
    """All codes that x-codes names somewhere."""
    found = set()

    def walk(node):
        if isinstance(node, dict):
            found.update(node.get("x-codes", []))
            for value in node.values():
                walk(value)
        elif isinstance(node, list):
            for value in node:
                walk(value)

    walk(yaml.safe_load((root / "schemas/openapi.yaml").read_text(encoding="utf-8")))
    return found


def main():
    root = pathlib.Path(sys.argv[1])
    given, (table, rows), documented = codes_of_sources(root), codes_of_table(root), codes_of_document(root)
    literals = "\n".join(path.read_text(encoding="utf-8") for folder in ("api", "ledger")
                         for path in sorted((root / folder).rglob("*.?pp")))
    faults = [f"{given[code]} gives {code}, which the table in schemas/README.md lacks" for code in sorted(given)
              if code not in table]
    faults += [f"the table in schemas/README.md has {code}, which no source gives" for code in table
               if f'"{code}"' not in literals]
    faults += [f"the table in schemas/README.md has {code} twice" for code in sorted(set(rows)) if rows.count(code) > 1]
    faults += [f"openapi.yaml names {code}, which the table in schemas/README.md lacks"
               for code in sorted(documented - set(table) - NO_ERRORS)]
    faults += [f"openapi.yaml names no call that answers {code}" for code, status in table.items()
               if status.isdigit() and code not in documented | OF_NO_CALL]
    for fault in faults:
        print(fault)
    print(f"{len(table)} codes, {len(faults)} faults")
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
