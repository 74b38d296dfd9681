"""What guests answer: by mail, on the page of their link, or as colleagues; kept, written in the history, and told."""

from __future__ import annotations

import datetime
from typing import Literal

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from magpie.activities.models import Meeting
from magpie.calendars import series, taken
from magpie.calendars.invitations import faces, telling
from magpie.calendars.invitations.models import Guest, Invitation
from magpie.notices.tell import tell
from magpie.platform import context, events, records
from magpie.platform.actor import SYSTEM, Actor
from magpie.platform.models import User
from magpie.platform.problems import Asked, Question, Refused

Answer = Literal["accepted", "tentative", "declined"]
OVERLAP = "invitation-overlap"  # what the question is called among the answers
EVENTS = {
    "accepted": ("guest_accepted", gettext_lazy("A guest accepted")),
    "tentative": ("guest_maybe", gettext_lazy("A guest may come")),
    "declined": ("guest_declined", gettext_lazy("A guest declined")),
    "proposed": ("guest_proposed", gettext_lazy("A guest proposed another time")),
}
for _kind, _label in EVENTS.values():
    events.declare("meeting", _kind, _label)


def meetings_of(invitation: Invitation) -> list[Meeting]:
    """The meetings still to come that it is about, the next one first."""
    one = {"series": invitation.series_id} if invitation.series_id else {"pk": invitation.meeting_id}
    found = Meeting.objects.filter(status="planned", **one).select_related("owner")
    return [m for m in found.order_by("starts_at", "id") if (m.ends_at or m.starts_at) > timezone.now()]


def meeting_of(invitation: Invitation) -> Meeting | None:
    """The meeting that is shown for it: the next one, or the last."""
    if found := meetings_of(invitation):
        return found[0]
    one = {"series": invitation.series_id} if invitation.series_id else {"pk": invitation.meeting_id}
    return Meeting.objects.filter(**one).select_related("owner").order_by("-starts_at").first()


def take(
    guest: Guest, state: Answer, comment: str = "", *, actor: Actor = SYSTEM, key: str = "",
    sequence: int | None = None, stamp: datetime.datetime | None = None,
) -> bool:  # fmt: skip
    """Keep the answer and tell the organiser; whether it says anything new.  `key` names one time of a series."""
    with context.acting(actor, "meeting.answer"):
        guest = Guest.objects.select_for_update(of=("self",)).select_related("user", "invitation").get(pk=guest.pk)
        known = guest.single_answers.get(key, guest.state) if key else guest.state
        if stamp is not None:
            guest.answer_stamp, guest.answer_sequence = stamp, sequence or 0
        is_new = known != state or comment != guest.comment
        if key:
            guest.single_answers = {**guest.single_answers, key: state}
        else:
            guest.state, guest.single_answers = state, {}
            guest.proposed_starts_at = guest.proposed_ends_at = None
        guest.comment, guest.answered_at = comment[:1000], timezone.now()
        guest.save()
        if is_new:
            _tell(guest, state, comment)
    return is_new


def propose(
    guest: Guest, begin: datetime.datetime, end: datetime.datetime, comment: str = "", *,
    sequence: int | None = None, stamp: datetime.datetime | None = None,
) -> None:  # fmt: skip
    """Keep the other time that a guest proposed, and tell the organiser."""
    with context.acting(SYSTEM, "meeting.answer"):
        guest = Guest.objects.select_for_update(of=("self",)).select_related("user", "invitation").get(pk=guest.pk)
        guest.proposed_starts_at, guest.proposed_ends_at = begin, end
        guest.comment, guest.answered_at, guest.state = comment[:1000], timezone.now(), "tentative"
        if stamp is not None:
            guest.answer_stamp, guest.answer_sequence = stamp, sequence or 0
        guest.save()
        _tell(guest, "proposed", comment)


