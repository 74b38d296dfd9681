"""Creating many records: cleaned column by column, checked batch by batch, written by COPY.

Each batch is a transaction of its own unless the caller holds one open.  If the database refuses a batch, it is halved
until the rows at fault are found, so one bad row never costs the others.
"""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from django.db import DataError, IntegrityError, models, transaction
from django.db.models.base import ModelState
from django.utils.translation import gettext as _

from magpie.platform import access, cleaning, context, gates, records, setup, titles
from magpie.platform.actor import Actor
from magpie.platform.bulk import copying
from magpie.platform.bulk.columns import Cleaner, cleaner
from magpie.platform.bulk.result import Failure, Result
from magpie.platform.duplicates import checking, index
from magpie.platform.fields import Field, FieldError
from magpie.platform.numbering import giving
from magpie.platform.objects import AUTOMATIC, ObjectType
from magpie.platform.problems import Forbidden, Invalid, Problem, Refused

BATCH = 5_000
T = TypeVar("T")
Problems = cleaning.Problems


def create_many(
    object_type: ObjectType,
    rows: Iterable[Mapping[str, Any]],
    *,
    actor: Actor,
    automation: context.Automation = "run",
    action: str = "",
    operation: uuid.UUID | None = None,
    batch: int = BATCH,
) -> Result:
    """New records from rows of values by field name, as the API takes them."""
    outer = context.current()
    inside_action = bool(outer and outer.action)
    if not inside_action and not access.may(actor, object_type, "create"):
        raise Forbidden(_("You may not create records of %(object)s.") % {"object": str(object_type.label_plural)})
    operation = operation or (outer.operation if outer else uuid.uuid4())
    result = Result(operation)
    creator = Creator(object_type, actor, inside_action=inside_action)
    first = 1
    for batch_rows in batches(rows, batch):
        with context.acting(actor, action, operation=operation, automation=automation, lane=1) as current:
            cleaned = [creator.clean(row) for row in batch_rows]
            written = creator.write([plain for plain, _problems in cleaned], current, [p for _plain, p in cleaned])
        for row_number, pk in enumerate(written, first):
            if isinstance(pk, int):
                result.ids.append(pk)
            else:
                title = batch_rows[row_number - first].get(object_type.title)
                result.failed.append(Failure(str(pk), str(title or ""), None, row_number))
        first += len(batch_rows)
    result.count = len(result.ids)
    return result


def batches(rows: Iterable[T], size: int) -> Iterator[list[T]]:
    """The rows in lists of at most `size`."""
    several = iter(rows)
    while batch := list(itertools.islice(several, size)):
        yield batch


