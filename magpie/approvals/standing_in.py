"""What a deputy approved or rejected in somebody's place, and what still waits for them."""

from __future__ import annotations

import datetime

from magpie.approvals.models import ApprovalPart
from magpie.approvals.telling import KIND, page_of
from magpie.notices.delegations import acting
from magpie.notices.delegations.acting import Acted
from magpie.notices.delegations.models import Delegation
from magpie.notices.tell import WORK_OF

WORK_OF[KIND] = "approvals"


def _approvals(row: Delegation, until: datetime.datetime) -> list[Acted]:
    if not acting.covers(row, "approvals"):
        return []
    answered = ApprovalPart.objects.filter(
        answered_for=row.user_id, answered_by=row.deputy_id, answered_at__gte=row.starts_at, answered_at__lt=until
    )
    waiting = ApprovalPart.objects.filter(outcome="", approval__state="pending", people__contains=[row.user_id])
    return [
        Acted(each.answered_at, "approval", str(each.approval.name), each.outcome, page_of(each.approval))
        for each in answered.select_related("approval").order_by("answered_at")[: acting.MOST_SHOWN]
    ] + [
        Acted(None, "approval", str(each.approval.name), "", page_of(each.approval))
        for each in waiting.select_related("approval").order_by("id")[: acting.MOST_SHOWN]
    ]


acting.sources.append(_approvals)
