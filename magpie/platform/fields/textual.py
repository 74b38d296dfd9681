"""Field types whose value is a piece of text: text, long text, e-mail, phone, web address, choice."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.utils.translation import gettext as _

from magpie.lib import phone
from magpie.platform.fields.field import Field, FieldError, FieldType, expect_text

TEXT_OPERATORS = ("is", "is_not", "in", "not_in", "contains", "starts_with", "is_empty")
_URL = URLValidator(schemes=["http", "https"])
_PLAIN_EMAIL = re.compile(
    r"[A-Za-z0-9_+-]+(\.[A-Za-z0-9_+-]+)*@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,24}\Z"
)


class Text(FieldType):
    """One line of text."""

    name = "text"
    operators: ClassVar[tuple[str, ...]] = TEXT_OPERATORS
    empty_value: Any = ""

    def clean(self, value: Any, field: Field) -> str:
        text = expect_text(value)
        if field.max_length and len(text) > field.max_length:
            raise FieldError(
                _("At most %(most)d characters; this has %(count)d.") % {"most": field.max_length, "count": len(text)}
            )
        return text

    def for_filter(self, value: Any, field: Field) -> str:
        return expect_text(value)


class LongText(Text):
    """Text of many lines."""

    name = "long_text"
    sortable = False
    inline = False


class Email(Text):
    """An e-mail address."""

    name = "email"

    def clean(self, value: Any, field: Field) -> str:
        text = super().clean(value, field)
        if _PLAIN_EMAIL.match(text) is None:  # the quick way for nearly all
            try:
                validate_email(text)
            except ValidationError:
                raise FieldError(_("“%(text)s” is not an e-mail address.") % {"text": text[:100]}) from None
        return text


class Phone(Text):
    """A telephone number, kept in its international form."""

    name = "phone"

    def clean(self, value: Any, field: Field) -> str:
        number = phone.normalize(super().clean(value, field))
        if number is None:
            raise FieldError(_("“%(text)s” is not a telephone number.") % {"text": str(value)[:100]})
        return number


class Url(Text):
    """A web address; https:// is added where no scheme is given."""

    name = "url"

    def clean(self, value: Any, field: Field) -> str:
        text = super().clean(value, field)
        if "://" not in text:
            text = f"https://{text}"
        try:
            _URL(text)
        except ValidationError:
            raise FieldError(_("“%(text)s” is not a web address.") % {"text": text[:100]}) from None
        return text


class ChoiceType(FieldType):
    """One of the choices."""

    name = "choice"
    operators: ClassVar[tuple[str, ...]] = ("is", "is_not", "in", "not_in", "is_empty")
    empty_value: Any = ""

    def clean(self, value: Any, field: Field) -> str:
        text = expect_text(value)
        if any(c.value == text for c in field.choices):
            return text
        raise FieldError(
            _("“%(text)s” is not one of the choices: %(choices)s.")
            % {"text": text[:100], "choices": ", ".join(str(c.label) for c in field.choices)[:500]}
        )

    def from_text(self, text: str, field: Field) -> str:
        """Also takes the label in any language, whatever its case."""
        return match_choice(text, field) or field.clean(text.strip())

    def to_text(self, plain: Any, field: Field) -> str:
        return field.label_of(plain) if plain else ""

    def for_filter(self, value: Any, field: Field) -> str:
        return expect_text(value)


def match_choice(text: str, field: Field) -> str | None:
    """The choice whose value or label, in any of our languages, is this text."""
    from django.utils import translation

    from magpie.platform.names.words import delivered

    wanted = text.strip().casefold()
    for choice in field.choices:
        if choice.value.casefold() == wanted:
            return choice.value
    labels = [(c.value, c.label) for c in field.choices]
    labels += [(c.value, delivered(c.label)) for c in field.choices]  # a file may be older than a new name
    for language in ("en", "zh-hans"):
        with translation.override(language):
            for value, label in labels:
                if str(label).casefold() == wanted:
                    return value
    return None
