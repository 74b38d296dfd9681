"""Endpoints of the list of repairs: what is doubtful by kind, the records, and leaving one as it is."""

import datetime
from typing import Annotated, Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import Field

from magpie.platform import access, fields, objects, titles
from magpie.platform.actor import Actor
from magpie.platform.http.problems import PROBLEM_RESPONSES
from magpie.platform.http.records import Number, actor_of, find
from magpie.platform.http.rendering import answer
from magpie.platform.problems import Forbidden, NotFound
from magpie.watchdog import own_checks, quality
from magpie.watchdog.models import QualityCount, QualityFinding

router = Router()
MOST = 200
PROGRESS_DAYS = 30
NOTHING = ("{}", "[]", "null")  # values of several parts without any


class DayCount(Schema):
    """How many were open on a day."""

    day: datetime.date
    count: int


class QualityKind(Schema):
    """One kind of doubtful data, with how many records of it one may see; `progress` counts those of everybody.

    `check` is the number of the company's own check; none where the kind is built in.
    """

    kind: str
    label: str
    hint: str
    count: int
    left: int
    check: int | None
    progress: list[DayCount]


class QualityKinds(Schema):
    """All kinds."""

    items: list[QualityKind]


class QualityItem(Schema):
    """A record that should be looked at; `fields` are those in which it is repaired."""

    id: int
    kind: str
    object: str
    field: str
    fields: list[str]
    record: int
    title: str
    value: str
    owner: str
    found_at: datetime.datetime
    reason: str
    left_by: str


class QualityItems(Schema):
    """Some of them, and how many there are."""

    items: list[QualityItem]
    count: int


class LeaveInput(Schema):
    """Why it is right as it is."""

    reason: Annotated[str, Field(min_length=1, max_length=500)]


@router.get("/data-quality", response={200: QualityKinds, **PROBLEM_RESPONSES}, operation_id="list_data_quality")
def kinds(request: HttpRequest) -> HttpResponse:
    """Every kind of doubtful data, with how many of one's records it concerns."""
    actor = actor_of(request)
    found = QualityFinding.objects.filter(_visible(actor)).order_by()
    counts = dict(found.filter(left_at=None).values_list("kind").annotate(count=Count("pk")))
    left = dict(found.filter(left_at__isnull=False).values_list("kind").annotate(count=Count("pk")))
    since = timezone.localdate() - datetime.timedelta(days=PROGRESS_DAYS)
    progress: dict[str, list[dict[str, Any]]] = {}
    for row in QualityCount.objects.filter(day__gte=since).order_by("day") if actor.is_trusted else ():
        progress.setdefault(row.kind, []).append({"day": row.day, "count": row.count})
    own = own_checks.visible(actor)
    named: dict[str, tuple[Any, Any]] = {
        **quality.KINDS,
        **{kind: (own_checks.name_of(check), own_checks.advice(check)) for kind, check in own.items()},
    }
    items = [
        {"kind": kind, "label": str(label), "hint": str(hint), "count": counts.get(kind, 0), "left": left.get(kind, 0),
         "check": own[kind].pk if kind in own else None, "progress": progress.get(kind, [])}
        for kind, (label, hint) in named.items()
    ]  # fmt: skip
    return answer({"items": items})


@router.get("/data-quality/items", response={200: QualityItems, **PROBLEM_RESPONSES}, operation_id="list_doubtful_data")
def items(
    request: HttpRequest,
    kind: Annotated[str, Query(max_length=30)] = "",
    left: bool = False,
    mine: bool = False,
) -> HttpResponse:
    """Records whose data is doubtful, the newest first, at most 200; or those that were left as they are.

    `mine`: those that one is to repair oneself.
    """
    actor = actor_of(request)
    found = QualityFinding.objects.filter(_visible(actor), left_at__isnull=not left)
    found = found.filter(kind=kind) if kind else found
    found = found.filter(_mine(actor)) if mine else found
    rows = list(found.select_related("left_by").order_by("-found_at", "-pk")[:MOST])
    known = titles.look_up(actor, [(row.object, row.record_id) for row in rows])
    owners = _owners(rows)
    body = [
        {
            "id": row.pk, "kind": row.kind, "object": row.object, "field": row.field,
            "fields": _fields(row), "record": row.record_id,
            "title": known.get((row.object, row.record_id), f"#{row.record_id}"), "value": _value(row, actor),
            "owner": owners.get((row.object, row.record_id), ""), "found_at": row.found_at, "reason": row.reason,
            "left_by": str(row.left_by or ""),
        }
        for row in rows
    ]  # fmt: skip
    return answer({"items": body, "count": found.count()})


