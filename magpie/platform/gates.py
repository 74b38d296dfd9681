"""Gates: rules of the company that are checked inside an operation, by whatever way it comes.

All gates on an operation give one answer: if any refuses, it is refused with every reason; otherwise what is asked must
be answered before it goes on; remarks pass.  Answers and their reasons are kept in the record's history.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from magpie.platform import context, events, filters, setup
from magpie.platform.fields.registry import TwoLanguages
from magpie.platform.models import Gate
from magpie.platform.objects import ObjectType
from magpie.platform.problems import Asked, Question, Refused

events.declare("*", "gate_passed", gettext_lazy("A gate spoke and was passed"))


def on(object_type: ObjectType, operation: str) -> list[Gate]:
    """The active gates on an operation: create, update, delete, or an action's full name."""

    def load() -> dict[tuple[str, str], list[Gate]]:
        found: dict[tuple[str, str], list[Gate]] = {}
        for gate in Gate.objects.filter(is_active=True).order_by("id"):
            found.setdefault((gate.object, gate.operation), []).append(gate)
        return found

    return setup.kept("gates", load).get((object_type.name, operation), [])


def check(object_type: ObjectType, operation: str, record: Any, current: context.Context) -> list[Gate]:
    """Let the operation on this record (as it will be) pass, or raise Refused or Asked; gives the gates that spoke."""
    gates = on(object_type, operation)
    if not gates:
        return []
    view, caller = filters.RecordView(record), filters.Caller.of(current.actor)
    spoke = [gate for gate in gates if _speaks(gate, object_type, view, caller)]
    if refusals := [text_of(gate) for gate in spoke if gate.outcome == "refuse"]:
        raise Refused(" ".join(refusals))
    open_questions = [
        Question(str(gate.pk), text_of(gate), gate.needs_reason)
        for gate in spoke
        if gate.outcome == "ask" and not _answered(gate, current.answers)
    ]
    if open_questions:
        raise Asked(open_questions)
    return spoke


def _speaks(gate: Gate, object_type: ObjectType, view: filters.View, caller: filters.Caller) -> bool:
    try:
        return filters.matches(object_type, gate.filter, view, caller)
    except filters.FilterError as error:  # a field it names is gone
        raise Refused(
            _("The gate “%(name)s” cannot be understood: %(error)s") % {"name": gate.name, "error": str(error)}
        ) from None


def _answered(gate: Gate, answers: dict[str, str]) -> bool:
    answer = answers.get(str(gate.pk))
    return answer is not None and (not gate.needs_reason or bool(answer.strip()))


def remember(gates: list[Gate], record: Any, current: context.Context) -> None:
    """Keep in the record's history what the gates said and what was answered."""
    for gate in gates:
        answer = current.answers.get(str(gate.pk), "")
        events.emit(
            record, "gate_passed", {"gate": gate.pk, "name": gate.name, "outcome": gate.outcome, "reason": answer}
        )


def text_of(gate: Gate) -> str:
    """What the gate says, in the current language."""
    return str(TwoLanguages(gate.message_en, gate.message_zh)) or _("The gate “%(name)s” says no.") % {
        "name": gate.name
    }
