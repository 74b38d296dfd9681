"""Moves the records of a hand-over of work to their receiver, in batches that a crash cannot tear.

Each batch changes the owners and notes it in one transaction, so a hand-over that was cut off goes on behind the last
batch and moves nothing twice.  All of it is one operation, which can be taken back as a whole.
"""

from __future__ import annotations

import datetime
import uuid
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from magpie.notices.following import Follower
from magpie.notices.tell import tell
from magpie.platform import access, bulk, context, objects, records, setup
from magpie.platform.actor import SYSTEM, Actor
from magpie.platform.models import Team, User
from magpie.platform.problems import Forbidden, Invalid, Problem, Refused
from magpie.sales.models import HandedRecord, WorkHandOver
from magpie.sales.work.gathering import Bundle

BATCH = 1_000
AT_MOST_INLINE = 500  # more is moved by a worker, with its progress to be seen
ACTION = "work_hand_over.give"
PATIENCE = datetime.timedelta(minutes=2)  # a hand-over that has not moved for so long was cut off


def manages(actor: Actor, user: User) -> bool:
    """Whether the actor may decide for this person: administrators, the person, managers of the team or one above."""
    if actor.is_trusted or actor.user_id == user.pk:
        return True
    teams = {t.pk: t for t in Team.objects.all()}
    team, seen = teams.get(user.team_id or 0), set[int]()
    while team is not None and team.pk not in seen:
        if team.manager_id == actor.user_id:
            return True
        seen.add(team.pk)
        team = teams.get(team.parent_id or 0)
    return False


def receivers_of(numbers: Iterable[int]) -> list[User]:
    """The users of these numbers, in this order; Invalid if one may not sign in."""
    found = User.objects.in_bulk(list(numbers))
    users = [found.get(number) for number in dict.fromkeys(numbers)]
    known = [user for user in users if user is not None]
    if len(known) < len(users):
        raise Invalid({"receivers": [_("There is no such record, or you may not see it.")]})
    if gone := next((user for user in known if not user.is_active), None):
        raise Invalid({"receivers": [_("%(name)s does not work here any more.") % {"name": str(gone)}]})
    return known


def start(
    actor: Actor,
    shares: Mapping[int, list[Bundle]],
    *,
    giver: User | None,
    note: str,
    at_once: bool,
    operation: uuid.UUID | None = None,
) -> list[WorkHandOver]:
    """Hand these bundles over to their receivers; more than a few hundred records are moved by a worker.

    Refused if there is nothing to hand over; Forbidden if it is to be taken at once by people whom the actor does not
    manage.
    """
    users = {user.pk: user for user in receivers_of(shares)}
    if not any(bundle.records for several in shares.values() for bundle in several):
        raise Refused(_("There is nothing here that could be handed over."))
    if at_once and (other := next((u for u in users.values() if not manages(actor, u)), None)):
        raise Forbidden(_("Only a manager of %(name)s can decide this for them.") % {"name": str(other)})
    made: list[WorkHandOver] = []
    options: dict[str, Any] = {"operation": operation} if operation else {}
    with context.acting(actor, ACTION, **options) as current:
        for user_id, several in shares.items():
            found = [record for bundle in several for record in bundle.records if record.owner_id != user_id]
            if not found:
                continue
            made.append(
                records.create(
                    WorkHandOver,
                    {
                        "name": _name(giver, users[user_id]),
                        "owner": user_id,
                        "giver": giver.pk if giver else None,
                        "receiver": user_id,
                        "state": "moving",
                        "note": note,
                        "total": len(found),
                        "counts": dict(Counter(record.object for record in found)),
                        "is_at_once": at_once or user_id == actor.user_id,
                        "offered_at": timezone.now(),
                    },
                    actor=actor,
                )
            )
            WorkHandOver.objects.filter(pk=made[-1].pk).update(operation=current.operation)
            HandedRecord.objects.bulk_create(
                [
                    HandedRecord(
                        hand_over=made[-1],
                        object=record.object,
                        record_id=record.id,
                        title=record.title,
                        former_owner_id=record.owner_id,
                    )
                    for record in found
                ],
                batch_size=1_000,
            )
        if not made:
            raise Refused(_("All of this belongs to the receiver already."))
        for hand_over in made:
            if sum(each.total for each in made) <= AT_MOST_INLINE:
                while _move_batch(hand_over, actor):
                    pass
                hand_over.refresh_from_db()
            else:
                work_off.defer(hand_over_id=hand_over.pk)
    return made


