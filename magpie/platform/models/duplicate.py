"""Rules by which records count as duplicates, the index of their keys, what a search found, and what was merged."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from magpie.platform import columns
from magpie.platform.models.record import Tracked

DUPLICATE_OUTCOMES = [
    ("warn", _("Warn and ask")),
    ("block", _("Refuse")),
    ("quiet", _("Only when one searches for duplicates")),
]
SEARCH_STATUSES = [
    ("queued", pgettext_lazy("search for duplicates", "Queued")),
    ("running", pgettext_lazy("search for duplicates", "Running")),
    ("done", pgettext_lazy("search for duplicates", "Done")),
]


class DuplicateRule(Tracked):
    """When a record counts as a duplicate of another one, of its own object or of `against`.

    `parts` are compared together, all must agree: [{"compare": "phone", "fields": ["mobile", "phone"], "against":
    […]}].  A part agrees if the value of any of its `fields` is that of any of the other record's `against` fields (the
    same fields if not given).
    """

    name_en = columns.text(_("Name in English"), required=True)
    name_zh = columns.text(_("Name in Chinese"))
    object = columns.text(_("Object"), required=True, max_length=50)
    against = columns.text(_("Compared with"), max_length=50)  # empty: records of the same object
    parts = columns.json(_("What is compared"), default=list)
    outcome = columns.choice(_("When one is entered"), DUPLICATE_OUTCOMES, default="warn")
    similarity = columns.count(_("How similar in %"), default=85)
    is_active = columns.boolean(_("Active"), default=True)

    class Meta:
        verbose_name = _("Duplicate rule")
        verbose_name_plural = _("Duplicate rules")

    def __str__(self) -> str:
        return str(self.name_en)


class DuplicateKey(models.Model):
    """One key by which a record is found among possible duplicates; derived, see `magpie.platform.duplicates.index`."""

    pk = models.CompositePrimaryKey("key", "object", "record_id")
    key = models.BigIntegerField()
    object = models.CharField(max_length=50)
    record_id = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["record_id", "object"], name="duplicate_keys_of_record")]


class DuplicateMark(models.Model):
    """A record whose keys are to be made again; written by the database's triggers, `xid` says in which transaction."""

    id = models.BigAutoField(primary_key=True)
    object = models.CharField(max_length=50)
    record_id = models.BigIntegerField()
    xid = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["xid"], name="duplicate_marks_of_xid")]


class DuplicateWatch(models.Model):
    """The columns of an object on which its keys depend; the triggers mark records in which one of them changes.

    `made_up_to` is the last record whose keys were made after the rules changed; empty once all are.  Transactions
    before `since_xid` did not know of the watch yet.
    """

    object = models.CharField(max_length=50, primary_key=True)
    columns = models.JSONField(default=list)
    made_up_to = models.BigIntegerField(null=True)
    since_xid = models.BigIntegerField(default=0)

    objects: ClassVar[models.Manager[Any]] = models.Manager()


class DuplicateSearch(models.Model):
    """One search through all records of an object; it goes on after `after_key` when it was cut off."""

    object = models.CharField(max_length=50)
    status = models.CharField(max_length=10, choices=SEARCH_STATUSES, default="queued")
    after_key = models.BigIntegerField(null=True)
    groups = models.IntegerField(default=0)
    found = models.IntegerField(default=0)
    created_by = models.ForeignKey("platform.User", models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager[Any]] = models.Manager()


class DuplicatePair(models.Model):
    """Two records of one object that may be the same; `first` has the smaller number.

    A pair that somebody dismissed stays, so that it is not shown again.
    """

    object = models.CharField(max_length=50)
    first = models.BigIntegerField()
    second = models.BigIntegerField()
    score = models.SmallIntegerField()
    rule = models.ForeignKey(DuplicateRule, models.SET_NULL, null=True, related_name="+")
    search = models.ForeignKey(DuplicateSearch, models.SET_NULL, null=True, related_name="+")
    dismissed_by = models.ForeignKey("platform.User", models.SET_NULL, null=True, related_name="+")
    dismissed_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager[Any]] = models.Manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["object", "first", "second"], name="one_pair_of_duplicates")]
        indexes = [
            models.Index(
                fields=["object", "-score", "id"], condition=Q(dismissed_at=None), name="duplicate_pairs_by_score"
            ),
            models.Index(fields=["object", "second"], name="duplicate_pairs_by_second"),
        ]


class Merge(models.Model):
    """One merge, and what it moved beside the records' own events: rows of tables that keep no history.

    `moved`: [{"table", "column", "old", "new", "pks"}]; `dropped` and `added`: [{"table", "row"}], rows that would have
    stood twice.  Taking a merge back is written down in the same form, so that this can be taken back too: `undoes` is
    then the operation of the merge.
    """

    operation = models.UUIDField(default=uuid.uuid4, unique=True)
    object = models.CharField(max_length=50)
    winner = models.BigIntegerField()
    losers = models.JSONField(default=list)
    titles = models.JSONField(default=dict)  # of the losers, by number
    moved = models.JSONField(default=list)
    dropped = models.JSONField(default=list)
    added = models.JSONField(default=list)
    undoes = models.UUIDField(null=True)
    counts = models.JSONField(default=dict)  # object → how many of its records were re-pointed
    merged_by = models.ForeignKey("platform.User", models.SET_NULL, null=True, related_name="+")
    merged_at = models.DateTimeField(auto_now_add=True)
    undone_at = models.DateTimeField(null=True)

    objects: ClassVar[models.Manager[Any]] = models.Manager()

    class Meta:
        indexes = [models.Index(fields=["object", "winner"], name="merges_into_record")]
