"""What each kind of block does in a run."""

from __future__ import annotations

from typing import Any

import pytest

from magpie.automation import engine
from magpie.automation.models import Run, Step
from magpie.automation.tests.world import catch_up, make_team, mark, move_clock, office, publish_steps, took
from magpie.notices.models import Notice
from magpie.platform import readers, records
from magpie.platform.actor import SYSTEM
from magpie.platform.models import Team, User

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def places() -> None:
    readers.begin("automation", "search")
    catch_up()


def named(name: str) -> dict[str, Any]:
    return {"field": "name", "is": name}


FAIL = {"id": "bad", "action": "record.update", "input": {"values": {"parent": 999_999}}}
END = {"id": "end", "stop": "done"}


@pytest.mark.parametrize(
    ("name", "way"), [("East", "then"), ("West", "else_if_0"), ("South", "else_if_1"), ("North", "else")]
)
def test_an_if_goes_the_first_way_that_fits(name: str, way: str) -> None:
    others = [{"if": named(n), "then": [mark(f"else_if_{at}")]} for at, n in enumerate(("West", "South"))]
    publish_steps({"id": "way", "if": named("East"), "then": [mark("then")], "else_if": others, "else": [mark("else")]})
    team = make_team(name=name)
    assert office(team) == way
    assert Step.objects.get(step="way").output == {"branch": way}


@pytest.mark.parametrize(("name", "wanted"), [("East", "first"), ("West", "first"), ("South", "other")])
def test_a_switch_on_a_field_takes_the_first_case_with_the_value(name: str, wanted: str) -> None:
    cases = [{"values": ["East", "West"], "steps": [mark("first")]}, {"values": ["West"], "steps": [mark("second")]}]
    publish_steps({"id": "way", "switch": {"field": "name", "cases": cases, "default": [mark("other")]}})
    assert office(make_team(name=name)) == wanted


def test_a_switch_may_take_every_case_that_fits() -> None:
    cases = [
        {"if": {"field": "name", "starts_with": "E"}, "steps": [mark("one")]},
        {"if": named("West"), "steps": [mark("two")]},
        {"if": {"field": "name", "contains": "as"}, "steps": [mark("three")]},
    ]
    publish_steps({"id": "way", "switch": {"every": True, "cases": cases}}, mark("after"))
    team = make_team()
    assert office(team) == "one three after"
    assert Step.objects.get(step="way").output == {"branch": ["case_0", "case_2"]}


def test_shares_are_kept_to_and_add_up() -> None:
    cases = [{"percent": 30, "steps": [mark("a")]}, {"percent": 70, "steps": [mark("b")]}]
    publish_steps({"id": "way", "switch": {"cases": cases}})
    Team.objects.bulk_create([Team(name=f"T{n}") for n in range(300)])
    catch_up()
    counts = [Team.objects.filter(office=letter).count() for letter in "ab"]
    assert sum(counts) == 300
    assert 55 <= counts[0] <= 125


def test_a_loop_does_its_steps_once_for_each_related_record() -> None:
    loop = {"related": "team.parent", "filter": {"field": "name", "is_not": "C"}, "sort": "-name", "limit": 10}
    change = {
        "id": "child",
        "action": "record.update",
        "on": "item",
        "input": {"values": {"office": "of {{ record.name }}: {{ item.name }}"}},
    }
    publish_steps(
        {"id": "each", "loop": loop, "steps": [change]}, mark("after"), triggers=[{"on": "updated", "fields": ["name"]}]
    )
    parent = make_team()
    children = [make_team(name=name, parent=parent.pk) for name in "ABC"]
    records.update(parent, {"name": "Head"}, actor=SYSTEM)
    catch_up()
    assert [office(child) for child in children] == ["of Head: A", "of Head: B", ""]
    assert office(parent) == "after"
    assert took() == [
        ("each", "", "done"), ("child", "each.0/", "done"), ("child", "each.1/", "done"), ("after", "", "done"),
    ]  # fmt: skip


def test_a_loop_goes_on_where_it_waits_though_the_records_change() -> None:
    loop = {"object": "team", "filter": {"field": "name", "starts_with": "x"}, "sort": "name"}
    pause = {"id": "pause", "wait": {"time": {"hours": 1}}}
    touch = {"id": "touch", "action": "record.update", "on": "item", "input": {"values": {"office": "seen"}}}
    publish_steps(
        {"id": "each", "loop": loop, "steps": [pause, touch]}, triggers=[{"on": "updated", "fields": ["name"]}]
    )
    some = [make_team(name=f"x{n}") for n in range(3)]
    head = make_team()
    records.update(head, {"name": "Head"}, actor=SYSTEM)
    catch_up()
    make_team(name="x9")
    for expected in (["seen", "", ""], ["seen", "seen", ""], ["seen", "seen", "seen"]):
        move_clock("pause", hours=1)
        assert [office(team) for team in some] == expected
    run = Run.objects.get()
    assert (run.status, office(Team.objects.get(name="x9"))) == ("completed", "")


