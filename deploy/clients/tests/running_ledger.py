"""A real ledger for a test: its own database, and the programs as processes that can be killed and started again."""

import os
import secrets
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

BIN = Path(os.environ["LEDGER_TEST_BIN"]) / "bin"
POSTGRES = os.environ["LEDGER_TEST_PG"]
START_SECONDS = 60
# The kernel ends the program with the thread that started it.
TIED = ["setpriv", "--pdeathsig", "TERM"]


def eventually(condition, seconds: float = 30.0):
    """Returns the first true value of condition(); fails if there is none in time."""
    give_up_at = time.monotonic() + seconds
    while time.monotonic() < give_up_at:
        if value := condition():
            return value
        time.sleep(0.02)
    raise AssertionError(f"not in {seconds} s")


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def psql(database: str, sql: str) -> str:
    """Returns what the statement answers, as a superuser."""
    connection = f"{POSTGRES} dbname={database}"
    command = ["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", connection, "-c", sql]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout.strip()


class Program:
    """One of the ledger's programs. It ends with the test that started it, if not before."""

    def __init__(self, name: str, environment: dict[str, str], status_port: int, logs: Path) -> None:
        self._name = name
        self._environment = environment
        self._ready = f"http://127.0.0.1:{status_port}/readyz"
        self._log = logs / f"{name}.log"
        self._process: subprocess.Popen | None = None

    def start(self) -> None:
        with self._log.open("ab") as log:
            self._process = subprocess.Popen([*TIED, BIN / self._name], env=self._environment, stdout=log, stderr=log)
        eventually(self._is_ready, START_SECONDS)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()

    def stop(self) -> None:
        if self._process is None or self._process.poll() is not None:
            return
        self._process.terminate()
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self.kill()

    def _is_ready(self) -> bool:
        if self._process.poll() is not None:
            raise AssertionError(f"{self._name} ended: {self._log.read_text()[-2000:]}")
        try:
            with urllib.request.urlopen(self._ready, timeout=2) as answer:
                return answer.status == 200
        except (urllib.error.URLError, OSError):
            return False


class Ledger:
    """A migrated database and ledger-api; projector and relay where a test asks for them."""

    def __init__(self, folder: Path, *, with_auth: bool = False) -> None:
        self.database = "clients_" + secrets.token_hex(6)
        self.http_port, self.grpc_port = free_port(), free_port()
        self.metrics_port, self.projector_port, self.outbox_port = free_port(), free_port(), free_port()
        self.topics = {name: f"{self.database}.{name}" for name in ("events", "balances", "cursors")}
        self._folder = folder
        self._with_auth = with_auth
        self._started: list[Program] = []
        psql("postgres", f"create database {self.database}")
        if with_auth:
            key = ["openssl", "genpkey", "-algorithm", "ed25519", "-out", folder / "login-key.pem"]
            subprocess.run(key, check=True, capture_output=True)
        subprocess.run([BIN / "ledgerctl", "migrate"], env=self.environment, check=True, capture_output=True)
        self.api = self.start("ledger-api", self.http_port)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.http_port}"

    @property
    def environment(self) -> dict[str, str]:
        connection = dict(part.split("=", 1) for part in POSTGRES.split())
        settings = {
            "PATH": os.environ["PATH"],
            "DB_HOST": connection["host"],
            "DB_PORT": connection["port"],
            "DB_USER": connection["user"],
            "DB_NAME": self.database,
            "LEDGER_HTTP_ADDRESS": f"127.0.0.1:{self.http_port}",
            "LEDGER_GRPC_ADDRESS": f"127.0.0.1:{self.grpc_port}",
            "LEDGER_METRICS_ADDRESS": f"127.0.0.1:{self.metrics_port}",
            "LEDGER_PROJECTOR_STATUS_ADDRESS": f"127.0.0.1:{self.projector_port}",
            "LEDGER_OUTBOX_STATUS_ADDRESS": f"127.0.0.1:{self.outbox_port}",
            "LEDGER_AUTH": "on" if self._with_auth else "off",
            "LEDGER_KAFKA_TRANSACTIONAL_ID_PREFIX": self.database,
            "LEDGER_TOPIC_PARTITIONS": "3",
        }
        if self._with_auth:
            settings["LEDGER_LOGIN_KEY_FILE"] = str(self._folder / "login-key.pem")
        for name, topic in self.topics.items():
            settings[f"LEDGER_TOPIC_{name.upper()}"] = topic
        if "LEDGER_TEST_KAFKA" in os.environ:
            settings["KAFKA_BROKERS"] = os.environ["LEDGER_TEST_KAFKA"]
        return settings

    def start(self, name: str, status_port: int) -> Program:
        program = Program(name, self.environment, status_port, self._folder)
        self._started.append(program)
        program.start()
        return program

    def start_publishing(self) -> None:
        """Starts the relay to Kafka."""
        self.outbox = self.start("ledger-outbox", self.outbox_port)

    def token(self, *roles: str) -> str:
        arguments = [argument for role in roles for argument in ("--role", role)]
        command = [BIN / "ledger-token", "--subject", "test", *arguments]
        return subprocess.run(command, env=self.environment, check=True, capture_output=True, text=True).stdout.strip()

    def query(self, sql: str) -> str:
        return psql(self.database, sql)

    def close(self) -> None:
        for program in reversed(self._started):
            program.stop()
        psql("postgres", f"drop database {self.database} with (force)")
