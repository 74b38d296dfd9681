"""Telling guests what became of a meeting: asked, moved, called off; whatever changed it, and nothing twice.

The reader of the event log only notes which invitations may have something to tell.  They are looked at a little later,
so that what is undone or corrected at once makes one letter or none; what was last told says whether there is any.
"""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Iterable

from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from magpie.activities.models import Meeting
from magpie.calendars import ics, series
from magpie.calendars.invitations import faces, letters, ways
from magpie.calendars.invitations.faces import Face
from magpie.calendars.invitations.models import Guest, Invitation
from magpie.calendars.models import Visit
from magpie.notices.mail_server import own_domain
from magpie.notices.tell import KINDS, tell
from magpie.platform.effects import Told
from magpie.platform.models import Event, User

WAIT = datetime.timedelta(seconds=10)
LEASE = datetime.timedelta(minutes=2)
WAKE = "magpie_calendar"
KINDS["invitation"] = gettext_lazy("Invitations to meetings, and answers to yours")


def find(meeting: Meeting) -> Invitation | None:
    """The invitation that the meeting belongs to: its series' or its own."""
    if meeting.series and (found := Invitation.objects.filter(series_id=meeting.series).first()):
        return found
    return Invitation.objects.filter(meeting_id=meeting.pk).first()


def make(meeting: Meeting) -> Invitation:
    """The invitation to the meeting, or to the whole series that it is of."""
    found = find(meeting)
    if found is not None:
        return found
    whole = {"series_id": meeting.series} if meeting.series else {"meeting_id": meeting.pk}
    given = {"uid": f"{uuid.uuid4().hex}@{own_domain()}", "organizer": meeting.owner}
    return Invitation.objects.get_or_create(**whole, defaults=given)[0]


def note(rows: Iterable[Event]) -> None:
    """After changes of meetings, have their guests told soon."""
    for event in rows:
        if event.object != "meeting" or event.kind not in ("created", "updated", "deleted"):
            continue
        if event.kind != "created" or event.record.get("attendees") or event.record.get("series"):
            _note(event)


def _note(event: Event) -> None:
    meeting = Meeting.objects.select_related("owner").filter(pk=event.record_id).first()
    numbers = {n for n in (event.record.get("series"), (event.old or {}).get("series")) if n}
    with transaction.atomic():
        known = Invitation.objects.filter(meeting_id=event.record_id).first()
        if meeting is not None and meeting.series:
            _follow_into_series(meeting, known, (event.old or {}).get("series"))
        if meeting is not None and find(meeting) is None and _is_worth(meeting, event):
            make(meeting)
        found = Invitation.objects.filter(meeting_id=event.record_id) | Invitation.objects.filter(series_id__in=numbers)
        for invitation in found:
            if meeting is not None:
                _bring_colleagues(invitation, meeting)
            by = event.actor_id if event.actor_kind == "user" else None
            look_soon(invitation, by=by)


def _is_worth(meeting: Meeting, event: Event) -> bool:
    if event.automation == "skip" or meeting.status != "planned" or meeting.starts_at is None:
        return False
    if Visit.objects.filter(meeting=meeting).exists():
        return False  # the booking page tells its people
    is_first = not meeting.series or event.kind == "updated" or meeting.starts_at > timezone.now()
    return is_first and bool(_colleagues(meeting)) and (meeting.ends_at or meeting.starts_at) > timezone.now()


def _colleagues(meeting: Meeting) -> set[int]:
    return {number for number in meeting.attendees or () if number != meeting.owner_id}


def _follow_into_series(meeting: Meeting, known: Invitation | None, former: int | None) -> None:
    """A meeting that repeats from now on takes its guests along; so does the later part of a series that was cut."""
    if Invitation.objects.filter(series_id=meeting.series).exists():
        return
    if known is not None:
        known.meeting_id, known.series_id = None, meeting.series
        known.save(update_fields=["meeting_id", "series_id"])
        return
    before = Invitation.objects.filter(series_id=former).first() if former else None
    if before is not None and former != meeting.series:
        made = make(meeting)
        for guest in before.guests.filter(is_removed=False):
            plain = {name: getattr(guest, name) for name in ("user_id", "record", "name", "address", "language")}
            Guest.objects.create(invitation=made, **plain)


