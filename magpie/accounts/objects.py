"""Declares accounts and contacts."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from magpie.accounts.models import Account, Contact
from magpie.platform import objects


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
    ),
    highlights=("type", "level", "industry", "phone", "owner"),
    search=("name", "phone", "email", "website", "tax_number", "external_id"),
    subtitle="industry",
    board_by="level",
    duplicates_on=("name", "phone", "website", "tax_number"),
    check=_check_account,
)
objects.register(
    name="contact",
    model=Contact,
    title="name",
    icon="contacts",
    group="sales",
    columns=("name", "account", "job_title", "mobile", "email", "owner"),
    sections=(
        (_("Contact"), ("name", "job_title", "role", "account", "owner", "tags")),
        (_("How to reach them"), ("mobile", "phone", "email", "do_not_call", "address")),
        (_("More"), ("birthday", "description", "external_id")),
    ),
    highlights=("account", "job_title", "mobile", "email", "owner"),
    search=("name", "phone", "mobile", "email", "job_title", "external_id"),
    subtitle="job_title",
    duplicates_on=("mobile", "phone", "email"),
)
