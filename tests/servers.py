"""Programs of others that tests speak with: a free port, started until they answer, ended."""

from __future__ import annotations

import signal
import socket
import subprocess
import time
from pathlib import Path

import pytest


def free_port() -> int:
    """A port of this machine on which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def started(command: list[str], port: int, log: Path) -> subprocess.Popen[bytes]:
    """The program once it answers on that port; the test fails with the end of its log if it ends instead."""
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=5):
                return process
        except OSError:
            if process.poll() is not None:
                pytest.fail(f"{command[0]} does not start: {log.read_text()[-300:] if log.exists() else ''}")
            time.sleep(0.05)


def stopped(process: subprocess.Popen[bytes]) -> None:
    """Ask the program to end, and wait until it has."""
    process.send_signal(signal.SIGTERM)
    process.wait()
