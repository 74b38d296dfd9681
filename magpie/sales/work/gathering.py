"""Finds the work that is to be handed over: chosen records with all that hangs on them, or everything of a person.

Finished work stays with who did it.  Records of one customer are kept together in a bundle, so that sharing among
several people never splits a customer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q

from magpie.platform import access, columns, objects, titles
from magpie.platform.actor import Actor
from magpie.platform.objects import ObjectType
from magpie.sales import rules

Key = tuple[str, int]
CHUNK = 2_000
PARENTS = ("account", "opportunity", "contact", "lead")  # fields by which a record belongs to a customer, first wins
HISTORY = ("note", "email")  # what was said stays with who said it
OPEN: dict[str, dict[str, Any]] = {
    "lead": {"status__in": rules.OPEN_STATUSES},
    "opportunity": {"status": "open"},
    "task": {"status__in": ("not_started", "in_progress", "waiting", "deferred")},
    "meeting": {"status": "planned"},
    "call": {"status": "planned"},
}


@dataclass(frozen=True)
class Found:
    """A record that may be handed over."""

    object: str
    id: int
    title: str
    owner_id: int | None
    parent: Key | None = None  # the record it belongs to

    @property
    def key(self) -> Key:
        return self.object, self.id


@dataclass
class Bundle:
    """Records that stay together; `anchor` is the customer or lead that they belong to."""

    anchor: Key
    records: list[Found] = field(default_factory=list)


def movable() -> list[ObjectType]:
    """The objects whose records can be handed over: somebody owns them and whose they are may be changed."""
    return [
        o
        for o in objects.all_objects()
        if _has(o, "owner")
        and "owner" not in o.read_only
        and not o.is_setup
        and o.scope is None
        and o.timeline not in HISTORY
    ]


def of_person(actor: Actor, person_id: int, names: Sequence[str] | None = None) -> list[Found]:
    """All unfinished work of a person that the actor may change, of these objects or of all."""
    found: list[Found] = []
    for object_type in movable():
        if names is None or object_type.name in names:
            rows = access.visible(actor, object_type, "update").filter(owner=person_id)
            found += _read(object_type, rows.filter(**OPEN.get(object_type.name, {})))
    return found


def of_selection(actor: Actor, object_type: ObjectType, chosen: Any, *, with_attached: bool) -> list[Found]:
    """Chosen records (a queryset) that the actor may change; with what hangs on them and has the same owner."""
    reached = access.visible(actor, object_type, "update").filter(pk__in=chosen.values("pk"))
    found = _read(object_type, reached)
    if not with_attached:
        return found
    known = {f.key for f in found}
    frontier = found
    for _round in range(3):  # account, then its opportunities, then their tasks
        frontier = [f for f in _attached(actor, frontier) if f.key not in known]
        frontier = list({f.key: f for f in frontier}.values())
        known |= {f.key for f in frontier}
        found = found + frontier
        if not frontier:
            break
    return found


def bundles(found: Iterable[Found]) -> list[Bundle]:
    """The records in bundles, each with all of one customer; the largest bundle first, then by number."""
    found = list(found)
    parents = {f.key: f.parent for f in found}
    for _round in range(4):  # parents that are not handed over themselves still say to whom something belongs
        missing = {p for p in parents.values() if p is not None and p not in parents}
        if not missing:
            break
        for name in {name for name, _pk in missing}:
            object_type = objects.find(name)
            numbers = [pk for each, pk in missing if each == name]
            parents |= {(name, pk): None for pk in numbers}
            if object_type is not None:
                for chunk in _chunks(numbers):
                    rows = object_type.model._default_manager.filter(pk__in=chunk)
                    parents |= {f.key: f.parent for f in _read(object_type, rows)}
    made: dict[Key, Bundle] = {}
    for each in found:
        anchor = each.key
        for _step in range(6):
            above = parents.get(anchor)
            if above is None:
                break
            anchor = above
        made.setdefault(anchor, Bundle(anchor)).records.append(each)
    return sorted(made.values(), key=lambda b: (-len(b.records), b.anchor))


def _attached(actor: Actor, frontier: Sequence[Found]) -> Iterator[Found]:
    """Open records that point to one of these and have the same owner."""
    by_object: dict[str, dict[int, int | None]] = {}
    for each in frontier:
        by_object.setdefault(each.object, {})[each.id] = each.owner_id
    for object_type in movable():
        pointing = [f for f in object_type.model._meta.concrete_fields if f.name != "owner"]
        for model_field in pointing:
            for name, owners in by_object.items():
                for chunk in _chunks(list(owners)):
                    condition = _points_to(model_field, name, chunk)
                    if condition is None:
                        continue
                    same = {owners[pk] for pk in chunk} - {None}
                    rows = access.visible(actor, object_type, "update").filter(condition, owner__in=same)
                    yield from _read(object_type, rows.filter(**OPEN.get(object_type.name, {})))


def _points_to(model_field: Any, name: str, numbers: list[int]) -> Q | None:
    if isinstance(model_field, columns.LinkField):
        if model_field.targets and name not in model_field.targets:
            return None
        return Q(**{f"{model_field.name}__in": [f"{name}:{pk}" for pk in numbers]})
    if model_field.is_relation and model_field.related_model is objects.get(name).model:
        return Q(**{f"{model_field.name}__in": numbers})
    return None


def _read(object_type: ObjectType, rows: Any) -> list[Found]:
    """The rows with title, owner, and what they belong to."""
    parents = [name for name in PARENTS if name != object_type.name and _is_reference(object_type, name)]
    links = ["related_to"] if _has(object_type, "related_to") else []
    if object_type.name == "lead":  # a converted lead has an account, an open one stands for itself
        parents = []
    wanted = ["pk", titles.title_path(object_type), "owner_id", *(f"{name}_id" for name in parents), *links]
    found = []
    for pk, title, owner_id, *above in rows.order_by("pk").values_list(*wanted):
        pairs = list(zip(parents, above, strict=False))
        parent: Key | None = next(((name, number) for name, number in pairs if number), None)
        if parent is None and links and above[-1]:
            parent = titles.split_link(above[-1])
        found.append(Found(object_type.name, pk, str(title or f"#{pk}")[:300], owner_id, parent))
    return found


def _has(object_type: ObjectType, name: str) -> bool:
    return any(f.name == name for f in object_type.model._meta.concrete_fields)


def _is_reference(object_type: ObjectType, name: str) -> bool:
    return any(f.name == name and f.is_relation for f in object_type.model._meta.concrete_fields)


def _chunks(numbers: Sequence[int]) -> Iterator[list[int]]:
    for start in range(0, len(numbers), CHUNK):
        yield list(numbers[start : start + CHUNK])
