"""Fills a step's input with values of the record and of earlier steps, and reads what a step gave.

A text with {{ … }} is a Liquid template; {"from": "record.owner"} is a value with its own type; {"en": …, "zh-hans": …}
is the text of one language: that of whoever caused the run, else that of the record's owner.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db.models import Model

from magpie.automation.models import Run
from magpie.platform import filters, objects, texts
from magpie.platform.problems import Problem

LANGUAGES = frozenset(code for code, _name in settings.LANGUAGES)


def language_of(run: Run, record: Any) -> str:
    """The language in which a run writes about a record."""
    person = run.caused_by or getattr(record, "owner", None)
    return str(getattr(person, "language", "") or settings.LANGUAGE_CODE)


def is_in_languages(value: Any) -> bool:
    """Whether this is one text in several languages."""
    is_named = isinstance(value, dict) and bool(value) and value.keys() <= LANGUAGES
    return is_named and all(isinstance(text, str) for text in value.values())


def fill(value: Any, run: Run, record: Any, language: str = "") -> Any:
    """The input with all templates and references replaced."""
    language = language or language_of(run, record)
    if isinstance(value, dict):
        if value.keys() == {"from"}:
            return look_up(value["from"], run, record)
        if is_in_languages(value):
            return fill(value.get(language) or next(iter(value.values())), run, record, language)
        return {k: fill(v, run, record, language) for k, v in value.items()}
    if isinstance(value, list):
        return [fill(v, run, record, language) for v in value]
    if isinstance(value, str) and ("{{" in value or "{%" in value):
        return texts.render(value, surroundings(run, record, language))
    return value


def surroundings(run: Run, record: Any, language: str) -> dict[str, Any]:
    """What a template can name."""
    return {
        "record": texts.record_values(record, language),
        "steps": {s.step: s.output or {} for s in run.steps.all()},
        "workflow": run.workflow.name,
    }


def look_up(path: str, run: Run, record: Any) -> Any:
    """The value at "record.FIELD" or "steps.ID.KEY", as JSON."""
    head, _dot, rest = path.partition(".")
    if head == "record":
        object_type = objects.of(record)
        try:
            resolved = filters.resolve(object_type, rest)
        except filters.FilterError as error:
            raise Problem(str(error)) from None
        return resolved.field.type.to_json(filters.RecordView(record).value(resolved))
    if head == "steps":
        name, _dot, key = rest.partition(".")
        step = run.steps.filter(step=name).order_by("-id").first()
        return (step.output or {}).get(key) if step else None
    raise Problem(f"{path}?")


def output_of(result: Any) -> Any:
    """What is kept of an action's result."""
    if isinstance(result, Model):
        known = type(result) in objects.models_with_objects()
        return {"object": objects.of(result).name, "id": result.pk} if known else {"id": result.pk}
    return result if isinstance(result, dict | list | str | int | float | bool | None) else str(result)
