"""Turns the values of a file into those of a record, and reads back what a record has."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, TypeGuard

from django.db.models import Q
from django.utils.translation import get_language

from magpie.automation.models import Workflow
from magpie.industries.files import Item, SetUp
from magpie.platform import objects
from magpie.platform.fields import FieldError
from magpie.platform.fields.registry import TwoLanguages
from magpie.platform.objects import ObjectType

LANGUAGES = ("en", "zh-hans")
REFERENCE = re.compile(r"@([a-z_]+\.[a-z0-9_.]+)")
# By which values a record is known as the same thing, where a set-up did not make it itself.
KNOWN_BY = {
    "own_object": ("name",),
    "field": ("object", "name"),
    "pipeline": ("name",),
    "stage": ("pipeline", "name_en"),
    "stage_requirement": ("object", "field"),
    "close_reason": ("kind", "name_en"),
    "layout": ("object",),
    "working_calendar": ("name",),
    "role": ("name",),
    "territory": ("name",),
    "pool": ("object", "name"),
    "duplicate_rule": ("object", "name_en"),
    "score_rule": ("name",),
    "product": ("code",),
    "playbook": ("name",),
    "playbook_item": ("playbook", "kind", "name"),
    "list": ("object", "name"),
    "workflow": ("name",),
}
NAMES = ("label_en", "name_en", "name", "code", "field", "object")  # the first that a part has is its name
PASSING = ("is_default",)  # said once, when the record is made; what becomes of it is nobody's own change
Numbers = Mapping[str, int | None]


def language_now() -> str:
    """The language in which somebody who asks now gets texts."""
    return "zh-hans" if (get_language() or "").startswith("zh") else "en"


def is_text(value: Any) -> TypeGuard[dict[str, Any]]:
    """Whether a file says this in both languages."""
    return isinstance(value, dict) and value.keys() == set(LANGUAGES)


def resolve(item: Item, language: str, numbers: Numbers) -> dict[str, Any]:
    """The values for a record; a reference to what is not there yet is None."""
    found = {}
    for name, value in item.values.items():
        here = value if name == "document" else _in_language(value, language)
        found[name] = _numbered(here, numbers)
    if item.kind == "stage_requirement" and found["stage"] is not None:
        found["stage"] = str(found["stage"])
    return found


def _in_language(value: Any, language: str) -> Any:
    if is_text(value):
        return value[language]
    if isinstance(value, dict):
        return {k: _in_language(v, language) for k, v in value.items()}
    return [_in_language(v, language) for v in value] if isinstance(value, list) else value


def _numbered(value: Any, numbers: Numbers) -> Any:
    if isinstance(value, dict):
        return {k: _numbered(v, numbers) for k, v in value.items()}
    if isinstance(value, list):
        return [_numbered(v, numbers) for v in value]
    named = REFERENCE.fullmatch(value) if isinstance(value, str) else None
    return numbers.get(named[1]) if named else value


def references(value: Any) -> Iterator[str]:
    """The keys of the parts that a value names."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from references(each)
    elif isinstance(value, str) and (named := REFERENCE.fullmatch(value)):
        yield named[1]


def current(kind: str, record: Any, names: Any) -> dict[str, Any]:
    """What the record has of these values now."""
    fields = objects.get(kind).fields()
    found = {}
    for name in names:
        if name == "document" and isinstance(record, Workflow):
            version = record.active_version
            found[name] = version.document if version else None
        elif name in fields:
            plain = fields[name].plain(record)
            found[name] = plain if not isinstance(plain, Decimal) else float(plain)
    return found


def known(item: Item, numbers: Numbers) -> Any:
    """The record that is this thing already though no set-up made it, or None."""
    model: Any = objects.get(item.kind).model
    wanted = Q()
    for name in KNOWN_BY[item.kind]:
        value = item.values[name]
        if is_text(value):
            wanted &= Q(**{f"{name}__in": list(value.values())})
            continue
        number = _numbered(value, numbers)
        if number is None:
            return None
        wanted &= Q(**{name: number})
    if item.kind == "list":
        wanted &= Q(visibility="public")
    return model.objects.filter(wanted).order_by("id").first()


