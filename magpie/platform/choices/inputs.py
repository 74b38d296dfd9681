"""Choices in the inputs of actions: those that the field has now, not those that were delivered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from magpie.platform import objects, setup
from magpie.platform.fields import Field, FieldError


def _field(object_name: str, field_name: str) -> Field:
    object_type = objects.get(object_name)
    if not setup.in_use():  # the document of the API is written without a database
        return next(field for field in object_type.declared_fields() if field.name == field_name)
    return object_type.field(field_name)


def one_of(object_name: str, field_name: str, *, may_be_empty: bool = False) -> Callable[[str], str]:
    """For pydantic: takes the choices of the field; ValueError with a sentence for anything else."""

    def check(value: str) -> str:
        field = _field(object_name, field_name)
        if not value and may_be_empty:
            return value
        try:
            return str(field.type.clean(value, field))
        except FieldError as error:
            raise ValueError(str(error)) from None

    return check


def named(object_name: str, field_name: str, *, may_be_empty: bool = False) -> Callable[[dict[str, Any]], None]:
    """For pydantic: writes the choices that are offered, with their names, into the schema of the input."""

    def write(schema: dict[str, Any]) -> None:
        schema.pop("maxLength", None)
        offered = [c for c in _field(object_name, field_name).choices if not c.inactive]
        schema["oneOf"] = [
            *([{"const": "", "title": "–"}] if may_be_empty else []),
            *({"const": choice.value, "title": str(choice.label)} for choice in offered),
        ]

    return write