class Creator:
    """Checks and writes new records of one object for one actor.

    `also` names fields that only actions change but that may be given here: an import brings what happened elsewhere.
    """

    def __init__(
        self, object_type: ObjectType, actor: Actor, *, inside_action: bool = False, also: Iterable[str] = ()
    ) -> None:
        self.object_type, self.actor, self._inside_action = object_type, actor, inside_action
        self.fields = object_type.fields()
        self._labels = cleaning.labels(object_type)
        self._cleaners: dict[str, Cleaner] = {}
        self._refused: dict[str, str] = {}
        self._empty: dict[str, Any] | None = None
        rights = {} if inside_action else access.field_rights(actor, object_type)
        for name, field in self.fields.items():
            if rights.get(name) == "hidden":
                self._refused[name] = _("There is no such field.")
            elif not inside_action and ((field.read_only and name not in also) or name in rights):
                self._refused[name] = _("This field cannot be changed directly.")
            else:
                self._cleaners[name] = cleaner(field)
        self._required = [(f.name, f) for f in self.fields.values() if f.required]
        self._pointing = {n for n, f in self.fields.items() if f.target or f.type.name == "link"}
        self._unique: list[tuple[str, ...]] = [
            (f.name,) for f in self.fields.values() if f.unique and f.name not in AUTOMATIC
        ]
        self._unique += _plain_unique_constraints(object_type)
        self._by_stage = bool(object_type.stage_field and cleaning.required_from(object_type))
        self._gated = bool(gates.on(object_type, "create"))
        # Whether each row must be looked at as a record; building one costs more than all the rest.
        self._looks = self._by_stage or self._gated or object_type.before_save is not None

    def clean(self, values: Mapping[str, Any]) -> tuple[cleaning.Plain, Problems]:
        """The plain form of one row's values, and what is wrong with the others."""
        plain: cleaning.Plain = {}
        problems: Problems = {}
        cleaners = self._cleaners
        for name, value in values.items():
            clean = cleaners.get(name)
            if clean is None:
                problems[name] = [self._refused.get(name) or _("There is no such field.")]
                continue
            try:
                plain[name] = clean(value)
            except FieldError as error:
                problems[name] = [str(error)]
        return plain, problems

    def refusal(self, name: str) -> str:
        """Why a field may not be given at all; empty if it may."""
        return "" if name in self._cleaners else self._refused.get(name) or _("There is no such field.")

    def check(self, rows: Sequence[cleaning.Plain], found: Sequence[Problems]) -> list[Problem | dict[str, Any]]:
        """For each cleaned row its columns, or why it cannot be written; reads, but writes nothing."""
        problems = [dict(p) for p in found]
        for plain, wrong in zip(rows, problems, strict=True):
            if not self._looks:
                for name, field in self._required:
                    value = plain.get(name)
                    if not value and field.is_empty(value) and name not in wrong and (name in plain or name != "owner"):
                        wrong[name] = [_("This field is required.")]
            if self.object_type.check and not wrong:
                wrong.update({n: [text] for n, text in self.object_type.check(plain, None).items()})
        self._check_references(rows, problems)
        self._check_uniqueness(rows, problems)
        outcomes = [self._outcome(plain, wrong) for plain, wrong in zip(rows, problems, strict=True)]
        if not self._inside_action:
            self._refuse_duplicates(rows, outcomes)
        return outcomes

    def _refuse_duplicates(self, rows: Sequence[cleaning.Plain], outcomes: list[Problem | dict[str, Any]]) -> None:
        """Give up the good rows that a rule refuses because such a record is there, or stands before them."""
        good = [n for n, outcome in enumerate(outcomes) if isinstance(outcome, dict)]
        texts = checking.refusals(self.object_type, [rows[n] for n in good], self.actor)
        for n, text in zip(good, texts, strict=True):
            if text:
                outcomes[n] = Refused(text)

    def _outcome(self, plain: cleaning.Plain, wrong: Problems) -> Problem | dict[str, Any]:
        row = columns_of(self.fields, plain)
        given = frozenset(row)
        if "created_by" in self.fields:
            row["created_by_id"] = self.actor.user_id
        if "owner" in self.fields and "owner" not in plain:
            row["owner_id"] = self.actor.user_id
        if self._looks:
            record = self._as_record(row)
            try:
                if not wrong:
                    row |= records.derive(self.object_type, record, given, self.actor)
            except Problem as problem:
                return problem
            wrong = {**self._missing(record), **wrong}
        return Invalid(wrong, self._labels) if wrong else row

    def _missing(self, record: Any) -> Problems:
        if self._by_stage:
            return cleaning.missing_values(self.object_type, record, self.fields)
        missing = [name for name, field in self._required if field.is_empty(field.plain(record))]
        return {name: [_("This field is required.")] for name in missing}

    def _as_record(self, row: Mapping[str, Any]) -> Any:
        """The row as an unsaved record, to be looked at only: what the model itself would do for each costs more."""
        model = self.object_type.model
        if self._empty is None:
            self._empty = vars(model())
        record = model.__new__(model)
        vars(record).update(self._empty, **row, _state=ModelState())
        return record

    def _check_references(self, rows: Sequence[cleaning.Plain], problems: list[Problems]) -> None:
        wanted: set[tuple[str, int]] = set()
        pairs: list[tuple[int, str, tuple[str, int] | None]] = []
        for position, plain in enumerate(rows):
            for name in self._pointing & plain.keys():
                for pair in pairs_of(self.fields[name], plain[name]):
                    pairs.append((position, name, pair))
                    if pair:
                        wanted.add(pair)
        if not pairs:
            return
        known = titles.look_up(self.actor, wanted)
        for position, name, pair in pairs:
            if pair not in known:
                problems[position].setdefault(name, [_("There is no such record, or you may not see it.")])

    def _check_uniqueness(self, rows: Sequence[cleaning.Plain], problems: list[Problems]) -> None:
        for names in self._unique:
            columns = [self.fields[n].column for n in names]
            keys = [
                None if any(plain.get(n) is None for n in names) else tuple(plain[n] for n in names) for plain in rows
            ]
            firsts = {key[0] for key in keys if key}
            if not firsts:
                continue
            stored = self.object_type.model._default_manager.filter(**{f"{columns[0]}__in": firsts}).values_list(
                *columns
            )
            taken = set(stored)
            for key, wrong in zip(keys, problems, strict=True):
                if key is None or wrong:
                    continue
                if key in taken:
                    wrong[names[-1]] = [_("There is already a record with this value.")]
                taken.add(key)

    def look(self, rows: Sequence[cleaning.Plain]) -> tuple[list[Problem | dict[str, Any]], list[context.Said]]:
        """As `check`, and what the gates would say of the good rows; what they would ask stops none."""
        outcomes, trial = self.check(rows, [{} for _row in rows]), context.Trial()
        if self._gated:
            self._ask(outcomes, context.Context(self.actor, trial=trial))
        return outcomes, trial.said

    def _ask(self, outcomes: list[Any], current: context.Context) -> dict[int, list[gates.Spoken]]:
        """Ask the gates about each good row, and give up those that they stop; what the others were told."""
        spoke: dict[int, list[gates.Spoken]] = {}
        for position, row in enumerate(outcomes):
            if isinstance(row, dict):
                try:
                    record = self.object_type.model(**row)
                    spoke[position] = gates.check(self.object_type, "create", record, current)
                except Problem as problem:
                    outcomes[position] = problem
        return spoke

    def write(
        self, rows: Sequence[cleaning.Plain], current: context.Context, found: Sequence[Problems] | None = None
    ) -> list[int | Problem]:
        """Write the cleaned rows inside `context.acting`; for each its new number, or why it was not written."""
        outcomes: list[Any] = list(self.check(rows, found or [{} for _row in rows]))
        spoke = self._ask(outcomes, current) if self._gated else {}
        good = [position for position, row in enumerate(outcomes) if isinstance(row, dict)]
        written = [outcomes[position] for position in good]
        ids = copying.next_ids(self.object_type.model, len(good)) if good else []
        for position, row, pk in zip(good, written, ids, strict=True):
            row["id"] = outcomes[position] = pk
        if good and giving.schemes_of(self.object_type):
            self._give_numbers(good, written, outcomes)
        self._insert(good, written, outcomes)
        for position, gates_passed in spoke.items():
            if gates_passed and isinstance(outcomes[position], int):
                gates.remember(gates_passed, self.object_type.model(pk=outcomes[position]), current)
        index.keep_up(self.object_type)
        if self.object_type.is_setup:
            setup.forget()
        return outcomes

    def _give_numbers(self, positions: list[int], rows: list[dict[str, Any]], outcomes: list[Any]) -> None:
        """Number the rows together; if a given number is taken, one by one, so that only its row is left out."""
        numbered = [self._as_record(row) for row in rows]
        try:
            with transaction.atomic():
                giving.give(self.object_type, numbered)
        except Invalid:
            for position, record in zip(positions, numbered, strict=True):
                try:
                    with transaction.atomic():
                        giving.give(self.object_type, [record])
                except Invalid as problem:
                    outcomes[position] = problem
        for row, record in zip(rows, numbered, strict=True):
            row["custom"] = record.custom
        good = [n for n, position in enumerate(positions) if not isinstance(outcomes[position], Problem)]
        positions[:], rows[:] = [positions[n] for n in good], [rows[n] for n in good]

    def _insert(self, positions: Sequence[int], rows: Sequence[dict[str, Any]], outcomes: list[Any]) -> None:
        if not rows:
            return
        try:
            with transaction.atomic(), records.explained(self.object_type):
                copying.copy(self.object_type.model, rows)
        except (Problem, IntegrityError, DataError) as error:
            if len(rows) == 1:
                outcomes[positions[0]] = error if isinstance(error, Problem) else broken_rule(self.object_type, error)
                return
            middle = len(rows) // 2
            self._insert(positions[:middle], rows[:middle], outcomes)
            self._insert(positions[middle:], rows[middle:], outcomes)


