"""False alarms: who was told something for nothing says so and why, and whoever answers for what told it learns of it.

What tells (a rule, a workflow) is a `Source`.  Parts above register theirs (`sources`), and which notices of theirs may
be called a false alarm (`may_be`); the watchdog goes through them and warns.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _

from magpie.platform.models import User
from magpie.platform.problems import Refused

if TYPE_CHECKING:
    from magpie.notices.models import Notice

LAST = 30  # so many answers count
FROM = 5  # fewer false ones say nothing
MOST_RATE = 0.2
REASONS_SHOWN = 5
OUTCOME = "false_alarm"


class FalseAlarm(models.Model):
    """That somebody was told this for nothing, and why they say so."""

    notice = models.OneToOneField("notices.Notice", models.CASCADE, primary_key=True, related_name="false_alarm")
    reason = models.CharField(max_length=500)
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    said_at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["said_at"], name="false_alarms_by_time")]


@dataclass
class Alarms:
    """The last answers to what one source told."""

    answered: int = 0
    false: int = 0
    reasons: list[str] = field(default_factory=list)  # the latest first

    @property
    def are_many(self) -> bool:
        """Whether so much was wrong that the source should be looked at."""
        return self.false >= FROM and self.false > MOST_RATE * self.answered


@dataclass(frozen=True)
class Source:
    """Something that tells, how often it was wrong, and who answers for it; nobody stands for the administrators."""

    key: str  # such as "notice_rule:3"
    name: Callable[[], str]  # in the current language
    responsible: tuple[User, ...]
    alarms: Alarms
    link: Any  # its page, as of a notice


sources: list[Callable[[], Iterable[Source]]] = []
may_be: list[Callable[[Notice], bool]] = []


def count(answers: Iterable[tuple[str, str]]) -> Alarms:
    """Of these answers (outcome and note, the latest first) how many were false alarms."""
    alarms = Alarms()
    for outcome, note in answers:
        alarms.answered += 1
        if outcome == OUTCOME:
            alarms.false += 1
            if note and len(alarms.reasons) < REASONS_SHOWN:
                alarms.reasons.append(note)
    return alarms


def can_be(notice: Notice) -> bool:
    """Whether its person may say that it was a false alarm."""
    return notice.recipient_id is not None and not notice.matter and any(fits(notice) for fits in may_be)


def reason_of(notice: Notice) -> str:
    """Why its person called it a false alarm; empty if they did not."""
    found = getattr(notice, "false_alarm", None)
    return str(found.reason) if found is not None else ""


def say(notice: Notice, reason: str, user: User | None) -> None:
    """Note that it was a false alarm, because …; said again, the last reason counts."""
    if not can_be(notice):
        raise Refused(_("Only what a rule or a workflow told can be called a false alarm."))
    values = {"reason": reason, "said_by": user, "said_at": timezone.now()}
    FalseAlarm.objects.update_or_create(notice=notice, defaults=values)
