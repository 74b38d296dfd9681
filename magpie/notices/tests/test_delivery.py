"""Mails reach a real mail server once, whatever goes wrong on the way."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from datetime import timedelta
from email.message import EmailMessage
from urllib.parse import quote

import pytest
from django.db import connection, transaction
from django.utils import timezone

from magpie.notices import carrying, delivery, mail, mail_server, seal
from magpie.notices.models import Channel, Delivery, MailSettings, Notice
from magpie.notices.smtp import Line
from magpie.notices.tell import tell
from magpie.notices.tests.conftest import make_user
from magpie.notices.tests.smtp_server import MailServer
from magpie.platform.models import User

pytestmark = pytest.mark.django_db(transaction=True)


def email_of(notice: Notice) -> Delivery:
    return notice.deliveries.get(channel="email")


def part(mail: EmailMessage, kind: str) -> str:
    body = mail.get_body((kind,))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def make_due() -> None:
    """As if the time to look again, or to try again, had come."""
    Channel.objects.update(next_probe_at=timezone.now())
    Delivery.objects.filter(status="retrying").update(next_attempt_at=timezone.now())


def test_a_mail_arrives_once_in_the_language_of_its_recipient(ana: User, bo: User, post: MailServer) -> None:
    title, body = {"en": "A lead for you", "zh-hans": "给您的线索"}, {"en": "<Acme> & Co", "zh-hans": "<喜鹊>公司"}
    for person in (ana, bo):
        tell(person, kind="workflow", title=title, body=body, link="http://crm.example/leads/5", sender=ana)
    carrying.send_due()
    carrying.send_due()
    assert post.recipients == ["ana@example.com", "bo@example.com"]
    english, chinese = post.mails
    assert (english["Subject"], chinese["Subject"]) == ("A lead for you", "给您的线索")
    assert (english["From"], english["To"]) == ("Acme <crm@acme.example>", "Ana <ana@example.com>")
    assert english["Message-ID"] == Delivery.objects.get(channel="email", notice__recipient=ana).message_id
    assert part(english, "plain").startswith("<Acme> & Co\n\nOpen in Magpie: http://crm.example/leads/5\n")
    assert "&lt;Acme&gt; &amp; Co" in part(english, "html")
    assert 'href="http://crm.example/leads/5"' in part(english, "html")
    assert part(chinese, "plain").startswith("<喜鹊>公司\n\n")
    assert [(d.status, d.attempts, d.error) for d in Delivery.objects.filter(channel="email")] == [("sent", 1, "")] * 2
    assert post.connections == 1


def test_a_rolled_back_transaction_tells_nobody(ana: User, post: MailServer) -> None:
    with transaction.atomic():
        tell(ana, kind="workflow", title="Never")
        transaction.set_rollback(True)
    carrying.send_due()
    assert (Notice.objects.count(), post.mails) == (0, [])


def test_the_same_key_is_told_once(ana: User, bo: User, post: MailServer) -> None:
    first = tell(ana, kind="workflow", title="Once", key="run:7:step:2")
    again = tell(ana, kind="workflow", title="Once", key="run:7:step:2")
    carrying.send_due()
    assert (again.pk, Notice.objects.count(), post.subjects()) == (first.pk, 1, ["Once"])


def test_while_the_server_is_down_mails_wait_and_then_arrive_in_order_without_doubles(
    ana: User, root: User, post: MailServer
) -> None:
    post.stop()
    for number in range(7):
        tell(ana, kind="workflow", title=f"Mail {number}", channels=("email",))
    carrying.send_due()
    channel = Channel.objects.get(name="email")
    assert (channel.state, channel.failures) == ("down", 1)
    assert "refused" in channel.last_error.lower()
    assert set(Delivery.objects.filter(channel="email").values_list("status", "attempts")) == {("queued", 0)}
    assert list(Notice.objects.filter(kind="channel.down").values_list("recipient__username", "title")) == [
        ("root", "The mail server cannot be used. Mails wait and are sent later.")
    ]
    carrying.send_due()  # too early to look again
    assert Channel.objects.get().failures == 1
    make_due()
    carrying.send_due()
    assert (Channel.objects.get().failures, Notice.objects.filter(kind="channel.down").count()) == (2, 1)
    post.start()
    make_due()
    carrying.send_due()
    carrying.send_due()
    assert post.subjects() == [f"Mail {number}" for number in range(7)]
    assert set(Delivery.objects.filter(channel="email").values_list("status", "attempts")) == {("sent", 1)}
    assert Channel.objects.get().state == "ok"


def test_the_loop_sends_at_once_and_recovers_by_itself(ana: User, post: MailServer) -> None:
    stop = threading.Event()
    worker = threading.Thread(target=carrying.loop, args=(stop,))
    worker.start()
    try:
        wait_for(lambda: True)
        tell(ana, kind="workflow", title="One", channels=("email",))
        wait_for(lambda: post.subjects() == ["One"])
        post.stop()
        tell(ana, kind="workflow", title="Two", channels=("email",))
        wait_for(lambda: Channel.objects.filter(state="down").exists())
        post.start()
        wait_for(lambda: post.subjects() == ["One", "Two"] and Channel.objects.get().state == "ok")
    finally:
        stop.set()
        worker.join(10)
    assert not worker.is_alive()


def wait_for(condition: object, seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def test_a_refused_sign_in_is_an_outage_and_burns_no_attempts(ana: User, post: MailServer) -> None:
    post.stop()
    post.password = "right"
    post.start()
    MailSettings.objects.update(username="crm", password=seal.seal("wrong"))
    notice = tell(ana, kind="workflow", title="Hello", channels=("email",))
    carrying.send_due()
    assert (email_of(notice).status, email_of(notice).attempts) == ("queued", 0)
    assert Channel.objects.get().last_error.startswith("535 ")
    MailSettings.objects.update(password=seal.seal("right"))
    make_due()
    carrying.send_due()
    assert (post.subjects(), email_of(notice).status) == (["Hello"], "sent")


def test_a_password_sealed_with_another_key_is_an_outage_with_a_sentence(ana: User, post: MailServer) -> None:
    MailSettings.objects.update(username="crm", password="gibberish")
    tell(ana, kind="workflow", title="Hello", channels=("email",))
    carrying.send_due()
    assert Channel.objects.get().last_error == (
        "The stored password of the mail server cannot be read any more; please enter it again."
    )


def test_one_recipient_turned_down_for_good_is_shown_to_the_sender_and_holds_up_nobody(
    ana: User, bo: User, post: MailServer
) -> None:
    post.answers["bo@example.com"] = "550 no such box"
    lost = tell(bo, kind="workflow", title="To Bo", channels=("email",), sender=ana)
    tell(ana, kind="workflow", title="To Ana", channels=("email",))
    carrying.send_due()
    failed = email_of(lost)
    assert (failed.status, failed.attempts, failed.error) == ("failed", 1, "550 no such box")
    assert post.subjects() == ["To Ana"]
    told = Notice.objects.get(kind="delivery.failed")
    assert (told.recipient, told.title, told.body) == (ana, "Not delivered to Bo: To Bo", "550 no such box")
    assert list(told.deliveries.values_list("channel", flat=True)) == ["popup"]
    assert lost.deliveries.filter(channel="popup", status="sent").count() == 1  # shown in the product instead
    assert not Channel.objects.filter(state="down").exists()


def test_a_recipient_who_is_deferred_is_tried_later_and_holds_up_nobody(ana: User, bo: User, post: MailServer) -> None:
    post.answers["bo@example.com"] = "450 come back later"
    slow = tell(bo, kind="workflow", title="To Bo", channels=("email",))
    tell(ana, kind="workflow", title="To Ana", channels=("email",))
    carrying.send_due()
    assert (email_of(slow).status, email_of(slow).error) == ("retrying", "450 come back later")
    assert post.subjects() == ["To Ana"]
    post.answers.clear()
    make_due()
    carrying.send_due()
    assert post.subjects() == ["To Ana", "To Bo"]
    assert (email_of(slow).status, email_of(slow).attempts, email_of(slow).error) == ("sent", 2, "")


@pytest.mark.parametrize("place", ["sender_answer", "data_answer"])
def test_a_server_that_takes_nothing_now_is_an_outage(place: str, ana: User, post: MailServer) -> None:
    setattr(post, place, "451 out of space")
    for number in range(3):
        tell(ana, kind="workflow", title=f"Mail {number}", channels=("email",))
    carrying.send_due()
    assert (Channel.objects.get().state, Channel.objects.get().last_error) == ("down", "451 out of space")
    setattr(post, place, "")
    make_due()
    carrying.send_due()
    assert (sorted(post.subjects()), Channel.objects.get().state) == (["Mail 0", "Mail 1", "Mail 2"], "ok")


def test_a_server_that_lets_us_in_and_takes_nothing_stays_down_and_is_told_once(
    ana: User, root: User, post: MailServer
) -> None:
    post.data_answer = "451 out of space"
    notice = tell(ana, kind="workflow", title="Waits", channels=("email",))
    for _ in range(3):
        carrying.send_due()
        Channel.objects.update(next_probe_at=timezone.now())
    assert (Channel.objects.get().state, Channel.objects.get().failures) == ("down", 3)
    assert [n.recipient for n in Notice.objects.filter(kind="channel.down")] == [root]
    post.data_answer = ""
    carrying.send_due()
    assert (post.subjects(), email_of(notice).status, Channel.objects.get().state) == (["Waits"], "sent", "ok")
    assert list(Notice.objects.filter(kind="channel.down").order_by("id").values_list("title", flat=True)) == [
        "The mail server cannot be used. Mails wait and are sent later.",
        "The mail server works again.",
    ]


def test_a_worker_process_killed_while_the_server_takes_a_mail_loses_nothing(ana: User, post: MailServer) -> None:
    notice = tell(ana, kind="workflow", title="Killed", channels=("email",))
    post.hold.clear()
    worker = subprocess.Popen(
        [sys.executable, "-c", WORKER],
        env={**os.environ, "DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "config.settings"},
    )
    try:
        wait_for(lambda: len(post.mails) == 1, 60)  # it has the mail, and has not said so yet
    finally:
        worker.kill()
        worker.wait()
        post.hold.set()
    assert email_of(notice).status == "sending"
    Delivery.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    carrying.send_due()
    carrying.send_due()
    assert [m["Message-ID"] for m in post.mails] == [email_of(notice).message_id] * 2
    assert (email_of(notice).status, email_of(notice).attempts) == ("sent", 2)


WORKER = "import django; django.setup(); from magpie.notices import carrying; carrying.send_due()"


def database_url() -> str:
    database = connection.settings_dict
    return f"postgres://{database['USER']}@/{database['NAME']}?host={quote(str(database['HOST']))}"


def test_a_claimed_mail_is_left_alone_until_its_lease_ends(ana: User, post: MailServer) -> None:
    notice = tell(ana, kind="workflow", title="Twice at most", channels=("email",))
    claimed = delivery.claim(10)
    with Line(mail_server.in_force()) as line:
        line.send(mail.compose(claimed[0], mail_server.in_force()), claimed[0].address)
    carrying.send_due()  # the lease still runs: nobody touches it
    assert (len(post.mails), email_of(notice).status) == (1, "sending")
    Delivery.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    carrying.send_due()
    carrying.send_due()
    assert [m["Message-ID"] for m in post.mails] == [email_of(notice).message_id] * 2
    assert (email_of(notice).status, email_of(notice).attempts) == ("sent", 2)


def test_two_workers_never_send_the_same_mail(ana: User, post: MailServer) -> None:
    for number in range(60):
        tell(ana, kind="workflow", title=f"Mail {number}", channels=("email",))

    def work() -> None:
        carrying.send_due()
        connection.close()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(30)
    assert sorted(post.subjects()) == sorted(f"Mail {number}" for number in range(60))


def test_without_a_server_mails_are_kept_and_stay_kept(ana: User) -> None:
    notice = tell(ana, kind="workflow", title="Kept")
    carrying.send_due()
    MailSettings.objects.create(host="127.0.0.1", port=1)
    carrying.send_due()
    assert (email_of(notice).status, email_of(notice).attempts) == ("kept", 0)
    assert not Channel.objects.exists()


def test_mails_that_wait_when_the_server_is_taken_away_are_kept(ana: User, post: MailServer) -> None:
    notice = tell(ana, kind="workflow", title="Kept")
    MailSettings.objects.update(host="")
    carrying.send_due()
    assert (email_of(notice).status, post.mails) == ("kept", [])


def test_the_environment_goes_before_the_settings(ana: User, post: MailServer, monkeypatch: pytest.MonkeyPatch) -> None:
    MailSettings.objects.update(host="nowhere.invalid", port=1)
    monkeypatch.setenv("MAGPIE_SMTP_HOST", "127.0.0.1")
    monkeypatch.setenv("MAGPIE_SMTP_PORT", str(post.port))
    monkeypatch.setenv("MAGPIE_MAIL_FROM", "Acme Sales <sales@acme.example>")
    tell(ana, kind="workflow", title="By the environment")
    carrying.send_due()
    assert post.subjects() == ["By the environment"]
    assert post.mails[0]["From"] == "Acme Sales <sales@acme.example>"


def test_a_mail_that_cannot_be_made_fails_alone(ana: User, post: MailServer) -> None:
    broken = tell(ana, kind="workflow", title="Broken", channels=("email",))
    Notice.objects.filter(pk=broken.pk).update(title="a\nb")
    tell(ana, kind="workflow", title="Fine", channels=("email",))
    carrying.send_due()
    assert (post.subjects(), email_of(broken).status) == (["Fine"], "failed")


def test_somebody_without_an_address_is_a_failed_delivery_that_the_sender_learns_of(
    ana: User, post: MailServer
) -> None:
    nobody = make_user("nobody", email="")
    notice = tell(nobody, kind="workflow", title="Hello", sender=ana)
    assert (email_of(notice).status, email_of(notice).error) == ("failed", "Nobody has no e-mail address.")
    assert Notice.objects.get(kind="delivery.failed").recipient == ana
