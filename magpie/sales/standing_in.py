"""Which leads were offered to a deputy in somebody's place."""

from __future__ import annotations

import datetime

from magpie.notices.delegations import acting
from magpie.notices.delegations.acting import Acted
from magpie.notices.delegations.models import Delegation
from magpie.platform import texts
from magpie.sales.models import HandOver


def _hand_overs(row: Delegation, until: datetime.datetime) -> list[Acted]:
    if not acting.covers(row, "hand_overs"):
        return []
    offered = HandOver.objects.filter(
        member__user=row.user_id, receiver=row.deputy_id, offered_at__gte=row.starts_at, offered_at__lt=until
    ).order_by("offered_at")[: acting.MOST_SHOWN]
    return [Acted(each.offered_at, "hand_over", str(each.name), each.state, texts.record_url(each)) for each in offered]


acting.sources.append(_hand_overs)
