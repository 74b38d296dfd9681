"""Telling people: one call writes the notice and a delivery for each channel, inside the caller's transaction.

If that transaction is rolled back, nobody is told.  Telling twice with the same key is telling once, so whoever repeats
a step after a crash may call again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.conf import settings
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from magpie.notices import alarms, browsers, mail, manners, people, ways
from magpie.notices.models import CHANNELS, NOT_YET_OUT, Delivery, Notice, Preference
from magpie.platform import context, live, objects, rows, texts
from magpie.platform.models import User

Text = Any  # a str, a lazy translation, or {"en": ..., "zh-hans": ...}
WAKE = "magpie_notice"
ALL_CHANNELS = tuple(name for name, _label in CHANNELS)
LONGEST_TITLE = 300
URGENT = "urgent"  # in place of a kind: what people chose for everything urgent
after_failure: list[Callable[[Delivery], None]] = []  # what is done about a delivery that cannot even be tried
WORK_OF: dict[str, str] = {}  # notices of these kinds go to who stands in for that work
CHOSEN_EACH: set[str] = set()  # of these kinds the channels were chosen with each thing itself, which goes before


@dataclass(frozen=True)
class Telling:
    """What one person, or one bare e-mail address, is to be told in their language; see `tell`."""

    recipient: User | str
    kind: str
    title: Text
    body: Text = ""
    html: Text = ""
    link: Any = None
    sender: User | None = None
    urgent: bool = False
    channels: tuple[str, ...] = ALL_CHANNELS
    key: str = ""
    run_id: int | None = None
    step: str = ""
    files: tuple[int, ...] = ()
    calendar: str = ""
    language: str = ""
    deputies: bool = True
    matter: str = ""
    round: int = 1
    reason: Mapping[str, Any] = field(default_factory=dict)

    @property
    def user(self) -> User | None:
        return self.recipient if isinstance(self.recipient, User) else None


def tell(
    recipient: User | str,
    *,
    kind: str,
    title: Text,
    channels: Iterable[str] = ALL_CHANNELS,
    files: Iterable[int] = (),
    **values: Any,
) -> Notice:
    """Tell a user, or a bare e-mail address, something in their language.

    `link` is the record that it is about, or its (object, number), or an address; `files` are numbers of stored files,
    attached to the mail; `calendar` is an iCalendar object that calendar programs take from the mail.  Who is away has
    their deputy told as well, unless `deputies` is false.  `matter` names what waits for an answer (`matters`),
    `reason` says why this person is told.  Gives the notice, an older one if the key was used before; with a higher
    `round` that one is told again.  `channels` are those that may be used; without them the person's own choice counts,
    and where they made none, popup and e-mail.
    """
    one = Telling(recipient, kind, title, channels=tuple(channels), files=tuple(files), **values)
    return tell_many([one])[0]


def tell_many(tellings: Sequence[Telling]) -> list[Notice]:
    """Tell many people at once: a few statements for all; gives the notice of each, in order."""
    try:
        with transaction.atomic():
            return _tell_all(tellings)
    except IntegrityError:  # somebody told one of them at the same moment
        if not any(one.key for one in tellings):
            raise
        if len(tellings) == 1:
            return _tell_all(tellings)
        return [tell_many([one])[0] for one in tellings]


def _tell_all(tellings: Sequence[Telling]) -> list[Notice]:
    known = _known(tellings)
    given: list[Notice | None] = []
    fresh: dict[int, Telling] = {}  # by place
    by_key: dict[str, int] = {}
    again: list[tuple[Notice, Telling]] = []
    for place, one in enumerate(tellings):
        found = known.get(one.key) if one.key else None
        given.append(found)
        if found is not None and one.round > found.round:
            again.append((found, one))
        elif found is None and not (one.key and one.key in by_key):
            fresh[place] = one
            by_key[one.key] = place
    notices = {place: _notice(one) for place, one in fresh.items()}
    rows.insert_many(list(notices.values()))
    _tell_again(again)
    _deliver([*((notices[place], fresh[place]) for place in fresh), *again])
    deputies = [d for one in (*fresh.values(), *(one for _n, one in again)) if (d := _for_deputy(one)) is not None]
    if deputies:
        _tell_all(deputies)
    return [
        found if found is not None else notices[place if place in notices else by_key[tellings[place].key]]
        for place, found in enumerate(given)
    ]


def _known(tellings: Sequence[Telling]) -> dict[str, Notice]:
    keys = [one.key for one in tellings if one.key]
    return {n.key: n for n in Notice.objects.filter(key__in=keys).select_related("recipient")} if keys else {}


def _notice(one: Telling) -> Notice:
    user = one.user
    address, language = "", one.language
    if user is None:
        address = str(one.recipient).strip()
        there = User.objects.filter(email__iexact=address, is_active=True).first() if address else None
        language = language or (there.language if there else "")
    spoken = (user.language if user else language) or settings.LANGUAGE_CODE
    current = context.current()
    notice = Notice(
        recipient=user,
        address=address,
        language=spoken,
        kind=one.kind,
        title=one_line(in_language(one.title, spoken)),
        body=in_language(one.body, spoken),
        html=in_language(one.html, spoken),
        urgent=one.urgent,
        sender=one.sender,
        run_id=one.run_id,
        step=one.step,
        files=list(one.files),
        calendar=one.calendar,
        key=one.key,
        matter=one.matter,
        round=one.round,
        reason=dict(one.reason),
        operation=current.operation if current else None,
    )
    link = one.link
    if isinstance(link, models.Model):
        notice.object, notice.record_id, notice.url = objects.of(link).name, link.pk, texts.record_url(link)
    elif isinstance(link, tuple):
        notice.object, notice.record_id = link
        notice.url = texts.page_url(*link)
    elif link:
        notice.url = str(link)
    return notice


def _tell_again(again: Sequence[tuple[Notice, Telling]]) -> None:
    """What was told before is new again for who did not answer, with the words of now."""
    now = timezone.now()
    for notice, one in again:
        notice.round, notice.told_at, notice.read_at, notice.urgent = one.round, now, None, one.urgent
        notice.title = one_line(in_language(one.title, notice.language))
        notice.body = in_language(one.body, notice.language)
        notice.settled_at, notice.settled_by, notice.outcome, notice.snoozed_until = None, None, "", None
    if again:
        changed = "round told_at read_at urgent title body settled_at settled_by outcome snoozed_until"
        rows.save_many([notice for notice, _one in again], changed.split())
        before = Delivery.objects.filter(notice__in=[n for n, _one in again], round__lt=models.F("notice__round"))
        before.filter(status__in=NOT_YET_OUT).update(status="withdrawn", lease_until=None)


def _for_deputy(one: Telling) -> Telling | None:
    """The same for the deputy of somebody who is away."""
    user = one.user
    work = WORK_OF.get(one.kind, "notices")
    deputy = people.deputy_of(user, work) if user is not None and one.deputies else None
    if user is None or deputy is None:
        return None
    title, key = _for_absent(one.title, user, deputy), f"{one.key}:deputy" if one.key else ""
    reason = {**one.reason, "deputy_of": {"id": user.pk, "title": user.name}}
    return replace(one, recipient=deputy, title=title, key=key, deputies=True, reason=reason)


def _for_absent(title: Text, user: User, deputy: User) -> str:
    with translation.override(deputy.language):
        return _("For %(name)s, who is away: %(title)s") % {
            "name": user.name,
            "title": in_language(title, deputy.language),
        }


def _deliver(told: Sequence[tuple[Notice, Telling]]) -> None:
    """The deliveries of notices, and the word to pages and workers that there is something to do."""
    in_force = ways.in_force()
    wishes = Wishes([notice.recipient for notice, _one in told], in_force)
    deliveries = [
        _delivery(notice, name, in_force)
        for notice, one in told
        for name in wishes.channels(notice, list(dict.fromkeys(one.channels)))
    ]
    _hold(deliveries)
    rows.insert_many(deliveries)
    for delivery in deliveries:
        if delivery.status == "failed" and (delivery.channel in in_force or delivery.channel == ways.PUSH):
            for other_way in after_failure:
                other_way(delivery)
            if delivery.channel == ways.PUSH:  # no fault of anybody: they have turned it on nowhere
                continue
            tell_sender(delivery)
    live.push_many(
        (d.notice.recipient_id or 0, {"type": "notice", "notice": as_message(d.notice)})
        for d in deliveries
        if d.channel == "popup" and d.status == "sent"
    )
    if any(delivery.status == "queued" for delivery in deliveries):
        wake()


def _hold(deliveries: list[Delivery]) -> None:
    """What people want later waits until then."""
    waiting = [d for d in deliveries if d.status == "queued" and not d.notice.urgent]
    chosen = manners.of_people({d.notice.recipient_id for d in waiting if d.notice.recipient_id})
    now = timezone.now()
    for delivery in waiting if chosen else ():
        manners.hold(delivery, chosen.get(delivery.notice.recipient_id or 0), now)


def _delivery(notice: Notice, name: str, in_force: list[str]) -> Delivery:
    user = notice.recipient
    delivery = Delivery(notice=notice, channel=name, round=notice.round)
    if name == ways.POPUP:
        delivery.status, delivery.sent_at = "sent", timezone.now()
    else:
        delivery.address = notice.address if user is None else ways.address_of(user, name)
        delivery.message_id = mail.new_message_id() if name == ways.EMAIL else ""
        delivery.status = "queued" if name in in_force else "kept"
    if problem := _problem(user, delivery, in_force):
        delivery.status, delivery.sent_at, delivery.error = "failed", None, problem
    return delivery


def _problem(user: User | None, delivery: Delivery, in_force: list[str]) -> str:
    """Why this cannot be delivered at all, or nothing."""
    if user is not None and not user.is_active:
        return _("%(name)s no longer has an account.") % {"name": user.name}
    if delivery.channel not in in_force and delivery.channel not in (ways.EMAIL, ways.PUSH):
        return _("The channel “%(name)s” is not set up.") % {"name": ways.label_of(delivery.channel)}
    return ways.problem(delivery.channel, delivery.address, user.name if user else _("The recipient"))


class Wishes:
    """On which channels people want to be told, read at once for all of them."""

    def __init__(self, people: Iterable[User | None], in_force: list[str]) -> None:
        self.in_force = in_force
        numbers = {user.pk for user in people if user is not None}
        rows = Preference.objects.filter(user_id__in=numbers).values_list("user_id", "kind", "channels")
        self._chosen = {(user_id, kind): channels for user_id, kind, channels in rows} if numbers else {}
        self._with_browser = browsers.people_with_any(numbers) if ways.PUSH in in_force else set()

    def channels(self, notice: Notice, offered: list[str]) -> list[str]:
        """Of those offered, the ones wanted; never none: in the list of notices it always is.

        What is urgent is told on all that were named for it, and where nothing was, at least as what is not urgent.  A
        bare address has e-mail only.
        """
        user_id = notice.recipient_id
        offered = ways.named(offered, self.in_force)
        if user_id is None:
            return [c for c in offered if c == ways.EMAIL]
        chosen = self._chosen.get((user_id, notice.kind), self._chosen.get((user_id, "*")))
        if notice.urgent:
            chosen = self._chosen.get((user_id, URGENT), chosen)
        if tuple(offered) == ALL_CHANNELS:
            has_browser = user_id in self._with_browser
            usual = (*ways.USUAL, ways.PUSH) if has_browser else ways.USUAL
            wanted = usual if chosen is None else {*chosen, *(ways.USUAL if notice.urgent else ())}
            usable = [c for c in offered if c in ways.USUAL or c in self.in_force]
            return [c for c in usable if c in wanted and (c != ways.PUSH or has_browser)] or [ways.POPUP]
        if notice.urgent or chosen is None or notice.kind in CHOSEN_EACH:
            return offered if set(offered) & {*self.in_force, ways.EMAIL} else [*offered, ways.POPUP]
        return [c for c in offered if c in chosen] or [ways.POPUP]


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
        "told_at": notice.told_at,
        "read_at": notice.read_at,
        "matter": notice.matter,
        "round": notice.round,
        "settled_at": notice.settled_at,
        "outcome": notice.outcome,
        "reason": {"kind": "", "id": None, "title": "", "deputy_of": None, **notice.reason},
        "sender": {"id": sender.pk, "title": sender.name} if sender else None,
        "may_be_false": alarms.can_be(notice),
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
