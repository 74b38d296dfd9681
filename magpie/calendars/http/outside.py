"""Endpoints of calendars that are kept elsewhere: added, chosen, looked at and taken away by their owner alone."""

from __future__ import annotations

import datetime
from typing import Annotated, Literal

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Schema
from pydantic import Field

from magpie.calendars.outside import caldav, clock, feeds, providers
from magpie.calendars.outside.models import OutsideAccount, OutsideCalendar, OutsideEvent
from magpie.notices import seal
from magpie.platform.http.problems import PROBLEM_RESPONSES
from magpie.platform.http.records import Number, actor_of
from magpie.platform.http.rendering import answer
from magpie.platform.models import User
from magpie.platform.outgoing import NotAllowed, check_url
from magpie.platform.problems import Forbidden, Invalid, NotFound, Refused

router = Router()
MOST_ACCOUNTS = 20
Use = Literal["write", "busy", "shown", "off"]
Color = Annotated[str, Field(pattern=r"^(#[0-9a-fA-F]{6})?$")]


class OutsideCalendarAnswer(Schema):
    """A calendar of an account, and what it is used for."""

    id: int
    name: str
    color: str
    may_write: bool
    use: Use


class OutsideAccountAnswer(Schema):
    """An account or a feed and how it does; never its password."""

    id: int
    kind: Literal["caldav", "feed"]
    name: str
    url: str
    username: str
    is_active: bool
    synced_at: datetime.datetime | None
    error: str
    failing_since: datetime.datetime | None
    next_sync_at: datetime.datetime
    calendars: list[OutsideCalendarAnswer]


class CalendarProvider(Schema):
    """Where a common service is found, and what to know about its passwords."""

    key: str
    label: str
    url: str
    note: str


class OutsideAccounts(Schema):
    """The caller's accounts, and the services that are known."""

    items: list[OutsideAccountAnswer]
    providers: list[CalendarProvider]


class OutsideAccountInput(Schema):
    """A new account; it is signed in to before it is kept."""

    name: Annotated[str, Field(max_length=100)] = ""
    url: Annotated[str, Field(max_length=2000)]
    username: Annotated[str, Field(max_length=255)]
    password: Annotated[str, Field(min_length=1, max_length=1000)]


class SubscriptionInput(Schema):
    """The address of a calendar to read; with use "busy" its times count as taken."""

    name: Annotated[str, Field(max_length=100)] = ""
    url: Annotated[str, Field(max_length=2000)]
    color: Color = ""
    use: Literal["shown", "busy"] = "shown"


class OutsideUse(Schema):
    """What a calendar is used for, and its colour here."""

    id: Annotated[int, Field(gt=0, lt=2**63)]
    use: Use
    color: Color | None = None


class OutsideAccountChange(Schema):
    """What is to be changed; without `password` the old one stays."""

    name: Annotated[str, Field(max_length=100)] | None = None
    username: Annotated[str, Field(max_length=255)] | None = None
    password: Annotated[str, Field(min_length=1, max_length=1000)] | None = None
    is_active: bool | None = None
    calendars: Annotated[list[OutsideUse], Field(max_length=200)] = []


@router.get(
    "/calendar/outside", response={200: OutsideAccounts, **PROBLEM_RESPONSES}, operation_id="list_outside_calendars"
)
def list_accounts(request: HttpRequest) -> HttpResponse:
    """One's own accounts and feeds."""
    own = OutsideAccount.objects.filter(user=actor_of(request).user_id or 0).order_by("id")
    known = [{"key": p.key, "label": str(p.label), "url": p.url, "note": str(p.note)} for p in providers.PROVIDERS]
    return answer({"items": [_shown(account) for account in own], "providers": known})


@router.post(
    "/calendar/outside", response={201: OutsideAccountAnswer, **PROBLEM_RESPONSES}, operation_id="add_outside_calendar"
)
def create(request: HttpRequest, payload: OutsideAccountInput) -> HttpResponse:
    """Add an account: sign in, and list its calendars.  None of them is used until that is chosen."""
    user = new_owner(request)
    account = OutsideAccount(user=user, name=clean(payload.name), url=address_of(payload.url))
    account.username, account.password = clean(payload.username), seal.seal(payload.password)
    found = _calendars_of(account)
    with transaction.atomic():
        account.save()
        _keep(account, found)
    return answer(_shown(account), 201)


@router.post(
    "/calendar/subscriptions", response={201: OutsideAccountAnswer, **PROBLEM_RESPONSES},
    operation_id="subscribe_to_calendar",
)  # fmt: skip
def subscribe(request: HttpRequest, payload: SubscriptionInput) -> HttpResponse:
    """Lay the calendar at an address over one's own.  It is read before it is kept, and every hour from then on."""
    user, url = new_owner(request), address_of(payload.url)
    later = timezone.now() + datetime.timedelta(seconds=clock.EVERY_SECONDS["feed"])
    account = OutsideAccount(user=user, kind="feed", name=clean(payload.name), url=url, next_sync_at=later)
    try:
        text, state = feeds.fetch(url, "")
        found = feeds.parse(text or "")
    except (caldav.Away, caldav.Refusal) as error:
        raise Invalid({"url": [str(error)]}) from None
    with transaction.atomic():
        account.save()
        account.calendars.create(href=url, name=account.name, color=payload.color, use=payload.use, may_write=False)
        feeds.keep(account, found, state)
    OutsideAccount.objects.filter(pk=account.pk).update(synced_at=timezone.now())
    account.refresh_from_db()
    return answer(_shown(account), 201)


