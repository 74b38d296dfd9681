"""Makes a customer of a lead: account, contact and, if wanted, opportunity; the lead is then kept as it was."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import pgettext_lazy

from magpie.accounts.models import Account, Contact
from magpie.platform import records
from magpie.platform.actions import action
from magpie.platform.actor import Actor
from magpie.sales.actions.inputs import Convert
from magpie.sales.actions.lead import IS_OPEN, settle
from magpie.sales.models import Lead, Opportunity


@action("lead.convert", on="lead", position=20, label=pgettext_lazy("action", "Convert"), available_if=IS_OPEN)
def convert_lead(lead: Lead, data: Convert, *, actor: Actor) -> Account | Opportunity:
    """The opportunity if one was made, otherwise the account."""
    owner = lead.owner_id or actor.user_id
    if data.account is not None:
        account_id = data.account
        account = Account.objects.filter(pk=account_id).first()
    else:
        account = records.create(Account, _account_values(lead, data) | {"owner": owner}, actor=actor)
        account_id = account.pk
    contact_values = {**_contact_values(lead), "account": account_id, "owner": owner}
    contact = records.create(Contact, contact_values, actor=actor)  # also checks that the account may be seen
    opportunity = None
    if data.with_opportunity:
        account_name = account.name if account else ""
        values = {**_opportunity_values(lead, data, account_name), "account": account_id, "contact": contact.pk}
        opportunity = records.create(Opportunity, {**values, "owner": owner}, actor=actor)
    changes = {
        "status": "converted",
        "converted_at": timezone.now(),
        "account": account_id,
        "contact": contact.pk,
        "opportunity": opportunity.pk if opportunity else None,
    }
    records.update(lead, settle(lead, actor) | changes, actor=actor)
    made: Any = opportunity or account
    return made  # type: ignore[no-any-return]


def _account_values(lead: Lead, data: Convert) -> dict[str, Any]:
    return {
        "name": data.account_name.strip() or lead.company or lead.name,
        "type": "prospect" if data.with_opportunity else "customer",
        "industry": lead.industry,
        "phone": lead.phone,
        "website": lead.website,
        "email": "" if lead.company else lead.email,
        "billing_address": _address(lead),
        "currency": lead.currency,
        "employees": lead.employees,
        "annual_revenue": lead.annual_revenue,
        "tags": lead.tags,
        "description": lead.description,
    }


def _contact_values(lead: Lead) -> dict[str, Any]:
    return {
        "name": lead.name,
        "job_title": lead.job_title,
        "role": "decision_maker" if lead.authority == "decides" else "",
        "phone": lead.phone,
        "mobile": lead.mobile,
        "email": lead.email,
        "address": _address(lead),
    }


def _opportunity_values(lead: Lead, data: Convert, account_name: str) -> dict[str, Any]:
    return {
        "name": data.opportunity_name.strip() or _joined(account_name, lead.name),
        "amount": data.amount if data.amount is not None else lead.budget,
        "currency": lead.currency,
        "source": lead.source,
        "campaign": lead.campaign,
        "lead": lead.pk,
        "description": lead.need,
    }


def _joined(*names: str) -> str:
    """The names that are given, each once, as long as a name may be."""
    return " – ".join(dict.fromkeys(name for name in names if name))[:200]


def _address(lead: Lead) -> dict[str, str]:
    """The lead's address, filled from its own country, province and city."""
    parts = {"country": lead.country, "state": lead.state, "city": lead.city}
    return {name: part for name, part in parts.items() if part} | dict(lead.address or {})
