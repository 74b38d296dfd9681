"""Guests as pages list them: how many a meeting has, what somebody answered, what waits for an answer."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q
from django.utils import timezone

from magpie.activities.models import Meeting
from magpie.calendars.invitations.models import Guest


def of(meetings: Sequence[Meeting], user: int) -> tuple[dict[int, int], dict[int, str]]:
    """By meeting: how many guests from outside it has, and what the user answered, if a colleague invited them."""
    numbers = [meeting.pk for meeting in meetings]
    whole = [meeting.series for meeting in meetings if meeting.series]
    about = Q(invitation__meeting_id__in=numbers) | Q(invitation__series_id__in=whole)
    mine = Q(user=None) | Q(user=user)
    found = Guest.objects.filter(about & mine, is_removed=False).select_related("invitation")
    by_whole: dict[tuple[str, int], list[Guest]] = {}
    for guest in found:
        by_whole.setdefault(_whole(guest), []).append(guest)
    counts: dict[int, int] = {}
    answered: dict[int, str] = {}
    for meeting in meetings:
        for guest in by_whole.get(("meeting", meeting.pk), []) + by_whole.get(("series", meeting.series or 0), []):
            if guest.user_id is None:
                counts[meeting.pk] = counts.get(meeting.pk, 0) + 1
            elif meeting.owner_id != user:
                answered[meeting.pk] = guest.state
    return counts, answered


def _whole(guest: Guest) -> tuple[str, int]:
    invitation = guest.invitation
    if invitation.series_id is not None:
        return "series", invitation.series_id
    return "meeting", invitation.meeting_id or 0


def waiting_for(user: int, most: int = 20) -> list[tuple[Guest, Meeting]]:
    """The invitations of colleagues that the user has not answered, each with its next meeting; the nearest first."""
    guests = Guest.objects.filter(user=user, state="needs_action", is_removed=False).select_related("invitation")
    rows = list(guests.order_by("-pk")[:200])
    now = timezone.now()
    ahead = Meeting.objects.filter(status="planned").filter(Q(ends_at__gt=now) | Q(ends_at=None, starts_at__gt=now))
    ahead = ahead.filter(attendees__contains=[user]).select_related("owner").order_by("starts_at", "id")
    singles = ahead.in_bulk([g.invitation.meeting_id for g in rows if g.invitation.meeting_id])
    whole = [g.invitation.series_id for g in rows if g.invitation.series_id]
    nexts: dict[int, Meeting] = {}
    for meeting in ahead.filter(series__in=whole):
        nexts.setdefault(meeting.series or 0, meeting)
    found = []
    for guest in rows:
        known = singles.get(guest.invitation.meeting_id or 0) or nexts.get(guest.invitation.series_id or 0)
        if known is not None and known.owner_id != user:
            found.append((guest, known))
    found.sort(key=lambda pair: (pair[1].starts_at, pair[0].pk))
    return found[:most]
