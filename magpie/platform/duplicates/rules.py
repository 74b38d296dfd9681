"""The rules by which records count as duplicates, read from the set-up and kept until it changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from magpie.platform import objects, setup
from magpie.platform.fields.registry import TwoLanguages
from magpie.platform.objects import ObjectType

COMPARES = ("exact", "phone", "email", "website", "name", "similar")


@dataclass(frozen=True)
class Part:
    """Fields that are compared with fields, in one way."""

    compare: str
    fields: tuple[str, ...]
    against: tuple[str, ...]


@dataclass(frozen=True)
class Rule:
    """One active rule; `object` and `against` are names of objects."""

    id: int
    name: TwoLanguages
    object: str
    against: str
    parts: tuple[Part, ...]
    outcome: str
    similarity: int

    def turned(self) -> Rule:
        """The same rule seen from the other object."""
        parts = tuple(Part(p.compare, p.against, p.fields) for p in self.parts)
        return Rule(self.id, self.name, self.against, self.object, parts, self.outcome, self.similarity)


def active() -> list[Rule]:
    """All active rules whose objects and fields exist."""

    def load() -> list[Rule]:
        from magpie.platform.models import DuplicateRule

        found = (_read(row) for row in DuplicateRule.objects.filter(is_active=True).order_by("id").values())
        return [rule for rule in found if rule is not None]

    return setup.kept("duplicate_rules", load)


def _read(row: Mapping[str, Any]) -> Rule | None:
    object_type, against = objects.find(row["object"]), objects.find(row["against"] or row["object"])
    if object_type is None or against is None:
        return None
    if not isinstance(row["parts"], list) or not all(isinstance(part, dict) for part in row["parts"]):
        return None
    parts = tuple(Part(p["compare"], tuple(p["fields"]), tuple(p.get("against") or p["fields"])) for p in row["parts"])
    mine, others = object_type.fields(), against.fields()
    if not parts or any(set(p.fields) - set(mine) or set(p.against) - set(others) for p in parts):
        return None  # a field that it names is gone
    return Rule(
        row["id"],
        TwoLanguages(row["name_en"], row["name_zh"]),
        object_type.name,
        against.name,
        parts,
        row["outcome"],
        row["similarity"],
    )


def of(object_type: ObjectType) -> list[Rule]:
    """The rules to which records of this object are put when they are entered."""
    return [rule for rule in active() if rule.object == object_type.name]


def seen_from(object_type: ObjectType) -> list[Rule]:
    """Every rule that concerns the object, seen from it: also those that compare others with it."""
    return [
        *(rule for rule in active() if rule.object == object_type.name),
        *(rule.turned() for rule in active() if rule.against == object_type.name and rule.object != object_type.name),
    ]


def indexed(object_type: ObjectType) -> set[tuple[Part, ...]]:
    """What keys its records have: the parts of the rules, with only their own side."""

    def load() -> set[tuple[Part, ...]]:
        own = [rule.parts for rule in seen_from(object_type)]
        own += [rule.turned().parts for rule in active() if rule.against == object_type.name]
        return {tuple(Part(p.compare, p.fields, ()) for p in parts) for parts in own}

    return setup.kept(f"duplicates_indexed:{object_type.name}", load)


def watched_columns(object_type: ObjectType) -> list[str]:
    """The columns on which the keys of its records depend."""
    fields = object_type.fields()
    names = {name for parts in indexed(object_type) for part in parts for name in part.fields}
    return sorted({fields[name].column or "custom" for name in names})
