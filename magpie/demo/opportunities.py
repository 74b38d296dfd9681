"""The demo's opportunities, in all stages, with what was won and lost in the last months."""

from __future__ import annotations

from typing import Any

from magpie.demo.customers import ACCOUNTS, Customers
from magpie.demo.places import PLACES
from magpie.demo.writing import Book
from magpie.sales import pipelines

# what it is about in both languages, product by its place in the catalogue, usual amount in yuan
SUBJECTS = (
    ("码垛工作站", "Palletizing cell", 3, 320_000),
    ("视觉检测改造", "Vision inspection", 5, 256_000),
    ("六轴机器人采购", "Six-axis robots", 1, 632_000),
    ("焊接线自动化", "Welding line", 4, 830_000),
    ("产线管理软件", "Line software", 9, 136_000),
    ("自动导引车项目", "Guided vehicles", 8, 852_000),
    ("协作机器人试点", "Collaborative robot pilot", 2, 98_000),
    ("年度维保", "Maintenance contract", 10, 48_000),
)
# stage by its place among the usual ones, how many
STAGES = ((0, 8), (1, 8), (2, 7), (3, 5), (4, 8), (5, 4))
RATES = {"CNY": 1, "USD": 7, "EUR": 8, "GBP": 9}
STEPS = (
    ("约技术交流", "Arrange a technical meeting"),
    ("提交方案与报价", "Send concept and quote"),
    ("安排样机测试", "Arrange a test run"),
    ("确认付款条件", "Agree on payment terms"),
    ("等待客户立项", "Wait for the project's approval"),
)
LOST = (
    ("价格高于竞争对手", "Price above the competitor's"),
    ("客户推迟投资", "Investment postponed"),
    ("选择了本地集成商", "Chose a local integrator"),
)
COMPETITORS = (("", ""), ("北辰机器人", "Polar Robotics"), ("", ""), ("新锐视觉", "Keen Vision"))


def load(book: Book, customers: Customers, products: list[int]) -> list[int]:
    """Make the opportunities; gives the numbers of the open ones."""
    stages = pipelines.stages_of(pipelines.default_pipeline().pk)
    rows: list[tuple[str, dict[str, Any]]] = []
    is_open: list[bool] = []
    for stage_place, count in STAGES:
        stage = stages[stage_place]
        for _number in range(count):
            place = len(rows)
            customer = (place * 5) % len(ACCOUNTS)
            where = PLACES[ACCOUNTS[customer][2]]
            chinese, english, product, amount = SUBJECTS[(place * 3 + place // 8) % len(SUBJECTS)]
            at_home = where.country == "中国"
            spoken = 0 if at_home else 1
            values: dict[str, Any] = {
                "name": f"{ACCOUNTS[customer][0]} {chinese if at_home else english}",
                "account": customers.accounts[customer],
                "contact": customers.contacts[customer][0],
                "stage": stage.pk,
                "owner": book.number(customers.owners[customer]),
                "currency": where.currency,
                "amount": round(amount * (8 + place % 7) / 10 / RATES[where.currency], -2),
                "product": f"product:{products[product]}",
                "source": ("exhibition", "referral", "website", "phone")[place % 4],
                "next_step": STEPS[place % len(STEPS)][spoken] if stage.kind == "open" else "",
                "competitor": COMPETITORS[place % len(COMPETITORS)][spoken],
                "created_at": book.past(8 + (place * 3) % 80, 9 + place % 8),
                "engaged_on": book.day(-8 - (place * 3) % 80),
                "close_date": book.day(3 + (place * 11) % 75)
                if stage.kind == "open"
                else book.day(-1 - (place * 7) % 60),
            }
            if stage.kind == "lost":
                values["lost_reason"] = LOST[place % len(LOST)][spoken]
            if stage.kind == "open" and stage_place == 0 and place % 4 == 3:
                values["amount"] = None  # not known yet
            rows.append((customers.owners[customer], values))
            is_open.append(stage.kind == "open")
    numbers = book.add("opportunity", rows)
    return [number for number, still in zip(numbers, is_open, strict=True) if still]
