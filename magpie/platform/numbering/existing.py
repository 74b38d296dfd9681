"""Numbers what was there before its scheme, in the order in which it was made, as a job of the workers.

Each batch is one transaction and takes those without a number, so a job that was killed goes on when asked for again.
"""

from __future__ import annotations

from typing import Any

from procrastinate.contrib.django import app

from magpie.platform import context, objects, setup
from magpie.platform.actor import SYSTEM
from magpie.platform.bulk.changing import update_rows
from magpie.platform.models import NumberScheme
from magpie.platform.numbering import giving

BATCH = 500


@app.task(name="magpie.number", queue="bulk")
def number(scheme_id: int) -> None:
    """The job: number all records that have none."""
    setup.refresh()
    scheme = NumberScheme.objects.filter(pk=scheme_id, is_active=True).first()
    while scheme is not None and number_some(scheme):
        pass


def number_some(scheme: NumberScheme) -> int:
    """Number the oldest records without a number; gives how many."""
    object_type = objects.get(scheme.object)
    with context.acting(SYSTEM, "number_scheme.number_existing", automation="skip"):
        numberless = object_type.model._default_manager.exclude(custom__has_key=scheme.field)
        found: list[Any] = list(numberless.select_for_update(of=("self",)).order_by("created_at", "pk")[:BATCH])
        if found:
            giving.give(object_type, found)
            update_rows(object_type, {record.pk: {"custom": record.custom} for record in found})
    return len(found)
