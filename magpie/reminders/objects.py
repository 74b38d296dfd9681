"""Declares reminders and escalation ladders."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _
from pydantic import TypeAdapter, ValidationError

from magpie.lib import recurrence
from magpie.platform import access, filters, listing, objects, teams
from magpie.platform.actor import Actor
from magpie.platform.problems import Invalid
from magpie.reminders import planning, rules, workday
from magpie.reminders.models import CLOSED, OPEN, WAITING, EscalationLadder, Occurrence, Reminder

WHEN = frozenset(("starts_at", "ahead_minutes", "recurrence", "relative", "related_to"))


def _reached(actor: Actor, verb: str) -> Q:
    """One's own and those one made for others; those one was told of, and may answer while they wait; managers read
    their people's as well.
    """
    mine = Q(owner=actor.user_id) | Q(created_by=actor.user_id)
    if verb == "delete":
        return mine
    told = Occurrence.objects.filter(people__contains=[actor.user_id or 0])
    if verb != "read":  # who stood in once has no further say
        told = told.filter(answered_at=None)
    mine |= Q(pk__in=told.values("reminder"))
    if verb == "read" and actor.user is not None:
        mine |= Q(owner__in=teams.people_under(actor.user.pk))
    return mine


def _check(values: dict[str, Any], reminder: Reminder | None) -> dict[str, str]:
    def now(name: str) -> Any:
        return values[name] if name in values else getattr(reminder, name, None)

    problems: dict[str, str] = {}
    starts_at = values.get("starts_at")
    if starts_at is not None and not rules.is_plausible(_day(starts_at)):
        problems["starts_at"] = now_("Choose a time between %(first)d and %(last)d.") % {
            "first": rules.EARLIEST_YEAR,
            "last": rules.LATEST_YEAR,
        }
    if now("recurrence"):
        try:
            recurrence.read(now("recurrence"))
        except recurrence.RecurrenceError:
            problems["recurrence"] = now_("This repetition cannot be understood. Choose it anew.")
    about = objects.find(str(now("related_to") or "").partition(":")[0])
    if now("relative"):
        problems |= _check_relative(now("relative"), about)
    if now("condition") and about is None:
        problems["condition"] = now_("A condition needs a record that the reminder is about.")
    elif now("condition") and about is not None:
        try:
            filters.parse(about, now("condition"))
        except filters.FilterError as error:
            problems["condition"] = str(error)
    repeat = now("repeat_minutes")
    if repeat is not None and not 1 <= repeat <= rules.LONGEST_REPEAT_MINUTES:
        problems["repeat_minutes"] = now_("Enter 1 to %(most)d minutes.") % {"most": rules.LONGEST_REPEAT_MINUTES}
    if not 0 <= (now("ahead_minutes") or 0) <= 525_600:
        problems["ahead_minutes"] = now_("Enter 1 to %(most)d minutes.") % {"most": 525_600}
    points = now("checklist") or []
    if not isinstance(points, list) or not all(isinstance(p, dict) and isinstance(p.get("text"), str) for p in points):
        problems["checklist"] = now_("This value does not fit.")
    return problems


def _day(value: Any) -> datetime.date:
    return datetime.datetime.fromisoformat(value).date() if isinstance(value, str) else value


def _hide(reminder: Reminder, actor: Actor) -> None:
    """Refuse conditions and dates of fields that the actor may not see: when it is told would tell the value."""
    about = objects.find(str(reminder.related_to or "").partition(":")[0])
    if about is None:
        return
    if reminder.condition:
        try:
            listing.hide_from(about, actor, filters.parse(about, reminder.condition))
        except filters.FilterError as error:
            raise Invalid({"condition": [str(error)]}) from None
    field = str((reminder.relative or {}).get("field") or "")
    if access.field_rights(actor, about).get(field) == "hidden":
        raise Invalid({"relative": [now_("“%(name)s” is no date of this record.") % {"name": field[:60]}]})


def _check_relative(value: Any, about: objects.ObjectType | None) -> dict[str, str]:
    if about is None:
        return {"relative": now_("Name the record whose date counts.")}
    try:
        relative = rules.Relative.model_validate(value)
    except ValidationError:
        return {"relative": now_("This value does not fit.")}
    field = about.fields().get(relative.field)
    if field is None or field.type.name not in ("date", "datetime"):
        return {"relative": now_("“%(name)s” is no date of this record.") % {"name": relative.field[:60]}}
    return {}


def _before_save(reminder: Reminder, changed: frozenset[str], actor: Actor) -> dict[str, Any]:
    """What the pages show at once; the occurrences follow by the event of this change (`planning`)."""
    values: dict[str, Any] = {}
    is_new = not reminder.pk
    if is_new or changed & {"condition", "relative", "related_to"}:
        _hide(reminder, actor)
    if is_new and not reminder.ladder_id and "ladder_id" not in changed:
        default = EscalationLadder.objects.filter(is_default=True, is_active=True).first()
        values["ladder_id"] = default.pk if default else None
    if not is_new and not changed & WHEN:
        return values
    if reminder.recurrence and not reminder.relative:
        rule = planning.rule_of(reminder)
        times = rule.upcoming(1, timezone.now(), planning.works_of(reminder)) if rule else []
        values["starts_at"] = times[0].at if times else reminder.starts_at
    if not (reminder.starts_at or reminder.recurrence or reminder.relative):
        values["starts_at"] = workday.next_closing(reminder.owner or actor.user, timezone.now())
    again = bool(changed & {"starts_at", "recurrence", "relative"})
    ahead = reminder.recurrence or reminder.relative or (reminder.starts_at and reminder.starts_at > timezone.now())
    if reminder.status in CLOSED and not is_new and "status" not in changed and again and ahead:
        values["status"] = "scheduled"
    return values


def _needed(reminder: Reminder) -> str:
    if Occurrence.objects.filter(reminder=reminder, status__in=WAITING).exists():
        return now_("It waits for an answer. Answer or cancel it first.")
    return ""


def _only_default(ladder: EscalationLadder, changed: frozenset[str], actor: Actor) -> dict[str, Any]:
    """One ladder is for new reminders: the one that was said to be so last."""
    if ladder.is_default and (not ladder.pk or "is_default" in changed):
        EscalationLadder.objects.filter(is_default=True).exclude(pk=ladder.pk or 0).update(is_default=False)
    return {}


def _check_ladder(values: dict[str, Any], ladder: EscalationLadder | None) -> dict[str, str]:
    try:
        TypeAdapter(list[rules.Rung]).validate_python(values.get("rungs", []))
    except ValidationError:
        return {"rungs": now_("Each rung needs a time or a number of rounds, and whom to tell.")}
    return {}


objects.register(
    name="reminder",
    model=Reminder,
    title="subject",
    icon="bell",
    group="activities",
    columns=("subject", "kind", "status", "next_at", "related_to", "owner", "told"),
    sections=(
        (_("Reminder"), ("subject", "kind", "urgent", "status", "related_to", "owner")),
        (_("When"), ("starts_at", "next_at", "ahead_minutes", "repeat_minutes", "ladder", "calendar")),
        (_("Preparation"), ("notes", "told", "problem")),
    ),
    highlights=("status", "next_at", "related_to", "owner"),
    search=("subject", "notes"),
    subtitle="status",
    board_by="",
    scope=_reached,
    open_if={"field": "status", "in": list(OPEN)},
    read_only=("status", "origin"),
    quiet=("next_at", "told", "problem"),
    check=_check,
    before_save=_before_save,
    needed=_needed,
)
objects.register(
    name="escalation_ladder",
    plural="escalation-ladders",
    model=EscalationLadder,
    title="name",
    icon="rise",
    group="setup",
    is_setup=True,
    open_to_all=True,
    named_once=True,
    columns=("name", "description", "is_default", "is_active"),
    sections=((_("Escalation ladder"), ("name", "description", "is_default", "is_active")),),
    search=("name", "description"),
    check=_check_ladder,
    before_save=_only_default,
)
