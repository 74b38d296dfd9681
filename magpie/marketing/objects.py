"""Declares campaigns."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from magpie.marketing.models import Campaign
from magpie.platform import objects
from magpie.platform.objects import OpenChoices


def _check_campaign(values: dict[str, Any], campaign: Campaign | None) -> dict[str, str]:
    starts_on = values["starts_on"] if "starts_on" in values else getattr(campaign, "starts_on", None)
    ends_on = values["ends_on"] if "ends_on" in values else getattr(campaign, "ends_on", None)
    if starts_on and ends_on and ends_on < starts_on:
        return {"ends_on": now_("The end lies before the beginning.")}
    return {}


objects.register(
    name="campaign",
    named_once=True,
    model=Campaign,
    title="name",
    icon="notification",
    group="marketing",
    columns=("name", "type", "status", "starts_on", "ends_on", "budget", "owner"),
    sections=(
        (_("Campaign"), ("name", "type", "status", "starts_on", "ends_on", "owner")),
        (_("Money"), ("currency", "budget", "actual_cost", "expected_revenue")),
        (_("More"), ("description", "external_id")),
    ),
    highlights=("status", "type", "starts_on", "ends_on", "budget"),
    search=("name", "external_id"),
    subtitle="status",
    own_choices={"type": OpenChoices()},
    board_by="status",
    stage_field="status",
    closed_stages=("inactive",),
    check=_check_campaign,
)
