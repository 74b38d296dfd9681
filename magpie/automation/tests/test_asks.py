"""Work for people inside runs: who is asked, who may answer, what an answer does, reminders, and when it is over."""

from __future__ import annotations

import datetime
import threading
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone, translation

from magpie.automation import asks, dry_run, engine, worker
from magpie.automation.asks import answering
from magpie.automation.asks.models import Ask, AskPerson
from magpie.automation.models import Run, Step
from magpie.automation.tests.world import catch_up, make_team, mark, move_clock, office, publish_steps, took
from magpie.notices.models import Notice
from magpie.notices.people import deputy_of
from magpie.platform import readers, records
from magpie.platform.actor import SYSTEM, Actor
from magpie.platform.http.auth import create_token
from magpie.platform.models import Role, Team, User
from magpie.platform.problems import Forbidden, Invalid, Problem, Refused

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def places() -> None:
    readers.begin("automation", "search")
    catch_up()


def make_user(name: str, **values: Any) -> User:
    given = {"language": "en", **values}
    return User.objects.create_user(name.lower(), name=name, email=f"{name.lower()}@dawn.example", **given)


def ask_block(*to: dict[str, Any], **ask: Any) -> dict[str, Any]:
    return {
        "id": "ask", "title": {"en": "Budget of {{ record.name }}?", "zh-hans": "{{ record.name }} 的预算？"},
        "ask": {"kind": "approval", "to": list(to), **ask},
    }  # fmt: skip


def by(outcome: str) -> dict[str, Any]:
    return {"id": f"if_{outcome}", "if": {"step": "ask", "outcome": outcome}, "then": [mark(outcome)]}


WAYS = [by("approved"), by("rejected"), by("time"), by("done")]


def answer(user: User, outcome: str = "approved", comment: str = "", **values: Any) -> Ask:
    done = answering.answer(Ask.objects.get().pk, Actor.of_user(user), outcome, comment, values)
    catch_up()
    return done


def output() -> dict[str, Any]:
    found: dict[str, Any] = Step.objects.get(step="ask").output or {}
    return found


def told() -> list[tuple[str, str]]:
    return list(Notice.objects.filter(kind="ask").order_by("id").values_list("recipient__name", "title"))


# ---- asking and answering


def test_an_approval_is_told_answered_and_decides_the_way() -> None:
    ana, bo = make_user("Ana"), make_user("Bo", language="zh-hans")
    publish_steps(ask_block({"user": ana.pk}, {"user": bo.pk}, text={"en": "At {{ record.office }}."}), *WAYS)
    team = make_team(office="Suzhou")
    ask = Ask.objects.get()
    assert (ask.status, ask.kind, ask.block) == ("open", "approval", "ask")
    assert told() == [("Ana", "Budget of East?"), ("Bo", "East 的预算？")]
    to_ana = Notice.objects.get(recipient=ana)
    assert (to_ana.body, to_ana.url) == ("At Suzhou.", f"http://127.0.0.1:8000/asks/{ask.pk}")
    assert sorted(to_ana.deliveries.values_list("channel", flat=True)) == ["email", "popup"]
    answer(bo, "approved", "Well done")
    assert office(team) == "Suzhou approved"
    assert output() == {"outcome": "approved", "by": bo.pk, "comment": "Well done", "values": {}}
    ask.refresh_from_db()
    assert (ask.status, ask.outcome, ask.answered_by, ask.remind_at) == ("answered", "approved", bo, None)
    assert Notice.objects.filter(kind="ask", read_at=None).count() == 0
    assert Run.objects.get().status == "completed"


def test_who_comes_too_late_is_told_who_answered_and_when() -> None:
    ana, bo = make_user("Ana"), make_user("Bo")
    publish_steps(ask_block({"user": ana.pk}, {"user": bo.pk}), *WAYS)
    team = make_team()
    answer(ana, "rejected")
    when = timezone.localtime(Ask.objects.get().closed_at).strftime("%Y-%m-%d %H:%M")
    with translation.override("en"), pytest.raises(Refused, match=f"^Ana answered this on {when}: rejected\\.$"):
        answer(bo)
    assert office(team) == "rejected"
    assert (Ask.objects.get().answered_by, AskPerson.objects.get(user=bo).outcome) == (ana, "")


