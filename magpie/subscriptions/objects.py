"""Declares subscriptions: what is checked, who reaches them, when they come next."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _
from pydantic import ValidationError

from magpie.lib import recurrence
from magpie.platform import actions, objects, teams
from magpie.platform.actor import Actor
from magpie.platform.problems import Forbidden, Invalid, Problem
from magpie.subscriptions import planning, rules, sources
from magpie.subscriptions.models import Subscription

WHEN = frozenset(("recurrence", "calendar_id", "ends_on", "status"))
WHAT = frozenset(("source", "parameters", "owner_id"))


def _reached(actor: Actor, verb: str) -> Q:
    """One's own, those one made for others, and for managers those of their people."""
    mine = Q(owner=actor.user_id) | Q(created_by=actor.user_id)
    return mine | Q(owner__in=teams.people_under(actor.user_id))


def _check(values: dict[str, Any], subscription: Subscription | None) -> dict[str, str]:
    def now(name: str) -> Any:
        return values[name] if name in values else getattr(subscription, name, None)

    problems: dict[str, str] = {}
    try:
        recurrence.read(now("recurrence") or {})
    except recurrence.RecurrenceError:
        problems["recurrence"] = now_("Say when it is to come.")
    parameters = now("parameters")
    try:
        if not isinstance(parameters, dict):
            raise Invalid({"parameters": [now_("This value does not fit.")]})
        sources.get(now("source") or "").check(parameters)
    except Invalid as problem:
        for name, said in problem.fields.items():
            problems["source" if name == "source" else "parameters"] = " ".join(said)
    if condition := now("condition"):
        try:
            rules.Condition.model_validate(condition)
        except ValidationError as error:
            problems["condition"] = " ".join(said for each in actions.sentences(error).values() for said in each)
    return problems


def _before_save(subscription: Subscription, changed: frozenset[str], actor: Actor) -> dict[str, Any]:
    is_new = not subscription.pk
    if is_new or changed & WHAT:
        _may(subscription, actor)
    values: dict[str, Any] = {}
    if is_new or changed & WHEN:
        is_active = subscription.status == "active"
        values["next_at"] = planning.next_after(subscription, timezone.now()) if is_active else None
        if is_active and values["next_at"] is None:
            raise Invalid({"recurrence": [now_("It would never come. Choose other times or a later end.")]})
        if is_active:
            values["problem"] = ""
    return values


def _may(subscription: Subscription, actor: Actor) -> None:
    """Invalid where the actor may not subscribe this person, or that person may not see it."""
    owner = subscription.owner or actor.user
    if owner is None:  # of the product itself: it is paused when its time comes
        return
    if not actor.is_trusted and owner.pk != actor.user_id and owner.pk not in teams.people_under(actor.user_id):
        raise Invalid({"owner": [now_("You may subscribe yourself and your own people.")]})
    try:
        sources.compute(Actor.of_user(owner), subscription.source, subscription.parameters, timezone.now())
    except Forbidden as problem:
        raise Invalid({"owner": [f"{owner.name}: {problem}"]}) from None
    except Invalid:
        raise
    except Problem as problem:
        raise Invalid({"parameters": [str(problem)]}) from None


objects.register(
    name="subscription",
    model=Subscription,
    title="name",
    icon="mail",
    group="activities",
    listed=False,
    columns=("name", "owner", "status", "next_at", "last_at", "last_result"),
    sections=(
        (_("Subscription"), ("name", "owner", "status", "problem", "ends_on", "channels", "attach", "calendar")),
        (_("When"), ("next_at", "last_at", "last_result")),
    ),
    highlights=("status", "next_at", "last_result", "owner"),
    search=("name",),
    subtitle="status",
    scope=_reached,
    open_if={"field": "status", "is": "active"},
    read_only=("status", "problem"),
    quiet=("next_at", "last_at", "last_result", "planned_version"),
    hidden=("planned_version",),
    check=_check,
    before_save=_before_save,
)
