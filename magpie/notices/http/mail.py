"""Endpoints of the channels: whether they work, the outbox, and the mail server's settings (administrators)."""

from __future__ import annotations

import datetime
from typing import Annotated, Any, Literal

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from ninja import Router, Schema
from pydantic import Field

from magpie.notices import channel, imap, mail, mail_server, returns, seal, ways
from magpie.notices.channels.troubles import Away, NotNow, TurnedDown
from magpie.notices.envelopes import ReturnsSettings
from magpie.notices.http.notices import Before, ChannelName, Limit, Ref
from magpie.notices.mail_server import Security, Source
from magpie.notices.models import Channel, Delivery, MailSettings, Notice
from magpie.notices.smtp import Line
from magpie.platform.http.problems import PROBLEM_RESPONSES
from magpie.platform.http.records import actor_of
from magpie.platform.http.rendering import answer
from magpie.platform.problems import Forbidden, Invalid, Refused

router = Router(tags=["mail"])


class ChannelAnswer(Schema):
    """Whether a channel works; `outbox` means that no mail server is set."""

    channel: ChannelName
    label: str
    status: Literal["ok", "down", "outbox"]
    since: datetime.datetime | None
    last_error: str  # for administrators
    queued: int
    own_queued: int  # of what the caller sent


class OutboxMail(Schema):
    """A mail that was not sent because no mail server is set."""

    id: int
    at: datetime.datetime
    to: str
    recipient: Ref | None
    subject: str
    text: str
    html: str
    message_id: str


class OutboxPage(Schema):
    """Kept mails, newest first, and why they are here."""

    items: list[OutboxMail]
    next: int | None
    note: str


class MailSettingsAnswer(Schema):
    """The mail server in force; never its password."""

    host: str
    port: int
    security: Security
    username: str
    has_password: bool
    from_address: str
    from_name: str
    source: Source


class MailSettingsInput(Schema):
    """The mail server to use, none if `host` is empty.  Without `password` the old one stays, empty removes it."""

    host: Annotated[str, Field(max_length=255, pattern=r"^[A-Za-z0-9._:\-\[\]]*$")]
    port: Annotated[int, Field(ge=1, le=65535)] = 25
    security: Security = "none"
    username: Annotated[str, Field(max_length=255)] = ""
    password: Annotated[str, Field(max_length=1000)] | None = None
    from_address: Annotated[str, Field(max_length=254)] = ""
    from_name: Annotated[str, Field(max_length=200)] = ""


class TrialMail(Schema):
    """Where the trial mail goes."""

    to: Annotated[str, Field(max_length=254)]


class TrialAnswer(Schema):
    """What the server said."""

    sent: bool
    detail: str


@router.get("/channels", response={200: list[ChannelAnswer], **PROBLEM_RESPONSES}, operation_id="list_channels")
def channels(request: HttpRequest) -> HttpResponse:
    """The channels that can be used, and whether they work at the moment; e-mail is named even without a server."""
    actor = actor_of(request)
    rows = Channel.objects.in_bulk()
    waiting = Delivery.objects.filter(status__in=("queued", "retrying", "sending")).values_list("channel").order_by()
    counted = dict(waiting.annotate(count=Count("pk")))
    own = dict(waiting.filter(notice__sender_id=actor.user_id).annotate(count=Count("pk"))) if actor.user_id else {}
    in_force = ways.in_force()
    found = []
    for name in dict.fromkeys(("email", *in_force)):
        row = rows.get(name)
        is_known = row is not None and name != ways.POPUP
        status = "outbox" if name not in in_force else row.state if row is not None and is_known else "ok"
        found.append({
            "channel": name,
            "label": ways.label_of(name),
            "status": status,
            "since": row.since if row is not None and status == row.state else None,
            "last_error": row.last_error if row is not None and status == "down" and actor.is_trusted else "",
            "queued": counted.get(name, 0),
            "own_queued": own.get(name, 0),
        })  # fmt: skip
    return answer(found)


