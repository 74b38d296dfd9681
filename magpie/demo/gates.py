"""The demo company's gates, and one request that waits for a manager's approval."""

from __future__ import annotations

from typing import Any

from magpie.demo.writing import Book
from magpie.notices.models import Delivery
from magpie.platform import context, gates, records, setup
from magpie.platform.actor import SYSTEM
from magpie.platform.models import Gate
from magpie.platform.problems import NeedsApproval
from magpie.sales.models import Opportunity

LARGE = 1_000_000  # from here on a manager agrees to an amount
ASKER, WANTED = "lin", "1080000"
REMARK = "客户追加两台机器人，价格已与产品部核对。"

GATES: tuple[dict[str, Any], ...] = (
    {
        "name": "高预算线索",
        "english": "Lead with a large budget",
        "object": "lead",
        "operation": "lead.disqualify",
        "filter": {"field": "budget", "gte": 200_000},
        "outcome": "ask",
        "message_en": "This lead has a budget of 200,000 or more. Give it up all the same?",
        "message_zh": "这条线索的预算达到 20 万或以上，确定要放弃吗？",
        "needs_reason": True,
    },
    {
        "name": "赢单须有金额",
        "english": "No won opportunity without an amount",
        "object": "opportunity",
        "operation": "update",
        "filter": {"all": [{"field": "status", "is": "won"}, {"field": "amount", "is_empty": True}]},
        "outcome": "refuse",
        "message_en": "An opportunity can be won only with an amount. Enter the amount first.",
        "message_zh": "没有金额的商机不能设为赢单，请先填写金额。",
    },
    {
        "name": "更换有进行中商机客户的负责人",
        "english": "New owner of a customer with open opportunities",
        "object": "account",
        "operation": "update",
        "fields": ["owner"],
        "filter": {"related": {"by": "opportunity.account", "filter": {"field": "status", "is": "open"}}},
        "outcome": "ask",
        "message_en": "{{ record.name }} has open opportunities. They keep their owner. Go on?",
        "message_zh": "{{ record.name }}还有进行中的商机，这些商机的负责人不会随之改变。继续吗？",
    },
    {
        "name": "有联系人的客户不能删除",
        "english": "No customer with contacts is deleted",
        "object": "account",
        "operation": "delete",
        "filter": {"related": {"by": "contact.account", "filter": {}}},
        "outcome": "refuse",
        "message_en": "{{ record.name }} still has contacts.",
        "message_zh": "{{ record.name }}还有联系人。",
        "possible_en": "Move its contacts to another account, or merge the two accounts.",
        "possible_zh": "先把联系人移到其他客户，或者合并两个客户。",
    },
    {
        "name": "大额商机须经上级审批",
        "english": "A manager agrees to large amounts",
        "object": "opportunity",
        "operation": "update",
        "fields": ["amount"],
        "filter": {"field": "amount", "gt": LARGE},
        "formulas": [{"name": "over", "formula": f"amount - {LARGE}"}],
        "outcome": "approve",
        "approvers": [{"kind": "owner_manager"}],
        "message_en": "An amount of {{ record.amount }} is {{ over | money }} above what one may promise alone.",
        "message_zh": "金额 {{ record.amount }} 超出本人权限 {{ over | money }}。",
    },
)


def load(book: Book) -> None:
    """Make the gates; last, so that they do not ask while the company is being made."""
    with context.acting(SYSTEM, automation="skip"):
        for values in GATES:
            own = {name: value for name, value in values.items() if name != "english"}
            book.in_english("gate", [(records.create(Gate, own, actor=SYSTEM).pk, str(values["english"]))])
    setup.forget()
    _ask(book)


def _ask(book: Book) -> None:
    """Have a salesman ask for a larger amount; nobody gets a mail of it."""
    asker = book.actor(ASKER)
    deal = Opportunity.objects.filter(owner=asker.user_id, status="open", amount__lte=LARGE).order_by("-amount").first()
    if deal is None:
        return
    gate = Gate.objects.get(outcome="approve")
    given, answers = {"amount": WANTED}, {str(gate.pk): REMARK}
    try:
        with context.acting(asker, automation="skip", answers=answers):
            records.update(deal, given, actor=asker)
    except NeedsApproval as needed:
        request = gates.Request("opportunity", "update", deal.pk, given, answers, needed.questions)
        gates.keep_request(request, asker)
        Delivery.objects.filter(notice__kind="approval", channel="email").delete()
