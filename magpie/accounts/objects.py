"""Declares accounts and contacts; what else belongs to them is declared in `file_objects` and `setup_objects`."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from magpie.accounts.models import Account, Contact
from magpie.accounts.pools import taking_part
from magpie.platform import objects
from magpie.platform.actor import Actor
from magpie.platform.objects import OpenChoices


def _check_account(values: dict[str, Any], account: Account | None) -> dict[str, str]:
    problems: dict[str, str] = {}
    seen, parent = {account.pk} if account else set(), values.get("parent")
    while parent:
        if parent in seen:
            problems["parent"] = now_("An account cannot be part of itself.")
            break
        seen.add(parent)
        parent = Account.objects.filter(pk=parent).values_list("parent_id", flat=True).first()
    if (employees := values.get("employees")) is not None and employees < 0:
        problems["employees"] = now_("Enter 0 or more.")
    if (limit := values.get("credit_limit")) is not None and limit < 0:
        problems["credit_limit"] = now_("Enter 0 or more.")
    if (year := values.get("year_established")) is not None and not 1000 <= year <= 2200:
        problems["year_established"] = now_("Enter a year such as 1998.")
    return problems


def _check_contact(values: dict[str, Any], contact: Contact | None) -> dict[str, str]:
    seen, above = {contact.pk} if contact else set(), values.get("reports_to")
    while above:
        if above in seen:
            return {"reports_to": now_("Nobody reports to themselves, not even over others.")}
        seen.add(above)
        above = Contact.objects.filter(pk=above).values_list("reports_to_id", flat=True).first()
    return {}


def _before_saving_account(account: Account, changed: frozenset[str], actor: Actor) -> dict[str, Any]:
    return taking_part.on_save(account, changed)


objects.register(
    name="account",
    model=Account,
    title="name",
    icon="bank",
    group="sales",
    columns=("name", "type", "industry", "level", "phone", "owner", "updated_at"),
    sections=(
        (_("Account"), ("name", "type", "parent", "industry", "segment", "level", "owner", "tags")),
        (_("How to reach them"), ("phone", "email", "website", "billing_address", "shipping_address")),
        (_("Money"), ("currency", "payment_terms", "credit_limit", "tax_number")),
        (_("Company"), ("employees", "annual_revenue", "year_established", "description", "external_id")),
        taking_part.SECTION,
    ),
    read_only=taking_part.READ_ONLY,
    quiet=taking_part.QUIET,
    hidden=taking_part.HIDDEN,
    highlights=("type", "level", "industry", "phone", "owner"),
    search=("name", "phone", "email", "website", "tax_number", "external_id"),
    subtitle="industry",
    board_by="level",
    own_choices={
        "type": OpenChoices(fixed=("prospect",)),
        "industry": OpenChoices("industry"),
        "segment": OpenChoices(),
        "level": OpenChoices(),
        "payment_terms": OpenChoices(),
    },
    duplicates_on=("name", "phone", "website", "tax_number"),
    duplicate_rules=(
        {"name": _("Similar name of an account"), "parts": [{"compare": "similar", "fields": ["name"]}]},
        {"name": _("Same telephone of an account"), "parts": [{"compare": "phone", "fields": ["phone"]}]},
        {"name": _("Same tax number"), "parts": [{"compare": "exact", "fields": ["tax_number"]}]},
        {"name": _("Same website"), "parts": [{"compare": "website", "fields": ["website"]}]},
    ),
    check=_check_account,
    before_save=_before_saving_account,
)
objects.register(
    name="contact",
    model=Contact,
    title="name",
    icon="contacts",
    group="sales",
    columns=("name", "account", "job_title", "mobile", "email", "owner"),
    sections=(
        (_("Contact"), ("name", "job_title", "role", "account", "reports_to", "owner", "tags")),
        (_("How to reach them"), ("mobile", "phone", "email", "do_not_call", "address")),
        (_("More"), ("birthday", "description", "external_id")),
    ),
    highlights=("account", "job_title", "mobile", "email", "owner"),
    search=("name", "phone", "mobile", "email", "job_title", "external_id"),
    subtitle="job_title",
    own_choices={"role": OpenChoices("contact_role", fixed=("decision_maker",))},
    duplicates_on=("mobile", "phone", "email"),
    check=_check_contact,
    duplicate_rules=(
        {"name": _("Same mobile of a contact"), "parts": [{"compare": "phone", "fields": ["mobile"]}]},
        {"name": _("Same e-mail of a contact"), "parts": [{"compare": "email", "fields": ["email"]}]},
        {
            "name": _("Same name at the same account"),
            "parts": [{"compare": "similar", "fields": ["name"]}, {"compare": "exact", "fields": ["account"]}],
        },
    ),
)
taking_part.take_part("account", along=(("contact", "account"),))
