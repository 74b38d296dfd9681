"""Declares the object “choice set”, and says what is wrong with one."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from magpie.platform import objects
from magpie.platform.choices import applying, sets
from magpie.platform.choices.sets import Known
from magpie.platform.models import ChoiceSet

VALUE = re.compile(r"[a-z0-9][a-z0-9_]{0,39}")
COLORS = (
    "", "blue", "cyan", "green", "lime", "gold", "orange", "volcano", "red", "magenta", "purple", "geekblue",
)  # fmt: skip
MOST, LABEL = 200, 100  # choices of a set, characters of a name


def check(values: dict[str, Any], row: Any) -> dict[str, str]:
    """What is wrong with the values of a choice set, by field."""
    name = str(values.get("name") or getattr(row, "name", ""))
    known = sets.find(name)
    if known is None:
        return {"name": now_("There is no field with choices of the name “%(name)s”.") % {"name": name[:100]}}
    if row is not None and name != row.name:
        return {"name": now_("The technical name stays as it is.")}
    options = values.get("options", getattr(row, "options", []))
    if problem := problem_of(known, options):
        return {"options": problem}
    before = {o["value"] for o in (row.options if row is not None else ()) if applying.is_added(o)}
    if problem := _used(known, sorted(before - {o["value"] for o in options})):
        return {"options": problem}
    return {}


def needed(row: Any) -> str:
    """Why a set cannot go back to what was delivered: records have choices that were added."""
    known = sets.find(row.name)
    return _used(known, [o["value"] for o in row.options if applying.is_added(o)]) if known else ""


def problem_of(known: Known, options: Any) -> str:
    """Why a set cannot have these options; empty if it can."""
    if not isinstance(options, list) or len(options) > MOST or not all(_is_option(o) for o in options):
        return now_("Give a list of choices, each with a value, names and a colour.")
    taken: set[str] = set()
    for option in options:
        value = option["value"]
        if not VALUE.fullmatch(value):
            return now_("“%(value)s”: a value has 1 to 40 small letters, digits and _ only.") % {"value": value[:60]}
        if value in taken:
            return now_("The value “%(value)s” is there twice.") % {"value": value}
        taken.add(value)
        if value not in known.delivered and not applying.is_added(option):
            return now_("Give the choice “%(value)s” a name.") % {"value": value}
        if value in known.fixed and option.get("inactive"):
            label = str(known.delivered[value].label)
            return now_("“%(name)s” is needed by the product itself, so it stays in use.") % {"name": label}
    if not known.is_open and [o["value"] for o in options] != list(known.delivered):
        return now_("The choices of this field have a meaning. Only their names and colours can be changed.")
    if not any(not choice.inactive for choice in applying.merged(tuple(known.delivered.values()), options)):
        return now_("At least one choice must stay in use.")
    return ""


def _is_option(option: Any) -> bool:
    if not isinstance(option, dict) or not isinstance(option.get("value"), str):
        return False
    names = [option.get(part, "") for part in ("label_en", "label_zh")]
    return (
        all(isinstance(name, str) and len(name) <= LABEL for name in names)
        and option.get("color", "") in COLORS
        and isinstance(option.get("inactive", False), bool)
        and not set(option) - {"value", "label_en", "label_zh", "color", "inactive"}
    )


def _used(known: Known, removed: list[str]) -> str:
    if not removed:
        return ""
    uses = known.uses(removed)
    for value in removed:
        if count := sum(uses.get(value, {}).values()):
            label = next((str(c.label) for c in known.current() if c.value == value), value)
            return ngettext(
                "“%(name)s” is used by %(count)d record. Retire it, or move the record to another choice first.",
                "“%(name)s” is used by %(count)d records. Retire it, or move the records to another choice first.",
                count,
            ) % {"name": label, "count": count}
    return ""


objects.register(
    name="choice_set", model=ChoiceSet, title="name", group="setup", icon="ordered-list", is_setup=True, listed=False,
    plural="choice-sets", label=_("Choices of a built-in field"), label_plural=_("Choices of built-in fields"),
    check=check, needed=needed, columns=("name", "options"),
    sections=((_("Choices of a built-in field"), ("name", "options")),),
)  # fmt: skip
