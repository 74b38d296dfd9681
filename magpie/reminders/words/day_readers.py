"""What each form of naming a day means: one function for each, given the match and today."""

from __future__ import annotations

import datetime
import re
from dataclasses import replace

from magpie.lib import periods, public_holidays
from magpie.reminders.words import numbers
from magpie.reminders.words.calendar import (
    ONE_DAY,
    Day,
    NoSuchDay,
    Today,
    first_working,
    last_working,
    month_of,
    next_month,
    on,
    this_day,
    weekday_of,
    year_of,
)

FEASTS_ZH: dict[str, tuple[int, int] | str] = {
    "元旦": (1, 1), "五一": (5, 1), "劳动节": (5, 1), "国庆": (10, 1), "圣诞": (12, 25), "平安夜": (12, 24),
    "春节": "春节", "过年": "春节", "清明": "清明", "端午": "端午节", "中秋": "中秋",
}  # fmt: skip
FEASTS_EN: dict[str, tuple[int, int] | str] = {
    "christmas eve": (12, 24), "christmas": (12, 25), "new year's eve": (12, 31), "new year's day": (1, 1),
    "new year": (1, 1), "the national day": (10, 1), "spring festival": "春节", "chinese new year": "春节",
}  # fmt: skip


def dated(match: re.Match[str], today: Today) -> Day:
    """A month and a day, perhaps a year; without one the next to come."""
    said = match.groupdict()
    month = month_of(said["name"]) if said.get("name") else numbers.whole(said["month"])
    day, year = numbers.whole(said["day"]), year_of(said.get("year"), today)
    return _next(year, month, day, today)


def slashed(match: re.Match[str], today: Today) -> Day:
    """12/3 is the third of December, as Chinese and Americans write it; 25/12 can only be the other way round."""
    month, day = int(match["month"]), int(match["day"])
    if month > 12:
        month, day = day, month
    return _next(year_of(match["year"], today), month, day, today)


def _next(year: int | None, month: int, day: int, today: Today) -> Day:
    if year is not None:
        return Day(on(year, month, day))
    for candidate in range(today.date.year, today.date.year + 9):
        try:
            found = on(candidate, month, day)
        except ValueError:
            if (month, day) != (2, 29):
                raise
            continue
        if found >= today.date:
            return Day(found, "year")
    raise NoSuchDay


def numbered(match: re.Match[str], today: Today) -> Day:
    """A day of this month or of one that is named."""
    said = match.groupdict()
    day, which = numbers.whole(said["day"]), said.get("which") or ""
    if not 1 <= day <= 31:
        raise NoSuchDay
    year, month = today.date.year, today.date.month
    if which.startswith(("下", "next")):
        for _n in range(which.count("下") or 1):
            year, month = next_month(year, month)
        return Day(on(year, month, day))
    if which:
        return Day(on(year, month, day))
    found = this_day(day, year, month)
    return Day(found if found >= today.date else this_day(day, *next_month(year, month)), "month")


def weekday(match: re.Match[str], today: Today) -> Day:
    """The weekday of this week or a later one; without a word for the week, the next to come."""
    said = match.groupdict()
    which, weekday = (said.get("which") or "").strip(), weekday_of(said["weekday"])
    monday = today.date - today.date.weekday() * ONE_DAY
    weeks = which.count("下") if "下" in which else {"next": 1, "this": 0, "本": 0, "这": 0}.get(which[:4])
    if which.startswith(("本", "这")):
        weeks = 0
    if said.get("after"):
        weeks = 1 if said["after"].startswith("next") else 0
    if weeks is not None:
        return Day(monday + (7 * weeks + weekday) * ONE_DAY)
    ahead = (weekday - today.date.weekday()) % 7
    return Day(today.date + ahead * ONE_DAY, "week")


def near(match: re.Match[str], today: Today) -> Day:
    """Today, tomorrow, and the days after."""
    days = {
        "大后": 3, "后": 2, "明": 1, "今": 0, "tomorrow": 1, "tmrw": 1, "tmr": 1, "today": 0, "the day after": 2,
        "day after": 2,
    }  # fmt: skip
    return Day(today.date + days[match["near"]] * ONE_DAY)


def ahead(match: re.Match[str], today: Today) -> Day:
    """So many days, weeks, months or working days from now."""
    said = match.groupdict()
    unit, within = said["unit"], bool(said.get("within"))
    count = numbers.value(said.get("count"))
    if said.get("half"):
        count += 0.5
    if said.get("from"):
        today = replace(today, date=_from(said["from"], today))
    if count < 0 or count > 4000:
        raise NoSuchDay
    if "工作" in unit or "work" in unit or "business" in unit:
        day = today.date
        for _n in range(min(int(count), 400)):
            day = first_working(day + ONE_DAY, today.works)
        return Day(day, closes=within)
    if unit[0] in "天日" or unit.startswith("day"):
        return Day(today.date + int(count) * ONE_DAY, closes=within)
    if unit[0] in "周星礼" or unit.startswith("week"):
        return Day(today.date + int(count * 7) * ONE_DAY, closes=within)
    if unit.startswith("fortnight"):
        return Day(today.date + int(count * 14) * ONE_DAY, closes=within)
    months = count * (12 if unit[0] == "年" or unit.startswith("year") else 1)
    if unit == "半个月" or months == 0.5:
        return Day(today.date + 15 * ONE_DAY, closes=within)
    if unit == "半年":
        months = 6
    moved = periods.shift(datetime.datetime.combine(today.date, datetime.time()), {"months": int(months)}, 1)
    return Day(moved.date(), closes=within)


