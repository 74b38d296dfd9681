"""Runs: started once by events, carried on step by step, waiting without loss."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from magpie.automation import engine, matching, waiting, worker
from magpie.automation.engine import timing_out
from magpie.automation.models import Run, Step, Workflow
from magpie.automation.publishing import publish
from magpie.platform import context, readers, records, setup
from magpie.platform.actor import SYSTEM, Actor
from magpie.platform.models import Event, Team, User

pytestmark = pytest.mark.django_db(transaction=True)


def make_workflow(
    steps: list[dict[str, Any]], *triggers: dict[str, Any], name: str = "Rule", **values: Any
) -> Workflow:
    workflow = records.create(Workflow, {"name": name, "object": "team", **values}, actor=SYSTEM)
    publish(
        workflow, {"object": "team", "triggers": list(triggers) or [{"on": "created"}], "steps": steps}, actor=SYSTEM
    )
    catch_up()
    return workflow


def catch_up() -> None:
    worker.work_until_idle()


def make_team(**values: Any) -> Team:
    return records.create(Team, {"name": "East", **values}, actor=SYSTEM)


def move_clock(step: str, **amount: int) -> None:
    """As if that much time had passed for a waiting step."""
    row = Step.objects.get(step=step, status__in=("waiting", "retrying"))
    Step.objects.filter(pk=row.pk).update(wake_at=row.wake_at - datetime.timedelta(**amount))


@pytest.fixture(autouse=True)
def places() -> None:
    readers.begin("automation", "search")
    catch_up()


SET_OFFICE = {"id": "office", "action": "record.update", "input": {"values": {"office": "Beijing"}}}


def test_a_created_record_starts_a_run_that_does_its_steps() -> None:
    make_workflow([SET_OFFICE])
    team = make_team()
    catch_up()
    team.refresh_from_db()
    run = Run.objects.get()
    assert (team.office, run.status, run.record_id) == ("Beijing", "completed", team.pk)
    change = Event.objects.get(object="team", record_id=team.pk, kind="updated")
    assert (change.actor_kind, change.run_id, change.depth) == ("workflow", run.pk, 1)
    assert [(s.step, s.status, s.attempts) for s in run.steps.all()] == [("office", "done", 1)]


def test_plain_sql_starts_runs_too() -> None:
    make_workflow([SET_OFFICE])
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO platform_team (name) SELECT 'T' || n FROM generate_series(1, 30) n")
    catch_up()
    assert Run.objects.filter(status="completed").count() == 30
    assert Team.objects.filter(office="Beijing").count() == 30


def test_an_event_is_matched_once_also_when_it_is_read_again() -> None:
    from magpie.automation import matching

    make_workflow([SET_OFFICE])
    team = make_team()
    catch_up()
    event = Event.objects.get(object="team", record_id=team.pk, kind="created")
    assert matching.start([event]) == 0
    assert Run.objects.count() == 1


def test_satisfies_means_became_true() -> None:
    make_workflow([SET_OFFICE], {"on": "satisfies", "filter": {"field": "name", "starts_with": "W"}})
    team = make_team(name="East")
    catch_up()
    assert Run.objects.count() == 0
    records.update(team, {"name": "West"}, actor=SYSTEM)
    catch_up()
    records.update(team, {"name": "West 2"}, actor=SYSTEM)  # still true: no second start
    catch_up()
    assert Run.objects.count() == 1


def test_a_transaction_that_stays_open_holds_up_nothing_and_is_not_forgotten() -> None:
    import psycopg

    make_workflow([SET_OFFICE])
    with psycopg.connect(**readers.connection_arguments()) as other:
        other.execute("INSERT INTO platform_team (name) VALUES ('slow')")  # not committed
        quick = make_team(name="quick")
        catch_up()
        assert Run.objects.filter(record_id=quick.pk, status="completed").count() == 1
        other.commit()
    catch_up()
    assert sorted(Team.objects.filter(office="Beijing").values_list("name", flat=True)) == ["quick", "slow"]
    assert Run.objects.count() == 2


def test_the_branch_once_chosen_is_kept_through_a_wait() -> None:
    make_workflow([
        {"id": "which", "if": {"field": "name", "is": "East"}, "then": [
            {"id": "pause", "wait": {"time": {"days": 1}}},
            {"id": "yes", "action": "record.update", "input": {"values": {"office": "yes"}}},
        ], "else": [{"id": "no", "action": "record.update", "input": {"values": {"office": "no"}}}]},
    ])  # fmt: skip
    team = make_team()
    catch_up()
    records.update(team, {"name": "Renamed"}, actor=SYSTEM)
    move_clock("pause", days=1)
    catch_up()
    team.refresh_from_db()
    assert (team.office, Run.objects.get().status) == ("yes", "completed")


WAIT = {
    "id": "wait",
    "wait": {
        "for": [{"event": ["team.updated"], "by": "anyone"}, {"filter": {"field": "office", "is": "Paris"}}],
        "at_most": {"days": 2},
    },
}
THEN = {"id": "late", "if": {"step": "wait", "outcome": "time"}, "then": [
    {"id": "note", "action": "record.update", "input": {"values": {"office": "too late"}}}]}  # fmt: skip


def waited() -> dict[str, Any]:
    found: dict[str, Any] = Step.objects.get(step="wait").output or {}
    return found


def outcome() -> Any:
    return waited()["outcome"]


def test_a_wait_ends_by_time_and_says_how_late() -> None:
    make_workflow([WAIT, THEN])
    team = make_team()
    catch_up()
    wake_at = Step.objects.get(step="wait").wake_at
    assert abs(wake_at - timezone.now() - datetime.timedelta(days=2)) < datetime.timedelta(minutes=1)
    move_clock("wait", days=2, hours=3)
    catch_up()
    team.refresh_from_db()
    assert (team.office, outcome()) == ("too late", "time")
    assert 10_800 <= waited()["late_seconds"] <= 10_830


def test_a_wait_ends_by_a_persons_event_but_not_by_a_workflows() -> None:
    make_workflow([WAIT, THEN])
    team = make_team()
    catch_up()
    with context.acting(Actor("workflow", None, run_id=None, depth=1)):
        Team.objects.filter(pk=team.pk).update(name="By a workflow")
    catch_up()
    assert Step.objects.get(step="wait").status == "waiting"
    ana = User.objects.create_user("ana", name="Ana", is_administrator=True)
    records.update(team, {"name": "By Ana"}, actor=Actor.of_user(ana))
    catch_up()
    assert (outcome(), Run.objects.get().status) == ("event", "completed")
    assert waited()["by"] == ana.pk


def test_a_wait_ends_by_a_condition_also_when_it_holds_already() -> None:
    make_workflow([WAIT, THEN])
    make_team(office="Paris")
    catch_up()
    assert (outcome(), Run.objects.get().status) == ("condition", "completed")


def test_what_commits_while_a_wait_begins_is_not_missed() -> None:
    import psycopg

    make_workflow([WAIT, THEN])
    team = make_team()
    ana = User.objects.create_user("ana", name="Ana")
    setup.refresh()
    readers.read("automation", 0, 100, matching.read_events)
    with psycopg.connect(**readers.connection_arguments()) as other:
        # Ana's change commits before the wait can be seen, and its event is read before that, too.
        other.execute(
            "SELECT set_config('magpie.context', %s, true)", [f'{{"actor_kind": "user", "actor_id": {ana.pk}}}']
        )
        other.execute("UPDATE platform_team SET name = 'By Ana' WHERE id = %s", [team.pk])
        from django.db import transaction

        with transaction.atomic():
            assert engine.advance_queued() == 1
            other.commit()
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
    readers.read("automation", 0, 100, lambda events: None)  # the matcher was there already, when nothing waited
    assert Step.objects.get(step="wait").status == "waiting"
    assert waiting.arm() == 1
    catch_up()
    assert (outcome(), Run.objects.get().status) == ("event", "completed")


LATE: list[dict[str, Any]] = [WAIT, THEN, {"id": "after", "wait": {"time": {"days": 1}}}]


def time_is_up(team: Team) -> None:
    """The clock has ended the wait; nothing has followed from it."""
    move_clock("wait", days=2)
    assert waiting.wake_by_time() == 1
    assert outcome() == "time"
    team.refresh_from_db()


def went_on(team: Team) -> tuple[str, str, dict[str, Any]]:
    """The team's office, whether the late branch was taken, and how the wait ended."""
    catch_up()
    team.refresh_from_db()
    return team.office, Step.objects.get(step="late").output["branch"], waited()  # type: ignore[index]


