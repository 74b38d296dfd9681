"""The customer pool: rules under which records nobody works on become free for others, and what was taken and given.

Any object may take part (`magpie.accounts.pools.take_part`): its model has the columns of `Pooled`.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from magpie.platform import columns
from magpie.platform.models import Tracked

MOVES = [
    ("claimed", pgettext_lazy("pool", "Claimed")),
    ("assigned", pgettext_lazy("pool", "Assigned")),
    ("returned", pgettext_lazy("pool", "Returned")),
    ("recycled", pgettext_lazy("pool", "Recycled")),
]


class Pool(Tracked):
    """Records of one object that nobody owns, and the rules by which they come and go; all times are in days."""

    name = columns.text(_("Name"), required=True)
    object = columns.text(_("Object"), required=True, max_length=50)
    position = columns.count(_("Position"), default=100)
    is_active = columns.boolean(_("Active"), default=True)
    active_since = columns.moment(_("Active since"))
    not_followed_days = columns.number(
        _("Falls in after days without follow-up"), help_text=_("Empty: never for that reason.")
    )
    not_won_days = columns.number(
        _("Falls in after days without winning"), help_text=_("Empty: never for that reason.")
    )
    warn_days = columns.count(
        _("Warn days before"),
        default=3,
        help_text=_("Nothing falls in that its owner was not warned of so long before."),
    )
    protect_days = columns.count(
        _("Protected days"), help_text=_("After a claim or a new owner nothing falls in so long.")
    )
    former_owner_days = columns.count(
        _("Former owner waits days"), help_text=_("Who lost or returned a record may not claim it again so long.")
    )
    claim_per_day = columns.number(_("Claims a day for each person"), help_text=_("Empty: no limit."))
    holdings_limit = columns.number(_("Records a person may hold"), help_text=_("Empty: no limit."))
    is_for_all = columns.boolean(_("Open to everybody"))
    teams = columns.references(_("Open to teams"), to="team")
    members = columns.references(_("Open to people"), to="user")
    managers = columns.references(
        _("Managers"), to="user", help_text=_("They assign the records of the pool to others.")
    )
    reckon_from = models.BigIntegerField(null=True, editable=False)  # the records up to this one have their new dates
    excluded = columns.filter(_("Never falls in"), help_text=_("Empty: there is no exception."))
    filter = columns.filter(_("Which records"))

    class Meta:
        verbose_name = pgettext_lazy("customer pool", "Pool")
        verbose_name_plural = pgettext_lazy("customer pool", "Pools")

    def __str__(self) -> str:
        return str(self.name)


class Pooled(models.Model):
    """The columns of an object that takes part in pools."""

    pool = columns.reference(
        pgettext_lazy("customer pool", "Pool"), "accounts.Pool", on_delete=models.PROTECT, db_index=False
    )
    pool_since = columns.moment(_("In the pool since"))
    owned_since = columns.moment(_("Owned since"))
    followed_up_at = columns.moment(_("Last follow-up"))
    pool_due_at = columns.moment(_("Falls into the pool"))
    pool_warn_at = columns.moment(_("Warning due"))  # empty once the owner was warned

    class Meta:
        abstract = True


def indexes(name: str) -> list[models.Index]:
    """The indexes that an object taking part needs: what is in a pool, what is due."""
    return [
        models.Index(fields=["pool", "-pool_since", "-id"], condition=Q(pool__isnull=False), name=f"{name}_in_pool"),
        models.Index(fields=["pool_due_at"], condition=Q(pool_due_at__isnull=False), name=f"{name}_pool_due"),
        models.Index(fields=["pool_warn_at"], condition=Q(pool_warn_at__isnull=False), name=f"{name}_pool_warn"),
    ]


class PoolMove(models.Model):
    """A record that came into a pool or left it; claims of a day are counted here."""

    object = models.CharField(max_length=50)
    record_id = models.BigIntegerField()
    pool = models.ForeignKey(Pool, models.CASCADE, related_name="+")
    kind = columns.choice(_("Kind"), MOVES, default="claimed")
    user = columns.reference(_("Who"), "platform.User", db_index=False)  # who has it now
    former_owner = columns.reference(_("Former owner"), "platform.User", db_index=False)
    by = columns.reference(_("By"), "platform.User", db_index=False)
    reason = columns.text(_("Reason"), max_length=500)
    at = columns.moment(_("When"), now=True)

    class Meta:
        indexes = [
            models.Index(fields=["user", "pool", "at"], condition=Q(kind="claimed"), name="pool_claims_of_day"),
            models.Index(fields=["object", "record_id", "-id"], name="pool_moves_of_record"),
        ]
