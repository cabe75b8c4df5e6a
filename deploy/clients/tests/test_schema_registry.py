"""The script that registers the JSON Schemas, on a real registry, and records that are looked up there by their header."""

import json
import os
import urllib.parse
from pathlib import Path

import jsonschema
import pytest
from conftest import run
from rest import call, open_user, record
from running_ledger import Ledger, eventually
from topic_reader import TopicReader, header

REGISTER = Path(__file__).resolve().parent.parent / "schema-registry/register"
SCHEMAS = Path(__file__).resolve().parents[3] / "schemas/events"
REGISTRY = os.environ.get("LEDGER_SCHEMA_REGISTRY")


def records_of(ledger: Ledger, monkeypatch) -> list:
    """Returns what is in both topics."""
    monkeypatch.setenv("KAFKA_BROKERS", os.environ["LEDGER_TEST_KAFKA"])
    records = []
    for topic in (ledger.topics["events"], ledger.topics["balances"]):
        reader = TopicReader(topic)
        reader.start({})
        while not reader.has_caught_up():
            records += reader.read(0.2)
        reader.close()
    return records


@pytest.mark.skipif(REGISTRY is None, reason="there is no schema registry")
def test_each_record_is_valid_by_the_schema_that_its_header_names(tmp_path, monkeypatch):
    first = run([str(REGISTER), REGISTRY], dict(os.environ))
    assert len(first) == len(list(SCHEMAS.glob("*.json")))
    assert run([str(REGISTER), REGISTRY], dict(os.environ)) == first
    ledger = Ledger(tmp_path)
    try:
        ledger.start_publishing()
        user = open_user(ledger.url)
        record(ledger.url, "DEPOSIT", user, "10.00")
        record(ledger.url, "WITHDRAW", user, "4.00")
        eventually(lambda: ledger.query("select position from relay_note") == "3")
        records = records_of(ledger, monkeypatch)
    finally:
        ledger.close()
    names = set()
    for message in records:
        name = header(message, "ce_dataschema")
        names.add(name)
        answer = call(f"{REGISTRY}/subjects/{urllib.parse.quote(name, safe='')}/versions/latest")
        jsonschema.Draft4Validator(json.loads(answer["schema"])).validate(json.loads(message.value()))
    assert names == {f"urn:ledger:schemas:events:{name}:1" for name in ("account_opened", "deposited", "withdrawn", "balance")}
