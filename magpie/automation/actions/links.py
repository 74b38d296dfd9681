"""What hangs on a record: records in its lists of references, tags, and the records that point to it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from pydantic import Field

from magpie.automation.actions import rights
from magpie.automation.actions.inputs import Input, Numbers, Words, field_named, points_to, shown_as
from magpie.platform import bulk, context, filters, listing, objects, records
from magpie.platform.actions import Output, action
from magpie.platform.actor import Actor
from magpie.platform.models import Tracked
from magpie.platform.problems import Refused

GROUP = "records"
THE_RECORD = Output("id", gettext_lazy("The record"), "record", "*")
MOST_AT_ONCE = 10_000


class Links(Input):
    """Which records, in which field; without one the first field that holds several records."""

    field: str = Field(
        "",
        title=gettext_noop("Field"),
        max_length=100,
        json_schema_extra=shown_as("field", of="record", types=["references"]),
    )
    records: Numbers = Field(title=gettext_noop("Records"), min_length=1, max_length=1000)


class Tags(Input):
    """Which tags, in which field; without one the first field that holds tags."""

    tags: Words = Field(title=gettext_noop("Tags"), min_length=1, max_length=100)
    field: str = Field(
        "",
        title=gettext_noop("Field"),
        max_length=100,
        json_schema_extra=shown_as("field", of="record", types=["tags"]),
    )


class Related(Input):
    """Which of the records that point to this one, and what their fields become."""

    related: str = Field(title=gettext_noop("Records"), max_length=200, json_schema_extra=shown_as("related"))
    filter: dict[str, Any] = Field(
        default={}, title=gettext_noop("Only those that satisfy"), json_schema_extra=shown_as("filter", of="related")
    )
    values: dict[str, Any] = Field(
        title=gettext_noop("Values"), min_length=1, json_schema_extra=shown_as("values", of="related")
    )


def _rewrite(record: Tracked, field_name: str, type_name: str, actor: Actor, change: Any) -> Tracked:
    field = field_named(objects.of(record), field_name, type_name)
    rights.to_change(actor, record, [field.name])
    locked = records.lock(objects.of(record), record.pk)
    return records.update(record, {field.name: change(list(field.plain(locked) or []))}, actor=actor)


@action(
    "record.link",
    on="*",
    label=gettext_lazy("Link records"),
    about=gettext_lazy("Adds records to a field that holds several."),
    group=GROUP,
    outputs=(THE_RECORD,),
    for_people=False,
)
def link(record: Tracked, data: Links, *, actor: Actor) -> Tracked:
    """The record with these in its list; those that are there stay where they are."""
    add = data.records
    return _rewrite(record, data.field, "references", actor, lambda has: has + [n for n in add if n not in has])


@action(
    "record.unlink",
    on="*",
    label=gettext_lazy("Unlink records"),
    about=gettext_lazy("Takes records out of a field that holds several."),
    group=GROUP,
    outputs=(THE_RECORD,),
    for_people=False,
)
def unlink(record: Tracked, data: Links, *, actor: Actor) -> Tracked:
    """The record without these in its list."""
    gone = set(data.records)
    return _rewrite(record, data.field, "references", actor, lambda has: [n for n in has if n not in gone])


@action(
    "record.add_tags",
    on="*",
    label=gettext_lazy("Add tags"),
    about=gettext_lazy("Puts tags on the record; those it has stay."),
    group=GROUP,
    outputs=(THE_RECORD,),
    for_people=False,
)
def add_tags(record: Tracked, data: Tags, *, actor: Actor) -> Tracked:
    """The record with these tags too."""
    return _rewrite(record, data.field, "tags", actor, lambda has: has + [t for t in data.tags if t not in has])


@action(
    "record.remove_tags",
    on="*",
    label=gettext_lazy("Remove tags"),
    about=gettext_lazy("Takes tags off the record."),
    group=GROUP,
    outputs=(THE_RECORD,),
    for_people=False,
)
def remove_tags(record: Tracked, data: Tags, *, actor: Actor) -> Tracked:
    """The record without these tags."""
    gone = set(data.tags)
    return _rewrite(record, data.field, "tags", actor, lambda has: [t for t in has if t not in gone])


@action(
    "record.update_related",
    on="*",
    label=gettext_lazy("Change related records"),
    about=gettext_lazy("Sets fields of all records that point to this one."),
    group=GROUP,
    outputs=(
        Output("count", gettext_lazy("Records changed"), "number"),
        Output("failed", gettext_lazy("Records that could not be changed"), "number"),
    ),
    for_people=False,
)
def update_related(record: Tracked, data: Related, *, actor: Actor) -> dict[str, Any]:
    """The same values on all that point here and satisfy the filter; Refused if not one of them could be changed."""
    object_type, pointing = points_to(data.related, record)
    rights.to_write(actor, object_type, data.values)
    try:
        filters.parse(object_type, data.filter)
    except filters.FilterError as error:
        raise Refused(str(error)) from None
    wanted = {"all": [pointing, data.filter]} if data.filter else pointing
    matching = listing.query(object_type, actor, filter=wanted, verb="update")
    numbers = list(matching.order_by("pk").values_list("pk", flat=True)[: MOST_AT_ONCE + 1])
    if len(numbers) > MOST_AT_ONCE:
        raise Refused(_("These are more than %(most)d records.") % {"most": MOST_AT_ONCE})
    current = context.current()
    automation = current.automation if current else "run"
    result = bulk.update_many(object_type, numbers, data.values, actor=actor, automation=automation)
    if result.failed and not result.count:
        raise Refused(f"{result.failed[0].title}: {result.failed[0].detail}")
    return {"count": result.count, "failed": len(result.failed)}
