"""Writing and sending: drafts, answers, undo, retries, exactly one mail, filed and noted; marks and the drop-box."""

from __future__ import annotations

import datetime
import email
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from magpie.accounts import consent
from magpie.accounts.models import ContactMade
from magpie.activities.models import EmailMessage
from magpie.mailboxes import composing, dropping, joining, marks, sending
from magpie.mailboxes.models import Conversation, DropAddress, EmailTemplate, Joining, Letter, Link, Mark, Outgoing
from magpie.mailboxes.tests.conftest import Api, fetch, mail, make_contact, make_mailbox, make_user
from magpie.notices.models import Notice
from magpie.notices.tests.smtp_server import MailServer
from magpie.platform import records
from magpie.platform.actor import SYSTEM
from magpie.platform.models import Event
from tests.dovecot import Dovecot

pytestmark = pytest.mark.django_db
CUSTOMER = "li@customer.example"


def _send_due() -> None:
    """As if the moment in which it can be undone were over."""
    Outgoing.objects.filter(status="scheduled").update(due_at=timezone.now())
    while sending.send_next():
        pass


def _write(api: Api, subject: str = "Offer", **given: Any) -> Any:
    draft = api.post("/mail/outgoing", {"to": [["Li Wei", CUSTOMER]], **given}, 201)
    return api.ask("patch", f"/mail/outgoing/{draft['id']}", {"subject": subject, "html": "<p>Ten <b>thousand</b></p>"})


def test_a_mail_written_from_a_record_is_sent_filed_and_on_its_timeline(imap: Dovecot, smtp: MailServer) -> None:
    bo = make_user("bo")
    contact = make_contact(bo, CUSTOMER)
    box = make_mailbox(bo, imap.port, smtp.port, name="王博 Bo")
    api = Api(bo)
    draft = _write(api, "报价单", about=[{"object": "contact", "id": contact.pk}])
    api.ask("patch", f"/mail/outgoing/{draft['id']}", {"bcc": [["", "boss@partner.example"]]})
    assert api.post(f"/mail/outgoing/{draft['id']}/send")["status"] == "scheduled"
    assert not sending.send_next()  # it can still be undone
    _send_due()
    sent = smtp.mails[0]
    assert (str(sent["Subject"]), str(sent["From"]), str(sent["Bcc"])) == ("报价单", f"王博 Bo <{box.address}>", "None")
    assert smtp.recipients == [CUSTOMER, "boss@partner.example"]
    assert sent.get_body(("plain",)).get_content().strip() == "Ten thousand"  # type: ignore[union-attr]
    fetch(box)
    fetch(box)
    with imap.line(box.address, "Sent") as client:
        raw = client.fetch("1:*", "(BODY.PEEK[])")[1]
    filed = [email.message_from_bytes(part[1]) for part in raw if isinstance(part, tuple)]
    assert [(m["Message-ID"], m["Bcc"]) for m in filed] == [(str(sent["Message-ID"]), "boss@partner.example")]
    letter = Letter.objects.get()  # what was fetched from the folder is the letter that was sent
    assert (letter.is_outbound, letter.copies.get().number) == (True, 1)
    assert EmailMessage.objects.get().related_to == f"contact:{contact.pk}"
    assert api.get(f"/mail/outgoing/{draft['id']}")["status"] == "sent"


def say(state: str, purpose: str = "") -> None:
    """What the customer says about a purpose, or about all."""
    about = consent.purpose_of(purpose) if purpose else None
    consent.record(CUSTOMER, state=state, purpose=about, channel="email", actor=SYSTEM)


def test_a_mail_for_a_purpose_goes_to_nobody_whose_consent_is_missing(imap: Dovecot, smtp: MailServer) -> None:
    bo = make_user("bo")
    make_contact(bo, CUSTOMER)
    make_mailbox(bo, imap.port, smtp.port)
    api = Api(bo)
    url = f"/mail/outgoing/{_write(api)['id']}"
    api.ask("patch", url, {"purpose": "nonsense"}, 422)
    reason = f"{CUSTOMER}: They have not agreed to “Newsletter”."
    assert api.ask("patch", url, {"purpose": "newsletter"})["objections"] == [reason]
    assert reason in api.post(f"{url}/send", {}, 409)["detail"]
    say("granted", "newsletter")
    api.post(f"{url}/send")
    say("withdrawn", "newsletter")  # before it went out
    _send_due()
    failed = api.get(url)
    assert (failed["status"], smtp.mails) == ("failed", [])
    assert failed["error"].startswith(f"{CUSTOMER}: They withdrew their consent to “Newsletter”")
    say("granted", "newsletter")
    api.post(f"{url}/send")
    _send_due()
    assert (len(smtp.mails), ContactMade.objects.get().address) == (1, CUSTOMER)


