"""The invitation, or the answer to one of ours, that a letter carries: as a card, and how it is answered."""

from __future__ import annotations

import datetime
from typing import Annotated, Any, Literal

from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import Field

from magpie.activities.models import Meeting
from magpie.calendars.invitations import answers, itip
from magpie.calendars.invitations.itip import Told
from magpie.calendars.invitations.models import Received
from magpie.mailboxes import answering, invitations, sight
from magpie.mailboxes.models import Letter
from magpie.platform import access, objects
from magpie.platform.actor import Actor
from magpie.platform.models import User
from magpie.platform.problems import NotFound, Refused

State = Literal["needs_action", "accepted", "tentative", "declined"]


class InvitationClash(Schema):
    """Something else that the reader has at that time."""

    title: str
    starts_at: datetime.datetime
    ends_at: datetime.datetime


class LetterInvitation(Schema):
    """What a letter asks or answers.

    `kind`: "request" and "cancel" come from others, "reply" and "counter" from a guest of ours (`name` says who).
    `rule` is the repetition as RFC 5545 writes it.  `is_old` if a later letter says otherwise; `can_answer` if the
    reader may answer it here; `meeting` is the one that stands for it.
    """

    kind: Literal["request", "cancel", "reply", "counter"]
    title: str
    starts_at: datetime.datetime
    ends_at: datetime.datetime
    all_day: bool
    location: str
    rule: str
    name: str
    state: State
    comment: str
    answered_at: datetime.datetime | None
    is_old: bool
    is_off: bool
    is_over: bool
    can_answer: bool
    can_send: bool
    meeting: int | None
    guest: int | None
    clashes: list[InvitationClash]


class LetterAnswer(Schema):
    """An answer to the invitation in a letter."""

    state: Literal["accepted", "tentative", "declined"]
    comment: Annotated[str, Field(max_length=1000)] = ""


def card(letter: Letter, actor: Actor) -> dict[str, Any] | None:
    """What the letter asks or answers, for the one who reads it; None if it cannot be read."""
    user = User.objects.filter(pk=actor.user_id or 0).first()
    told = invitations.told_by(letter, user)
    if told is None or user is None:
        return None
    if told.method in ("REPLY", "COUNTER"):
        return _answer_of_guest(letter, told, actor)
    found = invitations.received(letter, told, list(sight.mailboxes_of(actor)))
    if found is None:
        return None
    row, box = found
    now, first = timezone.now(), told.first
    is_old = (told.sequence, told.stamp or now) < (row.sequence, row.stamp or now) and not told.key
    mine = [time.meeting for time in row.times.all()]
    is_over = not row.repeats and first.ends_at <= now
    can_answer = told.method == "REQUEST" and not (is_old or row.is_off or is_over)
    clashes = answers.clashes(user, first.starts_at, first.ends_at, set(mine)) if can_answer and not row.repeats else []
    return _card(told) | {
        "name": row.organizer_name or row.organizer_address, "state": row.state, "comment": row.comment,
        "answered_at": row.answered_at, "is_old": is_old, "is_off": row.is_off, "is_over": is_over,
        "can_answer": can_answer, "can_send": bool(box.smtp_host), "meeting": _meeting_of(row, actor),
        "clashes": [
            {"title": title, "starts_at": begin, "ends_at": end} for title, begin, end in clashes
        ],
    }  # fmt: skip


def _card(told: Told) -> dict[str, Any]:
    first = told.first
    kind = {"REQUEST": "request", "CANCEL": "cancel", "REPLY": "reply", "COUNTER": "counter"}[told.method]
    return {
        "kind": kind, "title": first.title, "starts_at": first.starts_at, "ends_at": first.ends_at,
        "all_day": first.all_day, "location": first.location, "rule": itip.rule_of(told.calendar), "name": "",
        "state": "needs_action", "comment": told.comment, "answered_at": None, "is_old": False, "is_off": False,
        "is_over": False, "can_answer": False, "can_send": False, "meeting": None, "guest": None, "clashes": [],
    }  # fmt: skip


def _meeting_of(row: Received, actor: Actor) -> int | None:
    numbers = [time.meeting for time in row.times.all()]
    ahead = Meeting.objects.filter(pk__in=numbers).order_by("starts_at")
    seen = access.visible(actor, objects.get("meeting")).filter(pk__in=numbers).values("pk")
    return ahead.filter(pk__in=seen).values_list("pk", flat=True).first()


def _answer_of_guest(letter: Letter, told: Told, actor: Actor) -> dict[str, Any] | None:
    guest = invitations.guest_of(letter, told)
    if guest is None:
        return None
    said = told.attendee({guest.address}) or (told.attendees[0] if told.attendees else None)
    meeting = answers.meeting_of(guest.invitation)
    seen = meeting is not None and access.reaches(actor, objects.get("meeting"), meeting, "read")
    proposes = told.method == "COUNTER" and guest.proposed_starts_at == told.first.starts_at
    return _card(told) | {
        "name": str(guest), "state": said.state if said else "needs_action",
        "title": told.first.title or (meeting.subject if meeting else ""),
        "is_old": told.method == "COUNTER" and not proposes, "meeting": meeting.pk if meeting and seen else None,
        "guest": guest.pk if proposes else None, "is_over": told.first.ends_at <= timezone.now(),
    }  # fmt: skip


def answer_letter(letter: Letter, actor: Actor, payload: LetterAnswer, given: dict[str, str]) -> None:
    """Answer the invitation in the letter as its reader."""
    user = User.objects.filter(pk=actor.user_id or 0).first()
    told = invitations.told_by(letter, user)
    if user is None or told is None or told.method != "REQUEST":
        raise Refused(_("There is no invitation in this mail that can be answered."))
    found = invitations.received(letter, told, list(sight.mailboxes_of(actor)))
    if found is None:
        raise NotFound
    if not access.may(actor, objects.get("meeting"), "create") and payload.state != "declined":
        raise Refused(_("You may not plan meetings. Ask an administrator."))
    row, box = found
    comment = payload.comment.replace("\x00", "").strip()
    answering.answer(letter, row, box, user, payload.state, comment, given)
