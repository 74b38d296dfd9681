"""Keeping a mail: once as a letter, with its thread, its place in the mailbox, its records and its files.

Everything of one mail is written in one transaction with the mailbox's place, so that whatever is killed in between,
the mail is kept once.
"""

from __future__ import annotations

import datetime
import hashlib
import os
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from magpie.lib import grams
from magpie.mailboxes import invitations, matching, publishing, sight
from magpie.mailboxes.models import (
    Attachment,
    Conversation,
    Copy,
    Folder,
    Letter,
    Link,
    Mailbox,
    Outgoing,
    Thread,
)
from magpie.mailboxes.parse import LARGEST_FILE, FilePart, Parsed, plain_subject, snippet

SUBJECT_JOINS_FOR = datetime.timedelta(days=30)
MOST_INDEXED = 3000  # characters of a letter that search finds


def keep(
    parsed: Parsed,
    mailbox: Mailbox,
    *,
    folder: Folder | None = None,
    number: int | None = None,
    is_read: bool = True,
    is_sent: bool = False,
    size: int = 0,
    is_cut: bool = False,
    outgoing: Outgoing | None = None,
) -> Letter:
    """The letter of this mail, in this mailbox; the same again if it was kept before.

    What comes to the drop-box is private and without records until it is known whose it is.
    """
    with transaction.atomic():
        _one_at_a_time(parsed.message_id or parsed.digest)
        letter = _known(parsed, mailbox, is_sent)
        is_new = letter is None
        if letter is None:
            letter = _create(parsed, mailbox, is_sent=is_sent, size=size, is_cut=is_cut, outgoing=outgoing)
        elif not mailbox.is_drop_box:
            letter.sharing = sight.strictest(letter.sharing, mailbox.sharing)
        conversation, _made = Conversation.objects.get_or_create(
            mailbox=mailbox, thread=letter.thread, defaults={"last_at": letter.sent_at, "subject": letter.subject}
        )
        copy, made = Copy.objects.get_or_create(
            letter=letter, mailbox=mailbox, defaults={"conversation": conversation, "is_read": is_read}
        )
        if folder is not None:
            copy.folder, copy.number = folder, number
            if not copy.to_push:
                copy.is_read = is_read
            copy.save(update_fields=["folder", "number", "is_read"])
        if made and not is_sent:
            conversation.in_inbox = True
        if is_new and not mailbox.is_drop_box:
            _link(letter, parsed, mailbox, outgoing)
        refresh(conversation)
        if (is_new or made) and not mailbox.is_drop_box:
            publishing.bring_in_step(letter)
        if made and letter.calendar and not is_sent and not mailbox.is_drop_box:
            invitations.take(letter, mailbox)
    return letter


