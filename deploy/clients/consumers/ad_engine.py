#!/usr/bin/env python3
"""Keeps the set of accounts whose ads may run, from the ledger's topic of balances.

It is right after any crash, its own, the ledger's or Kafka's, after a restore of the ledger and when the topic is made
anew. It writes to standard output, once it has read all there is: `begin`, a line `+ ACCOUNT` for each account in the set,
and `ready`; then `+ ACCOUNT` and `- ACCOUNT` as the set changes. Whoever reads that empties the set at each `begin`.
"""

import argparse
import json
import os
import signal
import sqlite3
import sys
import threading
import time
from dataclasses import dataclass

from topic_reader import RightMissing, TopicMissing, TopicReader, TopicReplaced, header

TABLES = """
create table if not exists source (topic text not null, topic_id text not null);
create table if not exists read_to (partition integer primary key, next_offset integer not null);
create table if not exists account (
  id integer primary key, epoch integer not null, version integer not null, ads_may_run integer not null);
"""
FORGET = "delete from source; delete from read_to; delete from account;"
# Of two records of an account the one with the greater epoch is newer, within one epoch the one with the higher version:
# after a restore of the ledger versions may come again with other content. What is not newer changes nothing.
PUT_ACCOUNT = """
insert into account (id, epoch, version, ads_may_run) values (:id, :epoch, :version, :ads_may_run)
on conflict (id) do update set epoch = excluded.epoch, version = excluded.version, ads_may_run = excluded.ads_may_run
where (excluded.epoch, excluded.version) > (account.epoch, account.version)
"""
PUT_OFFSET = """
insert into read_to (partition, next_offset) values (?, ?)
on conflict (partition) do update set next_offset = excluded.next_offset
"""
POLL_SECONDS = 0.1
PAUSE_SECONDS = 0.5

# Set once the program has been told to stop.
stopping = threading.Event()


@dataclass
class Balance:
    """The state of an account, as far as ads care."""

    id: int
    epoch: int
    version: int
    ads_may_run: bool


def balance_in(message) -> Balance | None:
    """Returns the balance that a record tells; none for what is none, such as a kind of record of a newer ledger."""
    if header(message, "ce_type") != "ledger.balance.v1":
        return None
    if message.value() is None:
        # A tombstone: a restore took the account away, in this epoch. It is older than all that the epoch brings.
        return Balance(int(message.key()), int(header(message, "ledger_epoch") or 1), 0, False)
    value = json.loads(message.value())
    may_run = value["funded"] and value["status"] == "open"
    return Balance(value["account_id"], value.get("epoch", 1), value["version"], may_run)


class State:
    """Accounts and offsets in one file, and always of one moment: both change in the same transaction."""

    def __init__(self, path: str) -> None:
        self._database = sqlite3.connect(path, isolation_level=None)
        self._database.executescript(TABLES)
        self._database.execute("pragma synchronous = full")

    def begin_with(self, topic: str, topic_id: str) -> bool:
        """Forgets what is of another topic. Returns true if there is something to go on from."""
        known = self._database.execute("select topic, topic_id from source").fetchone()
        if known == (topic, topic_id):
            return True
        self.forget()
        self._database.execute("insert into source values (?, ?)", (topic, topic_id))
        return False

    def forget(self) -> None:
        self._database.executescript("begin;" + FORGET + "commit;")

    def offsets(self) -> dict[int, int]:
        return dict(self._database.execute("select partition, next_offset from read_to"))

    def accounts_with_ads(self) -> list[int]:
        return [id for (id,) in self._database.execute("select id from account where ads_may_run order by id")]

    def apply(self, messages: list) -> list[tuple[int, bool]]:
        """Returns which accounts' ads may run from now on, or not any more, in order."""
        changes = []
        self._database.execute("begin")
        for message in messages:
            if (balance := balance_in(message)) and self._put(balance):
                changes.append((balance.id, balance.ads_may_run))
            self._database.execute(PUT_OFFSET, (message.partition(), message.offset() + 1))
        self._database.execute("commit")
        return changes

    def _put(self, balance: Balance) -> bool:
        """Returns true if that changes whether the account's ads may run."""
        before = self._database.execute("select ads_may_run from account where id = ?", (balance.id,)).fetchone()
        is_newer = self._database.execute(PUT_ACCOUNT, vars(balance)).rowcount == 1
        return is_newer and bool(before and before[0]) != balance.ads_may_run


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def print_change(account: int, ads_may_run: bool) -> None:
    print("+" if ads_may_run else "-", account)


def follow(topic: str, state: State, look_seconds: float) -> None:
    """Follows the topic until the program is to stop. Raises TopicReplaced, after which the state must be forgotten."""
    reader = TopicReader(topic)
    try:
        goes_on = state.begin_with(topic, reader.topic_id)
        say("going on from the saved state" if goes_on else "reading the topic from its beginning")
        reader.start(state.offsets())
        is_ready = False
        next_look = time.monotonic() + look_seconds
        while not stopping.is_set():
            for account, ads_may_run in state.apply(reader.read(POLL_SECONDS)):
                if is_ready:
                    print_change(account, ads_may_run)
            if not is_ready and reader.has_caught_up():
                print("begin")
                for account in state.accounts_with_ads():
                    print_change(account, True)
                print("ready")
                is_ready = True
            sys.stdout.flush()
            if time.monotonic() >= next_look:
                if not reader.is_same_topic():
                    raise TopicReplaced("it was made anew")
                next_look = time.monotonic() + look_seconds
    finally:
        reader.close()


def run(topic: str, state: State, look_seconds: float) -> None:
    while not stopping.is_set():
        try:
            follow(topic, state, look_seconds)
        except TopicReplaced as replaced:
            say(f"the topic is not the one that was read, so it is read from its beginning: {replaced}")
            state.forget()
        except TopicMissing as missing:
            say(f"waiting: {missing}")
            stopping.wait(PAUSE_SECONDS)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--topic", default=os.environ.get("LEDGER_TOPIC_BALANCES", "ledger.balances.v1"))
    parser.add_argument("--state", default=":memory:", help="a file to go on from after the next start")
    parser.add_argument("--look-seconds", type=float, default=5, help="how often to look if the topic is the same")
    arguments = parser.parse_args()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    try:
        run(arguments.topic, State(arguments.state), arguments.look_seconds)
        return 0
    except RightMissing as missing:
        say(str(missing))
        return 1


if __name__ == "__main__":
    sys.exit(main())
