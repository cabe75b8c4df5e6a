"""Sends a request again, byte for byte, until it is answered: with the same uid it cannot count twice."""

import json
import random
import re
import time
from collections.abc import Iterator

import httpx
import uuid6

# Anything else is an answer: a 4xx is the ledger's decision, and does not change by repetition.
RETRIED_STATUSES = frozenset({500, 502, 503, 504})
WRITES = frozenset({"POST", "PUT", "DELETE"})
# PUT has the uid of its transaction here; a key beside it would have to be the same.
PATH_WITH_UID = re.compile(r"/v1/transactions/[^/]+$")
# A little more than the 5 s in which the ledger answers, so that it can say itself what is wrong.
ATTEMPT_SECONDS = 7.0
# Between two pieces of a stream of events, where a comment comes after ten quiet seconds.
STREAM_PIECE_SECONDS = 25.0
FIRST_PAUSE_SECONDS = 0.05
PAUSE_SECONDS_MAX = 2.0


class LedgerUnavailable(httpx.TransportError):
    """The deadline passed without an answer. A write may have been recorded or not: send the same request once more,
    with the same uid, to find out."""


def new_uid() -> str:
    """Returns a uid for one transaction: a UUID of version 7, which keeps the ledger's indexes small. Store it before the
    first call, beside what is paid, and it survives the caller's crash as well."""
    return str(uuid6.uuid7())


class RetryingTransport(httpx.BaseTransport):
    """Retries after a 5xx, a timeout or a lost connection. A write that names no uid gets an Idempotency-Key, once, before
    it is first sent."""

    def __init__(self, inner: httpx.BaseTransport, deadline_seconds: float) -> None:
        self._inner = inner
        self._deadline_seconds = deadline_seconds

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.read()
        add_missing_uid(request)
        give_up_at = time.monotonic() + self._deadline_seconds
        why = "no time was left for an attempt"
        for pause in pauses():
            left = give_up_at - time.monotonic()
            if left <= 0:
                raise LedgerUnavailable(f"no answer to {request.method} {request.url.path} in time: {why}", request=request)
            wanted = 0.0
            try:
                response = self._attempt(request, min(left, ATTEMPT_SECONDS))
            except httpx.TransportError as error:
                why = repr(error)
            else:
                if response.status_code not in RETRIED_STATUSES:
                    return response
                why = f"{response.status_code} {response.text}"
                wanted = seconds_to_wait(response)
                response.close()
            time.sleep(min(max(pause, wanted), max(0.0, give_up_at - time.monotonic())))
        raise AssertionError("pauses never end")

    def _attempt(self, request: httpx.Request, seconds: float) -> httpx.Response:
        timeouts = httpx.Timeout(seconds).as_dict()
        request.extensions["timeout"] = timeouts
        response = self._inner.handle_request(request)
        # A connection that breaks within the answer is a lost answer. A stream of events has no end to wait for; how long
        # to wait for each piece is looked up when its reading begins, which is later.
        if response.headers.get("content-type", "").startswith("text/event-stream"):
            timeouts["read"] = STREAM_PIECE_SECONDS
        else:
            response.read()
        return response

    def close(self) -> None:
        self._inner.close()


def add_missing_uid(request: httpx.Request) -> None:
    """A write whose body, an object, has no uid gets a key, unless its path names the transaction: PUT
    /v1/transactions/{uid}. A bulk request has a uid in each of its commands."""
    if request.method not in WRITES or "Idempotency-Key" in request.headers:
        return
    if request.method == "PUT" and PATH_WITH_UID.search(request.url.path):
        return
    try:
        body = json.loads(request.content) if request.content else {}
    except ValueError:
        return
    if isinstance(body, dict) and body.get("uid") is None:
        request.headers["Idempotency-Key"] = new_uid()


def pauses() -> Iterator[float]:
    """Random pauses, longer on average each time, so that clients which failed together do not return together."""
    longest = FIRST_PAUSE_SECONDS
    while True:
        yield random.uniform(0, longest)
        longest = min(2 * longest, PAUSE_SECONDS_MAX)


def seconds_to_wait(response: httpx.Response) -> float:
    """Returns what Retry-After asks for; 0 without it, or where it is a date."""
    try:
        return float(response.headers.get("Retry-After", "0"))
    except ValueError:
        return 0.0
