"""Does everything that the dashboard has panels for, on a ledger with auth off, for some seconds.

    load.py HTTP_ADDRESS GRPC_ADDRESS SECONDS
"""

import http.client
import json
import random
import subprocess
import sys
import threading
import time
import uuid

THREADS = 6
ACCOUNTS = 40
PAUSE_SECONDS = 0.002


class Client:
    """One connection, used for call after call."""

    def __init__(self, address):
        self.connection = http.client.HTTPConnection(address, timeout=30)

    def call(self, method, path, body=None):
        headers = {"Content-Type": "application/json"}
        self.connection.request(method, path, json.dumps(body) if body is not None else None, headers)
        answer = self.connection.getresponse()
        return answer.status, answer.read()

    def pay(self, kind, account, amount, **more):
        body = {"uid": str(uuid.uuid4()), "type": kind, "amount": amount, "user_id": account, **more}
        self.call("POST", "/v1/transaction", body)
        return body

    def hold(self, account, seconds):
        uid = str(uuid.uuid4())
        self.call("POST", "/v1/hold", {"uid": uid, "user_id": account, "service_id": "shop", "amount": "0.50",
                                       "timeout_seconds": seconds})
        return uid


def open_accounts(address):
    client = Client(address)
    return [json.loads(client.call("POST", "/v1/user", {"name": "Ann Example"})[1])["id"] for _ in range(ACCOUNTS)]


def act(client, accounts):
    """One round of what clients do, with mistakes among it."""
    one, other = random.sample(accounts, 2)
    deposit = client.pay("DEPOSIT", one, "10.00")
    client.call("POST", "/v1/transaction", deposit)
    client.pay("WITHDRAW", one, "1.00")
    client.pay("WITHDRAW", one, "9999999.00")
    client.pay("TRANSFER", one, "0.10", to_user_id=other)
    confirmed = client.hold(one, 60)
    client.call("POST", f"/v1/hold/{confirmed}/confirm", {"amount": "0.20"})
    client.hold(one, 1)
    client.call("GET", f"/v1/user/{one}/balance")
    client.call("GET", f"/v1/user/{one}/balance?date=2022-05-05")
    client.call("GET", f"/v1/user/{other}/statement?limit=20")
    client.call("GET", f"/v1/transaction/{uuid.uuid4()}")


def follow(address, seconds):
    """A stream of events, as a page of a console has."""
    connection = http.client.HTTPConnection(address, timeout=5)
    connection.request("GET", "/v1/events")
    answer = connection.getresponse()
    end = time.monotonic() + seconds
    while time.monotonic() < end and answer.readline():
        pass
    connection.close()


def call_grpc(address):
    """An empty request is a valid gRPC message, and a refused one."""
    command = ["curl", "-sS", "-m", "5", "--noproxy", "*", "--http2-prior-knowledge", "-H", "te: trailers", "-H",
               "Content-Type: application/grpc", "--data-binary", "@-", "-o", "/dev/null",
               f"http://{address}/ledger.v1.Ledger/GetBalance"]
    subprocess.run(command, input=b"\0\0\0\0\0", check=True)


def main():
    address, grpc_address, seconds = sys.argv[1], sys.argv[2], float(sys.argv[3])
    accounts = open_accounts(address)
    end = time.monotonic() + seconds

    def work():
        client = Client(address)
        while time.monotonic() < end:
            act(client, accounts)
            time.sleep(PAUSE_SECONDS)

    threads = [threading.Thread(target=work) for _ in range(THREADS)]
    threads.append(threading.Thread(target=follow, args=(address, seconds)))
    for thread in threads:
        thread.start()
    while time.monotonic() < end:
        call_grpc(grpc_address)
        time.sleep(0.5)
    for thread in threads:
        thread.join()


if __name__ == "__main__":
    main()
