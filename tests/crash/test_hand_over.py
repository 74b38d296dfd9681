"""The lead hand-over while processes are killed: every lead ends right, every mail comes once, nothing is lost.

A whole Magpie runs in a home of its own, with more web and worker processes beside it.  Leads come in and are accepted
through the API; all the while processes are killed with SIGKILL at moments that a seed chooses, and the mail server is
away for the first half.  `make soak` runs it with 1,000 leads; MAGPIE_CRASH_LEADS, MAGPIE_CRASH_SECONDS and
MAGPIE_CRASH_SEED choose others.
"""

from __future__ import annotations

import collections
import json
import random
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest

from config import home as places
from magpie.demo import workflows
from magpie.notices.tests.smtp_server import MailServer
from tests.crash.processes import Person, Process, beside, free_port, number_from
from tests.runtime.program import administrator
from tests.runtime.running import Running, magpie, migrated_home, serving

LEADS = int(number_from("MAGPIE_CRASH_LEADS", 150))
SECONDS = number_from("MAGPIE_CRASH_SECONDS", 40)
SECONDS_A_DAY = 6
SETTLED_SECONDS = 240.0
KNOWN = {"budget": "80000", "authority": "decides", "purchase_timeframe": "now", "need": "Ten lathes"}
RIGHTS = {"read": "all", "create": True, "update": "all"}


@pytest.fixture
def home() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="magpie-crash-"))
    folder.chmod(0o711)
    yield migrated_home(folder)
    shutil.rmtree(folder)


def hurried(steps: list[dict[str, Any]]) -> None:
    """Seconds instead of days."""
    for step in steps:
        wait = step.get("wait", {})
        if days := wait.get("at_most", {}).get("days"):
            wait["at_most"] = {"seconds": days * SECONDS_A_DAY}
        hurried(step.get("then", []))
        hurried(step.get("else", []))


class Company:
    """Ana, who brings leads; Bo and Lin, who take turns; Jing, their manager; and the workflow in force."""

    def __init__(self, running: Running, ports: list[int], mail_port: int) -> None:
        program = administrator(running)
        root = Person(ports, program.token)
        role = root.make("roles", {"name": "Worker", "grants": {"*": RIGHTS}})
        team = root.make("teams", {"name": "East"})
        self.numbers: dict[str, int] = {}
        self.people: dict[str, Person] = {}
        for name in ("ana", "bo", "lin", "jing"):
            values = {"username": name, "name": name.title(), "email": f"{name}@dawn.example", "language": "en"}
            belongs = {} if name == "ana" else {"team": team}
            self.numbers[name] = root.make("users", {**values, **belongs, "roles": [role]})
            made = magpie(running.home, "token", "create", "--user", name)
            assert made.returncode == 0, made.stderr
            self.people[name] = Person(ports, made.stdout.strip())
        assert root.ask("PATCH", f"/api/teams/{team}", {"manager": self.numbers["jing"]})[0] == 200
        territory = root.make("territories", {"name": "East"})
        for position, name in enumerate(("bo", "lin")):
            member = {"territory": territory, "user": self.numbers[name], "position": position}
            root.make("territory-members", member)
        drawn = workflows.document("lead_hand_over")
        hurried(drawn["steps"])
        workflow = root.make("workflows", {"name": "Hand-over", "object": "lead"})
        status, answer = root.ask("POST", f"/api/workflows/{workflow}/publish", {"document": drawn})
        assert status == 200, answer
        settings = {"host": "127.0.0.1", "port": mail_port, "security": "none", "from_address": "crm@dawn.example"}
        status, answer = root.ask("PUT", "/api/settings/mail", settings)
        assert status == 200, answer


def bring(ana: Person, count: int) -> None:
    """Every lead comes to be once, however often it had to be sent: its external number is its own."""
    for number in range(count):
        name = f"{'take' if number % 2 else 'leave'}-{number}"
        status, answer = ana.ask("POST", "/api/leads", {"name": name, "external_id": name, **KNOWN})
        assert status == 201 or (status == 422 and list(answer["fields"]) == ["external_id"]), answer


