"""Search over everything: the index, kept by a reader of the event log, and the questions put to it.

Because the index is written from events, a record written by an import or by plain SQL is found as well, a moment after
its commit.
"""

from __future__ import annotations

import functools
import json
import logging
import re
import threading
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import orjson
from django.db import connection, transaction
from django.db.models import BooleanField, F, Func, Q, Value

from magpie.lib import grams
from magpie.platform import access, filters, objects, readers, setup, titles
from magpie.platform.actor import Actor
from magpie.platform.models import Event, GivenNumber, NumberScheme, SearchEntry
from magpie.platform.names import words
from magpie.platform.objects import ObjectType

log = logging.getLogger(__name__)
READER = "search"
MOST_AT_ONCE = 100  # entries of one object that are put in order
SMALL, LARGE = (
    4096,
    65536,
)  # how many neighbouring record numbers share a mark in the index, so that one can begin there
FEW = 500  # entries that may as well be looked at all together
COMMON = 100  # words that one record of so many has
MOST_LISTED = 20_000  # records of which a list keeps the numbers while it looks for its page
GATHER_SECONDS = 0.1  # what comes in a burst is indexed together; what workflows do goes first
WRITE = """
INSERT INTO platform_searchentry AS entry (object, record_id, title, subtitle, body, pieces)
SELECT object, record_id, title, subtitle, body, pieces FROM jsonb_to_recordset(%s::jsonb)
    AS e(object text, record_id bigint, title text, subtitle text, body text, pieces int[])
ON CONFLICT (object, record_id) DO UPDATE
    SET title = excluded.title, subtitle = excluded.subtitle, body = excluded.body, pieces = excluded.pieces
    WHERE (entry.title, entry.subtitle, entry.body) IS DISTINCT FROM (excluded.title, excluded.subtitle, excluded.body)
"""


class Words:
    """The words by which an actor searches one object."""

    def __init__(self, object_type: ObjectType, text: str, actor: Actor) -> None:
        self.object_type, self.text, self.actor = object_type, text, actor
        self._question = _Question.of(text)

    @functools.cached_property
    def _highest(self) -> int:
        return _highest([self.object_type.name]).get(self.object_type.name, 0) if self._question.words else 0

    @functools.cached_property
    def _first(self) -> tuple[_Window, list[int]]:
        return self._look(_newest(self.object_type.name, self._highest))

    def _look(self, window: _Window) -> tuple[_Window, list[int]]:
        entries = self._question.within([window], limit=None)
        return window, [entry.record_id for entry in entries if entry.record_id <= window.highest]

    def narrow(self, found: Any) -> Any:
        """Of these records, those whose indexed text, as far as the actor may see it, has all words."""
        numbers: list[int] | None = []
        if self._highest:
            window, numbers = self._first
            if len(numbers) * COMMON > self._highest - window.low:
                numbers = None  # so common that one meets them soon
            elif window.low:
                few = self._question.entries(self.object_type.name).values_list("record_id", flat=True)
                numbers = list(few[: MOST_LISTED + 1])
        if numbers is None or len(numbers) > MOST_LISTED:
            found = found.filter(pk__in=self._question.entries(self.object_type.name).values("record_id"))
            return self._shown(found)
        return self._shown(found.filter(_OneOf(F("pk"), Value(numbers))))

    def newest(self, found: Any, below: int | None, wanted: int) -> Iterator[tuple[Any, int]]:
        """Of these records with numbers less than `below`, the newest with the words: `wanted` of them, then more.

        With them comes the number down to which these are all.  A page that they fill is the right one; what they do
        not fill must be asked of all records.  Nothing comes where the words are rare.
        """
        highest = self._highest if below is None else min(below - 1, self._highest)
        if highest < LARGE:
            return
        window, numbers = self._first if below is None else self._look(_newest(self.object_type.name, highest))
        if window.expected(len(numbers)) < 2 * FEW:
            return
        for _more in range(3):
            if len(numbers) >= wanted:
                yield self._shown(found.filter(_OneOf(F("pk"), Value(numbers)))), window.low
            following = window.following(len(numbers))
            if following is None or not following.marks or len(numbers) > MOST_LISTED // 4:
                return
            window, more = self._look(following)
            numbers = numbers + more
        yield self._shown(found.filter(_OneOf(F("pk"), Value(numbers)))), window.low

    def _shown(self, found: Any) -> Any:
        shown = _shown_words(self.object_type, self.text, self.actor)
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


