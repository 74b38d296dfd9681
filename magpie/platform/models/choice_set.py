"""The table of what a company made of the choices of built-in fields."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from magpie.platform import columns
from magpie.platform.models.record import Tracked


class ChoiceSet(Tracked):
    """The choices of one built-in field, or of several that share them, as a company wants them.

    `options` are in the order in which they are offered: {"value", "color", "inactive"}, and "label_en" and "label_zh"
    of those that administrators added.  Delivered choices keep their names (`own_name` has the company's); one that is
    not listed stands behind the others.
    """

    name = columns.text(_("Technical name"), required=True, max_length=100)  # "industry", "lead.rating"
    options = columns.json(_("Choices"), default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name"], name="one_choice_set_per_name")]
