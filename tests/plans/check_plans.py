#!/usr/bin/env python3
"""Explains every SQL statement of the product as on a ledger of 10 million, 100 million and a billion events, and on one
whose statistics were never gathered: no plan may read a table, sort or skip rows in proportion to the tables' size, and
the plans must be the same each time.

    check_plans.py SOURCE_FOLDER LEDGERCTL [--show TEXT]

--show prints the plans of the statements whose file, name or text contains TEXT.
"""

import copy
import json
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from known_exceptions import ALLOWED, CALLS, FORMATS, NOT_EXPLAINED  # noqa: E402
from large_database import LargeDatabase  # noqa: E402
from plan_rules import Rules, shape, shape_text  # noqa: E402
from sql_in_sources import Book  # noqa: E402

SIZES = (10**7, 10**8, 10**9)


class Statement:
    """Where a statement stands, how known_exceptions.py calls it, and its text."""

    def __init__(self, file, line, name, text):
        self.text = text
        self.key = f"{file}: {name or text[:40]}"
        self.place = f"{file}:{line} {name}".rstrip()

    @staticmethod
    def in_function(text):
        """One that runs within a function of the schema."""
        words = " ".join(text.split())
        return Statement("schemas/sql", "", words[:40], words)


def statements_of(book, root):
    """Those that can be explained, formats filled in, and what is wrong with the lists of exceptions."""
    found, faults, seen = [], [], set()
    for path, line, name, text in book.statements():
        statement = Statement(str(pathlib.Path(path).relative_to(root)), line, name, text)
        seen.add(statement.key)
        if statement.key in NOT_EXPLAINED:
            continue
        for filled in fill(statement, FORMATS.get(statement.key)):
            if filled.text not in {each.text for each in found}:
                found.append(filled)
    for path, line, text in book.left_out():
        faults.append(f"{path}:{line}: this literal is part of no statement that could be put together: {text[:60]!r}")
    for key in [*NOT_EXPLAINED, *FORMATS]:
        if key not in seen:
            faults.append(f"known_exceptions.py names a statement that is not there: {key}")
    return found, faults


def fill(statement, arguments):
    for values in arguments or [None]:
        filled = copy.copy(statement)
        if values is not None:
            filled.text = statement.text.format(*values)
        yield filled


def session_settings(root):
    """What session.cpp tells a session whose statements are planned by index."""
    source = (root / "ledger/postgres/session.cpp").read_text()
    pairs = re.findall(r'\{"(\w+)", "([^"]*)"\}', source)
    if ("plan_cache_mode", "force_generic_plan") not in pairs:
        raise SystemExit("the settings of sessions were not found in session.cpp")
    # The sessions of this test are on a unix socket, and say what they find in notices.
    left_out = ("client_min_messages", "idle_session_timeout", "transaction_timeout")
    return "".join(f"set {name} = '{value}';\n" for name, value in pairs if name not in left_out).replace(
        "set search_path = 'public, pg_temp'", "set search_path = public, pg_temp")


def explain(database, settings, statements):
    """A plan, or a text that says why there is none, for each statement."""
    script = settings + "\\set VERBOSITY terse\n"
    script += "create temporary table account_snapshot_repair (like account_snapshot including all);\n"
    script += "create temporary table run_slot_repair (like run_slot including all);\n"
    script += "create temporary table run_row_repair (like run_row including all);\n"
    for number, statement in enumerate(statements):
        count = max((int(match) for match in re.findall(r"\$(\d+)", statement.text)), default=0)
        values = f"({', '.join(['null'] * count)})" if count else ""
        script += f"\\echo @@{number}\nprepare p{number} as {statement.text};\n"
        script += f"explain (verbose, format json) execute p{number}{values};\n"
    answers = re.split(r"^@@\d+\n", database.psql(script, stop=False), flags=re.MULTILINE)[1:]
    plans = []
    for answer in answers:
        try:
            explained = json.loads(answer)[0]
            plans.append("compiles code" if "JIT" in explained else explained["Plan"])
        except (json.JSONDecodeError, KeyError):
            plans.append(answer.strip())
    return plans


