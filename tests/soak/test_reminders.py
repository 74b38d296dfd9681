"""Reminders whatever fails: the mail server stopped, refusing, or silent after it took a mail; workers killed; the
database gone; the machine asleep for a night and for a week.

A whole Magpie runs in a home of its own with one more worker beside it, and a real mail server.  After each trouble
every reminder has reached its person, in the page and by mail; nobody was told one round twice on one channel; and the
ledger says of each mail what the server says.  MAGPIE_FAULT_REMINDERS and MAGPIE_CRASH_SEED choose other numbers.
"""

from __future__ import annotations

import collections
import contextlib
import random
import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest

from magpie.notices.tests.smtp_server import MailServer
from tests.crash.processes import Person, beside, number_from
from tests.crash.test_hand_over import query
from tests.runtime.program import administrator
from tests.runtime.running import Running, serving, sql

REMINDERS = int(number_from("MAGPIE_FAULT_REMINDERS", 30))
PATIENCE_SECONDS = 120.0
NIGHT, WEEK = 12 * 60, 7 * 24 * 60  # minutes


@pytest.fixture
def home() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="magpie-faults-"))
    folder.chmod(0o711)
    yield folder / "home"
    shutil.rmtree(folder)


class Company:
    """Bo, who is reminded; the mail server; and what was found out about both."""

    def __init__(self, running: Running, server: MailServer) -> None:
        self.home, self.server = running.home, server
        self.root = Person([running.port], administrator(running).token)
        values = {"username": "bo", "name": "Bo", "email": "bo@dawn.example", "language": "en"}
        self.bo = self.root.make("users", values)
        settings = {"host": "127.0.0.1", "port": server.port, "security": "none", "from_address": "crm@dawn.example"}
        status, answer = self.root.ask("PUT", "/api/settings/mail", settings)
        assert status == 200, answer

    def remind(self, name: str, due: str = "now()", count: int = REMINDERS) -> None:
        """Reminders of Bo that are due then (in SQL), each with a number in its subject."""
        for number in range(count):
            values = {"subject": f"{name} {number}", "owner": self.bo, "starts_at": "2099-01-01T09:00:00Z"}
            self.root.make("reminders", values)
        self.await_count("planned", f"subject LIKE '{name} %'", count)
        sql(
            self.home,
            f"UPDATE reminders_occurrence o SET due_at = {due}, look_at = {due}, tell_at = {due}"
            f" FROM reminders_reminder r WHERE r.id = o.reminder_id AND r.subject LIKE '{name} %'",
        )

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

    def await_told(self, name: str, count: int = REMINDERS) -> None:
        """Wait until all of them were told in the page, which needs nobody else's server."""
        self.await_count("told", f"r.subject LIKE '{name} %' AND o.round = 1", count)

    def await_sent(self, name: str, count: int = REMINDERS) -> None:
        """Wait until the ledger says that the mail server took all of them."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while (states := self.mails_of(name)) != {"sent": count}:
            assert time.monotonic() < deadline, states
            time.sleep(0.2)

    def mails_of(self, name: str) -> dict[str, int]:
        rows = query(
            self.home,
            "SELECT d.status, count(*) AS n FROM notices_delivery d JOIN notices_notice n ON n.id = d.notice_id"
            f" WHERE d.channel = 'email' AND n.title LIKE '{name} %' GROUP BY 1",
        )
        return {row["status"]: row["n"] for row in rows}

    def taken(self, name: str) -> collections.Counter[str]:
        """How often the server took each mail of these, by its number."""
        return collections.Counter(
            str(m["Message-ID"]) for m in self.server.mails if str(m["Subject"]).startswith(f"{name} ")
        )


def check_ledger(company: Company) -> None:
    """Nobody was told one round twice on one channel, and each was told."""
    twice = "SELECT notice_id, channel, round FROM notices_delivery GROUP BY 1, 2, 3 HAVING count(*) > 1"
    assert query(company.home, twice) == []
    same = "SELECT matter, recipient_id FROM notices_notice WHERE matter <> '' GROUP BY 1, 2 HAVING count(*) > 1"
    assert query(company.home, same) == []
    silent = (
        "SELECT o.id FROM reminders_occurrence o WHERE NOT EXISTS (SELECT FROM notices_notice n JOIN notices_delivery d"
        " ON d.notice_id = n.id AND d.channel = 'popup' AND d.status IN ('sent', 'delivered')"
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


@pytest.mark.slow
def test_every_reminder_reaches_its_person_once_whatever_fails(home: Path) -> None:
    choose = random.Random(seed := int(number_from("MAGPIE_CRASH_SEED", random.randrange(10**6))))
    print(f"\nseed {seed}, {REMINDERS} reminders for each trouble")
    server = MailServer()
    with serving(home) as running, beside(home, ["worker"]) as processes:
        company = Company(running, server)

        company.remind("stopped")  # nobody listens
        company.await_told("stopped")
        assert "sent" not in company.mails_of("stopped")
        server.start()
        try:
            company.await_sent("stopped")

            server.data_answer = "451 come again later"
            company.remind("refusing")
            company.await_told("refusing")
            assert company.taken("refusing") == {}
            server.data_answer = ""
            company.await_sent("refusing")

            company.remind("killed")
            kill_workers(running, processes, choose, 6)
            company.await_told("killed")
            company.await_sent("killed")

            database = int((home / "pgdata" / "postmaster.pid").read_text().split()[0])
            company.remind("restarted", due="now() + interval '2 seconds'")
            psutil.Process(database).kill()
            company.await_told("restarted")
            company.await_sent("restarted")

            company.remind("night", due=f"now() - interval '{NIGHT} minutes'")
            company.remind("week", due=f"now() - interval '{WEEK} minutes'")
            for name in ("night", "week"):
                company.await_told(name)
                company.await_sent(name)

            server.hold.clear()  # it takes the mail and says nothing
            company.remind("hanging", count=3)
            company.await_told("hanging", 3)
            deadline = time.monotonic() + PATIENCE_SECONDS
            while not query(home, "SELECT id FROM notices_attempt WHERE outcome = 'uncertain'"):
                assert time.monotonic() < deadline
                time.sleep(0.2)
            server.hold.set()
            company.await_sent("hanging", 3)
        finally:
            server.stop()

        check_ledger(company)
        for name in ("stopped", "refusing", "night", "week"):
            assert len(company.taken(name)) == REMINDERS
            assert set(company.taken(name).values()) == {1}, name
        for name, count in (("killed", REMINDERS), ("restarted", REMINDERS), ("hanging", 3)):
            assert len(company.taken(name)) == count  # a mail in flight may have come again, under its number
        assert company.server.subjects()[:REMINDERS] == [f"stopped {number}" for number in range(REMINDERS)]
        told = query(home, "SELECT status, count(*) AS n FROM notices_delivery WHERE channel = 'email' GROUP BY 1")
        assert told == [{"status": "sent", "n": 6 * REMINDERS + 3}]