def columns_of(fields: Mapping[str, Field], plain: cleaning.Plain) -> dict[str, Any]:
    """Plain values by column, as `cleaning.columns_of` gives them, with the fields looked up once."""
    row: dict[str, Any] = {}
    custom: dict[str, Any] = {}
    for name, value in plain.items():
        field = fields[name]
        if not field.custom:
            row[field.column] = value
        elif (stored := field.type.to_stored(value)) not in (None, "", [], {}):
            custom[name] = stored
    if custom:
        row["custom"] = custom
    return row


def pairs_of(field: Field, plain: Any) -> list[tuple[str, int] | None]:
    """The (object, number) pairs that a plain value points to; None stands for an unreadable one."""
    if not plain:
        return []
    if field.type.name == "references":
        return [(field.target, number) for number in plain]
    if field.target:
        return [(field.target, plain)]
    return [titles.split_link(plain)] if field.type.name == "link" else []


def broken_rule(object_type: ObjectType, error: Exception) -> Problem:
    """The sentence for a rule of the database that a record breaks."""
    name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) or ""
    for constraint in object_type.model._meta.constraints:
        if constraint.name == name and constraint.violation_error_message != constraint.default_violation_error_message:
            return Problem(str(constraint.violation_error_message))
    return Problem(_("The values break a rule of the database (%(rule)s).") % {"rule": name or type(error).__name__})


def _plain_unique_constraints(object_type: ObjectType) -> list[tuple[str, ...]]:
    """Those that sets can check; the database itself checks all."""
    fields = object_type.fields()
    return [
        tuple(c.fields)
        for c in object_type.model._meta.constraints
        if isinstance(c, models.UniqueConstraint)
        and c.fields
        and c.condition is None
        and all(n in fields for n in c.fields)
    ]
