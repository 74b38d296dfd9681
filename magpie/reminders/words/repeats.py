"""How often, in words: 每周一三五, 每月最后一个工作日, every other Friday, monthly on the 15th.

Also what happens on days off, how often it is said again until it is done, and how long before.
"""

from __future__ import annotations

import re
from dataclasses import replace

from magpie.lib.recurrence import DaysOff
from magpie.lib.recurrence_pattern import Pattern
from magpie.reminders.words import days, numbers
from magpie.reminders.words.calendar import CHINESE_DAYS, MONTH_NAMES, WEEKDAY_NAMES, Today, month_of, weekday_of
from magpie.reminders.words.reading import Reading

_N = numbers.CHINESE
_E = numbers.ENGLISH
_WEEK = r"(?:周|星期|礼拜)"
_DAY_LIST = rf"(?P<weekdays>[{CHINESE_DAYS}](?:\s*[、,和及与\s]?\s*{_WEEK}?[{CHINESE_DAYS}](?![点时:\d个天月]))*)"
_DAY_RANGE = rf"(?P<begin>[{CHINESE_DAYS}])\s*[至到~-]\s*{_WEEK}?(?P<end>[{CHINESE_DAYS}])"
_FIGURE = r"(?:[一二三四五六七八九十]{1,2}|\d{1,2})"
_NTH = rf"(?P<nth>最后一?|倒数第{_FIGURE}|第\s*{_FIGURE}|首)\s*个?"
_IN_MONTH = (
    rf"(?:{_NTH}(?:(?P<workday>工作日)|{_WEEK}(?P<weekday>[{CHINESE_DAYS}])|(?P<day>天|日))|(?P<last>月?底|月?末)|(?P<start>月?初)"
    rf"|(?P<numbers>{_N}(?:日|号)(?:\s*[、,和及与]?\s*{_N}(?:日|号))*))"
)
_RULES_ZH = (
    ("workday", re.compile(rf"每(?:隔)?一?(?:个)?(?:(?P<n>{_N})个)?工作日(?:都)?")),
    ("week", re.compile(rf"(?:每逢?(?P<other>隔)?(?:(?P<n>{_N})个?)?|(?P<every_other>隔){_WEEK}的?){_WEEK}的?{_WEEK}?"
        rf"(?:{_DAY_RANGE}|{_DAY_LIST})")),
    ("week", re.compile(rf"(?:每逢?(?P<other>隔)?(?:(?P<n>{_N})个?)?|(?P<every_other>隔))一?个?{_WEEK}")),
    ("quarter", re.compile(rf"每(?:一)?个?季度?的?{_IN_MONTH}?")),
    ("year", re.compile(r"每年年?(?P<end_of_year>底|末)")),
    ("year", re.compile(rf"(?:(?P<half>每半年)|每一?年的?(?:(?P<month>{_N})月份?的?)?)的?{_IN_MONTH}?")),
    ("month", re.compile(rf"每(?P<other>隔)?(?:(?P<n>{_N})个|一个|个)?月的?{_IN_MONTH}?|"
        rf"(?P<every_other>隔)月的?{_IN_MONTH.replace('?P<', '?P<x_')}?")),
    ("day", re.compile(rf"每(?P<other>隔)?(?:(?P<n>{_N})|一)?(?:天|日)(?!历|程|期|子)|天天|(?P<every_other>隔)天")),
    ("day", re.compile(r"每个?(?=早|晚|上午|中午|下午|傍晚|凌晨)")),
)  # fmt: skip
_DAYS_EN = rf"(?P<weekdays>(?:{WEEKDAY_NAMES})s?(?:(?:\s*(?:,|and|&|/)\s*)+(?:{WEEKDAY_NAMES})s?\b)*)"
_RANGE_EN = rf"(?P<begin>{WEEKDAY_NAMES})s?\s*(?:to|through|thru|-)\s*(?P<end>{WEEKDAY_NAMES})s?"
_NTH_EN = r"(?P<nth>second[- ]to[- ]last|last|first|second|third|fourth|fifth|[1-9]\d?(?:st|nd|rd|th))"
_IN_MONTH_EN = (
    rf"(?:the\s+)?(?:{_NTH_EN}\s+(?:(?P<workday>(?:working|business|work) ?day|weekday)|"
    rf"(?P<weekday>{WEEKDAY_NAMES})|(?P<day>day))\b"
    r"|(?P<numbers>\d{1,2}(?:st|nd|rd|th)\b(?:(?:\s*(?:,|and|&)\s*)+(?:the\s+)?\d{1,2}(?:st|nd|rd|th)\b)*))"
)
_EVERY = r"(?:\b(?:every|each)\s+)"
_COUNT = (
    r"(?:(?P<n>other|second|third|fourth|\d{1,3}(?:nd|rd|th)?|two|three|four|five|six|seven|eight|nine|ten|twelve)\s+)?"
)
_DATE_EN = (
    rf"(?:(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<m1>{MONTH_NAMES})"
    rf"|(?P<m2>{MONTH_NAMES})\.? (?:the )?(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?)\b"
)
_RULES_EN = (
    ("workday", re.compile(rf"{_EVERY}{_COUNT}(?:working ?|work ?|week|business )days?\b|\bon (?:working|business"
        rf"|work) ?days\b|\b(?:on )?weekdays\b")),
    ("month", re.compile(rf"(?:\bon\s+)?{_IN_MONTH_EN}\s+(?:of\s+|in\s+)?(?:every|each)\s+{_COUNT}(?P<unit>month"
        rf"|quarter)\b")),
    ("month", re.compile(rf"(?:{_EVERY}{_COUNT}(?P<unit>month|quarter)s?|\b(?P<ly>monthly|quarterly)),?"
        rf"(?:\s+on)?\s+{_IN_MONTH_EN}(?:\s+of the month\b)?")),
    ("month", re.compile(rf"{_EVERY}{_IN_MONTH_EN}\s+(?:of|in) (?:the|a|each|every) (?P<unit>month|quarter)\b")),
    ("month", re.compile(rf"{_EVERY}(?=(?:last|first|third|fourth|[1345](?:st|rd|th))\s+(?:working|business|mon|tue"
        rf"|wed|thu|fri|sat|sun))(?!\w+ third day){_IN_MONTH_EN}")),
    ("month", re.compile(r"(?:\bon\s+)?\b(?:every|each) (?P<numbers>\d{1,2}(?:st|nd|rd|th))\b(?!\s+(?:day|week"
        r"|month|year))")),
    ("month", re.compile(r"(?P<ends>\b(?:at )?(?:the )?end of (?:every|each) (?P<unit>month|quarter)|\b(?:every"
        r"|each) (?P<unit2>month|quarter)[- ]end)\b")),
    ("year", re.compile(rf"(?:{_EVERY}year|\b(?:yearly|annually)),?(?:\s+on)?(?:\s+(?:the )?{_DATE_EN})?"
        rf"|{_EVERY}{_DATE_EN.replace('?P<', '?P<x_')}")),
    ("week", re.compile(rf"(?:{_EVERY}{_COUNT}weeks?|\b(?P<ly>weekly|bi-?weekly|fortnightly)),?(?:\s+on)?\s+"
        rf"(?:{_RANGE_EN}|{_DAYS_EN})\b")),
    ("week", re.compile(rf"(?:{_EVERY}{_COUNT})(?:{_RANGE_EN}|{_DAYS_EN})\b")),
    ("week", re.compile(r"(?:\bon\s+)?\b(?P<weekdays>(?:mon|tues|wednes|thurs|fri|satur|sun)days(?:(?:\s*(?:,|and"
        r"|&)\s*)+(?:mon|tues|wednes|thurs|fri|satur|sun)days)*)\b")),
    ("week", re.compile(rf"{_EVERY}{_COUNT}weeks?\b|\b(?P<ly>weekly|bi-?weekly|fortnightly)\b|{_EVERY}"
        rf"(?P<fortnight>fortnight)\b")),
    ("month", re.compile(rf"{_EVERY}{_COUNT}(?P<unit>month|quarter)s?\b|\b(?P<ly>monthly|quarterly)\b")),
    ("day", re.compile(rf"{_EVERY}{_COUNT}days?\b|\b(?<!\w )daily\b(?= at|,|$|\s*\x01)|\bdaily\b|{_EVERY}(?=morning"
        rf"|afternoon|evening|night)")),
)  # fmt: skip
_HOLIDAY = r"[,，]?\s*(?:如?果?遇到?|碰到?)?(?:节假日|假期|假日|休息日|节日|周末)(?:则|就|时)?"
_HOLIDAY_EN = r"(?:if|when|on) (?:it(?:'s| is) )?(?:a |it falls on a )?(?:holiday|day off|holidays)\b"
_DAYS_OFF: tuple[tuple[DaysOff, re.Pattern[str]], ...] = (
    ("next", re.compile(rf"{_HOLIDAY}(?:顺延|往后顺?延|推迟|延后|后延)(?:到|至)?(?:下一?个?工作日|节后)?")),
    ("previous", re.compile(rf"{_HOLIDAY}(?:提前|往前)(?:到|至)?(?:上一?个?工作日|前一?个?工作日|节前)?")),
    ("skip", re.compile(rf"{_HOLIDAY}(?:跳过|除外|不提醒|不用|取消|休息)")),
    (
        "next",
        re.compile(r",?\s*\b(?:or\s+)?(?:moved? |postponed? )?(?:to )?(?:the )?next working day " + _HOLIDAY_EN),
    ),
    (
        "previous",
        re.compile(
            r",?\s*\b(?:or\s+)?(?:moved? )?(?:to )?(?:the )?(?:previous working day|working day before) " + _HOLIDAY_EN
        ),
    ),
    (
        "skip",
        re.compile(
            r",?\s*\b(?:except(?: on| for)?|not on|skip(?:ping)?|but not on) (?:public )?(?:holidays|days off)\b"
        ),
    ),
)
_AGAIN_ZH = re.compile(
    rf"[,，]?\s*(?:并|然后|且|再|请|之后|一直)?(?:(?:提醒)?间隔|每隔?|隔)(?P<n>{_N})?个?(?P<half>半个?)?(?P<unit>分钟?|小时|钟头|刻钟)"
    r"(?:再|就|都)?(?:重复)?(?:提醒|催|叫|通知|喊)?(?:我|大家|他|她|他们)?(?:一次|一下|一遍|1次)?(?:,?直到(?:完成|确认|做完|办完|我确认)(?:为止)?)?"
)
_AGAIN_EN = re.compile(
    rf"[,，]?\s*(?:and\s+)?(?:then\s+)?(?:please\s+)?(?:(?:keep\s+)?(?:remind(?:ing)?|nag(?:ging)?|ping(?:ing)?"
    rf"|repeat(?:ing)?|alert(?:ing)?|bug)"
    rf"(?:\s+(?:me|us|him|her|them))?(?:\s+again)?\s+)?\bevery\s+(?:(?P<half>half(?:\s+an)?\s+hour)|"
    rf"(?P<hour>hour)\b(?!ly)|(?P<n>{_E})[\s-]*(?P<unit>minutes?|mins?|m|hours?|hrs?|h)\b)"
    r"(?:\s+until\s+(?:it(?:'s| is)\s+)?(?:done|(?:i\s+)?confirm(?:ed)?|finished|i answer))?"
)
_AHEAD_ZH = re.compile(
    rf"[,，]?\s*(?:请|并)?(?:(?:提前|预先)(?P<n>{_N})?个?(?P<half>半个?)?(?P<unit>分钟?|小时|钟头|刻钟|天|日|周|星期)|(?P<n2>{_N})?个?"
    rf"(?P<half2>半个?)?(?P<unit2>分钟|小时|天)前(?=提醒|通知|告诉|叫))"
    r"(?:就|再|先)?(?:来)?(?:提醒|通知|告诉|叫|告知)?(?:我|大家|他|她)?(?:一次|一下)?"
)
_LONG = r"(?P<unit>minutes?|mins?|m|hours?|hrs?|h|days?|weeks?)"
_AHEAD_EN = (
    re.compile(
        rf"[,，]?\s*(?:and\s+)?(?:please\s+)?(?:(?:remind|alert|notify|warn|ping|tell)(?:\s+(?:me|us))?\s+)?(?:"
        rf"(?P<half>half an)\s+|(?P<n>{_E})\s*)?{_LONG}\s+"
        r"(?:before(?:hand)?|ahead(?: of time)?|earlier|early|in advance|prior)(?=\s*(?:$|[,.;!\x01]|remind))"
        r"(?:\s+remind(?: me)?)?"
    ),
    re.compile(
        rf"[,，]?\s*(?:with\s+)?(?:an?\s+)?(?P<n>{_E})[\s-]*{_LONG}\s+(?:reminder|warning|heads[- ]up"
        rf"|advance notice)(?P<half>)\b"
    ),
)
_MINUTES = {
    "分": 1,
    "m": 1,
    "刻": 15,
    "小": 60,
    "钟": 60,
    "h": 60,
    "天": 1440,
    "日": 1440,
    "d": 1440,
    "周": 10080,
    "星": 10080,
    "w": 10080,
}
_COUNTED = re.compile(rf"[,，]?\s*(?:一?共|总共|重复)(?P<zh>{_N})次|[,，]?\s*\b(?:for\s+)?(?P<en>{_E})\s+times\b")
_UNTIL = re.compile(r"[,，]?\s*(?:一?直到|截止到?|截至|到|\buntil\b|\btill\b|\bthrough\b)\s*(?:the\s+)?")
_STOPS = re.compile(r"\s*(?:为止|止|结束)")


