"""Whether records like these are there already: for the form while one types, for the write itself, and for imports.

A person learns of a colleague's record that they may not see only that it exists and whose it is, so that nobody works
on the same customer unawares.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from magpie.platform import access, context, events, objects, titles
from magpie.platform.actor import Actor
from magpie.platform.duplicates import keys, rules
from magpie.platform.duplicates.rules import Rule
from magpie.platform.fields import Field, formula
from magpie.platform.models import DuplicatePair
from magpie.platform.objects import ObjectType
from magpie.platform.problems import Asked, Question, Refused

MOST_PER_KEY = 50  # records looked at that share a key; the newest
MOST_COMPARED = 30  # records compared with one new one by one rule: those that share the most keys, of these the newest
MOST_SHOWN = 10
CANDIDATES = """
SELECT w.key, w.object, c.record_id FROM unnest(%s::bigint[], %s::text[]) w(key, object) CROSS JOIN LATERAL (
    SELECT record_id FROM platform_duplicatekey k WHERE k.key = w.key AND k.object = w.object
    ORDER BY record_id DESC LIMIT %s
) c
"""
Values = Mapping[str, Any]

events.declare("*", "duplicate_accepted", gettext_lazy("Entered although a similar record exists"))


@dataclass
class Match:
    """A record that may be the same: by which rule, how alike (0 to 100), and in which fields of the new one."""

    rule: Rule
    object: str
    id: int
    score: int
    fields: list[str]
    title: str = ""
    owner_id: int | None = None
    owner: str = ""  # the owner's name
    is_visible: bool = False  # if not, the actor may know no more than the owner


@dataclass
class Candidates:
    """What was looked up for several records at once: the values of those that they may be the same as."""

    values: dict[tuple[str, int], dict[str, Any]] = field(default_factory=dict)
    titles: dict[tuple[str, int], str] = field(default_factory=dict)
    owners: dict[tuple[str, int], int | None] = field(default_factory=dict)


def find(
    object_type: ObjectType,
    values: Values,
    actor: Actor,
    *,
    record_id: int | None = None,
    only: Sequence[Rule] | None = None,
) -> list[Match]:
    """The records that these values may be a duplicate of, the likeliest first; not the record itself."""
    return find_many(object_type, [values], actor, record_ids=[record_id], only=only)[0]


def find_many(
    object_type: ObjectType,
    rows: Sequence[Values],
    actor: Actor,
    *,
    record_ids: Sequence[int | None] = (),
    only: Sequence[Rule] | None = None,
) -> list[list[Match]]:
    """The same for many records with a few queries for all."""
    asked = list(only) if only is not None else rules.of(object_type)
    if not asked or not rows:
        return [[] for _row in rows]
    wanted = [{rule: keys.of_parts(rule.parts, values) for rule in asked} for values in rows]
    shared = _sharing({(key, rule.against) for own in wanted for rule, several in own.items() for key in several})
    chosen = [{rule: _likeliest(rule, several, shared) for rule, several in own.items()} for own in wanted]
    found = Candidates()
    for name in {rule.against for rule in asked}:
        numbers = {pk for own in chosen for rule, several in own.items() if rule.against == name for pk in several}
        names = keys.names_in([rule.turned() for rule in asked if rule.against == name])
        load(objects.get(name), numbers, names, found)
    matches = [
        _matches(object_type, values, own, found, number)
        for values, own, number in zip(rows, chosen, list(record_ids) or [None] * len(rows), strict=True)
    ]
    _show([m for several in matches for m in several], actor)
    return matches


def _sharing(wanted: Iterable[tuple[int, str]]) -> dict[tuple[int, str], list[int]]:
    """The records that have each of these keys, the newest first."""
    shared: dict[tuple[int, str], list[int]] = {}
    if pairs := list(wanted):
        with connection.cursor() as cursor:
            cursor.execute(CANDIDATES, [[key for key, _name in pairs], [name for _key, name in pairs], MOST_PER_KEY])
            for key, name, pk in cursor.fetchall():
                shared.setdefault((key, name), []).append(pk)
    return shared


def _likeliest(rule: Rule, own: Sequence[int], shared: Mapping[tuple[int, str], Sequence[int]]) -> list[int]:
    """The records worth comparing: so many as MOST_COMPARED."""
    counted = Counter(pk for key in own for pk in shared.get((key, rule.against), ()))
    if len(counted) <= MOST_COMPARED:
        return list(counted)
    return heapq.nlargest(MOST_COMPARED, counted, key=lambda pk: (counted[pk], pk))


def load(object_type: ObjectType, numbers: Iterable[int], names: set[str], found: Candidates) -> None:
    """Read what the rules compare of these records, their titles and owners, into `found`."""
    numbers = list(numbers)
    if not numbers:
        return
    fields = object_type.fields()
    read = {n for name in names for n in _read_for(fields, name)}
    columns = {fields[n].column if not fields[n].custom else "custom" for n in read} - {"id"}
    columns |= {"owner_id"} if "owner" in fields else set()
    path = titles.title_path(object_type)
    for row in object_type.model._default_manager.filter(pk__in=numbers).values("id", *columns | {path}):
        place = object_type.name, row["id"]
        found.values[place] = keys.values_of(fields, names, SimpleNamespace(**row))
        found.titles[place] = str(row[path] or f"#{row['id']}")
        found.owners[place] = row.get("owner_id")


def _read_for(fields: Mapping[str, Field], name: str) -> set[str]:
    """The fields whose columns hold what this one is made of."""
    if not (made_of := fields[name].formula):
        return {name}
    return {part for n in formula.names(formula.parse(made_of)) for part in _read_for(fields, n)}


def _matches(
    object_type: ObjectType,
    values: Values,
    chosen: Mapping[Rule, Sequence[int]],
    found: Candidates,
    record_id: int | None,
) -> list[Match]:
    best: dict[tuple[str, int], Match] = {}
    dismissed = dismissed_with(object_type, record_id) if record_id else set()
    for rule, numbers in chosen.items():
        for pk in numbers:
            place = (rule.against, pk)
            if place not in found.values:
                continue  # its keys are there still
            if rule.against == object_type.name and (pk == record_id or pk in dismissed):
                continue
            alike = keys.compare(rule, values, found.values[place])
            if alike is None:
                continue
            match = Match(rule, rule.against, pk, alike[0], alike[1], found.titles[place], found.owners[place])
            if place not in best or _weight(match) > _weight(best[place]):
                best[place] = match
    return sorted(best.values(), key=_weight, reverse=True)


def _weight(match: Match) -> tuple[int, int, int]:
    return {"block": 2, "warn": 1}.get(match.rule.outcome, 0), match.score, match.id


def dismissed_with(object_type: ObjectType, record_id: int) -> set[int]:
    """The records of which somebody said that they are not the same as this one."""
    pairs = DuplicatePair.objects.filter(
        Q(first=record_id) | Q(second=record_id), object=object_type.name, dismissed_at__isnull=False
    ).values_list("first", "second")
    return {number for pair in pairs for number in pair} - {record_id}


def _show(matches: Sequence[Match], actor: Actor) -> None:
    from magpie.platform.models import User

    if owner_ids := {m.owner_id for m in matches if m.owner_id}:
        names = dict(User.objects.filter(pk__in=owner_ids).values_list("pk", "name"))
        for match in matches:
            match.owner = names.get(match.owner_id or 0, "")
    for name in {m.object for m in matches}:
        object_type = objects.get(name)
        numbers = {m.id for m in matches if m.object == name}
        if access.scope_q(actor, object_type) is not None:
            numbers = set(access.visible(actor, object_type).filter(pk__in=numbers).values_list("pk", flat=True))
        for match in matches:
            if match.object == name:
                match.is_visible = match.id in numbers


def on_entry(object_type: ObjectType, record: Any, changed: Iterable[str], current: context.Context) -> list[Match]:
    """Put the rules to a record that a person or program writes: Refused, or Asked unless it was answered.

    `changed` are its changed columns; rules that none of them concerns are not asked.  Inside an action, and where a
    workflow writes, nothing is asked.  Gives the matches that were accepted, to be remembered.
    """
    asked = [rule for rule in rules.of(object_type) if rule.outcome != "quiet"]
    if not asked or current.action or current.actor.kind not in ("user", "integration"):
        return []
    fields, columns = object_type.fields(), set(changed)
    asked = [rule for rule in asked if columns & {fields[n].column or "custom" for n in keys.names_in([rule])}]
    if not asked:
        return []
    values = keys.values_of(fields, keys.names_in(asked), record)
    matches = find(object_type, values, current.actor, record_id=record.pk, only=asked)
    if refusing := [m for m in matches if m.rule.outcome == "block"]:
        raise Refused(" ".join(sentence(object_type, m) for m in refusing[:3]))
    if not matches:
        return []
    by_rule: dict[int, list[Match]] = {}
    for match in matches:
        by_rule.setdefault(match.rule.id, []).append(match)
    questions = []
    for number, several in by_rule.items():
        name = f"duplicate-{number}"
        if name not in current.answers:
            questions.append(Question(name, "\n".join(sentence(object_type, m) for m in several[:3]), False))
    if questions:
        raise Asked(questions)
    return matches


def remember(accepted: Sequence[Match], record: Any) -> None:
    """Keep in the record's history that it was entered although it looks like others."""
    if accepted:
        found = [
            {"object": m.object, "id": m.id, "score": m.score, "rule": str(m.rule.name)} for m in accepted[:MOST_SHOWN]
        ]
        events.emit(record, "duplicate_accepted", {"like": found})


