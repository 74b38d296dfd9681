"""How customers hang together: who supplies whom, who works for whom, who is related to whom."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from magpie.platform import columns
from magpie.platform.models import Record, Tracked

ENDS = ("account", "contact")


class RelationshipKind(Tracked):
    """A kind of relationship, named as seen from either end."""

    name_en = columns.text(_("Name in English"), required=True)
    name_zh = columns.text(_("Name in Chinese"))
    inverse_en = columns.text(_("Seen from the other end, in English"))
    inverse_zh = columns.text(_("Seen from the other end, in Chinese"))
    position = columns.count(_("Position"), default=100)

    class Meta:
        verbose_name = _("Kind of relationship")
        verbose_name_plural = _("Kinds of relationships")


class Relationship(Record):
    """Two customers and what they are to each other: `source` is the `kind` of `target`."""

    source = columns.link(_("Who"), ENDS)
    kind = columns.reference(
        pgettext_lazy("relationship", "Is"), RelationshipKind, on_delete=models.PROTECT, required=True
    )
    target = columns.link(pgettext_lazy("relationship", "Of"), ENDS)
    note = columns.text(_("Note"), max_length=500)
    since = columns.date(_("Since"))

    class Meta:
        verbose_name = _("Relationship")
        verbose_name_plural = _("Relationships")
