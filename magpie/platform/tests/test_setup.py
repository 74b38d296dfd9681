"""Set-up kept in memory: nobody works with what another transaction has not committed."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction

from magpie.platform import objects, records, setup
from magpie.platform.actor import SYSTEM
from magpie.platform.models import CustomField

FIELD = {"object": "lead", "name": "region", "label_en": "Region", "type": "text"}


def names() -> set[str]:
    return set(objects.get("lead").fields())


def names_elsewhere() -> set[str]:
    """What a request in another thread finds."""
    found: list[set[str]] = []

    def look() -> None:
        setup.refresh()
        found.append(names())
        connection.close()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    return found[0]


@pytest.mark.django_db(transaction=True)
def test_uncommitted_set_up_is_its_own_transactions_alone() -> None:
    setup.refresh()
    with transaction.atomic():
        records.create(CustomField, FIELD, actor=SYSTEM)
        assert "region" in names()
        assert "region" not in names_elsewhere()
        assert "region" in names()
        transaction.set_rollback(True)
    setup.refresh()
    assert "region" not in names()
    records.create(CustomField, FIELD, actor=SYSTEM)
    assert "region" in names_elsewhere()
    setup.refresh()
    assert "region" in names()


@pytest.mark.django_db
def test_what_was_loaded_before_a_change_is_not_kept_after_it() -> None:
    setup.refresh()

    def load() -> str:
        setup.forget()  # another thread's request sees a change at this moment
        setup._own.kept = None
        return "old"

    setup._own.kept = None
    assert setup.kept("slow", load) == "old"
    assert setup.kept("slow", lambda: "new") == "new"
