"""Handing over work of any kind, and what the receiver says to it."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext, gettext_noop, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from pydantic import BaseModel, Field

from magpie.accounts.models import Account
from magpie.platform import records
from magpie.platform.actions import NoInput, action
from magpie.platform.actor import Actor
from magpie.platform.models import User
from magpie.platform.objects import ObjectType
from magpie.platform.objects import of as object_of
from magpie.platform.problems import Forbidden
from magpie.sales.actions.inputs import Explain, RecordNumber
from magpie.sales.models import Opportunity, WorkHandOver
from magpie.sales.work import gathering, moving

IS_OFFERED = {"field": "state", "is": "offered"}


class GiveAll(BaseModel):
    """To whom a customer goes, and how."""

    user: RecordNumber = Field(title=gettext_noop("To"), json_schema_extra={"x-object": "user"})
    with_attached: bool = Field(True, title=gettext_noop("With all that is attached and open"))
    at_once: bool = Field(False, title=gettext_noop("At once, without asking"))
    note: str = Field("", title=gettext_noop("Note"), max_length=2000)


@action("account.hand_over", on="account", position=30, label=_("Hand over"), bulk=False)
def hand_over_account(account: Account, data: GiveAll, *, actor: Actor) -> Account:
    """Give a customer to somebody with contacts, opportunities, and what is still to be done."""
    _hand_over(account, object_of(account), data, actor)
    return account


@action("opportunity.hand_over", on="opportunity", position=30, label=_("Hand over"), bulk=False)
def hand_over_opportunity(opportunity: Opportunity, data: GiveAll, *, actor: Actor) -> Opportunity:
    """Give an opportunity to somebody with what is still to be done for it."""
    _hand_over(opportunity, object_of(opportunity), data, actor)
    return opportunity


def _hand_over(record: Account | Opportunity, object_type: ObjectType, data: GiveAll, actor: Actor) -> None:
    chosen = object_type.model._default_manager.filter(pk=record.pk)
    found = gathering.of_selection(actor, object_type, chosen, with_attached=data.with_attached)
    giver: User | None = User.objects.filter(pk=record.owner_id).first() if record.owner_id else actor.user
    moving.start(
        actor,
        {data.user: gathering.bundles(found)},
        giver=giver,
        note=data.note,
        at_once=data.at_once,
    )
    record.refresh_from_db()


@action(
    "work_hand_over.accept",
    on="work_hand_over",
    position=5,
    label=pgettext_lazy("action", "Accept"),
    available_if={"all": [IS_OFFERED, {"field": "receiver", "is": "$me"}]},
)
def accept_work(hand_over: WorkHandOver, data: NoInput, *, actor: Actor) -> WorkHandOver:
    """The receiver takes on the work."""
    values = {"state": "accepted", "answered_at": timezone.now()}
    accepted = records.update(hand_over, values, actor=actor)
    moving.tell_answer(accepted, actor)
    return accepted


@action(
    "work_hand_over.decline",
    on="work_hand_over",
    position=10,
    label=pgettext_lazy("action", "Decline"),
    danger=True,
    available_if={"all": [IS_OFFERED, {"field": "receiver", "is": "$me"}]},
)
def decline_work(hand_over: WorkHandOver, data: Explain, *, actor: Actor) -> WorkHandOver:
    """The receiver does not take the work: what they still have of it goes back."""
    declined = moving.give_back(hand_over, "declined", data.reason, actor)
    moving.tell_answer(declined, actor)
    return declined


@action(
    "work_hand_over.withdraw",
    on="work_hand_over",
    position=20,
    label=pgettext_lazy("action", "Take back"),
    danger=True,
    available_if=IS_OFFERED,
)
def withdraw_work(hand_over: WorkHandOver, data: NoInput, *, actor: Actor) -> WorkHandOver:
    """Who gave the work takes it back as long as nobody has accepted it."""
    receiver = hand_over.receiver
    is_giver = actor.user_id in (hand_over.created_by_id, hand_over.giver_id)
    if not is_giver and (receiver is None or receiver.pk == actor.user_id or not moving.manages(actor, receiver)):
        raise Forbidden(gettext("Only who handed this over, or a manager, can take it back."))
    withdrawn = moving.give_back(hand_over, "withdrawn", "", actor)
    moving.tell_answer(withdrawn, actor)
    return withdrawn
