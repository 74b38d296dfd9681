"""The workflows that are active while things are measured."""

from __future__ import annotations

import os
from typing import Any

from bench.place import Place


def publish(name: str, document: dict[str, Any]) -> int:
    """A new active workflow on leads; its number."""
    from magpie.automation.models import Workflow
    from magpie.automation.publishing import publish as freeze
    from magpie.platform import records, setup
    from magpie.platform.actor import SYSTEM

    setup.refresh()
    workflow = records.create(Workflow, {"name": name, "object": "lead"}, actor=SYSTEM)
    freeze(workflow, {"object": "lead", **document}, actor=SYSTEM)
    return int(workflow.pk)


def ten(matching: float) -> list[int]:
    """Ten rules on new leads, of which each starts for a tenth of that share of the leads in `people`.

    Each has a condition on two fields and, where it holds, changes the record.
    """
    made = []
    for number in range(10):
        low = number * 10
        made.append(
            publish(
                f"Rule {number}",
                {
                    "triggers": [
                        {
                            "on": "created",
                            "filter": {
                                "all": [
                                    {"field": "score", "gte": low},
                                    {"field": "score", "lt": low + 10},
                                    {"field": "budget", "lte": int(999_000 * matching)},
                                ]
                            },
                        }
                    ],
                    "steps": [
                        {"id": "mark", "action": "record.update", "input": {"values": {"job_title": f"Rule {number}"}}}
                    ],
                },
            )
        )
    return made


def stop(place: Place, numbers: list[int]) -> None:
    """Switch workflows off."""
    from magpie.automation.models import Workflow
    from magpie.platform import records
    from magpie.platform.actor import SYSTEM

    for number in numbers:
        records.update(Workflow.objects.get(pk=number), {"is_active": False}, actor=SYSTEM)
    place.await_quiet()


def size(name: str, usual: int) -> int:
    """A number from the environment, for smaller or larger runs."""
    return int(os.environ.get(name) or usual)