def _name(giver: User | None, receiver: User) -> str:
    return f"{giver or _('Several people')} → {receiver}"[:200]


@app.task(name="magpie.work_hand_over", queue="imports")
def work_off(hand_over_id: int) -> None:
    """The job of a large hand-over."""
    setup.refresh()
    go_on(hand_over_id)


def go_on(hand_over_id: int) -> None:
    """Move what is left of a hand-over, batch by batch; harmless if nothing is."""
    hand_over = WorkHandOver.objects.select_related("created_by").filter(pk=hand_over_id).first()
    if hand_over is None or hand_over.state != "moving":
        return
    user = hand_over.created_by
    actor = Actor.of_user(user) if user and user.is_active else SYSTEM
    with translation.override(user.language if user else "zh-hans"):
        more = True
        while more:
            with context.acting(actor, ACTION, operation=hand_over.operation or uuid.uuid4(), lane=1):
                more = _move_batch(hand_over, actor)


def resume_interrupted() -> int:
    """Hand over what a killed worker has left; how many.  Two that do the same wait for each other's batches."""
    waiting = WorkHandOver.objects.filter(state="moving", updated_at__lt=timezone.now() - PATIENCE)
    left = list(waiting.values_list("pk", flat=True))
    for number in left:
        go_on(number)
    return len(left)


def _move_batch(hand_over: WorkHandOver, actor: Actor) -> bool:
    """Move the next records; whether some may be left.  The last batch tells those whom it concerns."""
    with transaction.atomic():
        locked: WorkHandOver = records.lock(objects.of(hand_over), hand_over.pk)
        if locked.state != "moving":
            return False
        items = list(HandedRecord.objects.filter(hand_over=locked, state="planned").order_by("id")[:BATCH])
        current = context.current()
        if current is None:
            raise RuntimeError("a hand-over needs an actor: use it inside context.acting")
        for name in dict.fromkeys(item.object for item in items):
            _change_owner(
                name,
                {i.record_id: i for i in items if i.object == name},
                {i.record_id: (i.former_owner_id, locked.receiver_id) for i in items if i.object == name},
                "moved",
                current,
                ask=True,
            )
        HandedRecord.objects.bulk_update(items, ["state", "reason"])
        moved = locked.moved + sum(item.state == "moved" for item in items)
        if len(items) == BATCH:
            records.update(locked, {"moved": moved}, actor=actor)
            return True
        state = "accepted" if locked.is_at_once else "offered"
        values = {"moved": moved, "state": state, "answered_at": timezone.now() if locked.is_at_once else None}
        records.update(locked, values, actor=actor)
        _tell_all(locked, actor)
        return False


def _change_owner(
    name: str,
    items: Mapping[int, HandedRecord],
    owners: Mapping[int, tuple[int | None, int | None]],
    state: str,
    current: context.Context,
    *,
    ask: bool,
) -> None:
    """Give records of one object from their former to their new owner; what became of each is set on its item."""
    object_type = objects.find(name)
    if object_type is None:
        return
    held = object_type.model._default_manager.filter(pk__in=items).order_by("pk").select_for_update()
    present = dict(held.values_list("pk", "owner_id"))
    wanted = {pk: {"owner": owners[pk][1]} for pk in items if pk in present and present[pk] == owners[pk][0]}
    outcomes = bulk.change_many(object_type, wanted, current, direct=ask)
    for pk, item in items.items():
        problem = outcomes.get(pk)
        if isinstance(problem, Problem):
            item.state, item.reason = ("kept" if state == "moved" else item.state), str(problem)[:500]
        elif pk in wanted:
            item.state, item.reason = state, ""
        else:
            gone = _("It has been deleted since.") if pk not in present else _("Somebody else has it now.")
            item.state, item.reason = ("kept" if state == "moved" else item.state), gone


