"""Mails that come back to a real mailbox: who was not reached, what is done instead, and what is no such report."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.test import Client

from magpie.notices import addresses, envelopes, returns, seal
from magpie.notices.carrying import send_due
from magpie.notices.envelopes import ReturnsSettings
from magpie.notices.models import Attempt, Delivery, Notice
from magpie.notices.tell import tell
from magpie.notices.tests.smtp_server import MailServer
from magpie.platform.models import User
from tests.dovecot import Dovecot

pytestmark = pytest.mark.django_db


@pytest.fixture
def box(imap_server: Dovecot) -> ReturnsSettings:
    """The mailbox of this test, empty at first."""
    return ReturnsSettings.objects.create(
        is_on=True, address=f"returns-{uuid.uuid4().hex[:8]}@acme.example", host="127.0.0.1", port=imap_server.port,
        security="none", password=seal.seal("secret"),
    )  # fmt: skip


def sent(post: MailServer, ana: User, bo: User | None = None, **values: Any) -> Delivery:
    notice = tell(ana, kind="workflow", title="Contract", channels=["email"], sender=bo, **values)
    send_due()
    delivery: Delivery = notice.deliveries.get(channel="email")
    assert delivery.status == "sent"
    return delivery


def report(delivery: Delivery, action: str = "failed", status: str = "5.1.1", *, names_it: bool = True) -> str:
    number = delivery.message_id if names_it else "<other@elsewhere.example>"
    return (
        "From: MAILER-DAEMON@mx.example\nSubject: Undelivered\nMIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
        "--b\nContent-Type: text/plain\n\nSorry.\n--b\nContent-Type: message/delivery-status\n\n"
        f"Reporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; {delivery.address}\nAction: {action}\n"
        f"Status: {status}\nDiagnostic-Code: smtp; 550 5.1.1 no such user\n\n"
        f"--b\nContent-Type: message/rfc822\n\nMessage-ID: {number}\nSubject: Contract\n\nText\n--b--\n"
    )


def look(box: ReturnsSettings) -> int:
    ReturnsSettings.objects.update(next_look_at=box.next_look_at)
    return returns.look()


def test_a_mail_that_comes_back_has_failed_and_its_person_is_told_another_way(
    ana: User, bo: User, post: MailServer, imap_server: Dovecot, box: ReturnsSettings
) -> None:
    delivery = sent(post, ana, bo)
    assert post.senders == [envelopes.of_delivery(delivery.pk, box.address)]
    imap_server.put(box.address, report(delivery))
    assert (look(box), look(box)) == (1, 0)
    delivery.refresh_from_db()
    assert (delivery.status, delivery.error) == ("failed", "550 5.1.1 no such user")
    assert list(delivery.tries.order_by("id").values_list("outcome", flat=True)) == ["accepted", "bounced"]
    assert delivery.notice.deliveries.get(channel="popup").fallback_of == delivery
    [told] = Notice.objects.filter(kind="delivery.failed")
    assert (told.recipient, told.body) == (bo, "550 5.1.1 no such user")
    [known] = addresses.suspicious()
    assert (known.address, known.user, known.delivery_id) == ("ana@example.com", ana, delivery.pk)


def test_a_mail_that_is_late_is_only_noted(
    ana: User, post: MailServer, imap_server: Dovecot, box: ReturnsSettings
) -> None:
    delivery = sent(post, ana)
    imap_server.put(box.address, report(delivery, "delayed", "4.4.1"))
    assert look(box) == 1
    delivery.refresh_from_db()
    assert (delivery.status, addresses.suspicious()) == ("sent", [])
    assert list(delivery.tries.order_by("id").values_list("outcome", flat=True)) == ["accepted", "delayed"]


def test_it_is_known_by_the_address_it_came_back_to_even_if_only_words_say_it(
    ana: User, post: MailServer, imap_server: Dovecot, box: ReturnsSettings
) -> None:
    delivery = sent(post, ana)
    to = envelopes.of_delivery(delivery.pk, box.address)
    words = "收件人不存在。\n550 Mailbox not found\n"
    imap_server.put(
        box.address,
        f"From: postmaster@qq.example\nTo: {to}\nSubject: =?utf-8?b?6YCA5L+h?=\nMIME-Version: 1.0\n"
        f"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{words}",
    )
    assert look(box) == 1
    delivery.refresh_from_db()
    assert (delivery.status, delivery.error) == ("failed", "550 Mailbox not found")


def test_what_is_no_report_of_ours_changes_nothing(
    ana: User, post: MailServer, imap_server: Dovecot, box: ReturnsSettings
) -> None:
    delivery = sent(post, ana)
    right = envelopes.of_delivery(delivery.pk, box.address)
    forged = right.replace(f"+d{delivery.pk}-", f"+d{delivery.pk}-0000")[: right.index("@")] + "@acme.example"
    absent = f"From: ana@example.com\nTo: {right}\nAuto-Submitted: auto-replied\nSubject: Away\n\nBack on 5.1.26\n"
    for mail in (
        absent,
        f"From: ana@example.com\nTo: {right}\nSubject: Re: Contract\n\nThe 550 pieces are here.\n",
        f"To: {forged}\n" + report(delivery, names_it=False),
        report(delivery, "delivered", "2.0.0"),
        "nonsense",
    ):
        imap_server.put(box.address, mail)
    assert look(box) == 0
    delivery.refresh_from_db()
    assert (delivery.status, Attempt.objects.filter(outcome="bounced").count()) == ("sent", 0)
    assert ReturnsSettings.objects.get().last_uid == 5


def test_without_such_a_mailbox_mails_come_from_the_sender(ana: User, post: MailServer) -> None:
    sent(post, ana)
    assert (post.senders, returns.look()) == (["crm@acme.example"], 0)


def test_administrators_set_the_mailbox_and_are_told_when_it_lets_nobody_in(
    ana: User, root: User, imap_server: Dovecot, box: ReturnsSettings
) -> None:
    client = Client()
    client.force_login(root)
    shown = client.get("/api/settings/returns").json()
    assert (shown["address"], shown["has_password"], "password" in shown) == (box.address, True, False)
    assert client.post("/api/settings/returns/test").json()["detail"] == "The mailbox can be read; mails in it: 0."
    given = {
        "address": box.address, "host": "127.0.0.1", "port": imap_server.port, "security": "none", "password": "wrong",
    }  # fmt: skip
    assert client.put("/api/settings/returns", given, content_type="application/json").status_code == 200
    assert returns.look() == 0
    row = ReturnsSettings.objects.get()
    assert (row.failures, bool(row.error), row.last_uid) == (1, True, 0)
    assert [n.recipient for n in Notice.objects.filter(kind="channel.down")] == [root]
    elsewhere = {key: value for key, value in given.items() if key != "password"} | {"host": "imap.other.example"}
    said = client.put("/api/settings/returns", elsewhere, content_type="application/json").json()
    assert (said["has_password"], said["error"]) == (False, "")
    missing = client.put("/api/settings/returns", {"is_on": True}, content_type="application/json")
    assert (missing.status_code, list(missing.json()["fields"])) == (422, ["address"])
    client.force_login(ana)
    assert client.get("/api/settings/returns").status_code == 403
