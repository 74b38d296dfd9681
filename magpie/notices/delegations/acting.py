"""What deputies did meanwhile, and what is still open: other parts add what they know of."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any, NamedTuple

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from magpie.notices.delegations.models import Delegation
from magpie.notices.models import Notice

MOST_SHOWN = 200
OUTCOMES = {
    "done": _("done"), "approved": _("approved"), "rejected": _("rejected"), "returned": _("returned"),
    "accepted": _("accepted"), "declined": _("declined"), "not_needed": _("not needed"),
    "false_alarm": _("false alarm"), "handed_over": _("handed over"), "cancelled": _("cancelled"),
}  # fmt: skip


class Acted(NamedTuple):
    """One thing that a deputy did or got in somebody's place, or that still waits if `at` is None."""

    at: datetime.datetime | None
    kind: str
    title: str
    outcome: str = ""
    url: str = ""

    @property
    def outcome_text(self) -> str:
        """The outcome in the current language."""
        return str(OUTCOMES.get(self.outcome, ""))

    def told(self) -> str:
        """The title, and what came of it."""
        return f"{self.title} ({self.outcome_text})" if self.outcome_text else self.title


Source = Callable[[Delegation, datetime.datetime], list[Acted]]
sources: list[Source] = []  # (delegation, its end so far) → what was done, and what is open


def acted(row: Delegation, until: datetime.datetime, *, with_open: bool = True) -> list[Acted]:
    """What was done in somebody's place up to that moment, the earliest first, then, if wanted, what is still open."""
    found = [
        each._replace(url=each.url.removeprefix(settings.PUBLIC_URL))  # pages link within themselves
        for source in sources
        for each in source(row, until)
    ]
    done = sorted((each for each in found if each.at is not None), key=lambda each: str(each.at))
    return [*done, *(each for each in found if with_open and each.at is None)][:MOST_SHOWN]


def covers(row: Delegation, kind: str) -> bool:
    """Whether the delegation is for that kind of work."""
    return not row.kinds or kind in row.kinds


def _notices(row: Delegation, until: datetime.datetime) -> list[Acted]:
    """What was told to the deputy in the person's place."""
    told: Any = Notice.objects.filter(
        recipient=row.deputy_id, created_at__gte=row.starts_at, created_at__lt=until,
        reason__deputy_of__id=row.user_id,
    ).order_by("id")  # fmt: skip
    return [Acted(each.created_at, "told", each.title, "", each.url) for each in told[:MOST_SHOWN]]


sources.append(_notices)
