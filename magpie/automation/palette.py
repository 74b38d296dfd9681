"""What the designer offers: triggers, blocks, actions, events and plug-ins, in the current language."""

from __future__ import annotations

import typing
from collections.abc import Iterable
from typing import Any

from django.db.models import Model
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from pydantic import BaseModel

from magpie.automation import plugins
from magpie.platform import actions, events, objects, setup
from magpie.platform.actions import Action, Output

Shown = dict[str, Any]

# Which kinds of triggers there are, in the order in which they are offered: key, label, one sentence.
TRIGGERS: tuple[tuple[str, Any, Any], ...] = (
    ("created", gettext_lazy("A record is created"), gettext_lazy("By hand, by an import, by a program.")),
    ("updated", gettext_lazy("A record is changed"), gettext_lazy("Perhaps only if certain fields change.")),
    ("satisfies", gettext_lazy("A condition becomes true"), gettext_lazy("A change makes it true that was not.")),
    ("ceases", gettext_lazy("A condition is no longer true"), gettext_lazy("A change ends what was true before.")),
    ("entered", gettext_lazy("A stage is entered"), gettext_lazy("A field comes to have one of some values.")),
    ("left", gettext_lazy("A stage is left"), gettext_lazy("A field no longer has one of some values.")),
    ("stayed", gettext_lazy("It stays in a stage"), gettext_lazy("A field has kept its value for some time.")),
    ("reassigned", gettext_lazy("The owner changes"), gettext_lazy("A record is given to somebody else.")),
    ("date", gettext_lazy("A date comes near"), gettext_lazy("A date of the record is so many days away or past.")),
    ("schedule", gettext_lazy("At certain times"), gettext_lazy("Every day, every Monday, on the last of the month …")),
    ("event", gettext_lazy("Something happens"), gettext_lazy("A business event with a name, such as reopened.")),
    ("button", gettext_lazy("A button is pressed"), gettext_lazy("On a record, or for several in a list.")),
    ("webhook", gettext_lazy("Another program calls"), gettext_lazy("It sends data to an address of its own.")),
    ("called", gettext_lazy("Another workflow calls"), gettext_lazy("As one of its steps.")),
    ("failure", gettext_lazy("A workflow fails"), gettext_lazy("A run of another workflow ends with an error.")),
    ("deleted", gettext_lazy("A record is deleted"), gettext_lazy("What it held can still be read.")),
)

# The kinds of blocks: key, group, label, one sentence.
BLOCKS: tuple[tuple[str, str, Any, Any], ...] = (
    (
        "action",
        "do",
        pgettext_lazy("block", "Action"),
        gettext_lazy("Does something with a record, or tells somebody."),
    ),
    ("if", "decide", pgettext_lazy("block", "If"), gettext_lazy("Goes one way or another, by conditions.")),
    (
        "switch",
        "decide",
        pgettext_lazy("block", "Switch"),
        gettext_lazy("Goes one of several ways, by a value or by shares."),
    ),
    (
        "wait",
        "wait",
        pgettext_lazy("block", "Wait"),
        gettext_lazy("Waits for a time, a date, an event or a condition."),
    ),
    (
        "ask",
        "wait",
        pgettext_lazy("block", "Ask people"),
        gettext_lazy("Gives a task, asks for approval, or has a form filled."),
    ),
    (
        "loop",
        "repeat",
        pgettext_lazy("block", "For each"),
        gettext_lazy("Does its steps once for each of several records."),
    ),
    ("parallel", "repeat", pgettext_lazy("block", "Side by side"), gettext_lazy("Goes several ways at the same time.")),
    (
        "call",
        "more",
        pgettext_lazy("block", "Call a workflow"),
        gettext_lazy("Starts another workflow, and may use its result."),
    ),
    ("try", "more", pgettext_lazy("block", "Try"), gettext_lazy("If one of its steps fails, does others instead.")),
    (
        "code",
        "more",
        pgettext_lazy("block", "Program"),
        gettext_lazy("Works something out by a few lines of your own."),
    ),
    ("stop", "more", pgettext_lazy("block", "Stop"), gettext_lazy("Ends the run here, in order or with an error.")),
)

