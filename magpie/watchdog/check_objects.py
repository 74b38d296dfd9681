"""Declares the object data check, and checks what is entered."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from magpie.platform import filters, objects
from magpie.platform.fields import Choice
from magpie.platform.models import Record
from magpie.watchdog.models import DataCheck
from magpie.watchdog.objects import receivers_problem

NAME = "data_check"
MOST_FIELDS = 5


def problems_of(check: DataCheck) -> dict[str, str]:
    """What is wrong with a check, by field; empty if it can be followed."""
    target = objects.find(str(check.object))
    if target is None:
        return {"object": gettext("There is no object “%(name)s”.") % {"name": str(check.object)[:100]}}
    if not may_be_checked(target):
        return {"object": gettext("Records of %(object)s cannot be checked.") % {"object": str(target.label_plural)}}
    problems: dict[str, str] = {}
    try:
        filters.parse(target, check.filter)
    except filters.FilterError as error:
        problems["filter"] = str(error)
    if not check.filter:
        problems["filter"] = gettext("Say which records are not as they should be.")
    if problem := _of_fields(check.mend, target):
        problems["mend"] = problem
    if problem := receivers_problem(check.receivers, target) if check.receivers else gettext("Say who repairs it."):
        problems["receivers"] = problem
    return problems


def _of_fields(names: Any, target: objects.ObjectType) -> str:
    if not isinstance(names, list) or not names:
        return gettext("Choose at least one field that is repaired.")
    if len(names) > MOST_FIELDS or len(set(map(str, names))) != len(names):
        return gettext("Choose at most %(most)d fields, each once.") % {"most": MOST_FIELDS}
    for name in names:
        field = target.fields().get(str(name))
        if field is None or not isinstance(name, str):
            words = {"object": str(target.label), "name": str(name)[:60]}
            return gettext("%(object)s has no field “%(name)s”.") % words
        if field.read_only:
            return gettext("“%(field)s” cannot be changed by hand.") % {"field": str(field.label)}
    return ""


def may_be_checked(target: objects.ObjectType) -> bool:
    """Whether there can be checks of the object: business records, and the people themselves."""
    return target.name == "user" or (issubclass(target.model, Record) and not target.is_setup)


def _check(values: dict[str, Any], check: Any) -> dict[str, str]:
    if check is not None and values.keys() <= {"is_active", "name"} and not values.get("is_active"):
        return {}  # one that cannot be followed any more can still be switched off
    draft = DataCheck()
    for name in ("object", "filter", "mend", "receivers"):
        value = values[name] if name in values else getattr(check, name, None)
        if value is not None:
            setattr(draft, name, value)
    return problems_of(draft)


def _objects() -> tuple[Choice, ...]:
    return tuple(Choice(o.name, o.label) for o in objects.all_objects() if may_be_checked(o))


objects.register(
    name=NAME, plural="data-checks", named_once=True, model=DataCheck, title="name", group="setup", icon="tool",
    is_setup=True, listed=False, check=_check, choices_from={"object": _objects},
    columns=("name", "object", "is_active"),
    sections=(
        (_("Data check"), ("name", "object", "filter", "mend", "is_active")),
        (_("Repairing"), ("receivers", "tells", "advice_zh", "advice_en")),
    ),
)  # fmt: skip
