"""What lines of words mean: a table of phrases, times written in many ways, and text at random."""

from __future__ import annotations

import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as some

from magpie.lib.recurrence import Rule
from magpie.lib.working_hours import WorkingHours, read_hours
from magpie.reminders.words.result import Understood
from magpie.reminders.words.understanding import LONGEST_TEXT, understand

ZONE = "Asia/Shanghai"
OFFICE = read_hours("09:00-12:00, 13:00-18:00")
HOURS = WorkingHours(ZoneInfo(ZONE), (*[OFFICE] * 5, (), ()), "CN")
NOW = datetime.datetime.fromisoformat("2026-11-25T10:00")  # a Wednesday
PHRASES = (Path(__file__).parent / "phrases.txt").read_text("utf-8").splitlines()


def read(text: str, now: datetime.datetime = NOW, hours: WorkingHours = HOURS) -> Understood:
    return understand(text, now=now.replace(tzinfo=ZoneInfo(ZONE)), zone=ZONE, hours=hours)


def written(found: Understood) -> str:
    """The meaning in one line: kind, subject, time, and the rest that was said."""
    parts: list[str] = [found.kind, found.subject]
    if found.due:
        parts.append(f"{found.due:%Y-%m-%d}" if found.all_day else f"{found.due:%Y-%m-%d %H:%M}")
    if found.ends:
        parts.append(f"to {found.ends:%Y-%m-%d %H:%M}")
    if found.past:
        parts.append("past")
    if found.rule:
        parts.append(found.rule)
    if found.days_off != "as_is":
        parts.append(found.days_off)
    if found.remind_every_minutes:
        parts.append(f"every {found.remind_every_minutes}")
    if found.before_minutes:
        parts.append(f"before {found.before_minutes}")
    if found.people:
        parts.append(" ".join(f"<{name}>" for name in found.people))
    if found.problem:
        parts.append(f"{found.problem.code}: {found.problem.words}")
    return " | ".join(parts)


@pytest.mark.parametrize("line", PHRASES, ids=lambda line: line.partition(" => ")[0])
def test_a_phrase_is_understood(line: str) -> None:
    text, _arrow, meaning = line.partition(" => ")
    assert written(read(text)) == meaning


def test_there_are_enough_phrases_in_both_languages() -> None:
    english = sum(line.partition(" => ")[0].isascii() for line in PHRASES)
    assert (english >= 100, len(PHRASES) - english >= 150, len(set(PHRASES)) == len(PHRASES)) == (True, True, True)


def _hour(time: datetime.datetime) -> int:
    return time.hour - 12 if time.hour > 12 else time.hour


STYLES = (
    lambda t: f"{t.year}年{t.month}月{t.day}日{t.hour}点{t.minute}分交货" if t.hour > 6 else f"{t:%Y-%m-%d %H:%M}交货",
    lambda t: f"{t:%Y-%m-%d %H:%M} 交货",
    lambda t: f"交货 {t.year}/{t.month}/{t.day} {t:%H:%M}",
    lambda t: f"{t.month}月{t.day}号{'下午' if t.hour > 11 else '上午'}{_hour(t)}:{t:%M}交货",
    lambda t: f"deliver on {t.day} {t:%B %Y} at {t:%H:%M}",
    lambda t: f"deliver {t:%b} {t.day}, {t.year} at {(t.hour - 1) % 12 + 1}:{t:%M}{'pm' if t.hour >= 12 else 'am'}",
    lambda t: f"on {t:%B} {t.day} at {(t.hour - 1) % 12 + 1}:{t:%M} {'PM' if t.hour >= 12 else 'AM'} deliver",
)


@given(
    some.datetimes(NOW + datetime.timedelta(minutes=1), NOW + datetime.timedelta(days=360)), some.sampled_from(STYLES)
)
@settings(max_examples=200, deadline=None)
def test_a_time_written_in_any_style_is_read_back(time: datetime.datetime, style) -> None:
    time = time.replace(second=0, microsecond=0)
    found = read(style(time))
    assert (found.due, found.all_day, found.problem) == (time, False, None)
    assert found.subject in ("交货", "deliver")


