"""How often gates spoke: what was passed stands in the history, what was stopped is counted by day.

Whoever is stopped has written nothing, so this is counted after the transaction has been taken back.
"""

from __future__ import annotations

import datetime
from collections import Counter

from django.db import IntegrityError, connection, transaction
from django.db.models import Count, IntegerField, Q, Sum
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.utils import timezone

from magpie.platform import context
from magpie.platform.models import Event, GateDay
from magpie.platform.problems import Asked, Problem, Refused

DAYS = 30


def note_stopped(*problems: Problem) -> None:
    """Count the gates that stopped somebody with these problems; nothing for other problems, or in a trial."""
    current = context.current()
    if current is not None and current.trial is not None:
        return
    found: Counter[tuple[int, str]] = Counter()
    for problem in problems:
        if isinstance(problem, Refused):
            found.update((gate, "refused") for gate in set(problem.gates))
        elif isinstance(problem, Asked):
            found.update((int(q.gate), "asked") for q in problem.questions if q.gate.isdecimal())
    today = timezone.localdate()
    for (gate, column), times in sorted(found.items()):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(
                    f"INSERT INTO platform_gateday (gate_id, day, {column}) VALUES (%s, %s, %s)"  # noqa: S608 - our names
                    f" ON CONFLICT (gate_id, day) DO UPDATE SET {column} = platform_gateday.{column} + %s",
                    [gate, today, times, times],
                )
        except IntegrityError:  # the gate was deleted at this moment
            continue


def counts(since: datetime.datetime) -> dict[int, tuple[int, int]]:
    """For each gate how often it was passed and how often it stopped somebody since then.

    A question that was answered counts as passed; one that was not, as stopped.
    """
    passed: dict[int, tuple[int, int]] = {}
    spoken = Event.objects.filter(kind="gate_passed", at__gte=since).values_list(Cast(KT("data__gate"), IntegerField()))
    for gate, count, asked in spoken.annotate(count=Count("id"), asked=Count("id", filter=~Q(data__outcome="pass"))):
        passed[gate] = (count, asked)
    stopped = GateDay.objects.filter(day__gte=timezone.localtime(since).date()).values_list("gate_id")
    found = {gate: (count, 0) for gate, (count, _asked) in passed.items()}
    for gate, refused, asked in stopped.annotate(refusals=Sum("refused"), questions=Sum("asked")):
        count, answered = passed.get(gate, (0, 0))
        found[gate] = (count, refused + max(0, asked - answered))
    return found
