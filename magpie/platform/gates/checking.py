"""Asks the gates about an operation on one record, as the record will be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from magpie.platform import context, events, filters, setup
from magpie.platform.gates import requesting, words
from magpie.platform.models import Gate
from magpie.platform.objects import ObjectType
from magpie.platform.problems import Asked, NeedsApproval, Question, Refused

events.declare("*", "gate_passed", gettext_lazy("A gate spoke and was passed"))


@dataclass(frozen=True)
class Spoken:
    """A gate that spoke, and what it said."""

    gate: Gate
    text: str


def on(object_type: ObjectType, operation: str) -> list[Gate]:
    """The active gates on an operation: create, update, delete, or an action's full name."""

    def load() -> dict[tuple[str, str], list[Gate]]:
        found: dict[tuple[str, str], list[Gate]] = {}
        for gate in Gate.objects.filter(is_active=True).order_by("id"):
            found.setdefault((gate.object, gate.operation), []).append(gate)
        return found

    return setup.kept("gates", load).get((object_type.name, operation), [])


def check(
    object_type: ObjectType,
    operation: str,
    record: Any,
    current: context.Context,
    changed: frozenset[str] | None = None,
) -> list[Spoken]:
    """Let the operation on this record (as it will be) pass, or raise Refused, Asked or NeedsApproval.

    `changed` are the fields that an update changes.  Gives the gates that spoke.
    """
    gates = on(object_type, operation)
    if changed is not None:
        gates = [gate for gate in gates if not gate.fields or not changed.isdisjoint(gate.fields)]
    if not gates:
        return []
    view, caller = filters.RecordView(record), filters.Caller.of(current.actor)
    spoke = [
        Spoken(gate, words.message_of(gate, object_type, record, current.actor))
        for gate in gates
        if speaks(gate, object_type, view, caller)
    ]
    questions = [
        _question(said, object_type, record, current) for said in spoke if said.gate.outcome in ("ask", "approve")
    ]
    if current.trial is not None:
        _note(current.trial, spoke, {q.gate: q.approvers for q in questions})
    if refusals := [said for said in spoke if said.gate.outcome == "refuse"]:
        raise Refused("\n".join(said.text for said in refusals), tuple(said.gate.pk for said in refusals))
    if (unkept := [said for said in spoke if said.gate.outcome == "approve"]) and requesting.takes_secret(operation):
        texts = [*(said.text for said in unkept), words.secret_is_not_kept()]
        raise Refused("\n".join(texts), tuple(said.gate.pk for said in unkept))
    if current.trial is not None:
        return spoke
    questions = [q for q in questions if q.gate not in current.approved]
    if any(not _is_answered(q, current.answers) for q in questions):
        raise Asked([q for q in questions if not _is_answered(q, current.answers)])
    if wanted := [q for q in questions if q.approvers]:
        raise NeedsApproval(wanted)
    return spoke


def speaks(gate: Gate, object_type: ObjectType, view: filters.View, caller: filters.Caller) -> bool:
    """Whether the gate's condition holds; Refused if nobody can understand it any more."""
    try:
        return filters.matches(object_type, gate.filter, view, caller)
    except filters.FilterError as error:  # a field it names is gone
        raise Refused(
            _("The gate “%(name)s” cannot be understood: %(error)s") % {"name": gate.name, "error": str(error)}
        ) from None


def _question(said: Spoken, object_type: ObjectType, record: Any, current: context.Context) -> Question:
    gate = said.gate
    if gate.outcome == "ask":
        return Question(str(gate.pk), said.text, gate.needs_reason)
    people = requesting.approvers_of(gate, record, current.actor)
    names = requesting.names_of(people)
    text = _("%(text)s\nNeeds the approval of %(names)s.") % {"text": said.text, "names": names}
    in_both = []
    for language in ("en", "zh-hans"):
        with translation.override(language):
            in_both.append(words.message_of(gate, object_type, record, current.actor))
    numbers = tuple(person.pk for person in people)
    return Question(str(gate.pk), text, gate.needs_reason, names, numbers, (in_both[0], in_both[1]))


def _note(trial: context.Trial, spoke: list[Spoken], approvers: Mapping[str, str]) -> None:
    for said in spoke:
        gate = said.gate
        names = approvers.get(str(gate.pk), "")
        trial.said.append(context.Said(gate.pk, gate.outcome, said.text, gate.needs_reason, names))


def _is_answered(question: Question, answers: Mapping[str, str]) -> bool:
    answer = answers.get(question.gate)
    return answer is not None and (not question.needs_reason or bool(answer.strip()))


def remember(spoke: list[Spoken], record: Any, current: context.Context) -> None:
    """Keep in the record's history what the gates said and what was answered, and hand remarks to whoever acts."""
    for said in spoke:
        gate, number = said.gate, str(said.gate.pk)
        data = {
            "gate": gate.pk, "name": gate.name, "outcome": gate.outcome, "reason": current.answers.get(number, ""),
        }  # fmt: skip
        if number in current.approved:
            data["reason"] = current.approved[number]
        events.emit(record, "gate_passed", data)
        if gate.outcome == "pass" and said.text not in current.remarks:
            current.remarks.append(said.text)


def changed_fields(
    object_type: ObjectType, columns: Mapping[str, Any], before: Mapping[str, Any] | None
) -> frozenset[str]:
    """The names of the fields whose columns changed; `before` is what stood in `custom`."""
    found = {name for name, field in object_type.fields().items() if not field.custom and field.column in columns}
    if "custom" in columns:
        now, then = columns["custom"] or {}, before or {}
        found |= {name for name in {*now, *then} if now.get(name) != then.get(name)}
    return frozenset(found)
