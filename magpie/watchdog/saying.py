"""A rule in one plain sentence, in the current language."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from magpie.platform import filters
from magpie.platform.filters.describe import describe
from magpie.platform.objects import ObjectType
from magpie.watchdog import chasing, conditions
from magpie.watchdog.models import WatchRule
from magpie.watchdog.objects import NAMED


def sentence(rule: WatchRule) -> str:
    """Who or what, what is expected by when, and whom it chases; empty while it cannot be understood."""
    target = conditions.target_of(rule)
    if target is None:
        return ""
    try:
        return _of_people(rule, target) if rule.kind == "people" else _of_record(rule, target)
    except (filters.FilterError, KeyError):
        return ""


def _of_record(rule: WatchRule, target: ObjectType) -> str:
    words = {
        "object": str(target.label), "condition": describe(target, rule.filter), "expected": chasing.expectation(rule),
        "amount": amount(rule), "since": _since(rule, target), "people": people(rule.receivers, target),
    }  # fmt: skip
    leaves = not rule.expected and rule.since != "stage"  # then what is expected names the condition
    if words["condition"] and not leaves:
        text = _("%(object)s where %(condition)s: within %(amount)s after %(since)s it should be that %(expected)s.")
    elif words["expected"]:
        text = _("%(object)s: within %(amount)s after %(since)s it should be that %(expected)s.")
    else:
        return ""
    return _joined(text % words, _chase(rule, words["people"]))


def _of_people(rule: WatchRule, target: ObjectType) -> str:
    words = {
        "object": str(target.label), "condition": describe(target, rule.filter), "count": rule.at_least,
        "people": people(rule.receivers, target), "time": f"{rule.by_time:%H:%M}" if rule.by_time else "?",
    }  # fmt: skip
    if words["condition"]:
        text = _("Every working day until %(time)s, each of %(people)s enters at least %(count)s × %(object)s where"
                 " %(condition)s.")  # fmt: skip
    else:
        text = _("Every working day until %(time)s, each of %(people)s enters at least %(count)s × %(object)s.")
    sentences = [text % words, _("Who has not is reminded; nobody who is away.")]
    if rule.list_time:
        sentences.append(_("Their managers get a list at %(time)s.") % {"time": f"{rule.list_time:%H:%M}"})
    return _joined(*sentences)


def _joined(*sentences: str) -> str:
    """One after the other; Chinese puts no space between sentences."""
    return ("" if (get_language() or "").startswith("zh") else " ").join(sentences)


def _chase(rule: WatchRule, people_: str) -> str:
    if rule.repeat_minutes:
        return _("Otherwise it chases %(people)s, again every %(minutes)s minutes.") % {
            "people": people_, "minutes": rule.repeat_minutes,
        }  # fmt: skip
    return _("Otherwise it chases %(people)s.") % {"people": people_}


def amount(rule: WatchRule) -> str:
    """The time that a rule gives."""
    count = rule.amount
    text = {
        "minutes": ngettext("%(count)d minute", "%(count)d minutes", count),
        "hours": ngettext("%(count)d hour", "%(count)d hours", count),
        "days": ngettext("%(count)d day", "%(count)d days", count),
        "working_hours": ngettext("%(count)d working hour", "%(count)d working hours", count),
        "working_days": ngettext("%(count)d working day", "%(count)d working days", count),
    }.get(rule.unit, "%(count)d")
    return text % {"count": count}


def _since(rule: WatchRule, target: ObjectType) -> str:
    if rule.since == "field":
        return str(filters.resolve(target, rule.since_field).field.label)
    return {
        "created": _("it was created"),
        "filter": _("it came under the condition"),
        "stage": _("it entered its stage"),
    }[rule.since]


def people(receivers: Any, target: ObjectType) -> str:
    """Whom a rule names, in words."""
    return _(", ").join(text for each in receivers or () if (text := _one(each, target))) or "…"


def _one(each: dict[str, Any], target: ObjectType) -> str:
    kind = each.get("kind")
    if kind == "owner":
        return _("the owner")
    if kind == "owner_manager":
        return _("the owner's manager")
    if kind == "responsible":
        return _("who has to act")
    if kind == "field":
        field = target.fields().get(str(each.get("field")))
        return str(field.label) if field is not None else ""
    found = NAMED[str(kind)].objects.filter(pk=each.get("id") or 0).first() if kind in NAMED else None
    return str(found) if found is not None else ""
