"""Drawing workflows over the API: drafts, what is wrong, how it reads, trials, differences, moving runs."""

from __future__ import annotations

from typing import Any

import pytest

from magpie.automation.models import Run, Step, Version, Workflow
from magpie.automation.publishing import publish
from magpie.automation.tests.world import catch_up, make_team, mark, move_clock, office, publish_steps
from magpie.notices.models import Notice
from magpie.platform import readers, records
from magpie.platform.actor import SYSTEM
from magpie.platform.models import Event, Role, Team, User
from magpie.sales.models import Lead
from tests.objects.conftest import Caller

pytestmark = pytest.mark.django_db(transaction=True)
PAUSE: dict[str, Any] = {"id": "pause", "wait": {"time": {"days": 1}}}


@pytest.fixture(autouse=True)
def places() -> None:
    readers.begin("automation", "search")
    catch_up()


def person(name: str, **values: Any) -> Caller:
    given = {"name": name, "language": "en", "email": f"{name.lower()}@dawn.example", **values}
    return Caller(User.objects.create(username=name.lower(), **given))


@pytest.fixture
def root() -> Caller:
    return person("Root", is_administrator=True)


def drawn(*steps: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"object": "team", "triggers": [{"on": "created"}], "steps": list(steps), **more}


def test_a_draft_is_kept_and_another_editor_is_named(root: Caller) -> None:
    workflow = records.create(Workflow, {"name": "Rule", "object": "team"}, actor=SYSTEM)
    path = f"workflows/{workflow.pk}/draft"
    first = root.get(path).json()
    assert (first["number"], first["document"]["steps"], first["saved_by"]) == (0, [], "")
    saved = root.send("put", path, {"document": drawn(mark("one")), "number": 0}).json()
    assert (saved["number"], saved["saved_by"]) == (1, "Root")
    assert root.send("put", path, {"document": drawn(), "number": 0}).json()["number"] == 2  # one's own other page
    other = person("Emma", is_administrator=True)
    refused = other.send("put", path, {"document": drawn(), "number": 1})
    assert (refused.status_code, "Root" in refused.json()["detail"]) == (409, True)
    root.send("post", f"workflows/{workflow.pk}/publish", {"document": drawn(mark("two"))})
    assert root.get(path).json()["document"] == drawn(mark("two"))


def test_problems_are_named_by_their_place_and_the_rest_is_read(root: Caller) -> None:
    bad = drawn(
        {"id": "fly", "action": "team.fly"}, {"id": "way", "if": {"field": "nothing", "is": 1}, "then": [mark("fly")]},
        {"id": "set", "action": "record.update", "on": "manager", "input": {}},
        {"id": "each", "loop": {"related": "team.manager"}, "steps": []},
        {"id": "tell", "action": "notice.send", "input": {"to": [{"user": 4711}], "title": "Hello"}},
        {"id": "copy", "action": "record.update", "input": {"values": {"office": {"from": "steps.later.x"}}}},
    )  # fmt: skip
    bad["triggers"] = [{"on": "entered"}, {"on": "satisfies"}]
    bad["settings"] = {"goal": {"field": "no", "is": 1}}
    found = root.send("post", "automation/check", {"document": bad}).json()
    assert found["problems"] == {
        "trigger_0": ["Choose the field."],
        "trigger_1": ["Say which condition the record must come to satisfy."],
        "settings": ["Team has no field “no”."],
        "fly": ["There is no action “team.fly”.", "Two blocks have the same id “fly”."],
        "way": ["Team has no field “nothing”."],
        "set": ["“Change the record” needs “Values”."],
        "each": ["“team.manager” does not lead to this record."],
        "tell": ["A user who is named here is gone or switched off."],
        "copy": ["There is no step “later” before this one."],
    }


def test_what_is_drawn_reads_in_both_languages(root: Caller) -> None:
    way = {"field": "office", "is_empty": True}
    steps = [{"id": "way", "if": way, "then": [PAUSE, {"id": "end", "stop": "done"}], "else": [mark("on")]}]
    found = root.send("post", "automation/check", {"document": drawn(*steps)}).json()
    assert found["problems"] == {}
    assert found["sentences"]["en"].startswith(
        "When a Team is created: if Office is empty, then (wait 1 day; then stop)"
    )
    assert found["sentences"]["zh-hans"].startswith("当")
    assert set(found["texts"]) == {"trigger_0", "way", "pause", "end", "on"}


