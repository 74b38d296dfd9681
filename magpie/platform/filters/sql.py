"""Runs a filter in the database, as a Django Q.

Every condition is made so that it is never NULL: "not" then means the same here as on a single record.
"""

from __future__ import annotations

from typing import Any

from django.db.models import BigIntegerField, BooleanField, F, Q, TextField, Value
from django.db.models.fields.json import HasAnyKeys, HasKeys, KeyTextTransform, KeyTransform
from django.db.models.functions import Cast, Coalesce
from django.db.models.lookups import (
    Exact,
    GreaterThan,
    GreaterThanOrEqual,
    IContains,
    In,
    IsNull,
    IStartsWith,
    LessThan,
    LessThanOrEqual,
)

from magpie.platform import teams
from magpie.platform.fields import formula
from magpie.platform.filters.match import empty_satisfies
from magpie.platform.filters.parse import Caller, Comparison, Node, Path, Tree, bounds, parse
from magpie.platform.filters.relations import Reach, Relation
from magpie.platform.objects import ObjectType

ORDER = {"lt": LessThan, "lte": LessThanOrEqual, "gt": GreaterThan, "gte": GreaterThanOrEqual}
ALL, NONE = Q(), Q(pk__in=[])


def to_q(object_type: ObjectType, node: Any, caller: Caller, reach: Reach | None = None) -> Q:
    """The condition that a filter means, given as data or already parsed.

    With `reach` (the condition on records that may be read; None for no condition), a referenced record outside it
    reads as empty, so that nobody learns by filters what they may not read.
    """
    tree = node if isinstance(node, Tree | Comparison | Relation) else parse(object_type, node)
    return _q(tree, caller, reach)


def _q(tree: Node, caller: Caller, reach: Reach | None) -> Q:
    if isinstance(tree, Comparison):
        return _within_reach(tree, caller, reach) if reach and tree.path.through else _comparison(tree, caller)
    if isinstance(tree, Relation):
        return tree.kind.to_q(tree, caller, reach)
    if tree.join == "not":
        inside = _q(tree.parts[0], caller, reach)
        return NONE if inside == ALL else ~inside
    parts = [_q(part, caller, reach) for part in tree.parts]
    if tree.join == "all":
        joined = Q()
        for part in parts:
            joined &= part
        return joined
    if ALL in parts:
        return ALL
    joined = NONE
    for part in parts:
        joined = part if joined is NONE else joined | part
    return joined


def _within_reach(comparison: Comparison, caller: Caller, reach: Reach) -> Q:
    from magpie.platform import objects

    condition, prefix, limited = _comparison(comparison, caller), "", Q()
    for step in comparison.path.through:
        prefix = f"{prefix}__{step.name}" if prefix else step.name
        target = objects.get(step.target)
        limits = reach(target)
        if limits is not None:
            reached = target.model._default_manager.filter(limits).values("pk")
            limited &= Q(**{f"{prefix}__isnull": False, f"{prefix}__in": reached})
    if not limited:
        return condition
    return (limited & condition) | ~limited if empty_satisfies(comparison, caller) else limited & condition


def expression(path: Path) -> Any:
    """The SQL expression of the value at a path."""
    prefix = "__".join(f.name for f in path.through)
    field = path.field

    def column(name: str) -> str:
        return f"{prefix}__{name}" if prefix else name

    if path.part:
        own = KeyTransform(field.name, column("custom")) if field.custom else column(field.column)
        return KeyTextTransform(path.part, own)
    if not field.custom:
        return F(column(field.column if not field.target or field.type.name == "references" else field.name))
    if field.formula:
        return formula.to_sql(
            formula.parse(field.formula), lambda name: expression(Path(path.through, field.siblings[name]))
        )
    if "has_any" in field.type.operators:
        return KeyTransform(field.name, column("custom"))
    text = KeyTextTransform(field.name, column("custom"))
    return CASTS[field.type.sql_cast](text) if field.type.sql_cast else text


CASTS: dict[str, Any] = {
    "numeric": lambda text: Cast(text, formula.NUMERIC),
    "bigint": lambda text: Cast(text, BigIntegerField()),
}


