"""The guests of meetings: who is asked, who of them knows how things stand, and what they answered."""

from __future__ import annotations

import datetime
from typing import Annotated, Any, Literal

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router, Schema
from pydantic import Field

from magpie.activities.models import Meeting
from magpie.calendars.invitations import answers, faces, letters, listed, telling, ways
from magpie.calendars.invitations.models import Guest, Invitation
from magpie.platform import access, context, objects, records, titles
from magpie.platform.actor import Actor
from magpie.platform.http import history
from magpie.platform.http.auth import options_of
from magpie.platform.http.problems import PROBLEM_RESPONSES
from magpie.platform.http.records import Number, actor_of, find
from magpie.platform.http.rendering import answer
from magpie.platform.models import User
from magpie.platform.problems import Forbidden, Invalid, NotFound, Refused

router = Router()
MOST_GUESTS = 100
CUSTOMERS = ("contact", "lead", "account")
State = Literal["needs_action", "accepted", "tentative", "declined"]
GuestNumber = Annotated[int, Field(gt=0, lt=2**63)]


class GuestInput(Schema):
    """Somebody from outside: an address, and the contact, lead or account that it is of ("contact:5")."""

    name: Annotated[str, Field(max_length=200)] = ""
    address: Annotated[str, Field(max_length=254)]
    record: Annotated[str, Field(max_length=80)] = ""


class GuestList(Schema):
    """All guests from outside, and the language to write to those whose name does not tell it."""

    items: Annotated[list[GuestInput], Field(max_length=MOST_GUESTS)]
    language: Literal["en", "zh-hans"] = "zh-hans"


class MeetingGuest(Schema):
    """A guest and their answer.  `knows` unless something is still to be told; `user` for colleagues."""

    id: int
    user: int | None
    name: str
    address: str
    record: str
    state: State
    answered_at: datetime.datetime | None
    comment: str
    knows: bool
    proposed_starts_at: datetime.datetime | None
    proposed_ends_at: datetime.datetime | None


class MeetingGuests(Schema):
    """The guests of a meeting, or of the series that it is of.

    `waiting` counts those outside who do not know how things stand, `kept_back` if the organiser wanted it so;
    `sender_address` is where letters to them come from, `mine` what the caller answered.
    """

    items: list[MeetingGuest]
    of_series: bool
    waiting: int
    kept_back: bool
    may_change: bool
    sender_address: str
    mine: Literal["", "needs_action", "accepted", "tentative", "declined"]


class InvitationAnswer(Schema):
    """An answer to an invitation."""

    state: Literal["accepted", "tentative", "declined"]
    comment: Annotated[str, Field(max_length=1000)] = ""


class WaitingInvitation(Schema):
    """An invitation of a colleague that the caller has not answered."""

    meeting: int
    title: str
    starts_at: datetime.datetime
    ends_at: datetime.datetime | None
    location: str
    organizer: str
    repeats: bool


class WaitingInvitations(Schema):
    """Those that wait, the nearest first."""

    items: list[WaitingInvitation]


def write_guests(meeting: Meeting, given: GuestList) -> None:
    """Make these the meeting's guests from outside; Invalid where an address is none."""
    wanted = _cleaned(given)
    if not wanted and telling.find(meeting) is None:
        return
    invitation = telling.make(meeting)
    there = {guest.address: guest for guest in invitation.guests.filter(user=None)}
    for address, item in wanted.items():
        language = letters.language_of(item.name, given.language)
        guest = there.get(address)
        if guest is None:
            Guest.objects.create(
                invitation=invitation, name=item.name, address=address, record=item.record, language=language
            )
            continue
        if guest.is_removed:
            guest.is_removed, guest.state, guest.comment = False, "needs_action", ""
        guest.name, guest.record = item.name or guest.name, item.record or guest.record
        guest.save()
    for address, guest in there.items():
        if address not in wanted and not guest.is_removed:
            guest.is_removed = True
            guest.save(update_fields=["is_removed"])


