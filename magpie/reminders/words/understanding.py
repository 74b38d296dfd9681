"""From a line of words to what is meant.

The order matters: what could be mistaken for something else is looked for first ("every 30 minutes" before "30
minutes", a recurrence before its weekday).
"""

from __future__ import annotations

import datetime
import re
from dataclasses import replace
from typing import cast
from zoneinfo import ZoneInfo

from magpie.lib.recurrence import Rule
from magpie.lib.recurrence_pattern import Never, Pattern
from magpie.lib.working_hours import WorkingHours
from magpie.reminders.words import clocks, days, numbers, people, repeats
from magpie.reminders.words.calendar import ONE_DAY, Day, Today, first_working
from magpie.reminders.words.clocks import Clock, Name
from magpie.reminders.words.reading import Reading
from magpie.reminders.words.result import Problem, Span, Understood

LONGEST_TEXT = 500
_N, _E = numbers.CHINESE, numbers.ENGLISH
_SOON = (
    re.compile(rf"(?:再?过)?(?P<n>{_N})?个?(?P<half>半)?个?(?P<unit>小时|钟头|分钟|刻钟)(?P<more>半)?(?:之后|以后|后|(?P<within>之内|以内"
        rf"|内))"),
    re.compile(rf"再?过(?P<n>{_N})?个?(?P<half>半)?个?(?P<unit>小时|钟头|分钟|刻钟)(?P<more>半)?"),
    re.compile(
        rf"\b(?:in|within|after) (?:about )?(?:(?P<half>half an) |(?P<n>{_E})\s*)(?P<unit>hours?|hrs?|h|minutes?"
        rf"|mins?|m)\b(?P<more> and a half| from now)?(?:'s? time)?"
    ),
    re.compile(rf"\bin (?P<n>{_E}) and a (?P<more>half) (?P<unit>hours?)\b"),
    re.compile(r"\bin (?:an )?hour and (?P<n>\d{1,2}|a quarter) ?(?P<extra>minutes?|mins?|)\b"),
    re.compile(rf"\b(?:(?P<half>half an) |(?P<n>{_E})\s*)(?P<unit>hours?|hrs?|minutes?|mins?) (?:from now|later)\b"
        rf"(?P<more>)"),
)  # fmt: skip
_BEFORE_ZH = re.compile(r"\x01\s*(之前|以前|前|以内|之内)(?!台|后|往|景|提(?!交|供|前|出|醒)|端|期|面|去)")
_BY_ZH = re.compile(r"(?:最晚|最迟|不晚于|不迟于|截止到?|截至|赶在|务必在)\s*(?=\x01)")
_BY_EN = re.compile(
    r"\b(by|before|until|till|no later than|not later than|due(?: on| by)?|deadline:?)\s+(?:the\s+)?(?=\x01)"
)
_START = re.compile(
    r"(?:从|自)\s*(?=\x01)|(?<=\x01)\s*(?:起|开始)(?!会|工)|\b(?:starting|beginning|from|as of)(?: on)?\s+(?=\x01)"
)
_TO_DAY = re.compile(r"\s*(?:-|~|到|至|\bto\b|\bthrough\b)\s*")
_OR_DAY = re.compile(r"\s*(?:或者?|或是|\bor\b)\s*")
_EDGES = " \t,，。.;；、:：!！|-—"
_AFTER_MARK = re.compile(
    r"^[\s,，。.;；、:：|-]*(?:(?:的(?=\S)|(?:and|to|that|then|about|on|at|by)\b)[\s,，。.;；、:：|-]*)+"
)
_BEFORE_MARK = re.compile(
    r"(?:[\s,，。.;；、:：|-]*\b(?:on|at|by|and|from|the|in|for|due|before|until|every))+[\s,，。.;；、:：|-]*$"
)
_MARKED = re.compile(r"\s*[\x01\x02]+\s*")
_HAN = re.compile(r"[\u3000-\u9fff\uff00-\uffef]")


