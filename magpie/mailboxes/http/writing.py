"""Endpoints to write mail: drafts that are kept as one types, files, templates, sending, undoing, trying again."""

from __future__ import annotations

import datetime
import mimetypes
from pathlib import PurePath
from typing import Annotated, Any, Literal

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext as _
from ninja import File, Query, Router, Schema, UploadedFile
from pydantic import Field

from magpie.accounts import consent
from magpie.accounts.models import Purpose
from magpie.mailboxes import composing, consenting, keeping, marks, parse, sending, sight
from magpie.mailboxes.http.reading import BigNumber, LetterFile
from magpie.mailboxes.models import Attachment, EmailTemplate, Letter, Mailbox, Outgoing
from magpie.platform import access, objects, texts, titles
from magpie.platform.actor import Actor
from magpie.platform.http.auth import options_of
from magpie.platform.http.problems import PROBLEM_RESPONSES
from magpie.platform.http.records import Number, actor_of, find
from magpie.platform.http.rendering import answer
from magpie.platform.models import File as StoredFile
from magpie.platform.problems import Asked, Invalid, NotFound, Refused

router = Router(tags=["mail"])
Pair = Annotated[list[Annotated[str, Field(max_length=320)]], Field(min_length=2, max_length=2)]
Pairs = Annotated[list[Pair], Field(max_length=200)]
Mode = Literal["new", "reply", "reply_all", "forward"]
Status = Literal["draft", "scheduled", "sending", "sent", "failed", "bounced"]
LARGEST_IN_ALL = 50 * 1024 * 1024
EDITABLE = ("draft", "failed", "bounced")


class MailAbout(Schema):
    """A record."""

    object: Annotated[str, Field(max_length=50)]
    id: BigNumber


class MailAboutAnswer(Schema):
    """A record and its title."""

    object: str
    id: int
    title: str


class OutgoingAnswer(Schema):
    """What somebody writes or has written here."""

    id: int
    mailbox: int
    status: Status
    mode: Mode
    answers: int | None
    to: list[list[str]]
    cc: list[list[str]]
    bcc: list[list[str]]
    subject: str
    html: str
    about: list[MailAboutAnswer]
    has_marks: bool
    marks_allowed: bool
    purpose: str
    objections: list[str]
    due_at: datetime.datetime | None
    sent_at: datetime.datetime | None
    updated_at: datetime.datetime
    error: str
    attempts: int
    files: list[LetterFile]


class OutgoingPage(Schema):
    """What the caller wrote, newest first."""

    items: list[OutgoingAnswer]
    next: int | None


class NewMail(Schema):
    """A new draft: empty, or an answer to a letter; `about` are records that it is to stand with."""

    mailbox: BigNumber | None = None
    mode: Mode = "new"
    letter: BigNumber | None = None
    to: Pairs = []
    about: Annotated[list[MailAbout], Field(max_length=20)] = []


class MailDraftInput(Schema):
    """What changed in a draft."""

    mailbox: BigNumber | None = None
    to: Pairs | None = None
    cc: Pairs | None = None
    bcc: Pairs | None = None
    subject: Annotated[str, Field(max_length=500)] | None = None
    html: Annotated[str, Field(max_length=2_000_000)] | None = None
    has_marks: bool | None = None
    purpose: Annotated[str, Field(max_length=40)] | None = None


class MailPurpose(Schema):
    """What mails are sent for."""

    code: str
    name: str
    needs_consent: bool


class SendMail(Schema):
    """When: at once (after a moment in which it can be undone) or at a time."""

    at: datetime.datetime | None = None


class FillTemplate(Schema):
    """A template, and the record whose values it gets."""

    template: BigNumber
    about: MailAbout | None = None


class FilledTemplate(Schema):
    """A filled template, and the placeholders that stand for nothing."""

    subject: str
    html: str
    missing: list[str]


class MailFileInput(Schema):
    """A file that is in the product already."""

    file: BigNumber


