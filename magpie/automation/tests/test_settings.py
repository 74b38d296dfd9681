"""How the runs of a workflow behave: again or not, beside each other or not, limits, goals, whose rights, failures."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone

from magpie.automation.models import Run, Step, Workflow
from magpie.automation.tests.world import catch_up, make_team, mark, move_clock, office, publish_steps, took
from magpie.notices.models import Notice
from magpie.platform import readers, records
from magpie.platform.actor import SYSTEM, Actor
from magpie.platform.models import CustomField, Role, Team, User

pytestmark = pytest.mark.django_db(transaction=True)
PAUSE: dict[str, Any] = {"id": "pause", "wait": {"time": {"days": 1}}}
CHANGED = [{"on": "updated", "fields": ["name"]}]


@pytest.fixture(autouse=True)
def places() -> None:
    readers.begin("automation", "search")
    catch_up()


def rename(team: Team, *names: str) -> None:
    for name in names:
        records.update(team, {"name": name}, actor=SYSTEM)
        catch_up()


def statuses() -> list[str]:
    return list(Run.objects.order_by("id").values_list("status", flat=True))


def test_a_record_goes_through_once() -> None:
    publish_steps(mark("on"), triggers=CHANGED, settings={"again": "once"})
    team = make_team()
    rename(team, "A", "B", "C")
    assert (office(team), statuses()) == ("on", ["completed"])


def test_a_record_goes_through_again_after_a_time() -> None:
    publish_steps(mark("on"), triggers=CHANGED, settings={"again": "after", "again_after": {"days": 2}})
    team = make_team()
    rename(team, "A", "B")
    assert statuses() == ["completed"]
    Run.objects.update(started_at=timezone.now() - datetime.timedelta(days=3))
    rename(team, "C")
    assert statuses() == ["completed", "completed"]


@pytest.mark.parametrize(
    ("running", "wanted"),
    [("beside", ["waiting", "waiting"]), ("skip", ["waiting"]), ("restart", ["cancelled", "waiting"])],
)
def test_a_trigger_while_a_run_goes_on(running: str, wanted: list[str]) -> None:
    publish_steps(PAUSE, triggers=CHANGED, settings={"running": running})
    rename(make_team(), "A", "B")
    assert statuses() == wanted


def test_a_half_filled_record_may_settle_first() -> None:
    trigger = {"on": "satisfies", "filter": {"field": "name", "starts_with": "A"}}
    publish_steps(mark("on"), triggers=[trigger], settings={"settle": {"minutes": 5}})
    team, other = make_team(), make_team()
    rename(team, "A")
    first = Run.objects.get().ready_at
    rename(team, "AB")
    assert Run.objects.get().ready_at > first
    rename(other, "A", "B")  # no longer so when it is time
    Run.objects.update(ready_at=timezone.now())
    catch_up()
    assert (office(team), office(other), statuses()) == ("on", "", ["completed", "cancelled"])


def test_the_goal_ends_a_run_that_waits() -> None:
    publish_steps(PAUSE, mark("late"), settings={"goal": {"field": "name", "is": "Done"}})
    team = make_team()
    rename(team, "Done")
    run = Run.objects.get()
    assert (run.status, run.result, office(team)) == ("completed", {"goal": True}, "")


def test_no_more_runs_a_minute_than_allowed_and_none_is_dropped() -> None:
    publish_steps(mark("on"), settings={"limits": {"per_minute": 3}})
    Team.objects.bulk_create([Team(name=f"T{n}") for n in range(8)])
    catch_up()
    assert (statuses().count("completed"), statuses().count("queued")) == (3, 5)
    for wanted in (6, 8):
        Run.objects.filter(begun_at__isnull=False).update(begun_at=timezone.now() - datetime.timedelta(minutes=2))
        Run.objects.filter(status="queued").update(ready_at=timezone.now())
        catch_up()
        assert statuses().count("completed") == wanted


def test_no_more_runs_at_once_than_allowed() -> None:
    publish_steps(PAUSE, mark("on"), settings={"limits": {"at_once": 2}})
    for _n in range(3):
        make_team()
    assert sorted(statuses()) == ["queued", "waiting", "waiting"]
    move_clock("pause", days=1)
    Run.objects.filter(status="queued").update(ready_at=timezone.now())
    catch_up()
    assert sorted(statuses()) == ["completed", "completed", "waiting"]


def test_a_workflow_with_its_users_rights_can_do_no_more_than_they() -> None:
    role = records.create(Role, {"name": "Reader", "grants": {"lead": {"read": "all"}}}, actor=SYSTEM)
    ana = User.objects.create_user("ana", name="Ana")
    records.update(ana, {"roles": [role.pk]}, actor=SYSTEM)
    from magpie.sales.models import Lead

    change = {"id": "change", "action": "record.update", "input": {"values": {"city": "Xi'an"}}}
    publish_steps(change, object_name="lead", settings={"run_as": "user"}, owner=ana.pk)
    lead = records.create(Lead, {"name": "Li Lei"}, actor=SYSTEM)
    catch_up()
    lead.refresh_from_db()
    assert (lead.city, Run.objects.get().status) == ("", "failed")
    records.update(role, {"grants": {"lead": {"read": "all", "update": "all"}}}, actor=SYSTEM)
    other = records.create(Lead, {"name": "Han Mei"}, actor=SYSTEM)
    catch_up()
    other.refresh_from_db()
    assert other.city == "Xi'an"


def test_a_workflow_that_only_fails_is_switched_off_and_its_owner_told() -> None:
    ana = User.objects.create_user("ana", name="Ana", email="ana@example.com", language="en")
    bad = {"id": "bad", "action": "record.update", "input": {"values": {"parent": 999_999}}}
    workflow = publish_steps(bad, settings={"limits": {"failures": 3}}, owner=ana.pk)
    for _n in range(2):
        make_team()
    is_active = Workflow.objects.filter(pk=workflow.pk, is_active=True).exists
    assert is_active()
    make_team()
    assert not is_active()
    assert Notice.objects.filter(recipient=ana, kind="workflow_stopped").count() == 1
    assert Notice.objects.filter(recipient=ana, kind="run_failed").count() == 3
    make_team()
    assert Run.objects.count() == 3


def test_a_failure_starts_the_workflow_that_waits_for_it() -> None:
    bad = publish_steps({"id": "bad", "action": "record.update", "input": {"values": {"parent": 999_999}}}, name="Bad")
    note = {
        "id": "note",
        "action": "record.update",
        "input": {"values": {"office": "{{ trigger.workflow }}/{{ trigger.step }}"}},
    }
    publish_steps(note, triggers=[{"on": "failure", "workflows": [bad.pk]}], name="Nurse")
    team = make_team()
    assert office(team) == "Bad/bad"


def test_a_workflow_whose_field_goes_is_broken_alone_and_says_so() -> None:
    ana = User.objects.create_user("ana", name="Ana", email="ana@example.com", language="en")
    field = records.create(
        CustomField, {"object": "lead", "name": "region", "label_en": "Region", "type": "text"}, actor=SYSTEM
    )
    trigger = {"on": "created", "filter": {"field": "region", "is": "north"}}
    change = {"id": "change", "action": "record.update", "input": {"values": {"city": "Harbin"}}}
    broken = publish_steps(change, object_name="lead", triggers=[trigger], owner=ana.pk, name="Northern")
    publish_steps({**change, "input": {"values": {"city": "Wuhan"}}}, object_name="lead", name="Other")
    records.delete(field, actor=SYSTEM)
    catch_up()
    from magpie.sales.models import Lead

    lead = records.create(Lead, {"name": "Li Lei"}, actor=SYSTEM)
    catch_up()
    lead.refresh_from_db()
    assert lead.city == "Wuhan"
    assert list(broken.broken.problems) == ["trigger_0"]
    assert Notice.objects.get(recipient=ana, kind="workflow_broken").title == "The workflow “Northern” cannot run"


def test_an_external_action_outside_its_window_is_held_and_then_done() -> None:
    ana = User.objects.create_user("ana", name="Ana", email="ana@example.com", language="en")
    now = timezone.localtime()
    begins = (now + datetime.timedelta(hours=2)).strftime("%H:%M")
    ends = (now + datetime.timedelta(hours=3)).strftime("%H:%M")
    tell = {"id": "tell", "action": "notice.send", "input": {"to": [{"user": ana.pk}], "title": "Hello"}}
    publish_steps(mark("on"), tell, settings={"window": {"from": begins, "to": ends}})
    team = make_team()
    row = Step.objects.get(step="tell")
    assert (office(team), row.status, timezone.localtime(row.wake_at).strftime("%H:%M")) == ("on", "retrying", begins)
    assert Notice.objects.count() == 0


def test_who_is_reassigned_enters_and_leaves() -> None:
    from magpie.sales.models import Lead

    ana, bo = (User.objects.create_user(name, name=name) for name in ("ana", "bo"))

    def note(word: str) -> dict[str, Any]:
        values = {"description": "{{ record.description }} " + word}
        return {"id": word, "action": "record.update", "input": {"values": values}}

    triggers: list[dict[str, Any]] = [
        {"on": "reassigned"}, {"on": "entered", "field": "status", "values": ["working"]},
        {"on": "left", "field": "status", "values": ["working"]},
        {"on": "ceases", "filter": {"field": "city", "is": "Xi'an"}},
        {
            "on": "updated", "fields": ["rating"], "before": {"field": "rating", "is": "cold"},
            "filter": {"field": "rating", "is": "hot"},
        },
    ]  # fmt: skip
    for number, trigger in enumerate(triggers):
        publish_steps(note(f"w{number}"), object_name="lead", triggers=[trigger], name=f"W{number}")
    lead = records.create(Lead, {"name": "Li Lei", "owner": ana.pk, "city": "Xi'an", "rating": "warm"}, actor=SYSTEM)
    catch_up()
    steps: list[tuple[dict[str, Any], str]] = [
        ({"owner": bo.pk}, "w0"), ({"status": "working"}, "w0 w1"), ({"status": "new"}, "w0 w1 w2"),
        ({"city": "Wuhan"}, "w0 w1 w2 w3"), ({"rating": "hot"}, "w0 w1 w2 w3"), ({"rating": "cold"}, "w0 w1 w2 w3"),
        ({"rating": "hot"}, "w0 w1 w2 w3 w4"),
    ]  # fmt: skip
    for change, wanted in steps:
        records.update(lead, change, actor=SYSTEM)
        catch_up()
        lead.refresh_from_db()
        assert lead.description.strip() == wanted, change


def test_the_person_who_caused_it_is_named_and_paths_are_told() -> None:
    ana = User.objects.create_user("ana", name="Ana", is_administrator=True)
    publish_steps(mark("on"))
    records.create(Team, {"name": "East"}, actor=Actor.of_user(ana))
    catch_up()
    run = Run.objects.get()
    assert (run.caused_by_id, run.trigger["by"], took()) == (ana.pk, ana.pk, [("on", "", "done")])
