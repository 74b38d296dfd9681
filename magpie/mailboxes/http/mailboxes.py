"""Endpoints to set mailboxes up, try them, and see how they do."""

from __future__ import annotations

import datetime
from typing import Annotated, Any, Literal

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Schema
from pydantic import Field

from magpie.mailboxes import dropping, fetching, imap, parse, providers, sending, sight
from magpie.mailboxes.models import Mailbox
from magpie.notices import seal
from magpie.notices.channels.troubles import Away
from magpie.notices.smtp import Line
from magpie.platform import titles
from magpie.platform.http.problems import PROBLEM_RESPONSES
from magpie.platform.http.records import Number, actor_of
from magpie.platform.http.rendering import answer
from magpie.platform.models import User
from magpie.platform.problems import Forbidden, Invalid, NotFound, Refused

router = Router(tags=["mail"])
Security = Literal["none", "starttls", "tls"]
Sharing = Literal["private", "subject", "shared"]
Host = Annotated[str, Field(max_length=255, pattern=r"^[A-Za-z0-9._:\-\[\]]*$")]
Port = Annotated[int, Field(ge=1, le=65535)]
Line200 = Annotated[str, Field(max_length=200)]
FETCHED_DAYS = 90


class MailPerson(Schema):
    """A user."""

    id: int
    title: str


class MailboxAnswer(Schema):
    """A mailbox and how it does; never its password.  `may_manage`: whether the caller may change it."""

    id: int
    owner: MailPerson | None
    members: list[MailPerson]
    name: str
    address: str
    imap_host: str
    imap_port: int
    imap_security: Security
    smtp_host: str
    smtp_port: int
    smtp_security: Security
    username: str
    has_password: bool
    sharing: Sharing
    leaves_out_internal: bool
    never_from: list[str]
    folders: list[str]
    since: datetime.date | None
    signature: str
    is_drop_box: bool
    is_active: bool
    fetched_at: datetime.datetime | None
    error: str
    failing_since: datetime.datetime | None
    next_fetch_at: datetime.datetime | None
    may_manage: bool


class MailboxList(Schema):
    """The caller's mailboxes, and those they manage; the address of their drop-box, if there is one."""

    items: list[MailboxAnswer]
    drop_address: str


class _Servers(Schema):
    """Where a mailbox lies, and how one signs in there."""

    address: Annotated[str, Field(max_length=254)]
    imap_host: Host
    imap_port: Port = 993
    imap_security: Security = "tls"
    smtp_host: Host
    smtp_port: Port = 465
    smtp_security: Security = "tls"
    username: Annotated[str, Field(max_length=255)] = ""
    password: Annotated[str, Field(max_length=1000)] | None = None


class MailboxInput(_Servers):
    """How a mailbox is reached.  Without `password` the old one stays; a team's mailbox (`is_shared`) has members."""

    name: Line200 = ""
    is_shared: bool = False
    members: Annotated[list[Annotated[int, Field(gt=0, lt=2**63)]], Field(max_length=200)] = []
    sharing: Sharing = "subject"
    leaves_out_internal: bool = True
    never_from: Annotated[list[Annotated[str, Field(max_length=320)]], Field(max_length=500)] = []
    folders: Annotated[list[Annotated[str, Field(max_length=500)]], Field(max_length=100)] = []
    since: datetime.date | None = None
    signature: Annotated[str, Field(max_length=50_000)] = ""
    is_drop_box: bool = False
    is_active: bool = True


class MailProvider(Schema):
    """How a provider's mailboxes are reached, and what to know about its passwords."""

    key: str
    label: str
    imap_host: str
    imap_port: int
    imap_security: Security
    smtp_host: str
    smtp_port: int
    smtp_security: Security
    note: str


class MailProviders(Schema):
    """The provider of an address, if it is known, and all there are."""

    found: MailProvider | None
    items: list[MailProvider]


class MailTrialInput(_Servers):
    """What is to be tried; without `password` that of the mailbox `id`."""

    id: Annotated[int, Field(gt=0, lt=2**63)] | None = None


class FolderAnswer(Schema):
    """A folder on the server."""

    name: str
    is_sent: bool
    usual: bool
    is_unwanted: bool


class MailTrialAnswer(Schema):
    """What the two servers said; empty texts where all is well."""

    imap_error: str
    smtp_error: str
    folders: list[FolderAnswer]


