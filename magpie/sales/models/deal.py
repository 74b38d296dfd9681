"""What surrounds an opportunity: who decides, who competes, what was offered, what stands in the way, why it ended."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from magpie.accounts.choices import CURRENCIES, DEFAULT_CURRENCY
from magpie.accounts.models.customer import CONTACT_ROLES
from magpie.platform import columns
from magpie.platform.models import Record, Tracked

CLOSE_KINDS = [("won", pgettext_lazy("stage", "Won")), ("lost", pgettext_lazy("stage", "Lost"))]
STANDINGS = [
    ("unknown", pgettext_lazy("competitor", "Not known")),
    ("behind", pgettext_lazy("competitor", "Behind us")),
    ("level", pgettext_lazy("competitor", "Level with us")),
    ("ahead", pgettext_lazy("competitor", "Ahead of us")),
    ("out", pgettext_lazy("competitor", "Out")),
    ("won", pgettext_lazy("competitor", "Won the deal")),
]
SIDES = [("ours", _("Our offer")), ("theirs", _("Their demand"))]
OBSTACLE_KINDS = [
    ("price", pgettext_lazy("obstacle", "Price")),
    ("budget", pgettext_lazy("obstacle", "Budget")),
    ("technical", pgettext_lazy("obstacle", "Technical question")),
    ("sample", pgettext_lazy("obstacle", "Sample or test")),
    ("decision", pgettext_lazy("obstacle", "Decision maker")),
    ("competitor", pgettext_lazy("obstacle", "Competitor")),
    ("delivery", pgettext_lazy("obstacle", "Delivery time")),
    ("contract", pgettext_lazy("obstacle", "Contract terms")),
    ("internal", pgettext_lazy("obstacle", "On our side")),
    ("other", pgettext_lazy("obstacle", "Other")),
]
OBSTACLE_STATES = [("open", pgettext_lazy("obstacle", "In the way")), ("solved", pgettext_lazy("obstacle", "Solved"))]
ATTITUDES = [
    ("champion", _("Fights for us")),
    ("supporter", _("In favour")),
    ("neutral", _("Neutral")),
    ("opponent", _("Against")),
]


class CloseReason(Tracked):
    """Why opportunities are won or lost, in the company's own words; asked for when one is closed."""

    name_en = columns.text(_("Name in English"), required=True, max_length=100)
    name_zh = columns.text(_("Name in Chinese"), max_length=100)
    kind = columns.choice(_("Kind"), CLOSE_KINDS, default="lost")
    position = columns.count(_("Position"), default=100)
    is_active = columns.boolean(_("In use"), default=True)

    class Meta:
        verbose_name = _("Reason for winning or losing")
        verbose_name_plural = _("Reasons for winning or losing")

    def __str__(self) -> str:
        return str(self.name_en)


class Competitor(Record):
    """A company that sells what we sell."""

    name = columns.text(_("Name"), required=True)
    account = columns.reference(_("Account"), "accounts.Account")
    website = columns.url(_("Website"))
    products = columns.text(_("Products"), max_length=500)
    strengths = columns.long_text(_("Strengths"))
    weaknesses = columns.long_text(_("Weaknesses"))
    approach = columns.long_text(_("How we win against them"))
    tags = columns.tags(_("Tags"))

    class Meta:
        verbose_name = _("Competitor")
        verbose_name_plural = _("Competitors")
        indexes = [models.Index(fields=["name", "id"], name="competitor_by_name")]

    def __str__(self) -> str:
        return str(self.name)


class Rival(Record):
    """A competitor in one opportunity; without a name of its own it is called as the competitor, if one may see it."""

    name = columns.text(_("Name"))
    opportunity = columns.reference(_("Opportunity"), "sales.Opportunity", on_delete=models.CASCADE, required=True)
    competitor = columns.reference(_("Competitor"), "sales.Competitor", on_delete=models.PROTECT, required=True)
    standing = columns.choice(_("Standing"), STANDINGS, default="unknown")
    currency = columns.choice(_("Currency"), CURRENCIES, default=DEFAULT_CURRENCY)
    price = columns.money(_("Their price"))
    strengths = columns.text(_("Strengths"), max_length=1000)
    weaknesses = columns.text(_("Weaknesses"), max_length=1000)

    class Meta:
        verbose_name = _("Competitor in the deal")
        verbose_name_plural = _("Competitors in the deal")
        constraints = [
            models.UniqueConstraint(
                fields=["opportunity", "competitor"], name="one_rival_per_opportunity_and_competitor"
            )
        ]

    def __str__(self) -> str:
        return str(self.name)


class DealContact(Record):
    """A person at the customer's and their part in one opportunity."""

    name = columns.text(_("Name"))
    opportunity = columns.reference(_("Opportunity"), "sales.Opportunity", on_delete=models.CASCADE, required=True)
    contact = columns.reference(_("Contact"), "accounts.Contact", on_delete=models.CASCADE, required=True)
    role = columns.choice(_("Role"), CONTACT_ROLES)
    attitude = columns.choice(_("Attitude"), ATTITUDES)
    note = columns.text(_("Note"), max_length=1000)

    class Meta:
        verbose_name = _("Contact in the deal")
        verbose_name_plural = _("Contacts in the deal")
        constraints = [
            models.UniqueConstraint(fields=["opportunity", "contact"], name="one_part_per_opportunity_and_contact")
        ]

    def __str__(self) -> str:
        return str(self.name)


class PriceRound(Record):
    """One offer or demand in the negotiation of a price."""

    name = columns.text(_("Round"), max_length=100)
    opportunity = columns.reference(_("Opportunity"), "sales.Opportunity", on_delete=models.CASCADE, required=True)
    side = columns.choice(_("Whose"), SIDES, default="ours")
    on_day = columns.date(_("Date"))
    currency = columns.choice(_("Currency"), CURRENCIES, default=DEFAULT_CURRENCY)
    price = columns.money(_("Price"))
    conditions = columns.text(_("Conditions"), max_length=1000)
    valid_until = columns.date(_("Valid until"))

    class Meta:
        verbose_name = _("Price round")
        verbose_name_plural = _("Price rounds")

    def __str__(self) -> str:
        return str(self.name)


class Obstacle(Record):
    """Something that keeps an opportunity from going on."""

    name = columns.text(_("What is in the way"), required=True, max_length=300)
    kind = columns.choice(_("Kind"), OBSTACLE_KINDS, default="other")
    opportunity = columns.reference(_("Opportunity"), "sales.Opportunity", on_delete=models.CASCADE, required=True)
    status = columns.choice(_("State"), OBSTACLE_STATES, default="open")
    since = columns.date(_("Since"), default=timezone.localdate)
    due_on = columns.date(_("To be solved by"))
    solution = columns.text(_("How it was solved"), max_length=1000)
    solved_on = columns.date(_("Solved on"))
    description = columns.long_text(_("Description"))

    class Meta:
        verbose_name = _("Obstacle")
        verbose_name_plural = _("Obstacles")
        indexes = [models.Index(fields=["status", "since"], name="obstacle_by_state")]

    def __str__(self) -> str:
        return str(self.name)
