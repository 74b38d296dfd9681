"""Whose turn it is: the people among whom work is shared out, and when each last got some.

A row for each person of each pool; the pool is locked while one is chosen, so that two records at one moment go to two
people.
"""

from __future__ import annotations

import datetime
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import connection, models
from django.utils import timezone

from magpie.notices.delegations import standing
from magpie.platform import columns
from magpie.platform.models import User


class Turn(models.Model):
    """When somebody last got work out of a pool."""

    pool = models.CharField(max_length=200)
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    given_at = columns.moment("Given", now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pool", "user"], name="one_turn_per_pool_and_user")]


@dataclass(frozen=True)
class Candidate:
    """Somebody whose turn it may be, and who then gets the work: themselves, or their deputy while they are away."""

    user: User
    receiver: User


def candidates(people: Sequence[User], *, deputies: bool, now: datetime.datetime) -> list[Candidate]:
    """Those who are there; with `deputies` also those away whose deputy is there, and takes their turn."""
    found = []
    for user in people:
        if not user.is_active:
            continue
        stand = standing.of(user, "queues", now)
        if stand.is_there:
            found.append(Candidate(user, user))
        elif deputies and stand.deputy is not None:
            found.append(Candidate(user, stand.deputy))
    return found


def next_of(pool: str, among: Sequence[Candidate]) -> Candidate:
    """Who has not had any yet, in the order given, else who has waited longest; that it was theirs is kept."""
    lock(pool)
    given = dict(Turn.objects.filter(pool=pool).values_list("user_id", "given_at"))
    never = datetime.datetime.min.replace(tzinfo=datetime.UTC)
    chosen = min(among, key=lambda candidate: given.get(candidate.user.pk, never))
    # Not the transaction's time: two in one transaction must stay in order.
    Turn.objects.update_or_create(pool=pool, user=chosen.user, defaults={"given_at": timezone.now()})
    return chosen


def least_loaded(among: Sequence[Candidate], load: Mapping[int, int], pool: str) -> Candidate:
    """Who has the least, counted at the one who gets it; of several, whose turn it is."""
    least = min(load.get(c.receiver.pk, 0) for c in among)
    return next_of(pool, [c for c in among if load.get(c.receiver.pk, 0) == least])


def any_of(among: Sequence[Candidate]) -> Candidate:
    """By lot."""
    return random.SystemRandom().choice(among)


def lock(pool: str) -> None:
    """Others who choose from the pool wait until this transaction has ended."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"magpie:turn:{pool}"])
