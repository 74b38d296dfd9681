"""Field types with an order: numbers, money, dates, times, yes/no and computed numbers."""

from __future__ import annotations

import datetime
import decimal
from typing import Any, ClassVar

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime, parse_time
from django.utils.translation import gettext as _

from magpie.lib.numbers import bare
from magpie.platform.fields.field import Field, FieldError, FieldType

ORDERED = ("is", "is_not", "in", "not_in", "lt", "lte", "gt", "gte", "between", "is_empty")
DATED = (
    "is",
    "is_not",
    "lt",
    "lte",
    "gt",
    "gte",
    "between",
    "within_last",
    "within_next",
    "on",
    "by_end_of",
    "is_empty",
)


class Number(FieldType):
    """A number; without decimals a whole one."""

    name = "number"
    operators: ClassVar[tuple[str, ...]] = ORDERED
    sql_cast = "numeric"

    def clean(self, value: Any, field: Field) -> Any:
        number = self.for_filter(value, field)
        digits, places = 18, 2 if field.decimals is None else field.decimals
        if field.decimals == 0 and number != int(number):
            raise FieldError(_("Enter a whole number."))
        if number.copy_abs() >= decimal.Decimal(10) ** (digits - places) or (
            places == 0 and abs(number) > 2_147_483_647
        ):
            raise FieldError(_("The number is too large."))
        if places == 0:
            return int(number)
        rounded = number.quantize(decimal.Decimal(1).scaleb(-places), rounding=decimal.ROUND_HALF_UP)
        if rounded != number:
            raise FieldError(_("At most %(places)d decimals.") % {"places": places})
        return rounded

    def for_filter(self, value: Any, field: Field) -> decimal.Decimal:
        if isinstance(value, bool) or not isinstance(value, int | float | str | decimal.Decimal):
            raise FieldError(_("Enter a number."))
        try:
            number = decimal.Decimal(str(value).replace(",", "").replace("，", "").strip())
        except decimal.InvalidOperation:
            raise FieldError(_("“%(text)s” is not a number.") % {"text": str(value)[:50]}) from None
        if not number.is_finite() or abs(number.adjusted()) > 40:
            raise FieldError(_("The number is too large."))
        return number

    def to_json(self, plain: Any) -> Any:
        return plain if plain is None or isinstance(plain, int) else str(plain)

    def to_text(self, plain: Any, field: Field) -> str:
        """Without the zeros that the database keeps behind the last digit: 4, not 4.0000."""
        return bare(plain) if isinstance(plain, decimal.Decimal) else super().to_text(plain, field)

    def from_stored(self, stored: Any) -> Any:
        if stored is None or isinstance(stored, int):
            return stored
        return decimal.Decimal(str(stored))


class Money(Number):
    """An amount of money, without its currency."""

    name = "money"

    def to_json(self, plain: Any) -> Any:
        return None if plain is None else f"{plain:.2f}"

    def from_text(self, text: str, field: Field) -> Any:
        return field.clean(text.strip().lstrip("¥￥$€£ "))

    def to_text(self, plain: Any, field: Field) -> str:
        return "" if plain is None else f"{plain:,.2f}"


class Computed(Number):
    """A custom field whose value follows from others by a formula."""

    name = "computed"
    inline = False
    sortable = False


class Date(FieldType):
    """A day."""

    name = "date"
    operators: ClassVar[tuple[str, ...]] = DATED

    def clean(self, value: Any, field: Field) -> datetime.date:
        if isinstance(value, datetime.datetime):
            return value.date()
        if isinstance(value, datetime.date):
            return value
        try:
            day = parse_date(value) if isinstance(value, str) else None
        except ValueError:
            day = None
        if day is None:
            raise FieldError(_("“%(text)s” is not a date; write it like 2026-11-30.") % {"text": str(value)[:50]})
        return day

    def from_text(self, text: str, field: Field) -> Any:
        text = text.strip()
        for pattern in ("%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d"):
            try:
                return datetime.datetime.strptime(text, pattern).date()  # noqa: DTZ007 - a day has no zone
            except ValueError:
                continue
        return field.clean(text[:10] if text[10:11] in ("T", " ") else text)

    def to_json(self, plain: Any) -> Any:
        return None if plain is None else plain.isoformat()

    def from_stored(self, stored: Any) -> Any:
        return None if stored is None else datetime.date.fromisoformat(stored)