def test_who_refused_every_mail_is_written_to_only_after_a_question(imap: Dovecot, smtp: MailServer) -> None:
    bo = make_user("bo")
    make_mailbox(bo, imap.port, smtp.port)
    api = Api(bo)
    url = f"/mail/outgoing/{_write(api)['id']}"
    say("refused")
    asked = api.post(f"{url}/send", {}, 409)
    assert asked["questions"][0]["text"].startswith(f"{CUSTOMER} refused all e-mails on ")
    assert api.get(url)["status"] == "draft"
    api.headers["Magpie-Answers"] = '{"mail-consent": ""}'
    assert api.post(f"{url}/send")["status"] == "scheduled"


def test_earlier_letters_are_joined_to_records_that_come_later(imap: Dovecot) -> None:
    bo = make_user("bo")
    box = make_mailbox(bo, imap.port)
    imap.put(box.address, mail(CUSTOMER, box.address, "Price?"))
    imap.put(box.address, mail("wang@other.example", f"{box.address}, {CUSTOMER}", "Both of us"))
    imap.put(box.address, mail("wang@other.example", box.address, "Not Li"))
    fetch(box)
    begun = Event.objects.order_by("-id").values_list("id", flat=True).first() or 0
    contact = make_contact(bo, "former@customer.example")
    joining.read_events(list(Event.objects.filter(id__gt=begun)))
    assert joining.join_next()
    assert Link.objects.count() == 0
    records.update(contact, {"email": CUSTOMER.upper()}, actor=SYSTEM)
    records.update(contact, {"phone": "+8651288886666"}, actor=SYSTEM)
    strangers = [Joining(object="contact", record_id=n, addresses=[f"nobody{n}@other.example"]) for n in (1, 2)]
    Joining.objects.bulk_create(strangers)
    joining.read_events(list(Event.objects.filter(object="contact", kind="updated")))
    assert joining.join_next()
    assert Joining.objects.count() == 0
    assert not joining.join_next()
    joined = Link.objects.filter(object="contact", record_id=contact.pk)
    assert sorted(joined.values_list("letter__subject", flat=True)) == ["Both of us", "Price?"]
    assert EmailMessage.objects.filter(related_to=f"contact:{contact.pk}").count() == 2
    assert Conversation.objects.filter(is_matched=False).count() == 1


def test_an_answer_has_its_recipients_its_quotation_and_its_thread(imap: Dovecot, smtp: MailServer) -> None:
    bo = make_user("bo")
    make_contact(bo, CUSTOMER)
    box = make_mailbox(bo, imap.port, smtp.port, signature="Bo")
    to = f"{box.address}, chen@customer.example"
    imap.put(box.address, mail(f"Li <{CUSTOMER}>", to, "回复: Price?", "How <much>?", Message_ID="<q@x>"))
    fetch(box)
    api, letter = Api(bo), Letter.objects.get()
    answer = api.post("/mail/outgoing", {"mode": "reply_all", "letter": letter.pk}, 201)
    assert (answer["to"], answer["subject"]) == ([["Li", CUSTOMER], ["", "chen@customer.example"]], "Re: Price?")
    assert "How &lt;much&gt;?" in answer["html"]
    forward = api.post("/mail/outgoing", {"mode": "forward", "letter": letter.pk}, 201)
    assert (forward["to"], forward["subject"]) == ([], "Fwd: Price?")
    api.post(f"/mail/outgoing/{answer['id']}/send")
    _send_due()
    assert (str(smtp.mails[0]["In-Reply-To"]), str(smtp.mails[0]["References"])) == ("<q@x>", "<q@x>")
    conversation = Conversation.objects.get()
    assert (conversation.count, conversation.has_sent, conversation.in_inbox) == (2, True, True)


def test_sending_is_undone_in_time_put_off_and_refused_when_wrong(imap: Dovecot, smtp: MailServer) -> None:
    bo, cy = make_user("bo"), make_user("cy")
    make_mailbox(bo, imap.port, smtp.port)
    api = Api(bo)
    Api(cy).post("/mail/outgoing", {}, 409)  # no mailbox to send from
    draft = _write(api)
    url = f"/mail/outgoing/{draft['id']}"
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    assert api.post(f"{url}/send", {"at": tomorrow.isoformat()})["status"] == "scheduled"
    api.ask("patch", url, {"subject": "Other"}, 409)
    api.ask("delete", url, status=409)
    Api(cy).post(f"{url}/undo", {}, 404)
    assert api.post(f"{url}/undo")["status"] == "draft"
    api.post(f"{url}/send", {"at": "2020-01-01T00:00:00Z"}, 422)
    api.ask("patch", url, {"to": [["", "nobody"]]})
    api.post(f"{url}/send", {}, 422)
    api.ask("patch", url, {"to": []})
    api.post(f"{url}/send", {}, 422)
    _send_due()
    assert (smtp.mails, Outgoing.objects.get().status) == ([], "draft")


