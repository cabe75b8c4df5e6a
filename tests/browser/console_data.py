"""The ledger that the console is shown on: two accounts with a month of business, made through the API."""

import json
import urllib.request
import uuid

HOSTILE = "<img src=x onerror=\"document.title='taken over'\">"


class Ledger:
    """The API, as a service calls it."""

    def __init__(self, url, token):
        self.url, self.token = url, token

    def post(self, path, body):
        fields = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {self.token}"} if self.token else {})
        request = urllib.request.Request(self.url + path, json.dumps(body).encode(), fields)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    def pay(self, kind, account, amount, when=None, **more):
        body = {"uid": str(uuid.uuid4()), "type": kind, "amount": amount, "user_id": account, **more}
        return self.post("/v1/transaction", body | ({"timestamp": when} if when else {}))


def make_data(ledger):
    """An account with a month of business, some of it recorded late, and one with a hostile name."""
    login = f"ann-{uuid.uuid4().hex[:12]}"
    ann = ledger.post("/v1/user", {"name": "Ann Example", "currency": "USD", "limit": "500000.00", "login": login,
                                   "external_id": f"crm-{login}", "password": "correct horse"})["id"]
    bob = ledger.post("/v1/user", {"name": HOSTILE, "currency": "USD"})["id"]
    # Whose money it is pays with it.
    holder = Ledger(ledger.url, Ledger(ledger.url, "").post("/v1/login", {"login": login, "password": "correct horse"})["token"])
    ledger.pay("DEPOSIT", ann, "1200.00", "2026-01-02T09:00:00Z", comment="first top-up")
    for day in range(3, 30):
        holder.pay("WITHDRAW", ann, f"{17 + day * 7 % 23}.50", f"2026-01-{day:02}T12:00:00Z")
        if day % 9 == 0:
            ledger.pay("DEPOSIT", ann, "250.00", f"2026-01-{day:02}T18:30:00Z")
    paid = holder.pay("TRANSFER", ann, "75.25", "2026-01-30T08:00:00Z", to_user_id=bob, comment=HOSTILE)
    known = ledger.pay("DEPOSIT", ann, "10.00", "2026-01-30T09:00:00Z")["position"]
    ledger.pay("DEPOSIT", ann, "400.00", "2026-01-12T10:00:00Z", comment="booked late")
    for service in ("taxi", "hotel"):
        ledger.post("/v1/hold", {"uid": str(uuid.uuid4()), "user_id": ann, "service_id": service, "amount": "30.00",
                                 "timeout_seconds": 3600})
    return {"ann": ann, "bob": bob, "login": login, "external_id": f"crm-{login}", "paid": paid["uid"], "known": known}
