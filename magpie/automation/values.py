"""Fills a step's input with values of the record and of earlier steps, and reads what a step gave.

A text with {{ … }} is a Liquid template; {"from": "record.owner"} is a value with its own type; {"en": …, "zh-hans": …}
is the text of one language: that of whoever caused the run, else that of the record's owner.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from magpie.platform import filters, objects, texts
from magpie.platform.problems import Problem

if TYPE_CHECKING:
    from magpie.automation.engine.state import State
    from magpie.automation.models import Run

LANGUAGES = frozenset(code for code, _name in settings.LANGUAGES)


def language_of(run: Run, record: Any) -> str:
    """The language in which a run writes about a record."""
    person = run.caused_by or getattr(record, "owner", None)
    return str(getattr(person, "language", "") or settings.LANGUAGE_CODE)


def is_in_languages(value: Any) -> bool:
    """Whether this is one text in several languages."""
    is_named = isinstance(value, dict) and bool(value) and value.keys() <= LANGUAGES
    return is_named and all(isinstance(text, str) for text in value.values())


class Names:
    """What the input of one step can name: record, item, trigger, steps, workflow; worked out only when it is named."""

    def __init__(self, state: State, path: str, secrets: Any = None) -> None:
        self.state, self.path, self.secrets = state, path, secrets

    @cached_property
    def language(self) -> str:
        return language_of(self.state.run, self.state.record)

    def look_up(self, path: str) -> Any:
        """The value at "record.FIELD", "item.FIELD", "steps.ID.KEY" or "trigger.KEY", as JSON."""
        head, _dot, rest = path.partition(".")
        if head in ("record", "item"):
            value = self.state.record if head == "record" else self.state.item(self.path)
            return of_record(value, rest) if isinstance(value, Model) else _at(value, rest)
        if head == "steps":
            name, _dot, key = rest.partition(".")
            return _at(self.state.output(name, self.path), key)
        if head == "trigger":
            return _at(self.state.run.trigger, rest)
        if head == "now":
            return timezone.now().isoformat()
        if head == "today":
            return timezone.localdate().isoformat()
        raise Problem(_("There is no value “%(name)s”.") % {"name": path[:80]})

    def surroundings(self, language: str) -> dict[str, Any]:
        """What a template can name."""
        state, item = self.state, self.state.item(self.path)
        return {
            "record": texts.record_values(state.record, language) if state.record is not None else {},
            "item": texts.record_values(item, language) if isinstance(item, Model) else item,
            "trigger": state.run.trigger,
            "steps": {name: state.output(name, self.path) or {} for name in {s for s, _path in state.steps}},
            "workflow": state.program.version.workflow.name,
            **({"secrets": self.secrets} if self.secrets is not None else {}),
        }


def fill(value: Any, names: Names, language: str = "") -> Any:
    """The input with all templates and references replaced."""
    language = language or names.language
    if isinstance(value, dict):
        if value.keys() == {"from"}:
            return names.look_up(value["from"])
        if is_in_languages(value):
            return fill(value.get(language) or next(iter(value.values())), names, language)
        return {k: fill(v, names, language) for k, v in value.items()}
    if isinstance(value, list):
        return [fill(v, names, language) for v in value]
    if isinstance(value, str) and ("{{" in value or "{%" in value):
        return texts.render(value, names.surroundings(language))
    return value


def of_record(record: Any, path: str) -> Any:
    """The value of a record at "FIELD" or "FIELD.FIELD", as JSON; the record itself where the path is empty."""
    if not path:
        return {"object": objects.of(record).name, "id": record.pk}
    if path == "id":
        return record.pk
    try:
        resolved = filters.resolve(objects.of(record), path)
    except filters.FilterError as error:
        raise Problem(str(error)) from None
    return resolved.field.type.to_json(filters.RecordView(record).value(resolved))


def _at(value: Any, path: str) -> Any:
    """The part of a JSON value at "a.b.0"; None where there is nothing."""
    for name in filter(None, path.split(".")):
        if isinstance(value, dict):
            value = value.get(name)
        elif isinstance(value, list) and name.lstrip("-").isdigit() and -len(value) <= int(name) < len(value):
            value = value[int(name)]
        else:
            return None
    return value


def output_of(result: Any) -> Any:
    """What is kept of an action's result."""
    if isinstance(result, Model):
        known = type(result) in objects.models_with_objects()
        return {"object": objects.of(result).name, "id": result.pk} if known else {"id": result.pk}
    if isinstance(result, list | tuple):
        return [output_of(one) for one in result]
    if isinstance(result, dict):
        return {str(k): output_of(v) for k, v in result.items()}
    return result if isinstance(result, str | int | float | bool | None) else str(result)
