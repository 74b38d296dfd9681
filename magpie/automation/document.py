"""The drawing of a workflow: triggers and a tree of blocks, as one JSON document.

    {"object": "lead",
     "triggers": [{"on": "satisfies", "filter": {"field": "budget", "gte": 50000}}],
     "steps": [{"id": "qualify", "action": "lead.qualify", "input": {}},
               {"id": "wait", "wait": {"for": [{"filter": {"field": "accepted_at", "is_empty": false}}],
                                       "at_most": {"days": 2}}},
               {"id": "late", "if": {"step": "wait", "outcome": "time"}, "then": [...], "else": []}]}

`read` checks a document against the registries and names every problem with the block it is in.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, ValidationError, field_validator

from magpie.lib import periods
from magpie.platform import actions, filters, objects
from magpie.platform.problems import Invalid

UNITS = ("seconds", "minutes", "hours", "days", "weeks", "months")
Title = dict[str, str]  # language → text


def amount(value: dict[str, int]) -> dict[str, int]:
    """The amount of time as it was given; ValueError if it is none."""
    if not periods.is_amount(value, UNITS):
        raise ValueError(_('Enter an amount of time such as {"days": 2}.'))
    return value


class Part(BaseModel):
    """Anything in a document; a key that nobody knows is refused."""

    model_config = ConfigDict(extra="forbid")


class Trigger(Part):
    """When a run starts.  "satisfies": a change makes the filter true that was not true before."""

    on: Literal["created", "updated", "deleted", "satisfies", "event"]
    fields: list[str] = []  # with "updated": only if one of these changed
    event: str = ""  # with "event": the named business event
    filter: dict[str, Any] = {}
    own_writes: bool = False  # whether this workflow's own changes start it again


class WaitFor(Part):
    """What ends a wait early: an event about the record or a record that points to it, or a condition on the record."""

    event: list[str] = []  # "lead.updated", "note.created"
    by: Literal["", "owner", "anyone"] = ""
    filter: dict[str, Any] = {}


class Wait(Part):
    """How long to wait: for a time, until a date of the record, or for something to happen."""

    for_: list[WaitFor] = Field(default=[], alias="for")
    at_most: dict[str, int] = {}
    time: dict[str, int] = {}
    until: str = ""  # a date field of the record

    @field_validator("at_most", "time")
    @classmethod
    def is_amount(cls, value: dict[str, int]) -> dict[str, int]:
        return amount(value) if value else value


class Outcome(Part):
    """How a former step ended: a wait with "event", "condition" or "time"."""

    step: str
    outcome: str


class Block(Part):
    """What every block has: an id that stays, and perhaps a title of its own."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")
    title: Title = {}


class ActionBlock(Block):
    """Carries out an action on the record."""

    action: str
    input: dict[str, Any] = {}
    on: str = ""  # a reference of the record, to act on that one instead


class IfBlock(Block):
    """Goes one of two ways, by a filter or by how a former step ended."""

    if_: Outcome | dict[str, Any] = Field(alias="if")
    then: list[AnyBlock] = []
    else_: list[AnyBlock] = Field(default=[], alias="else")


class WaitBlock(Block):
    """Holds the run until something."""

    wait: Wait


class StopBlock(Block):
    """Ends the run here, in order or with an error."""

    stop: Literal["done", "error"] = "done"
    message: Title = {}


def kind_of(block: Any) -> str:
    """Which kind of block this is, by the key that says so."""
    keys = block if isinstance(block, dict) else {name.rstrip("_") for name in type(block).model_fields}
    return next((kind for kind in ("action", "if", "wait", "stop") if kind in keys), "unknown")


AnyBlock = Annotated[
    Annotated[ActionBlock, Tag("action")]
    | Annotated[IfBlock, Tag("if")]
    | Annotated[WaitBlock, Tag("wait")]
    | Annotated[StopBlock, Tag("stop")],
    Discriminator(kind_of),
]
IfBlock.model_rebuild()


class Document(Part):
    """A whole workflow."""

    object: str
    triggers: list[Trigger] = Field(min_length=1)
    steps: list[AnyBlock] = Field(min_length=1)


def read(data: Any) -> Document:
    """The checked document; Invalid names all problems, each under the block or trigger it is in."""
    try:
        document = Document.model_validate(data)
    except ValidationError as error:
        raise Invalid(_by_block(data, error)) from None
    except RecursionError:
        raise Invalid({"document": [_("The workflow is nested too deeply.")]}) from None
    problems = _problems(document)
    if problems:
        raise Invalid(problems)
    return document


def _by_block(data: Any, error: ValidationError) -> dict[str, list[str]]:
    problems: dict[str, list[str]] = {}
    for found in error.errors():
        place, name = data, "document"
        for part in found["loc"]:
            if (
                isinstance(part, str)
                and part in ("action", "if", "wait", "stop")
                and isinstance(place, dict)
                and part not in place
            ):
                continue
            try:
                place = place[part]
            except (KeyError, IndexError, TypeError):
                continue
            if isinstance(place, dict) and isinstance(place.get("id"), str):
                name = place["id"]
        where = ".".join(str(p) for p in found["loc"])
        if found["type"] in ("union_tag_invalid", "union_tag_not_found"):
            text = _("A block is one of action, if, wait, stop.")
        else:
            text = f"{where}: {actions.sentence(found)}"
        problems.setdefault(name, []).append(text)
    return problems