def _bring_colleagues(invitation: Invitation, meeting: Meeting) -> None:
    """The colleagues taking part are guests too, so that they can answer."""
    wanted = _colleagues(meeting)
    if invitation.series_id is not None:
        ahead = Meeting.objects.filter(series=invitation.series_id, status="planned", starts_at__gt=timezone.now())
        for other in ahead.only("attendees", "owner"):
            wanted |= _colleagues(other)
    there = {guest.user_id: guest for guest in invitation.guests.filter(user__isnull=False)}
    users = User.objects.filter(pk__in=wanted - there.keys(), is_active=True)
    Guest.objects.bulk_create(
        [Guest(invitation=invitation, user=user, name=user.name, language=user.language) for user in users],
        ignore_conflicts=True,
    )
    for number, guest in there.items():
        if number in wanted and (guest.is_removed or guest.state == "declined"):
            guest.is_removed, guest.state, guest.told = False, "needs_action", ""
            guest.save(update_fields=["is_removed", "state", "told"])
        elif number not in wanted and guest.state != "declined" and not guest.is_removed:
            guest.is_removed = True
            guest.save(update_fields=["is_removed"])


def would_be_told(rows: list[Event]) -> list[Told]:
    """The guests of meetings to come that these events call off, as far as they were told of them."""
    now = timezone.now()
    gone = {
        event.record_id: event.actor_id
        for event in rows
        if event.object == "meeting" and event.kind == "deleted" and (starts_at := event.record.get("starts_at"))
        if datetime.datetime.fromisoformat(starts_at) > now
    }
    if not gone:
        return []
    asked = Guest.objects.filter(invitation__meeting_id__in=gone, is_removed=False).exclude(state="declined")
    told = asked.exclude(invitation__face={}).select_related("user", "invitation").order_by("pk")
    return [
        Told(str(guest), (), _("Invitation"))
        for guest in told
        if guest.user_id is None or guest.user_id != gone[guest.invitation.meeting_id or 0]
    ]


def settle(meeting: Meeting, former_series: int | None, *, tell: bool, by: int | None) -> None:
    """After a change by somebody who said whether the guests are to be told; inside the same transaction."""
    known = Invitation.objects.filter(meeting_id=meeting.pk).first()
    if meeting.series:
        _follow_into_series(meeting, known, former_series)
    numbers = [n for n in (meeting.series, former_series) if n]
    found = Invitation.objects.filter(meeting_id=meeting.pk) | Invitation.objects.filter(series_id__in=numbers)
    for invitation in found:
        if Meeting.objects.filter(pk=meeting.pk).exists():
            _bring_colleagues(invitation, meeting)
        if tell:
            Invitation.objects.filter(pk=invitation.pk).update(kept_back="")
        else:
            keep_back(invitation)
        look_soon(invitation, by=by)


def look_soon(invitation: Invitation, *, by: int | None = None, at_once: bool = False) -> None:
    """Have the workers look whether there is something to tell."""
    due = timezone.now() if at_once else timezone.now() + WAIT
    Invitation.objects.filter(pk=invitation.pk).update(due_at=due, changed_by=by)
    if at_once:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, '')", [WAKE])


def keep_back(invitation: Invitation) -> None:
    """What there is to tell now is not told: neither the changes, nor to those who came to it or were taken off."""
    Invitation.objects.filter(pk=invitation.pk).update(kept_back=_whole_mark(invitation, faces.of(invitation)))


def _whole_mark(invitation: Invitation, face: Face) -> str:
    people = invitation.guests.order_by("pk").values_list("pk", "is_removed")
    return faces.mark({"face": faces.mark(face), "people": [list(pair) for pair in people]})


def waiting(invitation: Invitation, face: Face | None = None) -> list[Guest]:
    """The guests who do not know yet how things stand, those who were taken off among them."""
    face = faces.of(invitation) if face is None else face
    if faces.is_over(face) and (faces.is_over(invitation.face)):
        return []
    now = faces.mark(face) if face else ""
    guests = invitation.guests.select_related("user").order_by("pk")
    return [guest for guest in guests if (bool(guest.told) if guest.is_removed else guest.told != now)]


def is_kept_back(invitation: Invitation, face: Face) -> bool:
    """Whether the organiser said that this is not to be told."""
    return bool(invitation.kept_back) and invitation.kept_back == _whole_mark(invitation, face)


def tell_next(now: datetime.datetime | None = None) -> bool:
    """Tell the guests of the invitation that has waited longest; whether there was one."""
    with transaction.atomic():
        due = Invitation.objects.filter(due_at__lte=now or Now()).order_by("due_at", "pk")
        invitation = due.select_for_update(skip_locked=True, of=("self",)).first()
        if invitation is None:
            return False
        tell_guests(invitation)
        invitation.due_at = None
        invitation.save()
    return True


