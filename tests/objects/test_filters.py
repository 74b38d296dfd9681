"""Both evaluators of filters give the same answers: every operator of every field of every object, and random trees.

The rows hold values at which the two could part: empty ones, letters that change length with their case, Chinese,
wildcards of SQL, midnights of two time zones around a change of the clocks.  Plain ORM writes them, as an import
from elsewhere could have left them.
"""

from __future__ import annotations

import datetime
import itertools
import random
import zoneinfo
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import CharField
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from magpie.lib.periods import PERIODS
from magpie.platform import filters, objects, setup
from magpie.platform.fields import Field
from magpie.platform.fields.compound import ADDRESS_PARTS
from magpie.platform.models import Event
from magpie.platform.objects import ObjectType
from tests.make import TRIED_MORE, make, make_custom_fields

pytestmark = pytest.mark.django_db
NAMES = [o.name for o in objects.all_objects()]
ROWS = 20
NOW = datetime.datetime(2026, 3, 8, 7, 30, tzinfo=datetime.UTC)  # the clocks change in New York on this day
ZONES = [zoneinfo.ZoneInfo("Asia/Shanghai"), zoneinfo.ZoneInfo("America/New_York")]
DAY, TICK = datetime.timedelta(days=1), datetime.timedelta(microseconds=1)

TEXTS = [
    "", "Ana", "ana", "ANA Co", "李雷", "李雷和韩梅梅", "straße", "STRASSE", "İstanbul", "ıi", "100%", "a_b", "b\\s",
    "it's \"so\"", "ﬃx", "Ωμέγα", "Zoë", "x" * 60,
]  # fmt: skip
PIECES = ["ana", "李", "雷和", "%", "_", "\\", "ß", "ss", "SS", "i", "I", "İ", "ffi", "ω", "zoë", "'", "x" * 61]
TODAYS = [NOW.astimezone(zone).date() for zone in ZONES]
DATES = [
    None, *{d + DAY * n for d in TODAYS for n in (-400, -31, -8, -7, -1, 0, 1, 6, 7, 30)}, datetime.date(2026, 1, 1),
    datetime.date(2025, 12, 31), datetime.date(2026, 12, 31), datetime.date(2024, 2, 29),
]  # fmt: skip
MIDNIGHTS = [datetime.datetime.combine(d, datetime.time.min, z) for z in ZONES for d in (TODAYS[0], TODAYS[0] + DAY)]
MOMENTS = [
    None, NOW, NOW - TICK, NOW + TICK, NOW - DAY, NOW + DAY, NOW - 7 * DAY, NOW + datetime.timedelta(hours=3),
    *(m.astimezone(datetime.UTC) + t for m in MIDNIGHTS for t in (-TICK, datetime.timedelta(0))),
]  # fmt: skip


