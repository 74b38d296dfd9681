"""Lists and open work as things to subscribe to: saved lists, groups, relative dates, one's own people."""

from __future__ import annotations

import datetime
import zoneinfo
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone, translation

from magpie.accounts.models import Account
from magpie.platform import records, setup
from magpie.platform.actor import Actor
from magpie.platform.models import Role, SavedList, User
from magpie.platform.problems import Invalid
from magpie.reminders.models import Reminder
from magpie.subscriptions import sources
from magpie.subscriptions.sources import Report
from magpie.subscriptions.tests.make import OWN, make_account, make_team, make_user

pytestmark = pytest.mark.django_db


def report(user: User, kind: str = "list", **parameters: Any) -> Report:
    given = {"object": "account", **parameters} if kind == "list" else parameters
    with translation.override("en"):
        return sources.compute(Actor.of_user(user), kind, given, timezone.now())


def names(made: Report) -> list[str]:
    return [row.cells[0] for row in made.tables[-1].rows]


def test_today_is_that_of_the_reader() -> None:
    people = [make_user("early", time_zone="Pacific/Kiritimati"), make_user("late", time_zone="Pacific/Pago_Pago")]
    at = timezone.now().astimezone(zoneinfo.ZoneInfo("Pacific/Kiritimati")).replace(hour=0, minute=0, second=0)
    for user in people:
        account = make_account(user, "Acme")
        Account.objects.filter(pk=account.pk).update(created_at=at)
        made = report(user, filter={"field": "created_at", "on": "today"})
        zone = zoneinfo.ZoneInfo(user.time_zone)
        is_today = at.astimezone(zone).date() == timezone.now().astimezone(zone).date()
        assert names(made) == (["Acme"] if is_today else [])


def test_a_saved_list_is_as_it_is_then_and_only_for_those_who_see_it() -> None:
    ana, cy = make_user("ana"), make_user("cy")
    for name in ("Acme", "Beta"):
        make_account(ana, name)
    values = {"name": "B", "object": "account", "filter": {"field": "name", "starts_with": "B"}}
    saved = records.create(SavedList, {**values, "columns": ["name", "type"]}, actor=Actor.of_user(ana))
    made = report(ana, list=saved.pk)
    assert (names(made), made.title) == (["Beta"], "Accounts · B")
    records.update(saved, {"filter": {}, "sort": "-name"}, actor=Actor.of_user(ana))
    assert names(report(ana, list=saved.pk)) == ["Beta", "Acme"]
    with pytest.raises(Invalid, match="gone or no longer shared"):
        report(cy, list=saved.pk)


def test_groups_have_their_counts_and_sums() -> None:
    ana = make_user("ana")
    for name, revenue, kind in (("A", "10", "customer"), ("B", "5.5", "customer"), ("C", None, "partner")):
        make_account(ana, name, revenue, type=kind)
    made = report(ana, columns=["name", "annual_revenue", "employees"], group="type")
    groups = {row.cells[0]: (row.cells[1:], row.currency) for row in made.tables[0].rows}
    assert groups == {"Customer": ((2, Decimal("15.5")), "CNY"), "Partner": ((1, None), "")}
    assert {f.name: f.value for f in made.figures} == {
        "count": 3, "sum:annual_revenue.CNY": Decimal("15.5"), "avg:annual_revenue.CNY": Decimal("7.75"),
    }  # fmt: skip
    before = made.digest
    Account.objects.filter(name="C").update(phone="+8613800138000")
    assert report(ana, columns=["name"], group="type").digest != before


def test_a_manager_gets_the_open_work_of_their_people() -> None:
    boss, ana, cy = make_user("boss"), make_user("ana"), make_user("cy")
    make_team(boss, ana)
    now = timezone.now()
    for user, subject in ((ana, "Call Mr Wang"), (cy, "Hidden")):
        reminder = records.create(
            Reminder, {"subject": subject, "owner": user.pk, "starts_at": now}, actor=Actor.of_user(user)
        )
        reminder.occurrences.create(due_at=now - datetime.timedelta(minutes=5))
    made = report(boss, "open_work")
    assert [row.cells[:2] for row in made.tables[0].rows] == [("Call Mr Wang", "Ana")]
    assert {f.name: f.value for f in made.figures} == {"count": 1, "late": 1, "people": 1}
    assert names(report(cy, "open_work")) == ["Hidden"]


def test_completeness_counts_the_gaps_that_the_reader_may_see() -> None:
    ana, cy = make_user("ana"), make_user("cy")
    make_account(ana, "Acme", "1000", industry="retail")
    make_account(ana, "Beta", "500")
    make_account(cy, "Gamma")
    made = report(ana, "completeness", fields=["industry", "annual_revenue"])
    assert {f.name: f.value for f in made.figures} == {"share": Decimal("75.0"), "count": 2, "missing": 1}
    assert made.url.endswith("/data-campaigns?object=account")
    by_person, by_field = made.tables
    assert [row.cells for row in by_person.rows] == [("Ana", 2, 1, Decimal("50.0"))]
    assert [row.cells for row in by_field.rows] == [
        ("Industry", 1, 1, Decimal("50.0")), ("Annual revenue", 2, 0, Decimal("100.0")),
    ]  # fmt: skip
    plain = report(ana, "completeness", filter={"field": "name", "is": "Beta"})
    assert [table.title for table in plain.tables] == ["By field"]
    assert plain.figures[1].value == 1
    Role.objects.update(grants={"*": {**OWN, "fields": {"annual_revenue": "hidden"}}})
    setup.forget()
    assert "Annual revenue" not in names(report(User.objects.get(pk=ana.pk), "completeness"))


@pytest.mark.parametrize("wrong", [{"object": "team"}, {"filter": {"field": "no"}}, {"fields": [1]}, {"nothing": 1}])
def test_completeness_of_what_cannot_be_measured_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        report(make_user("ana"), "completeness", **wrong)
