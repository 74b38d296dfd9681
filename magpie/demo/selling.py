"""How the demo company sells: stages, territories and whose turn it is, shared lists, a field of its own."""

from __future__ import annotations

from typing import Any

from magpie.demo.writing import Book
from magpie.platform import context, records
from magpie.platform.actor import SYSTEM
from magpie.platform.models import ChoiceSet, CustomField, OwnName, SavedList, WorkingCalendar
from magpie.sales import pipelines
from magpie.sales.models import Territory, TerritoryMember

LONGEST_STAYS = (14, 21, 30, 21, None, None)  # days in each of the usual stages
CHINA = ["中国", "中国大陆", "China", "CN", "PRC"]

# What the company made of the choices of built-in fields: sources of its own, one that it gave up, colours.
CHOICES: dict[str, list[dict[str, Any]]] = {
    "source": [
        {"value": "website"}, {"value": "exhibition"}, {"value": "referral"},
        {"value": "wechat_account", "label_en": "WeChat account", "label_zh": "微信公众号", "color": "green"},
        {"value": "douyin", "label_en": "Douyin", "label_zh": "抖音", "color": "purple"},
        {"value": "phone"}, {"value": "email"}, {"value": "advertisement"}, {"value": "social"}, {"value": "campaign"},
        {"value": "partner"}, {"value": "cold_call", "inactive": True}, {"value": "other"},
    ],
    "lead.rating": [
        {"value": "hot", "color": "red"}, {"value": "warm", "color": "orange"}, {"value": "cold", "color": "blue"},
    ],
}  # fmt: skip


def _places(states: list[str], cities: list[str]) -> dict[str, Any]:
    at_home = {"any": [{"field": "country", "is_empty": True}, {"field": "country", "in": CHINA}]}
    there = {"any": [{"field": "state", "in": states}, {"field": "city", "in": cities}]}
    return {"all": [at_home, there]}


EAST = _places(
    [
        "上海",
        "上海市",
        "江苏",
        "江苏省",
        "浙江",
        "浙江省",
        "安徽",
        "安徽省",
        "Shanghai",
        "Jiangsu",
        "Zhejiang",
        "Anhui",
    ],
    [
        "上海",
        "苏州",
        "南京",
        "无锡",
        "杭州",
        "宁波",
        "合肥",
        "Shanghai",
        "Suzhou",
        "Nanjing",
        "Wuxi",
        "Hangzhou",
        "Ningbo",
        "Hefei",
    ],
)
SOUTH = _places(
    ["广东", "广东省", "福建", "福建省", "广西", "海南", "Guangdong", "Fujian", "Guangxi", "Hainan"],
    ["广州", "深圳", "东莞", "佛山", "厦门", "福州", "Guangzhou", "Shenzhen", "Dongguan", "Foshan", "Xiamen", "Fuzhou"],
)
ABROAD = {"all": [{"field": "country", "is_empty": False}, {"field": "country", "not_in": CHINA}]}
TERRITORIES: tuple[tuple[str, tuple[str, str], dict[str, Any], str, tuple[str, ...]], ...] = (
    ("east", ("华东", "East China"), EAST, "jing", ("bo", "lin")),
    ("south", ("华南", "South China"), SOUTH, "qiang", ("cy", "qian")),
    ("international", ("国际", "International"), ABROAD, "emma", ("david", "sofia")),
    ("rest", ("全国其他地区", "Rest of China"), {}, "jing", ("lin", "qian", "bo")),
)

