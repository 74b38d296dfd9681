"""What waits too long on one channel goes by another, once, and is called back where it is not needed any more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from threading import Event

import pytest
from django.db import transaction
from django.utils import timezone

from magpie.notices import carrying, fallback, matters, seal, smtp, ways
from magpie.notices.models import Attempt, Channel, ChannelSettings, Delivery, MailSettings, Notice
from magpie.notices.tell import tell
from magpie.notices.tests.conftest import make_user
from magpie.notices.tests.receiver import Receiver, receiving
from magpie.notices.tests.smtp_server import MailServer
from magpie.platform.models import User

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def gateway(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    """A gateway for text messages, set up."""
    with receiving(monkeypatch) as receiver:
        ways.set_up("sms", "webhook", {"address": receiver.url}, is_on=True)
        yield receiver


@pytest.fixture
def li(db: None) -> User:
    return make_user("li", phone="13800138000")


def pass_minutes(minutes: int) -> None:
    then = timezone.now() - timedelta(minutes=minutes)
    Delivery.objects.filter(status__in=("queued", "retrying")).update(due_at=then)


def states(notice: Notice) -> dict[str, str]:
    return dict(notice.deliveries.values_list("channel", "status"))


def come_back(post: MailServer) -> None:
    post.start()
    Channel.objects.update(next_probe_at=timezone.now())
    carrying.send_due()


def test_an_urgent_mail_that_cannot_go_becomes_a_text_message_and_is_not_sent_later(
    li: User, post: MailServer, gateway: Receiver
) -> None:
    post.stop()
    urgent = tell(li, kind="reminder", title="Call Acme", urgent=True, channels=("email",))
    calm = tell(li, kind="reminder", title="Weekly report", channels=("email",))
    carrying.send_due()
    pass_minutes(4)
    assert fallback.apply_rules() == 0
    pass_minutes(6)
    assert (fallback.apply_rules(), fallback.apply_rules()) == (1, 0)
    carrying.send_due(name="sms")
    assert states(urgent) == {"email": "replaced", "sms": "sent"}
    assert urgent.deliveries.get(channel="sms").fallback_of == urgent.deliveries.get(channel="email")
    assert states(calm) == {"email": "queued"}
    come_back(post)
    assert (post.subjects(), len(gateway.asked)) == (["Weekly report"], 1)
    assert states(urgent) == {"email": "replaced", "sms": "sent"}


def test_who_has_no_number_keeps_waiting_for_the_mail(post: MailServer, gateway: Receiver, ana: User) -> None:
    post.stop()
    notice = tell(ana, kind="reminder", title="Call", urgent=True, channels=("email",))
    pass_minutes(30)
    assert fallback.apply_rules() == 0
    come_back(post)
    assert states(notice) == {"email": "sent"}


def test_what_fails_for_good_goes_the_other_way_at_once(li: User, post: MailServer, gateway: Receiver) -> None:
    post.answers["li@example.com"] = "550 no such box"
    notice = tell(li, kind="reminder", title="Call Acme", urgent=True, channels=("email",))
    carrying.send_due()
    carrying.send_due(name="sms")
    assert states(notice) == {"email": "failed", "sms": "sent", "popup": "sent"}
    assert Notice.objects.filter(kind="delivery.failed").count() == 0  # nobody sent it, and there is no administrator


def test_what_was_answered_or_read_meanwhile_is_not_sent_when_the_server_is_back(li: User, post: MailServer) -> None:
    post.stop()
    answered = tell(li, kind="reminder", title="Answered", matter="reminder:1")
    read = tell(li, kind="reminder", title="Read")
    unread = tell(li, kind="reminder", title="Unread")
    carrying.send_due()
    pass_minutes(10)
    with transaction.atomic():
        matters.settle(["reminder:1"], "confirmed", li)
    Notice.objects.filter(pk=read.pk).update(read_at=timezone.now())
    come_back(post)
    assert post.subjects() == ["Unread"]
    assert [states(n)["email"] for n in (answered, read, unread)] == ["withdrawn", "withdrawn", "sent"]


def test_a_channel_that_is_taken_away_gives_its_messages_to_others(li: User, gateway: Receiver) -> None:
    gateway.answer = (503, {})
    notice = tell(li, kind="reminder", title="Call", channels=("sms",))
    carrying.send_due(name="sms")
    ChannelSettings.objects.all().delete()
    Channel.objects.update(next_probe_at=None)
    carrying.send_due(name="sms")
    assert states(notice) == {"sms": "failed", "popup": "sent"}


def test_a_mail_of_which_nobody_knows_whether_it_was_taken_is_uncertain_and_keeps_its_number(
    ana: User, post: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(smtp, "TIMEOUT_SECONDS", 0.3)
    notice = tell(ana, kind="reminder", title="Hangs", channels=("email",))
    post.hold.clear()
    carrying.send_due()
    delivery = notice.deliveries.get()
    assert (delivery.status, Attempt.objects.get().outcome) == ("retrying", "uncertain")
    post.hold.set()
    Channel.objects.update(next_probe_at=timezone.now())
    carrying.send_due()
    assert {m["Message-ID"] for m in post.mails} == {delivery.message_id}
    assert states(notice) == {"email": "sent"}


def test_a_mail_server_that_dies_while_nothing_waits_is_noticed(ana: User, root: User, post: MailServer) -> None:
    carrier = carrying.Carrier("email")
    post.stop()
    carrier.turn(Event())
    assert Channel.objects.get(name="email").state == "down"
    assert [n.recipient for n in Notice.objects.filter(kind="channel.down")] == [root]
    post.start()
    Channel.objects.update(next_probe_at=timezone.now())
    carrier.turn(Event())
    assert Channel.objects.get(name="email").state == "ok"


def test_secrets_are_sealed_and_kept_when_they_are_not_entered_again(gateway: Receiver) -> None:
    row = ChannelSettings.objects.get()
    assert gateway.url not in str(row.secrets)
    assert seal.unseal(row.secrets["address"]) == gateway.url
    ways.set_up("sms", "webhook", {"signing": "key"}, is_on=True)
    way = ways.way("sms")
    assert way is not None
    assert dict(way.values) == {"address": gateway.url, "signing": "key"}
    assert MailSettings.objects.count() == 0


def test_the_first_way_that_comes_back_calls_back_the_other(li: User, post: MailServer, gateway: Receiver) -> None:
    post.stop()
    notice = tell(li, kind="reminder", title="Call Acme", urgent=True, channels=("email",))
    pass_minutes(6)
    assert fallback.apply_rules() == 1
    come_back(post)
    assert states(notice) == {"email": "sent", "sms": "replaced"}
    carrying.send_due(name="sms")
    assert (post.subjects(), gateway.asked) == (["Call Acme"], [])


def test_a_text_message_that_becomes_a_mail_has_a_number_of_its_own(
    li: User, post: MailServer, gateway: Receiver
) -> None:
    notice = tell(li, kind="reminder", title="Call Acme", channels=("sms",))
    pass_minutes(11)
    assert fallback.apply_rules() == 1
    carrying.send_due()
    assert states(notice) == {"sms": "replaced", "email": "sent"}
    mail = notice.deliveries.get(channel="email")
    assert [m["Message-ID"] for m in post.mails] == [mail.message_id]
    assert mail.message_id.startswith("<")


def test_what_was_told_anew_meanwhile_is_sent_once_with_the_last_words(li: User, post: MailServer) -> None:
    post.stop()
    for number in (1, 2, 3):
        notice = tell(li, kind="reminder", title=f"Told {number}", channels=("email",), key="call", round=number)
    come_back(post)
    assert post.subjects() == ["Told 3"]
    assert list(notice.deliveries.order_by("round").values_list("status", flat=True)) == [
        "withdrawn", "withdrawn", "sent",
    ]  # fmt: skip


def test_a_way_whose_secret_cannot_be_read_is_an_outage_with_a_sentence(li: User, gateway: Receiver) -> None:
    ChannelSettings.objects.update(secrets={"address": "sealed with another key"})
    tell(li, kind="reminder", title="Call Acme", channels=("sms",))
    carrying.Carrier("sms").turn(Event())
    assert Channel.objects.get(name="sms").state == "down"
    assert "enter it again" in Channel.objects.get(name="sms").last_error


def test_who_cannot_be_reached_at_all_sees_it_on_the_page(li: User, gateway: Receiver) -> None:
    User.objects.filter(pk=li.pk).update(phone="")
    notice = tell(User.objects.get(pk=li.pk), kind="reminder", title="Call Acme", channels=("sms",))
    assert states(notice) == {"sms": "failed", "popup": "sent"}
