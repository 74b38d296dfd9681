"""A recurrence as one sentence, in English and in Chinese, as a colleague would say it."""

from __future__ import annotations

import datetime

from magpie.lib.recurrence import Rule
from magpie.lib.recurrence_pattern import Pattern

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_DAYS_ZH = ("周一", "周二", "周三", "周四", "周五", "周六", "周日")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_UNITS = {
    "DAILY": ("day", "天"), "WEEKLY": ("week", "周"), "MONTHLY": ("month", "个月"), "YEARLY": ("year", "年"),
    "WORKDAY": ("working day", "个工作日"),
}  # fmt: skip
_ONE_ZH = {"DAILY": "每天", "WEEKLY": "每周", "MONTHLY": "每月", "YEARLY": "每年", "WORKDAY": "每个工作日"}
_ORDINALS = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", -1: "last"}
_NUMBERS_ZH = "零一二三四五六七八九十"
_DAYS_OFF = {
    "skip": (", left out on days off", "，遇节假日跳过"),
    "next": (", moved to the next working day when it falls on a day off", "，遇节假日顺延到下一个工作日"),
    "previous": (
        ", moved to the working day before when it falls on a day off",
        "，遇节假日提前到上一个工作日",
    ),
}
WORKING_WEEK = tuple((0, day) for day in range(5))
FEW = 3


def describe(rule: Rule, language: str) -> str:
    """The rule in words; Chinese for languages that begin with "zh", else English.  The zone is left to the caller."""
    zh = language.startswith("zh")
    pattern = rule.pattern.filled(rule.first.date())
    clock = f"{rule.first:%H:%M}"
    text = f"{_chinese(pattern)} {clock}" if zh else f"{_english(pattern)} at {clock}"
    if rule.days_off in _DAYS_OFF and not pattern.keeps_to_working_days:
        text += _DAYS_OFF[rule.days_off][zh]
    text += _end(pattern, zh) + _exceptions(rule, zh)
    return text if zh else text[0].upper() + text[1:]


def _english(pattern: Pattern) -> str:
    unit = _UNITS[pattern.every][0]
    every = f"every {unit}" if pattern.interval == 1 else f"every {pattern.interval} {unit}s"
    if pattern.every == "MONTHLY" and pattern.months and pattern.interval == 1:
        every = "every year"
    days = [_DAYS[day] for n, day in pattern.weekdays if not n]
    numbered = [f"the {_ordinal(n)} {_DAYS[day]}" for n, day in pattern.weekdays if n]
    months = [_MONTHS[month - 1] for month in pattern.months]
    if pattern.positions:
        among = "weekday" if pattern.weekdays == WORKING_WEEK else _list_of(days + numbered, "or") or "day"
        said = _list_of([f"the {_ordinal(n)}" for n in pattern.positions], "and")
        within = f"of {_list_of(months, 'and')}, " if months else f"of the {unit}, "
        return f"on {said} {among} {within}{every}"
    if pattern.every in ("DAILY", "WEEKLY") and days:
        named = "Monday to Friday" if pattern.weekdays == WORKING_WEEK else _list_of(days, "and")
        said = f"every {named}" if pattern.interval == 1 else f"{every} on {named}"
        return f"{said} in {_list_of(months, 'and')}" if months else said
    if pattern.month_days:
        named = _list_of([f"the {_month_day(n)}" for n in pattern.month_days], "and")
        if (
            pattern.every == "YEARLY"
            and len(months) == 1
            and len(pattern.month_days) == 1
            and pattern.month_days[0] > 0
        ):
            said = f"{every} on {pattern.month_days[0]} {months[0]}"
            return f"{said}, if it is {_list_of(days, 'or')}" if days else said
        said = f"{every} on {named}" + (f" of {_list_of(months, 'and')}" if months else "")
        return f"{said}, if it is {_list_of(days + numbered, 'or')}" if days or numbered else said
    if pattern.work_days:
        numbered = [f"the {_ordinal(n)} working day" for n in pattern.work_days]
    if days or numbered:
        said = _list_of([f"every {day}" for day in days] + numbered, "and")
        if months:
            return f"{every} on {said} of {_list_of(months, 'and')}"
        return f"{every} on {said}" + (" of the year" if pattern.every == "YEARLY" else "")
    return f"{every} in {_list_of(months, 'and')}" if months else every


