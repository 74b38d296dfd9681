"""Reminders whatever fails: the mail server stopped, refusing, or silent after it took a mail; the message centre gone;
workers killed; the database gone; the machine asleep for a night and for a week; its clock set back.

A whole Magpie runs in a home of its own with one more worker beside it, a real mail server and a real SMPP message
centre.  After each trouble every reminder has reached its person in the page, by mail and by text message; nobody was
told one round twice on one channel; and the ledger says of each what the other side says.  MAGPIE_FAULT_REMINDERS and
MAGPIE_CRASH_SEED choose other numbers.
"""

from __future__ import annotations

import collections
import contextlib
import datetime
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest

from magpie.notices.tests.smpp_centre import Centre
from magpie.notices.tests.smtp_server import MailServer
from tests.crash.processes import Person, beside, number_from
from tests.crash.test_hand_over import query
from tests.runtime.program import administrator
from tests.runtime.running import Running, magpie, migrated_home, serving, sql

REMINDERS = int(number_from("MAGPIE_FAULT_REMINDERS", 30))
PATIENCE_SECONDS = 120.0
OUT = "('sent', 'delivered')"  # how a delivery ends well
HOUR, DAY = 3600, 86400
COMPILER = shutil.which("cc")


@pytest.fixture
def home() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="magpie-faults-"))
    folder.chmod(0o711)
    yield migrated_home(folder)
    shutil.rmtree(folder)


class Clock:
    """The wall clock of every process of a home, so many seconds ahead of the machine's (`clock.c`)."""

    def __init__(self, folder: Path) -> None:
        self.ahead = 0
        self.file, self.library = folder / "clock", folder / "clock.so"
        self._write()
        self.file.chmod(0o644)  # the database runs as another user
        source = Path(__file__).with_name("clock.c")
        subprocess.run([str(COMPILER), "-O2", "-shared", "-fPIC", "-o", self.library, source, "-ldl"], check=True)

    def environment(self) -> dict[str, str]:
        """What processes need to go by this clock; how long they wait is counted by the machine's own."""
        return {"LD_PRELOAD": str(self.library), "CLOCK_FILE": str(self.file)}

    def set(self, home: Path, ahead: int) -> None:
        """So many seconds ahead, as the database sees it too when this returns."""
        self.ahead = ahead
        self._write()
        assert abs(query(home, "SELECT extract(epoch FROM now()) AS at")[0]["at"] - self.now()) < 2

    def _write(self) -> None:
        with self.file.open("r+b" if self.file.exists() else "wb") as file:  # in place: it is mapped into processes
            file.write(self.ahead.to_bytes(8, sys.byteorder, signed=True))

    def now(self) -> float:
        return time.time() + self.ahead

    def moment(self, later: int = 0) -> datetime.datetime:
        """So many seconds from now, by this clock."""
        return datetime.datetime.fromtimestamp(self.now() + later, datetime.UTC).replace(microsecond=0)