def conflict(item: Item, found: Any) -> bool:
    """Whether what is there under this name is something else."""
    if item.kind == "field":
        return (found.type, found.target) != (item.values["type"], item.values.get("target", ""))
    return False


def is_taken(item: Item) -> bool:
    """Whether the product itself has an object or a field of that name."""
    if item.kind == "own_object":
        there = objects.find(item.values["name"])
        return there is not None and not there.own
    if item.kind == "field":
        target = objects.find(item.values["object"])
        return target is not None and any(f.name == item.values["name"] for f in target.declared_fields())
    return False


# ---- as people read it


def title(item: Item, setup: SetUp | None = None) -> str:
    """What the part is called, in the current language."""
    if item.kind == "stage_requirement":
        return label_of_field(item.values["object"], item.values["field"], setup)
    if item.kind == "layout":
        return label_of_object(item.values["object"], setup)
    values = item.values
    for name in NAMES:
        value = values.get(name)
        if is_text(value):
            return str(value[language_now()])
        if isinstance(value, str) and value:
            other = values.get("name_zh" if name == "name" else name.replace("_en", "_zh")) or value
            return str(other if language_now() == "zh-hans" else value)
    return item.key


def about(item: Item, setup: SetUp) -> str:
    """To what the part belongs, in the current language; empty if it stands for itself."""
    for name in ("pipeline", "stage", "playbook"):
        above = str(item.values.get(name, ""))
        if named := REFERENCE.fullmatch(above):
            parent = setup.item(named[1])
            return title(parent, setup) if parent else ""
    named_object = item.values.get("object")
    return label_of_object(str(named_object), setup) if named_object and item.kind != "layout" else ""


def detail(item: Item, setup: SetUp) -> str:
    """What else one wants to know of the part before it is added."""
    if item.kind == "field":
        return str(text_of("field", "type", item.values["type"]))
    if item.kind == "layout":
        names = [name for section in item.values["sections"] for name in section["fields"]]
        return _join(label_of_field(item.values["object"], name, setup) for name in names)
    description = item.values.get("description")
    return str(description[language_now()]) if is_text(description) else ""


def label_of_object(name: str, setup: SetUp | None = None) -> str:
    """The name of an object, also of one that this set-up is still to make."""
    coming = setup.item(f"own_object.{name}") if setup else None
    if coming is not None:
        return str(TwoLanguages(coming.values["label_en"], coming.values.get("label_zh", "")))
    found = objects.find(name)
    return str(found.label) if found else name


def label_of_field(object_name: str, name: str, setup: SetUp | None = None) -> str:
    """The name of a field, also of one that this set-up is still to make."""
    coming = setup.item(f"field.{object_name}.{name}") if setup else None
    if coming is not None:
        return str(TwoLanguages(coming.values["label_en"], coming.values.get("label_zh", "")))
    target: ObjectType | None = objects.find(object_name)
    field = target.fields().get(name) if target else None
    label = str(field.label) if field else name
    return label[:1].upper() + label[1:]


def text_of(kind: str, name: str, value: Any) -> str:
    """A value as people read it."""
    if isinstance(value, list) and all(isinstance(v, dict) and "value" in v for v in value):  # the choices of a field
        zh = language_now() == "zh-hans"
        return _join((v.get("label_zh") if zh else "") or v.get("label_en") or v["value"] for v in value)
    field = objects.get(kind).fields().get(name)
    if field is None or value in (None, "", [], {}):
        return ""
    if isinstance(value, dict | list):
        return "…"
    try:
        return field.type.to_text(value, field)
    except (FieldError, TypeError, ValueError, AttributeError):
        return str(value)


def _join(texts: Any) -> str:
    return ("、" if language_now() == "zh-hans" else ", ").join(str(text) for text in texts)
