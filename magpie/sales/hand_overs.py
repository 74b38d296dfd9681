"""Handing leads over: which territory, whose turn, and the row that remembers each offer.

The turn is read from the hand-overs themselves, under a lock on the territory, so that two leads at one moment go to
two people.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from magpie.notices.delegations import standing
from magpie.platform import context, filters, objects, records
from magpie.platform.actor import Actor
from magpie.platform.models import User
from magpie.platform.problems import Refused
from magpie.sales import rules
from magpie.sales.models import HandOver, Lead, Territory, TerritoryMember


def person(user: User, now: datetime.datetime) -> rules.Person:
    """The user as the rules see them."""
    stand = standing.of(user, "hand_overs", now)
    return rules.Person(
        user_id=user.pk,
        is_present=user.is_active and stand.is_there,
        deputy_id=stand.deputy.pk if stand.deputy else None,
        deputy_is_present=stand.deputy is not None,
    )


def territory_of(lead: Lead) -> Territory:
    """The first territory whose rule holds for the lead; Refused if there is none."""
    object_type, view, caller = objects.get("lead"), filters.RecordView(lead), filters.Caller.of()
    territories: list[Territory] = list(Territory.objects.filter(is_active=True).order_by("position", "id"))
    for territory in territories:
        try:
            if filters.matches(object_type, territory.rule, view, caller):
                return territory
        except filters.FilterError as error:
            raise Refused(
                _("The rule of the territory “%(name)s” cannot be understood: %(error)s")
                % {"name": objects.of(territory).title_of(territory), "error": str(error)}
            ) from None
    raise Refused(_("No territory takes “%(lead)s”. An administrator can add one.") % {"lead": lead.name})


def next_in(territory: Territory, excluded: Collection[int] = ()) -> tuple[int, int] | None:
    """(member, receiver) whose turn it is in the territory, which stays locked until the transaction ends."""
    Territory.objects.select_for_update(no_key=True).get(pk=territory.pk)
    now = timezone.now()
    last = HandOver.objects.filter(member=OuterRef("pk")).order_by("-offered_at").values("offered_at")[:1]
    members = TerritoryMember.objects.filter(territory=territory, is_active=True).select_related("user__deputy")
    turns = [
        rules.Turn(m.pk, person(m.user, now), m.position, m.last_given_at)
        for m in members.annotate(last_given_at=Subquery(last))
    ]
    return rules.choose(turns, excluded)


def nobody_in(territory: Territory) -> Refused:
    """The refusal to raise when no member can take a lead."""
    return Refused(
        _("Nobody in the territory “%(name)s” is available.") % {"name": objects.of(territory).title_of(territory)}
    )


def stand_in_for(user: User) -> int:
    """The user, or their deputy while they are away; Refused if the user may not sign in."""
    if not user.is_active:
        raise Refused(_("%(name)s does not work here any more.") % {"name": str(user)})
    return rules.stand_in(person(user, timezone.now())) or user.pk


def open_one(lead: Lead) -> HandOver | None:
    """The offer of the lead that nobody has answered yet."""
    return HandOver.objects.filter(lead=lead, state="offered").first()


def answer(lead: Lead, state: str, actor: Actor, reason: str = "") -> None:
    """Close the open offer of the lead, if there is one."""
    offer = open_one(lead)
    if offer is not None:
        values = {"state": state, "answered_at": timezone.now(), "reason": reason}
        records.update(offer, values, actor=actor)


def supersede(lead: Lead, actor: Actor) -> None:
    """The open offer is no longer valid: somebody else has the lead."""
    with context.acting(actor, "lead.hand_over"):
        answer(lead, "superseded", actor)


def decliners(lead: Lead) -> set[int]:
    """Who has declined this lead already."""
    found = HandOver.objects.filter(lead=lead, state="declined").values_list("receiver_id", flat=True)
    return {user_id for user_id in found if user_id is not None}


def offer(
    lead: Lead,
    receiver_id: int,
    *,
    giver_id: int | None,
    note: str,
    actor: Actor,
    territory: Territory | None = None,
    member_id: int | None = None,
) -> Lead:
    """Give the lead to the receiver, who is to accept it.

    The offer is written before the lead: afterwards the actor may not see the lead any more.
    """
    answer(lead, "superseded", actor)
    now = timezone.now()
    values: dict[str, Any] = {
        "name": lead.name,
        "lead": lead.pk,
        "giver": giver_id,
        "receiver": receiver_id,
        "owner": receiver_id,
        "territory": territory.pk if territory else lead.territory_id,
        "member": member_id,
        "note": note,
        "offered_at": now,
    }
    records.create(HandOver, values, actor=actor)
    changes = {"owner": receiver_id, "handed_over_by": giver_id, "handed_over_at": now, "accepted_at": None}
    if territory is not None:
        changes["territory"] = territory.pk
    return records.update(lead, changes, actor=actor)
