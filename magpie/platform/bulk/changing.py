"""Changing many records: the same values on all (`update_many`), or different ones on each (`change_many`).

Records are locked in chunks.  Where nothing has to be asked of a single record (no gate, no check, no field required by
stage) a chunk is one UPDATE; otherwise each record is looked at, and the chunk is written by one statement for each set
of columns.
"""

from __future__ import annotations

import dataclasses
import json
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.db import DataError, IntegrityError, connection, models, transaction
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext as _

from magpie.platform import access, cleaning, context, gates, records, setup
from magpie.platform.actor import Actor
from magpie.platform.bulk.creating import batches, broken_rule
from magpie.platform.bulk.result import Failure, Questions, Result, unreachable
from magpie.platform.duplicates import index
from magpie.platform.objects import ObjectType
from magpie.platform.problems import Asked, Forbidden, Invalid, NeedsApproval, Problem

CHUNK = 2_000


def update_many(
    object_type: ObjectType,
    which: Iterable[int] | models.QuerySet[Any],
    values: Mapping[str, Any],
    *,
    actor: Actor,
    automation: context.Automation = "run",
    action: str = "",
    operation: uuid.UUID | None = None,
) -> Result:
    """The same values on many records, given by number or as a queryset, in one transaction.

    Invalid if the values fit no record; Asked, before anything is kept, if a gate has a question that was not answered.
    """
    with _acting(actor, action, automation, operation) as (current, inside_action):
        if not inside_action and not access.may(actor, object_type, "update"):
            raise Forbidden(_("You may not change records of %(object)s.") % {"object": str(object_type.label_plural)})
        plain = check_values(object_type, values, actor, inside_action=inside_action)
        result, questions = Result(current.operation), Questions()
        quick = not needs_each_record(object_type, "update") and not any(object_type.field(n).unique for n in plain)
        for chunk in batches(numbers_of(which), CHUNK):
            reached = lock_reached(object_type, chunk, None if inside_action else actor, "update")
            result.failed += unreachable(object_type, set(chunk) - set(reached), actor)
            if quick and plain:
                _update_chunk(object_type, reached, plain)
                index.keep_up(object_type)
                result.count += len(reached)
                continue
            outcomes = change_locked(object_type, dict.fromkeys(reached, plain), current)
            collect(object_type, outcomes, result, questions, "update", values)
        questions.settle(current)
        if object_type.is_setup:
            setup.forget()
    return result


def check_values(
    object_type: ObjectType, values: Mapping[str, Any], actor: Actor, *, inside_action: bool = False
) -> cleaning.Plain:
    """The plain form of values that many records are to get; Invalid if they fit none."""
    unchecked = dataclasses.replace(object_type, check=None)  # the check needs the record
    plain = cleaning.clean(unchecked, values, actor, None, inside_action=inside_action)
    empty = [n for n, v in plain.items() if object_type.field(n).required and object_type.field(n).is_empty(v)]
    if empty:
        raise Invalid({n: [_("This field is required.")] for n in empty}, cleaning.labels(object_type))
    return plain


def change_many(
    object_type: ObjectType, wanted: Mapping[int, cleaning.Plain], current: context.Context, *, direct: bool = True
) -> dict[int, bool | Problem]:
    """Cleaned values on many records, each its own, inside `context.acting`.

    For each number: whether the record changed at all, or why it was not written.  `direct` asks for the right to each.
    """
    reached = lock_reached(object_type, list(wanted), current.actor if direct else None, "update")
    outcomes = change_locked(object_type, {pk: wanted[pk] for pk in reached}, current)
    for failure in unreachable(object_type, set(wanted) - set(reached), current.actor):
        outcomes[failure.id or 0] = Forbidden(failure.detail)
    return outcomes


def needs_each_record(object_type: ObjectType, operation: str) -> bool:
    """Whether a write has to look at every single record."""
    by_stage = operation == "update" and object_type.stage_field and cleaning.required_from(object_type)
    looks = operation == "update" and (object_type.check or object_type.before_save)
    return bool(gates.on(object_type, operation) or by_stage or looks)


