"""Times of the day in words: 下午三点半, 16:00, half past three, noon, 下班前."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, replace
from typing import Literal

from magpie.reminders.words import numbers
from magpie.reminders.words.reading import Reading

Name = Literal["dawn", "morning", "noon", "afternoon", "dusk", "evening", "closing", "midnight", "lunch", "after_lunch"]
_N = numbers.CHINESE
_PART = r"凌晨|清晨|清早|一大早|一早|早上|早晨|上午|中午|正午|午间|下午|午后|傍晚|晚上|晚间|夜里|深夜|半夜|早|晚"
_PART_EN = (
    r"(?:first thing )?(?:in the |this |the )?(?:early )?(morning|afternoon|evening|night)|tonight|noon|midday|midnight"
)
_PARTS: dict[str, Name] = {
    "凌晨": "dawn", "清晨": "morning", "清早": "morning", "一大早": "morning", "一早": "morning", "早上": "morning",
    "早晨": "morning", "上午": "morning", "早": "morning", "中午": "noon", "正午": "noon", "午间": "noon",
    "下午": "afternoon", "午后": "afternoon", "傍晚": "dusk", "晚上": "evening", "晚间": "evening", "夜里": "evening",
    "深夜": "evening", "半夜": "dawn", "晚": "evening", "morning": "morning", "afternoon": "afternoon",
    "evening": "evening", "night": "evening", "tonight": "evening", "noon": "noon", "midday": "noon",
    "midnight": "midnight",
}  # fmt: skip
_AFTER_NOON = ("afternoon", "dusk", "evening")
_CHINESE = re.compile(
    rf"(?:在|于)?(?:(?P<part>{_PART})的?\s*)?(?<![\d.])(?P<hour>{_N})(?:点钟?|时(?!候|间|段|代|不时|装|尚|效|机))"
    rf"(?!建议|意见|要求|问题|内容|原因|说明|体会|心得|想法|事|儿|点|都|也)"
    rf"(?:\s*(?:(?P<half>半)|(?P<quarter>[一三13])刻|过?(?P<minute>\d{{2}}(?![\d天日周月点个小])|[零〇][一二三四五六七八九]"
    rf"|[二三四五]?十[一二三四五六七八九]?(?![天日周月点个小])|{_N}(?=分))分?)?(?:钟|整)?)"
)
_FIGURES = re.compile(
    rf"(?:在|于|at\s+|@\s*|from\s+)?(?:(?P<part>{_PART})的?\s*)?(?<![\d:.])(?P<hour>\d{{1,2}}):(?P<minute>\d{{2}})"
    r"(?::00)?(?![\d:])(?:\s*(?P<half_day>[ap])\.?m\.?(?![a-z]))?(?:\s+(?:o'clock\s+)?(?:in the|this)\s+"
    r"(?P<part_en>morning|afternoon|evening))?"
)
_ENGLISH = re.compile(
    r"(?:\bat\s+|@\s*|\bfrom\s+|\baround\s+|\babout\s+)?(?<![\d:.$€£¥/-])\b(?P<hour>\d{1,2})(?:[.]"
    r"(?P<minute>\d{2}))?\s*"
    r"(?P<half_day>[ap])(?:\.m\.?|m\b)"
)
_WORD_HOUR = r"\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_OF_DAY = r"(?:\s+(?:in the|this)\s+(?P<part_en>morning|afternoon|evening)|\s+(?P<at_night>at night))?"
_PAST = re.compile(
    rf"(?:\bat\s+)?\b(?P<past>half|quarter|ten|twenty|five)\s+(?P<way>past|to|after)\s+(?P<hour>{_WORD_HOUR})\b"
    rf"(?:\s*(?P<half_day>[ap])\.?m\b\.?)?{_OF_DAY}"
)
_AT = re.compile(
    rf"(?:\bat\s+|@\s*)(?P<hour>{_WORD_HOUR})(?![\d:/%.-]|\s*(?:%|usd|rmb|eur|yuan|percent))\b"
    rf"(?:\s+(?P<word_minute>thirty|fifteen|forty[- ]five))?(?:\s*o'clock)?(?:\s*(?P<half_day>[ap])\.?m\b\.?)?{_OF_DAY}"
)
_O_CLOCK = re.compile(rf"\b(?P<hour>{_WORD_HOUR})\s*o'clock\b{_OF_DAY}")
_FROM_TO = re.compile(
    r"(?:\bfrom\s+|\bat\s+)?(?<![\d:.-])\b(?P<hour>\d{1,2})\s*(?:-|to|till|until)\s*(?P<to>\d{1,2})\s*"
    r"(?P<half_day>[ap])(?:\.m\.?|m\b)"
)
_BY_HOUR = re.compile(rf"(?<=\bby )(?P<hour>{_WORD_HOUR})(?=\s*(?:$|[,.;\x01]))")
_TO = re.compile(r"\s*(?:-|~|到|至|\bto\b|\buntil\b|\btill\b)\s*")
_CLOSING = re.compile(
    r"(?:今天|当天)?下班(?:之前|以前|前|时候|时)?|(?:\b(?:by|before|at)\s+)?(?:the\s+)?(?:\bend of (?:the |my )?"
    r"(?:working |work |business )?day\b"
    r"|\b(?:close|end) of (?:business|play)\b|\beod\b|\bcob\b|\bclosing time\b|\bi (?:leave|go home)\b)(?:\s+(?:on"
    r"|of)(?=\s))?"
)
_TODAY_CLOSING = re.compile(r"(?:今天)?(?:收工|打烊)(?:之前|前)?")
_LUNCH = re.compile(r"(?:午饭|午餐|吃饭|午休)(?:之前|以前|前)|\bbefore lunch\b|\bby lunch(?:time)?\b")
_AFTER_LUNCH = re.compile(r"(?:午饭|午餐|午休)(?:之后|以后|后)|\bafter lunch\b")
_AFTER_WORK = re.compile(r"下班(?:之后|以后|后)|\bafter work\b")
_PART_ONLY = re.compile(
    rf"\b(?:{_PART_EN})\b|凌晨|清晨|清早|一大早|一早|早上|早晨|上午|中午|正午|午间|下午|午后|傍晚|晚上|晚间|深夜|半夜"
    r"|(?<=\x01)(?:早|晚)(?![饭餐会点上])"
)
_IMPOSSIBLE = re.compile(r"(?<![\d:.])(?:2[4-9]|[3-9]\d):\d{2}(?![\d:])|(?<![\d:.])\d{1,2}:[6-9]\d(?![\d:])")


@dataclass(frozen=True)
class Clock:
    """A time of the day.  Unsure: whether before or after noon was left open.  `days` is 1 for midnight at its end."""

    time: datetime.time
    sure: bool = True
    days: int = 0
    ends: datetime.time | None = None


def find(reading: Reading) -> Clock | Name | None:
    """A time of the day, or the name of one; what does not exist is told to the reading."""
    if match := _FROM_TO.search(reading.left):
        return _span_of_hours(reading, match)
    clock = _one(reading, None)
    if clock is not None:
        clock = _in_part(reading, clock)
        place = reading.spans[-1].end
        to = _TO.match(reading.left, place)
        if to is not None and (ends := _one(reading, to.end())) is not None:
            reading.cut(to.start(), to.end(), "when")
            return _with_end(clock, ends)
        return clock
    if reading.problem is not None:
        return None
    return _named(reading)


def _one(reading: Reading, at: int | None) -> Clock | None:
    """The clock time that stands first in the text, or at the place."""
    if at is None and (wrong := _IMPOSSIBLE.search(reading.left)):
        reading.fail("no_such_time", wrong)
        return None
    patterns = (_FIGURES, _CHINESE, _ENGLISH, _PAST, _AT, _O_CLOCK, _BY_HOUR)
    if at is None:
        found = [match for pattern in patterns if (match := pattern.search(reading.left)) and _makes_sense(match)]
    else:
        found = [match for pattern in (_FIGURES, _CHINESE, _ENGLISH) if (match := pattern.match(reading.left, at))]
    if not found:
        return None
    match = min(found, key=lambda each: (each.start(), -each.end()))
    clock = _read(match)
    if clock is None:
        reading.fail("no_such_time", match)
        return None
    reading.cut(match.start(), match.end(), "when")
    return clock


def _makes_sense(match: re.Match[str]) -> bool:
    """Whether "一点" is one o'clock and not "a little"."""
    said = match.groupdict()
    if said["hour"] != "一" or said.get("part") or said.get("half") or said.get("quarter") or said.get("minute"):
        return True
    before = match.string[: match.start()].rstrip(" ,")
    return match[0][0] in "在于" or not before or before[-1] == "\x01" or match[0].endswith(("钟", "整"))


