"""A request as people read it: what is to be done, and with which values."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from magpie.platform import access, actions, objects
from magpie.platform.actor import Actor
from magpie.platform.fields import Field, FieldError
from magpie.platform.filters.describe import value_text
from magpie.platform.gates.declaring import OPERATIONS
from magpie.platform.undo_gates import UNDO

LONGEST = 500


def operation_label(object_name: str, operation: str) -> str:
    """What is to be done, with the object: "Opportunity: Mark as won"."""
    object_type = objects.find(object_name)
    label = str(object_type.label) if object_type else object_name
    if operation == UNDO:
        what = _("Undo")
    elif operation in OPERATIONS:
        what = str(OPERATIONS[operation])
    else:
        known = next((a for a in actions.all_actions() if a.name == operation), None)
        what = str(known.label) if known else operation
    return _("%(object)s: %(operation)s") % {"object": label, "operation": what}


def values_of(
    object_name: str, operation: str, given: dict[str, Any], record: Any, actor: Actor
) -> list[dict[str, str]]:
    """What is given, by field, with what stands there now; what the actor may not see is left out."""
    object_type = objects.find(object_name)
    if object_type is None:
        return []
    if operation not in OPERATIONS:
        return _of_action(operation, given)
    hidden = {n for n, right in access.field_rights(actor, object_type).items() if right == "hidden"}
    lines = []
    for name, value in given.items():
        field = object_type.fields().get(name)
        if field is None or name in hidden:
            continue
        old = _text(field, field.plain(record)) if record is not None and operation == "update" else ""
        new = _cleaned(field, value)
        if old != new:
            lines.append({"label": _upper(str(field.label)), "old": old, "new": new})
    return lines


def _of_action(operation: str, given: dict[str, Any]) -> list[dict[str, str]]:
    known = next((a for a in actions.all_actions() if a.name == operation), None)
    lines = []
    for name, value in given.items():
        field = known.input.model_fields.get(name) if known else None
        if value in (None, "", [], {}):
            continue
        title = str(field.title) if field is not None and field.title else _upper(name.replace("_", " "))
        lines.append({"label": title, "old": "", "new": _plain(value)})
    return lines


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict):
        return str(value.get("title") or value.get("id") or "")[:LONGEST]
    if isinstance(value, list):
        return ", ".join(_plain(each) for each in value[:20])[:LONGEST]
    return str(value)[:LONGEST]


def _cleaned(field: Field, value: Any) -> str:
    try:
        return _text(field, field.clean(value))
    except FieldError:
        return _plain(value)


def _text(field: Field, plain: Any) -> str:
    return "" if field.is_empty(plain) else str(value_text(field, plain))[:LONGEST]


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]
