"""The history of a record, and its timeline: changes together with the activities that point to it."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from ninja import Schema

from magpie.platform import access, actions, events, objects, titles
from magpie.platform.actor import Actor
from magpie.platform.fields import Field
from magpie.platform.http.metadata import capitalized
from magpie.platform.http.rendering import render
from magpie.platform.models import Event, User
from magpie.platform.objects import ObjectType
from magpie.platform.problems import Invalid

QUIET = {"version", "updated_at", "created_at", "id"}


class Change(Schema):
    """One field before and after."""

    field: str
    label: str
    old: Any
    new: Any
    old_text: str
    new_text: str


class EventActor(Schema):
    """Who did it."""

    kind: str
    id: int | None
    title: str


class EventItem(Schema):
    """One thing that happened to a record."""

    id: int
    at: datetime.datetime
    kind: str
    label: str
    actor: EventActor
    action: str
    operation: str | None
    run: int | None
    changes: list[Change]
    text: str


class EventPage(Schema):
    """Events, newest first."""

    items: list[EventItem]
    next: str | None


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


class TimelinePage(Schema):
    """Entries, newest first."""

    items: list[TimelineItem]
    next: str | None


def page(object_type: ObjectType, number: int, actor: Actor, before: int, limit: int) -> dict[str, Any]:
    """One page of the history of a record."""
    found = events.of_record(object_type.name, number)
    if before:
        found = found.filter(id__lt=before)
    rows = list(found[: limit + 1])
    items = describe(object_type, rows[:limit], actor)
    return {"items": items, "next": str(rows[limit - 1].id) if len(rows) > limit else None}


def describe(object_type: ObjectType, rows: list[Event], actor: Actor) -> list[dict[str, Any]]:
    """The events as a person reads them, without the fields that this actor may not see."""
    rights = access.field_rights(actor, object_type)
    by_column = {(f.column or f.name): f for f in object_type.fields().values() if rights.get(f.name) != "hidden"}
    changes = [
        [(by_column[c], pair) for c, pair in row.changed.items() if c in by_column and c not in QUIET]
        if row.kind != "deleted"
        else []
        for row in rows
    ]
    wanted = {pair for row in changes for field, (old, new) in row for pair in _references(field, old, new)}
    known = titles.look_up(actor, wanted)
    people = dict(User.objects.filter(pk__in={r.actor_id for r in rows if r.actor_id}).values_list("pk", "name"))
    runs = {r.run_id for r in rows if r.run_id}
    names = {number: name for source in run_names if runs for number, name in source(runs).items()}
    return [_describe(row, changed, known, people, names) for row, changed in zip(rows, changes, strict=True)]


def _references(field: Field, *stored: Any) -> list[tuple[str, int]]:
    found = []
    for value in stored:
        if not value:
            continue
        if field.type.name == "references":
            found += [(field.target, n) for n in value]
        elif field.target:
            found.append((field.target, value))
        elif field.type.name == "link" and (pair := titles.split_link(value)):
            found.append(pair)
    return found


def _describe(
    row: Event,
    changed: list[tuple[Field, tuple[Any, Any]]],
    known: titles.Titles,
    people: dict[int, str],
    runs: dict[int, str],
) -> dict[str, Any]:
    changes = []
    for field, (old, new) in changed:
        old_text, new_text = text_of(field, old, known), text_of(field, new, known)
        if row.kind == "created" and not new_text:
            continue
        changes.append(
            {
                "field": field.name,
                "label": capitalized(str(field.label)),
                "old": old,
                "new": new,
                "old_text": old_text,
                "new_text": new_text,
            }
        )
    label = _label(row)
    text = (
        _("%(event)s: %(changes)s") % {"event": label, "changes": _("; ").join(_change_text(c) for c in changes)}
        if row.kind == "updated"
        else label
    )
    return {
        "id": row.id,
        "at": row.at,
        "kind": row.kind,
        "label": label,
        "actor": {"kind": row.actor_kind, "id": row.actor_id, "title": _actor_title(row, people, runs)},
        "action": row.action,
        "operation": str(row.operation) if row.operation else None,
        "run": row.run_id,
        "changes": changes,
        "text": text,
    }


def _change_text(change: dict[str, Any]) -> str:
    return f"{change['label']} {change['old_text'] or '–'} → {change['new_text'] or '–'}"


def _actor_title(row: Event, people: dict[int, str], runs: dict[int, str]) -> str:
    if row.actor_kind == "workflow":
        return runs.get(row.run_id or 0, _("Workflow"))
    if row.actor_kind == "system":
        return "Magpie"
    if row.actor_id:
        return people.get(row.actor_id, f"#{row.actor_id}")
    return _("Database")


def _label(row: Event) -> str:
    named = next((a for a in actions.all_actions() if a.name == row.action), None)
    if named is not None and row.kind in ("updated", "created"):
        return str(named.label)
    labels = {
        "created": pgettext("event", "Created"),
        "updated": pgettext("event", "Changed"),
        "deleted": pgettext("event", "Deleted"),
        "gate_passed": _("Gate: %(name)s. %(reason)s")
        % {"name": (row.data or {}).get("name", ""), "reason": (row.data or {}).get("reason", "")},
    }
    return labels.get(row.kind, row.kind)


def text_of(field: Field, stored: Any, known: titles.Titles) -> str:
    """A stored value as a person reads it."""
    if stored in (None, "", [], {}):
        return ""
    if field.type.name == "references":
        return ", ".join(known.get((field.target, n), f"#{n}") for n in stored)
    if field.target:
        return field.label_of(str(stored)) if field.choices else known.get((field.target, stored), f"#{stored}")
    if field.type.name == "link":
        pair = titles.split_link(stored)
        return str(known.get(pair, stored) if pair else stored)
    return field.type.to_text(field.type.from_stored(stored), field)


# Automation adds its own: (numbers of runs) → the name of the workflow of each.
run_names: list[Callable[[set[int]], dict[int, str]]] = []
# Higher parts add theirs: (object, number, until or None, limit) → entries of the timeline.
sources: list[Callable[[str, int, datetime.datetime | None, int], list[dict[str, Any]]]] = []


def timeline(object_type: ObjectType, number: int, actor: Actor, before: str, limit: int) -> dict[str, Any]:
    """Events and activities, newest first; activities of a record may be read by whoever may read the record."""
    until = _moment(before)
    found = events.of_record(object_type.name, number)
    if until:
        found = found.filter(at__lt=until)
    entries: list[dict[str, Any]] = []
    entries += [
        {
            "at": item["at"], "kind": "event", "id": item["id"], "title": item["label"], "text": item["text"],
            "actor": item["actor"], "record": None, "event": item,
        }
        for item in describe(object_type, list(found[: limit + 1]), actor)
        if item["changes"] or item["kind"] != "updated"
    ]  # fmt: skip
    for source in sources:
        entries += source(object_type.name, number, until, limit + 1)
    for activity in objects.all_objects():
        if activity.timeline and access.may(actor, activity, "read"):
            entries += _activities(activity, f"{object_type.name}:{number}", actor, until, limit)
    entries.sort(key=lambda e: e["at"], reverse=True)
    more = len(entries) > limit
    entries = entries[:limit]
    return {"items": entries, "next": entries[-1]["at"].isoformat() if more and entries else None}


def _activities(activity: ObjectType, link: str, actor: Actor, until: Any, limit: int) -> list[dict[str, Any]]:
    found = activity.model._default_manager.filter(related_to=link).order_by("-created_at")
    if until:
        found = found.filter(created_at__lt=until)
    rows: list[Any] = list(found[: limit + 1])
    people = dict(
        User.objects.filter(pk__in={getattr(r, "created_by_id", None) for r in rows}).values_list("pk", "name")
    )
    return [
        {
            "at": row.created_at,
            "kind": activity.timeline,
            "id": row.pk,
            "title": activity.title_of(row),
            "text": next((str(body[n]) for n in ("body", "description", "outcome") if body.get(n)), ""),
            "actor": {"kind": "user", "id": row.created_by_id, "title": people.get(row.created_by_id, "")}
            if row.created_by_id
            else None,
            "record": body,
            "event": None,
        }
        for row, body in zip(rows, render(activity, rows, actor), strict=True)
    ]


def _moment(before: str) -> datetime.datetime | None:
    if not before:
        return None
    try:
        found = datetime.datetime.fromisoformat(before.replace(" ", "+"))
        return found if found.tzinfo else found.replace(tzinfo=datetime.UTC)
    except (ValueError, OverflowError):
        raise Invalid({"before": [_("This is no place in the list.")]}) from None
