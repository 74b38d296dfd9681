"""The demo company's notice rules, and lists that people follow."""

from __future__ import annotations

from typing import Any

from magpie.demo.writing import Book
from magpie.following import templates
from magpie.following.models import NoticeRule
from magpie.platform import context, records
from magpie.platform.actor import SYSTEM

SWITCHED_ON = ("stage_changed", "new_customers", "won", "obstacles")
FOLLOWED: tuple[tuple[str, dict[str, Any]], ...] = (
    ("ana", {
        "name": "新线索", "object": "lead", "filter": {"field": "status", "is": "new"},
        "events": [{"on": "entered"}, {"on": "left"}],
    }),
    ("emma", {
        "name": "Large deals", "object": "opportunity", "filter": {"field": "amount", "gte": 500_000},
        "events": [{"on": "created"}, {"on": "updated", "fields": ["stage", "amount"]}], "timing": "daily",
        "at": "17:30",
    }),
)  # fmt: skip


def load(book: Book) -> None:
    """Make them last, so that they do not tell of the company being made."""
    with context.acting(SYSTEM, automation="skip"):
        for key in SWITCHED_ON:
            template = templates.find(key)
            if template is not None:
                rule = records.create(NoticeRule, template.rule("zh-hans"), actor=SYSTEM)
                book.in_english("notice_rule", [(rule.pk, template.en)])
        for who, values in FOLLOWED:
            records.create(NoticeRule, {**values, "owner": book.number(who)}, actor=SYSTEM)
