"""One field of an object, as every other part sees it, and the base of the field types.

Three forms of a value: *plain* (what Python compares: Decimal, date, a record's number), *stored* (as it stands in an
event's JSON or in the `custom` column) and *JSON* (what the API shows).  A reference's plain value is the number of the
record; its title is looked up by `magpie.platform.titles` for a whole page at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from dataclasses import field as part
from typing import Any, ClassVar

from django.utils.translation import gettext as _


class FieldError(ValueError):
    """A value that does not fit its field; the text is a sentence for the user."""


@dataclass(frozen=True)
class Choice:
    """One of the values a field may have."""

    value: str
    label: Any
    color: str = ""
    kind: str = ""  # open, won or lost, where the choice is a stage
    max_days: int | None = None  # how long a record may stay in the stage before it counts as stuck
    inactive: bool = False  # no longer offered; records that have it keep it
    group: str = ""  # the way that a stage belongs to, where there are several; empty: they are all one way


@dataclass(frozen=True)
class Field:
    """A field of an object: its type, and what is particular to it."""

    name: str
    type: FieldType
    label: Any
    help: Any = ""
    required: bool = False
    read_only: bool = False
    custom: bool = False
    choices: tuple[Choice, ...] = ()
    target: str = ""  # object of a reference
    targets: tuple[str, ...] = ()  # objects a link may point to; empty: any
    max_length: int | None = None
    decimals: int | None = None
    currency_field: str = ""
    column: str = ""  # attribute of the model instance and column of the table; empty for custom fields
    formula: str = ""
    is_number: bool = False  # given by a scheme (`magpie.platform.numbering`)
    siblings: Mapping[str, Field] = part(default_factory=dict, compare=False, repr=False)  # of a computed field
    unique: bool = False
    first: Callable[[], Any] | None = part(default=None, compare=False, repr=False)  # of a field that is never empty
    default: Any = None  # what a new record has unless another value is given; None: nothing to show

    def plain(self, record: Any) -> Any:
        """The value on a record, in its plain form."""
        if not self.custom:
            return getattr(record, self.column)
        if self.formula:
            return self._compute(lambda field: field.plain(record))
        return self.type.from_stored((record.custom or {}).get(self.name))

    def plain_from_event(self, row: Mapping[str, Any]) -> Any:
        """The value in the whole row that an event carries."""
        if not self.custom:
            return self.type.from_stored(row.get(self.column))
        if self.formula:
            return self._compute(lambda field: field.plain_from_event(row))
        return self.type.from_stored((row.get("custom") or {}).get(self.name))

    def _compute(self, plain_of: Callable[[Field], Any]) -> Any:
        from magpie.platform.fields import formula

        return formula.evaluate(formula.parse(self.formula), lambda name: plain_of(self.siblings[name]))

    def clean(self, value: Any) -> Any:
        """The plain form of what a user or program gave; FieldError if it does not fit."""
        if value is None or value == "":
            return self.emptied()
        return self.type.clean(value, self)

    def emptied(self) -> Any:
        """What the field has after somebody empties it; one that always has a value goes back to its first one."""
        return self.type.empty_value if self.first is None else self.first()

    def is_empty(self, plain: Any) -> bool:
        return plain is None or plain in ("", [], {}, ())

    def label_of(self, value: str) -> str:
        return next((str(c.label) for c in self.choices if c.value == value), value)


class FieldType:
    """How one kind of value is checked, stored, shown and compared."""

    name: ClassVar[str]
    operators: ClassVar[tuple[str, ...]] = ("is", "is_not", "is_empty")
    sortable: ClassVar[bool] = True
    inline: ClassVar[bool] = True
    empty_value: Any = None
    sql_cast: ClassVar[str] = ""  # cast of custom->>'name'; empty: compared as text

    def clean(self, value: Any, field: Field) -> Any:
        raise NotImplementedError  # pragma: no cover - every type says how

    def to_json(self, plain: Any) -> Any:
        return plain

    def to_stored(self, plain: Any) -> Any:
        """The form kept in JSON columns."""
        return self.to_json(plain)

    def from_stored(self, stored: Any) -> Any:
        return self.empty_value if stored is None else stored

    def from_text(self, text: str, field: Field) -> Any:
        """The plain form of a cell of an imported table."""
        return field.clean(text.strip())

    def to_text(self, plain: Any, field: Field) -> str:
        """How a person reads the value, in the current language and zone."""
        return "" if plain is None else str(plain)

    def for_filter(self, value: Any, field: Field) -> Any:
        """The plain form of a value written in a filter."""
        return self.clean(value, field)


def expect_text(value: Any) -> str:
    """The value as text without its outer blanks; refuses anything else and what the database cannot keep."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise FieldError(_("Enter text."))
    text = str(value).strip()
    if "\x00" in text:
        raise FieldError(_("The text has a character that cannot be kept (NUL)."))
    try:
        text.encode()
    except UnicodeEncodeError:
        raise FieldError(_("The text has a character that cannot be kept.")) from None
    return text