def _cleaned(given: GuestList) -> dict[str, GuestInput]:
    wanted: dict[str, GuestInput] = {}
    for item in given.items:
        address = item.address.strip().lower()
        try:
            validate_email(address)
        except ValidationError:
            said = _("“%(address)s” is not an e-mail address.") % {"address": item.address[:100]}
            raise Invalid({"guests": [said]}) from None
        pair = titles.split_link(item.record)
        record = item.record if pair and pair[0] in CUSTOMERS else ""
        name = " ".join(item.name.replace("\x00", "").split())
        wanted[address] = GuestInput(name=name, address=address, record=record)
    return wanted


def _found(request: HttpRequest, number: int) -> tuple[Actor, Meeting]:
    actor = actor_of(request)
    meeting: Meeting = find(objects.get("meeting"), number, actor)
    return actor, meeting


def _changed(request: HttpRequest, number: int) -> tuple[Actor, Meeting]:
    actor, meeting = _found(request, number)
    if not access.reaches(actor, objects.get("meeting"), meeting, "update"):
        raise Forbidden(_("You may not change this record."))
    return actor, meeting


def _shown(actor: Actor, meeting: Meeting) -> dict[str, Any]:
    invitation = telling.find(meeting)
    may_change = access.reaches(actor, objects.get("meeting"), meeting, "update")
    body: dict[str, Any] = {
        "items": [], "of_series": bool(meeting.series), "waiting": 0, "kept_back": False, "may_change": may_change,
        "sender_address": ways.sender_of(meeting.owner) if may_change else "", "mine": "",
    }  # fmt: skip
    if invitation is None:
        return body
    face = faces.of(invitation)
    unknowing = telling.waiting(invitation, face)
    numbers = {guest.pk for guest in unknowing}
    rows = invitation.guests.filter(is_removed=False).select_related("user").order_by("user_id", "pk")
    mine = next((g.state for g in rows if g.user_id == actor.user_id and meeting.owner_id != actor.user_id), "")
    return body | {
        "items": [
            {
                "id": g.pk, "user": g.user_id, "name": str(g), "address": "" if g.user else g.address,
                "record": g.record, "state": g.state, "answered_at": g.answered_at, "comment": g.comment,
                "knows": g.pk not in numbers, "proposed_starts_at": g.proposed_starts_at,
                "proposed_ends_at": g.proposed_ends_at,
            }
            for g in rows if g.user_id is None or g.user_id != meeting.owner_id
        ],
        "waiting": sum(guest.user_id is None for guest in unknowing),
        "kept_back": telling.is_kept_back(invitation, face), "mine": mine,
    }  # fmt: skip


@router.get(
    "/calendar/meetings/{number}/guests", response={200: MeetingGuests, **PROBLEM_RESPONSES},
    operation_id="guests_of_meeting",
)  # fmt: skip
def guests_of(request: HttpRequest, number: Number) -> HttpResponse:
    """Who is asked to the meeting, and what they answered."""
    return answer(_shown(*_found(request, number)))


@router.post(
    "/calendar/meetings/{number}/guests/tell", response={200: MeetingGuests, **PROBLEM_RESPONSES},
    operation_id="tell_guests",
)  # fmt: skip
def tell(request: HttpRequest, number: Number) -> HttpResponse:
    """Write now to the guests who do not know yet how things stand."""
    actor, meeting = _changed(request, number)
    with context.acting(actor, **options_of(request)):
        invitation = telling.find(meeting)
        if invitation is None:
            raise Refused(_("This meeting has no guests."))
        Invitation.objects.filter(pk=invitation.pk).update(kept_back="")
        telling.look_soon(invitation, by=actor.user_id, at_once=True)
    return answer(_shown(actor, meeting))


