"""A workflow as people read it, in the current language: one plain sentence, and a short text for each block.

The pieces are joined here, so they must read well together in every language: 当…时：…；然后…；如果…，则…，否则….
"""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from magpie.automation import sentence_triggers as triggers
from magpie.automation.document import (
    ActionBlock,
    AnyBlock,
    Ask,
    AskBlock,
    CallBlock,
    CodeBlock,
    Compared,
    Document,
    IfBlock,
    LoopBlock,
    Outcome,
    ParallelBlock,
    PluginBlock,
    StopBlock,
    SwitchBlock,
    TryBlock,
    Wait,
    WaitBlock,
    WaitFor,
    kind_of,
)
from magpie.platform import actions, filters, objects
from magpie.platform.filters.describe import describe, describe_amount, value_text
from magpie.platform.objects import ObjectType

Kind = ObjectType | None
_VALUE = re.compile(r"{{\s*([a-z]\w*(?:\.\w+)*)[^}]*}}")


def in_language(texts: dict[str, str]) -> str:
    """The text of the current language, or any there is."""
    language = "zh-hans" if (get_language() or "en").startswith("zh") else "en"
    return texts.get(language) or texts.get("en") or next(iter(texts.values()), "")


def path_text(about: Kind, path: str) -> str:
    """A value named by its path, such as `record.owner.name`, as people name it; else the path itself."""
    first, *names = path.split(".")
    if first != "record" or about is None or not names:
        return path
    labels: list[str] = []
    at: Kind = about
    for name in names:
        if at is None or name not in at.fields():
            break
        field = at.field(name)
        labels.append(str(field.label))
        at = objects.find(field.target) if field.target else None
    return " › ".join(labels) or path


def readable(about: Kind, text: str) -> str:
    """A text with the names of its values instead of `{{ record.name }}`."""
    return _VALUE.sub(lambda found: _("[%(value)s]") % {"value": path_text(about, found[1])}, text)


def object_of(document: Document) -> Kind:
    """What the workflow's runs are about; None if about no record."""
    return objects.find(document.object) if document.object else None


def sentence(document: Document) -> str:
    """The whole rule as one sentence."""
    about = object_of(document)
    when = _(" or ").join(triggers.text(about, t) for t in document.triggers)
    return _("When %(trigger)s: %(steps)s.") % {"trigger": when, "steps": _steps(about, document.steps)}


def _steps(about: Kind, steps: list[AnyBlock]) -> str:
    return _("; then ").join(_whole(about, block) for block in steps)


def _whole(about: Kind, block: Any) -> str:
    """A block with everything inside it."""
    if isinstance(block, IfBlock):
        return _if(about, block)
    if isinstance(block, SwitchBlock):
        return _switch(about, block)
    if isinstance(block, LoopBlock):
        text = _("for each %(items)s: %(steps)s")
        return text % {"items": loop_text(about, block), "steps": _branch(_item_of(block), block.steps)}
    if isinstance(block, ParallelBlock):
        ways = _(" and ").join(_branch(about, branch.steps) for branch in block.parallel.branches)
        is_race = block.parallel.join == "any"
        text = _("side by side, until one is done: %(ways)s") if is_race else _("side by side: %(ways)s")
        return text % {"ways": ways}
    if isinstance(block, TryBlock):
        text = _("%(steps)s; if that fails, %(instead)s")
        return text % {"steps": _branch(about, block.try_), "instead": _branch(about, block.on_error)}
    return block_text(about, block)


def _if(about: Kind, block: IfBlock) -> str:
    text = _("if %(condition)s, then %(steps)s") % {
        "condition": condition_text(about, block.if_), "steps": _branch(about, block.then),
    }  # fmt: skip
    for way in block.else_if:
        text += _(", or if %(condition)s, %(steps)s") % {
            "condition": condition_text(about, way.if_), "steps": _branch(about, way.then),
        }  # fmt: skip
    if block.else_:
        text += _(", otherwise %(steps)s") % {"steps": _branch(about, block.else_)}
    return text


def _switch(about: Kind, block: SwitchBlock) -> str:
    parts = [
        _("%(case)s: %(steps)s") % {"case": case_text(about, block, number), "steps": _branch(about, case.steps)}
        for number, case in enumerate(block.switch.cases)
    ]
    if block.switch.default:
        parts.append(_("otherwise %(steps)s") % {"steps": _branch(about, block.switch.default)})
    return _("by %(what)s (%(ways)s)") % {"what": switch_text(about, block), "ways": _("; ").join(parts)}


def _branch(about: Kind, steps: list[AnyBlock]) -> str:
    """The steps of a branch; in brackets if one could not tell where they end."""
    text = _steps(about, steps) or _("nothing")
    is_long = len(steps) > 1 or any(isinstance(b, IfBlock | SwitchBlock | LoopBlock) for b in steps)
    return _("(%(text)s)") % {"text": text} if is_long else text


# ---- single blocks


