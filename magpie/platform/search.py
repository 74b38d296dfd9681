"""Search over everything: the index, kept by a reader of the event log, and the questions put to it.

Because the index is written from events, a record written by an import or by plain SQL is found as well, a moment after
its commit.
"""

from __future__ import annotations

import json
import logging
import re
import threading
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from magpie.lib import grams
from magpie.platform import access, filters, objects, readers, setup
from magpie.platform.actor import Actor
from magpie.platform.models import Event, SearchEntry
from magpie.platform.objects import ObjectType

log = logging.getLogger(__name__)
READER = "search"
SHORTEST_PHONE = 3
MOST_AT_ONCE = 200
GATHER_SECONDS = 0.1  # what comes in a burst is indexed together; what workflows do goes first
WRITE = """
INSERT INTO platform_searchentry AS entry (object, record_id, title, subtitle, body, grams)
SELECT object, record_id, title, subtitle, body, grams FROM jsonb_to_recordset(%s::jsonb)
    AS e(object text, record_id bigint, title text, subtitle text, body text, grams text[])
ON CONFLICT (object, record_id) DO UPDATE
    SET title = excluded.title, subtitle = excluded.subtitle, body = excluded.body, grams = excluded.grams
    WHERE (entry.title, entry.subtitle, entry.body) IS DISTINCT FROM (excluded.title, excluded.subtitle, excluded.body)
"""


def narrow(object_type: ObjectType, found: Any, text: str, actor: Actor) -> Any:
    """Of these records, those whose indexed text, as far as the actor may see it, has all words of the query."""
    found = found.filter(pk__in=_entries(text, object_type.name).values("record_id"))
    shown = _shown_words(object_type, text, actor)
    return found if shown is None else found.filter(shown)


def _shown_words(object_type: ObjectType, text: str, actor: Actor) -> Q | None:
    """For actors from whom a role hides indexed fields: that the words stand in those they see.

    The index knows only all fields together, so these actors cannot find by pinyin.
    """
    rights = access.field_rights(actor, object_type)
    indexed = [f for f in object_type.fields().values() if f.name in object_type.search or f.custom]
    indexed = [f for f in indexed if "contains" in f.type.operators]
    shown = [f.name for f in indexed if rights.get(f.name) != "hidden"]
    if len(shown) == len(indexed):
        return None
    words, _pieces = grams.cut(_as_phone(text))
    condition = {"all": [{"any": [{"field": name, "contains": word} for name in shown]} for word in words]}
    return filters.to_q(object_type, condition, filters.Caller.of(actor))


def _entries(text: str, *names: str) -> Any:
    words, pieces = grams.cut(_as_phone(text))
    if not words:
        return SearchEntry.objects.none()
    condition = Q(object__in=names) if len(names) > 1 else Q(object=names[0])
    entries = SearchEntry.objects.filter(condition, grams__contains=pieces)
    for word in words:
        entries = entries.filter(body__contains=word)
    return entries


def _as_phone(text: str) -> str:
    """A query of digits, blanks and dashes is a piece of a telephone number, which is indexed without them."""
    stripped = text.strip()
    if re.fullmatch(r"\+?[\d\s()-]+", stripped):
        return re.sub(r"\D", "", stripped)
    return text


