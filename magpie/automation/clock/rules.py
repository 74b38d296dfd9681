"""What the triggers of the clock mean: in which zone, for which values, at which moment for a date."""

from __future__ import annotations

import bisect
import datetime
import json
from typing import Any

from magpie.automation import times
from magpie.automation.document import Trigger
from magpie.lib import periods
from magpie.platform.fields import Field

Moment = datetime.datetime
AN_HOUR = datetime.timedelta(hours=1)
DAYS_OF_UNIT = {"months": 31, "weeks": 7, "days": 1}


def rule_of(trigger: Trigger) -> str:
    """What makes a trigger of the clock this one: if it changes, the clock begins anew.  The filter may change."""
    parts: dict[str, Any] = {"on": trigger.on}
    if trigger.on == "schedule":
        parts |= {"schedule": trigger.schedule.model_dump(), "once": trigger.once}
    elif trigger.on == "date":
        given = trigger.at if "at" in trigger.model_fields_set else ""
        parts |= {"field": trigger.field, "offset": trigger.offset, "at": given, "zone": trigger.schedule.zone}
    else:
        parts |= {"field": trigger.field, "values": trigger.values, "for": trigger.for_}
    return json.dumps(parts, sort_keys=True, default=str)


def zone_of(trigger: Trigger) -> datetime.tzinfo:
    """The zone in which the trigger was written."""
    return times.zone_named(trigger.schedule.zone)


# ---- dates


def is_exact(trigger: Trigger, field: Field) -> bool:
    """Whether the field's own clock time counts: a date with a time, and no clock time given."""
    return field.type.name == "datetime" and "at" not in trigger.model_fields_set


def moment_of(trigger: Trigger, field: Field, value: Any) -> Moment:
    """When the trigger fires for a value of its field."""
    at = None if is_exact(trigger, field) else times.clock(trigger.at)
    return times.moved(value, trigger.offset, at, zone_of(trigger))


def values_between(trigger: Trigger, field: Field, first: Moment, last: Moment) -> tuple[Any, Any]:
    """The lowest and highest value for which the trigger fires after `first` and not after `last`.

    For dates with a time an hour wider, since clocks that are put back repeat an hour: look at each value again.
    """
    amount = trigger.offset
    days = sum(abs(n) * DAYS_OF_UNIT.get(unit, 0) for unit, n in amount.items()) + 3
    days += sum(abs(n) // {"hours": 24, "minutes": 1440, "seconds": 86_400}.get(unit, 1) for unit, n in amount.items()
                if unit not in DAYS_OF_UNIT)  # fmt: skip
    span = datetime.timedelta(days=days)
    low, high = _limited(first, -span), _limited(last, span)
    if field.type.name == "date":
        ordinals = range(low.date().toordinal(), high.date().toordinal() + 1)

        def of_day(ordinal: int) -> Moment:
            return moment_of(trigger, field, datetime.date.fromordinal(ordinal))

        begin = bisect.bisect_right(ordinals, first, key=of_day)
        end = bisect.bisect_right(ordinals, last, key=of_day) - 1
        return datetime.date.fromordinal(ordinals[0] + begin), datetime.date.fromordinal(ordinals[0] + end)
    seconds = range(int(low.timestamp()), int(high.timestamp()) + 1)

    def of_second(second: int) -> Moment:
        return moment_of(trigger, field, datetime.datetime.fromtimestamp(second, datetime.UTC))

    begin = bisect.bisect_right(seconds, first, key=of_second)
    end = bisect.bisect_right(seconds, last, key=of_second) - 1
    earliest = datetime.datetime.fromtimestamp(seconds[0] + begin, datetime.UTC)
    latest = datetime.datetime.fromtimestamp(seconds[0] + end, datetime.UTC)
    return _limited(earliest, -AN_HOUR), _limited(latest, AN_HOUR)


def _limited(moment: Moment, by: datetime.timedelta) -> Moment:
    try:
        return (moment + by).astimezone(datetime.UTC)
    except OverflowError:
        return moment


def next_date_moment(trigger: Trigger, field: Field, now: Moment) -> Moment:
    """The next moment at which the trigger can fire for any date at all."""
    low, _high = values_between(trigger, field, now, now + datetime.timedelta(days=1))
    return moment_of(trigger, field, low + AN_HOUR if field.type.name == "datetime" else low)


# ---- stays


def is_among(trigger: Trigger, plain: Any) -> bool:
    """Whether a value of the field is one in which the record stays."""
    if plain is None or plain in ("", [], {}):
        return False
    values = wanted_values(trigger)
    return not values or str(plain) in values


def wanted_values(trigger: Trigger) -> list[str]:
    """The values of the trigger as text; empty for any."""
    return [str(v) for v in trigger.values] if isinstance(trigger.values, list) else []


def due_at(trigger: Trigger, entered: Moment) -> Moment:
    """When a record that came then has stayed for long enough."""
    try:
        return periods.shift(entered.astimezone(zone_of(trigger)), trigger.for_).astimezone(datetime.UTC)
    except (OverflowError, ValueError):
        return times.NEVER
