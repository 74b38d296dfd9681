"""Compares values that are no fields of a record: outputs of steps, what a program sent."""

from __future__ import annotations

import datetime
import zlib
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime

from magpie.automation.document import Compared


def _plain(value: Any) -> Any:
    """A value in the form in which it can be compared: numbers as numbers, moments as moments."""
    if isinstance(value, dict) and "id" in value:
        return _plain(value["id"])
    if isinstance(value, dict) and "amount" in value:
        return _plain(value["amount"])
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, int | float | Decimal):
        return Decimal(str(value))
    if isinstance(value, str):
        try:
            return Decimal(value)
        except InvalidOperation:
            pass
        moment = as_moment(value)
        return moment if moment is not None else value
    return value


def as_moment(value: Any) -> Any:
    """The date or moment that a text means, as such; None if it means none."""
    if isinstance(value, datetime.datetime | datetime.date):
        return value
    if not isinstance(value, str) or not value[:4].isdigit():
        return None
    try:
        moment = parse_datetime(value)
        if moment is not None:
            return moment if moment.tzinfo else timezone.make_aware(moment)
        return parse_date(value)
    except ValueError:
        return None


def is_same(value: Any, wanted: Any) -> bool:
    """Whether two values mean the same; a number as a text is that number."""
    return bool(_plain(value) == _plain(wanted))


def compare(condition: Compared, value: Any) -> bool:
    """Whether the value stands in that relation to what the condition names; a missing value is only empty."""
    name = next(iter(condition.model_fields_set - {"value"}))
    wanted = getattr(condition, name)
    is_empty = value is None or value == "" or value in ([], {})
    if name == "is_empty":
        return is_empty is bool(wanted)
    if name == "is_not":
        return not is_same(value, wanted)
    if is_empty:
        return False
    if name == "is_":
        return is_same(value, wanted)
    if name == "in_":
        return any(is_same(value, one) for one in wanted)
    if name == "contains":
        return any(is_same(one, wanted) for one in value) if isinstance(value, list) else str(wanted) in str(value)
    left, right = _plain(value), _plain(wanted)
    if isinstance(left, datetime.datetime) != isinstance(right, datetime.datetime):
        left, right = _as_day(left), _as_day(right)
    try:
        return bool({"gt": left > right, "gte": left >= right, "lt": left < right, "lte": left <= right}[name])
    except TypeError:
        return False


def _as_day(value: Any) -> Any:
    return timezone.localtime(value).date() if isinstance(value, datetime.datetime) else value


def share_of(key: str) -> int:
    """A number from 0 to 99 that is always the same for one step of one run."""
    return zlib.crc32(key.encode()) % 100
