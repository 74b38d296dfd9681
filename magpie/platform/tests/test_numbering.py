"""Numbers by scheme: given by the write path, once, in order, also to many at a time."""

from __future__ import annotations

import datetime
import json
import threading
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from magpie.platform import context, objects, records, search, setup, undo
from magpie.platform.actor import SYSTEM, Actor
from magpie.platform.bulk import Creator, create_many
from magpie.platform.http.auth import create_token
from magpie.platform.models import CustomField, GivenNumber, NumberScheme, User
from magpie.platform.numbering import existing, giving
from magpie.platform.numbering import objects as declared
from magpie.platform.own_objects import making
from magpie.platform.problems import Invalid, Problem, Refused

pytestmark = pytest.mark.django_db
PIECES = [{"kind": "text", "value": "OP-"}, {"kind": "sequence", "width": 4}]


@pytest.fixture
def case() -> Any:
    setup.refresh()
    made = making.make({"label_en": "Claim"}, [{"label_en": "Day", "type": "date"}], actor=SYSTEM)
    return objects.get(made.name).model


def scheme_of(**values: Any) -> NumberScheme:
    given = {"object": "claim", "pieces": PIECES, **values}
    return declared.make(given, "Number", "编号", actor=SYSTEM)


def new(case: Any, **values: Any) -> str:
    made = records.create(case, {"name": "x", **values}, actor=SYSTEM)
    return str(made.custom.get("number", ""))


def test_each_new_record_gets_the_next_number_and_a_deleted_one_is_never_given_again(case: Any) -> None:
    scheme_of(start=7)
    assert [new(case), new(case)] == ["OP-0007", "OP-0008"]
    last = case.objects.get(custom__number="OP-0008")
    records.delete(last, actor=SYSTEM)
    assert new(case) == "OP-0009"


def test_numbers_begin_again_by_the_day_of_a_field(case: Any) -> None:
    pieces = [{"kind": "year2"}, {"kind": "month"}, {"kind": "text", "value": "/"}, {"kind": "sequence", "width": 3}]
    scheme_of(pieces=pieces, reset="monthly", date_field="day")
    days = ["2026-01-30", "2026-02-01", "2026-01-31"]
    assert [new(case, day=day) for day in days] == ["2601/001", "2602/001", "2601/002"]


def test_many_at_once_get_a_range_by_one_statement(case: Any, django_assert_max_num_queries: Any) -> None:
    scheme = scheme_of()
    with django_assert_max_num_queries(40):
        result = create_many(objects.get("claim"), [{"name": f"c{n}"} for n in range(200)], actor=SYSTEM)
    numbers = [case.objects.get(pk=pk).custom["number"] for pk in (result.ids[0], result.ids[-1])]
    assert (result.count, numbers) == (200, ["OP-0001", "OP-0200"])
    assert GivenNumber.objects.filter(scheme=scheme).count() == 200


def test_what_fails_gives_its_number_back(case: Any) -> None:
    scheme_of()
    with context.acting(SYSTEM):
        assert new(case) == "OP-0001"
        transaction.set_rollback(True)
    assert new(case) == "OP-0001"


def test_quick_numbers_do_not_wait_and_are_not_given_back(case: Any) -> None:
    scheme_of(is_gap_free=False)
    assert new(case) == "OP-0001"
    with context.acting(SYSTEM):
        new(case)
        transaction.set_rollback(True)
    assert new(case) == "OP-0003"


def test_a_number_is_not_typed_but_an_import_may_bring_it_once(case: Any) -> None:
    scheme_of()
    user = User.objects.create_user("root", name="Root", is_administrator=True)
    with pytest.raises(Invalid):
        records.create(case, {"name": "x", "number": "OP-0002"}, actor=Actor.of_user(user))
    creator = Creator(objects.get("claim"), SYSTEM, also=giving.fields_of(objects.get("claim")))
    rows = [{"name": "a", "number": "OP-0002"}, {"name": "b", "number": "OP-0002"}, {"name": "c"}, {"name": "d"}]
    with context.acting(SYSTEM) as current:
        written = creator.write(rows[:1], current)
        written += creator.write(rows[1:], current)
    assert [isinstance(w, int) for w in written] == [True, False, True, True]
    assert [case.objects.get(name=n).custom["number"] for n in "acd"] == ["OP-0002", "OP-0001", "OP-0003"]


