"""A workflow as people read it, in the current language: one plain sentence, and a short text for each block.

The pieces are joined here, so they must read well together in every language: 当…时：…；然后…；如果…，则…，否则….
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from magpie.automation.document import (
    ActionBlock,
    AnyBlock,
    Document,
    IfBlock,
    Outcome,
    StopBlock,
    Trigger,
    Wait,
    WaitBlock,
    WaitFor,
    kind_of,
)
from magpie.platform import actions, objects
from magpie.platform.filters.describe import describe, describe_amount
from magpie.platform.objects import ObjectType


def in_language(texts: dict[str, str]) -> str:
    """The text of the current language, or any there is."""
    language = "zh-hans" if (get_language() or "en").startswith("zh") else "en"
    return texts.get(language) or texts.get("en") or next(iter(texts.values()), "")


def sentence(document: Document) -> str:
    """The whole rule as one sentence."""
    object_type = objects.get(document.object)
    when = _(" or ").join(trigger_text(object_type, t) for t in document.triggers)
    return _("When %(trigger)s: %(steps)s.") % {"trigger": when, "steps": _steps(object_type, document.steps)}


def _steps(object_type: ObjectType, steps: list[AnyBlock]) -> str:
    texts = []
    for block in steps:
        if isinstance(block, IfBlock):
            text = _("if %(condition)s, then %(steps)s") % {
                "condition": condition_text(object_type, block),
                "steps": _branch(object_type, block.then),
            }
            if block.else_:
                text += _(", otherwise %(steps)s") % {"steps": _branch(object_type, block.else_)}
            texts.append(text)
        else:
            texts.append(block_text(object_type, block))
    return _("; then ").join(texts)


def _branch(object_type: ObjectType, steps: list[AnyBlock]) -> str:
    """The steps of a branch; in brackets if one could not tell where they end."""
    text = _steps(object_type, steps) or _("nothing")
    return _("(%(text)s)") % {"text": text} if len(steps) > 1 or any(isinstance(b, IfBlock) for b in steps) else text


def trigger_text(object_type: ObjectType, trigger: Trigger) -> str:
    """What starts a run, as part of a sentence."""
    label = str(object_type.label)
    names = [str(object_type.field(n).label) for n in trigger.fields if n in object_type.fields()]
    condition = describe(object_type, trigger.filter)
    if trigger.on == "satisfies":
        return _("a %(object)s comes to satisfy: %(condition)s") % {"object": label, "condition": condition}
    text = {
        "created": _("a %(object)s is created"),
        "updated": _("a %(object)s is changed"),
        "deleted": _("a %(object)s is deleted"),
        "event": _("“%(event)s” happens to a %(object)s"),
    }[trigger.on] % {"object": label, "event": trigger.event}
    if names:
        text += _(" (%(fields)s)") % {"fields": _(", ").join(names)}
    return text + (_(" and %(condition)s") % {"condition": condition} if condition else "")


def block_text(object_type: ObjectType, block: Any) -> str:
    """One block in a few words: its own title, or what it does."""
    if block.title:
        return in_language(block.title)
    if isinstance(block, ActionBlock):
        found = next((a for a in actions.all_actions() if a.name == block.action), None)
        return str(found.label) if found else block.action
    if isinstance(block, IfBlock):
        return _("if %(condition)s") % {"condition": condition_text(object_type, block)}
    if isinstance(block, WaitBlock):
        return wait_text(object_type, block.wait)
    if isinstance(block, StopBlock) and block.stop == "error":
        return _("stop with an error")
    return _("stop")


def condition_text(object_type: ObjectType, block: IfBlock) -> str:
    """The condition of a branch, as part of a sentence."""
    if isinstance(block.if_, Outcome):
        return {
            "time": _("the time was up"),
            "event": _("it happened in time"),
            "condition": _("the condition came true in time"),
        }.get(block.if_.outcome, block.if_.outcome)
    return describe(object_type, block.if_)


def _reason_text(object_type: ObjectType, reason: WaitFor) -> str:
    if not reason.event:
        return describe(object_type, reason.filter)
    return {
        "": _("something happens to it"),
        "owner": _("its owner works on it"),
        "anyone": _("somebody works on it"),
    }[reason.by]


def wait_text(object_type: ObjectType, wait: Wait) -> str:
    """What a run waits for, as part of a sentence."""
    if wait.time:
        return _("wait %(time)s") % {"time": describe_amount(wait.time)}
    if wait.until:
        return _("wait until %(field)s") % {"field": str(object_type.field(wait.until).label)}
    reasons = _(" or ").join(_reason_text(object_type, reason) for reason in wait.for_)
    if wait.at_most:
        return _("wait until %(reasons)s, at most %(time)s") % {
            "reasons": reasons,
            "time": describe_amount(wait.at_most),
        }
    return _("wait until %(reasons)s") % {"reasons": reasons}


def blocks(document: Document) -> list[dict[str, Any]]:
    """The drawing for a page: a tree of {id, kind, text, branches}."""
    object_type = objects.get(document.object)

    def draw(block: Any) -> dict[str, Any]:
        drawn = {"id": block.id, "kind": kind_of(block), "text": block_text(object_type, block), "branches": []}
        if isinstance(block, ActionBlock):
            drawn["action"] = block.action
        if isinstance(block, IfBlock):
            drawn["text"] = in_language(block.title) if block.title else condition_text(object_type, block)
            drawn["branches"] = [
                {"label": _("Yes"), "blocks": [draw(b) for b in block.then]},
                {"label": _("No"), "blocks": [draw(b) for b in block.else_]},
            ]
        return drawn

    triggers = [
        {"id": f"trigger_{i}", "kind": "trigger", "text": trigger_text(object_type, t), "branches": []}
        for i, t in enumerate(document.triggers)
    ]
    return [*triggers, *(draw(b) for b in document.steps)]