def sentence(object_type: ObjectType, match: Match) -> str:
    """What is told about a match: no title of a record that the actor may not see, but whose it is."""
    fields = object_type.fields()
    agreeing = _(", ").join(str(fields[n].label) for n in dict.fromkeys(match.fields) if n in fields)
    told = {
        "object": str(objects.get(match.object).label),
        "title": match.title,
        "fields": agreeing,
        "owner": match.owner or _("nobody"),
        "score": match.score,
    }
    if not match.is_visible:
        return _("%(object)s of a colleague (owner: %(owner)s): the same in %(fields)s.") % told
    if match.score < 100:
        return _("%(object)s “%(title)s” (owner: %(owner)s): %(score)d %% alike in %(fields)s.") % told
    return _("%(object)s “%(title)s” (owner: %(owner)s): the same in %(fields)s.") % told


def refusals(object_type: ObjectType, rows: Sequence[Values], actor: Actor) -> list[str]:
    """For each of many new records why a rule refuses it, or nothing; a record before it in the rows counts too."""
    refusing = [rule for rule in rules.of(object_type) if rule.outcome == "block"]
    texts = [""] * len(rows)
    if not refusing or not rows or actor.kind not in ("user", "integration"):
        return texts
    for n, matches in enumerate(find_many(object_type, rows, actor, only=refusing)):
        if matches:
            texts[n] = sentence(object_type, matches[0])
    within = [rule for rule in refusing if rule.against == object_type.name]
    before = Before(within)
    for n, values in enumerate(rows):
        if not texts[n] and (found := before.find(values)) is not None:
            texts[n] = _("Row %(row)d of the same file has the same values (%(rule)s).") % {
                "row": found[0] + 1,
                "rule": str(found[1].name),
            }
        elif not texts[n]:
            before.add(n, values)
    return texts


class Before:
    """Rows of one batch that stand before another, found by the same rules."""

    def __init__(self, within: Sequence[Rule]) -> None:
        self._rules = within
        self._rows: dict[tuple[int, int], list[int]] = {}
        self._values: dict[int, Values] = {}

    def add(self, number: int, values: Values) -> None:
        """Take in one more row."""
        self._values[number] = values
        for rule in self._rules:
            for key in keys.of_parts(rule.turned().parts, values):
                self._rows.setdefault((rule.id, key), []).append(number)

    def find(self, values: Values) -> tuple[int, Rule] | None:
        """The number of a row before that is the same, and by which rule; None if there is none."""
        for rule in self._rules:
            for key in keys.of_parts(rule.parts, values):
                for number in self._rows.get((rule.id, key), ())[-MOST_PER_KEY:]:
                    if keys.compare(rule, values, self._values[number]) is not None:
                        return number, rule
        return None
