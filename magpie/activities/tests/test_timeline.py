"""The timeline of a record through the API, and colleagues mentioned in notes."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from django.test import Client

from magpie.activities import rules
from magpie.activities.models import Call, EmailMessage, Note
from magpie.notices.models import Notice
from magpie.platform import context, objects, records, setup
from magpie.platform.actor import SYSTEM, Actor
from magpie.platform.models import Role, User
from magpie.platform.problems import Refused

pytestmark = pytest.mark.django_db
OWN = {"read": "own", "create": True, "update": "own", "delete": "own"}
_numbers = itertools.count(1)


@pytest.fixture(autouse=True)
def _fresh_setup() -> None:
    setup.forget()


def make(object_name: str, /, **values: Any) -> Any:
    return records.create(objects.get(object_name).model, values, actor=SYSTEM)  # type: ignore[type-var]


def make_user(name: str) -> User:
    role, _new = Role.objects.get_or_create(name="Everybody", defaults={"grants": {"*": OWN}})
    return User.objects.create(username=f"{name}{next(_numbers)}", name=name, roles=[role.pk], language="en")


def ask(user: User, record: Any, **query: Any) -> Any:
    client = Client()
    client.force_login(user)
    plural = objects.of(record).plural
    answer = client.get(f"/api/{plural}/{record.pk}/timeline", query)
    assert answer.status_code == 200, answer.content
    return answer.json()


def titles(items: list[dict[str, Any]]) -> list[str]:
    return [item["title"] for item in items if item["kind"] != "event"]


def note(account: Any, body: str, **values: Any) -> Note:
    return make("note", subject=body, body=body, related_to=f"{objects.of(account).name}:{account.pk}", **values)  # type: ignore[no-any-return]


def test_pages_follow_each_other_without_a_gap_though_all_happened_at_one_moment() -> None:
    bo = make_user("Bo")
    account = make("account", name="Acme", owner=bo.pk)
    with context.acting(SYSTEM):  # one transaction, one moment
        for number in range(7):
            note(account, f"Note {number}")
    moment = Note.objects.earliest("created_at").created_at
    Note.objects.update(created_at=moment)
    shown, before = [], ""
    for _page in range(4):
        page = ask(bo, account, limit=3, kind="note", **({"before": before} if before else {}))
        shown.append(titles(page["items"]))
        before = page["next"]
        if not before:
            break
    assert shown == [["Note 6", "Note 5", "Note 4"], ["Note 3", "Note 2", "Note 1"], ["Note 0"]]


def test_one_kind_or_some_words_are_picked_out_and_the_kinds_are_counted() -> None:
    bo = make_user("Bo")
    account = make("account", name="Acme", owner=bo.pk)
    link = f"account:{account.pk}"
    note(account, "They want a discount")
    note(account, "Pinned one", pinned=True)
    make("call", subject="About the discount", related_to=link, outcome="message_left")
    make("email_message", subject="Old mail", related_to=link, sent_at="2020-01-02T03:04:05Z")
    page = ask(bo, account)
    assert page["counts"] == {"call": 1, "email": 1, "note": 2}
    assert titles(page["pinned"]) == ["Pinned one"]
    assert (page["items"][-1]["title"], page["items"][-1]["at"][:10]) == ("Old mail", "2020-01-02")
    (call,) = ask(bo, account, kind="call")["items"]
    assert (call["title"], call["text"]) == ("About the discount", "Message left")
    found = ask(bo, account, search="DISCOUNT")
    assert sorted(titles(found["items"])) == ["About the discount", "They want a discount"]
    assert found["counts"] == {"call": 1, "note": 1}
    assert (Call.objects.count(), EmailMessage.objects.count()) == (1, 1)


def test_all_of_a_customer_takes_in_what_is_about_its_contacts_as_far_as_one_may_see_them() -> None:
    bo, cy = make_user("Bo"), make_user("Cy")
    account = make("account", name="Acme", owner=bo.pk)
    mine = make("contact", name="Li Lei", account=account.pk, owner=bo.pk)
    theirs = make("contact", name="Han", account=account.pk, owner=cy.pk)
    note(account, "About Acme")
    note(mine, "About Li Lei")
    note(theirs, "About Han")
    assert titles(ask(bo, account)["items"]) == ["About Acme"]
    around = ask(bo, account, around=True)["items"]
    assert titles(around) == ["About Li Lei", "About Acme"]
    about = next(item for item in around if item["title"] == "About Li Lei")["about"]
    assert about == {"object": "contact", "id": mine.pk, "title": "Li Lei"}
    others = [item["about"]["title"] for item in around if item["kind"] == "event" and item["about"]]
    assert others == ["Li Lei"]


def test_a_colleague_who_is_mentioned_is_told_once() -> None:
    bo, li, lei = make_user("Bo"), make_user("Li"), make_user("Li Lei")
    User.objects.filter(pk__in=[li.pk, lei.pk]).update(is_administrator=True)
    account = make("account", name="Acme", owner=bo.pk)
    actor = Actor.of_user(bo)
    values = {"body": "@Li Lei please look, @Bo too", "related_to": f"account:{account.pk}"}
    made = records.create(Note, values, actor=actor)
    (told,) = Notice.objects.filter(kind="mention")
    assert (told.recipient, told.title, told.kind) == (lei, "Bo mentions you: Acme", "mention")
    assert (told.object, told.record_id, told.sender) == ("account", account.pk, bo)
    records.update(made, {"body": "@Li Lei and @Li please look"}, actor=actor)
    assert [n.recipient for n in Notice.objects.filter(kind="mention").order_by("id")] == [lei, li]


def test_who_may_not_see_the_record_cannot_be_mentioned_there() -> None:
    bo, cy = make_user("Bo"), make_user("Cy")
    account = make("account", name="Acme", owner=bo.pk)
    with pytest.raises(Refused, match="Cy may not see this record"):
        records.create(Note, {"body": "@Cy look", "related_to": f"account:{account.pk}"}, actor=Actor.of_user(bo))
    assert (Note.objects.count(), Notice.objects.count(), cy.is_active) == (0, 0, True)


def test_the_longer_name_counts() -> None:
    assert rules.mentioned("@Li Lei, @Li: mail@Lin", ["Li", "Li Lei", "Ana"]) == ["Li Lei", "Li"]
    assert rules.mentioned("王博@李雷 看一下", ["李雷", "王博"]) == ["李雷"]
