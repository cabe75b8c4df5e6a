"""Fixtures: a ledger, and the clients' programs in each language that was generated."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
from running_ledger import Ledger

PACKAGES = Path(os.environ["LEDGER_CLIENTS"])
LANGUAGES = os.environ["LEDGER_CLIENT_LANGUAGES"].split()


@dataclass
class Examples:
    """The example programs of one language."""

    language: str

    @property
    def speaks_rest(self) -> bool:
        return self.language in ("python", "typescript")

    def command(self, name: str) -> list[str]:
        """Returns how the example `month` or `pay_once` is started."""
        package = PACKAGES / self.language
        if self.language == "python":
            return [str(PACKAGES / "tests/bin/python"), str(package / f"examples/{name}.py")]
        if self.language == "typescript":
            return ["node", str(package / f"dist/examples/{name}.js")]
        if self.language == "go":
            return [str(package / "bin" / name)]
        return java("".join(word.capitalize() for word in name.split("_")))

    def environment(self, port: int, token: str | None = None) -> dict[str, str]:
        address = f"127.0.0.1:{port}"
        where = {"LEDGER_URL": f"http://{address}"} if self.speaks_rest else {"LEDGER_GRPC": address}
        return {"PATH": os.environ["PATH"], **where, **({"LEDGER_TOKEN": token} if token else {})}

    def port(self, ledger: Ledger) -> int:
        return ledger.http_port if self.speaks_rest else ledger.grpc_port


def java(program: str) -> list[str]:
    package = PACKAGES / "java/target"
    classpath = f"{package}/classes:{package}/test-classes:{(package / 'classpath').read_text().strip()}"
    return ["java", "-XX:+UseSerialGC", "-cp", classpath, f"ledger.examples.{program}"]


def run(command: list[str], environment: dict[str, str]) -> list[str]:
    """Returns the lines that a program prints; fails if it does."""
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout.splitlines()


@pytest.fixture(params=LANGUAGES)
def examples(request) -> Examples:
    return Examples(request.param)


@pytest.fixture(scope="module")
def ledger(tmp_path_factory):
    ledger = Ledger(tmp_path_factory.mktemp("ledger"))
    yield ledger
    ledger.close()


@pytest.fixture(scope="module")
def ledger_with_auth(tmp_path_factory):
    ledger = Ledger(tmp_path_factory.mktemp("ledger-with-auth"), with_auth=True)
    yield ledger
    ledger.close()
