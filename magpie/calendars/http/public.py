"""Pages for people without an account, written by the server: booking pages, the customer's own meeting, feeds, and
answers to invitations.

They speak the language that the address asks for (`?lang=`), else the browser's.  Nothing of the company is told here
but what the booking page says and when its people are free.
"""

from __future__ import annotations

import datetime
import functools
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils import timezone, translation
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format
from django.utils.translation import get_language, get_language_from_request
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from magpie.activities.models import Meeting
from magpie.calendars import ics, visits
from magpie.calendars.invitations import answers, letters
from magpie.calendars.invitations.answers import Answer
from magpie.calendars.models import BookingPage, Feed, Visit
from magpie.platform import access, objects, setup, texts
from magpie.platform.actor import Actor
from magpie.platform.http.auth import digest
from magpie.platform.problems import Refused

DAYS_SHOWN = 7
FEED_BACK, FEED_AHEAD = datetime.timedelta(days=60), datetime.timedelta(days=400)
MOST_IN_FEED = 5_000
ANSWERED: dict[str, Answer] = {"accepted": "accepted", "tentative": "tentative", "declined": "declined"}
View = Callable[..., HttpResponse]


def for_strangers(view: View) -> View:
    """A page for strangers: fresh set-up, their language, and never kept by anybody on the way."""

    @functools.wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        setup.refresh()
        asked = request.GET.get("lang") or request.POST.get("lang")
        language = asked if asked in ("en", "zh-hans") else get_language_from_request(request)
        with translation.override(language):
            response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        response["Referrer-Policy"] = "same-origin"  # without any, browsers send no origin with a form
        response["X-Robots-Tag"] = "noindex"
        return response

    return answered


@require_http_methods(["GET", "POST"])
@for_strangers
def booking(request: HttpRequest, slug: str) -> HttpResponse:
    """Choose a day and a time, say who one is, and have a meeting."""
    page = BookingPage.objects.filter(slug=slug, is_active=True).first()
    if page is None:
        return _gone(request)
    visit = visits.by_token(request.GET.get("move", ""))
    if visit is not None and visit.page_id != page.pk:
        visit = None
    at = _moment(request.POST.get("at") or request.GET.get("at") or "")
    if request.method == "POST" and at is not None:
        if visit is not None:
            return _moved(request, page, visit, at)
        return _booked(request, page, at)
    if at is not None and visit is None:
        return render(request, "calendars/book.html", {**_common(page), **_asked(page, at), "given": {}})
    return render(request, "calendars/book.html", {**_common(page), **_week(request, page, visit)})


def _booked(request: HttpRequest, page: BookingPage, at: datetime.datetime) -> HttpResponse:
    given = {name: request.POST.get(name, "").strip() for name in ("name", "email", "phone", "company", "answer")}
    wrong = _problems(given)
    if request.POST.get("website"):  # no person sees this field
        wrong["name"] = _("Please try again.")
    if wrong:
        again = {**_common(page), **_asked(page, at), "given": given, "wrong": wrong}
        return render(request, "calendars/book.html", again, status=422)
    visitor = visits.Visitor(**{**given, "language": get_language() or "en"})
    try:
        visit = visits.book(page, visitor, at)
    except Refused as error:
        shown = {**_common(page), **_week(request, page, None), "problem": str(error)}
        return render(request, "calendars/book.html", shown, status=409)
    return _to_visit(visit)


def _moved(request: HttpRequest, page: BookingPage, visit: Visit, at: datetime.datetime) -> HttpResponse:
    try:
        visits.move(visit, at)
    except Refused as error:
        shown = {**_common(page), **_week(request, page, visit), "problem": str(error)}
        return render(request, "calendars/book.html", shown, status=409)
    return _to_visit(visit)


def _to_visit(visit: Visit) -> HttpResponse:
    return HttpResponseRedirect(f"/book/visit/{visits.token_of(visit)}?lang={get_language()}", status=303)


