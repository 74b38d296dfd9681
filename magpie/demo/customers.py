"""The demo's customers: companies, and two people at most of them."""

from __future__ import annotations

from typing import Any

from magpie.demo.places import PLACES, phone
from magpie.demo.writing import Book

REPS = {"east": ("bo", "lin"), "south": ("cy", "qian"), "international": ("david", "sofia"), "rest": ("lin", "qian")}
LEVELS = ("b", "a", "c", "b", "c", "d")
SEGMENTS = ("mid_market", "enterprise", "small", "mid_market", "small", "")
TERMS = ("net_30", "net_60", "prepayment", "net_30", "on_delivery", "net_15")

# name, web name, place, industry, type, employees; then the people there: name, job title, role
ACCOUNTS: tuple[tuple[str, str, str, str, str, int, tuple[tuple[str, str, str], ...]], ...] = (
    ("苏州恒力精密有限公司", "hengli-precision", "苏州", "manufacturing", "customer", 420,
     (("赵建国", "设备部经理", "decision_maker"), ("钱晓燕", "采购主管", "purchaser"))),
    ("上海华信汽车零部件股份有限公司", "huaxin-auto", "上海", "manufacturing", "customer", 1850,
     (("孙立群", "制造总监", "decision_maker"), ("沈佳怡", "采购经理", "purchaser"))),
    ("宁波海川注塑有限公司", "haichuan-plastics", "宁波", "manufacturing", "customer", 260,
     (("徐海", "总经理", "decision_maker"), ("胡敏", "财务经理", "finance"))),
    ("杭州绿源食品有限公司", "lvyuan-food", "杭州", "manufacturing", "customer", 680,
     (("郭志远", "生产副总", "decision_maker"), ("叶青", "包装车间主任", "user"))),
    ("南京中科仪器有限公司", "zhongke-instruments", "南京", "manufacturing", "prospect", 150,
     (("邓晖", "技术总监", "evaluator"), ("曹雨", "采购专员", "purchaser"))),
    ("无锡锦程纺织集团", "jincheng-textile", "无锡", "manufacturing", "customer", 2300,
     (("蒋文华", "设备总工", "evaluator"), ("韩雪", "行政主管", "other"))),
    ("合肥芯光半导体有限公司", "xinguang-semi", "合肥", "information_technology", "prospect", 540,
     (("冯博", "厂务经理", "influencer"), ("程思远", "自动化工程师", "user"))),
    ("上海新程物流有限公司", "xincheng-logistics", "上海", "logistics", "customer", 900,
     (("蔡国强", "运营总监", "decision_maker"), ("彭琪", "仓储经理", "user"))),
    ("苏州康宁医疗器械有限公司", "kangning-medical", "苏州", "healthcare", "customer", 310,
     (("潘岳", "质量总监", "decision_maker"), ("袁芳", "验证工程师", "evaluator"))),
    ("杭州云栖电子商务有限公司", "yunqi-commerce", "杭州", "retail", "prospect", 430,
     (("董凯", "供应链总监", "decision_maker"),)),
    ("宁波东港机械厂", "donggang-machinery", "宁波", "manufacturing", "customer", 95,
     (("余大伟", "厂长", "decision_maker"), ("苏婷", "会计", "finance"))),
    ("上海申威电气有限公司", "shenwei-electric", "上海", "energy", "customer", 760,
     (("魏东", "工艺部经理", "influencer"), ("吕梁", "采购部长", "purchaser"))),
    ("深圳创科电子有限公司", "chuangke-electronics", "深圳", "information_technology", "customer", 1250,
     (("丁浩", "工程总监", "decision_maker"), ("任静", "采购经理", "purchaser"))),
    ("东莞宏图五金制品有限公司", "hongtu-hardware", "东莞", "manufacturing", "customer", 380,
     (("卢俊", "总经理", "decision_maker"), ("姚丽", "生产计划", "user"))),
    ("佛山美居家电有限公司", "meiju-appliances", "佛山", "manufacturing", "customer", 3100,
     (("姜涛", "智能制造部长", "decision_maker"), ("崔明", "设备工程师", "user"))),
    ("广州远航包装有限公司", "yuanhang-packaging", "广州", "manufacturing", "prospect", 210,
     (("钟毅", "副总经理", "decision_maker"), ("谭丽华", "采购", "purchaser"))),
    ("厦门鹭岛光电有限公司", "ludao-optics", "厦门", "manufacturing", "customer", 470,
     (("陆鸣", "研发经理", "evaluator"), ("汪洋", "制造经理", "influencer"))),
    ("福州榕城制药有限公司", "rongcheng-pharma", "福州", "healthcare", "prospect", 620,
     (("范文斌", "工程部经理", "influencer"),)),
    ("深圳前海智能装备有限公司", "qianhai-equipment", "深圳", "manufacturing", "partner", 120,
     (("金鑫", "合作总监", "decision_maker"), ("石磊", "项目经理", "user"))),
    ("东莞精诚模具有限公司", "jingcheng-mould", "东莞", "manufacturing", "customer", 180,
     (("戴勇", "技术经理", "influencer"), ("贾琳", "跟单", "purchaser"))),
    ("广州白云航空食品有限公司", "baiyun-catering", "广州", "services", "prospect", 540,
     (("夏天", "运营经理", "influencer"), ("邱燕", "采购主管", "purchaser"))),
    ("成都天府航空制造有限公司", "tianfu-aero", "成都", "manufacturing", "customer", 880,
     (("方正", "总装厂长", "decision_maker"), ("侯敏", "采购工程师", "purchaser"))),
    ("武汉光谷激光有限公司", "guanggu-laser", "武汉", "manufacturing", "prospect", 330,
     (("邹强", "生产总监", "decision_maker"), ("熊莉", "项目助理", "other"))),
    ("北京燕京乳业有限公司", "yanjing-dairy", "北京", "manufacturing", "customer", 1400,
     (("孟繁", "设备总监", "decision_maker"), ("秦岚", "采购经理", "purchaser"))),
    ("西安秦川机床配件有限公司", "qinchuan-parts", "西安", "manufacturing", "prospect", 260,
     (("白杨", "总工程师", "evaluator"),)),
    ("天津滨海港务有限公司", "binhai-port", "天津", "logistics", "prospect", 2100,
     (("江波", "信息中心主任", "influencer"), ("史可", "项目经理", "user"))),
    ("Keller Verpackung GmbH", "keller-verpackung", "München", "manufacturing", "customer", 240,
     (("Jonas Keller", "Managing director", "decision_maker"), ("Petra Vogt", "Head of purchasing", "purchaser"))),
    ("Northwind Foods Ltd", "northwind-foods", "London", "manufacturing", "customer", 1100,
     (("Oliver Hughes", "Operations director", "decision_maker"), ("Grace Miller", "Plant engineer", "user"))),
    ("Rosso Ceramiche S.p.A.", "rosso-ceramiche", "Milano", "manufacturing", "prospect", 390,
     (("Marco Bianchi", "Production manager", "influencer"), ("Elena Ricci", "Buyer", "purchaser"))),
    ("Pacific Components Inc.", "pacific-components", "San Jose", "information_technology", "customer", 720,
     (("Daniel Reyes", "VP Manufacturing", "decision_maker"), ("Megan Cole", "Sourcing manager", "purchaser"))),
    ("Harbour Logistics Pte Ltd", "harbour-logistics", "Singapore", "logistics", "customer", 460,
     (("Tan Wei Ming", "Chief operating officer", "decision_maker"), ("Priya Nair", "Warehouse manager", "user"))),
    ("Sakura Seiki K.K.", "sakura-seiki", "大阪", "manufacturing", "prospect", 580,
     (("Kenji Mori", "General manager", "decision_maker"), ("Yuki Tanaka", "Engineer", "evaluator"))),
    ("Lumen Medical B.V.", "lumen-medical", "Eindhoven", "healthcare", "reseller", 130,
     (("Sanne de Vries", "Owner", "decision_maker"), ("Bram Visser", "Service lead", "user"))),
)  # fmt: skip