def test_nobody_else_may_answer_but_an_administrator() -> None:
    ana, cy, root = make_user("Ana"), make_user("Cy"), make_user("Root", is_administrator=True)
    publish_steps(ask_block({"user": ana.pk}), *WAYS)
    team = make_team()
    with pytest.raises(Forbidden):
        answer(cy)
    assert Ask.objects.get().status == "open"
    answer(root)
    assert (office(team), output()["by"]) == ("approved", root.pk)


def test_everyone_must_agree() -> None:
    ana, bo = make_user("Ana"), make_user("Bo")
    publish_steps(ask_block({"user": ana.pk}, {"user": bo.pk}, every=True), *WAYS)
    team = make_team()
    answer(ana, comment="Yes")
    assert (Ask.objects.get().status, office(team)) == ("open", "")
    with translation.override("en"), pytest.raises(Refused, match="Still to answer: Bo"):
        answer(ana)
    answer(bo)
    assert office(team) == "approved"
    assert output()["answers"] == [
        {"by": ana.pk, "outcome": "approved", "comment": "Yes"},
        {"by": bo.pk, "outcome": "approved", "comment": ""},
    ]


def test_one_rejection_ends_what_everyone_must_agree_to() -> None:
    ana, bo = make_user("Ana"), make_user("Bo")
    publish_steps(ask_block({"user": ana.pk}, {"user": bo.pk}, every=True), *WAYS)
    team = make_team()
    answer(bo, "rejected", "Too much")
    assert (office(team), Ask.objects.get().status) == ("rejected", "answered")
    assert AskPerson.objects.filter(is_open=True).count() == 0


def test_people_are_found_by_team_part_role_and_manager() -> None:
    boss = make_user("Boss")
    sales = records.create(Team, {"name": "Sales", "manager": boss.pk}, actor=SYSTEM)
    role = Role.objects.create(name="Finance", grants={})
    ana = make_user("Ana", team=sales)
    make_user("Bo", roles=[role.pk])
    make_user("Gone", roles=[role.pk], is_active=False)
    to = [{"team": sales.pk}, {"role": role.pk}, {"manager_of": ana.pk}, {"role_of": "manager"}]
    catch_up()
    publish_steps(ask_block(*to))
    carl = make_user("Carl")
    make_team(manager=carl.pk)
    found = AskPerson.objects.order_by("id").values_list("user__name", flat=True)
    assert list(found) == ["Ana", "Bo", "Boss", "Carl"]


def test_a_step_that_finds_nobody_fails_with_a_sentence() -> None:
    publish_steps(ask_block({"role_of": "manager"}), *WAYS)
    with translation.override("en"):
        make_team()
    run = Run.objects.get()
    assert run.status == "failed"
    assert "nobody to ask" in run.error or "没有" in run.error
    assert Ask.objects.count() == 0


def test_returned_work_goes_back_and_is_asked_again() -> None:
    ana = make_user("Ana")
    publish_steps(mark("prepare"), ask_block({"user": ana.pk}, return_to="prepare"), *WAYS)
    team = make_team()
    answer(ana, "returned", "Say more")
    assert {(s, p) for s, p, _status in took()} == {
        ("prepare", ""), ("ask", ""), ("prepare", "ask~1/"), ("ask", "ask~1/"),
    }  # fmt: skip
    second = Ask.objects.get(status="open")
    answering.answer(second.pk, Actor.of_user(ana), "approved")
    catch_up()
    assert office(team) == "prepare prepare approved"


def test_only_answers_that_the_question_has_are_taken() -> None:
    ana = make_user("Ana")
    publish_steps(ask_block({"user": ana.pk}), *WAYS)
    make_team()
    for outcome in ("done", "returned", "time", ""):
        with pytest.raises(Invalid):
            answer(ana, outcome)
    assert Ask.objects.get().status == "open"


# ---- deputies, and passing on


