"""What is done with a lead: qualify, give up, assign, hand over, accept, decline.  Converting is in `conversion`."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from magpie.platform import records
from magpie.platform.actions import NoInput, action
from magpie.platform.actor import Actor
from magpie.platform.models import User
from magpie.platform.problems import Invalid, Refused
from magpie.sales import hand_overs, rules
from magpie.sales.actions.inputs import Assign, Explain, Give, Lose
from magpie.sales.models import Lead

IS_OPEN = {"field": "status", "in": list(rules.OPEN_STATUSES)}
IS_MINE_TO_ANSWER = {
    "all": [
        IS_OPEN,
        {"field": "owner", "is": "$me"},
        {"field": "handed_over_at", "is_empty": False},
        {"field": "accepted_at", "is_empty": True},
    ]
}


@action(
    "lead.qualify",
    on="lead",
    position=10,
    label=pgettext_lazy("action", "Qualify"),
    ending="won",
    available_if={"field": "status", "in": ["new", "working", "recycled"]},
)
def qualify_lead(lead: Lead, data: NoInput, *, actor: Actor) -> Lead:
    """The lead meets what the company asks of one that sales is to work on."""
    return records.update(lead, {"status": "qualified"}, actor=actor)


@action(
    "lead.disqualify",
    on="lead",
    label=pgettext_lazy("action", "Disqualify"),
    danger=True,
    ending="lost",
    available_if={"field": "status", "in": [*rules.OPEN_STATUSES, "recycled"]},
)
def disqualify_lead(lead: Lead, data: Lose, *, actor: Actor) -> Lead:
    """The lead will not buy."""
    return _give_up(lead, "disqualified", data, actor)


@action("lead.recycle", on="lead", position=60, label=pgettext_lazy("action", "Recycle"), available_if=IS_OPEN)
def recycle_lead(lead: Lead, data: Lose, *, actor: Actor) -> Lead:
    """Not now, perhaps later: the lead goes back to marketing."""
    return _give_up(lead, "recycled", data, actor)


def _give_up(lead: Lead, status: str, data: Lose, actor: Actor) -> Lead:
    values = settle(lead, actor) | {"status": status, "lost_reason": data.reason, "lost_note": data.note}
    return records.update(lead, values, actor=actor)


def settle(lead: Lead, actor: Actor) -> dict[str, Any]:
    """Close an open offer because the lead's work is done; gives what that changes on the lead.

    An owner who deals with the lead has accepted it by that.
    """
    if hand_overs.open_one(lead) is None:
        return {}
    by_owner = actor.user_id is not None and actor.user_id == lead.owner_id
    hand_overs.answer(lead, "accepted" if by_owner else "superseded", actor)
    return {"accepted_at": timezone.now()} if by_owner else {}


@action(
    "lead.reopen",
    on="lead",
    label=pgettext_lazy("lead", "Reopen"),
    available_if={"field": "status", "in": ["recycled", "disqualified"]},
)
def reopen_lead(lead: Lead, data: NoInput, *, actor: Actor) -> Lead:
    """Work on the lead begins again; what was handed over before is past."""
    values = {"status": "working", "handed_over_by": None, "handed_over_at": None, "accepted_at": None}
    return records.update(lead, values, actor=actor)


@action("lead.assign", on="lead", position=40, label=_("Assign"), available_if=IS_OPEN)
def assign_lead(lead: Lead, data: Assign, *, actor: Actor) -> Lead:
    """Make somebody the owner without asking them to accept."""
    user = _user(data.user)
    if not user.is_active:
        raise Refused(gettext("%(name)s does not work here any more.") % {"name": str(user)})
    return records.update(lead, {"owner": user.pk}, actor=actor)


@action("lead.hand_over", on="lead", position=30, label=_("Hand over"), available_if=IS_OPEN)
def hand_over_lead(lead: Lead, data: Give, *, actor: Actor) -> Lead:
    """Give the lead to somebody who is to accept it: by territory, to the next one there, or to a person."""
    if data.by == "next":
        return _pass_on(lead, data.note, actor)
    giver_id = rules.giver(
        acting=actor.user_id, former=lead.handed_over_by_id, creator=lead.created_by_id, is_passed_on=False
    )
    offer = hand_overs.open_one(lead)
    is_standing = offer is not None and offer.receiver_id == lead.owner_id
    if data.by == "user":
        if data.user is None:
            raise Invalid({"user": [gettext("This field is required.")]})
        receiver_id = hand_overs.stand_in_for(_user(data.user))
        if is_standing and lead.owner_id == receiver_id:
            return lead
        return hand_overs.offer(lead, receiver_id, giver_id=giver_id, note=data.note, actor=actor)
    territory = hand_overs.territory_of(lead)
    if offer is not None and is_standing and offer.territory_id == territory.pk:
        return lead
    turn = hand_overs.next_in(territory)
    if turn is None:
        raise hand_overs.nobody_in(territory)
    return hand_overs.offer(
        lead, turn[1], giver_id=giver_id, note=data.note, actor=actor, territory=territory, member_id=turn[0]
    )


def _pass_on(lead: Lead, note: str, actor: Actor) -> Lead:
    """To the next member of the lead's territory who is neither the owner nor has declined it."""
    territory = lead.territory
    if territory is None:
        raise Refused(gettext("“%(lead)s” belongs to no territory.") % {"lead": lead.name})
    turn = hand_overs.next_in(territory, hand_overs.decliners(lead) | ({lead.owner_id} if lead.owner_id else set()))
    if turn is None:
        raise hand_overs.nobody_in(territory)
    return hand_overs.offer(
        lead,
        turn[1],
        giver_id=_first_giver(lead, actor),
        note=note,
        actor=actor,
        territory=territory,
        member_id=turn[0],
    )


def _first_giver(lead: Lead, actor: Actor) -> int | None:
    return rules.giver(
        acting=actor.user_id, former=lead.handed_over_by_id, creator=lead.created_by_id, is_passed_on=True
    )


@action("lead.accept", on="lead", position=5, label=pgettext_lazy("action", "Accept"), available_if=IS_MINE_TO_ANSWER)
def accept_lead(lead: Lead, data: NoInput, *, actor: Actor) -> Lead:
    """The owner takes the lead that was handed to them."""
    hand_overs.answer(lead, "accepted", actor)
    return records.update(lead, {"accepted_at": timezone.now()}, actor=actor)


@action("lead.decline", on="lead", label=pgettext_lazy("action", "Decline"), available_if=IS_MINE_TO_ANSWER)
def decline_lead(lead: Lead, data: Explain, *, actor: Actor) -> Lead:
    """The owner does not take the lead: it goes to the next one in the territory, or else back to its giver."""
    hand_overs.answer(lead, "declined", actor, data.reason)
    try:
        return _pass_on(lead, data.reason, actor)
    except Refused:
        giver = lead.handed_over_by
        if giver is None or not giver.is_active or giver.pk == lead.owner_id:
            raise
        back = {"owner": giver.pk, "handed_over_by": None, "handed_over_at": None, "accepted_at": None}
        return records.update(lead, back, actor=actor)


def _user(number: int) -> User:
    user = User.objects.select_related("deputy").filter(pk=number).first()
    if user is None:
        raise Invalid({"user": [gettext("There is no such record, or you may not see it.")]})
    return user
