"""The client in each language against a real ledger: a customer's month, lost answers, and giving up in time."""

import subprocess
import time
import uuid
from datetime import datetime, timezone

import pytest
from conftest import Examples, java, run
from proxies import Flaky, Wire
from rest import call, open_user
from running_ledger import Ledger, eventually

MONTH = f"{datetime.now(timezone.utc):%Y-%m}"
PAID = ["opened an account with 0.00 USD", "topped up, balance 100.00", "held 50.00", "paid 30.00, available 70.00"]
STATEMENTS = {
    # REST has a statement with signed changes; over gRPC the example makes one from the history.
    True: [f"statement of {MONTH}: opening 0.00", "DEPOSIT 100.00 100.00", "CONFIRM -30.00 70.00", "closing 70.00"],
    False: [f"statement of {MONTH}: opening 0.00", "DEPOSIT 100.00 100.00", "CONFIRM 30.00 70.00", "closing 70.00"],
}


def test_a_customers_month(examples: Examples, ledger_with_auth: Ledger):
    token = ledger_with_auth.token("service")
    lines = run(examples.command("month"), examples.environment(examples.port(ledger_with_auth), token))
    assert lines == PAID + STATEMENTS[examples.speaks_rest]


def test_every_attempt_of_a_write_has_the_same_uid(examples: Examples, ledger: Ledger):
    if not examples.speaks_rest:
        pytest.skip("the proxy that refuses speaks HTTP/1.1")
    proxy = Flaky(ledger.http_port)
    try:
        environment = {**examples.environment(0), "LEDGER_URL": proxy.url}
        assert run(examples.command("month"), environment) == PAID + STATEMENTS[True]
        writes = proxy.uids()
        assert len(writes) == 4
        for attempts in writes:
            assert len(attempts) == Flaky.REFUSALS + 1
            assert len(set(attempts)) == 1
    finally:
        proxy.close()


def start_paying(examples: Examples, port: int, account: int, uid: str, seconds: int) -> subprocess.Popen:
    """Returns the program once it is connected. It pays 5.00 when it gets a line."""
    command = [*examples.command("pay_once"), str(account), uid, "5.00", str(seconds)]
    paying = subprocess.Popen(
        command, env=examples.environment(port), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert paying.stdout.readline() == "connected\n"
    return paying


def test_killed_between_request_and_answer_the_ledger_has_one_transaction(examples: Examples, ledger: Ledger):
    account, uid = open_user(ledger.url), str(uuid.uuid4())
    wire = Wire(examples.port(ledger))
    try:
        paying = start_paying(examples, wire.port, account, uid, seconds=60)
        wire.withhold_answers()
        paying.stdin.write("\n")
        paying.stdin.flush()
        eventually(lambda: ledger.query(f"select 1 from event where transaction_uid = '{uid}'") == "1")
        ledger.api.kill()
        wire.break_connections()
        ledger.api.start()
        output, _ = paying.communicate(timeout=90)
        assert output == "replayed\n"
    finally:
        wire.close()
    assert ledger.query(f"select count(*) from event where account_id = {account}") == "2"
    assert call(f"{ledger.url}/v1/user/{account}/balance")["balance"] == "5.00"


def test_without_an_answer_the_client_gives_up_at_its_deadline(examples: Examples, ledger: Ledger):
    account, uid = open_user(ledger.url), str(uuid.uuid4())
    wire = Wire(examples.port(ledger))
    paying = start_paying(examples, wire.port, account, uid, seconds=10)
    wire.close()
    began = time.monotonic()
    output, _ = paying.communicate("\n", timeout=60)
    assert output == "unknown\n"
    assert 8 < time.monotonic() - began < 60


def test_bodies_in_chunks_as_java_clients_send_them(examples: Examples, ledger: Ledger):
    if examples.language != "java":
        pytest.skip("the habits of Java's HTTP clients")
    account = open_user(ledger.url)
    wire = Wire(ledger.http_port)
    try:
        environment = {**examples.environment(0), "LEDGER_URL": f"http://127.0.0.1:{wire.port}"}
        lines = run([*java("ChunkedBodies"), str(account)], environment)
        assert len(lines) == 6
        assert all(line.endswith(" 200") for line in lines), lines
        heads = wire.seen.lower()
        assert heads.count(b"transfer-encoding: chunked\r\n") == len(lines)
        assert b"content-length: " not in heads
    finally:
        wire.close()
    assert call(f"{ledger.url}/v1/user/{account}/balance")["balance"] == f"{len(lines)}.00"
