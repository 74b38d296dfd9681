"""Runs a filter on one record: a model instance, or the whole row that an event carries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from magpie.platform import objects, teams
from magpie.platform.fields import Field
from magpie.platform.filters.parse import Caller, Comparison, Node, Path, Tree, bounds, parse
from magpie.platform.filters.relations import Relation, holds
from magpie.platform.objects import ObjectType


class View(Protocol):
    """Something that knows the record's number and the plain value at a path."""

    @property
    def number(self) -> int | None: ...

    def value(self, path: Path) -> Any: ...


class RecordView:
    """A model instance; references are followed in the database."""

    def __init__(self, record: Any) -> None:
        self.record = record

    @property
    def number(self) -> int | None:
        """Of the record; None before it is saved."""
        found: int | None = self.record.pk
        return found

    def value(self, path: Path) -> Any:
        record = self.record
        for step in path.through:
            record = getattr(record, step.name)
            if record is None:
                return empty_of(path)
        return part_of(path, path.field.plain(record))


class EventView:
    """The row as it was right after an event, without a query unless a reference is followed."""

    def __init__(self, row: Mapping[str, Any]) -> None:
        self.row = row

    @property
    def number(self) -> int | None:
        """Of the record."""
        return self.row.get("id")

    def value(self, path: Path) -> Any:
        if not path.through:
            return part_of(path, path.field.plain_from_event(self.row))
        first = path.through[0]
        number = first.plain_from_event(self.row)
        record = objects.get(first.target).model._default_manager.filter(pk=number).first() if number else None
        if record is None:
            return empty_of(path)
        return RecordView(record).value(Path(path.through[1:], path.field, path.part))


def empty_of(path: Path) -> Any:
    """What stands at the end of the path when there is nothing."""
    return "" if path.part else path.field.type.empty_value


def part_of(path: Path, plain: Any) -> Any:
    """The part of the value that the path asks for, or the value."""
    return (plain or {}).get(path.part, "") if path.part else plain


def matches(object_type: ObjectType, node: Any, view: View, caller: Caller) -> bool:
    """Whether the record satisfies the filter, given as data or already parsed."""
    tree = node if isinstance(node, Tree | Comparison | Relation) else parse(object_type, node)
    return _matches(tree, view, caller)


def _matches(tree: Node, view: View, caller: Caller) -> bool:
    if isinstance(tree, Comparison):
        return _compare(tree, view.value(tree.path), caller)
    if isinstance(tree, Relation):
        return holds(tree, view.number, caller)
    if tree.join == "all":
        return all(_matches(part, view, caller) for part in tree.parts)
    if tree.join == "any":
        return any(_matches(part, view, caller) for part in tree.parts)
    return not _matches(tree.parts[0], view, caller)


def empty_satisfies(comparison: Comparison, caller: Caller) -> bool:
    """Whether a missing value satisfies the comparison."""
    return _compare(comparison, empty_of(comparison.path), caller)


def _compare(comparison: Comparison, value: Any, caller: Caller) -> bool:
    field, operator, wanted = comparison.path.field, comparison.operator, comparison.wanted
    if operator == "is_empty":
        return field.is_empty(value) is wanted
    if operator == "has_none":
        return not set(wanted) & set(value or ())
    if wanted == "$me":
        wanted = caller.user_id
    elif operator in ("in", "not_in"):
        wanted = [caller.user_id if w == "$me" else w for w in wanted if w != "$me" or caller.user_id]
    if operator == "is_not":
        return bool(wanted is None or value != wanted)
    if operator == "not_in":
        return value not in wanted
    if field.is_empty(value):
        return False
    if operator == "under":
        return value in teams.people_under(wanted)
    if operator == "by_end_of":
        return bool(value < bounds(comparison, caller)[1])
    return _compare_present(comparison, field, operator, value, wanted, caller)


def _compare_present(
    comparison: Comparison, field: Field, operator: str, value: Any, wanted: Any, caller: Caller
) -> bool:
    match operator:
        case "is":
            return bool(value == wanted)
        case "in":
            return value in wanted
        case "lt":
            return bool(value < wanted)
        case "lte":
            return bool(value <= wanted)
        case "gt":
            return bool(value > wanted)
        case "gte":
            return bool(value >= wanted)
        case "between":
            return bool(wanted[0] <= value <= wanted[1])
        case "on" | "within_last" | "within_next":
            low, high, included = bounds(comparison, caller)
            return bool(low <= value < high or (included and value == high))
        case "contains" if field.type.name == "address" and not comparison.path.part:
            return any(upper(wanted) in upper(part) for part in value.values())
        case "contains":
            return upper(wanted) in upper(value)
        case "starts_with":
            return upper(value).startswith(upper(wanted))
        case "has_any":
            return bool(set(wanted) & set(value))
        case "has_all":
            return set(wanted) <= set(value)
    raise AssertionError(operator)  # pragma: no cover


def upper(text: str) -> str:
    """Upper case as PostgreSQL's C.UTF-8 has it: letter by letter, never one letter into two."""
    if text.isascii():
        return text.upper()
    return "".join(u if len(u := c.upper()) == 1 else c for c in text)