@router.post(
    "/data-quality/items/{number}/leave", response={204: None, **PROBLEM_RESPONSES}, operation_id="leave_doubtful_data"
)
def leave(request: HttpRequest, number: Number, payload: LeaveInput) -> HttpResponse:
    """It is right as it is, because …; it comes back if the value changes and is doubtful again."""
    actor = actor_of(request)
    row = QualityFinding.objects.filter(_visible(actor), pk=number).first()
    target = objects.find(row.object) if row is not None else None
    if row is None or target is None:
        raise NotFound
    if not access.reaches(actor, target, find(target, row.record_id, actor), "update"):
        raise Forbidden(_("You may not change this record."))
    row.reason, row.left_by, row.left_at = payload.reason.strip(), actor.user, timezone.now()
    row.save(update_fields=["reason", "left_by", "left_at"])
    return HttpResponse(status=204)


def _visible(actor: Actor) -> Q:
    """Findings on records, and in fields, that the actor may read."""
    found, own = Q(pk__in=[]), own_checks.visible(actor)
    for name in {check.object for check in quality.checks()}:
        target = objects.get(name)
        hidden = [n for n, right in access.field_rights(actor, target).items() if right == "hidden"]
        part = Q(object=name) & ~Q(field__in=hidden)
        if name == "user" and not access.may(actor, target, "update"):  # colleagues' addresses are not one's to mend
            part &= Q(record_id=actor.user_id or 0)
        elif (limits := access.scope_q(actor, target)) is not None:
            part &= Q(record_id__in=target.model._default_manager.filter(limits).order_by().values("pk"))
        found |= part
    return found & (~Q(kind__startswith=own_checks.PREFIX) | Q(kind__in=list(own)))


def _mine(actor: Actor) -> Q:
    """Findings that the actor is to repair: of their own records, or as the company's check says."""
    if actor.user is None:
        return Q(pk__in=[])
    of_me = Q(object="user", record_id=actor.user.pk)
    for name in {check.object for check in quality.checks()}:
        target = objects.get(name)
        if "owner" in target.fields():
            owned = target.model._default_manager.filter(owner=actor.user).order_by()
            of_me |= Q(object=name, record_id__in=owned.values("pk"))
    found = of_me & ~Q(kind__startswith=own_checks.PREFIX)
    for kind, check in own_checks.visible(actor).items():
        found |= Q(kind=kind) & own_checks.repaired_by(check, actor.user)
    return found


def _fields(row: QualityFinding) -> list[str]:
    check = own_checks.active().get(row.kind)
    return list(check.mend) if check is not None else [row.field]


def _owners(rows: list[QualityFinding]) -> dict[tuple[str, int], str]:
    by_object: dict[str, list[int]] = {}
    for row in rows:
        by_object.setdefault(row.object, []).append(row.record_id)
    found: dict[tuple[str, int], str] = {}
    for name, numbers in by_object.items():
        target = objects.find(name)
        if target is not None and "owner" in target.fields():
            of = target.model._default_manager.filter(pk__in=numbers, owner__isnull=False)
            found.update({(name, n): owner for n, owner in of.values_list("pk", "owner__name")})
    return found


def _value(row: QualityFinding, actor: Actor) -> str:
    """The values as one reads them: people and records by name, choices by their label."""
    target, names = objects.find(row.object), _fields(row)
    values = [*row.value.split(quality.BETWEEN), *([""] * len(names))]
    known = target.fields() if target is not None else {}
    shown = [(known.get(name), value) for name, value in zip(names, values, strict=False)]
    if len(shown) == 1 and (field := shown[0][0]) is not None and field.target == "user":
        return _words(field, shown[0][1], actor)
    return _("; ").join(
        _("%(field)s: %(value)s") % {"field": field.label, "value": _words(field, value, actor) or _("(empty)")}
        for field, value in shown
        if field is not None
    )


def _words(field: fields.Field, value: str, actor: Actor) -> str:
    if field.target and value.isdigit():
        return titles.look_up(actor, [(field.target, int(value))]).get((field.target, int(value)), "")
    if field.type.name == "datetime":
        return moment_shown(value)
    choice = next((c for c in field.choices if c.value == value), None) if field.choices else None
    return str(choice.label) if choice is not None else "" if value in NOTHING else value


def moment_shown(value: str) -> str:
    """A moment as the database writes it, by the reader's clock; what no clock shows stays as it is."""
    try:
        return f"{timezone.localtime(datetime.datetime.fromisoformat(value)):%Y-%m-%d %H:%M}"
    except (ValueError, OverflowError):
        return value
