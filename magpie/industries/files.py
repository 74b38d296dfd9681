"""Reads the files of the set-ups: a folder for each industry, with any number of JSON files in it.

A file is an object of lists: `{"field": [{…}], "pipeline": [{…}]}`, each entry with the names and values that the API
of that object takes.  Three things are added to that:

- a text of a column that has no second language is written `{"en": "…", "zh-hans": "…"}`; who applies it gets theirs;
- `"@pipeline.credit"` is the number of another part, `"@stage.credit.approval"` that of a stage;
- stages stand in their pipeline, and what is required from a stage on, and its playbook, in the stage.

`about.json` has the name, one sentence, the icon and the place among the others.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).with_name("setups")
# In the order in which one needs the other.
KINDS = (
    "own_object", "field", "pipeline", "stage", "stage_requirement", "close_reason", "layout", "working_calendar",
    "role", "territory", "pool", "duplicate_rule", "score_rule", "product", "playbook", "playbook_item", "list",
    "workflow",
)  # fmt: skip
# What may be left out when a set-up is applied: nothing else needs it.
LEAVES = (
    "close_reason", "working_calendar", "role", "territory", "pool", "duplicate_rule", "score_rule", "product",
    "playbook", "list", "workflow",
)  # fmt: skip
Texts = dict[str, str]


@dataclass(frozen=True)
class Item:
    """One thing of a set-up as its file has it; `kind` is the object that it is a record of."""

    key: str
    kind: str
    values: dict[str, Any]

    @property
    def leaf(self) -> str:
        """Under which of `LEAVES` it is left out."""
        return "playbook" if self.kind == "playbook_item" else self.kind


@dataclass(frozen=True)
class SetUp:
    """The set-up of one industry."""

    key: str
    name: Texts
    about: Texts
    icon: str
    position: int
    items: tuple[Item, ...]

    def item(self, key: str) -> Item | None:
        """The part of that key, or None if the file has it no longer."""
        return next((item for item in self.items if item.key == key), None)


@functools.cache
def all_setups() -> tuple[SetUp, ...]:
    """Every set-up there is, in their order; do not change what this gives."""
    found = [read(folder) for folder in FOLDER.iterdir() if (folder / "about.json").is_file()]
    return tuple(sorted(found, key=lambda setup: setup.position))


def find(key: str) -> SetUp | None:
    """The set-up of that industry, or None."""
    return next((setup for setup in all_setups() if setup.key == key), None)


def read(folder: Path) -> SetUp:
    """The set-up in a folder; ValueError if it names a kind that there is not, or one key twice."""
    about = json.loads((folder / "about.json").read_text(encoding="utf-8"))
    items: list[Item] = []
    for path in sorted(folder.glob("*.json")):
        if path.name == "about.json":
            continue
        for kind, entries in json.loads(path.read_text(encoding="utf-8")).items():
            for position, entry in enumerate(entries, 1):
                items += _items(kind, entry, position)
    keys = [item.key for item in items]
    wrong = {item.kind for item in items} - set(KINDS) | {key for key in keys if keys.count(key) > 1}
    if wrong:
        raise ValueError(f"{folder.name}: {sorted(wrong)}")
    items.sort(key=lambda item: KINDS.index(item.kind))
    return SetUp(folder.name, items=tuple(items), **about)


def _items(kind: str, entry: Mapping[str, Any], position: int) -> Iterator[Item]:
    values = {name: value for name, value in entry.items() if name not in ("key", "stages", "entries")}
    if kind == "own_object":
        yield Item(f"own_object.{entry['name']}", kind, values)
    elif kind == "field":
        yield Item(f"field.{entry['object']}.{entry['name']}", kind, {"position": 100 + 10 * position, **values})
    elif kind == "layout":
        yield Item(f"layout.{entry['object']}", kind, values)
    elif kind == "playbook":
        yield from _playbook(entry, entry["key"], {"position": 100 + 10 * position, **values})
    else:
        yield Item(f"{kind}.{entry['key']}", kind, values)
    for place, stage in enumerate(entry.get("stages", ()), 1):
        yield from _stage(entry["key"], stage, place)


def _stage(pipeline: str, stage: Mapping[str, Any], position: int) -> Iterator[Item]:
    key = f"{pipeline}.{stage['key']}"
    own = {name: value for name, value in stage.items() if name not in ("key", "required", "playbook")}
    yield Item(f"stage.{key}", "stage", {"pipeline": f"@pipeline.{pipeline}", "position": position, **own})
    for field in stage.get("required", ()):
        values = {"object": "opportunity", "field": field, "stage": f"@stage.{key}"}
        yield Item(f"stage_requirement.{field}", "stage_requirement", values)
    if playbook := stage.get("playbook"):
        own = {name: value for name, value in playbook.items() if name != "entries"}
        yield from _playbook(playbook, key, {"stage": f"@stage.{key}", "position": 100 + 10 * position, **own})


def _playbook(playbook: Mapping[str, Any], key: str, values: dict[str, Any]) -> Iterator[Item]:
    yield Item(f"playbook.{key}", "playbook", values)
    for position, entry in enumerate(playbook["entries"], 1):
        given = {"playbook": f"@playbook.{key}", "position": position, "kind": "do", **entry}
        yield Item(f"playbook_item.{key}.{position}", "playbook_item", given)