def away(user: User, deputy: User) -> None:
    User.objects.filter(pk=user.pk).update(
        deputy=deputy, away_from=timezone.now() - datetime.timedelta(days=1), away_until=None
    )


def test_a_deputy_is_told_and_may_answer_while_the_person_is_away() -> None:
    ana, bo = make_user("Ana"), make_user("Bo")
    publish_steps(ask_block({"user": ana.pk}), *WAYS)
    team = make_team()
    with pytest.raises(Forbidden):
        answer(bo)
    away(ana, bo)
    assert deputy_of(User.objects.get(pk=ana.pk)) == bo
    answer(bo)
    assert (office(team), output()["by"]) == ("approved", bo.pk)
    place = AskPerson.objects.get()
    assert (place.user, place.answered_by) == (ana, bo)


def test_where_no_deputies_are_wanted_none_is_told_or_may_answer() -> None:
    ana, bo = make_user("Ana"), make_user("Bo")
    away(ana, bo)
    publish_steps(ask_block({"user": ana.pk}, deputies=False), *WAYS)
    make_team()
    assert [name for name, _title in told()] == ["Ana"]
    with pytest.raises(Forbidden):
        answer(bo)


def test_a_deputy_is_told_at_once() -> None:
    ana, bo = make_user("Ana"), make_user("Bo")
    away(ana, bo)
    publish_steps(ask_block({"user": ana.pk}), *WAYS)
    make_team()
    assert told() == [("Ana", "Budget of East?"), ("Bo", "For Ana, who is away: Budget of East?")]


def test_a_question_is_passed_on_and_then_answered_by_the_other() -> None:
    ana, bo = make_user("Ana"), make_user("Bo")
    publish_steps(ask_block({"user": ana.pk}), *WAYS)
    team = make_team()
    answering.pass_on(Ask.objects.get().pk, Actor.of_user(ana), bo.pk, "You know them")
    assert told()[-1] == ("Bo", "Ana passes on to you: Budget of East?")
    assert Notice.objects.get(recipient=bo).body.startswith("You know them")
    with pytest.raises(Forbidden):
        answer(ana)
    answer(bo)
    assert (office(team), output()["by"]) == ("approved", bo.pk)
    passed = AskPerson.objects.get(user=ana)
    assert (passed.passed_by, passed.passed_to, passed.outcome) == (ana, bo, "")


def test_a_question_is_not_passed_on_to_somebody_who_has_it_or_is_gone() -> None:
    ana, bo, gone = make_user("Ana"), make_user("Bo"), make_user("Gone", is_active=False)
    publish_steps(ask_block({"user": ana.pk}, {"user": bo.pk}), *WAYS)
    make_team()
    number = Ask.objects.get().pk
    with pytest.raises(Refused):
        answering.pass_on(number, Actor.of_user(ana), bo.pk)
    with pytest.raises(Invalid):
        answering.pass_on(number, Actor.of_user(ana), gone.pk)


# ---- forms

FIELDS = [
    {"name": "sum", "type": "number", "label": {"en": "Sum"}, "required": True},
    {"name": "day", "type": "date"},
    {"name": "size", "type": "choice", "options": ["S", "L"]},
    {"name": "who", "type": "user"},
    {"name": "lead", "type": "record", "object": "lead"},
    {"name": "sure", "type": "boolean"},
]


def publish_form(user: User) -> None:
    publish_steps(
        ask_block({"user": user.pk}, kind="form", fields=FIELDS),
        {"id": "if_much", "if": {"value": {"from": "steps.ask.values.sum"}, "gt": 100}, "then": [mark("much")],
         "else": [mark("little")]},
        {"id": "boss", "action": "record.update", "input": {"values": {"manager": {"from": "steps.ask.values.who"}}}},
    )  # fmt: skip


def test_what_is_filled_in_goes_on_into_the_next_steps() -> None:
    ana = make_user("Ana", is_administrator=True)
    bo = make_user("Bo")
    publish_form(ana)
    team = make_team()
    answer(ana, "done", sum="1200.50", day="2026-11-30", size="L", who={"id": bo.pk}, sure=True)
    values = output()["values"]
    assert values == {
        "sum": 1200.5, "day": "2026-11-30", "size": "L", "who": {"object": "user", "id": bo.pk, "title": "Bo"},
        "sure": True,
    }  # fmt: skip
    assert office(team) == "much"
    assert team.manager == bo