class Company:
    """Bo, who is reminded in the page, by mail and by text message; and both services."""

    def __init__(self, running: Running, server: MailServer, centre: Centre) -> None:
        self.home, self.server, self.centre = running.home, server, centre
        self.root = Person([running.port], administrator(running).token)
        rights = {"name": "Worker", "grants": {"*": {"read": "all", "create": True, "update": "all"}}}
        values = {
            "username": "bo", "name": "Bo", "email": "bo@dawn.example", "language": "en", "phone": "+8613800138000",
            "roles": [self.root.make("roles", rights)],
        }  # fmt: skip
        self.bo = self.root.make("users", values)
        settings = {"host": "127.0.0.1", "port": server.port, "security": "none", "from_address": "crm@dawn.example"}
        self.put(self.root, "/api/settings/mail", settings)
        self.put(self.root, "/api/settings/channels/sms", {"driver": "smpp", "values": centre.settings()})
        made = magpie(running.home, "token", "create", "--user", "bo")
        assert made.returncode == 0, made.stderr
        person = Person([running.port], made.stdout.strip())
        self.put(person, "/api/notices/preferences", {"kind": "*", "channels": ["popup", "email", "sms"]})

    def put(self, person: Person, path: str, values: dict[str, Any]) -> None:
        status, answer = person.ask("PUT", path, values)
        assert status == 200, answer

    def remind(self, name: str, due: str = "now()", count: int = REMINDERS, **more: Any) -> None:
        """Reminders of Bo that are due then (in SQL), each with a number in its subject."""
        self.plan(name, count, starts_at="2099-01-01T09:00:00Z", **more)
        sql(
            self.home,
            f"UPDATE reminders_occurrence o SET due_at = {due}, look_at = {due}, tell_at = {due}"
            f" FROM reminders_reminder r WHERE r.id = o.reminder_id AND r.subject LIKE '{name} %'",
        )

    def plan(self, name: str, count: int = REMINDERS, **values: Any) -> None:
        """Reminders of Bo whose times are known to the worker when this returns."""
        for number in range(count):
            self.root.make("reminders", {"subject": f"{name} {number}", "owner": self.bo, **values})
        self.await_count("planned", f"subject LIKE '{name} %'", count)

    def await_count(self, what: str, which: str, count: int) -> None:
        """Wait until so many occurrences of these reminders are there."""
        occurrences = "reminders_occurrence o JOIN reminders_reminder r ON r.id = o.reminder_id"
        deadline, found = time.monotonic() + PATIENCE_SECONDS, 0
        while True:
            with contextlib.suppress(psycopg.OperationalError):  # the database is being started again
                found = query(self.home, f"SELECT count(*) AS n FROM {occurrences} WHERE {which}")[0]["n"]
                if found == count:
                    return
            assert time.monotonic() < deadline, f"{what}: {found} of {count}"
            time.sleep(0.2)

    def await_told(self, name: str, count: int = REMINDERS, turn: int = 1) -> None:
        """Wait until all of them were told in the page for that time, which needs nobody else's server."""
        self.await_count("told", f"r.subject LIKE '{name} %' AND o.round = {turn}", count)

    def await_sent(self, name: str, count: int = REMINDERS, turn: int = 1) -> None:
        """Wait until the ledger says that both services took all of them."""
        wanted = {("email", True): count, ("sms", True): count}
        deadline = time.monotonic() + PATIENCE_SECONDS
        while (states := self.ledger(name, turn)) != wanted:
            assert time.monotonic() < deadline, states
            time.sleep(0.2)

    def await_out(self, channel: str, name: str, turn: int, count: int = REMINDERS) -> None:
        """Wait until one service took all of them; what is not out when they are told again is called back."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while (out := self.ledger(name, turn).get((channel, True), 0)) != count:
            assert time.monotonic() < deadline, out
            time.sleep(0.2)

    def ledger(self, name: str, turn: int = 1) -> dict[tuple[str, bool], int]:
        """Of each service: how many of these are out, and how many are not."""
        rows = query(
            self.home,
            f"SELECT d.channel, d.status IN {OUT} AS is_out, count(*) AS n FROM notices_delivery d"
            " JOIN notices_notice n ON n.id = d.notice_id"
            f" WHERE d.channel IN ('email', 'sms') AND d.round = {turn} AND n.title LIKE '{name} %' GROUP BY 1, 2",
        )
        return {(row["channel"], row["is_out"]): row["n"] for row in rows}

    def statuses(self, name: str, channel: str) -> dict[tuple[int, str], int]:
        """How the deliveries of these stand, by round."""
        rows = query(
            self.home,
            "SELECT d.round, d.status, count(*) AS n FROM notices_delivery d JOIN notices_notice n"
            f" ON n.id = d.notice_id WHERE d.channel = '{channel}' AND n.title LIKE '{name} %' GROUP BY 1, 2",
        )
        return {(row["round"], row["status"]): row["n"] for row in rows}

    def mailed(self, name: str) -> collections.Counter[str]:
        """How often the server took each mail of these, by its subject and number."""
        mails = [mail for mail in self.server.mails if str(mail["Subject"]).startswith(f"{name} ")]
        return collections.Counter(f"{mail['Subject']} {mail['Message-ID']}" for mail in mails)

    def texted(self, name: str) -> collections.Counter[str]:
        """How often the centre took each message of these."""
        found = [text for taken in self.centre.taken if (text := _first_line(taken["message"])).startswith(f"{name} ")]
        return collections.Counter(found)


def _first_line(message: str) -> str:
    return " ".join(message.split()[:2])


def check_ledger(company: Company) -> None:
    """Nobody was told one round twice on one channel, and each was told."""
    twice = "SELECT notice_id, channel, round FROM notices_delivery GROUP BY 1, 2, 3 HAVING count(*) > 1"
    assert query(company.home, twice) == []
    same = "SELECT matter, recipient_id FROM notices_notice WHERE matter <> '' GROUP BY 1, 2 HAVING count(*) > 1"
    assert query(company.home, same) == []
    silent = (
        "SELECT o.id FROM reminders_occurrence o WHERE o.round > 0 AND NOT EXISTS (SELECT FROM notices_notice n"
        f" JOIN notices_delivery d ON d.notice_id = n.id AND d.channel = 'popup' AND d.status IN {OUT}"
        " WHERE n.matter = 'reminder:' || o.id AND n.recipient_id = (SELECT owner_id FROM reminders_reminder r"
        " WHERE r.id = o.reminder_id))"
    )
    assert query(company.home, silent) == []


def kill_workers(running: Running, processes: list[Any], choose: random.Random, times: int) -> None:
    for _time in range(times):
        time.sleep(choose.uniform(0.2, 1.0))
        if choose.random() < 0.5:
            processes[0].kill()
            continue
        try:
            running.child("worker").kill()
        except (AssertionError, psutil.Error):  # it is being started again at the moment
            continue


@contextlib.contextmanager
def services() -> Iterator[tuple[MailServer, Centre]]:
    """A mail server that is not started yet, and a message centre that is."""
    server, centre = MailServer(), Centre()
    centre.start()
    try:
        yield server, centre
    finally:
        server.stop()
        centre.stop()


@pytest.mark.slow
def test_every_reminder_reaches_its_person_once_whatever_fails(home: Path) -> None:
    choose = random.Random(seed := int(number_from("MAGPIE_CRASH_SEED", random.randrange(10**6))))
    print(f"\nseed {seed}, {REMINDERS} reminders for each trouble")
    with services() as (server, centre), serving(home) as running, beside(home, ["worker"]) as processes:
        company = Company(running, server, centre)

        company.remind("stopped")  # nobody listens
        company.await_told("stopped")
        assert company.mailed("stopped") == {}
        server.start()
        company.await_sent("stopped")

        server.data_answer = "451 come again later"
        company.remind("refusing")
        company.await_told("refusing")
        assert company.mailed("refusing") == {}
        server.data_answer = ""
        company.await_sent("refusing")

        centre.stop()
        company.remind("gone")
        company.await_told("gone")
        centre.start()
        company.await_sent("gone")

        company.remind("killed")
        kill_workers(running, processes, choose, 6)
        company.await_told("killed")
        company.await_sent("killed")

        database = int((home / "pgdata" / "postmaster.pid").read_text().split()[0])
        company.remind("restarted", due="now() + interval '2 seconds'")
        psutil.Process(database).kill()
        company.await_told("restarted")
        company.await_sent("restarted")

        server.hold.clear()  # it takes the mail and says nothing
        company.remind("hanging", count=3)
        company.await_told("hanging", 3)
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not query(home, "SELECT id FROM notices_attempt WHERE outcome = 'uncertain'"):
            assert time.monotonic() < deadline
            time.sleep(0.2)
        server.hold.set()
        company.await_sent("hanging", 3)

        check_ledger(company)
        for name in ("stopped", "refusing", "gone"):
            assert len(company.mailed(name)) == REMINDERS
            assert set(company.mailed(name).values()) == {1}, name
            assert sorted(company.texted(name)) == sorted(f"{name} {number}" for number in range(REMINDERS))
            assert set(company.texted(name).values()) == {1}, name
        for name, count in (("killed", REMINDERS), ("restarted", REMINDERS), ("hanging", 3)):
            # What was in flight may have come again; a mail under its number.
            assert sorted(company.mailed(name)) == sorted(set(company.mailed(name)))
            assert len(company.mailed(name)) == len(company.texted(name)) == count
        assert server.subjects()[:REMINDERS] == [f"stopped {number}" for number in range(REMINDERS)]
        beside_page = "SELECT count(*) AS n FROM notices_delivery WHERE channel <> 'popup'"
        assert query(home, f"{beside_page} AND status NOT IN {OUT}") == [{"n": 0}]
        assert query(home, beside_page) == [{"n": 2 * (5 * REMINDERS + 3)}]


@pytest.mark.slow
@pytest.mark.skipif(not COMPILER, reason="the clock cannot be moved without a C compiler: install Debian's package gcc")
def test_every_reminder_comes_once_whatever_the_clock_does(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(home.parent)
    for name, value in clock.environment().items():
        monkeypatch.setenv(name, value)
    with services() as (server, centre), serving(home) as running, beside(home, ["worker"]):
        server.start()
        company = Company(running, server, centre)

        company.plan("night", starts_at=clock.moment(2 * HOUR).isoformat())
        clock.set(home, 12 * HOUR)
        company.await_told("night")
        company.await_sent("night")
        late = query(home, "SELECT min(late_seconds) AS a, max(late_seconds) AS b FROM reminders_occurrence")[0]
        assert 10 * HOUR - 120 <= late["a"] <= late["b"] <= 10 * HOUR + PATIENCE_SECONDS, late

        first = clock.moment(HOUR)
        daily = {"rule": "FREQ=DAILY", "first": f"{first:%Y-%m-%dT%H:%M}", "zone": "UTC"}
        company.plan("week", recurrence=daily)
        clock.set(home, 12 * HOUR + 7 * DAY + 12 * HOUR)
        company.await_told("week")
        company.await_sent("week")
        missed = "SELECT DISTINCT jsonb_array_length(missed) AS n FROM reminders_occurrence o JOIN reminders_reminder r"
        assert query(home, f"{missed} ON r.id = o.reminder_id WHERE r.subject LIKE 'week %' AND o.round = 1") == [
            {"n": 7}
        ]

        server.stop()
        company.remind("nag", repeat_minutes=30, urgent=True)
        for turn in (1, 2, 3):
            company.await_told("nag", turn=turn)
            company.await_out("sms", "nag", turn)
            if turn < 3:
                clock.set(home, clock.ahead + 35 * 60)
        server.start()
        deadline = time.monotonic() + PATIENCE_SECONDS
        called_back = {(1, "withdrawn"): REMINDERS, (2, "withdrawn"): REMINDERS, (3, "sent"): REMINDERS}
        while (states := company.statuses("nag", "email")) != called_back:
            assert time.monotonic() < deadline, states
            time.sleep(0.2)
        assert len(company.mailed("nag")) == REMINDERS

        clock.set(home, clock.ahead - 26 * HOUR)  # somebody has put it right
        company.remind("back")
        company.await_told("back")
        company.await_sent("back")

        check_ledger(company)
        for name in ("night", "week", "back"):
            assert len(company.mailed(name)) == REMINDERS
            assert set(company.mailed(name).values()) == {1}, name
            assert sorted(company.texted(name)) == sorted(f"{name} {number}" for number in range(REMINDERS))
            assert set(company.texted(name).values()) == {1}, name
        assert set(company.mailed("nag").values()) == {1}
        assert set(company.texted("nag").values()) == {3}
