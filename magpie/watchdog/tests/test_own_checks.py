"""Checks of a company's own: what they find, who sees and repairs it, who is told, and what is refused."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone

from magpie.accounts.models import Account, Contact
from magpie.notices.models import Notice
from magpie.platform import records, working_time
from magpie.platform.actor import SYSTEM
from magpie.platform.models import CustomField, Role, User
from magpie.platform.problems import Invalid
from magpie.reminders.tests.make import make_user
from magpie.watchdog import own_checks, quality
from magpie.watchdog.models import DataCheck, QualityFinding
from magpie.watchdog.tests.make import follow
from magpie.watchdog.tests.test_quality import ask

pytestmark = pytest.mark.django_db
UNREACHABLE = {"all": [{"field": "phone", "is_empty": True}, {"field": "email", "is_empty": True}]}
READS: dict[str, Any] = {"read": "own", "update": "own"}


def make_check(**values: Any) -> DataCheck:
    values = {
        "name": "Contact without telephone and e-mail", "object": "contact", "filter": UNREACHABLE,
        "mend": ["phone", "email"], "receivers": [{"kind": "owner"}], "advice_en": "Ask for a number.", **values,
    }  # fmt: skip
    check = records.create(DataCheck, values, actor=SYSTEM)
    sweep()
    return check


def contact(owner: User, name: str, **values: Any) -> Contact:
    made: Contact = records.create(Contact, {"name": name, "owner": owner.pk, **values}, actor=SYSTEM)
    follow()
    return made


def sweep() -> None:
    follow()
    while quality.sweep_some():
        pass


def found(check: DataCheck) -> list[int]:
    findings = quality.open_ones().filter(kind=own_checks.kind_of(check))
    return list(findings.order_by("pk").values_list("record_id", flat=True))


def seller(name: str, fields: dict[str, str] | None = None) -> User:
    role = Role.objects.create(name=f"Seller {name}", grants={"contact": {**READS, "fields": fields or {}}})
    return make_user(name, roles=[role.pk])


def test_a_check_finds_what_is_there_and_what_comes_and_lets_go_of_what_is_mended() -> None:
    bo = make_user("bo")
    old = contact(bo, "Wang")
    contact(bo, "Zhao", phone="+8613800138000")
    check = make_check()
    assert found(check) == [old.pk]
    new = contact(bo, "Li")
    assert found(check) == [old.pk, new.pk]
    records.update(old, {"email": "wang@acme.example"}, actor=SYSTEM)
    follow()
    assert found(check) == [new.pk]


def test_it_stands_on_the_list_with_its_fields_and_is_repaired_by_its_owner() -> None:
    root, ana, bo = make_user("root", is_administrator=True), seller("ana"), seller("bo")
    mine, other = contact(ana, "Wang"), contact(bo, "Li")
    check = make_check()
    kind = own_checks.kind_of(check)
    shown = {each["kind"]: each for each in ask(ana, "GET", "/api/data-quality").json()["items"]}[kind]
    assert (shown["label"], shown["hint"], shown["count"], shown["check"]) == (
        "Contact without telephone and e-mail", "Ask for a number.", 1, check.pk,
    )  # fmt: skip
    items = ask(ana, "GET", f"/api/data-quality/items?kind={kind}").json()["items"]
    assert [(i["record"], i["fields"], i["value"]) for i in items] == [
        (mine.pk, ["phone", "email"], "Phone: (empty); E-mail: (empty)")
    ]
    assert [i["record"] for i in ask(root, "GET", f"/api/data-quality/items?kind={kind}").json()["items"]] == [
        other.pk, mine.pk,
    ]  # fmt: skip
    assert ask(root, "GET", f"/api/data-quality/items?kind={kind}&mine=1").json() == {"items": [], "count": 0}
    assert ask(ana, "GET", f"/api/data-quality/items?kind={kind}&mine=1").json()["count"] == 1


def test_who_may_not_see_a_field_of_the_condition_does_not_see_the_check() -> None:
    ana = seller("ana", {"phone": "hidden"})
    contact(ana, "Wang")
    check = make_check(mend=["email"])
    assert found(check) != []
    kinds = [each["kind"] for each in ask(ana, "GET", "/api/data-quality").json()["items"]]
    assert own_checks.kind_of(check) not in kinds
    assert ask(ana, "GET", "/api/data-quality/items").json() == {"items": [], "count": 0}


def test_who_repairs_is_told_once_a_working_day_of_what_is_new(monkeypatch: pytest.MonkeyPatch) -> None:
    ana = seller("ana")
    contact(ana, "Wang")
    contact(ana, "Li")
    make_check()
    monkeypatch.setattr(working_time, "calendar", _Always)
    assert [own_checks.tell_some(), own_checks.tell_some()] == [1, 0]
    notice = Notice.objects.get(recipient=ana)
    assert notice.title == "Data to repair: Contact without telephone and e-mail, 2 records"
    assert notice.body == "Ask for a number."
    contact(ana, "Zhao")
    assert own_checks.tell_some() == 0
    QualityFinding.objects.filter(told_at__isnull=False).update(told_at=timezone.now() - datetime.timedelta(days=1))
    Notice.objects.update(key="yesterday")
    assert own_checks.tell_some() == 1
    assert Notice.objects.filter(recipient=ana).count() == 2


class _Always:
    """A calendar without days off."""

    def works_on(self, _day: datetime.date) -> bool:
        return True


def test_what_was_found_is_looked_at_again_when_the_check_is_changed_and_gone_with_it() -> None:
    root, bo = make_user("root", is_administrator=True), make_user("bo")
    unreachable, reachable = contact(bo, "Wang"), contact(bo, "Li", phone="+8613800138000")
    check = make_check()
    assert found(check) == [unreachable.pk]
    records.update(check, {"filter": {"field": "phone", "is_empty": False}}, actor=SYSTEM)
    sweep()
    assert found(check) == [reachable.pk]
    records.update(check, {"is_active": False}, actor=SYSTEM)
    sweep()
    assert ask(root, "GET", "/api/data-quality/items").json() == {"items": [], "count": 0}
    kind = own_checks.kind_of(check)
    records.delete(check, actor=SYSTEM)
    sweep()
    assert not QualityFinding.objects.filter(kind=kind).exists()


def test_a_check_by_a_field_that_is_gone_says_so_and_finds_nothing() -> None:
    root, bo = make_user("root", is_administrator=True), make_user("bo")
    field = records.create(
        CustomField, {"object": "contact", "name": "hobby", "label_en": "Hobby", "type": "text"}, actor=SYSTEM
    )
    contact(bo, "Wang")
    check = make_check(filter={"field": "hobby", "is_empty": True}, mend=["hobby"])
    assert len(found(check)) == 1
    CustomField.objects.filter(pk=field.pk).delete()
    sweep()
    use = ask(root, "GET", "/api/data-check-uses").json()["items"][0]
    assert (use["sentence"], use["problem"]) == ("", "Contact has no field “hobby”. Contact has no field “hobby”.")
    assert ask(root, "GET", "/api/data-quality/items").json() == {"items": [], "count": 0}


def test_a_trial_says_how_many_it_finds_and_who_would_repair_them() -> None:
    root, bo = make_user("root", is_administrator=True), make_user("bo")
    wang = contact(bo, "Wang")
    draft = {"object": "contact", "filter": UNREACHABLE, "mend": ["phone"], "receivers": [{"kind": "owner"}]}
    assert ask(root, "POST", "/api/data-check-trials", draft).json() == {
        "sentence": "Contact where Phone is empty and E-mail is empty", "count": 1, "problems": {},
        "items": [{"object": "contact", "id": wang.pk, "title": "Wang", "people": "Bo"}],
    }  # fmt: skip
    assert ask(bo, "POST", "/api/data-check-trials", draft).status_code == 403
    assert ask(bo, "GET", "/api/data-check-uses").status_code == 403
    assert DataCheck.objects.count() == 0


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"object": "nothing"}, "object"),
        ({"object": "team"}, "object"),
        ({"filter": {}}, "filter"),
        ({"filter": {"field": "no_such", "is": 1}}, "filter"),
        ({"mend": []}, "mend"),
        ({"mend": ["created_at"]}, "mend"),
        ({"receivers": []}, "receivers"),
        ({"receivers": [{"kind": "user", "id": 99999}]}, "receivers"),
    ],
)
def test_a_check_that_cannot_be_followed_is_refused(values: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        make_check(**values)
    assert list(refused.value.fields) == [field]
    assert DataCheck.objects.count() == 0


def test_customers_without_known_payment_terms_are_listed() -> None:
    bo = make_user("bo")
    made = [
        records.create(Account, {"name": name, "type": kind, "payment_terms": terms, "owner": bo.pk}, actor=SYSTEM)
        for name, kind, terms in (("A", "customer", ""), ("B", "prospect", ""), ("C", "customer", "net_30"))
    ]
    Account.objects.filter(pk=made[2].pk).update(payment_terms="net_999")
    sweep()
    assert list(quality.open_ones().filter(kind="terms").order_by("record_id").values_list("record_id", "value")) == [
        (made[0].pk, ""), (made[2].pk, "net_999"),
    ]  # fmt: skip