def numbers_of(which: Iterable[int] | models.QuerySet[Any]) -> list[int]:
    """The records' numbers, each once, in order."""
    if isinstance(which, models.QuerySet):
        return sorted(set(which.values_list("pk", flat=True)))
    return list(dict.fromkeys(which))


def lock_reached(object_type: ObjectType, ids: Sequence[int], actor: Actor | None, verb: access.Verb) -> list[int]:
    """Those of the records that the actor may write, locked in order; without an actor, all that are there."""
    locked = object_type.model._default_manager.filter(pk__in=ids).order_by("pk").select_for_update()
    present = list(locked.values_list("pk", flat=True))
    if actor is None or access.scope_q(actor, object_type, verb) is None:
        return present
    allowed = set(access.visible(actor, object_type, verb).filter(pk__in=present).values_list("pk", flat=True))
    return [pk for pk in present if pk in allowed]


def change_locked(
    object_type: ObjectType, wanted: Mapping[int, cleaning.Plain], current: context.Context
) -> dict[int, bool | Problem]:
    """Check and write locked records; see `change_many`."""
    stored = object_type.model._default_manager.in_bulk(list(wanted))
    outcomes, changes, spoke = _check_each(object_type, wanted, stored, current)
    _write(object_type, changes, outcomes)
    index.keep_up(object_type)
    for pk, passed in spoke.items():
        if passed and outcomes[pk] is True:
            gates.remember(passed, stored[pk], current)
    if changes and object_type.is_setup:
        setup.forget()
    return outcomes


def _check_each(
    object_type: ObjectType, wanted: Mapping[int, cleaning.Plain], stored: Mapping[int, Any], current: context.Context
) -> tuple[dict[int, bool | Problem], dict[int, dict[str, Any]], dict[int, list[gates.Spoken]]]:
    """For each record whether it changes, or why it may not; the columns that change; and what the gates said."""
    outcomes: dict[int, bool | Problem] = {}
    changes: dict[int, dict[str, Any]] = {}
    spoke: dict[int, list[gates.Spoken]] = {}
    gated = bool(gates.on(object_type, "update"))
    for pk, plain in wanted.items():
        try:
            record = stored[pk]
            if object_type.check and (wrong := object_type.check(plain, record)):
                raise Invalid({n: [text] for n, text in wrong.items()}, cleaning.labels(object_type))
            before = getattr(record, "custom", None)
            changed = records.apply(object_type, record, plain)
            outcomes[pk] = bool(changed)
            if not changed:
                continue
            changed |= records.derive(object_type, record, frozenset(changed), current.actor)
            if problems := cleaning.missing_values(object_type, record, plain):
                raise Invalid(problems, cleaning.labels(object_type))
            if gated:
                fields = gates.changed_fields(object_type, changed, before)
                spoke[pk] = gates.check(object_type, "update", record, current, fields)
            changes[pk] = changed
        except Problem as problem:
            outcomes[pk] = problem
    return outcomes, changes, spoke


def look_many(
    object_type: ObjectType, wanted: Mapping[int, cleaning.Plain], current: context.Context
) -> dict[int, bool | Problem]:
    """As `change_many` where gates watch, but nothing is written or locked; nothing of records that are gone."""
    if not wanted or not gates.on(object_type, "update"):
        return {}
    stored = object_type.model._default_manager.in_bulk(list(wanted))
    return _check_each(object_type, {pk: wanted[pk] for pk in stored}, stored, current)[0]


def collect(
    object_type: ObjectType,
    outcomes: Mapping[int, bool | Problem],
    result: Result,
    questions: Questions,
    operation: str,
    values: Mapping[str, Any],
) -> None:
    """Add the outcomes of a chunk to the result; questions of gates are gathered to be asked together.

    What needs approval, and is wanted to be sent for it, is kept as a request for each record.
    """
    bad = {pk: outcome for pk, outcome in outcomes.items() if isinstance(outcome, Problem)}
    result.count += len(outcomes) - len(bad)
    if not bad:
        return
    gates.note_stopped(*bad.values())
    stored = object_type.model._default_manager.in_bulk(list(bad))
    for pk, problem in bad.items():
        if isinstance(problem, Asked):
            questions.add(problem)
        elif isinstance(problem, NeedsApproval):
            questions.send(gates.Request(object_type.name, operation, pk, values, {}, problem.questions))
        title = object_type.title_of(stored[pk]) if pk in stored else f"#{pk}"
        result.failed.append(Failure(str(problem), title, pk))


