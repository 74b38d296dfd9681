"""Having people follow a record, so that they are told what becomes of it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from pydantic import Field

from magpie.automation.actions.inputs import Input, Person, shown_as
from magpie.notices import following
from magpie.platform.actions import Output, action
from magpie.platform.actor import Actor
from magpie.platform.models import Tracked, User
from magpie.platform.problems import Refused

GROUP = "people"


class People(Input):
    """Who is meant: users, or parts in the record."""

    who: list[Person] = Field(
        title=gettext_noop("Who"), min_length=1, max_length=100, json_schema_extra=shown_as("people")
    )

    def found(self, record: Any) -> list[User]:
        """The people who are meant and there; Refused if there is none."""
        users = {user.pk: user for person in self.who if (user := person.find(record)) is not None and user.is_active}
        if not users:
            raise Refused(_("None of these people is named in this record."))
        return list(users.values())


@action(
    "record.follow",
    on="*",
    label=gettext_lazy("Have somebody follow it"),
    about=gettext_lazy("Adds followers; a notice to the followers reaches them."),
    group=GROUP,
    outputs=(Output("count", gettext_lazy("New followers"), "number"),),
    for_people=False,
)
def follow(record: Tracked, data: People, *, actor: Actor) -> dict[str, Any]:
    """The record with these followers too."""
    return {"count": sum(following.follow(record, user) for user in data.found(record))}


@action(
    "record.unfollow",
    on="*",
    label=gettext_lazy("Have somebody follow it no longer"),
    about=gettext_lazy("Takes followers off the record."),
    group=GROUP,
    outputs=(Output("count", gettext_lazy("Followers taken off"), "number"),),
    for_people=False,
)
def unfollow(record: Tracked, data: People, *, actor: Actor) -> dict[str, Any]:
    """The record without these followers."""
    return {"count": sum(following.unfollow(record, user) for user in data.found(record))}
