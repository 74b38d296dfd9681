"""Believable leads, Chinese and English: as rows for the API and imports, and as one statement that fills a table."""

from __future__ import annotations

import random
from typing import Any

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华建国文玉兰志红梅波辉龙飞鹏浩宇轩欣怡梓涵子晨思佳雨婷博琳"
CITIES = [
    "北京", "上海", "广州", "深圳", "杭州", "成都", "武汉", "南京", "苏州", "西安", "重庆", "天津", "长沙",
    "青岛", "宁波", "厦门", "无锡", "合肥", "郑州", "大连",
]  # fmt: skip
MARKS = [
    "华信", "天诚", "恒远", "博瑞", "金辉", "鼎盛", "东方", "瑞丰", "新航", "中科", "联创", "万通", "嘉禾",
    "星河", "海纳", "卓越", "远景", "正泰", "德润", "凯旋",
]  # fmt: skip
TRADES = ["科技", "贸易", "机械", "电子", "软件", "物流", "医疗", "化工", "建材", "食品", "纺织", "能源"]
FORMS = ["有限公司", "股份有限公司", "集团"]
FIRST = [
    "James", "Mary", "John", "Emma", "Robert", "Olivia", "Michael", "Sophia", "William", "Anna", "David",
    "Laura", "Thomas", "Julia", "Peter", "Clara",
]  # fmt: skip
LAST = [
    "Smith", "Brown", "Miller", "Wilson", "Taylor", "Moore", "Clark", "Lewis", "Walker", "Hall", "Young",
    "King", "Wright", "Scott", "Green", "Baker",
]  # fmt: skip
JOBS = ["总经理", "采购经理", "销售总监", "技术主管", "财务经理", "工程师"]
SOURCES = ["website", "phone", "email", "referral", "exhibition"]
STATUSES = ["new", "working", "qualified", "recycled", "disqualified"]


def row(number: int, chance: random.Random) -> dict[str, Any]:
    """The values of one lead, three of four of them Chinese."""
    pick = chance.choice
    if chance.random() < 0.75:
        name = pick(SURNAMES) + "".join(pick(GIVEN) for _ in range(chance.choice((1, 2, 2))))
        company = f"{pick(CITIES)}{pick(MARKS)}{pick(TRADES)}{pick(FORMS)}"
    else:
        name, company = f"{pick(FIRST)} {pick(LAST)}", f"{pick(LAST)} & {pick(LAST)} Ltd"
    return {
        "name": name,
        "company": company,
        "job_title": pick(JOBS),
        "mobile": f"+8613{number:09d}",
        "email": f"lead{number}@example.cn",
        "city": pick(CITIES),
        "source": pick(SOURCES),
        "rating": pick(("hot", "warm", "cold")),
        "budget": str(chance.randrange(1, 1000) * 1000),
        "score": chance.randrange(100),
    }


def rows(count: int, seed: int = 1, first: int = 0) -> list[dict[str, Any]]:
    """That many leads, the same ones for the same seed; their addresses are numbered from `first` on."""
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    return [row(first + number, chance) for number in range(count)]


def _one_of(values: Any) -> str:
    listed = list(values)
    return f"(ARRAY{listed!r})[1 + floor(random() * {len(listed)})::int]"


def fill_statement(table: str) -> str:
    """Inserts leads number %(first)s to %(last)s, spread over three years and over the users in %(owners)s."""
    chinese_name = (
        f"{_one_of(SURNAMES)} || {_one_of(GIVEN)} || CASE WHEN random() < 0.67 THEN {_one_of(GIVEN)} ELSE '' END"
    )
    chinese_company = f"{_one_of(CITIES)} || {_one_of(MARKS)} || {_one_of(TRADES)} || {_one_of(FORMS)}"
    return f"""
        INSERT INTO {table} (name, company, job_title, mobile, email, city, source, rating, status, budget, score,
            owner_id, created_at, updated_at)
        SELECT
            CASE WHEN c THEN {chinese_name} ELSE {_one_of(FIRST)} || ' ' || {_one_of(LAST)} END,
            CASE WHEN c THEN {chinese_company} ELSE {_one_of(LAST)} || ' & ' || {_one_of(LAST)} || ' Ltd' END,
            {_one_of(JOBS)}, '+861' || {_one_of("3589")} || lpad(floor(random() * 1e9)::bigint::text, 9, '0'),
            'lead' || n || '@example.cn', {_one_of(CITIES)}, {_one_of(SOURCES)}, {_one_of(("hot", "warm", "cold"))},
            {_one_of(STATUSES)}, 1000 * (1 + floor(random() * 999)), floor(random() * 100)::int,
            (%(owners)s::bigint[])[1 + floor(random() * cardinality(%(owners)s::bigint[]))::int],
            now() - interval '3 years' * ((%(total)s - n)::float8 / %(total)s), now() - interval '1 year' * random()
        FROM (SELECT n, random() < 0.75 AS c FROM generate_series(%(first)s::bigint, %(last)s::bigint) n) made
    """  # noqa: S608 - the words above are ours


def account_statement(table: str) -> str:
    """Inserts accounts number %(first)s to %(last)s: a city, a mark of two signs, a trade and a legal form."""
    return f"""
        INSERT INTO {table} (name, phone, website, created_at, updated_at)
        SELECT {_one_of(CITIES)} || {_one_of(GIVEN)} || {_one_of(GIVEN)} || {_one_of(TRADES)} || {_one_of(FORMS)},
            '+8621' || lpad((10000000 + n)::text, 8, '0'), 'https://www.company' || n || '.cn', now(), now()
        FROM generate_series(%(first)s::bigint, %(last)s::bigint) n
    """  # noqa: S608 - the words above are ours
