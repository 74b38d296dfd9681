"""How often what a notice rule told was a false alarm: told to whoever follows by it, or last changed the company's."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Iterator

from django.db.models import Q
from django.utils import timezone

from magpie.following.models import NoticeRule, Told
from magpie.following.objects import NAME, may_rule
from magpie.notices import alarms
from magpie.notices.alarms import Alarms, FalseAlarm, Source
from magpie.notices.models import Notice
from magpie.platform import objects
from magpie.platform.actor import Actor
from magpie.platform.models import Event, User

LATELY = datetime.timedelta(days=7)


def of_rule(rule_id: int) -> Alarms:
    """The last notices of a rule that were read or called false."""
    told = Told.objects.filter(Q(notice__read_at__isnull=False) | Q(notice__false_alarm__isnull=False), rule=rule_id)
    reasons = told.order_by("-at", "-pk").values_list("notice__false_alarm__reason", flat=True)[: alarms.LAST]
    return alarms.count((alarms.OUTCOME if reason else "", reason or "") for reason in reasons)


def _sources() -> Iterator[Source]:
    """Rules that are on and were lately called false."""
    lately = FalseAlarm.objects.filter(said_at__gt=timezone.now() - LATELY).values("notice")
    found = Told.objects.filter(notice__in=lately).values("rule")
    for rule in NoticeRule.objects.filter(pk__in=found, is_active=True).select_related("owner").order_by("pk"):
        page = f"/following?rule={rule.pk}" if rule.reach == "personal" else f"/setup/notice-rules?rule={rule.pk}"
        name = functools.partial(objects.get(NAME).title_of, rule)
        yield Source(f"notice_rule:{rule.pk}", name, _responsible(rule), of_rule(rule.pk), page)


def _responsible(rule: NoticeRule) -> tuple[User, ...]:
    """Who follows by it; of a company's rule who last changed it, if they still may."""
    if rule.reach == "personal":
        return (rule.owner,) if rule.owner is not None else ()
    changes = Event.objects.filter(object=NAME, record_id=rule.pk, actor_id__isnull=False).order_by("-id")
    number = changes.values_list("actor_id", flat=True).first()
    maker = User.objects.filter(pk=number or 0, is_active=True).first()
    return (maker,) if maker is not None and may_rule(Actor.of_user(maker)) else ()


def _may_be(notice: Notice) -> bool:
    return str(notice.reason.get("kind", "")).startswith("notice_rule.")


alarms.sources.append(_sources)
alarms.may_be.append(_may_be)