def block_text(about: Kind, block: Any) -> str:
    """One block in a few words: its own title, or what it does."""
    if block.title:
        return in_language(block.title)
    if isinstance(block, ActionBlock):
        return action_text(about, block)
    if isinstance(block, IfBlock):
        return _("if %(condition)s") % {"condition": condition_text(about, block.if_)}
    if isinstance(block, SwitchBlock):
        return _("by %(what)s") % {"what": switch_text(about, block)}
    if isinstance(block, WaitBlock):
        return wait_text(about, block.wait)
    if isinstance(block, LoopBlock):
        return _("for each %(items)s") % {"items": loop_text(about, block)}
    if isinstance(block, ParallelBlock):
        return _("side by side")
    if isinstance(block, AskBlock):
        return ask_text(about, block.ask)
    if isinstance(block, CallBlock):
        return _("run the workflow “%(name)s”") % {"name": _workflow_name(block.call.workflow)}
    if isinstance(block, TryBlock):
        return _("try")
    if isinstance(block, CodeBlock):
        return _("work it out by code")
    if isinstance(block, PluginBlock):
        return block.plugin
    if isinstance(block, StopBlock) and block.stop == "error":
        return _("stop with an error")
    return _("stop")


def action_text(about: Kind, block: ActionBlock) -> str:
    """What an action does, with what most matters of its input."""
    found = next((a for a in actions.all_actions() if a.name == block.action), None)
    text = str(found.label) if found else block.action
    values = block.input.get("values")
    target = about if not block.on else None
    if block.action == "record.update" and isinstance(values, dict) and target is not None:
        fields = target.fields()
        named = [(fields[n].label if n in fields else n, _plain(about, fields.get(n), v)) for n, v in values.items()]
        parts = [_("%(field)s to %(value)s") % {"field": field, "value": value} for field, value in named]
        return _("set %(values)s") % {"values": _(", ").join(parts)} if parts else text
    return text


def _plain(about: Kind, field: Any, value: Any) -> str:
    if isinstance(value, dict) and value.keys() == {"from"}:
        return path_text(about, str(value["from"]))
    if isinstance(value, dict):
        return readable(about, in_language({k: v for k, v in value.items() if isinstance(v, str)}))
    if value in (None, ""):
        return _("nothing")
    if isinstance(value, str) and _VALUE.search(value):
        return f"“{readable(about, value)}”"
    return f"“{value_text(field, value) if field is not None and isinstance(value, str | int) else value}”"


def condition_text(about: Kind, condition: Any) -> str:
    """A condition, as part of a sentence."""
    if isinstance(condition, Outcome):
        return {
            "time": _("the time was up"),
            "event": _("it happened in time"),
            "condition": _("the condition came true in time"),
            "approved": _("it was approved"),
            "rejected": _("it was rejected"),
            "returned": _("it was returned"),
            "done": _("it was done"),
        }.get(condition.outcome, condition.outcome)
    if isinstance(condition, Compared):
        return _compared_text(about, condition)
    return describe(about, condition) if about is not None else ""


def _compared_text(about: Kind, condition: Compared) -> str:
    name = next(iter(condition.model_fields_set - {"value"}))
    value = condition.value
    is_path = isinstance(value, dict) and value.keys() == {"from"}
    left = path_text(about, str(value["from"])) if is_path else str(value)
    if name == "is_empty":
        return (_("%(value)s is empty") if condition.is_empty else _("%(value)s is not empty")) % {"value": left}
    signs = {"is_": "=", "is_not": "≠", "gt": ">", "gte": "≥", "lt": "<", "lte": "≤", "in_": "∈", "contains": "∋"}
    return f"{left} {signs[name]} {getattr(condition, name)}"


def switch_text(about: Kind, block: SwitchBlock) -> str:
    """What a switch looks at."""
    switch = block.switch
    if switch.field and about is not None and switch.field in about.fields():
        return str(about.field(switch.field).label)
    if isinstance(switch.value, dict) and switch.value.keys() == {"from"}:
        return path_text(about, str(switch.value["from"]))
    if any(case.percent for case in switch.cases):
        return _("share")
    return _("what is true")


def case_text(about: Kind, block: SwitchBlock, number: int) -> str:
    """When a way of a switch is taken."""
    case = block.switch.cases[number]
    if case.title:
        return in_language(case.title)
    if case.percent is not None:
        return f"{case.percent} %"
    if case.if_ is not None:
        return condition_text(about, case.if_)
    field = about.fields().get(block.switch.field) if about is not None else None
    return _(" or ").join(_plain(about, field, value).strip("“”") for value in case.values)


def _item_of(block: LoopBlock) -> Kind:
    name = (block.loop.related or block.loop.object).partition(".")[0]
    return objects.find(name) if name else None


def loop_text(about: Kind, block: LoopBlock) -> str:
    """What a loop goes through."""
    item = _item_of(block)
    if item is None:
        return _("item of the list")
    text = str(item.label)
    if block.loop.related and about is not None:
        text = _("%(items)s of the %(object)s") % {"items": item.label, "object": about.label}
    condition = ""
    if block.loop.filter:
        try:
            condition = describe(item, block.loop.filter)
        except filters.FilterError:
            condition = "?"
    return _("%(items)s with %(condition)s") % {"items": text, "condition": condition} if condition else text


