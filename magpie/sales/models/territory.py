"""Territories: which leads go to which people."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from magpie.platform import columns
from magpie.platform.models import Tracked


class Territory(Tracked):
    """A filter over leads and the people who take turns with them.

    Territories are asked in the order of `position`; the first whose rule holds takes the lead.  One without a rule
    takes all.
    """

    name = columns.text(_("Name"), required=True)
    position = columns.count(_("Position"), default=100)
    manager = columns.reference(_("Manager"), "platform.User")
    team = columns.reference(_("Team"), "platform.Team")
    rule = columns.json(
        _("Rule"), help_text=_("The leads that belong here; without a rule, all that no territory before takes.")
    )
    is_active = columns.boolean(_("In use"), default=True)

    class Meta:
        verbose_name = _("Territory")
        verbose_name_plural = _("Territories")

    def __str__(self) -> str:
        return str(self.name)


class TerritoryMember(Tracked):
    """Somebody who takes leads of a territory in turn; the turn itself is read from the hand-overs."""

    territory = columns.reference(_("Territory"), "sales.Territory", on_delete=models.CASCADE, required=True)
    user = columns.reference(_("Person"), "platform.User", on_delete=models.CASCADE, required=True)
    position = columns.count(_("Position"), default=100)
    is_active = columns.boolean(_("Takes leads"), default=True)

    class Meta:
        verbose_name = _("Territory member")
        verbose_name_plural = _("Territory members")
        constraints = [
            models.UniqueConstraint(fields=["territory", "user"], name="one_membership_per_territory_and_user")
        ]

    def __str__(self) -> str:
        return f"{self.territory}: {self.user}"
