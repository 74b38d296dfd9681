"""Searching all records of an object for duplicates, in the background, and grouping what was found.

The index is walked key by key; records that share a key are compared, and pairs that are alike are kept.  The place
and the pairs of a batch are committed together, so a search that was cut off goes on where it stopped.  A pair that
somebody dismissed is never shown again.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app

from magpie.platform import access, locks, objects, setup
from magpie.platform.actor import Actor
from magpie.platform.duplicates import index, keys, rules
from magpie.platform.duplicates.checking import Candidates, load
from magpie.platform.models import DuplicatePair, DuplicateSearch
from magpie.platform.objects import ObjectType

BATCH = 1_000  # keys looked at in one transaction
MOST_OF_KEY = 30  # records compared that share one key: what more share says little
MOST_SHOWN = 5_000  # pairs that are grouped for the page, the likeliest
SHARED = """
SELECT key, (array_agg(record_id ORDER BY record_id DESC))[1:%s] FROM platform_duplicatekey
WHERE object = %s AND (%s::bigint IS NULL OR key > %s) GROUP BY key HAVING count(*) > 1 ORDER BY key LIMIT %s
"""


@dataclass(frozen=True)
class Cluster:
    """Records that may all be the same, with how alike the likeliest two are."""

    numbers: tuple[int, ...]
    score: int
    rules: tuple[str, ...]


@app.task(name="magpie.search_duplicates", queue="imports")
def work_off(search_id: int) -> None:
    """The job of a search."""
    setup.refresh()
    run(search_id)


def start(object_type: ObjectType, actor: Actor) -> DuplicateSearch:
    """Hand a search to the workers, unless one is under way already."""
    with transaction.atomic():
        under_way: DuplicateSearch | None = (
            DuplicateSearch.objects.filter(object=object_type.name).exclude(status="done").first()
        )
        if under_way is not None:
            return under_way
        made: DuplicateSearch = DuplicateSearch.objects.create(object=object_type.name, created_by=actor.user)
        work_off.defer(search_id=made.pk)
        return made


def resume_interrupted() -> int:
    """Hand searches that were cut off to the workers again; how many.  Workers call it now and then."""
    cut_off = []
    for search in DuplicateSearch.objects.filter(status="running"):
        with locks.alone(locks.DUPLICATE_SEARCHES, search.pk) as mine:
            if mine:
                cut_off.append(search.pk)
    for number in cut_off:
        work_off.defer(search_id=number)
    return len(cut_off)


def run(search_id: int, *, batch: int = BATCH) -> DuplicateSearch:
    """Go through all records of the search's object."""
    with locks.alone(locks.DUPLICATE_SEARCHES, search_id) as mine:
        search: DuplicateSearch = DuplicateSearch.objects.get(pk=search_id)
        object_type = objects.find(search.object)
        if not mine or search.status == "done" or object_type is None:
            return search
        while not index.is_ready(object_type) and index.remake(object_type, waiting=False):
            pass
        DuplicateSearch.objects.filter(pk=search_id).update(status="running")
        while _step(object_type, search, batch):
            pass
        _finish(object_type, search)
        return search


def _finish(object_type: ObjectType, search: DuplicateSearch) -> None:
    """What an earlier search found and this one did not is no pair any more, unless somebody dismissed it."""
    with transaction.atomic():
        gone = DuplicatePair.objects.filter(object=object_type.name, dismissed_at=None).exclude(search=search)
        gone.delete()
        search.found = DuplicatePair.objects.filter(search=search, dismissed_at=None).count()
        search.status, search.finished_at = "done", timezone.now()
        search.save(update_fields=["found", "status", "finished_at"])


def _step(object_type: ObjectType, search: DuplicateSearch, batch: int) -> bool:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(SHARED, [MOST_OF_KEY, object_type.name, search.after_key, search.after_key, batch])
        groups = cursor.fetchall()
        if not groups:
            return False
        pairs = {pair for _key, numbers in groups for pair in itertools.combinations(sorted(numbers), 2)}
        _keep(object_type, search, _compare(object_type, pairs))
        search.after_key = groups[-1][0]
        search.groups += len(groups)
        search.save(update_fields=["after_key", "groups"])
        return True


