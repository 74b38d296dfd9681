"""Days in words: 下周三, 12月3日, 月底, tomorrow, the 3rd of December, end of next month.

The table is tried from above: what is longer, or surer, stands before what could be a part of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from magpie.reminders.words import day_readers as read
from magpie.reminders.words import numbers
from magpie.reminders.words.calendar import (
    MONTH_NAMES,
    ONE_DAY,
    SURE_WEEKDAYS,
    WEEKDAY_NAMES,
    Day,
    NoSuchDay,
    Today,
    next_month,
    on,
    this_day,
)
from magpie.reminders.words.reading import Reading

_N = numbers.CHINESE
_E = numbers.ENGLISH
_DAY_EN = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"

Reader = Callable[[re.Match[str], Today], Day]


def find(reading: Reading, today: Today, at: int | None = None) -> Day | None:
    """The day that the text names, or that stands at this place; what does not exist is told to the reading."""
    for pattern, reader in _TABLE:
        match = pattern.search(reading.left) if at is None else pattern.match(reading.left, at)
        if match is None:
            continue
        try:
            day = reader(match, today)
        except (NoSuchDay, ValueError, OverflowError):
            reading.fail("no_such_day", match)
            return None
        reading.cut(match.start(), match.end(), "when")
        return day
    return None


def rolled(day: Day, today: Today) -> Day:
    """The day a week, a month or a year later."""
    if day.rolls == "week":
        return replace(day, date=day.date + 7 * ONE_DAY)
    if day.rolls == "month":
        return replace(day, date=this_day(day.date.day, *next_month(day.date.year, day.date.month)))
    if day.rolls == "year":
        leap = (day.date.month, day.date.day) == (2, 29)
        return replace(day, date=on(day.date.year + (4 if leap else 1), day.date.month, day.date.day))
    return day


_WHICH = r"(?P<which>本|这个?|当|下{1,3}个?)"
_TABLE: tuple[tuple[re.Pattern[str], Reader], ...] = tuple(
    (re.compile(pattern), reader)
    for pattern, reader in (
        # a date in full
        (rf"(?:在|于)?(?P<year>\d{{4}}|今|明|后)年的?(?P<month>{_N})月份?(?P<day>{_N})(?:日|号)?", read.dated),
        (
            r"(?:\bon )?(?<![\d.])(?P<year>(?:19|20|21)\d\d)[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?![\d])",
            read.dated,
        ),
        (
            (
                rf"(?:\bon )?(?:the )?\b(?<!\d[:.]){_DAY_EN}(?: of)? (?P<name>{MONTH_NAMES})\b\.?(?:,? "
                rf"(?P<year>\d{{4}})\b)?"
            ),
            read.dated,
        ),
        (
            (
                rf"(?:\bon )?\b(?P<name>{MONTH_NAMES})\b\.? (?:the )?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?!:\d)"
                r"(?:,? (?P<year>\d{4})\b)?"
            ),
            read.dated,
        ),
        (rf"(?:在|于)?(?<!\d)(?P<month>{_N})月份?(?P<day>{_N})(?:日|号|(?![\d个]))", read.dated),
        (r"(?:\bon )?(?<![\d./:$€¥-])(?P<month>\d{1,2})/(?P<day>\d{1,2})(?:/(?P<year>\d{4}))?(?![\d/%])", read.slashed),
        # the ends of months, quarters, years, weeks
        (rf"(?:在|于)?(?:(?P<year>今|明|后|\d{{4}})年)?(?P<month>{_N})(?P<unit>月)份?(?:底|末)", read.last_day_of),
        (rf"(?:在|于)?(?:(?P<year>今|明|后|\d{{4}})年)?(?P<month>{_N})(?P<unit>月)份?初", read.begin_of),
        (rf"(?:在|于)?(?P<month>{_N})(?P<unit>月)中旬?(?!国)", read.middle_of),
        (rf"(?:在|于)?{_WHICH}?(?P<unit>月)(?:底|末|的?最后一天|的?最后一个工作日)", read.last_day_of),
        (rf"(?:在|于)?{_WHICH}?(?P<unit>月)(?:初|的?第一天|的?第一个工作日)", read.begin_of),
        (rf"(?:在|于)?{_WHICH}?(?P<unit>月)中旬?(?!国|文|心|间)", read.middle_of),
        (rf"(?:在|于)?{_WHICH}?(?P<unit>季)度?(?:底|末)", read.last_day_of),
        (rf"(?:在|于)?{_WHICH}(?P<unit>季)度初", read.begin_of),
        (r"(?:在|于)?(?P<which>今|明|本)?(?P<unit>年)(?:底|末|终(?=前|之前))", read.last_day_of),
        (r"(?:在|于)?(?P<which>明)(?P<unit>年)初", read.begin_of),
        (rf"{_WHICH}(?P<unit>周|星期|礼拜|月|季度)(?:之内|以内|内|里)", read.end_of),
        (r"(?P<which>今|明|本)?(?P<unit>年)(?:之内|以内|内)", read.end_of),
        (
            (
                r"(?:(?:by|before|at|until|till) )?(?:the )?\bend of (?:the |this |(?P<which>next) )?(?P<unit>week"
                r"|month|quarter|year)\b"
            ),
            read.end_of,
        ),
        (rf"(?:(?:by|before|at|until|till) )?(?:the )?\bend of (?P<name>{MONTH_NAMES})\b", read.end_of),
        (r"(?:(?:by|before|until|till) )?\b(?:(?P<which>next) )?(?P<unit>eow|eom|eoq|eoy)\b", read.end_of),
        (r"(?:(?:by|before|at) )?\b(?P<unit>month|quarter|year)[- ]end\b", read.end_of),
        (
            (
                r"(?:at )?(?:the )?\b(?:beginning|start) of (?:the |this |(?P<which>next) )?(?P<unit>week|month|quarter"
                r"|year)\b"
            ),
            read.begin_of,
        ),
        (r"(?P<which>本|这个?|下个?)?周末(?P<before>之前|以前|前)", read.weekend),
        (r"(?:在|于)?(?P<which>本|这个?|下个?)?周末", read.weekend),
        (r"(?P<before>by|before) (?:the |this )?weekend\b", read.weekend),
        (r"(?:(?:on|at|over) )?(?:(?:the|this|(?P<which>next)) )?\bweekend\b", read.weekend),
        (
            (
                r"(?:\bon )?(?:the )?\blast (?:working |business )?day of (?:the|this|(?P<which>next)) (?P<unit>week"
                r"|month|quarter|year)\b"
            ),
            read.last_day_of,
        ),
        (
            (
                rf"(?:在|于)?(?P<feast>{'|'.join(read.FEASTS_ZH)})节?(?:假期|放假|长假)?(?P<side>之前|以前|前|之后|以后|后|当天)?(?:"
                rf"(?P<count>{_N})个?(?P<unit>天|周|星期))?"
            ),
            read.feast,
        ),
        (
            (
                rf"\b(?:(?:(?P<count>{_E}) (?P<unit>days?|weeks?) )?(?P<side>before|after|by|on|at) )?"
                rf"(?P<feast>{'|'.join(read.FEASTS_EN)})\b"
            ),
            read.feast,
        ),
        # weekdays
        (
            (
                r"(?:在|于)?(?:(?P<which>本|这个?|下{1,3}个?)的?)?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天末](?![个年月])|[1-7]"
                r"(?![\d个天年月:]))"
            ),
            read.weekday,
        ),
        (
            rf"(?:\bon )?\b(?P<weekday>{SURE_WEEKDAYS}|saturday|sunday) (?P<after>next|this) week\b",
            read.weekday,
        ),
        (rf"\b(?P<after>next|this) week(?:'s)?,? (?:on )?(?P<weekday>{SURE_WEEKDAYS})\b", read.weekday),
        (rf"(?:\bon )?\b(?:(?P<which>next|this) )(?:coming )?(?P<weekday>{WEEKDAY_NAMES})\b\.?", read.weekday),
        (rf"(?:\bon )?(?:\b(?:the )?coming )?\b(?P<weekday>{SURE_WEEKDAYS})\b(?!s|'s)\.?", read.weekday),
        (r"(?:\bon |(?<=\bby )|(?<=\bbefore )|(?<=\buntil )|\bcoming )(?P<weekday>sat|sun)\b\.?", read.weekday),
        # near days
        (r"(?P<near>the day after|day after) tomorrow\b", read.near),
        (r"\b(?P<near>today|tomorrow|tmrw|tmr)\b", read.near),
        (r"(?P<near>大后|后|明|今)(?:天|日)(?!子|期)", read.near),
        (r"(?P<near>明|今|后)(?=早|晚|晨)", read.near),
        # counted from today
        (rf"(?P<count>{_N})个?(?P<unit>工作日|天|日|周|星期|礼拜)(?:之后|以后|后)(?!面|台)", read.ahead),
        (rf"(?P<count>{_N})个?(?P<unit>工作日|天|周|星期|礼拜)(?P<within>之内|以内|内)", read.ahead),
        (rf"(?P<count>{_N})个(?P<half>半)?(?P<unit>月)(?:之后|以后|后)", read.ahead),
        (rf"(?P<count>{_N})个(?P<half>半)?(?P<unit>月)(?P<within>之内|以内|内)", read.ahead),
        (rf"(?P<count>{_N})(?P<unit>年)(?:之后|以后|后)", read.ahead),
        (r"(?P<unit>半个月|半年)(?:之后|以后|后|(?P<within>之内|以内|内))", read.ahead),
        (rf"(?:再?过)(?P<count>{_N})个?(?P<unit>工作日|天|周|星期|礼拜|月)", read.ahead),
        (
            (
                rf"\bin (?P<count>{_E}) (?P<unit>(?:working|business) days?|days?|weeks?|fortnights?|months?|years?)\b"
                rf"(?:'s? time)?"
            ),
            read.ahead,
        ),
        (
            (
                rf"\b(?P<within>within|in the next) (?P<count>{_E}) (?P<unit>(?:working|business) days?|days?|weeks?"
                rf"|months?)\b"
            ),
            read.ahead,
        ),
        (
            (
                rf"\b(?P<count>{_E}) (?P<unit>(?:working|business) days?|days?|weeks?|fortnights?|months?|years?) "
                rf"(?:from|after) "
                rf"(?P<from>now|today|tomorrow|{WEEKDAY_NAMES})\b"
            ),
            read.ahead,
        ),
        (rf"\b(?P<count>{_E}) (?P<unit>days?|weeks?|months?) later\b", read.ahead),
        # a day of a month; the week, month or year as a whole
        (rf"(?:在|于)?(?P<which>本|这个?|下{{1,3}}个?)月(?P<day>{_N})(?:日|号)?", read.numbered),
        (
            rf"(?:在|于)?(?<![\d月零一二三四五六七八九十])(?P<day>{_N})(?:日|号)(?!线|楼|库|门|店|机|院|柜|台|桌|房|单|产品|合同|客户|元|码|游|报|志)",
            read.numbered,
        ),
        (
            (
                r"(?:\bon )?\bthe (?P<day>\d{1,2})(?:st|nd|rd|th)\b(?! \w+(?:er|line|version))(?: of (?P<which>this"
                r"|next) month)?"
            ),
            read.numbered,
        ),
        (r"(?P<which>下{1,3}个?)(?P<unit>周|星期|礼拜|月|季度)", read.begin_of),
        (r"(?P<which>明)(?P<unit>年)(?!度)", read.begin_of),
        (r"(?P<which>本|这个?)(?P<unit>周|星期|礼拜|月|季度)", read.end_of),
        (r"(?:\bsometime )?\b(?P<which>next) (?P<unit>week|month|quarter|year)\b", read.begin_of),
        (r"\b(?P<which>this) (?P<unit>week|month|quarter|year)\b", read.end_of),
    )
)
