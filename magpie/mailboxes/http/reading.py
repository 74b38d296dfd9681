"""Endpoints to read mail: the lists, a conversation, a letter, its files, and what is done with them."""

from __future__ import annotations

import datetime
from typing import Annotated, Any, Literal
from urllib.parse import quote

from django.conf import settings
from django.db import transaction
from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import Field

from magpie.mailboxes import dropping, fetching, keeping, listing, parse, publishing, sight
from magpie.mailboxes.http import invitations
from magpie.mailboxes.http.invitations import LetterAnswer, LetterInvitation
from magpie.mailboxes.http.mailboxes import MailPerson, Sharing
from magpie.mailboxes.models import Attachment, Conversation, Copy, Letter, Link, Outgoing
from magpie.notices.tell import tell
from magpie.platform import objects, titles
from magpie.platform.actor import Actor
from magpie.platform.http.auth import options_of
from magpie.platform.http.problems import PROBLEM_RESPONSES
from magpie.platform.http.records import Number, actor_of, find
from magpie.platform.http.rendering import answer
from magpie.platform.models import User
from magpie.platform.problems import Invalid, NotFound

router = Router(tags=["mail"])
MOST_SHOWN = 100  # letters of one conversation
INLINE = ("image/png", "image/jpeg", "image/gif", "image/webp")
BigNumber = Annotated[int, Field(gt=0, lt=2**63)]


class ConversationItem(Schema):
    """A row of the list."""

    id: int
    mailbox: int
    subject: str
    people: str
    snippet: str
    last_at: datetime.datetime
    count: int
    unread: int
    in_inbox: bool
    is_matched: bool
    has_files: bool
    put_aside: str
    assignee: MailPerson | None


class ConversationPage(Schema):
    """Conversations, newest first."""

    items: list[ConversationItem]
    next: str | None


class MailCounts(Schema):
    """How much waits in each box, 1000 at most of each."""

    inbox: int
    unmatched: int
    assigned: int
    drafts: int
    scheduled: int
    failed: int
    aside: int


class LetterFile(Schema):
    """A file of a letter; `kept` unless it was too large."""

    id: int
    name: str
    size: int
    content_type: str
    kept: bool


class LetterLink(Schema):
    """A record that a letter has to do with, as far as the caller may read it."""

    object: str
    id: int
    title: str


class LetterItem(Schema):
    """A letter as the caller may see it; of one whose subject only is shared, `text` and `html` are empty."""

    id: int
    subject: str
    from_name: str
    from_address: str
    to: list[list[str]]
    cc: list[list[str]]
    bcc: list[list[str]]
    sent_at: datetime.datetime
    snippet: str
    text: str
    html: str
    images_held: bool
    is_outbound: bool
    is_automatic: bool
    is_bounce: bool
    is_cut: bool
    is_read: bool
    is_mine: bool
    sees: Literal["subject", "whole"]
    sharing: Sharing
    files: list[LetterFile]
    links: list[LetterLink]
    opened: int
    clicked: int
    invitation: LetterInvitation | None


class ConversationAnswer(Schema):
    """A conversation with its letters, the oldest first, and the records that they have to do with."""

    conversation: ConversationItem
    letters: list[LetterItem]
    links: list[LetterLink]


class MailBulkInput(Schema):
    """What to do with conversations; `assignee` for "assign", none to take it back."""

    ids: Annotated[list[BigNumber], Field(min_length=1, max_length=500)]
    do: Literal["read", "unread", "archive", "inbox", "assign"]
    assignee: BigNumber | None = None


class MailBulkAnswer(Schema):
    """How many there were."""

    count: int


class MailLinkInput(Schema):
    """A record that the conversation has to do with, or no longer (`remove`)."""

    object: Annotated[str, Field(max_length=50)]
    id: BigNumber
    remove: bool = False


class MailSharingInput(Schema):
    """What colleagues may see."""

    sharing: Sharing


def _item(conversation: Conversation) -> dict[str, Any]:
    plain = ConversationItem.model_fields.keys() - {"mailbox", "assignee", "put_aside"}
    who = conversation.assignee
    return {
        **{name: getattr(conversation, name) for name in plain},
        "mailbox": conversation.mailbox_id,
        "put_aside": dropping.reason_text(conversation.put_aside),
        "assignee": {"id": who.pk, "title": str(who)} if who else None,
    }