def test_records_there_before_are_numbered_the_oldest_first(case: Any) -> None:
    for name in ("second", "first"):
        records.create(case, {"name": name}, actor=SYSTEM)
    case.objects.filter(name="first").update(created_at=datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC))
    scheme = scheme_of()
    assert (existing.number_some(scheme), existing.number_some(scheme)) == (2, 0)
    assert [case.objects.get(name=n).custom["number"] for n in ("first", "second")] == ["OP-0001", "OP-0002"]


def test_a_scheme_that_would_give_numbers_twice_is_refused(case: Any) -> None:
    for wrong in (
        {"reset": "yearly"},
        {"pieces": [{"kind": "text", "value": "X"}]},
        {"pieces": [{"kind": "field", "value": "nothing"}, {"kind": "sequence", "width": 1}]},
    ):
        with pytest.raises(Invalid):
            scheme_of(**wrong)
    assert (NumberScheme.objects.count(), CustomField.objects.filter(type="auto_number").count()) == (0, 0)


def test_a_scheme_with_numbers_stays_and_a_deleted_record_comes_back_with_its_number(case: Any) -> None:
    scheme = scheme_of()
    new(case)
    with pytest.raises(Refused):
        records.delete(scheme, actor=SYSTEM)
    with context.acting(SYSTEM) as current:
        records.delete(case.objects.get(), actor=SYSTEM)
    undo.undo(current.operation, SYSTEM)
    assert case.objects.get().custom["number"] == "OP-0001"


def test_the_page_makes_a_scheme_and_tells_the_next_numbers(case: Any) -> None:
    user = User.objects.create_user("root", name="Root", is_administrator=True, language="en")
    root = Client(headers={"Authorization": f"Bearer {create_token(user)}"})
    body = {"object": "claim", "label_en": "Number", "pieces": PIECES}
    made = root.post("/api/numbering", json.dumps(body), content_type="application/json")
    assert (made.status_code, made.json()["next"]) == (201, ["OP-0001", "OP-0002", "OP-0003"])
    new(case)
    assert [i["next"][0] for i in root.get("/api/numbering").json()["items"]] == ["OP-0002"]
    tried = {"object": "claim", "pieces": [{"kind": "text", "value": "A"}]}
    found = root.post("/api/numbering/ahead", json.dumps(tried), content_type="application/json").json()
    assert found == {"numbers": [], "problem": "A number has one running number."}
    meta = next(o for o in root.get("/api/objects").json() if o["name"] == "claim")
    assert meta["highlights"] == ["number"]


@pytest.mark.django_db(transaction=True)
def test_several_connections_never_get_the_same_number_nor_leave_a_gap() -> None:
    setup.refresh()
    model: Any = objects.get("account").model
    scheme_of(object="account")
    failed: list[Exception] = []

    def work() -> None:
        try:
            setup.refresh()
            for turn in range(10):
                try:
                    with transaction.atomic():
                        records.create(model, {"name": "x"}, actor=SYSTEM)
                        if turn % 5 == 4:
                            raise InterruptedError
                except InterruptedError:
                    pass
        except Problem as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _turn in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    numbers = sorted(model.objects.values_list("custom__number", flat=True))
    assert (failed, numbers) == ([], [f"OP-{n:04d}" for n in range(1, 33)])


def test_who_types_a_number_finds_its_record_first(case: Any) -> None:
    scheme_of(start=12)
    numbered = records.create(case, {"name": "Numbered"}, actor=SYSTEM)
    objects_found = [("claim", numbered.pk, "Numbered", "OP-0012")]
    other = records.create(case, {"name": "OP-0012"}, actor=SYSTEM)  # named so, has another number
    for record in (numbered, other):
        row = {"id": record.pk, "name": record.name, "custom": record.custom}
        search.write([search.entry_of(objects.get("claim"), record.pk, row)])

    def found(text: str, actor: Actor = SYSTEM) -> list[tuple[str, int, str, str]]:
        return [
            (hit["object"], hit["id"], hit["title"], hit["subtitle"])
            for hit in search.look_up(actor, text)
            if hit["object"] == "claim"
        ]

    for text in ("OP-0012", " op-0012 ", "ＯＰ－００１２"):
        assert found(text)[0] == objects_found[0]
        assert [hit[1] for hit in found(text)] == [numbered.pk, other.pk]
    assert [hit[1] for hit in found("OP-001")] == [other.pk, numbered.pk]
    assert found("OP-0012", Actor.of_user(User.objects.create_user("cy", name="Cy"))) == []
    records.delete(numbered, actor=SYSTEM)
    assert found("OP-0012")[0][1] == other.pk