LEAD_COLUMNS = ["name", "company", "status", "rating", "mobile", "budget", "territory", "owner", "next_contact_at"]
LISTS: tuple[dict[str, Any], ...] = (
    {
        "name": "待接受的移交",
        "english": "Waiting to be accepted",
        "object": "lead",
        "filter": {
            "all": [
                {"field": "status", "is": "qualified"},
                {"field": "handed_over_at", "is_empty": False},
                {"field": "accepted_at", "is_empty": True},
            ]
        },
        "columns": ["name", "company", "owner", "territory", "handed_over_by", "handed_over_at"],
        "sort": "handed_over_at",
    },
    {
        "name": "商机看板",
        "english": "Opportunity board",
        "object": "opportunity",
        "view": "board",
        "group_by": "stage",
        "filter": {"any": [{"field": "status", "is": "open"}, {"field": "close_date", "on": "this_month"}]},
    },
    {
        "name": "本月预计成交",
        "english": "Closing this month",
        "object": "opportunity",
        "filter": {"all": [{"field": "status", "is": "open"}, {"field": "close_date", "on": "this_month"}]},
        "columns": ["name", "account", "stage", "amount", "probability", "close_date", "owner"],
        "sort": "close_date",
    },
    {
        "name": "我的重点客户",
        "english": "My key accounts",
        "object": "account",
        "filter": {"all": [{"field": "owner", "is": "$me"}, {"field": "level", "in": ["a", "b"]}]},
        "columns": ["name", "level", "industry", "phone", "owner"],
        "sort": "name",
    },
    {
        "name": "大商机无待办",
        "english": "Big deals, nothing planned",
        "object": "account",
        "filter": {
            "all": [
                {
                    "related": {
                        "by": "opportunity.account",
                        "filter": {"all": [{"field": "status", "is": "open"}, {"field": "amount", "gte": "100000"}]},
                    }
                },
                {
                    "not": {
                        "related": {
                            "by": "task.related_to",
                            "filter": {"field": "status", "in": ["not_started", "in_progress", "waiting"]},
                        }
                    }
                },
            ]
        },
        "columns": ["name", "level", "industry", "phone", "owner"],
        "sort": "name",
        "pinned": False,
    },
    {
        "name": "我今天的任务",
        "english": "My tasks for today",
        "object": "task",
        "filter": {
            "all": [
                {"field": "owner", "is": "$me"},
                {"field": "status", "in": ["not_started", "in_progress", "waiting"]},
                {"any": [{"field": "due_at", "on": "today"}, {"field": "due_at", "within_last": {"days": 60}}]},
            ]
        },
        "columns": ["subject", "due_at", "priority", "status", "related_to"],
        "sort": "due_at",
    },
)


def load(book: Book) -> dict[str, int]:
    """Make all of it but the gates; gives the territories' numbers."""
    territories: dict[str, int] = {}
    with context.acting(SYSTEM, automation="skip"):
        pipeline = pipelines.default_pipeline()
        records.update(pipeline, {"name": "标准"}, actor=SYSTEM)
        book.in_english("pipeline", [(pipeline.pk, "Standard")])
        for calendar in WorkingCalendar.objects.filter(is_default=True):
            records.update(calendar, {"name": "公司"}, actor=SYSTEM)
            book.in_english("working_calendar", [(calendar.pk, "Company")])
        stages = pipelines.stages_of(pipeline.pk)
        for stage, days in zip(stages, LONGEST_STAYS, strict=False):
            records.update(stage, {"max_days": days}, actor=SYSTEM)
        for position, (key, (name, english), rule, manager, members) in enumerate(TERRITORIES, 1):
            values = {"name": name, "rule": rule, "manager": book.number(manager), "position": position * 10}
            territory = records.create(Territory, values, actor=SYSTEM)
            territories[key] = territory.pk
            book.in_english("territory", [(territory.pk, english)])
            for turn, member in enumerate(members, 1):
                membership = {"territory": territory.pk, "user": book.number(member), "position": turn}
                records.create(TerritoryMember, membership, actor=SYSTEM)
        field = {
            "object": "account",
            "name": "machines_in_use",
            "label_en": "Machines in use",
            "label_zh": "在用设备台数",
            "type": "number",
            "help": "How many of our machines the customer runs",
        }
        records.create(CustomField, field, actor=SYSTEM)
        in_chinese = {"kind": "help", "key": field["name"], "text_zh": "客户正在使用的本公司设备台数"}
        records.create(OwnName, {"object": field["object"], **in_chinese}, actor=SYSTEM)
        for name, options in CHOICES.items():
            records.create(ChoiceSet, {"name": name, "options": options}, actor=SYSTEM)
    root = book.actor("root")
    with context.acting(root, automation="skip"):
        for values in LISTS:
            own = {name: value for name, value in values.items() if name != "english"}
            made = records.create(SavedList, {"visibility": "public", "pinned": True, **own}, actor=root)
            book.in_english("list", [(made.pk, str(values["english"]))])
    return territories