def find_again(reading: Reading) -> int | None:
    """After how many minutes it is said again while it is not done."""
    match = reading.take(_AGAIN_ZH, "repeat") or reading.take(_AGAIN_EN, "repeat")
    return _minutes(match) if match else None


def find_ahead(reading: Reading) -> int | None:
    """How many minutes before it is said."""
    for pattern in (_AHEAD_ZH, *_AHEAD_EN):
        if match := reading.take(pattern, "ahead"):
            return _minutes(match)
    return None


def find_days_off(reading: Reading) -> DaysOff:
    """What happens on days that are not worked."""
    return next((name for name, pattern in _DAYS_OFF if reading.take(pattern, "days_off")), "as_is")


def find(reading: Reading, today: Today) -> Pattern | None:
    """The recurrence that the text names, with its end."""
    for kind, pattern in (*_RULES_ZH, *_RULES_EN):
        match = pattern.search(reading.left)
        if match is None:
            continue
        found = _read(kind, {name.removeprefix("x_"): value for name, value in match.groupdict().items() if value})
        if found is None:
            reading.fail("no_such_day", match)
            return None
        reading.cut(match.start(), match.end(), "rule")
        return _ended(found, reading, today)
    return None


def _ended(pattern: Pattern, reading: Reading, today: Today) -> Pattern:
    if counted := reading.take(_COUNTED, "rule"):
        return replace(pattern, count=max(1, numbers.whole(counted["zh"] or counted["en"])))
    for until in _UNTIL.finditer(reading.left):
        day = days.find(reading, today, until.end())
        if day is not None:
            reading.cut(until.start(), until.end(), "rule")
            reading.take(_STOPS, "rule", reading.spans[-2].end)
            return replace(pattern, until=day.date)
    return pattern


