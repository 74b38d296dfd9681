"""Arithmetic of free time: spans of time, what is left of them, and where a meeting would fit.

Plain functions over (begin, end) pairs; no database, no clock.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence

Span = tuple[datetime.datetime, datetime.datetime]


def merged(spans: Iterable[Span]) -> list[Span]:
    """The same time in as few spans as can be, in order."""
    found: list[Span] = []
    for begin, end in sorted(span for span in spans if span[0] < span[1]):
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((begin, end))
    return found


def without(spans: Iterable[Span], taken: Iterable[Span]) -> list[Span]:
    """What is left of the spans when the taken ones are cut out."""
    left = merged(spans)
    for taken_begin, taken_end in merged(taken):
        parts: list[Span] = []
        for begin, end in left:
            if taken_end <= begin or end <= taken_begin:
                parts.append((begin, end))
                continue
            if begin < taken_begin:
                parts.append((begin, taken_begin))
            if taken_end < end:
                parts.append((taken_end, end))
        left = parts
    return left


def starts(
    spans: Sequence[Span], length: datetime.timedelta, step: datetime.timedelta, zone: datetime.tzinfo
) -> Iterator[datetime.datetime]:
    """Every time at which something of that length fits into a span, on the steps of the hour in the zone."""
    for begin, end in spans:
        at = _next_step(begin, step, zone)
        while at + length <= end:
            yield at
            at += step


def _next_step(moment: datetime.datetime, step: datetime.timedelta, zone: datetime.tzinfo) -> datetime.datetime:
    local = moment.astimezone(zone)
    since = datetime.timedelta(hours=local.hour, minutes=local.minute, seconds=local.second)
    since += datetime.timedelta(microseconds=local.microsecond)
    over = since % step
    return moment + (step - over) if over else moment
