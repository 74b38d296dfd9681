"""Who approves: from what a gate says to people, and who may answer in whose place."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from magpie.approvals.models import Approval, ApprovalPart
from magpie.notices.delegations import standing
from magpie.notices.people import administrators, manager_of
from magpie.platform.actor import Actor
from magpie.platform.models import Gate, Team, User


def approvers_of(gate: Gate, record: Any, actor: Actor) -> list[User]:
    """Who may approve what the actor wants to do with the record; administrators where the gate leads to nobody.

    The actor is among them only where nobody else is.
    """
    found: dict[int, User] = {}
    for each in gate.approvers or ():
        for user in _people_of(each, record, actor):
            if user.is_active:
                found.setdefault(user.pk, user)
    people = list(found.values()) or administrators()
    others = [user for user in people if user.pk != actor.user_id]
    return others or people


def _people_of(each: dict[str, Any], record: Any, actor: Actor) -> list[User]:
    kind, number = each.get("kind"), each.get("id")
    if kind == "owner_manager":
        owner = getattr(record, "owner", None) or actor.user
        manager = manager_of(owner) if owner is not None else None
        return [manager] if manager is not None else []
    if kind == "role":
        return list(User.objects.filter(is_active=True, roles__contains=[number]).order_by("pk"))
    if kind == "team":
        team = Team.objects.select_related("manager").filter(pk=number).first()
        return [team.manager] if team is not None and team.manager is not None else []
    return list(User.objects.filter(pk=number or 0))


def asked_now(approval: Approval) -> list[User]:
    """Who has been asked and can still answer: one person of each open part would be enough."""
    numbers = {n for part in approval.parts.filter(outcome="") for n in part.people}
    return list(User.objects.filter(pk__in=numbers, is_active=True).order_by("pk"))


def stood_in_for(user: User) -> list[int]:
    """The people who are away now and whose deputy the user is."""
    return standing.given_to(user, "approvals")


def waiting_for(user: User) -> Q:
    """The requests that this user may answer now, in their own or an absent person's place."""
    mine = ApprovalPart.objects.filter(outcome="", people__overlap=[user.pk, *stood_in_for(user)])
    alone = mine.filter(people=[user.pk])
    numbers = Q(pk__in=mine.values("approval")) & ~Q(asked_by=user.pk)
    return Q(state="pending") & (numbers | Q(pk__in=alone.values("approval")))


def places_of(approval: Approval, user: User) -> list[tuple[ApprovalPart, User | None]]:
    """The open parts that the user may answer, each with the absent person in whose place."""
    places: list[tuple[ApprovalPart, User | None]] = []
    absent = stood_in_for(user)
    for part in approval.parts.filter(outcome="").order_by("pk"):
        if approval.asked_by_id == user.pk and part.people != [user.pk]:
            continue
        if user.pk in part.people:
            places.append((part, None))
        elif found := next((number for number in part.people if number in absent), None):
            places.append((part, User.objects.get(pk=found)))
        elif user.is_administrator:
            places.append((part, None))
    return places
