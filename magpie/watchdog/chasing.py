"""Chasing what is late: one case for each record and round, and a reminder for each person who is to see to it."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from magpie.platform import bulk, context, filters, objects, texts
from magpie.platform.actor import SYSTEM, Actor
from magpie.platform.fields.registry import TwoLanguages
from magpie.platform.filters.describe import describe
from magpie.platform.models import User
from magpie.platform.problems import Problem
from magpie.reminders import wording
from magpie.watchdog import conditions, receivers, watching
from magpie.watchdog.models import WatchCase, Watched, WatchRule

log = logging.getLogger(__name__)
BATCH = 500
NOTICED_LATE = datetime.timedelta(minutes=15)


def chase_some() -> int:
    """Chase what has become late; how many records there were."""
    now = timezone.now()
    return sum(_chase_of(rule, now) for rule in conditions.active_rules().values() if rule.kind == "record")


def _chase_of(rule: WatchRule, now: datetime.datetime) -> int:
    try:
        if not Watched.objects.filter(rule=rule.pk, late_at=None, since__lte=conditions.late_since(rule, now)).exists():
            return 0
        return chase(rule, now)
    except (filters.FilterError, Problem):
        log.warning("the watchdog rule %s cannot be followed", rule.pk, exc_info=True)
        return 0


def chase(rule: WatchRule, now: datetime.datetime, most: int = BATCH) -> int:
    """Open a case for each record that has become late, and remind; how many there were."""
    target = conditions.target_of(rule)
    if target is None:
        return 0
    with transaction.atomic(), context.acting(SYSTEM, "watchdog.chase"):
        due = Watched.objects.filter(rule=rule.pk, late_at=None, since__lte=conditions.late_since(rule, now))
        rows = {w.record_id: w for w in due.order_by("since", "id").select_for_update(skip_locked=True)[:most]}
        late = target.model._default_manager.filter(conditions.late(rule, target, now), pk__in=list(rows))
        records = late.select_related("owner") if "owner" in target.fields() else late
        found = {record.pk: record for record in records}
        if gone := rows.keys() - found.keys():  # changed meanwhile
            watching.observe(rule, now, gone)
        rounds = dict(
            WatchCase.objects.filter(rule=rule.pk, record_id__in=list(found)).order_by().values("record_id")
            .annotate(times=Count("pk")).values_list("record_id", "times")
        )  # fmt: skip
        cases = [
            WatchCase(
                rule=rule, object=target.name, record_id=number, round=rounds.get(number, 0) + 1,
                since=rows[number].since, due_at=conditions.due_of(rule, rows[number].since), opened_at=now,
            )
            for number in rows
            if number in found
        ]  # fmt: skip
        WatchCase.objects.bulk_create(cases)
        Watched.objects.filter(pk__in=[rows[number].pk for number in found]).update(late_at=now)
        remind(
            (case, user, found[case.record_id])
            for case in cases
            for user in receivers.of_record(rule.receivers, found[case.record_id])
        )
        return len(cases)


def remind(wanted: Iterable[tuple[WatchCase, User, Any]]) -> None:
    """Make the reminders of these cases, one for each person."""
    rows = [values_of(case, user, record) for case, user, record in wanted]
    result = bulk.create_many(objects.get("reminder"), rows, actor=SYSTEM, action="watchdog.chase")
    if result.failed:
        raise Problem(result.failed[0].detail)


def values_of(case: WatchCase, user: User, record: Any) -> dict[str, Any]:
    """The reminder of a case for one person, in their language."""
    rule = case.rule
    with translation.override(user.language):
        values: dict[str, Any] = {
            "subject": message(rule, record, user)[:200], "kind": "duty", "owner": user.pk,
            "related_to": f"{case.object}:{case.record_id}", "urgent": rule.urgent, "starts_at": case.due_at,
            "repeat_minutes": rule.repeat_minutes, "notes": _notes(case, user), "origin": case.origin,
            "condition": {conditions.KEY: rule.pk},
        }  # fmt: skip
    values |= {"ladder": rule.ladder_id} if rule.ladder_id else {}
    return values | ({"calendar": rule.calendar_id} if rule.calendar_id else {})


def message(rule: WatchRule, record: Any, user: User) -> str:
    """What the rule says about a record, in the current language, filled as this person may read it."""
    language = translation.get_language() or "en"
    template = str(TwoLanguages(rule.message_en, rule.message_zh)) or conditions.name_of(rule)
    try:
        values = {"record": texts.record_values(record, language, Actor.of_user(user), user.time_zone)}
        return texts.render(template, values).strip() or conditions.name_of(rule)
    except texts.BrokenTemplate:
        return conditions.name_of(rule)


def expectation(rule: WatchRule) -> str:
    """What a rule about records expects, in the current language."""
    target = conditions.target_of(rule)
    if target is None:
        return ""
    if rule.expected:
        return describe(target, rule.expected)
    stage = conditions.stage_of(target) if rule.since == "stage" else ""
    if stage:
        return _("%(field)s has changed") % {"field": str(target.field(stage).label)}
    condition = describe(target, rule.filter)
    return _("no longer: %(condition)s") % {"condition": condition} if condition else ""


def _notes(case: WatchCase, user: User) -> str:
    lines = []
    try:
        if expected := expectation(case.rule):
            lines.append(_("Expected: %(what)s") % {"what": expected})
    except filters.FilterError:
        pass
    if case.opened_at - case.due_at >= NOTICED_LATE:
        late = wording.duration(int((case.opened_at - case.due_at).total_seconds()))
        lines.append(_("Noticed %(time)s late.") % {"time": late})
    lines.append(_("By the watchdog rule “%(name)s”") % {"name": conditions.name_of(case.rule)})
    return "\n".join(lines)
