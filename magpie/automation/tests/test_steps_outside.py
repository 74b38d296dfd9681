"""Steps that find, ask, work out and stop, carried out by the worker as part of a run."""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.test import Client

from magpie.accounts.models import Account
from magpie.automation import secrets, worker
from magpie.automation.models import Run, Step, Workflow
from magpie.automation.outgoing import OutgoingSettings
from magpie.automation.publishing import publish
from magpie.platform import readers, records, setup
from magpie.platform.actor import SYSTEM
from magpie.platform.http.auth import create_token
from magpie.platform.models import User
from magpie.sales.models import Lead

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _begin() -> None:
    setup.forget()
    readers.begin("automation", "search")
    worker.work_until_idle()


class Erp(http.server.BaseHTTPRequestHandler):
    """Another program, which looks at the database while it is asked."""

    asked: list[dict[str, Any]] = []
    statuses: list[int] = []
    open_transactions: list[int] = []

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        with psycopg.connect(**readers.connection_arguments()) as connection:
            found = connection.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                " AND xact_start IS NOT NULL AND pid <> pg_backend_pid() AND state LIKE 'idle in transaction%'"
            ).fetchone()
        self.open_transactions.append(found[0] if found else -1)
        self.asked.append({"headers": dict(self.headers), "body": body})
        content = json.dumps({"number": "ERP-7", "echo": self.headers.get("X-Token")}).encode()
        self.send_response(self.statuses.pop(0) if self.statuses else 200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def erp() -> Iterator[str]:
    Erp.asked, Erp.statuses, Erp.open_transactions = [], [], []
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Erp)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    OutgoingSettings.objects.create(pk=1, allowed_hosts=["127.0.0.1"])
    secrets.keep("erp", "s3cret-token", about="", user=None)
    yield f"http://127.0.0.1:{server.server_address[1]}/orders"
    server.shutdown()
    thread.join()
    server.server_close()


def make_workflow(*steps: dict[str, Any], name: str = "Rule", **more: Any) -> Workflow:
    workflow = records.create(Workflow, {"name": name, "object": "lead"}, actor=SYSTEM)
    drawn = {"object": "lead", "triggers": [{"on": "created"}], "steps": list(steps), **more}
    publish(workflow, drawn, actor=SYSTEM)
    worker.work_until_idle()
    return workflow


def make_lead(**values: Any) -> Lead:
    lead = records.create(Lead, {"name": "Li Lei", **values}, actor=SYSTEM)
    worker.work_until_idle()
    lead.refresh_from_db()
    return lead


def ask(url: str) -> dict[str, Any]:
    headers = {"X-Token": "{{ secrets.erp }}"}
    return {
        "id": "ask",
        "action": "http.request",
        "input": {"url": url, "headers": headers, "body": {"name": "{{ record.name }}"}},
    }


def note(text: str) -> dict[str, Any]:
    return {"id": "keep", "action": "record.update", "input": {"values": {"company": text}}}


def test_an_answer_is_used_and_no_secret_is_kept(erp: str) -> None:
    make_workflow(ask(erp), note("{{ steps.ask.body.number }}"))
    lead = make_lead()
    run = Run.objects.get()
    assert (run.status, run.error, lead.company) == ("completed", "", "ERP-7")
    asked = Erp.asked[0]
    assert (asked["headers"]["X-Token"], json.loads(asked["body"])) == ("s3cret-token", {"name": "Li Lei"})
    assert Erp.open_transactions == [0]
    step = Step.objects.get(step="ask")
    assert "s3cret-token" not in json.dumps([step.input, step.output, step.error])
    assert step.output is not None
    assert step.output["body"] == {"number": "ERP-7", "echo": "•••"}
    root = User.objects.create_user("root", name="Root", is_administrator=True)
    shown = Client().get(f"/api/runs/{run.pk}", headers={"Authorization": f"Bearer {create_token(root)}"}).json()
    assert shown["steps"][0]["input"]["headers"] == {"X-Token": "{{ secrets.erp }}"}
    assert "s3cret-token" not in json.dumps(shown)


def test_trouble_over_there_is_tried_again_under_the_same_key(erp: str) -> None:
    Erp.statuses = [503, 200]
    make_workflow(ask(erp), note("{{ steps.ask.status }}"))
    lead = make_lead()
    step = Step.objects.get(step="ask")
    assert (step.status, len(Erp.asked), lead.company) == ("retrying", 1, "")
    Step.objects.filter(pk=step.pk).update(wake_at=step.started_at)
    worker.work_until_idle()
    lead.refresh_from_db()
    assert (Run.objects.get().status, lead.company) == ("completed", "200")
    assert Erp.asked[0]["headers"]["Idempotency-Key"] == Erp.asked[1]["headers"]["Idempotency-Key"]


