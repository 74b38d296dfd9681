"""Since when records have the value that they have in a field with choices, as the cards of a board tell it."""

from __future__ import annotations

import datetime

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router, Schema

from magpie.platform import access, events, objects
from magpie.platform.actor import Actor
from magpie.platform.http.problems import PROBLEM_RESPONSES
from magpie.platform.http.rendering import answer
from magpie.platform.problems import Invalid

MOST = 500
router = Router(tags=["records"])


class HeldSinceItem(Schema):
    """Since when a record has its value; since its creation where the history tells nothing."""

    record: int
    at: datetime.datetime


class HeldSince(Schema):
    """One for each record that one may read."""

    items: list[HeldSinceItem]


@router.get("/held-since", response={200: HeldSince, **PROBLEM_RESPONSES}, operation_id="list_held_since")
def held_since(request: HttpRequest, object: str, field: str, ids: str = "") -> HttpResponse:
    """Since when these records (at most 500) have the value that they have in this field, by their history."""
    actor: Actor = request.auth  # type: ignore[attr-defined]
    object_type = objects.find(object)
    if object_type is None or not access.may(actor, object_type, "read"):
        raise Invalid({"object": [_("There is no object “%(name)s”.") % {"name": object[:100]}]})
    found = object_type.fields().get(field)
    if found is None or not found.choices or access.field_rights(actor, object_type).get(field) == "hidden":
        raise Invalid({"field": [_("Choose a field with choices.")]})
    asked = [int(n) for n in ids.split(",") if n.isascii() and n.isdigit() and len(n) < 19][:MOST]
    made = dict(access.visible(actor, object_type).filter(pk__in=asked).values_list("pk", "created_at"))
    since = made | events.last_entered(object_type.name, list(made), found)
    return answer({"items": [{"record": number, "at": at.isoformat()} for number, at in since.items()]})
