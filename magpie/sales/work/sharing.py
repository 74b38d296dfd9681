"""Says which receiver gets which bundle: all to one, evenly, or by territory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Literal

from django.utils import timezone

from magpie.accounts.models import Account
from magpie.platform import filters, objects
from magpie.sales import hand_overs, rules
from magpie.sales.models import Lead, Territory, TerritoryMember
from magpie.sales.work.gathering import Bundle

How = Literal["one", "evenly", "territory"]


def share(
    bundles: Iterable[Bundle], receivers: Sequence[int], how: How, giver_id: int | None
) -> tuple[dict[int, list[Bundle]], list[Bundle]]:
    """(bundles by receiver, bundles for which nobody was found).

    Evenly goes by the number of records; a customer stays whole.  By territory the members of the territory whose
    rule holds for the customer's address share evenly among those present.
    """
    given: dict[int, list[Bundle]] = {}
    left: list[Bundle] = []
    load: dict[int, int] = dict.fromkeys(receivers, 0)
    territories = _Territories(giver_id) if how == "territory" else None
    for bundle in bundles:
        able = territories.members_for(bundle) if territories else list(receivers[:1] if how == "one" else receivers)
        if not able:
            left.append(bundle)
            continue
        receiver = min(able, key=lambda user_id: (load.get(user_id, 0), able.index(user_id)))
        load[receiver] = load.get(receiver, 0) + len(bundle.records)
        given.setdefault(receiver, []).append(bundle)
    return given, left


class _Territories:
    """The territories in their order with the members who can take work now."""

    def __init__(self, giver_id: int | None) -> None:
        now = timezone.now()
        self.giver_id = giver_id
        self.territories = list(Territory.objects.filter(is_active=True).order_by("position", "id"))
        self.members: dict[int, list[int]] = {}
        rows = TerritoryMember.objects.filter(is_active=True).select_related("user__deputy")
        for member in rows.order_by("position", "id"):
            receiver = rules.stand_in(hand_overs.person(member.user, now))
            if receiver is not None and receiver != giver_id:
                self.members.setdefault(member.territory_id, []).append(receiver)

    def members_for(self, bundle: Bundle) -> list[int]:
        """Who may take this bundle, in the order of their turns; nobody if no territory holds."""
        place = _as_lead(bundle)
        if place is None:
            return []
        object_type, caller = objects.get("lead"), filters.Caller.of()
        for territory in self.territories:
            try:
                if filters.matches(object_type, territory.rule, filters.RecordView(place), caller):
                    return list(dict.fromkeys(self.members.get(territory.pk, [])))
            except filters.FilterError:
                continue  # a rule that cannot be understood takes nobody
        return []


def _as_lead(bundle: Bundle) -> Any:
    """What the rules of territories look at: the lead itself, or one with the customer's address."""
    name, number = bundle.anchor
    if name == "lead":
        return Lead.objects.filter(pk=number).first()
    account = Account.objects.filter(pk=number).first() if name == "account" else None
    if account is None:
        return None
    where = {k: str((account.billing_address or {}).get(k) or "") for k in ("country", "state", "city")}
    return Lead(
        name=account.name,
        company=account.name,
        industry=account.industry,
        employees=account.employees,
        annual_revenue=account.annual_revenue,
        phone=account.phone,
        email=account.email,
        website=account.website,
        tags=account.tags,
        **where,
    )