def test_a_server_that_is_away_delays_and_one_that_turns_down_fails(imap: Dovecot, smtp: MailServer) -> None:
    bo = make_user("bo")
    make_mailbox(bo, imap.port, smtp.port)
    api = Api(bo)
    draft = _write(api)
    smtp.stop()
    api.post(f"/mail/outgoing/{draft['id']}/send")
    Outgoing.objects.update(due_at=timezone.now())
    assert sending.send_next()
    outgoing = Outgoing.objects.get()
    assert (outgoing.status, outgoing.attempts, bool(outgoing.error)) == ("scheduled", 1, True)
    assert outgoing.due_at is not None
    assert outgoing.due_at > timezone.now()
    api.post(f"/mail/outgoing/{draft['id']}/undo", {}, 409)  # it may have gone out
    smtp.start()
    smtp.answers[CUSTOMER] = "550 no such person"
    _send_due()
    shown = api.get("/mail/outgoing?status=failed")["items"]
    assert [(o["status"], o["error"]) for o in shown] == [("failed", "550 no such person")]
    assert Notice.objects.filter(recipient=bo, kind="mail").count() == 1
    smtp.answers.clear()
    api.post(f"/mail/outgoing/{draft['id']}/retry")
    _send_due()
    assert (len(smtp.mails), Outgoing.objects.get().status) == (1, "sent")


