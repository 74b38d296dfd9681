"""Declares campaigns for filling in data."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from magpie.activities.completeness import measuring
from magpie.activities.completeness.models import DataCampaign
from magpie.platform import access, filters, objects
from magpie.platform.actor import SYSTEM, Actor
from magpie.platform.problems import Invalid


def check(values: dict[str, Any], campaign: Any) -> dict[str, str]:
    """What is wrong with a campaign's object, fields or condition."""

    def value(name: str) -> Any:
        return values[name] if name in values else getattr(campaign, name, None)

    try:
        object_type = measuring.object_named(value("object") or "")
        if "fields" in values or campaign is None:
            given = value("fields")
            measuring.fields_named(object_type, given if isinstance(given, list) else [], SYSTEM)
        filters.parse(object_type, value("filter"))
    except Invalid as error:
        return {name: texts[0] for name, texts in error.fields.items()}
    except filters.FilterError as error:
        return {"filter": str(error)}
    return {}


def _campaigns_of(actor: Actor, verb: str) -> Q:
    """Whoever began one changes it; their team and those who take part read it, whatever their roles say."""
    mine = Q(owner=actor.user_id)
    if verb != "read":
        return mine
    return mine | Q(owner__in=access.team_members(actor)) | Q(people__contains=[actor.user_id])


objects.register(
    name="data_campaign", model=DataCampaign, title="name", plural="data-campaigns", icon="check-square",
    group="activities", listed=False, columns=("name", "object", "status", "due_on", "owner", "created_at"),
    scope=_campaigns_of, read_only=("status", "people", "began", "left"), check=check, search=("name",),
    highlights=("status", "due_on", "owner"),
    sections=(
        (_("Data campaign"), ("name", "object", "fields", "filter", "due_on", "status", "owner", "people")),
        (_("Message"), ("message",)),
    ),
)  # fmt: skip
