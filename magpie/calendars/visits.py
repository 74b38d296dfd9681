"""What customers do on booking pages: the free times of a page, making a meeting, moving it, calling it off.

Who the customer is, is asked of the parts above (`who_is`), which may know them as a lead or make one; a contact with
the same address is known here.
"""

from __future__ import annotations

import contextlib
import datetime
import zoneinfo
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.utils import timezone, translation
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from magpie.accounts.models import Contact
from magpie.activities.models import Meeting
from magpie.calendars import free, ics, series, taken
from magpie.calendars.models import BookingPage, Visit
from magpie.notices import mail, mail_server
from magpie.notices.tell import KINDS, tell
from magpie.platform import context, records
from magpie.platform.actor import SYSTEM
from magpie.platform.models import User
from magpie.platform.problems import Refused

STEP = datetime.timedelta(minutes=30)
MOST_PER_HOUR = 40  # on one page: more is nobody's honest wish
MOST_PER_ADDRESS = 5  # that are still to come
SALT = "magpie.calendars.visit"
KINDS["visit"] = gettext_lazy("A customer booked, moved or called off a meeting")


@dataclass(frozen=True)
class Visitor:
    """What somebody says of themselves on a booking page."""

    name: str
    email: str
    phone: str = ""
    company: str = ""
    answer: str = ""
    language: str = "en"


# Parts above say which record ("lead:5") a visitor is, or make one: (visitor, the page's name, the owner) → link.
who_is: list[Callable[[Visitor, str, User], str]] = []


def zone_of(page: BookingPage) -> datetime.tzinfo:
    """The zone in which the page writes times."""
    try:
        return zoneinfo.ZoneInfo(page.time_zone or settings.TIME_ZONE)
    except (KeyError, ValueError, OSError):
        return timezone.get_default_timezone()


def people_of(page: BookingPage) -> list[User]:
    """Who may be booked on the page, in its order; who may not sign in any more is left out."""
    found = User.objects.filter(pk__in=page.people, is_active=True).in_bulk()
    return [found[number] for number in dict.fromkeys(page.people) if number in found]


def free_times(
    page: BookingPage, first: datetime.date, last: datetime.date, *, but: int = 0
) -> dict[datetime.datetime, list[int]]:
    """The times that a customer may choose, each with the people who are free then."""
    zone, now = zone_of(page), timezone.now()
    begin = datetime.datetime.combine(first, datetime.time(), zone)
    end = datetime.datetime.combine(last + datetime.timedelta(days=1), datetime.time(), zone)
    begin = max(begin, now + datetime.timedelta(hours=page.notice_hours))
    end = min(end, now + datetime.timedelta(days=page.horizon_days))
    people = people_of(page)
    if begin >= end or not people:
        return {}
    length = datetime.timedelta(minutes=page.minutes)
    found: dict[datetime.datetime, list[int]] = {}
    for user in people:
        spans = taken.free_spans([("user", user.pk)], begin, end, but=but, buffer_minutes=page.buffer_minutes)
        for at in free.starts(spans, length, STEP, zone):
            found.setdefault(at, []).append(user.pk)
    needed = len(people) if page.distribution == "all" else 1
    return {at: found[at] for at in sorted(found) if len(found[at]) >= needed}


def choose(page: BookingPage, available: list[int]) -> list[int]:
    """Who takes part, the owner first: all, the next in turn, or the first who is free."""
    order = [user.pk for user in people_of(page)]
    if page.distribution == "all":
        return order
    if page.distribution == "turns" and order:
        turn = page.next_person % len(order)
        order = order[turn:] + order[:turn]
    return [number for number in order if number in available][:1]


def book(page: BookingPage, visitor: Visitor, starts_at: datetime.datetime) -> Visit:
    """Make the meeting.  Refused if the time is not free any more, or if this is too much for one page or address."""
    now = timezone.now()
    lately = Visit.objects.filter(page=page, created_at__gt=now - datetime.timedelta(hours=1)).count()
    ahead = Visit.objects.filter(
        email__iexact=visitor.email, meeting__status="planned", meeting__starts_at__gt=now
    ).count()
    if lately >= MOST_PER_HOUR or ahead >= MOST_PER_ADDRESS:
        raise Refused(_("Too many meetings were booked here. Please try again later, or write to us."))
    with context.acting(SYSTEM, "booking_page.book"):
        page = BookingPage.objects.select_for_update().get(pk=page.pk)
        people = choose(page, _available(page, starts_at))
        if not people:
            raise Refused(_not_free())
        owner = User.objects.get(pk=people[0])
        values = {
            "subject": f"{page.name}: {visitor.name}"[:200],
            "starts_at": starts_at, "ends_at": starts_at + datetime.timedelta(minutes=page.minutes),
            "owner": owner.pk, "attendees": people[1:], "location": page.location,
            "related_to": _link_of(visitor, page, owner), "description": _description(page, visitor),
        }  # fmt: skip
        with _discreet():
            meeting = records.create(Meeting, values, actor=SYSTEM)
        visit = Visit.objects.create(
            page=page, meeting=meeting, name=visitor.name, email=visitor.email, phone=visitor.phone,
            company=visitor.company, answer=visitor.answer, language=visitor.language, people=people,
        )  # fmt: skip
        if page.distribution == "turns":
            order = [user.pk for user in people_of(page)]
            BookingPage.objects.filter(pk=page.pk).update(next_person=(order.index(people[0]) + 1) % len(order))
        _tell(visit, gettext_lazy("%(name)s booked a meeting: %(when)s"), "REQUEST")
    return visit