def test_a_half_drawn_document_is_no_error(root: Caller) -> None:
    for half in ({}, {"object": "team"}, {"object": "nothing", "triggers": [], "steps": []}, {"steps": [{"id": "x"}]}):
        answer = root.send("post", "automation/check", {"document": half})
        assert answer.status_code == 200
        assert answer.json()["problems"]


def test_a_trial_shows_every_effect_and_leaves_nothing(root: Caller) -> None:
    ana = person("Ana").user
    lead = records.create(Lead, {"name": "Li Lei", "city": "Xi'an"}, actor=SYSTEM)
    catch_up()
    steps = [
        {"id": "set", "action": "record.update", "input": {"values": {"city": "Wuhan", "rating": "hot"}}},
        {"id": "tell", "action": "notice.send", "input": {"to": [{"user": ana.pk}], "title": "See {{ record.city }}"}},
        {"id": "call", "action": "http.request", "input": {"url": "http://example.com/x", "method": "POST"}},
        {"id": "wait", "wait": {"for": [{"filter": {"field": "city", "is": "Harbin"}}], "at_most": {"days": 2}}},
        {"id": "way", "if": {"step": "wait", "outcome": "condition"}, "then": [{"id": "yes", "stop": "done"}],
         "else": [{"id": "bad", "action": "record.update", "input": {"values": {"owner": 999_999}}}]},
    ]  # fmt: skip
    document = {"object": "lead", "triggers": [{"on": "created"}], "steps": steps}
    before = (Event.objects.count(), Run.objects.count(), Workflow.objects.count(), Notice.objects.count())
    tried = root.send("post", "automation/dry-run", {"document": document, "record": lead.pk}).json()
    by_step = {step["step"]: step for step in tried["steps"]}
    assert (tried["status"], by_step["bad"]["status"], tried["error"]) == ("failed", "failed", by_step["bad"]["error"])
    (effect,) = by_step["set"]["effects"]
    assert (effect["title"], effect["kind"]) == ("Li Lei", "updated")
    changes = {c["field"]: (c["old"], c["new"]) for c in effect["changes"]}
    assert changes == {"city": ("Xi'an", "Wuhan"), "rating": ("empty", "Hot")}
    assert by_step["tell"]["described"] == ["would tell Ana: See Wuhan"]
    assert by_step["call"]["described"] == ["would ask POST http://example.com/x"]
    assert (by_step["wait"]["output"]["outcome"], len(by_step["wait"]["described"])) == ("time", 1)
    chosen = {"document": document, "record": lead.pk, "outcomes": {"wait": "condition"}}
    other = root.send("post", "automation/dry-run", chosen).json()
    assert (other["status"], [s["step"] for s in other["steps"]]) == (
        "completed", ["set", "tell", "call", "wait", "way", "yes"],
    )  # fmt: skip
    catch_up()
    assert before == (Event.objects.count(), Run.objects.count(), Workflow.objects.count(), Notice.objects.count())
    lead.refresh_from_db()
    assert lead.city == "Xi'an"


def test_only_who_may_change_workflows_may_try_them() -> None:
    ana = person("Ana")
    team = make_team()
    for path, body in (("dry-run", {"document": drawn(mark("on")), "record": team.pk}), ("check", {"document": {}})):
        assert ana.send("post", f"automation/{path}", body).status_code == 403


def test_versions_are_compared_block_by_block(root: Caller) -> None:
    way = {"field": "office", "is_empty": True}
    workflow = publish_steps(mark("one"), mark("two"), {"id": "way", "if": way, "then": [mark("three")]})
    steps = [mark("two"), mark("one", "other"), {"id": "way", "if": way, "else": [mark("four")]}]
    publish(workflow, drawn(*steps, settings={"again": "once"}), actor=SYSTEM)
    found = root.get(f"workflows/{workflow.pk}/compare", old=1, new=2).json()
    assert {(one["block"], one["change"]) for one in found} == {
        ("settings", "changed"), ("two", "moved"), ("one", "changed"), ("way", "moved"), ("three", "removed"),
        ("four", "added"),
    }  # fmt: skip
    assert root.get(f"workflows/{workflow.pk}/compare", old=1, new=9).status_code == 404


