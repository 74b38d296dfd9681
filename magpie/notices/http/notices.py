"""Endpoints of the notices: one's own, and the ledger of what was sent.

A notice belongs to its recipient alone; of the ledger, administrators see all, others what they caused.
"""

from __future__ import annotations

import datetime
from typing import Annotated, Any, Literal

from django.db.models import Q
from django.db.models.functions import Coalesce, Now
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import AwareDatetime

from magpie.notices import alarms, browsers, groups, manners, snoozing, ways
from magpie.notices.groups import Group
from magpie.notices.models import CHANNELS, Delivery, Manner, Notice, Preference
from magpie.notices.tell import KINDS, URGENT, as_message
from magpie.platform import live
from magpie.platform.actor import Actor
from magpie.platform.http import people as people_http
from magpie.platform.http.problems import PROBLEM_RESPONSES
from magpie.platform.http.records import Number, actor_of
from magpie.platform.http.rendering import answer
from magpie.platform.models import User
from magpie.platform.problems import Invalid, NotFound, Refused

router = Router(tags=["notices"])
ChannelName = Literal["popup", "email", "push", "sms", "wecom", "dingtalk", "feishu"]
Status = Literal[
    "queued", "held", "sending", "retrying", "sent", "delivered", "failed", "kept", "replaced", "withdrawn"
]
Before = Annotated[int | None, Query(gt=0, lt=2**63)]
Limit = Annotated[int, Query(ge=1, le=200)]


class Ref(Schema):
    """Somebody or something by number and title."""

    id: int
    title: str


class Link(Schema):
    """The record that a notice is about."""

    object: str
    id: int


class Reason(Schema):
    """Why somebody is told; all empty where the notice says it itself."""

    kind: str = ""
    id: int | None = None
    title: str = ""
    deputy_of: Ref | None = None  # somebody who is away


class DeliverySummary(Schema):
    """How a notice travels on one channel."""

    channel: ChannelName
    round: int
    status: Status
    attempts: int
    sent_at: datetime.datetime | None
    error: str


class NoticeAnswer(Schema):
    """One of one's own notices."""

    id: int
    kind: str
    title: str
    body: str
    link: Link | None
    url: str
    urgent: bool
    created_at: datetime.datetime
    told_at: datetime.datetime  # the last time
    read_at: datetime.datetime | None
    snoozed_until: datetime.datetime | None
    group: Group
    matter: str
    round: int
    settled_at: datetime.datetime | None
    outcome: str
    reason: Reason
    sender: Ref | None
    may_be_false: bool  # one may say that it was a false alarm
    false_alarm: str  # why one said so
    deliveries: list[DeliverySummary]


class UnreadOfGroups(Schema):
    """How many notices are unread, by group."""

    mine: int
    mentions: int
    assigned: int
    reminders: int
    approvals: int
    system: int


class NoticePage(Schema):
    """Notices, newest first; `unread`, `groups` and `snoozed` count all of one's own."""

    items: list[NoticeAnswer]
    next: int | None
    unread: int
    groups: UnreadOfGroups
    snoozed: int


class Snooze(Schema):
    """When the notice is to come back."""

    until: AwareDatetime


class FalseAlarmInput(Schema):
    """Why nobody needed to be told."""

    reason: Annotated[str, Query(min_length=1, max_length=500)]


