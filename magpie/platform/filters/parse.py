"""Checks a filter against the fields of its object and turns it into a tree of comparisons with plain values."""

from __future__ import annotations

import datetime
import zoneinfo
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from magpie.lib import periods
from magpie.platform import objects
from magpie.platform.fields import TYPES, Field, FieldError
from magpie.platform.fields.compound import ADDRESS_PARTS
from magpie.platform.filters import relations
from magpie.platform.filters.relations import Relation
from magpie.platform.objects import ObjectType

if TYPE_CHECKING:
    from magpie.platform.actor import Actor

DEEPEST, MOST = 10, 500
RELATIVE_UNITS = ("hours", "days", "weeks", "months")


class FilterError(ValueError):
    """A filter that cannot be understood; the text is a sentence for the user."""


@dataclass(frozen=True)
class Caller:
    """Whose "me" and whose "today" a filter means."""

    user_id: int | None
    zone: datetime.tzinfo
    now: datetime.datetime

    @classmethod
    def of(cls, actor: Actor | None = None, *, now: datetime.datetime | None = None) -> Caller:
        """The actor's, in their own time zone; without an actor, nobody's in the company's zone."""
        user = actor.user if actor else None
        zone: datetime.tzinfo = timezone.get_default_timezone()
        if user is not None and user.time_zone:
            try:
                zone = zoneinfo.ZoneInfo(user.time_zone)
            except (KeyError, ValueError):  # a zone that this machine does not know
                pass
        return cls(user.pk if user else None, zone, now or timezone.now())

    @property
    def today(self) -> datetime.date:
        return self.now.astimezone(self.zone).date()


@dataclass(frozen=True)
class Path:
    """How a field is reached: through these references, then the field, then perhaps a part of an address."""

    through: tuple[Field, ...]
    field: Field
    part: str = ""

    @property
    def name(self) -> str:
        return ".".join([*(f.name for f in self.through), self.field.name, *([self.part] if self.part else [])])


@dataclass(frozen=True)
class Comparison:
    """One condition: a field, how it is compared, and with what."""

    path: Path
    operator: str
    wanted: Any  # plain; for relative operators the amount or the period's name


@dataclass(frozen=True)
class Tree:
    """`join` is "all", "any" or "not"."""

    join: str
    parts: tuple[Node, ...]


Node = Tree | Comparison | Relation


def resolve(object_type: ObjectType, name: Any) -> Path:
    """The path that a field's name means on this object; FilterError if there is none."""
    if not isinstance(name, str):
        raise FilterError(_("A condition needs the name of a field."))
    through: list[Field] = []
    current = object_type
    words = name.split(".")
    if len(words) > 5:
        raise FilterError(_("“%(name)s” goes through too many records.") % {"name": name[:100]})
    for index, word in enumerate(words):
        field = current.fields().get(word)
        if field is None:
            raise FilterError(
                _("%(object)s has no field “%(name)s”.") % {"object": str(current.label), "name": word[:100]}
            )
        rest = words[index + 1 :]
        if not rest:
            return Path(tuple(through), field)
        if field.type.name == "address" and len(rest) == 1 and rest[0] in ADDRESS_PARTS:
            return Path(tuple(through), field, rest[0])
        if not field.target or field.custom or field.type.name == "references":
            raise FilterError(_("“%(name)s” cannot be followed to another record.") % {"name": word[:100]})
        through.append(field)
        current = objects.get(field.target)
    raise AssertionError  # pragma: no cover


def parse(object_type: ObjectType, node: Any, depth: int = 0) -> Node:
    """The tree of a filter; an empty filter ({} or None) lets everything pass."""
    if depth > DEEPEST:
        raise FilterError(_("The filter is nested too deeply."))
    if node is None or node == {}:
        return Tree("all", ())
    if not isinstance(node, dict):
        raise FilterError(_('A filter is an object such as {"field": "status", "is": "new"}.'))
    for join in ("all", "any"):
        if node.keys() == {join}:
            parts = node[join]
            if not isinstance(parts, list) or len(parts) > MOST:
                raise FilterError(_("“%(join)s” takes a list of conditions.") % {"join": join})
            return Tree(join, tuple(parse(object_type, part, depth + 1) for part in parts))
    if node.keys() == {"not"}:
        return Tree("not", (parse(object_type, node["not"], depth + 1),))
    kind = relations.kinds.get(next(iter(node))) if len(node) == 1 else None
    if kind is not None:
        return kind.parse(kind, object_type, node[kind.key], depth)
    return _comparison(object_type, node)


