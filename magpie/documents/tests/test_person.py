"""A person's data are given out whole, and erased so that no table knows them any more."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from magpie.accounts import consent
from magpie.accounts.models import Account, Contact, ContactPoint
from magpie.activities.models import EmailMessage, Note, Task
from magpie.calendars.invitations.models import Guest, Invitation, Received
from magpie.documents.models import ErasedAddress, PersonRequest
from magpie.documents.tests.make import caller, make_contact, make_link, make_user, open_link
from magpie.mailboxes.models import Attachment, Letter, Link, Thread
from magpie.notices.tell import tell
from magpie.platform import context, objects, records, search
from magpie.platform.actor import SYSTEM, Actor
from magpie.platform.models import Event, Merge, Role, SearchEntry, User

pytestmark = pytest.mark.django_db
NAME, MAIL, PHONE, WECHAT = "欧阳静怡", "jingyi.ouyang@huahai.example", "+8613812345678", "ouyang_jy_88"
WORDS = (NAME, MAIL, "ouyang@home.example", "13812345678", "138 1234 5678", WECHAT, "九龙仓路 7 号")


def tables_with(word: str) -> list[str]:
    """Every column of every table of the database in which the word stands."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'"
            " AND (data_type IN ('text', 'character varying', 'jsonb', 'json', 'ARRAY'))"
        )
        for table, column in cursor.fetchall():
            sql = f'SELECT count(*) FROM "{table}" WHERE "{column}"::text ILIKE %s'
            cursor.execute(sql, [f"%{word}%"])
            if cursor.fetchone()[0]:
                found.append(f"{table}.{column}")
    return found


def make_letter(contact: Contact) -> Letter:
    """A mail of theirs as a mailbox keeps it, with what colleagues see of it."""
    letter: Letter = Letter.objects.create(
        thread=Thread.objects.create(subject=f"Pumps for {NAME}"), digest="d", subject=f"Pumps for {NAME}",
        from_name=NAME, from_address=MAIL, to=[["Ana", "ana@dawn.example"], [NAME, MAIL]], sent_at=timezone.now(),
        text="My quince is ripe", html="<p>My quince is ripe</p>", snippet="My quince", sharing="shared",
    )  # fmt: skip
    Link.objects.create(letter=letter, object="contact", record_id=contact.pk)
    Attachment.objects.create(letter=letter, name=f"CV {NAME}.pdf", path="")
    return letter


def make_invitations(contact: Contact) -> None:
    """They are asked to a meeting, at an address of theirs that is on no record, and ask us to one."""
    invitation = Invitation.objects.create(uid="1@dawn.example", meeting_id=1, face={"description": f"With {NAME}"})
    Guest.objects.create(
        invitation=invitation, record=f"contact:{contact.pk}", name=NAME, address="ouyang@home.example",
        comment="I bring a quince",
    )  # fmt: skip
    now = timezone.now()
    Received.objects.create(
        address="ana@dawn.example", uid="2", organizer_name=NAME, organizer_address=MAIL, title="Tasting a quince",
        text=f"ORGANIZER:mailto:{MAIL}", starts_at=now, ends_at=now,
    )  # fmt: skip