@router.get("/outbox", response={200: OutboxPage, **PROBLEM_RESPONSES}, operation_id="list_outbox")
def outbox(request: HttpRequest, before: Before = None, limit: Limit = 50) -> HttpResponse:
    """Mails kept inside the product.

    Administrators may always look; everybody may in the demo company, whose mails are nobody's, while no server is set.
    """
    server = mail_server.in_force()
    if not actor_of(request).is_trusted and (server.is_set or not has_demo()):
        raise Forbidden(_("Only administrators may see the outbox."))
    found = Delivery.objects.filter(channel=channel.EMAIL, status="kept").select_related("notice__recipient")
    if before:
        found = found.filter(id__lt=before)
    page = list(found.order_by("-id")[: limit + 1])
    more, page = len(page) > limit, page[:limit]
    if server.is_set:
        note = _("These mails were kept while no mail server was set. They are sent only if you ask for it.")
    else:
        note = _("No mail server is set, so mails are kept here and not sent.")
    return answer({"items": [_kept(d) for d in page], "next": page[-1].pk if more else None, "note": note})


def _kept(delivery: Delivery) -> dict[str, Any]:
    said, user = mail.content(delivery.notice), delivery.notice.recipient
    return {
        "id": delivery.pk,
        "at": delivery.created_at,
        "to": delivery.address,
        "recipient": {"id": user.pk, "title": user.name} if user else None,
        "subject": said.subject,
        "text": said.text,
        "html": said.html,
        "message_id": delivery.message_id,
    }


def has_demo() -> bool:
    """Whether this installation holds the demo company (its home says so)."""
    mark = settings.MEDIA_ROOT.parent / "demo"
    return mark.exists() and bool(mark.read_text().strip())


def _only_administrators(request: HttpRequest) -> None:
    if not actor_of(request).is_trusted:
        raise Forbidden(_("Only administrators may see or change the mail server."))


def _in_force() -> HttpResponse:
    server = mail_server.in_force()
    shown = {name: getattr(server, name) for name in MailSettingsAnswer.model_fields if name != "has_password"}
    return answer({**shown, "has_password": bool(server.password or server.sealed_password)})


@router.get(
    "/settings/mail", response={200: MailSettingsAnswer, **PROBLEM_RESPONSES}, operation_id="read_mail_settings"
)
def read_settings(request: HttpRequest) -> HttpResponse:
    """The mail server in force."""
    _only_administrators(request)
    return _in_force()


@router.put("/settings/mail", response={200: MailSettingsAnswer, **PROBLEM_RESPONSES}, operation_id="set_mail_settings")
def set_settings(request: HttpRequest, payload: MailSettingsInput) -> HttpResponse:
    """Set the mail server; waiting mails are tried at once."""
    _only_administrators(request)
    if mail_server.in_force().source == "environment":
        raise Refused(_("The mail server is set by the environment of this installation (MAGPIE_SMTP_HOST)."))
    if payload.from_address:
        _check_address("from_address", payload.from_address)
    values = payload.dict(exclude={"password"})
    for name, value in values.items():
        if isinstance(value, str) and any(ord(c) < 32 for c in value):
            raise Invalid({name: [_("The text has a character that cannot be kept.")]})
    if payload.password is not None:
        values["password"] = seal.seal(payload.password)
    MailSettings.objects.update_or_create(pk=1, defaults=values)
    channel.look_again()
    return _in_force()


@router.post("/settings/mail/test", response={200: TrialAnswer, **PROBLEM_RESPONSES}, operation_id="test_mail_settings")
def send_test(request: HttpRequest, payload: TrialMail) -> HttpResponse:
    """Send a trial mail now, and say what the server answers."""
    _only_administrators(request)
    actor, server = actor_of(request), mail_server.in_force()
    if not server.is_set:
        raise Refused(_("No mail server is set."))
    _check_address("to", payload.to)
    notice = Notice(
        kind="test",
        title=_("A trial mail from Magpie"),
        body=_("If you can read this, the mail server is set up correctly."),
        language=get_language() or settings.LANGUAGE_CODE,
        url=settings.PUBLIC_URL,
        sender=actor.user,
    )
    delivery = Delivery(notice=notice, channel="email", address=payload.to, message_id=mail.new_message_id())
    try:
        message = mail.compose(delivery, server)
        with Line(server) as line:
            line.send(message, payload.to)
    except (Away, NotNow, TurnedDown) as error:
        raise Refused(_("The mail could not be sent: %(said)s") % {"said": error}) from None
    channel.look_again()
    return answer({"sent": True, "detail": _("The mail server took the mail.")})


