"""Making a customer of a lead."""

from __future__ import annotations

from decimal import Decimal

import pytest

from magpie.accounts.models import Account, Contact
from magpie.platform import records
from magpie.platform.actor import SYSTEM, Actor
from magpie.platform.problems import Invalid, Refused
from magpie.sales.models import HandOver, Lead, Opportunity
from magpie.sales.tests.make import count_events, do, make_lead, make_territory, make_user

pytestmark = pytest.mark.django_db


def made() -> tuple[int, int, int]:
    return Account.objects.count(), Contact.objects.count(), Opportunity.objects.count()


def test_a_lead_becomes_account_contact_and_opportunity_with_what_was_known() -> None:
    ana = make_user("Ana")
    lead = make_lead(
        ana, company="Acme", job_title="Buyer", mobile="13800138000", email="li@acme.cn", city="Beijing", budget="5000",
        currency="USD", source="referral", authority="decides", need="Ten lathes", status="qualified",
    )  # fmt: skip
    result = do("lead.convert", lead, ana)
    assert made() == (1, 1, 1)
    account, contact, opportunity = Account.objects.get(), Contact.objects.get(), Opportunity.objects.get()
    assert (account.name, account.type, account.currency, account.owner) == ("Acme", "prospect", "USD", ana)
    assert account.billing_address == {"city": "Beijing"}
    assert (contact.name, contact.account) == ("Li Lei", account)
    assert (contact.job_title, contact.role) == ("Buyer", "decision_maker")
    assert (contact.mobile, contact.email) == ("+8613800138000", "li@acme.cn")
    assert (opportunity.name, opportunity.amount, opportunity.currency) == ("Acme – Li Lei", Decimal("5000.00"), "USD")
    assert (opportunity.lead, opportunity.account, opportunity.contact) == (lead, account, contact)
    assert (opportunity.stage.name_en, opportunity.probability) == ("Prospecting", 10)
    assert (opportunity.source, opportunity.description) == ("referral", "Ten lathes")
    assert result == opportunity
    assert (lead.status, lead.account, lead.contact, lead.opportunity) == ("converted", account, contact, opportunity)
    assert lead.converted_at is not None


def test_an_existing_account_is_used_and_no_opportunity_made_if_none_is_wanted() -> None:
    ana = make_user("Ana")
    account = records.create(Account, {"name": "Old friend"}, actor=Actor.of_user(ana))
    lead = make_lead(ana, company="Acme")
    assert do("lead.convert", lead, ana, account=account.pk, with_opportunity=False) == account
    assert made() == (1, 1, 0)
    assert (lead.account, lead.opportunity, Contact.objects.get().account) == (account, None, account)


def test_an_account_that_one_may_not_see_is_refused_and_nothing_is_made() -> None:
    ana, cy = make_user("Ana"), make_user("Cy")
    hidden = records.create(Account, {"name": "Secret"}, actor=Actor.of_user(cy))
    lead, events = make_lead(ana), count_events()
    with pytest.raises(Invalid):
        do("lead.convert", lead, ana, account=hidden.pk)
    assert (made(), count_events()) == ((1, 0, 0), events)


def test_names_and_amount_may_be_given() -> None:
    ana = make_user("Ana")
    lead = make_lead(ana, company="Acme", budget="1")
    do("lead.convert", lead, ana, account_name=" Acme China ", opportunity_name="Lathes", amount="12.5")
    assert Account.objects.get().name == "Acme China"
    assert (Opportunity.objects.get().name, Opportunity.objects.get().amount) == ("Lathes", Decimal("12.50"))


def test_a_converted_lead_is_not_converted_again_and_stays_as_it_was() -> None:
    ana, bo = make_user("Ana"), make_user("Bo")
    lead = make_lead(ana)
    do("lead.convert", lead, ana)
    before, events = made(), count_events()
    for name, data in (
        ("lead.convert", {}), ("lead.qualify", {}), ("lead.disqualify", {"reason": "price"}), ("lead.hand_over", {}),
        ("lead.reopen", {}), ("lead.assign", {"user": bo.pk}),
    ):  # fmt: skip
        with pytest.raises(Refused):
            do(name, lead, ana, **data)
    for values in ({"name": "Other"}, {"status": "working"}, {"budget": "1"}):
        with pytest.raises(Refused, match="has been converted"):
            records.update(lead, values, actor=SYSTEM)
    assert (made(), count_events()) == (before, events)
    records.update(lead, {"owner": bo.pk}, actor=SYSTEM)  # whoever takes over the customers takes over their leads
    assert Lead.objects.get().owner == bo


def test_the_status_alone_does_not_convert() -> None:
    ana = make_user("Ana")
    lead = make_lead(ana)
    with pytest.raises(Refused, match="Use “Convert”"):
        records.update(lead, {"status": "converted"}, actor=Actor.of_user(ana))
    lead.refresh_from_db()
    assert (lead.status, made()) == ("new", (0, 0, 0))
    assert make_lead(ana, status="converted").converted_at is not None  # brought from another system


def test_converting_accepts_an_open_hand_over() -> None:
    ana, bo = make_user("Ana"), make_user("Bo")
    make_territory("All", bo)
    lead = make_lead(ana)
    do("lead.hand_over", lead, ana)
    do("lead.convert", lead, bo)
    assert (HandOver.objects.get().state, lead.accepted_at is not None) == ("accepted", True)
    assert Account.objects.get().owner == bo
