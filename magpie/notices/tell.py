"""Telling people: one call writes the notice and a delivery for each channel, inside the caller's transaction.

If that transaction is rolled back, nobody is told.  Telling twice with the same key is telling once, so whoever repeats
a step after a crash may call again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from magpie.notices import mail, mail_server, people
from magpie.notices.models import CHANNELS, Delivery, Notice, Preference
from magpie.platform import live, objects, texts
from magpie.platform.models import User

Text = Any  # a str, a lazy translation, or {"en": ..., "zh-hans": ...}
WAKE = "magpie_notice"
ALL_CHANNELS = tuple(name for name, _label in CHANNELS)
LONGEST_TITLE = 300


def tell(
    recipient: User | str,
    *,
    kind: str,
    title: Text,
    body: Text = "",
    html: Text = "",
    link: Any = None,
    sender: User | None = None,
    urgent: bool = False,
    channels: Iterable[str] = ALL_CHANNELS,
    key: str = "",
    run_id: int | None = None,
    step: str = "",
    files: Iterable[int] = (),
    calendar: str = "",
    language: str = "",
    deputies: bool = True,
) -> Notice:
    """Tell a user, or a bare e-mail address, something in their language.

    `link` is the record that it is about, or its (object, number), or an address; `files` are numbers of stored files,
    attached to the mail; `calendar` is an iCalendar object that calendar programs take from the mail.  Who is away has
    their deputy told as well, unless `deputies` is false.  Gives the notice, an older one if the key was used before.
    """
    if key and (known := Notice.objects.filter(key=key).first()):
        return known
    user = recipient if isinstance(recipient, User) else None
    address = "" if user else str(recipient).strip()
    if user is None:
        user_there = User.objects.filter(email__iexact=address, is_active=True).first() if address else None
        language = language or (user_there.language if user_there else settings.LANGUAGE_CODE)
    spoken = (user.language if user else language) or settings.LANGUAGE_CODE
    notice = Notice(
        recipient=user,
        address=address,
        language=spoken,
        kind=kind,
        title=one_line(in_language(title, spoken)),
        body=in_language(body, spoken),
        html=in_language(html, spoken),
        urgent=urgent,
        sender=sender,
        run_id=run_id,
        step=step,
        files=list(files),
        calendar=calendar,
        key=key,
    )
    if isinstance(link, models.Model):
        notice.object, notice.record_id, notice.url = objects.of(link).name, link.pk, texts.record_url(link)
    elif isinstance(link, tuple):
        notice.object, notice.record_id = link
        notice.url = texts.page_url(*link)
    elif link:
        notice.url = str(link)
    try:
        with transaction.atomic():
            notice.save(force_insert=True)
            _deliver(notice, list(dict.fromkeys(channels)))
    except IntegrityError:
        if key and (known := Notice.objects.filter(key=key).first()):  # somebody told it at the same moment
            return known
        raise
    if user is not None and deputies and (deputy := people.deputy_of(user)) is not None:
        tell(
            deputy,
            kind=kind,
            title=_for_absent(title, user, deputy),
            body=body,
            html=html,
            link=link,
            sender=sender,
            urgent=urgent,
            channels=channels,
            key=f"{key}:deputy" if key else "",
            run_id=run_id,
            step=step,
            files=files,
        )
    return notice


def _for_absent(title: Text, user: User, deputy: User) -> str:
    with translation.override(deputy.language):
        return _("For %(name)s, who is away: %(title)s") % {
            "name": user.name,
            "title": in_language(title, deputy.language),
        }


def _deliver(notice: Notice, channels: list[str]) -> None:
    """The deliveries of a new notice, and the word to pages and workers that there is something to do."""
    user = notice.recipient
    wanted = channels if user is None or notice.urgent else preferred(user, notice.kind, channels)
    for name in wanted:
        delivery = Delivery(notice=notice, channel=name)
        if name == "popup":
            if user is None:
                continue
            delivery.status, delivery.sent_at = "sent", timezone.now()
        else:
            delivery.address = notice.address if user is None else user.email
            delivery.message_id = mail.new_message_id()
            delivery.status = "queued" if mail_server.is_set() else "kept"
        problem = _problem(user, delivery)
        if problem:
            delivery.status, delivery.sent_at, delivery.error = "failed", None, problem
        delivery.save(force_insert=True)
        if problem:
            tell_sender(delivery)
        elif name == "popup" and user is not None:
            live.push(user.pk, {"type": "notice", "notice": as_message(notice)})
        elif delivery.status == "queued":
            wake()


def _problem(user: User | None, delivery: Delivery) -> str:
    """Why this cannot be delivered at all, or nothing."""
    if user is not None and not user.is_active:
        return _("%(name)s no longer has an account.") % {"name": user.name}
    if delivery.channel == "email":
        if not delivery.address:
            return _("%(name)s has no e-mail address.") % {"name": user.name if user else _("The recipient")}
        try:
            validate_email(delivery.address)
        except ValidationError:
            return _("“%(address)s” is not an e-mail address.") % {"address": delivery.address[:100]}
    return ""


def preferred(user: User, kind: str, channels: list[str]) -> list[str]:
    """Of these channels, those on which the user wants this kind; never none: in the list of notices it always is."""
    choices = dict(Preference.objects.filter(user=user, kind__in=(kind, "*")).values_list("kind", "channels"))
    chosen = choices.get(kind, choices.get("*"))
    if chosen is None:
        return channels
    return [c for c in channels if c in chosen] or ["popup"]


def tell_sender(delivery: Delivery) -> None:
    """Let whoever caused a notice know that it could not be delivered; without such a person, the administrators."""
    notice = delivery.notice
    if notice.kind == "delivery.failed":
        return
    senders = [notice.sender] if notice.sender is not None and notice.sender.is_active else people.administrators()
    whom = notice.recipient.name if notice.recipient else notice.address
    for sender in senders:
        with translation.override(sender.language):
            tell(
                sender,
                kind="delivery.failed",
                channels=("popup",),
                key=f"delivery:{delivery.pk}:{delivery.attempts}:{sender.pk}",
                title=_("Not delivered to %(name)s: %(title)s") % {"name": whom, "title": notice.title},
                body=delivery.error,
                link=notice.url,
            )


def wake() -> None:
    """Tell the workers, once the transaction has committed, that deliveries wait."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, '')", [WAKE])


def as_message(notice: Notice) -> dict[str, Any]:
    """A notice as pages see it."""
    sender = notice.sender
    return {
        "id": notice.pk,
        "kind": notice.kind,
        "title": notice.title,
        "body": notice.body,
        "link": {"object": notice.object, "id": notice.record_id} if notice.object else None,
        "url": notice.url,
        "urgent": notice.urgent,
        "created_at": notice.created_at,
        "read_at": notice.read_at,
        "sender": {"id": sender.pk, "title": sender.name} if sender else None,
    }


def in_language(text: Text, language: str) -> str:
    """The text of that language; where it is missing, of the other one."""
    if isinstance(text, Mapping):
        chosen = text.get(language) or next((t for t in text.values() if t), "")
        return in_language(chosen, language)
    with translation.override(language):
        return str(text)


def one_line(text: str) -> str:
    """Fit for a subject: one line, not endless."""
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_TITLE else f"{text[: LONGEST_TITLE - 1]}…"


KINDS = {
    "workflow": gettext_lazy("Messages of workflows"),
    "hand_over": gettext_lazy("Hand-overs of work"),
    "delivery.failed": gettext_lazy("Messages that could not be delivered"),
    "channel.down": gettext_lazy("Trouble with the mail server"),
}
