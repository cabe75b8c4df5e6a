"""The analytics loader on a real Kafka, killed at any moment, against the ledger's own totals."""

import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from conftest import run
from rest import call, open_user, record
from running_ledger import Ledger, eventually

CONSUMERS = Path(__file__).resolve().parent.parent / "consumers"
KILLS = 6


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    ledger = Ledger(tmp_path_factory.mktemp("published"))
    ledger.start_publishing()
    yield ledger
    ledger.close()


class Business:
    """Customers at work, until it is told to stop."""

    def __init__(self, ledger: Ledger, seed: int) -> None:
        self._ledger = ledger
        self._random = random.Random(seed)
        self._users = [open_user(ledger.url, "EUR") for _ in range(5)] + [open_user(ledger.url) for _ in range(5)]
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._work)

    def __enter__(self) -> "Business":
        self._thread.start()
        return self

    def __exit__(self, *_) -> None:
        self._stopped.set()
        self._thread.join()

    def _work(self) -> None:
        while not self._stopped.is_set():
            user, amount = self._random.choice(self._users), f"{self._random.randint(1, 5000) / 100:.2f}"
            try:
                self._act(user, amount)
            except AssertionError as refused:
                # Too little money, mostly.
                if " 402 " not in str(refused):
                    raise

    def _act(self, user: int, amount: str) -> None:
        url = self._ledger.url
        deposit = record(url, "DEPOSIT", user, amount)
        match self._random.randrange(4):
            case 0:
                record(url, "WITHDRAW", user, amount)
            case 1:
                half = self._users[:5] if user in self._users[:5] else self._users[5:]
                receiver = self._random.choice([other for other in half if other != user])
                record(url, "TRANSFER", user, amount, to_user_id=receiver)
            case 2:
                call(f"{url}/v1/transaction/{deposit['uid']}/reverse", {"uid": deposit["uid"][:-4] + "ffff"})
            case 3:
                hold = {"uid": deposit["uid"][:-4] + "eeee", "user_id": user, "service_id": "shop", "amount": amount}
                call(f"{url}/v1/hold", hold | {"timeout_seconds": 600})
                if self._random.random() < 0.5:
                    call(f"{url}/v1/hold/{hold['uid']}/confirm", {})


def loader(ledger: Ledger, *arguments: str) -> list[str]:
    return [sys.executable, str(CONSUMERS / "analytics_loader.py"), *arguments]


def environment(ledger: Ledger) -> dict[str, str]:
    return {**ledger.environment, "LEDGER_URL": ledger.url, "PYTHONUNBUFFERED": "1"}


def is_published(ledger: Ledger) -> bool:
    return ledger.query("select (select position from relay_note) = (select max(position) from event)") == "t"


def test_killed_at_any_moment_the_loader_has_each_event_once(published: Ledger, tmp_path: Path):
    file = tmp_path / "events.db"
    seed = random.randrange(2**32)
    print("seed", seed)
    choice = random.Random(seed)
    with Business(published, seed):
        for _ in range(KILLS):
            loading = subprocess.Popen(
                loader(published, "load", "--database", str(file)), env=environment(published), stderr=subprocess.PIPE
            )
            time.sleep(choice.uniform(0.5, 2.0))
            loading.send_signal(signal.SIGKILL)
            loading.wait()
    eventually(lambda: is_published(published))
    run(loader(published, "load", "--database", str(file), "--until-end"), environment(published))
    events = int(published.query("select count(*) from event"))
    assert events > 100
    with sqlite3.connect(file) as database:
        assert database.execute("select count(*) from event").fetchone() == (events,)
        database.execute("delete from read_to")
    # All of it comes once more.
    run(loader(published, "load", "--database", str(file), "--until-end"), environment(published))
    lines = run(loader(published, "reconcile", "--database", str(file)), environment(published))
    assert [line for line in lines if not line.startswith(" ")] == [
        f"EUR at 0:{events}: equal",
        f"USD at 0:{events}: equal",
    ]
    # A cent too much is noticed.
    with sqlite3.connect(file) as database:
        database.execute("update event set change = change + 1 where position = 30")
    reconciled = subprocess.run(
        loader(published, "reconcile", "--database", str(file)), env=environment(published), capture_output=True, text=True
    )
    assert reconciled.returncode == 1
    assert "DIFFERENT" in reconciled.stdout
