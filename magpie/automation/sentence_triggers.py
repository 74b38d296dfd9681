"""What starts a workflow, as part of a sentence in the current language."""

from __future__ import annotations

from django.utils.translation import gettext as _

from magpie.automation.document import Schedule, Trigger
from magpie.platform import events
from magpie.platform.filters.describe import describe, describe_amount, value_text
from magpie.platform.objects import ObjectType


def text(about: ObjectType | None, trigger: Trigger) -> str:
    """What starts a run."""
    said = _what(about, trigger)
    if about is None or trigger.on in ("satisfies", "ceases"):
        return said
    if trigger.before:
        said += _(" that was %(condition)s before") % {"condition": describe(about, trigger.before)}
    condition = describe(about, trigger.filter) if trigger.filter else ""
    return said + (_(" and %(condition)s") % {"condition": condition} if condition else "")


def _what(about: ObjectType | None, trigger: Trigger) -> str:
    label = str(about.label) if about is not None else _("nothing")
    on = trigger.on
    if on in ("satisfies", "ceases"):
        condition = describe(about, trigger.filter) if about is not None else ""
        said = _("a %(object)s comes to satisfy: %(condition)s")
        if on == "ceases":
            said = _("a %(object)s no longer satisfies: %(condition)s")
        return said % {"object": label, "condition": condition}
    if on in ("entered", "left", "stayed"):
        return _of_value(about, trigger, label)
    if on == "date":
        field = _label(about, trigger.field)
        found = about.fields().get(trigger.field) if about is not None else None
        named = {"moment": offset_text(field, trigger.offset), "object": label, "at": trigger.at}
        if "at" in trigger.model_fields_set or (found is not None and found.type.name == "date"):
            return _("%(moment)s of a %(object)s, at %(at)s") % named
        return _("%(moment)s of a %(object)s") % named
    if on == "schedule":
        when = schedule_text(trigger.schedule)
        for_each = _("%(when)s, for each %(object)s") % {"when": when, "object": label}
        return when if about is None or trigger.once else for_each
    plain = {
        "created": _("a %(object)s is created"),
        "updated": _("a %(object)s is changed"),
        "deleted": _("a %(object)s is deleted"),
        "reassigned": _("a %(object)s gets another owner"),
        "event": _("“%(event)s” happens to a %(object)s"),
        "button": _("somebody presses “%(label)s”"),
        "webhook": _("another program calls"),
        "called": _("another workflow calls"),
        "failure": _("a workflow fails"),
    }[on]
    from magpie.automation.sentence import in_language

    said = plain % {"object": label, "event": event_label(trigger.event), "label": in_language(trigger.label)}
    if trigger.fields:
        names = [_label(about, name) for name in trigger.fields]
        said += _(" (%(fields)s)") % {"fields": _(", ").join(names)}
    return said


def clock_text(about: ObjectType, trigger: Trigger) -> str:
    """What a clock waits for, told on a record: “3 days before close date”."""
    if trigger.on == "date":
        return offset_text(_label(about, trigger.field), trigger.offset)
    return schedule_text(trigger.schedule) if trigger.on == "schedule" else _what(about, trigger)


def event_label(name: str) -> str:
    """What a business event is called: "lead.reopened"."""
    about, _dot, kind = name.rpartition(".")
    return next((str(found.label) for found in events.kinds_of(about) if found.kind == kind), kind)


def _label(about: ObjectType | None, name: str) -> str:
    found = about.fields().get(name) if about is not None else None
    return str(found.label) if found is not None else name


def _of_value(about: ObjectType | None, trigger: Trigger, label: str) -> str:
    values = trigger.values if isinstance(trigger.values, list) else []
    named = {"object": label, "field": _label(about, trigger.field), "values": _("any value")}
    field = about.fields().get(trigger.field) if about is not None else None
    if values and field is not None:
        named["values"] = _(" or ").join(f"“{value_text(field, value)}”" for value in values)
    if trigger.on == "entered":
        return _("%(field)s of a %(object)s becomes %(values)s") % named
    if trigger.on == "left":
        return _("%(field)s of a %(object)s is no longer %(values)s") % named
    named["time"] = describe_amount(trigger.for_)
    return _("%(field)s of a %(object)s has been %(values)s for %(time)s") % named


def offset_text(field: str, offset: dict[str, int]) -> str:
    """“3 days before the close date”."""
    if not any(offset.values()):
        return _("on %(field)s") % {"field": field}
    is_before = any(n < 0 for n in offset.values())
    amount = describe_amount({unit: abs(n) for unit, n in offset.items()})
    said = _("%(time)s before %(field)s") if is_before else _("%(time)s after %(field)s")
    return said % {"time": amount, "field": field}


def weekday(number: int) -> str:
    """The short name of a day of the week; 1 is Monday."""
    return [_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun")][number - 1]


def schedule_text(schedule: Schedule) -> str:
    """When a schedule comes."""
    days = _(", ").join(weekday(n) for n in schedule.weekdays)
    named = {"at": schedule.at, "days": days, "minutes": schedule.minutes, "day": schedule.day}
    said = {
        "minutes": _("every %(minutes)s minutes"),
        "hour": _("every hour"),
        "day": _("every day at %(at)s") if not days else _("on %(days)s at %(at)s"),
        "week": _("every week on %(days)s at %(at)s") if days else _("every week at %(at)s"),
        "month": _("on the last day of each month at %(at)s")
        if schedule.day == -1
        else _("on day %(day)s of each month at %(at)s"),
    }[schedule.every] % named
    if schedule.working_days:
        said += _(" on working days")
    return said + (f" ({schedule.zone})" if schedule.zone else "")
