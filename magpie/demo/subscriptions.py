"""The demo's subscriptions: the day's leads for a manager, the pipeline, figures on Fridays, a list for a salesman."""

from __future__ import annotations

import datetime
from typing import Any

from magpie.demo.people import ZONES
from magpie.demo.writing import Book
from magpie.lib.recurrence import Rule

NEW_TODAY = {"field": "created_at", "on": "today"}
CLOSING = {"all": [{"field": "owner", "is": "$me"}, {"field": "status", "is": "open"},
                   {"field": "close_date", "on": "this_month"}]}  # fmt: skip
# who, by whom, name, rule, clock, source, parameters, attached, condition
SUBSCRIPTIONS: tuple[tuple[str, str, str, str, datetime.time, str, dict[str, Any], list[str], dict[str, Any]], ...] = (
    ("jing", "jing", "当日新增线索", "FREQ=WORKDAY", datetime.time(17), "list",
     {"object": "lead", "filter": NEW_TODAY, "columns": ["name", "company", "status", "source", "owner", "created_at"]},
     ["xlsx"], {"when": "rows"}),
    ("bo", "jing", "我本月应成交的商机", "FREQ=WEEKLY;BYDAY=MO", datetime.time(9), "list",
     {"object": "opportunity", "filter": CLOSING,
      "columns": ["name", "account", "stage", "amount", "probability", "close_date"], "sort": "close_date"}, [], {}),
    ("emma", "emma", "Sales pipeline on Monday", "FREQ=WEEKLY;BYDAY=MO", datetime.time(9), "pipeline",
     {}, ["pdf"], {"when": "changed"}),
    ("jing", "jing", "每周业绩排行榜", "FREQ=WEEKLY;BYDAY=FR", datetime.time(17, 30), "leader_board",
     {"period": "month"}, [], {}),
    ("root", "root", "Complete customer data", "FREQ=WEEKLY;BYDAY=FR", datetime.time(17), "completeness",
     {"object": "account", "fields": ["industry", "segment", "payment_terms"]}, ["xlsx"], {"when": "changed"}),
)  # fmt: skip


def load(book: Book) -> None:
    """Make them; their times are planned by the worker."""
    rows = []
    for who, by, name, rule, clock, source, parameters, attach, condition in SUBSCRIPTIONS:
        first = datetime.datetime.combine(book.day(0), clock)
        recurrence = Rule(rule, first, ZONES.get(who, "Asia/Shanghai"))
        values = {
            "name": name, "owner": book.number(who), "source": source, "parameters": parameters, "attach": attach,
            "channels": ["email"], "condition": condition, "recurrence": recurrence.stored(),
        }  # fmt: skip
        rows.append((by, values))
    book.add("subscription", rows)
