"""Tables that describe a second object beside their own: found or made once, and taken back with the import."""

from __future__ import annotations

import pytest
from django.test import Client

from magpie.accounts.models import Account, Contact
from magpie.platform import records, setup
from magpie.platform.actor import SYSTEM
from magpie.platform.models import Import, Role, User
from magpie.platform.tests.test_import import _files, client_of, go, root, upload  # noqa: F401
from magpie.platform.undo import undo
from magpie.sales.models import Opportunity
from tests.objects.test_import_duplicates import _rules, reasons  # noqa: F401

pytestmark = pytest.mark.django_db
TABLE = """姓名,手机,客户名称,客户电话,客户行业,客户城市
张伟,13800138000,喜鹊科技有限公司,010 65529988,信息技术,苏州
李娜,13900139000,喜鹊科技 有限公司,,,
王芳,13700137000,恒远机械,021 62880000,制造业,
赵六,13600136000,老客户,010 11112222,,
孙七,13500135000,,,,
"""
MAPPING = {
    "姓名": "name", "手机": "mobile", "客户名称": "account", "客户电话": "account.phone",
    "客户行业": "account.industry", "客户城市": "account.billing_address.city",
}  # fmt: skip


def test_contacts_bring_their_accounts_which_are_made_once(root: Client) -> None:  # noqa: F811
    old = records.create(Account, {"name": "老客户", "phone": "010 99998888"}, actor=SYSTEM)
    made = upload(root, TABLE, "contact")
    assert made.json()["mapping"] == MAPPING
    address = f"/api/imports/{made.json()['id']}"
    look = root.post(f"{address}/preview").json()
    assert [row["problems"] for row in look["rows"]] == [{}] * 5
    assert (look["made"], look["counts"]["create"], Account.objects.count()) == ({"account": 2}, 5, 1)
    assert look["rows"][0]["values"]["account.phone"] == "010 65529988"

    done = go(root, made)
    assert (done["created"], done["failed"], done["made"]) == (5, 0, {"account": 2})
    accounts = list(Account.objects.order_by("pk").values_list("name", "phone", "industry"))
    assert accounts == [
        ("老客户", "+861099998888", ""), ("喜鹊科技有限公司", "+861065529988", "information_technology"),
        ("恒远机械", "+862162880000", "manufacturing"),
    ]  # fmt: skip
    assert Account.objects.get(name="喜鹊科技有限公司").billing_address["city"] == "苏州"
    assert list(Contact.objects.order_by("pk").values_list("name", "account__name")) == [
        ("张伟", "喜鹊科技有限公司"), ("李娜", "喜鹊科技有限公司"), ("王芳", "恒远机械"), ("赵六", "老客户"),
        ("孙七", None),
    ]  # fmt: skip

    undone = undo(Import.objects.get().operation, SYSTEM)
    assert (undone.count, undone.skipped) == (7, [])
    assert (list(Account.objects.values_list("pk", flat=True)), Contact.objects.count()) == ([old.pk], 0)


def test_nothing_is_made_for_rows_that_are_not_written(root: Client) -> None:  # noqa: F811
    records.create(Contact, {"name": "There", "mobile": "13800138000"}, actor=SYSTEM)
    text = "name,mobile,email,account.name\nA,13800138000,,One\nB,,nonsense,Two\nC,,,Three\n"
    done = go(root, upload(root, text, "contact"), match_by=[], on_duplicate="skip")
    assert (done["created"], done["failed"], done["duplicates"], done["made"]) == (1, 1, 1, {"account": 1})
    assert list(Account.objects.values_list("name", flat=True)) == ["Three"]


def test_an_account_is_found_by_its_external_number_first(root: Client) -> None:  # noqa: F811
    first = records.create(Account, {"name": "Acme", "external_id": "A1"}, actor=SYSTEM)
    text = "name,account.external_id,account.name\nDeal 1,A1,Acme\nDeal 2,A2,Acme\nDeal 3,A2,Acme\n"
    done = go(root, upload(root, text, "opportunity"))
    assert (done["created"], done["made"], done["failed"]) == (3, {"account": 1}, 0)
    found = dict(Opportunity.objects.values_list("name", "account__external_id"))
    assert found == {"Deal 1": "A1", "Deal 2": "A2", "Deal 3": "A2"}
    assert Opportunity.objects.get(name="Deal 1").account_id == first.pk


