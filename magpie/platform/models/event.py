"""The event log: one row for everything that happened to a record.

Rows are appended by the database's own triggers (`magpie.platform.triggers`), never by this model, so nothing goes
round them. The table is partitioned by month of `at`; the model is unmanaged and its table is made by a migration.
"""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from django.db import models


class ExactDecoder(json.JSONDecoder):
    """Keeps decimals exact."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "parse_float": Decimal})


class Event(models.Model):
    """What happened to one record in one statement.

    `record` is the whole row after the change (before it, for a deletion), `old` the former values of the changed
    columns. Named business events carry `data` instead.
    """

    id = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    lane = models.SmallIntegerField()  # 0: somebody waits for the effect; 1: bulk work and imports
    object = models.CharField(max_length=50)
    record_id = models.BigIntegerField()
    kind = models.CharField(max_length=50)  # created, updated, deleted or a named event
    record = models.JSONField(decoder=ExactDecoder)
    old = models.JSONField(null=True, decoder=ExactDecoder)
    data = models.JSONField(null=True)
    actor_kind = models.CharField(max_length=20)
    actor_id = models.BigIntegerField(null=True)
    action = models.CharField(max_length=100)
    run_id = models.BigIntegerField(null=True)
    depth = models.SmallIntegerField()
    operation = models.UUIDField(null=True)
    automation = models.CharField(max_length=10)  # run, skip or later

    class Meta:
        managed = False
        db_table = "platform_event"

    @property
    def changed(self) -> dict[str, tuple[Any, Any]]:
        """Changed columns with their old and new values as stored; the keys of `custom` stand beside the columns."""
        if self.kind == "created":
            pairs = {name: (None, value) for name, value in self.record.items()}
        elif self.kind == "deleted":
            pairs = {name: (value, None) for name, value in self.record.items()}
        else:
            pairs = {name: (value, self.record.get(name)) for name, value in (self.old or {}).items()}
        if "custom" in pairs:
            before, after = ({} if side is None else side for side in pairs.pop("custom"))
            pairs |= {k: (before.get(k), after.get(k)) for k in {**before, **after} if before.get(k) != after.get(k)}
        return pairs


class Reader(models.Model):
    """How far one reader of the event log has come in one lane (see `magpie.platform.readers`)."""

    name = models.CharField(max_length=50)
    lane = models.SmallIntegerField()
    done = models.TextField()  # a pg_snapshot: everything visible in it has been read
    target = models.TextField(default="")  # the snapshot up to which the reader is now reading
    after_xid = models.BigIntegerField(default=0)
    after_id = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "lane"], name="one_place_per_reader_and_lane")]