def explain_functions(database, settings):
    """(query text, plan) of each statement that runs within the functions of the schema, called as in CALLS."""
    script = settings + "load 'auto_explain';\nset auto_explain.log_min_duration = 0;\n"
    script += "set auto_explain.log_nested_statements = on;\nset auto_explain.log_format = json;\n"
    script += "set auto_explain.log_verbose = on;\n"
    script += "set auto_explain.log_level = notice;\nset client_min_messages = notice;\n"
    for call in CALLS:
        # A procedure may commit by itself. Those of CALLS change nothing.
        script += f"{call};\n" if call.startswith("call ") else f"begin;\n{call};\nrollback;\n"
    found = {}
    for answer in re.findall(r"plan:\n(\{.*?\n\})", database.psql(script), flags=re.DOTALL):
        logged = json.loads(answer)
        found.setdefault(logged["Query Text"], logged["Plan"])
    return found


def uncalled_functions(database):
    names = database.run("select proname from pg_proc where pronamespace = 'public'::regnamespace"
                         " and prorettype <> 'trigger'::regtype").split()
    called = " ".join(CALLS)
    nested = {"run_totals", "run_totals_known_at"}  # by balance_at
    return [name for name in names if name not in nested and f"{name}(" not in called]


def index_columns(database):
    rows = database.run(
        "select c.relname, i.indisunique, array_to_string(array(select attname from pg_attribute"
        " where attrelid = i.indexrelid order by attnum), ',') from pg_index i join pg_class c on c.oid = i.indexrelid")
    return {name: (columns.split(","), unique == "t")
            for name, unique, columns in (line.split("|") for line in rows.splitlines())}


class Comparison:
    """The faults of the plans of all sizes."""

    def __init__(self, rules, shown):
        self.rules, self.shown = rules, shown
        self.first, self.found = {}, {}

    def take(self, size, statement, plan):
        if isinstance(plan, str):
            self._note(statement, f"has no plan to look at: {plan}")
            return
        if self.shown and self.shown in statement.place + statement.text:
            print(f"--- {size}: {statement.place}\n{shape_text(plan)}")
        for fault in self.rules.faults(plan):
            self._note(statement, fault)
        first_size, first = self.first.setdefault(statement.text, (size, plan))
        if shape(plan) != shape(first):
            self._note(statement, f"another plan with {size} than with {first_size}:\n{shape_text(plan)}\ninstead of\n"
                                  f"{shape_text(first)}")

    def _note(self, statement, fault):
        found = self.found.setdefault((statement.key, statement.place, statement.text), [])
        if fault not in found:
            found.append(fault)

    def faults(self):
        keys = {key for key, _, _ in self.found}
        for key in ALLOWED:
            if key not in keys:
                yield f"known_exceptions.py allows a statement that is not there or needs no exception: {key}"
        for (key, place, text), found in self.found.items():
            if key not in ALLOWED:
                yield f"{place}\n  {text}" + "".join(f"\n    {fault}" for fault in found)


def compare(database, settings, statements, shown):
    comparison = Comparison(Rules(index_columns(database)), shown)

    def look(size):
        for statement, plan in zip(statements, explain(database, settings, statements)):
            comparison.take(size, statement, plan)
        for text, plan in explain_functions(database, settings).items():
            comparison.take(size, Statement.in_function(text), plan)

    look("tables that were just filled")
    database.analyze()
    for size in SIZES:
        database.lengthen(size)
        look(f"{size} events")
    database.forget_statistics()
    look(f"{SIZES[-1]} events without statistics")
    return comparison


def main():
    root = pathlib.Path(sys.argv[1]).resolve()
    shown = sys.argv[4] if len(sys.argv) > 4 else None
    statements, faults = statements_of(Book(root), root)
    with LargeDatabase(sys.argv[2]) as database:
        faults += [f"known_exceptions.py calls no function {name}" for name in uncalled_functions(database)]
        comparison = compare(database, session_settings(root), statements, shown)
    faults += comparison.faults()
    for fault in faults:
        print(fault)
    print(f"{len(statements)} statements, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
