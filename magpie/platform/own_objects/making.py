"""Makes an own object with its fields in one operation: all of it comes to be, or nothing does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from magpie.lib.naming import technical_name, untaken
from magpie.platform import context, objects, records, setup
from magpie.platform.actor import Actor
from magpie.platform.models import CustomField, OwnObject, OwnRecord
from magpie.platform.own_objects import declaring
from magpie.platform.problems import Invalid

LATER = ("board_by", "stage_field")  # they name fields, which come after the object


def make(values: Mapping[str, Any], fields: Sequence[Mapping[str, Any]], *, actor: Actor) -> OwnObject:
    """The new object; Invalid with problems under the object's own names, those of fields as `fields.0.name`.

    Technical names that are not given are made from the labels, Chinese ones by pinyin; so `board_by` and `stage_field`
    may also give the place of a field among those given.
    """
    values = _named(values)
    first = {name: value for name, value in values.items() if name not in LATER}
    with context.acting(actor, whole=True):
        made: OwnObject = records.create(OwnObject, first, actor=actor)
        taken = {"name", "title", "object", *(f.attname for f in OwnRecord._meta.concrete_fields)}
        names: list[str] = []
        for position, given in enumerate(fields):
            definition = {"position": (position + 1) * 10, **_field_named(given, taken), "object": made.name}
            try:
                names.append(records.create(CustomField, definition, actor=actor).name)
                taken.add(names[-1])
            except Invalid as error:
                named = {f"fields.{position}.{name}": texts for name, texts in error.fields.items()}
                label = str(given.get("label_zh") or given.get("label_en") or given.get("name") or position + 1)
                raise Invalid(named, dict.fromkeys(named, _("Field “%(label)s”") % {"label": label[:100]})) from None
        wanted = {name: values[name] for name in LATER if values.get(name) not in (None, "")}
        if later := {n: names[v] if type(v) is int and 0 <= v < len(names) else v for n, v in wanted.items()}:
            records.update(made, later, actor=actor)
        setup.forget()
        return made


def _named(values: Mapping[str, Any]) -> dict[str, Any]:
    label = values.get("label_en") or values.get("label_zh") or ""
    if not isinstance(label, str) or not label:
        return dict(values)
    known = {o.name for o in objects.all_objects()}
    plurals = {o.plural for o in objects.all_objects()} | declaring.reserved
    many = values.get("label_en_plural")
    many = many if isinstance(many, str) and many else label
    made = {"label_en": label, "name": untaken(technical_name(label), known)}
    made["plural"] = untaken(technical_name(many, "-"), plurals, "-")
    return {**values, **{name: value for name, value in made.items() if not values.get(name)}}


def _field_named(given: Mapping[str, Any], taken: set[str]) -> dict[str, Any]:
    label = given.get("label_en") or given.get("label_zh") or ""
    if not isinstance(label, str) or not label:
        return dict(given)
    made = {"label_en": label, "name": untaken(technical_name(label), taken)}
    return {**given, **{name: value for name, value in made.items() if not given.get(name)}}