def test_what_does_not_fit_is_named_field_by_field_and_nothing_ends() -> None:
    ana = make_user("Ana")
    publish_form(ana)
    make_team()
    wrong: dict[str, Any] = {"day": "soon", "size": "XL", "who": 99999999, "sure": "yes", "more": 1}
    with pytest.raises(Invalid) as caught:
        answer(ana, "done", **wrong)
    assert set(caught.value.fields) == {f"values.{n}" for n in ("sum", "day", "size", "who", "sure", "more")}
    assert (Ask.objects.get().status, Ask.objects.get().values, output()) == ("open", {}, {})


def test_a_record_that_one_may_not_see_cannot_be_chosen() -> None:
    from magpie.sales.models import Lead

    role = Role.objects.create(name="Own", grants={"lead": {"read": "own"}})
    ana, cy = make_user("Ana", roles=[role.pk]), make_user("Cy", roles=[role.pk])
    publish_form(ana)
    make_team()
    of_cy = records.create(Lead, {"name": "Li", "owner": cy.pk}, actor=SYSTEM)
    with pytest.raises(Invalid) as caught:
        answer(ana, "done", sum=1, lead=of_cy.pk)
    assert set(caught.value.fields) == {"values.lead"}
    own = records.create(Lead, {"name": "Han", "owner": ana.pk}, actor=SYSTEM)
    answer(ana, "done", sum=1, lead=own.pk)
    assert output()["values"]["lead"] == {"object": "lead", "id": own.pk, "title": "Han"}


def test_numbers_are_numbers() -> None:
    ana = make_user("Ana")
    publish_form(ana)
    make_team()
    for wrong in ("nan", "inf", "1e999", True, [1], "abc"):
        with pytest.raises(Invalid):
            answer(ana, "done", sum=wrong)
    answer(ana, "done", sum="1,000")
    assert output()["values"]["sum"] == 1000


# ---- time


def test_when_the_time_is_up_the_run_goes_on_and_a_late_answer_is_refused() -> None:
    ana = make_user("Ana")
    publish_steps(ask_block({"user": ana.pk}, due={"days": 2}), *WAYS)
    team = make_team()
    ask = Ask.objects.get()
    assert abs(ask.due_at - timezone.now() - datetime.timedelta(days=2)) < datetime.timedelta(minutes=1)
    move_clock("ask", days=2, hours=1)
    assert office(team) == "time"
    ask.refresh_from_db()
    assert (ask.status, ask.outcome, AskPerson.objects.get().is_open) == ("expired", "", False)
    with translation.override("en"), pytest.raises(Refused, match="The time to answer was up"):
        answer(ana)
    assert (office(team), output()["outcome"]) == ("time", "time")


def test_an_answer_just_before_the_time_is_up_is_the_only_end() -> None:
    """The timer fires after the answer was given, and must find nothing to end."""
    ana = make_user("Ana")
    publish_steps(ask_block({"user": ana.pk}, due={"days": 2}), *WAYS)
    team = make_team()
    step = Step.objects.get(step="ask")
    answering.answer(Ask.objects.get().pk, Actor.of_user(ana), "approved")
    Step.objects.filter(pk=step.pk, status="waiting").update(wake_at=timezone.now())
    catch_up()
    assert (office(team), output()["outcome"], Ask.objects.get().status) == ("approved", "approved", "answered")


