"""What a workflow can do with a record of any object: create, change, delete."""

from __future__ import annotations

from typing import Any, cast

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from pydantic import BaseModel, Field

from magpie.platform import objects, records
from magpie.platform.actions import action
from magpie.platform.actor import Actor
from magpie.platform.models import Tracked
from magpie.platform.problems import Refused


class Values(BaseModel):
    """Fields by name, and what they become."""

    values: dict[str, Any] = Field(title=gettext_noop("Values"))


class NewRecord(BaseModel):
    """What to create, and with which fields."""

    object: str = Field(title=gettext_noop("Object"))
    values: dict[str, Any] = Field(title=gettext_noop("Values"))


class Nothing(BaseModel):
    """For a deletion: no input."""


@action("record.update", on="*", label=gettext_lazy("Change the record"), for_people=False)
def update_record(record: Tracked, data: Values, *, actor: Actor) -> Tracked:
    """Set fields of the record; what is already so stays so."""
    return records.update(record, data.values, actor=actor)


@action("record.create", on="*", label=gettext_lazy("Create a record"), for_people=False)
def create_record(record: Tracked, data: NewRecord, *, actor: Actor) -> Tracked:
    """A new record of any object; a link field of it may point to the workflow's record."""
    object_type = objects.find(data.object)
    if object_type is None:
        raise Refused(_("There is no object “%(name)s”.") % {"name": data.object})
    created: Tracked = records.create(cast("type[Tracked]", object_type.model), data.values, actor=actor)
    return created


@action("record.delete", on="*", label=gettext_lazy("Delete the record"), for_people=False)
def delete_record(record: Tracked, data: Nothing, *, actor: Actor) -> None:
    """Delete the record; the run ends with it."""
    records.delete(record, actor=actor)