def test_a_loop_over_a_list_from_an_earlier_step_passes_values() -> None:
    items = {"items": ["red", "green"]}
    add = {"id": "add", "action": "record.update", "input": {"values": {"office": "{{ record.office }} {{ item }}"}}}
    publish_steps({"id": "each", "loop": items, "steps": [add]})
    assert office(make_team()) == "red green"


def test_branches_side_by_side_join_when_all_have_ended() -> None:
    branches = [
        {"steps": [{"id": "pause", "wait": {"time": {"days": 1}}}, mark("late")]},
        {"steps": [mark("early")]},
    ]
    publish_steps({"id": "both", "parallel": {"branches": branches}}, mark("after"))
    team = make_team()
    assert (office(team), Run.objects.get().status) == ("early", "waiting")
    move_clock("pause", days=1)
    assert (office(team), Run.objects.get().status) == ("early late after", "completed")


def test_a_race_goes_on_with_the_first_and_drops_the_others() -> None:
    branches = [
        {"steps": [{"id": "slow", "wait": {"time": {"days": 9}}}, mark("late")]},
        {"steps": [{"id": "quick", "wait": {"time": {"days": 1}}}, mark("early")]},
    ]
    publish_steps({"id": "race", "parallel": {"branches": branches, "join": "any"}}, mark("after"))
    team = make_team()
    move_clock("quick", days=1)
    assert (office(team), Run.objects.get().status) == ("early after", "completed")
    assert Step.objects.get(step="slow").status == "skipped"


def test_what_is_tried_and_fails_is_caught_with_its_error() -> None:
    note = {
        "id": "note",
        "action": "record.update",
        "input": {"values": {"office": "{{ steps.try.error }}|{{ steps.try.step }}"}},
    }
    publish_steps({"id": "try", "try": [mark("before"), FAIL, mark("never")], "on_error": [note]}, mark("after", "!"))
    team = make_team()
    error = Step.objects.get(step="bad").error
    assert office(team) == f"{error}|bad!"
    assert (Run.objects.get().status, error != "") == ("completed", True)
    assert [step for step, _path, _status in took()] == ["try", "before", "bad", "note", "after"]


def test_an_error_in_the_error_branch_fails_the_run() -> None:
    publish_steps({"id": "try", "try": [FAIL], "on_error": [{**FAIL, "id": "worse"}]}, mark("after"))
    team = make_team()
    run = Run.objects.get()
    assert (run.status, run.error, office(team)) == ("failed", Step.objects.get(step="worse").error, "")


def test_an_action_may_fail_without_ending_the_run() -> None:
    publish_steps({**FAIL, "on_error": "continue"}, mark("after"))
    team = make_team()
    assert (office(team), Run.objects.get().status) == ("after", "completed")
    assert took()[0] == ("bad", "", "failed")


def test_a_wait_for_everything_ends_with_the_last() -> None:
    reasons = [{"filter": {"field": "office", "is": "Beijing"}}, {"event": ["team.updated"], "by": "anyone"}]
    publish_steps({"id": "wait", "wait": {"for": reasons, "every": True, "at_most": {"days": 3}}}, mark("after", "!"))
    team = make_team()
    ana = User.objects.create_user("ana", name="Ana", is_administrator=True)
    from magpie.platform.actor import Actor

    records.update(team, {"name": "By Ana"}, actor=Actor.of_user(ana))
    catch_up()
    assert Run.objects.get().status == "waiting"
    records.update(team, {"office": "Beijing"}, actor=SYSTEM)
    catch_up()
    assert (office(team), Run.objects.get().status) == ("Beijing!", "completed")
    assert sorted((Step.objects.get(step="wait").output or {})["seen"]) == ["0", "1"]


def test_a_wait_until_a_weekday_and_hour() -> None:
    from django.utils import timezone

    publish_steps({"id": "wait", "wait": {"at": "09:30", "weekdays": [1]}})
    make_team()
    wakes = timezone.localtime(Step.objects.get(step="wait").wake_at)
    assert (wakes.isoweekday(), wakes.hour, wakes.minute, wakes > timezone.now()) == (1, 9, 30, True)


def test_another_workflow_is_called_and_its_result_used() -> None:
    result = {
        "id": "end",
        "stop": "done",
        "result": {"said": "{{ trigger.input.word }}!", "team": {"from": "record.name"}},
    }
    declared = {"on": "called", "input": [{"name": "word", "required": True}]}
    called = publish_steps({"id": "pause", "wait": {"time": {"hours": 1}}}, result, triggers=[declared], name="Called")
    call = {"id": "call", "call": {"workflow": called.pk, "input": {"word": "hello {{ record.name }}"}}}
    use = {"id": "use", "action": "record.update", "input": {"values": {"office": {"from": "steps.call.result.said"}}}}
    caller = publish_steps(call, use, name="Caller")
    team = make_team()
    assert Run.objects.get(workflow=caller).status == "waiting"
    move_clock("pause", hours=1)
    assert (office(team), Run.objects.get(workflow=caller).status) == ("hello East!", "completed")
    inner = Run.objects.get(workflow=called)
    assert (inner.result, inner.depth) == ({"said": "hello East!", "team": "East"}, 2)


