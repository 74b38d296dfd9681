"""Checks what somebody fills in against what the question declares."""

from __future__ import annotations

import datetime
import json
import math
from collections.abc import Callable
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _

from magpie.automation.asks.models import Ask
from magpie.notices.tell import in_language
from magpie.platform import access, objects
from magpie.platform.actor import Actor
from magpie.platform.problems import Invalid

LONGEST_LINE, LONGEST_TEXT = 1000, 50_000
Given = dict[str, Any]


class _Wrong(ValueError):
    """A value that does not fit; the text is a sentence."""


def clean(ask: Ask, given: Given, actor: Actor, *, complete: bool) -> Given:
    """The values as a step's output has them; Invalid names each field that does not fit or, if `complete`, is empty.

    A user or a record becomes {"object", "id", "title"}, and must be one that the actor may see.
    """
    declared = {f["name"]: f for f in ask.fields}
    problems: dict[str, list[str]] = {}
    cleaned: Given = {}
    for name in given.keys() - declared.keys():
        problems[f"values.{name}"] = [_("Nobody asks for this.")]
    for name, field in declared.items():
        value = given.get(name)
        if value in (None, "", []):
            if field["required"] and complete and ask.values.get(name) in (None, "", []):
                problems[f"values.{name}"] = [_("This must be filled in.")]
            elif name in given:
                cleaned[name] = None
            continue
        try:
            cleaned[name] = _CLEANERS[field["type"]](value, field, actor)
        except _Wrong as error:
            problems[f"values.{name}"] = [str(error)]
    if problems:
        labels = {f"values.{n}": in_language(f["label"], _language(actor)) or n for n, f in declared.items()}
        raise Invalid(problems, labels)
    return cleaned


def _language(actor: Actor) -> str:
    return str(actor.user.language) if actor.user is not None else "en"


def _line(value: Any, field: Given, _actor: Actor) -> str:
    longest = LONGEST_TEXT if field["type"] == "long_text" else LONGEST_LINE
    if not isinstance(value, str):
        raise _Wrong(_("Enter text."))
    if len(value) > longest:
        raise _Wrong(_("The text is too long."))
    if "\x00" in value:
        raise _Wrong(_("Enter text."))
    return value


def _number(value: Any, _field: Given, _actor: Actor) -> int | float:
    try:
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            raise ValueError
        text = str(value).strip().replace(",", "")
        number = float(text)
        if not math.isfinite(number):
            raise ValueError
        return int(text) if text.lstrip("+-").isdigit() and len(text) < 30 else number
    except ValueError:
        raise _Wrong(_("Enter a number.")) from None


def _boolean(value: Any, _field: Given, _actor: Actor) -> bool:
    if not isinstance(value, bool):
        raise _Wrong(_("Enter yes or no."))
    return value


def _date(value: Any, _field: Given, _actor: Actor) -> str:
    try:
        day = parse_date(value) if isinstance(value, str) else None
    except ValueError:
        day = None
    if day is None:
        raise _Wrong(_("Enter a date such as 2026-11-30."))
    return day.isoformat()


def _moment(value: Any, _field: Given, _actor: Actor) -> str:
    try:
        moment = parse_datetime(value) if isinstance(value, str) else None
        if moment is None:
            raise ValueError
        moment = moment if moment.tzinfo else timezone.make_aware(moment)
        return moment.astimezone(datetime.UTC).isoformat().replace("+00:00", "Z")
    except (ValueError, OverflowError):
        raise _Wrong(_("Enter a date with a time such as 2026-11-30 14:00.")) from None


def _choice(value: Any, field: Given, _actor: Actor) -> str:
    if value not in field["options"]:
        raise _Wrong(_("“%(text)s” is not one of the choices.") % {"text": str(value)[:100]})
    return str(value)


def _record(value: Any, field: Given, actor: Actor) -> Given:
    name = "user" if field["type"] == "user" else field["object"]
    number = value.get("id") if isinstance(value, dict) else value
    if isinstance(value, dict) and not name:
        name = str(value.get("object", ""))
    object_type = objects.find(name)
    if isinstance(number, str) and number.isascii() and number.isdigit():
        number = int(number)
    if object_type is None or isinstance(number, bool) or not isinstance(number, int) or not 0 < number < 2**63:
        raise _Wrong(_("Choose a record."))
    found = access.visible(actor, object_type).filter(pk=number).first()
    if found is None or (name == "user" and not found.is_active):
        raise _Wrong(_("There is no such record, or you may not see it."))
    return {"object": name, "id": found.pk, "title": object_type.title_of(found)}


def _json(value: Any, _field: Given, _actor: Actor) -> Any:
    if len(json.dumps(value)) > LONGEST_TEXT:
        raise _Wrong(_("The text is too long."))
    return value


_CLEANERS: dict[str, Callable[[Any, Given, Actor], Any]] = {
    "text": _line, "long_text": _line, "number": _number, "boolean": _boolean, "date": _date, "datetime": _moment,
    "choice": _choice, "user": _record, "record": _record, "json": _json,
}  # fmt: skip
