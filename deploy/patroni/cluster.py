"""A PostgreSQL of several nodes under Patroni, and etcd, as processes of one machine.

A node is a process namespace of its own, so that all of it can be lost or frozen at once, as a machine would be.
"""

import json
import os
import pathlib
import secrets
import shutil
import signal
import string
import subprocess
import time
import urllib.error
import urllib.request

PATIENCE_SECONDS = 120
POLL_SECONDS = 0.05
HERE = pathlib.Path(__file__).resolve().parent
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def await_true(what, condition, seconds=PATIENCE_SECONDS):
    """Waits until the condition gives something true, and returns that."""
    deadline = time.monotonic() + seconds
    while True:
        found = condition()
        if found:
            return found
        if time.monotonic() > deadline:
            raise SystemExit(f"{what} did not come about within {seconds} s")
        time.sleep(POLL_SECONDS)


def ask(url, body=None):
    """The status and text of an answer; 0 if there is none."""
    request = urllib.request.Request(url, data=json.dumps(body).encode() if body is not None else None,
                                     headers={"Content-Type": "application/json"})
    try:
        with DIRECT.open(request, timeout=30 if body is not None else 2) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()
    except OSError as error:
        return 0, str(error)


def start(command, log, **more):
    with open(log, "ab") as file:
        return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=file, stderr=subprocess.STDOUT,
                                start_new_session=True, **more)


class Node:
    """One Patroni with its PostgreSQL, run by the user postgres."""

    def __init__(self, name, folder, ports, settings, logs):
        self.name, self.folder, self.log = name, folder, logs / f"{name}.log"
        self.postgres_port, self.rest_port = ports
        self.process = None
        folder.mkdir(mode=0o700)
        template = string.Template((HERE / "patroni.yaml.in").read_text(encoding="utf-8"))
        self.configuration = folder / "patroni.yaml"
        self.configuration.write_text(template.substitute(
            settings, name=name, folder=folder, postgres_port=self.postgres_port, rest_port=self.rest_port),
            encoding="utf-8")
        for path in (folder, self.configuration):
            shutil.chown(path, "postgres", "postgres")

    def start(self):
        # The kernel ends everything in the namespace with its first process, which ends with `unshare`, and that with us.
        # The wish to end with the parent does not survive a change of user, so it comes after that.
        command = ["setpriv", "--pdeathsig", "KILL", "unshare", "--pid", "--fork", "--mount-proc",
                   "setpriv", "--reuid", "postgres", "--regid", "postgres", "--init-groups", "--pdeathsig", "KILL",
                   "patroni", str(self.configuration)]
        self.process = start(command, self.log, cwd=self.folder,
                             env={"PATH": os.environ["PATH"], "HOME": str(self.folder), "LANG": "C.UTF-8"})

    def lose(self):
        """All of it ends at once, as with the power of a machine."""
        self.process.kill()
        self.process.wait()

    def stop(self):
        if self.process and self.process.poll() is None:
            self.signal_all(signal.SIGCONT)
            self.lose()

    def signal_all(self, number):
        for process in self.processes():
            try:
                os.kill(process, number)
            except ProcessLookupError:
                pass

    def processes(self):
        """Those in the namespace of the node."""
        children = pathlib.Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        namespace = os.readlink(f"/proc/{children[0]}/ns/pid")
        found = []
        for entry in pathlib.Path("/proc").iterdir():
            try:
                if entry.name.isdigit() and os.readlink(entry / "ns" / "pid") == namespace:
                    found.append(int(entry.name))
            except OSError:
                pass
        return found


class Cluster:
    """etcd and the nodes."""

    def __init__(self, folder, logs, postgres_bin, ports):
        self.folder, self.logs = folder, logs
        self.password = secrets.token_hex(16)
        client, peer, *rest = ports
        self.settings = {"etcd_port": client, "postgres_bin": postgres_bin, "superuser_password": self.password,
                         "replication_password": secrets.token_hex(16)}
        self.etcd = start(
            ["setpriv", "--pdeathsig", "TERM", "etcd", "--enable-v2", "--data-dir", str(folder / "etcd"), "--name", "one",
             "--listen-client-urls", f"http://127.0.0.1:{client}",
             "--advertise-client-urls", f"http://127.0.0.1:{client}",
             "--listen-peer-urls", f"http://127.0.0.1:{peer}",
             "--initial-advertise-peer-urls", f"http://127.0.0.1:{peer}",
             "--initial-cluster", f"one=http://127.0.0.1:{peer}"], logs / "etcd.log")
        await_true("etcd", lambda: ask(f"http://127.0.0.1:{client}/health")[0] == 200)
        self.nodes = [Node(f"node{number}", folder / f"node{number}", (rest[2 * number], rest[2 * number + 1]),
                           self.settings, logs) for number in range(3)]
        self.without = None

    def members(self):
        """What Patroni says of its members by name; empty if nobody answers."""
        for node in self.nodes:
            if node is not self.without:
                status, text = ask(f"http://127.0.0.1:{node.rest_port}/cluster")
                if status == 200:
                    return {member["name"]: member for member in json.loads(text)["members"]}
        return {}

    def with_role(self, role):
        """The node that has a role and works in it, or nothing."""
        members = self.members()
        for node in self.nodes:
            member = members.get(node.name, {})
            if node is not self.without and member.get("role") == role and member["state"] in ("running", "streaming"):
                return node
        return None

    def is_whole(self):
        """A leader, a synchronous standby and another one, all of them at work on one timeline: one that has yet to be
        rewound is on an older one."""
        members = self.members().values()
        working = [member for member in members if member["state"] in ("running", "streaming")]
        roles = sorted(member["role"] for member in working)
        timelines = {member.get("timeline") for member in working}
        return roles == ["leader", "replica", "sync_standby"] and len(timelines) == 1

    def start(self):
        # The first one makes the database; the others copy it.
        self.nodes[0].start()
        await_true("a leader", lambda: self.with_role("leader"))
        for node in self.nodes[1:]:
            node.start()
        await_true("three nodes", self.is_whole)

    def leader_but(self, old):
        node = self.with_role("leader")
        return node if node is not old else None

    def stop(self):
        for node in self.nodes:
            node.stop()
        self.etcd.terminate()
        self.etcd.wait()