def understand(text: str, *, now: datetime.datetime, zone: str, hours: WorkingHours) -> Understood:
    """What the line means.  `now` is a moment; the hours say when a day opens and closes.  Nothing raises: words that
    name what does not exist come back as `problem`.
    """
    text = text[:LONGEST_TEXT]
    here = now.astimezone(ZoneInfo(zone)).replace(tzinfo=None, second=0, microsecond=0)
    reading = Reading(text)
    office = _Office(here, hours)
    again = repeats.find_again(reading)
    reading.ahead_minutes = repeats.find_ahead(reading)
    days_off = repeats.find_days_off(reading)
    soon = _soon(reading, here)
    pattern = None if soon else repeats.find(reading, office.today)
    found = _found(reading, office, soon, pattern)
    due, ends, all_day, past = found
    if due is None and again and reading.problem is None:
        due = here + datetime.timedelta(minutes=again)
    rule = None
    if pattern is not None and reading.problem is None and due is not None:
        rule, due, ends = _first(reading, pattern, due, ends, zone, office)
    if reading.problem is not None:
        due, ends, rule, all_day, past = None, None, None, False, False
    kind = people.kind(reading, comes_again=rule is not None or again is not None)
    named = people.people(reading)
    return Understood(
        subject=_subject(reading), kind=kind, due=due, ends=ends, all_day=all_day, past=past and rule is None,
        rule=rule, days_off=days_off if rule else "as_is", remind_every_minutes=again,
        before_minutes=reading.ahead_minutes, people=named, spans=_in_order(reading.spans), problem=reading.problem,
    )  # fmt: skip


class _Office:
    """Today, and when days open and close."""

    def __init__(self, here: datetime.datetime, hours: WorkingHours) -> None:
        self.here, self.hours = here, hours
        self.today = Today(here.date(), hours.works_on)

    def _spans(self, day: datetime.date) -> tuple[tuple[int, int], ...]:
        ordinary = next((each for each in self.hours.week if each), ((540, 1080),))
        return self.hours.hours_on(day) or ordinary

    def opening(self, day: datetime.date) -> datetime.datetime:
        return _on(day, self._spans(day)[0][0])

    def closing(self, day: datetime.date) -> datetime.datetime:
        return _on(day, self._spans(day)[-1][1])

    def last_working_before(self, day: datetime.date) -> datetime.date:
        near = (day - n * ONE_DAY for n in range(1, 60))
        return next((each for each in near if self.hours.works_on(each)), day - ONE_DAY)

    def named(self, name: Name, day: datetime.date, by: str) -> datetime.datetime:
        """What a part of the day means: "by the afternoon" is its end."""
        spans = self._spans(day)
        noon = next((end for _begin, end in spans if 660 <= end <= 840), 720)
        after = next((begin for begin, _end in spans if begin >= noon), 840)
        if name == "morning":
            return _on(day, noon) if by == "zh" else self.opening(day)
        if name == "afternoon":
            return self.closing(day) if by else _on(day, max(after, 840))
        if name == "closing":
            return self.closing(day)
        minutes = {
            "dawn": 60,
            "noon": 720,
            "lunch": noon,
            "after_lunch": after,
            "dusk": 1080,
            "evening": 1140,
            "midnight": 1440,
        }
        return _on(day, minutes[name])


def _on(day: datetime.date, minutes: int) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time()) + datetime.timedelta(minutes=min(minutes, 1440))


Found = tuple[datetime.datetime | None, datetime.datetime | None, bool, bool]


def _soon(reading: Reading, here: datetime.datetime) -> datetime.datetime | None:
    for pattern in _SOON:
        match = pattern.search(reading.left)
        if match is None:
            continue
        said = match.groupdict()
        if "extra" in said:
            minutes = 60 + (15 if said["n"] == "a quarter" else int(said["n"]))
        else:
            if not said["n"] and not said["half"]:
                continue
            one = {"小": 60, "钟": 60, "h": 60, "分": 1, "m": 1, "刻": 15}[said["unit"][0]]
            count = (
                numbers.value(said["n"], 0)
                + (0.5 if said["half"] else 0)
                + (0.5 if "half" in (said["more"] or "") or said["more"] == "半" else 0)
            )
            minutes = round(count * one)
        reading.cut(match.start(), match.end(), "when")
        return here + datetime.timedelta(minutes=max(0, min(minutes, 60 * 24 * 366)))
    return None