def _as_phone(text: str) -> str:
    """A query of digits, blanks and dashes is a piece of a telephone number, which is indexed without them."""
    stripped = text.strip()
    if re.fullmatch(r"\+?[\d\s()-]+", stripped):
        return re.sub(r"\D", "", stripped)
    return text


class _OneOf(Func):
    """number = ANY(array), which PostgreSQL looks for within an index and Django does not write."""

    output_field = BooleanField()
    template = "%(expressions)s::bigint[])"
    arg_joiner = " = ANY("


class _Found(NamedTuple):
    """An entry of the index, without its long columns."""

    object: str
    record_id: int
    title: str
    subtitle: str


class _Window(NamedTuple):
    """The records of an object numbered from `low` to below `high`, and the marks that their entries carry.

    Windows go down from the highest number, each at least four times as wide as all above.  The last has no marks.
    """

    object: str
    highest: int
    low: int
    high: int
    marks: list[str]

    def expected(self, found: int) -> int:
        """How many there will be below this window, after so many from here up."""
        return found * self.low // (self.highest + 1 - self.low)

    def following(self, found: int) -> _Window | None:
        """The next window; all the rest where little is expected there."""
        if not self.low:
            return None
        passed = self.highest + 1 - self.low
        if self.expected(found) >= FEW and passed < 16 * LARGE:
            size, sign = (SMALL, "#") if self.low % LARGE else (LARGE, "##")
            unit = SMALL if 4 * passed < LARGE else LARGE  # from the first edge of LARGE on, the edges are all such
            low = max(self.low - 4 * passed, 0) // unit * unit
            marks = [f"{sign}{self.object}:{n}" for n in range(low // size, self.low // size)]
            return _Window(self.object, self.highest, low, self.low, marks)
        return _Window(self.object, self.highest, 0, self.low, [])


def _newest(name: str, highest: int) -> _Window:
    """The first window: half of SMALL records, or up to three times as many."""
    start, end = max(highest - SMALL // 2, 0) // SMALL, highest // SMALL + 1
    return _Window(name, highest, start * SMALL, end * SMALL, [f"#{name}:{n}" for n in range(start, end)])


def _marks(name: str, record_id: int) -> list[str]:
    return [f"#{name}:{record_id // SMALL}", f"##{name}:{record_id // LARGE}"]


def _highest(names: Sequence[str]) -> dict[str, int]:
    """The greatest number that the index has of each object."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, (SELECT max(record_id) FROM platform_searchentry WHERE object = name)"
            " FROM unnest(%s::text[]) name",
            [list(names)],
        )
        return {name: highest for name, highest in cursor.fetchall() if highest is not None}


class _Question(NamedTuple):
    """A query as it is put to the index."""

    words: list[str]
    pieces: list[int]

    @classmethod
    def of(cls, text: str) -> _Question:
        words, pieces = grams.cut(_as_phone(text))
        return cls(words, grams.numbers(pieces))

    def entries(self, name: str) -> Any:
        """The entries of an object that have all words."""
        found = SearchEntry.objects.filter(object=name, pieces__contains=self.pieces)
        for word in self.words:
            if not grams.is_piece(word):
                found = found.filter(body__contains=word)
        return found if self.words else found.none()

    def within(self, windows: Sequence[_Window], limit: int | None) -> list[_Found]:
        """The entries in these windows, one for each object; the newest first, and at most `limit` of each object."""
        found: list[_Found] = []
        bounds = {w.object: w for w in windows}
        if marked := [w for w in windows if w.marks]:
            marks = grams.numbers(mark for w in marked for mark in w.marks)
            found += self._ask("pieces && %s::int[] AND object = ANY(%s)", [marks, [w.object for w in marked]], limit)
        for w in windows:
            if not w.marks:
                found += self._ask("object = %s AND record_id < %s", [w.object, w.high], limit)
        return [e for e in found if bounds[e.object].low <= e.record_id < bounds[e.object].high]

    def _ask(self, condition: str, values: list[Any], limit: int | None) -> list[_Found]:
        whole = [word for word in self.words if not grams.is_piece(word)]
        like = "".join(" AND strpos(body, %s) > 0" for _word in whole)
        found = (
            f"SELECT object, record_id, title, subtitle FROM platform_searchentry"  # noqa: S608 - our own words
            f" WHERE pieces @> %s::int[] AND {condition}{like}"
        )
        if limit is not None:  # materialized: the entries have no better order than that of the index
            found = f"""
                WITH found AS MATERIALIZED ({found}) SELECT object, record_id, title, subtitle FROM (
                    SELECT *, row_number() OVER (PARTITION BY object ORDER BY record_id DESC) AS place FROM found
                ) numbered WHERE place <= {limit}
            """  # noqa: S608 - our own words
        with connection.cursor() as cursor:
            cursor.execute(found, [self.pieces, *values, *whole])
            return [_Found(*row) for row in cursor.fetchall()]


def look_up(actor: Actor, text: str, limit: int = 20, only: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    """Records of all objects that the actor may read and that have all words of the query, best first: before all, the
    record that has this very number.

    Each object is looked through from its newest records down, all objects together, until enough is found: what words
    so common cost does not grow with the number of records.
    """
    known = {
        o.name: o
        for o in objects.all_objects()
        if o.search and (not only or o.name in only) and access.may(actor, o, "read")
    }
    question = _Question.of(text)
    if not known or not question.words:
        return []
    found: dict[str, list[_Found]] = {}
    left = {name: _newest(name, highest) for name, highest in _highest(list(known)).items()}
    while left:
        of_object: dict[str, list[_Found]] = {}
        for entry in question.within(list(left.values()), MOST_AT_ONCE):
            of_object.setdefault(entry.object, []).append(entry)
        for name, entries in of_object.items():
            reached = _reached(actor, known[name], text)
            if reached is not None and len(entries) < MOST_AT_ONCE:
                may_see = set(reached.filter(pk__in=[e.record_id for e in entries]).values_list("pk", flat=True))
                entries = [e for e in entries if e.record_id in may_see]  # noqa: PLW2901 - those that count
            elif reached is not None:  # others' records may hide the actor's own
                entries = question.entries(name).filter(record_id__in=reached.values("pk")).order_by("-record_id")  # noqa: PLW2901
                entries = [  # noqa: PLW2901
                    _Found(*row)
                    for row in entries.values_list("object", "record_id", "title", "subtitle")[:MOST_AT_ONCE]
                ]
                found[name] = []
                del left[name]
            found[name] = found.get(name, []) + entries
        following = {
            n: w.following(len(found.get(n, ()))) for n, w in left.items() if len(found.get(n, ())) < MOST_AT_ONCE
        }
        left = {name: window for name, window in following.items() if window}
    numbered = _numbered(actor, known, text)
    first = {(item["object"], item["id"]) for item in numbered}
    others = [item for item in _ranked(actor, known, found, text) if (item["object"], item["id"]) not in first]
    return (numbered + others)[:limit]


def _numbered(actor: Actor, known: dict[str, ObjectType], text: str) -> list[dict[str, Any]]:
    """The records that have this very number by a scheme, upper or lower case, as far as the actor may see them."""
    folded = unicodedata.normalize("NFKC", text).strip()
    if not folded or len(folded) > 100 or "\x00" in folded:
        return []
    schemes = {s.pk: s for s in setup.kept("number_schemes_ever", lambda: list(NumberScheme.objects.all()))}
    schemes = {pk: scheme for pk, scheme in schemes.items() if scheme.object in known}
    spellings = {folded, folded.upper(), folded.lower()}
    given = GivenNumber.objects.filter(scheme__in=list(schemes), number__in=spellings) if schemes else ()
    items = []
    for one in sorted(given, key=lambda one: -one.record_id):
        object_type, field = known[schemes[one.scheme_id].object], schemes[one.scheme_id].field
        if field not in object_type.fields() or access.field_rights(actor, object_type).get(field) == "hidden":
            continue
        record = access.visible(actor, object_type).filter(pk=one.record_id, **{f"custom__{field}": one.number}).first()
        if record is not None:
            title = object_type.title_of(record)
            items.append({"object": object_type.name, "id": record.pk, "title": title, "subtitle": one.number})
    return items


def _ranked(
    actor: Actor, known: dict[str, ObjectType], found: dict[str, list[_Found]], text: str
) -> list[dict[str, Any]]:
    """What was found, best first: that very title, titles that begin so, that contain it, the rest."""
    hidden = {n for n in found if access.field_rights(actor, known[n]).get(known[n].subtitle) == "hidden"}
    called = {
        (n, e.record_id) for n, entries in found.items() if known[n].named_by or known[n].named_once for e in entries
    }
    named = titles.look_up(actor, called) if called else {}
    items = [
        {
            "object": n,
            "id": e.record_id,
            "title": named.get((n, e.record_id), e.title),
            "subtitle": "" if n in hidden else e.subtitle,
        }
        for n, entries in found.items()
        for e in entries
    ]
    folded = grams.fold(text).strip()

    def rank(item: dict[str, Any]) -> tuple[int, int]:
        title = grams.fold(item["title"])
        return (0 if title == folded else 1 if title.startswith(folded) else 2 if folded in title else 3), -item["id"]

    return sorted(items, key=rank)


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
    if object_type.named_once:
        texts += filter(None, words.of_object(object_type.name).get(("record", str(record_id)), ()))
    title = str(fields[object_type.title].plain_from_event(row) or f"#{record_id}")
    subtitle = ""
    if object_type.subtitle and object_type.subtitle in fields and not fields[object_type.subtitle].target:
        field = fields[object_type.subtitle]
        subtitle = field.type.to_text(field.plain_from_event(row), field)
    body, pieces = grams.index(" ".join([title, *texts, *digits]), names=f"{title} {subtitle}")
    pieces += _marks(object_type.name, record_id)
    return {
        "object": object_type.name,
        "record_id": record_id,
        "title": title[:300],
        "subtitle": subtitle[:300],
        "body": body,
        "pieces": grams.numbers(pieces),
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
        cursor.execute(WRITE, [orjson.dumps(rows).decode()])


def loop(stop: threading.Event) -> None:
    """Keep the index in step until told to stop."""
    _begin()
    with readers.Waker() as waker:
        while not stop.is_set():
            busy = False
            for lane in (0, 1):
                setup.refresh()
                busy |= readers.read(READER, lane, 500, read_events) > 0
            if not busy and waker.wait(1.0):
                stop.wait(GATHER_SECONDS)


def _begin() -> None:
    """Make the index if it is empty, as it is after an update that changed its form."""
    if SearchEntry.objects.exists():
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtext('magpie_search'))")
        if not cursor.fetchone()[0]:
            return  # another worker is at it
        try:
            log.info("the search index has been made of %s records", rebuild())
        finally:
            cursor.execute("SELECT pg_advisory_unlock(hashtext('magpie_search'))")


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
