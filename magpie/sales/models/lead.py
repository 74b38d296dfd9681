"""Leads, and the record of each time one was handed to somebody.

A company may have a million leads: an index must earn its place, and those on references leave out the empty ones.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from magpie.accounts.choices import CURRENCIES, DEFAULT_CURRENCY, INDUSTRIES, SOURCES
from magpie.accounts.models import Pooled, pool
from magpie.platform import columns
from magpie.platform.models import Record

LEAD_STATUSES = [
    ("new", pgettext_lazy("lead", "New")),
    ("working", pgettext_lazy("lead", "Working")),
    ("qualified", pgettext_lazy("lead", "Qualified")),
    ("converted", pgettext_lazy("lead", "Converted")),
    ("recycled", pgettext_lazy("lead", "Recycled")),
    ("disqualified", pgettext_lazy("lead", "Disqualified")),
]
RATINGS = [("hot", _("Hot")), ("warm", _("Warm")), ("cold", _("Cold"))]
GRADES = [
    ("a", pgettext_lazy("grade", "A")),
    ("b", pgettext_lazy("grade", "B")),
    ("c", pgettext_lazy("grade", "C")),
    ("d", pgettext_lazy("grade", "D")),
]
AUTHORITIES = [
    ("decides", _("Decides")),
    ("influences", _("Influences the decision")),
    ("none", _("Has no say")),
]
TIMEFRAMES = [
    ("now", _("Now")),
    ("1_3_months", _("In 1 to 3 months")),
    ("3_6_months", _("In 3 to 6 months")),
    ("later", _("Later")),
]
LOST_REASONS = [
    ("no_budget", _("No budget")),
    ("no_need", _("No need")),
    ("no_answer", _("Does not answer")),
    ("competitor", _("Bought from a competitor")),
    ("price", _("Price too high")),
    ("timing", _("Not the right time")),
    ("wrong_data", _("Wrong data")),
    ("duplicate", _("Already known")),
    ("other", pgettext_lazy("lost reason", "Other")),
]
HAND_OVER_STATES = [
    ("offered", pgettext_lazy("hand-over", "Offered")),
    ("accepted", pgettext_lazy("hand-over", "Accepted")),
    ("declined", pgettext_lazy("hand-over", "Declined")),
    ("superseded", pgettext_lazy("hand-over", "Superseded")),
]


class Lead(Pooled, Record):
    """Somebody who may buy, before one knows enough to call them a customer."""

    owner = columns.reference(_("Owner"), "platform.User", db_index=False)  # indexed below, with the order of lists

    name = columns.text(pgettext_lazy("person", "Name"), required=True)
    company = columns.text(_("Company"))
    job_title = columns.text(_("Job title"))
    phone = columns.phone(_("Phone"))
    mobile = columns.phone(_("Mobile"))
    email = columns.email(_("E-mail"))
    website = columns.url(_("Website"))
    source = columns.choice(_("Source"), SOURCES)
    industry = columns.choice(_("Industry"), INDUSTRIES)
    employees = columns.number(_("Employees"))
    currency = columns.choice(_("Currency"), CURRENCIES, default=DEFAULT_CURRENCY)
    annual_revenue = columns.money(_("Annual revenue"))
    country = columns.text(_("Country"), max_length=100)
    state = columns.text(_("Province or state"), max_length=100)
    city = columns.text(_("City"), max_length=100)
    address = columns.address(_("Address"))
    campaign = columns.link(_("Campaign"), ("campaign",), db_index=False)
    tags = columns.tags(_("Tags"))
    description = columns.long_text(_("Description"))

    status = columns.choice(_("Status"), LEAD_STATUSES, default="new")
    rating = columns.choice(_("Rating"), RATINGS)
    score = columns.count(_("Score"))
    grade = columns.choice(_("Grade"), GRADES)
    budget = columns.money(_("Budget"))
    authority = columns.choice(_("Authority"), AUTHORITIES)
    need = columns.long_text(_("Need"))
    purchase_timeframe = columns.choice(_("Wants to buy"), TIMEFRAMES)
    next_contact_at = columns.moment(_("Next contact"))
    last_contact_at = columns.moment(_("Last contact"))
    lost_reason = columns.choice(_("Reason for the loss"), LOST_REASONS)
    lost_note = columns.text(_("About the loss"), max_length=1000)

    territory = columns.reference(_("Territory"), "sales.Territory", db_index=False)
    handed_over_by = columns.reference(_("Handed over by"), "platform.User", db_index=False)
    handed_over_at = columns.moment(_("Handed over at"))
    accepted_at = columns.moment(_("Accepted at"))

    converted_at = columns.moment(_("Converted at"))
    account = columns.reference(_("Account"), "accounts.Account", db_index=False)
    contact = columns.reference(_("Contact"), "accounts.Contact", db_index=False)
    opportunity = columns.reference(_("Opportunity"), "sales.Opportunity", db_index=False)

    class Meta:
        verbose_name = _("Lead")
        verbose_name_plural = _("Leads")
        constraints = [
            models.UniqueConstraint(
                fields=["external_id"], condition=~Q(external_id=""), name="one_lead_per_external_id"
            )
        ]
        indexes = [
            models.Index(fields=["owner", "-created_at", "-id"], name="lead_by_owner"),
            models.Index(fields=["status", "-created_at", "-id"], name="lead_by_status"),
            models.Index(fields=["-created_at", "-id"], name="lead_by_age"),
            models.Index(  # the order in which people look for what others changed, by these fields: see `listing`
                fields=["-updated_at", "-id"],
                include=["status", "source", "rating", "city", "owner", "score", "budget"],
                name="lead_by_change",
            ),
            models.Index(fields=["name", "id"], name="lead_by_name"),
            models.Index(fields=["company", "id"], name="lead_by_company"),
            models.Index(fields=["city", "id"], name="lead_by_city"),
            models.Index(fields=["source", "id"], name="lead_by_source"),
            models.Index(fields=["rating", "id"], name="lead_by_rating"),
            models.Index(fields=["score", "id"], name="lead_by_score"),
            models.Index(fields=["budget", "id"], name="lead_by_budget"),
            models.Index(fields=["next_contact_at", "id"], name="lead_by_next"),
            models.Index(fields=["last_contact_at", "id"], name="lead_by_last"),
            models.Index(fields=["phone"], condition=~Q(phone=""), name="lead_by_phone"),
            models.Index(fields=["mobile"], condition=~Q(mobile=""), name="lead_by_mobile"),
            models.Index(fields=["email"], condition=~Q(email=""), name="lead_by_email"),
            models.Index(
                fields=["territory", "-created_at", "-id"],
                condition=Q(territory__isnull=False),
                name="lead_by_territory",
            ),
            models.Index(fields=["campaign"], condition=~Q(campaign=""), name="lead_by_campaign"),
            models.Index(fields=["handed_over_by"], condition=Q(handed_over_by__isnull=False), name="lead_by_giver"),
            models.Index(fields=["account"], condition=Q(account__isnull=False), name="lead_by_account"),
            models.Index(fields=["contact"], condition=Q(contact__isnull=False), name="lead_by_contact"),
            models.Index(fields=["opportunity"], condition=Q(opportunity__isnull=False), name="lead_by_opportunity"),
            *pool.indexes("lead"),
        ]

    def __str__(self) -> str:
        return str(self.name)


class HandOver(Record):
    """One offer of a lead to a person, and what they answered.  Written by actions only.

    `member` is whose turn in the territory it was, which differs from the receiver when a deputy stood in.
    """

    name = columns.text(_("Name"))  # the lead's
    lead = columns.reference(_("Lead"), "sales.Lead", on_delete=models.CASCADE, required=True)
    giver = columns.reference(_("From"), "platform.User")
    receiver = columns.reference(_("To"), "platform.User")
    territory = columns.reference(_("Territory"), "sales.Territory")
    member = columns.reference(_("Turn of"), "sales.TerritoryMember", db_index=False)
    note = columns.text(_("Note"), max_length=2000)
    state = columns.choice(_("State"), HAND_OVER_STATES, default="offered")
    offered_at = columns.moment(_("Offered at"), now=True)
    answered_at = columns.moment(_("Answered at"))
    reason = columns.text(_("Reason"), max_length=1000)
    reminders = columns.count(_("Reminders sent"))

    class Meta:
        verbose_name = _("Hand-over")
        verbose_name_plural = _("Hand-overs")
        constraints = [
            models.UniqueConstraint(fields=["lead"], condition=Q(state="offered"), name="one_open_hand_over_per_lead")
        ]
        indexes = [models.Index(fields=["member", "-offered_at"], name="hand_over_by_turn")]

    def __str__(self) -> str:
        return str(self.name)