def _read(match: re.Match[str]) -> Clock | None:
    """The time of a match; None if no clock shows it."""
    said = match.groupdict()
    hour, minute = numbers.whole(said["hour"]), _minute(said)
    if said.get("way") == "to":
        hour, minute = (hour - 1) or 12, 60 - minute
    name = _PARTS.get(said.get("part") or said.get("part_en") or ("night" if said.get("at_night") else ""))
    if name == "evening" and hour == 12:
        hour = 24
    sure = True
    if said.get("half_day"):
        if hour > 12 and said["half_day"] == "a":
            return None
        hour = hour % 12 + (12 if said["half_day"] == "p" else 0) if hour <= 12 else hour
    elif name is not None:
        hour = _hour_in(name, hour, deep=said.get("part") in ("夜里", "深夜"))
    elif not said["hour"].startswith("0"):
        sure = hour > 12 or hour == 0
        hour += 12 if 1 <= hour <= 6 else 0
    if hour == 24 and 0 <= minute <= 59:
        return Clock(datetime.time(0, minute), days=1) if not minute or name == "evening" else None
    if not 0 <= hour <= 23 or not 0 <= minute <= 59:
        return None
    return Clock(datetime.time(hour, minute), sure)


def _minute(said: dict[str, str]) -> int:
    if said.get("minute"):
        return numbers.whole(said["minute"])
    if said.get("quarter"):
        return 15 * numbers.whole(said["quarter"])
    if said.get("word_minute"):
        return numbers.whole(said["word_minute"].replace(" ", "-"))
    if said.get("past"):
        return {"half": 30, "quarter": 15}.get(said["past"]) or numbers.whole(said["past"])
    return 30 if said.get("half") else 0


