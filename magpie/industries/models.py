"""What the set-ups of industries have added, and whether the first administrator was welcomed."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from magpie.platform import columns
from magpie.platform.models import Tracked


class Part(Tracked):
    """One thing that a set-up added: which record it became, and the values that the file gave.

    Where the record has other values now, the company changed it and it is left alone.  `language` is the one in which
    texts were written that have no place for a second one.
    """

    industry = columns.text(_("Industry"), required=True, max_length=50)
    key = columns.text(_("Part"), required=True, max_length=150)
    object = columns.text(_("Object"), required=True, max_length=50)
    record_id = columns.number(_("Number"))
    language = columns.text(_("Language"), max_length=10)
    values = columns.json(_("Values"))

    class Meta:
        verbose_name = _("Part of an industry set-up")
        verbose_name_plural = _("Parts of industry set-ups")
        constraints = [models.UniqueConstraint(fields=["industry", "key"], name="one_part_per_industry_and_key")]

    def __str__(self) -> str:
        return f"{self.industry}: {self.key}"


class Welcome(models.Model):
    """That the welcome of a new installation was answered or skipped: one row at most."""

    answered_at = columns.moment(_("When"), now=True)

    objects: ClassVar[models.Manager[Any]] = models.Manager()
