"""The ledger's events as a table, and how far they were read, in one SQLite file.

    select account_id, sum(change) from event where effective >= '2026-01-01' group by account_id

Amounts are whole numbers of the currency's smallest unit (cents); `change` and `held_change` have a sign.
"""

import json
import sqlite3

from topic_reader import header

TABLES = """
create table if not exists source (topic text not null, topic_id text not null);
create table if not exists read_to (partition integer primary key, next_offset integer not null);
create table if not exists event (
  journal integer not null, position integer not null, epoch integer not null,
  account_id integer not null, version integer not null, uid text not null, leg integer not null, type text not null,
  currency text not null, change integer not null, held_change integer not null,
  balance integer not null, held integer not null, effective text not null, recorded text not null,
  primary key (journal, position)) without rowid;
create unique index if not exists event_of_account on event (account_id, version);
create table if not exists rewind (
  journal integer not null, epoch integer not null, position integer not null, next_position integer not null,
  primary key (journal, epoch)) without rowid;
"""
PUT_OFFSET = """
insert into read_to (partition, next_offset) values (?, ?)
on conflict (partition) do update set next_offset = excluded.next_offset
"""
LAST_OF_ACCOUNT = "select version, balance, held from event where account_id = ? order by version desc limit 1"
IS_VOID = "select 1 from rewind where journal = ? and epoch > ? and position < ?"
PUT_EVENT = """
insert into event values (:journal, :position, :epoch, :account_id, :version, :uid, :leg, :type, :currency, :change,
  :held_change, :balance, :held, :effective, :recorded)
"""
PUT_REWIND = """
insert or ignore into rewind select :journal, :epoch, :position, :next_position
where not exists (select 1 from rewind where journal = :journal and epoch > :epoch and position <= :position)
"""
DELETE_EARLIER_REWINDS = "delete from rewind where journal = :journal and epoch < :epoch and position >= :position"
DELETE_VOID = "delete from event where journal = :journal and epoch < :epoch and position > :position"
# The end of what is there without a gap: a partition that was read further than the others leaves gaps before its last
# events. Where events were given up, the next one is the one that the rewind names.
WHOLE_UP_TO = """
select journal, min(position), epoch from event here
where not exists (select 1 from event where journal = here.journal and position = coalesce(
    (select next_position from rewind where journal = here.journal and position = here.position), here.position + 1))
  and exists (select 1 from event where journal = here.journal and position = coalesce(
    (select next_position from rewind where journal = here.journal and position = 0), 1))
group by journal
"""
TOTALS = """
select currency, count(distinct account_id), sum(change), sum(held_change),
  sum(max(change, 0)), sum(max(-change, 0))
from event where journal = ? and position <= ? group by currency order by currency
"""


class EventsLost(Exception):
    """A version does not follow the one before it: an event in between never came."""


def smallest_units(amount: str) -> int:
    """Returns 10050 for "100.50": amounts have all the decimals of their currency."""
    return int(amount.replace(".", ""))


def apply_events(database: sqlite3.Connection, messages: list) -> int:
    """Takes records in, and how far they were read, in one transaction. Returns how many events were new."""
    new = 0
    database.execute("begin")
    try:
        for message in messages:
            kind = header(message, "ce_type") or ""
            if kind == "ledger.journal.rewound.v1":
                rewind(database, json.loads(message.value()))
            elif kind.startswith("ledger.event."):
                new += put_event(database, json.loads(message.value()))
            database.execute(PUT_OFFSET, (message.partition(), message.offset() + 1))
    except BaseException:
        database.execute("rollback")
        raise
    database.execute("commit")
    return new


def put_event(database: sqlite3.Connection, value: dict) -> bool:
    """Returns false for an event that is there already, or that a restore has made void."""
    event = {"epoch": 1} | value
    if database.execute(IS_VOID, (event["journal"], event["epoch"], event["position"])).fetchone():
        return False
    version, balance, held = database.execute(LAST_OF_ACCOUNT, (event["account_id"],)).fetchone() or (0, 0, 0)
    if event["version"] <= version:
        return False
    if event["version"] != version + 1:
        raise EventsLost(f"account {event['account_id']}: version {event['version']} came after {version}")
    event["balance"], event["held"] = smallest_units(value["balance"]), smallest_units(value["held"])
    # What changed is the difference to the event before, whatever the type: a newer ledger's types need no new program.
    event["change"], event["held_change"] = event["balance"] - balance, event["held"] - held
    database.execute(PUT_EVENT, event)
    return True


def rewind(database: sqlite3.Connection, value: dict) -> None:
    """After a restore: events of earlier epochs behind the position are void, and so are rewinds to there. It comes in
    every partition, and the first one counts for all of them."""
    named = {name: value[name] for name in ("journal", "epoch", "position", "next_position")}
    for statement in (PUT_REWIND, DELETE_EARLIER_REWINDS, DELETE_VOID):
        database.execute(statement, named)


class Warehouse:
    def __init__(self, path: str) -> None:
        self.database = sqlite3.connect(path, isolation_level=None)
        self.database.executescript(TABLES)
        self.database.execute("pragma synchronous = full")

    def is_of(self, topic: str, topic_id: str) -> bool:
        """Returns true if the file is new, or was loaded from this very topic."""
        known = self.database.execute("select topic, topic_id from source").fetchone()
        if known is None:
            self.database.execute("insert into source values (?, ?)", (topic, topic_id))
        return known in (None, (topic, topic_id))

    def offsets(self) -> dict[int, int]:
        return dict(self.database.execute("select partition, next_offset from read_to"))

    def apply(self, messages: list) -> int:
        return apply_events(self.database, messages)

    def whole_up_to(self) -> list[tuple[int, int, int]]:
        """Returns for each journal the position up to which all events are here, and its epoch."""
        return self.database.execute(WHOLE_UP_TO).fetchall()

    def totals(self) -> dict[str, list[int]]:
        """Returns by currency: accounts, balance, held, credited, debited; of what is here as a whole."""
        totals: dict[str, list[int]] = {}
        for journal, position, _ in self.whole_up_to():
            for currency, *sums in self.database.execute(TOTALS, (journal, position)):
                before = totals.get(currency, [0] * len(sums))
                totals[currency] = [ours + more for ours, more in zip(before, sums, strict=True)]
        return totals
