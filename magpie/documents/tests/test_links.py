"""Customers read documents by links: it is counted and told to the sender, and no more is kept than they allow."""

from __future__ import annotations

import datetime
import io
import json
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from PIL import Image

from magpie.accounts import consent
from magpie.documents import visits
from magpie.documents.models import DocumentLink, DocumentVisit
from magpie.documents.tests.make import (
    caller,
    make_contact,
    make_document,
    make_file,
    make_link,
    make_user,
    open_link,
    pdf,
)
from magpie.notices.models import Notice
from magpie.platform import actions
from magpie.platform.actor import SYSTEM, Actor
from magpie.platform.models import Event
from magpie.platform.problems import Invalid, Refused

pytestmark = pytest.mark.django_db
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Mobile/15E148 MicroMessenger/8.0"


def report(client: Client, link: DocumentLink, pages: Any) -> int:
    body = pages if isinstance(pages, bytes) else json.dumps(pages)
    return client.post(f"/d/{link.token}/seen", body, content_type="text/plain").status_code


def long_ago(link: DocumentLink, minutes: int = 5) -> None:
    """Let the visit have begun some minutes ago."""
    DocumentVisit.objects.filter(link=link).update(at=timezone.now() - datetime.timedelta(minutes=minutes))


def test_a_pdf_is_shown_page_by_page_and_what_is_read_is_counted(client: Client) -> None:
    ana = make_user("Ana")
    link = make_link(ana)
    page = client.get(f"/d/{link.token}", headers={"Accept-Language": "zh-hans"}).content.decode()
    assert "1 / 3" in page
    assert 'lang="zh-hans"' in page
    picture = client.get(f"/d/{link.token}/page/2")
    assert (picture.status_code, picture["Content-Type"]) == (200, "image/webp")
    with Image.open(io.BytesIO(picture.content)) as drawn:
        assert (drawn.width, drawn.format) == (1400, "WEBP")
    assert client.get(f"/d/{link.token}/page/4").status_code == 404
    link.refresh_from_db()
    assert link.opened_times == 0  # a robot that only fetches the page opened nothing
    open_link(link, client, **{"User-Agent": PHONE})
    long_ago(link)
    assert report(client, link, {"1": 12, "2": 30}) == 204
    assert report(client, link, {"2": 4, "9": 50}) == 204
    link.refresh_from_db()
    assert (link.opened_times, link.pages_seen, link.seconds) == (1, 2, 46)
    answer = client.get(f"/api/contacts/{link.related_to.split(':')[1]}/document-links", headers=caller(ana)).json()
    item, visit = answer["items"][0], answer["items"][0]["visits"][0]
    assert (item["pages"], item["pages_seen"], item["seconds"], item["state"]) == (3, 2, 46, "open")
    assert (visit["device"], visit["program"], visit["pages"]) == ("phone", "wechat", {"1": 12, "2": 34})
    assert answer["may_send"] is True


def test_coming_back_soon_is_the_same_opening_and_later_another_one(client: Client) -> None:
    link = make_link(make_user("Ana"))
    open_link(link, client)
    open_link(link, client)
    link.refresh_from_db()
    assert link.opened_times == 1
    DocumentVisit.objects.update(last_at=timezone.now() - datetime.timedelta(minutes=31))
    open_link(link, client)
    open_link(link, Client())
    link.refresh_from_db()
    assert (link.opened_times, link.visits.count(), link.document.opened_times) == (3, 3, 3)


def test_the_sender_is_told_and_the_record_has_events(client: Client) -> None:
    ana = make_user("Ana")
    link = make_link(ana)
    open_link(link, client)
    open_link(link, Client())
    answer = client.get(f"/d/{link.token}/file")
    assert b"".join(answer.streaming_content) == pdf()  # type: ignore[attr-defined]
    assert 'filename="Pumps.pdf"' in answer["Content-Disposition"]
    said = Notice.objects.filter(recipient=ana).order_by("pk").values_list("title", flat=True)
    assert list(said) == ["Li Wei opened “Pumps 2026”", "Li Wei downloaded “Pumps 2026”"]
    number = int(link.related_to.split(":")[1])
    events = Event.objects.filter(object="contact", record_id=number).order_by("id").values_list("kind", flat=True)
    assert list(events) == ["created", "document_opened", "document_downloaded"]
    of_link = Event.objects.filter(object="document_link", kind="updated").order_by("id")
    assert ["opened_times" in (e.old or {}) for e in of_link] == [True, True, False]
    line = client.get(f"/api/contacts/{number}/timeline", headers=caller(ana)).json()
    titles = [item["title"] for item in line["items"]]
    assert {"Document opened: Pumps 2026", "Document downloaded: Pumps 2026", "Pumps 2026"} < set(titles)


