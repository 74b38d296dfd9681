"""Field types that point to other records or hold several values."""

from __future__ import annotations

import json
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from magpie.platform.fields.field import Field, FieldError, FieldType, expect_text
from magpie.platform.fields.textual import match_choice

SEVERAL = ("has_any", "has_all", "has_none", "is_empty")
ADDRESS_PARTS = ("street", "city", "state", "postal_code", "country")


class Reference(FieldType):
    """The number of a record of one object."""

    name = "reference"
    operators: ClassVar[tuple[str, ...]] = ("is", "is_not", "in", "not_in", "is_empty")
    sql_cast = "bigint"

    def clean(self, value: Any, field: Field) -> int:
        if isinstance(value, dict):
            value = value.get("id")
        if isinstance(value, str) and value.isascii() and value.isdigit():
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 < value < 2**63:
            raise FieldError(_("Choose a record."))
        return value


class UserReference(Reference):
    """A person who works with the product."""

    name = "user"
    operators: ClassVar[tuple[str, ...]] = ("is", "is_not", "in", "not_in", "under", "is_empty")


class FileReference(Reference):
    """An uploaded file."""

    name = "file"
    operators: ClassVar[tuple[str, ...]] = ("is_empty",)
    sortable = False
    inline = False


class Link(FieldType):
    """A record of any object, as "lead:5"."""

    name = "link"
    operators: ClassVar[tuple[str, ...]] = ("is", "is_not", "is_empty")
    sortable = False
    empty_value: Any = ""

    def clean(self, value: Any, field: Field) -> str:
        if isinstance(value, dict):
            value = f"{value.get('object')}:{value.get('id')}"
        name, _colon, number = expect_text(value).partition(":")
        if not (number.isascii() and number.isdigit()) or not 0 < int(number) < 2**63:
            raise FieldError(_("Choose a record."))
        if field.targets and name not in field.targets:
            raise FieldError(_("This field cannot point to “%(name)s”.") % {"name": name[:50]})
        return f"{name}:{int(number)}"


class References(FieldType):
    """Several records of one object."""

    name = "references"
    operators: ClassVar[tuple[str, ...]] = SEVERAL
    sortable = False
    inline = False

    @property
    def empty_value(self) -> Any:
        return []

    def clean(self, value: Any, field: Field) -> list[int]:
        if not isinstance(value, list):
            raise FieldError(_("Choose records."))
        one = Reference()
        return list(dict.fromkeys(one.clean(item, field) for item in value))

    def to_text(self, plain: Any, field: Field) -> str:
        return ", ".join(map(str, plain or ()))


class Choices(FieldType):
    """Several of the choices."""

    name = "choices"
    operators: ClassVar[tuple[str, ...]] = SEVERAL
    sortable = False

    @property
    def empty_value(self) -> Any:
        return []

    def clean(self, value: Any, field: Field) -> list[str]:
        values = [expect_text(item) for item in self._items(value)]
        for text in values:
            if not any(c.value == text for c in field.choices):
                raise FieldError(_("“%(text)s” is not one of the choices.") % {"text": text[:100]})
        return list(dict.fromkeys(values))

    def _items(self, value: Any) -> list[Any]:
        if not isinstance(value, list):
            raise FieldError(_("Enter a list."))
        return value

    def from_text(self, text: str, field: Field) -> Any:
        words = [
            w.strip() for w in text.replace("，", ",").replace(";", ",").replace("；", ",").split(",") if w.strip()
        ]
        return self.clean([match_choice(w, field) or w for w in words], field)

    def to_text(self, plain: Any, field: Field) -> str:
        return ", ".join(field.label_of(v) for v in plain or ())

    def for_filter(self, value: Any, field: Field) -> list[str]:
        return [expect_text(item) for item in self._items(value)]


class Tags(Choices):
    """Words that anybody may add."""

    name = "tags"

    def clean(self, value: Any, field: Field) -> list[str]:
        words = [w for w in (expect_text(item) for item in self._items(value)) if w]
        if any(len(w) > 60 for w in words) or len(words) > 100:
            raise FieldError(_("A tag has at most 60 characters, a record at most 100 tags."))
        return list(dict.fromkeys(words))


def part_labels() -> dict[str, str]:
    """The parts of an address as a person names them, in the current language."""
    return {
        "street": _("Street"),
        "city": _("City"),
        "state": _("Province or state"),
        "postal_code": _("Postal code"),
        "country": _("Country"),
    }


class Address(FieldType):
    """A postal address of text parts; one part is reached as `address.city`."""

    name = "address"
    operators: ClassVar[tuple[str, ...]] = ("contains", "is_empty")
    sortable = False
    inline = False

    @property
    def empty_value(self) -> Any:
        return {}

    def clean(self, value: Any, field: Field) -> dict[str, str]:
        if isinstance(value, str):
            value = {"street": value}
        if not isinstance(value, dict):
            raise FieldError(_("Enter an address."))
        unknown = [str(k) for k in value if k not in ADDRESS_PARTS]
        if unknown:
            raise FieldError(_("An address has no part “%(part)s”.") % {"part": unknown[0][:50]})
        parts = {k: expect_text(v) for k, v in value.items() if v is not None}
        if any(len(v) > 300 for v in parts.values()):
            raise FieldError(_("A part of an address has at most 300 characters."))
        return {k: parts[k] for k in ADDRESS_PARTS if parts.get(k)}

    def to_text(self, plain: Any, field: Field) -> str:
        return ", ".join((plain or {}).get(k, "") for k in ADDRESS_PARTS if (plain or {}).get(k))

    def for_filter(self, value: Any, field: Field) -> str:
        return expect_text(value)


class Json(FieldType):
    """A value that only programs read."""

    name = "json"
    operators: ClassVar[tuple[str, ...]] = ("is_empty",)
    sortable = False
    inline = False

    def clean(self, value: Any, field: Field) -> Any:
        if not isinstance(value, dict | list):
            raise FieldError(_("Enter an object or a list."))
        if "\\u0000" in json.dumps(value):
            raise FieldError(_("The text has a character that cannot be kept (NUL)."))
        return value

    def to_text(self, plain: Any, field: Field) -> str:
        return json.dumps(plain, ensure_ascii=False) if plain else ""


class Filter(Json):
    """A filter over the object that the record's field `object` names; the object's own check reads it."""

    name = "filter"