class Pool:
    """The values that the rows of one object have, field by field, and those that filters ask for."""

    def __init__(self, object_type: ObjectType) -> None:
        self.object_type = object_type
        self.targets: dict[str, list[int]] = {}

    def numbers_of(self, name: str) -> list[int]:
        if name not in self.targets:
            self.targets[name] = [make(name, full=full).pk for full in (False, True)]
        return self.targets[name]

    def values(self, field: Field) -> list[Any]:
        """Plain values, the empty one among them where the field may be empty."""
        name = field.type.name
        if name in ("number", "money", "computed"):
            if field.name == "probability":
                return [0, 1, 50, 100]
            if field.decimals == 0:
                return [None, 0, 1, -1, 7, 2_147_483_647]
            return [None, *(Decimal(n) for n in ("0.00", "0.01", "-5.00", "7.00", "999999.99"))]
        if name == "link":
            return ["", "lead:1", "lead:12", "team:1"]
        if name == "references":
            first, second = self.numbers_of(field.target)
            return [[], [first], [second], [first, second]]
        if field.target:
            return [None, *self.numbers_of(field.target)]
        if name == "choice":
            return ["", *(c.value for c in field.choices)]
        made: dict[str, list[Any]] = {
            "date": DATES,
            "datetime": MOMENTS,
            "time": [None, datetime.time(0), datetime.time(9, 30), datetime.time(23, 59, 59, 999_999)],
            "boolean": [False, True],
            "tags": [[], ["a"], ["A"], ["a", "李雷"], ["李雷"], ["a, b", 'q"q']],
            "choices": [[], *([c.value] for c in field.choices), [c.value for c in field.choices]],
            "address": [{}, {"city": "Shanghai"}, {"street": "南京西路 1 号", "city": "上海"}, {"country": "Straße"}],
            "json": [{}, [], {"a": 1}, [1]],
            "filter": [{}, {"field": "name", "is": "x"}],
        }
        return made.get(name, TEXTS)

    def asked(self, field: Field) -> list[Any]:
        """Values in the form in which filters write them."""
        name = field.type.name
        values = [field.type.to_json(v) for v in self.values(field)]
        if name in ("number", "money", "computed"):
            values += ["0", "1.0", "0.005", "-1e3", 1]
        elif name == "datetime":
            values += ["2026-03-08", "2026-03-08T02:30:00", "2026-03-08T15:30:00+08:00"]
        elif name == "user":
            values += ["$me"]
        elif field.target:
            values += [2**40]
        elif name in ("text", "long_text", "email", "phone", "url"):
            values += [" Ana ", 5]
        return values

    def wanted(self, field: Field, operator: str) -> list[Any]:
        values = self.asked(field)
        filled = [v for v in values if v not in (None, "", [], {})]
        lists: dict[str, list[Any]] = {
            "is_empty": [True, False],
            "in": [[], filled[:1], filled, ["", *filled[:2]], filled[-1:]],
            "contains": PIECES,
            "starts_with": PIECES,
            "between": list(itertools.islice(itertools.product(filled, filled), 60)),
            "within_last": [
                {"hours": 3},
                {"days": 1},
                {"weeks": 1},
                {"months": 1},
                {"days": 7, "hours": 1},
                {"months": 99999},
            ],
            "on": list(PERIODS),
            "by_end_of": list(PERIODS),
            "has_any": [[], ["a"], ["a", "李雷"], ["none"], ["A", "none"]],
        }
        lists |= {"not_in": lists["in"], "within_next": lists["within_last"]}
        if field.type.name == "references":
            lists["has_any"] = [[], self.numbers_of(field.target)[:1], self.numbers_of(field.target), [2**40]]
        lists |= {"has_all": lists["has_any"], "has_none": lists["has_any"]}
        if operator in ("lt", "lte", "gt", "gte"):
            return filled
        return [list(v) if isinstance(v, tuple) else v for v in lists.get(operator, values)]


def unique_names(object_type: ObjectType) -> set[str]:
    """Fields of which no two rows may have the same value."""
    meta = object_type.model._meta
    named = {f.name for f in meta.concrete_fields if f.unique}
    for constraint in meta.constraints:
        named.update(getattr(constraint, "fields", ()))
    return named


def write_rows(object_type: ObjectType, pool: Pool) -> list[tuple[Any, Any]]:
    """Rows with values of the pool; gives each as a record and as the row that its event carries."""
    chosen, unique = random.Random(object_type.name), unique_names(object_type)
    columns = {f.name: f for f in object_type.model._meta.concrete_fields}
    records = []
    for number in range(ROWS):
        values: dict[str, Any] = {}
        own: dict[str, Any] = {}
        for field in object_type.fields().values():
            if field.custom:
                plain = chosen.choice(pool.values(field)) if field.type.name != "computed" else None
                if plain not in (None, "", [], {}) or chosen.random() < 0.2:
                    own[field.name] = field.type.to_stored(plain)
                continue
            column = columns[field.name]
            if field.name in ("id", "version") or column.generated:
                continue
            if field.name in unique and column.is_relation and not column.unique:
                plain = make(field.target).pk
            elif field.name in unique and isinstance(column, CharField):
                plain = f"{chosen.choice(TEXTS)[:20]}{number}"
            elif field.name in unique and field.type.name == "date":
                plain = NOW.date() + datetime.timedelta(days=number)
            elif field.name in unique:
                plain = False
            else:
                plain = chosen.choice(pool.values(field))
                if plain is None and not column.null:
                    plain = next(v for v in pool.values(field) if v is not None)
            if isinstance(plain, str) and field.max_length:
                plain = plain[: field.max_length]
            values[column.attname] = plain
        if object_type.has_custom:
            values["custom"] = {n: v for n, v in own.items() if v is not None}
        records.append(object_type.model(**values))
    written = object_type.model._default_manager.bulk_create(records)
    events = {e.record_id: e.record for e in Event.objects.filter(object=object_type.name, kind="created")}
    found = object_type.model._default_manager.in_bulk([r.pk for r in written])
    return [(found[r.pk], events[r.pk]) for r in written]


