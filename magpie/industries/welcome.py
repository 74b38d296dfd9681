"""The welcome of a new installation: what the first administrator says about the company, in one operation."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from magpie.accounts.models import Account, Contact
from magpie.industries import applying
from magpie.industries.files import SetUp
from magpie.industries.models import Part, Welcome
from magpie.platform import context, records
from magpie.platform.actor import Actor
from magpie.platform.models import Team, User, WorkingCalendar
from magpie.platform.models.working_time import WEEKDAYS
from magpie.platform.problems import Invalid
from magpie.sales.models import Lead, Opportunity

ACTION = "welcome.answer"
ORDINARY_HOURS = "09:00-18:00"
HOLIDAYS_OF = {
    "Asia/Shanghai": "CN", "Asia/Urumqi": "CN", "Asia/Hong_Kong": "HK", "Asia/Singapore": "SG", "Asia/Tokyo": "JP",
    "Europe/London": "GB", "Europe/Berlin": "DE", "Europe/Paris": "FR", "America/New_York": "US",
}  # fmt: skip


@dataclass(frozen=True)
class Answers:
    """What was said; empty parts change nothing.  `working_days` are numbers of weekdays, Monday is 0."""

    company: str = ""
    time_zone: str = ""
    language: str = ""
    working_days: tuple[int, ...] = ()
    hours: str = ""


def is_wanted() -> bool:
    """Whether nobody has been welcomed yet, and nobody has begun to work either."""
    if Welcome.objects.exists() or Part.objects.exists():
        return False
    return not any(model.objects.exists() for model in (Lead, Account, Contact, Opportunity))


def state() -> Answers:
    """What is set now, to begin the form with."""
    team, calendar = _company(), WorkingCalendar.objects.filter(is_default=True).first()
    days = tuple(n for n, day in enumerate(WEEKDAYS) if getattr(calendar, day, "")) if calendar else (0, 1, 2, 3, 4)
    hours = next((h for day in WEEKDAYS if (h := getattr(calendar, day, ""))), ORDINARY_HOURS)
    zone = (calendar.time_zone if calendar else "") or settings.TIME_ZONE
    return Answers(team.name if team else "", zone, "", days, hours)


def skip() -> None:
    """Never ask again."""
    if not Welcome.objects.exists():
        Welcome.objects.create()


def answer(
    said: Answers, industry: SetUp | None, *, actor: Actor, left_out: tuple[str, ...] = (), **options: Any
) -> uuid.UUID:
    """Write what was said and apply the set-up: all of it, or nothing.  Gives the operation."""
    with context.acting(actor, ACTION, whole=True, automation="skip", **options) as going_on:
        applying.lock()
        user = User.objects.filter(pk=actor.user_id or 0).first()
        if user is not None:
            own = {"language": said.language, "time_zone": said.time_zone}
            records.update(user, {name: value for name, value in own.items() if value}, actor=actor)
        with override(said.language or None):
            if said.company:
                _name_company(said.company, user, actor)
            if said.working_days:
                _set_calendar(said, actor)
            if industry is not None:
                applying.apply(industry, actor=actor, left_out=left_out)
        skip()
        return going_on.operation


def _company() -> Team | None:
    found: Team | None = Team.objects.filter(parent=None).order_by("id").first()
    return found


def _name_company(name: str, user: User | None, actor: Actor) -> None:
    team = _company()
    if team is None:
        team = records.create(Team, {"name": name}, actor=actor)
    elif team.name != name:
        records.update(team, {"name": name}, actor=actor)
    if user is not None and user.team_id is None:
        records.update(user, {"team": team.pk}, actor=actor)


def _set_calendar(said: Answers, actor: Actor) -> None:
    if any(not 0 <= day < len(WEEKDAYS) for day in said.working_days):
        raise Invalid({"working_days": [_("A weekday is a number from 0 (Monday) to 6 (Sunday).")]})
    hours = said.hours or ORDINARY_HOURS
    week: dict[str, Any] = {day: hours if n in said.working_days else "" for n, day in enumerate(WEEKDAYS)}
    found = WorkingCalendar.objects.filter(is_default=True).first()
    if said.time_zone:
        week["time_zone"] = said.time_zone
    if said.time_zone in HOLIDAYS_OF:
        week["country"] = HOLIDAYS_OF[said.time_zone]
    if found is not None:
        records.update(found, week, actor=actor)
        return
    records.create(WorkingCalendar, {**week, "name": _("Working time"), "is_default": True}, actor=actor)
