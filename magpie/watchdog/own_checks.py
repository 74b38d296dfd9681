"""Checks of data that a company makes itself: as conditions for the sweep, who repairs what is found, telling them.

What a check found stays while it is switched off, so that reasons for leaving a record as it is are not lost.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from magpie.notices import people
from magpie.notices.tell import Telling, tell_many
from magpie.platform import access, context, filters, listing, objects, setup, working_time
from magpie.platform.actor import SYSTEM, Actor
from magpie.platform.filters.describe import describe
from magpie.platform.models import Event, User
from magpie.platform.objects import ObjectType
from magpie.watchdog import quality, receivers
from magpie.watchdog.check_objects import NAME, problems_of
from magpie.watchdog.models import DataCheck, QualityFinding, QualityRun

PREFIX = "own:"
MOST_TOLD = 2000  # findings of one check that are told at once


def kind_of(check: DataCheck) -> str:
    """The kind of what a check finds."""
    return f"{PREFIX}{check.pk}"


def active() -> dict[str, DataCheck]:
    """The checks that are switched on and can be understood, by kind."""

    def load() -> dict[str, DataCheck]:
        found = DataCheck.objects.filter(is_active=True).order_by("pk")
        return {kind_of(check): check for check in found if not problems_of(check).keys() - {"receivers"}}

    return setup.kept("data_checks", load)


def _checks() -> Iterator[quality.Check]:
    for kind, check in active().items():
        yield as_check(check, kind)


def as_check(check: DataCheck, kind: str) -> quality.Check:
    """The check as the sweep knows it."""

    def condition(target: ObjectType, now: datetime.datetime) -> Q:
        return filters.to_q(target, check.filter, filters.Caller.of(now=now))

    return quality.Check(kind, str(check.object), check.mend[0], condition, tuple(check.mend))


def follow(changed: dict[str, list[Event]]) -> None:
    """Look again at once with what was changed; forget what was found by checks that are gone or look elsewhere."""
    if NAME not in changed:
        return
    kinds = {f"{PREFIX}{event.record_id}" for event in changed[NAME]}
    rows = {kind_of(check): check for check in DataCheck.objects.filter(pk__in=[e.record_id for e in changed[NAME]])}
    for kind in kinds:
        found = QualityFinding.objects.filter(kind=kind)
        check = rows.get(kind)
        still = Q(object=check.object, field=(check.mend or [""])[0]) if check is not None else Q(pk__in=[])
        found.exclude(still).delete()
    QualityRun.objects.filter(kind__in=kinds).delete()


quality.sources.append(_checks)
quality.when_changed.append(follow)


def visible(actor: Actor) -> dict[str, DataCheck]:
    """The checks whose findings the actor may see: none that looks at a field which is hidden from them."""
    return {kind: check for kind, check in active().items() if _shows(check, actor)}


def _shows(check: DataCheck, actor: Actor) -> bool:
    target = objects.get(str(check.object))
    rights = access.field_rights(actor, target)
    if any(rights.get(name) == "hidden" for name in check.mend):
        return False
    try:
        listing.hide_from(target, actor, filters.parse(target, check.filter))
    except filters.FilterError:
        return False
    return True


def name_of(check: DataCheck) -> str:
    """What a check is called in the current language."""
    return objects.get(NAME).title_of(check)


def sentence(check: DataCheck) -> str:
    """Which records it finds, in the current language; empty while it cannot be understood."""
    target = objects.find(str(check.object))
    try:
        words = describe(target, check.filter) if target is not None and check.filter else ""
    except filters.FilterError:
        return ""
    if target is None or not words:
        return ""
    return _("%(object)s where %(condition)s") % {"object": str(target.label), "condition": words}


def advice(check: DataCheck) -> str:
    """What to do about its findings, in the current language, or in the other where there is none."""
    chinese = (translation.get_language() or "").startswith("zh")
    first, second = (check.advice_zh, check.advice_en) if chinese else (check.advice_en, check.advice_zh)
    return str(first or second)


def repaired_by(check: DataCheck, user: User) -> Q:
    """Of its findings' records, those that this person is to repair, as a condition on findings."""
    target = objects.get(str(check.object))
    named: Q = Q(pk__in=[])
    for each in check.receivers or ():
        if (people_ := _fields_meaning(each, user)) is not None:
            field, users = people_
            if field in target.fields():
                records = target.model._default_manager.filter(**{f"{field}__in": users})
                named |= Q(record_id__in=records.order_by().values("pk"))
        elif any(one.pk == user.pk for one in receivers.named(each.get("kind"), each.get("id"), managers=True)):
            return Q()
    return named


def _fields_meaning(each: dict[str, Any], user: User) -> tuple[str, list[int]] | None:
    """The field of the record that says who repairs it, and whom it must name to mean this person."""
    kind = each.get("kind")
    if kind == "owner":
        return "owner", [user.pk]
    if kind in ("owner_manager", "field"):
        field = "owner" if kind == "owner_manager" else str(each.get("field"))
        if kind == "field" and not field.endswith(people.MANAGER):
            return field, [user.pk]
        field = field.removesuffix(people.MANAGER)
        return field, [other.pk for other in User.objects.all() if people.manager_of(other) == user]
    return None


# ---- telling


def tell_some() -> int:
    """Tell who repairs it what was found since the last time, on working days, once a day each; how many were told."""
    now = timezone.now()
    if not working_time.calendar().works_on(timezone.localdate(now)):
        return 0
    return sum(_tell(check, kind, now) for kind, check in active().items() if check.tells)


def _tell(check: DataCheck, kind: str, now: datetime.datetime) -> int:
    fresh = QualityFinding.objects.filter(kind=kind, left_at=None, told_at=None)
    today = timezone.localdate(now)
    told_today = Q(kind=kind, told_at__gte=timezone.make_aware(datetime.datetime.combine(today, datetime.time())))
    if not fresh.exists() or QualityFinding.objects.filter(told_today).exists():
        return 0
    with transaction.atomic(), context.acting(SYSTEM, "watchdog.warn"):
        rows = list(fresh.order_by("pk").select_for_update(skip_locked=True)[:MOST_TOLD])
        target = objects.get(str(check.object))
        found = target.model._default_manager.filter(pk__in=[row.record_id for row in rows])
        users: dict[int, User] = {}
        wanted: dict[int, list[int]] = {}
        for record in found.select_related("owner") if "owner" in target.fields() else found:
            for user in receivers.of_record(check.receivers, record):
                users[user.pk] = user
                wanted.setdefault(user.pk, []).append(record.pk)
        tellings = []
        for user in users.values():
            actor = Actor.of_user(user)
            count = access.visible(actor, target).filter(pk__in=wanted[user.pk]).count() if _shows(check, actor) else 0
            tellings += [_telling(check, kind, user, count, today)] if count else []
        tell_many(tellings)
        QualityFinding.objects.filter(pk__in=[row.pk for row in rows]).update(told_at=now)
    return len(tellings)


def _telling(check: DataCheck, kind: str, user: User, count: int, day: datetime.date) -> Telling:
    with translation.override(user.language):
        title = ngettext(
            "Data to repair: %(name)s, %(count)d record", "Data to repair: %(name)s, %(count)d records", count
        )
        name = name_of(check)
        return Telling(
            user, "watchdog", title % {"name": name, "count": count}, advice(check),
            link=f"/data-quality?kind={kind}&mine=1", key=f"quality:{kind}:{day}:{user.pk}",
            reason={"kind": "watchdog", "title": name},
        )  # fmt: skip