def paths_of(object_type: ObjectType) -> list[str]:
    """Every field, parts of addresses, and a field of each type behind each reference."""
    names = []
    for field in object_type.fields().values():
        names.append(field.name)
        if field.type.name == "address":
            names += [f"{field.name}.{part}" for part in ADDRESS_PARTS[:2]]
        if field.target and not field.custom and field.type.name not in ("references", "file"):
            target = objects.get(field.target)
            by_type = {f.type.name: f.name for f in target.fields().values() if f.name not in ("id", "version")}
            names += [f"{field.name}.{n}" for n in {*by_type.values(), target.title}]
    return names


def answers(object_type: ObjectType, node: Any, rows: list[tuple[Any, Any]], caller: filters.Caller) -> list[set[int]]:
    """The numbers that SQL, the records and the events give."""
    tree = filters.parse(object_type, node)
    ids = [record.pk for record, _row in rows]
    query = object_type.model._default_manager.filter(filters.to_q(object_type, tree, caller), pk__in=ids)
    found = list(query.values_list("pk", flat=True))
    assert len(found) == len(set(found))
    by_record = {r.pk for r, _ in rows if filters.matches(object_type, tree, filters.RecordView(r), caller)}
    by_event = {r.pk for r, row in rows if filters.matches(object_type, tree, filters.EventView(row), caller)}
    return [set(found), by_record, by_event]


@pytest.mark.parametrize("name", NAMES)
def test_every_operator_of_every_field_means_the_same_in_sql_and_on_a_record(name: str) -> None:
    object_type = objects.get(name)
    if object_type.has_custom:
        make_custom_fields(name)
        setup.forget()
    pool = Pool(object_type)
    rows = write_rows(object_type, pool)
    me = make("user").pk
    callers = [filters.Caller(user_id, zone, NOW) for user_id, zone in ((me, ZONES[0]), (None, ZONES[1]))]
    chosen, wrong, asked = random.Random(name), [], 0
    for path in paths_of(object_type):
        resolved = filters.resolve(object_type, path)
        field = resolved.field
        is_part = bool(resolved.part)
        far = bool(resolved.through)
        operators = ("is", "is_not", "contains", "starts_with", "is_empty") if is_part else field.type.operators
        for operator in operators:
            wanted = (
                ["", "上海", "Shanghai"] if is_part and operator in ("is", "is_not") else pool.wanted(field, operator)
            )
            most = 1 if name not in TRIED_MORE else 2 if far else 4
            for value in wanted if len(wanted) <= most else chosen.sample(wanted, most):
                node: Any = {"field": path, operator: value}
                if asked % 3 == 2:
                    node = {"not": node}
                asked += 1
                try:
                    by_sql, by_record, by_event = answers(object_type, node, rows, callers[asked % 2])
                except filters.FilterError:
                    continue
                if not by_sql == by_record == by_event:
                    wrong.append((node, sorted(by_sql ^ by_record), sorted(by_record ^ by_event)))
    assert wrong == []
    assert asked > 50


NODES = st.deferred(lambda: COMPARISONS | JOINED | st.builds(lambda n: {"not": n}, NODES))
JOINED = st.builds(
    lambda join, parts: {join: parts}, st.sampled_from(["all", "any"]), st.lists(NODES, max_size=3)
)  # fmt: skip
COMPARISONS = st.builds(lambda n: n, st.integers(0, 10**6))


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(shape=NODES)
def test_any_tree_of_conditions_means_the_same_in_sql_and_on_a_record(shape: Any, leads: Any) -> None:
    object_type, rows, comparisons, caller = leads

    def filled(node: Any) -> Any:
        if isinstance(node, int):
            return comparisons[node % len(comparisons)]
        (join,) = node
        parts = node[join]
        return {join: [filled(p) for p in parts] if isinstance(parts, list) else filled(parts)}

    try:
        by_sql, by_record, by_event = answers(object_type, filled(shape), rows, caller)
    except filters.FilterError:  # nested too deeply
        return
    assert by_sql == by_record
    assert by_record == by_event


@pytest.fixture
def leads() -> Any:
    """Rows of leads with custom fields, and simple comparisons over all their fields."""
    object_type = objects.get("lead")
    make_custom_fields("lead")
    setup.forget()
    pool = Pool(object_type)
    rows = write_rows(object_type, pool)
    comparisons = []
    for path in paths_of(object_type):
        resolved = filters.resolve(object_type, path)
        for operator in () if resolved.part else resolved.field.type.operators:
            for value in pool.wanted(resolved.field, operator)[:4]:
                node = {"field": path, operator: value}
                try:
                    filters.parse(object_type, node)
                except filters.FilterError:
                    continue
                comparisons.append(node)
    return object_type, rows, comparisons, filters.Caller(make("user").pk, ZONES[1], NOW)