def _minutes(match: re.Match[str]) -> int:
    said = {name.removesuffix("2"): value for name, value in match.groupdict().items() if value}
    if said.get("half") and not said.get("unit"):
        return 30
    if said.get("hour"):
        return 60
    one = _MINUTES[said["unit"][0]]
    if said.get("half") and not said.get("n"):
        return max(1, one // 2)
    return max(1, round((numbers.value(said.get("n")) + (0.5 if said.get("half") else 0)) * one))


def _read(kind: str, said: dict[str, str]) -> Pattern | None:
    interval = numbers.whole(re.sub(r"(?<=\d)(?:nd|rd|th)$", "", said.get("n", "")))
    interval += bool(said.get("other"))
    if said.get("every_other") or said.get("ly", "").startswith(("bi", "fort")) or said.get("fortnight"):
        interval = 2
    if not 1 <= interval <= 999:
        return None
    if kind == "workday":
        return Pattern("WORKDAY", interval)
    if kind == "day":
        return Pattern("DAILY", interval)
    if kind == "week":
        return Pattern("WEEKLY", interval, weekdays=tuple((0, day) for day in _weekdays(said)))
    if kind == "year":
        return _yearly(said, interval)
    quarter = kind == "quarter" or "quarter" in (said.get("unit"), said.get("unit2")) or said.get("ly") == "quarterly"
    within = _within(said)
    if within is None:
        return None
    if not quarter:
        return replace(within, interval=interval)
    if said.get("start") or said.get("nth") in ("第一", "首", "first", "1st", "第1"):
        return replace(within, months=(1, 4, 7, 10))
    return (
        replace(within, months=(3, 6, 9, 12))
        if within.month_days or within.work_days or within.weekdays
        else replace(within, interval=3)
    )


def _yearly(said: dict[str, str], interval: int) -> Pattern | None:
    if said.get("end_of_year"):
        return Pattern("YEARLY", interval, work_days=(-1,))
    name, day = said.get("m1") or said.get("m2"), said.get("d1") or said.get("d2")
    if name and day:
        return _dated(month_of(name), int(day), interval)
    within = _within(said)
    if within is None:
        return None
    if said.get("half"):
        return replace(within, interval=6)
    if not said.get("month"):
        return replace(within, every="YEARLY", interval=interval)
    month = numbers.whole(said["month"])
    if len(within.month_days) == 1 and within.month_days[0] > 0:
        return _dated(month, within.month_days[0], interval)
    return replace(within, every="YEARLY", interval=interval, months=(month,)) if 1 <= month <= 12 else None


def _dated(month: int, day: int, interval: int) -> Pattern | None:
    longest = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    if not 1 <= month <= 12 or not 1 <= day <= longest[month - 1]:
        return None
    return Pattern("YEARLY", interval, months=(month,), month_days=(day,))


def _within(said: dict[str, str]) -> Pattern | None:
    """The day of the month."""
    if said.get("last") or said.get("ends"):
        return Pattern("MONTHLY", month_days=(-1,))
    if said.get("start"):
        return Pattern("MONTHLY", work_days=(1,))
    if said.get("numbers"):
        found = sorted({numbers.whole(each) for each in re.findall(rf"\d{{1,2}}|{_N}(?=日|号)", said["numbers"])})
        return Pattern("MONTHLY", month_days=tuple(found)) if all(1 <= day <= 31 for day in found) else None
    nth = said.get("nth")
    if nth is None:
        return Pattern("MONTHLY")
    number = _nth(nth)
    if said.get("workday"):
        return Pattern("MONTHLY", work_days=(number,)) if 1 <= abs(number) <= 23 else None
    if said.get("weekday"):
        weekday = weekday_of(said["weekday"])
        return Pattern("MONTHLY", weekdays=((number, weekday),)) if 1 <= abs(number) <= 5 else None
    return Pattern("MONTHLY", month_days=(number,)) if 1 <= abs(number) <= 31 else None


def _nth(text: str) -> int:
    if text.startswith(("最后", "last")):
        return -1
    if text.startswith("second") and "last" in text:
        return -2
    if text == "首":
        return 1
    number = numbers.whole(re.sub(r"(?<=\d)(?:st|nd|rd|th)$", "", text.removeprefix("倒数").removeprefix("第").strip()))
    return -number if text.startswith("倒数") else number


def _weekdays(said: dict[str, str]) -> list[int]:
    if said.get("begin") and said.get("end"):
        begin, end = weekday_of(said["begin"]), weekday_of(said["end"])
        return sorted((begin + n) % 7 for n in range((end - begin) % 7 + 1))
    text = said.get("weekdays", "")
    if re.search(r"[a-z]", text):
        return sorted({weekday_of(name) for name in re.findall(WEEKDAY_NAMES, text)})
    found = {
        weekday_of(each)
        for each in re.sub(r"周末|[周星期礼拜、,和及与\s]", lambda m: "末" if m[0] == "周末" else "", text)
    }
    return sorted(found | ({6} if "末" in text else set()))