@require_http_methods(["GET", "POST"])
@for_strangers
def own_visit(request: HttpRequest, token: str) -> HttpResponse:
    """The customer's meeting: when it is, and calling it off."""
    visit = visits.by_token(token)
    if visit is None:
        return _gone(request)
    problem = ""
    if request.method == "POST":
        try:
            visits.cancel(visit)
            return _to_visit(visit)
        except Refused as error:
            problem = str(error)
    page, meeting = visit.page, visit.meeting
    zone = visits.zone_of(page)
    off = meeting.status == "not_held"
    open_still = meeting.status == "planned" and meeting.starts_at > timezone.now()
    return render(request, "calendars/visit.html", {
        **_common(page), "problem": problem, "off": off, "open": open_still, "token": token,
        "headline": _("This meeting was called off.") if off else _("Your meeting is booked."),
        "when": _day(meeting.starts_at, zone) + " " + _clock(meeting.starts_at, zone), "place": meeting.location,
        "who": meeting.owner.name if meeting.owner else "", "note": _("A confirmation goes to %(email)s.") % {
            "email": visit.email
        },
        "words": {
            "when": _("When"), "place": _("Place"), "who": _("With whom"), "move": _("Choose another time"),
            "cancel": _("Call it off"), "save": _("Put it into my calendar"), "again": _("Book a new meeting"),
        },
    })  # fmt: skip


@require_http_methods(["GET", "POST"])
@for_strangers
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """A guest answers an invitation without a calendar program: looking changes nothing, the button does."""
    guest = letters.by_token(token)
    if guest is None or not guest.invitation.face:
        return _gone(request)
    face, organizer, wrong = guest.invitation.face, guest.invitation.organizer, ""
    is_open = answers.is_open(guest)
    if request.method == "POST" and is_open:
        state = ANSWERED.get(request.POST.get("answer", ""))
        comment = request.POST.get("comment", "").replace("\x00", "").strip()
        if len(comment) > 1000:
            wrong = _("This is too long.")
        elif state is not None:
            answers.take(guest, state, comment)
            return HttpResponseRedirect(f"/invite/{token}?lang={get_language()}", status=303)
    language = get_language() or "en"
    words = {"accepted": _("You accepted."), "tentative": _("You may come."), "declined": _("You declined.")}
    return render(request, "calendars/invitation.html", {
        "language": language, "other": ("zh-hans", "中文") if language == "en" else ("en", "English"),
        "heading": face["subject"], "rows": letters.lines_of(face, organizer), "about": face["description"],
        "open": is_open, "said": words.get(guest.state, ""), "comment": guest.comment, "wrong": wrong,
        "chosen": request.GET.get("a") or guest.state, "guest": str(guest),
        "choices": [("accepted", _("Accept")), ("tentative", _("Maybe")), ("declined", _("Decline"))],
        "words": {
            "invited": _("%(name)s invites you") % {"name": organizer.name if organizer else "Magpie"},
            "comment": _("Comment"), "optional": _("optional"), "question": _("Will you come?"),
            "over": _("This meeting is over or was called off."), "change": _("You can change your answer here."),
        },
    })  # fmt: skip


@require_GET
@for_strangers
def visit_file(request: HttpRequest, token: str) -> HttpResponse:
    """The customer's meeting as a file for their calendar."""
    visit = visits.by_token(token)
    if visit is None:
        return _gone(request)
    content = visits.calendar_of(visit, "")
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="meeting.ics"'
    return response


@require_GET
@for_strangers
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """A person's meetings for their calendar program."""
    found = Feed.objects.select_related("user").filter(digest=digest(secret), user__is_active=True).first()
    if found is None:
        return HttpResponse("", status=404, content_type="text/plain")
    now = timezone.now()
    Feed.objects.filter(pk=found.pk).update(last_read_at=now)
    user = found.user
    own = Meeting.objects.filter(Q(owner=user) | Q(attendees__contains=[user.pk]))
    own = own.filter(starts_at__gt=now - FEED_BACK, starts_at__lt=now + FEED_AHEAD).exclude(status="not_held")
    seen = access.visible(Actor.of_user(user), objects.get("meeting")).values("pk")
    busy_only = found.detail == "busy"
    rows = own.filter(pk__in=seen).select_related("owner").order_by("starts_at", "id")[:MOST_IN_FEED]
    with translation.override(user.language):
        events = [
            ics.event(
                meeting, busy_only=busy_only, url="" if busy_only else texts.record_url(meeting),
                alarm_minutes=found.alarm_minutes if meeting.starts_at > now else None,
            )
            for meeting in rows
        ]  # fmt: skip
        content = ics.calendar(events, name=f"Magpie · {user.name}")
    return HttpResponse(content, content_type="text/calendar; charset=utf-8")


