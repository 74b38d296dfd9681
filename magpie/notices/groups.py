"""The groups of the inbox: what asks for an answer, what comes from colleagues, what the system itself says.

A notice of a kind that is not named here is about one's own work.
"""

from __future__ import annotations

from collections import Counter
from typing import Literal

from django.db.models import Count, Q, QuerySet

from magpie.notices.models import Notice

Group = Literal["mine", "mentions", "assigned", "reminders", "approvals", "system"]
ORDER: tuple[Group, ...] = ("mine", "mentions", "assigned", "reminders", "approvals", "system")
KINDS_OF: dict[Group, tuple[str, ...]] = {
    "mentions": ("mention",),
    "assigned": ("hand_over", "pool.assigned"),
    "reminders": ("reminder", "workday", "watchdog"),
    "approvals": ("approval", "ask"),
    "system": (
        "delivery.failed", "channel.down", "loop.silent", "export", "run_failed", "workflow_stopped",
        "workflow_broken", "gate.broken", "mailbox", "calendar", "delegation", "test",
    ),
}  # fmt: skip
_named = {kind: group for group, kinds in KINDS_OF.items() for kind in kinds}


def of_kind(kind: str) -> Group:
    """The group in which notices of that kind stand."""
    return _named.get(kind, "mine")


def within(group: Group) -> Q:
    """The notices of one group."""
    return Q(kind__in=KINDS_OF[group]) if group in KINDS_OF else ~Q(kind__in=list(_named))


def unread(found: QuerySet[Notice]) -> dict[str, int]:
    """How many of these are unread, by group; every group is named."""
    by_kind = found.filter(read_at=None).order_by().values_list("kind").annotate(count=Count("pk"))
    counted: Counter[str] = Counter()
    for kind, count in by_kind:
        counted[of_kind(kind)] += count
    return {group: counted[group] for group in ORDER}