def ask_text(about: Kind, ask: Ask) -> str:
    """What people are asked for."""
    text = readable(about, in_language(ask.text))
    known = {
        "task": _("have somebody do: %(text)s"),
        "approval": _("ask for approval: %(text)s"),
        "form": _("ask for: %(text)s"),
    }
    said = known[ask.kind] % {"text": text} if text else known[ask.kind].partition(":")[0].partition("：")[0]
    return said + (_(", at most %(time)s") % {"time": describe_amount(ask.due)} if ask.due else "")


def _workflow_name(number: Any) -> str:
    from magpie.automation.explaining import name_of
    from magpie.automation.models import Workflow

    found = Workflow.objects.filter(pk=number).first() if isinstance(number, int) else None
    return name_of(found) if found is not None else str(number)


def _reason_text(about: Kind, reason: WaitFor) -> str:
    if not reason.event:
        return describe(about, reason.filter) if about is not None else ""
    return {
        "": _("something happens to it"),
        "owner": _("its owner works on it"),
        "anyone": _("somebody works on it"),
    }[reason.by]


def wait_text(about: Kind, wait: Wait) -> str:
    """What a run waits for, as part of a sentence."""
    if wait.time:
        time = describe_amount(wait.time)
        return (_("wait %(time)s of working time") if wait.working else _("wait %(time)s")) % {"time": time}
    if wait.until:
        return _until_text(about, wait)
    if wait.at:
        days = _(", ").join(triggers.weekday(n) for n in wait.weekdays)
        return _("wait until %(time)s") % {"time": f"{days} {wait.at}".strip()}
    joined = _(" and ") if wait.every else _(" or ")
    reasons = joined.join(_reason_text(about, reason) for reason in wait.for_)
    if wait.at_most:
        return _("wait until %(reasons)s, at most %(time)s") % {
            "reasons": reasons, "time": describe_amount(wait.at_most),
        }  # fmt: skip
    return _("wait until %(reasons)s") % {"reasons": reasons}


def _until_text(about: Kind, wait: Wait) -> str:
    name = wait.until if isinstance(wait.until, str) else str(wait.until.get("from", ""))
    label = str(about.field(name).label) if about is not None and name in about.fields() else name
    if not wait.offset:
        return _("wait until %(field)s") % {"field": label}
    return _("wait until %(time)s") % {"time": triggers.offset_text(label, wait.offset)}


# ---- drawing


def branches(about: Kind, block: Any) -> list[tuple[str, str, list[Any]]]:
    """The ways inside a block: (name, label, blocks)."""
    if isinstance(block, IfBlock):
        ways = [("then", _("Yes"), block.then)]
        for number, way in enumerate(block.else_if):
            label = in_language(way.title) if way.title else condition_text(about, way.if_)
            ways.append((f"else_if_{number}", label, way.then))
        return [*ways, ("else", _("No"), block.else_)]
    if isinstance(block, SwitchBlock):
        cases = [
            (f"case_{number}", case_text(about, block, number), case.steps)
            for number, case in enumerate(block.switch.cases)
        ]
        return [*cases, ("default", _("Otherwise"), block.switch.default)]
    if isinstance(block, LoopBlock):
        return [("each", _("Each time"), block.steps)]
    if isinstance(block, ParallelBlock):
        return [
            (f"branch_{n}", in_language(b.title) or str(n + 1), b.steps) for n, b in enumerate(block.parallel.branches)
        ]
    if isinstance(block, TryBlock):
        return [("try", _("Try"), block.try_), ("on_error", _("If it fails"), block.on_error)]
    return []


def blocks(document: Document) -> list[dict[str, Any]]:
    """The drawing for a page: a tree of {id, kind, text, branches}."""

    def draw(about: Kind, block: Any) -> dict[str, Any]:
        inner = _item_of(block) if isinstance(block, LoopBlock) else about
        drawn = {
            "id": block.id, "kind": kind_of(block), "text": block_text(about, block),
            "branches": [
                {"name": name, "label": label, "blocks": [draw(inner, b) for b in inside]}
                for name, label, inside in branches(about, block)
            ],
        }  # fmt: skip
        if isinstance(block, ActionBlock):
            drawn["action"] = block.action
        if isinstance(block, IfBlock):
            drawn["text"] = in_language(block.title) if block.title else condition_text(about, block.if_)
        return drawn

    about = object_of(document)
    started_by = [
        {"id": f"trigger_{i}", "kind": "trigger", "text": triggers.text(about, t), "branches": []}
        for i, t in enumerate(document.triggers)
    ]
    return [*started_by, *(draw(about, b) for b in document.steps)]


def texts(document: Document) -> dict[str, str]:
    """The short text of each trigger and block, by its id."""
    found: dict[str, str] = {}

    def collect(drawn: list[dict[str, Any]]) -> None:
        for block in drawn:
            found[block["id"]] = block["text"]
            for branch in block["branches"]:
                collect(branch["blocks"])

    collect(blocks(document))
    return found
