"""Declares delegations: what may stand beside what, and who sees them.

Administrators see all by the generic pages; everybody else has the page of deputies and its endpoints.
"""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from magpie.notices.delegations.models import Delegation
from magpie.platform import objects, teams
from magpie.platform.actor import Actor
from magpie.platform.models import User

YEARS = range(2000, 2101)  # others are slips of the pen
LONGEST = datetime.timedelta(days=3 * 366)
PLAN = {"user", "deputy", "starts_at", "ends_at", "kinds"}  # what is agreed; the rest is noted by the product itself


def seen_by(actor: Actor) -> Q:
    """The condition on what somebody sees: their own, those they stand in for, and those of their people."""
    if actor.user is None:
        return Q(pk=None)
    mine = Q(user=actor.user_id) | Q(deputy=actor.user_id) | Q(user__in=teams.people_under(actor.user.pk))
    return Q() if actor.user.is_administrator else mine


def _check(values: dict[str, Any], row: Delegation | None) -> dict[str, str]:
    if row is not None and not PLAN & values.keys():
        return {}

    def now(name: str) -> Any:
        value = values[name] if name in values else getattr(row, f"{name}_id", getattr(row, name, None))
        return value.pk if isinstance(value, User) else value

    user, deputy, begins, ends = now("user"), now("deputy"), _moment(now("starts_at")), _moment(now("ends_at"))
    if not (user and deputy and begins and ends):
        return {}  # what is missing is said elsewhere
    if user == deputy:
        return {"deputy": now_("Choose somebody else as the deputy.")}
    if not (begins.year in YEARS and begins < ends <= begins + LONGEST):
        return {"ends_at": now_("Enter an end after the beginning, three years later at most.")}
    if not User.objects.filter(pk=deputy, is_active=True).exists():
        return {"deputy": now_("This person no longer works here. Choose somebody else.")}
    if now("status") == "ended":
        return {}
    kinds = set(now("kinds") or ())
    others = list(
        Delegation.objects.filter(starts_at__lt=ends, ends_at__gt=begins)
        .exclude(status="ended").exclude(pk=row.pk if row else None).select_related("user", "deputy")
    )  # fmt: skip
    shared = [other for other in others if _share(kinds, set(other.kinds))]
    for other in shared:
        if other.user_id == user:
            text = now_("%(deputy)s stands in for the same from %(begin)s to %(end)s already. End that first.")
            return {
                "deputy": text
                % {"deputy": other.deputy, "begin": _shown(other.starts_at), "end": _shown(other.ends_at)}
            }
    if (circle := _circle(user, deputy, shared)) is not None:
        text = now_("%(user)s has named %(deputy)s as deputy at that time. Two people cannot stand in for each other.")
        return {"deputy": text % {"user": circle.user, "deputy": circle.deputy}}
    return {}


def _circle(user: int, deputy: int, shared: list[Delegation]) -> Delegation | None:
    """The delegation by which the work would come back to who gives it, or None."""
    reached = {deputy}
    while True:
        further = [other for other in shared if other.user_id in reached and other.deputy_id not in reached]
        back = next((other for other in shared if other.user_id in reached and other.deputy_id == user), None)
        if back is not None or not further:
            return back
        reached |= {other.deputy_id for other in further}


def _share(one: set[str], other: set[str]) -> bool:
    return not one or not other or bool(one & other)


def _moment(value: Any) -> datetime.datetime | None:
    if isinstance(value, str):
        value = datetime.datetime.fromisoformat(value)
    return value if isinstance(value, datetime.datetime) else None


def _shown(moment: datetime.datetime) -> str:
    return date_format(timezone.localtime(moment), "Y-m-d H:i")


objects.register(
    name="delegation",
    model=Delegation,
    title="user",
    icon="swap",
    group="setup",
    is_setup=True,
    listed=False,
    columns=("user", "deputy", "starts_at", "ends_at", "kinds", "status"),
    sections=(
        (
            _("Delegation"),
            ("user", "deputy", "starts_at", "ends_at", "kinds", "note", "status", "ended_at", "usual_deputy"),
        ),
    ),
    read_only=("status", "ended_at", "usual_deputy"),
    own_by=("user",),
    check=_check,
)