def test_waiting_runs_are_moved_on_purpose_and_others_say_why_not(root: Caller) -> None:
    workflow = publish_steps(PAUSE, mark("old"))
    gone = publish_steps({**PAUSE, "id": "other"}, mark("never"), name="Other")
    team = make_team()
    publish(workflow, drawn(PAUSE, mark("new")), actor=SYSTEM)
    publish(gone, drawn(mark("new")), actor=SYSTEM)
    assert root.send("post", f"workflows/{workflow.pk}/move-runs", {"to": 2}).json() == {"moved": 1, "left": []}
    stayed = root.send("post", f"workflows/{gone.pk}/move-runs", {"to": 2}).json()
    assert (stayed["moved"], [one["reason"] for one in stayed["left"]]) == (
        0, ["Its step “other” is not in version 2."],
    )  # fmt: skip
    move_clock("pause", days=1)
    assert office(team) == "new"
    assert Run.objects.get(workflow=workflow).version == Version.objects.get(workflow=workflow, number=2)


def test_people_run_again_skip_and_start_from_a_block(root: Caller) -> None:
    bad = {"id": "bad", "action": "record.update", "input": {"values": {"parent": 999_999}}}
    publish_steps(mark("one"), bad, mark("two"))
    team = make_team()
    run = Run.objects.get()
    detail = root.send("post", f"runs/{run.pk}/steps/{Step.objects.get(step='bad').pk}/skip").json()
    assert detail["status"] == "queued"
    catch_up()
    assert (office(team), root.get(f"runs/{run.pk}").json()["status"]) == ("one two", "completed")
    assert root.send("post", f"runs/{run.pk}/start-from", {"block": "two"}).status_code == 200
    catch_up()
    assert office(team) == "one two two"
    assert root.send("post", f"runs/{run.pk}/start-from", {"block": "none"}).status_code == 409
    again = root.send("post", f"runs/{run.pk}/rerun").json()
    assert again["id"] != run.pk
    catch_up()
    assert office(team) == "one two two one"


def test_the_overview_counts_and_names_what_is_broken(root: Caller) -> None:
    publish_steps(PAUSE)
    make_team()
    Team.objects.create(name="West")
    catch_up()
    (row,) = root.get("automation/overview").json()
    assert (row["runs"], row["failed"], row["waiting"], row["broken"], row["has_draft"]) == (2, 0, 2, {}, False)


def test_who_does_not_keep_workflows_sees_no_values_in_a_run(root: Caller) -> None:
    publish_steps(mark("on"))
    make_team()
    run = Run.objects.get()
    assert root.get(f"runs/{run.pk}").json()["steps"][0]["input"] == {"values": {"office": " on"}}
    ana = person("Ana")
    answer = ana.get(f"runs/{run.pk}")
    assert answer.status_code == 404 or answer.json()["steps"][0]["input"] is None


def test_a_role_may_draw_workflows_without_publishing_them() -> None:
    rights = {"read": "all", "create": True, "update": "all"}
    role = records.create(Role, {"name": "Drawer", "grants": {"workflow": rights}}, actor=SYSTEM)
    emma = person("Emma", roles=[role.pk])
    workflow = records.create(Workflow, {"name": "Rule", "object": "team"}, actor=SYSTEM)
    document = {"document": drawn(mark("on"))}
    records.update(role, {"grants": {"workflow": {**rights, "actions": {"workflow.publish": False}}}}, actor=SYSTEM)
    assert emma.send("put", f"workflows/{workflow.pk}/draft", document).status_code == 200
    refused = emma.send("post", f"workflows/{workflow.pk}/publish", document)
    assert (refused.status_code, Version.objects.count()) == (403, 0)
    records.update(role, {"grants": {"workflow": rights}}, actor=SYSTEM)
    assert emma.send("post", f"workflows/{workflow.pk}/publish", document).status_code == 200
