"""Endpoints of the ledger: everything that was sent, each try, and who was told of a record.

Of the ledger, administrators see all, others what they caused.  Whoever may read a record sees who was told of it, on
which channels and whether it arrived, and of what kind it was; what it says, only who wrote or got it.
"""

from __future__ import annotations

import datetime
from typing import Annotated, Any

from django.db.models import Prefetch, Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema

from magpie.notices import ways
from magpie.notices.http.notices import Before, ChannelName, DeliverySummary, Limit, Link, Reason, Ref, Status, summary
from magpie.notices.models import Attempt, Delivery, Notice
from magpie.notices.tell import KINDS, as_message, wake
from magpie.platform import access, objects
from magpie.platform.actor import Actor
from magpie.platform.http.problems import PROBLEM_RESPONSES
from magpie.platform.http.records import Number, actor_of
from magpie.platform.http.rendering import answer
from magpie.platform.problems import NotFound, Refused

router = Router(tags=["notices"])
MOST_TOLD = 50


class LedgerNotice(Schema):
    """The notice of a delivery, without its text."""

    id: int
    kind: str
    title: str
    link: Link | None
    url: str
    urgent: bool
    sender: Ref | None
    run: int | None
    matter: str
    reason: Reason
    settled_at: datetime.datetime | None
    outcome: str


class AttemptAnswer(Schema):
    """One try, and how it ended; `detail` in the words of the other side."""

    at: datetime.datetime
    outcome: str
    detail: str
    seconds: float


class LedgerDelivery(Schema):
    """One delivery in the ledger."""

    id: int
    channel: ChannelName
    round: int
    status: Status
    attempts: int
    next_attempt_at: datetime.datetime | None
    error: str
    message_id: str
    address: str
    created_at: datetime.datetime
    sent_at: datetime.datetime | None
    delivered_at: datetime.datetime | None
    read_at: datetime.datetime | None
    recipient: Ref | None
    instead_of: ChannelName | None  # the channel in whose place it went
    went_by: list[ChannelName]  # the channels that took its place
    provider_id: str
    tries: list[AttemptAnswer]
    notice: LedgerNotice


class LedgerPage(Schema):
    """Deliveries, newest first."""

    items: list[LedgerDelivery]
    next: int | None


def ledger_of(actor: Actor) -> Any:
    """The deliveries that the actor may follow."""
    found = Delivery.objects.select_related("notice__recipient", "notice__sender", "fallback_of")
    found = found.prefetch_related(Prefetch("tries", Attempt.objects.order_by("id")), "fallbacks")
    return found if actor.is_trusted else found.filter(notice__sender_id=actor.user_id, notice__sender__isnull=False)


@router.get("/notices/ledger", response={200: LedgerPage, **PROBLEM_RESPONSES}, operation_id="list_deliveries")
def ledger(
    request: HttpRequest,
    before: Before = None,
    status: Status | None = None,
    channel: ChannelName | None = None,
    run: Before = None,
    person: Before = None,
    object: Annotated[str | None, Query(max_length=50)] = None,
    record: Before = None,
    kind: Annotated[str | None, Query(max_length=60)] = None,
    limit: Limit = 50,
) -> HttpResponse:
    """What was sent to whom (`person`), about what (`object`, `record`), of which kind, and what became of it."""
    asked = {
        "id__lt": before, "status": status, "channel": channel, "notice__run_id": run,
        "notice__recipient_id": person, "notice__object": object, "notice__record_id": record, "notice__kind": kind,
    }  # fmt: skip
    found = ledger_of(actor_of(request)).filter(Q(**{name: value for name, value in asked.items() if value}))
    page = list(found.order_by("-id")[: limit + 1])
    more, page = len(page) > limit, page[:limit]
    return answer({"items": [_entry(d) for d in page], "next": page[-1].pk if more else None})


