"""A rule in words of the current language: what happens, who is told, when, and what is wrong with it."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from magpie.following import matching, rules
from magpie.following.models import NoticeRule
from magpie.following.people import steps
from magpie.following.rules import Happening, Receiver
from magpie.following.telling import trouble_of
from magpie.platform import actions, events, titles
from magpie.platform.actor import SYSTEM, Actor
from magpie.platform.fields import Field
from magpie.platform.filters.describe import describe
from magpie.platform.models import User
from magpie.platform.objects import ObjectType


def state_of(rule: NoticeRule, today: datetime.date) -> str:
    """active, off, over, broken, left (its owner is gone) or no_right (the owner may not read this any more)."""
    if not rule.is_active:
        return "off"
    if rule.valid_until and rule.valid_until < today:
        return "over"
    try:
        matching.ready(rule)
    except matching.Unreadable:
        return "broken"
    if rule.reach == "personal":
        owner = User.objects.filter(pk=rule.owner_id or 0).first()
        if owner is None or not owner.is_active:
            return "left"
        return trouble_of(rule, Actor.of_user(owner)) or "active"
    return "active"


def of(rule: NoticeRule) -> str:
    """The whole rule as a sentence; empty if it cannot be understood any more."""
    try:
        one = matching.ready(rule)
    except matching.Unreadable:
        return ""
    what = happenings(one.object_type, one.happenings)
    about = _capital(str(one.object_type.label))
    condition = describe(one.object_type, one.tree) if rule.filter else ""
    subject = _("%(object)s (%(condition)s)") % {"object": about, "condition": condition} if condition else about
    if rule.tells_still:
        what = _(", ").join(filter(None, [what, _("and what stands still")]))
    words = {"subject": subject, "what": what, "when": when(rule)}
    if rule.reach == "personal":
        return _("%(subject)s: %(what)s. Told %(when)s.") % words
    words["who"] = receivers(one.object_type, one.receivers)
    return _("%(subject)s: %(what)s. Told %(when)s: %(who)s.") % words


def happenings(object_type: ObjectType, some: Iterable[Happening]) -> str:
    """What has to happen."""
    return _(" or ").join(_happening(object_type, one) for one in some)


def _happening(object_type: ObjectType, one: Happening) -> str:
    plain = {
        "created": pgettext("notice rule", "created"),
        "deleted": pgettext("notice rule", "deleted"),
        "entered": pgettext("notice rule", "comes to satisfy the condition"),
        "left": pgettext("notice rule", "no longer satisfies the condition"),
        "note": pgettext("notice rule", "somebody writes a note"),
    }
    if one.on in plain:
        return plain[one.on]
    if one.on == "action":
        action = next((a for a in actions.all_actions() if a.name == one.name), None)
        return str(action.label) if action else one.name
    if one.on == "event":
        known = next((kind for kind in events.kinds_of(object_type.name) if kind.kind == one.name), None)
        return str(known.label) if known else one.name
    if not one.fields:
        return pgettext("notice rule", "anything changes")
    fields = [object_type.field(name) for name in one.fields]
    named = _(", ").join(_capital(str(field.label)) for field in fields)
    if one.before or one.after:
        before = _values(fields[0], one.before) or "…"
        return f"{named} {before} → {_values(fields[0], one.after) or '…'}"
    return _("%(fields)s changes") % {"fields": named}


def _values(field: Field, stored: list[str]) -> str:
    if field.target and not field.choices:
        pairs = [(field.target, int(value)) for value in stored if value.isdigit()]
        known = titles.look_up(SYSTEM, pairs)
        return _(" or ").join(known.get(pair, f"#{pair[1]}") for pair in pairs)
    return _(" or ").join(field.label_of(value) if field.choices else value for value in stored)


def receivers(object_type: ObjectType, some: Iterable[Receiver]) -> str:
    """Who is told."""
    return _(", ").join(_receiver(object_type, one) for one in some)


def _receiver(object_type: ObjectType, one: Receiver) -> str:
    if one.kind == "followers":
        return _("Followers")
    if one.kind in ("field", "manager"):
        label = " › ".join(_capital(str(field.label)) for field in steps(object_type, one.path)) or one.path
        return _("Manager of %(field)s") % {"field": label} if one.kind == "manager" else label
    name = {"user": "user", "role": "role"}.get(one.kind, "team")
    title = titles.look_up(SYSTEM, [(name, one.id or 0)]).get((name, one.id or 0), f"#{one.id}")
    return _("Manager of %(field)s") % {"field": title} if one.kind == "team_manager" else title


def when(rule: NoticeRule) -> str:
    """When the rule tells."""
    if rule.timing == "at_once":
        return pgettext("notice rule", "at once")
    clock = f"{rule.at or rules.USUAL_CLOCK:%H:%M}"
    if rule.timing == "daily":
        return _("on working days at %(clock)s") % {"clock": clock}
    day = NoticeRule(weekday=rule.weekday or "0").get_weekday_display()
    return _("weekly on %(day)s at %(clock)s") % {"day": day, "clock": clock}


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
