"""What a gate says: its texts, filled with the record and with the numbers that it computes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from magpie.lib.numbers import bare
from magpie.platform import figures, filters, texts
from magpie.platform.actor import Actor
from magpie.platform.fields import FieldError, formula
from magpie.platform.fields.registry import TwoLanguages
from magpie.platform.models import Gate
from magpie.platform.objects import ObjectType

COUNTED = ("number", "money", "computed")


class Values(Mapping[str, Any]):
    """A record's fields with the computed numbers of a gate beside them."""

    def __init__(self, record: Mapping[str, Any], numbers: Mapping[str, Any]) -> None:
        self._record, self._numbers = record, numbers

    def __getitem__(self, name: str) -> Any:
        return self._numbers[name] if name in self._numbers else self._record[name]

    def __iter__(self) -> Iterator[str]:
        return iter({**dict.fromkeys(self._record), **self._numbers})

    def __len__(self) -> int:
        return len(list(iter(self)))

    def __str__(self) -> str:
        return str(self._record)


def message_of(gate: Gate, object_type: ObjectType, record: Any, actor: Actor) -> str:
    """What the gate says about the record, in the current language; for a refusal, with what would make it possible."""
    values = _values(gate, object_type, record, actor)
    text = _filled(str(TwoLanguages(gate.message_en, gate.message_zh)), values)
    if not text:
        text = _("The gate “%(name)s” says no.") % {"name": gate.name}
    possible = str(TwoLanguages(gate.possible_en, gate.possible_zh)) if gate.outcome == "refuse" else ""
    if possible and (way := _filled(possible, values)):
        return _("%(text)s\nWhat would make it possible: %(way)s") % {"text": text, "way": way}
    return text


def secret_is_not_kept() -> str:
    """Why an operation with a secret in its input cannot wait for approval."""
    return _(
        "This operation cannot be sent for approval: it takes a password, which would be kept until it is approved."
        " Choose another outcome for the gate."
    )


def _filled(template: str, values: Mapping[str, Any]) -> str:
    try:
        return texts.render(template, values).strip()
    except texts.BrokenTemplate:  # checked when it was written; a value may still not fit a filter
        return ""


def _values(gate: Gate, object_type: ObjectType, record: Any, actor: Actor) -> Mapping[str, Any]:
    if not any("{" in text for text in (gate.message_en, gate.message_zh, gate.possible_en, gate.possible_zh)):
        return {}  # of many records nothing is looked up in vain
    language = get_language() or "en"
    own = texts.record_values(record, language, actor, actor.user.time_zone if actor.user else "")
    numbers = {
        str(each["name"]): _number(object_type, record, str(each["formula"])) for each in gate.formulas or () if each
    }
    return {"record": Values(own, numbers), **numbers}


def _number(object_type: ObjectType, record: Any, text: str) -> Any:
    """A computed number as texts take it; nothing if a part of it is empty or not there any more."""
    view = filters.RecordView(record)
    try:
        found = formula.evaluate(formula.parse(text), lambda name: view.value(filters.resolve(object_type, name)))
    except (FieldError, filters.FilterError, ArithmeticError, TypeError):
        return ""
    return "" if found is None else figures.Figure(bare(found.normalize() if found else Decimal(0)), found)


def problem_of_formula(object_type: ObjectType, text: str) -> str:
    """Why a formula cannot be computed from records of this object; empty if it can."""
    try:
        for name in formula.names(formula.parse(text)):
            if filters.resolve(object_type, name).field.type.name not in COUNTED:
                return _("“%(name)s” is not a number field.") % {"name": name[:100]}
    except (FieldError, filters.FilterError) as error:
        return str(error)
    return ""