def accept(rep: Person, ended: threading.Event) -> None:
    """Accept what is offered and is to be taken."""
    mine = [
        {"field": "owner", "is": "$me"},
        {"field": "external_id", "starts_with": "take-"},
        {"field": "accepted_at", "is_empty": True},
        {"field": "handed_over_at", "is_empty": False},
    ]
    while not ended.is_set():
        for lead in rep.find("leads", {"all": mine}):
            status, answer = rep.ask("POST", f"/api/leads/{lead['id']}/actions/accept", {})
            assert status in (200, 409), answer  # 409: accepted by the request that was cut off, or just passed on
        ended.wait(0.3)


def in_thread(failures: list[Exception], function: Any, *arguments: Any) -> threading.Thread:
    def run() -> None:
        try:
            function(*arguments)
        except (AssertionError, OSError) as error:
            failures.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    return thread


def kill_at_random(running: Running, processes: list[Process], choose: random.Random, seconds: float) -> int:
    """Kill one after the other for so long; gives how many."""
    kills, deadline = 0, time.monotonic() + seconds
    while time.monotonic() < deadline:
        time.sleep(choose.uniform(1.5, 5))
        victim = choose.choice([*processes, *processes, None])
        if victim is not None:
            victim.kill()
        else:
            try:
                running.child(choose.choice(["web", "worker"])).kill()
            except (AssertionError, psutil.Error):  # it is being started again at the moment
                continue
        kills += 1
    return kills


def query(home: Path, statement: str) -> list[Any]:
    """The rows, each as an object."""
    arguments = {"host": str(places.socket_folder(home)), "dbname": places.DATABASE_NAME, "user": places.DATABASE_USER}
    with psycopg.connect(**arguments) as connection:
        rows = connection.execute(f"SELECT to_jsonb(t)::text FROM ({statement}) t").fetchall()
    return [json.loads(row[0]) for row in rows]


def await_settled(home: Path) -> None:
    """Wait until every run is over and every mail is sent."""
    deadline = time.monotonic() + SETTLED_SECONDS
    while True:
        runs = query(home, "SELECT status, count(*) FROM automation_run GROUP BY 1")
        mails = query(home, "SELECT status, count(*) FROM notices_delivery WHERE channel = 'email' GROUP BY 1")
        if runs == [{"status": "completed", "count": LEADS}] and {m["status"] for m in mails} == {"sent"}:
            return
        assert time.monotonic() < deadline, (runs, mails)
        time.sleep(1)


@pytest.mark.slow
def test_leads_are_handed_over_once_whatever_is_killed(home: Path) -> None:
    seed = int(number_from("MAGPIE_CRASH_SEED", random.randrange(10**6)))
    print(f"\nseed {seed}, {LEADS} leads")
    server, failures, port = MailServer(), list[Exception](), free_port()
    commands = (["worker"], ["web", "--port", str(port)])
    with serving(home) as running, beside(home, *commands) as processes:
        company = Company(running, [running.port, port], server.port)
        ended = threading.Event()
        threads = [in_thread(failures, accept, company.people[n], ended) for n in ("bo", "lin")]
        giver = in_thread(failures, bring, company.people["ana"], LEADS)
        kills = kill_at_random(running, processes, random.Random(seed), SECONDS / 2)
        assert server.mails == []
        server.start()
        try:
            kills += kill_at_random(running, processes, random.Random(seed + 1), SECONDS / 2)
            giver.join(LEADS + 120)
            await_settled(home)
        finally:
            server.stop()
            ended.set()
        for thread in (*threads, giver):
            thread.join(130)
        assert failures == []
        assert not giver.is_alive()
        breaks = sum(p.breaks for p in company.people.values())
        print(f"{kills} kills, {breaks} requests cut off, {len(server.mails)} mails")
        assert kills >= SECONDS / 10
        check(home, company, server, kills)