def test_a_worker_killed_after_the_server_took_the_mail_sends_the_same_number_or_nothing(
    imap: Dovecot, smtp: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    bo = make_user("bo")
    box = make_mailbox(bo, imap.port, smtp.port)
    fetch(box)
    api = Api(bo)
    draft = _write(api)
    api.post(f"/mail/outgoing/{draft['id']}/send")
    Outgoing.objects.update(due_at=timezone.now())
    claimed, _was_tried = sending.claim()
    assert claimed is not None
    message = composing.compose(claimed)
    sending._deliver(claimed, message)  # and here the worker dies
    late = timezone.now() - datetime.timedelta(seconds=1)
    Outgoing.objects.update(lease_until=late)
    imap.put(box.address, message.as_bytes(), folder="Sent", flags="\\Seen")  # as providers do that file by themselves
    assert sending.send_next()
    assert (len(smtp.mails), Outgoing.objects.get().status) == (1, "sent")
    Outgoing.objects.update(status="sending", lease_until=late)
    imap.stop()  # nobody can be asked: the same mail again, known by its number
    assert sending.send_next()
    imap.start()
    assert len({str(m["Message-ID"]) for m in smtp.mails}) == 1
    assert (len(smtp.mails), Letter.objects.count()) == (2, 1)


def test_a_mail_that_comes_back_is_noted_on_what_was_sent(imap: Dovecot, smtp: MailServer) -> None:
    bo = make_user("bo")
    box = make_mailbox(bo, imap.port, smtp.port)
    api = Api(bo)
    draft = _write(api)
    api.post(f"/mail/outgoing/{draft['id']}/send")
    _send_due()
    number = Outgoing.objects.get().message_id
    report = (
        f"From: MAILER-DAEMON@mx.example\nTo: {box.address}\nSubject: Undelivered\nMessage-ID: <r@mx>\n"
        'MIME-Version: 1.0\nContent-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
        "--b\nContent-Type: text/plain\n\nSorry.\n--b\nContent-Type: message/delivery-status\n\n"
        f"Reporting-MTA: dns; mx\n\nFinal-Recipient: rfc822; {CUSTOMER}\nAction: failed\nStatus: 5.1.1\n"
        "Diagnostic-Code: smtp; 550 no such user\n\n--b\nContent-Type: text/rfc822-headers\n\n"
        f"Message-ID: {number}\nSubject: Offer\n\n--b--\n"
    )
    imap.put(box.address, report)
    fetch(box)
    assert (Outgoing.objects.get().status, Outgoing.objects.get().error) == ("bounced", "smtp; 550 no such user")
    letter = Letter.objects.get(message_id="<r@mx>")
    assert (letter.is_bounce, letter.is_automatic, letter.email_id) == (True, True, None)


def test_templates_are_filled_for_who_may_use_them(imap: Dovecot) -> None:
    bo, cy = make_user("bo"), make_user("cy")
    contact = make_contact(bo, CUSTOMER, name="Li <Wei>")
    template = EmailTemplate.objects.create(
        name="Hello",
        owner=bo,
        subject="For {{ record.name }}",
        body="Dear {{ record.name }},\n\n{{ record.nothing }}Bo",
    )
    about = {"template": template.pk, "about": {"object": "contact", "id": contact.pk}}
    filled = Api(bo).post("/mail/templates/fill", about)
    assert (filled["subject"], filled["missing"]) == ("For Li <Wei>", ["record.nothing"])
    assert filled["html"] == "<p>Dear Li &lt;Wei&gt;,</p><p>Bo</p>"
    Api(cy).post("/mail/templates/fill", about, 404)
    EmailTemplate.objects.update(visibility="public")
    Api(cy).post("/mail/templates/fill", about, 404)  # the record is still not theirs
    assert Api(cy).post("/mail/templates/fill", {"template": template.pk})["subject"] == "For"


def test_marks_are_put_in_only_with_consent_and_lead_nowhere_else(imap: Dovecot, smtp: MailServer) -> None:
    bo = make_user("bo")
    make_contact(bo, CUSTOMER)
    make_mailbox(bo, imap.port, smtp.port)
    api = Api(bo)
    page = '<a href="https://ours.example/a?b=1&amp;c=2">offer</a>'
    draft = _write(api)
    changed = {"html": page, "has_marks": True}
    assert api.ask("patch", f"/mail/outgoing/{draft['id']}", changed)["marks_allowed"] is False
    outgoing = Outgoing.objects.get()
    assert marks.put_into(outgoing, outgoing.html) == outgoing.html
    say("granted", "newsletter")
    assert api.get(f"/mail/outgoing/{draft['id']}")["marks_allowed"] is True
    api.post(f"/mail/outgoing/{draft['id']}/send")
    _send_due()
    html = smtp.mails[0].get_body(("html",)).get_content()  # type: ignore[union-attr]
    link, pixel = html.split('href="')[1].split('"')[0], html.split('src="')[1].split('"')[0]
    stranger = Client()
    answer = stranger.get(link.split("8000")[-1])
    assert (answer.status_code, answer["Location"]) == (302, "https://ours.example/a?b=1&c=2")
    assert stranger.get(pixel.split("8000")[-1]).status_code == 200
    assert stranger.get("/api/mail/marks/forged:token").status_code == 404
    assert sorted(Mark.objects.values_list("kind", flat=True)) == ["clicked", "opened"]
    assert "api/mail/marks" not in Letter.objects.get().html


def test_the_drop_box_takes_what_comes_from_its_people_and_puts_the_rest_aside(imap: Dovecot) -> None:
    bo, root = make_user("bo"), make_user("root", is_administrator=True)
    contact = make_contact(bo, CUSTOMER)
    box = make_mailbox(None, imap.port, is_drop_box=True, sharing="private")
    mine = dropping.address_of(bo)
    assert mine == f"{box.address.split('@')[0]}+{DropAddress.objects.get().token}@ours.example"
    forwarded = f"---\nFrom: Li Wei <{CUSTOMER}>\nSubject: Old question\n\nHow much?"
    imap.put(box.address, mail(bo.email, CUSTOMER, "Blind copy", "to you", Delivered_To=mine))
    imap.put(box.address, mail(bo.email, mine, "Fwd: Old question", forwarded))
    imap.put(box.address, mail("thief@bad.example", mine, "Not from Bo"))
    imap.put(box.address, mail(bo.email, f"{box.address.split('@')[0]}+beef@ours.example", "No such"))
    imap.put(box.address, mail(bo.email, mine, "Nobody known", "From: who@else.example"))
    fetch(box)
    assert (box.error, Letter.objects.count()) == ("", 5)
    kept = {e.subject: (e.owner_id, e.related_to, e.direction) for e in EmailMessage.objects.all()}
    assert kept == {
        "Blind copy": (bo.pk, f"contact:{contact.pk}", "outbound"),
        "Fwd: Old question": (bo.pk, f"contact:{contact.pk}", "inbound"),
    }
    aside = Api(root).get("/mail/conversations?box=aside")["items"]
    assert {(c["subject"], c["put_aside"]) for c in aside} == {
        ("Not from Bo", str(dropping.NOT_THEIRS)),
        ("No such", str(dropping.NO_OWNER)),
        ("Nobody known", str(dropping.NO_RECORD)),
    }
    assert Api(bo).get("/mail/conversations?box=aside")["items"] == []
