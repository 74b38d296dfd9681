"""What the demo company sells, and how it makes itself known."""

from __future__ import annotations

from magpie.demo.writing import Book

# names, number, category, series, unit, price in yuan, cost
PRODUCTS = (
    (("六轴机器人 DA-06", "Six-axis robot DA-06"), "DA-06", "机器人", "DA", "台", 86000, 61000),
    (("六轴机器人 DA-20", "Six-axis robot DA-20"), "DA-20", "机器人", "DA", "台", 158000, 112000),
    (("协作机器人 DC-05", "Collaborative robot DC-05"), "DC-05", "机器人", "DC", "台", 98000, 66000),
    (("码垛工作站 DP-1", "Palletizing cell DP-1"), "DP-1", "工作站", "DP", "套", 320000, 236000),
    (("焊接工作站 DW-2", "Welding cell DW-2"), "DW-2", "工作站", "DW", "套", 415000, 298000),
    (("视觉检测系统 DV-100", "Vision inspection DV-100"), "DV-100", "视觉", "DV", "套", 128000, 72000),
    (("视觉检测系统 DV-300", "Vision inspection DV-300"), "DV-300", "视觉", "DV", "套", 236000, 131000),
    (("输送线模块 DL-M", "Conveyor module DL-M"), "DL-M", "输送", "DL", "米", 2600, 1750),
    (("自动导引车 DG-500", "Guided vehicle DG-500"), "DG-500", "输送", "DG", "台", 142000, 99000),
    (("产线管理软件 Dawn MES", "Line software Dawn MES"), "MES-1", "软件", "MES", "套/年", 68000, 9000),
    (("年度维保服务", "Maintenance contract"), "SV-12", "服务", "SV", "年", 24000, 11000),
    (("操作员培训", "Operator training"), "TR-2", "服务", "TR", "次", 8800, 3600),
)

# names, type, status, begins and ends in days from now, budget, cost so far, expected revenue
CAMPAIGNS = (
    (("上海工业自动化展", "Shanghai automation fair"), "exhibition", "complete", -75, -71, 280000, 264500, 3500000),
    (("智能工厂线上研讨会", "Smart factory webinar"), "webinar", "complete", -34, -34, 30000, 21800, 600000),
    (("老客户转介绍", "Customers recommend us"), "referral", "active", -60, 60, 50000, 12400, 1200000),
    (("官网与搜索推广", "Website and search"), "advertisement", "active", -90, 90, 240000, 131700, 2400000),
    (("海外视觉检测推广", "Vision inspection abroad"), "email", "active", -12, 20, 45000, 9300, 900000),
    (("华南客户开放日", "Open day in Shenzhen"), "seminar", "planning", 18, 19, 90000, 0, 1500000),
)


def load(book: Book) -> tuple[list[int], list[int]]:
    """Make products and campaigns; gives their numbers."""
    products = book.add(
        "product",
        [
            (
                "root",
                {
                    "name": names[0],
                    "code": code,
                    "category": category,
                    "series": series,
                    "unit": unit,
                    "price": price,
                    "cost": cost,
                    "currency": "CNY",
                    "created_at": book.past(150),
                },
            )
            for names, code, category, series, unit, price, cost in PRODUCTS
        ],
    )
    campaigns = book.add(
        "campaign",
        [
            (
                "ana" if place % 2 else "yue",
                {
                    "name": names[0],
                    "type": kind,
                    "status": status,
                    "starts_on": book.day(begins),
                    "ends_on": book.day(ends),
                    "currency": "CNY",
                    "budget": budget,
                    "actual_cost": cost,
                    "expected_revenue": expected,
                    "created_at": book.past(100 - 5 * place),
                },
            )
            for place, (names, kind, status, begins, ends, budget, cost, expected) in enumerate(CAMPAIGNS)
        ],
    )
    book.in_english("product", zip(products, (names[1] for names, *_rest in PRODUCTS), strict=True))
    book.in_english("campaign", zip(campaigns, (names[1] for names, *_rest in CAMPAIGNS), strict=True))
    return products, campaigns