@router.put(
    "/calendar/outside/{number}", response={200: OutsideAccountAnswer, **PROBLEM_RESPONSES},
    operation_id="change_outside_calendar",
)  # fmt: skip
def change(request: HttpRequest, number: Number, payload: OutsideAccountChange) -> HttpResponse:
    """Change an account: its name, its sign-in, what its calendars are used for.  It is looked at anew at once."""
    account = own(request, number)
    found = None
    if payload.name is not None:
        account.name = clean(payload.name)
    if account.kind == "caldav" and (payload.username is not None or payload.password is not None):
        account.username = clean(payload.username) if payload.username is not None else account.username
        account.password = seal.seal(payload.password) if payload.password is not None else account.password
        found = _calendars_of(account)
    if payload.is_active is not None:
        account.is_active = payload.is_active
    account.error, account.failures, account.failing_since = "", 0, None
    account.next_sync_at = timezone.now()
    with transaction.atomic():
        account.save()
        if found is not None:
            _keep(account, found)
        _use(account, payload.calendars)
        clock.wake()
    return answer(_shown(account))


@router.post(
    "/calendar/outside/{number}/sync", response={200: OutsideAccountAnswer, **PROBLEM_RESPONSES},
    operation_id="sync_outside_calendar",
)  # fmt: skip
def sync(request: HttpRequest, number: Number) -> HttpResponse:
    """Have the worker look at it at once."""
    account = own(request, number)
    if not account.is_active:
        raise Refused(_("This calendar is switched off."))
    with transaction.atomic():
        OutsideAccount.objects.filter(pk=account.pk).update(next_sync_at=timezone.now())
        clock.wake()
    return answer(_shown(account))


@router.delete(
    "/calendar/outside/{number}", response={204: None, **PROBLEM_RESPONSES}, operation_id="remove_outside_calendar"
)
def remove(request: HttpRequest, number: Number) -> HttpResponse:
    """Take an account away.  Meetings stay here, events stay there; they are brought in step no more."""
    own(request, number).delete()
    return HttpResponse(status=204)


def own(request: HttpRequest, number: int) -> OutsideAccount:
    """The caller's own account of that number."""
    found = OutsideAccount.objects.filter(pk=number, user=actor_of(request).user_id or 0).first()
    if found is None:
        raise NotFound
    return found


def new_owner(request: HttpRequest) -> User:
    """The caller, if they may have one more account."""
    user = actor_of(request).user
    if user is None:
        raise Forbidden(_("You may not do this."))
    if OutsideAccount.objects.filter(user=user).count() >= MOST_ACCOUNTS:
        raise Refused(
            _("There are %(count)s already. Remove one that is not used any more.") % {"count": MOST_ACCOUNTS}
        )
    return user


def clean(text: str) -> str:
    """One line without what cannot be kept."""
    return " ".join("".join(c for c in text if c.isprintable() or c.isspace()).split())


def address_of(text: str) -> str:
    """An address of the web; https where nothing is said."""
    url = text.strip()
    if url.lower().startswith("webcal://"):
        url = "https://" + url[len("webcal://") :]
    if "://" not in url:
        url = f"https://{url}"
    try:
        return check_url(url)
    except NotAllowed as error:
        raise Invalid({"url": [str(error)]}) from None


def _calendars_of(account: OutsideAccount) -> list[caldav.FoundCalendar]:
    try:
        return caldav.Server.of(account).calendars()
    except caldav.Refusal as error:
        raise Invalid({"password": [str(error)]}) from None
    except caldav.Away as error:
        raise Invalid({"url": [str(error)]}) from None


def _keep(account: OutsideAccount, found: list[caldav.FoundCalendar]) -> None:
    """The calendars as the server has them now; those that are gone are forgotten with their times."""
    for each in found:
        row, is_new = OutsideCalendar.objects.get_or_create(account=account, href=each.href[:2000])
        row.name, row.may_write = each.name.replace("\x00", "")[:200], each.may_write
        if is_new:
            row.color = each.color
        row.save()
    account.calendars.exclude(href__in=[each.href[:2000] for each in found]).delete()


def _use(account: OutsideAccount, wanted: list[OutsideUse]) -> None:
    rows = {row.pk: row for row in account.calendars.all()}
    for each in wanted:
        row = rows.get(each.id)
        if row is None:
            raise Invalid({"calendars": [_("There is no such calendar in this account.")]})
        if each.use == "write" and not row.may_write:
            raise Invalid({"calendars": [_("“%(name)s” can only be read.") % {"name": row.name}]})
        if row.use != each.use:
            if "write" in (row.use, each.use):
                OutsideEvent.objects.filter(calendar=row).delete()  # read anew for its new use
            row.use, row.state, row.looked_on = each.use, "", None
        if each.color is not None:
            row.color = each.color
        row.save()
    both = OutsideCalendar.objects.filter(account__user=account.user_id, use="write")
    if both.count() > 1:
        raise Invalid({"calendars": [_("Only one calendar can be written to.")]})


def _shown(account: OutsideAccount) -> dict[str, object]:
    names = [n for n in OutsideAccountAnswer.model_fields if n != "calendars"]
    calendars = account.calendars.order_by("name", "id")
    return {
        **{name: getattr(account, name) for name in names},
        "calendars": [{n: getattr(row, n) for n in OutsideCalendarAnswer.model_fields} for row in calendars],
    }