def test_a_called_workflow_that_fails_fails_its_caller_unless_caught() -> None:
    called = publish_steps(FAIL, triggers=[{"on": "called"}], name="Called")
    call = {"id": "call", "call": {"workflow": called.pk}}
    publish_steps({"id": "try", "try": [call], "on_error": [mark("caught")]}, name="Careful")
    bold = publish_steps(call, name="Bold")
    team = make_team()
    assert office(team) == "caught"
    assert (Run.objects.get(workflow=bold).status, Run.objects.get(workflow=bold).error) == (
        "failed", Run.objects.filter(workflow=called).first().error,  # type: ignore[union-attr]
    )  # fmt: skip


def test_a_call_of_a_workflow_that_is_off_says_so() -> None:
    called = publish_steps(END, triggers=[{"on": "called"}], name="Called")
    publish_steps({"id": "call", "call": {"workflow": called.pk}}, name="Caller")
    records.update(called, {"is_active": False}, actor=SYSTEM)
    make_team()
    assert Run.objects.get().error == "The workflow that is called here is switched off or gone."


def test_stop_ends_the_run_from_inside_everything() -> None:
    branches = [{"steps": [{"id": "pause", "wait": {"time": {"days": 1}}}]}, {"steps": [mark("one"), END]}]
    publish_steps({"id": "both", "parallel": {"branches": branches}}, mark("never"))
    team = make_team()
    assert (office(team), Run.objects.get().status) == ("one", "completed")
    assert Step.objects.get(step="pause").status == "skipped"


def test_a_value_that_is_no_field_is_compared() -> None:
    make = {
        "id": "make",
        "action": "record.create",
        "input": {"object": "team", "values": {"name": "Child", "parent": {"from": "record.id"}}},
    }
    way = {"id": "way", "if": {"value": {"from": "steps.make.object"}, "is": "team"}, "then": [mark("made")]}
    touch = {"id": "touch", "action": "record.update", "on": "steps.make", "input": {"values": {"office": "new"}}}
    publish_steps(make, way, touch, triggers=[{"on": "created", "filter": named("East")}])
    team = make_team()
    child = Team.objects.get(name="Child")
    assert (office(team), office(child), child.parent_id) == ("made", "new", team.pk)


def test_a_deleted_record_is_known_as_it_was() -> None:
    make = {
        "id": "make",
        "action": "record.create",
        "input": {"object": "team", "values": {"name": "After {{ record.name }}"}},
    }
    publish_steps({"id": "way", "if": named("East"), "then": [make]}, triggers=[{"on": "deleted"}])
    team = make_team()
    records.delete(team, actor=SYSTEM)
    catch_up()
    assert (Run.objects.get().status, Team.objects.get().name) == ("completed", "After East")


def test_a_run_goes_again_from_a_block_on() -> None:
    publish_steps(mark("one"), mark("two"), mark("three"))
    team = make_team()
    assert engine.start_from(Run.objects.get(), "two") is True
    catch_up()
    assert office(team) == "one two three two three"
    assert engine.start_from(Run.objects.get(), "nothing") is False


def test_a_failed_step_can_be_skipped() -> None:
    publish_steps(FAIL, mark("after"))
    team = make_team()
    assert engine.skip_step(Step.objects.get(step="bad")) is True
    catch_up()
    assert (office(team), Run.objects.get().status, Run.objects.get().error) == ("after", "completed", "")


def test_the_branch_once_taken_is_kept_whatever_the_record_becomes() -> None:
    pause = {"id": "pause", "wait": {"time": {"days": 1}}}
    publish_steps({"id": "way", "if": named("East"), "then": [pause, mark("east")], "else": [mark("other")]})
    team = make_team()
    records.update(team, {"name": "West"}, actor=SYSTEM)
    move_clock("pause", days=1)
    assert office(team) == "east"


def test_a_notice_names_what_earlier_steps_gave_and_the_item_of_the_loop() -> None:
    ana = User.objects.create_user("ana", name="Ana", email="ana@example.com", language="en")
    find = {"id": "find", "action": "record.find", "input": {"object": "team", "sort": "name"}}
    title = "{{ steps.find.count }} teams, now {{ item.name }} for {{ record.name }}"
    tell = {"id": "tell", "action": "notice.send", "input": {"to": [{"user": ana.pk}], "title": title}}
    loop = {"id": "each", "loop": {"items": {"from": "steps.find.items"}}, "steps": [tell]}
    make_team(name="A")
    publish_steps(find, loop)
    make_team(name="B")
    assert list(Notice.objects.order_by("id").values_list("title", flat=True)) == [
        "2 teams, now A for B", "2 teams, now B for B",
    ]  # fmt: skip
