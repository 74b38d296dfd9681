"""Search finds any part of what people remember: Chinese substrings, pinyin, initials, pieces of numbers."""

from __future__ import annotations

from typing import Any

import pytest

from magpie.lib import grams
from magpie.platform import objects, readers, records, search
from magpie.platform.actor import SYSTEM, Actor
from magpie.platform.models import User

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


def test_pieces_of_a_query_are_among_those_of_the_text() -> None:
    _body, pieces = grams.index("ＡＢＣ公司 abc123 王", names="王小明")
    for text in ("abc", "公司", "c123", "王", "xm", "ｂｃ1"):
        words, wanted = grams.cut(text)
        assert words, text
        assert set(wanted) <= set(pieces) or text == "xm", text
