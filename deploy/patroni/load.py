"""Clients that deposit without pause and send each deposit again, under its uid, until it is acknowledged."""

import http.client
import json
import threading
import time
import uuid

CLIENTS = 8
PAUSE_SECONDS = 0.05
PATIENCE_SECONDS = 8


class Load:
    """Eight clients, each with an account and a connection of its own."""

    def __init__(self, address):
        self.address = address
        self.acknowledged = []  # (time, uid)
        self.repeated = 0
        self.faults = []
        self.lock = threading.Lock()
        self.stopping = threading.Event()
        self.threads = [threading.Thread(target=self.work, daemon=True) for _ in range(CLIENTS)]

    def start(self):
        for thread in self.threads:
            thread.start()

    def stop(self):
        """Each client ends when its last deposit is acknowledged."""
        self.stopping.set()
        for thread in self.threads:
            thread.join()

    def work(self):
        uid = str(uuid.uuid4())
        _, answer = self.until_acknowledged("/v1/user", {"name": "Ann Example"}, {"Idempotency-Key": uid}, (201,))
        account = json.loads(answer)["id"]
        while not self.stopping.is_set():
            uid = str(uuid.uuid4())
            body = {"uid": uid, "type": "DEPOSIT", "amount": "1.00", "user_id": account}
            at, _ = self.until_acknowledged("/v1/transaction", body, {}, (200,))
            with self.lock:
                self.acknowledged.append((at, uid))

    def until_acknowledged(self, path, body, headers, wanted):
        while True:
            status, answer = self.post(path, body, headers)
            if status in wanted:
                return time.monotonic(), answer
            with self.lock:
                self.repeated += 1
                if 0 < status < 500:
                    self.faults.append(f"{status} {answer!r}")
            time.sleep(PAUSE_SECONDS)

    def post(self, path, body, headers):
        """A status of 0 stands for no answer."""
        connection = http.client.HTTPConnection(self.address, timeout=PATIENCE_SECONDS)
        try:
            connection.request("POST", path, json.dumps(body), {"Content-Type": "application/json", **headers})
            answer = connection.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException) as error:
            return 0, str(error)
        finally:
            connection.close()

    def count(self):
        with self.lock:
            return len(self.acknowledged)

    def last_since(self, moment):
        """Whether anything was acknowledged after that moment."""
        with self.lock:
            return bool(self.acknowledged) and self.acknowledged[-1][0] > moment

    def longest_pause(self, begin, end):
        """The longest time between two acknowledgements that follow each other, of all clients together."""
        with self.lock:
            times = sorted(at for at, _ in self.acknowledged if begin <= at <= end)
        return max(later - earlier for earlier, later in zip(times, times[1:]))