def _update_chunk(object_type: ObjectType, ids: Sequence[int], plain: cleaning.Plain) -> None:
    fields = object_type.fields()
    columns = {fields[n].column: v for n, v in plain.items() if not fields[n].custom}
    own = {n: fields[n].type.to_stored(v) for n, v in plain.items() if fields[n].custom}
    if own:
        emptied = [n for n, v in own.items() if v in (None, "", [], {})]
        filled = {n: v for n, v in own.items() if n not in emptied}
        columns["custom"] = RawSQL("(custom - %s::text[]) || %s::jsonb", [emptied, json.dumps(filled)])
    if ids:
        object_type.model._default_manager.filter(pk__in=ids).update(**columns)


def _write(object_type: ObjectType, changes: Mapping[int, dict[str, Any]], outcomes: dict[int, bool | Problem]) -> None:
    by_columns: dict[tuple[str, ...], dict[int, dict[str, Any]]] = {}
    for pk, changed in changes.items():
        by_columns.setdefault(tuple(sorted(changed)), {})[pk] = changed
    for rows in by_columns.values():
        _write_rows(object_type, rows, outcomes)


def _write_rows(
    object_type: ObjectType, rows: Mapping[int, dict[str, Any]], outcomes: dict[int, bool | Problem]
) -> None:
    try:
        with transaction.atomic(), records.explained(object_type):
            update_rows(object_type, rows)
    except (Problem, IntegrityError, DataError) as error:
        if len(rows) == 1:
            outcomes[next(iter(rows))] = error if isinstance(error, Problem) else broken_rule(object_type, error)
            return
        pairs = list(rows.items())
        _write_rows(object_type, dict(pairs[: len(pairs) // 2]), outcomes)
        _write_rows(object_type, dict(pairs[len(pairs) // 2 :]), outcomes)


def update_rows(object_type: ObjectType, rows: Mapping[int, Mapping[str, Any]]) -> None:
    """Write different values to many rows by one UPDATE; all rows have the same columns, named as model attributes."""
    columns = {f.attname: str(f.column) for f in object_type.model._meta.concrete_fields}
    update_columns(
        object_type, [{"id": pk, **{columns[a]: v for a, v in values.items()}} for pk, values in rows.items()], str
    )


def update_columns(
    object_type: ObjectType, rows: Sequence[Mapping[str, Any]], default: Callable[[Any], Any] = float
) -> None:
    """The same with rows by column, the `id` among them; `default` says how JSON writes what it does not know."""
    quote = connection.ops.quote_name
    table = quote(object_type.model._meta.db_table)
    assignments = ", ".join(f"{quote(n)} = given.{quote(n)}" for n in rows[0] if n != "id")
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET {assignments} FROM jsonb_populate_recordset(null::{table}, %s::jsonb) given"  # noqa: S608
            f" WHERE {table}.id = given.id",
            [json.dumps(rows, default=default)],
        )


class _acting:  # noqa: N801
    """`context.acting` in the lane of bulk work; gives the context and whether an action was running already."""

    def __init__(self, actor: Actor, action: str, automation: context.Automation, operation: uuid.UUID | None) -> None:
        outer = context.current()
        self._inside_action = bool(outer and outer.action)
        changes: dict[str, Any] = {"automation": automation, "lane": 1}
        if operation:
            changes["operation"] = operation
        self._acting = context.acting(actor, action, **changes)

    def __enter__(self) -> tuple[context.Context, bool]:
        return self._acting.__enter__(), self._inside_action

    def __exit__(self, *error: Any) -> Any:
        return self._acting.__exit__(*error)
