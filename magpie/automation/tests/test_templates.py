"""Every ready-made workflow: whole in both languages, publishable, and run on a real record to its end."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation

from magpie.accounts.models import Account, Contact
from magpie.activities.models import Call, EmailMessage, Meeting, Note, Task
from magpie.automation import document, sentence, worker
from magpie.automation.asks import answering
from magpie.automation.asks.models import Ask
from magpie.automation.clock import ticking
from magpie.automation.models import Run, Step, Workflow
from magpie.automation.publishing import publish
from magpie.automation.templates import GROUPS, all_templates, template
from magpie.marketing.models import Campaign
from magpie.notices.models import Notice
from magpie.orders.models import Product
from magpie.platform import actions, objects, readers, records
from magpie.platform.actor import SYSTEM, Actor
from magpie.platform.http.auth import create_token
from magpie.platform.models import Role, Team, User
from magpie.sales.models import HandOver, Lead, Opportunity, Territory, TerritoryMember

pytestmark = pytest.mark.django_db(transaction=True)
RIGHTS = {"read": "all", "create": True, "update": "all"}
KEYS = [found["key"] for found in all_templates()]


# ---- what holds for each


def texts_of(value: Any) -> Iterator[dict[str, str]]:
    """Every text in languages in a document."""
    if isinstance(value, dict):
        if value.keys() & {"en", "zh-hans"}:
            yield value
        else:
            for part in value.values():
                yield from texts_of(part)
    elif isinstance(value, list):
        for part in value:
            yield from texts_of(part)


@pytest.mark.parametrize("key", KEYS)
def test_a_template_is_whole_in_both_languages_and_can_be_published(key: str) -> None:
    found = template(key)
    assert found.keys() == {"key", "name", "about", "group", "icon", "object", "document"}
    assert found["group"] in GROUPS
    assert found["object"] == found["document"]["object"]
    drawn = document.read(found["document"])
    for text in [found["name"], found["about"], *texts_of(found["document"])]:
        assert text.keys() == {"en", "zh-hans"}
        assert all(part.strip() for part in text.values())
    assert all(block.title.keys() == {"en", "zh-hans"} or kind == "qualify"
               for block in document.blocks_of(drawn.steps) for kind in [block.id])  # fmt: skip
    for language in ("en", "zh-hans"):
        with translation.override(language):
            assert "{" not in sentence.sentence(drawn)


def test_there_are_enough_of_every_kind_and_no_key_twice() -> None:
    assert len(KEYS) >= 18
    assert len(set(KEYS)) == len(KEYS)
    assert {found["group"] for found in all_templates()} == set(GROUPS)
    assert set(KEYS) == {name.removeprefix("test_run_") for name in globals() if name.startswith("test_run_")}


# ---- a small company


class World:
    """Ana sells, Jing leads her; what is asked and done goes through the same ways as in the product."""

    def __init__(self) -> None:
        self.jing = self.user("jing")
        self.east = records.create(Team, {"name": "East", "manager": self.jing.pk}, actor=SYSTEM)
        self.ana = self.user("ana", team=self.east)
        self.bo = self.user("bo", team=self.east)

    @staticmethod
    def user(name: str, **values: Any) -> User:
        role, _new = Role.objects.get_or_create(name="All", defaults={"grants": {"*": RIGHTS}})
        given: dict[str, Any] = {
            "name": name.title(),
            "email": f"{name}@dawn.example",
            "language": "en",
            "roles": [role.pk],
        }
        return User.objects.create_user(name, **given, **values)

    def begin(self, key: str) -> None:
        self.key = key
        values = {"name": key, "object": template(key)["object"]}
        workflow = records.create(Workflow, values, actor=SYSTEM)
        publish(workflow, template(key)["document"], actor=SYSTEM)
        self.catch_up()

    def make(self, model: Any, by: User | None = None, **values: Any) -> Any:
        actor = Actor.of_user(by) if by else SYSTEM
        record = records.create(model, {"owner": self.ana.pk, **values}, actor=actor)
        self.catch_up()
        return record

    def change(self, record: Any, by: User | None = None, **values: Any) -> Any:
        record.refresh_from_db()
        records.update(record, values, actor=Actor.of_user(by) if by else SYSTEM)
        self.catch_up()
        return record

    def catch_up(self) -> None:
        Run.objects.filter(status="queued").update(ready_at=timezone.now())  # as if what was to settle had settled
        worker.work_until_idle()
        if Run.objects.filter(status="queued", begun_at=None).exists():
            self.catch_up()

    def time_passes(self, step: str) -> None:
        assert Step.objects.filter(step=step, status="waiting").update(wake_at=timezone.now()) == 1
        self.catch_up()

    def later(self, **amount: float) -> None:
        """What the clocks would begin after so long."""
        moment = timezone.now() + datetime.timedelta(**amount)
        for _number in range(50):
            if not ticking.tick(moment):
                break
        self.catch_up()

    def answer(self, by: User, outcome: str, comment: str = "", **values: Any) -> None:
        answering.answer(Ask.objects.get(status="open").pk, Actor.of_user(by), outcome, comment, values)
        self.catch_up()

    def asked(self) -> tuple[str, list[str]]:
        ask = Ask.objects.get(status="open")
        return ask.title["en"], [place.user.username for place in ask.people.all()]

    def told(self) -> list[tuple[str, str]]:
        """(whom, title) of what was told by the workflow itself, not by its questions."""
        found = Notice.objects.exclude(kind="ask").order_by("id")
        return [(notice.recipient.username if notice.recipient else "", notice.title) for notice in found]

    def ended(self, *steps: str) -> None:
        """The only run has ended in order, and it did these steps last."""
        run = Run.objects.get()
        assert (run.status, run.error) == ("completed", "")
        done = set(run.steps.filter(status="done").values_list("step", flat=True))
        assert set(steps) <= done

    @staticmethod
    def tasks() -> list[tuple[str, str, str]]:
        return [(t.subject, t.owner.username if t.owner else "", t.priority) for t in Task.objects.order_by("id")]


@pytest.fixture
def world() -> World:
    readers.begin("automation", "search")
    made = World()
    made.catch_up()
    return made


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


# ---- sales


def test_run_lead_hand_over(world: World) -> None:
    territory = records.create(Territory, {"name": "East China"}, actor=SYSTEM)
    for position, user in enumerate((world.ana, world.bo), 1):
        values = {"territory": territory.pk, "user": user.pk, "position": position}
        records.create(TerritoryMember, values, actor=SYSTEM)
    world.begin("lead_hand_over")
    mei = world.user("mei")
    lead = world.make(Lead, by=mei, name="Chen", owner=mei.pk)
    known = {"budget": "80000", "authority": "decides", "purchase_timeframe": "now", "need": "Two lines"}
    world.change(lead, by=mei, **known)
    lead.refresh_from_db()
    assert (lead.status, lead.owner) == ("qualified", world.ana)
    assert [who for who, _title in world.told()] == ["ana", "mei"]
    world.time_passes("wait_two_days")
    assert [who for who, _title in world.told()[2:]] == ["ana", "jing"]
    world.time_passes("wait_one_day")
    lead.refresh_from_db()
    assert lead.owner == world.bo
    assert list(HandOver.objects.order_by("id").values_list("receiver__username", "state")) == [
        ("ana", "superseded"), ("bo", "offered"),
    ]  # fmt: skip
    actions.perform(actions.get("lead.accept"), lead, {}, actor=Actor.of_user(world.bo))
    world.catch_up()
    world.ended("hand_on", "wait_next")


def test_run_declined_hand_over(world: World) -> None:
    territory = records.create(Territory, {"name": "East China"}, actor=SYSTEM)
    for position, user in enumerate((world.ana, world.bo), 1):
        values = {"territory": territory.pk, "user": user.pk, "position": position}
        records.create(TerritoryMember, values, actor=SYSTEM)
    world.begin("declined_hand_over")
    lead = world.make(Lead, name="Chen", owner=world.jing.pk, status="qualified")
    actions.perform(actions.get("lead.hand_over"), lead, {"by": "territory"}, actor=Actor.of_user(world.jing))
    lead.refresh_from_db()
    actions.perform(actions.get("lead.decline"), lead, {"reason": "Too far"}, actor=Actor.of_user(world.ana))
    world.catch_up()
    assert [who for who, _title in world.told()] == ["bo", "jing"]
    world.time_passes("wait")
    assert [who for who, _title in world.told()[2:]] == ["bo", "jing"]
    world.ended("remind")


def test_run_website_lead(world: World) -> None:
    world.begin("website_lead")
    world.make(Lead, name="Chen", source="website", mobile="13000000001")
    assert world.tasks() == [("Call Chen within a day", "ana", "high")]
    world.ended("task")


def test_run_won_opportunity(world: World) -> None:
    world.begin("won_opportunity")
    deal = world.make(Opportunity, name="Lathes", amount="1000")
    actions.perform(actions.get("opportunity.win"), deal, {}, actor=Actor.of_user(world.ana))
    world.catch_up()
    assert [who for who, _title in world.told()] == ["ana", "jing"]
    assert world.tasks() == [("Kick-off with the delivery team: Lathes", "ana", "high")]
    world.ended("task")


def test_run_hot_lead(world: World) -> None:
    world.begin("hot_lead")
    lead = world.make(Lead, name="Chen")
    world.change(lead, rating="hot")
    assert world.told() == [("ana", "Hot lead: Chen")]
    world.time_passes("wait")
    assert world.told()[1:] == [("jing", "Nobody has taken up the hot lead Chen")]
    assert world.tasks() == [("Call the hot lead Chen", "ana", "urgent")]
    world.ended("tell_manager", "call")


def test_a_hot_lead_that_is_worked_on_in_time_troubles_nobody(world: World) -> None:
    world.begin("hot_lead")
    lead = world.make(Lead, name="Chen", rating="hot")
    world.make(Note, by=world.ana, body="Called", related_to=f"lead:{lead.pk}")
    assert world.told() == [("ana", "Hot lead: Chen")]
    world.ended("wait", "late")


def test_run_quiet_lead(world: World) -> None:
    world.begin("quiet_lead")
    lead = world.make(Lead, name="Chen", status="working")
    world.later(days=13)
    assert Run.objects.count() == 0
    world.later(days=14, hours=1)
    assert world.asked() == ("Go on with this lead?: Chen", ["ana"])
    world.answer(world.ana, "rejected", "No need this year")
    lead.refresh_from_db()
    assert (lead.status, lead.lost_reason, lead.lost_note) == ("recycled", "timing", "No need this year")
    world.ended("decide")


def test_run_large_opportunity(world: World) -> None:
    world.begin("large_opportunity")
    deal = world.make(Opportunity, name="Lathes", amount="600000")
    assert world.asked() == ("Approve the amount: Lathes", ["jing"])
    world.answer(world.jing, "rejected", "Ask for more")
    assert world.tasks() == [("Revise Lathes: not approved", "ana", "high")]
    assert Task.objects.get().description == "Reason: Ask for more"
    world.ended("revise")
    Run.objects.all().delete()
    world.change(deal, amount="400000")
    world.change(deal, amount="700000")
    world.time_passes("approve")
    assert [who for who, _title in world.told()] == ["ana", "jing"]
    world.ended("late")


def test_run_stuck_opportunity(world: World) -> None:
    world.begin("stuck_opportunity")
    world.make(Opportunity, name="Lathes")
    world.later(days=30, hours=1)
    assert [who for who, _title in world.told()] == ["ana"]
    world.time_passes("wait")
    assert world.told()[1:] == [("jing", "Stuck: Lathes")]
    world.ended("tell_manager")


def test_run_close_date_passed(world: World) -> None:
    world.begin("close_date_passed")
    deal = world.make(Opportunity, name="Lathes", close_date=str(timezone.localdate() + datetime.timedelta(days=2)))
    world.later(days=4)
    assert world.asked() == ("Enter the new close date: Lathes", ["ana"])
    world.answer(world.ana, "done", close_date="2027-03-31", next_step="Visit")
    deal.refresh_from_db()
    assert (str(deal.close_date), deal.next_step) == ("2027-03-31", "Visit")
    world.ended("keep")


def test_run_lost_opportunity(world: World) -> None:
    world.begin("lost_opportunity")
    deal = world.make(Opportunity, name="Lathes", amount="200000")
    actions.perform(actions.get("opportunity.lose"), deal, {"reason": "?"}, actor=Actor.of_user(world.ana))
    world.catch_up()
    world.answer(world.ana, "done", reason="Price", competitor="Other Ltd")
    deal.refresh_from_db()
    assert (deal.lost_reason, deal.competitor) == ("Price", "Other Ltd")
    assert [who for who, _title in world.told()] == ["jing"]
    world.ended("tell_manager")


def test_run_new_customer(world: World) -> None:
    world.begin("new_customer")
    world.make(Account, name="Acme", type="customer")
    assert [subject for subject, _who, _priority in world.tasks()] == ["Welcome Acme by telephone"]
    world.time_passes("month")
    assert [subject for subject, _who, _priority in world.tasks()][1:] == ["Ask Acme how it goes"]
    world.ended("visit")


def test_run_key_accounts(world: World) -> None:
    world.begin("key_accounts")
    seen, unseen = (world.make(Account, name=name, level="a") for name in ("Seen", "Unseen"))
    met = timezone.now() - datetime.timedelta(days=3)
    world.make(Meeting, subject="Talk", starts_at=met.isoformat(), related_to=f"account:{seen.pk}")
    world.later(days=31)
    assert world.tasks() == [("Arrange a meeting with Unseen", "ana", "normal")]
    assert Task.objects.get().related_to == f"account:{unseen.pk}"
    assert list(Run.objects.values_list("status", flat=True)) == ["completed", "completed"]


# ---- service


def test_run_call_back(world: World) -> None:
    world.begin("call_back")
    account = world.make(Account, name="Acme", type="prospect")
    world.make(Call, subject="Delivery date", outcome="call_back", related_to=f"account:{account.pk}")
    assert world.tasks() == [("Call back: Delivery date", "ana", "high")]
    assert Task.objects.get().related_to == f"account:{account.pk}"
    world.time_passes("day")
    assert world.told() == [("jing", "Not called back: Delivery date")]
    world.ended("tell_manager")


def test_a_call_back_that_was_made_is_not_told(world: World) -> None:
    world.begin("call_back")
    world.make(Call, subject="Delivery date", outcome="call_back")
    world.change(Task.objects.get(), status="completed")
    world.time_passes("day")
    assert world.told() == []
    world.ended("open", "late")


def test_run_missed_call(world: World) -> None:
    world.begin("missed_call")
    world.make(Call, subject="?", direction="inbound", status="no_answer", phone="13000000002")
    assert world.told() == [("ana", "Missed call from +8613000000002")]
    assert world.tasks() == [("Call back +8613000000002", "ana", "urgent")]
    world.ended("task")


def test_run_customer_mail(world: World) -> None:
    world.begin("customer_mail")
    world.make(EmailMessage, subject="Where is it?", direction="inbound", from_address="li@acme.example")
    assert world.tasks() == [("Answer: Where is it?", "ana", "high")]
    world.time_passes("day")
    assert world.told() == [("jing", "Not answered: Where is it?")]
    world.ended("tell_manager")


def test_run_new_owner(world: World) -> None:
    world.begin("new_owner")
    account = world.make(Account, name="Acme", type="prospect")
    contact = world.make(Contact, name="Li", account=account.pk)
    deal = world.make(Opportunity, name="Lathes", account=account.pk)
    world.change(account, owner=world.bo.pk)
    for record in (contact, deal):
        record.refresh_from_db()
        assert record.owner == world.bo
    assert world.told() == [("bo", "Acme is your customer now")]
    world.ended("tell")


# ---- money


def test_run_credit_limit(world: World) -> None:
    world.begin("credit_limit")
    account = world.make(Account, name="Acme", type="prospect", credit_limit="50000")
    world.change(account, credit_limit="150000")
    assert world.asked() == ("Approve the credit limit: Acme", ["jing"])
    world.answer(world.jing, "rejected")
    account.refresh_from_db()
    assert account.credit_limit == 50000
    assert world.told() == [("ana", "Credit limit of Acme was not approved")]
    world.ended("back", "tell")
    Run.objects.all().delete()
    world.change(account, credit_limit="120000")
    world.answer(world.jing, "approved", "Good payer")
    account.refresh_from_db()
    assert (account.credit_limit, Note.objects.get().body) == (120000, "120,000.00 Chinese yuan. Good payer")
    world.ended("noted")


def test_run_payment_terms(world: World) -> None:
    world.begin("payment_terms")
    account = world.make(Account, name="Acme", type="prospect", payment_terms="net_90")
    world.time_passes("approve")
    account.refresh_from_db()
    assert account.payment_terms == "net_30"
    assert world.tasks() == [("Tell Acme: payment within 30 days", "ana", "normal")]
    world.ended("explain")


def test_run_campaign_cost(world: World) -> None:
    world.begin("campaign_cost")
    day = timezone.localdate()
    campaign = world.make(Campaign, name="Fair", status="active", ends_on=str(day))
    world.later(days=9)
    assert world.asked() == ("Enter the actual cost: Fair", ["ana"])
    world.answer(world.ana, "done", cost="1234.50")
    campaign.refresh_from_db()
    assert (str(campaign.actual_cost), campaign.status) == ("1234.50", "complete")
    world.ended("keep")


def test_run_price_change(world: World) -> None:
    world.begin("price_change")
    product = world.make(Product, name="Lathe", price="100")
    world.make(Opportunity, name="Ten lathes", product=f"product:{product.pk}")
    world.make(Opportunity, name="Something else")
    world.change(product, price="120")
    assert world.told() == [("ana", "New price: Lathe")]
    assert "Price now: 120.00. Please look at your opportunity Ten lathes." in Notice.objects.get().body
    world.ended("each", "tell")


# ---- reminders


def soon(**amount: float) -> str:
    return (timezone.now() + datetime.timedelta(**amount)).isoformat()


def test_run_meeting_soon(world: World) -> None:
    world.begin("meeting_soon")
    world.make(Meeting, subject="Talk", starts_at=soon(hours=5), ends_at=soon(hours=6))
    world.later(hours=3.5)
    assert world.told() == []
    world.later(hours=4.1)
    assert world.told() == [("ana", "In an hour: Talk")]
    world.ended("remind")


def test_run_meeting_result(world: World) -> None:
    world.begin("meeting_result")
    meeting = world.make(Meeting, subject="Talk", starts_at=soon(hours=1), ends_at=soon(hours=2))
    world.later(hours=4.1)
    assert world.asked() == ("Say what came of the meeting: Talk", ["ana"])
    world.answer(world.ana, "done", held=True, agreed="Ten lathes in May")
    meeting.refresh_from_db()
    assert (meeting.status, meeting.description) == ("held", "Ten lathes in May")
    world.ended("hold")


def test_run_next_contact(world: World) -> None:
    world.begin("next_contact")
    world.make(Lead, name="Chen", next_contact_at=soon(hours=2))
    world.later(hours=2.1)
    assert world.told() == [("ana", "Get in touch with Chen now")]
    world.time_passes("wait")
    assert world.tasks() == [("Get in touch with Chen: it was due yesterday", "ana", "high")]
    world.ended("task")


def test_run_overdue_task(world: World) -> None:
    world.begin("overdue_task")
    world.make(Task, subject="Offer", due_at=soon(hours=1))
    world.later(hours=2.1)
    assert world.told() == [("ana", "Overdue: Offer")]
    world.time_passes("wait")
    assert world.told()[1:] == [("jing", "Overdue for a day: Offer")]
    world.ended("tell_manager")


# ---- data care


def test_run_market_segment(world: World) -> None:
    world.begin("market_segment")
    account = world.make(Account, name="Acme", type="customer")
    world.later(days=31)
    assert world.asked() == ("Choose the market segment: Acme", ["ana"])
    world.answer(world.ana, "done", segment="mid_market")
    account.refresh_from_db()
    assert account.segment == "mid_market"
    world.ended("keep")


def test_run_lead_without_number(world: World) -> None:
    world.begin("lead_without_number")
    world.make(Lead, name="Chen")
    world.time_passes("wait")
    assert world.tasks() == [("How can Chen be reached?", "ana", "normal")]
    world.ended("task")


def test_run_contact_without_account(world: World) -> None:
    world.begin("contact_without_account")
    account = world.make(Account, name="Acme", type="prospect")
    contact = world.make(Contact, name="Li")
    world.change(contact, account=account.pk)
    assert world.tasks() == []
    world.ended("wait", "late")


def test_run_changed_address(world: World) -> None:
    world.begin("changed_address")
    contact = world.make(Contact, name="Li", email="old@acme.example")
    world.change(contact, email="new@acme.example")
    assert Note.objects.get().body.startswith("old@acme.example until ")
    assert Note.objects.get().related_to == f"contact:{contact.pk}"
    world.ended("keep")


# ---- the gallery


def test_the_gallery_is_for_who_may_read_workflows() -> None:
    def get(user: User) -> Any:
        return Client().get("/api/automation/templates", headers={"Authorization": f"Bearer {create_token(user)}"})

    root = User.objects.create_user("root", name="Root", is_administrator=True)
    found: Callable[[], Any] = get(root).json
    assert [one["key"] for one in found()] == KEYS
    assert get(User.objects.create_user("cy", name="Cy")).status_code == 403
    assert all(objects.find(one["object"]) is not None for one in found())
