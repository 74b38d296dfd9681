"""Which field type a model field or a custom field has."""

from __future__ import annotations

import dataclasses
from typing import Any

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from magpie.platform import columns
from magpie.platform.fields import compound, measured, textual
from magpie.platform.fields.field import Choice, Field, FieldType

TYPES: dict[str, FieldType] = {
    t.name: t()
    for t in (
        textual.Text, textual.LongText, textual.Email, textual.Phone, textual.Url, textual.ChoiceType,
        measured.Number, measured.Money, measured.Date, measured.DateTime, measured.Time, measured.Boolean,
        measured.Computed,
        compound.Reference, compound.UserReference, compound.FileReference, compound.Link, compound.References,
        compound.Choices, compound.Tags, compound.Address, compound.Json, compound.Filter,
    )
}  # fmt: skip

_BY_CLASS: list[tuple[type[models.Field[Any, Any]], str]] = [
    (columns.LinkField, "link"),
    (columns.PhoneField, "phone"),
    (columns.MoneyField, "money"),
    (columns.AddressField, "address"),
    (columns.TagsField, "tags"),
    (columns.ChoicesField, "choices"),
    (columns.ReferencesField, "references"),
    (columns.FilterField, "filter"),
    (columns.JsonField, "json"),
    (models.JSONField, "json"),
    (models.EmailField, "email"),
    (models.URLField, "url"),
    (models.TextField, "long_text"),
    (models.DateTimeField, "datetime"),
    (models.DateField, "date"),
    (models.TimeField, "time"),
    (models.BooleanField, "boolean"),
    (models.DecimalField, "number"),
    (models.IntegerField, "number"),
    (models.UUIDField, "text"),
    (models.CharField, "text"),
]


def of_model_field(field: models.Field[Any, Any], object_of_model: Any) -> Field:
    """The field that a model field declares.  `object_of_model` names the object of a referenced model."""
    source: Any = field.output_field if isinstance(field, models.GeneratedField) else field
    choices = tuple(
        Choice(str(value), label) for value, label in getattr(source, "options", None) or source.choices or ()
    )
    target, type_name = "", ""
    if field.is_relation:
        target = object_of_model(field.related_model)
        type_name = {"user": "user", "file": "file"}.get(target, "reference")
    elif choices and not isinstance(source, columns.ChoicesField):
        type_name = "choice"
    else:
        type_name = next(name for cls, name in _BY_CLASS if isinstance(source, cls))
    if type_name == "references":
        target = source.to
    decimals = (
        source.decimal_places if isinstance(source, models.DecimalField) else 0 if type_name == "number" else None
    )
    return Field(
        name=field.name,
        type=TYPES[type_name],
        label=_("Record number") if field.primary_key else field.verbose_name,
        help=field.help_text,
        required=not field.blank and not field.generated and (not field.has_default() or field.default == ""),
        read_only=not field.editable or field.generated,
        choices=choices,
        target=target,
        targets=getattr(source, "targets", ()),
        max_length=source.max_length if isinstance(source, models.CharField) else None,
        decimals=decimals,
        currency_field=getattr(source, "currency_field", ""),
        column=field.attname,
        unique=field.unique,
        default=_default_of(field),
        first=_first_of(field),
    )


def with_choices(field: Field, choices: tuple[Choice, ...]) -> Field:
    """The field with these choices; a text becomes a choice by that."""
    kind = TYPES["choice"] if field.type.name == "text" else field.type
    return dataclasses.replace(field, type=kind, choices=choices)


def _first_of(field: models.Field[Any, Any]) -> Any:
    """What gives the first value of a model field that may not be empty in the database."""
    if field.null or field.generated or field.is_relation or not field.has_default():
        return None
    return None if field.default == "" or field.default is False else field.get_default


def _default_of(field: models.Field[Any, Any]) -> Any:
    default = getattr(field, "default", None)
    return default if isinstance(default, str | bool | int) and default != "" else None


def of_custom(definition: Any, currency_field: str) -> Field:
    """The field that an administrator's definition declares."""
    choices = tuple(
        Choice(
            option["value"],
            TwoLanguages(option.get("label_en") or option["value"], option.get("label_zh", "")),
            color=str(option.get("color") or "")[:20],
            kind=str(option.get("kind") or "") if option.get("kind") in ("open", "won", "lost") else "",
            inactive=option.get("inactive") is True,
        )
        for option in definition.options or ()
    )
    is_number = definition.type == "auto_number"
    return Field(
        name=definition.name,
        type=TYPES["text" if is_number else definition.type],
        label=TwoLanguages(definition.label_en, definition.label_zh),
        help=definition.help,
        required=definition.is_required and definition.type not in ("computed", "auto_number"),
        read_only=definition.type in ("computed", "auto_number"),
        is_number=is_number,
        custom=True,
        choices=choices,
        target={"user": "user", "file": "file"}.get(definition.type, definition.target),
        max_length=500 if definition.type in ("text", "email", "url", "phone") else None,
        decimals=4 if definition.type in ("number", "computed") else 2 if definition.type == "money" else None,
        currency_field=currency_field if definition.type == "money" else "",
        formula=definition.formula,
    )


class TwoLanguages:
    """A text that an administrator wrote in both languages; reads as the current one."""

    def __init__(self, english: str, chinese: str) -> None:
        self.english, self.chinese = english, chinese

    def __str__(self) -> str:
        if (get_language() or "en").startswith("zh"):
            return self.chinese or self.english
        return self.english or self.chinese
