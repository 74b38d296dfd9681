"""Objects that an administrator made, and the shape that the tables of their records have.

Each own object has a table of its own, `own_<number>`, made by the database itself in the transaction that writes the
row here (`magpie.platform.own_objects.tables`).  `OwnRecord` is the pattern that those tables are copied from; it holds
no records.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from magpie.platform import columns
from magpie.platform.models.record import Record, Tracked

GROUPS = [
    ("marketing", _("Marketing")), ("sales", _("Sales")), ("catalog", _("Orders")), ("service", _("Service")),
    ("activities", _("Activities")),
]  # fmt: skip


class OwnObject(Tracked):
    """An object made without programming; its fields are custom fields."""

    name = columns.text(_("Technical name"), required=True, max_length=40, unique=True)
    plural = columns.text(_("Name in addresses"), required=True, max_length=40, unique=True)
    label_en = columns.text(_("Name in English"), required=True, max_length=100)
    label_en_plural = columns.text(_("Plural in English"), max_length=100)
    label_zh = columns.text(_("Name in Chinese"), max_length=100)
    description = columns.text(_("Description"), max_length=500)
    icon = columns.text(pgettext_lazy("picture", "Icon"), max_length=40)  # as the pages name it
    group = columns.choice(_("Department"), GROUPS, default="sales")
    title_label_en = columns.text(_("Title field in English"), max_length=100)
    title_label_zh = columns.text(_("Title field in Chinese"), max_length=100)
    board_by = columns.text(_("Board by"), max_length=50)  # a choice field
    stage_field = columns.text(_("Stages by"), max_length=50)  # a choice field
    is_listed = columns.boolean(_("In the navigation"), default=True)


class OwnRecordShape(Record):
    """What every record of an own object has beside its custom fields."""

    name = columns.text(_("Name"), required=True, max_length=300)

    class Meta:
        abstract = True


class OwnRecord(OwnRecordShape):
    """The pattern of the tables of own objects: always empty."""