@pytest.mark.parametrize(
    ("way", "created", "reason"),
    [
        ("error", 0, ["2", "Not imported", "Account: There is no Account “Nobody”."]),
        ("leave_empty", 1, ["2", "Imported", "Account: There is no Account “Nobody”."]),
    ],
)
def test_accounts_that_are_missing_are_reported_or_left_empty_as_one_wishes(
    root: Client,  # noqa: F811
    way: str,
    created: int,
    reason: list[str],
) -> None:
    made = upload(root, "name,account.name,account.phone\nAna,Nobody,010 65529988\n", "contact")
    done = go(root, made, on_missing={"account.name": way})
    assert (done["created"], done["made"], Account.objects.count()) == (created, {}, 0)
    assert reasons(root, done) == [reason]


def test_an_account_that_cannot_be_made_is_told_in_each_of_its_rows(root: Client) -> None:  # noqa: F811
    text = "name,account.name,account.employees\nA,Acme,-5\nB,Acme,\nC,Fine,7\nD,,9\n"
    done = go(root, upload(root, text, "contact"))
    assert (done["created"], done["failed"], done["made"]) == (1, 3, {"account": 1})
    assert reasons(root, done) == [
        ["2", "Not imported", "Account · Employees: Enter 0 or more."],
        ["3", "Not imported", "Account · Employees: Enter 0 or more."],
        ["5", "Not imported", "Account · Name: This field is required."],
    ]


def test_rows_of_one_file_are_the_same_only_at_the_same_new_account(root: Client) -> None:  # noqa: F811
    Account.objects.create(name="Other")
    text = "name,account.name\n王小明,Acme\n王晓明,Acme\n王小明,Nova\n"
    done = go(root, upload(root, text, "contact"), match_by=[], on_duplicate="skip")
    assert (done["created"], done["duplicates"], done["made"]) == (2, 1, {"account": 2})


def test_a_mapping_that_names_no_account_or_reaches_too_far_is_refused(root: Client) -> None:  # noqa: F811
    made = upload(root, "a,b,c\n1,2,3\n", "contact").json()
    address = f"/api/imports/{made['id']}"
    wrong: list[tuple[dict[str, str], dict[str, list[str]]]] = [
        (
            {"a": "name", "b": "account.industry"},
            {"account": ["Say which column names it: its name or its external number."]},
        ),
        (
            {"a": "name", "b": "account.colour", "c": "account"},
            {"mapping": ["There is no field “account.colour”."]},
        ),
        (
            {"a": "name", "b": "account.parent.name"},
            {"mapping": ["There is no field “account.parent.name”."]},
        ),
        (
            {"a": "name", "b": "account.name", "c": "account"},
            {"account": ["Two columns go into this field."]},
        ),
        ({"a": "name", "b": "account.version"}, {"account.version": ["This field cannot be changed directly."]}),
    ]  # fmt: skip
    for mapping, fields in wrong:
        answer = root.patch(address, {"mapping": mapping}, content_type="application/json")
        assert (answer.status_code, answer.json()["fields"]) == (422, fields), mapping


def test_who_may_not_make_accounts_imports_contacts_of_those_that_are_there(root: Client) -> None:  # noqa: F811
    records.create(Account, {"name": "Acme"}, actor=SYSTEM)
    role = Role.objects.create(
        name="Clerk", grants={"contact": {"read": "all", "create": True, "import": True}, "account": {"read": "all"}}
    )
    setup.forget()
    clerk = client_of(User.objects.create_user("clerk", name="Clerk", roles=[role.pk], language="en"))
    made = upload(clerk, "name,客户名称,客户电话\nAna,Acme,010 65529988\nBo,Nova,\n", "contact")
    assert made.json()["mapping"] == {"name": "name", "客户名称": "account", "客户电话": None}
    given = {"mapping": {"name": "name", "客户名称": "account.name"}}
    address = f"/api/imports/{made.json()['id']}"
    refused = clerk.patch(address, given, content_type="application/json")
    assert (refused.status_code, refused.json()["fields"]) == (
        422, {"account": ["You may not create records of Accounts."]},
    )  # fmt: skip
    done = go(clerk, made, **given, on_missing={"客户名称": "error"})
    assert (done["created"], done["failed"], done["made"], Account.objects.count()) == (1, 1, {}, 1)
