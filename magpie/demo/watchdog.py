"""The demo's watchdog: ready-made rules that are on, so that the page of late work has something to show."""

from __future__ import annotations

from magpie.demo.writing import Book
from magpie.platform import context, records
from magpie.platform.actor import SYSTEM
from magpie.platform.models import Team
from magpie.watchdog import templates
from magpie.watchdog.models import WatchRule

NAMES = {
    "lead_contact": "线索 4 个工作小时内未联系",
    "stage_stuck": "商机停留在同一阶段 30 天",
    "task_overdue": "任务逾期",
    "approval_waits": "审批超过 1 个工作日未处理",
    "daily_report": "每天 18:00 前提交日报",
}
ON = ("task_overdue", "approval_waits")  # the others are tried by whoever looks at them


def load(book: Book) -> None:
    """Make them; what is late is found by the worker."""
    team = Team.objects.filter(pk=book.users["bo"].team_id or 0).first()
    made = []
    with context.acting(SYSTEM, automation="skip"):
        for each in templates.offered():
            if each["key"] not in NAMES:
                continue
            values = {**each["values"], "name": NAMES[each["key"]], "is_active": each["key"] in ON}
            if values.get("kind") == "people":
                if team is None:
                    continue
                values["receivers"] = [{"kind": "team", "id": team.pk}]
            values["responsible"] = book.number("root")
            rule = records.create(WatchRule, values, actor=SYSTEM)
            made.append((rule.pk, str(each["name"])))
    book.in_english("watch_rule", made)
