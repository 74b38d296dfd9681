"""A real calendar server for tests: Radicale in a folder that goes away."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests import servers

MAKE = """<?xml version="1.0" encoding="utf-8"?><d:mkcol xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"
 xmlns:a="http://apple.com/ns/ical/"><d:set><d:prop><d:resourcetype><d:collection/><c:calendar/></d:resourcetype>
<d:displayname>{name}</d:displayname><a:calendar-color>#2f8f83ff</a:calendar-color></d:prop></d:set></d:mkcol>"""


class Radicale:
    """Every user named in `people` has the password "secret"."""

    people = ("ana", "bo", "li")

    def __init__(self, home: Path) -> None:
        self.home = home
        self.port = servers.free_port()
        (home / "users").write_text("".join(f"{name}:secret\n" for name in self.people))
        self.configuration = home / "config"
        self.configuration.write_text(
            f"[server]\nhosts = 127.0.0.1:{self.port}\n"
            f"[auth]\ntype = htpasswd\nhtpasswd_filename = {home}/users\nhtpasswd_encryption = plain\ndelay = 0\n"
            f"[storage]\nfilesystem_folder = {home}/data\n"
            "[logging]\nlevel = error\n"
        )
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/"

    def start(self) -> None:
        command = [sys.executable, "-m", "radicale", "--config", str(self.configuration)]
        self.process = servers.started(command, self.port, self.home / "log")

    def stop(self) -> None:
        if self.process is not None:
            servers.stopped(self.process)
            self.process = None

    def ask(self, who: str, method: str, path: str, content: str = "", **headers: str) -> httpx.Response:
        return httpx.request(
            method, self.url + path, content=content.encode(), auth=(who, "secret"), headers=headers, trust_env=False
        )

    def make_calendar(self, who: str, name: str) -> str:
        """The address of a new calendar."""
        answer = self.ask(who, "MKCOL", f"{who}/{name}/", MAKE.format(name=name))
        assert answer.status_code == 201, answer.text
        return f"{self.url}{who}/{name}/"

    def put(self, who: str, calendar: str, name: str, event: str) -> None:
        """Somebody else writes an event: the lines between BEGIN:VEVENT and END:VEVENT, perhaps several such parts."""
        parts = "".join(
            f"BEGIN:VEVENT\nDTSTAMP:20260101T000000Z\n{each.strip()}\nEND:VEVENT\n" for each in event.split("--")
        )
        text = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Phone//EN\n{parts}END:VCALENDAR\n".replace("\n", "\r\n")
        answer = self.ask(who, "PUT", f"{who}/{calendar}/{name}", text)
        assert answer.status_code in (201, 204), answer.text

    def remove(self, who: str, calendar: str, name: str) -> None:
        assert self.ask(who, "DELETE", f"{who}/{calendar}/{name}").status_code == 200

    def texts(self, who: str, calendar: str) -> dict[str, str]:
        """Every event of a calendar by the last part of its address."""
        folder = self.home / "data" / "collection-root" / who / calendar
        return {path.name: path.read_text() for path in sorted(folder.glob("*.ics"))}


@contextmanager
def running() -> Iterator[Radicale]:
    home = Path(tempfile.mkdtemp(prefix="rc"))
    server = Radicale(home)
    server.start()
    try:
        yield server
    finally:
        server.stop()
        shutil.rmtree(home, ignore_errors=True)
