"""Who books a meeting on a booking page: a lead with the same address, or a new one."""

from __future__ import annotations

from magpie.calendars import visits
from magpie.calendars.visits import Visitor
from magpie.lib.phone import normalize
from magpie.platform import records
from magpie.platform.actor import SYSTEM
from magpie.platform.models import User
from magpie.sales import rules
from magpie.sales.models import Lead


def lead_of(visitor: Visitor, page: str, owner: User) -> str:
    """The open lead with this address, else a new one that belongs to whom the meeting is with."""
    lead = Lead.objects.filter(email__iexact=visitor.email, status__in=rules.OPEN_STATUSES).order_by("-id").first()
    if lead is None:
        values = {
            "name": visitor.name, "company": visitor.company, "email": visitor.email, "source": "website",
            "owner": owner.pk, "description": "\n".join(part for part in (page, visitor.answer) if part),
        }  # fmt: skip
        lead = records.create(Lead, values | {"phone": normalize(visitor.phone) or ""}, actor=SYSTEM)
    return f"lead:{lead.pk}"


visits.who_is.append(lead_of)