def _shown(request: HttpRequest, found: list[Mailbox]) -> list[dict[str, Any]]:
    actor = actor_of(request)
    numbers = {n for box in found for n in [box.owner_id, *box.members] if n}
    names = titles.look_up(actor, {("user", n) for n in numbers})

    def person(number: int) -> dict[str, Any]:
        return {"id": number, "title": names.get(("user", number), f"#{number}")}

    fields = [n for n in MailboxAnswer.model_fields if n not in ("owner", "members", "has_password", "may_manage")]
    return [
        {
            **{name: getattr(box, name) for name in fields},
            "owner": person(box.owner_id) if box.owner_id else None,
            "members": [person(n) for n in box.members],
            "has_password": bool(box.password),
            "may_manage": sight.may_manage(actor, box),
        }
        for box in found
    ]


def _reached(request: HttpRequest) -> dict[int, Mailbox]:
    actor = actor_of(request)
    found = list(sight.mailboxes_of(actor))
    if actor.is_trusted:
        found += list(Mailbox.objects.filter(owner=None))
    return {box.pk: box for box in sorted(found, key=lambda box: (box.owner_id is None, box.pk))}


def managed(request: HttpRequest, number: int) -> Mailbox:
    """The mailbox if the caller may change it."""
    box = _reached(request).get(number)
    if box is None:
        raise NotFound
    if not sight.may_manage(actor_of(request), box):
        raise Forbidden(_("Only administrators may change a team's mailbox."))
    return box


@router.get("/mail/mailboxes", response={200: MailboxList, **PROBLEM_RESPONSES}, operation_id="list_mailboxes")
def list_mailboxes(request: HttpRequest) -> HttpResponse:
    """One's own mailboxes, those of one's teams, and to administrators all of teams."""
    user = actor_of(request).user
    drop = dropping.address_of(user) if user else ""
    return answer({"items": _shown(request, list(_reached(request).values())), "drop_address": drop})


@router.get("/mail/providers", response={200: MailProviders, **PROBLEM_RESPONSES}, operation_id="find_mail_provider")
def find_provider(request: HttpRequest, address: str = "") -> HttpResponse:
    """How mailboxes of the address's provider are reached."""
    found = providers.of_address(address[:320])
    items = [providers.shown(p) for p in providers.PROVIDERS]
    return answer({"found": providers.shown(found) if found else None, "items": items})


@router.post("/mail/mailboxes", response={201: MailboxAnswer, **PROBLEM_RESPONSES}, operation_id="create_mailbox")
def create_mailbox(request: HttpRequest, payload: MailboxInput) -> HttpResponse:
    """Set up a mailbox of one's own; administrators also those of teams."""
    actor = actor_of(request)
    if payload.is_shared and not actor.is_trusted:
        raise Forbidden(_("Only administrators may set up a team's mailbox."))
    box = Mailbox(owner=None if payload.is_shared else actor.user)
    since = payload.since or timezone.localdate() - datetime.timedelta(days=FETCHED_DAYS)
    _write(request, box, payload)
    Mailbox.objects.filter(pk=box.pk).update(since=since)
    box.since = since
    return answer(_shown(request, [box])[0], 201)


@router.put("/mail/mailboxes/{number}", response={200: MailboxAnswer, **PROBLEM_RESPONSES}, operation_id="set_mailbox")
def set_mailbox(request: HttpRequest, number: Number, payload: MailboxInput) -> HttpResponse:
    """Change a mailbox; it is looked at anew at once."""
    box = managed(request, number)
    _write(request, box, payload)
    return answer(_shown(request, [box])[0])


def _write(request: HttpRequest, box: Mailbox, payload: MailboxInput) -> None:
    problems = _problems(request, box, payload)
    if problems:
        raise Invalid(problems)
    values = payload.dict(exclude={"password", "is_shared", "members"})
    for name, value in values.items():
        if isinstance(value, str) and name != "signature" and any(ord(c) < 32 for c in value):
            raise Invalid({name: [_("The text has a character that cannot be kept.")]})
        setattr(box, name, value)
    box.address = box.address.strip().lower()
    box.signature = parse.clean(payload.signature.replace("\x00", ""))
    box.never_from = [t.strip().lower().replace("\x00", "") for t in payload.never_from if t.strip()]
    box.folders = [name.replace("\x00", "") for name in payload.folders]
    if box.owner_id is None:
        box.members = sorted(set(User.objects.filter(pk__in=payload.members).values_list("pk", flat=True)))
    if payload.password is not None:
        box.password = seal.seal(payload.password)
    box.error, box.failures, box.failing_since, box.next_fetch_at = "", 0, None, timezone.now()
    with transaction.atomic():
        box.save()
        fetching.wake()


