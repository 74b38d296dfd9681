"""The actions of workflows: with records, tags, people, campaigns, activities, letters and events."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone

from magpie.accounts.models import Account
from magpie.activities.models import Call, EmailMessage, Meeting, Note, Task
from magpie.automation.turns import Turn
from magpie.marketing.models import Campaign
from magpie.notices.models import Delivery, Notice
from magpie.platform import actions, context, events, records, setup
from magpie.platform.actor import SYSTEM, Actor
from magpie.platform.models import Event, Role, Team, User
from magpie.platform.problems import Forbidden, Invalid, Problem, Refused
from magpie.sales.models import Lead, Opportunity, Territory, TerritoryMember

pytestmark = pytest.mark.django_db

WORKFLOW = Actor("workflow", None, 7, 1)


@pytest.fixture(autouse=True)
def _fresh_setup() -> None:
    setup.forget()


def do(name: str, record: Any = None, /, actor: Actor = WORKFLOW, key: str = "7:step:", **data: Any) -> Any:
    """As a run does it."""
    asked = actions.get(name)
    with context.acting(actor, name, key=key):
        if asked.on == "*":
            return asked.run(record, actions.parse_input(asked, data), actor=actor)
        return actions.perform(asked, record, data, actor=actor)


def make_user(name: str, **values: Any) -> User:
    return User.objects.create_user(name.lower(), name=name, email=f"{name.lower()}@example.com", **values)


def make_lead(**values: Any) -> Lead:
    return records.create(Lead, {"name": "Li Lei", **values}, actor=SYSTEM)


def make_account(name: str = "Acme", **values: Any) -> Account:
    return records.create(Account, {"name": name, **values}, actor=SYSTEM)


def make_opportunity(**values: Any) -> Opportunity:
    return records.create(Opportunity, {"name": "Ten lathes", **values}, actor=SYSTEM)


# ---- records


def test_upsert_creates_once_and_then_changes() -> None:
    first = do("record.upsert", object="account", find={"name": "Acme"}, values={"website": "https://a.example"})
    again = do("record.upsert", object="account", find={"name": "Acme"}, values={"website": "https://b.example"})
    account = Account.objects.get()
    assert (first, again) == (
        {"object": "account", "id": account.pk, "created": True},
        {"object": "account", "id": account.pk, "created": False},
    )
    assert (account.name, account.website) == ("Acme", "https://b.example")


def test_upsert_finds_nothing_by_an_empty_value() -> None:
    make_account("Without a site")
    made = do("record.upsert", object="account", find={"website": ""}, values={"name": "New"})
    assert made["created"] is True
    assert Account.objects.count() == 2


def test_upsert_says_which_of_several_it_takes() -> None:
    old, new = make_account(), make_account()
    find = {"name": "Acme"}
    assert do("record.upsert", object="account", find=find, values={})["id"] == old.pk
    assert do("record.upsert", object="account", find=find, values={}, several="newest")["id"] == new.pk
    with pytest.raises(Refused):
        do("record.upsert", object="account", find=find, values={}, several="refuse")


def test_find_gives_items_the_first_and_the_count() -> None:
    accounts = [make_account(f"A{n}") for n in range(5)]
    make_account("Other")
    found = do("record.find", object="account", filter={"field": "name", "starts_with": "A"}, sort="-name", limit=2)
    assert found == {
        "items": [
            {"object": "account", "id": accounts[4].pk, "title": "A4"},
            {"object": "account", "id": accounts[3].pk, "title": "A3"},
        ],
        "first": {"object": "account", "id": accounts[4].pk, "title": "A4"},
        "count": 5,
    }
    nothing = do("record.find", object="account", filter={"field": "name", "is": "Nobody"})
    assert nothing == {"items": [], "first": None, "count": 0}


def test_an_unknown_object_or_filter_is_refused() -> None:
    with pytest.raises(Refused):
        do("record.find", object="spaceship")
    with pytest.raises(Refused):
        do("record.find", object="account", filter={"field": "colour", "is": "red"})


def test_links_are_added_and_taken_out() -> None:
    one, two, three = (make_user(n) for n in ("One", "Two", "Three"))
    meeting = records.create(Meeting, {"subject": "Fair", "attendees": [one.pk]}, actor=SYSTEM)
    do("record.link", meeting, records=[one.pk, {"id": two.pk}, str(three.pk)])
    meeting.refresh_from_db()
    assert meeting.attendees == [one.pk, two.pk, three.pk]
    do("record.unlink", meeting, field="attendees", records=[one.pk, three.pk])
    meeting.refresh_from_db()
    assert meeting.attendees == [two.pk]
    with pytest.raises(Refused):
        do("record.link", meeting, field="subject", records=[one.pk])


def test_tags_are_added_and_removed() -> None:
    lead = make_lead(tags=["fair"])
    do("record.add_tags", lead, tags="vip，fair, north")
    lead.refresh_from_db()
    assert lead.tags == ["fair", "vip", "north"]
    before = Event.objects.count()
    do("record.add_tags", lead, tags=["vip"])
    assert Event.objects.count() == before  # nothing changed, nothing is remembered
    do("record.remove_tags", lead, tags=["fair", "unknown"])
    lead.refresh_from_db()
    assert lead.tags == ["vip", "north"]


def test_related_records_are_changed_by_reference_and_by_link() -> None:
    acme, other = make_account(), make_account("Other")
    big, small = make_opportunity(account=acme.pk, amount=900), make_opportunity(account=acme.pk, amount=10)
    elsewhere = make_opportunity(account=other.pk, amount=900)
    done = do(
        "record.update_related",
        acme,
        related="opportunity.account",
        filter={"field": "amount", "gt": 100},
        values={"next_step": "Call"},
    )
    assert done == {"count": 1, "failed": 0}
    found = {o.pk: o.next_step for o in Opportunity.objects.all()}
    assert found == {big.pk: "Call", small.pk: "", elsewhere.pk: ""}
    task = records.create(Task, {"subject": "Visit", "related_to": f"account:{acme.pk}"}, actor=SYSTEM)
    assert do("record.update_related", acme, related="task.related_to", values={"priority": "high"})["count"] == 1
    task.refresh_from_db()
    assert task.priority == "high"
    with pytest.raises(Refused):
        do("record.update_related", acme, related="opportunity.stage", values={"next_step": "Call"})


def test_a_workflow_with_a_persons_rights_may_do_what_the_person_may() -> None:
    role = Role.objects.create(
        name="Reader", grants={"lead": {"read": "own", "create": False, "update": "own", "fields": {"score": "read"}}}
    )
    cy = make_user("Cy", roles=[role.pk])
    setup.forget()
    as_cy = Actor("user", cy, 7, 1)
    mine, theirs = make_lead(owner=cy.pk), make_lead()
    with pytest.raises(Forbidden):
        do("record.create", None, actor=as_cy, object="lead", values={"name": "New"})
    with pytest.raises(Forbidden):
        do("record.update", theirs, actor=as_cy, values={"company": "X"})
    with pytest.raises(Forbidden):
        do("record.update", mine, actor=as_cy, values={"score": 5})
    with pytest.raises(Forbidden):
        do("record.update", mine, actor=as_cy, values={"accepted_at": "2026-01-01T00:00:00Z"})
    with pytest.raises(Forbidden):
        do("record.delete", mine, actor=as_cy)
    do("record.update", mine, actor=as_cy, values={"company": "X"})
    found = do("record.find", None, actor=as_cy, object="lead")
    assert (found["count"], found["first"]["id"]) == (1, mine.pk)
    assert Lead.objects.count() == 2


# ---- people


def test_a_person_gets_it_and_their_deputy_while_they_are_away() -> None:
    dee = make_user("Dee")
    bo = make_user("Bo", deputy=dee)
    lead = make_lead()
    assert do("record.assign", lead, by="person", to=bo.pk) == {"user": bo.pk, "name": "Bo"}
    User.objects.filter(pk=bo.pk).update(away_from=timezone.now() - datetime.timedelta(hours=1))
    given = do("record.assign", lead, to={"user": bo.pk})
    assert given == {"user": dee.pk, "name": "Dee", "instead_of": bo.pk}
    lead.refresh_from_db()
    assert lead.owner_id == dee.pk
    assert do("record.assign", lead, to={"user": bo.pk}, away="give")["user"] == bo.pk
    with pytest.raises(Refused):
        do("record.assign", lead, to={"user": bo.pk}, away="skip")


def test_a_team_takes_turns_and_passes_over_who_is_away() -> None:
    team = records.create(Team, {"name": "East"}, actor=SYSTEM)
    one, two, three = (make_user(n, team=team) for n in ("One", "Two", "Three"))
    User.objects.filter(pk=two.pk).update(away_from=timezone.now() - datetime.timedelta(hours=1))
    given = [do("record.assign", make_lead(), by="next", team=team.pk)["user"] for _ in range(5)]
    assert given == [one.pk, three.pk, one.pk, three.pk, one.pk]
    assert Turn.objects.count() == 2
    User.objects.filter(pk=two.pk).update(away_from=None)
    assert do("record.assign", make_lead(), by="next", team=team.pk)["user"] == two.pk  # who has had none yet


def test_the_least_loaded_has_the_fewest_open_records() -> None:
    one, two = make_user("One"), make_user("Two")
    for _ in range(3):
        make_lead(owner=one.pk, status="disqualified")
    for _ in range(2):
        make_lead(owner=two.pk)
    among = [one.pk, two.pk]
    given = [do("record.assign", make_lead(), by="least", users=among)["user"] for _ in range(4)]
    assert given == [one.pk, one.pk, two.pk, one.pk]  # with as many each, whose turn it is


def test_a_lot_falls_on_one_of_them() -> None:
    among = [make_user(n).pk for n in ("One", "Two", "Three")]
    given = {do("record.assign", make_lead(), by="random", users=among)["user"] for _ in range(60)}
    assert given == set(among)


def test_a_territory_takes_its_leads_in_turn() -> None:
    one, two = make_user("One"), make_user("Two")
    north = records.create(
        Territory, {"name": "North", "rule": {"field": "city", "is": "Harbin"}, "position": 1}, actor=SYSTEM
    )
    for position, user in enumerate((two, one), 1):
        records.create(TerritoryMember, {"territory": north.pk, "user": user.pk, "position": position}, actor=SYSTEM)
    given = [do("record.assign", make_lead(city="Harbin"), by="territory")["user"] for _ in range(3)]
    assert given == [two.pk, one.pk, two.pk]
    with pytest.raises(Refused):
        do("record.assign", make_lead(city="Sanya"), by="territory")
    with pytest.raises(Refused):
        do("record.assign", make_account(), by="territory")


# ---- campaigns, activities


def test_a_record_enters_and_leaves_a_campaign() -> None:
    fair, mailing = (records.create(Campaign, {"name": n}, actor=SYSTEM) for n in ("Fair", "Mailing"))
    lead = make_lead()
    do("campaign.add", lead, campaign=fair.pk)
    do("campaign.remove", lead, campaign=mailing.pk)  # is not in it
    lead.refresh_from_db()
    assert lead.campaign == f"campaign:{fair.pk}"
    do("campaign.remove", lead)
    lead.refresh_from_db()
    assert lead.campaign == ""
    with pytest.raises(Refused):
        do("campaign.add", make_account(), campaign=fair.pk)


def test_a_task_is_due_in_two_days_and_is_the_owners() -> None:
    ana = make_user("Ana")
    lead = make_lead(owner=ana.pk)
    before = timezone.now()
    task = do("task.create", lead, subject="Call back", due={"days": 2}, priority="high")
    assert (task.subject, task.owner_id, task.priority, task.related_to) == (
        "Call back", ana.pk, "high", f"lead:{lead.pk}",
    )  # fmt: skip
    assert datetime.timedelta(0) <= task.due_at - before - datetime.timedelta(days=2) < datetime.timedelta(minutes=1)


def test_a_workflow_has_somebody_reminded_as_long_as_a_condition_holds() -> None:
    ana = make_user("Ana")
    lead = make_lead(owner=ana.pk)
    condition = {"field": "status", "is": "new"}
    reminder = do(
        "reminder.create", lead, subject="Call back", due={"hours": 2}, repeat_minutes=30, condition=condition
    )
    assert (reminder.owner, reminder.related_to, reminder.repeat_minutes) == (ana, f"lead:{lead.pk}", 30)
    assert (reminder.condition, reminder.status) == (condition, "scheduled")
    with pytest.raises(Invalid):
        do("reminder.create", lead, subject="Call back", condition={"field": "colour", "is": "red"})


def test_a_day_means_its_working_morning() -> None:
    task = do("task.create", make_lead(), subject="Sign", due="2026-12-01", to=make_user("Ana").pk)
    assert timezone.localtime(task.due_at).isoformat() == "2026-12-01T09:00:00+08:00"


def test_a_task_for_nobody_is_refused() -> None:
    with pytest.raises(Refused):
        do("task.create", make_lead(), subject="Call back")
    assert Task.objects.count() == 0
    with pytest.raises(Invalid):
        do("task.create", make_lead(), subject="Call back", due="tomorrow or so")


def test_a_meeting_a_call_and_a_note_are_about_the_record() -> None:
    ana, bo = make_user("Ana"), make_user("Bo")
    lead = make_lead(owner=ana.pk, mobile="13800138000")
    do("meeting.create", lead, subject="Demo", starts="2026-12-01T10:00:00+08:00", minutes=30, attendees=[bo.pk])
    do("call.create", lead, subject="Ask", starts={"hours": 3})
    do("note.create", lead, body="Met at the fair")
    meeting, call, note = Meeting.objects.get(), Call.objects.get(), Note.objects.get()
    assert (meeting.ends_at - meeting.starts_at, meeting.attendees, meeting.owner_id) == (
        datetime.timedelta(minutes=30), [bo.pk], ana.pk,
    )  # fmt: skip
    assert (call.status, call.phone, call.owner_id) == ("planned", "+8613800138000", ana.pk)
    assert {meeting.related_to, call.related_to, note.related_to} == {f"lead:{lead.pk}"}


# ---- letters


def test_a_letter_goes_out_once_and_stays_on_the_timeline() -> None:
    ana = make_user("Ana")
    lead = make_lead(owner=ana.pk, email="li@customer.example")
    data: dict[str, Any] = {
        "to": [{"email": "li@customer.example"}],
        "subject": "Your offer",
        "body": "Dear Li\n\nhere it is.",
    }
    sent = do("mail.send", lead, **data)
    notice = Notice.objects.get()
    delivery = Delivery.objects.get()
    assert (notice.title, notice.sender_id, notice.run_id, delivery.address, delivery.channel) == (
        "Your offer", ana.pk, 7, "li@customer.example", "email",
    )  # fmt: skip
    kept = EmailMessage.objects.get()
    assert sent == {"count": 1, "to": ["li@customer.example"], "object": "email_message", "id": kept.pk}
    assert (kept.to_addresses, kept.direction, kept.related_to) == (
        "li@customer.example", "outbound", f"lead:{lead.pk}",
    )  # fmt: skip
    do("mail.send", lead, **data, keep=False)
    assert Delivery.objects.count() == 1  # the same step of the same run


def test_a_letter_for_a_purpose_goes_only_to_customers_who_agreed() -> None:
    from magpie.accounts import consent

    newsletter, colleague = consent.purpose_of("newsletter"), make_user("colleague")
    User.objects.filter(pk=colleague.pk).update(email="colleague@ours.example")
    yes, no = "yes@customer.example", "no@customer.example"
    consent.record(yes, state="granted", purpose=newsletter, channel="email", actor=WORKFLOW)
    data: dict[str, Any] = {
        "to": [{"email": yes}, {"email": no}, {"user": colleague.pk}], "subject": "News", "body": "Text",
        "purpose": newsletter.pk, "keep": False,
    }  # fmt: skip
    sent = do("mail.send", make_lead(), **data)
    assert (sent["count"], sent["not_sent"]) == (2, f"{no}: They have not agreed to “Newsletter”.")
    assert sorted(Delivery.objects.values_list("address", flat=True)) == ["colleague@ours.example", yes]
    none = do("mail.send", make_lead(), **{**data, "to": [{"email": no}], "keep": True})
    assert none == {"count": 0, "to": [], "not_sent": f"{no}: They have not agreed to “Newsletter”."}
    assert EmailMessage.objects.count() == 0


def test_a_letter_says_nothing_of_the_product() -> None:
    from magpie.notices import mail

    do("mail.send", make_lead(), to=[{"email": "li@customer.example"}], subject="Hello", body="Text", keep=False)
    said = mail.content(Notice.objects.get())
    assert said.text == "Text\n"
    assert "Magpie" not in said.html


def test_a_wrong_address_or_file_sends_nothing() -> None:
    lead = make_lead()
    for data in (
        {"to": [{"email": "nobody"}]},
        {"to": [{"email": "a@example.com"}], "files": [999]},
        {"to": [{"role_of": "owner"}]},
    ):
        with pytest.raises(Problem):
            do("mail.send", lead, subject="Hello", body="Text", **data)
    assert Notice.objects.count() == 0


# ---- events


def test_an_event_is_made_known_by_its_name() -> None:
    lead = make_lead()
    assert do("event.emit", lead, name="lead.inspected", data={"by": "TÜV"}) == {"event": "lead.inspected"}
    event = Event.objects.get(kind="inspected")
    assert (event.object, event.record_id, event.data, event.run_id) == ("lead", lead.pk, {"by": "TÜV"}, 7)
    for name in ("created", "Not a name", "x" * 60):
        with pytest.raises(Problem):
            do("event.emit", lead, name=name)


def test_declared_events_are_those_of_the_object_and_of_all() -> None:
    assert {kind.kind for kind in events.kinds_of("opportunity")} >= {"gate_passed", "reopened"}
    assert "reopened" not in {kind.kind for kind in events.kinds_of("lead")}


def test_every_action_tells_the_designer_what_it_is() -> None:
    ours = [a for a in actions.all_actions() if a.group]
    assert len(ours) >= 22
    for asked in ours:
        assert str(asked.label), asked.name
        assert str(asked.about).endswith("."), asked.name
        for name, field in asked.input.model_fields.items():
            assert field.title, f"{asked.name}: {name}"


def test_followers_are_told_as_long_as_they_may_read_the_record() -> None:
    role = Role.objects.create(name="All", grants={"lead": {"read": "all"}})
    setup.forget()
    ana, bo = make_user("Ana", roles=[role.pk]), make_user("Bo", roles=[role.pk])
    lead = make_lead()
    assert do("record.follow", lead, who=[ana.pk, {"user": bo.pk}, {"role_of": "owner"}]) == {"count": 2}
    assert do("record.follow", lead, who=[ana.pk]) == {"count": 0}
    told = do("notice.send", lead, to=[{"role_of": "followers"}], title="Moved on")
    assert [t["user"] for t in told["told"]] == [ana.pk, bo.pk]
    User.objects.filter(pk=bo.pk).update(roles=[])
    told = do("notice.send", lead, key="7:other:", to=[{"role_of": "followers"}], title="Moved on again")
    assert [t["user"] for t in told["told"]] == [ana.pk]
    assert do("record.unfollow", lead, who=[ana.pk, bo.pk]) == {"count": 2}
    with pytest.raises(Refused):
        do("notice.send", lead, key="7:third:", to=[{"role_of": "followers"}], title="Nobody")