def test_whoever_refused_is_only_counted(client: Client) -> None:
    ana = make_user("Ana")
    contact = make_contact(ana)
    refused = {"state": "refused", "purpose": consent.purpose_of("tracking"), "channel": "email"}
    consent.record(contact, actor=SYSTEM, **refused)  # type: ignore[arg-type]
    link = make_link(ana, to=contact)
    page = client.get(f"/d/{link.token}", {"lang": "en"}).content.decode()
    assert "The sender sees only how often this document is opened." in page
    open_link(link, client, **{"User-Agent": PHONE})
    long_ago(link)
    assert report(client, link, {"1": 12}) == 204
    link.refresh_from_db()
    assert (link.opened_times, link.pages_seen, link.seconds) == (1, None, None)
    visit = DocumentVisit.objects.get()
    assert (visit.device, visit.program, visit.pages, visit.is_detailed) == ("", "", {}, False)


def test_a_reader_who_asks_to_be_left_alone_is_forgotten(client: Client) -> None:
    link = make_link(make_user("Ana"))
    open_link(link, client)
    long_ago(link)
    report(client, link, {"1": 12})
    assert client.post(f"/d/{link.token}/alone", {"lang": "en"}).status_code == 303
    report(client, link, {"2": 12})
    link.refresh_from_db()
    assert (link.without_details, link.opened_times, link.pages_seen, link.seconds) == (True, 1, None, None)
    assert DocumentVisit.objects.get().pages == {}
    assert "Do not record what I read" not in client.get(f"/d/{link.token}", {"lang": "en"}).content.decode()


def test_a_page_cannot_claim_more_time_than_has_passed(client: Client) -> None:
    link = make_link(make_user("Ana"))
    open_link(link, client)
    assert report(client, link, {"1": 60, "2": 60}) == 204
    link.refresh_from_db()
    assert link.seconds <= 6


def test_nonsense_reports_are_refused(client: Client) -> None:
    ana = make_user("Ana")
    link = make_link(ana, make_document(ana, make_file(ana, "notes.txt", b"x")))
    open_link(link, client)
    nonsense = [b"", b"[]", b"{}", b"\xff", b'{"1": "2"}', b'{"x": 1}', b'{"1": -1}', b'{"1": true}', b"[" * 3000]
    for body in [*nonsense, b'{"1":1}' + b" " * 5000, '{"²": 1}'.encode()]:
        assert report(client, link, body) == 400, body
    assert report(Client(), link, {"1": 1}) == 403


@pytest.mark.parametrize("token", ["x", "x" * 22, "%00" * 8 + "x" * 16, "喜" * 20, "x" * 300])
def test_nobody_finds_a_document_by_guessing(token: str, client: Client) -> None:
    assert client.get(f"/d/{token}").status_code == 404
    assert client.post(f"/d/{token}/begin").status_code == 404


def test_revoked_and_ended_links_lead_nowhere(client: Client) -> None:
    ana = make_user("Ana")
    link = make_link(ana, expires_on=timezone.localdate())
    assert client.get(f"/d/{link.token}").status_code == 200
    DocumentLink.objects.filter(pk=link.pk).update(expires_on=timezone.localdate() - datetime.timedelta(days=1))
    assert client.get(f"/d/{link.token}").status_code == 404
    other = make_link(ana)
    actions.perform(actions.get("document_link.revoke"), other, {}, actor=Actor.of_user(ana))
    for path in ("", "/page/1", "/file"):
        assert client.get(f"/d/{other.token}{path}").status_code == 404
    assert client.post(f"/d/{other.token}/begin").status_code == 404