def _one_at_a_time(key: str) -> None:
    """Two mailboxes that fetch the same mail at the same moment must not keep it twice."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 5))", [key])


def _known(parsed: Parsed, mailbox: Mailbox, is_sent: bool) -> Letter | None:
    """The letter if it was kept before.  A mail sent from here is known by its number: servers may change the rest."""
    if letter := Letter.objects.filter(digest=parsed.digest).first():
        return letter
    if is_sent and parsed.message_id:
        sent = Outgoing.objects.filter(message_id=parsed.message_id, mailbox=mailbox).exclude(letter=None)
        if found := sent.select_related("letter").first():
            return found.letter
    return None


def _create(
    parsed: Parsed, mailbox: Mailbox, *, is_sent: bool, size: int, is_cut: bool, outgoing: Outgoing | None
) -> Letter:
    is_outbound = is_sent or parsed.sender[1] == mailbox.address.lower()
    people = " ".join(f"{name} {address}" for name, address in [parsed.sender, *parsed.to, *parsed.cc])
    _body, pieces = grams.index(f"{parsed.subject} {people[:800]} {parsed.text[:MOST_INDEXED]}", names=parsed.sender[0])
    bcc = [tuple(pair) for pair in outgoing.bcc] if outgoing else []
    letter = Letter.objects.create(
        thread=_thread(parsed, mailbox),
        digest=parsed.digest,
        message_id=parsed.message_id,
        references=parsed.references,
        subject=parsed.subject,
        from_name=parsed.sender[0],
        from_address=parsed.sender[1],
        to=parsed.to,
        cc=parsed.cc,
        bcc=bcc,
        people=sorted({a for _name, a in [parsed.sender, *parsed.to, *parsed.cc, *bcc] if a}),
        sent_at=parsed.sent_at,
        text=parsed.text,
        html=parsed.html,
        snippet=snippet(parsed.text),
        calendar=parsed.calendar,
        size=size,
        is_cut=is_cut,
        is_outbound=is_outbound,
        is_automatic=parsed.is_automatic,
        is_bounce=parsed.is_bounce,
        has_files=any(not f.content_id for f in parsed.files),
        sharing="private" if mailbox.is_drop_box else mailbox.sharing,
        pieces=grams.numbers(pieces),
    )
    for part in parsed.files:
        Attachment.objects.create(letter=letter, **stored(part))
    return letter


def stored(part: FilePart) -> dict[str, object]:
    """The bytes put under the media folder by their own digest, and the columns that describe them."""
    path = ""
    if len(part.data) <= LARGEST_FILE:
        digest = hashlib.sha256(part.data).hexdigest()
        path = f"mail/{digest[:2]}/{digest}"
        target: Path = settings.MEDIA_ROOT / path
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            beside = target.with_name(f"{target.name}.{os.getpid()}.{os.urandom(4).hex()}")
            beside.write_bytes(part.data)
            beside.replace(target)
    return {
        "name": part.name or "file",
        "content_type": part.content_type,
        "content_id": part.content_id,
        "size": len(part.data),
        "path": path,
    }


def _thread(parsed: Parsed, mailbox: Mailbox) -> Thread:
    """By what the mail answers, by what answers it, by a subject with Re: between the same people; else a new one."""
    if parsed.references:
        before = {
            letter.message_id: letter
            for letter in Letter.objects.filter(message_id__in=parsed.references).select_related("thread")
        }
        for number in reversed(parsed.references):
            if number in before:
                return before[number].thread
    if parsed.message_id:
        after = Letter.objects.filter(references__contains=[parsed.message_id]).select_related("thread").first()
        if after is not None:
            return after.thread
    subject = plain_subject(parsed.subject)
    if subject and subject != parsed.subject.strip():
        people = {parsed.sender[1], *(address for _name, address in parsed.to)} - {mailbox.address.lower()}
        since = parsed.sent_at - SUBJECT_JOINS_FOR
        near = Conversation.objects.filter(mailbox=mailbox, thread__subject=subject, last_at__gte=since)
        for conversation in near.order_by("-last_at").select_related("thread")[:5]:
            for letter in Letter.objects.filter(copies__conversation=conversation).order_by("-sent_at")[:20]:
                if people & {letter.from_address, *(address for _name, address in letter.to)}:
                    return conversation.thread
    return Thread.objects.create(subject=subject)


def refresh(conversation: Conversation) -> None:
    """Bring the row that lists show in step with the letters in it."""
    copies = list(
        Copy.objects.filter(conversation=conversation)
        .select_related("letter")
        .defer("letter__text", "letter__html", "letter__pieces", "letter__references")
        .order_by("letter__sent_at", "letter_id")
    )
    letters = [copy.letter for copy in copies]
    if not letters:
        return
    names = dict.fromkeys((letter.from_name or letter.from_address) for letter in letters if not letter.is_outbound)
    if not names:
        names = dict.fromkeys((name or address) for name, address in [pair for le in letters for pair in le.to])
    last = letters[-1]
    conversation.subject = letters[0].subject
    conversation.people = ", ".join(names)[:300]
    conversation.snippet = last.snippet
    conversation.last_at = last.sent_at
    conversation.count = len(letters)
    conversation.unread = sum(not copy.is_read for copy in copies)
    conversation.has_sent = any(letter.is_outbound for letter in letters)
    conversation.has_files = any(letter.has_files for letter in letters)
    conversation.is_matched = Link.objects.filter(letter__in=[letter.pk for letter in letters]).exists()
    conversation.save()


def _link(letter: Letter, parsed: Parsed, mailbox: Mailbox, outgoing: Outgoing | None) -> None:
    """Join the letter to records: those it was written from, those its thread stands with, those with its addresses."""
    people = [parsed.sender[1], *(address for _name, address in [*parsed.to, *parsed.cc])]
    found = [_split(text) for text in outgoing.about] if outgoing else []
    if not letter.is_bounce:
        found += matching.records_of(matching.outsiders(people, mailbox))
        if not found and not letter.is_automatic:
            before = Link.objects.filter(letter__thread=letter.thread, letter__copies__mailbox=mailbox)
            found += list(before.order_by("id").values_list("object", "record_id"))
    add_links(letter, found)


def _split(text: str) -> matching.Found:
    name, _colon, number = text.partition(":")
    return name, int(number)


def add_links(letter: Letter, found: list[matching.Found]) -> None:
    """Join the letter to these records too."""
    Link.objects.bulk_create(
        [Link(letter=letter, object=name, record_id=number) for name, number in dict.fromkeys(found)],
        ignore_conflicts=True,
    )
