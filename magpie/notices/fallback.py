"""Another way where one does not work: by the company's rules, and always a popup for what has failed.

The delivery in place of another names it (`fallback_of`).  Once that is out, the first is `replaced`, unless it went
out itself meanwhile; so a channel that comes back sends only what nobody has been told yet.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import asdict, dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from magpie.notices import mail, manners, tell, ways
from magpie.notices.models import NOT_YET_OUT, Delivery, FallbackSettings
from magpie.notices.tell import as_message, wake
from magpie.platform import live

WAITING = ("queued", "retrying")
MOST_AT_ONCE = 500


@dataclass(frozen=True)
class Rule:
    """What waits on one channel for so many minutes goes by another."""

    from_channel: str
    to_channel: str
    after_minutes: int
    urgent_only: bool = True


USUAL_RULES = [
    Rule("email", "sms", 5),
    Rule("wecom", "sms", 5),
    Rule("dingtalk", "sms", 5),
    Rule("feishu", "sms", 5),
    Rule("sms", "email", 10, urgent_only=False),
]


def rules() -> list[Rule]:
    """The company's rules, the soonest first; the usual ones as long as nobody has changed them."""
    row = FallbackSettings.objects.filter(pk=1).first()
    found = USUAL_RULES if row is None else [Rule(**rule) for rule in row.rules]
    return sorted(found, key=lambda rule: rule.after_minutes)


def keep_rules(wanted: list[Rule]) -> None:
    """Put these in the place of all rules; of two between the same channels the first counts."""
    kept = {(r.from_channel, r.to_channel): r for r in reversed(wanted) if r.from_channel != r.to_channel}
    ordered = [asdict(rule) for rule in wanted if kept.get((rule.from_channel, rule.to_channel)) is rule]
    FallbackSettings.objects.update_or_create(pk=1, defaults={"rules": ordered})


def apply_rules() -> int:
    """Take the other way for all that has waited longer than a rule allows; how many."""
    done = 0
    now = timezone.now()
    in_force = ways.in_force()
    for rule in rules():
        if rule.to_channel not in in_force:
            continue
        late = Q(due_at__lte=now - datetime.timedelta(minutes=rule.after_minutes))
        found = Delivery.objects.filter(late, channel=rule.from_channel, status__in=WAITING)
        if rule.urgent_only:
            found = found.filter(notice__urgent=True)
        found = found.exclude(notice__kind=manners.DIGEST_KIND)  # a list of titles is of no use in a short message
        there = Delivery.objects.filter(notice=OuterRef("notice"), round=OuterRef("round"), channel=rule.to_channel)
        found = found.exclude(Exists(there)).select_related("notice__recipient").order_by("id")
        done += _instead(found[:MOST_AT_ONCE], rule.to_channel)
    return done


def after_failure(delivery: Delivery) -> None:
    """What has failed goes by every other way that the rules name, at once, and is shown in the product."""
    in_force = ways.in_force()
    urgent = delivery.notice.urgent
    fitting = [r for r in rules() if r.from_channel == delivery.channel and (urgent or not r.urgent_only)]
    for to_channel in [*(rule.to_channel for rule in fitting), ways.POPUP]:
        if to_channel in in_force:
            _instead([delivery], to_channel)


tell.after_failure.append(after_failure)  # also for what cannot even be tried


def has_gone_out(delivery: Delivery) -> None:
    """That delivery is out: what it stands in for, and what was to stand in for it, need not go out any more."""
    same = Q(pk=delivery.fallback_of_id) if delivery.fallback_of_id else Q(fallback_of=delivery.pk)
    others = Delivery.objects.filter(same, status__in=NOT_YET_OUT)
    for number in list(others.values_list("pk", flat=True)):
        manners.digest_went(number, "replaced")
    others.update(status="replaced", lease_until=None)


def _instead(deliveries: Iterable[Delivery], to_channel: str) -> int:
    """New deliveries on another channel, for whom there is none yet and who can be reached there."""
    done = 0
    now = timezone.now()
    for old in deliveries:
        notice, user = old.notice, old.notice.recipient
        if user is None or not user.is_active or notice.settled_at is not None:
            continue
        address = "" if to_channel == ways.POPUP else ways.address_of(user, to_channel)
        if ways.problem(to_channel, address, user.name):
            continue
        is_popup = to_channel == ways.POPUP
        new = Delivery(
            notice=notice, channel=to_channel, round=old.round, fallback_of=old, address=address,
            status="sent" if is_popup else "queued", sent_at=now if is_popup else None, due_at=now,
            message_id=mail.new_message_id() if to_channel == ways.EMAIL else "",
        )  # fmt: skip
        if not is_popup and (until := manners.until_quiet_ends(new, now)):
            new.status, new.held_for, new.next_attempt_at = "held", manners.QUIET, until
        with transaction.atomic():
            same = Delivery.objects.filter(notice=notice, channel=to_channel, round=old.round)
            if same.exists():
                continue
            Delivery.objects.bulk_create([new], ignore_conflicts=True)  # another worker may be quicker
            there = same.filter(fallback_of=old).first()
            if there is None:
                continue
            if is_popup:
                has_gone_out(there)
                live.push(user.pk, {"type": "notice", "notice": as_message(notice)})
            else:
                wake()
        done += 1
    return done
