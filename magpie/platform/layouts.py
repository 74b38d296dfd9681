"""Layouts: the arrangement of an object's fields that an administrator made, in place of the declared one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from magpie.platform import objects, setup
from magpie.platform.fields.registry import TwoLanguages
from magpie.platform.models import Layout
from magpie.platform.names import words
from magpie.platform.objects import ObjectType

MOST_SECTIONS = 30
Sections = list[tuple[Any, list[str]]]


def sections_of(object_type: ObjectType) -> Sections:
    """The sections with the names of their fields; fields that are gone are left out."""
    layout = _layouts().get(object_type.name)
    if layout is None or not layout.sections:
        return [(words.of_section(object_type.name, label), list(names)) for label, names in object_type.sections]
    known, declared = object_type.fields(), [label for label, _names in object_type.sections]
    return [
        (_heading(s.get("label_en", ""), s.get("label_zh", ""), declared), _known(s["fields"], known))
        for s in layout.sections
    ]


def _heading(english: str, chinese: str, declared: Sequence[Any]) -> TwoLanguages:
    """The name in both languages; one that is missing is taken from the declared section of that name, if there is."""
    if not (english and chinese):
        for label in declared:
            both = TwoLanguages(_in("en", label), _in("zh-hans", label))
            if (english or chinese) == (both.english if english else both.chinese):
                return both
    return TwoLanguages(english or chinese, chinese)


def _in(language: str, text: Any) -> str:
    with translation.override(language):
        return str(text)


def columns_of(object_type: ObjectType) -> list[str]:
    """The columns with which a list begins."""
    layout = _layouts().get(object_type.name)
    if layout is None:
        return list(object_type.columns)
    return _known(layout.list_columns, object_type.fields()) or list(object_type.columns)


def _known(names: list[str], fields: dict[str, Any]) -> list[str]:
    return [n for n in names if n in fields]


def _layouts() -> dict[str, Layout]:
    return setup.kept("layouts", lambda: {row.object: row for row in Layout.objects.all()})


def check(values: dict[str, Any], row: Any) -> dict[str, str]:
    """What is wrong with the values of a layout, by field."""
    name = str(values.get("object") or getattr(row, "object", ""))
    target = objects.find(name)
    if target is None:
        return {"object": now_("There is no object “%(name)s”.") % {"name": name}}
    problems = {}
    if problem := _problem_of_names(target, values.get("list_columns") or []):
        problems["list_columns"] = problem
    if problem := _problem_of_sections(target, values.get("sections") or []):
        problems["sections"] = problem
    return problems


def _problem_of_names(target: ObjectType, names: Any) -> str:
    if not isinstance(names, list) or not all(isinstance(n, str) for n in names):
        return now_("Give the names of fields.")
    known = target.fields()
    if unknown := next((n for n in names if n not in known), None):
        return now_("%(object)s has no field “%(name)s”.") % {"object": str(target.label), "name": unknown[:50]}
    if twice := next((n for n in names if names.count(n) > 1), None):
        return now_("“%(field)s” stands there twice.") % {"field": str(known[twice].label)}
    return ""


def _problem_of_sections(target: ObjectType, sections: Any) -> str:
    if not isinstance(sections, list) or len(sections) > MOST_SECTIONS:
        return now_("Give at most %(most)d sections.") % {"most": MOST_SECTIONS}
    names: list[Any] = []
    for section in sections:
        labels = (section.get("label_en", ""), section.get("label_zh", "")) if isinstance(section, dict) else (None,)
        if not all(isinstance(text, str) and len(text) <= 100 for text in labels) or not any(labels):
            return now_("Every section needs a name.")
        fields = section.get("fields")
        if not isinstance(fields, list):
            return now_("Give the names of fields.")
        names += fields
    return _problem_of_names(target, names)


objects.register(
    name="layout", model=Layout, title="object", group="setup", icon="layout", is_setup=True, listed=False,
    label=_("Layout"), label_plural=_("Layouts"), check=check, columns=("object", "updated_at"),
    sections=((_("Layout"), ("object", "sections", "list_columns")),),
)  # fmt: skip
