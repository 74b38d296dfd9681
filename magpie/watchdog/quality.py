"""Doubtful data: checks by object that find records whose values can hardly be right, for the list of repairs.

Other parts register checks of their own (`register`) or add to `sources`; those that a company makes are `own_checks`.
A check is a condition of the database, so
a sweep is one statement for all records; the reader of the event log runs it on the changed ones at once.
"""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import Count, Q, TextField, Value
from django.db.models.functions import Cast, Coalesce, Concat, Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from magpie.notices.addresses import SuspiciousAddress
from magpie.platform import filters, objects
from magpie.platform.fields import Field
from magpie.platform.models import Event, Record
from magpie.platform.objects import ObjectType
from magpie.watchdog.models import QualityCount, QualityFinding, QualityRun

log = logging.getLogger(__name__)
FIRST, LAST = datetime.date(1990, 1, 1), datetime.date(2101, 1, 1)
FAR = datetime.timedelta(days=5 * 366)  # work that is due later than that is a slip of the pen
EMAIL = r"^[^@\s]+@[^@\s]+\.[^@\s.]+$"
FEWEST_DIGITS = 5
SWEEP_EVERY = datetime.timedelta(hours=24)
OFTEN = datetime.timedelta(minutes=10)  # of few records, where no event tells that something changed
BETWEEN = "\x1f"  # parts the values of several fields
ALWAYS_OPEN = ("account", "contact")  # customers need somebody, whatever their state
BIRTHDAYS = ("birthday", "born_on")
TERMS, BUYERS = "payment_terms", ("customer", "reseller")

FOUND = """
INSERT INTO watchdog_qualityfinding (kind, object, field, record_id, value, found_at)
SELECT %s, %s, %s, found.id, left(found.value, 200), %s FROM ({found}) AS found(id, value)
ON CONFLICT (object, record_id, kind, field) DO UPDATE
SET value = EXCLUDED.value, reason = '', left_by_id = NULL, left_at = NULL
WHERE watchdog_qualityfinding.value <> EXCLUDED.value
"""
GONE = """
DELETE FROM watchdog_qualityfinding kept WHERE kept.kind = %s AND kept.object = %s AND kept.field = %s{some}
AND NOT EXISTS (SELECT FROM ({found}) AS found(id, value) WHERE found.id = kept.record_id)
"""


@dataclass(frozen=True)
class Check:
    """One check of one field of an object: `condition` gives the records that fail it, at that moment."""

    kind: str  # of `KINDS`, or another part's own, added there
    object: str
    field: str
    condition: Callable[[ObjectType, datetime.datetime], Q]
    mend: tuple[str, ...] = ()  # the fields that are repaired, where they are not only `field`
    every: datetime.timedelta = SWEEP_EVERY

    @property
    def fields(self) -> tuple[str, ...]:
        """What is shown of a record that fails, and repaired."""
        return self.mend or (self.field,)


KINDS: dict[str, tuple[Any, Any]] = {  # what is wrong, and what to do
    "date": (_("Date that cannot be right"), _("Before 1990, after 2100, or years away.")),
    "owner": (
        _("Owner who has left"),
        _("Customers and open work of somebody who does not work here any more. Hand it over."),
    ),
    "email": (_("E-mail address that cannot be right"), _("Mails to it do not arrive.")),
    "bounced": (
        _("E-mail address from which mails came back"),
        _("The mail server turned mails to it down. Ask for another address."),
    ),
    "phone": (_("Telephone number that is too short"), _("Nobody can be called there.")),
    "user_email": (
        _("Colleague whom mails do not reach"),
        _("Without a right e-mail address in the profile, reminders by mail do not arrive."),
    ),
    "terms": (
        _("Payment terms missing or unknown"),
        _("Customers whose receivables cannot be given a due date."),
    ),
    "reminder": (_("Reminder that can never come"), _("The date that it follows is missing or cannot be right.")),
}
registered: list[Check] = []
sources: list[Callable[[], Iterable[Check]]] = []  # of checks that come and go
when_changed: list[Callable[[dict[str, list[Event]]], None]] = []  # what else follows events, by object