def _shown(outgoing: Outgoing, actor: Actor) -> dict[str, Any]:
    plain = OutgoingAnswer.model_fields.keys() - {
        "mailbox", "answers", "about", "files", "marks_allowed", "objections",
    }  # fmt: skip
    pairs = [pair for text in outgoing.about if (pair := titles.split_link(text))]
    known = titles.look_up(actor, pairs)
    return {
        **{name: getattr(outgoing, name) for name in plain},
        "mailbox": outgoing.mailbox_id,
        "answers": outgoing.answers_id,
        "about": [{"object": n, "id": i, "title": known.get((n, i), f"#{i}")} for n, i in pairs],
        "marks_allowed": marks.are_allowed(outgoing),
        "objections": consenting.objections(outgoing),
        "files": [
            {"id": f.pk, "name": f.name, "size": f.size, "content_type": f.content_type, "kept": bool(f.path)}
            for f in outgoing.files.order_by("pk")
        ],
    }


def _own(request: HttpRequest, number: int, *, locked: bool = False) -> Outgoing:
    found = Outgoing.objects.filter(pk=number, author=actor_of(request).user_id or 0)
    if locked:
        found = found.select_for_update(of=("self",))
    outgoing = found.select_related("mailbox", "author", "answers").first()
    if outgoing is None:
        raise NotFound
    return outgoing


def _box(actor: Actor, number: int | None, letter: Letter | None = None) -> Mailbox:
    """The mailbox to write from: the one named, that of the letter, or the person's first."""
    mine = sight.mailboxes_of(actor).filter(is_drop_box=False).exclude(smtp_host="").order_by("-owner", "pk")
    if number:
        found = mine.filter(pk=number).first()
        if found is None:
            raise Invalid({"mailbox": [_("This is none of your mailboxes.")]})
        return found  # type: ignore[no-any-return]
    with_letter = mine.filter(copies__letter=letter).first() if letter else None
    found = with_letter or mine.filter(owner=actor.user_id).first() or mine.first()
    if found is None:
        raise Refused(_("Set up a mailbox first, to send from."))
    return found  # type: ignore[no-any-return]