PIECES = (
    *"每周月一三五日号点半前后下底初第:/-.，", "工作日", "最后", "提前", "提醒", "分钟", "小时", "每隔", "明天", "王总",
    "12", "31", "99", " ", "every ", "monday", "month", "the ", "last ", "day ", "in ", "by ", "at ", "pm", "feb ",
    "next ", "half ", "until ", "to ", "remind me ", "before ", "İ", "\x01", "１", "٣", "²",
)  # fmt: skip


@given(some.one_of(some.text(max_size=60), some.lists(some.sampled_from(PIECES), max_size=14).map("".join)))
@example("每月99日" * 100)
@settings(max_examples=300, deadline=None)
def test_no_text_breaks_it_and_what_is_said_of_it_is_sound(text: str) -> None:
    found = read(text)
    short = text[:LONGEST_TEXT]
    ends = [0, *(span.end for span in found.spans)]
    assert all(before <= span.start < span.end <= len(short) for before, span in zip(ends, found.spans, strict=False))
    if found.problem:
        assert (found.due, found.rule) == (None, None)
        assert found.problem.words in short
    if found.rule:
        assert found.due is not None
        first = Rule(found.rule, found.due, ZONE).upcoming(1, works=HOURS.works_on)[0]
        assert first.local == found.due


def test_the_pieces_that_were_understood_are_shown_where_they_stand() -> None:
    text = "下周三下午3点给王总回电话，每30分钟提醒一次"
    found = [(text[span.start : span.end], span.what) for span in read(text).spans]
    assert found == [
        ("下周三下午3点", "when"), ("王总", "person"), ("每30分钟提醒一次", "repeat"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("now", "text", "due"),
    [
        ("2026-11-25 18:30", "下班前交报告", "2026-11-26 18:00"),  # after work: tomorrow's closing
        ("2026-11-28 10:00", "下班前交报告", "2026-11-30 18:00"),  # on a Saturday
        ("2026-11-25 10:00", "9点打电话", "2026-11-26 09:00"),
        ("2026-11-25 10:00", "今天9点打电话", "2026-11-25 21:00"),
        ("2026-11-25 10:00", "周三9点打电话", "2026-11-25 21:00"),
        ("2026-11-25 16:00", "周三15:00打电话", "2026-12-02 15:00"),
        ("2026-09-29 10:00", "两个工作日内答复", "2026-10-08 18:00"),  # over the National Day
        ("2026-09-29 10:00", "月底前交货", "2026-09-30 18:00"),
        ("2026-01-30 10:00", "月底前交货", "2026-01-30 18:00"),
        ("2026-02-13 10:00", "本周内交货", "2026-02-14 18:00"),  # a Saturday worked for the Spring Festival
        ("2026-11-30 23:30", "in two hours", "2026-12-01 01:30"),
        ("2026-12-31 10:00", "1月31日交货", "2027-01-31 09:00"),
        ("2027-01-31 10:00", "30号交货", "2027-03-30 09:00"),  # February has none
        ("2026-11-25 10:00", "2月29日交货", "2028-02-29 09:00"),
    ],
)
def test_times_that_are_over_roll_on_to_the_next_that_makes_sense(now: str, text: str, due: str) -> None:
    found = read(text, datetime.datetime.fromisoformat(now))
    assert (found.due, found.past, found.problem) == (datetime.datetime.fromisoformat(due), False, None)


def test_the_companys_hours_say_when_a_day_opens_and_closes() -> None:
    week = (*[read_hours("08:30-17:15")] * 6, ())
    early = WorkingHours(ZoneInfo(ZONE), week)
    assert read("周六前交货", hours=early).due == datetime.datetime.fromisoformat("2026-11-28T17:15")
    assert read("明天一早交货", hours=early).due == datetime.datetime.fromisoformat("2026-11-26T08:30")
    assert read("end of day", hours=WorkingHours(ZoneInfo(ZONE), ((),) * 7)).due is not None  # never open
