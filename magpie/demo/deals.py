"""What surrounds the demo's opportunities: lines, samples, competitors, obstacles; scoring rules and targets."""

from __future__ import annotations

from typing import Any

from magpie.demo.writing import Book
from magpie.orders.models import Product
from magpie.platform import context, records
from magpie.platform.actor import SYSTEM
from magpie.sales.models import CloseReason, Opportunity, ScoreRule, Target

COMPETITORS = (
    (
        "北辰机器人",
        "六轴机器人",
        "价格低，交货快",
        "售后网点少",
    ),
    (
        "新锐视觉",
        "视觉检测",
        "算法强",
        "没有整线经验",
    ),
    (
        "海川集成",
        "焊接与码垛",
        "本地关系好",
        "项目常延期",
    ),
)
REASONS = (
    ("won", "Best solution", "方案最优"),
    ("won", "Best price", "价格有优势"),
    ("won", "Good relationship", "客户关系好"),
    ("lost", "Price too high", "价格过高"),
    ("lost", "Lost to a competitor", "输给竞争对手"),
    ("lost", "Project stopped", "客户项目取消"),
    ("lost", "No budget", "没有预算"),
)
OBSTACLES = (
    (("价格超出客户预算 8%", "Price 8% above the budget"), "price", -12, 5),
    (("样机节拍未达到 6 秒", "Cycle time of the test run above 6 s"), "technical", -6, 9),
    (("总经理尚未签字", "The director has not signed"), "decision", -20, -2),
    (("交期要求 4 周", "Delivery wanted within 4 weeks"), "delivery", -3, 12),
)
SAMPLES = (
    (
        ("视觉检测样件测试", "Vision test with 200 parts"),
        "approved",
        -25,
        ("缺陷检出率 99.6%，客户满意。", "Detects 99.6 percent of the faults."),
    ),
    (("码垛抓手样件", "Gripper for bags"), "testing", -9, ("", "")),
    (("焊接试样", "Welding samples"), "sent", -3, ("", "")),
    (("协作机器人试用", "Collaborative robot on trial"), "rejected", -30, ("负载不足。", "Cannot lift enough.")),
)
RULES: tuple[tuple[tuple[str, str], dict[str, Any], int], ...] = (
    (("预算 20 万以上", "Budget of 200,000 or more"), {"field": "budget", "gte": 200_000}, 25),
    (("有决策权", "Decides"), {"field": "authority", "is": "decides"}, 20),
    (("三个月内采购", "Buys within three months"), {"field": "purchase_timeframe", "in": ["now", "1_3_months"]}, 20),
    (("展会或转介绍", "From a fair or by referral"), {"field": "source", "in": ["exhibition", "referral"]}, 15),
    (("留有手机", "Mobile number known"), {"field": "mobile", "is_empty": False}, 10),
    (("两周内有联系", "Contact within two weeks"), {"field": "last_contact_at", "within_last": {"days": 14}}, 10),
)
SELLERS = {"bo": 600_000, "lin": 500_000, "cy": 450_000, "qian": 450_000, "david": 80_000, "sofia": 90_000}
FOREIGN = {"david": "EUR", "sofia": "EUR"}


def load_setup(book: Book) -> None:
    """Reasons for winning and losing, and the rules by which leads are scored."""
    with context.acting(SYSTEM, automation="skip"):
        for position, (kind, name_en, name_zh) in enumerate(REASONS, 1):
            values = {"kind": kind, "name_en": name_en, "name_zh": name_zh, "position": 10 * position}
            records.create(CloseReason, values, actor=SYSTEM)
        for position, ((name, english), condition, points) in enumerate(RULES, 1):
            values = {"name": name, "filter": condition, "points": points, "position": 10 * position}
            made = records.create(ScoreRule, values, actor=SYSTEM)
            book.in_english("score_rule", [(made.pk, english)])


