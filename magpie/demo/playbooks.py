"""The demo's playbooks: what its salespeople say and do with new leads and at each stage of an opportunity."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from magpie.demo.writing import Book
from magpie.sales import pipelines

FILE = Path(__file__).with_name("playbooks.json")  # `stage` is the place of a stage in the usual pipeline


def load(book: Book) -> None:
    """The playbooks and their entries, by the administrator."""
    stages = pipelines.stages_of(pipelines.default_pipeline().pk)
    written: list[dict[str, Any]] = json.loads(FILE.read_text(encoding="utf-8"))
    rows: list[tuple[str, dict[str, Any]]] = []
    for position, playbook in enumerate(written, 1):
        values = {name: value for name, value in playbook.items() if name not in ("entries", "english")}
        if "stage" in values:
            values["stage"] = stages[values["stage"]].pk
        rows.append(("root", {**values, "position": position}))
    entries: list[tuple[str, dict[str, Any]]] = []
    numbers = book.add("playbook", rows)
    book.in_english("playbook", zip(numbers, (playbook["english"] for playbook in written), strict=True))
    for number, playbook in zip(numbers, written, strict=True):
        entries += [
            ("root", {**entry, "playbook": number, "position": position})
            for position, entry in enumerate(playbook["entries"], 1)
        ]
    book.add("playbook_item", entries)
