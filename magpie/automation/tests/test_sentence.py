"""A workflow told as one sentence, in both languages."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from magpie.automation.document import Document
from magpie.automation.sentence import sentence

pytestmark = pytest.mark.django_db

DRAWING: dict[str, Any] = {
    "object": "lead",
    "triggers": [
        {
            "on": "satisfies",
            "filter": {
                "all": [
                    {"field": "budget", "gte": 50000},
                    {"any": [{"field": "city", "is": "上海"}, {"field": "rating", "in": ["hot", "warm"]}]},
                    {"field": "created_at", "within_last": {"days": 3}},
                ]
            },
        },
        {"on": "updated", "fields": ["status", "owner"], "filter": {"not": {"field": "email", "is_empty": True}}},
    ],
    "steps": [
        {"id": "give", "action": "lead.hand_over"},
        {"id": "wait", "wait": {"for": [{"event": ["lead.updated"], "by": "owner"}], "at_most": {"days": 2}}},
        {
            "id": "late",
            "if": {"step": "wait", "outcome": "time"},
            "then": [{"id": "tell", "action": "notice.send"}, {"id": "pause", "wait": {"time": {"hours": 4}}}],
            "else": [{"id": "end", "stop": "done"}],
        },
        {"id": "fail", "stop": "error"},
    ],
}


ENGLISH = (
    "When a Lead comes to satisfy: Budget is at least 50,000.00 and (City is 上海 or Rating is one of Hot, Warm)"
    " and Created lies within the last 3 days or a Lead is changed (Status, Owner) and not (E-mail is empty):"
    " Hand over; then wait until its owner works on it, at most 2 days; then if the time was up, then"
    " (Send a notice; then wait 4 hours), otherwise stop; then stop with an error."
)
CHINESE = (
    "当线索开始满足条件（预算不低于 50,000.00，且（城市为“上海”，或意向程度为热、温之一），"
    "且创建时间在过去 3 天内），或线索被修改（状态、负责人），且并非（邮箱为空）时："
    "移交；然后等到负责人跟进，最多等 2 天；然后如果时间已到，则（发送通知；然后等待 4 小时），"
    "否则结束；然后报错并结束。"
)


@pytest.mark.parametrize(("language", "told"), [("en", ENGLISH), ("zh-hans", CHINESE)])
def test_a_workflow_is_told_as_a_sentence(language: str, told: str) -> None:
    with translation.override(language):
        assert sentence(Document.model_validate(DRAWING)) == told


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "When a Lead is created: have somebody do: Call [Company] ([Owner › Name]) about [steps.give.title]."),
        ("zh-hans", "当新建线索时：请人处理：Call 【公司】 (【负责人 › 姓名】) about 【steps.give.title】。"),
    ],
)
def test_values_in_texts_are_told_by_their_names(language: str, told: str) -> None:
    text = "Call {{ record.company }} ({{record.owner.name | upcase}}) about {{ steps.give.title }}"
    steps = [{"id": "ask", "ask": {"kind": "task", "to": [{"role_of": "owner"}], "text": {"en": text}}}]
    document = Document.model_validate({"object": "lead", "triggers": [{"on": "created"}], "steps": steps})
    with translation.override(language):
        assert sentence(document) == told