def give_back(hand_over: WorkHandOver, state: str, reason: str, actor: Actor) -> WorkHandOver:
    """Return what the receiver still has to those who had it, and close the hand-over; inside an action."""
    current = context.current()
    if current is None:
        raise RuntimeError("a hand-over needs an actor: use it inside context.acting")
    fallback = hand_over.created_by_id if hand_over.created_by_id != hand_over.receiver_id else hand_over.giver_id
    active = set(User.objects.filter(is_active=True).values_list("pk", flat=True))
    items = list(HandedRecord.objects.filter(hand_over=hand_over, state="moved").order_by("id"))
    for name in dict.fromkeys(item.object for item in items):
        mine = {item.record_id: item for item in items if item.object == name}
        owners = {
            pk: (hand_over.receiver_id, i.former_owner_id if i.former_owner_id in active else fallback)
            for pk, i in mine.items()
        }
        _change_owner(name, mine, owners, "returned", current, ask=False)
    HandedRecord.objects.bulk_update(items, ["state", "reason"], batch_size=1_000)
    return records.update(hand_over, {"state": state, "answered_at": timezone.now(), "reason": reason}, actor=actor)


def _tell_all(hand_over: WorkHandOver, actor: Actor) -> None:
    """The receiver, whose work it was, and the followers of what moved learn of it; who did it knows."""
    giver, receiver = hand_over.giver, hand_over.receiver
    names = {"giver": str(giver or ""), "receiver": str(receiver or ""), "count": hand_over.moved}
    if receiver is not None and receiver.pk != actor.user_id:
        _tell(hand_over, receiver, "to", names, actor)
    if giver is not None and giver.pk not in (actor.user_id, hand_over.receiver_id) and giver.is_active:
        _tell(hand_over, giver, "from", names, actor)
    followed: Counter[int] = Counter()
    items = HandedRecord.objects.filter(hand_over=hand_over, state="moved")
    for name in items.values_list("object", flat=True).distinct():
        of_this = items.filter(object=name).values("record_id")
        followed.update(Follower.objects.filter(object=name, record_id__in=of_this).values_list("user_id", flat=True))
    told = {actor.user_id, hand_over.receiver_id, hand_over.giver_id}
    for user in User.objects.filter(pk__in=set(followed) - told, is_active=True):
        _tell(hand_over, user, "follower", {**names, "count": followed[user.pk]}, actor)


def _tell(hand_over: WorkHandOver, user: User, part: str, names: dict[str, Any], actor: Actor) -> None:
    with translation.override(user.language):
        sentences = {
            "to": _("%(giver)s hands over work to you: %(count)d records"),
            "from": _("Your work was handed over to %(receiver)s: %(count)d records"),
            "follower": _("%(count)d records that you follow went from %(giver)s to %(receiver)s"),
        }
        may_read = access.reaches(Actor.of_user(user), objects.of(hand_over), hand_over, "read")
        tell(
            user,
            kind="hand_over",
            title=sentences[part] % names,
            body=hand_over.note,
            link=hand_over if may_read else "",
            sender=actor.user,
            key=f"work_hand_over:{hand_over.pk}:{part}:{user.pk}",
        )


def tell_answer(hand_over: WorkHandOver, actor: Actor) -> None:
    """Who gave learns what the receiver said; after a withdrawal the receiver learns of it."""
    names = {"receiver": str(hand_over.receiver or ""), "name": hand_over.name, "reason": hand_over.reason}
    people = {hand_over.created_by_id, hand_over.giver_id, hand_over.receiver_id} - {actor.user_id}
    for user in User.objects.filter(pk__in=[number for number in people if number], is_active=True):
        with translation.override(user.language):
            title = {
                "accepted": _("%(receiver)s has accepted the work handed over"),
                "declined": _("%(receiver)s has declined the work handed over: %(reason)s"),
                "withdrawn": _("The hand-over “%(name)s” was taken back"),
            }[hand_over.state] % names
            key = f"work_hand_over:{hand_over.pk}:{hand_over.state}:{user.pk}"
            tell(user, kind="hand_over", title=title, link=hand_over, sender=actor.user, key=key)
