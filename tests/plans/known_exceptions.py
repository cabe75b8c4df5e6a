"""What the plan test cannot explain or lets pass, each with its reason. The keys are "file: constant"."""

# Nothing is planned for them, or only by the server itself.
NOT_EXPLAINED = {
    "ledger/ctl/journal_count.cpp: journal_lock_sql": "a lock",
    "ledger/ctl/migrate.cpp: create_table_sql": "makes a table",
    "ledger/snapshots/account_repair.cpp: create_format": "makes a table",
    "ledger/snapshots/account_repair.cpp: empty_format": "empties a table",
    "ledger/snapshots/shadow_tables.cpp: loop_format": "makes, exchanges and drops tables",
    "ledger/snapshots/shadow_tables.cpp: hold_off_sql": "a lock",
    "ledger/snapshots/snapshot_rebuild.cpp: analyze ": "gathers statistics of tables that were just filled",
    "ledger/snapshots/snapshot_tables.cpp: copy run_row_repair (account_id, effecti": "takes rows in",
    "ledger/snapshots/snapshot_tables.cpp: copy run_slot_repair (account_id, valid_": "takes rows in",
    "ledger/snapshots/snapshot_tables.cpp: copy currency_total_at_repair (position,": "takes rows in",
}

# What the placeholders of a statement that is a format are filled with.
LIVE = [("",)]


# A table of which a repair compares rows, the columns of its key and their types.
COMPARED = [
    ("account_snapshot", "_repair", "version", "position", "bigint", "bigint"),
    ("run_slot", "_repair", "slot", "valid_from", "integer", "bigint"),
    ("run_row", "_repair", "run_no", "row_no", "integer", "integer"),
]
SAME_VALUES = ("live.balance = expected.balance", "live.run_no = expected.run_no", "live.held = expected.held")
COMPARISONS = [(*table, values) for table, values in zip(COMPARED, SAME_VALUES)]
FORMATS = {
    "ledger/ctl/checks/account_check.cpp: stray_format": [("account_snapshot", "account_snapshot"), ("run_slot", "run_slot"), ("run_row", "run_row")],
    "ledger/snapshots/account_comparison.cpp: page_end_format": [(*table, 1999) for table in COMPARED[1:]],
    "ledger/snapshots/account_comparison.cpp: heads_format": [("_repair",)],
    "ledger/snapshots/account_comparison.cpp: count_format": COMPARISONS,
    "ledger/snapshots/account_comparison.cpp: delete_format": COMPARISONS,
    "ledger/snapshots/account_comparison.cpp: insert_format": COMPARISONS,
    "ledger/snapshots/snapshot_tables.cpp: load_runs_format": LIVE,
    "ledger/snapshots/snapshot_tables.cpp: load_accounts_format": LIVE,
    "ledger/snapshots/snapshot_tables.cpp: read_entries_format": LIVE,
    "ledger/snapshots/snapshot_tables.cpp: load_totals_format": LIVE,
    "ledger/snapshots/snapshot_tables.cpp: put_accounts_format": LIVE,
    "ledger/snapshots/snapshot_tables.cpp: put_totals_format": LIVE,
}

# Statements with a plan that breaks a rule, and why that is right.
ALLOWED = {
    "ledger/directory/lost_identities.cpp: waive_all_sql": "an operator's act on every identity that a restore lost",
    "ledger/ctl/checks/restore_check.cpp: lost_sql": "verify remembers every identity that a restore lost",
    "ledger/journal/event_reader.cpp: read_states_sql": "skips what an account was given since verify began",
    "ledger/restore/opened_accounts.cpp: later_erasures_sql": "an account is erased once: one row of the index",
    "schemas/sql: version := coalesce((select e.version fr": "skips what the projector has not reached yet",
}

# Calls of the functions in the schema, along all of their branches. Account 1 is the hot one; what is behind position
# 18,000 was not projected yet.
CALLS = [
    "select * from balance_at(1, null, null)",
    "select * from balance_at(1, 5000000, null)",
    "select * from balance_at(1, null, 5000)",
    "select * from balance_at(1, 5000000, 5000)",
    "select * from balance_at(1, 19500000, 19000)",
    "select version_at(1, 10000, 10000000)",
    "select position_at(0::smallint, 10000000)",
    "insert into pending_erasure (account_id, up_to_version) values (1, 500); select erase_comments(1, 500, 100)",
    "insert into pending_erasure (account_id, up_to_version) values (1, 500); select erase_comments(1, 500, 1000)",
    "select database_identity(), database_timeline()",
    "call append_events(0::smallint, 20000, '', 1, '', 1, 1, 1, 9223372036854775000, array[]::event_row[])",
    "call append_events_and_holds(0::smallint, 20000, '', 1, '', 1, 1, 1, 9223372036854775000, array[]::event_row[],"
    " array[]::uuid[], array[]::bigint[], array[]::bigint[], array[]::bigint[], array[]::uuid[])",
    "call append_traced_events(0::smallint, 20000, '', 1, '', 1, 1, 1, 9223372036854775000, array[]::event_row[],"
    " array[]::uuid[], array[]::bigint[], array[]::bigint[], array[]::bigint[], array[]::uuid[], array[]::bigint[],"
    " array[]::bytea[])",
]
