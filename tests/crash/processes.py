"""More web and worker processes beside a running Magpie, which a test kills without warning and starts again."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from config import home as places
from tests.runtime.running import environment


@dataclass
class Process:
    """One `magpie web` or `magpie worker`, started again whenever it was killed."""

    home: Path
    arguments: list[str]
    kills: int = 0
    running: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    def start(self) -> None:
        with (self.home / f"extra-{self.arguments[0]}.log").open("ab") as log:
            self.running = subprocess.Popen(
                [sys.executable, "-m", "magpie", *self.arguments],
                cwd=places.checkout(),
                env=environment(self.home),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def kill(self) -> None:
        """As a failing machine would: no signal that could be caught, and a new one at once."""
        self.end(signal.SIGKILL)
        self.kills += 1
        self.start()

    def end(self, kind: signal.Signals = signal.SIGTERM) -> None:
        if self.running is not None:
            self.running.send_signal(kind)
            self.running.wait(30)
            self.running = None


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number: int = free.getsockname()[1]
        return number


@contextlib.contextmanager
def beside(home: Path, *commands: list[str]) -> Iterator[list[Process]]:
    """These processes for as long as the block lasts."""
    processes = [Process(home, command) for command in commands]
    try:
        for process in processes:
            process.start()
        yield processes
    finally:
        for process in processes:
            with contextlib.suppress(ProcessLookupError):
                process.end()


@dataclass
class Person:
    """Somebody whose program goes on asking, at one web process after the other, until it has an answer."""

    ports: list[int]
    token: str
    patience_seconds: float = 120.0
    breaks: int = 0

    def ask(self, method: str, path: str, body: object = None) -> tuple[int, Any]:
        """The first answer that is no sign of trouble; what was asked may have been done more than once by then."""
        deadline = time.monotonic() + self.patience_seconds
        for turn in range(10**6):
            with contextlib.suppress(OSError, http.client.HTTPException, ValueError):
                status, answer = self._ask(self.ports[turn % len(self.ports)], method, path, body)
                if status < 500:
                    return status, answer
            self.breaks += 1
            assert time.monotonic() < deadline, f"no answer to {method} {path}"
            time.sleep(0.1)
        raise AssertionError

    def _ask(self, port: int, method: str, path: str, body: object) -> tuple[int, Any]:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        try:
            headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
            connection.request(method, path, None if body is None else json.dumps(body), headers)
            answer = connection.getresponse()
            text = answer.read()
            return answer.status, json.loads(text) if text else None
        finally:
            connection.close()

    def find(self, plural: str, condition: dict[str, Any], limit: int = 50) -> list[dict[str, Any]]:
        query = urllib.parse.urlencode({"filter": json.dumps(condition), "limit": limit, "sort": "id"})
        status, answer = self.ask("GET", f"/api/{plural}?{query}")
        assert status == 200, answer
        found: list[dict[str, Any]] = answer["items"]
        return found

    def make(self, plural: str, values: dict[str, Any]) -> int:
        status, answer = self.ask("POST", f"/api/{plural}", values)
        assert status == 201, answer
        number: int = answer["id"]
        return number


def number_from(name: str, usual: float) -> float:
    """A number from the environment."""
    return float(os.environ.get(name, usual))