def _problems(given: dict[str, str]) -> dict[str, str]:
    wrong = {}
    if not 0 < len(given["name"]) <= 200:
        wrong["name"] = _("Please enter your name.")
    try:
        validate_email(given["email"])
    except ValidationError:
        wrong["email"] = _("Please enter your e-mail address.")
    limits = {"phone": 40, "company": 200, "answer": 2000}
    return wrong | {name: _("This is too long.") for name, most in limits.items() if len(given[name]) > most}


def _week(request: HttpRequest, page: BookingPage, visit: Visit | None) -> dict[str, Any]:
    """The free times of a week, and where the weeks before and after are."""
    zone = visits.zone_of(page)
    today = timezone.now().astimezone(zone).date()
    furthest = today + datetime.timedelta(days=page.horizon_days)
    first = min(max(_date(request.GET.get("from", "")) or today, today), furthest)
    times = visits.free_times(page, first, first + datetime.timedelta(days=DAYS_SHOWN - 1), but=_number(visit))
    if not times and "from" not in request.GET:  # open where there is something to choose
        later = visits.free_times(page, first, furthest, but=_number(visit))
        if later:
            first = next(iter(later)).astimezone(zone).date()
            times = visits.free_times(page, first, first + datetime.timedelta(days=DAYS_SHOWN - 1), but=_number(visit))
    if visit is not None:
        times = {at: people for at, people in times.items() if set(visit.people) <= set(people)}
    days: dict[str, list[dict[str, str]]] = {}
    for at in times:
        days.setdefault(_day(at, zone), []).append({"at": at.isoformat(), "clock": _clock(at, zone)})
    step = datetime.timedelta(days=DAYS_SHOWN)
    return {
        "days": list(days.items()),
        "earlier": str(max(today, first - step)) if first > today else "",
        "later": str(first + step) if first + step <= furthest else "",
        "moving": visits.token_of(visit) if visit else "",
    }


def _number(visit: Visit | None) -> int:
    return visit.meeting_id if visit else 0


def _asked(page: BookingPage, at: datetime.datetime) -> dict[str, Any]:
    zone = visits.zone_of(page)
    return {"at": at.isoformat(), "when": f"{_day(at, zone)} {_clock(at, zone)}"}


def _common(page: BookingPage) -> dict[str, Any]:
    language = get_language() or "en"
    other = ("zh-hans", "中文") if language == "en" else ("en", "English")
    return {
        "page": page, "language": language, "other": other, "heading": page.heading or page.name,
        "zone": page.time_zone or str(visits.zone_of(page)), "length": _("%(count)s minutes") % {"count": page.minutes},
        "people": [user.name for user in visits.people_of(page)],
        "texts": {
            "choose": _("Choose a time"), "none": _("No time is free in these days."), "earlier": _("Earlier"),
            "later": _("Later"), "zone": _("Times in"), "name": _("Your name"), "email": _("E-mail"),
            "phone": _("Phone"), "company": _("Company"), "book": _("Book this meeting"), "back": _("Another time"),
            "optional": _("optional"), "moving": _("Choose the new time of your meeting."),
        },
    }  # fmt: skip


def _gone(request: HttpRequest) -> HttpResponse:
    said = {"language": get_language(), "heading": _("There is nothing at this address."), "page": None}
    return render(request, "calendars/gone.html", said, status=404)


def _moment(text: str) -> datetime.datetime | None:
    try:
        found = parse_datetime(text)
        return found.astimezone(datetime.UTC) if found is not None and found.tzinfo is not None else None
    except (ValueError, OverflowError):
        return None


def _date(text: str) -> datetime.date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _day(at: datetime.datetime, zone: datetime.tzinfo) -> str:
    chinese = (get_language() or "").startswith("zh")
    return date_format(at.astimezone(zone), "Y年n月j日 l" if chinese else "l, j F Y")


def _clock(at: datetime.datetime, zone: datetime.tzinfo) -> str:
    return f"{at.astimezone(zone):%H:%M}"


urlpatterns = [
    path("invite/<str:token>", invitation),
    path("book/visit/<str:token>", own_visit),
    path("book/visit/<str:token>/meeting.ics", visit_file),
    path("book/<slug:slug>", booking),
    path("calendar-feeds/<str:secret>.ics", feed),
]
