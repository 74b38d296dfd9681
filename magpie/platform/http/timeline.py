"""The timeline of a record: its changes, the activities that point to it and what higher parts add, newest first.

A customer's timeline may take in those of its contacts, opportunities and leads (`around`): of every object with a
reference to it, as far as the actor may see the records.
"""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from ninja import Schema

from magpie.platform import access, events, merging, objects, titles
from magpie.platform.actor import Actor
from magpie.platform.http import history
from magpie.platform.http.history import EventActor, EventItem
from magpie.platform.http.rendering import render
from magpie.platform.models import User
from magpie.platform.objects import ObjectType
from magpie.platform.problems import Invalid

MOST_AROUND = 500  # records of each object that a customer's timeline takes in
INSTANT = datetime.timedelta(microseconds=1)
Entry = dict[str, Any]
Around = dict[str, list[int]]


class About(Schema):
    """Another record than the one whose timeline it is."""

    object: str
    id: int
    title: str


class TimelineItem(Schema):
    """One entry of a timeline: an event or an activity."""

    at: datetime.datetime
    kind: str
    id: int
    title: str
    text: str
    actor: EventActor | None
    record: dict[str, Any] | None
    event: EventItem | None
    about: About | None = None


class TimelinePage(Schema):
    """Entries, newest first; the first page has also the pinned ones and how many activities there are of each kind."""

    items: list[TimelineItem]
    next: str | None
    pinned: list[TimelineItem] = []
    counts: dict[str, int] = {}


class Timeline:
    """The entries around one record that the actor may see."""

    def __init__(self, object_type: ObjectType, number: int, actor: Actor, *, around: bool = False) -> None:
        self.object_type, self.number, self.actor = object_type, number, actor
        self.around: Around = _around(object_type, number, actor) if around else {}
        self.links = [f"{object_type.name}:{number}", *(f"{n}:{i}" for n, ids in self.around.items() for i in ids)]

    def page(self, before: str, limit: int, kind: str = "", text: str = "") -> dict[str, Any]:
        """One page; `kind` keeps to one kind, `text` to activities in which it occurs."""
        until, seen = _place(before)
        wanted = limit + 1 + len(seen)
        entries: list[Entry] = []
        if kind in ("", "event") and not text:
            entries += self._events(until, wanted)
        if not text:
            for source in history.sources:
                found = source(self.object_type.name, self.number, until, wanted)
                entries += [entry for entry in found if kind in ("", entry["kind"])]
            for personal in history.personal_sources:
                found = personal(self.actor, self.object_type.name, self.number, until, wanted)
                entries += [entry for entry in found if kind in ("", entry["kind"])]
        for activity in self._activities():
            if kind in ("", activity.timeline):
                entries += self._of_activity(activity, self._matching(activity, text), until, wanted)
        entries = [e for e in entries if _key(e) not in seen or e["at"] != until - INSTANT] if until else entries
        entries.sort(key=lambda e: (e["at"], e["kind"], e["id"]), reverse=True)
        more, entries = len(entries) > limit, entries[:limit]
        answer: dict[str, Any] = {"items": entries, "next": _next(entries, until, seen) if more and entries else None}
        if not before:
            answer |= {"pinned": self._pinned(), "counts": self._counts(text)}
        return answer

    def _activities(self) -> list[ObjectType]:
        return [a for a in objects.all_objects() if a.timeline and access.may(self.actor, a, "read")]

    def _events(self, until: Any, wanted: int) -> list[Entry]:
        merged = merging.predecessors(self.object_type.name, self.number)
        found = self._events_of(self.object_type, [self.number, *merged], until, wanted)
        for name, numbers in self.around.items():
            found += self._events_of(objects.get(name), numbers, until, wanted)
        return found

    def _events_of(self, object_type: ObjectType, numbers: list[int], until: Any, wanted: int) -> list[Entry]:
        is_own = object_type is self.object_type
        name = object_type.name
        rows = merging.history(name, self.number) if is_own else events.of_records(name, numbers)
        if until:
            rows = rows.filter(at__lt=until)
        kept = list(rows[:wanted])
        known = {} if is_own else _titles(object_type, {r.record_id for r in kept}, self.actor)
        described = history.describe(object_type, kept, self.actor)
        return [
            {
                "at": item["at"], "kind": "event", "id": item["id"], "title": item["label"], "text": item["text"],
                "actor": item["actor"], "record": None, "event": item,
                "about": None if is_own else _about(object_type, row.record_id, known),
            }
            for row, item in zip(kept, described, strict=True)
            if item["changes"] or item["kind"] != "updated"
        ]  # fmt: skip

    def _matching(self, activity: ObjectType, text: str) -> Any:
        found = activity.model._default_manager.filter(related_to__in=self.links)
        if not text:
            return found.exclude(**activity.timeline_leaves_out) if activity.timeline_leaves_out else found
        hidden = access.field_rights(self.actor, activity)
        words = Q(pk__in=[])
        for name, field in activity.fields().items():
            if field.type.name in ("text", "long_text") and not field.custom and hidden.get(name) != "hidden":
                words |= Q(**{f"{name}__icontains": text})
        return found.filter(words)

    def _of_activity(self, activity: ObjectType, found: Any, until: Any, wanted: int) -> list[Entry]:
        when = Coalesce(activity.timeline_at, "created_at") if activity.timeline_at else F("created_at")
        found = found.annotate(happened_at=when).order_by("-happened_at", "-pk")
        if until:
            found = found.filter(happened_at__lt=until)
        return self._entries(activity, list(found[:wanted]))

    def _entries(self, activity: ObjectType, rows: list[Any]) -> list[Entry]:
        makers: set[int] = {r.created_by_id for r in rows if r.created_by_id}
        people = dict(User.objects.filter(pk__in=makers).values_list("pk", "name"))
        own = self.links[0]
        return [
            {
                "at": row.happened_at,
                "kind": activity.timeline,
                "id": row.pk,
                "title": body["title"],
                "text": _text(activity, body),
                "actor": {"kind": "user", "id": row.created_by_id, "title": people.get(row.created_by_id, "")}
                if row.created_by_id
                else None,
                "record": body,
                "event": None,
                "about": None if row.related_to == own else body.get("related_to"),
            }
            for row, body in zip(rows, render(activity, rows, self.actor), strict=True)
        ]

    def _pinned(self) -> list[Entry]:
        found: list[Entry] = []
        for activity in self._activities():
            if "pinned" in activity.fields():
                rows = self._matching(activity, "").filter(pinned=True)
                found += self._of_activity(activity, rows, None, 20)
        return sorted(found, key=lambda e: e["at"], reverse=True)

    def _counts(self, text: str) -> dict[str, int]:
        return {a.timeline: n for a in self._activities() if (n := self._matching(a, text).count())}


