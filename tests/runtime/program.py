"""A program that uses the API of a running Magpie with a token, as a customer's own program would."""

from __future__ import annotations

import http.client
import json
from dataclasses import dataclass
from typing import Any

from tests.runtime.running import Running, magpie


@dataclass
class Program:
    """Speaks to whatever listens at that port."""

    running: Running
    token: str

    def ask(self, method: str, path: str, body: object = None, seconds: float = 30.0) -> tuple[int, Any]:
        """The status and the answer's JSON. Raises OSError or HTTPException when the connection breaks."""
        connection = http.client.HTTPConnection("127.0.0.1", self.running.port, timeout=seconds)
        try:
            headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
            connection.request(method, path, None if body is None else json.dumps(body), headers)
            answer = connection.getresponse()
            text = answer.read()
            is_json = "json" in (answer.getheader("Content-Type") or "")
            return answer.status, json.loads(text) if is_json and text else None
        finally:
            connection.close()


def administrator(running: Running, username: str = "program") -> Program:
    """A program with all rights, acting as a user made for it."""
    magpie(running.home, "user", "create", username, "--administrator", stdin="Green-Harbour-7\n")
    made = magpie(running.home, "token", "create", "--user", username)
    assert made.returncode == 0, made.stderr
    return Program(running, made.stdout.strip())
