"""Everything that can be named: for each object its own names, fields, choices, headings, buttons, tabs and lists.

What the product delivers gets the company's words beside it (`OwnName`); what administrators made has its words in
its own record, and is changed there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from magpie.platform import actions, objects, scenes, titles
from magpie.platform.actor import SYSTEM
from magpie.platform.choices import applying
from magpie.platform.fields import Field
from magpie.platform.models import ChoiceSet, CustomField, Layout, OwnObject, SavedList
from magpie.platform.names import words
from magpie.platform.names.words import Words
from magpie.platform.objects import AUTOMATIC, ObjectType

SCRIPTS = (re.compile(r"[A-Za-z]{3}"), re.compile(r"[\u3400-\u9fff]"))  # of English, of Chinese
MOST_RECORDS = 2_000  # of one object that are listed, the newest
LABEL, LONG = 200, 500  # the longest name, the longest help
# Their words are those of the objects they speak of.
ASIDE = {"own_object", "choice_set", "field", "layout", "own_name"}


@dataclass(frozen=True)
class Place:
    """Where words stand that administrators made: two columns of a record, or a part of its JSON."""

    object: str
    number: int
    english: str  # a column, or the field's JSON column with `part`; empty: the word has no such language
    chinese: str
    part: str = ""  # a choice's value in `options`, the first field of a section in `sections`


@dataclass(frozen=True)
class Line:
    """One thing that has a name."""

    under: str  # the object with which it is listed
    object: str
    kind: str
    key: str
    context: Any  # where it is shown, beside its kind
    delivered: Any  # the label of the product, or of one language that administrators gave; None: `place` has both
    place: Place | None = None
    stored: Words = words.NONE
    most: int = LABEL

    @property
    def id(self) -> str:
        """What the line is called in files and by programs."""
        return f"{self.object}/{self.kind}/{self.key}"


@dataclass(frozen=True)
class Shown:
    """A line with its words: `own` are those of the company, `delivered` those that stand without them."""

    line: Line
    context: str
    delivered: Words
    own: Words

    @property
    def texts(self) -> Words:
        """What is shown in English and in Chinese."""
        return (self.own[0] or self.delivered[0], self.own[1] or self.delivered[1])

    @property
    def changed(self) -> bool:
        """Whether a delivered name has another one."""
        return self.line.place is None and any(self.own)

    def is_missing(self, language: int) -> bool:
        """Whether the other language (0 English, 1 Chinese) has a word of the company, and this one has none."""
        place = self.line.place
        if place is not None and not (place.english, place.chinese)[language]:
            return False
        if self.own[language]:
            return False
        if self.line.kind == "objects" and language == 1 and self.line.place is None:
            return False  # follows the name of one
        if self.own[1 - language]:
            return True
        delivered = self.delivered[language]
        one_language = self.delivered[0] == self.delivered[1] and self.line.kind in ("record", "help")
        return one_language and bool(delivered) and SCRIPTS[language].search(delivered) is None


def lines(only: str = "") -> list[Line]:
    """All lines, or those that are listed with one object."""
    found = [line for o in objects.all_objects() if only in ("", o.name) for line in _of_object(o)]
    if only:
        return [*found, *_of_records(only), *_of_lists(only), *_named_once(only)]
    return [*found, *_of_records(), *_of_lists(), *_named_once()]


def show(found: Iterable[Line]) -> list[Shown]:
    """The lines with their words in both languages."""
    found = list(found)
    with override("zh-hans"):
        chinese = [_text(line) for line in found]
    with override("en"):
        english = [_text(line) for line in found]
    context = [str(line.context) for line in found]
    own = {o: words.of_object(o) for o in {line.object for line in found}}
    return [
        Shown(
            line,
            where,
            (en, zh),
            line.stored if line.place else own[line.object].get((line.kind, line.key), words.NONE),
        )
        for line, where, en, zh in zip(found, context, english, chinese, strict=True)
    ]


def _text(line: Line) -> str:
    if line.delivered is None:
        return ""
    text = str(words.delivered(line.delivered))
    return text[:1].upper() + text[1:] if line.kind == "field" else text


def _of_object(object_type: ObjectType) -> Iterator[Line]:
    name = object_type.name
    if object_type.own:
        row = OwnObject.objects.get(name=name)
        yield _own_object(row, "object", "", "label_en", "label_zh")
        yield _own_object(row, "objects", "", "label_en_plural", "")
        yield _own_object(row, "field", "name", "title_label_en", "title_label_zh")
    else:
        yield Line(name, name, "object", "", "", object_type.label)
        yield Line(name, name, "objects", "", "", object_type.label_plural)
    definitions = {d.name: d for d in objects.custom_fields().get(name, ())}
    for field in object_type.fields().values():
        if object_type.own and field.name == "name":
            continue
        yield from _of_field(object_type, field, definitions.get(field.name))
    yield from _of_sections(object_type)
    if not object_type.is_setup:
        for action in actions.on_object(name):
            if action.for_people:
                yield Line(name, name, "action", action.name, "", action.label)
        for scene in scenes.whole(object_type, SYSTEM):
            yield Line(name, name, "scene", scene.name, "", scene.label)


def _own_object(row: OwnObject, kind: str, key: str, english: str, chinese: str) -> Line:
    place = Place("own_object", row.pk, english, chinese)
    stored = (getattr(row, english), getattr(row, chinese) if chinese else "")
    return Line(row.name, row.name, kind, key, "", None, place, stored, 100)


def _of_field(object_type: ObjectType, field: Field, definition: CustomField | None) -> Iterator[Line]:
    name = object_type.name
    if definition is None:
        yield Line(name, name, "field", field.name, "", field.label)
    else:
        place = Place("field", definition.pk, "label_en", "label_zh")
        stored = (str(definition.label_en), str(definition.label_zh))
        yield Line(name, name, "field", field.name, "", None, place, stored)
    if field.name not in AUTOMATIC and not object_type.is_setup:
        yield Line(name, name, "help", field.name, field.label, field.help or "", most=LONG)
    if field.target or field.type.name == "link" or field.choices is None:
        return
    if definition is not None:
        for option in definition.options or ():
            place = Place("field", definition.pk, "options", "options", option["value"])
            stored = (str(option.get("label_en") or ""), str(option.get("label_zh") or ""))
            key = f"{field.name}:{option['value']}"
            yield Line(name, name, "choice", key, field.label, None, place, stored, 100)
    elif not object_type.is_setup:
        yield from _of_choices(object_type, field)


def _of_choices(object_type: ObjectType, field: Field) -> Iterator[Line]:
    """Delivered choices, and those that administrators added, whose words stand in their set."""
    set_name = object_type.choice_set_of(field.name)
    added = {row["value"]: row for row in applying.rows_of(set_name) if applying.is_added(row)}
    number = ChoiceSet.objects.filter(name=set_name).values_list("pk", flat=True).first() if added else None
    name = object_type.name
    for choice in field.choices:
        key = f"{field.name}:{choice.value}"
        if number is not None and (row := added.get(choice.value)):
            place = Place("choice_set", number, "options", "options", choice.value)
            stored = (str(row.get("label_en") or ""), str(row.get("label_zh") or ""))
            yield Line(name, name, "choice", key, field.label, None, place, stored, 100)
        else:
            yield Line(name, name, "choice", key, field.label, choice.label)


def _of_sections(object_type: ObjectType) -> Iterator[Line]:
    name = object_type.name
    layout = Layout.objects.filter(object=name).first()
    if layout is not None and layout.sections:
        for section in layout.sections:
            first = next(iter(section["fields"]), "")
            if first:
                place = Place("layout", layout.pk, "sections", "sections", first)
                stored = (str(section.get("label_en") or ""), str(section.get("label_zh") or ""))
                yield Line(name, name, "section", f"={first}", "", None, place, stored, 100)
    elif not object_type.own:
        for label, _names in object_type.sections:
            yield Line(name, name, "section", words.english(label), "", label, most=100)


def _of_lists(only: str = "") -> Iterator[Line]:
    found = SavedList.objects.exclude(visibility="private").order_by("id")
    for row in found.filter(object=only) if only else found:
        yield Line(row.object, "list", "record", str(row.pk), _("Saved list"), row.name)


def _named_once(only: str = "") -> Iterator[Line]:
    """Records that have one name, beside which the company gives the other language: teams, products and the like."""
    for object_type in objects.declared():
        name = object_type.name
        if not object_type.named_once or object_type.model is SavedList or only not in ("", name):
            continue
        found = object_type.model._default_manager.order_by("-pk").values_list("pk", object_type.title)
        for number, text in found[:MOST_RECORDS]:
            yield Line(name, name, "record", str(number), object_type.label, text)


def _of_records(only: str = "") -> Iterator[Line]:
    """The records of set-up that have a name in each language: stages, reasons, purposes and the like."""
    listed = _listed_with()
    for object_type in objects.declared():
        if not object_type.is_setup or object_type.name in ASIDE:
            continue
        under = listed.get(object_type.name, object_type.name)
        if pairs := _pairs(object_type) if only in ("", under) else []:
            records = list(object_type.model._default_manager.order_by("pk"))
            known = titles.look_up(SYSTEM, titles.wanted_by(object_type, records))
            for record in records:
                for english, chinese in pairs:
                    place = Place(object_type.name, record.pk, english, chinese)
                    stored = (str(getattr(record, english)), str(getattr(record, chinese)))
                    label = object_type.label if english == object_type.title else object_type.field(english).label
                    where = _where(object_type, record, known)
                    context = TwoParts(label, where) if where else label
                    most = object_type.field(english).max_length or LABEL
                    yield Line(
                        under, object_type.name, "record", f"{record.pk}.{chinese}", context, None, place, stored, most
                    )


class TwoParts:
    """A label with what stands behind it."""

    def __init__(self, label: Any, rest: str) -> None:
        self.label, self.rest = label, rest

    def __str__(self) -> str:
        return f"{self.label} · {self.rest}"


def _where(object_type: ObjectType, record: Any, known: titles.Titles) -> str:
    """What the record is part of: a stage of its pipeline."""
    for field in object_type.fields().values():
        if field.required and field.target and field.type.name == "reference":
            return known.get((field.target, field.plain(record)), "")
    return ""


def _pairs(object_type: ObjectType) -> list[tuple[str, str]]:
    fields = object_type.fields()
    found = []
    for name in fields:
        if name.endswith("_zh"):
            base = name.removesuffix("_zh")
            english = f"{base}_en" if f"{base}_en" in fields else base
            if english in fields:
                found.append((english, name))
    return found


def _listed_with() -> dict[str, str]:
    """Set-up that stands among the choices of another object is listed with it: stages with opportunities."""
    return {
        field.target: object_type.name
        for object_type in objects.declared()
        if not object_type.is_setup
        for field in object_type.fields().values()
        if field.target and field.choices
    }
