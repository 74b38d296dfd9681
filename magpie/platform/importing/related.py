"""Records that a file describes beside its own: the account of each contact, with its telephone and industry.

Such a record is found by its number, its name or its address.  If there is none it is made, once for all rows that name
it, and only for rows that are written.  What is found stays as it is.  Until it is made a row points to it by a number
that no record has.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from magpie.platform import access, bulk, cleaning, context, objects
from magpie.platform.actor import Actor
from magpie.platform.fields import Field, FieldError
from magpie.platform.importing.converting import read_as
from magpie.platform.importing.mapping import Source, normal
from magpie.platform.importing.references import NotFoundError, References
from magpie.platform.objects import ObjectType
from magpie.platform.problems import Invalid, Problem

if TYPE_CHECKING:
    from magpie.platform.importing.rows import Line

NO_RECORD = 2**62  # numbers from here on stand for what is still to be made


@dataclass
class _Wanted:
    """A record that is not there yet, as the rows that name it describe it."""

    text: str
    plain: cleaning.Plain = field(default_factory=dict)
    made: int | None = None
    problem: Problem | None = None


def named_by(object_type: ObjectType) -> list[str]:
    """The fields by which such a record is found, the surest first."""
    found = [f.name for f in object_type.fields().values() if f.type.name in ("email", "phone") and not f.custom]
    wanted = ["external_id", object_type.title, *found]
    return [name for name in wanted if name in object_type.fields()]


def target_of(object_type: ObjectType, path: str) -> Field | None:
    """The reference that a mapped `account.phone` goes through; None where the name means something else."""
    head, dot, _rest = path.partition(".")
    found = object_type.fields().get(head)
    return found if dot and found is not None and found.type.name == "reference" else None


def may_make(actor: Actor, object_type: ObjectType) -> list[str]:
    """The references of the object whose records the actor may make."""
    return [
        f.name
        for f in object_type.fields().values()
        if f.type.name == "reference"
        and not f.read_only
        and not objects.get(f.target).is_setup
        and access.may(actor, objects.get(f.target), "create")
    ]


class Related:
    """The record that one reference of each row points to; raises Invalid if the mapping does not name it."""

    def __init__(
        self,
        reference: Field,
        actor: Actor,
        sources: Sequence[Source],
        references: References,
        on_missing: Mapping[str, str],
    ) -> None:
        self.reference, self.name = reference, reference.name
        self.object_type = objects.get(reference.target)
        self._references = references
        self._names = [n for n in named_by(self.object_type) if any(s.field == n for s in sources)]
        given = [on_missing[s.column] for n in self._names for s in sources if s.field == n and s.column in on_missing]
        self._on_missing = given[0] if given else "create"
        self._creator = bulk.Creator(
            self.object_type, actor, also=(*self.object_type.read_only, "created_at") if actor.is_trusted else ()
        )
        self.labels = {
            f"{self.name}.{n}": f"{reference.label} · {label}" for n, label in cleaning.labels(self.object_type).items()
        }
        self._check(actor, sources)
        self._wanted: dict[str, tuple[int, _Wanted]] = {}  # by the plain form of what names it
        self._by_number: dict[int, _Wanted] = {}

    def _check(self, actor: Actor, sources: Sequence[Source]) -> None:
        label = str(self.reference.label)
        if self.object_type.is_setup:
            raise Invalid({self.name: [_("Records of this kind cannot be made by an import.")]}, {self.name: label})
        for source in sources:
            if reason := self._creator.refusal(source.field.partition(".")[0]):
                raise Invalid({f"{self.name}.{source.field}": [reason]}, self.labels)
        if not self._names:
            text = _("Say which column names it: its name or its external number.")
            raise Invalid({self.name: [text]}, {self.name: label})
        if self._on_missing == "create" and not access.may(actor, self.object_type, "create"):
            text = _("You may not create records of %(object)s.") % {"object": str(self.object_type.label_plural)}
            raise Invalid({self.name: [text]}, {self.name: label})

    def find(self, lines: Sequence[Line]) -> None:
        """Point the rows of a batch to records that are there or will be made; remarks and problems go to the rows."""
        self._wanted, self._by_number = {}, {}
        named = {line.number: self._name_of(line.related.get(self.name, {})) for line in lines}
        self._references.prepare(self.reference, {text for text in named.values() if text}, "")
        for line in lines:
            given, text = line.related.get(self.name), named[line.number]
            if not given:
                continue
            if not text:
                line.problems[f"{self.name}.{self._names[0]}"] = [_("This field is required.")]
                continue
            try:
                line.plain[self.name], differs = self._references.find(self.reference, text, {})
                if differs:
                    line.remarks.append(f"{self.reference.label}: {read_as(text, differs)}")
            except NotFoundError as error:
                self._miss(line, text, given, error)
            except FieldError as error:
                line.problems[self.name] = [str(error)]

    def _name_of(self, given: Mapping[str, Any]) -> str:
        return next((str(given[name]) for name in self._names if given.get(name)), "")

    def _miss(self, line: Line, text: str, given: cleaning.Plain, error: NotFoundError) -> None:
        if self._on_missing == "leave_empty":
            line.remarks.append(f"{self.reference.label}: {error}")
        elif self._on_missing == "error":
            line.problems[self.name] = [str(error)]
        else:
            number, wanted = self._wanted.setdefault(normal(text), (NO_RECORD + len(self._wanted), _Wanted(text)))
            self._by_number[number] = wanted
            wanted.plain = {**given, **wanted.plain}  # the first row that says something is right
            line.plain[self.name] = number

    def make(self, lines: Sequence[Line], current: context.Context | None) -> int:
        """Make what these rows name and is not there, and point them to it; how many were made.

        Without a context nothing is written: what could be made counts, and the rows point to nothing.
        """
        numbers = dict.fromkeys(line.plain[self.name] for line in self._pointing(lines))
        wanted = [self._by_number[number] for number in numbers]
        open_ones = [one for one in wanted if one.made is None and one.problem is None]
        counted = self._write(open_ones, current) if open_ones else 0
        self.point(lines)
        return counted

    def point(self, lines: Sequence[Line]) -> None:
        """Point the rows to what has been made by now; rows whose record could not be made are given up."""
        for line in self._pointing(lines):
            one = self._by_number[line.plain[self.name]]
            if one.made is not None:
                line.plain[self.name] = one.made
            elif one.problem is not None:
                fields = {f"{self.name}.{n}": texts for n, texts in getattr(one.problem, "fields", {}).items()}
                line.problems.update(fields or {self.name: [str(one.problem)]})
                line.refuse(str(Invalid(line.problems, {self.name: str(self.reference.label), **self.labels})))

    def _pointing(self, lines: Sequence[Line]) -> list[Line]:
        return [line for line in lines if (line.plain.get(self.name) or 0) >= NO_RECORD]

    def _write(self, wanted: Sequence[_Wanted], current: context.Context | None) -> int:
        plain = [w.plain for w in wanted]
        outcomes: Sequence[Any] = (
            self._creator.write(plain, current) if current else self._creator.check(plain, [{} for _row in plain])
        )
        for one, outcome in zip(wanted, outcomes, strict=True):
            if isinstance(outcome, Problem):
                one.problem = outcome
                continue
            one.made = outcome if current else 0
            if current:
                self._references.learn(self.object_type, one.text, outcome, str(one.plain.get(self.object_type.title)))
        return sum(one.problem is None for one in wanted)
