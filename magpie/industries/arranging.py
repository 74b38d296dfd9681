"""Adds a set-up's sections and columns to the layout of an object, and takes them out again.

A layout belongs to the company: a set-up only adds the fields that it brings, and never moves what stands there.
"""

from __future__ import annotations

import copy
from collections.abc import Collection
from typing import Any

from django.utils.translation import override

from magpie.platform import objects

Arranged = dict[str, Any]  # the values of a layout: sections, list_columns


def declared(name: str) -> Arranged:
    """The layout of an object as the product declares it."""
    object_type = objects.get(name)
    sections = []
    for label, fields in object_type.sections:
        with override("en"):
            english = str(label)
        with override("zh-hans"):
            chinese = str(label)
        sections.append({"label_en": english, "label_zh": chinese, "fields": list(fields)})
    return {"sections": sections, "list_columns": list(object_type.columns)}


def of(layout: Any, name: str) -> Arranged:
    """The layout as it is now; of an object without one, as declared."""
    usual = declared(name)
    if layout is None:
        return usual
    return {
        "sections": copy.deepcopy(layout.sections) or usual["sections"],
        "list_columns": list(layout.list_columns) or usual["list_columns"],
    }


def names_in(values: Arranged) -> tuple[list[str], list[str]]:
    """The fields in the sections, and those in the columns."""
    return [n for section in values.get("sections", ()) for n in section["fields"]], list(
        values.get("list_columns", ())
    )


def with_added(now: Arranged, wanted: Arranged, before: Arranged) -> Arranged:
    """The layout with what is wanted and was not added before; new sections stand after the first one."""
    result = copy.deepcopy(now)
    placed, columns = names_in(now)
    known, known_columns = names_in(before)
    at = 1
    for section in wanted.get("sections", ()):
        coming = [n for n in section["fields"] if n not in placed and n not in known]
        if not coming:
            continue
        there = next((s for s in result["sections"] if s.get("label_en") == section["label_en"]), None)
        if there is not None:
            there["fields"] += coming
            continue
        result["sections"].insert(at, {**section, "fields": coming})
        at += 1
    for name in wanted.get("list_columns", ()):
        if name not in columns and name not in known_columns:
            place = result["list_columns"].index("owner") if "owner" in result["list_columns"] else None
            result["list_columns"].insert(len(result["list_columns"]) if place is None else place, name)
    return result


def without(now: Arranged, names: Collection[str]) -> Arranged:
    """The layout without these fields, and without the sections that are empty then."""
    sections = [{**s, "fields": [n for n in s["fields"] if n not in names]} for s in now["sections"]]
    return {
        "sections": [s for s in sections if s["fields"]],
        "list_columns": [n for n in now["list_columns"] if n not in names],
    }
