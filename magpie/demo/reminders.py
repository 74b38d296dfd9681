"""The demo's reminders: an escalation ladder, regular duties, and promises of the coming days."""

from __future__ import annotations

import datetime
from typing import Any

from magpie.accounts.models import Account
from magpie.demo.people import ZONES
from magpie.demo.writing import Book
from magpie.lib.recurrence import DaysOff, Rule
from magpie.platform import context, records
from magpie.platform.actor import SYSTEM
from magpie.reminders.models import EscalationLadder

RUNGS = [
    {"after_rounds": 3, "to": "manager"},
    {"after_minutes": 24 * 60, "to": "creator", "urgent": True},
]
# who, subject, rule, clock, days off, minutes between rounds, how to prepare, points
DUTIES: tuple[tuple[str, str, str, datetime.time, DaysOff, int, str, tuple[str, ...]], ...] = (
    ("lin", "写周报", "FREQ=WEEKLY;BYDAY=FR", datetime.time(16), "previous", 60,
     "本周拜访、新增商机、卡住的问题各写一段。", ("拜访记录", "新增商机", "需要支持的问题")),
    ("qiang", "华南销售例会", "FREQ=WEEKLY;BYDAY=MO", datetime.time(10), "next", 30,
     "会前看一遍各人的商机和上周承诺。", ("预测表", "超期商机")),
    ("emma", "Weekly sales meeting", "FREQ=WEEKLY;BYDAY=MO", datetime.time(10), "next", 30,
     "Look through everybody's open promises first.", ("Forecast", "Overdue opportunities")),
    ("mei", "检查未关闭的投诉", "FREQ=WORKDAY", datetime.time(17, 30), "as_is", 30, "", ()),
)  # fmt: skip
PROMISES = (
    ("bo", 2, "给{}回电：确认交期", "先问生产部 3 号线何时能排。"),
    ("cy", 3, "把修改后的报价发给{}", ""),
    ("david", 2, "Call {} back about the delivery date", "Ask production first."),
)


def load(book: Book) -> None:
    """Make them; their times are planned by the worker."""
    with context.acting(SYSTEM, automation="skip"):
        ladder = records.create(
            EscalationLadder, {"name": "三次未答复通知主管", "rungs": RUNGS, "is_default": True}, actor=SYSTEM
        )
    book.in_english("escalation_ladder", [(ladder.pk, "Manager after three rounds")])
    rows: list[tuple[str, dict[str, Any]]] = [_duty(book, *duty) for duty in DUTIES]
    for who, days, subject, notes in PROMISES:
        account = Account.objects.filter(owner=book.number(who)).order_by("id").first()
        if account is not None:
            rows.append(
                (
                    who,
                    {
                        "subject": subject.format(account.name), "kind": "promise", "notes": notes,
                        "related_to": f"account:{account.pk}", "starts_at": book.at(days, 11), "repeat_minutes": 30,
                        "ladder": ladder.pk,
                    },
                )
            )  # fmt: skip
    book.add("reminder", rows)


def _duty(
    book: Book,
    who: str,
    subject: str,
    rule: str,
    clock: datetime.time,
    days_off: DaysOff,
    minutes: int,
    notes: str,
    points: tuple[str, ...],
) -> tuple[str, dict[str, Any]]:
    first = datetime.datetime.combine(book.day(1), clock)
    recurrence = Rule(rule, first, ZONES.get(who, "Asia/Shanghai"), days_off)
    return who, {
        "subject": subject, "kind": "duty", "notes": notes, "recurrence": recurrence.stored(),
        "checklist": [{"text": text, "done": False} for text in points], "repeat_minutes": minutes,
    }  # fmt: skip
