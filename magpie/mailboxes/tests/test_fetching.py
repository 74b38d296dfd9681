"""Fetching from a real IMAP server: each mail once, whatever is stopped, renumbered, broken or huge."""

from __future__ import annotations

import datetime
import threading
from typing import Any

import pytest
from django.utils import timezone

from magpie.activities.models import EmailMessage
from magpie.mailboxes import fetching, keeping, parse
from magpie.mailboxes.models import Conversation, Copy, Folder, Letter, Link, Mailbox
from magpie.mailboxes.tests.conftest import fetch, mail, make_contact, make_mailbox, make_user
from magpie.notices.models import Notice
from magpie.platform.models import Event
from tests.dovecot import Dovecot

pytestmark = pytest.mark.django_db
CUSTOMER = "li@customer.example"


def test_a_mail_is_kept_once_and_stands_with_the_contact_and_the_account(imap: Dovecot) -> None:
    bo = make_user("bo")
    contact = make_contact(bo, CUSTOMER)
    box = make_mailbox(bo, imap.port)
    imap.put(box.address, mail(f"Li Wei <{CUSTOMER}>", box.address, "Where is the offer?"))
    fetch(box)
    fetch(box)
    letter = Letter.objects.get()
    assert (letter.subject, letter.from_name, letter.text.strip()) == ("Where is the offer?", "Li Wei", "Hello")
    assert {(link.object, link.record_id) for link in Link.objects.all()} == {
        ("contact", contact.pk), ("account", contact.account_id),
    }  # fmt: skip
    email = EmailMessage.objects.get()
    assert (email.related_to, email.direction, email.owner_id) == (f"contact:{contact.pk}", "inbound", bo.pk)
    assert Event.objects.get(object="email_message").kind == "created"
    conversation = Conversation.objects.get()
    assert (conversation.count, conversation.unread, conversation.in_inbox, conversation.is_matched) == (
        1,
        1,
        True,
        True,
    )
    assert (box.error, box.failures, box.fetched_at is not None) == ("", 0, True)


def test_the_same_mail_in_two_mailboxes_is_one_letter_with_the_stricter_choice(imap: Dovecot) -> None:
    ana, bo = make_user("ana"), make_user("bo")
    make_contact(bo, CUSTOMER)
    first, second = make_mailbox(ana, imap.port), make_mailbox(bo, imap.port, sharing="subject")
    raw = mail(CUSTOMER, f"{first.address}, {second.address}", "To both")
    imap.put(first.address, raw)
    imap.put(second.address, raw)
    fetch(first)
    assert EmailMessage.objects.get().body.strip() == "Hello"
    fetch(second)
    assert (Letter.objects.count(), Copy.objects.count(), Letter.objects.get().sharing) == (1, 2, "subject")
    assert EmailMessage.objects.get().body == ""  # the record with the text is gone, with its history


def test_a_forged_number_joins_no_other_mail(imap: Dovecot) -> None:
    ana, bo = make_user("ana"), make_user("bo")
    first, second = make_mailbox(ana, imap.port), make_mailbox(bo, imap.port)
    imap.put(first.address, mail(CUSTOMER, first.address, "Secret", "The real one", Message_ID="<one@x>"))
    imap.put(second.address, mail("thief@bad.example", second.address, "Secret", "Forged", Message_ID="<one@x>"))
    fetch(first, second)
    assert sorted(le.text.strip() for le in Letter.objects.all()) == ["Forged", "The real one"]
    assert [c.letter.text.strip() for c in Copy.objects.filter(mailbox=second)] == ["Forged"]


def test_answers_are_one_conversation_by_reference_and_by_subject(imap: Dovecot) -> None:
    box = make_mailbox(make_user("bo"), imap.port)
    imap.put(box.address, mail(CUSTOMER, box.address, "Offer", Message_ID="<a@x>"))
    imap.put(box.address, mail(CUSTOMER, box.address, "Re: Offer", Message_ID="<b@x>", In_Reply_To="<a@x>"))
    imap.put(box.address, mail(CUSTOMER, box.address, "答复：Offer", Message_ID="<c@x>"))
    imap.put(box.address, mail("other@else.example", box.address, "Re: Offer", Message_ID="<d@x>"))
    fetch(box)
    assert sorted(Conversation.objects.values_list("count", flat=True)) == [1, 3]


