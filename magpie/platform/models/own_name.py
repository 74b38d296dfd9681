"""What a company calls the things of the product: its own words in place of the delivered ones."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from magpie.platform import columns
from magpie.platform.models.record import Tracked

NAME_KINDS = [
    ("object", _("Name of one")), ("objects", _("Name of several")), ("field", _("Field")), ("help", _("Help")),
    ("choice", _("Choice")), ("section", pgettext_lazy("layout", "Heading")), ("action", _("Button")),
    ("scene", pgettext_lazy("list", "Tab")), ("record", pgettext_lazy("set-up", "Entry")),
]  # fmt: skip


class OwnName(Tracked):
    """The words of one thing in each language; one that is empty stays as delivered."""

    object = columns.text(_("Object"), required=True, max_length=50)
    kind = columns.choice(_("Kind"), NAME_KINDS, default="field")
    key = columns.text(_("Technical name"), max_length=200)  # a field, "field:value", a heading in English, an action …
    text_en = columns.text(_("In English"), max_length=500)
    text_zh = columns.text(_("In Chinese"), max_length=500)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["object", "kind", "key"], name="one_own_name_each")]