def _comparison(object_type: ObjectType, node: dict[str, Any]) -> Tree | Comparison:
    operators = node.keys() - {"field"}
    if not operators and "field" in node:
        label = str(resolve(object_type, node["field"]).field.label)
        raise FilterError(_("The condition on “%(field)s” is not finished.") % {"field": label})
    if len(operators) != 1 or "field" not in node:
        raise FilterError(_('A condition has a field and one comparison, such as {"field": "status", "is": "new"}.'))
    (operator,) = operators
    path = resolve(object_type, node["field"])
    field = Field(path.part, TYPES["text"], path.part) if path.part else path.field
    if operator not in field.type.operators:
        raise FilterError(
            _("“%(operator)s” does not apply to the field “%(field)s”.")
            % {"operator": str(operator)[:50], "field": path.name}
        )
    try:
        wanted = _wanted(field, operator, node[operator])
    except FieldError as error:
        raise FilterError(f"{field.label}: {error}") from None
    if operator in ("is", "is_not") and field.is_empty(wanted):
        return Comparison(path, "is_empty", operator == "is")
    if operator in ("in", "not_in") and any(field.is_empty(w) for w in wanted):
        filled = Comparison(path, "in", tuple(w for w in wanted if not field.is_empty(w)))
        inside = Tree("any", (Comparison(path, "is_empty", True), filled))
        return inside if operator == "in" else Tree("not", (inside,))
    return Comparison(path, operator, wanted)


def _wanted(field: Field, operator: str, value: Any) -> Any:
    match operator:
        case "is_empty":
            return _yes_or_no(value)
        case "in" | "not_in":
            if not isinstance(value, list) or len(value) > MOST:
                raise FieldError(_("Enter a list."))
            return tuple(_one(field, item) for item in value)
        case "has_any" | "has_all" | "has_none":
            found = field.type.for_filter(value, field)
            return tuple(found)
        case "between":
            if not isinstance(value, list) or len(value) != 2:
                raise FieldError(_("Enter a lowest and a highest value."))
            return (_one(field, value[0]), _one(field, value[1]))
        case "within_last" | "within_next":
            if not periods.is_amount(value, RELATIVE_UNITS):
                raise FieldError(_('Enter an amount of time such as {"days": 7}.'))
            return dict(value)
        case "on" | "by_end_of":
            if value not in periods.PERIODS:
                raise FieldError(_("Enter one of: %(names)s.") % {"names": ", ".join(periods.PERIODS)})
            return value
        case "contains" | "starts_with" if value in ("", None):
            raise FieldError(_("Enter text."))
        case "contains" | "starts_with":
            return field.type.for_filter(value, field)
        case "lt" | "lte" | "gt" | "gte" if value in ("", None):
            raise FieldError(_("Enter a value."))
    return field.type.empty_value if value is None else _one(field, value)


def _yes_or_no(value: Any) -> bool:
    if not isinstance(value, bool):
        raise FieldError(_("Enter yes or no."))
    return value


def _one(field: Field, value: Any) -> Any:
    if value == "$me" and field.type.name == "user":
        return "$me"
    if value in ("", None):
        return field.type.empty_value
    return field.type.for_filter(value, field)


def bounds(comparison: Comparison, caller: Caller) -> tuple[Any, Any, bool]:
    """Lowest and highest value of a relative comparison, and whether the highest is included."""
    is_moment = comparison.path.field.type.name == "datetime"
    if comparison.operator in ("on", "by_end_of"):
        first, end = periods.period(comparison.wanted, caller.today)
        if not is_moment:
            return first, end, False
        midnight = datetime.time.min
        return (
            datetime.datetime.combine(first, midnight, caller.zone).astimezone(datetime.UTC),
            datetime.datetime.combine(end, midnight, caller.zone).astimezone(datetime.UTC),
            False,
        )
    here = caller.now.astimezone(caller.zone)
    sign = -1 if comparison.operator == "within_last" else 1
    try:
        other = periods.shift(here, comparison.wanted, sign)
    except (OverflowError, ValueError):
        other = here.replace(year=1 if sign < 0 else 9999, month=1, day=2)
    low, high = sorted((here, other))
    if is_moment:
        return low.astimezone(datetime.UTC), high.astimezone(datetime.UTC), True
    return low.date(), high.date(), True