def make_person(ana: User) -> Contact:
    """A contact who stands in as many places as people do."""
    actor = Actor.of_user(ana)
    contact = make_contact(
        ana, name=NAME, email=MAIL, mobile=PHONE, job_title="Buyer", birthday="1980-02-03",
        address={"street": "九龙仓路 7 号", "city": "上海"}, description="Likes tea",
    )  # fmt: skip
    records.update(contact, {"job_title": "Head buyer"}, actor=actor)
    link = f"contact:{contact.pk}"
    records.create(ContactPoint, {"contact": contact.pk, "kind": "wechat", "value": WECHAT}, actor=actor)
    records.create(Note, {"subject": "Call", "body": f"{NAME} said: 138 1234 5678", "related_to": link}, actor=actor)
    task = records.create(Task, {"subject": f"Ring {NAME}", "related_to": link}, actor=actor)
    records.update(task, {"status": "completed"}, actor=actor)
    mail = {"subject": "Pumps", "from_address": MAIL, "body": "A quince of mine", "related_to": link}
    records.create(EmailMessage, mail, actor=actor)
    make_letter(contact)
    make_invitations(contact)
    consent.record(contact, state="granted", purpose=None, channel="email", actor=SYSTEM, proof=f"{NAME} wrote so")
    tell(ana, kind="workflow", title=f"{NAME} waits", body=f"Write to {MAIL}", link=contact)
    Merge.objects.create(object="contact", winner=contact.pk, losers=[999], titles={"999": NAME})
    search.write([search.entry_of(objects.get("contact"), contact.pk, {"id": contact.pk, "name": NAME})])
    return contact


def ask(client: Client, user: User, contact: Any, what: str, **body: Any) -> Any:
    plural = objects.of(contact).plural
    path = f"/api/{plural}/{contact.pk}/person/{what}"
    return client.post(path, body, "application/json", headers=caller(user))


@pytest.fixture
def root() -> User:
    return make_user("Root", is_administrator=True)


def test_after_an_erasure_no_table_knows_the_person(client: Client, root: User) -> None:
    ana = make_user("Ana")
    contact = make_person(ana)
    link = make_link(ana, to=contact)
    open_link(link, client)
    assert all(tables_with(word) for word in (NAME, MAIL, "13812345678", WECHAT))
    other = make_contact(ana, name="Other Person", email="other@huahai.example", description="Uses 1381234567 parts")
    answer = ask(client, root, contact, "erase", name=NAME, reason=f"{NAME} wrote on Monday")
    assert answer.status_code == 200, answer.content
    left = {word: found for word in WORDS if (found := tables_with(word))}
    assert left == {}
    assert tables_with("quince") == []
    contact.refresh_from_db()
    assert (contact.name, contact.email, contact.birthday) == (f"Erased person #{contact.pk}", "", None)
    assert contact.owner_id == ana.pk
    kept = Event.objects.filter(object="contact", record_id=contact.pk).values_list("kind", flat=True)
    assert list(kept.order_by("id"))[:2] == ["created", "updated"]
    other.refresh_from_db()
    assert (other.name, other.description) == ("Other Person", "Uses 1381234567 parts")
    assert not SearchEntry.objects.filter(object="contact", record_id=contact.pk).exists()
    log = PersonRequest.objects.get()
    assert (log.kind, log.by, log.reason, log.name) == ("erase", root, "*** wrote on Monday", f"Contact #{contact.pk}")
    assert client.get(f"/d/{link.token}").status_code == 404


def test_nobody_may_write_to_an_erased_address_again(client: Client, root: User) -> None:
    contact = make_person(make_user("Ana"))
    ask(client, root, contact, "erase", name=NAME, reason="Asked by letter")
    assert ErasedAddress.objects.count() == 3
    again = make_contact(name="Somebody", email=MAIL.upper())
    said = "Their data were erased at their request; they are not to be contacted."
    assert consent.may_contact(again, "service", "email").reason == said
    assert consent.may_contact("138 1234 5678", "service", "phone").reason == said
    assert consent.may_contact("new@huahai.example", "service", "email").ok


def test_only_administrators_and_those_named_by_a_role_may(client: Client, root: User) -> None:
    ana = make_user("Ana")
    contact = make_contact(ana, name=NAME)
    for what in ("erase", "export"):
        assert ask(client, ana, contact, what, name=NAME, reason="x").status_code == 403
    rights = client.get(f"/api/contacts/{contact.pk}/person", headers=caller(ana)).json()
    assert rights == {"may_export": False, "may_erase": False, "is_person": True}
    make_contact(name="Jingyi", email=MAIL)
    assert client.get(f"/api/contacts/{contact.pk}/person/others", headers=caller(ana)).json() == []
    contact.refresh_from_db()
    assert (contact.name, PersonRequest.objects.count()) == (NAME, 0)
    grants = {"contact": {"read": "own", "update": "own", "actions": {"person.export": True}}}
    officer = records.create(Role, {"name": "Data protection", "grants": grants}, actor=SYSTEM)
    records.update(ana, {"roles": [*ana.roles, officer.pk]}, actor=SYSTEM)
    assert ask(client, ana, contact, "export", reason="x").status_code == 200
    assert ask(client, ana, contact, "erase", name=NAME, reason="x").status_code == 403