def blocks_of(steps: list[Any]) -> list[Any]:
    """All blocks of a tree, in reading order."""
    found = []
    for block in steps:
        found.append(block)
        if isinstance(block, IfBlock):
            found += blocks_of(block.then) + blocks_of(block.else_)
    return found


def _problems(document: Document) -> dict[str, list[str]]:
    problems: dict[str, list[str]] = {}

    def say(place: str, text: str) -> None:
        problems.setdefault(place, []).append(text)

    object_type = objects.find(document.object)
    if object_type is None:
        return {"document": [_("There is no object “%(name)s”.") % {"name": document.object[:50]}]}

    def check_filter(place: str, node: Any) -> None:
        try:
            filters.parse(object_type, node)
        except filters.FilterError as error:
            say(place, str(error))

    for trigger in document.triggers:
        check_filter("trigger", trigger.filter)
        _check_trigger(trigger, object_type, say)
    seen: set[str] = set()
    for block in blocks_of(document.steps):
        if block.id in seen:
            say(block.id, _("Two blocks have the same id “%(id)s”.") % {"id": block.id})
        if isinstance(block, ActionBlock):
            _check_action(block, object_type, say)
        elif isinstance(block, IfBlock):
            if isinstance(block.if_, Outcome):
                if block.if_.step not in seen:
                    say(block.id, _("There is no step “%(id)s” before this one.") % {"id": block.if_.step[:50]})
            else:
                check_filter(block.id, block.if_)
        elif isinstance(block, WaitBlock):
            for wait_for in block.wait.for_:
                check_filter(block.id, wait_for.filter)
            _check_wait(block, object_type, say)
        seen.add(block.id)
    return problems


def _check_trigger(trigger: Trigger, object_type: objects.ObjectType, say: Any) -> None:
    if trigger.on == "satisfies" and not trigger.filter:
        say("trigger", _("Say which condition the record must come to satisfy."))
    if trigger.on == "event" and not trigger.event:
        say("trigger", _("Name the event."))
    for name in trigger.fields:
        if name not in object_type.fields():
            text = _("%(object)s has no field “%(name)s”.")
            say("trigger", text % {"object": str(object_type.label), "name": name[:50]})


def _check_action(block: ActionBlock, object_type: objects.ObjectType, say: Any) -> None:
    known = {a.name: a for a in actions.all_actions() if a.for_automation}
    found = known.get(block.action)
    if found is None:
        say(block.id, _("There is no action “%(name)s”.") % {"name": block.action[:100]})
        return
    target = object_type
    if block.on:
        field = object_type.fields().get(block.on)
        if field is None or not field.target or field.type.name == "references":
            say(block.id, _("“%(name)s” does not lead to a record.") % {"name": block.on[:50]})
            return
        target = objects.get(field.target)
    if found.on not in ("", "*", target.name):
        say(
            block.id,
            _("“%(action)s” cannot be done with %(object)s.")
            % {"action": str(found.label), "object": str(target.label)},
        )
    unknown = set(block.input) - set(found.input.model_fields)
    missing = {n for n, f in found.input.model_fields.items() if f.is_required()} - set(block.input)
    for name in sorted(unknown):
        say(block.id, _("“%(action)s” takes no “%(name)s”.") % {"action": str(found.label), "name": name[:50]})
    for name in sorted(missing):
        say(block.id, _("“%(action)s” needs “%(name)s”.") % {"action": str(found.label), "name": name})
    if not unknown and not missing and (found.own_templates or not _has_templates(block.input)):
        try:
            actions.parse_input(found, block.input)
        except Invalid as error:
            say(block.id, str(error))


def _has_templates(value: Any) -> bool:
    if isinstance(value, dict):
        return "from" in value or "en" in value or "zh-hans" in value or any(_has_templates(v) for v in value.values())
    if isinstance(value, list):
        return any(_has_templates(v) for v in value)
    return isinstance(value, str) and ("{{" in value or "{%" in value)


def _check_wait(block: WaitBlock, object_type: objects.ObjectType, say: Any) -> None:
    wait = block.wait
    ways = sum(bool(w) for w in (wait.for_, wait.time, wait.until))
    if ways != 1:
        say(block.id, _("A wait is for a time, until a date, or for something to happen."))
    if wait.until and (
        wait.until not in object_type.fields() or object_type.field(wait.until).type.name not in ("date", "datetime")
    ):
        say(block.id, _("“%(name)s” is not a date of the record.") % {"name": wait.until[:50]})
    for wait_for in wait.for_:
        if not wait_for.event and not wait_for.filter:
            say(block.id, _("Say what the wait is for."))
        for name in wait_for.event:
            if objects.find(name.partition(".")[0]) is None:
                say(block.id, _("There is no object “%(name)s”.") % {"name": name[:50]})