def make_late_workflow() -> Team:
    make_workflow(LATE)
    team = make_team()
    catch_up()
    return team


def test_what_happened_while_nobody_read_ends_the_wait_although_the_clock_was_first() -> None:
    team = make_late_workflow()
    ana = User.objects.create_user("ana", name="Ana", is_administrator=True)
    records.update(team, {"name": "By Ana"}, actor=Actor.of_user(ana))
    time_is_up(team)
    office, branch, ended = went_on(team)
    event = Event.objects.get(object="team", record_id=team.pk, kind="updated", actor_id=ana.pk)
    assert (office, branch) == ("", "else")
    assert ended == {"outcome": "event", "event": event.pk, "kind": "team.updated", "by": ana.pk}


def test_what_happens_between_the_clock_and_the_next_step_ends_the_wait() -> None:
    team = make_late_workflow()
    time_is_up(team)
    with context.acting(Actor("workflow", None, run_id=None, depth=1)):
        Team.objects.filter(pk=team.pk).update(office="Paris")
    assert went_on(team) == ("Paris", "else", {"outcome": "condition"})


def test_nothing_of_the_first_look_stays_in_a_wait_that_time_ended() -> None:
    team = make_late_workflow()
    time_is_up(team)
    office, branch, ended = went_on(team)
    assert (office, branch, sorted(ended)) == ("too late", "then", ["late_seconds", "outcome"])