STEPS = """
SELECT l.id, l.name, l.status, l.owner_id, l.accepted_at IS NOT NULL AS accepted, r.id AS run,
    (SELECT jsonb_object_agg(s.step, s.output ->> 'outcome') FROM automation_step s
     WHERE s.run_id = r.id AND s.kind = 'wait') AS waits
FROM sales_lead l LEFT JOIN automation_run r ON r.object = 'lead' AND r.record_id = l.id ORDER BY l.id
"""
CHECKS = {
    "a lead without a run, or with two": "SELECT l.id FROM sales_lead l"
    " LEFT JOIN automation_run r ON r.record_id = l.id GROUP BY l.id HAVING count(r.id) <> 1",
    "a step done twice": "SELECT run_id, step FROM automation_step GROUP BY 1, 2, path HAVING count(*) > 1",
    "a step not over": "SELECT run_id, step, status FROM automation_step WHERE status <> 'done'",
    "a lead that has two open offers": "SELECT lead_id FROM sales_handover WHERE state = 'offered'"
    " GROUP BY 1 HAVING count(*) > 1",
    "a change remembered twice": "SELECT record_id, record ->> 'version' AS version FROM platform_event"
    " WHERE object = 'lead' AND kind IN ('created', 'updated') GROUP BY 1, 2 HAVING count(*) > 1",
    "a change not remembered": "SELECT l.id FROM sales_lead l WHERE l.version <> (SELECT count(*) FROM platform_event e"
    " WHERE e.object = 'lead' AND e.record_id = l.id AND e.kind IN ('created', 'updated'))",
}
FIRST, REMINDED = ["tell_giver", "tell_rep"], ["remind_manager", "remind_rep"]


def check(home: Path, company: Company, server: MailServer, kills: int) -> None:
    """What must hold at the end."""
    for fault, statement in CHECKS.items():
        assert query(home, statement) == [], fault
    leads = query(home, STEPS)
    assert len(leads) == LEADS
    told: dict[int, list[str]] = collections.defaultdict(list)
    for row in query(home, "SELECT run_id, step FROM notices_notice WHERE run_id IS NOT NULL ORDER BY step"):
        told[row["run_id"]].append(row["step"].split(":")[1])
    offers: dict[int, list[Any]] = collections.defaultdict(list)
    for row in query(home, "SELECT lead_id, receiver_id, state FROM sales_handover ORDER BY id"):
        offers[row["lead_id"]].append(row)
    reps = {company.numbers["bo"], company.numbers["lin"]}
    passed_on = accepted_at_once = 0
    for lead in leads:
        late = lead["waits"].get("wait_two_days") == "time"
        later = late and lead["waits"].get("wait_one_day") == "time"
        steps = sorted(told[lead["run"]])
        assert steps[: len(steps)] == sorted(set(steps)), lead
        assert {*FIRST} <= {*steps}, (lead, steps)
        assert ({*REMINDED} <= {*steps}) is late, (lead, steps)
        assert lead["status"] == "qualified"
        assert lead["owner_id"] == offers[lead["id"]][-1]["receiver_id"]
        assert len(offers[lead["id"]]) == 1 + later, (lead, offers[lead["id"]])
        assert {o["receiver_id"] for o in offers[lead["id"]]} <= reps
        states = [o["state"] for o in offers[lead["id"]]]
        if later:
            passed_on += 1
            assert states[0] == "superseded"
            assert len({o["receiver_id"] for o in offers[lead["id"]]}) == 2
        if lead["name"].startswith("leave-"):
            assert later, lead
            assert (states[-1], lead["accepted"]) == ("offered", False)
        else:
            assert states[-1] == ("accepted" if lead["accepted"] else "offered")
            accepted_at_once += not late
    assert passed_on >= LEADS // 2
    check_mails(home, server, kills)
    print(f"{passed_on} passed on, {accepted_at_once} accepted in time")


def check_mails(home: Path, server: MailServer, kills: int) -> None:
    """Each mail was handed to the server once, save those in flight at a kill, which came again under their number."""
    wanted = {
        row["message_id"] for row in query(home, "SELECT message_id FROM notices_delivery WHERE channel = 'email'")
    }
    arrived = collections.Counter(str(mail["Message-ID"]) for mail in server.mails)
    assert {number.strip("<>") for number in arrived} == {number.strip("<>") for number in wanted}
    repeats = sum(arrived.values()) - len(arrived)
    assert repeats <= kills
    print(f"{len(arrived)} mails, {repeats} of them twice")
