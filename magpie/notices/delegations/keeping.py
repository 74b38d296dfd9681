"""Begins and ends delegations when their time comes: what everyone sees of a person is set, and both are told."""

from __future__ import annotations

import datetime
import logging

from django.db.models import Q
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from magpie.notices.delegations import acting
from magpie.notices.delegations.models import KINDS as WORK
from magpie.notices.delegations.models import Delegation
from magpie.notices.tell import KINDS, tell
from magpie.platform import context, records
from magpie.platform.actor import SYSTEM, Actor
from magpie.platform.models import User
from magpie.platform.problems import Problem, Refused

log = logging.getLogger(__name__)
KIND = "delegation"
KINDS[KIND] = gettext_lazy("Deputies")
MOST_LINES = 30


def tick() -> int:
    """Begin and end what is due; gives how many."""
    now = timezone.now()
    due = Delegation.objects.filter(Q(status="planned", starts_at__lte=now) | Q(status="active", ends_at__lte=now))
    numbers = list(due.order_by("starts_at", "id").values_list("pk", flat=True)[:200])
    for number in numbers:
        try:
            _keep(number, now)
        except Problem:
            log.exception("delegation %d could not be begun or ended", number)
    return len(numbers)


def _keep(number: int, now: datetime.datetime) -> None:
    with context.acting(SYSTEM, "delegation.keep"):
        row = Delegation.objects.select_for_update().filter(pk=number).first()
        if row is None:
            return
        if row.status == "planned" and row.starts_at <= now and not row.deputy.is_active:
            _call_off(row)
        elif row.status == "planned" and row.starts_at <= now:
            _begin(row)
        if row.status == "active" and row.ends_at <= now:
            _finish(row, row.ends_at, SYSTEM)


def plan(values: dict[str, object], *, actor: Actor) -> Delegation:
    """A new delegation; one that has begun already holds at once."""
    with context.acting(actor, "delegation.plan"):
        row = records.create(Delegation, values, actor=actor)
        if row.ends_at <= timezone.now():
            raise Refused(_("This time is over already. Choose a later end."))
        if row.starts_at <= timezone.now():
            _begin(row)
        return row


def end(row: Delegation, *, actor: Actor) -> Delegation:
    """End it now, before its time; one that has not begun is called off without a word to the person."""
    with context.acting(actor, "delegation.end"):
        row = Delegation.objects.select_for_update().get(pk=row.pk)
        if row.status == "ended":
            raise Refused(_("This is over already."))
        if row.status == "planned":
            return records.update(row, {"status": "ended", "ended_at": timezone.now()}, actor=actor)
        return _finish(row, timezone.now(), actor)


def _call_off(row: Delegation) -> None:
    """Nobody is there to stand in: who relies on it is told in time to choose somebody else."""
    records.update(row, {"status": "ended", "ended_at": timezone.now()}, actor=SYSTEM)
    with translation.override(row.user.language):
        title = _("%(name)s, who was to stand in for you, no longer works here") % {"name": row.deputy.name}
        body = _("Choose another deputy.")
    tell(
        row.user, kind=KIND, title=title, body=body, link="/deputies", urgent=True,
        key=f"delegation:{row.pk}:called_off", deputies=False,
    )  # fmt: skip


def _begin(row: Delegation) -> None:
    given: dict[str, object] = {"status": "active"}
    if not row.kinds:
        given["usual_deputy"] = row.user.deputy_id
        absence = {"away_from": row.starts_at, "away_until": row.ends_at, "deputy": row.deputy_id}
        records.update(row.user, absence, actor=SYSTEM)
    records.update(row, given, actor=SYSTEM)
    with translation.override(row.deputy.language):
        lines = [
            _("From %(begin)s to %(end)s.") % {"begin": _shown(row.starts_at), "end": _shown(row.ends_at)},
            _("In: %(kinds)s.") % {"kinds": work_of(row)},
            str(row.note),
        ]
        title = _("You stand in for %(name)s") % {"name": row.user.name}
    tell(
        row.deputy, kind=KIND, title=title, body="\n".join(line for line in lines if line), link="/deputies",
        sender=row.user, key=f"delegation:{row.pk}:began", deputies=False,
    )  # fmt: skip


def _finish(row: Delegation, at: datetime.datetime, actor: Actor) -> Delegation:
    records.update(row, {"status": "ended", "ended_at": at}, actor=actor)
    user: User = User.objects.get(pk=row.user_id)
    if not row.kinds and user.away_until == row.ends_at and user.deputy_id == row.deputy_id:
        records.update(user, {"away_from": None, "away_until": None, "deputy": row.usual_deputy_id}, actor=SYSTEM)
    found = acting.acted(row, at)
    done, waiting = [each for each in found if each.at], [each for each in found if not each.at]
    with translation.override(user.language):
        title = _("%(name)s no longer stands in for you") % {"name": row.deputy.name}
        lines = [
            ngettext(
                "%(count)d thing came or was done in your place:",
                "%(count)d things came or were done in your place:", len(done),
            ) % {"count": len(done)} if done else _("Nothing came in your place."),
            *(f"- {_shown(each.at)} {each.told()}" for each in done[:MOST_LINES] if each.at),
            ngettext("%(count)d thing is still open:", "%(count)d things are still open:", len(waiting))
            % {"count": len(waiting)} if waiting else _("Nothing is left open."),
            *(f"- {each.title}" for each in waiting[:MOST_LINES]),
        ]  # fmt: skip
    tell(
        user, kind=KIND, title=title, body="\n".join(lines), link="/deputies", sender=row.deputy,
        key=f"delegation:{row.pk}:ended", deputies=False,
    )  # fmt: skip
    return row


def work_of(row: Delegation) -> str:
    """In what somebody stands in, in words of the current language."""
    named = dict(WORK)
    return ", ".join(str(named[kind]) for kind in row.kinds if kind in named) or _("everything")


def _shown(moment: datetime.datetime) -> str:
    return date_format(timezone.localtime(moment), "Y-m-d H:i")