def register(check: Check) -> None:
    """Add a check; its kind must be among `KINDS`."""
    if check.kind not in KINDS:
        raise ValueError(f"there is no kind of checks {check.kind}")
    registered.append(check)


def checks() -> list[Check]:
    """Every check: the generic ones of each object, and those of other parts."""
    found = [check for each in objects.all_objects() for check in _generic(each)]
    found += [check for check in registered if objects.find(check.object) is not None]
    return [*found, *(check for source in sources for check in source())]


def _generic(target: ObjectType) -> Iterator[Check]:
    if target.name == "user":
        yield Check("user_email", target.name, "email", _cannot_be_mailed, every=OFTEN)
    if target.is_setup or not issubclass(target.model, Record):
        return
    if target.name == "reminder":
        yield Check("reminder", target.name, "problem", _never_comes)
        return
    for name, field in target.fields().items():
        if field.custom or field.read_only or name in target.hidden:
            continue
        if field.type.name in ("date", "datetime"):
            yield Check("date", target.name, name, _date(field))
        elif field.type.name == "email":
            yield Check("email", target.name, name, _unlike(_malformed(name)))
            yield Check("bounced", target.name, name, _came_back(name))
        elif field.type.name == "phone":
            digits = rf"^\D*(\d\D*){{1,{FEWEST_DIGITS - 1}}}$"
            yield Check("phone", target.name, name, _unlike(Q(**{f"{name}__regex": digits})))
        elif name == TERMS and field.type.name == "choice":
            yield Check("terms", target.name, name, _without_terms)
    if target.open_if or target.name in ALWAYS_OPEN:
        yield Check("owner", target.name, "owner", _left)


def _unlike(condition: Q) -> Callable[[ObjectType, datetime.datetime], Q]:
    return lambda _target, _now: condition


def _malformed(name: str) -> Q:
    return ~Q(**{name: ""}) & ~Q(**{f"{name}__regex": EMAIL})


def _cannot_be_mailed(target: ObjectType, now: datetime.datetime) -> Q:
    """Colleagues who may sign in and have no address, one that cannot be, or one from which mails came back."""
    return Q(is_active=True) & (Q(email="") | _malformed("email") | _came_back("email")(target, now))


def _without_terms(target: ObjectType, now: datetime.datetime) -> Q:
    """Terms that nobody knows; no terms of those who buy, where the object says who does."""
    offered = [choice.value for choice in target.field(TERMS).choices]
    buys = Q(type__in=BUYERS) if "type" in target.fields() else Q()
    return (Q(**{TERMS: ""}) & buys) | ~Q(**{f"{TERMS}__in": ["", *offered]})


def _date(field: Field) -> Callable[[ObjectType, datetime.datetime], Q]:
    def condition(target: ObjectType, now: datetime.datetime) -> Q:
        name, is_day = field.name, field.type.name == "date"
        edges = [e if is_day else datetime.datetime.combine(e, datetime.time(), datetime.UTC) for e in (FIRST, LAST)]
        early = Q(**{f"{name}__lt": edges[0]}) if name not in BIRTHDAYS else Q(pk__in=[])
        wrong = early | Q(**{f"{name}__gte": edges[1]})
        if name in BIRTHDAYS:
            return wrong | Q(**{f"{name}__gt": now.date()})
        if target.open_if and not field.required:
            far = now + FAR
            wrong |= Q(**{f"{name}__gt": far.date() if is_day else far})
        return wrong

    return condition


def _came_back(name: str) -> Callable[[ObjectType, datetime.datetime], Q]:
    known = SuspiciousAddress.objects.values("address")
    return lambda target, _now: Q(
        pk__in=target.model._default_manager.annotate(written=Lower(name)).filter(written__in=known).values("pk")
    )


