"""The ad engine's state without servers. tests/e2e/outbox/ads_test.cpp kills the program on a real Kafka."""

import json

from ad_engine import State
from test_warehouse import Record


def balance(version: int, funded: bool, *, epoch: int = 1, status: str = "open", account: int = 7) -> Record:
    value = {"account_id": account, "version": version, "funded": funded, "status": status, "unknown_to_us": 1}
    return Record("ledger.balance.v1", value if epoch == 1 else value | {"epoch": epoch})


class Tombstone(Record):
    """Account 7 vanished in an epoch."""

    def __init__(self, epoch: int) -> None:
        super().__init__("ledger.balance.v1", {})
        self._headers.append(("ledger_epoch", str(epoch).encode()))

    def key(self) -> bytes:
        return b"7"

    def value(self) -> None:
        return None


def changes(*records: Record) -> list[bool]:
    """Returns what the records change for account 7, each applied by itself."""
    state = State(":memory:")
    return [ads_may_run for record in records for _, ads_may_run in state.apply([record])]


def test_only_a_newer_record_changes_whether_ads_may_run():
    assert changes(balance(1, False)) == []
    assert changes(balance(2, True), balance(2, True), balance(1, False)) == [True]
    assert changes(balance(2, True), balance(3, False), balance(2, True)) == [True, False]
    # Versions 2 and 3 were given up after a restore; what came instead is newer though its version is not.
    again = [balance(3, False), balance(2, True, epoch=2), balance(9, False), balance(3, False, epoch=2)]
    assert changes(*again) == [True, False]


def test_ads_of_a_frozen_or_closed_account_do_not_run():
    assert changes(balance(2, True), balance(3, True, status="frozen"), balance(4, True)) == [True, False, True]
    assert changes(balance(2, True, status="closed")) == []


def test_an_account_that_vanished_is_forgotten_and_does_not_come_back_by_old_records():
    assert changes(balance(5, True), Tombstone(2), balance(6, True)) == [True, False]
    assert changes(balance(5, True), Tombstone(2), balance(1, True, epoch=2)) == [True, False, True]


def test_kinds_of_records_that_are_not_known_are_skipped():
    assert changes(Record("ledger.credit.v1", {"account_id": 7, "version": 9, "funded": True, "status": "open"})) == []


def test_state_is_of_one_topic_and_outlives_the_program(tmp_path):
    file = str(tmp_path / "ads.db")
    first = State(file)
    assert not first.begin_with("balances", "topic-1")
    first.apply([balance(2, True)])
    again = State(file)
    assert again.begin_with("balances", "topic-1")
    assert again.accounts_with_ads() == [7]
    assert len(again.offsets()) == 1
    assert not again.begin_with("balances", "topic-2")
    assert again.accounts_with_ads() == []
    assert again.offsets() == {}


def test_a_batch_that_cannot_be_read_leaves_no_trace(tmp_path):
    state = State(str(tmp_path / "ads.db"))
    broken = balance(3, True, account=8)
    broken._value = json.dumps({"account_id": 8}).encode()
    try:
        state.apply([balance(2, True), broken])
    except KeyError:
        pass
    assert State(str(tmp_path / "ads.db")).offsets() == {}