def _found(reading: Reading, office: _Office, soon: datetime.datetime | None, pattern: Pattern | None) -> Found:
    if soon is not None:
        return soon, None, False, False
    day = _from_when(reading, office) if pattern is not None else days.find(reading, office.today)
    last = _last_day(reading, day, office) if day is not None else None
    clock = clocks.find(reading) if reading.problem is None else None
    if day is None and reading.problem is None and pattern is None:
        day = days.find(reading, office.today)  # "at 3 on the 5th": the clock had stood in between
    if reading.problem is not None:
        return None, None, False, False
    if reading.ahead_minutes is None:
        reading.ahead_minutes = repeats.find_ahead(reading)  # "2 weeks before" stands before a day now
    by = _by(reading)
    if day is None and clock is None and pattern is None:
        return None, None, False, False
    if pattern is not None:
        return _of_rule(day, clock, by, office)
    if isinstance(clock, Clock):
        return _at_clock(day, clock, office)
    if clock is not None:
        return _at_name(day, clock, by, office)
    due, ends, all_day, past = _whole_day(cast("Day", day), by, office)
    return due, office.closing(last) if last else ends, all_day, past


def _from_when(reading: Reading, office: _Office) -> Day | None:
    """From which day a recurrence counts: 从12月1日起, starting 1 December; other days belong to the subject."""
    left, spans = reading.left, list(reading.spans)
    day = days.find(reading, office.today)
    if day is None or not reading.take(_START, "rule"):
        if reading.problem is None:
            reading.left, reading.spans = left, spans
        return None
    reading.take(_START, "rule")
    return day


def _last_day(reading: Reading, day: Day, office: _Office) -> datetime.date | None:
    """The end of 12月8日到10日; a second choice (周二或周三) is taken out too."""
    place = reading.spans[-1].end
    joint = _TO_DAY.match(reading.left, place) or _OR_DAY.match(reading.left, place)
    if joint is None:
        return None
    start = replace(office.today, date=day.date)
    other = days.find(reading, start, joint.end())
    if other is None:
        return None
    reading.cut(joint.start(), joint.end(), "when")
    return other.date if joint.re is _TO_DAY and other.date > day.date else None


def _by(reading: Reading) -> str:
    """Whether the time is the latest: "zh" or the English word; empty if it is the time itself."""
    if match := _BEFORE_ZH.search(reading.left):
        reading.cut(match.start(1), match.end(1), "when")
        return "zh"
    if reading.take(_BY_ZH, "when"):
        return "zh"
    match = reading.take(_BY_EN, "when")
    return match[1] if match else ""


def _at_clock(day: Day | None, clock: Clock, office: _Office) -> Found:
    def on(date: datetime.date) -> datetime.datetime:
        return datetime.datetime.combine(date + clock.days * ONE_DAY, clock.time)

    due, past = on(day.date if day else office.here.date()), False
    if due <= office.here:
        later = due + datetime.timedelta(hours=12)
        if day is None:
            due = on(office.here.date() + ONE_DAY)
        elif not clock.sure and due.hour < 12 and later > office.here:
            due = later
        elif day.rolls:
            due = on(days.rolled(day, office.today).date)
        else:
            past = True
    ends = datetime.datetime.combine(due.date(), clock.ends) if clock.ends else None
    return due, ends if ends and ends > due else None, False, past


