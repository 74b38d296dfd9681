"""Declares what surrounds an opportunity: competitors, contacts, price rounds, obstacles, reasons for its end."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from magpie.platform import objects
from magpie.platform.actor import Actor
from magpie.platform.objects import OpenChoices
from magpie.sales.models import CloseReason, Competitor, DealContact, Obstacle, PriceRound, Rival


def _check_price(values: dict[str, Any], record: Any) -> dict[str, str]:
    return {"price": now_("Enter 0 or more.")} if (values.get("price") or 0) < 0 else {}


def _of_rival(rival: Rival, changed: frozenset[str], actor: Actor) -> dict[str, Any]:
    """A new one gets the currency of the opportunity unless another is given."""
    if rival.pk or not rival.opportunity_id or "currency" in changed:
        return {}
    return {"currency": rival.opportunity.currency}


def _of_price_round(price_round: PriceRound, changed: frozenset[str], actor: Actor) -> dict[str, Any]:
    """A new round gets the next number, today's date and the currency of the opportunity."""
    if price_round.pk or not price_round.opportunity_id:
        return {}
    further: dict[str, Any] = {}
    if not price_round.name:
        further["name"] = f"#{PriceRound.objects.filter(opportunity=price_round.opportunity_id).count() + 1}"
    if price_round.on_day is None:
        further["on_day"] = timezone.localdate()
    if "currency" not in changed:
        further["currency"] = price_round.opportunity.currency
    return further


def _of_obstacle(obstacle: Obstacle, changed: frozenset[str], actor: Actor) -> dict[str, Any]:
    """A solved obstacle has the day; opened again it loses it."""
    if obstacle.status == "solved":
        return {"solved_on": obstacle.solved_on or timezone.localdate()}
    return {"solved_on": None}


objects.register(
    name="competitor",
    model=Competitor,
    title="name",
    icon="trophy",
    group="sales",
    columns=("name", "products", "website", "owner", "updated_at"),
    sections=(
        (_("Competitor"), ("name", "website", "products", "account", "owner", "tags")),
        (_("How they compare"), ("strengths", "weaknesses", "approach")),
        (_("More"), ("external_id",)),
    ),
    highlights=("products", "website", "owner"),
    search=("name", "products", "website"),
    subtitle="products",
    duplicates_on=("name", "website"),
)
objects.register(
    name="rival",
    model=Rival,
    title="name",
    named_by=("competitor",),
    icon="flag",
    group="sales",
    label=_("Competitor in the deal"),
    label_plural=_("Competitors in the deal"),
    columns=("name", "competitor", "standing", "price", "opportunity", "strengths", "weaknesses", "owner"),
    sections=(
        (
            _("Competitor in the deal"),
            ("opportunity", "competitor", "standing", "currency", "price", "strengths", "weaknesses", "name", "owner"),
        ),
    ),
    highlights=("standing", "price", "opportunity", "owner"),
    search=("name", "strengths", "weaknesses"),
    board_by="standing",
    check=_check_price,
    before_save=_of_rival,
)
objects.register(
    name="deal_contact",
    model=DealContact,
    plural="deal-contacts",
    title="name",
    named_by=("contact",),
    icon="contacts",
    group="sales",
    columns=("name", "contact", "role", "attitude", "opportunity", "note", "owner"),
    sections=((_("Contact in the deal"), ("opportunity", "contact", "role", "attitude", "note", "name", "owner")),),
    own_choices={"role": OpenChoices("contact_role", fixed=("decision_maker",))},
    highlights=("role", "attitude", "opportunity", "owner"),
    search=("name", "note"),
)
objects.register(
    name="price_round",
    model=PriceRound,
    plural="price-rounds",
    title="name",
    icon="pay-circle",
    group="sales",
    columns=("name", "side", "price", "on_day", "conditions", "opportunity", "owner"),
    sections=(
        (
            _("Price round"),
            ("opportunity", "name", "side", "currency", "price", "on_day", "valid_until", "conditions", "owner"),
        ),
    ),
    highlights=("side", "price", "on_day", "opportunity", "owner"),
    search=("name", "conditions"),
    check=_check_price,
    before_save=_of_price_round,
)
objects.register(
    name="obstacle",
    model=Obstacle,
    title="name",
    icon="stop",
    group="sales",
    columns=("name", "kind", "opportunity", "since", "due_on", "status", "owner"),
    sections=(
        (_("Obstacle"), ("name", "kind", "opportunity", "since", "due_on", "owner", "description")),
        (_("Solution"), ("status", "solution", "solved_on")),
    ),
    highlights=("status", "kind", "since", "opportunity", "owner"),
    search=("name", "solution", "description"),
    board_by="kind",
    own_choices={"kind": OpenChoices()},
    before_save=_of_obstacle,
)
objects.register(
    name="close_reason",
    model=CloseReason,
    plural="close-reasons",
    title="name_en",
    icon="tags",
    group="setup",
    is_setup=True,
    open_to_all=True,
    listed=False,
    columns=("kind", "position", "name_en", "name_zh", "is_active"),
    sections=((_("Reason for winning or losing"), ("kind", "name_en", "name_zh", "position", "is_active")),),
    search=("name_en", "name_zh"),
    subtitle="name_zh",
)