def _around(object_type: ObjectType, number: int, actor: Actor) -> Around:
    """The records that refer to this one: contacts, opportunities and leads of an account."""
    found: Around = {}
    for other in objects.all_objects():
        if other.is_setup or other.timeline or other is object_type or not access.may(actor, other, "read"):
            continue
        names = [n for n, f in other.fields().items() if f.target == object_type.name and f.type.name == "reference"]
        condition = Q(pk__in=[])
        for name in names:
            if not other.fields()[name].custom:
                condition |= Q(**{name: number})
        rows = access.visible(actor, other).filter(condition).order_by("-pk") if names else None
        if rows is not None and (numbers := list(rows.values_list("pk", flat=True)[:MOST_AROUND])):
            found[other.name] = numbers
    return found


def _titles(object_type: ObjectType, numbers: set[int], actor: Actor) -> dict[int, str]:
    known = titles.look_up(actor, {(object_type.name, number) for number in numbers})
    return {number: title for (_name, number), title in known.items()}


def _about(object_type: ObjectType, number: int, known: dict[int, str]) -> dict[str, Any]:
    return {"object": object_type.name, "id": number, "title": known.get(number, f"#{number}")}


def _text(activity: ObjectType, body: dict[str, Any]) -> str:
    """What was written or said; without that, how it ended."""
    for name in ("body", "description", "outcome"):
        if value := body.get(name):
            field = activity.fields()[name]
            return field.label_of(str(value)) if field.choices else str(value)
    return ""


def _key(entry: Entry) -> str:
    return f"{entry['kind']}:{entry['id']}"


def _next(entries: list[Entry], until: Any, seen: set[str]) -> str:
    """Where the following page begins: the moment of the last entry, and what of that moment was shown."""
    last = entries[-1]["at"]
    shown = [_key(e) for e in entries if e["at"] == last]
    if until and until - INSTANT == last:
        shown += sorted(seen)
    return ",".join([last.isoformat(), *shown])


def _place(before: str) -> tuple[Any, set[str]]:
    """The first moment that is too late, and the entries of the last one that were shown; Invalid if it is none."""
    if not before:
        return None, set()
    moment, *shown = before.split(",")
    try:
        found = datetime.datetime.fromisoformat(moment.replace(" ", "+"))
        found = found if found.tzinfo else found.replace(tzinfo=datetime.UTC)
        return found + INSTANT if shown else found, set(shown)
    except (ValueError, OverflowError):
        raise Invalid({"before": [_("This is no place in the list.")]}) from None
