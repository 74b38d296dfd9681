"""The model fields that objects are made of: one class or function for each field type.

Every column has a default in the database too, so that a row inserted by plain SQL is as whole as one written by the
product.  A field type (`magpie.platform.fields`) is found by the class of the model field; do not branch on these
classes elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Value
from django.db.models.functions import Now

Label = Any  # a lazy translation


class PhoneField(models.CharField):  # type: ignore[type-arg]
    """A telephone number, kept in E.164 where it can be understood (+8613800138000)."""


class MoneyField(models.DecimalField):  # type: ignore[type-arg]
    """An amount in the currency that the record's `currency_field` names."""

    def __init__(self, *args: Any, currency_field: str = "currency", **kwargs: Any) -> None:
        kwargs.setdefault("max_digits", 18)
        kwargs.setdefault("decimal_places", 2)
        super().__init__(*args, **kwargs)
        self.currency_field = currency_field

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "currency_field": self.currency_field}


class AddressField(models.JSONField):
    """A postal address: {street, city, state, postal_code, country}, all text."""


class TagsField(ArrayField):  # type: ignore[type-arg]
    """Free words put on a record."""


class ChoicesField(ArrayField):  # type: ignore[type-arg]
    """Several of a fixed set of choices, kept in `field.options`."""

    def __init__(self, *args: Any, options: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.options = options


class LinkField(models.CharField):  # type: ignore[type-arg]
    """A reference to a record of any object, written "lead:5"."""

    def __init__(self, *args: Any, targets: tuple[str, ...] = (), **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 80)
        super().__init__(*args, **kwargs)
        self.targets = targets


class ReferencesField(ArrayField):  # type: ignore[type-arg]
    """The numbers of several records of one object, named by `to`."""

    def __init__(self, *args: Any, to: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.to = to

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "to": self.to}


class LongTextField(models.TextField):  # type: ignore[type-arg]
    """Text of several lines."""


class JsonField(models.JSONField):
    """A value only programs read and write."""


class FilterField(JsonField):
    """A filter over the object that the record's `object` names."""


def text(label: Label, *, required: bool = False, max_length: int = 200, **kwargs: Any) -> models.CharField[str, str]:
    """One line of text."""
    return models.CharField(label, max_length=max_length, blank=not required, default="", db_default="", **kwargs)


def long_text(label: Label, *, required: bool = False, **kwargs: Any) -> LongTextField:
    """Text of many lines."""
    return LongTextField(label, blank=not required, default="", db_default="", **kwargs)


def email(label: Label, **kwargs: Any) -> models.EmailField[str, str]:
    """An e-mail address."""
    return models.EmailField(label, blank=True, default="", db_default="", **kwargs)


def phone(label: Label, **kwargs: Any) -> PhoneField:
    """A telephone number, kept in its international form."""
    return PhoneField(label, max_length=40, blank=True, default="", db_default="", **kwargs)


def url(label: Label, **kwargs: Any) -> models.URLField[str, str]:
    """A web address."""
    return models.URLField(label, max_length=500, blank=True, default="", db_default="", **kwargs)


def choice(label: Label, choices: Any, *, default: str = "", **kwargs: Any) -> models.CharField[str, str]:
    """One of the choices, stored by its value."""
    return models.CharField(
        label, max_length=40, choices=choices, blank=not default, default=default, db_default=default, **kwargs
    )


def choices(label: Label, options: Any, **kwargs: Any) -> ChoicesField:
    """Several of the options, stored by their values."""
    return ChoicesField(
        models.CharField(max_length=40),
        verbose_name=label,
        options=options,
        blank=True,
        default=list,
        db_default=_empty_array(),
        **kwargs,
    )


def tags(label: Label, **kwargs: Any) -> TagsField:
    """Words that anybody may add."""
    return TagsField(
        models.CharField(max_length=60),
        verbose_name=label,
        blank=True,
        default=list,
        db_default=_empty_array(),
        **kwargs,
    )


def references(label: Label, to: str, **kwargs: Any) -> ReferencesField:
    """Several records of one object."""
    return ReferencesField(
        models.BigIntegerField(),
        verbose_name=label,
        to=to,
        blank=True,
        default=list,
        db_default=_empty_array(),
        **kwargs,
    )


def number(label: Label, **kwargs: Any) -> models.IntegerField[Any, Any]:
    """A whole number, or none."""
    return models.IntegerField(label, null=True, blank=True, **kwargs)


def count(label: Label, *, default: int = 0, **kwargs: Any) -> models.IntegerField[Any, Any]:
    """A whole number that is never empty."""
    return models.IntegerField(label, default=default, db_default=default, blank=True, **kwargs)


def decimal(label: Label, *, places: int = 2, **kwargs: Any) -> models.DecimalField[Any, Any]:
    """A number with decimals, or none."""
    return models.DecimalField(label, max_digits=18, decimal_places=places, null=True, blank=True, **kwargs)


def money(label: Label, **kwargs: Any) -> MoneyField:
    """An amount in the currency of the record, or none."""
    return MoneyField(label, null=True, blank=True, **kwargs)


def boolean(label: Label, *, default: bool = False, **kwargs: Any) -> models.BooleanField[bool, bool]:
    """Yes or no."""
    return models.BooleanField(label, default=default, db_default=default, **kwargs)


def date(label: Label, **kwargs: Any) -> models.DateField[Any, Any]:
    """A day, or none."""
    return models.DateField(label, null=True, blank=True, **kwargs)


def time(label: Label, **kwargs: Any) -> models.TimeField[Any, Any]:
    """A time of day, or none."""
    return models.TimeField(label, null=True, blank=True, **kwargs)


def moment(label: Label, *, now: bool = False, **kwargs: Any) -> models.DateTimeField[Any, Any]:
    """A date with a time; with `now`, the time at which the row was written unless another is given."""
    if now:
        from django.utils import timezone

        return models.DateTimeField(label, default=timezone.now, db_default=Now(), **kwargs)
    return models.DateTimeField(label, null=True, blank=True, **kwargs)


def address(label: Label, **kwargs: Any) -> AddressField:
    """A postal address in its parts."""
    return AddressField(label, default=dict, db_default=_empty_object(), blank=True, **kwargs)


def json(label: Label, *, default: Callable[[], Any] = dict, **kwargs: Any) -> JsonField:
    """Data without a field type of its own."""
    return JsonField(label, default=default, db_default=Value(default(), models.JSONField()), blank=True, **kwargs)


def filter(label: Label, **kwargs: Any) -> FilterField:
    """A condition on records of the object that the field `object` names; empty: all of them."""
    return FilterField(label, default=dict, db_default=Value({}, models.JSONField()), blank=True, **kwargs)


def reference(
    label: Label, to: Any, *, on_delete: Any = models.SET_NULL, required: bool = False, **kwargs: Any
) -> models.ForeignKey[Any, Any]:
    """Another record, or none."""
    kwargs.setdefault("related_name", "+")
    return models.ForeignKey(to, on_delete, verbose_name=label, null=not required, blank=not required, **kwargs)


def link(label: Label, targets: tuple[str, ...] = (), **kwargs: Any) -> LinkField:
    """A record of any of the target objects (of any object without targets), stored as "lead:5"."""
    kwargs.setdefault("db_index", True)
    return LinkField(label, targets=targets, blank=True, default="", db_default="", **kwargs)


def _empty_array() -> Any:
    return Value("{}")


def _empty_object() -> Any:
    return Value({}, models.JSONField())
