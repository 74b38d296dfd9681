"""Ready-made rules: values of a rule to begin with.  Those whose object or fields are not there are left out."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop

from magpie.platform import objects
from magpie.watchdog.models import WatchRule
from magpie.watchdog.objects import problems_of

OWNER: list[dict[str, Any]] = [{"kind": "owner"}]
OPEN_DEAL = {"field": "status", "is": "open"}
# key, name, values; the texts stand in both languages because a rule keeps both
READY: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("lead_contact", gettext_noop("Lead not contacted within 4 working hours"), {
        "object": "lead",
        "filter": {"all": [{"field": "status", "in": ["new", "working"]}, {"field": "owner", "is_empty": False}]},
        "expected": {"field": "last_contact_at", "is_empty": False},
        "since": "created", "amount": 4, "unit": "working_hours", "receivers": OWNER, "repeat_minutes": 60,
        "message_en": "Not contacted yet: {{ record.name }}", "message_zh": "线索还没有联系：{{ record.name }}",
    }),
    ("stage_stuck", gettext_noop("Opportunity in the same stage for 30 days"), {
        "object": "opportunity", "filter": OPEN_DEAL, "expected": {},
        "since": "stage", "amount": 30, "unit": "days",
        "receivers": [{"kind": "owner"}, {"kind": "owner_manager"}],
        "message_en": "30 days in the stage {{ record.stage }}: {{ record.name }}",
        "message_zh": "已在“{{ record.stage }}”阶段停留 30 天：{{ record.name }}",
    }),
    ("offer_unanswered", gettext_noop("Quotation not answered 7 days after it was sent"), {
        "object": "opportunity",
        "filter": {"all": [
            OPEN_DEAL, {"related": {"by": "price_round.opportunity", "filter": {"field": "side", "is": "ours"}}},
        ]},
        "expected": {"related": {"by": "price_round.opportunity", "filter": {"field": "side", "is": "theirs"}}},
        "since": "filter", "amount": 7, "unit": "days", "receivers": OWNER,
        "message_en": "No answer to our offer: {{ record.name }}",
        "message_zh": "报价 7 天未得到答复：{{ record.name }}",
    }),
    ("task_overdue", gettext_noop("Task overdue"), {
        "object": "task", "filter": {"field": "status", "not_in": ["completed", "cancelled", "deferred"]},
        "expected": {"field": "status", "is": "completed"},
        "since": "field", "since_field": "due_at", "amount": 1, "unit": "working_hours", "receivers": OWNER,
        "message_en": "Overdue: {{ record.subject }}", "message_zh": "任务已逾期：{{ record.subject }}",
    }),
    ("daily_report", gettext_noop("Daily report by 18:00"), {
        "kind": "people", "object": "note", "filter": {}, "since": "created", "person_field": "owner", "at_least": 1,
        "by_time": "18:00", "list_time": "18:30", "receivers": [],
        "message_en": "Please write today's report", "message_zh": "请填写今天的日报（拜访记录）",
    }),
    ("approval_waits", gettext_noop("Approval undecided for 1 working day"), {
        "object": "approval", "filter": {"field": "state", "is": "pending"},
        "expected": {"field": "state", "is_not": "pending"},
        "since": "created", "amount": 1, "unit": "working_days", "receivers": [{"kind": "responsible"}],
        "message_en": "Approval waits: {{ record.name }}", "message_zh": "审批还没有处理：{{ record.name }}",
    }),
    ("hand_over_waits", gettext_noop("Hand-over not accepted for 1 working day"), {
        "object": "hand_over", "filter": {"field": "state", "is": "offered"},
        "expected": {"field": "state", "is_not": "offered"},
        "since": "field", "since_field": "offered_at", "amount": 1, "unit": "working_days",
        "receivers": [{"kind": "field", "field": "receiver"}],
        "message_en": "Hand-over not accepted: {{ record.name }}", "message_zh": "移交还没有接收：{{ record.name }}",
    }),
    ("reminder_without_date", gettext_noop("Reminder that can never come"), {
        "object": "reminder",
        "filter": {"all": [{"field": "status", "is": "scheduled"}, {"field": "problem", "is_empty": False}]},
        "expected": {"field": "problem", "is_empty": True},
        "since": "filter", "amount": 1, "unit": "working_days", "receivers": OWNER,
        "message_en": "This reminder can never come, its date is missing or wrong: {{ record.subject }}",
        "message_zh": "这条提醒不会触发，所依据的日期缺失或有误：{{ record.subject }}",
    }),
)  # fmt: skip


def offered() -> list[dict[str, Any]]:
    """The ready-made rules that fit this installation; `name` is a text to translate."""
    found = []
    for key, name, values in READY:
        target = objects.find(values["object"])
        if target is None:
            continue
        draft = WatchRule(**{n: v for n, v in values.items() if n not in ("by_time", "list_time")})
        if problems_of(draft).keys() <= {"receivers", "by_time"}:
            found.append({"key": key, "name": name, "values": values})
    return found
