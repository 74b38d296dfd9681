"""A clock that was set back delays nothing that was reckoned by it, and administrators hear of it once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from magpie.notices import beats, set_back
from magpie.notices.models import Channel, Delivery, Notice
from magpie.notices.tell import tell
from magpie.platform.models import User

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _no_loops_yet() -> None:
    beats.Heartbeat.objects.all().delete()
    beats._pulses.clear()


def give_sign(ahead: timedelta, process: str = "one:1") -> None:
    beats.Heartbeat.objects.create(name="reminders", process=process, at=timezone.now() + ahead)


def test_nothing_is_done_while_the_clock_goes_on(root: User) -> None:
    give_sign(timedelta(seconds=-5))
    give_sign(timedelta(seconds=50), "two:1")
    assert set_back.notice() is None
    assert Notice.objects.count() == 0


def test_new_tries_go_along_with_the_clock_and_administrators_are_told_once(root: User, ana: User) -> None:
    delivery = tell(ana, kind="reminder", title="Call Acme").deliveries.get(channel="email")
    held = tell(ana, kind="reminder", title="Weekly").deliveries.get(channel="email")
    now = timezone.now()
    soon, morning = now + DAY + timedelta(minutes=5), now + timedelta(hours=9)
    Delivery.objects.filter(pk=delivery.pk).update(status="retrying", next_attempt_at=soon)
    Delivery.objects.filter(pk=held.pk).update(status="held", next_attempt_at=morning)
    Channel.objects.create(name="email", state="down", next_probe_at=soon)
    give_sign(DAY - timedelta(hours=1))
    give_sign(DAY, "two:1")

    by = set_back.notice()

    assert by is not None
    assert abs(by - DAY) < timedelta(seconds=30)
    delivery.refresh_from_db()
    held.refresh_from_db()
    assert delivery.next_attempt_at == Channel.objects.get(name="email").next_probe_at == soon - by
    assert held.next_attempt_at == morning
    told = Notice.objects.get(kind=set_back.KIND)
    assert (told.recipient, told.title) == (root, "The clock of the server was set back by 1440 minutes")
    assert set_back.notice() is None
    assert beats.Heartbeat.objects.filter(at__gt=timezone.now()).count() == 0