def _comparison(comparison: Comparison, caller: Caller) -> Q:
    path, operator, wanted = comparison.path, comparison.operator, comparison.wanted
    found = expression(path)
    if operator == "is_empty":
        return _is_empty(path, found) if wanted else ~_is_empty(path, found)
    if operator in ("has_any", "has_all", "has_none"):
        return _has(path, found, operator, wanted)
    if path.field.type.name == "boolean" and not path.part:
        return _boolean(path, found, wanted is (operator == "is"))
    if wanted == "$me":
        wanted = caller.user_id
    if operator in ("in", "not_in"):
        known = [stored(path, caller.user_id if w == "$me" else w) for w in wanted]
        known = [w for w in known if w is not None]
        inside = _present(path, found, Q(In(found, known))) if known else NONE
        return ~inside if operator == "not_in" else inside
    if operator == "under":
        people = teams.people_under(wanted)
        return _present(path, found, Q(In(found, people))) if people else NONE
    if operator in ("is", "is_not"):
        same = NONE if wanted is None else _present(path, found, Q(Exact(found, _value(path, wanted))))
        return ~same if operator == "is_not" else same
    if operator in ORDER:
        return _present(path, found, Q(ORDER[operator](found, _value(path, wanted))))
    if operator == "between":
        low, high = (_value(path, w) for w in wanted)
        return _present(path, found, Q(GreaterThanOrEqual(found, low)) & Q(LessThanOrEqual(found, high)))
    if operator == "by_end_of":
        return _present(path, found, Q(LessThan(found, _value(path, bounds(comparison, caller)[1]))))
    if operator in ("on", "within_last", "within_next"):
        first, last, included = bounds(comparison, caller)
        upper = (LessThanOrEqual if included else LessThan)(found, _value(path, last))
        return _present(path, found, Q(GreaterThanOrEqual(found, _value(path, first))) & Q(upper))
    if operator == "contains" and path.field.type.name == "address" and not path.part:
        return _address_contains(path, wanted)
    lookup = IContains if operator == "contains" else IStartsWith
    return _present(path, found, Q(lookup(found, wanted)))


def stored(path: Path, plain: Any) -> Any:
    """The plain value as the expression of its field compares: custom dates and times compare as text."""
    if path.field.custom and not path.field.type.sql_cast and plain is not None and not path.part:
        return path.field.type.to_stored(plain)
    return plain


def _value(path: Path, plain: Any) -> Any:
    value = stored(path, plain)
    return Value(value, TextField()) if path.field.custom and isinstance(value, str) else value


def _present(path: Path, found: Any, condition: Q) -> Q:
    if not path.through and not path.field.custom and not path.part and not _nullable(path):
        return condition
    return condition & Q(IsNull(found, False))


def _nullable(path: Path) -> bool:
    return path.field.type.empty_value is None


def _is_empty(path: Path, found: Any) -> Q:
    missing = Q(IsNull(found, True))
    field = path.field
    if path.part or (field.custom and field.type.empty_value == ""):
        return missing | (Q(IsNull(found, False)) & Q(Exact(found, Value("", TextField()))))
    if "has_any" in field.type.operators:
        if field.custom:
            return missing | (Q(IsNull(found, False)) & Q(Exact(Cast(found, TextField()), Value("[]"))))
        return missing | (Q(IsNull(found, False)) & Q(Exact(Cast(found, TextField()), Value("{}"))))
    if field.type.name in ("address", "json", "filter"):
        return missing | (Q(IsNull(found, False)) & Q(In(Cast(found, TextField()), ["{}", "[]", "null"])))
    if field.type.empty_value == "" and field.type.name != "boolean":
        return missing | (Q(IsNull(found, False)) & Q(Exact(found, "")))
    return missing


def _has(path: Path, found: Any, operator: str, wanted: tuple[Any, ...]) -> Q:
    if not wanted:
        return {"has_any": NONE, "has_none": ALL, "has_all": ~_is_empty(path, found)}[operator]
    if path.field.custom:
        lookup = HasKeys if operator == "has_all" else HasAnyKeys
        inside = Q(lookup(found, [str(w) for w in wanted]))
    else:
        column = "__".join([*(f.name for f in path.through), path.field.column])
        inside = Q(**{f"{column}__{'contains' if operator == 'has_all' else 'overlap'}": list(wanted)})
    inside &= Q(IsNull(found, False))
    return ~inside if operator == "has_none" else inside


def _boolean(path: Path, found: Any, wanted: bool) -> Q:
    if path.field.custom:
        found = Exact(Coalesce(found, Value("false", TextField())), Value("true", TextField()))
        return Q(found) if wanted else ~Q(found)
    if path.through:
        found = Coalesce(found, Value(False), output_field=BooleanField())
    return Q(Exact(found, wanted))


def _address_contains(path: Path, wanted: str) -> Q:
    from magpie.platform.fields.compound import ADDRESS_PARTS

    joined = NONE
    for part in ADDRESS_PARTS:
        found = expression(Path(path.through, path.field, part))
        condition = Q(IContains(found, wanted)) & Q(IsNull(found, False))
        joined = condition if joined is NONE else joined | condition
    return joined