def test_an_erasure_wants_the_name_a_reason_and_a_person(client: Client, root: User) -> None:
    contact = make_contact(name=NAME)
    assert ask(client, root, contact, "erase", name="Somebody", reason="x").status_code == 422
    assert ask(client, root, contact, "erase", name=NAME, reason=" ").status_code == 422
    company = records.create(Account, {"name": "Huahai"}, actor=SYSTEM)
    assert ask(client, root, company, "erase", name="Huahai", reason="x").status_code == 409
    colleague = make_contact(name="Root", email="root@dawn.example")
    User.objects.filter(pk=root.pk).update(email="Root@dawn.example")
    assert ask(client, root, colleague, "erase", name="Root", reason="x").status_code == 409
    contact.refresh_from_db()
    assert (contact.name, PersonRequest.objects.count(), ErasedAddress.objects.count()) == (NAME, 0, 0)
    private = records.create(Account, {"name": NAME, "segment": "individual", "email": MAIL}, actor=SYSTEM)
    assert ask(client, root, private, "erase", name=NAME, reason="x").status_code == 200


def test_other_records_of_the_same_person_are_offered_and_erased_with_it(client: Client, root: User) -> None:
    contact, twin = make_contact(name=NAME, email=MAIL), make_contact(name="Jingyi", email=MAIL.upper())
    found = client.get(f"/api/contacts/{contact.pk}/person/others", headers=caller(root)).json()
    assert found == [{"object": "contact", "id": twin.pk, "title": "Jingyi"}]
    also = [{"object": "contact", "id": twin.pk}]
    assert ask(client, root, contact, "erase", name=NAME, reason="x", also=also).status_code == 200
    twin.refresh_from_db()
    assert (twin.name, tables_with(MAIL), tables_with("Jingyi")) == (f"Erased person #{twin.pk}", [], [])


def test_an_export_has_all_that_is_kept(client: Client, root: User) -> None:
    contact = make_person(make_user("Ana"))
    answer = ask(client, root, contact, "export", reason="Asked by mail")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        body = json.loads(archive.read("person.json"))
        page = archive.read("person.html").decode()
    shown = {line["field"]: line["value"] for line in body["record"]}
    assert (shown["name"], shown["email"], shown["job_title"]) == (NAME, MAIL, "Head buyer")
    assert {
        "activities_note", "activities_task", "activities_emailmessage", "accounts_contactpoint", "mailboxes_letter",
        "accounts_consententry", "calendars_guest", "calendars_received", "notices_notice",
    } <= set(body["tables"])  # fmt: skip
    assert body["tables"]["mailboxes_letter"]["rows"][0]["text"] == "My quince is ripe"
    assert [item["kind"] for item in body["history"]] == ["updated", "created"]
    assert all(word in page for word in (NAME, MAIL, WECHAT, "My quince is ripe"))
    assert PersonRequest.objects.get().kind == "export"


def test_undoing_what_was_done_before_brings_nobody_back(client: Client, root: User) -> None:
    contact = make_contact(name=NAME, email=MAIL)
    with context.acting(Actor.of_user(root)) as current:
        records.update(contact, {"email": "x@huahai.example"}, actor=Actor.of_user(root))
        operation = current.operation
    ask(client, root, contact, "erase", name=NAME, reason="x")
    client.post(f"/api/operations/{operation}/undo", headers=caller(root))
    assert tables_with(MAIL) == []
