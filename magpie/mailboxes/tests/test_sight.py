"""Who sees which mail: in the lists, on timelines, by search, as a file, and after it was made private."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from magpie.activities.models import EmailMessage
from magpie.mailboxes.models import Attachment, Conversation, Letter, Mailbox
from magpie.mailboxes.tests.conftest import Api, fetch, mail, make_contact, make_mailbox, make_user
from magpie.platform.models import User
from tests.dovecot import Dovecot

pytestmark = pytest.mark.django_db
CUSTOMER = "li@customer.example"
READS_ALL = {"*": {"read": "all", "create": True, "update": "own", "delete": "own", "export": True}}


def _mail(imap: Dovecot, owner: User, sharing: str) -> tuple[Mailbox, Letter, Any]:
    contact = make_contact(owner, CUSTOMER)
    box = make_mailbox(owner, imap.port, sharing=sharing)
    imap.put(box.address, mail(CUSTOMER, box.address, "Prices", "Ten thousand"))
    fetch(box)
    return box, Letter.objects.get(), contact


def _timeline(user: User, contact: Any) -> list[tuple[str, str]]:
    page = Api(user).get(f"/contacts/{contact.pk}/timeline")
    return [(item["title"], item["text"]) for item in page["items"] if item["kind"] == "email"]


@pytest.mark.parametrize(
    ("sharing", "seen"), [("private", []), ("subject", [("", "")]), ("shared", [("", "Ten thousand")])]
)
def test_a_colleague_sees_of_a_mail_what_its_mailbox_shares(imap: Dovecot, sharing: str, seen: Any) -> None:
    bo, boss, root = make_user("bo"), make_user("feng", READS_ALL), make_user("root", is_administrator=True)
    box, letter, contact = _mail(imap, bo, sharing)
    said = f"{CUSTOMER} to {box.address}: Prices"
    assert _timeline(bo, contact) == [(said, "Ten thousand")]
    for other in (boss, root):
        assert _timeline(other, contact) == [(said, text) for _title, text in seen]
        shown = Api(other).get(f"/mail/letters/{letter.pk}", 200 if seen else 404)
        assert (shown.get("text", "").strip() if seen else "") == (seen[0][1] if seen else "")
        assert Api(other).get("/mail/conversations")["items"] == []
        Api(other).get(f"/mail/conversations/{Conversation.objects.get().pk}", 404)
        Api(other).post(f"/mail/letters/{letter.pk}/sharing", {"sharing": "shared"}, 404)
        listed = Api(other).get("/email-messages")["items"]
        assert [(item["subject"], item["body"].strip()) for item in listed] == [("Prices", t) for _s, t in seen]


def test_who_cannot_read_the_record_sees_nothing_of_its_mail(imap: Dovecot) -> None:
    bo, cy = make_user("bo"), make_user("cy")
    _box, letter, contact = _mail(imap, bo, "shared")
    Api(cy).get(f"/mail/letters/{letter.pk}", 404)
    Api(cy).get(f"/contacts/{contact.pk}/timeline", 404)
    assert Api(cy).get("/email-messages")["items"] == []
    email = EmailMessage.objects.get()
    Api(cy).get(f"/mail/emails/{email.pk}", 404)
    assert Api(bo).get(f"/mail/emails/{email.pk}")["id"] == letter.pk


def test_made_private_afterwards_nothing_of_it_is_left_for_others(imap: Dovecot) -> None:
    bo, boss = make_user("bo"), make_user("feng", READS_ALL)
    _box, letter, contact = _mail(imap, bo, "shared")
    first = EmailMessage.objects.get().pk
    assert Api(bo).post(f"/mail/letters/{letter.pk}/sharing", {"sharing": "subject"})["sharing"] == "subject"
    second = EmailMessage.objects.get()
    assert (second.pk != first, second.body) == (True, "")
    Api(boss).get(f"/email-messages/{first}/events", 404)
    assert "Ten thousand" not in str(Api(boss).get(f"/email-messages/{second.pk}/events"))
    assert Api(bo).post(f"/mail/letters/{letter.pk}/sharing", {"sharing": "private"})["sharing"] == "private"
    assert not EmailMessage.objects.exists()
    assert (_timeline(boss, contact), len(_timeline(bo, contact))) == ([], 1)


def test_what_a_colleague_keeps_to_themselves_stays_so(imap: Dovecot) -> None:
    ana, bo = make_user("ana"), make_user("bo")
    make_contact(bo, CUSTOMER)
    first = make_mailbox(ana, imap.port, sharing="private")
    second = make_mailbox(bo, imap.port, sharing="shared")
    raw = mail(CUSTOMER, f"{first.address}, {second.address}", "To both")
    imap.put(first.address, raw)
    imap.put(second.address, raw)
    fetch(first, second)
    letter = Letter.objects.get()
    assert letter.sharing == "private"
    assert Api(bo).post(f"/mail/letters/{letter.pk}/sharing", {"sharing": "shared"})["sharing"] == "private"


def test_a_file_of_a_mail_is_given_only_to_who_sees_the_mail(imap: Dovecot) -> None:
    bo, cy = make_user("bo"), make_user("cy")
    make_contact(bo, CUSTOMER)
    box = make_mailbox(bo, imap.port)
    raw = mail(CUSTOMER, box.address, "Drawing", Content_Type='multipart/mixed; boundary="b"', MIME_Version="1.0")
    part = '--b\nContent-Type: text/plain\n\nsee below\n--b\nContent-Type: application/pdf; name="图纸.pdf"\n'
    part += "Content-Disposition: attachment\nContent-Transfer-Encoding: base64\n\nJVBERg==\n--b--\n"
    imap.put(box.address, raw.replace("Hello", part))
    fetch(box)
    file = Attachment.objects.get()
    assert (file.name, file.size, Conversation.objects.get().has_files) == ("图纸.pdf", 4, True)
    api = Api(bo)
    response = api.client.get(f"/api/mail/files/{file.pk}", headers=api.headers)
    assert response.getvalue() == b"%PDF"
    assert response["Content-Type"] == "application/octet-stream"
    Api(cy).get(f"/mail/files/{file.pk}", 404)


def test_a_mail_without_a_record_is_joined_to_one_by_hand(imap: Dovecot) -> None:
    bo, boss = make_user("bo"), make_user("feng", READS_ALL)
    contact = make_contact(bo, "somebody@else.example")
    box = make_mailbox(bo, imap.port)
    imap.put(box.address, mail("new@stranger.example", box.address, "Question"))
    fetch(box)
    api, conversation = Api(bo), Conversation.objects.get()
    assert [c["id"] for c in api.get("/mail/conversations?box=unmatched")["items"]] == [conversation.pk]
    assert not EmailMessage.objects.exists()
    linked = {"object": "contact", "id": contact.pk}
    answer = api.post(f"/mail/conversations/{conversation.pk}/links", linked)
    assert answer["links"] == [{**linked, "title": "Li Wei"}]
    assert api.get("/mail/counts")["unmatched"] == 0
    assert len(_timeline(boss, contact)) == 1
    api.post(f"/mail/conversations/{conversation.pk}/links", {**linked, "remove": True})
    assert (len(_timeline(boss, contact)), EmailMessage.objects.count()) == (0, 0)


def test_lists_are_searched_paged_and_changed_in_bulk(imap: Dovecot) -> None:
    bo, cy = make_user("bo"), make_user("cy")
    box = make_mailbox(bo, imap.port)
    for number in range(5):
        imap.put(box.address, mail(f"c{number}@customer.example", box.address, f"合同编号 {number}", "关于付款方式"))
    fetch(box)
    api = Api(bo)
    first = api.get("/mail/conversations?limit=3")
    rest = api.get(f"/mail/conversations?limit=3&before={first['next']}")
    assert (len(first["items"]), len(rest["items"]), rest["next"]) == (3, 2, None)
    assert len({c["id"] for c in [*first["items"], *rest["items"]]}) == 5
    assert len(api.get("/mail/conversations?search=付款")["items"]) == 5
    assert len(api.get("/mail/conversations?search=c3@customer")["items"]) == 1
    assert api.get("/mail/conversations?search=发货")["items"] == []
    ids = [c["id"] for c in first["items"]]
    assert Api(cy).post("/mail/bulk", {"ids": ids, "do": "archive"})["count"] == 0
    assert api.post("/mail/bulk", {"ids": ids, "do": "archive"})["count"] == 3
    assert len(api.get("/mail/conversations")["items"]) == 2
    assert len(api.get("/mail/conversations?box=archive")["items"]) == 3
    assert api.get("/mail/counts")["inbox"] == 2
    fetch(box)
    with imap.line(box.address) as client:
        assert len(client.search(None, "UNSEEN")[1][0].split()) == 2


def test_a_teams_mail_is_assigned_to_members_only(imap: Dovecot) -> None:
    ana, bo, cy = make_user("ana"), make_user("bo"), make_user("cy")
    box = make_mailbox(None, imap.port, members=[ana.pk, bo.pk])
    imap.put(box.address, mail(CUSTOMER, box.address, "To the team"))
    fetch(box)
    number = Conversation.objects.get().pk
    Api(ana).post("/mail/bulk", {"ids": [number], "do": "assign", "assignee": cy.pk}, 422)
    Api(ana).post("/mail/bulk", {"ids": [number], "do": "assign", "assignee": bo.pk})
    assert [c["assignee"] for c in Api(bo).get("/mail/conversations?box=assigned")["items"]] == [
        {"id": bo.pk, "title": "Bo"}
    ]
    assert Api(cy).get("/mail/conversations")["items"] == []


def test_mailboxes_are_set_up_by_their_people_and_tried_before(imap: Dovecot) -> None:
    bo, cy = make_user("bo"), make_user("cy")
    given = {
        "address": f"bo-{bo.pk}@ours.example",
        "imap_host": "127.0.0.1", "imap_port": imap.port, "imap_security": "none",
        "smtp_host": "127.0.0.1", "smtp_port": 1, "smtp_security": "none", "password": "secret",
    }  # fmt: skip
    api = Api(bo)
    tried = api.post("/mail/trial", given)
    assert (tried["imap_error"], tried["smtp_error"]) == ("", "The server does not answer at this port.")
    assert sorted((f["name"], f["is_sent"]) for f in tried["folders"]) == [("INBOX", False), ("Sent", True)]
    assert "refuses" in api.post("/mail/trial", {**given, "password": "wrong"})["imap_error"]
    made = api.post("/mail/mailboxes", given, 201)
    assert (made["has_password"], made["sharing"], made["owner"]["id"], "password" in made) == (
        True,
        "subject",
        bo.pk,
        False,
    )
    assert "secret" not in Mailbox.objects.get().password
    api.post("/mail/mailboxes", given, 422)
    api.post("/mail/mailboxes", {**given, "is_shared": True}, 403)
    assert Api(cy).get("/mail/mailboxes")["items"] == []
    Api(cy).ask("put", f"/mail/mailboxes/{made['id']}", given, 404)
    Api(cy).ask("delete", f"/mail/mailboxes/{made['id']}", status=404)
    elsewhere = {k: v for k, v in given.items() if k != "password"} | {"id": made["id"], "imap_host": "localhost"}
    api.post("/mail/trial", elsewhere, 422)  # a stored password goes to no other server
    assert api.get("/mail/providers?address=a@163.com")["found"]["imap_host"] == "imap.163.com"
    api.ask("delete", f"/mail/mailboxes/{made['id']}", status=204)


def test_uploads_belong_to_the_draft(imap: Dovecot) -> None:
    bo, cy = make_user("bo"), make_user("cy")
    make_mailbox(bo, imap.port, 25)
    api = Api(bo)
    draft = api.post("/mail/outgoing", {}, 201)
    file = SimpleUploadedFile("报价.txt", "十万".encode())
    url = f"/api/mail/outgoing/{draft['id']}/files"
    assert api.client.post(url, {"file": file}, headers=api.headers).json()["files"][0]["name"] == "报价.txt"
    Api(cy).get(f"/mail/outgoing/{draft['id']}", 404)
    Api(cy).get(f"/mail/files/{Attachment.objects.get().pk}", 404)
    api.ask("delete", f"/mail/outgoing/{draft['id']}/files/{Attachment.objects.get().pk}")
    assert not Attachment.objects.exists()


def test_a_letter_begun_about_a_record_is_found_again_by_its_writer_only(imap: Dovecot) -> None:
    bo, cy = make_user("bo"), make_user("cy")
    for user in (bo, cy):
        make_mailbox(user, imap.port, 25)
    one, other = (make_contact(bo, f"{name}@buyer.example") for name in ("li", "lin"))
    drafts = [Api(bo).post("/mail/outgoing", {"about": [{"object": "contact", "id": c.pk}]}, 201) for c in (one, other)]
    path = f"/mail/outgoing?status=draft&about=contact:{one.pk}"
    assert [draft["id"] for draft in Api(bo).get(path)["items"]] == [drafts[0]["id"]]
    assert Api(cy).get(path)["items"] == []
