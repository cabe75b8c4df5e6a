"""The ledger's client for Python: generated calls (ledger_client.rest), behind a transport that retries."""

import httpx

from ledger_client.rest import AuthenticatedClient, Client
from ledger_client.retrying import LedgerUnavailable, RetryingTransport, new_uid

__all__ = ["LedgerUnavailable", "RetryingTransport", "connect", "new_uid"]


def connect(url: str, token: str | None = None, deadline_seconds: float = 30.0) -> AuthenticatedClient | Client:
    """Returns what the generated calls take as `client`. Each call is answered, or raises LedgerUnavailable, before its
    deadline. `token` is a JSON Web Token; a ledger whose auth is off needs none."""
    transport = RetryingTransport(httpx.HTTPTransport(), deadline_seconds)
    settings = {"base_url": url, "httpx_args": {"transport": transport}}
    return Client(**settings) if token is None else AuthenticatedClient(token=token, **settings)