def _compare(object_type: ObjectType, pairs: set[tuple[int, int]]) -> list[tuple[int, int, int, int]]:
    """The pairs that are alike: first, second, score, rule."""
    asked = [rule for rule in rules.of(object_type) if rule.against == object_type.name]
    found = Candidates()
    load(object_type, {n for pair in pairs for n in pair}, keys.names_in(asked), found)
    alike = []
    for first, second in sorted(pairs):
        one, other = (found.values.get((object_type.name, n)) for n in (first, second))
        if one is None or other is None:
            continue
        best: tuple[int, int] | None = None
        for rule in asked:
            compared = keys.compare(rule, one, other) or keys.compare(rule, other, one)
            if compared is not None and (best is None or compared[0] > best[0]):
                best = compared[0], rule.id
        if best is not None:
            alike.append((first, second, *best))
    return alike


def _keep(object_type: ObjectType, search: DuplicateSearch, alike: Sequence[tuple[int, int, int, int]]) -> None:
    DuplicatePair.objects.bulk_create(
        [
            DuplicatePair(object=object_type.name, first=first, second=second, score=score, rule_id=rule, search=search)
            for first, second, score, rule in alike
        ],
        update_conflicts=True,
        unique_fields=["object", "first", "second"],
        update_fields=["score", "rule", "search"],
        batch_size=1_000,
    )


def clusters(object_type: ObjectType, actor: Actor) -> list[Cluster]:
    """What was found, grouped, as far as the actor may see the records; the likeliest first."""
    pairs = list(
        DuplicatePair.objects.filter(object=object_type.name, dismissed_at=None)
        .order_by("-score", "id")
        .values_list("first", "second", "score", "rule_id")[:MOST_SHOWN]
    )
    numbers = {n for pair in pairs for n in pair[:2]}
    seen = set(access.visible(actor, object_type).filter(pk__in=numbers).values_list("pk", flat=True))
    return _grouped([pair for pair in pairs if pair[0] in seen and pair[1] in seen])


def _grouped(pairs: Sequence[tuple[int, int, int, int | None]]) -> list[Cluster]:
    names = {rule.id: str(rule.name) for rule in rules.active()}
    head: dict[int, int] = {}

    def top(number: int) -> int:
        while head.setdefault(number, number) != number:
            head[number] = head[head[number]]
            number = head[number]
        return number

    for first, second, _score, _rule in pairs:
        head[top(first)] = top(second)
    members: dict[int, set[int]] = {}
    scores: dict[int, int] = {}
    why: dict[int, dict[str, None]] = {}
    for first, second, score, rule in pairs:
        place = top(first)
        members.setdefault(place, set()).update((first, second))
        scores[place] = max(scores.get(place, 0), score)
        why.setdefault(place, {})[names.get(rule or 0, "")] = None
    found = [
        Cluster(tuple(sorted(several)), scores[place], tuple(n for n in why[place] if n))
        for place, several in members.items()
    ]
    return sorted(found, key=lambda c: (-c.score, c.numbers))


def dismiss(object_type: ObjectType, numbers: Sequence[int], actor: Actor) -> int:
    """Remember that these records are not the same, each with each; gives how many pairs that are."""
    wanted = sorted(set(numbers))
    now: dict[str, Any] = {"dismissed_by": actor.user, "dismissed_at": timezone.now()}
    made = [
        DuplicatePair(object=object_type.name, first=first, second=second, score=0, **now)
        for first, second in itertools.combinations(wanted, 2)
    ]
    DuplicatePair.objects.bulk_create(
        made,
        update_conflicts=True,
        unique_fields=["object", "first", "second"],
        update_fields=["dismissed_by", "dismissed_at"],
    )
    return len(made)