GROUPS: tuple[tuple[str, Any], ...] = (
    ("do", gettext_lazy("Do")),
    ("decide", gettext_lazy("Decide")),
    ("wait", gettext_lazy("Wait")),
    ("repeat", gettext_lazy("Several")),
    ("more", gettext_lazy("More")),
    ("records", gettext_lazy("Records")),
    ("people", gettext_lazy("People")),
    ("messages", gettext_lazy("Messages")),
    ("activities", gettext_lazy("Activities")),
    ("marketing", gettext_lazy("Marketing")),
    ("flow", gettext_lazy("Workflows")),
    ("outside", gettext_lazy("Other programs")),
)
GROUPS_OF_OTHERS = {"notice.send": "messages"}  # actions of lower parts, which know nothing of the designer
ABOUT_OTHERS = {
    "notice.send": gettext_lazy("Tells people something about the record, each in their language."),
}


def of(object_name: str) -> Shown:
    """The palette for workflows about this object; for any object if the name is empty."""
    object_type = objects.find(object_name) if object_name else None
    offered = [a for a in actions.all_actions() if a.for_automation and _fits(a, object_name)]
    return {
        "groups": _groups(object_type, offered),
        "triggers": [{"on": on, "label": str(label), "about": str(about)} for on, label, about in TRIGGERS],
        "blocks": [
            {"kind": kind, "label": str(label), "about": str(about), "group": group}
            for kind, group, label, about in BLOCKS
        ],
        "actions": [action(a) for a in sorted(offered, key=_order)],
        "events": _events([object_type] if object_type else objects.all_objects()),
        "plugins": [_block(b) for b in plugins.blocks()],
    }


def _fits(asked: Action, object_name: str) -> bool:
    return not object_name or asked.on in ("", "*", object_name)


def _order(asked: Action) -> tuple[bool, int, str]:
    return asked.on in ("", "*"), asked.position, asked.name


def _groups(object_type: objects.ObjectType | None, offered: Iterable[Action]) -> list[Shown]:
    known = {name for name, _label in GROUPS}
    own = [object_type] if object_type else objects.all_objects()
    used = {a.on for a in offered}
    found = [{"name": o.name, "label": str(o.label)} for o in own if o.name in used]
    found += [{"name": name, "label": str(label)} for name, label in GROUPS]
    for one in plugins.installed():
        if one.plugin is not None and one.name not in known:
            found.append({"name": one.name, "label": str(one.title or one.name)})
    return found


def action(asked: Action) -> Shown:
    """An action as the designer needs it."""
    return {
        "name": asked.name,
        "label": str(asked.label),
        "about": str(asked.about or ABOUT_OTHERS.get(asked.name, "")),
        "group": asked.group or GROUPS_OF_OTHERS.get(asked.name) or asked.on or "records",
        "on": asked.on,
        "external": asked.external,
        "danger": asked.danger,
        "input": schema_of(asked.input),
        "outputs": [_output(o) for o in asked.outputs or _returned(asked)],
    }


def _returned(asked: Action) -> tuple[Output, ...]:
    """An action that returns a record gives that record."""
    hint = typing.get_type_hints(asked.run).get("return")
    for kind in typing.get_args(hint) or (hint,):
        if isinstance(kind, type) and issubclass(kind, Model) and kind in objects.models_with_objects():
            object_type = objects.of_model(kind)
            return (Output("id", object_type.label, "record", object_type.name),)
    return ()


def _output(output: Output) -> Shown:
    return {"name": output.name, "type": output.type, "label": str(output.label), "object": output.object}


def _block(block: plugins.Block) -> Shown:
    return {
        "name": block.name,
        "label": str(block.label),
        "about": str(block.about),
        "group": block.name.partition(".")[0],
        "on": "*",
        "external": False,
        "danger": False,
        "input": schema_of(block.input),
        "outputs": [_output(o) for o in block.outputs],
        "outcomes": [{"name": name, "label": str(label)} for name, label in block.outcomes],
    }


def _events(of_objects: Iterable[objects.ObjectType]) -> list[Shown]:
    found = {
        f"{object_type.name}.{kind.kind}": str(kind.label)
        for object_type in of_objects
        for kind in events.kinds_of(object_type.name)
    }
    return [{"name": name, "label": label} for name, label in found.items()]


def schema_of(model: type[BaseModel]) -> Shown:
    """The JSON schema of an input; its titles are the English texts, for whoever shows it to translate.

    Kept with the set-up: the choices of fields in it are those that the company has, in the current language.
    """
    name = f"block:{get_language()}:{model.__module__}.{model.__qualname__}"
    return setup.kept(name, model.model_json_schema)
