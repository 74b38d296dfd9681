"""Declares number schemes, says what is wrong with one, makes one with its field, and its operation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from magpie.lib.naming import technical_name, untaken
from magpie.platform import context, objects, records, setup
from magpie.platform.actions import NoInput, action
from magpie.platform.actor import Actor
from magpie.platform.models import CustomField, GivenNumber, NumberScheme
from magpie.platform.numbering import existing, pieces
from magpie.platform.problems import Refused


def check(values: dict[str, Any], row: Any) -> dict[str, str]:
    """What is wrong with the values of a scheme, by field."""

    def value(name: str) -> Any:
        return values[name] if name in values else getattr(row, name, None)

    target = objects.find(str(value("object") or ""))
    if target is None or not target.has_custom:
        return {"object": now_("There is no object “%(name)s” that takes fields.") % {"name": value("object")}}
    field = target.fields().get(str(value("field") or ""))
    if field is None or not field.is_number:
        return {"field": now_("Name a field of the type “number by scheme”.")}
    if row is not None and any(n in values and values[n] != getattr(row, n) for n in ("object", "field")):
        return {"field": now_("Object and field of a scheme stay as they are; make a new scheme instead.")}
    problems = {}
    if text := pieces.problem_of(target, value("pieces"), str(value("reset") or "never")):
        problems["pieces"] = text
    by = target.fields().get(str(value("date_field") or ""))
    if value("date_field") and (by is None or by.type.name not in ("date", "datetime")):
        problems["date_field"] = now_("Name a date of the object.")
    if not 0 <= (value("start") if value("start") is not None else 1) <= 1_000_000_000:
        problems["start"] = now_("Enter a number from 0 to 1,000,000,000.")
    changed = row is not None and values.get("is_gap_free", row.is_gap_free) != row.is_gap_free
    if changed and GivenNumber.objects.filter(scheme=row).exists():
        problems["is_gap_free"] = now_("Numbers were given already; make a new scheme instead.")
    return problems


def make(values: Mapping[str, Any], label_en: str, label_zh: str, *, actor: Actor) -> NumberScheme:
    """A scheme with a new field for its numbers, in one operation; Invalid with the problems."""
    target = objects.find(str(values.get("object") or ""))
    with context.acting(actor, whole=True):
        label = label_en or label_zh or "Number"
        taken = {"name", "title", "object", *(target.fields() if target else ())}
        field = {
            "object": values.get("object"), "name": untaken(technical_name(label), taken), "label_en": label,
            "label_zh": label_zh, "type": "auto_number", "position": 1,
        }  # fmt: skip
        name = records.create(CustomField, field, actor=actor).name
        setup.forget()
        return records.create(NumberScheme, {**values, "field": name}, actor=actor)


objects.register(
    name="number_scheme", model=NumberScheme, title="object", group="setup", icon="number", is_setup=True,
    listed=False, plural="number-schemes", label=_("Number scheme"), label_plural=_("Number schemes"), check=check,
    columns=("object", "field", "reset", "is_active"),
    sections=((_("Number scheme"), (
        "object", "field", "pieces", "reset", "date_field", "start", "is_gap_free", "is_active",
    )),),
)  # fmt: skip


@action("number_scheme.number_existing", on="number_scheme", label=_("Number existing records"), for_automation=False)
def number_existing(scheme: NumberScheme, data: NoInput, *, actor: Actor) -> NumberScheme:
    """Have the workers number what has none yet, the oldest first."""
    if not scheme.is_active:
        raise Refused(now_("The scheme is not active."))
    existing.number.defer(scheme_id=scheme.pk)
    return scheme
