"""From events to what rules gather: which rules an event meets, and whom they mean.

A reader of the event log does this inside the reader's transaction, so each event is gathered once and nothing is lost.
What was gathered is told by `telling`, in a transaction of its own.
"""

from __future__ import annotations

import datetime
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import timezone
from pydantic import TypeAdapter, ValidationError

from magpie.following import lists
from magpie.following.models import Gathered, NoticeRule
from magpie.following.people import People
from magpie.following.rules import Happening, Receiver, goes
from magpie.notices.following import Follower
from magpie.platform import filters, objects, readers, rows, titles, triggers
from magpie.platform.models import Event
from magpie.platform.objects import ObjectType

READER = "following"
BATCH = 500
NOTE = "note"
triggers.more_readers.append(READER)
log = logging.getLogger(__name__)
_HAPPENINGS, _RECEIVERS = TypeAdapter(list[Happening]), TypeAdapter(list[Receiver])
_ready: dict[int, Ready] = {}  # by the rule's number; taken while its version is the same


@dataclass(frozen=True)
class Ready:
    """A rule that can be matched."""

    rule: NoticeRule
    object_type: ObjectType
    happenings: tuple[Happening, ...]
    receivers: tuple[Receiver, ...]
    tree: filters.Node


class Unreadable(ValueError):
    """A rule that cannot be understood any more: its object or a field is gone."""


def ready(rule: NoticeRule) -> Ready:
    """The rule with its parts checked; Unreadable if something that it names is gone."""
    object_type = objects.find(rule.object)
    if object_type is None:
        raise Unreadable(rule.object)
    try:
        happenings = _HAPPENINGS.validate_python(rule.events or [])
        receivers = _RECEIVERS.validate_python(rule.receivers or [])
        tree = filters.parse(object_type, rule.filter)
    except (ValidationError, filters.FilterError) as error:
        raise Unreadable(str(error)) from None
    known = object_type.fields()
    if any(name not in known for one in happenings for name in one.fields):
        raise Unreadable(rule.object)
    return Ready(rule, object_type, tuple(happenings), tuple(receivers), tree)


def in_force(names: Iterable[str], today: datetime.date) -> dict[str, list[Ready]]:
    """The rules on these objects that are switched on and not over, by object."""
    still = Q(valid_until=None) | Q(valid_until__gte=today)
    found: dict[str, list[Ready]] = {}
    for rule in NoticeRule.objects.filter(still, is_active=True, object__in=set(names)).order_by("pk"):
        try:
            found.setdefault(rule.object, []).append(ready(rule))
        except Unreadable as error:
            log.info("the notice rule %s cannot be understood: %s", rule.pk, error)
    return found


def read_some() -> int:
    """Gather from what has happened since the last time; how many events there were."""
    return readers.read_lanes(READER, BATCH, read_events)


def read_events(events: Sequence[Event]) -> None:
    """Gather what rules and followers want to be told of; what leaves automation out tells nobody."""
    lists.read_events(events)
    rows.insert_many(gather(events))


def gather(events: Sequence[Event]) -> list[Gathered]:
    """What rules and followers want to be told of these events, not written yet."""
    events = [event for event in events if event.automation != "skip"]
    if not events:
        return []
    about = {event.id: pair for event in events if (pair := _noted(event)) is not None}
    names = {event.object for event in events} | {name for name, _number in about.values()}
    rules = in_force(names, timezone.localdate())
    people, caller, found = People(), filters.Caller.of(), list[Gathered]()
    for event in events:
        for one in rules.get(event.object, ()):
            if (happening := met(one, event, caller)) is not None:
                found += _gather(one, event, happening, event.record_id, event.record, people)
        if event.id in about:
            found += _noted_of(event, *about[event.id], rules, people, caller)
    return found + _followed(events, about, rules)


def met(one: Ready, event: Event, caller: filters.Caller) -> Happening | None:
    """Which of the happenings that the rule waits for the event is; None if it is none of them."""
    if one.rule.record_id and one.rule.record_id != event.record_id:
        return None
    now: bool | None = None
    for happening in one.happenings:
        if not _kind_fits(happening, event):
            continue
        if now is None:
            now = filters.matches(one.object_type, one.tree, filters.EventView(event.record), caller)
        if happening.on in ("entered", "left"):
            if _crosses(one, happening.on == "entered", now, event, caller):
                return happening
        elif now and (happening.on != "updated" or _changes(one.object_type, happening, event)):
            return happening
    return None