Clock = Annotated[str, Query(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]$")]  # of the person's own zone


class MannerAnswer(Schema):
    """When one wants to be told what is not urgent; times are of one's own time zone."""

    quiet_from: Clock | None
    quiet_until: Clock | None
    quiet_days_off: bool
    digest: Literal["at_once", "hourly", "daily"]
    digest_at: Clock


class Unread(Schema):
    """How many notices are unread now."""

    unread: int


class PreferenceAnswer(Schema):
    """On which channels one wants notices of a kind."""

    kind: str
    label: str
    channels: list[ChannelName]


class PreferenceInput(Schema):
    """As the answer, without the label."""

    kind: Annotated[str, Query(max_length=60)]
    channels: list[ChannelName]


def unread_of(user: User) -> int:
    """How many notices the user has not read."""
    return Notice.objects.filter(recipient=user, read_at=None).count()


people_http.unread_counters.append(unread_of)


def own(actor: Actor) -> Any:
    """The actor's own notices."""
    found = Notice.objects.filter(recipient_id=actor.user_id, recipient__isnull=False)
    return found.exclude(kind=manners.DIGEST_KIND)  # a mail of notices that are all here


@router.get("/notices", response={200: NoticePage, **PROBLEM_RESPONSES}, operation_id="list_notices")
def list_notices(
    request: HttpRequest,
    state: Literal["unread", "read", "all", "snoozed"] = "all",
    group: Group | None = None,
    before: Before = None,
    limit: Limit = 30,
) -> HttpResponse:
    """One's own notices, of one group if it is named; being listed is being delivered to the page."""
    actor = actor_of(request)
    found = own(actor).select_related("sender", "false_alarm").prefetch_related("deliveries").order_by("-id")
    found = found.filter(snoozed_until__isnull=state != "snoozed")
    if state in ("unread", "read"):
        found = found.filter(read_at__isnull=state == "unread")
    if group:
        found = found.filter(groups.within(group))
    if before:
        found = found.filter(id__lt=before)
    page = list(found[: limit + 1])
    more, page = len(page) > limit, page[:limit]
    _shown([d.pk for n in page for d in n.deliveries.all() if d.channel == "popup" and d.status == "sent"])
    counted = groups.unread(own(actor))
    body = {
        "items": [_shown_notice(notice) for notice in page],
        "next": page[-1].pk if more else None,
        "unread": sum(counted.values()),
        "groups": counted,
        "snoozed": own(actor).filter(snoozed_until__isnull=False).count(),
    }
    return answer(body)


def _shown_notice(notice: Notice) -> dict[str, Any]:
    return {
        **as_message(notice),
        "group": groups.of_kind(notice.kind),
        "snoozed_until": notice.snoozed_until,
        "false_alarm": alarms.reason_of(notice),
        "deliveries": [summary(delivery) for delivery in notice.deliveries.all()],
    }


@router.post("/notices/read-all", response={200: Unread, **PROBLEM_RESPONSES}, operation_id="read_all_notices")
def read_all(request: HttpRequest, group: Group | None = None) -> HttpResponse:
    """Mark all of one's own notices, or those of one group, as read."""
    actor = actor_of(request)
    return answer({"unread": _mark_read(actor, own(actor).filter(groups.within(group) if group else Q()))})


@router.post("/notices/{number}/read", response={200: Unread, **PROBLEM_RESPONSES}, operation_id="read_notice")
def read_notice(request: HttpRequest, number: Number) -> HttpResponse:
    """Mark one of one's own notices as read."""
    actor = actor_of(request)
    return answer({"unread": mark_read(actor, number)})


@router.post(
    "/notices/{number}/false-alarm", response={200: Unread, **PROBLEM_RESPONSES}, operation_id="call_notice_false"
)
def call_false(request: HttpRequest, number: Number, payload: FalseAlarmInput) -> HttpResponse:
    """Say that one of one's own notices was a false alarm, because …; it is read then, and its source learns of it."""
    actor = actor_of(request)
    reason = payload.reason.strip()
    if not reason:
        raise Invalid({"reason": [_("Say why.")]})
    alarms.say(_own_notice(actor, number).get(), reason, actor.user)
    return answer({"unread": mark_read(actor, number)})


@router.post("/notices/{number}/snooze", response={200: Unread, **PROBLEM_RESPONSES}, operation_id="snooze_notice")
def snooze(request: HttpRequest, number: Number, payload: Snooze) -> HttpResponse:
    """Put one of one's own notices off; it comes back unread at that time."""
    actor = actor_of(request)
    snoozing.snooze(_own_notice(actor, number).get(), payload.until)
    return answer({"unread": _push_unread(actor)})


@router.post("/notices/{number}/unsnooze", response={200: Unread, **PROBLEM_RESPONSES}, operation_id="unsnooze_notice")
def unsnooze(request: HttpRequest, number: Number) -> HttpResponse:
    """Have a notice back now that was put off; it stays read."""
    actor = actor_of(request)
    _own_notice(actor, number).update(snoozed_until=None)
    return answer({"unread": _push_unread(actor)})


@router.post("/notices/{number}/shown", response={200: Unread, **PROBLEM_RESPONSES}, operation_id="acknowledge_notice")
def acknowledge(request: HttpRequest, number: Number) -> HttpResponse:
    """A page says that it has shown the popup."""
    actor = actor_of(request)
    found = Delivery.objects.filter(notice__in=_own_notice(actor, number), channel="popup", status="sent")
    _shown(list(found.values_list("pk", flat=True)))
    return answer({"unread": own(actor).filter(read_at=None).count()})


def _own_notice(actor: Actor, number: int) -> Any:
    found = own(actor).filter(pk=number)
    if not found.exists():
        raise NotFound
    return found


def _shown(deliveries: list[int]) -> None:
    if deliveries:
        Delivery.objects.filter(pk__in=deliveries, status="sent").update(status="delivered", delivered_at=Now())


def mark_read(actor: Actor, number: int) -> int:
    """Mark one of the actor's own notices as read; how many are unread now."""
    return _mark_read(actor, _own_notice(actor, number))


def _mark_read(actor: Actor, notices: Any) -> int:
    now = timezone.now()
    numbers = list(notices.filter(read_at=None).values_list("pk", flat=True))
    if numbers:
        Notice.objects.filter(pk__in=numbers).update(read_at=now)
        popups = Delivery.objects.filter(notice_id__in=numbers, channel="popup", status__in=("sent", "delivered"))
        popups.update(status="delivered", delivered_at=Coalesce("delivered_at", now), read_at=now)
    return _push_unread(actor) if numbers else own(actor).filter(read_at=None).count()


def _push_unread(actor: Actor) -> int:
    """How many are unread now; all open pages hear of it."""
    unread: int = own(actor).filter(read_at=None).count()
    if actor.user_id:
        live.push(actor.user_id, {"type": "unread", "unread": unread})
    return unread


def summary(delivery: Delivery) -> dict[str, Any]:
    """A delivery in one line; the words of the other side are for who may see the ledger."""
    return {name: getattr(delivery, name) for name in DeliverySummary.model_fields}


@router.get(
    "/notices/preferences",
    response={200: list[PreferenceAnswer], **PROBLEM_RESPONSES},
    operation_id="list_notice_preferences",
)
def preferences(request: HttpRequest) -> HttpResponse:
    """On which channels the caller wants each kind; "*" is for all kinds not chosen."""
    actor = actor_of(request)
    chosen = dict(Preference.objects.filter(user=actor.user).values_list("kind", "channels"))
    user_id = actor.user_id or 0
    standard = [*ways.USUAL, *([ways.PUSH] if browsers.people_with_any({user_id}) else [])]
    usual = chosen.get("*", standard)
    labels = {"*": _("Everything else"), **{kind: str(label) for kind, label in KINDS.items()}}
    urgent = [name for name in (*ways.USUAL, *chosen.get(URGENT, usual)) if name in dict(CHANNELS)]
    labels[URGENT], chosen[URGENT] = _("Everything urgent"), list(dict.fromkeys(urgent))
    rows = [{"kind": k, "label": label, "channels": chosen.get(k, usual)} for k, label in labels.items()]
    rows.sort(key=lambda row: row["kind"] != URGENT)
    return answer(rows + [{"kind": k, "label": k, "channels": c} for k, c in chosen.items() if k not in labels])


@router.put(
    "/notices/preferences",
    response={200: list[PreferenceAnswer], **PROBLEM_RESPONSES},
    operation_id="set_notice_preference",
)
def set_preference(request: HttpRequest, payload: PreferenceInput) -> HttpResponse:
    """Choose the channels for one kind."""
    Preference.objects.update_or_create(
        user=actor_of(request).user,
        kind=payload.kind,
        defaults={"channels": list(dict.fromkeys(payload.channels))},
    )
    return preferences(request)


@router.get("/notices/manner", response={200: MannerAnswer, **PROBLEM_RESPONSES}, operation_id="read_manner")
def read_manner(request: HttpRequest) -> HttpResponse:
    """When the caller wants to be told what is not urgent."""
    row = Manner.objects.filter(user_id=actor_of(request).user_id or 0).first() or Manner(
        digest_at=datetime.time(8, 30)
    )
    shown = {name: getattr(row, name) for name in MannerAnswer.model_fields}
    return answer({n: f"{v:%H:%M:%S}" if isinstance(v, datetime.time) else v for n, v in shown.items()})


@router.put("/notices/manner", response={200: MannerAnswer, **PROBLEM_RESPONSES}, operation_id="set_manner")
def set_manner(request: HttpRequest, payload: MannerAnswer) -> HttpResponse:
    """Choose quiet hours and how mails are gathered; what is held already goes at its own time."""
    actor = actor_of(request)
    if actor.user is None:
        raise Refused(_("Only people have quiet hours."))
    values = payload.dict()
    if (values["quiet_from"] is None) != (values["quiet_until"] is None):
        missing = "quiet_until" if values["quiet_until"] is None else "quiet_from"
        raise Invalid({missing: [_("Quiet hours need a beginning and an end.")]})
    Manner.objects.update_or_create(user=actor.user, defaults=values)
    return read_manner(request)