def test_of_very_much_that_happened_the_own_events_of_the_record_still_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timing_out, "MOST_EVENTS", 2)
    team = make_late_workflow()
    time_is_up(team)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO platform_role (name) SELECT 'R' || n FROM generate_series(1, 30) n")
    ana = User.objects.create_user("ana", name="Ana", is_administrator=True)
    records.update(team, {"name": "By Ana"}, actor=Actor.of_user(ana))
    assert engine.advance_queued() == 1
    assert (outcome(), waited()["by"]) == ("event", ana.pk)


def test_a_refusal_fails_the_run_at_once_and_leaves_no_half_write() -> None:
    make_workflow([SET_OFFICE, {"id": "bad", "action": "record.update", "input": {"values": {"parent": 999999}}}])
    team = make_team()
    catch_up()
    run = Run.objects.get()
    assert run.status == "failed"
    assert [(s.step, s.status) for s in run.steps.order_by("id")] == [("office", "done"), ("bad", "failed")]
    team.refresh_from_db()
    assert team.parent_id is None


def test_a_failed_run_goes_on_from_the_failed_step_when_retried() -> None:
    copied = {"id": "next", "action": "record.update", "input": {"values": {"manager": {"from": "record.parent"}}}}
    broken = {"id": "bad", "action": "record.update", "input": {"values": {"manager": 424242}}}
    make_workflow([SET_OFFICE, copied, broken])
    make_team()
    catch_up()
    run = Run.objects.get()
    assert run.status == "failed"
    User.objects.create(pk=424242, username="x", name="X")
    assert engine.retry(run) is True
    catch_up()
    run.refresh_from_db()
    assert run.status == "completed"
    assert Step.objects.get(step="office").attempts == 1


def test_chains_of_workflows_end_and_say_so() -> None:
    def count(n: int) -> dict[str, Any]:
        return {"id": "count", "action": "record.create", "input": {"object": "team", "values": {"name": f"from {n}"}}}

    make_workflow([count(1)], name="One")
    make_workflow([count(2)], name="Two")
    make_team()
    catch_up()
    assert Run.objects.filter(status="queued").count() == 0
    cut = Run.objects.filter(status="failed")
    assert cut.count() > 0
    assert set(cut.values_list("depth", flat=True)) == {6}


def test_a_workflow_does_not_start_itself_by_its_own_writes() -> None:
    make_workflow(
        [{"id": "again", "action": "record.update", "input": {"values": {"office": "{{ record.office }}x"}}}],
        {"on": "updated"},
    )
    team = make_team()
    records.update(team, {"name": "West"}, actor=SYSTEM)
    catch_up()
    team.refresh_from_db()
    assert (team.office, Run.objects.count()) == ("x", 1)


def test_running_runs_finish_on_the_version_they_started_on() -> None:
    workflow = make_workflow([{"id": "pause", "wait": {"time": {"days": 1}}}, SET_OFFICE])
    team = make_team()
    catch_up()
    publish(
        workflow,
        {"object": "team", "triggers": [{"on": "created"}], "steps": [{"id": "end", "stop": "done"}]},
        actor=SYSTEM,
    )
    move_clock("pause", days=1)
    catch_up()
    team.refresh_from_db()
    assert (team.office, Run.objects.get().version.number) == ("Beijing", 1)


def test_a_run_of_a_deleted_record_is_cancelled() -> None:
    make_workflow([{"id": "pause", "wait": {"time": {"days": 1}}}, SET_OFFICE])
    team = make_team()
    catch_up()
    records.delete(team, actor=SYSTEM)
    move_clock("pause", days=1)
    catch_up()
    assert Run.objects.get().status == "cancelled"


def test_a_record_changed_with_automation_off_starts_nothing() -> None:
    make_workflow([SET_OFFICE])
    with context.acting(SYSTEM, automation="skip"):
        make_team()
    catch_up()
    assert Run.objects.count() == 0


def test_work_put_off_waits_for_the_night() -> None:
    make_workflow([SET_OFFICE])
    with context.acting(SYSTEM, automation="later"):
        make_team()
    catch_up()
    run = Run.objects.get()
    assert (run.status, timezone.localtime(run.ready_at).hour) == ("queued", 1)


def test_a_cancelled_run_goes_no_further() -> None:
    make_workflow([{"id": "pause", "wait": {"time": {"days": 1}}}, SET_OFFICE])
    team = make_team()
    catch_up()
    assert engine.cancel(Run.objects.get(), "because") is True
    assert waiting.next_due() is None
    catch_up()
    team.refresh_from_db()
    assert (team.office, Run.objects.get().status, Run.objects.get().error) == ("", "cancelled", "because")
