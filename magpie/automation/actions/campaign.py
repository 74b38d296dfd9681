"""Putting records into a campaign and taking them out: any record whose object has a field for one."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from pydantic import Field as Part

from magpie.automation.actions import rights
from magpie.automation.actions.inputs import Input, Number
from magpie.platform import objects, records
from magpie.platform.actions import Output, action
from magpie.platform.actor import Actor
from magpie.platform.fields import Field
from magpie.platform.models import Tracked
from magpie.platform.problems import Refused

GROUP = "marketing"


class Campaign(Input):
    """Which campaign."""

    campaign: Number = Part(title=gettext_noop("Campaign"), json_schema_extra={"x-object": "campaign"})


class AnyCampaign(Input):
    """Which campaign; without one, whichever it is in."""

    campaign: Number | None = Part(None, title=gettext_noop("Campaign"), json_schema_extra={"x-object": "campaign"})


@action(
    "campaign.add",
    on="*",
    label=gettext_lazy("Add to a campaign"),
    about=gettext_lazy("Counts the record to a campaign; it leaves the one it was in."),
    group=GROUP,
    outputs=(Output("id", gettext_lazy("The record"), "record", "*"),),
    for_people=False,
)
def add_to_campaign(record: Tracked, data: Campaign, *, actor: Actor) -> Tracked:
    """The record with this campaign."""
    return _set(record, data.campaign, actor)


@action(
    "campaign.remove",
    on="*",
    label=gettext_lazy("Remove from a campaign"),
    about=gettext_lazy("Takes the record out of a campaign."),
    group=GROUP,
    outputs=(Output("id", gettext_lazy("The record"), "record", "*"),),
    for_people=False,
)
def remove_from_campaign(record: Tracked, data: AnyCampaign, *, actor: Actor) -> Tracked:
    """The record without this campaign; one that is in another stays there."""
    if data.campaign is not None:
        field = _field_of(record)
        if field.plain(record) != field.clean(_written(field, data.campaign)):
            return record
    return _set(record, None, actor)


def _field_of(record: Tracked) -> Field:
    """The field that names a campaign: a reference, or a link that leads to nothing else."""
    object_type = objects.of(record)
    for field in object_type.fields().values():
        if (field.type.name == "reference" and field.target == "campaign") or field.targets == ("campaign",):
            return field
    raise Refused(_("%(object)s has no field for a campaign.") % {"object": str(object_type.label)})


def _written(field: Field, campaign: int) -> Any:
    return f"campaign:{campaign}" if field.type.name == "link" else campaign


def _set(record: Tracked, campaign: int | None, actor: Actor) -> Tracked:
    field = _field_of(record)
    rights.to_change(actor, record, [field.name])
    return records.update(record, {field.name: campaign and _written(field, campaign)}, actor=actor)
