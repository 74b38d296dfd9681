"""Rows of an import that seem to be there already: told in the preview, created, left out or brought together."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from magpie.accounts.models import Account, Contact
from magpie.platform import records, setup
from magpie.platform.actor import SYSTEM
from magpie.platform.duplicates import defaults, index
from magpie.platform.models import DuplicateRule, Import, Role, User
from magpie.platform.tests.test_import import _files, client_of, go, root, upload  # noqa: F401
from magpie.platform.undo import undo
from magpie.sales.models import Lead

pytestmark = pytest.mark.django_db
TABLE = """姓名,手机,公司,城市
张伟,138 0013 8000,喜鹊科技,苏州
李娜,13900139000,,无锡
张大伟,+8613800138000,,南京
李小娜,139-0013-9000,,常州
赵六,13700137000,,上海
"""


@pytest.fixture(autouse=True)
def _rules(root: Client) -> None:  # noqa: F811
    defaults.install()
    setup.forget()


def there(**values: Any) -> Any:
    return records.create(Lead, values, actor=SYSTEM)


def reasons(client: Client, done: dict[str, Any]) -> list[list[str]]:
    """Row, result and reason of the lines of the file with problems."""
    text = b"".join(client.get(f"/api/imports/{done['id']}/errors").streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]
    return [line[-3:] for line in list(csv.reader(io.StringIO(text)))[1:]]


def leads() -> list[tuple[str, str, str]]:
    return list(Lead.objects.order_by("pk").values_list("name", "mobile", "city"))


def test_the_preview_counts_rows_that_exist_and_rows_that_repeat_others(root: Client) -> None:  # noqa: F811
    there(name="Old Zhang", mobile="13800138000")
    made = upload(root, TABLE)
    address = f"/api/imports/{made.json()['id']}"
    assert (made.json()["match_by"], made.json()["on_duplicate"]) == ([], "update")
    root.patch(address, {"on_duplicate": "create"}, content_type="application/json")
    look = root.post(f"{address}/preview").json()
    told = look["duplicates"].pop("rows")
    assert (look["counts"]["create"], look["duplicates"]) == (
        5, {"existing": 2, "in_file": 1, "left_out": 0, "rules": {"Same telephone of a lead": 3}},
    )  # fmt: skip
    assert told == {
        "2": "Lead “Old Zhang” (owner: nobody): the same in Mobile.",
        "4": "Lead “Old Zhang” (owner: nobody): the same in Mobile.",
        "5": "Row 3 of the same file has the same values (Same telephone of a lead).",
    }
    root.patch(address, {"on_duplicate": "skip"}, content_type="application/json")
    look = root.post(f"{address}/preview").json()
    assert (look["counts"]["create"], look["duplicates"]["left_out"]) == (2, 3)
    root.patch(address, {"on_duplicate": "update"}, content_type="application/json")
    look = root.post(f"{address}/preview").json()
    assert (look["counts"]["create"], look["counts"]["update"], look["duplicates"]["left_out"]) == (2, 3, 0)
    assert Lead.objects.count() == 1


def test_duplicates_are_created_if_one_wishes(root: Client) -> None:  # noqa: F811
    there(name="Old Zhang", mobile="13800138000")
    done = go(root, upload(root, TABLE), match_by=[], on_duplicate="create")
    assert (done["created"], done["duplicates"], done["failed"], Lead.objects.count()) == (5, 0, 0, 6)


def test_duplicates_are_left_out_and_the_file_names_what_was_found(root: Client) -> None:  # noqa: F811
    there(name="Old Zhang", mobile="13800138000", city="Old")
    done = go(root, upload(root, TABLE), match_by=[], on_duplicate="skip")
    assert (done["created"], done["updated"], done["duplicates"], done["failed"]) == (2, 0, 3, 0)
    assert leads() == [
        ("Old Zhang", "+8613800138000", "Old"), ("李娜", "+8613900139000", "无锡"), ("赵六", "+8613700137000", "上海"),
    ]  # fmt: skip
    assert reasons(root, done) == [
        ["2", "Not imported", "Lead “Old Zhang” (owner: nobody): the same in Mobile."],
        ["4", "Not imported", "Lead “Old Zhang” (owner: nobody): the same in Mobile."],
        ["5", "Not imported", "Lead “李娜” (owner: Root): the same in Mobile."],
    ]


def test_duplicates_change_the_record_found_and_the_import_is_taken_back_whole(root: Client) -> None:  # noqa: F811
    old = there(name="Old Zhang", mobile="13800138000", city="Old")
    done = go(root, upload(root, TABLE), match_by=[], on_duplicate="update")
    assert (done["created"], done["updated"], done["duplicates"], done["failed"]) == (2, 3, 0, 0)
    assert leads() == [
        ("张大伟", "+8613800138000", "南京"), ("李小娜", "+8613900139000", "常州"), ("赵六", "+8613700137000", "上海"),
    ]  # fmt: skip
    assert undo(Import.objects.get().operation, SYSTEM).skipped == []
    old.refresh_from_db()
    assert (leads(), old.company) == ([("Old Zhang", "+8613800138000", "Old")], "")


def test_what_is_only_alike_or_found_twice_is_not_changed_but_told(root: Client) -> None:  # noqa: F811
    for name in ("恒远机械有限公司", "华信", "华信有限公司"):
        records.create(Account, {"name": name}, actor=SYSTEM)
    text = "客户名称,电话\n恒源机械有限公司,\n华信集团,\n恒远机械,010 65529988\n"
    done = go(root, upload(root, text, "account"), match_by=[], on_duplicate="update")
    assert (done["created"], done["updated"], done["duplicates"]) == (0, 1, 2)
    same = "Account “{}” (owner: nobody): the same in Name."
    assert [(row, text) for row, _result, text in reasons(root, done)] == [
        ("2", "Account “恒远机械有限公司” (owner: nobody): 98 % alike in Name."),
        (
            "3",
            "2 records match this row. " + " ".join(same.format(n) for n in ("华信有限公司", "华信")),
        ),
    ]
    assert list(Account.objects.order_by("pk").values_list("name", "phone")) == [
        ("恒远机械", "+861065529988"), ("华信", ""), ("华信有限公司", ""),
    ]  # fmt: skip


def test_a_record_of_another_kind_is_remarked_on_when_records_are_changed(root: Client) -> None:  # noqa: F811
    records.create(Account, {"name": "喜鹊科技有限公司"}, actor=SYSTEM)
    done = go(root, upload(root, "姓名,公司\n张伟,喜鹊科技\n"), match_by=[], on_duplicate="update")
    assert (done["created"], done["remarks"]) == (1, 1)
    assert reasons(root, done) == [
        ["2", "Imported", "Account “喜鹊科技有限公司” (owner: nobody): the same in Company."]
    ]


def test_a_colleagues_record_is_neither_shown_nor_changed(root: Client) -> None:  # noqa: F811
    there(name="Secret", mobile="13800138000", owner=User.objects.get(username="root").pk)
    grants = {"lead": {"read": "own", "create": True, "update": "own", "import": True}}
    role = Role.objects.create(name="Sales", grants=grants)
    bo = client_of(User.objects.create_user("bo", name="Bo", roles=[role.pk], language="en"))
    done = go(bo, upload(bo, "name,mobile\nNew,13800138000\n"), match_by=[], on_duplicate="update")
    assert (done["created"], done["updated"], done["duplicates"], leads()[0][0]) == (0, 0, 1, "Secret")
    assert reasons(bo, done) == [["2", "Not imported", "Lead of a colleague (owner: Root): the same in Mobile."]]


def test_a_row_whose_like_before_it_fails_is_not_lost(root: Client) -> None:  # noqa: F811
    DuplicateRule.objects.all().delete()
    rule = {"name_en": "City", "object": "lead", "parts": [{"compare": "exact", "fields": ["city"]}]}
    records.create(DuplicateRule, rule, actor=SYSTEM)
    index.catch_up()
    text = "name,city,employees\nA,Wuxi,-1\nB,Wuxi,3\nC,Wuxi,4\n"
    done = go(root, upload(root, text), match_by=[], on_duplicate="skip")
    assert (done["created"], done["failed"], done["duplicates"], leads()[0][0]) == (1, 1, 1, "B")


def test_rows_are_looked_up_many_at_once(root: Client) -> None:  # noqa: F811
    numbers: list[int] = []
    for count in (2, 20, 200):
        rows = "".join(f"L{n},1390000{n % (count // 2):04d}\n" for n in range(count))
        made = upload(root, f"name,mobile\n{rows}")
        root.patch(
            f"/api/imports/{made.json()['id']}", {"match_by": [], "on_duplicate": "skip"},
            content_type="application/json",
        )  # fmt: skip
        with CaptureQueriesContext(connection) as asked:
            look = root.post(f"/api/imports/{made.json()['id']}/preview").json()
        half = count // 2
        told = {"existing": 0, "in_file": half, "left_out": half, "rules": {"Same telephone of a lead": half}}
        assert {n: look["duplicates"][n] for n in told} == told
        numbers.append(len(asked))
    assert numbers[1] == numbers[2]


def test_many_rows_for_one_record_are_written_as_if_one_after_the_other(root: Client) -> None:  # noqa: F811
    contact = records.create(Contact, {"name": "Lin", "mobile": "13800138000"}, actor=SYSTEM)
    rows = "".join(f"Lin {n},13800138000,Title {n}\n" for n in range(50))
    done = go(root, upload(root, f"name,mobile,job_title\n{rows}", "contact"), match_by=[], on_duplicate="update")
    assert (done["created"], done["updated"], done["failed"]) == (0, 50, 0)
    contact.refresh_from_db()
    assert (contact.name, contact.job_title, Contact.objects.count()) == ("Lin 49", "Title 49", 1)
