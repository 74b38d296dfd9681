"""What a rule means in the database: which records it waits for, since when, and which of them are late."""

from __future__ import annotations

import datetime
from typing import Any

from django.conf import settings
from django.db.models import DateTimeField, F, Func, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Coalesce
from django.db.models.lookups import LessThanOrEqual
from django.utils.translation import gettext as _

from magpie.platform import filters, objects, setup, working_time
from magpie.platform.filters import relations
from magpie.platform.models import Event
from magpie.platform.objects import ObjectType
from magpie.watchdog.models import WatchCase, Watched, WatchRule

Moment = datetime.datetime
KEY = "late_for"
NONE = Q(pk__in=[])


def target_of(rule: WatchRule) -> ObjectType | None:
    """The object of a rule; None if it is gone."""
    return objects.find(str(rule.object))


def name_of(rule: WatchRule) -> str:
    """What a rule is called in the current language."""
    return objects.get("watch_rule").title_of(rule)


def active_rules() -> dict[int, WatchRule]:
    """The rules that are switched on, by number."""
    return setup.kept("watch_rules", lambda: {r.pk: r for r in WatchRule.objects.filter(is_active=True).order_by("pk")})


def stage_of(target: ObjectType) -> str:
    """The field whose change is a step of the record: its stage, else its status; empty if it has neither."""
    fields = target.fields()
    named = (target.stage_field, target.board_by, "status", "state")
    return next((name for name in named if name and name in fields and not fields[name].custom), "")


def due_of(rule: WatchRule, since: Moment) -> Moment:
    """When what counts from that moment should be so at the latest."""
    return _moved(rule, since, 1)


def late_since(rule: WatchRule, now: Moment) -> Moment:
    """What counts from this moment, or from an earlier one, is late now."""
    return _moved(rule, now, -1)


def _moved(rule: WatchRule, moment: Moment, sign: int) -> Moment:
    if rule.unit.startswith("working_"):
        unit = rule.unit.removeprefix("working_")
        return working_time.add(moment, {unit: rule.amount}, rule.calendar_id, sign=sign)
    return moment + sign * datetime.timedelta(**{rule.unit: rule.amount})


def waiting(rule: WatchRule, target: ObjectType, now: Moment) -> Q:
    """The records for which the rule waits: in its condition, and not yet as expected.  FilterError if it is broken."""
    caller = filters.Caller.of(now=now)
    condition = filters.to_q(target, rule.filter, caller)
    return condition & ~filters.to_q(target, rule.expected, caller) if rule.expected else condition


def since(rule: WatchRule, target: ObjectType) -> Any:
    """The expression of the moment from which the time of a record counts; NULL where it has none."""
    if rule.since == "field":
        path = filters.resolve(target, rule.since_field)
        found = filters.expression(path)
        if path.field.type.name == "date":
            return _Midnight(found)
        return Cast(found, DateTimeField()) if path.field.custom else found
    if rule.since == "stage":
        column = target.field(stage_of(target)).column
        changes = Event.objects.filter(object=target.name, record_id=OuterRef("pk"), kind="updated")
        last = changes.filter(old__has_key=column).order_by("-id").values("at")[:1]
        return Coalesce(Subquery(last), F("created_at"))
    if rule.since == "filter":
        known = Watched.objects.filter(rule=rule.pk, record_id=OuterRef("pk")).values("since")[:1]
        return Coalesce(Subquery(known), F("updated_at"))  # it has been so at least since it was last changed
    return F("created_at")


def came(rule: WatchRule, at: Moment) -> Any:
    """As `since` of a rule that counts from coming under its condition, for records that came at that moment."""
    known = Watched.objects.filter(rule=rule.pk, record_id=OuterRef("pk")).values("since")[:1]
    return Coalesce(Subquery(known), Value(at, DateTimeField()))


class _Midnight(Func):
    """When a day begins on the company's clock."""

    output_field = DateTimeField()

    def as_sql(self, compiler: Any, connection: Any, **_given: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        sql, parameters = compiler.compile(self.source_expressions[0])
        return f"((({sql})::date)::timestamp AT TIME ZONE %s)", [*parameters, settings.TIME_ZONE]


def late(rule: WatchRule, target: ObjectType, now: Moment) -> Q:
    """The records that are late now."""
    return waiting(rule, target, now) & Q(LessThanOrEqual(since(rule, target), late_since(rule, now)))


# ---- the condition of reminders


def _parse(kind: relations.Kind, object_type: ObjectType, value: Any, depth: int) -> relations.Relation:
    if type(value) is not int:
        raise filters.FilterError(_("Name the number of a watchdog rule."))
    return relations.Relation(kind, object_type, value)


def _to_q(relation: relations.Relation, caller: filters.Caller, reach: relations.Reach | None) -> Q:
    rule = active_rules().get(relation.wanted)
    if rule is None:
        return NONE
    if rule.kind == "people":
        return _missing_people(rule) if relation.object_type.name == "user" else NONE
    if rule.object != relation.object_type.name:
        return NONE
    answered = WatchCase.objects.filter(rule=rule.pk, ended_at=None, day=None).exclude(outcome="")
    return late(rule, relation.object_type, caller.now) & ~Q(pk__in=answered.values("record_id"))


def _missing_people(rule: WatchRule) -> Q:
    from magpie.watchdog import people_days  # reads its conditions here

    missing = people_days.still_missing(rule).items()
    return Q(pk__in=[number for number, cases in missing if any(not case.outcome for case in cases)])


def _describe(relation: relations.Relation, negated: bool) -> str:
    rule = WatchRule.objects.filter(pk=relation.wanted).first()
    text = _("not late for the watchdog rule “%(name)s”") if negated else _("late for the watchdog rule “%(name)s”")
    return text % {"name": name_of(rule) if rule else relation.wanted}


relations.declare(relations.Kind(KEY, _parse, _to_q, _describe))