def _chinese(pattern: Pattern) -> str:
    unit = _UNITS[pattern.every][1]
    every = _ONE_ZH[pattern.every] if pattern.interval == 1 else f"每 {pattern.interval} {unit}"
    months = "、".join(str(month) for month in pattern.months) + " 月" if pattern.months else ""
    if months:
        in_year = pattern.every in ("YEARLY", "MONTHLY") and pattern.interval == 1
        every = f"每年 {months}" if in_year else f"{every}（{months}）"
    days = [_DAYS_ZH[day] for n, day in pattern.weekdays if not n]
    numbered = [f"{_ordinal_zh(n, '个')}{_DAYS_ZH[day]}" for n, day in pattern.weekdays if n]
    named = "周一至周五" if pattern.weekdays == WORKING_WEEK else "、".join(days + numbered)
    if pattern.positions:
        return f"{every}{named or '各天'}中的" + "、".join(_ordinal_zh(n, "天") for n in pattern.positions)
    if pattern.every in ("DAILY", "WEEKLY") and days:
        return f"每{named}" + (f"（{months}）" if months else "") if pattern.interval == 1 else f"{every}的{named}"
    if pattern.month_days:
        joint = "" if pattern.interval == 1 and not (months and len(pattern.months) > 1) else "的"
        said = f"{every}{joint}" + "、".join(_month_day_zh(n) for n in pattern.month_days)
        return _spaced(f"{said}，且为{named}" if named else said)
    if pattern.work_days:
        numbered = [f"{_ordinal_zh(n, '个')}工作日" for n in pattern.work_days]
        named = "、".join(numbered)
    if named:
        joint = "" if pattern.interval == 1 and not months else "的"
        return f"{every}{joint}{'每个' if days and months else ''}{named}"
    return every


def _end(pattern: Pattern, zh: bool) -> str:
    if pattern.count is not None:
        return f"，共 {pattern.count} 次" if zh else f", {pattern.count} {'time' if pattern.count == 1 else 'times'}"
    until = pattern.until
    if until is None:
        return ""
    return f"，到 {_day_zh(until)}为止" if zh else f", until {_day(until)}"


def _exceptions(rule: Rule, zh: bool) -> str:
    text = ""
    if rule.without:
        few = sorted(rule.without)[:FEW] if len(rule.without) <= FEW else []
        if zh:
            text += f"，{'、'.join(_day_zh(day) for day in few) or f'另有 {len(rule.without)} 天'}除外"
        else:
            text += f", except on {_list_of([_day(day) for day in few], 'and') or f'{len(rule.without)} days'}"
    if rule.besides:
        more = sorted(rule.besides)[:FEW] if len(rule.besides) <= FEW else []
        if zh:
            text += f"，另加 {'、'.join(f'{_day_zh(each)} {each:%H:%M}' for each in more) or f'{len(rule.besides)} 次'}"
        else:
            named = _list_of([f"{_day(each)} at {each:%H:%M}" for each in more], "and")
            text += f", and also {f'on {named}' if named else f'{len(rule.besides)} more times'}"
    return text


def _day(day: datetime.date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def _day_zh(day: datetime.date) -> str:
    return f"{day.year} 年 {day.month} 月 {day.day} 日"


def _ordinal(number: int) -> str:
    if number in _ORDINALS:
        return _ORDINALS[number]
    return _figure(number) if number > 0 else f"{_ordinal(-number)} to last"


def _figure(number: int) -> str:
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _month_day(number: int) -> str:
    if number > 0:
        return _figure(number)
    return f"{_ordinal(number)} day"


def _ordinal_zh(number: int, counter: str) -> str:
    if number == -1:
        return f"最后一{counter}"
    said = _NUMBERS_ZH[abs(number)] if abs(number) <= 10 else f" {abs(number)} "
    return f"第{said}{counter}" if number > 0 else f"倒数第{said}{counter}"


def _month_day_zh(number: int) -> str:
    return f" {number} 日" if number > 0 else _ordinal_zh(number, "天")


def _spaced(text: str) -> str:
    return text.replace("的 ", "的").replace("、 ", "、")


def _list_of(names: list[str], joint: str) -> str:
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} {joint} {names[-1]}"
