"""The few calls of REST that tests make themselves, without the clients that they test."""

import json
import urllib.error
import urllib.request
import uuid


def call(url: str, body: object = None, token: str | None = None) -> dict:
    """Returns the answer's JSON; fails unless it is a 200 or 201."""
    headers = {"Content-Type": "application/json"}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    data = None if body is None else json.dumps(body).encode()
    try:
        with urllib.request.urlopen(urllib.request.Request(url, data, headers), timeout=30) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as error:
        raise AssertionError(f"{url}: {error.code} {error.read().decode()}") from error


def open_user(url: str, currency: str = "USD") -> int:
    return call(f"{url}/v1/user", {"name": "Ann Example", "currency": currency})["id"]


def record(url: str, kind: str, user: int, amount: str, **more: object) -> dict:
    body = {"uid": str(uuid.uuid4()), "type": kind, "user_id": user, "amount": amount, **more}
    return call(f"{url}/v1/transaction", body)
