"""`{"related": {"by": "task.related_to", "filter": {…}}}`: some task whose `related_to` is this record satisfies it.

Any reference or link of any object may be named; "none of them" is the same inside "not".
"""

from __future__ import annotations

from typing import Any

from django.db.models import BigIntegerField, F, Q, Value
from django.db.models.functions import Cast, NullIf, Substr
from django.utils.translation import gettext as _

from magpie.platform import objects
from magpie.platform.fields import Field
from magpie.platform.filters.parse import Caller, FilterError, parse
from magpie.platform.filters.relations import Kind, Reach, Relation, declare
from magpie.platform.filters.sql import to_q
from magpie.platform.objects import ObjectType


def _field(object_type: ObjectType, by: Any) -> tuple[ObjectType, Field]:
    """The other object and its field that points here."""
    name, _dot, field_name = by.partition(".") if isinstance(by, str) else ("", "", "")
    other = objects.find(name)
    field = other.fields().get(field_name) if other else None
    if other is None or field is None or field.custom or not _points(field, object_type):
        raise FilterError(
            _("Nothing that is named “%(name)s” points to %(object)s.")
            % {"name": str(by)[:100], "object": str(object_type.label)}
        )
    return other, field


def _points(field: Field, object_type: ObjectType) -> bool:
    if field.type.name == "link":
        return not field.targets or object_type.name in field.targets
    return field.type.name in ("reference", "user") and field.target == object_type.name


def _parse(kind: Kind, object_type: ObjectType, value: Any, depth: int) -> Relation:
    if not isinstance(value, dict) or not value.keys() <= {"by", "filter"}:
        raise FilterError(_('Name what points here, such as {"by": "task.related_to", "filter": {}}.'))
    other, field = _field(object_type, value.get("by"))
    tree = parse(other, value.get("filter"), depth + 1)
    return Relation(kind, object_type, (other, field, tree), (other, tree), (other, field))


def _to_q(relation: Relation, caller: Caller, reach: Reach | None) -> Q:
    other, field, tree = relation.wanted
    found = other.model._default_manager.filter(to_q(other, tree, caller, reach)).order_by()
    limits = reach(other) if reach else None
    if limits is not None:
        found = found.filter(limits)
    if field.type.name != "link":
        return Q(pk__in=found.filter(**{f"{field.column}__isnull": False}).values(field.column))
    prefix = f"{relation.object_type.name}:"
    number = Cast(NullIf(Substr(F(field.column), len(prefix) + 1), Value("")), BigIntegerField())
    return Q(pk__in=found.filter(**{f"{field.column}__startswith": prefix}).values(number=number))


def _describe(relation: Relation, negated: bool) -> str:
    from magpie.platform.filters.describe import describe

    other, _field, tree = relation.wanted
    words = {"object": str(other.label), "condition": describe(other, tree)}
    if not words["condition"]:
        return (_("there is no %(object)s") if negated else _("there is a %(object)s")) % words
    if negated:
        return _("there is no %(object)s for which %(condition)s") % words
    return _("there is a %(object)s for which %(condition)s") % words


declare(Kind("related", _parse, _to_q, _describe))
