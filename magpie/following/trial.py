"""Whom a rule would have told in the last days, by what really happened; writes nothing."""

from __future__ import annotations

import datetime
from collections import defaultdict
from dataclasses import dataclass, field

from django.utils import timezone

from magpie.following import matching, wording
from magpie.following.models import NoticeRule
from magpie.following.people import People
from magpie.platform import access, filters
from magpie.platform.actor import Actor
from magpie.platform.models import Event, User

DAYS = 7
MOST_EVENTS = 5000
MOST_EXAMPLES = 5


@dataclass
class Trial:
    """How often the rule would have spoken, to whom, of which some may not see the records; and a few examples."""

    count: int = 0
    records: int = 0
    is_whole: bool = True
    people: list[tuple[User, int, int]] = field(default_factory=list)  # told of so many, not of so many
    examples: list[str] = field(default_factory=list)


def attempt(rule: NoticeRule, actor: Actor, now: datetime.datetime | None = None) -> Trial:
    """Try a rule on the events of the last week; Unreadable if it cannot be understood.

    The examples are what the actor may read.
    """
    one, now = matching.ready(rule), now or timezone.now()
    names = [rule.object, *([matching.NOTE] if any(h.on == "note" for h in one.happenings) else [])]
    since = now - datetime.timedelta(days=DAYS)
    found = Event.objects.filter(object__in=names, at__gte=since).exclude(automation="skip")
    events = list(found.order_by("-id")[:MOST_EVENTS])
    people, caller, trial = People(), filters.Caller.of(), Trial(is_whole=len(events) < MOST_EVENTS)
    told: dict[int, list[int]] = defaultdict(list)
    examples: list[tuple[str, Event]] = []
    numbers: set[int] = set()
    for event in events:
        met = matching.met(one, event, caller)
        if met is None:
            continue
        trial.count += 1
        numbers.add(event.record_id)
        if len(examples) < MOST_EXAMPLES * 4:
            examples.append((met.on, event))
        for number in matching.meant(one, event.record, people):
            if rule.includes_doer or number != matching.doer_of(event):
                told[number].append(event.record_id)
    trial.records = len(numbers)
    for number, records in told.items():
        user = people.users[number]
        visible = access.visible(Actor.of_user(user), one.object_type).filter(pk__in=set(records))
        seen = set(visible.values_list("pk", flat=True))
        count = sum(record in seen for record in records)
        trial.people.append((user, count, len(records) - count))
    trial.people.sort(key=lambda row: (-row[1], row[0].name))
    _add_examples(trial, one, actor, examples)
    return trial


def _add_examples(trial: Trial, one: matching.Ready, actor: Actor, found: list[tuple[str, Event]]) -> None:
    if actor.user is None:
        return
    reader = wording.Reader(actor.user)
    wanted = access.visible(actor, one.object_type).in_bulk({event.record_id for _on, event in found})
    for on, event in found:
        record = wanted.get(event.record_id)
        if record is not None and len(trial.examples) < MOST_EXAMPLES:
            piece = reader.piece(one.object_type, event.record_id, record, [(on, event)], one.rule.name)
            if piece.said:
                trial.examples.append(wording.title_of_one(piece))
