"""Making and sending what is due: each time once, late rather than never, and what fails is tried again.

Two short steps, each a transaction: `take_due` writes a run for the time and sets the next one (a unique constraint
keeps two workers from doing so twice); `make_one` claims a run, computes it with the rights of its reader, and tells
them, all or nothing.  Whatever is killed in between is simply done again.
"""

from __future__ import annotations

import datetime
import logging
from decimal import Decimal
from typing import Any

from django.db import InternalError, OperationalError, connection, transaction
from django.db.models import F, Q
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from magpie.notices.tell import ALL_CHANNELS, CHOSEN_EACH, KINDS, Telling, tell_many
from magpie.platform import context
from magpie.platform.actor import SYSTEM, Actor
from magpie.platform.models import File, User
from magpie.platform.problems import Forbidden, Problem
from magpie.subscriptions import keeping, planning, rules, sources, wording
from magpie.subscriptions.models import Run, Subscription
from magpie.subscriptions.sources import Report

log = logging.getLogger(__name__)
KIND = "subscription"
KINDS[KIND] = gettext_lazy("Subscriptions")
CHOSEN_EACH.add(KIND)
BATCH = 200
PATIENCE_SECONDS = 60
CANCELLED_BY_DATABASE = "57014"  # a statement that took too long


def tick() -> int:
    """Plan, take and make what is due; gives how much was done."""
    done = plan_changed() + take_due()
    while make_one():
        done += 1
    return done


def oldest_due(now: datetime.datetime) -> datetime.datetime | None:
    """Since when something has been due that nobody has taken yet; None if nothing is."""
    due = Subscription.objects.filter(status="active", next_at__lte=now).order_by("next_at")
    return due.values_list("next_at", flat=True).first()


def plan_changed(*, all_of_them: bool = False) -> int:
    """Reckon anew the next time of those that were changed by whatever way, or of all: the working calendar was."""
    changed = Q() if all_of_them else ~Q(planned_version=F("version"))
    done, last = 0, 0
    while True:
        with transaction.atomic():
            rows = Subscription.objects.filter(changed, status="active", pk__gt=last).order_by("pk")
            found = list(rows.select_for_update(skip_locked=True)[:BATCH])
            with context.acting(SYSTEM, "subscription.plan"):
                for subscription in found:
                    _plan(subscription, timezone.now())
        done += len(found)
        if len(found) < BATCH:
            return done
        last = found[-1].pk


def _plan(subscription: Subscription, now: datetime.datetime) -> None:
    at = subscription.next_at
    if at is None or at > now or not planning.is_meant(subscription, at):
        at = planning.next_after(subscription, now)
    if at is None:
        _end(subscription, "over" if planning.rule_of(subscription) is not None else "broken")
        return
    Subscription.objects.filter(pk=subscription.pk).update(next_at=at, planned_version=subscription.version)


def _end(subscription: Subscription, problem: str) -> None:
    Subscription.objects.filter(pk=subscription.pk).update(status="ended", problem=problem, next_at=None)


def take_due() -> int:
    """Write a run for what is due, and set the next time; how many there were."""
    with transaction.atomic():
        now = timezone.now()
        due = Subscription.objects.filter(status="active", next_at__lte=now, planned_version=F("version"))
        found = list(due.order_by("next_at", "pk").select_for_update(skip_locked=True)[:BATCH])
        with context.acting(SYSTEM, "subscription.plan"):
            for subscription in found:
                _take(subscription, now)
        return len(found)


def _take(subscription: Subscription, now: datetime.datetime) -> None:
    at = subscription.next_at
    if at is not None and planning.is_meant(subscription, at):
        *missed, due = planning.times_until(subscription, at, now)
        run = Run(subscription=subscription, due_at=due, missed=[each.isoformat() for each in missed], look_at=now)
        Run.objects.bulk_create([run], ignore_conflicts=True)
    following = planning.next_after(subscription, now)
    if following is None:
        _end(subscription, "over")
    else:
        Subscription.objects.filter(pk=subscription.pk).update(next_at=following)