def _problems(request: HttpRequest, box: Mailbox, payload: MailboxInput) -> dict[str, list[str]]:
    try:
        validate_email(payload.address.strip())
    except ValidationError:
        return {"address": [_("“%(address)s” is not an e-mail address.") % {"address": payload.address[:100]}]}
    if payload.is_drop_box and (box.owner_id is not None or not actor_of(request).is_trusted):
        return {"is_drop_box": [_("The drop-box is a team's mailbox that administrators set up.")]}
    others = Mailbox.objects.exclude(pk=box.pk)
    if payload.is_drop_box and others.filter(is_drop_box=True).exists():
        return {"is_drop_box": [_("There is a drop-box already.")]}
    same = others.filter(address__iexact=payload.address.strip())
    if (same.filter(owner=box.owner_id) if box.owner_id else same.filter(owner=None)).exists():
        return {"address": [_("This mailbox is set up already.")]}
    return {}


@router.delete("/mail/mailboxes/{number}", response={204: None, **PROBLEM_RESPONSES}, operation_id="delete_mailbox")
def delete_mailbox(request: HttpRequest, number: Number) -> HttpResponse:
    """Take a mailbox out of the product.  Letters that others have or that stand with records stay."""
    from magpie.mailboxes.models import Letter, Outgoing

    box = managed(request, number)
    if Outgoing.objects.filter(mailbox=box, status__in=("scheduled", "sending")).exists():
        raise Refused(_("Mails of this mailbox still wait to be sent; undo or wait."))
    with transaction.atomic():
        elsewhere = Letter.objects.filter(copies__mailbox__in=Mailbox.objects.exclude(pk=box.pk))
        alone = Letter.objects.filter(copies__mailbox=box, email=None, dropped_by=None).exclude(pk__in=elsewhere)
        numbers = list(alone.values_list("pk", flat=True))
        box.delete()
        Letter.objects.filter(pk__in=numbers).delete()
    return HttpResponse(status=204)


@router.post(
    "/mail/mailboxes/{number}/fetch", response={200: MailboxAnswer, **PROBLEM_RESPONSES}, operation_id="fetch_mailbox"
)
def fetch_now(request: HttpRequest, number: Number) -> HttpResponse:
    """Look for new mail at once."""
    box = _reached(request).get(number)
    if box is None:
        raise NotFound
    if not box.is_active:
        raise Refused(_("This mailbox is switched off."))
    with transaction.atomic():
        Mailbox.objects.filter(pk=box.pk).update(next_fetch_at=timezone.now())
        fetching.wake()
    return answer(_shown(request, [box])[0])


@router.post("/mail/trial", response={200: MailTrialAnswer, **PROBLEM_RESPONSES}, operation_id="test_mailbox")
def test(request: HttpRequest, payload: MailTrialInput) -> HttpResponse:
    """Sign in to both servers, and say what they answer and which folders there are."""
    box = Mailbox(password=managed(request, payload.id).password if payload.id else "")
    if payload.id and payload.password is None:
        known = managed(request, payload.id)
        if (payload.imap_host, payload.smtp_host) != (known.imap_host, known.smtp_host):
            raise Invalid({"password": [_("Enter the password again for another server.")]})
    for name, value in payload.dict(exclude={"id", "password"}).items():
        setattr(box, name, value)
    if payload.password is not None:
        box.password = seal.seal(payload.password)
    result: dict[str, Any] = {"imap_error": "", "smtp_error": "", "folders": []}
    try:
        with imap.line(box) as client:
            result["folders"] = imap.folders(client)
    except imap.Refusal as error:
        result["imap_error"] = _("The server refuses the sign-in: %(said)s") % {"said": error}
    except imap.Away as error:
        result["imap_error"] = str(error)
    try:
        with Line(sending.server_of(box)):
            pass
    except Away as error:
        result["smtp_error"] = imap.words(error.__cause__) if isinstance(error.__cause__, OSError) else str(error)
    return answer(result)
