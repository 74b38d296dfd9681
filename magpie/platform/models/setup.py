"""What people set up without programming: custom fields, required fields, gates, saved lists, files."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from magpie.platform import columns
from magpie.platform.models.record import Tracked

FIELD_TYPES = [
    ("text", _("Text")), ("long_text", _("Long text")), ("number", _("Number")), ("money", _("Money")),
    ("date", _("Date")),
    ("datetime", _("Date and time")), ("time", _("Time")), ("choice", _("Choice")), ("choices", _("Several choices")),
    ("boolean", _("Yes or no")), ("reference", _("Reference")), ("user", _("User")), ("email", _("E-mail")),
    ("phone", _("Phone")), ("url", _("Web address")), ("address", _("Address")), ("tags", _("Tags")),
    ("file", _("File")),
    ("computed", _("Computed")), ("auto_number", _("Number by scheme")),
]  # fmt: skip


class CustomField(Tracked):
    """A field made by an administrator; its values live in the `custom` column of the records."""

    object = columns.text(_("Object"), required=True, max_length=50)
    name = columns.text(_("Technical name"), required=True, max_length=50)
    label_en = columns.text(_("Label in English"), required=True)
    label_zh = columns.text(_("Label in Chinese"))
    help = columns.text(_("Help"), max_length=500)
    type = columns.choice(_("Type"), FIELD_TYPES, default="text")
    options = columns.json(_("Choices"), default=list)  # [{"value", "label_en", "label_zh"}]
    target = columns.text(_("Refers to"), max_length=50)
    formula = columns.text(_("Formula"), max_length=500)
    is_required = columns.boolean(_("Required"))
    position = columns.count(_("Position"), default=100)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["object", "name"], name="one_custom_field_per_name")]


class StageRequirement(Tracked):
    """From this stage of an object on, this field must be filled."""

    object = columns.text(_("Object"), required=True, max_length=50)
    field = columns.text(_("Field"), required=True, max_length=50)
    stage = columns.text(_("From stage"), required=True, max_length=50)  # a choice's value, or a stage's number

    class Meta:
        constraints = [models.UniqueConstraint(fields=["object", "field"], name="one_stage_requirement_per_field")]


GATE_OUTCOMES = [
    ("pass", _("Pass with a remark")), ("ask", _("Ask: go on or stop")), ("refuse", _("Refuse")),
    ("approve", _("Send for approval")),
]  # fmt: skip


class Gate(Tracked):
    """A rule checked inside an operation: let pass, ask, refuse, or send for approval."""

    name = columns.text(_("Name"), required=True)
    object = columns.text(_("Object"), required=True, max_length=50)
    operation = columns.text(
        _("Operation"), required=True, max_length=100
    )  # create, update, delete or an action's name
    filter = columns.filter(_("Condition"))
    fields = columns.json(_("Only when these fields change"), default=list)  # of an update; empty: at any change
    formulas = columns.json(_("Computed numbers"), default=list)  # [{"name", "formula"}], for the messages
    outcome = columns.choice(_("Outcome"), GATE_OUTCOMES, default="ask")
    message_en = columns.text(_("Message in English"), required=True, max_length=1000)
    message_zh = columns.text(_("Message in Chinese"), max_length=1000)
    possible_en = columns.text(_("What would make it possible, in English"), max_length=1000)
    possible_zh = columns.text(_("What would make it possible, in Chinese"), max_length=1000)
    # [{"kind": "user", "role" or "team" (its manager), "id"} or {"kind": "owner_manager"}]
    approvers = columns.json(_("Who approves"), default=list)
    needs_reason = columns.boolean(_("Reason needed"))
    is_active = columns.boolean(_("Active"), default=True)


class GateDay(models.Model):
    """How often a gate stopped somebody on one day; what passes a gate is in the history of the records."""

    gate = models.ForeignKey(Gate, models.CASCADE, related_name="+")
    day = models.DateField()
    refused = models.IntegerField(default=0, db_default=0)
    asked = models.IntegerField(default=0, db_default=0)  # questions put, answered or not

    class Meta:
        constraints = [models.UniqueConstraint(fields=["gate", "day"], name="one_row_per_gate_and_day")]


LIST_VIEWS = [("table", _("Table")), ("board", _("Board"))]
DENSITIES = [("normal", pgettext_lazy("row height", "Normal")), ("compact", pgettext_lazy("row height", "Compact"))]
VISIBILITIES = [("private", _("Only me")), ("team", _("My team")), ("public", _("Everybody"))]


class SavedList(Tracked):
    """A filter with columns and order that somebody saved under a name."""

    owner = columns.reference(_("Owner"), "platform.User", on_delete=models.CASCADE)
    name = columns.text(_("Name"), required=True)
    object = columns.text(_("Object"), required=True, max_length=50)
    view = columns.choice(_("View"), LIST_VIEWS, default="table")
    filter = columns.filter(_("Condition"))
    sort = columns.text(pgettext_lazy("list", "Order"), max_length=60)
    group_by = columns.text(_("Group by"), max_length=60)
    visibility = columns.choice(_("Visible to"), VISIBILITIES, default="private")
    pinned = columns.boolean(_("Pinned"))
    is_default = columns.boolean(_("Opens first"))
    density = columns.choice(_("Row height"), DENSITIES, default="normal")
    columns = columns.json(_("Columns"), default=list)  # last: the name hides the module from here on


class File(Tracked):
    """An uploaded file; its bytes lie in the media folder under `path`."""

    owner = columns.reference(_("Owner"), "platform.User")
    name = columns.text(_("Name"), required=True, max_length=255)
    path = models.CharField(max_length=300, default="", db_default="")
    size = models.BigIntegerField(_("Size"), default=0, db_default=0)
    content_type = columns.text(_("Kind"), max_length=100)
    related_to = columns.link(_("Related to"))


class SetupVersion(models.Model):
    """Added to by the database at every change of set-up: the sum tells every process when to read it again."""

    number = models.BigIntegerField(default=0)


class SearchEntry(models.Model):
    """What can be found of one record; written by the search reader of the event log, never by hand."""

    object = models.CharField(max_length=50)
    record_id = models.BigIntegerField()
    title = models.CharField(max_length=300, default="", db_default="")
    subtitle = models.CharField(max_length=300, default="", db_default="")
    body = models.TextField(default="", db_default="")
    pieces = ArrayField(models.IntegerField(), default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["object", "record_id"], name="one_search_entry_per_record")]
        indexes = [GinIndex(fields=["pieces"], name="search_pieces", gin_pending_list_limit=1024)]