def make_one() -> bool:
    """Make the run that has waited longest; False if none waits."""
    number, written = 0, list[File]()
    try:
        with transaction.atomic():
            waiting = Run.objects.filter(look_at__lte=timezone.now()).order_by("look_at", "pk")
            claimed = waiting.select_related("subscription__owner", "subscription__created_by")
            run = claimed.select_for_update(skip_locked=True, of=("self",)).first()
            if run is None:
                return False
            number = run.pk
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('statement_timeout', %s, true)", [f"{PATIENCE_SECONDS}s"])
            with context.acting(SYSTEM, "subscription.send"):
                _make(run, timezone.now(), written)
    except Exception as error:
        keeping.discard(written)
        if isinstance(error, OperationalError | InternalError) and not _took_too_long(error):
            raise
        log.exception("the subscription of run %s broke off", number)
        _failed(number, error)
    return True


def _took_too_long(error: Exception) -> bool:
    return getattr(error.__cause__, "sqlstate", "") == CANCELLED_BY_DATABASE


def _make(run: Run, now: datetime.datetime, written: list[File]) -> None:
    subscription, owner = run.subscription, run.subscription.owner
    run.attempts += 1
    if subscription.status == "paused" or subscription.problem == "cancelled":
        _close(run, "stopped", now)
        return
    if owner is None or not owner.is_active:
        _stop(run, "left", "", now)
        return
    with wording.spoken_to(owner):
        try:
            report = sources.compute(Actor.of_user(owner), subscription.source, subscription.parameters, now)
        except Forbidden as problem:
            _stop(run, "not_allowed", str(problem), now)
            return
        except Problem as problem:
            _stop(run, "broken", str(problem), now)
            return
        last = told_last(subscription)
        _keep(run, report, now)
        if not has_something(subscription, report, last):
            run.reason = _("The condition was not met.")
            _close(run, "nothing", now)
            return
        before = rules.numbers(last.figures) if last is not None else None
        _tell(subscription, run, report, before, owner, written)
    _close(run, "sent", now)


def told_last(subscription: Subscription) -> Run | None:
    """The run that was sent last: changes are counted from there."""
    return Run.objects.filter(subscription=subscription, status="sent").order_by("-due_at").first()


def has_something(subscription: Subscription, report: Report, last: Run | None) -> bool:
    """Whether this is to be told, by the subscription's condition."""
    return rules.has_something(
        rules.Condition.model_validate(subscription.condition) if subscription.condition else None,
        figures={figure.name: figure.value for figure in report.figures},
        rows=report.rows,
        digest=report.digest,
        last_figures=rules.numbers(last.figures) if last is not None else None,
        last_digest=last.digest if last is not None else "",
    )


def _keep(run: Run, report: Report, now: datetime.datetime) -> None:
    run.figures = {figure.name: str(figure.value) for figure in report.figures}
    run.digest = report.digest[:64]
    run.late_seconds = max(0, int((now - run.due_at).total_seconds()))


def _tell(
    subscription: Subscription,
    run: Run,
    report: Report,
    before: dict[str, Decimal] | None,
    owner: User,
    written: list[File],
) -> int:
    """Tell it; `written` gets the files as they are made, so that none stays if this fails."""
    figures = wording.shown(report, before)
    said = wording.notes(run.late_seconds, run.missed)
    if subscription.attach and not report.may_take:
        said.append(_("Without the file: you may not export these records."))
    kinds = subscription.attach if report.may_take else []
    written.extend(keeping.attach(subscription.name, report, kind, figures, owner) for kind in kinds)
    telling = Telling(
        owner,
        KIND,
        wording.title(subscription.name, figures),
        wording.body(figures, said),
        html=wording.page(report, figures, said),
        link=report.url,
        channels=tuple(subscription.channels) or ALL_CHANNELS,
        key=f"subscription:{run.pk}" if run.pk else "",
        files=tuple(file.pk for file in written),
        deputies=False,  # it was computed with the rights of one person
        reason=_reason(subscription),
    )
    number: int = tell_many([telling])[0].pk
    run.notice_id, run.files = number, [file.pk for file in written]
    return number


