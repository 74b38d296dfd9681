"""Declares notice rules: who may make and change which, and what makes one whole."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _
from pydantic import TypeAdapter, ValidationError

from magpie.following import lists
from magpie.following.models import NoticeRule
from magpie.following.people import steps
from magpie.following.rules import Happening, Receiver
from magpie.platform import access, filters, listing, objects, texts
from magpie.platform.actor import Actor
from magpie.platform.problems import Refused

NAME = "notice_rule"
_HAPPENINGS, _RECEIVERS = TypeAdapter(list[Happening]), TypeAdapter(list[Receiver])


def may_rule(actor: Actor) -> bool:
    """Whether the actor keeps the company's rules: administrators, and those whose role lets them change all rules."""
    if actor.is_trusted:
        return True
    return any(given.get("update") == "all" for given in access.grants_of(actor, objects.get(NAME)))


def _reached(actor: Actor, verb: str) -> Q:
    """One's own, and the company's: everybody may read why they are told, few may change it."""
    mine = Q(reach="personal", owner=actor.user_id or 0)
    return mine | Q(reach="company") if verb == "read" or may_rule(actor) else mine


def _check(values: dict[str, Any], rule: NoticeRule | None) -> dict[str, str]:
    def now(name: str) -> Any:
        return values[name] if name in values else getattr(rule, name, None)

    object_type = objects.find(now("object") or "")
    if object_type is None:
        return {"object": now_("There is no object “%(name)s”.") % {"name": now("object")}}
    problems = _check_happenings(object_type, now("events"))
    try:
        filters.parse(object_type, now("filter"))
    except filters.FilterError as error:
        problems["filter"] = str(error)
    if (now("reach") or "personal") == "company":
        problems |= _check_receivers(object_type, now("receivers"))
    shown = now("shown") or []
    if not isinstance(shown, list) or any(name not in object_type.fields() for name in map(str, shown)):
        problems["shown"] = now_("Choose fields of this object.")
    if now("tells_still") and (now("timing") or "at_once") == "at_once":
        problems["tells_still"] = now_("What stands still is told in a summary only. Choose daily or weekly.")
    record = now("record_id")
    if record is not None and not 0 < record < 2**31:
        problems["record_id"] = now_("This value does not fit.")
    followed = now("list_id")
    if followed is not None and not 0 < followed < 2**31:
        problems["list_id"] = now_("This value does not fit.")
    for name in ("text_en", "text_zh"):
        try:
            texts.check(now(name) or "")
        except texts.BrokenTemplate as error:
            problems[name] = str(error)
    return problems


def _check_happenings(object_type: objects.ObjectType, value: Any) -> dict[str, str]:
    try:
        happenings = _HAPPENINGS.validate_python(value or [])
    except ValidationError:
        return {"events": now_("Choose what is to be told.")}
    known = object_type.fields()
    for one in happenings:
        unknown = next((name for name in one.fields if name not in known), None)
        if unknown is not None:
            words = {"object": str(object_type.label), "name": unknown[:60]}
            return {"events": now_("%(object)s has no field “%(name)s”.") % words}
        if (one.before or one.after) and len(one.fields) != 1:
            return {"events": now_("Name the one field whose values count.")}
        if one.on in ("action", "event") and not one.name:
            return {"events": now_("Choose which operation is to be told.")}
    return {}


def _check_receivers(object_type: objects.ObjectType, value: Any) -> dict[str, str]:
    try:
        receivers = _RECEIVERS.validate_python(value or [])
    except ValidationError:
        return {"receivers": now_("Choose who is to be told.")}
    for one in receivers:
        if one.kind in ("field", "manager"):
            if not steps(object_type, one.path):
                words = {"object": str(object_type.label), "name": one.path[:60]}
                return {"receivers": now_("%(object)s has no person in “%(name)s”.") % words}
        elif one.kind != "followers" and one.id is None:
            return {"receivers": now_("Choose who is to be told.")}
    return {}


def _before_save(rule: NoticeRule, changed: frozenset[str], actor: Actor) -> dict[str, Any]:
    """A rule that tells nobody or nothing is no rule; a personal one is the actor's own and asks what they may see."""
    if rule.reach == "company":
        if not may_rule(actor):
            raise Refused(now_("Only administrators make rules for the company. Follow it for yourself instead."))
        if not rule.receivers:
            raise Refused(now_("Choose who is to be told."))
    if not rule.events and not rule.tells_still:
        raise Refused(now_("Choose what is to be told."))
    if rule.reach == "company":
        dropped = {"owner_id": None} if rule.owner_id else {}
        return dropped | ({"list_id": None} if rule.list_id is not None else {})
    values: dict[str, Any] = {}
    if not actor.is_trusted or not rule.owner_id:
        values["owner_id"] = actor.user_id
    object_type = objects.find(str(rule.object))
    if object_type is not None and not access.may(actor, object_type, "read"):
        raise Refused(now_("You may not read these records."))
    if rule.list_id is not None and actor.user is not None and changed & {"list_id", "filter", "object"}:
        values |= _as_the_list(rule, changed, actor)
    if object_type is not None and changed & {"filter", "object"}:
        try:
            listing.hide_from(object_type, actor, filters.parse(object_type, values.get("filter", rule.filter)))
        except filters.FilterError as error:
            raise Refused(str(error)) from None
    return values


def _as_the_list(rule: NoticeRule, changed: frozenset[str], actor: Actor) -> dict[str, Any]:
    """The condition of the list that is to be followed; a condition written by hand follows it no more."""
    saved = lists.seen_by(actor, rule.list_id or 0, str(rule.object))
    if saved is not None and ("list_id" in changed or (rule.filter or {}) == (saved.filter or {})):
        return {"filter": saved.filter or {}}
    if "list_id" in changed:
        raise Refused(now_("The saved list is gone or no longer shared."))
    return {"list_id": None}


objects.register(
    name=NAME,
    plural="notice-rules",
    model=NoticeRule,
    title="name",
    icon="notification",
    group="setup",
    listed=False,
    named_once=True,
    columns=("name", "object", "reach", "timing", "is_active"),
    sections=(
        (_("Notice rule"), (
            "name", "reach", "owner", "object", "record_id", "filter", "list_id", "events", "receivers", "timing", "at",
            "weekday", "tells_still", "shown", "text_en", "text_zh", "urgent", "includes_doer", "may_be_muted",
            "valid_until", "is_active",
        )),
    ),
    scope=_reached,
    check=_check,
    before_save=_before_save,
)  # fmt: skip
