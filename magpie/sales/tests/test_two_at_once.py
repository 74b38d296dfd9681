"""Two hand-overs at the same moment go to two people."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction

from magpie.platform import setup
from magpie.platform.models import User
from magpie.sales.models import HandOver, Lead
from magpie.sales.tests.make import do, make_lead, make_territory, make_user


@pytest.mark.django_db(transaction=True)
def test_two_leads_at_the_same_moment_go_to_two_people() -> None:
    ana, bo, cy = make_user("Ana"), make_user("Bo"), make_user("Cy")
    make_territory("All", bo, cy)
    first, second = make_lead(ana), make_lead(ana)
    begun, failures = threading.Event(), list[BaseException]()

    def hand_over_second() -> None:
        try:
            setup.forget()
            begun.set()
            do("lead.hand_over", Lead.objects.get(pk=second.pk), User.objects.get(pk=ana.pk))
        except BaseException as error:  # noqa: BLE001 - shown by the test itself
            failures.append(error)
        finally:
            connection.close()

    other = threading.Thread(target=hand_over_second)
    with transaction.atomic():
        do("lead.hand_over", first, ana)
        other.start()
        assert begun.wait(10)
        other.join(0.5)
        assert other.is_alive()  # it waits for the territory until we have committed
    other.join(30)
    assert failures == []
    assert [row.receiver.name for row in HandOver.objects.order_by("lead_id")] == ["Bo", "Cy"]