@router.get("/mail/counts", response={200: MailCounts, **PROBLEM_RESPONSES}, operation_id="count_mail")
def counts(request: HttpRequest) -> HttpResponse:
    """How much waits in the caller's boxes."""
    actor = actor_of(request)

    def count(box: listing.Box) -> int:
        boxes = listing.boxes_of(actor, None, box)
        found = Conversation.objects.filter(listing.condition_of(box, actor), mailbox__in=boxes)
        return found.order_by()[:1000].count() if boxes else 0

    mine = Outgoing.objects.filter(author=actor.user_id or 0)
    return answer({
        "inbox": count("unread"), "unmatched": count("unmatched"), "assigned": count("assigned"),
        "aside": count("aside"), "drafts": mine.filter(status="draft")[:1000].count(),
        "scheduled": mine.filter(status__in=("scheduled", "sending"))[:1000].count(),
        "failed": mine.filter(status__in=("failed", "bounced"))[:1000].count(),
    })  # fmt: skip


@router.get(
    "/mail/conversations", response={200: ConversationPage, **PROBLEM_RESPONSES}, operation_id="list_conversations"
)
def list_conversations(
    request: HttpRequest,
    box: listing.Box = "inbox",
    mailbox: Annotated[int, Query(ge=0, lt=2**63)] = 0,
    search: str = "",
    before: str = "",
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> HttpResponse:
    """Conversations in the caller's mailboxes."""
    found = listing.page(
        actor_of(request), box, mailbox=mailbox or None, search=search.replace("\x00", ""), before=before, limit=limit
    )
    return answer({"items": [_item(c) for c in found.items], "next": found.next})


def _mine(actor: Actor, number: int) -> Conversation:
    found = sight.conversations_of(actor).filter(pk=number).select_related("assignee", "mailbox").first()
    if found is None and actor.is_trusted:
        aside = Conversation.objects.filter(pk=number, mailbox__is_drop_box=True).exclude(put_aside="")
        found = aside.select_related("assignee", "mailbox").first()
    if found is None:
        raise NotFound
    return found  # type: ignore[no-any-return]


@router.get(
    "/mail/conversations/{number}",
    response={200: ConversationAnswer, **PROBLEM_RESPONSES},
    operation_id="read_conversation",
)
def read_conversation(request: HttpRequest, number: Number, images: bool = False) -> HttpResponse:
    """A conversation in one of the caller's mailboxes, with what colleagues share of it; `images` shows remote ones."""
    actor = actor_of(request)
    conversation = _mine(actor, number)
    of_thread = Letter.objects.filter(thread=conversation.thread_id).defer("pieces")
    letters = list(of_thread.order_by("-sent_at", "-pk")[:MOST_SHOWN])[::-1]
    is_aside = not sight.conversations_of(actor).filter(pk=number).exists()
    own = set(Copy.objects.filter(conversation=conversation).values_list("letter_id", flat=True)) if is_aside else set()
    seen = [(le, "whole" if le.pk in own else sight.of(actor, le)) for le in letters]
    items = [show(le, sees, actor, images=images) for le, sees in seen if sees]
    links = {(link["object"], link["id"]): link for item in items for link in item["links"]}
    return answer({"conversation": _item(conversation), "letters": items, "links": list(links.values())})


def show(letter: Letter, sees: str, actor: Actor, *, images: bool = False) -> dict[str, Any]:
    """The letter as the actor may see it."""
    is_whole = sees == "whole"
    files = list(letter.files.order_by("pk")) if is_whole else []
    inline = {f.content_id: f"/api/mail/files/{f.pk}?inline=true" for f in files if f.content_id and f.path}
    page, held = parse.shown(letter.html, inline, images=images) if is_whole and letter.html else ("", False)
    copy = Copy.objects.filter(letter=letter, mailbox__in=sight.mailboxes_of(actor)).order_by("is_read").first()
    is_mine = sight.holds(actor, letter)
    marks: list[str] = []
    if letter.is_outbound:
        marks = list(Outgoing.objects.filter(letter=letter, marks__isnull=False).values_list("marks__kind", flat=True))
    fields = (
        "id", "subject", "from_name", "from_address", "to", "cc", "sent_at", "is_outbound", "is_automatic",
        "is_bounce", "is_cut", "sharing",
    )  # fmt: skip
    return {
        **{name: getattr(letter, name) for name in fields},
        "bcc": letter.bcc if is_mine else [],
        "snippet": letter.snippet if is_whole else "",
        "text": letter.text if is_whole else "",
        "html": page,
        "images_held": held,
        "is_read": copy.is_read if copy else True,
        "is_mine": is_mine,
        "sees": sees,
        "files": [
            {"id": f.pk, "name": f.name, "size": f.size, "content_type": f.content_type, "kept": bool(f.path)}
            for f in files
            if not (f.content_id and f"cid:{f.content_id}" in letter.html)
        ],
        "links": _links(letter, actor),
        "opened": marks.count("opened"),
        "clicked": marks.count("clicked"),
        "invitation": invitations.card(letter, actor) if is_mine and letter.calendar else None,
    }


def _links(letter: Letter, actor: Actor) -> list[dict[str, Any]]:
    pairs = [(link.object, link.record_id) for link in letter.links.order_by("pk")]
    known = titles.look_up(actor, pairs)
    return [{"object": name, "id": n, "title": known[name, n]} for name, n in pairs if (name, n) in known]


@router.get("/mail/letters/{number}", response={200: LetterItem, **PROBLEM_RESPONSES}, operation_id="read_letter")
def read_letter(request: HttpRequest, number: Number, images: bool = False) -> HttpResponse:
    """A letter that the caller holds, or that is shared with who reads its record."""
    actor = actor_of(request)
    letter, sees = _seen(actor, number)
    return answer(show(letter, sees, actor, images=images))


@router.get(
    "/mail/emails/{number}", response={200: LetterItem, **PROBLEM_RESPONSES}, operation_id="read_letter_of_email"
)
def read_letter_of_email(request: HttpRequest, number: Number, images: bool = False) -> HttpResponse:
    """The letter behind an e-mail of the timeline."""
    actor = actor_of(request)
    letter = Letter.objects.filter(email=number).first()
    if letter is None:
        raise NotFound
    sees = sight.of(actor, letter)
    if not sees:
        raise NotFound
    return answer(show(letter, sees, actor, images=images))


@router.post(
    "/mail/letters/{number}/answer", response={200: LetterItem, **PROBLEM_RESPONSES}, operation_id="answer_invitation"
)
def answer_invitation(request: HttpRequest, number: Number, payload: LetterAnswer) -> HttpResponse:
    """Answer the invitation in a letter: it is booked or called off, and the organiser gets a mail."""
    actor = actor_of(request)
    letter, sees = _seen(actor, number)
    invitations.answer_letter(letter, actor, payload, options_of(request)["answers"])
    return answer(show(letter, sees, actor))


def _seen(actor: Actor, number: int) -> tuple[Letter, str]:
    letter = Letter.objects.filter(pk=number).first()
    sees = sight.of(actor, letter) if letter else ""
    if letter is None or not sees:
        raise NotFound
    return letter, sees


@router.get("/mail/files/{number}", response={200: bytes, **PROBLEM_RESPONSES}, operation_id="download_mail_file")
def download(request: HttpRequest, number: Number, inline: bool = False) -> Any:
    """A file of a letter or of something that the caller writes; `inline` shows pictures in place."""
    actor = actor_of(request)
    file = Attachment.objects.filter(pk=number).select_related("letter", "outgoing").first()
    if file is None:
        raise NotFound
    if file.letter is not None:
        may = sight.of(actor, file.letter) == "whole"
    else:
        may = file.outgoing is not None and file.outgoing.author_id == actor.user_id
    path = settings.MEDIA_ROOT / file.path
    if not may or not file.path or not path.is_file():
        raise NotFound(_("The file is not there, or you may not see it."))
    shown = inline and file.content_type in INLINE
    response = FileResponse(path.open("rb"), content_type=file.content_type if shown else "application/octet-stream")
    kind = "inline" if shown else "attachment"
    response["Content-Disposition"] = f"{kind}; filename*=UTF-8''{quote(file.name)}"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@router.post("/mail/bulk", response={200: MailBulkAnswer, **PROBLEM_RESPONSES}, operation_id="bulk_mail")
def bulk(request: HttpRequest, payload: MailBulkInput) -> HttpResponse:
    """Mark as read or unread, archive or bring back, or assign a team's mail."""
    actor = actor_of(request)
    with transaction.atomic():
        found = sight.conversations_of(actor).filter(pk__in=payload.ids)
        conversations = list(found.select_related("mailbox").select_for_update(of=("self",)))
        if payload.do == "assign":
            _assign(conversations, payload.assignee, actor)
        for conversation in conversations:
            if payload.do in ("archive", "inbox"):
                Conversation.objects.filter(pk=conversation.pk).update(in_inbox=payload.do == "inbox")
            if payload.do in ("read", "archive"):
                _mark(conversation, is_read=True)
            elif payload.do == "unread":
                _mark(conversation, is_read=False)
        if payload.do in ("read", "unread", "archive"):
            fetching.look_soon([c.mailbox_id for c in conversations])
    return answer({"count": len(conversations)})


def _mark(conversation: Conversation, *, is_read: bool) -> None:
    copies = Copy.objects.filter(conversation=conversation).exclude(is_read=is_read)
    if not is_read:  # the newest that came in is enough to stand out again
        newest = copies.filter(letter__is_outbound=False).order_by("-letter__sent_at").values_list("pk", flat=True)[:1]
        copies = Copy.objects.filter(pk__in=list(newest))
    copies.update(is_read=is_read, to_push=True)
    unread = Copy.objects.filter(conversation=conversation, is_read=False).count()
    Conversation.objects.filter(pk=conversation.pk).update(unread=unread)


def _assign(conversations: list[Conversation], number: int | None, actor: Actor) -> None:
    user = User.objects.filter(pk=number, is_active=True).first() if number else None
    if number and user is None:
        raise Invalid({"assignee": [_("There is no such user.")]})
    for conversation in conversations:
        if conversation.mailbox.owner_id is not None or (user and user.pk not in conversation.mailbox.members):
            raise Invalid({"assignee": [_("Only a team's mail can be assigned, and only to members of its mailbox.")]})
        if conversation.assignee_id == (user.pk if user else None):
            continue
        Conversation.objects.filter(pk=conversation.pk).update(assignee=user)
        if user is not None and user.pk != actor.user_id:
            title = {"en": "A mail was assigned to you: %s", "zh-hans": "有邮件分配给您：%s"}
            subject = conversation.subject[:150]
            tell(
                user, kind="mail", title={k: v % subject for k, v in title.items()}, sender=actor.user,
                link=f"/mail?box=assigned&c={conversation.pk}",
            )  # fmt: skip


@router.post(
    "/mail/conversations/{number}/links",
    response={200: ConversationAnswer, **PROBLEM_RESPONSES},
    operation_id="link_conversation",
)
def link(request: HttpRequest, number: Number, payload: MailLinkInput) -> HttpResponse:
    """Join the conversation to a record that the caller may read, or part them."""
    actor = actor_of(request)
    conversation = _mine(actor, number)
    object_type = objects.find(payload.object)
    if object_type is None or object_type.is_setup or object_type.timeline:
        raise Invalid({"object": [_("Mails cannot be joined to this kind of record.")]})
    record = find(object_type, payload.id, actor)
    with transaction.atomic():
        for copy in Copy.objects.filter(conversation=conversation).select_related("letter__email"):
            letter = copy.letter
            if payload.remove:
                Link.objects.filter(letter=letter, object=object_type.name, record_id=record.pk).delete()
            else:
                keeping.add_links(letter, [(object_type.name, record.pk)])
            publishing.bring_in_step(letter)
        keeping.refresh(conversation)
        if not payload.remove:
            Conversation.objects.filter(pk=conversation.pk).update(put_aside="")
    return read_conversation(request, number)


@router.post(
    "/mail/letters/{number}/sharing", response={200: LetterItem, **PROBLEM_RESPONSES}, operation_id="share_letter"
)
def share(request: HttpRequest, number: Number, payload: MailSharingInput) -> HttpResponse:
    """Change what colleagues may see of a letter; only who holds it may."""
    actor = actor_of(request)
    letter, _sees = _seen(actor, number)
    if not sight.holds(actor, letter):
        raise NotFound
    with transaction.atomic():
        letter.sharing = _allowed(letter, payload.sharing, actor)
        publishing.bring_in_step(letter)
    letter.refresh_from_db()
    return answer(show(letter, "whole", actor))


def _allowed(letter: Letter, wanted: str, actor: Actor) -> str:
    """What somebody else who holds the letter keeps to themselves stays so."""
    others = letter.copies.exclude(mailbox__in=sight.mailboxes_of(actor)).values_list("mailbox__sharing", flat=True)
    return sight.strictest(wanted, *others)