def test_a_password_keeps_others_out_and_cannot_be_tried_for_ever(client: Client) -> None:
    link = make_link(make_user("Ana"), password="2026")
    assert "Pumps.pdf" not in client.get(f"/d/{link.token}").content.decode()
    for path, method in (("/page/1", "get"), ("/file", "get")):
        assert getattr(client, method)(f"/d/{link.token}{path}").status_code == 404
    assert client.post(f"/d/{link.token}/begin").status_code == 403
    assert client.post(f"/d/{link.token}", {"password": "2025"}).status_code == 422
    assert client.post(f"/d/{link.token}", {"password": "2026"}).status_code == 303
    assert client.get(f"/d/{link.token}/page/1").status_code == 200
    DocumentLink.objects.filter(pk=link.pk).update(tries=visits.MOST_TRIES, tried_at=timezone.now())
    assert Client().post(f"/d/{link.token}", {"password": "2026"}).status_code == 429
    kept = Event.objects.filter(object="document_link").values_list("record", flat=True)
    assert not [row for row in kept if "password" in row or "token" in row]


def test_a_link_that_may_not_be_downloaded_gives_pages_only(client: Client) -> None:
    link = make_link(make_user("Ana"), may_download=False)
    page = client.get(f"/d/{link.token}", {"lang": "en"}).content.decode()
    assert f"/d/{link.token}/file" not in page
    assert client.get(f"/d/{link.token}/file").status_code == 404
    assert client.get(f"/d/{link.token}/page/1").status_code == 200


def test_more_openings_than_people_make_are_not_counted(client: Client) -> None:
    link = make_link(make_user("Ana"))
    DocumentVisit.objects.bulk_create(DocumentVisit(link=link) for _n in range(visits.MOST_VISITS_PER_HOUR))
    assert client.post(f"/d/{link.token}/begin").status_code == 429


def test_files_that_are_no_documents_are_refused() -> None:
    ana = make_user("Ana")
    for name, content, reason in (
        ("page.html", b"<script>", "Only PDF, pictures and office files"),
        ("a.pdf", b"%PDF-1.7 broken", "It may be damaged"),
        ("a.png", b"<svg/>", "It may be damaged"),
    ):
        with pytest.raises(Invalid, match=reason):
            make_document(ana, make_file(ana, name, content))
    sheet = make_document(ana, make_file(ana, "prices.xlsx", b"PK"))
    assert (sheet.kind, sheet.pages, sheet.revision) == ("office", None, 1)
    with pytest.raises(Refused, match="can only be downloaded"):
        make_link(ana, sheet, may_download=False)


def test_a_new_file_is_a_new_revision_and_old_links_show_it(client: Client) -> None:
    ana = make_user("Ana")
    link = make_link(ana)
    path, headers = f"/api/documents/{link.document_id}", caller(ana)
    changed = client.patch(path, {"file": make_file(ana, "New.pdf", pdf(1)).pk}, "application/json", headers=headers)
    assert (changed.json()["revision"], changed.json()["pages"]) == (2, 1)
    assert "1 / 1" in client.get(f"/d/{link.token}").content.decode()


def test_only_those_who_read_the_customer_see_and_make_links(client: Client) -> None:
    ana, cy = make_user("Ana"), make_user("Cy")
    link = make_link(ana)
    path = f"/api/contacts/{link.related_to.split(':')[1]}/document-links"
    assert client.get(path, headers=caller(cy)).status_code == 404
    body = {"document": link.document_id}
    assert client.post(path, body, "application/json", headers=caller(cy)).status_code == 404
    made = client.post(path, {**body, "password": "x"}, "application/json", headers=caller(ana))
    assert (made.status_code, made.json()["items"][0]["has_password"]) == (201, True)
    assert DocumentLink.objects.count() == 2
    past = {**body, "expires_on": "2020-01-01"}
    assert client.post(path, past, "application/json", headers=caller(ana)).status_code == 422
    file = client.get(f"/api/documents/{link.document_id}/file", headers=caller(cy))
    assert file.status_code == 200
    assert client.get(f"/api/files/{link.document.file_id}/download", headers=caller(cy)).status_code == 200
    assert client.get(f"/api/files/{make_file(ana).pk}/download", headers=caller(cy)).status_code == 404


def test_a_workflow_makes_a_link() -> None:
    ana = make_user("Ana")
    document, contact = make_document(ana), make_contact(ana)
    from magpie.platform import context

    with context.acting(SYSTEM, "document.send"):
        told = actions.get("document.send").run(
            contact, actions.get("document.send").input(document=document.pk), actor=SYSTEM
        )
    link = DocumentLink.objects.get()
    assert told["url"].endswith(f"/d/{link.token}")
    assert link.expires_on == timezone.localdate() + datetime.timedelta(days=30)