@router.get("/mail/outgoing", response={200: OutgoingPage, **PROBLEM_RESPONSES}, operation_id="list_outgoing_mail")
def list_outgoing(
    request: HttpRequest,
    status: Literal["draft", "scheduled", "failed", "sent", "all"] = "all",
    about: Annotated[str, Query(pattern=r"^([a-z0-9_]{1,60}:[0-9]{1,18})?$")] = "",
    before: Annotated[int, Query(ge=0, lt=2**63)] = 0,
    limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> HttpResponse:
    """What the caller wrote here, by how far it is; `about` ("lead:5") keeps what belongs to one record."""
    actor = actor_of(request)
    wanted = {
        "draft": ["draft"], "scheduled": ["scheduled", "sending"], "failed": ["failed", "bounced"], "sent": ["sent"],
    }.get(status)  # fmt: skip
    found = Outgoing.objects.filter(author=actor.user_id or 0).select_related("mailbox", "author", "answers")
    if wanted:
        found = found.filter(status__in=wanted)
    if about:
        found = found.filter(about__contains=[about])
    if before:
        found = found.filter(pk__lt=before)
    rows = list(found.order_by("-pk")[: limit + 1])
    items = rows[:limit]
    return answer({
        "items": [_shown(o, actor) for o in items], "next": items[-1].pk if len(rows) > limit else None,
    })  # fmt: skip


@router.post("/mail/outgoing", response={201: OutgoingAnswer, **PROBLEM_RESPONSES}, operation_id="write_mail")
def begin(request: HttpRequest, payload: NewMail) -> HttpResponse:
    """Begin a mail; an answer has its recipients, subject and quotation already."""
    actor = actor_of(request)
    letter = None
    if payload.letter:
        letter = Letter.objects.filter(pk=payload.letter).first()
        if letter is None or sight.of(actor, letter) != "whole":
            raise NotFound
    elif payload.mode != "new":
        raise Invalid({"letter": [_("Name the letter that is answered.")]})
    about = [f"{each.object}:{find(_object(each.object), each.id, actor).pk}" for each in payload.about]
    if letter is not None:
        known = titles.look_up(actor, [(x.object, x.record_id) for x in letter.links.all()])
        about += [f"{name}:{number}" for name, number in known]
    outgoing = Outgoing(
        mailbox=_box(actor, payload.mailbox, letter), author=actor.user, mode=payload.mode, answers=letter,
        about=list(dict.fromkeys(about)), to=_pairs("to", payload.to, strict=False),
    )  # fmt: skip
    composing.begin(outgoing, letter if payload.mode != "new" else None)
    with transaction.atomic():
        outgoing.save()
        if payload.mode == "forward" and letter is not None:
            composing.take_files(outgoing, letter)
    return answer(_shown(outgoing, actor), 201)


def _object(name: str) -> objects.ObjectType:
    found = objects.find(name)
    if found is None or found.is_setup or found.timeline:
        raise Invalid({"about": [_("Mails cannot be joined to this kind of record.")]})
    return found


def _pairs(field: str, pairs: list[list[str]], *, strict: bool) -> list[list[str]]:
    """Recipients as they are kept; while one still types, an address need not be whole."""
    found = []
    for name, address in pairs:
        plain = "".join(c for c in address if c.isprintable()).strip().lower()
        shown = " ".join("".join(c if c.isprintable() else " " for c in name).split())[:200]
        if strict:
            try:
                validate_email(plain)
            except ValidationError:
                problem = _("“%(address)s” is not an e-mail address.") % {"address": plain[:100]}
                raise Invalid({field: [problem]}) from None
        if plain:
            found.append([shown, plain])
    return found


@router.get("/mail/purposes", response={200: list[MailPurpose], **PROBLEM_RESPONSES}, operation_id="list_mail_purposes")
def purposes(request: HttpRequest) -> HttpResponse:
    """What mails can be sent for, beside personal correspondence."""
    found = Purpose.objects.filter(is_active=True).order_by("position", "id")
    return answer([{"code": p.code, "name": consent.name_of(p), "needs_consent": p.needs_consent} for p in found])


@router.get(
    "/mail/outgoing/{number}", response={200: OutgoingAnswer, **PROBLEM_RESPONSES}, operation_id="read_outgoing_mail"
)
def read(request: HttpRequest, number: Number) -> HttpResponse:
    """A mail of the caller's own."""
    return answer(_shown(_own(request, number), actor_of(request)))


@router.patch(
    "/mail/outgoing/{number}", response={200: OutgoingAnswer, **PROBLEM_RESPONSES}, operation_id="change_draft"
)
def change(request: HttpRequest, number: Number, payload: MailDraftInput) -> HttpResponse:
    """Keep what was typed so far."""
    actor = actor_of(request)
    with transaction.atomic():
        outgoing = _own(request, number, locked=True)
        if outgoing.status not in EDITABLE:
            raise Refused(_("This mail is on its way and cannot be changed any more."))
        if payload.mailbox:
            outgoing.mailbox = _box(actor, payload.mailbox)
        for name in ("to", "cc", "bcc"):
            if (given := getattr(payload, name)) is not None:
                setattr(outgoing, name, _pairs(name, given, strict=False))
        if payload.subject is not None:
            outgoing.subject = payload.subject.replace("\x00", "")
        if payload.html is not None:
            outgoing.html = parse.clean(payload.html.replace("\x00", ""))
        if payload.has_marks is not None:
            outgoing.has_marks = payload.has_marks
        if payload.purpose is not None:
            if payload.purpose and payload.purpose not in {p.code for p in Purpose.objects.filter(is_active=True)}:
                raise Invalid({"purpose": [_("There is no such purpose.")]})
            outgoing.purpose = payload.purpose
        outgoing.updated_at = timezone.now()
        outgoing.save()
    return answer(_shown(outgoing, actor))


@router.delete("/mail/outgoing/{number}", response={204: None, **PROBLEM_RESPONSES}, operation_id="delete_draft")
def delete(request: HttpRequest, number: Number) -> HttpResponse:
    """Throw a draft away."""
    with transaction.atomic():
        outgoing = _own(request, number, locked=True)
        if outgoing.status not in EDITABLE:
            raise Refused(_("Only what was not sent can be thrown away."))
        outgoing.delete()
    return HttpResponse(status=204)


@router.post(
    "/mail/outgoing/{number}/send", response={200: OutgoingAnswer, **PROBLEM_RESPONSES}, operation_id="send_mail"
)
def send(request: HttpRequest, number: Number, payload: SendMail) -> HttpResponse:
    """Send it in a moment, or at a time."""
    actor = actor_of(request)
    with transaction.atomic():
        outgoing = _own(request, number, locked=True)
        if outgoing.status not in EDITABLE:
            raise Refused(_("This mail is on its way already."))
        for name in ("to", "cc", "bcc"):
            _pairs(name, getattr(outgoing, name), strict=True)
        if not (outgoing.to or outgoing.cc or outgoing.bcc):
            raise Invalid({"to": [_("Name somebody to send it to.")]})
        if not outgoing.mailbox.is_active or not sight.mailboxes_of(actor).filter(pk=outgoing.mailbox_id).exists():
            raise Refused(_("The mailbox to send from is switched off or no longer yours."))
        consenting.refuse_if_objected(outgoing)
        asked = consenting.question(outgoing)
        if asked is not None and asked.gate not in options_of(request)["answers"]:
            raise Asked([asked])
        now = timezone.now()
        at = payload.at if payload.at is None or payload.at.tzinfo else payload.at.replace(tzinfo=datetime.UTC)
        if at is not None and at < now:
            raise Invalid({"at": [_("This time has passed.")]})
        if at is not None and at > now + datetime.timedelta(days=366):
            raise Invalid({"at": [_("At most a year ahead.")]})
        if outgoing.status == "bounced" or not outgoing.message_id:
            outgoing.message_id = sending.new_number(outgoing.mailbox)
        if outgoing.status == "bounced":
            outgoing.letter, outgoing.is_filed = None, False
        outgoing.status, outgoing.error, outgoing.attempts, outgoing.sent_at = "scheduled", "", 0, None
        outgoing.due_at = at or now + datetime.timedelta(seconds=sending.UNDO_SECONDS)
        outgoing.save()
        sending.wake()
    return answer(_shown(outgoing, actor))


@router.post(
    "/mail/outgoing/{number}/undo", response={200: OutgoingAnswer, **PROBLEM_RESPONSES}, operation_id="undo_send"
)
def undo(request: HttpRequest, number: Number) -> HttpResponse:
    """Take back what has not gone out yet: it is a draft again."""
    with transaction.atomic():
        outgoing = _own(request, number, locked=True)
        if outgoing.status != "scheduled" or outgoing.attempts:
            raise Refused(_("This mail has gone out or is being sent; it cannot be taken back."))
        outgoing.status, outgoing.due_at = "draft", None
        outgoing.save(update_fields=["status", "due_at"])
    return answer(_shown(outgoing, actor_of(request)))


@router.post(
    "/mail/outgoing/{number}/retry", response={200: OutgoingAnswer, **PROBLEM_RESPONSES}, operation_id="retry_mail"
)
def retry(request: HttpRequest, number: Number) -> HttpResponse:
    """Try again what failed."""
    with transaction.atomic():
        outgoing = _own(request, number, locked=True)
        if outgoing.status != "failed":
            raise Refused(_("Only what failed can be tried again."))
        sending.retry(outgoing)
    outgoing.refresh_from_db()
    return answer(_shown(outgoing, actor_of(request)))


def _room(outgoing: Outgoing, size: int) -> None:
    if outgoing.status not in EDITABLE:
        raise Refused(_("This mail is on its way and cannot be changed any more."))
    if sum(f.size for f in outgoing.files.all()) + size > LARGEST_IN_ALL:
        most = LARGEST_IN_ALL // 2**20
        raise Invalid({"file": [_("The files of a mail may have at most %(most)d MB in all.") % {"most": most}]})


@router.post(
    "/mail/outgoing/{number}/files", response={200: OutgoingAnswer, **PROBLEM_RESPONSES}, operation_id="attach_to_mail"
)
def attach(request: HttpRequest, number: Number, file: Annotated[UploadedFile, File()]) -> HttpResponse:
    """Attach an uploaded file."""
    outgoing = _own(request, number)
    _room(outgoing, file.size or 0)
    name = PurePath(file.name or "file").name.replace("\x00", "")[:255] or "file"
    kind = (mimetypes.guess_type(name)[0] or "application/octet-stream")[:100]
    Attachment.objects.create(outgoing=outgoing, **keeping.stored(parse.FilePart(name, kind, "", file.read())))
    return answer(_shown(outgoing, actor_of(request)))


@router.post(
    "/mail/outgoing/{number}/stored-files",
    response={200: OutgoingAnswer, **PROBLEM_RESPONSES},
    operation_id="attach_stored_to_mail",
)
def attach_stored(request: HttpRequest, number: Number, payload: MailFileInput) -> HttpResponse:
    """Attach a file that is in the product and that the caller may read."""
    actor, outgoing = actor_of(request), _own(request, number)
    kind = objects.get("file")
    stored: StoredFile | None = access.visible(actor, kind).filter(pk=payload.file).first()
    path = settings.MEDIA_ROOT / stored.path if stored else None
    if stored is None or path is None or not path.is_file():
        raise NotFound(_("The file is not there, or you may not see it."))
    _room(outgoing, stored.size)
    part = parse.FilePart(stored.name, stored.content_type, "", path.read_bytes())
    Attachment.objects.create(outgoing=outgoing, **keeping.stored(part))
    return answer(_shown(outgoing, actor))


@router.delete(
    "/mail/outgoing/{number}/files/{file}",
    response={200: OutgoingAnswer, **PROBLEM_RESPONSES},
    operation_id="detach_from_mail",
)
def detach(request: HttpRequest, number: Number, file: Number) -> HttpResponse:
    """Take a file off."""
    outgoing = _own(request, number)
    _room(outgoing, 0)
    if not outgoing.files.filter(pk=file).delete()[0]:
        raise NotFound
    return answer(_shown(outgoing, actor_of(request)))


@router.post(
    "/mail/templates/fill", response={200: FilledTemplate, **PROBLEM_RESPONSES}, operation_id="fill_email_template"
)
def fill(request: HttpRequest, payload: FillTemplate) -> HttpResponse:
    """A template with the values of a record and of who sends it."""
    actor = actor_of(request)
    found = access.visible(actor, objects.get("email_template")).filter(pk=payload.template).first()
    if found is None:
        raise NotFound
    template: EmailTemplate = found
    user = actor.user
    language = template.language or (user.language if user else "en")
    zone = user.time_zone if user else ""
    values: dict[str, Any] = {}
    if payload.about:
        record = find(_object(payload.about.object), payload.about.id, actor)
        values["record"] = texts.record_values(record, language, actor, zone)
    if user is not None:
        values["sender"] = {"name": user.name, "email": user.email, "phone": user.phone, "job_title": user.job_title}
    body = template.body
    is_html = "</" in body or "<br" in body
    subject = texts.compose(template.subject, values)
    page = texts.compose(
        body if is_html else escape(body).replace("&quot;", '"').replace("&#x27;", "'"), values, html=True
    )
    text = page.text if is_html else "".join(f"<p>{p.replace(chr(10), '<br>')}</p>" for p in page.text.split("\n\n"))
    missing = list(dict.fromkeys([*subject.missing, *page.missing]))
    return answer({"subject": " ".join(subject.text.split())[:500], "html": parse.clean(text), "missing": missing})