def _left(target: ObjectType, now: datetime.datetime) -> Q:
    still = filters.to_q(target, dict(target.open_if or {}), filters.Caller.of(now=now))
    return Q(owner__is_active=False) & still


def _never_comes(target: ObjectType, now: datetime.datetime) -> Q:
    return Q(status__in=["scheduled", "firing", "snoozed", "escalated"]) & ~Q(problem="")


# ---- keeping the list


def run(check: Check, now: datetime.datetime, numbers: Collection[int] | None = None) -> None:
    """Keep the findings of a check as these records, or all, are now; what was left comes back if it has changed."""
    target = objects.get(check.object)
    found = target.model._default_manager.filter(check.condition(target, now)).order_by()
    if numbers is not None:
        found = found.filter(pk__in=list(numbers))
    value = _value(target, check.fields)
    query, given = found.annotate(found_value=value).values_list("pk", "found_value").query.sql_with_params()
    some, chosen = ("", []) if numbers is None else (" AND kept.record_id = ANY(%s)", [list(numbers)])
    named = [check.kind, check.object, check.field]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(FOUND.format(found=query), [*named, now, *given])
        cursor.execute(GONE.format(found=query, some=some), [*named, *chosen, *given])


def _value(target: ObjectType, names: Sequence[str]) -> Any:
    """The values of these fields as one text."""
    empty = Value("", TextField())
    parts = [Coalesce(Cast(filters.expression(filters.resolve(target, n)), TextField()), empty) for n in names]
    joined: Any = parts[0]
    for part in parts[1:]:
        joined = Concat(joined, Value(BETWEEN), part, output_field=TextField())
    return joined


def read_events(events: Sequence[Event]) -> None:
    """Run the checks on the records that were changed."""
    changed: dict[str, list[Event]] = {}
    for event in events:
        changed.setdefault(event.object, []).append(event)
    now = timezone.now()
    for follow in when_changed:
        follow(changed)
    if any("is_active" in (event.old or {}) for event in changed.get("user", ())):  # whoever left: looked at again soon
        QualityRun.objects.filter(kind="owner").update(at=now - 2 * SWEEP_EVERY)
    for check in checks() if changed else ():
        if numbers := {event.record_id for event in changed.get(check.object, ()) if _concerns(event, check)}:
            run(check, now, numbers)


def _concerns(event: Event, check: Check) -> bool:
    if event.kind != "updated" or check.kind in ("owner", "user_email", "terms") or check.mend:
        return True  # what fails depends on more than its own field
    column = objects.get(check.object).field(check.field).column or check.field
    return column in (event.old or {})


def sweep_some() -> int:
    """Run the check whose turn has come over all records, most of them once a day; how many were run."""
    now = timezone.now()
    done = {(r.kind, r.object, r.field): r.at for r in QualityRun.objects.all()}
    for check in checks():
        last = done.get((check.kind, check.object, check.field))
        if last is None or last <= now - check.every:
            with transaction.atomic():
                row, _new = QualityRun.objects.get_or_create(
                    kind=check.kind, object=check.object, field=check.field, defaults={"at": now - 2 * check.every}
                )
                held = QualityRun.objects.select_for_update(skip_locked=True).filter(pk=row.pk).first()
                if held is None or held.at > now - check.every:
                    continue
                run(check, now)
                held.at = now
                held.save()
            return 1
    return 0


def count_day() -> None:
    """Keep how many findings of each kind are open today, for the progress over time."""
    today = timezone.localdate()
    counts = dict(open_ones().order_by().values_list("kind").annotate(count=Count("pk")))
    kinds = dict.fromkeys([*KINDS, *(check.kind for check in checks())])
    rows = [QualityCount(kind=kind, day=today, count=counts.get(kind, 0)) for kind in kinds]
    QualityCount.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["kind", "day"], update_fields=["count"]
    )  # fmt: skip


def open_ones() -> Any:
    """What is on the list: found, and not left as it is."""
    return QualityFinding.objects.filter(left_at=None)