@router.post(
    "/notices/deliveries/{number}/retry",
    response={200: LedgerDelivery, **PROBLEM_RESPONSES},
    operation_id="retry_delivery",
)
def retry(request: HttpRequest, number: Number) -> HttpResponse:
    """Send again what failed or waits, or a mail that was kept in the outbox; its Message-ID stays."""
    delivery = ledger_of(actor_of(request)).filter(pk=number).first()
    if delivery is None:
        raise NotFound
    if delivery.channel == ways.POPUP or delivery.status not in ("failed", "retrying", "queued", "kept"):
        raise Refused(_("This has been delivered, or is on its way."))
    if not ways.is_set(delivery.channel):
        if delivery.channel == ways.EMAIL:
            raise Refused(_("No mail server is set."))
        raise Refused(_("The channel “%(name)s” is not set up.") % {"name": ways.label_of(delivery.channel)})
    user = delivery.notice.recipient
    if user is not None and not user.is_active:
        raise Refused(_("%(name)s no longer has an account.") % {"name": user.name})
    # A wrong address may have been put right meanwhile.
    address = ways.address_of(user, delivery.channel) if user is not None else delivery.address
    if problem := ways.problem(delivery.channel, address, user.name if user else _("The recipient")):
        raise Refused(problem)
    given_back = Delivery.objects.filter(pk=number, status=delivery.status).update(
        status="queued",
        address=address,
        error="",
        next_attempt_at=timezone.now(),
        due_at=timezone.now(),
        lease_until=None,
    )
    if not given_back:
        raise Refused(_("This has been delivered, or is on its way."))
    wake()
    return answer(_entry(ledger_of(actor_of(request)).get(pk=number)))


def _entry(delivery: Delivery) -> dict[str, Any]:
    notice = delivery.notice
    user, sent = notice.recipient, delivery.status in ("sent", "delivered", "failed", "kept", "replaced", "withdrawn")
    plain = (
        "id channel round status attempts error message_id address created_at sent_at delivered_at read_at"
        " next_attempt_at provider_id"
    )
    seen = as_message(notice)
    return {
        **{name: getattr(delivery, name) for name in plain.split()},
        "next_attempt_at": None if sent else delivery.next_attempt_at,
        "recipient": {"id": user.pk, "title": user.name} if user else None,
        "instead_of": delivery.fallback_of.channel if delivery.fallback_of else None,
        "went_by": [other.channel for other in delivery.fallbacks.all()],
        "tries": [{n: getattr(t, n) for n in AttemptAnswer.model_fields} for t in delivery.tries.all()],
        "notice": {n: seen[n] for n in LedgerNotice.model_fields if n != "run"} | {"run": notice.run_id},
    }


class Told(Schema):
    """One person who was told of a record; `title` only for who wrote or got it, and administrators."""

    id: int
    at: datetime.datetime
    recipient: Ref | None
    address: str
    kind: str
    title: str
    urgent: bool
    reason: Reason
    read_at: datetime.datetime | None
    settled_at: datetime.datetime | None
    outcome: str
    deliveries: list[DeliverySummary]


@router.get("/notices/told", response={200: list[Told], **PROBLEM_RESPONSES}, operation_id="list_told")
def told(
    request: HttpRequest,
    object: Annotated[str, Query(max_length=50)],
    record: Annotated[int, Query(gt=0, lt=2**63)],
) -> HttpResponse:
    """Who was told of a record, the latest first."""
    actor, object_type = actor_of(request), objects.find(object)
    if object_type is None or not access.may(actor, object_type, "read"):
        raise NotFound
    if not access.visible(actor, object_type).filter(pk=record).exists():
        raise NotFound
    found = Notice.objects.filter(object=object, record_id=record).select_related("recipient", "sender")
    page = found.prefetch_related("deliveries").order_by("-id")[:MOST_TOLD]
    return answer([_told(notice, actor) for notice in page])


def _told(notice: Notice, actor: Actor) -> dict[str, Any]:
    user = notice.recipient
    is_mine = actor.user_id is not None and actor.user_id in (notice.recipient_id, notice.sender_id)
    shows = actor.is_trusted or is_mine
    label = str(KINDS.get(notice.kind, "")) or _("A message")
    return {
        "id": notice.pk,
        "at": notice.told_at,
        "recipient": {"id": user.pk, "title": user.name} if user else None,
        "address": notice.address if shows else "",
        "kind": notice.kind,
        "title": notice.title if shows else label,
        "urgent": notice.urgent,
        "reason": notice.reason if shows else {},
        "read_at": notice.read_at,
        "settled_at": notice.settled_at,
        "outcome": notice.outcome,
        "deliveries": [
            summary(d) | ({} if shows else {"error": ""}) for d in sorted(notice.deliveries.all(), key=lambda d: d.pk)
        ],
    }