def is_stale(guest: Guest, sequence: int, stamp: datetime.datetime | None) -> bool:
    """Whether a mailed answer is older than what is known: to an earlier time of the meeting, or sent earlier."""
    if sequence < guest.invitation.times_sequence:
        return True
    if guest.answer_stamp is None or stamp is None:
        return False
    return (sequence, stamp) <= (guest.answer_sequence, guest.answer_stamp)


def _tell(guest: Guest, what: str, comment: str) -> None:
    meeting = meeting_of(guest.invitation)
    if meeting is None:
        return
    kind, _said = EVENTS[what]
    events.emit(meeting, kind, {"name": str(guest), "comment": comment[:1000], "guest": guest.pk})
    organizer = meeting.owner
    if organizer is None or organizer.pk == guest.user_id:
        return
    with translation.override(organizer.language):
        zone = series.zone_of(organizer)
        said = {
            "accepted": _("%(name)s accepted: %(subject)s, %(when)s"),
            "tentative": _("%(name)s may come: %(subject)s, %(when)s"),
            "declined": _("%(name)s declined: %(subject)s, %(when)s"),
            "proposed": _("%(name)s proposes another time for %(subject)s: %(when)s"),
        }[what]
        at = guest.proposed_starts_at if what == "proposed" else meeting.starts_at
        when = f"{at.astimezone(zone):%m-%d %H:%M}" if at else ""
        title = said % {"name": str(guest), "subject": meeting.subject, "when": when}
    tell(organizer, kind="invitation", title=title, body=comment[:500], link=meeting, sender=guest.user)


def take_of_colleague(
    meeting: Meeting, user: User, state: Answer, comment: str, *, answers: dict[str, str]
) -> Guest:  # fmt: skip
    """A colleague's answer.  Who declines is not taken at that time any more; who comes after all is taken again.

    Asked first if something else is then.
    """
    invitation = telling.find(meeting)
    guest = invitation.guests.filter(user=user, is_removed=False).first() if invitation else None
    if guest is None or invitation is None:
        raise Refused(_("You are not invited to this meeting."))
    rows = meetings_of(invitation)
    if not rows:
        raise Refused(_("This meeting is over or was called off."))
    with context.acting(SYSTEM, "meeting.answer", answers=answers):
        for each in rows:
            there = user.pk in (each.attendees or ())
            if state == "declined" and there:
                records.update(each, {"attendees": [n for n in each.attendees if n != user.pk]}, actor=SYSTEM)
            elif state != "declined" and not there:
                _rejoin(each, user, answers)
        take(guest, state, comment, actor=Actor.of_user(user))
    guest.refresh_from_db()
    return guest


def _rejoin(meeting: Meeting, user: User, answers: dict[str, str]) -> None:
    values = {"attendees": [*meeting.attendees, user.pk]}
    try:
        with transaction.atomic():
            records.update(meeting, values, actor=SYSTEM)
    except Refused as refused:
        if OVERLAP not in answers:
            raise Asked([overlap_question(str(refused))]) from None
        records.update(meeting, {**values, "may_overlap": True}, actor=SYSTEM)


def overlap_question(said: str) -> Question:
    """Whether to come although something else is then."""
    reason = said.replace(_("To book all the same, let the meeting overlap others."), "").strip()
    return Question(OVERLAP, _("%(reason)s Accept all the same?") % {"reason": reason}, needs_reason=False)


def clashes(
    user: User, begin: datetime.datetime, end: datetime.datetime, but: set[int]
) -> list[tuple[str, datetime.datetime, datetime.datetime]]:
    """What else the person has at that time: subject and time, three at most."""
    found = taken.bookings([("user", user.pk)], begin, end).exclude(meeting_id__in=but)[:3]
    names = dict(Meeting.objects.filter(pk__in=[b.meeting_id for b in found]).values_list("pk", "subject"))
    return [(names.get(b.meeting_id, ""), b.during.lower, b.during.upper) for b in found]


def is_open(guest: Guest) -> bool:
    """Whether the guest's link still answers: until the meeting is over."""
    face = guest.invitation.face
    return bool(face) and not faces.is_over(face)
