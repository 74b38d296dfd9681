"""The drawing of a workflow: triggers, settings and a tree of blocks, as one JSON document.

    {"object": "lead",
     "triggers": [{"on": "satisfies", "filter": {"field": "budget", "gte": 50000}}],
     "steps": [{"id": "qualify", "action": "lead.qualify", "input": {}},
               {"id": "wait", "wait": {"for": [{"filter": {"field": "accepted_at", "is_empty": false}}],
                                       "at_most": {"days": 2}}},
               {"id": "late", "if": {"step": "wait", "outcome": "time"}, "then": [...], "else": []}]}

`read` checks a document against the registries and names every problem with the block it is in.
"""

from magpie.automation.document.blocks import (
    ActionBlock,
    AnyBlock,
    Ask,
    AskBlock,
    Asked,
    CallBlock,
    Code,
    CodeBlock,
    Compared,
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
    blocks_of,
    branches_of,
    kind_of,
)
from magpie.automation.document.checks import Problems, problems_of, read
from magpie.automation.document.parts import Declared, Title, Window
from magpie.automation.document.triggers import Schedule, Trigger
from magpie.automation.document.whole import Document, Limits, Settings

__all__ = [
    "ActionBlock", "AnyBlock", "Ask", "AskBlock", "Asked", "CallBlock", "Code", "CodeBlock", "Compared", "Declared",
    "Document", "IfBlock", "Limits", "LoopBlock", "Outcome", "ParallelBlock", "PluginBlock", "Problems", "Schedule",
    "Settings", "StopBlock", "SwitchBlock", "Title", "Trigger", "TryBlock", "Wait", "WaitBlock", "WaitFor", "Window",
    "blocks_of", "branches_of", "kind_of", "problems_of", "read",
]  # fmt: skip