def tell_guests(invitation: Invitation) -> None:
    """Write to the guests who do not know how things stand; the caller saves the locked invitation."""
    face = faces.of(invitation)
    meeting = _meeting_of(invitation)
    if meeting is not None and meeting.owner is not None:
        invitation.organizer = meeting.owner
    if is_kept_back(invitation, face):
        return
    invitation.kept_back = ""
    to_tell = waiting(invitation, face)
    if not to_tell:
        invitation.guests.filter(is_removed=True, told="").delete()
        return
    before = invitation.face
    if faces.mark(face) != faces.mark(before) or any(guest.is_removed for guest in to_tell):
        invitation.sequence += 1
    if face and before and not faces.same_times(face, before):
        invitation.times_sequence = invitation.sequence
        invitation.guests.exclude(state="declined").update(state="needs_action", single_answers={})
    invitation.face = face
    for guest in to_tell:
        guest.refresh_from_db()
        if guest.is_removed or not face:
            _call_off(invitation, guest, meeting, before or face)
        else:
            _invite(invitation, guest, meeting, is_new=not guest.told)
        guest.told = faces.mark(face) if face else ""
        guest.save(update_fields=["told"])
    invitation.guests.filter(is_removed=True).delete()


def _meeting_of(invitation: Invitation) -> Meeting | None:
    if invitation.series_id is None:
        return Meeting.objects.select_related("owner").filter(pk=invitation.meeting_id).first()
    ahead = Meeting.objects.select_related("owner").filter(series=invitation.series_id)
    now = timezone.now()
    return ahead.filter(starts_at__gt=now).order_by("starts_at").first() or ahead.order_by("-starts_at").first()


def people(invitation: Invitation) -> list[ics.Person]:
    """Who is invited, as calendar programs read it."""
    guests = invitation.guests.filter(is_removed=False).select_related("user").order_by("pk")
    found = []
    for guest in guests:
        address = (guest.user.email if guest.user else "") or guest.address
        if address:
            found.append((str(guest), address, guest.state))
    return found


def _key(invitation: Invitation, guest: Guest, what: str) -> str:
    return f"invitation:{invitation.pk}:{invitation.sequence}:{guest.pk}:{what}"


def _invite(invitation: Invitation, guest: Guest, meeting: Meeting | None, *, is_new: bool) -> None:
    face, organizer = invitation.face, invitation.organizer
    if guest.user is not None:
        _tell_colleague(invitation, guest, meeting, "new" if is_new else "changed", face)
        return
    where = ways.address_of(organizer)
    content = ics.calendar(
        faces.events(
            face, invitation.uid, invitation.sequence, organizer=(organizer.name if organizer else "", where),
            guests=people(invitation),
        ),
        method="REQUEST",
    )  # fmt: skip
    ways.send(organizer, letters.asking(guest, face, organizer, content, _key(invitation, guest, "request"), is_new))


def _call_off(invitation: Invitation, guest: Guest, meeting: Meeting | None, face: Face) -> None:
    if not face or not guest.told:
        return
    organizer = invitation.organizer
    if guest.user is not None:
        _tell_colleague(invitation, guest, meeting, "off", face)
        return
    where = ways.address_of(organizer)
    content = ics.calendar(
        faces.events(
            face, invitation.uid, invitation.sequence, organizer=(organizer.name if organizer else "", where),
            guests=[(guest.name, guest.address, "needs_action")], cancelled=True,
        ),
        method="CANCEL",
    )  # fmt: skip
    ways.send(organizer, letters.calling_off(guest, face, organizer, content, _key(invitation, guest, "cancel")))


def _tell_colleague(invitation: Invitation, guest: Guest, meeting: Meeting | None, what: str, face: Face) -> None:
    user = guest.user
    if user is None or user.pk == invitation.changed_by or not user.is_active:
        return
    with translation.override(user.language):
        said = {
            "new": _("%(name)s invites you: %(subject)s, %(when)s"),
            "changed": _("%(name)s changed a meeting: %(subject)s, %(when)s"),
            "off": _("%(name)s called off: %(subject)s, %(when)s"),
        }[what]
        names = {
            "name": invitation.organizer.name if invitation.organizer else "Magpie", "subject": face["subject"],
            "when": letters.when(face, series.zone_of(user)),
        }  # fmt: skip
        title = said % names
    tell(
        user, kind="invitation", title=title, body=face["location"], link=meeting, sender=invitation.organizer,
        key=_key(invitation, guest, what), deputies=False,
    )  # fmt: skip
