"""Declares the object watch rule, and checks what is entered."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from magpie.platform import filters, objects, texts
from magpie.platform.actor import Actor
from magpie.platform.fields import Choice
from magpie.platform.models import Role, Team, Tracked, User
from magpie.watchdog import conditions
from magpie.watchdog.models import WatchRule

NAMED: dict[str, Any] = {"user": User, "role": Role, "team": Team}
MOST_RECEIVERS = 20
LONGEST: dict[str, int] = {"minutes": 527_040, "hours": 8784, "days": 3660, "working_hours": 3000, "working_days": 750}
TEXTS = ("message_en", "message_zh")


def problems_of(rule: WatchRule) -> dict[str, str]:
    """What is wrong with a rule, by field; empty if it can be followed."""
    target = conditions.target_of(rule)
    if target is None:
        return {"object": gettext("There is no object “%(name)s”.") % {"name": str(rule.object)[:100]}}
    if not issubclass(target.model, Tracked):
        return {"object": gettext("Records of %(object)s cannot be watched.") % {"object": str(target.label_plural)}}
    problems: dict[str, str] = {}
    for name in ("filter", "expected"):
        try:
            filters.parse(target, getattr(rule, name))
        except filters.FilterError as error:
            problems[name] = str(error)
    if not 1 <= rule.amount <= LONGEST.get(rule.unit, 0):
        problems["amount"] = gettext("Enter 1 to %(most)d.") % {"most": LONGEST.get(rule.unit, 1)}
    if rule.repeat_minutes is not None and not 1 <= rule.repeat_minutes <= 7 * 24 * 60:
        problems["repeat_minutes"] = gettext("Enter 1 to %(most)d minutes.") % {"most": 7 * 24 * 60}
    for name in TEXTS:
        try:
            texts.check(str(getattr(rule, name) or ""))
        except texts.BrokenTemplate as error:
            problems[name] = str(error)
    problems |= _of_record(rule, target) if rule.kind == "record" else _of_people(rule, target)
    if "receivers" not in problems and (problem := receivers_problem(rule.receivers, target, rule.kind == "people")):
        problems["receivers"] = problem
    return problems


def _of_record(rule: WatchRule, target: objects.ObjectType) -> dict[str, str]:
    if rule.since == "field" and (problem := _of_date(rule.since_field, target)):
        return {"since_field": problem}
    if rule.since == "stage" and not conditions.stage_of(target):
        words = {"object": str(target.label_plural)}
        return {"since": gettext("Records of %(object)s have no stage and no status.") % words}
    if not rule.expected and not rule.filter and rule.since != "stage":
        return {"expected": gettext("Say what is expected, or which records should not stay as they are.")}
    return {}


def _of_people(rule: WatchRule, target: objects.ObjectType) -> dict[str, str]:
    problems: dict[str, str] = {}
    if rule.since == "field":
        if problem := _of_date(rule.since_field, target):
            problems["since_field"] = problem
    elif rule.since != "created":
        problems["since"] = gettext("Say which date of the record counts.")
    field = target.fields().get(str(rule.person_field))
    if field is None or field.custom or field.target != "user" or field.type.name == "references":
        problems["person_field"] = gettext("Choose the field that says whose record it is.")
    if not 1 <= rule.at_least <= 1000:
        problems["at_least"] = gettext("Enter 1 to %(most)d.") % {"most": 1000}
    if rule.by_time is None:
        problems["by_time"] = gettext("Say until when.")
    if rule.list_time is not None and rule.by_time is not None and rule.list_time < rule.by_time:
        problems["list_time"] = gettext("The list comes after the people were reminded.")
    return problems


def _of_date(name: str, target: objects.ObjectType) -> str:
    try:
        path = filters.resolve(target, name)
    except filters.FilterError as error:
        return str(error)
    if path.field.type.name not in ("date", "datetime"):
        return gettext("“%(name)s” is no date of this record.") % {"name": name[:60]}
    return ""


def receivers_problem(given: Any, target: objects.ObjectType, of_people: bool = False) -> str:
    """What is wrong with whom something is to be told or who is expected to do it; empty if nothing is."""
    if not isinstance(given, list) or len(given) > MOST_RECEIVERS:
        return gettext("Enter a list.")
    if not given:
        return gettext("Say who is expected to do it.") if of_people else gettext("Say whom to chase.")
    for each in given:
        kind = each.get("kind") if isinstance(each, dict) else None
        if not of_people and kind in ("owner", "owner_manager", "responsible", "field"):
            if kind == "field" and not _is_person(str(each.get("field")), target):
                return gettext("Choose the field that names the person.")
            if kind in ("owner", "owner_manager") and "owner" not in target.fields():
                return gettext("Records of %(object)s have no owner.") % {"object": str(target.label_plural)}
            continue
        number = each.get("id") if isinstance(each, dict) else None
        if kind not in NAMED or type(number) is not int or not 0 < number < 2**63:
            return gettext("Say whom to chase.")
        if not NAMED[kind].objects.filter(pk=number).exists():
            return gettext("One of those who are to be chased is no longer there.")
    return ""


def _is_person(name: str, target: objects.ObjectType) -> bool:
    field = target.fields().get(name.removesuffix("_manager"))
    return field is not None and not field.custom and field.target == "user" and field.type.name != "references"


def _check(values: dict[str, Any], rule: Any) -> dict[str, str]:
    if rule is not None and values.keys() <= {"is_active", "name"} and not values.get("is_active"):
        return {}  # one that cannot be followed any more can still be switched off
    draft = WatchRule()
    names = {f.name: f.attname for f in WatchRule._meta.concrete_fields}
    for name, attname in names.items():
        value = values[name] if name in values else getattr(rule, attname) if rule is not None else None
        if value is not None and (name in values or rule is not None):
            setattr(draft, attname, value)
    return problems_of(draft)


def _before_save(rule: WatchRule, changed: frozenset[str], actor: Actor) -> dict[str, Any]:
    """Whoever makes a rule answers for it."""
    if not rule.pk and rule.responsible_id is None and actor.user_id:
        return {"responsible_id": actor.user_id}
    return {}


def _objects() -> tuple[Choice, ...]:
    return tuple(Choice(o.name, o.label) for o in objects.all_objects() if issubclass(o.model, Tracked))


objects.register(
    name="watch_rule", plural="watch-rules", named_once=True, model=WatchRule, title="name", group="setup", icon="eye",
    is_setup=True, listed=False, check=_check, before_save=_before_save, choices_from={"object": _objects},
    columns=("name", "kind", "object", "amount", "unit", "is_active"),
    sections=(
        (_("Watchdog rule"), ("name", "kind", "object", "filter", "expected", "is_active", "responsible")),
        (_("In time"), ("since", "since_field", "amount", "unit", "calendar", "person_field", "at_least", "by_time",
                        "list_time")),
        (_("Chasing"), ("receivers", "message_en", "message_zh", "repeat_minutes", "ladder", "urgent")),
    ),
)  # fmt: skip
