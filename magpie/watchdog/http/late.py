"""The endpoint of everything that is late now, as far as one may see it."""

import datetime
from typing import Annotated, Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema

from magpie.platform import access, objects, titles
from magpie.platform.actor import Actor
from magpie.platform.http.problems import PROBLEM_RESPONSES
from magpie.platform.http.records import actor_of
from magpie.platform.http.rendering import answer
from magpie.platform.models import User
from magpie.reminders.models import OPEN, Occurrence, Reminder
from magpie.watchdog import conditions
from magpie.watchdog.models import WatchCase, WatchRule

router = Router()
MOST = 1000


class LatePerson(Schema):
    """Somebody who is chased: how often they were told, and what they can still answer."""

    id: int
    name: str
    told: int
    reminder: int
    occurrence: int | None  # none: it is answered


class LateCase(Schema):
    """Something that is late."""

    id: int
    rule: int
    rule_name: str
    object: str
    record: int
    title: str
    owner: str
    owner_id: int | None
    day: datetime.date | None
    due_at: datetime.datetime
    opened_at: datetime.datetime
    urgent: bool
    people: list[LatePerson]
    also: list[str]  # others who were told: deputies, managers of a ladder
    outcome: str
    note: str
    answered_by: str


class LateRule(Schema):
    """A rule with how much is late by it."""

    id: int
    name: str
    count: int


class LateWork(Schema):
    """What is late, the longest late first; at most 1000, and how many there are in all."""

    items: list[LateCase]
    count: int
    rules: list[LateRule]


@router.get("/late-work", response={200: LateWork, **PROBLEM_RESPONSES}, operation_id="list_late_work")
def late(
    request: HttpRequest,
    rule: Annotated[int, Query(ge=0, lt=2**63)] = 0,
    mine: bool = False,
) -> HttpResponse:
    """Everything late that one may see; of one rule; or only what oneself is chased for."""
    actor = actor_of(request)
    every = WatchCase.objects.filter(ended_at=None).filter(visible(actor)).order_by("due_at", "pk")
    if mine:
        origins = Reminder.objects.filter(owner=actor.user_id or 0, status__in=OPEN, origin__startswith="watchdog:")
        every = every.filter(pk__in=[int(o.rpartition(":")[2]) for o in origins.values_list("origin", flat=True)])
    counts = dict(every.order_by().values_list("rule").annotate(late=Count("pk")))
    names = {rule.pk: conditions.name_of(rule) for rule in WatchRule.objects.filter(pk__in=counts)}
    chosen = every.filter(rule=rule) if rule else every
    rows = list(chosen.select_related("rule", "answered_by")[:MOST])
    return answer({
        "items": _items(rows, actor),
        "count": counts.get(rule, 0) if rule else sum(counts.values()),
        "rules": [{"id": n, "name": names[n], "count": counts[n]} for n in sorted(names, key=lambda n: -counts[n])],
    })  # fmt: skip


def visible(actor: Actor) -> Q:
    """The cases about records that the actor may read; about people: oneself and those one leads."""
    found = Q(pk__in=[])
    for name in WatchCase.objects.filter(ended_at=None).order_by().values_list("object", flat=True).distinct():
        target = objects.find(name)
        if target is None:
            continue
        if name == "user":
            part = Q(object=name)
            found |= part if actor.is_trusted else part & Q(record_id__in=access.team_members(actor))
        elif (limits := access.scope_q(actor, target)) is None:
            found |= Q(object=name)
        else:
            reached = target.model._default_manager.filter(limits).order_by().values("pk")
            found |= Q(object=name, record_id__in=reached)
    return found


def _items(rows: list[WatchCase], actor: Actor) -> list[dict[str, Any]]:
    known = titles.look_up(actor, [(case.object, case.record_id) for case in rows])
    by_origin: dict[str, list[Reminder]] = {}
    for reminder in Reminder.objects.filter(origin__in=[c.origin for c in rows]).select_related("owner").order_by("pk"):
        by_origin.setdefault(reminder.origin, []).append(reminder)
    times: dict[int, list[Occurrence]] = {}
    numbers = [reminder.pk for several in by_origin.values() for reminder in several]
    for each in Occurrence.objects.filter(reminder__in=numbers).order_by("due_at"):
        times.setdefault(each.reminder_id, []).append(each)
    reached = {number for several in times.values() for each in several for number in each.people}
    owners = _owners(rows)
    names = dict(User.objects.filter(pk__in=reached | {n for n in owners.values() if n}).values_list("pk", "name"))
    return [_item(case, known, by_origin.get(case.origin, []), times, names, owners) for case in rows]


def _owners(rows: list[WatchCase]) -> dict[tuple[str, int], int | None]:
    by_object: dict[str, list[int]] = {}
    for case in rows:
        by_object.setdefault(case.object, []).append(case.record_id)
    found: dict[tuple[str, int], int | None] = {}
    for name, numbers in by_object.items():
        target = objects.find(name)
        if name == "user":
            found.update({(name, number): number for number in numbers})
        elif target is not None and "owner" in target.fields():
            of = target.model._default_manager.filter(pk__in=numbers).values_list("pk", "owner_id")
            found.update({(name, number): owner for number, owner in of})
    return found


def _item(
    case: WatchCase,
    known: Any,
    reminders: list[Reminder],
    times: dict[int, list[Occurrence]],
    names: dict[int, str],
    owners: dict[tuple[str, int], int | None],
) -> dict[str, Any]:
    people, also = [], set[int]()
    for reminder in reminders:
        several = times.get(reminder.pk, [])
        still = next((each for each in reversed(several) if each.answered_at is None), None)
        also |= {number for each in several for number in each.people} - {reminder.owner_id or 0}
        if reminder.owner is not None:
            people.append({
                "id": reminder.owner.pk, "name": str(reminder.owner), "told": sum(each.round for each in several),
                "reminder": reminder.pk, "occurrence": still.pk if still is not None else None,
            })  # fmt: skip
    owner = owners.get((case.object, case.record_id))
    return {
        "id": case.pk, "rule": case.rule_id, "rule_name": conditions.name_of(case.rule), "object": case.object,
        "record": case.record_id, "title": known.get((case.object, case.record_id), f"#{case.record_id}"),
        "owner": names.get(owner or 0, ""), "owner_id": owner, "day": case.day, "due_at": case.due_at,
        "opened_at": case.opened_at, "urgent": case.rule.urgent, "people": people,
        "also": sorted(names[n] for n in also - {p["id"] for p in people} if n in names),
        "outcome": case.outcome, "note": case.note, "answered_by": str(case.answered_by or ""),
    }  # fmt: skip