def test_chinese_character_sets_and_broken_headers_are_read(imap: Dovecot) -> None:
    box = make_mailbox(make_user("bo"), imap.port)
    raw = (
        b"From: =?GB2312?B?wO7OsA==?= <li@customer.example>\nTo: " + box.address.encode() + b"\n"
        b"Subject: " + "报价单：深圳㈱".encode("gb18030") + b"\nMessage-ID: <gbk@x>\nDate: nonsense\n"
        b"Content-Type: text/plain; charset=gb2312\nContent-Transfer-Encoding: 8bit\n\n"
        + "您好，镕基先生".encode("gbk")
    )
    imap.put(box.address, raw)
    imap.put(
        box.address, b"Subject: =?bad?Q?x?=\nFrom: <<broken\nContent-Type: text/plain; charset=no-such\n\n\xff\xfe\n"
    )
    fetch(box)
    letter = Letter.objects.get(message_id="<gbk@x>")
    assert (letter.subject, letter.from_name, letter.text.strip()) == ("报价单：深圳㈱", "李伟", "您好，镕基先生")
    assert box.error == ""


def test_html_is_made_harmless_and_remote_images_are_held_back() -> None:
    page = (
        '<p onclick="x()" style="color:red;position:fixed">Hi<script>alert(1)</script>'
        '<img src="https://spy.example/a.gif"><img src="cid:logo"><a href="javascript:x()">a</a></p>'
        '<form action="/x"><input name="p"></form><iframe src="https://x"></iframe>'
    )
    cleaned = parse.clean(page)
    shown, held = parse.shown(cleaned, {"logo": "/api/mail/files/1"}, images=False)
    assert held
    for gone in ("script", "alert", "onclick", "javascript", "form", "input", "iframe", "position", "spy.example"):
        assert gone not in shown
    assert 'src="/api/mail/files/1"' in shown
    assert "color:red" in shown.replace(" ", "")
    assert "spy.example" in parse.shown(cleaned, {}, images=True)[0]


def test_new_numbers_of_a_folder_bring_nothing_twice(imap: Dovecot) -> None:
    box = make_mailbox(make_user("bo"), imap.port)
    imap.put(box.address, mail(CUSTOMER, box.address, "One"))
    imap.put(box.address, mail(CUSTOMER, box.address, "Two"))
    fetch(box)
    Folder.objects.filter(mailbox=box, name="INBOX").update(validity=1)  # as if the server had begun anew
    imap.put(box.address, mail(CUSTOMER, box.address, "Three"))
    fetch(box)
    assert sorted(Letter.objects.values_list("subject", flat=True)) == ["One", "Three", "Two"]
    assert Copy.objects.filter(number=None).count() == 0


def test_what_was_read_is_known_on_both_sides(imap: Dovecot) -> None:
    box = make_mailbox(make_user("bo"), imap.port)
    imap.put(box.address, mail(CUSTOMER, box.address, "One"))
    imap.put(box.address, mail(CUSTOMER, box.address, "Two"))
    fetch(box)
    with imap.line(box.address) as client:
        client.store("1", "+FLAGS", "\\Seen")
    fetch(box)
    assert [c.is_read for c in Copy.objects.order_by("number")] == [True, False]
    assert sorted(Conversation.objects.values_list("unread", flat=True)) == [0, 1]
    Copy.objects.filter(is_read=False).update(is_read=True, to_push=True)
    fetch(box)
    with imap.line(box.address) as client:
        assert client.search(None, "UNSEEN")[1] == [b""]
    assert not Copy.objects.filter(to_push=True).exists()


def test_what_the_server_deletes_stays(imap: Dovecot) -> None:
    box = make_mailbox(make_user("bo"), imap.port)
    imap.put(box.address, mail(CUSTOMER, box.address, "One"))
    fetch(box)
    with imap.line(box.address) as client:
        client.store("1", "+FLAGS", "\\Deleted")
        client.expunge()
    fetch(box)
    assert (Letter.objects.count(), Conversation.objects.get().in_inbox) == (1, True)


