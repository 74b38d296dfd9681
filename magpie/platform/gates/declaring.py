"""Declares the object gate, checks what is entered, and finds gates that cannot be understood any more."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from magpie.platform import filters, objects, texts
from magpie.platform.fields import Choice
from magpie.platform.gates import words
from magpie.platform.models import Gate, Role, Team, User

OPERATIONS = {"create": _("Create"), "update": _("Change"), "delete": _("Delete")}
APPROVERS: dict[str, Any] = {"user": User, "role": Role, "team": Team}
MOST = 20
_NAME = re.compile(r"[a-z][a-z0-9_]{0,29}")
_TEXTS = ("message_en", "message_zh", "possible_en", "possible_zh")


def problems_of(value: Callable[[str], Any]) -> dict[str, str]:
    """What is wrong with a gate, by field; `value` gives what stands or is to stand in a field."""
    from magpie.platform import actions

    name, operation = str(value("object") or ""), value("operation") or ""
    target = objects.find(name)
    if target is None:
        return {"object": gettext("There is no object “%(name)s”.") % {"name": name[:100]}}
    if operation not in OPERATIONS and operation not in {a.name for a in actions.on_object(name)}:
        label = str(target.label)
        return {"operation": gettext("There is no such operation on the object “%(object)s”.") % {"object": label}}
    problems: dict[str, str] = {}
    try:
        filters.parse(target, value("filter"))
    except filters.FilterError as error:
        problems["filter"] = str(error)
    for field, check in (("fields", _of_fields), ("formulas", _of_formulas), ("approvers", _of_approvers)):
        if problem := check(value(field) or [], target):
            problems[field] = problem
    if value("outcome") == "approve":
        if not value("approvers"):
            problems["approvers"] = gettext("Say who approves.")
        if actions.takes_secret(operation):
            problems["outcome"] = words.secret_is_not_kept()
    for field in _TEXTS:
        try:
            texts.check(str(value(field) or ""))
        except texts.BrokenTemplate as error:
            problems[field] = str(error)
    return problems


def _of_fields(given: Any, target: objects.ObjectType) -> str:
    if not isinstance(given, list) or len(given) > 100 or not all(isinstance(each, str) for each in given):
        return gettext("Enter a list.")
    gone = [each for each in given if each not in target.fields()]
    if gone:
        words_ = {"object": str(target.label), "name": gone[0][:100]}
        return gettext("%(object)s has no field “%(name)s”.") % words_
    return ""


def _of_formulas(given: Any, target: objects.ObjectType) -> str:
    if not isinstance(given, list) or len(given) > MOST:
        return gettext("Enter a list.")
    for each in given:
        if not isinstance(each, dict) or not all(isinstance(each.get(n), str) for n in ("name", "formula")):
            return gettext("A computed number has a name and a formula.")
        if not _NAME.fullmatch(each["name"]):
            return gettext("A technical name has small letters, digits and _ only, and begins with a letter.")
        if problem := words.problem_of_formula(target, each["formula"]):
            return f"{each['name']}: {problem}"
    return ""


def _of_approvers(given: Any, target: objects.ObjectType) -> str:
    if not isinstance(given, list) or len(given) > MOST:
        return gettext("Enter a list.")
    for each in given:
        kind = each.get("kind") if isinstance(each, dict) else None
        if kind == "owner_manager":
            if "owner" not in target.fields():
                return gettext("Records of %(object)s have no owner.") % {"object": str(target.label_plural)}
            continue
        number = each.get("id") if isinstance(each, dict) else None
        if kind not in APPROVERS or type(number) is not int or not 0 < number < 2**63:
            return gettext("Say who approves.")
        if not APPROVERS[kind].objects.filter(pk=number).exists():
            return gettext("One of those who approve is no longer there.")
    return ""


def problem_of(gate: Gate) -> str:
    """Why a gate cannot be understood any more; empty if it can."""
    return " ".join(problems_of(lambda name: getattr(gate, name)).values())


def _check(values: dict[str, Any], gate: Any) -> dict[str, str]:
    if gate is not None and values.keys() <= {"is_active", "name"}:
        return {}  # one that cannot be understood any more can still be switched off

    def value(name: str) -> Any:
        if name in values:
            return values[name]
        return getattr(gate, name) if gate is not None else None

    return problems_of(value)


def _objects() -> tuple[Choice, ...]:
    return tuple(Choice(o.name, o.label) for o in objects.all_objects())


def _operations() -> tuple[Choice, ...]:
    """What is done to any record, and the actions of each object."""
    from magpie.platform import actions

    own = ((a, objects.find(a.on)) for a in actions.all_actions())
    return (
        *(Choice(name, label) for name, label in OPERATIONS.items()),
        *(Choice(a.name, format_lazy("{}: {}", target.label, a.label)) for a, target in own if target),
    )


objects.register(
    name="gate", named_once=True, model=Gate, title="name", group="setup", icon="stop", is_setup=True, listed=False,
    label=_("Gate"), label_plural=_("Gates"), check=_check,
    choices_from={"object": _objects, "operation": _operations},
    columns=("name", "object", "operation", "outcome", "is_active"),
    sections=((_("Gate"), (
        "name", "object", "operation", "filter", "fields", "outcome", "message_en", "message_zh", "possible_en",
        "possible_zh", "formulas", "approvers", "needs_reason", "is_active",
    )),),
)  # fmt: skip