def test_a_refusal_over_there_fails_the_run_at_once(erp: str) -> None:
    Erp.statuses = [404]
    make_workflow(ask(erp))
    make_lead()
    run = Run.objects.get()
    assert (run.status, len(Erp.asked)) == ("failed", 1)
    assert "404" in run.error
    assert "s3cret-token" not in run.error


def test_a_program_works_something_out_for_the_steps_after_it() -> None:
    source = "def main(input):\n  return {'double': number(input['budget']) * 2, 'text': input['name'] + '!'}"
    given = {"budget": {"from": "record.budget"}, "name": "{{ record.name }}"}
    output = [{"name": "double", "type": "number"}, {"name": "text"}]
    make_workflow(
        {"id": "work", "code": {"source": source, "input": given, "output": output}},
        note("{{ steps.work.text }} {{ steps.work.double }}"),
    )
    assert make_lead(budget="100.25").company == "Li Lei! 200.5"
    assert Step.objects.get(step="work").output == {"double": 200.5, "text": "Li Lei!"}


def test_a_program_that_stumbles_fails_the_run_with_its_line() -> None:
    make_workflow({"id": "work", "code": {"source": "def main(input):\n  return {'x': 1 / 0}"}})
    make_lead()
    run = Run.objects.get()
    assert run.status == "failed"
    assert "2" in run.error


def test_what_is_found_can_be_acted_on() -> None:
    account = records.create(Account, {"name": "Acme"}, actor=SYSTEM)
    find = {"object": "account", "filter": {"field": "name", "is": "{{ record.company }}"}}
    make_workflow(
        {"id": "find", "action": "record.find", "input": find},
        {"id": "is_there", "if": {"value": {"from": "steps.find.count"}, "gt": 0}, "then": [
            {"id": "mark", "action": "record.update", "on": "steps.find", "input": {"values": {"website": "https://a.example"}}},
            {"id": "link", "action": "record.update", "input": {"values": {"account": {"from": "steps.find.first"}}}},
        ]},
        {"id": "new", "action": "record.upsert", "input": {
            "object": "account", "find": {"name": "{{ record.name }}"}, "values": {"type": "prospect"}}},
    )  # fmt: skip
    lead = make_lead(company="Acme")
    account.refresh_from_db()
    assert (Run.objects.get().error, account.website, lead.account_id) == ("", "https://a.example", account.pk)
    assert Account.objects.get(name="Li Lei").type == "prospect"
    made = Step.objects.get(step="new").output
    assert made is not None
    assert made["created"] is True


def test_other_runs_of_the_record_are_stopped_and_this_one_goes_on() -> None:
    pause = {"id": "pause", "wait": {"time": {"days": 1}}}
    waiting, other = make_workflow(pause, name="Waits"), make_workflow(pause, name="Waits too")
    stop = {"id": "stop", "action": "workflow.stop_runs", "input": {"workflow": waiting.pk, "reason": "Answered"}}
    make_workflow(
        stop,
        note("stopped {{ steps.stop.count }}"),
        name="Stops",
        triggers=[{"on": "satisfies", "filter": {"field": "name", "is": "Done"}}],
    )
    lead, elsewhere = make_lead(), make_lead()
    records.update(lead, {"name": "Done"}, actor=SYSTEM)
    worker.work_until_idle()
    lead.refresh_from_db()
    runs = {(r.workflow_id, r.record_id): (r.status, r.error) for r in Run.objects.all()}
    assert lead.company == "stopped 1"
    assert runs[waiting.pk, lead.pk] == ("cancelled", "Answered")
    assert runs[other.pk, lead.pk][0] == runs[waiting.pk, elsewhere.pk][0] == "waiting"


def test_an_event_made_known_starts_another_workflow() -> None:
    make_workflow(
        note("inspected by {{ trigger.by }}{{ workflow }}"),
        name="Second",
        triggers=[{"on": "event", "event": "lead.inspected"}],
    )
    make_workflow({"id": "say", "action": "event.emit", "input": {"name": "inspected"}}, name="First")
    assert make_lead().company == "inspected by Second"
    assert Run.objects.filter(status="completed").count() == 2
