"""The sentence that says what will be made of a line of words, and sentences about what cannot be."""

from __future__ import annotations

import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from magpie.lib.recurrence import RecurrenceError, Rule
from magpie.lib.recurrence_words import describe
from magpie.reminders.words.result import Problem, Understood


def sentence(found: Understood, rule: Rule | None, today: datetime.date, language: str) -> str:
    """What will be made: the kind, the subject, the time, and how it is reminded of."""
    if found.problem is not None:
        return problem(found.problem)
    parts = [_when(found, rule, today, language)]
    if found.before_minutes:
        parts.append(_("reminded %(time)s before") % {"time": amount(found.before_minutes)})
    if found.remind_every_minutes:
        parts.append(_("repeated every %(time)s until it is confirmed") % {"time": amount(found.remind_every_minutes)})
    if found.past:
        parts.append(_("this time is over already"))
    said = {
        "promise": _("Promise: %(subject)s"),
        "reminder": _("Reminder: %(subject)s"),
        "task": _("Task: %(subject)s"),
        "meeting": _("Meeting: %(subject)s"),
    }[found.kind] % {"subject": found.subject or _("(nothing named yet)")}
    return _("; ").join([said, *parts])


def problem(problem: Problem) -> str:
    """What is wrong with words that name what does not exist, and what to do."""
    text = {
        "no_such_day": _("There is no such day: “%(words)s”. Please write another one."),
        "no_such_time": _("There is no such time: “%(words)s”. Please write another one."),
        "never": _("“%(words)s” never comes. Please choose other days."),
    }[problem.code]
    return text % {"words": problem.words}


def refusal(error: RecurrenceError) -> str:
    """Why a recurrence cannot be, and what to do."""
    name = error.part.partition("=")[0]
    if name in ("first", "zone", "without"):
        return {
            "first": _("Give the first time as a local date and time between 1970 and 2999."),
            "zone": _("This time zone is not known. Please choose one from the list."),
            "without": _("These are too many exceptions."),
        }[name]
    text = {
        "too_frequent": _(
            "Repeat every day or more seldom; what comes more often is asked for with “repeat until done”."
        ),
        "not_supported": _("“%(part)s” is not supported. Please leave it out."),
        "contradiction": _("These do not go together: %(part)s. Please leave one of them out."),
        "out_of_range": _("“%(part)s” has a value that does not exist. Please correct it."),
        "never": _("No day fits this rule, so it would never come. Please choose other days or a later end."),
    }.get(error.code, _("“%(part)s” cannot be understood as part of a rule. Please correct it."))
    return text % {"part": error.part or "RRULE"}


def amount(minutes: int) -> str:
    """So many minutes, in the largest unit that fits."""
    if minutes % 10080 == 0:
        return ngettext("%(count)d week", "%(count)d weeks", minutes // 10080) % {"count": minutes // 10080}
    if minutes % 1440 == 0:
        return ngettext("%(count)d day", "%(count)d days", minutes // 1440) % {"count": minutes // 1440}
    if minutes % 60 == 0:
        return ngettext("%(count)d hour", "%(count)d hours", minutes // 60) % {"count": minutes // 60}
    return ngettext("%(count)d minute", "%(count)d minutes", minutes) % {"count": minutes}


def _when(found: Understood, rule: Rule | None, today: datetime.date, language: str) -> str:
    if rule is not None:
        return describe(rule, language)
    if found.due is None:
        return _("without a time")
    day = _day(found.due.date(), today)
    if found.all_day:
        end = found.ends.date() if found.ends else None
        return f"{day} – {_day(end, today)}" if end and end != found.due.date() else day
    clock = f"{found.due:%H:%M}" + (f"–{found.ends:%H:%M}" if found.ends else "")
    return f"{day} {clock}"


def _day(day: datetime.date, today: datetime.date) -> str:
    near = {0: _("today"), 1: _("tomorrow"), 2: _("the day after tomorrow")}.get((day - today).days)
    weekday = date_format(day, "D")
    written = date_format(day, _("j M") if day.year == today.year else _("j M Y"))
    text = _("%(near)s (%(weekday)s %(date)s)") if near else _("%(weekday)s %(date)s")
    return text % {"near": near, "weekday": weekday, "date": written}