def _kind_fits(happening: Happening, event: Event) -> bool:
    match happening.on:
        case "created" | "updated" | "deleted":
            return event.kind == happening.on
        case "entered":
            return event.kind in ("created", "updated")
        case "left":
            return event.kind in ("updated", "deleted")
        case "action":
            return event.kind in ("created", "updated") and event.action == happening.name
        case "event":
            return event.kind == happening.name
    return False  # notes are events of another object


def _crosses(one: Ready, into: bool, now: bool, event: Event, caller: filters.Caller) -> bool:
    if event.kind == "created":
        return now
    if event.kind == "deleted":
        return now
    before = filters.EventView({**event.record, **(event.old or {})})
    was = filters.matches(one.object_type, one.tree, before, caller)
    return now and not was if into else was and not now


def _changes(object_type: ObjectType, happening: Happening, event: Event) -> bool:
    changed = event.changed
    if not happening.fields:
        return True
    for name in happening.fields:
        field = object_type.field(name)
        pair = changed.get(field.column or field.name)
        if pair is not None and goes(happening, *pair):
            return True
    return False


def _noted(event: Event) -> tuple[str, int] | None:
    """The record that a new note is about."""
    if event.object != NOTE or event.kind != "created" or not event.record.get("related_to"):
        return None
    return titles.split_link(event.record["related_to"])


def _noted_of(
    event: Event, name: str, number: int, rules: dict[str, list[Ready]], people: People, caller: filters.Caller
) -> list[Gathered]:
    waiting = [one for one in rules.get(name, ()) if one.rule.record_id in (None, number)]
    waiting = [one for one in waiting if any(happening.on == "note" for happening in one.happenings)]
    object_type = objects.find(name)
    record = object_type.model._default_manager.filter(pk=number).first() if object_type and waiting else None
    if record is None:
        return []
    row, view = row_of(record), filters.RecordView(record)
    found: list[Gathered] = []
    for one in waiting:
        if filters.matches(one.object_type, one.tree, view, caller):
            found += _gather(one, event, Happening(on="note"), number, row, people)
    return found


def row_of(record: Any) -> dict[str, Any]:
    """The stored values of a record by column."""
    return {field.attname: getattr(record, field.attname) for field in record._meta.concrete_fields}


def _gather(
    one: Ready, event: Event, happening: Happening, number: int, row: dict[str, Any], people: People
) -> list[Gathered]:
    users = meant(one, row, people)
    if not one.rule.includes_doer:
        users = [user for user in users if user != doer_of(event)]
    if not users:
        return []
    return [_gathered(one.rule.pk, one.object_type.name, number, event, happening.on, happening.fields, users)]


def _gathered(
    rule_id: int | None, name: str, number: int, event: Event, on: str, fields: list[str], users: list[int]
) -> Gathered:
    return Gathered(
        rule_id=rule_id, object=name, record_id=number, event_id=event.id, event_at=event.at, happened=on,
        fields=fields, users=users, lane=event.lane, operation=event.operation, gathered_at=timezone.now(),
    )  # fmt: skip


def meant(one: Ready, row: dict[str, Any], people: People) -> list[int]:
    """The numbers of those whom the rule means for a record with these stored values."""
    if one.rule.reach == "personal":
        return [one.rule.owner_id] if one.rule.owner_id in people.users else []
    return people.of(one.receivers, one.object_type, row)


def doer_of(event: Event) -> int | None:
    """The person who did it themselves, not by a workflow of theirs."""
    return event.actor_id if event.actor_kind in ("user", "integration") else None


def _followed(
    events: Sequence[Event], about: dict[int, tuple[str, int]], rules: dict[str, list[Ready]]
) -> list[Gathered]:
    """What becomes of followed records, for those followers who have not said more exactly what they want."""
    places = [(event, about.get(event.id) or (event.object, event.record_id)) for event in events]
    places = [(event, place) for event, place in places if event.id in about or event.kind in ("updated", "deleted")]
    wanted: dict[str, set[int]] = {}
    for _event, (name, number) in places:
        wanted.setdefault(name, set()).add(number)
    condition = Q(pk__in=[])
    for name, numbers in wanted.items():
        condition |= Q(object=name, record_id__in=numbers)
    followers: dict[tuple[str, int], list[int]] = {}
    for follower in Follower.objects.filter(condition).order_by("pk"):
        followers.setdefault((follower.object, follower.record_id), []).append(follower.user_id)
    exact = {
        (one.rule.object, one.rule.record_id, one.rule.owner_id)
        for some in rules.values()
        for one in some
        if one.rule.record_id and one.rule.reach == "personal"
    }
    found = []
    for event, place in places:
        users = [u for u in followers.get(place, ()) if u != doer_of(event) and (*place, u) not in exact]
        if users:
            on = "note" if event.id in about else event.kind
            found.append(_gathered(None, *place, event, on, [], users))
    return found
