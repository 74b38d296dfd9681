"""Declares what administrators set up for customers: pools, purposes of contact, limits of contact."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from magpie.accounts.models import ContactCap, Pool, Purpose
from magpie.accounts.pools import taking_part
from magpie.platform import filters, objects
from magpie.platform.actor import Actor

DAYS = ("not_followed_days", "not_won_days")
COUNTS = ("warn_days", "protect_days", "former_owner_days", "claim_per_day", "holdings_limit")
MOST_DAYS = 3650


def _check_pool(values: dict[str, Any], pool: Pool | None) -> dict[str, str]:
    problems = {}
    for number in (*DAYS, *COUNTS):
        value, least = values.get(number), 1 if number in DAYS else 0
        if value is not None and not least <= value <= MOST_DAYS:
            problems[number] = now_("Enter a number from %(least)d to %(most)d.") % {"least": least, "most": MOST_DAYS}
    name = str(values.get("object") or getattr(pool, "object", ""))
    if taking_part.participant(name) is None:
        return {**problems, "object": now_("Records of this kind cannot be in a pool.")}
    if pool is not None and name != pool.object:
        return {**problems, "object": now_("A pool keeps to its kind of records. Make another pool instead.")}
    for condition in ("filter", "excluded"):
        try:
            filters.parse(objects.get(name), values.get(condition))
        except filters.FilterError as error:
            problems[condition] = str(error)
    return problems


def _before_saving_pool(pool: Pool, changed: frozenset[str], actor: Actor) -> dict[str, Any]:
    """New rules hold from now on, so that owners are warned first; then all dates are found anew."""
    if pool.pk and not changed & {"filter", "excluded", "is_active", "position", "protect_days", "warn_days", *DAYS}:
        return {}
    again = not pool.pk or changed & {"is_active", "filter", *DAYS}
    return {"reckon_from": 0} | ({"active_since": timezone.now()} if again else {})


def _check_cap(values: dict[str, Any], cap: ContactCap | None) -> dict[str, str]:
    return {
        name: now_("Enter a number from %(least)d to %(most)d.") % {"least": 1, "most": MOST_DAYS}
        for name in ("most", "days")
        if values.get(name) is not None and not 1 <= values[name] <= MOST_DAYS
    }


objects.register(
    name="pool",
    named_once=True,
    model=Pool,
    title="name",
    icon="inbox",
    group="setup",
    is_setup=True,
    open_to_all=True,
    listed=False,
    columns=("name", "object", "not_followed_days", "not_won_days", "claim_per_day", "holdings_limit", "is_active"),
    sections=(
        (pgettext_lazy("customer pool", "Pool"), ("name", "object", "filter", "excluded", "position", "is_active")),
        (
            _("When records fall in"),
            ("not_followed_days", "not_won_days", "warn_days", "protect_days", "active_since"),
        ),
        (_("Who may claim"), ("is_for_all", "teams", "members", "managers")),
        (_("Limits"), ("claim_per_day", "holdings_limit", "former_owner_days")),
    ),
    read_only=("active_since",),
    hidden=("reckon_from",),
    choices_from={"object": taking_part.object_choices},
    check=_check_pool,
    before_save=_before_saving_pool,
)
objects.register(
    name="purpose",
    model=Purpose,
    title="name_en",
    icon="flag",
    group="setup",
    is_setup=True,
    open_to_all=True,
    listed=False,
    columns=("position", "name_en", "name_zh", "code", "needs_consent", "is_active"),
    sections=(
        (
            pgettext_lazy("consent", "Purpose"),
            ("name_en", "name_zh", "code", "needs_consent", "position", "is_active"),
        ),
    ),
    subtitle="name_zh",
)
objects.register(
    name="contact_cap",
    model=ContactCap,
    plural="contact-caps",
    title="channel",
    icon="dashboard",
    group="setup",
    is_setup=True,
    open_to_all=True,
    listed=False,
    columns=("channel", "purpose", "most", "days", "is_active"),
    sections=((_("Contact limit"), ("channel", "purpose", "most", "days", "is_active")),),
    check=_check_cap,
)
