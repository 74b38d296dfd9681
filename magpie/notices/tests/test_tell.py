"""Who is told: parts of a record, managers, deputies; and what templates make of a record."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pydantic import ValidationError

from magpie.notices import matters, people, ways
from magpie.notices.actions import SendNotice, send_for
from magpie.notices.models import ChannelSettings, Delivery, Notice, Preference
from magpie.notices.tell import Telling, tell, tell_many
from magpie.notices.tests.conftest import make_user
from magpie.platform import actions, context, records
from magpie.platform.actor import SYSTEM, Actor
from magpie.platform.models import SavedList, Team, User
from magpie.platform.problems import Invalid, Refused

pytestmark = pytest.mark.django_db


def make_list(owner: User, **values: Any) -> SavedList:
    made: SavedList = SavedList.objects.create(
        owner=owner, name="Hot leads", object="user", visibility="team", **values
    )
    return made


def send(record: Any, key: str = "", **values: Any) -> dict[str, Any]:
    data = SendNotice.model_validate({"title": "Hello", **values})
    return send_for(record, data, actor=SYSTEM, key=key)


def test_a_manager_is_the_teams_or_the_next_above() -> None:
    boss, lead, rep = make_user("boss"), make_user("lead"), make_user("rep")
    company = Team.objects.create(name="Company", manager=boss)
    middle = Team.objects.create(name="Middle", parent=company)
    sales = Team.objects.create(name="Sales", manager=lead, parent=middle)
    for user, team in ((rep, sales), (lead, sales), (boss, company)):
        user.team = team
        user.save()
    assert [people.manager_of(u) for u in (rep, lead, boss)] == [lead, boss, None]
    lead.is_active = False
    lead.save()
    assert people.manager_of(rep) == boss


def test_a_workflow_tells_parts_of_the_record_each_in_their_language(ana: User, bo: User) -> None:
    ana.team = Team.objects.create(name="Sales", manager=bo)
    ana.save()
    record = make_list(ana)
    sent = send(
        record,
        to=[{"role_of": "owner"}, {"role_of": "owner_manager"}, {"role_of": "approver"}, {"user": ana.pk}],
        title={"en": "{{ record.name }} of {{ list.owner.name }}", "zh-hans": "{{ record.owner }}的{{ record.name }}"},
        body={"en": "Dear {{ recipient.name }}: {{ record.visibility }} {{ record.nothing }}", "zh-hans": "{{ url }}"},
    )
    notices = Notice.objects.order_by("id")
    assert [(n.recipient, n.title) for n in notices] == [(ana, "Hot leads of Ana"), (bo, "Ana的Hot leads")]
    assert notices[0].body == "Dear Ana: My team "
    assert notices[1].body == notices[1].url == f"http://127.0.0.1:8000/lists/{record.pk}"
    assert (notices[0].object, notices[0].record_id, notices[0].kind) == ("list", record.pk, "workflow")
    assert [t["user"] for t in sent["told"]] == [ana.pk, bo.pk]
    assert sent["missing"] == ["record.nothing"]


def test_a_repeated_step_tells_nobody_twice(ana: User, bo: User) -> None:
    record = make_list(ana)
    to = [{"user": ana.pk}, {"user": bo.pk}, {"email": "Someone@example.com"}]
    first, again = (send(record, key="run:1:step:2", to=to) for _ in range(2))
    assert first == again
    assert Notice.objects.count() == 3
    assert list(Delivery.objects.order_by("id").values_list("channel", "address")) == [
        ("popup", ""),
        ("email", "ana@example.com"),
        ("popup", ""),
        ("email", "bo@example.com"),
        ("email", "Someone@example.com"),
    ]


def test_the_action_takes_its_key_and_run_from_the_step(ana: User) -> None:
    actor = Actor("workflow", None, run_id=7)
    for _ in range(2):
        with context.acting(actor, "notice.send", key="7:tell"):
            asked = actions.get("notice.send")
            data = actions.parse_input(asked, {"to": [{"role_of": "owner"}], "title": "Hello"})
            asked.run(make_list(ana), data, actor=actor)
    assert [(n.run_id, n.step) for n in Notice.objects.all()] == [(7, "7:tell")]


def test_a_notice_to_nobody_is_refused(ana: User) -> None:
    with pytest.raises(Refused, match="nobody to tell"):
        send(make_list(ana), to=[{"role_of": "owner_manager"}])
    assert Notice.objects.count() == 0


@pytest.mark.parametrize("to", [[], [{}], [{"user": 1, "email": "a@example.com"}], [{"pigeon": 3}]])
def test_recipients_are_named_in_one_way_each(to: Any) -> None:
    with pytest.raises(Invalid):
        actions.parse_input(actions.get("notice.send"), {"to": to, "title": "Hello"})


def test_the_deputy_of_who_is_away_is_told_as_well(ana: User, bo: User) -> None:
    now = timezone.now()
    ana.away_from, ana.away_until, ana.deputy = now - timedelta(days=1), now + timedelta(days=1), bo
    ana.save()
    tell(ana, kind="workflow", title={"en": "Hello", "zh-hans": "您好"}, key="k")
    tell(ana, kind="workflow", title={"en": "Hello", "zh-hans": "您好"}, key="k")
    assert [n.recipient for n in Notice.objects.order_by("id")] == [ana, bo]
    assert Notice.objects.get(recipient=bo).title.endswith("您好")


def test_nothing_is_sent_to_who_has_left(ana: User, root: User) -> None:
    gone = make_user("gone", is_active=False)
    notice = tell(gone, kind="workflow", title="Hello", sender=ana)
    assert list(notice.deliveries.values_list("status", "error")) == [("failed", "Gone no longer has an account.")] * 2
    assert {n.recipient for n in Notice.objects.filter(kind="delivery.failed")} == {ana}


def test_a_title_is_one_line_and_not_endless(ana: User) -> None:
    notice = tell(ana, kind="workflow", title="a\r\nBcc: x@example.com " + "b" * 400)
    assert notice.title.startswith("a Bcc: x@example.com bbb")
    assert len(notice.title) == 300


def test_the_former_person_is_who_the_field_named_before_it_last_changed(ana: User, bo: User) -> None:
    sales = Team.objects.create(name="Sales", manager=ana)
    User.objects.filter(pk=bo.pk).update(team=sales)
    record = make_list(bo)
    assert people.in_role(record, "former_owner") is None
    for owner in (ana, bo, ana):
        records.update(record, {"owner": owner.pk}, actor=SYSTEM)
    records.update(record, {"name": "Warm leads"}, actor=SYSTEM)
    assert people.in_role(record, "former_owner") == bo
    assert people.in_role(record, "former_owner_manager") == ana
    assert people.in_role(record, "former_nobody") is None


def test_many_are_told_at_once_each_once_and_under_their_key(ana: User, bo: User) -> None:
    hello = [Telling(user, "workflow", "Hello", key=f"hello:{user.pk}") for user in (ana, bo, ana)]
    notices = tell_many(hello)
    assert [n.recipient for n in notices] == [ana, bo, ana]
    assert notices[0].pk == notices[2].pk
    assert [n.pk for n in tell_many(hello)] == [n.pk for n in notices]
    assert (Notice.objects.count(), Delivery.objects.filter(channel="popup").count()) == (2, 2)


def test_who_does_not_answer_is_told_again_in_the_same_notice(ana: User) -> None:
    first = tell(ana, kind="reminder", title="Call Mr Wang", key="reminder:1", matter="reminder:1")
    Notice.objects.update(read_at=timezone.now())
    for _crash in range(2):
        tell(ana, kind="reminder", title="Call Mr Wang, second time", key="reminder:1", matter="reminder:1", round=2)
    notice = Notice.objects.get()
    assert (notice.pk, notice.round, notice.read_at, notice.title) == (first.pk, 2, None, "Call Mr Wang, second time")
    popups = Delivery.objects.filter(channel="popup").order_by("round")
    assert [(d.round, d.status) for d in popups] == [(1, "sent"), (2, "sent")]


def test_a_settled_matter_is_read_everywhere_and_what_has_not_gone_out_is_called_back(ana: User, bo: User) -> None:
    for user in (ana, bo):
        tell(user, kind="reminder", title="Call Mr Wang", matter="reminder:1")
    tell(ana, kind="reminder", title="Another", matter="reminder:2")
    assert matters.settle(["reminder:1"], "confirmed", bo) == 2
    assert matters.settle(["reminder:1"], "confirmed", ana) == 0
    for notice in Notice.objects.filter(matter="reminder:1"):
        assert (notice.settled_by, notice.outcome, notice.read_at is None) == (bo, "confirmed", False)
        assert sorted(notice.deliveries.values_list("channel", "status")) == [("email", "withdrawn"), ("popup", "sent")]
    assert matters.unread_of({ana.pk, bo.pk}) == {ana.pk: 1}


def test_what_is_urgent_comes_at_least_as_what_is_not(db: None) -> None:
    ana = make_user("ana", phone="13800138000")
    ways.set_up("sms", "webhook", {"address": "https://sms.example/send"}, is_on=True)

    def channels(kind: str) -> list[str]:
        notice = tell(ana, kind=kind, title="Call", urgent=True)
        return list(notice.deliveries.order_by("id").values_list("channel", flat=True))

    Preference.objects.create(user=ana, kind="*", channels=["popup", "sms"])
    Preference.objects.create(user=ana, kind="workflow", channels=["popup"])
    assert (channels("reminder"), channels("workflow")) == (["popup", "email", "sms"], ["popup", "email"])
    Preference.objects.create(user=ana, kind="urgent", channels=["email"])
    assert channels("reminder") == ["popup", "email"]


def test_robot_stands_for_the_group_robots_that_are_set_up(ana: User) -> None:
    without = tell(ana, kind="reminder", title="Call", urgent=True, channels=("robot", "pigeon"))
    ways.set_up("wecom", "wecom", {"address": "https://qyapi.weixin.qq.com/x"}, is_on=True)
    notice = tell(ana, kind="reminder", title="Call", urgent=True, channels=("popup", "robot"))
    assert list(without.deliveries.values_list("channel", flat=True)) == ["popup"]
    assert list(notice.deliveries.order_by("id").values_list("channel", flat=True)) == ["popup", "wecom"]


def test_a_workflow_names_any_channel_or_leaves_it_to_each_person(ana: User) -> None:
    ChannelSettings.objects.create(channel="wecom", driver="wecom", values={}, secrets={})
    Preference.objects.create(user=ana, kind="*", channels=["email"])
    record = make_list(ana)
    told = {
        "chosen": send(record, to=[{"user": ana.pk}], channels=["chosen"], key="1"),
        "named": send(record, to=[{"user": ana.pk}], channels=["popup", "robot", "sms"], urgent=True, key="2"),
        "unwanted": send(record, to=[{"user": ana.pk}], channels=["robot"], key="3"),
    }
    channels = {
        name: sorted(Delivery.objects.filter(notice=said["told"][0]["notice"]).values_list("channel", "status"))
        for name, said in told.items()
    }
    assert channels == {
        "chosen": [("email", "kept")],
        "named": [("popup", "sent"), ("sms", "failed"), ("wecom", "queued")],
        "unwanted": [("popup", "sent")],
    }
    with pytest.raises(ValidationError):
        SendNotice.model_validate({"to": [{"user": 1}], "title": "x", "channels": ["fax"]})