def _from(name: str, today: Today) -> datetime.date:
    if name in ("now", "today"):
        return today.date
    if name == "tomorrow":
        return today.date + ONE_DAY
    return today.date + (weekday_of(name) - today.date.weekday()) % 7 * ONE_DAY


def period(match: re.Match[str], today: Today) -> tuple[datetime.date, datetime.date]:
    """The first and last day of a week, month, quarter or year that is named."""
    said = match.groupdict()
    unit, which = said.get("unit") or "month", said.get("which") or ""
    later = which.count("下") or which.startswith(("next", "明", "the following"))
    day = today.date
    if unit.startswith(("月", "month", "eom")):
        if said.get("month") or said.get("name"):
            month = month_of(said["name"]) if said.get("name") else numbers.whole(said["month"])
            year = year_of(said.get("year"), today) or day.year + (month < day.month)
            begin = on(year, month, 1)
        else:
            begin = day.replace(day=1)
            for _n in range(int(later)):
                begin = datetime.date(*next_month(begin.year, begin.month), 1)
        return begin, datetime.date(*next_month(begin.year, begin.month), 1) - ONE_DAY
    if unit.startswith(("季", "quarter", "eoq")):
        month = (day.month - 1) // 3 * 3 + 1 + 3 * int(later)
        begin = datetime.date(day.year + (month - 1) // 12, (month - 1) % 12 + 1, 1)
        far = begin.month + 2
        return begin, datetime.date(*next_month(begin.year, far), 1) - ONE_DAY
    if unit.startswith(("年", "year", "eoy")):
        year = day.year + int(later)
        return datetime.date(year, 1, 1), datetime.date(year, 12, 31)
    monday = day - day.weekday() * ONE_DAY + 7 * int(later) * ONE_DAY
    return monday, monday + 6 * ONE_DAY


def end_of(match: re.Match[str], today: Today) -> Day:
    """The last working day of it; of the next one if that is over."""
    begin, end = period(match, today)
    return Day(last_working(max(begin, today.date), end, today.works), closes=True, named=False)


def last_day_of(match: re.Match[str], today: Today) -> Day:
    """The last working day of it, as a day and not as a deadline."""
    begin, end = period(match, today)
    return Day(last_working(max(begin, today.date), end, today.works), named=False)


def begin_of(match: re.Match[str], today: Today) -> Day:
    """The first working day of it; of the next month if that is over."""
    begin, end = period(match, today)
    found = first_working(begin, today.works)
    if found < today.date and not match.groupdict().get("which"):
        found = first_working(end + ONE_DAY, today.works)
    return Day(found, named=False)


def middle_of(match: re.Match[str], today: Today) -> Day:
    """The fifteenth of the month."""
    begin, end = period(match, today)
    found = begin.replace(day=15)
    if found < today.date and not match.groupdict().get("which"):
        found = (end + ONE_DAY).replace(day=15)
    return Day(found)


def weekend(match: re.Match[str], today: Today) -> Day:
    """Saturday, or the last working day before it."""
    saturday = today.date - today.date.weekday() * ONE_DAY + 5 * ONE_DAY
    later = (match.groupdict().get("which") or "").startswith(("下", "next"))
    if match.groupdict().get("before"):
        monday = today.date - today.date.weekday() * ONE_DAY + 7 * int(later) * ONE_DAY
        return Day(last_working(max(monday, today.date), monday + 4 * ONE_DAY, today.works), closes=True, named=False)
    return Day(max(saturday + 7 * int(later) * ONE_DAY, today.date), named=False)


def feast(match: re.Match[str], today: Today) -> Day:
    """A holiday, the last working day before it, or the first one after it."""
    named = FEASTS_ZH.get(match["feast"]) or FEASTS_EN[match["feast"]]
    if isinstance(named, tuple):
        found = _next(None, *named, today).date
    else:
        near = (today.date + n * ONE_DAY for n in range(400))
        announced = next((day for day in near if public_holidays.name_on("CN", day, "zh").startswith(named)), None)
        if announced is None:  # not published yet
            raise NoSuchDay
        found = announced
    side = match["side"] or ""
    if match["count"]:
        distance = numbers.whole(match["count"]) * (7 if match["unit"][0] in "周星w" else 1) * ONE_DAY
        return Day(found - distance if side in ("前", "之前", "以前", "before") else found + distance)
    if side in ("前", "之前", "以前", "before", "by"):
        return Day(last_working(found - 30 * ONE_DAY, found - ONE_DAY, today.works), closes=True, named=False)
    if side in ("后", "之后", "以后", "after"):
        return Day(first_working(found + ONE_DAY, today.works))
    return Day(found)
