"""How records move through the values of a field, by their history: stages, moves, the paths most of them take.

Only what happened in the days looked at counts: a record that was in a stage before is not counted as having entered
it.  How long it stays in a stage is known of those that came and left within these days.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import Count, F
from django.db.models.fields.json import KeyTextTransform
from django.utils.translation import gettext as _

from magpie.automation.measures import first_moment
from magpie.platform import access, objects, titles
from magpie.platform.actor import Actor
from magpie.platform.fields import Field
from magpie.platform.objects import ObjectType
from magpie.platform.problems import Forbidden, Refused

Found = dict[str, Any]
Value = str | None  # as the history has it: the value of a choice, the number of a record as text
MOST_PATHS = 20
LONGEST_PATH = 12  # values; what comes after is left out, so that paths stay comparable
SUITABLE = ("choice", "reference", "user")


def field_of(object_type: ObjectType, name: str, actor: Actor) -> Field:
    """The field, if records can be said to move through its values and the actor may see it."""
    if not access.may(actor, object_type, "read"):
        raise Forbidden(_("You may not see %(object)s.") % {"object": str(object_type.label_plural)})
    found = object_type.fields().get(name)
    if found is None or access.field_rights(actor, object_type).get(name) == "hidden":
        text = _("%(object)s has no field “%(name)s”.")
        raise Refused(text % {"object": str(object_type.label), "name": name[:50]})
    if found.type.name not in SUITABLE:
        raise Refused(_("Choose a field with choices, or one that names a record or a person."))
    return found


class Process:
    """The history of one field over some days, as far as the actor may see the records."""

    def __init__(self, object_type: ObjectType, field: Field, days: int, actor: Actor) -> None:
        self.object_type, self.field, self.days, self.actor = object_type, field, days, actor
        name, column = (field.name, "custom") if field.custom else (field.column, field.column)
        self.given: Found = {
            "object": object_type.name, "since": first_moment(days), "column": column, "name": name,
            "longest": LONGEST_PATH, "most": MOST_PATHS,
        }  # fmt: skip

    def _query(self, rest: str, **more: Any) -> list[Any]:
        """Run a query over `stays`: each arrival of a record in a value, when it left, and where it came from."""
        before, after = ("old ->> %(name)s", "record ->> %(name)s")
        if self.field.custom:
            before, after = ("old -> 'custom' ->> %(name)s", "record -> 'custom' ->> %(name)s")
        visible, given = self._visible()
        statement = (
            "WITH stays AS ("  # noqa: S608 - made of our own words, the values are parameters
            " SELECT record_id, id, at, came_from, value, kind, lead(at) OVER w AS left_at, lag(at) OVER w AS came_at"
            f" FROM (SELECT record_id, id, at, kind, nullif({after}, '') AS value,"
            f" CASE WHEN kind = 'updated' THEN nullif({before}, '') END AS came_from FROM platform_event"
            " WHERE object = %(object)s AND at >= %(since)s"
            " AND (kind = 'created' OR (kind = 'updated' AND old ? %(column)s"
            f" AND {before} IS DISTINCT FROM {after})){visible}) changes"
            " WINDOW w AS (PARTITION BY record_id ORDER BY id)"
            f") {rest}"
        )
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL jit = off")
            cursor.execute(statement, {**self.given, **given, **more})
            return list(cursor.fetchall())

    def _visible(self) -> tuple[str, Found]:
        """The condition that the actor may see the record, with its values by name; nothing for who may see all."""
        limits = access.scope_q(self.actor, self.object_type)
        if limits is None:
            return "", {}
        rows = self.object_type.model._default_manager.filter(limits).order_by().values("pk")
        try:
            text, values = rows.query.sql_with_params()
        except EmptyResultSet:
            return " AND false", {}
        numbers = itertools.count()
        text = re.sub(r"(?<!%)%s", lambda _found: f"%(visible{next(numbers)})s", text)
        return f" AND record_id IN ({text})", {f"visible{n}": value for n, value in enumerate(values)}

    # ---- the view

    def view(self) -> Found:
        """{stages, moves, paths}, each with a count and times in seconds."""
        entered = {row[0]: row[1:] for row in self._query(
            "SELECT value, count(*), percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY"
            " date_part('epoch', left_at - at)) FILTER (WHERE left_at IS NOT NULL) FROM stays GROUP BY value"
        )}  # fmt: skip
        moves = self._query(
            "SELECT came_from, value, count(*), percentile_cont(0.5) WITHIN GROUP (ORDER BY"
            " date_part('epoch', at - came_at)) FILTER (WHERE came_at IS NOT NULL)"
            " FROM stays WHERE kind = 'updated' GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2"
        )
        paths = self._query(
            "SELECT path, count(*), percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds)"  # noqa: S608 - our own words
            f" FROM ({_PATHS}) paths GROUP BY path ORDER BY 2 DESC, 1 LIMIT %(most)s"
        )
        now = self._now()
        labels = self._labels(
            {*entered, *now, *(v for row in moves for v in row[:2]), *(v for row in paths for v in row[0])}
        )
        return {
            "since": self.given["since"],
            "stages": [self._stage(value, labels[value], entered.get(value), now.get(value, 0))
                       for value in self._in_order({*entered, *now})],
            "moves": [
                {
                    "from": left, "to": reached, "from_label": labels[left], "to_label": labels[reached],
                    "count": count, "median_seconds": _rounded(median),
                }
                for left, reached, count, median in moves
            ],
            "paths": [
                {
                    "values": path, "labels": [labels[v] for v in path], "count": count,
                    "median_seconds": _rounded(median),
                }
                for path, count, median in paths
            ],
        }  # fmt: skip

    def _stage(self, value: Value, label: str, entered: Any, now: int) -> Found:
        count, times = entered or (0, None)
        median, p90 = times or (None, None)
        wanted = {"is_empty": True} if value is None else {"is": self._plain(value)}
        return {
            "value": value, "label": label, "count": count, "now": now, "median_seconds": _rounded(median),
            "p90_seconds": _rounded(p90), "filter": {"field": self.field.name, **wanted},
        }  # fmt: skip

    def _plain(self, value: str) -> Any:
        return int(value) if self.field.target and value.isdigit() else value

    def _now(self) -> dict[Value, int]:
        """How many records are in each value at present."""
        path: Any = KeyTextTransform(self.field.name, "custom") if self.field.custom else F(self.field.column)
        rows = access.visible(self.actor, self.object_type).order_by().annotate(value_now=path).values_list("value_now")
        found: dict[Value, int] = {}
        for value, count in rows.annotate(count=Count("pk")):
            name = None if value in (None, "") else str(value)
            found[name] = found.get(name, 0) + count
        return found

    def _labels(self, values: Iterable[Value]) -> dict[Value, str]:
        known = {v for v in values if v is not None}
        named: dict[Value, str] = {None: _("empty")}
        if self.field.target and not self.field.choices:
            target = self.field.target
            found = titles.look_up(self.actor, {(target, int(v)) for v in known if v.isdigit()})
            return named | {v: found.get((target, int(v)), f"#{v}") if v.isdigit() else v for v in known}
        return named | {v: self.field.label_of(v) for v in known}

    def _in_order(self, values: set[Value]) -> list[Value]:
        """As the field has them; what it has no longer comes after, and what is empty last."""
        order = {choice.value: number for number, choice in enumerate(self.field.choices)}
        return sorted(values, key=lambda v: (v is None, order.get(v or "", len(order)), v or ""))

    # ---- the records behind a number

    def records(self, what: str, values: list[Value], after: int, limit: int) -> Found:
        """{items: [{id, title}], next} of those that entered a stage, made a move or went a path."""
        if what == "path":
            condition = f"SELECT record_id FROM ({_PATHS}) paths WHERE path = %(path)s::text[]"  # noqa: S608 - our words
            more: Found = {"path": values}
        elif what == "move" and len(values) == 2:
            condition = (
                "SELECT record_id FROM stays WHERE kind = 'updated' AND came_from IS NOT DISTINCT FROM %(left)s::text"
                " AND value IS NOT DISTINCT FROM %(reached)s::text"
            )
            more = {"left": values[0], "reached": values[1]}
        elif what == "entered" and len(values) == 1:
            condition = "SELECT record_id FROM stays WHERE value IS NOT DISTINCT FROM %(value)s::text"
            more = {"value": values[0]}
        else:
            raise Refused(_("Say which stage, which move or which path is meant."))
        rest = (
            f"SELECT DISTINCT record_id FROM ({condition}) wanted"  # noqa: S608 - our own words
            " WHERE record_id > %(after)s ORDER BY 1 LIMIT %(limit)s"
        )
        numbers = [row[0] for row in self._query(rest, **more, after=after, limit=limit + 1)]
        page = numbers[:limit]
        there = access.visible(self.actor, self.object_type).in_bulk(page)
        return {
            "items": [
                {
                    "id": n, "there": n in there,
                    "title": self.object_type.title_of(there[n]) if n in there else _("deleted"),
                }
                for n in page
            ],
            "next": str(page[-1]) if len(numbers) > limit else None,
        }  # fmt: skip


# Each record's values in their order; one that was there before begins with the value it had.
_PATHS = """
SELECT record_id, (CASE WHEN (array_agg(kind ORDER BY id))[1] = 'updated'
    THEN array_prepend((array_agg(came_from ORDER BY id))[1], array_agg(value ORDER BY id))
    ELSE array_agg(value ORDER BY id) END)[:%(longest)s] AS path,
    date_part('epoch', max(at) - min(at)) AS seconds
FROM stays GROUP BY record_id
"""


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(float(value), 1)


def values_from(text: str) -> list[Value]:
    """The values given in an address: a JSON list of texts, numbers and null."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, list) or not found or len(found) > LONGEST_PATH + 1:
        raise Refused(_("Say which stage, which move or which path is meant."))
    if not all(v is None or (isinstance(v, str | int) and not isinstance(v, bool)) for v in found):
        raise Refused(_("Say which stage, which move or which path is meant."))
    return [None if v in (None, "") else str(v) for v in found]


def of(object_name: str, field_name: str, days: int, actor: Actor) -> Process:
    """The process of an object's field; Refused or Forbidden if there is none to see."""
    object_type = objects.find(object_name)
    if object_type is None:
        raise Refused(_("There is no object “%(name)s”.") % {"name": object_name[:50]})
    return Process(object_type, field_of(object_type, field_name, actor), days, actor)
