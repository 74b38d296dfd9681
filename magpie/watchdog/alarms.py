"""False alarms: how often what a rule chased needed no chasing, by the answers of the people."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from magpie.watchdog.models import WatchCase

LAST = 30  # so many answers count
FROM = 5  # fewer false ones say nothing
MOST_RATE = 0.2
REASONS_SHOWN = 5


@dataclass
class Alarms:
    """The last answers to what one rule chased."""

    answered: int = 0
    false: int = 0
    reasons: list[str] = field(default_factory=list)  # the latest first

    @property
    def are_many(self) -> bool:
        """Whether so much was wrong that the rule should be looked at."""
        return self.false >= FROM and self.false > MOST_RATE * self.answered


def of_rules(rules: Collection[int]) -> dict[int, Alarms]:
    """The last answers of each of these rules."""
    found: dict[int, Alarms] = {}
    for rule in rules:
        last = WatchCase.objects.filter(rule=rule, answered_at__isnull=False).order_by("-answered_at")
        alarms = found[rule] = Alarms()
        for outcome, note in last.values_list("outcome", "note")[:LAST]:
            alarms.answered += 1
            if outcome == "false_alarm":
                alarms.false += 1
                if note and len(alarms.reasons) < REASONS_SHOWN:
                    alarms.reasons.append(note)
    return found
