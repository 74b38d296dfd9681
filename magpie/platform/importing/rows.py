"""Turns the rows of a table into records of one object, a batch at a time: what is new, what exists, what is wrong.

`look` only says what would happen; `write` does it.  Nothing here knows of files, jobs or progress.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from magpie.platform import access, bulk, cleaning, context, gates, objects
from magpie.platform.actor import Actor
from magpie.platform.duplicates.checking import Match
from magpie.platform.importing.converting import CONVERSIONS, Column, fill, read_as
from magpie.platform.importing.doubles import Doubles
from magpie.platform.importing.mapping import Source, is_part
from magpie.platform.importing.references import References
from magpie.platform.importing.related import Related, target_of
from magpie.platform.numbering import giving
from magpie.platform.objects import ObjectType
from magpie.platform.problems import Invalid, NeedsApproval, Problem, Sent

Outcome = Literal["create", "update", "skip", "duplicate", "waiting", "error"]
MOST_SENT = 200  # rows of one import that are sent for approval: nobody answers thousands one by one


@dataclass
class Line:
    """One row: its cells, what they mean, and what becomes of it."""

    number: int
    cells: list[str]
    fixed: list[str] = field(default_factory=list)  # the cells with known wrong spellings put right
    plain: cleaning.Plain = field(default_factory=dict)
    related: dict[str, cleaning.Plain] = field(default_factory=dict)  # reference → values of what it points to
    texts: dict[str, str] = field(default_factory=dict)
    problems: dict[str, list[str]] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)
    outcome: Outcome = "create"
    record: int | None = None
    reason: str = ""
    like: list[Match] = field(default_factory=list)  # records that it seems to be the same as
    before: int = 0  # the row of the file before it that is the same, and by which rule
    before_rule: str = ""

    def leave_out(self, reason: str) -> None:
        """Do not write the row because such a record is there already."""
        self.outcome, self.reason = "duplicate", reason

    def wait(self, reason: str) -> None:
        """Write the row when others have approved it."""
        self.outcome, self.reason = "waiting", reason

    def refuse(self, reason: str) -> None:
        """Give the row up, and say why."""
        self.outcome, self.reason = "error", reason


class Importer:
    """Reads and writes the rows of one table for one actor; raises Invalid if the mapping does not fit the object."""

    def __init__(
        self,
        object_type: ObjectType,
        actor: Actor,
        columns: Sequence[str],
        sources: Sequence[Source],
        *,
        match_by: Sequence[str] = (),
        on_match: str = "update",
        on_duplicate: str = "create",
        on_missing: Mapping[str, str] | None = None,
        fixes: Mapping[str, Mapping[str, str]] | None = None,
        dry: bool = False,
    ) -> None:
        self.object_type, self.actor = object_type, actor
        self.columns, self.sources = list(columns), _by_columns_of_their_own(object_type, sources)
        self.match_by, self.on_match = list(match_by), on_match
        self.fields = object_type.fields()
        self._labels = cleaning.labels(object_type)
        # A company moves in with its history: whoever may do anything may also bring what is normally kept by itself.
        kept = (*object_type.read_only, "created_at", *giving.fields_of(object_type))
        also = kept if actor.is_trusted else ()
        self._creator = bulk.Creator(object_type, actor, also=also)
        self._check_mapping()
        self._references = References(actor, dry=dry)
        self.doubles = Doubles(object_type, actor, on_duplicate)
        self.made: dict[str, int] = {}  # object → how many related records the last batch made
        self.said: list[context.Said] = []  # what gates say of the rows that were looked at
        self.sent = 0  # how many rows of the import were sent for approval
        missing = on_missing or {}
        self._fixes = fixes or {}
        self._related = self._relate(missing)
        self._readers = [self._reader(source, missing) for source in self.sources]

    def _relate(self, missing: Mapping[str, str]) -> dict[str, Related]:
        """What the file describes beside its own rows, by the reference that points to it."""
        inner: dict[str, list[Source]] = {}
        for source in self.sources:
            if target_of(self.object_type, source.field):
                name, _dot, rest = source.field.partition(".")
                inner.setdefault(name, []).append(replace(source, field=rest))
        found = {n: Related(self.fields[n], self.actor, s, self._references, missing) for n, s in inner.items()}
        for related in found.values():
            self._labels |= related.labels
        return found

    def _reader(self, source: Source, missing: Mapping[str, str]) -> Column:
        name, _dot, rest = source.field.partition(".")
        related = self._related.get(name)
        if related is None:
            return Column(self.fields[name], source, self._references, missing.get(source.column, ""))
        field_of_it = related.object_type.field(rest.partition(".")[0])
        return Column(field_of_it, replace(source, field=rest), self._references, "")

    def _check_mapping(self) -> None:
        if not self.sources:
            raise Invalid({"mapping": [_("Assign at least one column to a field.")]})
        seen: set[str] = set()
        for source in self.sources:
            name = source.field.partition(".")[0]
            if source.column and source.column not in self.columns:
                raise Invalid({"mapping": [_("The file has no column “%(name)s”.") % {"name": source.column}]})
            if reason := self._creator.refusal(name):
                raise Invalid({name: [reason]}, self._labels)
            if not _is_known(self.object_type, source.field):
                raise Invalid({"mapping": [_("There is no field “%(name)s”.") % {"name": source.field}]})
            if source.field in seen:
                raise Invalid({name: [_("Two columns go into this field.")]}, self._labels)
            seen |= {source.field} | ({name} if target_of(self.object_type, source.field) else set())
        for name in self.match_by:
            if name not in seen:
                raise Invalid({"match_by": [_("Records can only be matched by a field that a column goes into.")]})

    def read(self, rows: Sequence[tuple[int, list[str]]]) -> list[Line]:
        """The rows with their meaning; those that cannot be written are given up already."""
        lines = [Line(number, cells) for number, cells in rows]
        position = {name: n for n, name in enumerate(self.columns)}
        for line in lines:
            self._fix(line, position)
            if any(line.cells[len(self.columns) :]):
                line.refuse(_("This row has more cells than the heading has columns."))
        for source, reader in zip(self.sources, self._readers, strict=True):
            texts = [self._text_of(source, line.fixed, position) for line in lines]
            reader.prepare(set(texts))
            for line, text in zip(lines, texts, strict=True):
                if not text:
                    if source.expected:
                        label = self._labels[self._place_of(source, reader)]
                        line.remarks.append(_("%(field)s: empty.") % {"field": label})
                    continue
                line.texts[source.field] = text
                self._take(line, source, reader, text)
        for related in self._related.values():
            related.find(lines)
        for line in lines:
            if line.problems and line.outcome != "error":
                line.refuse(str(Invalid(line.problems, self._labels)))
        return lines

    def _fix(self, line: Line, position: Mapping[str, int]) -> None:
        """Put the right spelling for the wrong ones, and remark it."""
        line.fixed = list(line.cells) if self._fixes else line.cells
        for column, right in self._fixes.items():
            place = position.get(column, len(line.fixed))
            if place < len(line.fixed) and (meant := right.get(line.fixed[place])):
                line.remarks.append(f"{column}: {read_as(line.fixed[place], meant)}")
                line.fixed[place] = meant

    def _text_of(self, source: Source, cells: Sequence[str], position: Mapping[str, int]) -> str:
        if source.constant is not None:
            return str(source.constant)
        if source.template:
            return fill(source.template, {n: cells[p] for n, p in position.items() if p < len(cells)})
        place = position[source.column]
        text = cells[place] if place < len(cells) else ""
        return CONVERSIONS[source.convert](text) if text else ""

    def _place_of(self, source: Source, reader: Column) -> str:
        """The name of the field, with the reference before it if it is one of a related record."""
        head = source.field.partition(".")[0]
        return f"{head}.{reader.field.name}" if head in self._related else head

    def _take(self, line: Line, source: Source, reader: Column, text: str) -> None:
        place, name = self._place_of(source, reader), reader.field.name
        read = reader.read(text)
        if read.problem:
            line.problems.setdefault(place, []).append(read.problem)
            return
        if read.remark:
            line.remarks.append(f"{self._labels[place]}: {read.remark}")
        if read.value is None:
            return
        plain = line.related.setdefault(place.partition(".")[0], {}) if place != name else line.plain
        plain[name] = {**plain.get(name, {}), **read.value} if is_part(reader.name) else read.value

    def match(self, lines: Sequence[Line]) -> list[Line]:
        """Find the records that exist; gives the lines that must wait because one before them is the same record."""
        if not self.match_by:
            return []
        keys = {line.number: self._key(line.plain) for line in lines if line.outcome != "error"}
        firsts = {line.plain[self.match_by[0]] for line in lines if keys.get(line.number)}
        existing = self._existing({key for key in keys.values() if key}, firsts)
        waiting: list[Line] = []
        first: set[tuple[Any, ...]] = set()
        for line in lines:
            key = keys.get(line.number)
            if key is None:
                continue
            found = existing.get(key, [])
            if key in first and not found:
                waiting.append(line)
                continue
            first.add(key)
            if len(found) > 1:
                line.refuse(_("%(count)d records match this row.") % {"count": len(found)})
            elif found:
                line.record = found[0]
                line.outcome = "update" if self.on_match == "update" else "skip"
        return waiting

    def _key(self, plain: cleaning.Plain) -> tuple[Any, ...] | None:
        values = [plain.get(name) for name in self.match_by]
        if any(v in (None, "") or isinstance(v, list | dict) for v in values):
            return None
        return tuple(v.casefold() if isinstance(v, str) else v for v in values)

    def _existing(self, keys: set[tuple[Any, ...]], firsts: set[Any]) -> dict[tuple[Any, ...], list[int]]:
        if not keys:
            return {}
        found = access.visible(self.actor, self.object_type)
        names = []
        for number, name in enumerate(self.match_by):
            matched = self.fields[name]
            if matched.custom:
                raise Invalid({"match_by": [_("Records cannot be matched by this field.")]})
            names.append(matched.column)
            if isinstance(next(iter(keys))[number], str):
                names[-1] = f"key_{number}"
                found = found.annotate(**{names[-1]: Lower(matched.column)})
        by_first = found.filter(**{f"{names[0]}__in": {v.lower() if isinstance(v, str) else v for v in firsts}})
        existing: dict[tuple[Any, ...], list[int]] = {}
        for pk, *values in by_first.order_by("pk").values_list("pk", *names):
            key = tuple(v.casefold() if isinstance(v, str) else v for v in values)
            if key in keys:
                existing.setdefault(key, []).append(pk)
        return existing

    def look(self, rows: Sequence[tuple[int, list[str]]]) -> list[Line]:
        """What would become of the rows, without writing anything."""
        lines = self.read(rows)
        waiting = self.match(lines)
        for line in waiting:
            line.outcome = "update" if self.on_match == "update" else "skip"
        self.doubles.meet(lines, writing=False)
        self.made = {}
        self._make_related([line for line in lines if line.outcome in ("create", "update")], None)
        new = [line for line in lines if line.outcome == "create"]
        outcomes, self.said = self._creator.look([n.plain for n in new])
        for line, outcome in zip(new, outcomes, strict=True):
            if isinstance(outcome, Problem):
                line.refuse(str(outcome))
                line.problems = getattr(outcome, "fields", {})
        self._look_at_changes([line for line in lines if line.outcome == "update" and line.record])
        return lines

    def _look_at_changes(self, lines: Sequence[Line]) -> None:
        """What the gates would say of the records that rows change, and what would stop these rows."""
        trial = context.Trial()
        wanted = _by_record(lines)
        outcomes = bulk.look_many(self.object_type, wanted, context.Context(self.actor, trial=trial))
        for line in lines:
            if isinstance(outcome := outcomes.get(line.record or 0), Problem):
                line.refuse(str(outcome))
                line.problems = getattr(outcome, "fields", {})
        self.said += trial.said

    def write(self, rows: Sequence[tuple[int, list[str]]], current: context.Context) -> list[Line]:
        """Write the rows inside `context.acting`; for each what became of it."""
        lines = self.read(rows)
        self.made = {}
        left: list[Line] = lines
        while left:
            waiting = self.match(left)
            if self.doubles.is_asked:
                late = {line.number for line in waiting}
                waiting += self.doubles.meet([line for line in left if line.number not in late], writing=True)
            late = {line.number for line in waiting}
            now = [line for line in left if line.number not in late]
            self._make_related([line for line in now if line.outcome in ("create", "update")], current)
            self._create([line for line in now if line.outcome == "create"], current)
            self._update([line for line in now if line.outcome == "update"], current)
            left = [line for line in left if line.number in late]
            for related in self._related.values():
                related.point(left)
        self._references.forget_missing(self.object_type.name)
        return lines

    def _make_related(self, lines: Sequence[Line], current: context.Context | None) -> None:
        for related in self._related.values():
            if count := related.make(lines, current):
                name = related.object_type.name
                self.made[name] = self.made.get(name, 0) + count

    def _create(self, lines: Sequence[Line], current: context.Context) -> None:
        if not lines:
            return
        outcomes = self._creator.write([n.plain for n in lines], current)
        gates.note_stopped(*(outcome for outcome in outcomes if isinstance(outcome, Problem)))
        for line, outcome in zip(lines, outcomes, strict=True):
            if isinstance(outcome, NeedsApproval):
                self._send([line], "create", None, line.plain, outcome, current)
            elif isinstance(outcome, Problem):
                line.refuse(str(outcome))
            else:
                line.record = outcome

    def _send(
        self,
        lines: Sequence[Line],
        operation: str,
        record: int | None,
        plain: cleaning.Plain,
        problem: NeedsApproval,
        current: context.Context,
    ) -> None:
        """Keep what these lines say of one record as a request for approval, or give them up and say why."""
        why = ""
        if self.sent >= MOST_SENT:
            why = _("Of one import at most %(most)d rows are sent for approval.") % {"most": MOST_SENT}
        elif closed := [n for n in plain if self.fields[n].read_only]:
            label = self._labels[closed[0]]
            why = _("“%(field)s” can only be written by the import itself, not when it is approved.") % {"field": label}
        if not why:
            values = {name: self.fields[name].type.to_json(value) for name, value in plain.items()}
            request = gates.Request(
                self.object_type.name, operation, record, values, current.answers, problem.questions
            )  # fmt: skip
            kept = gates.keep_request(request, self.actor)
            if isinstance(kept, Sent):
                self.sent += len(lines)
                for line in lines:
                    line.wait(str(kept))
                return
            why = str(kept)
        for line in lines:
            line.refuse(f"{problem}\n{why}")

    def _update(self, lines: Sequence[Line], current: context.Context) -> None:
        """Change the records found; several rows of one record together, and one by one if that fails."""
        of_record: dict[int, list[Line]] = {}
        for line in lines:
            of_record.setdefault(line.record or 0, []).append(line)
        wanted = _by_record(lines)
        outcomes = bulk.change_many(self.object_type, wanted, current)
        gates.note_stopped(*(outcome for outcome in outcomes.values() if isinstance(outcome, Problem)))
        for pk, several in of_record.items():
            outcome = outcomes[pk]
            if isinstance(outcome, NeedsApproval):
                self._send(several, "update", pk, wanted[pk], outcome, current)
                continue
            for line in several:
                if len(several) > 1 and isinstance(outcome, Problem):
                    _settle(line, bulk.change_many(self.object_type, {pk: line.plain}, current)[pk])
                else:
                    _settle(line, outcome)


def _by_record(lines: Sequence[Line]) -> dict[int, cleaning.Plain]:
    """What the lines say of each record; of several lines the later one is right."""
    found: dict[int, cleaning.Plain] = {}
    for line in lines:
        found.setdefault(line.record or 0, {}).update(line.plain)
    return found


def _settle(line: Line, outcome: bool | Problem) -> None:
    if isinstance(outcome, Problem):
        line.refuse(str(outcome))
    elif not outcome:
        line.outcome = "skip"


def _by_columns_of_their_own(object_type: ObjectType, sources: Sequence[Source]) -> list[Source]:
    """The sources, a column for the reference itself naming the record that other columns describe."""
    heads = {s.field.partition(".")[0] for s in sources if target_of(object_type, s.field)}
    titles = {name: objects.get(object_type.field(name).target).title for name in heads}
    return [
        replace(s, field=f"{s.field}.{titles[s.field]}") if s.field in heads and not s.within else s for s in sources
    ]


def _is_known(object_type: ObjectType, path: str) -> bool:
    """Whether a value can go there: a field, a part of an address, or one of these of a related record."""
    if reference := target_of(object_type, path):
        rest, other = path.partition(".")[2], objects.get(reference.target)
        return target_of(other, rest) is None and _is_known(other, rest)
    name, dot, _part = path.partition(".")
    found = object_type.fields().get(name)
    return found is not None and (not dot or (is_part(path) and found.type.name == "address"))
