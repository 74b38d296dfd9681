"""Records that mean the same are found: on entry, in the background, and whoever wrote them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from magpie.accounts.models import Account, Contact
from magpie.lib import likeness
from magpie.platform import bulk, context, objects, records, setup, undo
from magpie.platform.actor import SYSTEM, Actor
from magpie.platform.duplicates import checking, defaults, index, keys
from magpie.platform.models import DuplicateKey, DuplicateMark, DuplicateRule, Event, User
from magpie.platform.problems import Asked, Invalid, Refused
from magpie.sales.models import Lead

pytestmark = pytest.mark.django_db
ACCOUNT, CONTACT, LEAD = objects.get("account"), objects.get("contact"), objects.get("lead")
Ask = Callable[..., Any]


@pytest.fixture
def ana() -> Actor:
    setup.forget()
    return Actor.of_user(User.objects.create(username="ana", name="Ana", is_administrator=True))


@pytest.fixture
def rules() -> None:
    defaults.install()
    setup.forget()


def enter(model: Any, actor: Actor, answers: dict[str, str] | None = None, **values: Any) -> Any:
    """Enter one record as a page does."""
    with context.acting(actor, entry=True, answers=answers or {}):
        return records.create(model, values, actor=actor)


def found(object_type: Any, actor: Actor, **values: Any) -> list[tuple[str, int, int]]:
    return [(m.object, m.id, m.score) for m in checking.find(object_type, values, actor)]


SAME = [
    ("上海恒远机械有限公司", "恒远机械", True),
    ("上海恒远机械有限公司", "上海市恒远机械设备有限公司", True),
    ("恒源机械有限公司", "恒远机械有限公司", True),  # the same sound
    ("恒运机械有限公司", "恒远机械有限公司", True),  # one sign wrong
    ("华为技术有限公司", "中兴技术有限公司", False),
    ("北京科技有限公司", "上海科技有限公司", False),
    ("深圳市大疆创新科技有限公司", "大疆创新", True),
    ("Ａｃｍｅ　Ltd", "acme inc.", True),
    ("Microsoft Corp.", "Microsft", True),
    ("Acme Industries Ltd", "ACME Industries GmbH", True),
    ("Müller GmbH", "Muller", True),
    ("General Electric", "General Motors", False),
    ("Smith, John", "John Smith", True),
    ("王小明", "王晓明", True),
]


@pytest.mark.parametrize(("one", "other", "alike"), SAME)
def test_similar_names_share_a_key_and_score_high(one: str, other: str, alike: bool) -> None:
    assert (likeness.score(one, other) >= 85) is alike
    assert likeness.score(one, other) == likeness.score(other, one)
    if alike:
        assert set(likeness.keys(one)) & set(likeness.keys(other))


@pytest.mark.parametrize(
    ("form", "one", "other"),
    [
        (likeness.telephone, "138 0013 8000", "+86-138-0013-8000"),
        (likeness.telephone, "(010) 6552 9988", "+86 10 65529988"),
        (likeness.telephone, "１３８００１３８０００", "13800138000"),
        (likeness.email, "A.B+news@Foo.com", "a.b@foo.com"),
        (likeness.website, "https://www.Foo.com/about", "foo.com"),
        (likeness.name, "中国石油股份有限公司", "中国石油"),
        (likeness.exact, "91-310 115MA", "91310115ma"),
    ],
)
def test_the_plain_form_of_the_same_is_the_same(form: Callable[[str], str], one: str, other: str) -> None:
    assert form(one) == form(other) != ""


def test_entering_what_exists_is_asked_and_goes_through_when_confirmed(ana: Actor, rules: None) -> None:
    first = enter(Lead, ana, name="Lin", mobile="13800138000")
    with pytest.raises(Asked) as asked:
        enter(Lead, ana, name="Lin Tao", phone="+86 138-0013-8000")
    (question,) = asked.value.questions
    assert question.text == "Lead “Lin” (owner: Ana): the same in Phone."
    assert Lead.objects.count() == 1

    second = enter(Lead, ana, {question.gate: ""}, name="Lin Tao", phone="+86 138-0013-8000")
    event = Event.objects.get(object="lead", record_id=second.pk, kind="duplicate_accepted")
    assert event.data is not None
    assert event.data["like"][0]["id"] == first.pk
    # Only what concerns a rule is asked again.
    with context.acting(ana, entry=True):
        records.update(second, {"company": "Nine Ltd"}, actor=ana)
        with pytest.raises(Asked):
            records.update(second, {"mobile": "13800138000"}, actor=ana)


def test_a_rule_that_refuses_holds_for_one_and_for_many(ana: Actor) -> None:
    values = {"name_en": "Tax number", "object": "account", "outcome": "block"}
    records.create(DuplicateRule, {**values, "parts": [{"compare": "exact", "fields": ["tax_number"]}]}, actor=SYSTEM)
    index.catch_up()
    enter(Account, ana, name="Acme", tax_number="91 310-A")
    with pytest.raises(Refused):
        enter(Account, ana, name="Other", tax_number="91310a")
    rows = [
        {"name": "B", "tax_number": "91310A"},
        {"name": "C", "tax_number": "77"},
        {"name": "D", "tax_number": "7 7"},
    ]
    result = bulk.create_many(ACCOUNT, rows, actor=ana)
    assert (result.count, [f.row for f in result.failed]) == (1, [1, 3])
    assert sorted(Account.objects.values_list("name", flat=True)) == ["Acme", "C"]


def test_a_new_lead_that_looks_like_an_account_is_noticed(ana: Actor, rules: None) -> None:
    account = records.create(Account, {"name": "上海恒远机械有限公司"}, actor=ana)
    assert found(LEAD, ana, company="恒远机械") == [("account", account.pk, 95)]
    assert found(LEAD, ana, company="中兴通讯") == []
    contact = records.create(Contact, {"name": "Wu", "mobile": "13900001111"}, actor=ana)
    assert found(LEAD, ana, mobile="139-0000-1111") == [("contact", contact.pk, 100)]


def test_every_part_of_a_rule_must_agree(ana: Actor, rules: None) -> None:
    one, two = (records.create(Account, {"name": n}, actor=ana) for n in ("Alpha", "Omega"))
    contact = records.create(Contact, {"name": "王小明", "account": one.pk}, actor=ana)
    assert found(CONTACT, ana, name="王晓明", account=one.pk) == [("contact", contact.pk, 98)]
    assert found(CONTACT, ana, name="王晓明", account=two.pk) == []


def kept() -> dict[int, set[int]]:
    by_record: dict[int, set[int]] = {}
    for key, pk in DuplicateKey.objects.filter(object="lead").values_list("key", "record_id"):
        by_record.setdefault(pk, set()).add(key)
    return by_record


def meant() -> dict[int, set[int]]:
    fields = LEAD.fields()
    made = {r.pk: keys.of(LEAD, keys.values_of(fields, set(fields), r)) for r in Lead.objects.all()}
    return {pk: several for pk, several in made.items() if several}


def test_the_keys_are_in_step_after_every_way_of_writing(ana: Actor, rules: None) -> None:
    rows = [{"name": f"L{n}", "mobile": f"1380013{n:04d}", "company": f"恒远{n}"} for n in range(30)]
    made = bulk.create_many(LEAD, rows, actor=ana)
    assert kept() == meant()
    bulk.update_many(LEAD, made.ids[:10], {"email": "same@example.com"}, actor=ana)
    assert kept() == meant()
    changed = records.update(Lead.objects.get(pk=made.ids[0]), {"mobile": "", "company": ""}, actor=ana)
    assert kept() == meant()
    bulk.delete_many(LEAD, made.ids[20:], actor=ana)
    records.delete(changed, actor=ana)
    assert kept() == meant()
    undo.undo(made.operation, ana)
    assert kept() == meant() == {}
    assert DuplicateMark.objects.count() == 0


def test_a_line_of_sql_is_caught_up_with(ana: Actor, rules: None) -> None:
    ids = bulk.create_many(LEAD, [{"name": "A", "mobile": "13800138000"}, {"name": "B"}], actor=ana).ids
    with connection.cursor() as cursor:
        cursor.execute("UPDATE sales_lead SET mobile = '+8613811112222', score = 3 WHERE id = %s", [ids[1]])
        cursor.execute("UPDATE sales_lead SET score = 5")  # no rule looks at it
        cursor.execute("DELETE FROM sales_lead WHERE id = %s", [ids[0]])
    assert sorted(DuplicateMark.objects.values_list("record_id", flat=True)) == ids
    assert found(LEAD, ana, mobile="13811112222") == []
    assert index.work_off() == 2
    assert found(LEAD, ana, mobile="13811112222") == [("lead", ids[1], 100)]
    assert kept() == meant()


def test_a_change_of_the_rules_makes_the_keys_again(ana: Actor, rules: None) -> None:
    made = records.create(Lead, {"name": "Lin", "website": "https://nine.example"}, actor=ana)
    assert found(LEAD, ana, website="http://www.nine.example/") == []
    rule = records.create(
        DuplicateRule,
        {"name_en": "Site", "object": "lead", "parts": [{"compare": "website", "fields": ["website"]}]},
        actor=SYSTEM,
    )
    index.catch_up()
    assert found(LEAD, ana, website="http://www.nine.example/") == [("lead", made.pk, 100)]
    records.update(rule, {"is_active": False}, actor=SYSTEM)
    index.catch_up()
    assert found(LEAD, ana, website="http://www.nine.example/") == []
    assert kept() == meant()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"object": "team"}, "object"),
        ({"object": "lead", "against": "nothing"}, "against"),
        ({"object": "lead", "parts": {"compare": "exact"}}, "parts"),
        ({"object": "lead", "parts": [{"compare": "exact", "fields": []}]}, "parts"),
        ({"object": "lead", "parts": [{"compare": "magic", "fields": ["name"]}]}, "parts"),
        ({"object": "lead", "parts": [{"compare": "exact", "fields": ["nothing"]}]}, "parts"),
        ({"object": "lead", "parts": [{"compare": "exact", "fields": [["name"]]}]}, "parts"),
        ({"object": "lead", "similarity": 20}, "similarity"),
    ],
)
def test_a_rule_that_makes_no_sense_is_not_taken(values: dict[str, Any], field: str) -> None:
    given = {"name_en": "R", "parts": [{"compare": "exact", "fields": ["name"]}], **values}
    with pytest.raises(Invalid) as refused:
        records.create(DuplicateRule, given, actor=SYSTEM)
    assert field in refused.value.fields


def test_the_usual_rules_are_made_only_once(rules: None) -> None:
    number = DuplicateRule.objects.count()
    assert number == sum(len(o.duplicate_rules) for o in objects.all_objects()) > 0
    assert defaults.install() == 0
    for rule in DuplicateRule.objects.all():
        records.delete(rule, actor=SYSTEM)
    assert (defaults.install(), DuplicateRule.objects.count()) == (0, 0)


def test_who_may_not_see_a_record_learns_only_whose_it_is(client: Client, rules: None) -> None:
    from magpie.platform.http.auth import create_token
    from tests.make import make_user

    bo = make_user("Bo", {"lead": {"read": "own", "create": True}})
    cy = make_user("Cy", {"lead": {"read": "own", "create": True}})
    records.create(Lead, {"name": "Secret Lin", "mobile": "13800138000"}, actor=Actor.of_user(cy))
    headers = {"Authorization": f"Bearer {create_token(bo)}"}
    answer = client.post(
        "/api/leads/duplicates", {"values": {"mobile": "138 0013 8000"}}, "application/json", headers=headers
    )
    assert answer.status_code == 200
    (item,) = answer.json()["items"]
    assert (item["id"], item["title"], item["owner"]["title"], item["is_visible"]) == (None, "", "Cy", False)
    refused = client.post("/api/leads", {"name": "Lin", "mobile": "13800138000"}, "application/json", headers=headers)
    assert refused.status_code == 409
    assert "Secret" not in refused.content.decode()
    (question,) = refused.json()["questions"]
    assert question["text"] == "Lead of a colleague (owner: Cy): the same in Mobile."
