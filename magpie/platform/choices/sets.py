"""Which sets of choices there are: of each built-in field one, or one that several fields share.

An object's declaration opens a set (`own_choices`); of the others only names and colours can be changed.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count

from magpie.platform import objects
from magpie.platform.fields import Choice, Field
from magpie.platform.objects import AUTOMATIC, ObjectType, OpenChoices


@dataclass(frozen=True)
class Known:
    """A set: the fields that have it, as declared, and what may be done with it."""

    name: str
    fields: tuple[tuple[ObjectType, Field], ...]
    opened: OpenChoices | None

    @property
    def is_open(self) -> bool:
        """Whether choices can be added, ordered and retired."""
        return self.opened is not None

    @property
    def delivered(self) -> dict[str, Choice]:
        """The delivered choices by their values."""
        return {choice.value: choice for choice in self.fields[0][1].choices}

    @property
    def fixed(self) -> frozenset[str]:
        """Values that the product itself writes: they stay in use."""
        if self.opened is None:
            return frozenset(self.delivered)
        defaults = {str(field.default) for _object, field in self.fields if field.default}
        return frozenset(self.opened.fixed) | defaults

    def current(self) -> tuple[Choice, ...]:
        """The choices as they are now, with the company's names."""
        object_type, field = self.fields[0]
        return object_type.field(field.name).choices

    def uses(self, values: list[str] | None = None) -> dict[str, dict[str, int]]:
        """How many records of each object have each of the values; one query for each field."""
        found: dict[str, dict[str, int]] = {}
        for object_type, field in self.fields:
            rows = object_type.model._default_manager.exclude(**{field.name: ""})
            if values is not None:
                rows = rows.filter(**{f"{field.name}__in": values})
            counted = rows.order_by().values_list(field.name).annotate(count=Count("pk"))
            for value, count in counted:
                by_object = found.setdefault(value, {})
                by_object[object_type.name] = by_object.get(object_type.name, 0) + count
        return found


def all_sets() -> dict[str, Known]:
    """All sets by their names, in the order of the objects."""
    found: dict[str, Known] = {}
    for object_type in objects.declared():
        if object_type.is_setup or object_type.group == "setup":
            continue
        for field in object_type.declared_fields():
            opened = object_type.own_choices.get(field.name)
            if opened is None and not _is_of_people(object_type, field):
                continue
            name = object_type.choice_set_of(field.name)
            before = found[name].fields if name in found else ()
            found[name] = Known(name, (*before, (object_type, field)), opened)
    return found


def _is_of_people(object_type: ObjectType, field: Field) -> bool:
    """Whether people see the field as a choice among delivered values."""
    return (
        object_type.listed
        and field.type.name == "choice"
        and field.name not in (*AUTOMATIC, object_type.currency_field)
        and field.name not in object_type.choices_from
        and field.name not in object_type.quiet
    )


def find(name: str) -> Known | None:
    """The set of that name, or None."""
    return all_sets().get(name)
