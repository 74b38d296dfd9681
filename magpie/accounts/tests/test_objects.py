"""What holds for accounts and contacts alone."""

from __future__ import annotations

from typing import Any

import pytest

from magpie.accounts.models import Account, Contact
from magpie.platform import records
from magpie.platform.actor import SYSTEM
from magpie.platform.problems import Invalid

pytestmark = pytest.mark.django_db


def make_account(**values: Any) -> Account:
    return records.create(Account, {"name": "Acme", **values}, actor=SYSTEM)


def test_an_account_is_not_part_of_itself_however_far() -> None:
    top = make_account()
    middle = make_account(parent=top.pk)
    bottom = make_account(parent=middle.pk)
    for account, parent in ((top, top), (top, bottom), (middle, bottom)):
        with pytest.raises(Invalid, match="part of itself"):
            records.update(account, {"parent": parent.pk}, actor=SYSTEM)
    records.update(bottom, {"parent": top.pk}, actor=SYSTEM)
    assert [a.parent_id for a in Account.objects.order_by("id")] == [None, top.pk, top.pk]


@pytest.mark.parametrize(("field", "value"), [("employees", -1), ("credit_limit", "-0.01"), ("year_established", 99)])
def test_impossible_numbers_are_refused(field: str, value: Any) -> None:
    with pytest.raises(Invalid) as error:
        make_account(**{field: value})
    assert (list(error.value.fields), Account.objects.count()) == ([field], 0)


def test_an_external_number_is_used_once_but_may_be_missing_often() -> None:
    make_account(external_id="C-1")
    make_account()
    make_account()
    with pytest.raises(Invalid, match="already a record"):
        make_account(external_id="C-1")
    assert Account.objects.count() == 3


def test_a_new_account_counts_in_yuan_and_a_contact_outlives_it() -> None:
    account = make_account()
    contact = records.create(Contact, {"name": "Li Lei", "account": account.pk}, actor=SYSTEM)
    assert (account.currency, account.type) == ("CNY", "customer")
    records.delete(account, actor=SYSTEM)
    contact.refresh_from_db()
    assert contact.account is None