def move(visit: Visit, starts_at: datetime.datetime) -> None:
    """Hold it at another free time, with the same people."""
    page, meeting = visit.page, visit.meeting
    refuse_if_over(visit)
    available = _available(page, starts_at, but=meeting.pk)
    if not set(visit.people) <= set(available):
        raise Refused(_not_free())
    ends_at = starts_at + datetime.timedelta(minutes=page.minutes)
    with context.acting(SYSTEM, "booking_page.move"):
        with _discreet():
            records.update(meeting, {"starts_at": starts_at, "ends_at": ends_at}, actor=SYSTEM)
        _tell(visit, gettext_lazy("%(name)s moved a meeting: %(when)s"), "REQUEST")


@contextlib.contextmanager
def _discreet() -> Iterator[None]:
    """A clash is told to a customer without saying with what."""
    try:
        yield
    except Refused:
        raise Refused(_not_free()) from None


def _not_free() -> str:
    return _("This time is not free any more. Please choose another one.")


def cancel(visit: Visit) -> None:
    """The customer cannot come."""
    refuse_if_over(visit)
    with context.acting(SYSTEM, "booking_page.cancel"):
        records.update(visit.meeting, {"status": "not_held"}, actor=SYSTEM)
        _tell(visit, gettext_lazy("%(name)s called off a meeting: %(when)s"), "CANCEL")


def refuse_if_over(visit: Visit) -> None:
    """Refused where there is nothing to move or call off any more."""
    if visit.meeting.status != "planned" or visit.meeting.starts_at <= timezone.now():
        raise Refused(_("This meeting is over or was called off."))


def _available(page: BookingPage, starts_at: datetime.datetime, *, but: int = 0) -> list[int]:
    day = starts_at.astimezone(zone_of(page)).date()
    return free_times(page, day, day, but=but).get(starts_at, [])


def _link_of(visitor: Visitor, page: BookingPage, owner: User) -> str:
    contact = Contact.objects.filter(email__iexact=visitor.email).order_by("-updated_at").first()
    link = f"contact:{contact.pk}" if contact else ""
    for ask in who_is:
        link = link or ask(visitor, page.name, owner)
    return link


def _description(page: BookingPage, visitor: Visitor) -> str:
    lines = [line for line in (visitor.name, visitor.company, visitor.email, visitor.phone) if line]
    if visitor.answer:
        lines += ["", page.question, visitor.answer]
    return "\n".join(lines)


def token_of(visit: Visit) -> str:
    """What the customer's own address ends in."""
    return signing.dumps(visit.pk, salt=SALT)


def by_token(token: str) -> Visit | None:
    """The visit of that address; nothing for a wrong one."""
    try:
        number = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return Visit.objects.select_related("page", "meeting__owner").filter(pk=number).first()


def address_of(visit: Visit) -> str:
    """Where the customer moves the meeting or calls it off."""
    return f"{settings.PUBLIC_URL.rstrip('/')}/book/visit/{token_of(visit)}"


def calendar_of(visit: Visit, method: ics.Method = "REQUEST") -> str:
    """The meeting for the customer's calendar, with nothing in it that is meant for colleagues."""
    meeting, server = visit.meeting, mail_server.in_force()
    shown = Meeting(**{f.attname: getattr(meeting, f.attname) for f in meeting._meta.concrete_fields})
    shown.subject, shown.description = visit.page.heading or visit.page.name, visit.page.about
    event = ics.event(
        shown, url=address_of(visit), organizer=(meeting.owner.name if meeting.owner else "", server.from_address),
        guests=[(visit.name, visit.email, "accepted")], cancelled=method == "CANCEL",
    )  # fmt: skip
    return ics.calendar([event], method=method)


def _tell(visit: Visit, title: object, method: ics.Method) -> None:
    """Tell the customer by letter and the people by notice."""
    meeting, page = visit.meeting, visit.page
    with translation.override(visit.language):
        when = written(meeting.starts_at, zone_of(page))
        with_whom = meeting.owner.name if meeting.owner else ""
        said = _("Called off: %(what)s, %(when)s") if method == "CANCEL" else _("Confirmed: %(what)s, %(when)s")
        subject = said % {"what": page.heading or page.name, "when": when}
        lines = [_("Dear %(name)s,") % {"name": visit.name}, subject + "."]
        if with_whom:
            lines.append(_("With: %(name)s") % {"name": with_whom})
        if meeting.location:
            lines.append(_("Place: %(place)s") % {"place": meeting.location})
        link, label = address_of(visit), _("Move it or call it off")
    body = "\n".join(lines) + ("" if method == "CANCEL" else f"\n\n{label}: {link}")
    html = "".join(f"<p>{escape(line)}</p>" for line in lines)
    if method != "CANCEL":
        html += f'<p><a href="{escape(link)}">{escape(label)}</a></p>'
    tell(
        visit.email, kind=mail.LETTER, title=subject, body=body, html=html, channels=("email",),
        language=visit.language, calendar=calendar_of(visit, method), sender=meeting.owner,
    )  # fmt: skip
    for user in User.objects.filter(pk__in=visit.people):
        with translation.override(user.language):
            said = str(title) % {"name": visit.name, "when": written(meeting.starts_at, series.zone_of(user))}
        tell(user, kind="visit", title=said, body=meeting.description, link=meeting)


def written(moment: datetime.datetime, zone: datetime.tzinfo) -> str:
    """A time with its day, as the zone's clocks show it."""
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"


def page_address(page: BookingPage) -> str:
    """Where customers find the page."""
    return f"{settings.PUBLIC_URL.rstrip('/')}/book/{page.slug}"
