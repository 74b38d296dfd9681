"""What is not urgent waits for the end of quiet hours, or for the mail that gathers all."""

from __future__ import annotations

import datetime
import zoneinfo

import pytest
from django.utils import timezone

from magpie.notices import carrying, manners
from magpie.notices.models import Delivery, Manner, Notice
from magpie.notices.tell import tell
from magpie.notices.tests.smtp_server import MailServer
from magpie.notices.tests.test_http import Api
from magpie.platform.models import User

pytestmark = pytest.mark.django_db(transaction=True)
SHANGHAI = zoneinfo.ZoneInfo("Asia/Shanghai")
T = datetime.time


def at(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2026-11-20 21:59", "2026-11-20 21:59"),
        ("2026-11-20 22:00", "2026-11-21 08:00"),
        ("2026-11-21 07:59", "2026-11-21 08:00"),
        ("2026-11-21 08:00", "2026-11-21 08:00"),
    ],
)
def test_quiet_hours_over_midnight(now: str, until: str) -> None:
    manner = Manner(quiet_from=T(22), quiet_until=T(8))
    assert manners.end_of_quiet(manner, at(now), SHANGHAI) == at(until)


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2026-10-01 10:00", "2026-10-08 08:00"),  # the whole golden week
        ("2026-11-20 23:00", "2026-11-23 08:00"),  # Friday evening
        ("2026-09-20 10:00", "2026-09-20 10:00"),  # a Sunday on which people work for the holiday
    ],
)
def test_days_off_are_those_of_the_working_calendar(now: str, until: str) -> None:
    manner = Manner(quiet_from=T(22), quiet_until=T(8), quiet_days_off=True)
    assert manners.end_of_quiet(manner, at(now), SHANGHAI) == at(until)


def always_quiet(user: User) -> None:
    """Quiet until an hour from now."""
    now = timezone.now().astimezone(manners.zone_of(user))
    first, last = (now - datetime.timedelta(minutes=5)).time(), (now + datetime.timedelta(hours=1)).time()
    Manner.objects.create(user=user, quiet_from=first, quiet_until=last)


def later(minutes: int) -> None:
    manners.release_due(timezone.now() + datetime.timedelta(minutes=minutes))


def test_in_quiet_hours_only_what_is_urgent_is_sent_and_the_rest_comes_at_their_end(
    ana: User, post: MailServer
) -> None:
    always_quiet(ana)
    calm = tell(ana, kind="workflow", title="Calm")
    read = tell(ana, kind="workflow", title="Read meanwhile")
    tell(ana, kind="workflow", title="Urgent", urgent=True)
    carrying.send_due()
    assert post.subjects() == ["Urgent"]
    assert set(calm.deliveries.values_list("channel", "status")) == {("popup", "sent"), ("email", "held")}
    Notice.objects.filter(pk=read.pk).update(read_at=timezone.now())
    later(30)
    carrying.send_due()
    assert post.subjects() == ["Urgent"]
    later(61)
    carrying.send_due()
    assert post.subjects() == ["Urgent", "Calm"]
    assert read.deliveries.get(channel="email").status == "withdrawn"


def test_one_mail_a_day_holds_everything_and_says_so_of_each(ana: User, post: MailServer) -> None:
    Manner.objects.create(user=ana, digest="daily", digest_at=T(8, 30))
    for number in (1, 2, 3):
        tell(ana, kind="workflow", title=f"<News {number}>", link=f"http://crm.example/leads/{number}")
    tell(ana, kind="letter", title="A letter", channels=("email",))
    carrying.send_due()
    assert post.subjects() == ["A letter"]
    later(24 * 60)
    later(24 * 60)
    carrying.send_due()
    assert post.subjects() == ["A letter", "3 notices"]
    body = post.mails[1].get_body(("html",))
    assert body is not None
    assert "&lt;News 2&gt;" in body.get_content()
    gathered = Delivery.objects.filter(notice__kind="workflow", channel="email")
    assert set(gathered.values_list("status", "digest__notice__title")) == {("sent", "3 notices")}
    assert [n["title"] for n in Api(ana).get("/notices")["items"]] == [
        "A letter", "<News 3>", "<News 2>", "<News 1>",
    ]  # fmt: skip


def test_everybody_chooses_quiet_hours_for_themselves(ana: User) -> None:
    assert Api(ana).get("/notices/manner") == {
        "quiet_from": None, "quiet_until": None, "quiet_days_off": False, "digest": "at_once", "digest_at": "08:30:00",
    }  # fmt: skip
    wanted = {
        "quiet_from": "22:00:00", "quiet_until": "08:00:00", "quiet_days_off": True,
        "digest": "hourly", "digest_at": "09:00:00",
    }  # fmt: skip
    assert Api(ana).put("/notices/manner", wanted) == wanted
    Api(ana).put("/notices/manner", {**wanted, "quiet_until": None}, status=422)
    assert Manner.objects.count() == 1
