"""What the clocks will do: for one record, and for a trigger that somebody is drawing."""

from __future__ import annotations

import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from magpie.automation import times
from magpie.automation.clock import dates, rules, staying
from magpie.automation.clock.models import Stay, TriggerClock
from magpie.automation.clock.starting import of_clock
from magpie.automation.document import Trigger
from magpie.platform import access, filters
from magpie.platform.actor import Actor
from magpie.platform.objects import ObjectType
from magpie.platform.problems import Invalid

Moment = datetime.datetime
MOST_LOOKED_AT, MOST_SHOWN = 2_000, 50


def upcoming(object_type: ObjectType, record: Any, now: Moment | None = None) -> list[tuple[TriggerClock, Moment]]:
    """The clocks that will start something for the record as it is now, each with when; the next first."""
    now = now or timezone.now()
    clocks = list(
        TriggerClock.objects.filter(workflow__object=object_type.name, workflow__is_active=True).select_related(
            "workflow"
        )
    )
    stays = dict(Stay.objects.filter(clock__in=clocks, record_id=record.pk).values_list("clock_id", "due_at"))
    view, caller = filters.RecordView(record), filters.Caller.of(now=now)
    found = []
    for clock in clocks:
        program, trigger = of_clock(clock)
        if not filters.matches(object_type, program.tree(object_type, trigger.filter), view, caller):
            continue
        moment = stays.get(clock.pk) if clock.kind == "stayed" else clock.next_at
        if clock.kind == "date":
            field = object_type.field(trigger.field)
            value = field.plain(record)
            moment = None if value is None else rules.moment_of(trigger, field, value)
            moment = None if moment is None or moment <= now else moment
        if moment is not None and moment < times.NEVER:
            found.append((clock, moment))
    return sorted(found, key=lambda pair: pair[1])


def preview(
    object_type: ObjectType | None, trigger: Trigger, *, actor: Actor, days: int, now: Moment | None = None
) -> dict[str, Any]:
    """What the trigger would start in the next days, were it published now, of the records that the actor may see.

    {"count": runs, or None where that is not known; "items": the first of them, [{id, title, at}]; "times"}
    """
    now = now or timezone.now()
    until = now + datetime.timedelta(days=days)
    if trigger.on == "schedule":
        coming = times.upcoming_times(trigger.schedule, now, until, rules.zone_of(trigger), 50)
        each = 1
        if object_type is not None and not trigger.once:
            each = _visible(object_type, trigger, actor).count()
        return {"count": len(coming) * each if len(coming) < 50 else None, "items": [], "times": coming}
    if object_type is None or trigger.on not in ("date", "stayed"):
        raise Invalid({"trigger": [_("This trigger has nothing to do with the clock.")]})
    field = object_type.fields().get(trigger.field)
    wanted = ("date", "datetime") if trigger.on == "date" else None
    if field is None or (wanted and field.type.name not in wanted):
        raise Invalid({"trigger": [_("Choose the field.")]})
    found = _visible(object_type, trigger, actor)
    if trigger.on == "date":
        node = dates.range_of(trigger, field, now, until)
        records = list(found.filter(filters.to_q(object_type, node, filters.Caller.of()))[: MOST_LOOKED_AT + 1])
        due = {r.pk: rules.moment_of(trigger, field, field.plain(r)) for r in records}
        due = {pk: at for pk, at in due.items() if now < at <= until}
    else:
        node = staying.is_there(trigger)
        records = list(found.filter(filters.to_q(object_type, node, filters.Caller.of()))[: MOST_LOOKED_AT + 1])
        since = staying.entered(object_type, field, trigger, records)
        due = {pk: max(rules.due_at(trigger, at), now) for pk, at in since.items()}
        due = {pk: at for pk, at in due.items() if at <= until}
    by_number = {r.pk: r for r in records}
    first = sorted(due.items(), key=lambda item: (item[1], item[0]))[:MOST_SHOWN]
    return {
        "count": len(due) if len(records) <= MOST_LOOKED_AT else None,
        "items": [{"id": pk, "title": object_type.title_of(by_number[pk]), "at": at} for pk, at in first],
        "times": [],
    }


def _visible(object_type: ObjectType, trigger: Trigger, actor: Actor) -> Any:
    condition = filters.to_q(object_type, trigger.filter, filters.Caller.of())
    return access.visible(actor, object_type).filter(condition)