def test_a_server_that_is_away_is_tried_later_and_nothing_is_lost(imap: Dovecot) -> None:
    box = make_mailbox(make_user("bo"), imap.port)
    imap.put(box.address, mail(CUSTOMER, box.address, "One"))
    imap.stop()
    fetch(box)
    fetch(box)
    assert (box.failures, "does not answer" in box.error, box.failing_since is not None) == (2, True, True)
    assert box.next_fetch_at > timezone.now() + datetime.timedelta(seconds=45)
    imap.start()
    fetch(box)
    assert (box.failures, box.error, Letter.objects.get().subject) == (0, "", "One")


def test_a_refused_password_is_told_to_the_owner_once(imap: Dovecot) -> None:
    bo = make_user("bo")
    box = make_mailbox(bo, imap.port, password="")
    fetch(box)
    fetch(box)
    assert Notice.objects.filter(recipient=bo).count() == 1
    assert box.next_fetch_at > timezone.now() + datetime.timedelta(minutes=9)


def test_a_worker_killed_in_the_middle_of_a_mail_leaves_it_to_the_next(imap: Dovecot, monkeypatch: Any) -> None:
    make_contact(make_user("cy"), CUSTOMER)
    box = make_mailbox(make_user("bo"), imap.port)
    for number in range(3):
        imap.put(box.address, mail(CUSTOMER, box.address, f"Mail {number}"))

    class Killed(BaseException):
        pass

    whole = keeping.refresh

    def die(conversation: Conversation) -> None:
        if conversation.subject == "Mail 1":
            raise Killed
        whole(conversation)

    monkeypatch.setattr(keeping, "refresh", die)
    with pytest.raises(Killed):
        fetch(box)
    assert list(Letter.objects.values_list("subject", flat=True)) == ["Mail 0"]
    monkeypatch.undo()
    Mailbox.objects.update(lease_until=timezone.now() - datetime.timedelta(seconds=1))
    assert fetching.fetch_next(threading.Event())
    assert sorted(Letter.objects.values_list("subject", flat=True)) == ["Mail 0", "Mail 1", "Mail 2"]
    assert EmailMessage.objects.count() == 3


def test_a_huge_mail_is_known_by_its_head(imap: Dovecot, monkeypatch: Any) -> None:
    monkeypatch.setattr(fetching, "LARGEST_MAIL", 100_000)
    box = make_mailbox(make_user("bo"), imap.port)
    imap.put(box.address, mail(CUSTOMER, box.address, "Huge", "x" * 70 + "\n" + ("y" * 70 + "\n") * 2000))
    imap.put(box.address, mail(CUSTOMER, box.address, "Small"))
    fetch(box)
    assert dict(Letter.objects.values_list("subject", "is_cut")) == {"Huge": True, "Small": False}


def test_colleagues_and_named_senders_are_left_out(imap: Dovecot) -> None:
    box = make_mailbox(make_user("bo"), imap.port, never_from=["doctor@health.example", "bank.example"])
    for sender in ("ana@ours.example", "doctor@health.example", "info@bank.example", CUSTOMER):
        imap.put(box.address, mail(sender, box.address, f"From {sender}"))
    fetch(box)
    assert list(Letter.objects.values_list("subject", flat=True)) == [f"From {CUSTOMER}"]


def test_what_was_sent_elsewhere_is_fetched_too(imap: Dovecot) -> None:
    bo = make_user("bo")
    contact = make_contact(bo, CUSTOMER)
    box = make_mailbox(bo, imap.port)
    imap.put(box.address, mail(box.address, CUSTOMER, "From my telephone"), folder="Sent", flags="\\Seen")
    fetch(box)
    assert (Letter.objects.get().is_outbound, EmailMessage.objects.get().direction) == (True, "outbound")
    assert EmailMessage.objects.get().related_to == f"contact:{contact.pk}"
    conversation = Conversation.objects.get()
    assert (conversation.in_inbox, conversation.has_sent, conversation.unread) == (False, True, 0)


def test_an_automatic_answer_is_marked_and_starts_no_workflow(imap: Dovecot) -> None:
    bo = make_user("bo")
    make_contact(bo, CUSTOMER)
    box = make_mailbox(bo, imap.port)
    imap.put(box.address, mail(CUSTOMER, box.address, "Out of office", Auto_Submitted="auto-replied"))
    fetch(box)
    assert EmailMessage.objects.get().is_automatic
    assert Event.objects.get(object="email_message").automation == "skip"
