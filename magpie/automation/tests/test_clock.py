"""Triggers of the clock: nothing twice, nothing lost, late rather than never."""

from __future__ import annotations

import datetime
import threading
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.utils import timezone

from magpie.automation import worker
from magpie.automation.clock import ahead, indexes, setting, ticking
from magpie.automation.clock.models import Stay, TriggerClock
from magpie.automation.document import Trigger
from magpie.automation.models import Run, Workflow
from magpie.automation.publishing import publish
from magpie.automation.sentence_triggers import clock_text
from magpie.platform import context, objects, readers, records, setup
from magpie.platform.actor import SYSTEM, Actor
from magpie.platform.models import Event, User
from magpie.platform.problems import Invalid
from magpie.sales.models import Lead, Opportunity

pytestmark = pytest.mark.django_db(transaction=True)
SHANGHAI = ZoneInfo("Asia/Shanghai")
NOTE = {"id": "note", "action": "record.update", "input": {"values": {"description": "seen"}}}
HOUR, DAY = datetime.timedelta(hours=1), datetime.timedelta(days=1)


@pytest.fixture(autouse=True)
def places() -> None:
    readers.begin("automation", "search")
    worker.work_until_idle()


def at(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def make_workflow(trigger: dict[str, Any], object_name: str = "lead", **more: Any) -> Workflow:
    workflow = records.create(Workflow, {"name": "Rule", "object": object_name}, actor=SYSTEM)
    publish_again(workflow, trigger, object_name, **more)
    return workflow


def publish_again(workflow: Workflow, trigger: dict[str, Any], object_name: str = "lead", **more: Any) -> None:
    steps = [NOTE] if object_name else [{"id": "end", "stop": "done"}]
    publish(workflow, {"object": object_name, "triggers": [trigger], "steps": steps, **more}, actor=SYSTEM)
    worker.work_until_idle()


def since(moment: datetime.datetime) -> None:
    """As if the workflow had been looked at by then and not after."""
    clock = TriggerClock.objects.get()
    TriggerClock.objects.update(last_at=moment, next_at=moment)
    if clock.kind == "schedule":
        TriggerClock.objects.update(next_at=moment + datetime.timedelta(microseconds=1))


def tick(now: datetime.datetime) -> None:
    """Everything that a worker does for the clocks at that time."""
    for _n in range(100):
        if not ticking.tick(now):
            return
    raise AssertionError("the clocks do not come to rest")


def runs() -> list[tuple[int, str]]:
    return list(Run.objects.order_by("id").values_list("record_id", "key"))


def make_lead(**values: Any) -> Lead:
    return records.create(Lead, {"name": "Li Lei", **values}, actor=SYSTEM)


def make_opportunity(**values: Any) -> Opportunity:
    return records.create(Opportunity, {"name": "Lathes", **values}, actor=SYSTEM)


# ---- schedules

DAILY = {"on": "schedule", "schedule": {"every": "day", "at": "09:00", "zone": "Asia/Shanghai"}}


def test_a_schedule_starts_for_each_record_of_the_filter_and_once_for_each_time() -> None:
    make_workflow({**DAILY, "filter": {"field": "status", "is": "new"}})
    new, _other = make_lead(), make_lead(status="working")
    since(at("2037-11-22 08:00"))
    tick(at("2037-11-22 08:59"))
    assert runs() == []
    tick(at("2037-11-22 09:00"))
    tick(at("2037-11-22 09:01"))
    assert runs() == [(new.pk, f"schedule:0:2037-11-22T01:00:00Z:{new.pk}")]
    worker.work_until_idle()
    new.refresh_from_db()
    run = Run.objects.get()
    assert (new.description, run.status, run.lane) == ("seen", "completed", 1)
    assert run.trigger == {"on": "schedule", "trigger": 0, "at": "2037-11-22T01:00:00Z"}
    tick(at("2037-11-23 09:00"))
    assert len(runs()) == 2


def test_after_a_day_of_silence_a_schedule_fires_once_and_says_how_late() -> None:
    make_workflow({"on": "schedule", "once": True, "schedule": {"every": "hour", "at": "09:00", "zone": "UTC"}}, "")
    since(at("2037-11-21 12:00"))
    tick(at("2037-11-22 12:00:30"))
    run = Run.objects.get()
    assert run.trigger == {
        "on": "schedule", "trigger": 0, "at": "2037-11-22T04:00:00Z", "late_seconds": 30, "missed": 23,
    }  # fmt: skip
    assert (run.object, run.record_id) == ("", 0)
    assert TriggerClock.objects.get().next_at == at("2037-11-22 13:00")


def test_a_clock_that_is_put_back_fires_nothing_twice() -> None:
    make_workflow({**DAILY, "once": True}, "")
    since(at("2037-11-22 08:00"))
    tick(at("2037-11-22 09:30"))
    tick(at("2037-11-22 08:30"))
    tick(at("2037-11-22 09:00"))
    tick(at("2037-11-22 09:40"))
    assert len(runs()) == 1


@pytest.mark.parametrize(
    ("begin", "fires"),
    [
        ("2027-03-27T12:00:00+01:00", ["2027-03-28T01:00:00Z", "2027-03-29T00:30:00Z"]),  # 02:30 is left out
        ("2026-10-24T12:00:00+02:00", ["2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"]),  # 02:30 comes twice
    ],
)
def test_a_schedule_fires_once_in_nights_in_which_clocks_change(begin: str, fires: list[str]) -> None:
    make_workflow(
        {"on": "schedule", "once": True, "schedule": {"every": "day", "at": "02:30", "zone": "Europe/Berlin"}}, ""
    )
    moment = datetime.datetime.fromisoformat(begin)
    since(moment)
    for _n in range(48 * 2):
        moment += HOUR / 2
        tick(moment)
    assert [r.trigger["at"] for r in Run.objects.order_by("id")] == fires


def test_many_records_are_gone_through_in_pages_that_a_killed_worker_leaves_off(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from magpie.automation.clock import schedules, starting

    monkeypatch.setattr(starting, "PAGE", 10)
    monkeypatch.setattr(schedules, "PAGE", 10)
    monkeypatch.setattr(starting.page_of, "__kwdefaults__", {"limit": 10})
    make_workflow(DAILY)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO sales_lead (name) SELECT 'L' || n FROM generate_series(1, 25) n")
    since(at("2037-11-22 08:00"))
    now = at("2037-11-22 09:00")
    ticking.tick(now)
    assert Run.objects.count() == 10
    TriggerClock.objects.update(after_id=0)  # as if the page before had been begun but not noted
    tick(now + HOUR)
    assert Run.objects.count() == 25
    assert set(Run.objects.values_list("trigger__at", flat=True)) == {"2037-11-22T01:00:00Z"}
    assert TriggerClock.objects.get().next_at == at("2037-11-23 09:00")


def test_a_new_schedule_begins_with_its_publication_and_the_same_one_goes_on() -> None:
    workflow = make_workflow(DAILY)
    before = TriggerClock.objects.get()
    assert before.last_at >= workflow.active_version.published_at
    assert runs() == []
    publish_again(workflow, {**DAILY, "filter": {"field": "status", "is": "new"}})
    same = TriggerClock.objects.get()
    workflow.refresh_from_db()
    assert (same.pk, same.last_at, same.version_id) == (before.pk, before.last_at, workflow.active_version_id)
    publish_again(workflow, {"on": "schedule", "schedule": {"every": "day", "at": "10:00"}})
    assert TriggerClock.objects.get().pk != before.pk


def test_a_workflow_that_is_switched_off_has_no_clock() -> None:
    workflow = make_workflow(DAILY)
    assert TriggerClock.objects.count() == 1
    records.update(workflow, {"is_active": False}, actor=SYSTEM)
    since(at("2037-11-22 08:00"))
    tick(at("2037-11-22 09:00"))  # before the clocks are put in step
    worker.work_until_idle()
    assert (TriggerClock.objects.count(), runs()) == (0, [])


def test_a_round_with_nothing_due_is_one_statement(django_assert_num_queries: Any) -> None:
    make_workflow(DAILY)
    with django_assert_num_queries(1):
        assert ticking.tick(timezone.now() - DAY) == 0


# ---- dates

BEFORE_CLOSE = {"on": "date", "field": "close_date", "offset": {"days": -3}, "at": "09:00"}


def test_a_date_starts_a_run_so_many_days_before_at_its_clock_time() -> None:
    make_workflow(BEFORE_CLOSE, "opportunity")
    near, far = make_opportunity(close_date="2027-11-25"), make_opportunity(close_date="2027-11-26")
    since(at("2027-11-22 08:00"))
    tick(at("2027-11-22 08:59"))
    assert runs() == []
    tick(at("2027-11-22 09:00"))
    assert runs() == [(near.pk, f"date:0:close_date:{near.pk}:2027-11-25")]
    assert Run.objects.get().trigger == {
        "on": "date", "trigger": 0, "field": "close_date", "value": "2027-11-25", "at": "2027-11-22T01:00:00Z",
    }  # fmt: skip
    assert TriggerClock.objects.get().next_at == at("2027-11-23 09:00")
    tick(at("2027-11-23 09:00"))
    assert [record for record, _key in runs()] == [near.pk, far.pk]


def test_dates_missed_in_a_silence_all_start_late() -> None:
    make_workflow(BEFORE_CLOSE, "opportunity")
    for day in (24, 25, 26, 27):
        make_opportunity(close_date=f"2027-11-{day}")
    since(at("2027-11-21 09:00"))
    tick(at("2027-11-23 09:00:10"))
    found = list(Run.objects.order_by("id").values_list("trigger__value", "trigger__late_seconds"))
    assert found == [("2027-11-25", 86_410), ("2027-11-26", 10)]


def test_each_value_of_a_date_starts_once_also_when_the_clock_is_put_back() -> None:
    make_workflow(BEFORE_CLOSE, "opportunity")
    one = make_opportunity(close_date="2027-11-25")
    since(at("2027-11-22 08:00"))
    tick(at("2027-11-22 09:00"))
    tick(at("2027-11-22 08:30"))
    since(at("2027-11-22 08:00"))  # even if it were forgotten how far it came
    tick(at("2027-11-22 09:00"))
    assert len(runs()) == 1
    records.update(one, {"close_date": "2027-11-26"}, actor=SYSTEM)
    tick(at("2027-11-23 09:00"))
    records.update(one, {"close_date": "2027-11-25"}, actor=SYSTEM)
    worker.work_until_idle()
    assert [key.rpartition(":")[2] for _record, key in runs()] == ["2027-11-25", "2027-11-26"]


def test_the_filter_is_looked_at_when_the_date_comes() -> None:
    make_workflow({**BEFORE_CLOSE, "filter": {"field": "name", "is": "Open"}}, "opportunity")
    one, _two = make_opportunity(close_date="2027-11-25"), make_opportunity(name="Open", close_date="2027-11-25")
    records.update(one, {"name": "Open"}, actor=SYSTEM)
    records.update(_two, {"name": "Shut"}, actor=SYSTEM)
    since(at("2027-11-22 08:00"))
    tick(at("2027-11-22 09:00"))
    assert [record for record, _key in runs()] == [one.pk]


def test_a_date_with_a_time_counts_exactly_unless_a_clock_time_is_given() -> None:
    make_workflow({"on": "date", "field": "next_contact_at", "offset": {"hours": -1}})
    lead = make_lead(next_contact_at="2027-11-22T14:20:00+08:00")
    since(at("2027-11-22 13:00"))
    tick(at("2027-11-22 13:19:59"))
    assert runs() == []
    tick(at("2027-11-22 13:20:30"))
    assert [record for record, _key in runs()] == [lead.pk]
    assert TriggerClock.objects.get().next_at == at("2027-11-22 13:21")


def test_a_record_that_is_written_with_a_date_that_just_passed_starts_at_once() -> None:
    make_workflow({"on": "date", "field": "next_contact_at"})
    now = timezone.now()
    just, long_ago = now - HOUR, now - 3 * DAY
    passed, old, skipped = make_lead(next_contact_at=just), make_lead(next_contact_at=long_ago), make_lead()
    with context.acting(SYSTEM, "import", automation="skip"):
        records.update(skipped, {"next_contact_at": just}, actor=SYSTEM)
    worker.work_until_idle()
    assert [record for record, _key in runs()] == [passed.pk]
    records.update(old, {"next_contact_at": just}, actor=SYSTEM)
    records.update(passed, {"company": "Acme"}, actor=SYSTEM)
    worker.work_until_idle()
    assert [record for record, _key in runs()] == [passed.pk, old.pk]
    assert 3599 <= Run.objects.first().trigger["late_seconds"] <= 3700  # type: ignore[union-attr]


def test_a_custom_date_field_is_looked_at_too() -> None:
    from magpie.platform.models import CustomField

    records.create(
        CustomField, {"object": "lead", "name": "renewal", "label_en": "Renewal", "type": "date"}, actor=SYSTEM
    )
    make_workflow({"on": "date", "field": "renewal", "offset": {"weeks": -1}})
    lead, _other = make_lead(renewal="2027-11-29"), make_lead(renewal="2027-11-30")
    since(at("2027-11-22 08:00"))
    tick(at("2027-11-22 09:00"))
    assert runs() == [(lead.pk, f"date:0:renewal:{lead.pk}:2027-11-29")]


def test_due_dates_are_found_by_an_index() -> None:
    make_workflow({"on": "date", "field": "next_contact_at"})
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO sales_lead (name, next_contact_at)"
            " SELECT 'L' || n, '2028-01-01'::timestamptz + n * interval '1 hour' FROM generate_series(1, 5000) n"
        )
    (made,) = indexes.ensure()
    assert indexes.ensure() == []
    try:
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE sales_lead")
            cursor.execute(
                "EXPLAIN SELECT * FROM sales_lead WHERE id > 0 AND next_contact_at >= '2028-02-01'"
                " AND next_contact_at <= '2028-02-02' ORDER BY id LIMIT 1000"
            )
            assert made in "\n".join(row[0] for row in cursor.fetchall())
    finally:
        Workflow.objects.update(is_active=False)
        setup.forget()
        assert indexes.ensure() == []


# ---- stays

STAYED = {"on": "stayed", "field": "status", "values": ["new", "working"], "for": {"days": 3}}


def came(lead: Lead) -> datetime.datetime:
    """When the lead came to where it is, by the last event of its status."""
    events = Event.objects.filter(object="lead", record_id=lead.pk).order_by("-id")
    return next(e.at for e in events if e.kind == "created" or "status" in (e.old or {}))


def test_a_record_that_stays_long_enough_starts_a_run_once() -> None:
    make_workflow(STAYED)
    lead = make_lead()
    worker.work_until_idle()
    assert list(Stay.objects.values_list("record_id", "entered_at")) == [(lead.pk, came(lead))]
    tick(came(lead) + 3 * DAY - HOUR)
    assert runs() == []
    tick(came(lead) + 3 * DAY + HOUR)
    tick(came(lead) + 9 * DAY)
    (run,) = Run.objects.all()
    assert (run.record_id, run.trigger["field"], run.trigger["late_seconds"]) == (lead.pk, "status", 3600)
    assert Stay.objects.count() == 0


def test_a_move_among_the_values_is_no_break_and_leaving_is_one() -> None:
    make_workflow(STAYED)
    lead = make_lead()
    worker.work_until_idle()
    first = came(lead)
    records.update(lead, {"status": "working"}, actor=SYSTEM)
    worker.work_until_idle()
    assert Stay.objects.get().entered_at == first
    records.update(lead, {"status": "disqualified", "lost_reason": "no_need"}, actor=SYSTEM)
    worker.work_until_idle()
    assert Stay.objects.count() == 0
    records.update(lead, {"status": "new"}, actor=SYSTEM)
    worker.work_until_idle()
    assert Stay.objects.get().entered_at == came(lead) > first


def test_who_was_there_before_the_publication_counts_from_when_they_came() -> None:
    old, moved, elsewhere = make_lead(), make_lead(status="disqualified", lost_reason="no_need"), make_lead()
    records.update(moved, {"status": "working"}, actor=SYSTEM)
    records.update(elsewhere, {"status": "disqualified", "lost_reason": "no_need"}, actor=SYSTEM)
    records.update(old, {"company": "Acme"}, actor=SYSTEM)
    with connection.cursor() as cursor:
        cursor.execute(
            "ALTER TABLE platform_event DISABLE TRIGGER USER;"
            "UPDATE platform_event SET at = at - interval '2 days' WHERE object = 'lead' AND kind = 'created';"
            "ALTER TABLE platform_event ENABLE TRIGGER USER"
        )
    make_workflow(STAYED)
    assert dict(Stay.objects.values_list("record_id", "entered_at")) == {old.pk: came(old), moved.pk: came(moved)}
    assert timezone.now() - came(old) > 2 * DAY > timezone.now() - came(moved)
    assert TriggerClock.objects.get().next_at is None
    tick(timezone.now() + 2 * DAY)
    assert [record for record, _key in runs()] == [old.pk]


def test_history_is_asked_before_anything_starts() -> None:
    make_workflow(STAYED)
    lead, gone, left = make_lead(), make_lead(), make_lead()
    worker.work_until_idle()
    Stay.objects.update(entered_at=timezone.now() - 9 * DAY, due_at=timezone.now() - 6 * DAY)  # what a fault may leave
    Lead.objects.filter(pk=gone.pk).delete()
    Lead.objects.filter(pk=left.pk).update(status="qualified")
    tick(timezone.now())
    assert runs() == []
    assert list(Stay.objects.values_list("record_id", "entered_at")) == [(lead.pk, came(lead))]


def test_the_same_stay_starts_nothing_again_in_a_later_version() -> None:
    workflow = make_workflow(STAYED)
    lead = make_lead()
    worker.work_until_idle()
    tick(came(lead) + 4 * DAY)
    assert len(runs()) == 1
    publish_again(workflow, {**STAYED, "for": {"days": 2}})
    assert Stay.objects.count() == 1
    tick(came(lead) + 4 * DAY)
    assert (len(runs()), Stay.objects.count()) == (1, 0)


def test_the_filter_of_a_stay_is_looked_at_when_its_time_is_up() -> None:
    make_workflow({**STAYED, "filter": {"field": "rating", "is": "hot"}})
    hot, cold = make_lead(), make_lead(rating="hot")
    records.update(hot, {"rating": "hot"}, actor=SYSTEM)
    records.update(cold, {"rating": "cold"}, actor=SYSTEM)
    worker.work_until_idle()
    tick(timezone.now() + 4 * DAY)
    assert [record for record, _key in runs()] == [hot.pk]


def test_stages_and_custom_choices_are_stayed_in_too() -> None:
    from magpie.platform.models import CustomField

    records.create(
        CustomField,
        {"object": "opportunity", "name": "mood", "label_en": "Mood", "type": "choice",
         "options": [{"value": "good"}, {"value": "bad"}]},
        actor=SYSTEM,
    )  # fmt: skip
    one, _plain = make_opportunity(mood="bad"), make_opportunity()
    stage = {"on": "stayed", "field": "stage", "values": [one.stage_id], "for": {"days": 1}}
    mood = {"on": "stayed", "field": "mood", "values": ["bad"], "for": {"days": 1}}
    make_workflow(stage, "opportunity")
    make_workflow(mood, "opportunity")
    assert Stay.objects.count() == 3
    records.update(one, {"mood": "good"}, actor=SYSTEM)
    worker.work_until_idle()
    assert Stay.objects.count() == 2
    records.update(one, {"mood": "bad"}, actor=SYSTEM)
    records.update(one, {"name": "Other"}, actor=SYSTEM)
    two = make_opportunity(mood="bad")
    worker.work_until_idle()
    last = Event.objects.filter(object="opportunity", record_id=one.pk, kind="updated").order_by("-id")[1].at
    assert Stay.objects.get(clock__rule__contains="mood", record_id=one.pk).entered_at == last
    tick(timezone.now() + DAY)
    assert Run.objects.filter(trigger__field="mood").count() == 2
    assert Run.objects.filter(trigger__field="stage").count() == 3
    assert Run.objects.filter(record_id=two.pk).count() == 2


def test_in_any_value_means_since_it_last_changed() -> None:
    make_workflow({"on": "stayed", "field": "rating", "values": [], "for": {"days": 1}})
    lead, _unrated = make_lead(rating="hot"), make_lead()
    worker.work_until_idle()
    first = Stay.objects.get().entered_at
    records.update(lead, {"rating": "cold"}, actor=SYSTEM)
    worker.work_until_idle()
    assert Stay.objects.get().entered_at > first
    tick(timezone.now() + DAY)
    assert [record for record, _key in runs()] == [lead.pk]


def test_several_workers_at_once_start_each_run_once() -> None:
    make_workflow(DAILY)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO sales_lead (name) SELECT 'L' || n FROM generate_series(1, 2500) n")
    since(at("2037-11-22 08:00"))

    def work() -> None:
        for _n in range(20):
            ticking.tick(at("2037-11-22 09:00"))
        connection.close()

    threads = [threading.Thread(target=work) for _n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    tick(at("2037-11-22 09:00"))
    assert Run.objects.count() == Run.objects.values("record_id").distinct().count() == 2500


def test_a_fault_in_one_clock_does_not_stop_the_worker(caplog: pytest.LogCaptureFixture) -> None:
    make_workflow(DAILY)
    since(at("2037-11-22 08:00"))
    TriggerClock.objects.update(kind="schedule", trigger=7)  # there is no such trigger
    now = at("2037-11-22 09:00")
    assert ticking.tick(now) == 0
    assert "the clocks broke off" in caplog.text
    assert TriggerClock.objects.get().next_at == now + datetime.timedelta(minutes=5)
    setting.keep_in_step()
    assert TriggerClock.objects.get().trigger == 0


# ---- what is to come


def test_a_record_tells_what_the_clocks_will_do() -> None:
    make_workflow(STAYED)
    make_workflow({**DAILY, "filter": {"field": "rating", "is": "hot"}})
    make_workflow({"on": "date", "field": "next_contact_at"})
    now = timezone.now()
    lead = make_lead(rating="hot", next_contact_at=now + 9 * DAY)
    worker.work_until_idle()
    found = [(clock.kind, moment) for clock, moment in ahead.upcoming(objects.get("lead"), lead)]
    daily = TriggerClock.objects.get(kind="schedule").next_at
    assert found == [
        ("schedule", daily), ("stayed", came(lead) + 3 * DAY), ("date", now + 9 * DAY),
    ]  # fmt: skip
    cold = make_lead(status="disqualified", lost_reason="no_need", next_contact_at=now - DAY)
    assert ahead.upcoming(objects.get("lead"), cold) == []


def test_a_record_tells_what_each_clock_waits_for() -> None:
    lead, opportunity = objects.get("lead"), objects.get("opportunity")
    told = [
        clock_text(lead, Trigger.model_validate(STAYED)), clock_text(lead, Trigger.model_validate(DAILY)),
        clock_text(opportunity, Trigger.model_validate(BEFORE_CLOSE)),
    ]  # fmt: skip
    assert told == [
        "Status of a Lead has been “New” or “Working” for 3 days", "every day at 09:00 (Asia/Shanghai)",
        "3 days before Close date",
    ]  # fmt: skip


def see(trigger: dict[str, Any], object_name: str = "lead", actor: Actor = SYSTEM, **more: Any) -> dict[str, Any]:
    object_type = objects.get(object_name) if object_name else None
    return ahead.preview(object_type, Trigger.model_validate(trigger), actor=actor, **{"days": 7, **more})


def test_a_preview_names_the_records_whose_date_comes_in_the_next_days() -> None:
    soon = make_opportunity(name="Soon", close_date="2027-11-25")
    make_opportunity(name="Later", close_date="2027-12-25")
    later = make_opportunity(name="Sooner or later", close_date="2027-11-26")
    assert see(BEFORE_CLOSE, "opportunity", now=at("2027-11-21 12:00")) == {
        "count": 2, "times": [], "items": [
            {"id": soon.pk, "title": "Soon", "at": at("2027-11-22 09:00")},
            {"id": later.pk, "title": "Sooner or later", "at": at("2027-11-23 09:00")},
        ],
    }  # fmt: skip


def test_a_preview_of_a_stay_counts_those_who_are_due_already() -> None:
    lead = make_lead(name="Wang")
    now = timezone.now() + 9 * DAY
    assert see(STAYED, now=now) == {"count": 1, "times": [], "items": [{"id": lead.pk, "title": "Wang", "at": now}]}
    assert see(STAYED, now=timezone.now(), days=2)["count"] == 0
    assert see({**STAYED, "filter": {"field": "rating", "is": "hot"}}, now=now)["count"] == 0


def test_a_preview_of_a_schedule_tells_its_times() -> None:
    make_lead()
    found = see(DAILY, now=at("2037-11-22 12:00"), days=2)
    assert found == {"count": 2, "items": [], "times": [at("2037-11-23 09:00"), at("2037-11-24 09:00")]}


def test_a_preview_shows_only_what_the_caller_may_see() -> None:
    cy = User.objects.create(username="cy", name="Cy")
    make_opportunity(close_date="2027-11-25")
    assert see(BEFORE_CLOSE, "opportunity", Actor.of_user(cy), now=at("2027-11-21 12:00"))["count"] == 0


@pytest.mark.parametrize("trigger", [
    {"on": "created"}, {"on": "date", "field": "name"}, {"on": "date", "field": "nothing"}, {"on": "stayed"},
])  # fmt: skip
def test_a_preview_of_something_else_is_refused(trigger: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        see(trigger)
