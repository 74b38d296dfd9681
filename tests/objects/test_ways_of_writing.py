"""Nothing goes round the event log: however records are written, each change is remembered once and starts a run."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from magpie.automation import worker
from magpie.automation.models import Run, Workflow
from magpie.automation.publishing import publish
from magpie.platform import readers, records, setup
from magpie.platform.actor import SYSTEM
from magpie.platform.importing import running
from magpie.platform.models import Event
from magpie.sales.models import Lead
from tests.make import make_user
from tests.objects.conftest import Caller

MANY = 10_000
NOT_ONCE = {
    "changes of a record that are not remembered once": """
        SELECT l.id FROM sales_lead l WHERE (SELECT array_agg((e.record ->> 'version')::int ORDER BY e.id)
            FROM platform_event e WHERE e.object = 'lead' AND e.record_id = l.id AND e.kind IN ('created', 'updated'))
            IS DISTINCT FROM (SELECT array_agg(n) FROM generate_series(1, l.version) n)""",
    "events without exactly one run": """
        SELECT e.id FROM platform_event e LEFT JOIN automation_run r ON r.event_id = e.id
        WHERE e.object = 'lead' AND e.kind IN ('created', 'updated') AND e.automation = 'run' AND e.id > %s
        GROUP BY e.id HAVING count(r.id) <> 1""",
    "runs of anything else": """
        SELECT r.id FROM automation_run r JOIN platform_event e ON e.id = r.event_id
        WHERE e.object <> 'lead' OR e.kind = 'deleted' OR e.automation <> 'run'""",
    "runs that did not end": """
        SELECT r.id FROM automation_run r LEFT JOIN sales_lead l ON l.id = r.record_id
        WHERE r.status <> CASE WHEN l.id IS NULL THEN 'cancelled' ELSE 'completed' END
            AND NOT (l.id IS NULL AND r.status = 'completed')""",
}


@pytest.fixture
def root(transactional_db: None, tmp_path: Path, settings: Any) -> Caller:
    """An administrator, and a workflow that starts at every creation and every change of a lead."""
    settings.MEDIA_ROOT = tmp_path
    readers.begin("automation", "search")
    workflow = records.create(Workflow, {"name": "Watch", "object": "lead"}, actor=SYSTEM)
    drawn = {
        "object": "lead",
        "triggers": [{"on": "created"}, {"on": "updated"}],
        "steps": [{"id": "end", "stop": "done"}],
    }
    publish(workflow, drawn, actor=SYSTEM)
    worker.work_until_idle()
    setup.forget()
    return Caller(make_user("Root", is_administrator=True))


@pytest.fixture
def since(root: Caller) -> int:
    """The last event before the test: the log is never emptied."""
    return int(Event.objects.order_by("-id").values_list("id", flat=True)[0])


def remembered(since: int) -> dict[str, int]:
    found = Event.objects.filter(object="lead", id__gt=since).values_list("kind", flat=True)
    return {kind: sum(k == kind for k in found) for kind in ("created", "updated", "deleted")}


def check(since: int, **expected: int) -> None:
    """So many changes, each remembered once and each with its run."""
    assert remembered(since) == {"created": 0, "updated": 0, "deleted": 0, **expected}
    worker.work_until_idle()
    with connection.cursor() as cursor:
        for fault, statement in NOT_ONCE.items():
            cursor.execute(statement, [since] if "%s" in statement else None)
            assert cursor.fetchall() == [], fault


def test_single_requests(root: Caller, since: int) -> None:
    number = root.send("post", "leads", {"name": "Li Lei"}).json()["id"]
    assert root.send("patch", f"leads/{number}", {"city": "Suzhou"}).status_code == 200
    assert root.send("patch", f"leads/{number}", {"city": "Suzhou"}).status_code == 200  # changes nothing
    assert root.send("post", f"leads/{number}/actions/qualify", {}).status_code == 200
    other = root.send("post", "leads", {"name": "Han Mei"}).json()["id"]
    assert root.send("delete", f"leads/{other}").status_code == 204
    check(since, created=2, updated=2, deleted=1)


@pytest.mark.slow
def test_a_bulk_edit_of_ten_thousand(root: Caller, since: int) -> None:
    rows = [{"name": f"Lead {n}"} for n in range(MANY)]
    made = root.send("post", "leads/bulk", {"do": "create", "records": rows, "automation": "skip"})
    assert (made.json()["count"], made.json()["failed"]) == (MANY, [])
    assert Run.objects.count() == 0
    edited = root.send("post", "leads/bulk", {"do": "update", "filter": {}, "values": {"city": "Suzhou"}})
    assert (edited.json()["count"], edited.json()["failed"]) == (MANY, [])
    check(since, created=MANY, updated=MANY)
    assert Run.objects.count() == MANY
    assert set(
        Event.objects.filter(object="lead", kind="updated", id__gt=since).values_list("operation", flat=True).distinct()
    ) == {uuid.UUID(edited.json()["operation"])}


def test_bulk_actions_and_deletions(root: Caller, since: int) -> None:
    rows = [{"name": f"Lead {n}"} for n in range(30)]
    root.send("post", "leads/bulk", {"do": "create", "records": rows})
    qualified = root.send("post", "leads/bulk", {"do": "action", "action": "qualify", "filter": {}, "input": {}})
    assert qualified.json()["count"] == 30
    gone = root.send(
        "post", "leads/bulk", {"do": "delete", "ids": list(Lead.objects.values_list("pk", flat=True)[:10])}
    )
    assert gone.json()["count"] == 10
    check(since, created=30, updated=30, deleted=10)


def test_an_import(root: Caller, since: int) -> None:
    table = "Name,External number\n" + "".join(f"Lead {n},X{n}\n" for n in range(200))
    for name in ("Lead", "Person"):
        file = SimpleUploadedFile("leads.csv", table.replace("Lead ", f"{name} ").encode())
        made = root.client.post("/api/imports", {"file": file, "object": "lead"}).json()
        changes = {"match_by": ["external_id"], "on_match": "update", "automation": "run"}
        assert root.send("patch", f"imports/{made['id']}", changes).status_code == 200
        assert root.send("post", f"imports/{made['id']}/start").status_code == 200
        running.run(made["id"])
    check(since, created=200, updated=200)


def test_the_orm(root: Caller, since: int) -> None:
    one = Lead.objects.create(name="One")
    Lead.objects.bulk_create([Lead(name=f"Lead {n}") for n in range(50)])
    one.city = "Suzhou"
    one.save()
    Lead.objects.exclude(pk=one.pk).update(city="Wuxi")
    several = list(Lead.objects.all()[:20])
    for lead in several:
        lead.state = "Jiangsu"
    Lead.objects.bulk_update(several, ["state"])
    Lead.objects.filter(pk__in=[lead.pk for lead in several[:5]]).delete()
    check(since, created=51, updated=1 + 50 + 20, deleted=5)


def test_plain_sql(root: Caller, since: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO sales_lead (name) SELECT 'Lead ' || n FROM generate_series(1, 40) n")
        cursor.execute("UPDATE sales_lead SET city = 'Suzhou'")
        cursor.execute("UPDATE sales_lead SET city = 'Suzhou'")  # changes nothing
        with cursor.copy("COPY sales_lead (name) FROM STDIN") as copy:
            copy.write("Copied 1\nCopied 2\n")
        cursor.execute(
            "INSERT INTO sales_lead (name, external_id) VALUES ('New', 'X1') ON CONFLICT (external_id)"
            " WHERE external_id <> '' DO UPDATE SET name = 'Again'"
        )
        cursor.execute(
            "INSERT INTO sales_lead (name, external_id) VALUES ('New', 'X1') ON CONFLICT (external_id)"
            " WHERE external_id <> '' DO UPDATE SET name = 'Again'"
        )
        cursor.execute(
            "WITH gone AS (DELETE FROM sales_lead WHERE name LIKE 'Copied%' RETURNING name)"
            " UPDATE sales_lead SET state = 'Jiangsu' WHERE name = 'Lead 1'"
        )
    check(since, created=43, updated=40 + 1 + 1, deleted=2)
