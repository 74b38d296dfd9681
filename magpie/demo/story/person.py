"""Somebody in the story: signed in like in a browser, acting and looking through the API only."""

from __future__ import annotations

import json
from typing import Any

import httpx


class StoryError(Exception):
    """A step of the story that did not happen; says which and why in a sentence."""


class Person:
    """One signed-in user."""

    def __init__(self, address: str, username: str, password: str) -> None:
        self.username = username
        self._client = httpx.Client(base_url=address, timeout=30, trust_env=False)
        try:
            self._client.get("/_allauth/browser/v1/config")
            answer = self._send("POST", "/_allauth/browser/v1/auth/login", {"username": username, "password": password})
        except httpx.HTTPError as error:
            raise StoryError(f"Magpie does not answer at {address} ({error}). Start it with: make run") from error
        if answer.status_code != httpx.codes.OK:
            raise StoryError(f"“{username}” could not sign in with the demo's password (status {answer.status_code}).")
        self.me: dict[str, Any] = self.get("/api/me")

    @property
    def number(self) -> int:
        """The user's number."""
        return int(self.me["id"])

    @property
    def name(self) -> str:
        """The name that colleagues see."""
        return str(self.me["name"])

    def get(self, path: str, **query: Any) -> Any:
        """What is at that address; filters may be given as data."""
        plain = {name: json.dumps(value) if isinstance(value, dict) else value for name, value in query.items()}
        return self._read(self._send("GET", path, query=plain))

    def post(self, path: str, body: Any = None) -> Any:
        """Make or do something."""
        return self._read(self._send("POST", path, body or {}))

    def patch(self, path: str, body: Any) -> Any:
        """Change something."""
        return self._read(self._send("PATCH", path, body))

    def leave(self) -> None:
        """Sign out."""
        self._send("DELETE", "/_allauth/browser/v1/auth/session")
        self._client.close()

    def _send(self, method: str, path: str, body: Any = None, query: Any = None) -> httpx.Response:
        headers = {"X-CSRFToken": self._client.cookies.get("csrftoken") or "", "Accept": "application/json"}
        return self._client.request(method, path, json=body, params=query, headers=headers)

    def _read(self, answer: httpx.Response) -> Any:
        if answer.is_success:
            return answer.json()
        try:
            said = answer.json().get("detail", "")
        except ValueError:
            said = answer.text[:200]
        request = answer.request
        raise StoryError(f"{self.username}: {request.method} {request.url.path} gave {answer.status_code}: {said}")
