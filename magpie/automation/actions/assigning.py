"""Giving a record to somebody: a person, the next of a team, who has the least to do, by lot, or by territory."""

from __future__ import annotations

from typing import Any, Literal

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from pydantic import Field

from magpie.automation import turns
from magpie.automation.actions import rights
from magpie.automation.actions.inputs import Input, Number, Numbers, Person, choices, field_named, shown_as
from magpie.platform import filters, objects, records
from magpie.platform.actions import Output, action
from magpie.platform.actor import Actor
from magpie.platform.models import Tracked, User
from magpie.platform.problems import Refused


class Assign(Input):
    """Who gets the record: `to` by person, else one of a team, of the named users, or of the territory."""

    by: Literal["person", "next", "least", "random", "territory"] = Field(
        "person",
        title=gettext_noop("How"),
        json_schema_extra=choices(
            person=gettext_noop("To this person"),
            next=gettext_noop("To the next one in turn"),
            least=gettext_noop("To whoever has the fewest open records"),
            random=gettext_noop("By lot"),
            territory=gettext_noop("By territory"),
        ),
    )
    to: Person | None = Field(None, title=gettext_noop("To"), json_schema_extra=shown_as("person"))
    team: Number | None = Field(None, title=gettext_noop("Team"), json_schema_extra={"x-object": "team"})
    users: Numbers = Field(
        default=[], title=gettext_noop("Among these people"), max_length=200, json_schema_extra={"x-object": "user"}
    )
    field: str = Field(
        "owner",
        title=gettext_noop("Field"),
        max_length=100,
        json_schema_extra=shown_as("field", of="record", types=["user"]),
    )
    away: Literal["deputy", "skip", "give"] = Field(
        "deputy",
        title=gettext_noop("Who is away"),
        json_schema_extra=choices(
            deputy=gettext_noop("Their deputy takes it"),
            skip=gettext_noop("Is passed over"),
            give=gettext_noop("Gets it all the same"),
        ),
    )


@action(
    "record.assign",
    on="*",
    label=gettext_lazy("Assign to somebody"),
    about=gettext_lazy("Makes somebody the owner: a person, the next of a team, the least busy, or by territory."),
    group="people",
    outputs=(
        Output("user", gettext_lazy("Who got it"), "record", "user"),
        Output("name", gettext_lazy("Their name"), "text"),
    ),
    for_people=False,
)
def assign(record: Tracked, data: Assign, *, actor: Actor) -> dict[str, Any]:
    """Set the field to whoever is chosen; says whom, and for whom a deputy stands in."""
    object_type = objects.of(record)
    field = field_named(object_type, data.field, "user")
    rights.to_change(actor, record, [field.name])
    chosen = _choose(record, object_type, field.name, data)
    records.update(record, {field.name: chosen.receiver.pk}, actor=actor)
    given: dict[str, Any] = {"user": chosen.receiver.pk, "name": str(chosen.receiver)}
    return given if chosen.receiver == chosen.user else {**given, "instead_of": chosen.user.pk}


def _choose(record: Any, object_type: objects.ObjectType, field_name: str, data: Assign) -> turns.Candidate:
    if data.by == "person":
        person = data.to.find(record) if data.to else None
        if person is None:
            raise Refused(_("There is nobody to assign this to."))
        return _available([person], data.away)[0]
    if data.by == "territory":
        territory, people = _territory(record, object_type)
        pool = f"territory:{territory}"
    elif data.team is not None:
        people, pool = _users(team_id=data.team), f"team:{data.team}"
    else:
        order = {number: position for position, number in enumerate(data.users)}
        people = sorted(_users(pk__in=data.users), key=lambda user: order[user.pk])
        pool = "users:" + ",".join(map(str, sorted(order)))[:150]
    among = _available(people, data.away)
    pool = f"{object_type.name}.{field_name}:{pool}"
    if data.by == "random":
        return turns.any_of(among)
    if data.by == "least":
        turns.lock(pool)
        return turns.least_loaded(among, _load(object_type, field_name, [c.receiver.pk for c in among]), pool)
    return turns.next_of(pool, among)


def _users(**conditions: Any) -> list[User]:
    return list(User.objects.filter(is_active=True, **conditions).select_related("deputy").order_by("pk"))


def _available(people: list[User], away: str) -> list[turns.Candidate]:
    """Who can get it now; with "deputy" those who are away come into it only through their deputy."""
    if away == "give":
        among = [turns.Candidate(user, user) for user in people if user.is_active]
    else:
        among = turns.candidates(people, deputies=away == "deputy", now=timezone.now())
    if not among:
        named = ", ".join(str(user) for user in people[:5])
        raise Refused(_("None of these is available: %(names)s.") % {"names": named or "–"})
    return among


def _load(object_type: objects.ObjectType, field_name: str, users: list[int]) -> dict[int, int]:
    """How many open records of the object each of these has; all records where the object has no stages."""
    found = object_type.model._default_manager.filter(**{f"{field_name}__in": users})
    if object_type.stage_field:
        stage = object_type.field(object_type.stage_field)
        closed = [
            c.value for c in stage.choices if c.kind in ("won", "lost") or c.value in object_type.closed_stages
        ] + list(DONE)
        node = {"field": stage.name, "not_in": [v for v in closed if any(c.value == v for c in stage.choices)]}
        if node["not_in"]:
            found = found.filter(filters.to_q(object_type, node, filters.Caller.of()))
    counted = found.order_by().values_list(f"{field_name}_id").annotate(count=Count("pk"))
    return {number: count for number, count in counted if number is not None}


DONE = ("completed", "converted", "held", "closed", "won", "done")  # states of ours that no kind marks as over


def _territory(record: Any, object_type: objects.ObjectType) -> tuple[int, list[User]]:
    """The first territory whose rule holds for the lead, and its people in their order."""
    territories, members = objects.find("territory"), objects.find("territory_member")
    if object_type.name != "lead" or territories is None or members is None:
        raise Refused(_("Territories are there for leads only."))
    view, caller = filters.RecordView(record), filters.Caller.of()
    found: Any = territories.model._default_manager.filter(is_active=True).order_by("position", "id")
    for territory in found:
        if filters.matches(object_type, territory.rule, view, caller):
            rows: Any = members.model._default_manager.filter(territory=territory, is_active=True, user__is_active=True)
            rows = rows.select_related("user__deputy").order_by("position", "id")
            return territory.pk, [row.user for row in rows]
    raise Refused(_("No territory takes “%(lead)s”. An administrator can add one.") % {"lead": str(record)})