def load(book: Book, deals: list[int], products: list[int]) -> None:
    """Lines, samples, rivals, contacts, price rounds and obstacles of the open opportunities, and targets."""
    people = {user.pk: name for name, user in book.users.items()}
    found = list(Opportunity.objects.filter(pk__in=deals).order_by("pk"))
    rivals = book.add(
        "competitor",
        [
            ("jing", {"name": name, "products": sells, "strengths": strong, "weaknesses": weak})
            for name, sells, strong, weak in COMPETITORS
        ],
    )
    rows: dict[str, list[tuple[str, dict[str, Any]]]] = {}

    def add(to: str, deal: Opportunity, /, **values: Any) -> None:
        rows.setdefault(to, []).append((people[deal.owner_id or 0], {"opportunity": deal.pk, **values}))

    prices = dict(Product.objects.filter(pk__in=products).values_list("pk", "price"))
    for place, deal in enumerate(found):
        if place % 3 == 0 and deal.currency == "CNY":
            product = products[place % len(products)]
            price = prices[product]
            add("opportunity_product", deal, product=product, quantity=1 + place % 4, price=price, discount=place % 8)
            training = products[-1]
            add("opportunity_product", deal, product=training, quantity=2, price=prices[training], discount=0)
        if deal.contact_id:
            role, attitude = ("decision_maker", "champion") if place % 2 else ("evaluator", "neutral")
            add("deal_contact", deal, contact=deal.contact_id, role=role, attitude=attitude)
        if place % 4 == 1:
            standing = ("level", "ahead", "behind")[place % 3]
            add("rival", deal, competitor=rivals[place % len(rivals)], standing=standing)
        if place % 5 == 2 and deal.amount:
            for step, (side, part) in enumerate((("ours", 100), ("theirs", 88), ("ours", 95))):
                price = round(deal.amount * part / 100, 2)
                day = book.day(-14 + 5 * step)
                add(
                    "price_round", deal, name=f"#{step + 1}", side=side, on_day=day, price=price, currency=deal.currency
                )
    for place, (names, kind, since, due) in enumerate(OBSTACLES):
        deal = found[place * 4 + 1]
        name = names[_spoken(deal)]
        add("obstacle", deal, name=name, kind=kind, since=book.day(since), due_on=book.day(due))
    for place, (names, status, sent, feedback) in enumerate(SAMPLES):
        deal = found[place * 5]
        sample = {"product": products[place], "quantity": 1 + place, "status": status, "sent_on": book.day(sent)}
        spoken = _spoken(deal)
        add("sample", deal, name=names[spoken], feedback=feedback[spoken], answer_due_on=book.day(sent + 20), **sample)
    for name, several in rows.items():
        book.add(name, several)
    _load_targets(book)


def _spoken(deal: Opportunity) -> int:
    """The place of the language in which the people of a deal write: Chinese at home, English abroad."""
    return 0 if deal.currency == "CNY" else 1


def _load_targets(book: Book) -> None:
    month, year = book.day(0).replace(day=1), book.day(0).replace(month=1, day=1)
    rows: list[tuple[str, dict[str, Any]]] = []
    for name, value in SELLERS.items():
        mine = {"person": book.number(name), "currency": FOREIGN.get(name, "CNY"), "owner": book.number(name)}
        rows.append(("feng", {**mine, "measure": "won_amount", "period": "month", "starts_on": month, "value": value}))
        rows.append(("feng", {**mine, "measure": "calls", "period": "month", "starts_on": month, "value": 20}))
        rows.append(
            ("feng", {**mine, "measure": "won_amount", "period": "year", "starts_on": year, "value": value * 12})
        )
    for manager in ("jing", "qiang"):
        team = book.users[manager].team_id
        values = {"team": team, "measure": "won_amount", "period": "month", "starts_on": month, "value": 1_200_000}
        rows.append(("feng", {**values, "currency": "CNY", "owner": book.number(manager)}))
    with context.acting(SYSTEM, automation="skip"):
        for _who, values in rows:
            records.create(Target, values, actor=SYSTEM)
