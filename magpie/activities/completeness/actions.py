"""Starts, repeats and ends a campaign for filling in data."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone, translation
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from magpie.activities.completeness import measuring
from magpie.activities.completeness.models import DataCampaign
from magpie.activities.models import Task
from magpie.activities.rules import OPEN_TASKS
from magpie.notices.tell import tell
from magpie.platform import listing, records
from magpie.platform.actions import NoInput, action
from magpie.platform.actor import SYSTEM, Actor
from magpie.platform.models import User
from magpie.platform.problems import Refused

END_OF_DAY = datetime.time(18)


def records_of(campaign: DataCampaign, actor: Actor, verb: Any = "read") -> Any:
    """The records that the campaign is about, among those that the actor reaches."""
    object_type = measuring.object_named(campaign.object)
    return listing.query(object_type, actor, filter=campaign.filter or None, verb=verb)


def progress(campaign: DataCampaign) -> dict[int | None, int]:
    """How many records each owner still has to fill in; everybody's, whoever asks."""
    object_type = measuring.object_named(campaign.object)
    fields = measuring.fields_named(object_type, campaign.fields, SYSTEM)
    now = measuring.by_owner(object_type, records_of(campaign, SYSTEM), fields)
    return {owner: lacking for owner, (_total, lacking) in now.items()}


@action("data_campaign.start", on="data_campaign", label=_("Start"), available_if={"field": "status", "is": "draft"})
def start(campaign: DataCampaign, data: NoInput, *, actor: Actor) -> DataCampaign:
    """Every owner of a record with something missing gets a task and a notice."""
    object_type = measuring.object_named(campaign.object)
    fields = measuring.fields_named(object_type, campaign.fields, actor)
    found = measuring.by_owner(object_type, records_of(campaign, actor, "update"), fields)
    began = {owner: lacking for owner, (_total, lacking) in found.items() if lacking}
    if not began:
        raise Refused(now_("Nothing is missing in these records: there is nothing to fill in."))
    people = list(User.objects.filter(pk__in=[o for o in began if o], is_active=True).order_by("pk"))
    due_at = None
    if campaign.due_on:
        due_at = datetime.datetime.combine(campaign.due_on, END_OF_DAY, timezone.get_default_timezone())
    for person in people:
        values = {
            "subject": _title(campaign, began[person.pk], person.language)[:200],
            "description": campaign.message,
            "due_at": due_at.isoformat() if due_at else None,
            "related_to": f"data_campaign:{campaign.pk}",
            "owner": person.pk,
        }
        records.create(Task, values, actor=actor)
    changed = {
        "status": "running",
        "began": {str(owner or 0): count for owner, count in began.items()},
        "people": [person.pk for person in people],
    }
    campaign = records.update(campaign, changed, actor=actor)
    _tell(campaign, people, began, actor, "start")
    return campaign


@action(
    "data_campaign.remind", on="data_campaign", label=_("Remind"), available_if={"field": "status", "is": "running"}
)
def remind(campaign: DataCampaign, data: NoInput, *, actor: Actor) -> DataCampaign:
    """Who has records left is told again."""
    left = progress(campaign)
    people = list(User.objects.filter(pk__in=campaign.people, is_active=True).order_by("pk"))
    _tell(campaign, [p for p in people if left.get(p.pk)], left, actor, f"remind:{timezone.now():%Y%m%d%H%M}")
    return campaign


@action("data_campaign.end", on="data_campaign", label=_("End"), available_if={"field": "status", "is": "running"})
def end(campaign: DataCampaign, data: NoInput, *, actor: Actor) -> DataCampaign:
    """Keep what is left as the campaign's result; tasks of those who are done are completed, the others called off."""
    left = {owner: count for owner, count in progress(campaign).items() if count}
    for task in Task.objects.filter(related_to=f"data_campaign:{campaign.pk}", status__in=OPEN_TASKS):
        records.update(task, {"status": "cancelled" if left.get(task.owner_id) else "completed"}, actor=actor)
    result = {str(owner or 0): count for owner, count in left.items()}
    return records.update(campaign, {"status": "ended", "left": result}, actor=actor)


def _title(campaign: DataCampaign, count: int, language: str) -> str:
    with translation.override(language or None):
        return now_("Please fill in: %(name)s (%(count)d records)") % {"name": campaign.name, "count": count}


def _tell(campaign: DataCampaign, people: list[User], counts: dict[int | None, int], actor: Actor, why: str) -> None:
    for person in people:
        title = _title(campaign, counts[person.pk], person.language)
        tell(
            person, kind="data_campaign", title=title, body=campaign.message, link=campaign, sender=actor.user,
            key=f"data_campaign:{campaign.pk}:{why}:{person.pk}",
        )  # fmt: skip
