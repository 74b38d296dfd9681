"""The history of a record: what changed, as a person reads it."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Callable, Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from ninja import Schema

from magpie.platform import access, actions, events, merging, objects, titles
from magpie.platform.actor import Actor
from magpie.platform.fields import Field
from magpie.platform.http.metadata import capitalized
from magpie.platform.models import Event, User
from magpie.platform.names import words
from magpie.platform.objects import ObjectType

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


def page(object_type: ObjectType, number: int, actor: Actor, before: int, limit: int) -> dict[str, Any]:
    """One page of the history of a record."""
    found = merging.history(object_type.name, number)
    if before:
        found = found.filter(id__lt=before)
    rows = list(found[: limit + 1])
    items = describe(object_type, rows[:limit], actor)
    return {"items": items, "next": str(rows[limit - 1].id) if len(rows) > limit else None}


def describe(
    object_type: ObjectType, rows: list[Event], actor: Actor, gone: titles.Titles | None = None
) -> list[dict[str, Any]]:
    """The events as a person reads them, without the fields that this actor may not see.

    `gone` gives the titles of records that are not there any more.
    """
    rights = access.field_rights(actor, object_type)
    by_column = {(f.column or f.name): f for f in object_type.fields().values() if rights.get(f.name) != "hidden"}
    changes = [
        [(by_column[c], pair) for c, pair in row.changed.items() if c in by_column and c not in QUIET]
        if row.kind != "deleted"
        else []
        for row in rows
    ]
    wanted = {pair for row in changes for field, (old, new) in row for pair in _references(field, old, new)}
    known = {**(gone or {}), **titles.look_up(actor, wanted)}
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


def of_gone_object(row: Event) -> dict[str, Any]:
    """The event of a record whose object is no longer there."""
    people = dict(User.objects.filter(pk=row.actor_id or 0).values_list("pk", "name"))
    return _describe(row, [], {}, people, {})


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
    if row.action == "merge" and row.kind == "deleted":
        return _("Merged: “%(title)s”") % {"title": title_of(row)}
    named = next((a for a in actions.all_actions() if a.name == row.action), None)
    if named is not None and row.kind in ("updated", "created"):
        return str(named.label)
    labels = {
        "created": pgettext("event", "Created"),
        "updated": pgettext("event", "Changed"),
        "deleted": pgettext("event", "Deleted"),
        "gate_passed": _("Gate: %(name)s. %(reason)s")
        % {"name": _gate_name(row.data or {}), "reason": (row.data or {}).get("reason", "")},
    }
    if row.kind in labels:
        return labels[row.kind]
    declared = next((k for k in events.kinds_of(row.object) if k.kind == row.kind), None)
    label = str(declared.label) if declared else row.kind
    name = str((row.data or {}).get("name", ""))
    return _("%(event)s: %(name)s") % {"event": label, "name": name} if name else label


def _gate_name(data: dict[str, Any]) -> str:
    return words.of_record("gate", data.get("gate", 0)) or str(data.get("name", ""))


def title_of(row: Event) -> str:
    """The title of the record as it was then."""
    object_type = objects.find(row.object)
    return str(row.record.get(object_type.title) or f"#{row.record_id}") if object_type else f"#{row.record_id}"


def titles_of(rows: Iterable[Event], actor: Actor) -> dict[int, str]:
    """The titles of the records as they were then, by event; those called by others as these are called now."""
    found = {row.id: words.of_record(row.object, row.record_id) or title_of(row) for row in rows}
    bare: dict[str, dict[int, Callable[[Field], Any]]] = {}
    for row in rows:
        object_type = objects.find(row.object)
        if object_type is not None and object_type.named_by and not row.record.get(object_type.title):
            bare.setdefault(row.object, {})[row.id] = functools.partial(_plain, row)
    for name, some in bare.items():
        found |= titles.named(objects.get(name), some, actor)
    return found


def _plain(row: Event, field: Field) -> Any:
    return field.plain_from_event(row.record)


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
# Higher parts add theirs: (object, number, until or None, limit) → entries of the timeline, newest first.
sources: list[Callable[[str, int, datetime.datetime | None, int], list[dict[str, Any]]]] = []
# The same for entries that not everybody who reads the record may see: (actor, object, number, until or None, limit).
personal_sources: list[Callable[[Actor, str, int, datetime.datetime | None, int], list[dict[str, Any]]]] = []