class ReturnsAnswer(Schema):
    """The mailbox to which mails come back; never its password.  `looked_at` is the last time that it was read."""

    is_on: bool
    address: str
    host: str
    port: int
    security: Security
    username: str
    has_password: bool
    folder: str
    looked_at: datetime.datetime | None
    failing_since: datetime.datetime | None
    error: str


class ReturnsInput(Schema):
    """The mailbox to which mails come back.  Without `password` the old one stays, empty removes it."""

    is_on: bool = True
    address: Annotated[str, Field(max_length=200)] = ""
    host: Annotated[str, Field(max_length=255, pattern=r"^[A-Za-z0-9._:\-\[\]]*$")] = ""
    port: Annotated[int, Field(ge=1, le=65535)] = 993
    security: Security = "tls"
    username: Annotated[str, Field(max_length=255)] = ""
    password: Annotated[str, Field(max_length=1000)] | None = None
    folder: Annotated[str, Field(min_length=1, max_length=200)] = "INBOX"


@router.get("/settings/returns", response={200: ReturnsAnswer, **PROBLEM_RESPONSES}, operation_id="read_returns")
def read_returns(request: HttpRequest) -> HttpResponse:
    """The mailbox to which mails come back that could not be delivered, and whether it can be read."""
    _only_administrators(request)
    row = ReturnsSettings.objects.filter(pk=1).first() or ReturnsSettings()
    shown = {name: getattr(row, name) for name in ReturnsAnswer.model_fields if name != "has_password"}
    return answer({**shown, "has_password": bool(row.password)})


@router.put("/settings/returns", response={200: ReturnsAnswer, **PROBLEM_RESPONSES}, operation_id="set_returns")
def set_returns(request: HttpRequest, payload: ReturnsInput) -> HttpResponse:
    """Set the mailbox; where another one is named, it is read from its beginning."""
    _only_administrators(request)
    values = payload.dict(exclude={"password"})
    for name, value in values.items():
        if isinstance(value, str) and any(ord(c) < 32 for c in value):
            raise Invalid({name: [_("The text has a character that cannot be kept.")]})
    if payload.address or payload.is_on:
        _check_address("address", payload.address)
    if payload.is_on and not payload.host:
        raise Invalid({"host": [_("This is needed.")]})
    row = ReturnsSettings.objects.filter(pk=1).first()
    if row is None or any(getattr(row, name) != values[name] for name in ("host", "address", "username", "folder")):
        values |= {"uid_validity": 0, "last_uid": 0}
    if payload.password is not None:
        values["password"] = seal.seal(payload.password)
    elif row is not None and row.host.lower() != payload.host.lower():
        values["password"] = ""  # a stored password goes to no other server
    fresh = {"next_look_at": timezone.now(), "error": "", "failing_since": None, "failures": 0}
    ReturnsSettings.objects.update_or_create(pk=1, defaults=values | fresh)
    return read_returns(request)


@router.post("/settings/returns/test", response={200: TrialAnswer, **PROBLEM_RESPONSES}, operation_id="test_returns")
def try_returns(request: HttpRequest) -> HttpResponse:
    """Sign in to the mailbox now, and say how many mails are there."""
    _only_administrators(request)
    row = ReturnsSettings.objects.filter(pk=1).exclude(host="").first()
    if row is None:
        raise Refused(_("No mailbox is set to which mails come back."))
    try:
        with imap.line(returns.server_of(row)) as client:
            count = int(client.select_folder(row.folder, readonly=True)[b"EXISTS"])
    except (imap.Away, imap.Refusal) as error:
        raise Refused(_("The mailbox cannot be read: %(said)s") % {"said": error}) from None
    return answer({"sent": True, "detail": _("The mailbox can be read; mails in it: %(count)d.") % {"count": count}})


def _check_address(field: str, address: str) -> None:
    try:
        validate_email(address)
    except ValidationError:
        raise Invalid({field: [_("“%(address)s” is not an e-mail address.") % {"address": address[:100]}]}) from None
