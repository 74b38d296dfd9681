"""Actions: the named operations people, programs and workflows can ask for.

Declare one and it is an endpoint, a button, a bulk operation, a permission and a workflow step.
"""

from __future__ import annotations

import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from django.utils.translation import gettext as _
from pydantic import BaseModel, ValidationError

from magpie.platform import access, context, filters, gates, objects, records
from magpie.platform.actor import Actor
from magpie.platform.names.words import Named
from magpie.platform.problems import Forbidden, Invalid, NotFound, Refused

F = TypeVar("F", bound=Callable[..., Any])
_registry: dict[str, Action] = {}


class NoInput(BaseModel):
    """For actions that need nothing but the record."""


@dataclass(frozen=True)
class Output:
    """A value that an action gives to the workflow steps after it."""

    name: str
    label: Any
    type: str = "text"  # text, long_text, number, boolean, date, datetime, record or json
    object: str = ""  # of a record; "*" where the input says which


@dataclass(frozen=True)
class Action:
    """A declared action: what `action` made of a function."""

    name: str
    on: str  # the object; "*" for any record, empty for none
    label: Any
    input: type[BaseModel]
    run: Callable[..., Any]
    confirm: Any = ""
    danger: bool = False
    bulk: bool = True
    external: bool = False  # reaches outside the database: needs an idempotency key
    available_if: Mapping[str, Any] | None = None  # a filter: on other records it is not offered, and refused
    for_automation: bool = True  # offered as a workflow step
    for_people: bool = True  # offered as a button and endpoint
    ending: Literal["", "won", "lost"] = ""  # how it ends the work on a record: a place to drop cards on under a board
    position: int = 50  # among the buttons of a record, the smallest first
    own_templates: bool = False  # fills the templates of its input itself, as for readers of several languages
    about: Any = ""  # one sentence for whoever draws a workflow
    group: str = ""  # under which the designer offers it; empty: among the object's own
    outputs: tuple[Output, ...] = ()
    # Waits for something outside, so a workflow calls it with no transaction open, as `run(…, actor=…, key=…)`: the
    # key is the step's, the same at each try.  It may be called again when nobody knows how the last try ended.
    external_call: bool = False
    reach: access.Verb = "update"  # how the actor must reach the record: to claim one it is enough to read it
    is_offered: Callable[[], bool] | None = None  # whether the set-up has a use for its button at all
    describe: Callable[[Any], str] | None = None  # what it would do with this input, for a dry run of a workflow

    @property
    def verb(self) -> str:
        """The name without the object, as it stands in a URL."""
        return self.name.partition(".")[2].replace("_", "-")


def action(name: str, *, on: str = "", label: Any, **options: Any) -> Callable[[F], F]:
    """Declare the decorated function `(record, data, *, actor)` an action; without `on` it is `(data, *, actor)`."""

    def declare(function: F) -> F:
        if name in _registry:
            raise ValueError(f"{name} is declared twice")
        input_type = typing.get_type_hints(function)["data"]
        known = Named(on, "action", name, label) if on not in ("", "*") else label
        _registry[name] = Action(name, on, known, input_type, function, **options)
        return function

    return declare


def get(name: str) -> Action:
    """The action of that name; KeyError if there is none."""
    return _registry[name]


def all_actions() -> list[Action]:
    """Every action there is."""
    return list(_registry.values())


def on_object(name: str) -> list[Action]:
    """The actions of one object."""
    return sorted((a for a in _registry.values() if a.on == name), key=lambda a: a.position)


def takes_secret(name: str) -> bool:
    """Whether the action's input holds a password or another secret, which must not be kept beyond the call."""
    found = _registry.get(name)
    return found is not None and _has_secret(found.input.model_json_schema())


def _has_secret(schema: Any) -> bool:
    if isinstance(schema, dict):
        is_secret = schema.get("format") == "password" or schema.get("x-kind") == "secret"
        return is_secret or any(_has_secret(part) for part in schema.values())
    return isinstance(schema, list) and any(_has_secret(part) for part in schema)


def perform(asked: Action, record: Any, data: Mapping[str, Any] | BaseModel, *, actor: Actor, **options: Any) -> Any:
    """Run an action on a record as this actor: permission, input, gates, then the action itself, in one transaction.

    `options` go to `context.acting`.  Gives what the action returns.
    """
    with context.acting(actor, asked.name, **options) as current:
        if not asked.on:
            return asked.run(parse_input(asked, data), actor=actor)
        object_type = objects.get(asked.on)
        if not actor.is_trusted and not access.reaches(actor, object_type, record, "read"):
            raise NotFound
        if not access.may_act(actor, object_type, asked.name) or not access.reaches(
            actor, object_type, record, asked.reach
        ):
            raise Forbidden(_("You may not do “%(action)s” with this record.") % {"action": str(asked.label)})
        values = parse_input(asked, data)
        record = records.lock(object_type, record.pk)
        if asked.available_if and not filters.matches(
            object_type, asked.available_if, filters.RecordView(record), filters.Caller.of(actor)
        ):
            raise Refused(
                _("“%(action)s” does not apply to “%(record)s” as it is now.")
                % {"action": str(asked.label), "record": object_type.title_of(record)}
            )
        spoke = gates.check(object_type, asked.name, record, current)
        gates.remember(spoke, record, current)
        return asked.run(record, values, actor=actor)


def parse_input(asked: Action, data: Mapping[str, Any] | BaseModel) -> BaseModel:
    """The action's input, checked; Invalid with a sentence for each field."""
    if isinstance(data, asked.input):
        return data
    try:
        return asked.input.model_validate(data)
    except ValidationError as error:
        raise Invalid(sentences(error)) from None


def sentences(error: ValidationError) -> dict[str, list[str]]:
    """What Pydantic found wrong, by field, in the current language."""
    problems: dict[str, list[str]] = {}
    for found in error.errors():
        name = ".".join(str(part) for part in found["loc"]) or "input"
        problems.setdefault(name, []).append(sentence(found))
    return problems


def sentence(found: Any) -> str:
    """One of Pydantic's findings as a sentence."""
    kind, ctx = found["type"], found.get("ctx", {})
    if kind == "missing":
        return _("This field is required.")
    if kind == "extra_forbidden":
        return _("There is no such field.")
    if kind.startswith(("int", "decimal", "float", "finite")):
        return _("Enter a number.")
    if kind.startswith(("date", "time", "timezone")):
        return _("Enter a date such as 2026-11-30.")
    if kind.startswith("bool"):
        return _("Enter yes or no.")
    limits = {
        "greater_than": _("Enter a number above %(limit)s."),
        "greater_than_equal": _("Enter %(limit)s or more."),
        "less_than": _("Enter a number below %(limit)s."),
        "less_than_equal": _("Enter %(limit)s or less."),
    }
    if kind in limits:
        return limits[kind] % {"limit": next(iter(ctx.values()))}
    if kind == "string_too_short" and ctx["min_length"] == 1:
        return _("This field is required.")
    if kind == "string_too_long":
        return _("At most %(most)d characters.") % {"most": ctx["max_length"]}
    if kind in ("literal_error", "enum"):
        return _("Enter one of: %(names)s.") % {"names": str(ctx.get("expected", ""))}
    if kind == "value_error":
        return str(ctx.get("error", found["msg"]))
    return _("This value does not fit.")
