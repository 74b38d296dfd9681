"""Ready-made workflows that somebody can begin with: a file each, beside this module.

A template names nobody and nothing of one company; people are found by their part in the record.
"""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
GROUPS = ("sales", "service", "money", "reminders", "data")  # in this order


@functools.cache
def all_templates() -> list[dict[str, Any]]:
    """Every template: key, name, about, group, icon, object, document; do not change what this gives."""
    found = [json.loads(path.read_text(encoding="utf-8")) for path in FOLDER.glob("*.json")]
    return sorted(found, key=lambda template: (GROUPS.index(template["group"]), template["key"]))


def template(key: str) -> dict[str, Any]:
    """The template of that key; KeyError if there is none."""
    for found in all_templates():
        if found["key"] == key:
            return found
    raise KeyError(key)
