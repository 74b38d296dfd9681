"""Search finds any part of what people remember: Chinese substrings, pinyin, initials, pieces of numbers."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from magpie.lib import grams
from magpie.platform import listing, objects, readers, records, search, setup
from magpie.platform.actor import SYSTEM, Actor
from magpie.platform.models import Role, SearchEntry, User

pytestmark = pytest.mark.django_db(transaction=True)
Lead: Any = objects.get("lead").model


@pytest.fixture(autouse=True)
def place() -> None:
    readers.begin("automation", "search")
    catch_up()


def catch_up() -> None:
    for lane in (0, 1):
        while readers.read(search.READER, lane, 500, search.read_events):
            pass


def found(text: str, actor: Actor = SYSTEM) -> list[str]:
    return [item["title"] for item in search.look_up(actor, text) if item["object"] == "lead"]


def test_any_part_of_a_record_finds_it() -> None:
    lead = records.create(
        Lead,
        {"name": "王小明", "company": "上海喜鹊科技有限公司", "phone": "138 0013 8000", "email": "wang@magpie.example"},
        actor=SYSTEM,
    )
    records.create(
        Lead, {"name": "Anna Snelling", "company": "MegaAcme Ltd", "phone": "+44 20 7946 0018"}, actor=SYSTEM
    )
    catch_up()
    for text in (
        "王小明",
        "小明",
        "王",
        "喜鹊科技",
        "wxm",
        "wangxiaoming",
        "xiaoming",
        "0013",
        "138 0013",
        "13800138000",
        "magpie.example",
        "喜鹊 王",
    ):
        assert found(text) == ["王小明"], text
    for text in ("anna", "Snelling", "nell", "acme", "ACME ltd", "7946 0018", "an"):
        assert found(text) == ["Anna Snelling"], text
    for text in ("王大明", "喜科", "0014", "   ", "，。", "%", "_", "\\"):
        assert found(text) == [], text
    records.update(lead, {"name": "李雷"}, actor=SYSTEM)
    catch_up()
    assert (found("王小明"), found("李雷"), found("ll")) == ([], ["李雷"], ["李雷"])
    records.delete(lead, actor=SYSTEM)
    catch_up()
    assert found("李雷") == []


def test_nobody_finds_what_they_may_not_read() -> None:
    records.create(Lead, {"name": "王小明"}, actor=SYSTEM)
    catch_up()
    assert found("王小明", Actor.of_user(User.objects.create_user("cy", name="Cy"))) == []


def test_the_index_can_be_made_anew() -> None:
    records.create(Lead, {"name": "王小明", "company": "喜鹊"}, actor=SYSTEM)
    assert found("喜鹊") == []
    assert search.rebuild() >= 1
    assert found("喜鹊") == ["王小明"]


def test_an_empty_index_is_made_when_the_worker_begins() -> None:
    records.create(Lead, {"name": "王小明"}, actor=SYSTEM)
    SearchEntry.objects.all().delete()
    search._begin()
    assert found("王小明") == ["王小明"]


def test_pieces_of_a_query_are_among_those_of_the_text() -> None:
    _body, pieces = grams.index("ＡＢＣ公司 abc123 王", names="王小明")
    for text in ("abc", "公司", "c123", "王", "xm", "ｂｃ1"):
        words, wanted = grams.cut(text)
        assert words, text
        assert set(wanted) <= set(pieces) or text == "xm", text


def test_a_word_that_is_one_piece_need_not_be_compared() -> None:
    assert [w for w in ("王", "小明", "王小明", "abc", "123") if not grams.is_piece(w)] == []
    assert [w for w in ("喜鹊科技", "ab", "abcd", "a王", "a-b", "王-明") if grams.is_piece(w)] == []


def fill(count: int, apart: int) -> list[int]:
    """Leads far apart from each other by number, as the matches among a million are; every hundredth a 王小明."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('sales_lead_id_seq')")  # numbers are never used twice: the log keeps them
        first = cursor.fetchone()[0]
        cursor.execute(
            "INSERT INTO sales_lead (id, name, company, created_at)"
            " SELECT %(first)s + n * %(apart)s, CASE WHEN n %% 100 = 0 THEN '王小明' ELSE 'Lead ' || n END, '上海喜鹊',"
            " timestamptz '2026-01-01' + CASE WHEN n %% 7 = 0 THEN -n ELSE n END * interval '1 minute'"
            " FROM generate_series(1, %(count)s) n",
            {"count": count, "apart": apart, "first": first},
        )
        cursor.execute("SELECT setval('sales_lead_id_seq', %s)", [first + count * apart])
    catch_up()
    return [first + n * apart for n in range(count + 1)]


def numbers_of(text: str, sort: str, **more: Any) -> list[int]:
    """The numbers of all pages put together."""
    lead, numbers, after = objects.get("lead"), [], ""
    while True:
        page = listing.page(lead, SYSTEM, text=text, sort=sort, limit=50, after=after, **more)
        numbers += [record.pk for record in page.records]
        if page.next is None:
            return numbers
        after = page.next


@pytest.mark.parametrize("apart", [1, 30, 500, 5_000, 100_000])
def test_common_words_give_whole_pages_in_order(apart: int) -> None:
    numbers = fill(600, apart)
    everyone = list(Lead.objects.order_by("-pk").values_list("pk", flat=True))
    by_age = list(Lead.objects.order_by("-created_at", "-pk").values_list("pk", flat=True))
    assert everyone == numbers[:0:-1]
    assert numbers_of("喜鹊", "") == everyone
    assert numbers_of("喜鹊", "id") == everyone[::-1]
    assert numbers_of("上海喜鹊", "-created_at") == by_age
    assert numbers_of("小明", "-id") == numbers[600:0:-100]
    assert numbers_of("喜鹊", "-id", filter={"field": "name", "is": "王小明"}) == numbers_of("小明", "-id")


@pytest.mark.parametrize("apart", [1, 30, 500, 5_000, 100_000])
def test_everything_is_looked_through_from_the_newest_down(apart: int) -> None:
    numbers = fill(600, apart)
    assert [item["id"] for item in search.look_up(SYSTEM, "喜鹊")] == numbers[600:580:-1]
    assert [item["id"] for item in search.look_up(SYSTEM, "xiaoming")] == numbers[600:0:-100]
    role = Role.objects.create(name="Sellers", grants={"lead": {"read": "own"}})
    seller = User.objects.create_user("own", name="Own", roles=[role.pk])
    setup.forget()
    Lead.objects.filter(pk__in=numbers[1:3]).update(owner=seller)
    found = search.look_up(Actor.of_user(seller), "喜鹊")
    assert [item["id"] for item in found] == numbers[2:0:-1]
