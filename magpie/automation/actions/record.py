"""What a workflow can do with a record of any object: create, change, delete, find, create or change."""

from __future__ import annotations

import json
from typing import Any, Literal, cast

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from pydantic import Field

from magpie.automation.actions import rights
from magpie.automation.actions.inputs import Input, choices, object_named, shown_as
from magpie.platform import access, filters, listing, objects, records
from magpie.platform.actions import Output, action
from magpie.platform.actor import Actor
from magpie.platform.models import Tracked
from magpie.platform.problems import Refused

GROUP = "records"
THE_RECORD = Output("id", gettext_lazy("The record"), "record", "*")


class Values(Input):
    """Fields by name, and what they become."""

    values: dict[str, Any] = Field(title=gettext_noop("Values"), json_schema_extra=shown_as("values", of="record"))


class NewRecord(Input):
    """What to create, and with which fields."""

    object: str = Field(title=gettext_noop("Object"), json_schema_extra=shown_as("object"))
    values: dict[str, Any] = Field(title=gettext_noop("Values"), json_schema_extra=shown_as("values", of="object"))


class FoundOrNew(NewRecord):
    """What to look for, and which values the record found or created then has."""

    find: dict[str, Any] = Field(
        title=gettext_noop("Found by"), min_length=1, json_schema_extra=shown_as("values", of="object")
    )
    several: Literal["oldest", "newest", "refuse"] = Field(
        "oldest",
        title=gettext_noop("If there are several"),
        json_schema_extra=choices(
            oldest=gettext_noop("Take the oldest"),
            newest=gettext_noop("Take the newest"),
            refuse=gettext_noop("Stop with an error"),
        ),
    )


class Search(Input):
    """Which records to look for."""

    object: str = Field(title=gettext_noop("Object"), json_schema_extra=shown_as("object"))
    filter: dict[str, Any] = Field(
        default={}, title=gettext_noop("Filter"), json_schema_extra=shown_as("filter", of="object")
    )
    sort: str = Field(
        "", title=gettext_noop("Sorted by"), max_length=100, json_schema_extra=shown_as("sort", of="object")
    )
    limit: int = Field(20, title=gettext_noop("At most"), ge=1, le=1000)


class Nothing(Input):
    """For a deletion: no input."""


@action(
    "record.update",
    on="*",
    label=gettext_lazy("Change the record"),
    about=gettext_lazy("Sets fields of the record."),
    group=GROUP,
    outputs=(THE_RECORD,),
    for_people=False,
)
def update_record(record: Tracked, data: Values, *, actor: Actor) -> Tracked:
    """Set fields of the record; what is already so stays so."""
    rights.to_change(actor, record, data.values)
    return records.update(record, data.values, actor=actor)


@action(
    "record.create",
    label=gettext_lazy("Create a record"),
    about=gettext_lazy("Makes a new record of any object."),
    group=GROUP,
    outputs=(THE_RECORD,),
    for_people=False,
)
def create_record(data: NewRecord, *, actor: Actor) -> Tracked:
    """A new record of any object; a link field of it may point to the workflow's record."""
    return _create(object_named(data.object), data.values, actor)


def _create(object_type: objects.ObjectType, values: dict[str, Any], actor: Actor) -> Tracked:
    rights.to_create(actor, object_type, values)
    created: Tracked = records.create(cast("type[Tracked]", object_type.model), values, actor=actor)
    return created


@action(
    "record.upsert",
    label=gettext_lazy("Change a record or create it"),
    about=gettext_lazy("Looks for a record by some fields; changes it, or creates it if there is none."),
    group=GROUP,
    outputs=(THE_RECORD, Output("created", gettext_lazy("It is new"), "boolean")),
    for_people=False,
)
def upsert_record(data: FoundOrNew, *, actor: Actor) -> dict[str, Any]:
    """One record with these values; two runs that look for the same at one moment make one record.

    What is looked for and is empty finds nothing: a lead without an address is not every lead without an address.
    """
    object_type = object_named(data.object)
    wanted = {name: value for name, value in data.find.items() if value not in (None, "", [], {})}
    if unknown := sorted(set(data.find) - set(object_type.fields())):
        text = _("%(object)s has no field “%(name)s”.")
        raise Refused(text % {"object": str(object_type.label), "name": unknown[0][:50]})
    found: list[Any] = []
    if wanted:
        _one_at_a_time(f"{object_type.name}:{json.dumps(wanted, sort_keys=True, default=str)}")
        conditions = [{"field": name, "is": _plain(value)} for name, value in wanted.items()]
        matching = _matching(object_type, {"all": conditions}, actor)
        found = list(matching.order_by("-pk" if data.several == "newest" else "pk")[:2])
    if len(found) > 1 and data.several == "refuse":
        raise Refused(_("There are several records of %(object)s.") % {"object": str(object_type.label)})
    if found:
        rights.to_change(actor, found[0], data.values)
        record, created = records.update(found[0], data.values, actor=actor), False
    else:
        record, created = _create(object_type, {**wanted, **data.values}, actor), True
    return {"object": object_type.name, "id": record.pk, "created": created}


def _plain(value: Any) -> Any:
    return value["id"] if isinstance(value, dict) and value.keys() >= {"object", "id"} else value


def _one_at_a_time(what: str) -> None:
    """Others that want the same wait until this transaction has ended."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"magpie:upsert:{what}"])


def _matching(object_type: objects.ObjectType, filter: Any, actor: Actor, verb: access.Verb = "read") -> Any:
    """The records that the actor may reach; Refused where the filter cannot be understood."""
    try:
        filters.parse(object_type, filter)
    except filters.FilterError as error:
        raise Refused(str(error)) from None
    return listing.query(object_type, actor, filter=filter, verb=verb)


@action(
    "record.find",
    label=gettext_lazy("Find records"),
    about=gettext_lazy("Looks for records of any object; a loop or a condition can then use them."),
    group=GROUP,
    outputs=(
        Output("items", gettext_lazy("The records found"), "json", "*"),
        Output("first", gettext_lazy("The first record found"), "record", "*"),
        Output("count", gettext_lazy("How many there are in all"), "number"),
    ),
    for_people=False,
)
def find_records(data: Search, *, actor: Actor) -> dict[str, Any]:
    """The records that satisfy the filter, as far as they fit, and how many there are in all."""
    object_type = object_named(data.object)
    matching = _matching(object_type, data.filter, actor)
    page = listing.page(object_type, actor, filter=data.filter, sort=data.sort, limit=data.limit)
    items = [{"object": object_type.name, "id": r.pk, "title": object_type.title_of(r)} for r in page.records]
    count = matching.count() if page.next else len(items)
    return {"items": items, "first": items[0] if items else None, "count": count}


@action(
    "record.delete",
    on="*",
    label=gettext_lazy("Delete the record"),
    about=gettext_lazy("Deletes the record; if it is the workflow's own, the run ends with it."),
    group=GROUP,
    danger=True,
    for_people=False,
)
def delete_record(record: Tracked, data: Nothing, *, actor: Actor) -> None:
    """Delete the record; the run ends with it."""
    rights.to_delete(actor, record)
    records.delete(record, actor=actor)