class Customers:
    """The accounts that were made: number, whose, where, and the people there."""

    def __init__(self) -> None:
        self.accounts: list[int] = []
        self.owners: list[str] = []
        self.regions: list[str] = []
        self.contacts: list[list[int]] = []


def load(book: Book) -> Customers:
    """Make accounts and contacts, each by the person who looks after them."""
    made = Customers()
    accounts: list[tuple[str, dict[str, Any]]] = []
    people: list[tuple[str, dict[str, Any]]] = []
    for place, (name, web, city, industry, kind, employees, _contacts) in enumerate(ACCOUNTS):
        where = PLACES[city]
        owner = REPS[where.region][place % 2]
        made.owners.append(owner)
        made.regions.append(where.region)
        accounts.append((owner, {
            "name": name, "type": kind, "industry": industry, "level": LEVELS[place % 6] if kind != "prospect" else "c",
            "segment": SEGMENTS[place % 6], "phone": phone(city, 100 + place), "website": f"https://www.{web}.example",
            "email": f"info@{web}.example", "currency": where.currency, "payment_terms": TERMS[place % 6],
            "credit_limit": 50_000 * (1 + place % 7), "employees": employees, "annual_revenue": employees * 420_000,
            "year_established": 1988 + place % 30, "billing_address": where.address(place),
            "tags": ["展会"] if place % 5 == 0 else [], "created_at": book.past(140 - 4 * place, 10, place),
            "machines_in_use": (3 * place) % 41 if kind == "customer" else None,
        }))  # fmt: skip
    made.accounts = book.add("account", accounts)
    counter = 0
    for place, (_name, web, city, _industry, _kind, _employees, contacts) in enumerate(ACCOUNTS):
        for name, job_title, role in contacts:
            counter += 1
            people.append((made.owners[place], {
                "name": name, "job_title": job_title, "role": role, "account": made.accounts[place],
                "mobile": phone(city, 300 + counter, is_mobile=True), "email": f"contact{counter}@{web}.example",
                "created_at": book.past(139 - 4 * place, 11, counter % 60),
            }))  # fmt: skip
    numbers = iter(book.add("contact", people))
    made.contacts = [[next(numbers) for _person in row[-1]] for row in ACCOUNTS]
    return made