@router.post(
    "/calendar/meetings/{number}/guests/{guest}/take-proposal", response={200: MeetingGuests, **PROBLEM_RESPONSES},
    operation_id="take_proposal",
)  # fmt: skip
def take_proposal(request: HttpRequest, number: Number, guest: GuestNumber) -> HttpResponse:
    """Move the meeting to the time that a guest proposed; all guests are told."""
    actor, meeting = _changed(request, number)
    invitation = telling.find(meeting)
    found = invitation.guests.filter(pk=guest, is_removed=False).first() if invitation else None
    if invitation is None or found is None:
        raise NotFound
    if found.proposed_starts_at is None or found.proposed_ends_at is None:
        raise Refused(_("This guest has not proposed another time."))
    if meeting.series:
        raise Refused(_("This meeting repeats. Change the series instead."))
    with context.acting(actor, whole=True, **options_of(request)) as current:
        values = {"starts_at": found.proposed_starts_at, "ends_at": found.proposed_ends_at}
        records.update(meeting, values, actor=actor)
        Guest.objects.filter(pk=found.pk).update(proposed_starts_at=None, proposed_ends_at=None)
        telling.settle(meeting, None, tell=True, by=actor.user_id)
        operation = str(current.operation)
    meeting.refresh_from_db()
    return answer(_shown(actor, meeting), Magpie_Operation=operation)


@router.post(
    "/calendar/meetings/{number}/answer", response={200: MeetingGuests, **PROBLEM_RESPONSES},
    operation_id="answer_meeting",
)  # fmt: skip
def answer_meeting(request: HttpRequest, number: Number, payload: InvitationAnswer) -> HttpResponse:
    """Answer a colleague's invitation; of a series all meetings still to come are meant."""
    actor = actor_of(request)
    user = User.objects.filter(pk=actor.user_id or 0).first()
    meeting = Meeting.objects.select_related("owner").filter(pk=number).first()
    about = Q(invitation__meeting_id=number)
    if meeting is not None and meeting.series:
        about |= Q(invitation__series_id=meeting.series)
    if user is None or meeting is None or not Guest.objects.filter(about, user=user, is_removed=False).exists():
        raise NotFound
    said = payload.comment.replace("\x00", "").strip()
    answers.take_of_colleague(meeting, user, payload.state, said, answers=options_of(request)["answers"])
    meeting.refresh_from_db()
    if access.reaches(actor, objects.get("meeting"), meeting, "read"):
        return answer(_shown(actor, meeting))
    return answer({
        "items": [], "of_series": bool(meeting.series), "waiting": 0, "kept_back": False, "may_change": False,
        "sender_address": "", "mine": payload.state,
    })  # fmt: skip


@router.get(
    "/calendar/invitations", response={200: WaitingInvitations, **PROBLEM_RESPONSES}, operation_id="waiting_invitations"
)
def waiting(request: HttpRequest) -> HttpResponse:
    """The invitations of colleagues that wait for the caller's answer."""
    actor = actor_of(request)
    return answer({
        "items": [
            {
                "meeting": m.pk, "title": m.subject, "starts_at": m.starts_at, "ends_at": m.ends_at,
                "location": m.location, "organizer": m.owner.name if m.owner else "", "repeats": bool(m.series),
            }
            for _guest, m in listed.waiting_for(actor.user_id or 0)
        ]
    })  # fmt: skip


def entries(
    actor: Actor, object_name: str, number: int, until: datetime.datetime | None, limit: int
) -> list[dict[str, Any]]:
    """What a customer answered to invitations, on the timeline of their record."""
    if object_name not in CUSTOMERS:
        return []
    found = (
        Guest.objects.filter(record=f"{object_name}:{number}").exclude(answered_at=None).exclude(state="needs_action")
    )
    if until:
        found = found.filter(answered_at__lt=until)
    rows = list(found.select_related("invitation").order_by("-answered_at", "-pk")[:limit])
    meetings = objects.get("meeting")
    shown = []
    for guest in rows:
        meeting = answers.meeting_of(guest.invitation)
        if meeting is None or not access.reaches(actor, meetings, meeting, "read"):
            continue
        said = {
            "accepted": _("%(name)s accepted: %(subject)s"), "tentative": _("%(name)s may come: %(subject)s"),
            "declined": _("%(name)s declined: %(subject)s"),
        }[guest.state]  # fmt: skip
        shown.append({
            "at": guest.answered_at, "kind": "event", "id": -guest.pk, "actor": None, "record": None, "event": None,
            "title": said % {"name": str(guest), "subject": meeting.subject}, "text": guest.comment,
        })  # fmt: skip
    return shown


history.personal_sources.append(entries)
