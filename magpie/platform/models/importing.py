"""Imports, and what was wrong or remarkable in their rows."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from magpie.platform import columns

IMPORT_STATUSES = [
    ("mapping", pgettext_lazy("import", "Columns to be assigned")),
    ("queued", pgettext_lazy("import", "Queued")),
    ("running", pgettext_lazy("import", "Running")),
    ("done", pgettext_lazy("import", "Done")),
    ("failed", pgettext_lazy("import", "Failed")),
]
ON_MATCH = [("update", _("Change the record found")), ("skip", _("Leave the record found"))]
ON_DUPLICATE = [
    ("create", _("Create it all the same")),
    ("skip", _("Leave the row out")),
    ("update", _("Change the record found")),
]
AUTOMATION = [("run", _("Run workflows")), ("skip", _("Do not run workflows")), ("later", _("Run workflows later"))]


class Import(models.Model):
    """One file on its way into one object."""

    object = columns.text(_("Object"), max_length=50)
    file_name = columns.text(_("File"), max_length=255)
    path = columns.text(_("Path"), max_length=500)  # under the media folder, or an absolute one on the command line
    encoding = columns.text(_("Encoding"), max_length=20)
    separator = columns.text(_("Separator"), max_length=1)
    sheet = columns.text(_("Sheet"), max_length=100)
    status = columns.choice(_("Status"), IMPORT_STATUSES, default="mapping")
    mapping = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))  # column → field or null
    sources = models.JSONField(
        default=list, db_default=models.Value([], models.JSONField())
    )  # of a recipe, see mapping.Source
    match_by = models.JSONField(default=list, db_default=models.Value([], models.JSONField()))
    on_match = models.CharField(max_length=10, choices=ON_MATCH, default="update", db_default="update")
    on_duplicate = models.CharField(max_length=10, choices=ON_DUPLICATE, default="create", db_default="create")
    on_missing = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))  # column → error …
    fixes = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))  # column → {wrong: right}
    automation = models.CharField(max_length=10, choices=AUTOMATION, default="run", db_default="run")
    answers = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))  # to gates, for all rows
    rows_total = models.IntegerField(null=True)
    rows_done = models.IntegerField(default=0, db_default=0)
    created = models.IntegerField(default=0, db_default=0)
    updated = models.IntegerField(default=0, db_default=0)
    skipped = models.IntegerField(default=0, db_default=0)
    failed = models.IntegerField(default=0, db_default=0)
    duplicates = models.IntegerField(default=0, db_default=0)  # rows left out because such a record is there
    remarks = models.IntegerField(default=0, db_default=0)
    made = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))  # object → related records
    error = models.TextField(default="", db_default="")
    operation = models.UUIDField(default=uuid.uuid4)
    created_by = models.ForeignKey("platform.User", models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    columns = columns.json(_("Columns"), default=list)  # [{"name", "samples"}]; last: hides the module from here on

    objects: ClassVar[models.Manager[Any]] = models.Manager()


class ImportProblem(models.Model):
    """A row that was not imported, or was imported with something to look at (`is_remark`)."""

    importing = models.ForeignKey(Import, models.CASCADE, related_name="problems")
    row = models.IntegerField()  # as a spreadsheet counts, the heading being row 1
    cells = models.JSONField(default=list)
    reason = models.TextField()
    is_remark = models.BooleanField(default=False)

    objects: ClassVar[models.Manager[Any]] = models.Manager()

    class Meta:
        indexes = [models.Index(fields=["importing", "row"], name="problems_of_import")]
