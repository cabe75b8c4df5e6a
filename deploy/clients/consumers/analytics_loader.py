#!/usr/bin/env python3
"""Loads the ledger's events from Kafka into a table of SQLite, each once, and compares the sums with the ledger's own.

    analytics_loader.py load --database FILE [--until-end]
    analytics_loader.py reconcile --database FILE

`load` goes on where it stopped, after any crash: rows and offsets are committed together. `reconcile` asks the ledger at
LEDGER_URL (with LEDGER_TOKEN, of role admin, if auth is on) for its totals at the position up to which all events are
here, and fails if one differs.
"""

import argparse
import json
import os
import signal
import sys
import threading
import urllib.parse
import urllib.request

from topic_reader import RightMissing, TopicMissing, TopicReader, TopicReplaced
from warehouse import EventsLost, Warehouse, smallest_units

POLL_SECONDS = 0.2
PAUSE_SECONDS = 0.5

# Set once the program has been told to stop.
stopping = threading.Event()
SUMS = ("balance", "held", "credited", "debited")


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def open_reader(topic: str) -> TopicReader | None:
    """Waits for the topic; returns none if the program is to stop before it is there."""
    told = None
    while not stopping.is_set():
        try:
            return TopicReader(topic)
        except TopicMissing as missing:
            if str(missing) != told:
                say(f"waiting: {missing}")
            told = str(missing)
            stopping.wait(PAUSE_SECONDS)
    return None


def load(topic: str, warehouse: Warehouse, until_end: bool) -> None:
    reader = open_reader(topic)
    if reader is None:
        return
    try:
        if not warehouse.is_of(topic, reader.topic_id):
            raise TopicReplaced("the file was loaded from another topic; load a new file from this one")
        reader.start(warehouse.offsets())
        new = 0
        while not (stopping.is_set() or until_end and reader.has_caught_up()):
            new += warehouse.apply(reader.read(POLL_SECONDS))
        say(f"{new} new events")
    finally:
        reader.close()


def totals_of_ledger(position: str) -> dict[str, list[int]]:
    url = os.environ.get("LEDGER_URL", "http://127.0.0.1:8000")
    token = os.environ.get("LEDGER_TOKEN")
    request = urllib.request.Request(
        f"{url}/v1/totals?position={urllib.parse.quote(position)}",
        headers={"Authorization": f"Bearer {token}"} if token else {},
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        totals = json.load(answer)["totals"]
    return {total["currency"]: [total["accounts"], *(smallest_units(total[sum]) for sum in SUMS)] for total in totals}


def reconcile(warehouse: Warehouse) -> bool:
    """Returns true if all sums are equal."""
    tokens = [
        f"{journal}:{position}" + (f":{epoch}" if epoch > 1 else "")
        for journal, position, epoch in warehouse.whole_up_to()
    ]
    if not tokens:
        print("no events yet")
        return True
    position = ",".join(tokens)
    ours, theirs = warehouse.totals(), totals_of_ledger(position)
    for currency in sorted(ours.keys() | theirs.keys()):
        is_equal = ours.get(currency) == theirs.get(currency)
        print(f"{currency} at {position}: {'equal' if is_equal else 'DIFFERENT'}")
        for name, sums in (("here", ours), ("ledger", theirs)):
            values = zip(("accounts", *SUMS), sums.get(currency, []), strict=False)
            print(f"  {name}: " + ", ".join(f"{what} {value}" for what, value in values))
    return ours == theirs


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("command", choices=("load", "reconcile"))
    parser.add_argument("--database", required=True, help="a file of SQLite")
    parser.add_argument("--topic", default=os.environ.get("LEDGER_TOPIC_EVENTS", "ledger.events.v1"))
    parser.add_argument("--until-end", action="store_true", help="end when all that is there has been loaded")
    arguments = parser.parse_args()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    warehouse = Warehouse(arguments.database)
    try:
        if arguments.command == "reconcile":
            return 0 if reconcile(warehouse) else 1
        load(arguments.topic, warehouse, arguments.until_end)
    except (EventsLost, RightMissing, TopicReplaced) as failure:
        say(str(failure))
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
