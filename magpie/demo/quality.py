"""The demo's own data checks, and a few slips of the pen, so that Data to repair has something to show."""

from __future__ import annotations

from typing import Any

from magpie.accounts.models import Account, Contact
from magpie.demo.writing import Book
from magpie.platform import context, records
from magpie.platform.actor import SYSTEM
from magpie.watchdog.models import DataCheck

UNREACHABLE = ("Bram Visser", "Yuki Tanaka", "江波", "史可")  # nobody wrote down how to reach them
WITHOUT_TERMS = ("Lumen Medical B.V.", "北京燕京乳业有限公司")
# name, in English, values
CHECKS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("联系人没有电话和邮箱", "Contact without telephone and e-mail", {
        "object": "contact", "mend": ["mobile", "phone", "email"],
        "filter": {"all": [{"field": name, "is_empty": True} for name in ("mobile", "phone", "email")]},
        "advice_zh": "请向客户问清联系方式。", "advice_en": "Ask the customer how to reach them.",
    }),
    ("进行中的商机没有预计成交日期或金额", "Open opportunity without a closing date or an amount", {
        "object": "opportunity", "mend": ["close_date", "amount"],
        "filter": {"all": [{"field": "status", "is": "open"}, {"any": [
            {"field": "close_date", "is_empty": True}, {"field": "amount", "is_empty": True},
        ]}]},
        "advice_zh": "没有日期和金额，预测就不准。", "advice_en": "The forecast needs both.",
    }),
)  # fmt: skip


def load(book: Book) -> None:
    """Make the checks and the slips; what they find is found by the worker."""
    made = []
    with context.acting(SYSTEM, automation="skip"):
        for name, english, values in CHECKS:
            check = records.create(DataCheck, {**values, "name": name, "receivers": [{"kind": "owner"}]}, actor=SYSTEM)
            made.append((check.pk, english))
        for contact in Contact.objects.filter(name__in=UNREACHABLE):
            records.update(contact, {"mobile": "", "phone": "", "email": ""}, actor=SYSTEM)
        for account in Account.objects.filter(name__in=WITHOUT_TERMS):
            records.update(account, {"payment_terms": ""}, actor=SYSTEM)
    book.in_english("data_check", made)
    slip = book.now.replace(year=book.now.year + 100, day=1, hour=10, minute=0, second=0, microsecond=0)
    book.add("task", [("lin", {"subject": "给客户寄样品", "status": "not_started", "due_at": slip})])
