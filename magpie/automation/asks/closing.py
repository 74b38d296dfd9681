"""Closes asks that nobody needs to answer any more."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils import timezone

from magpie.automation.asks import telling
from magpie.automation.asks.models import Ask, AskPerson
from magpie.platform.models import User


def close(ask: Ask, status: str) -> list[User]:
    """Close an open ask; gives those whose answer had still been wanted.  No more reminders are sent."""
    ask.status, ask.closed_at, ask.remind_at = status, timezone.now(), None
    ask.save()
    places = AskPerson.objects.filter(ask=ask, is_open=True)
    unanswered = list(User.objects.filter(pk__in=places.values("user")).order_by("pk"))
    places.update(is_open=False)
    telling.clear(ask)
    return unanswered


def withdraw(run_ids: Iterable[int]) -> None:
    """Take back what is open of these runs, and tell those who were asked."""
    _withdraw(Ask.objects.filter(run__in=list(run_ids), status="open"))


def over(step_id: int, outcome: str = "") -> None:
    """Close the ask of a step that is over: expired if its outcome is "time", else withdrawn."""
    found = Ask.objects.filter(step=step_id, status="open")
    if outcome != "time":
        _withdraw(found)
        return
    for ask in found.select_for_update():
        close(ask, "expired")


def _withdraw(found: object) -> None:
    for ask in found.select_related("step").select_for_update(of=("self",)).order_by("pk"):  # type: ignore[attr-defined]
        telling.of_withdrawal(ask, close(ask, "withdrawn"))
