"""How many records have a field filled in, as a whole and by owner."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from magpie.platform import access, filters, listing, objects
from magpie.platform.actor import Actor
from magpie.platform.fields import Field
from magpie.platform.models import User
from magpie.platform.objects import AUTOMATIC, ObjectType
from magpie.platform.problems import Invalid

LEFT_OUT = ("boolean", "computed", "json", "filter")  # never empty, or not filled in by people
MOST_FIELDS = 20


def object_named(name: str) -> ObjectType:
    """The object whose records have owners; Invalid for any other name."""
    found = objects.find(name)
    if found is None or found.is_setup or not any(f.name == "owner" for f in found.model._meta.concrete_fields):
        raise Invalid({"object": [_("There is no object “%(name)s” whose records have owners.") % {"name": name[:50]}]})
    return found


def measured_fields(object_type: ObjectType, actor: Actor) -> list[Field]:
    """The fields that people fill in, as far as the actor may see them."""
    rights = access.field_rights(actor, object_type)
    return [
        f for f in object_type.fields().values()
        if not f.read_only and f.name not in (*AUTOMATIC, "owner", "external_id") and f.type.name not in LEFT_OUT
        and "is_empty" in f.type.operators and rights.get(f.name) != "hidden"
    ]  # fmt: skip


def fields_named(object_type: ObjectType, names: Sequence[Any], actor: Actor) -> list[Field]:
    """These of the fields that can be measured; Invalid if one cannot, or if there are none or too many."""
    known = {f.name: f for f in measured_fields(object_type, actor)}
    unknown = [n for n in names if not isinstance(n, str) or n not in known]
    if unknown:
        label = {"name": str(unknown[0])[:50], "object": str(object_type.label)}
        raise Invalid({"fields": [_("“%(name)s” of %(object)s is not filled in by people.") % label]})
    if not 0 < len(names) <= MOST_FIELDS:
        raise Invalid({"fields": [_("Choose between 1 and %(most)d fields.") % {"most": MOST_FIELDS}]})
    return [known[n] for n in dict.fromkeys(names)]


def missing(fields: Sequence[Field]) -> dict[str, Any]:
    """The filter for records in which one of these fields is empty."""
    return {"any": [{"field": f.name, "is_empty": True} for f in fields]}


def measure(object_type: ObjectType, actor: Actor, condition: Any) -> dict[str, Any]:
    """How many records there are among those the actor may read, and how many have each field filled in."""
    found = listing.query(object_type, actor, filter=condition).order_by()
    fields = measured_fields(object_type, actor)
    caller = filters.Caller.of(actor)
    filled = {
        f"filled_{at}": Count("pk", filter=filters.to_q(object_type, {"field": f.name, "is_empty": False}, caller))
        for at, f in enumerate(fields)
    }
    row = found.aggregate(total=Count("pk"), **filled)
    return {
        "total": row["total"],
        "fields": [
            {"name": f.name, "label": str(f.label), "custom": f.custom, "filled": row[f"filled_{at}"]}
            for at, f in enumerate(fields)
        ],
    }


def by_owner(object_type: ObjectType, found: Any, fields: Sequence[Field]) -> dict[int | None, tuple[int, int]]:
    """Of these records: how many each owner has, and in how many of them one of the fields is empty."""
    lacking = filters.to_q(object_type, missing(fields), filters.Caller.of())
    rows = found.order_by().values("owner").annotate(total=Count("pk"), lacking=Count("pk", filter=Q(lacking)))
    return {row["owner"]: (row["total"], row["lacking"]) for row in rows}


def names_of(numbers: Mapping[Any, Any]) -> dict[int, str]:
    """The names of these users."""
    return dict(User.objects.filter(pk__in=[n for n in numbers if n]).values_list("pk", "name"))
