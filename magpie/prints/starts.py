"""The templates that a new company begins with, and that an administrator starts new ones from."""

from __future__ import annotations

from typing import Any

from magpie.prints import blocks

Block = dict[str, Any]
HEAD: Block = {"type": "letterhead"}
FOOT: Block = {"type": "footer"}


def _title(zh: str, en: str) -> Block:
    return {"type": "title", "zh": zh, "en": en}


def _part(zh: str, en: str) -> Block:
    return {"type": "title", "zh": zh, "en": en, "level": 3, "align": "left"}


def _fields(*names: str, columns: int = 2, hide_empty: bool = False) -> Block:
    return {"type": "fields", "fields": list(names), "columns": columns, "hide_empty": hide_empty}


def _text(zh: str, en: str, **more: Any) -> Block:
    return {"type": "text", "zh": zh, "en": en, **more}


ACCOUNT = [
    HEAD,
    _title("客户资料卡", "Customer sheet"),
    _fields(
        "name", "level", "type", "industry", "segment", "owner", "phone", "email", "website", "tax_number",
        "payment_terms", "credit_limit", "employees", "annual_revenue", "billing_address", "shipping_address",
    ),
    {
        "type": "lines", "object": "contact", "zh": "联系人", "en": "Contacts", "hide_empty": True,
        "columns": ["name", "job_title", "role", "mobile", "phone", "email"],
    },
    {
        "type": "lines", "object": "opportunity", "zh": "商机", "en": "Opportunities", "hide_empty": True,
        "columns": ["name", "stage", "amount", "close_date", "owner"], "sums": ["amount"],
    },
    {
        "type": "lines", "object": "note", "zh": "最近跟进", "en": "Latest notes", "hide_empty": True, "limit": 10,
        "columns": ["created_at", "body", "owner"], "numbered": False, "border": "rows",
    },
    {
        "type": "lines", "object": "meeting", "zh": "最近会议", "en": "Latest meetings", "hide_empty": True, "limit": 5,
        "columns": ["starts_at", "subject", "status", "owner"], "numbered": False, "border": "rows",
    },
    _text("{{ record.description }}", "{{ record.description }}"),
    FOOT,
]  # fmt: skip
VISIT = [
    HEAD,
    _title("拜访报告", "Visit report"),
    _fields("related_to", "subject", "starts_at", "ends_at", "location", "attendees", "owner", "status"),
    _part("拜访内容", "What was discussed"),
    _text("{{ record.description }}", "{{ record.description }}"),
    _part("客户反馈与需求", "What the customer said and needs"),
    {"type": "space", "mm": 28},
    _part("后续行动", "What follows"),
    {
        "type": "lines", "object": "task", "columns": ["subject", "due_at", "owner", "status"], "hide_empty": True,
    },
    {"type": "space", "mm": 18},
    {
        "type": "signature", "left_zh": "拜访人", "left_en": "Visited by", "right_zh": "主管", "right_en": "Manager",
        "stamp": False,
    },
    FOOT,
]  # fmt: skip
OPPORTUNITY = [
    HEAD,
    _title("报价单", "Quotation"),
    _text(
        "编号：Q{{ record.id }}　　日期：{{ printed.on }}", "No. Q{{ record.id }}    Date: {{ printed.on }}",
        align="right", size=9,
    ),
    _fields(
        "account", "contact", "account.phone", "contact.mobile", "account.billing_address", "contact.email", "name",
        "owner",
    ),
    {
        "type": "lines", "object": "opportunity_product", "sums": ["amount"], "words": True,
        "columns": ["product", "quantity", "product.unit", "price", "discount", "amount", "note"],
    },
    _text(
        "一、币种：{{ record.currency }}；以上价格自本报价单日期起 30 天内有效。\n"
        "二、交货期与付款方式以双方签订的合同为准。",
        "1. Currency: {{ record.currency }}. Prices hold for 30 days from the date of this quotation.\n"
        "2. Delivery and payment as agreed in the contract.",
        size=9,
    ),
    {
        "type": "signature", "left_zh": "报价方（盖章）", "left_en": "For the seller", "right_zh": "客户确认（盖章）",
        "right_en": "Accepted by the customer",
    },
    FOOT,
]  # fmt: skip
LEAD = [
    _title("线索卡", "Lead card"),
    _fields(
        "name", "company", "job_title", "status", "mobile", "phone", "email", "source", "industry", "rating", "owner",
        "next_contact_at", "budget", "purchase_timeframe",
    ),
    _fields("address", "need", "description", columns=1, hide_empty=True),
    {
        "type": "lines", "object": "note", "zh": "跟进记录", "en": "Notes", "hide_empty": True, "limit": 8,
        "columns": ["created_at", "body"], "numbered": False, "border": "rows",
    },
    {"type": "code", "kind": "qr", "field": "url", "align": "right", "width": 20},
    FOOT,
]  # fmt: skip
MINUTES = [
    HEAD,
    _title("会议纪要", "Minutes of the meeting"),
    _text("{{ record.subject }}", "{{ record.subject }}", align="center", size=12),
    _fields("starts_at", "ends_at", "location", "rooms", "attendees", "owner", "related_to"),
    _part("会议内容与决议", "Discussed and decided"),
    _text("{{ record.description }}", "{{ record.description }}"),
    {
        "type": "lines", "object": "note", "zh": "记录", "en": "Notes", "hide_empty": True, "numbered": False,
        "columns": ["body", "owner"], "border": "rows",
    },
    _part("待办事项", "To do"),
    {
        "type": "lines", "object": "task", "columns": ["subject", "owner", "due_at"],
    },
    {
        "type": "signature", "left_zh": "记录人", "left_en": "Recorded by", "right_zh": "确认", "right_en": "Confirmed",
        "stamp": False,
    },
    FOOT,
]  # fmt: skip
SAMPLE = [
    HEAD,
    _title("样品送货单", "Sample delivery note"),
    {"type": "code", "kind": "barcode", "field": "tracking_number", "align": "right", "width": 45},
    _fields("account", "opportunity", "sent_on", "tracking_number", "account.shipping_address", "answer_due_on"),
    _part("样品明细", "Samples"),
    _fields("name", "product", "product.code", "quantity", "product.unit", "status"),
    _text(
        "请核对样品后签收，并于反馈期限前回复测试结果。",
        "Please check the samples, sign for them, and tell us the result by the date above.", size=9,
    ),
    {
        "type": "signature", "left_zh": "发货人", "left_en": "Sent by", "right_zh": "收货人", "right_en": "Received by",
        "stamp": False,
    },
    FOOT,
]  # fmt: skip
STARTS: tuple[dict[str, Any], ...] = (
    {"key": "account", "object": "account", "name_zh": "客户资料卡", "name_en": "Customer sheet", "blocks": ACCOUNT},
    {"key": "quotation", "object": "opportunity", "name_zh": "报价单", "name_en": "Quotation", "blocks": OPPORTUNITY},
    {"key": "visit", "object": "meeting", "name_zh": "拜访报告", "name_en": "Visit report", "blocks": VISIT},
    {"key": "minutes", "object": "meeting", "name_zh": "会议纪要", "name_en": "Meeting minutes", "blocks": MINUTES},
    {"key": "lead", "object": "lead", "name_zh": "线索卡", "name_en": "Lead card", "blocks": LEAD, "paper": "a5"},
    {"key": "sample", "object": "sample", "name_zh": "样品送货单", "name_en": "Sample delivery note", "blocks": SAMPLE},
)


def keyed(parts: list[Block]) -> list[Block]:
    """The blocks with keys, by which the designer tells them apart."""
    return [{"key": f"b{number}", **block} for number, block in enumerate(parts, 1)]


def first_rows() -> list[dict[str, Any]]:
    """What a new installation has, as rows of the table."""
    return [
        {
            "name_en": start["name_en"], "name_zh": start["name_zh"], "object": start["object"], "position": at * 10,
            "paper": start.get("paper", "a4"), "blocks": keyed(start["blocks"]),
            "body": blocks.template_of(blocks.read(start["blocks"])),
        }
        for at, start in enumerate(STARTS, 1)
    ]  # fmt: skip


def blank(object_name: str) -> list[Block]:
    """A first sketch for any object: its most important fields under its name."""
    from magpie.platform import layouts, objects

    object_type = objects.get(object_name)
    names = [n for _label, members in layouts.sections_of(object_type) for n in members][:16]
    title = {"type": "title", "zh": "{{ record.title }}", "en": "{{ record.title }}"}
    return keyed([HEAD, title, _fields(*names), FOOT])