def look_up(actor: Actor, text: str, limit: int = 20, only: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    """Records of all objects that the actor may read and that have all words of the query, best first.

    One query finds the entries of all objects.  Only words so common that it ends early are looked up object by object,
    lest one object's many records hide the few of another.
    """
    known = {
        o.name: o
        for o in objects.all_objects()
        if o.search and (not only or o.name in only) and access.may(actor, o, "read")
    }
    if not known:
        return []
    found: dict[str, list[SearchEntry]] = {}
    newest = list(_entries(text, *known).defer("body", "grams").order_by("-pk")[:MOST_AT_ONCE])
    if len(newest) < MOST_AT_ONCE:
        for entry in newest:
            found.setdefault(entry.object, []).append(entry)
        for name, entries in found.items():
            reached = _reached(actor, known[name], text)
            if reached is not None:
                may_see = set(reached.filter(pk__in=[e.record_id for e in entries]).values_list("pk", flat=True))
                found[name] = [e for e in entries if e.record_id in may_see]
    else:
        for name, object_type in known.items():
            of_object = _entries(text, name)
            if (reached := _reached(actor, object_type, text)) is not None:
                of_object = of_object.filter(record_id__in=reached.values("pk"))
            found[name] = list(of_object.defer("body", "grams").order_by("-record_id")[:limit])
    hidden = {n for n in found if access.field_rights(actor, known[n]).get(known[n].subtitle) == "hidden"}
    items = [
        {"object": n, "id": e.record_id, "title": e.title, "subtitle": "" if n in hidden else e.subtitle}
        for n, entries in found.items()
        for e in entries
    ]
    folded = grams.fold(text).strip()

    def rank(item: dict[str, Any]) -> tuple[int, int]:
        title = grams.fold(item["title"])
        return (0 if title == folded else 1 if title.startswith(folded) else 2 if folded in title else 3), -item["id"]

    return sorted(items, key=rank)[:limit]


def _reached(actor: Actor, object_type: ObjectType, text: str) -> Any:
    """The records that the actor may find by that text, as a queryset; None for all."""
    shown = _shown_words(object_type, text, actor)
    if shown is None and access.scope_q(actor, object_type) is None:
        return None
    reached = access.visible(actor, object_type)
    return reached if shown is None else reached.filter(shown)


def entry_of(object_type: ObjectType, record_id: int, row: dict[str, Any]) -> dict[str, Any]:
    """The index entry of a record, from its whole row as an event carries it."""
    fields = object_type.fields()
    texts, digits = [], []
    for name in object_type.search:
        field = fields.get(name)
        if field is None:
            continue
        value = field.plain_from_event(row)
        if not value:
            continue
        if field.type.name == "phone":
            digits.append(re.sub(r"\D", "", value))
        else:
            texts.append(field.type.to_text(value, field))
    texts += [
        field.type.to_text(v, field)
        for field in fields.values()
        if field.custom and field.type.name in ("text", "email") and (v := field.plain_from_event(row))
    ]
    title = str(fields[object_type.title].plain_from_event(row) or f"#{record_id}")
    subtitle = ""
    if object_type.subtitle and object_type.subtitle in fields and not fields[object_type.subtitle].target:
        field = fields[object_type.subtitle]
        subtitle = field.type.to_text(field.plain_from_event(row), field)
    body, pieces = grams.index(" ".join([title, *texts, *digits]), names=f"{title} {subtitle}")
    return {
        "object": object_type.name,
        "record_id": record_id,
        "title": title[:300],
        "subtitle": subtitle[:300],
        "body": body,
        "grams": pieces,
    }


def read_events(events: list[Event]) -> None:
    """Bring the index in step with these events."""
    latest: dict[tuple[str, int], Event] = {(e.object, e.record_id): e for e in events if _concerns(e)}
    rows: list[dict[str, Any]] = []
    gone: dict[str, list[int]] = {}
    for (name, record_id), event in latest.items():
        object_type = objects.find(name)
        if object_type is None or not object_type.search:
            continue
        if event.kind == "deleted":
            gone.setdefault(name, []).append(record_id)
        else:
            rows.append(entry_of(object_type, record_id, event.record))
    for name, numbers in gone.items():
        SearchEntry.objects.filter(object=name, record_id__in=numbers).delete()
    write(rows)


def _concerns(event: Event) -> bool:
    """Whether the event changed anything that is indexed."""
    if event.kind in ("created", "deleted"):
        return True
    object_type = objects.find(event.object)
    if event.kind != "updated" or object_type is None:
        return False

    def load() -> frozenset[str]:
        names = (object_type.title, object_type.subtitle, *object_type.search)
        return frozenset({"custom", *(field.column for n in names if (field := object_type.fields().get(n)))})

    return not setup.kept(f"searched:{event.object}", load).isdisjoint(event.old or ())


def write(rows: list[dict[str, Any]]) -> None:
    """Put the entries into the index in place of the former ones."""
    if not rows:
        return
    with connection.cursor() as cursor:  # as JSON: a list for each row is what arrays of parameters cannot carry
        cursor.execute(WRITE, [json.dumps(rows, ensure_ascii=False)])


def loop(stop: threading.Event) -> None:
    """Keep the index in step until told to stop."""
    with readers.Waker() as waker:
        while not stop.is_set():
            busy = False
            for lane in (0, 1):
                setup.refresh()
                busy |= readers.read(READER, lane, 500, read_events) > 0
            if not busy and waker.wait(1.0):
                stop.wait(GATHER_SECONDS)


def rebuild() -> int:
    """Index every record anew; gives how many there are."""
    count = 0
    setup.refresh()
    for object_type in objects.all_objects():
        if not object_type.search:
            continue
        SearchEntry.objects.filter(object=object_type.name).delete()
        table, last = connection.ops.quote_name(object_type.model._meta.db_table), 0
        while True:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(
                    f"SELECT id, to_jsonb(t)::text FROM {table} t"  # noqa: S608 - the name of our own table
                    " WHERE id > %s ORDER BY id LIMIT 2000",
                    [last],
                )
                found = cursor.fetchall()
                if not found:
                    break
                write([entry_of(object_type, pk, json.loads(row)) for pk, row in found])
                last, count = found[-1][0], count + len(found)
    return count
