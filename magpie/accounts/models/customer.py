"""The tables of companies and people."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from magpie.accounts.choices import CURRENCIES, DEFAULT_CURRENCY, INDUSTRIES
from magpie.accounts.models import pool
from magpie.accounts.models.pool import Pooled
from magpie.platform import columns
from magpie.platform.models import Record

ACCOUNT_TYPES = [
    ("customer", _("Customer")),
    ("prospect", _("Prospect")),
    ("partner", _("Partner")),
    ("reseller", _("Reseller")),
    ("supplier", _("Supplier")),
    ("competitor", _("Competitor")),
    ("other", pgettext_lazy("account type", "Other")),
]
SEGMENTS = [
    ("enterprise", _("Large enterprise")),
    ("mid_market", _("Medium-sized business")),
    ("small", _("Small business")),
    ("public", _("Public sector")),
    ("individual", _("Private person")),
]
LEVELS = [("a", _("A: key customer")), ("b", _("B: important")), ("c", _("C: ordinary")), ("d", _("D: occasional"))]
PAYMENT_TERMS = [
    ("prepayment", _("Prepayment")),
    ("on_delivery", _("On delivery")),
    ("net_15", _("15 days")),
    ("net_30", _("30 days")),
    ("net_60", _("60 days")),
    ("net_90", _("90 days")),
]
CONTACT_ROLES = [
    ("decision_maker", _("Decision maker")),
    ("evaluator", _("Evaluator")),
    ("influencer", _("Influencer")),
    ("user", pgettext_lazy("role in a purchase", "User")),
    ("purchaser", _("Purchaser")),
    ("finance", pgettext_lazy("role in a purchase", "Finance")),
    ("other", pgettext_lazy("role in a purchase", "Other")),
]


class Account(Pooled, Record):
    """A company (or a person buying for themselves) with which one does business."""

    name = columns.text(_("Name"), required=True)
    parent = columns.reference(_("Parent account"), "accounts.Account")
    type = columns.choice(_("Type"), ACCOUNT_TYPES, default="customer")
    industry = columns.choice(_("Industry"), INDUSTRIES)
    segment = columns.choice(_("Market segment"), SEGMENTS)
    level = columns.choice(_("Level"), LEVELS)
    phone = columns.phone(_("Phone"))
    website = columns.url(_("Website"))
    email = columns.email(_("E-mail"))
    billing_address = columns.address(_("Billing address"))
    shipping_address = columns.address(_("Shipping address"))
    tax_number = columns.text(_("Tax number"), max_length=60)
    currency = columns.choice(_("Currency"), CURRENCIES, default=DEFAULT_CURRENCY)
    payment_terms = columns.choice(_("Payment terms"), PAYMENT_TERMS)
    credit_limit = columns.money(_("Credit limit"))
    employees = columns.number(_("Employees"))
    annual_revenue = columns.money(_("Annual revenue"))
    year_established = columns.number(_("Founded in"))
    tags = columns.tags(_("Tags"))
    description = columns.long_text(_("Description"))

    class Meta:
        verbose_name = _("Account")
        verbose_name_plural = _("Accounts")
        constraints = [
            models.UniqueConstraint(
                fields=["external_id"], condition=~Q(external_id=""), name="one_account_per_external_id"
            )
        ]
        indexes = [
            models.Index(fields=["name", "id"], name="account_by_name"),
            models.Index(fields=["-created_at", "-id"], name="account_by_age"),
            models.Index(fields=["phone"], condition=~Q(phone=""), name="account_by_phone"),
            *pool.indexes("account"),
        ]

    def __str__(self) -> str:
        return str(self.name)


class Contact(Record):
    """A person at a customer's."""

    name = columns.text(pgettext_lazy("person", "Name"), required=True)
    job_title = columns.text(_("Job title"))
    role = columns.choice(_("Role"), CONTACT_ROLES)
    account = columns.reference(_("Account"), "accounts.Account")
    reports_to = columns.reference(_("Reports to"), "accounts.Contact")
    phone = columns.phone(_("Phone"))
    mobile = columns.phone(_("Mobile"))
    email = columns.email(_("E-mail"))
    birthday = columns.date(_("Birthday"))
    do_not_call = columns.boolean(_("Do not call"))
    address = columns.address(_("Address"))
    tags = columns.tags(_("Tags"))
    description = columns.long_text(_("Description"))

    class Meta:
        verbose_name = _("Contact")
        verbose_name_plural = _("Contacts")
        constraints = [
            models.UniqueConstraint(
                fields=["external_id"], condition=~Q(external_id=""), name="one_contact_per_external_id"
            )
        ]
        indexes = [
            models.Index(fields=["name", "id"], name="contact_by_name"),
            models.Index(fields=["-created_at", "-id"], name="contact_by_age"),
            models.Index(fields=["mobile"], condition=~Q(mobile=""), name="contact_by_mobile"),
            models.Index(fields=["phone"], condition=~Q(phone=""), name="contact_by_phone"),
            models.Index(fields=["email"], condition=~Q(email=""), name="contact_by_email"),
        ]

    def __str__(self) -> str:
        return str(self.name)
