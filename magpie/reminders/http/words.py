"""Quick entry in natural words, and what a recurrence means: two questions that change nothing."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from ninja import Router, Schema
from pydantic import Field

from magpie.lib import public_holidays, recurrence, zones
from magpie.lib.recurrence import MOST_EXCEPTIONS, DaysOff, RecurrenceError, Rule, Time
from magpie.lib.recurrence_words import describe
from magpie.lib.working_hours import WorkingHours
from magpie.platform import working_time
from magpie.platform.http.problems import PROBLEM_RESPONSES
from magpie.platform.http.records import actor_of
from magpie.platform.http.rendering import answer
from magpie.platform.problems import Invalid
from magpie.reminders import saying
from magpie.reminders.words.result import Kind, Span, Understood, What
from magpie.reminders.words.understanding import LONGEST_TEXT, understand

router = Router()
SHOWN_TIMES = 8
Why = Literal["", "holiday", "week", "special"]
Text = Annotated[str, Field(max_length=LONGEST_TEXT)]


class WordsIn(Schema):
    """What somebody typed."""

    text: Text


class UnderstoodSpan(Schema):
    """A piece of the text, in UTF-16 units as browsers count, and what it was understood as."""

    start: int
    end: int
    what: What


class UnderstoodProblem(Schema):
    """Words that name what does not exist, and a sentence about them."""

    code: Literal["no_such_day", "no_such_time", "never"]
    words: str
    sentence: str


class StoredRule(Schema):
    """A recurrence as it is kept: an RFC 5545 rule or one over working days, its first local time, and exceptions."""

    rule: str = Field(max_length=500)
    first: datetime.datetime
    zone: str = Field(max_length=60)
    days_off: DaysOff = "as_is"
    without: list[datetime.date] = Field(default_factory=list, max_length=MOST_EXCEPTIONS)
    besides: list[datetime.datetime] = Field(default_factory=list, max_length=MOST_EXCEPTIONS)


class WordsUnderstood(Schema):
    """What the line means; `sentence` says it in the reader's language."""

    subject: str
    kind: Kind
    due: datetime.datetime | None
    ends: datetime.datetime | None
    all_day: bool
    past: bool
    recurrence: StoredRule | None
    remind_every_minutes: int | None
    before_minutes: int | None
    people: list[str]
    spans: list[UnderstoodSpan]
    problem: UnderstoodProblem | None
    sentence: str


class PreviewIn(StoredRule):
    """A recurrence to look at; `after` is the moment from which times are shown, otherwise now."""

    after: datetime.datetime | None = None
    calendar: int | None = Field(default=None, ge=1, lt=2**63)


class PreviewedTime(Schema):
    """A time: the moment, what the clock shows, the day the rule had meant, and why it is another one."""

    at: datetime.datetime
    local: datetime.datetime
    day: datetime.date
    moved: bool
    why: Why
    name: str
    merged: list[datetime.date]


class Previewed(Schema):
    """What a recurrence means, its next times, and a note when holidays of those years are not published yet."""

    recurrence: StoredRule
    sentence: str
    times: list[PreviewedTime]
    goes_on: bool
    note: str


@router.post("/words", response={200: WordsUnderstood, **PROBLEM_RESPONSES}, operation_id="understand_words")
def words(request: HttpRequest, payload: WordsIn) -> HttpResponse:
    """What a line in natural words means, for the reader, now."""
    actor_of(request)
    zone = timezone.get_current_timezone_name()
    found = understand(payload.text, now=timezone.now(), zone=zone, hours=working_time.calendar())
    rule = _rule_of(found, zone)
    place = _utf16(payload.text)
    return answer({
        "subject": found.subject, "kind": found.kind, "due": _moment(found.due), "ends": _moment(found.ends),
        "all_day": found.all_day, "past": found.past, "recurrence": rule.stored() if rule else None,
        "remind_every_minutes": found.remind_every_minutes, "before_minutes": found.before_minutes,
        "people": list(found.people), "spans": [_span(each, place) for each in found.spans],
        "problem": found.problem and {**found.problem._asdict(), "sentence": saying.problem(found.problem)},
        "sentence": saying.sentence(found, rule, timezone.localtime().date(), get_language() or "en"),
    })  # fmt: skip


@router.post("/recurrence/preview", response={200: Previewed, **PROBLEM_RESPONSES}, operation_id="preview_recurrence")
def preview(request: HttpRequest, payload: PreviewIn) -> HttpResponse:
    """What a recurrence means in words, and when it takes place next; nothing is kept."""
    actor_of(request)
    hours, language = working_time.calendar(payload.calendar), get_language() or "en"
    try:
        rule = recurrence.read(payload.model_dump(mode="json", include=set(StoredRule.model_fields)))
        after = _as_moment(payload.after) if payload.after else timezone.now()
        times = rule.upcoming(SHOWN_TIMES + 1, after, hours.works_on)
    except RecurrenceError as error:
        raise Invalid({_field_of(error): [saying.refusal(error)]}) from None
    except OverflowError:
        raise Invalid({"first": [_("This day is too far away.")]}) from None
    shown = times[:SHOWN_TIMES]
    return answer({
        "recurrence": rule.stored(), "sentence": describe(rule, language),
        "times": [_time(each, hours, language) for each in shown],
        "goes_on": len(times) > SHOWN_TIMES,
        "note": working_time.unpublished_note(shown[0].at, shown[-1].at, hours) if shown and _asks_days(rule) else "",
    })  # fmt: skip


def _rule_of(found: Understood, zone: str) -> Rule | None:
    return Rule(found.rule, found.due, zone, found.days_off) if found.rule and found.due else None


def _moment(local: datetime.datetime | None) -> datetime.datetime | None:
    if local is None:
        return None
    return zones.at(local.date(), local.time(), timezone.get_current_timezone())


def _as_moment(given: datetime.datetime) -> datetime.datetime:
    return given if given.tzinfo else given.replace(tzinfo=datetime.UTC)


def _asks_days(rule: Rule) -> bool:
    return rule.days_off != "as_is" or rule.pattern.keeps_to_working_days


def _time(time: Time, hours: WorkingHours, language: str) -> dict[str, Any]:
    why: str = ""
    name = ""
    if time.is_moved:
        reason = hours.reason_on(time.day)
        why = "week" if reason == "moved" else reason
        name = public_holidays.name_on(hours.country, time.day, language) if reason == "holiday" else ""
    return {
        "at": time.at, "local": time.local, "day": time.day, "moved": time.is_moved, "why": why, "name": name,
        "merged": list(time.merged),
    }  # fmt: skip


def _field_of(error: RecurrenceError) -> str:
    name = error.part.partition("=")[0]
    return name if name in ("first", "zone", "days_off", "without") else "rule"


def _span(span: Span, place: Callable[[int], int]) -> dict[str, Any]:
    return {"start": place(span.start), "end": place(span.end), "what": span.what}


def _utf16(text: str) -> Callable[[int], int]:
    """Places as browsers count them: what lies beyond the basic plane is two."""
    return lambda place: place + sum(character > "\uffff" for character in text[:place])
