"""Promotes another PostgreSQL five times while clients deposit, and counts what is there afterwards.

    failover.py WORK LOGS BIN POSTGRES_BIN ROLES_SQL KAFKA PORT...
"""

import os
import pathlib
import secrets
import signal
import subprocess
import sys
import time

from cluster import Cluster, ask, await_true, start
from load import Load

SECONDS_BEFORE = 3
SECONDS_AFTER = 3


def say(text):
    print(text, flush=True)


class Ledger:
    """The three services, and commands on the same servers."""

    def __init__(self, cluster, folder, kafka, ports, bin_folder):
        self.cluster, self.bin = cluster, bin_folder
        self.ports = dict(zip(("http", "grpc", "metrics", "projector", "outbox"), ports))
        self.logs = cluster.logs
        self.passwords = {"ledger_owner": secrets.token_hex(16), "ledger": secrets.token_hex(16)}
        at = "127.0.0.1:{}".format
        self.environment = {
            "PATH": os.environ["PATH"], "LANG": "C.UTF-8",
            # libpq asks one after the other which of them is the primary.
            "DB_HOST": ",".join("127.0.0.1" for _ in cluster.nodes),
            "DB_PORT": ",".join(str(node.postgres_port) for node in cluster.nodes),
            "PGTARGETSESSIONATTRS": "read-write", "DB_NAME": "ledger", "KAFKA_BROKERS": kafka, "LEDGER_AUTH": "off",
            "LEDGER_HTTP_ADDRESS": at(self.ports["http"]), "LEDGER_GRPC_ADDRESS": at(self.ports["grpc"]),
            "LEDGER_METRICS_ADDRESS": at(self.ports["metrics"]),
            "LEDGER_PROJECTOR_STATUS_ADDRESS": at(self.ports["projector"]),
            "LEDGER_OUTBOX_STATUS_ADDRESS": at(self.ports["outbox"])}
        self.folder = folder
        self.processes = []

    def as_user(self, user):
        return self.environment | {"DB_USER": user, "DB_PASSWORD": self.passwords[user]}

    def sql(self, *arguments):
        """Runs psql as the superuser on the primary."""
        environment = self.environment | {"PGPASSWORD": self.cluster.password, "PGUSER": "postgres",
                                          "PGHOST": self.environment["DB_HOST"], "PGPORT": self.environment["DB_PORT"]}
        return subprocess.run(["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", *arguments], env=environment,
                              check=True, capture_output=True, text=True).stdout

    def command(self, name, program, *arguments, user="ledger"):
        """Runs one of our programs to its end."""
        with open(self.logs / f"{name}.log", "ab") as log:
            return subprocess.run([self.bin / program, *arguments], env=self.as_user(user), stdout=log,
                                  stderr=subprocess.STDOUT, check=False).returncode

    def start(self, roles):
        self.sql("-d", "postgres", "-v", f"owner_password={self.passwords['ledger_owner']}",
                 "-v", f"service_password={self.passwords['ledger']}", "-f", roles)
        if self.command("migrate", "ledgerctl", "migrate", user="ledger_owner") != 0:
            raise SystemExit("the migration failed; see migrate.log")
        for program, port in (("ledger-outbox", "outbox"), ("ledger-projector", "projector"), ("ledger-api", "http")):
            self.processes.append(start(["setpriv", "--pdeathsig", "TERM", self.bin / program],
                                        self.logs / f"{program}.log", env=self.as_user("ledger")))
            await_true(program, lambda port=port: ask(f"http://127.0.0.1:{self.ports[port]}/readyz")[0] == 200)

    def lag(self, program):
        text = ask(f"http://127.0.0.1:{self.ports[program]}/metrics")[1]
        lags = [line.rsplit(" ", 1)[1] for line in text.splitlines() if line.startswith(f"ledger_{program}_lag_events{{")]
        return float(lags[0]) if lags else None

    def stop(self):
        for process in self.processes:
            process.terminate()
        return [process.wait() for process in self.processes]