def at_once(*work: Any) -> list[Any]:
    """Do these at the same moment, each in a thread of its own; gives what each gave or raised."""
    barrier = threading.Barrier(len(work))
    results: list[Any] = [None] * len(work)

    def do(number: int, one: Any) -> None:
        try:
            barrier.wait()
            results[number] = one()
        except Problem as problem:
            results[number] = problem
        finally:
            connection.close()

    threads = [threading.Thread(target=do, args=pair) for pair in enumerate(work)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_of_two_who_answer_at_the_same_moment_one_is_told_of_the_other() -> None:
    ana, bo = make_user("Ana"), make_user("Bo")
    publish_steps(ask_block({"user": ana.pk}, {"user": bo.pk}), *WAYS)
    for _round in range(5):
        Run.objects.all().delete()
        team = make_team()
        number = Ask.objects.get().pk
        results = at_once(
            lambda n=number: answering.answer(n, Actor.of_user(ana), "approved"),
            lambda n=number: answering.answer(n, Actor.of_user(bo), "rejected"),
        )
        assert sorted(type(r).__name__ for r in results) == ["Ask", "Refused"]
        catch_up()
        first = next(r for r in results if isinstance(r, Ask))
        assert office(team) == first.outcome
        assert Ask.objects.get().outcome == first.outcome


def test_an_answer_and_the_end_of_the_time_never_both_count() -> None:
    ana = make_user("Ana")
    publish_steps(ask_block({"user": ana.pk}, due={"days": 2}), *WAYS)
    for _round in range(5):
        Run.objects.all().delete()
        team = make_team()
        number = Ask.objects.get().pk
        Step.objects.filter(step="ask").update(wake_at=timezone.now())
        at_once(lambda n=number: answering.answer(n, Actor.of_user(ana), "approved"), worker.work_until_idle)
        catch_up()
        ask = Ask.objects.get()
        assert (ask.status, office(team)) in [("answered", "approved"), ("expired", "time")]


# ---- reminders


def reminded_at(**ago: int) -> None:
    Ask.objects.filter(remind_at__isnull=False).update(remind_at=timezone.now() - datetime.timedelta(**ago))
    catch_up()


def test_reminders_come_until_there_were_enough() -> None:
    ana = make_user("Ana")
    publish_steps(ask_block({"user": ana.pk}, remind={"every": {"days": 1}, "most": 2}), *WAYS)
    make_team()
    ask = Ask.objects.get()
    assert abs(ask.remind_at - timezone.now() - datetime.timedelta(days=1)) < datetime.timedelta(minutes=1)
    assert len(told()) == 1
    reminded_at(hours=50)  # late: one reminder, not two
    assert told()[1:] == [("Ana", "Reminder: Budget of East?")]
    reminded_at(seconds=1)
    assert told()[2:] == [("Ana", "Reminder: Budget of East?")]
    ask.refresh_from_db()
    assert (ask.reminders_sent, ask.reminders_left, ask.remind_at) == (2, 0, None)


def test_no_reminder_is_planned_for_after_the_time_is_up() -> None:
    ana = make_user("Ana")
    publish_steps(ask_block({"user": ana.pk}, due={"days": 1}, remind={"every": {"days": 1}}), *WAYS)
    make_team()
    assert Ask.objects.get().remind_at is None


def test_a_reminder_that_no_longer_applies_is_not_sent() -> None:
    """An answer, a cancelled run, a deleted record: whatever came between, nobody is reminded any more."""
    ana = make_user("Ana")
    publish_steps(ask_block({"user": ana.pk}, remind={"every": {"days": 1}}), *WAYS)
    for end in (
        lambda team: answer(ana),
        lambda team: engine.cancel(Run.objects.get(), "because"),
        lambda team: records.delete(team, actor=SYSTEM),
    ):
        Run.objects.all().delete()
        Notice.objects.all().delete()
        team = make_team()
        ask = Ask.objects.get()
        end(team)
        Ask.objects.filter(pk=ask.pk).update(remind_at=timezone.now())  # as if a worker had planned it just before
        catch_up()
        assert not [title for _name, title in told() if title.startswith("Reminder")]
        ask.refresh_from_db()
        assert ask.status in ("answered", "withdrawn")
        assert ask.remind_at is None


def test_only_those_who_have_not_answered_are_reminded() -> None:
    ana, bo = make_user("Ana"), make_user("Bo")
    block = ask_block({"user": ana.pk}, {"user": bo.pk}, every=True, remind={"every": {"hours": 2}})
    publish_steps(block, *WAYS)
    make_team()
    answer(ana)
    reminded_at(minutes=1)
    assert told()[2:] == [("Bo", "Reminder: Budget of East?")]


def test_two_workers_send_a_reminder_once() -> None:
    ana = make_user("Ana")
    publish_steps(ask_block({"user": ana.pk}, remind={"every": {"days": 1}}), *WAYS)
    make_team()
    Ask.objects.update(remind_at=timezone.now())
    assert sum(at_once(asks.tick, asks.tick)) == 1
    assert len(told()) == 2


# ---- when nobody needs the answer any more


def test_a_cancelled_run_takes_its_question_back() -> None:
    ana, bo = make_user("Ana"), make_user("Bo")
    publish_steps(ask_block({"user": ana.pk}, {"user": bo.pk}, every=True), *WAYS)
    make_team()
    answer(ana)
    engine.cancel(Run.objects.get(), "because")
    assert Ask.objects.get().status == "withdrawn"
    assert told()[2:] == [("Bo", "No longer needed: Budget of East?")]
    with translation.override("en"), pytest.raises(Refused, match="no longer needed"):
        answer(bo)


def test_a_deleted_record_takes_its_question_with_it() -> None:
    ana = make_user("Ana")
    publish_steps(ask_block({"user": ana.pk}), *WAYS)
    team = make_team()
    records.delete(team, actor=SYSTEM)
    catch_up()
    assert (Ask.objects.get().status, Run.objects.get().status) == ("withdrawn", "cancelled")


def test_a_goal_that_is_reached_takes_the_question_back() -> None:
    ana = make_user("Ana")
    publish_steps(ask_block({"user": ana.pk}), *WAYS, settings={"goal": {"field": "office", "is": "Paris"}})
    team = make_team()
    records.update(team, {"office": "Paris"}, actor=SYSTEM)
    catch_up()
    assert (Ask.objects.get().status, Run.objects.get().status) == ("withdrawn", "completed")


def test_a_question_in_a_branch_that_lost_the_race_is_taken_back() -> None:
    ana = make_user("Ana")
    publish_steps({"id": "race", "parallel": {"join": "any", "branches": [
        {"steps": [ask_block({"user": ana.pk})]},
        {"steps": [{"id": "pause", "wait": {"time": {"days": 1}}}]},
    ]}})  # fmt: skip
    make_team()
    move_clock("pause", days=1)
    assert (Ask.objects.get().status, Run.objects.get().status) == ("withdrawn", "completed")
    assert told()[-1] == ("Ana", "No longer needed: Budget of East?")


def test_a_question_that_is_skipped_or_done_anew_is_closed() -> None:
    ana = make_user("Ana")
    publish_steps(mark("first"), ask_block({"user": ana.pk}), *WAYS)
    make_team()
    assert engine.start_from(Run.objects.get(), "first") is True
    catch_up()
    assert list(Ask.objects.order_by("id").values_list("status", flat=True)) == ["withdrawn", "open"]
    assert engine.skip_step(Step.objects.get(step="ask")) is True
    catch_up()
    assert list(Ask.objects.order_by("id").values_list("status", flat=True)) == ["withdrawn", "withdrawn"]
    assert Run.objects.get().status == "completed"


def test_a_dry_run_asks_nobody() -> None:
    ana = make_user("Ana", is_administrator=True)
    team = make_team()
    drawn = {"object": "team", "triggers": [{"on": "created"}], "steps": [ask_block({"user": ana.pk}), *WAYS]}
    with translation.override("en"):
        tried = dry_run.dry_run(drawn, team.pk, actor=Actor.of_user(ana), outcomes={"ask": "rejected"})
    assert [(s["step"], s["status"]) for s in tried["steps"][:1]] == [("ask", "done")]
    assert "would tell Ana: Budget of East?" in tried["steps"][0]["described"]
    assert "rejected" in [s["step"] for s in tried["steps"]]
    assert (Ask.objects.count(), Notice.objects.count()) == (0, 0)


# ---- the API


class Api:
    def __init__(self, user: User) -> None:
        self.client, self.headers = Client(), {"Authorization": f"Bearer {create_token(user)}"}

    def get(self, path: str, status: int = 200) -> Any:
        return self._read(self.client.get(f"/api{path}", headers=self.headers), status)

    def post(self, path: str, body: Any, status: int = 200) -> Any:
        sent = self.client.post(f"/api{path}", body, content_type="application/json", headers=self.headers)
        return self._read(sent, status)

    @staticmethod
    def _read(response: Any, status: int) -> Any:
        assert response.status_code == status, response.content
        return response.json()


def test_people_see_and_answer_what_they_are_asked_over_the_api() -> None:
    role = Role.objects.create(name="Own", grants={"*": {"read": "own"}})
    ana, cy = (make_user(name, roles=[role.pk]) for name in ("Ana", "Cy"))
    root = make_user("Root", is_administrator=True)
    publish_steps(ask_block({"user": ana.pk}, kind="form", fields=FIELDS[:1], text={"en": "Please."}), name="Money")
    team = make_team()
    number = Ask.objects.get().pk
    assert Api(ana).get("/asks/count") == {"open": 1}
    (item,) = Api(ana).get("/asks")["items"]
    assert (item["title"], item["text"], item["outcomes"], item["may_answer"]) == (
        "Budget of East?", "Please.", ["done"], True,
    )  # fmt: skip
    assert (item["workflow"]["title"], item["record"]["title"], item["fields"][0]["label"]) == ("Money", "East", "Sum")
    assert Api(cy).get("/asks") == {"items": [], "next": None}
    assert Api(root).get("/asks")["items"] == []
    assert [a["id"] for a in Api(root).get("/asks?all=true")["items"]] == [number]
    Api(cy).get("/asks?all=true", status=403)
    assert [a["id"] for a in Api(root).get(f"/teams/{team.pk}/automation")["asks"]] == [number]
    problem = Api(ana).post(f"/asks/{number}/answer", {"outcome": "done"}, status=422)
    assert set(problem["fields"]) == {"values.sum"}
    done = Api(ana).post(f"/asks/{number}/answer", {"outcome": "done", "values": {"sum": 5}})
    assert (done["status"], done["outcome"], done["values"], done["may_answer"]) == (
        "answered", "done", {"sum": 5}, False,
    )  # fmt: skip
    assert Api(ana).get("/asks/count") == {"open": 0}
    assert [a["id"] for a in Api(ana).get("/asks?status=answered")["items"]] == [number]
    assert Api(ana).post(f"/asks/{number}/answer", {"outcome": "done"}, status=409)["type"].endswith("refused")
    assert Api(ana).get(f"/asks/{number}")["why_over"].startswith("Ana answered this on ")


def test_who_may_not_see_the_record_sees_no_question_about_it() -> None:
    from magpie.sales.models import Lead

    role = Role.objects.create(name="Own", grants={"lead": {"read": "own"}})
    ana, bo, cy = (make_user(name, roles=[role.pk]) for name in ("Ana", "Bo", "Cy"))
    publish_steps(ask_block({"user": ana.pk}), object_name="lead")
    records.create(Lead, {"name": "Li", "owner": bo.pk}, actor=SYSTEM)
    catch_up()
    number = Ask.objects.get().pk
    assert Api(ana).get(f"/asks/{number}")["record"]["may_read"] is False
    of_bo = Api(bo).get(f"/asks/{number}")  # he may see the record, but perhaps not all that the text tells of it
    assert (of_bo["may_answer"], of_bo["title"], of_bo["text"]) == (False, "Rule", "")
    Api(cy).get(f"/asks/{number}", status=404)
    Api(cy).post(f"/asks/{number}/answer", {"outcome": "approved"}, status=404)
    Api(bo).post(f"/asks/{number}/answer", {"outcome": "approved"}, status=403)
    passed = Api(ana).post(f"/asks/{number}/pass-on", {"user": bo.pk})
    assert (passed["is_mine"], passed["people"][0]["passed_to"]["title"]) == (False, "Bo")
    assert Api(bo).post(f"/asks/{number}/answer", {"outcome": "approved"})["outcome"] == "approved"