class DateTime(FieldType):
    """A moment; kept in UTC, read and written in the zone of the caller."""

    name = "datetime"
    operators: ClassVar[tuple[str, ...]] = DATED

    def clean(self, value: Any, field: Field) -> datetime.datetime:
        moment: datetime.datetime | None = None
        if isinstance(value, datetime.datetime):
            moment = value
        elif isinstance(value, str):
            try:
                moment = parse_datetime(value)
                if moment is None and (day := parse_date(value)) is not None:
                    moment = datetime.datetime.combine(day, datetime.time.min)
            except ValueError:
                moment = None
        if moment is None:
            raise FieldError(
                _("“%(text)s” is not a date with a time; write it like 2026-11-30 14:00.") % {"text": str(value)[:50]}
            )
        try:
            if timezone.is_naive(moment):
                moment = timezone.make_aware(moment)
            return moment.astimezone(datetime.UTC)
        except (OverflowError, ValueError):
            raise FieldError(_("The date is out of range.")) from None

    def from_text(self, text: str, field: Field) -> Any:
        return field.clean(text.strip().replace("/", "-"))

    def to_json(self, plain: Any) -> Any:
        return None if plain is None else plain.astimezone(datetime.UTC).isoformat().replace("+00:00", "Z")

    def to_text(self, plain: Any, field: Field) -> str:
        return "" if plain is None else timezone.localtime(plain).strftime("%Y-%m-%d %H:%M")

    def to_stored(self, plain: Any) -> Any:
        """Always with microseconds, so that stored moments compare as text."""
        return None if plain is None else plain.astimezone(datetime.UTC).isoformat(timespec="microseconds")

    def from_stored(self, stored: Any) -> Any:
        return None if stored is None else datetime.datetime.fromisoformat(stored).astimezone(datetime.UTC)


class Time(FieldType):
    """A time of day."""

    name = "time"
    operators: ClassVar[tuple[str, ...]] = ORDERED

    def clean(self, value: Any, field: Field) -> datetime.time:
        if isinstance(value, datetime.time):
            return value
        try:
            moment = parse_time(value) if isinstance(value, str) else None
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is not None:
            raise FieldError(_("“%(text)s” is not a time of day; write it like 14:30.") % {"text": str(value)[:50]})
        return moment

    def to_json(self, plain: Any) -> Any:
        return (
            None
            if plain is None
            else plain.isoformat(timespec="minutes" if not plain.second and not plain.microsecond else "auto")
        )

    def to_stored(self, plain: Any) -> Any:
        return None if plain is None else plain.isoformat(timespec="microseconds")

    def from_stored(self, stored: Any) -> Any:
        return None if stored is None else datetime.time.fromisoformat(stored)


class Boolean(FieldType):
    """Yes or no, never empty."""

    name = "boolean"
    operators: ClassVar[tuple[str, ...]] = ("is", "is_not")
    empty_value: Any = False

    def clean(self, value: Any, field: Field) -> bool:
        if isinstance(value, bool):
            return value
        raise FieldError(_("Enter yes or no."))

    def from_text(self, text: str, field: Field) -> Any:
        word = text.strip().casefold()
        if word in ("", "no", "n", "false", "0", "否", "f"):
            return False
        if word in ("yes", "y", "true", "1", "是", "t", "√"):
            return True
        raise FieldError(_("Enter yes or no."))

    def to_text(self, plain: Any, field: Field) -> str:
        return _("Yes") if plain else _("No")

    def from_stored(self, stored: Any) -> bool:
        return bool(stored)
