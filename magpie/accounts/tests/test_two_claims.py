"""Two people who claim one record at the same moment: exactly one gets it."""

from __future__ import annotations

import threading

import pytest
from django.db import connection
from django.utils import translation

from magpie.accounts.models import Account, PoolMove
from magpie.accounts.tests.make import do, make_account, make_pool, make_user
from magpie.platform import setup
from magpie.platform.models import User
from magpie.platform.problems import Problem


@pytest.mark.django_db(transaction=True)
def test_of_many_who_claim_one_record_at_once_exactly_one_gets_it() -> None:
    ana = make_user("Ana")
    make_pool()
    account = make_account(ana)
    do("account.return_to_pool", account, ana, reason="Moved")
    people = [make_user(f"User{n}").pk for n in range(4)]
    together, won, refused = threading.Barrier(len(people)), list[int](), list[str]()

    def claim(number: int) -> None:
        try:
            setup.forget()
            with translation.override("en"):
                user, record = User.objects.get(pk=number), Account.objects.get(pk=account.pk)
                together.wait(30)
                do("account.claim", record, user)
            won.append(number)
        except Problem as problem:
            refused.append(type(problem).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=claim, args=[number]) for number in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert (len(won), len(refused)) == (1, 3)
    assert Account.objects.get(pk=account.pk).owner_id == won[0]
    assert PoolMove.objects.filter(kind="claimed").count() == 1


@pytest.mark.django_db(transaction=True)
def test_one_person_who_claims_twice_at_once_stays_within_the_limit() -> None:
    ana, bo = make_user("Ana"), make_user("Bo")
    make_pool(claim_per_day=1)
    found = [make_account(ana) for _ in range(2)]
    for account in found:
        do("account.return_to_pool", account, ana, reason="Moved")
    together, outcomes = threading.Barrier(2), list[str]()

    def claim(number: int) -> None:
        try:
            setup.forget()
            user, record = User.objects.get(pk=bo.pk), Account.objects.get(pk=number)
            together.wait(30)
            do("account.claim", record, user)
            outcomes.append("claimed")
        except Problem as problem:
            outcomes.append(type(problem).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=claim, args=[account.pk]) for account in found]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(outcomes) == ["Refused", "claimed"]
    assert Account.objects.filter(owner=bo.pk).count() == 1