def _hour_in(name: Name, hour: int, *, deep: bool) -> int:
    """The hour in a part of the day; deep in the night the small hours stay."""
    if name in _AFTER_NOON:
        return hour + 12 if hour < 12 and not (deep and hour < 6) else hour
    if name == "noon":
        return hour + 12 if hour < 4 else hour
    return 0 if name == "dawn" and hour == 12 else hour


def _span_of_hours(reading: Reading, match: re.Match[str]) -> Clock | None:
    start, end = int(match["hour"]), int(match["to"])
    if not (1 <= start <= 12 and 1 <= end <= 12):
        reading.fail("no_such_time", match)
        return None
    reading.cut(match.start(), match.end(), "when")
    later = 12 if match["half_day"] == "p" else 0
    ends = end % 12 + later
    begins = start % 12 + later
    if begins > ends:
        begins -= 12
    return Clock(datetime.time(max(begins, 0)), ends=datetime.time(ends))


def _with_end(clock: Clock, ends: Clock) -> Clock:
    """下午3点到5点: the end is in the same half of the day unless it says otherwise."""
    end = ends.time
    if end <= clock.time and end.hour < 12:
        end = end.replace(hour=end.hour + 12)
    return Clock(clock.time, clock.sure, clock.days, end if end > clock.time else None)


def _named(reading: Reading) -> Name | None:
    if reading.take(_LUNCH, "when"):
        return "lunch"
    if reading.take(_AFTER_LUNCH, "when"):
        return "after_lunch"
    if reading.take(_AFTER_WORK, "when") or reading.take(_CLOSING, "when") or reading.take(_TODAY_CLOSING, "when"):
        return "closing"
    match = reading.take(_PART_ONLY, "when")
    if match is None:
        return None
    return _PARTS[match[1] or match[0].strip()]


def _in_part(reading: Reading, clock: Clock) -> Clock:
    """The part of the day that is named apart from the hour: "tonight at 8", "every morning at 6:30"."""
    match = _PART_ONLY.search(reading.left)
    name = _PARTS.get(match[1] or match[0].strip()) if match else None
    if match is None or not match[0].isascii() or name not in ("morning", *_AFTER_NOON) or clock.days:
        return clock
    last = reading.spans.pop()
    reading.cut(match.start(), match.end(), "when")
    reading.spans.append(last)  # a second hour is looked for after the first
    hour = clock.time.hour
    if not clock.sure and name == "morning" and hour > 12:
        hour -= 12
    elif not clock.sure and name != "morning" and hour < 12:
        hour += 12
    return replace(clock, time=clock.time.replace(hour=hour), sure=True)