def switch_over(cluster, leader):
    candidate = cluster.with_role("sync_standby")
    status, text = ask(f"http://127.0.0.1:{leader.rest_port}/switchover",
                       {"leader": leader.name, "candidate": candidate.name})
    if status != 200:
        raise SystemExit(f"no switchover: {status} {text}")


def lose(cluster, leader):
    cluster.without = leader
    leader.lose()


def freeze(cluster, leader):
    cluster.without = leader
    leader.signal_all(signal.SIGSTOP)


def come_back(cluster, leader, how):
    """The old primary returns: started anew, or waking up in the belief that it still is the primary."""
    if how is lose:
        leader.start()
    if how is freeze:
        leader.signal_all(signal.SIGCONT)
    cluster.without = None


PROMOTIONS = (("planned switchover", switch_over), ("machine lost", lose), ("machine frozen", freeze),
              ("machine lost", lose), ("planned switchover", switch_over))


def promote(cluster, load, kind, how):
    """One promotion under load; returns how long nothing was acknowledged."""
    time.sleep(SECONDS_BEFORE)
    old, begin, repeated = cluster.with_role("leader"), time.monotonic(), load.repeated
    how(cluster, old)
    new = await_true("another leader", lambda: cluster.leader_but(old))
    promoted = time.monotonic()
    await_true("a write", lambda: load.last_since(promoted))
    come_back(cluster, old, how)
    await_true("three nodes", cluster.is_whole)
    time.sleep(SECONDS_AFTER)
    pause = load.longest_pause(begin - 1, time.monotonic())
    say(f"{kind:<20} {old.name} -> {new.name}   {pause:5.1f} s without writes, {load.repeated - repeated:4} requests "
        "sent again")
    return pause


def count(ledger, load):
    """Compares what was acknowledged with what is there; returns what is wrong."""
    acknowledged = {uid for _, uid in load.acknowledged}
    rows = ledger.sql("-d", "ledger", "-c", "select transaction_uid from event where type = "
                      "(select type from event where transaction_uid = '" + load.acknowledged[0][1] + "')").split()
    lost, extra = acknowledged - set(rows), set(rows) - acknowledged
    say(f"{len(acknowledged)} transactions acknowledged, {len(rows)} recorded: {len(lost)} lost, "
        f"{len(rows) - len(set(rows))} doubled, {len(extra)} never acknowledged; {load.repeated} requests sent again")
    faults = [f"refused: {each}" for each in load.faults]
    if lost or extra or len(rows) != len(set(rows)) or len(acknowledged) != len(load.acknowledged):
        faults.append("transactions were lost, doubled or made up")
    return faults


def check(ledger, load):
    await_true("everything projected", lambda: ledger.lag("projector") == 0)
    await_true("everything published", lambda: ledger.lag("outbox") == 0)
    faults = count(ledger, load)
    for program, user in (("ledgerctl", "ledger_owner"), ("ledger-outbox", "ledger")):
        status = ledger.command(f"{program}-verify", program, "verify", user=user)
        say(f"{program} verify: exit status {status}")
        if status != 0:
            faults.append(f"{program} verify failed; see {program}-verify.log")
    return faults


def main():
    work, logs, bin_folder, postgres_bin, roles, kafka, *ports = sys.argv[1:]
    cluster = Cluster(pathlib.Path(work), pathlib.Path(logs), postgres_bin, ports[5:])
    ledger = Ledger(cluster, pathlib.Path(work), kafka, ports[:5], pathlib.Path(bin_folder))
    load = Load(f"127.0.0.1:{ports[0]}")
    try:
        cluster.start()
        ledger.start(roles)
        load.start()
        await_true("a write", lambda: load.count() > 0)
        pauses = [promote(cluster, load, kind, how) for kind, how in PROMOTIONS]
        load.stop()
        faults = check(ledger, load)
    finally:
        ledger.stop()
        cluster.stop()
    say("\n".join(faults) or f"5 promotions, nothing lost, at most {max(pauses):.1f} s without writes")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
