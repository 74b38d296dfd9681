"""What can go wrong with a request, each with a sentence that a user can read.

`magpie.platform.http.problems` turns these into RFC 9457 problem documents; imports and workflows keep the sentence.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _


class Problem(Exception):
    """Base of all; the text is the sentence."""


class Invalid(Problem):
    """Values that do not fit; `fields` gives the sentences of each field."""

    def __init__(self, fields: dict[str, list[str]], labels: dict[str, str] | None = None) -> None:
        self.fields = fields
        named = [f"{(labels or {}).get(name, name)}: {' '.join(texts)}" for name, texts in fields.items()]
        super().__init__(" ".join(named))


class Refused(Problem):
    """The operation does not apply, or a gate forbids it; `gates` are the numbers of those that did."""

    def __init__(self, text: object = "", gates: tuple[int, ...] = ()) -> None:
        self.gates = gates
        super().__init__(text)


class Forbidden(Problem):
    """The actor may not do this."""


class NotFound(Problem):
    """There is no such record, or the actor may not see it."""

    def __init__(self, text: str = "") -> None:
        super().__init__(text or _("There is no such record, or you may not see it."))


@dataclass(frozen=True)
class Question:
    """What a gate asks before it lets an operation pass; with `approvers`, whether to send it to these people."""

    gate: str
    text: str
    needs_reason: bool
    approvers: str = ""
    people: tuple[int, ...] = ()  # the approvers' numbers
    words: tuple[str, str] = ("", "")  # what the gate says to who approves, in English and in Chinese


class Asked(Problem):
    """Gates ask whether to go on; the caller repeats the operation with the answers."""

    def __init__(self, questions: list[Question]) -> None:
        self.questions = questions
        super().__init__(" ".join(q.text for q in questions))


class NeedsApproval(Problem):
    """The caller wants it sent for approval: nothing is done, and whoever began the operation keeps it as a request.

    `request` is given where only the operation itself knows what is to be kept (`gates.Request`).
    """

    def __init__(self, questions: list[Question], request: Any = None) -> None:
        self.questions, self.request = questions, request
        super().__init__(" ".join(q.text for q in questions))


class Sent(Problem):
    """The operation was not done but kept as a request for approval of that number."""

    def __init__(self, approval: int, text: str) -> None:
        self.approval = approval
        super().__init__(text)


class Stale(Problem):
    """Somebody else changed the same fields meanwhile."""

    def __init__(self, editor: str, changed_at: datetime.datetime, current: Any, fields: list[str]) -> None:
        self.editor, self.changed_at, self.current, self.fields = editor, changed_at, current, fields
        super().__init__(_("%(editor)s has changed this record meanwhile.") % {"editor": editor})
