"""Events as a table, without servers: redelivery, restores that made events void, and events that never came."""

import itertools
import json
import random

import pytest
from warehouse import EventsLost, Warehouse

CENTS = 100


class Record:
    """A record as Kafka's client gives it."""

    offsets = itertools.count()

    def __init__(self, kind: str, value: dict, partition: int = 0) -> None:
        self._headers = [("ce_type", kind.encode())]
        self._value = json.dumps(value).encode()
        self._partition = partition
        self._offset = next(self.offsets)

    def headers(self):
        return self._headers

    def value(self):
        return self._value

    def partition(self):
        return self._partition

    def offset(self):
        return self._offset


def event(position: int, account: int, version: int, balance: str, epoch: int = 1, held: str = "0.00") -> Record:
    value = {
        "journal": 0,
        "position": position,
        "account_id": account,
        "version": version,
        "uid": f"00000000-0000-7000-8000-{position:012d}",
        "leg": 0,
        "type": "deposited",
        "currency": "USD",
        "balance": balance,
        "held": held,
        "effective": "2026-01-01T00:00:00.000000Z",
        "recorded": "2026-01-01T00:00:00.000000Z",
        "unknown_to_us": {"of": "a newer ledger"},
    }
    if epoch > 1:
        value["epoch"] = epoch
    return Record("ledger.event.deposited.v1", value, partition=account % 3)


def rewound(position: int, epoch: int, partition: int, next_position: int | None = None) -> Record:
    value = {"type": "journal_rewound", "journal": 0, "epoch": epoch, "position": position, "hash": "00" * 32}
    value["next_position"] = next_position or position + 1
    return Record("ledger.journal.rewound.v1", value, partition)


def balances(warehouse: Warehouse) -> dict[int, int]:
    return dict(warehouse.database.execute("select account_id, sum(change) from event group by account_id"))


@pytest.fixture
def warehouse() -> Warehouse:
    return Warehouse(":memory:")


def test_what_comes_again_changes_nothing(warehouse):
    records = [event(1, 1, 1, "0.00"), event(2, 1, 2, "10.00"), event(3, 2, 1, "0.00"), event(4, 1, 3, "4.50")]
    assert warehouse.apply(records) == 4
    assert warehouse.apply(records) == 0
    assert warehouse.apply(records[1:2]) == 0
    assert warehouse.totals() == {"USD": [2, 450, 0, 1000, 550]}
    assert warehouse.whole_up_to() == [(0, 4, 1)]


def test_kinds_of_records_that_are_not_known_are_skipped(warehouse):
    assert warehouse.apply([Record("ledger.credit.v1", {"some": "thing"})]) == 0
    assert len(warehouse.offsets()) == 1


def test_a_version_that_does_not_follow_stops_it_and_stores_nothing_of_that_batch(warehouse):
    with pytest.raises(EventsLost):
        warehouse.apply([event(1, 1, 1, "0.00"), event(3, 1, 3, "5.00")])
    assert balances(warehouse) == {}
    assert warehouse.offsets() == {}


def test_held_money_is_told_apart(warehouse):
    warehouse.apply([event(1, 1, 1, "0.00"), event(2, 1, 2, "9.00"), event(3, 1, 3, "9.00", held="4.00")])
    assert warehouse.totals() == {"USD": [1, 900, 400, 900, 0]}


def test_sums_are_of_what_is_there_without_a_gap(warehouse):
    # The partition of account 2 is behind.
    warehouse.apply([event(1, 1, 1, "1.00"), event(3, 1, 2, "3.00")])
    assert warehouse.whole_up_to() == [(0, 1, 1)]
    assert warehouse.totals()["USD"][1] == 100
    warehouse.apply([event(2, 2, 1, "7.00")])
    assert warehouse.totals()["USD"][1] == 1000


def test_nothing_is_whole_without_the_first_event(warehouse):
    warehouse.apply([event(2, 2, 1, "7.00")])
    assert warehouse.whole_up_to() == []


def by_partition(records: list[Record]) -> list[list[Record]]:
    return [[record for record in records if record.partition() == partition] for partition in range(3)]


@pytest.mark.parametrize("seed", range(50))
def test_void_events_leave_no_trace_in_whatever_order_partitions_are_read(warehouse, seed):
    # Accounts 1, 2 and 3 are in partitions 1, 2 and 0. What is behind position 3 is given up, then what is behind 2, then
    # what is behind 5; the first and the last time the operator leaves a gap.
    first = [event(1, 1, 1, "1.00"), event(2, 2, 1, "2.00"), event(3, 3, 1, "3.00"), event(4, 1, 2, "99.00")]
    second = [rewound(3, 2, partition, next_position=7) for partition in range(3)]
    second += [event(7, 2, 2, "50.00", 2), event(8, 1, 2, "60.00", 2)]
    third = [rewound(2, 3, partition) for partition in range(3)]
    third += [event(3, 3, 1, "7.00", 3), event(4, 1, 2, "8.00", 3), event(5, 2, 2, "9.00", 3), event(6, 2, 3, "90.00", 3)]
    fourth = [rewound(5, 4, partition, next_position=8) for partition in range(3)]
    fourth += [event(8, 3, 2, "10.00", 4)]
    queues = by_partition(first + second + third + fourth)
    choice = random.Random(seed)
    while queues := [queue for queue in queues if queue]:
        warehouse.apply([choice.choice(queues).pop(0)])
    assert balances(warehouse) == {1: 800, 2: 900, 3: 1000}
    assert warehouse.whole_up_to() == [(0, 8, 4)]
    assert warehouse.totals() == {"USD": [3, 27 * CENTS, 0, 27 * CENTS, 0]}


def test_a_rewind_that_a_later_one_has_replaced_does_not_come_back(warehouse):
    # The partition that is behind tells of the earlier one.
    warehouse.apply([event(1, 1, 1, "1.00"), rewound(1, 3, partition=1), rewound(1, 2, partition=2, next_position=5)])
    warehouse.apply([event(2, 1, 2, "2.00", 3)])
    assert warehouse.whole_up_to() == [(0, 2, 3)]