def _at_name(day: Day | None, name: Name, by: str, office: _Office) -> Found:
    if day is None and name == "closing" and not office.hours.works_on(office.here.date()):
        day = Day(first_working(office.here.date(), office.hours.works_on))
    due = office.named(name, day.date if day else office.here.date(), by)
    if due <= office.here:
        if day is None and name == "closing":
            return (
                office.closing(first_working(office.here.date() + ONE_DAY, office.hours.works_on)),
                None,
                False,
                False,
            )
        if day is None:
            return office.named(name, office.here.date() + ONE_DAY, by), None, False, False
        if day.rolls:
            return office.named(name, days.rolled(day, office.today).date, by), None, False, False
        end = office.named(name, day.date, "zh")
        if day.date == office.here.date() and end > office.here:  # this morning, and it is ten
            return end, None, False, False
        return due, None, False, True
    return due, None, False, False


def _whole_day(day: Day, by: str, office: _Office) -> Found:
    here = office.here
    if by == "before" and day.named:
        due = office.closing(office.last_working_before(day.date))
        return due, None, False, due <= here
    if by or day.closes:
        due = office.closing(day.date)
        if due <= here and day.date == here.date():
            due = _on(day.date, 1439)
        return due, None, False, due <= here
    due = office.opening(day.date)
    if due <= here and day.date == here.date():
        due = max(office.closing(day.date), due)
        due = _on(day.date, 1439) if due <= here else due
    return due, None, True, due <= here


def _of_rule(day: Day | None, clock: Clock | Name | None, by: str, office: _Office) -> Found:
    """From when a recurrence counts, and its clock."""
    date = day.date if day else office.here.date()
    if isinstance(clock, Clock):
        due = datetime.datetime.combine(date, clock.time)
        ends = datetime.datetime.combine(date, clock.ends) if clock.ends else None
        return due, ends, False, False
    if clock is not None:
        return office.named(clock, date, by), None, False, False
    return (office.closing(date), None, False, False) if by else (office.opening(date), None, True, False)


def _first(
    reading: Reading,
    pattern: Pattern,
    due: datetime.datetime,
    ends: datetime.datetime | None,
    zone: str,
    office: _Office,
) -> tuple[str | None, datetime.datetime | None, datetime.datetime | None]:
    """The rule and its first time that is still to come."""
    try:
        begins = due if due > office.here else due + ONE_DAY
        filled = pattern.filled(begins.date())
        rule = Rule(replace(filled, interval=1).text, begins, zone)  # "every other Friday" begins on the next Friday
        first = next(iter(rule.upcoming(1, works=office.hours.works_on)), None)
    except Never:
        first = None
    if first is None:
        place = next((span for span in reading.spans if span.what == "rule"), Span(0, 0, "rule"))
        reading.problem = Problem("never", reading.text[place.start : place.end])
        return None, None, None
    moved = datetime.datetime.combine(first.local.date(), due.time())
    return filled.text, moved, moved + (ends - due) if ends and ends > due else None


def _subject(reading: Reading) -> str:
    """What is left of the text when all that was understood is taken out."""
    pieces, start = [], 0
    for match in [*_MARKED.finditer(reading.left), None]:
        piece = reading.text[start : match.start() if match else len(reading.text)]
        if start:
            piece = _AFTER_MARK.sub("", piece)
        if match is not None:
            piece = _BEFORE_MARK.sub("", piece)
            start = match.end()
        if piece.strip(_EDGES):
            pieces.append(piece)
    text = ""
    for piece in pieces:
        joint = "" if not text or (_HAN.match(text[-1]) and _HAN.match(piece[0])) or piece[0] in ",.;，。；" else " "
        text += joint + piece
    return re.sub(r"\s+", " ", text).strip(_EDGES)


def _in_order(spans: list[Span]) -> tuple[Span, ...]:
    """The spans from left to right; neighbours of one meaning are one."""
    people = [span for span in spans if span.what == "person"]
    spans = [
        span for span in spans
        if span.what != "kind" or not any(each.start < span.end and span.start < each.end for each in people)
    ]  # fmt: skip
    merged: list[Span] = []
    for span in sorted(span for span in spans if span.end > span.start):
        last = merged[-1] if merged else None
        if last and last.what == span.what and span.start <= last.end and span.what != "person":
            merged[-1] = last._replace(end=max(last.end, span.end))
        elif not last or span.start >= last.end:
            merged.append(span)
    return tuple(merged)
