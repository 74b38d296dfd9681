"""Puts the new rows of an import to the rules for duplicates, many at once, and says what becomes of those met.

Rules that are only asked when one searches are left out.  A row that is the same as one before it in the file waits
until that one has been written; then it is put to the rules again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from magpie.platform import objects
from magpie.platform.actor import Actor
from magpie.platform.duplicates import checking, index, rules
from magpie.platform.duplicates.checking import Before
from magpie.platform.objects import ObjectType

if TYPE_CHECKING:
    from magpie.platform.importing.rows import Line

MOST_TOLD = 3


def compared(object_type: ObjectType) -> set[str]:
    """The fields by which the rules find that a new record is there already."""
    asked = [rule for rule in rules.of(object_type) if rule.outcome != "quiet" and rule.against == object_type.name]
    return {name for rule in asked if len(rule.parts) == 1 for name in rule.parts[0].fields}


class Doubles:
    """What is known of duplicates of one object's new rows; `on_duplicate` says what is done with them."""

    def __init__(self, object_type: ObjectType, actor: Actor, on_duplicate: str) -> None:
        self.object_type, self.actor, self.on_duplicate = object_type, actor, on_duplicate
        self._rules = [rule for rule in rules.of(object_type) if rule.outcome != "quiet"]
        self._within = [rule for rule in self._rules if rule.against == object_type.name]

    @property
    def is_asked(self) -> bool:
        """Whether rows have to be put to the rules when they are written."""
        return bool(self._rules) and self.on_duplicate != "create"

    def wait_for_keys(self) -> None:
        """Make what keys are missing, if the rules were changed just before; reads until they are there."""
        for name in {self.object_type.name, *(rule.against for rule in self._rules)} if self.is_asked else ():
            found = objects.get(name)
            while not index.is_ready(found) and index.remake(found, waiting=False):
                pass

    def meet(self, lines: Sequence[Line], *, writing: bool) -> list[Line]:
        """Look the rows up that are to be created, with a few queries for all; gives those that must wait.

        With `writing` false none waits: a row that is the same as one before it is told so.
        """
        new = [line for line in lines if line.outcome == "create"]
        if not self._rules or not new:
            return []
        found = checking.find_many(self.object_type, [line.plain for line in new], self.actor, only=self._rules)
        matches = {line.number: several for line, several in zip(new, found, strict=True)}
        before, waiting = Before(self._within), list["Line"]()
        for line in lines:
            if line.outcome == "create":
                own = self.object_type.name  # what is of the same kind is told first
                line.like = sorted(matches[line.number], key=lambda match: match.object != own)
                is_there = bool(line.like) and line.like[0].object == own
                if not is_there and (earlier := before.find(line.plain)) is not None:
                    if writing:
                        waiting.append(line)
                        continue
                    line.before, line.before_rule = earlier[0], str(earlier[1].name)
                self._decide(line)
            if line.outcome in ("create", "update"):
                before.add(line.number, line.plain)
        return waiting

    def _decide(self, line: Line) -> None:
        if self.on_duplicate == "create" or not (line.like or line.before):
            return
        if self.on_duplicate == "skip":
            line.leave_out(self.told(line))
        elif line.before:
            line.outcome = "update"
        else:
            self._bring_together(line)

    def _bring_together(self, line: Line) -> None:
        """Say which record the row changes: the only one that is the same, not merely like it, and can be seen."""
        own = [match for match in line.like if match.object == self.object_type.name]
        same = [match for match in own if match.score == 100 and match.is_visible]
        if len(same) == 1:
            line.outcome, line.record = "update", same[0].id
        elif own:
            many = _("%(count)d records match this row.") % {"count": len(same)} if same else ""
            line.leave_out(" ".join(filter(None, (many, self.told(line)))))
        else:
            line.remarks.append(self.told(line))  # of another kind: a contact, an account

    def told(self, line: Line) -> str:
        """What the row was found to be the same as, or like."""
        if line.like:
            return " ".join(checking.sentence(self.object_type, match) for match in line.like[:MOST_TOLD])
        return _("Row %(row)d of the same file has the same values (%(rule)s).") % {
            "row": line.before,
            "rule": line.before_rule,
        }

    def counted(self, lines: Sequence[Line]) -> dict[str, int]:
        """How many rows were met by each rule, by its name."""
        counts: dict[str, int] = {}
        for line in lines:
            if name := line.before_rule or (str(line.like[0].rule.name) if line.like else ""):
                counts[name] = counts.get(name, 0) + 1
        return counts
