"""Numbers by scheme: how they are built, how far they have come, and which were given."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from magpie.platform import columns
from magpie.platform.models.record import Tracked

RESETS = [
    ("never", pgettext_lazy("numbering", "Never")), ("yearly", pgettext_lazy("numbering", "Every year")),
    ("monthly", pgettext_lazy("numbering", "Every month")), ("daily", pgettext_lazy("numbering", "Every day")),
]  # fmt: skip


class NumberScheme(Tracked):
    """How the numbers of one field of an object are built."""

    object = columns.text(_("Object"), required=True, max_length=50)
    field = columns.text(_("Field"), required=True, max_length=50)  # a custom field of type auto_number
    # [{"kind": "text", "value"}, {"kind": "year", "month" or "day"}, {"kind": "sequence", "width"}, {"kind": "field"}]
    pieces = columns.json(_("Pieces"), default=list)
    reset = columns.choice(pgettext_lazy("numbering", "Begins again"), RESETS, default="never")
    date_field = columns.text(_("Date by"), max_length=50)  # empty: the day on which the record is made
    start = columns.count(pgettext_lazy("numbering", "First number"), default=1)
    is_gap_free = columns.boolean(_("Without gaps"), default=True)
    is_active = columns.boolean(_("Active"), default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["object", "field"], name="one_number_scheme_per_field")]


class NumberCounter(models.Model):
    """The next number of a scheme without gaps in a year, month or day; locked until its transaction ends."""

    scheme = models.ForeignKey(NumberScheme, models.CASCADE, related_name="+")
    period = models.CharField(max_length=8, default="", db_default="")
    next = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scheme", "period"], name="one_number_counter_per_period")]


class GivenNumber(models.Model):
    """A number that was given to a record; it stays when the record is deleted, so that nobody gets it again."""

    scheme = models.ForeignKey(NumberScheme, models.PROTECT, related_name="+")
    number = models.CharField(max_length=100)
    record_id = models.BigIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scheme", "number"], name="a_number_is_given_once")]

    def __str__(self) -> str:
        return str(self.number)