def send_now(subscription: Subscription, user: User) -> int:
    """Make one at once for this user with their rights, whatever its times and condition; the number of the notice.

    The subscription need not be saved.  Forbidden and Invalid as `sources.Source` says.
    """
    written: list[File] = []
    now = timezone.now()
    try:
        with context.acting(Actor.of_user(user), "subscription.send"), wording.spoken_to(user):
            report = sources.compute(Actor.of_user(user), subscription.source, subscription.parameters, now)
            run = Run(due_at=now)
            last = told_last(subscription) if subscription.pk else None
            before = rules.numbers(last.figures) if last is not None else None
            number = _tell(subscription, run, report, before, user, written)
            keeping.forget_trial_later(written)
            return number
    except Exception:
        keeping.discard(written)
        raise


def _reason(subscription: Subscription) -> dict[str, Any]:
    return {"kind": KIND, "id": subscription.pk, "title": str(subscription.name)}


def _close(run: Run, status: str, now: datetime.datetime) -> None:
    run.status, run.look_at, run.made_at = status, None, now
    run.save()
    Subscription.objects.filter(pk=run.subscription_id).update(last_at=now, last_result=status)


def _stop(run: Run, problem: str, reason: str, now: datetime.datetime) -> None:
    """Send nothing more, and let the owner and whoever made it know, once."""
    subscription = run.subscription
    run.reason = reason
    Subscription.objects.filter(pk=subscription.pk).update(status="paused", problem=problem, next_at=None)
    _close(run, "stopped", now)
    said = {
        "left": gettext_lazy("%(name)s no longer works here, so nothing more is sent."),
        "not_allowed": gettext_lazy("%(name)s is no longer allowed to see this, so nothing more is sent."),
        "broken": gettext_lazy("It cannot be made as it is set up, so nothing more is sent. Please change it."),
    }[problem]
    _tell_of_trouble(run, gettext_lazy("Subscription paused: %(title)s"), said, reason)


def _failed(number: int, error: Exception) -> None:
    """Try it again later; after the last try let the owner know."""
    with transaction.atomic():
        run = Run.objects.select_related("subscription__owner", "subscription__created_by").get(pk=number)
        now = timezone.now()
        run.attempts += 1
        run.reason = f"{type(error).__name__}: {error}"[:1000]
        pause = rules.next_try(run.attempts)
        if pause is not None:
            run.status, run.look_at = "retrying", now + pause
            run.save()
            Subscription.objects.filter(pk=run.subscription_id).update(last_at=now, last_result="retrying")
            return
        _close(run, "failed", now)
        said = gettext_lazy("It could not be made. The next one comes at its time.")
        _tell_of_trouble(run, gettext_lazy("Subscription failed: %(title)s"), said, run.reason)


def _tell_of_trouble(run: Run, title: Any, said: Any, reason: str) -> None:
    subscription, owner = run.subscription, run.subscription.owner
    name = owner.name if owner is not None else "?"
    people = {user.pk: user for user in (owner, subscription.created_by) if user is not None and user.is_active}
    tellings = []
    for user in people.values():
        with translation.override(user.language):
            tellings.append(
                Telling(
                    user,
                    KIND,
                    str(title) % {"title": subscription.name},
                    "\n".join(filter(None, (str(said) % {"name": name}, reason))),
                    link=("subscription", subscription.pk),
                    channels=("popup", "email"),
                    key=f"subscription:{run.pk}:trouble:{user.pk}",
                    reason=_reason(subscription),
                )
            )
    tell_many(tellings)
