"""Endpoints of watchdog rules beside those of every object: what they say, what they caught, trying one."""

import datetime
from typing import Annotated, Any, Literal

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Schema
from pydantic import Field

from magpie.platform import access, listing, objects, titles
from magpie.platform.actor import Actor
from magpie.platform.http.problems import PROBLEM_RESPONSES
from magpie.platform.http.records import actor_of
from magpie.platform.http.rendering import answer
from magpie.platform.models import WorkingCalendar
from magpie.platform.problems import Forbidden, Invalid, Refused
from magpie.reminders.models import EscalationLadder
from magpie.watchdog import alarms, conditions, people_days, receivers, saying, templates
from magpie.watchdog.models import Sweep, WatchCase, WatchRule
from magpie.watchdog.objects import problems_of

router = Router()
DAYS = 30
SHOWN = 12
MOST_COUNTED = 10_000
Line = Annotated[str, Field(max_length=180)]
Id = Annotated[int, Field(gt=0, lt=2**63)]


class WatchUse(Schema):
    """A rule in words, what is wrong with it, and what it caught lately."""

    id: int
    sentence: str
    problem: str
    swept_at: datetime.datetime | None
    late: int
    chased: int  # in the last 30 days
    answered: int  # of the last 30 answers
    false_alarms: int
    reasons: list[str]
    often_false: bool


class WatchUses(Schema):
    """All rules."""

    items: list[WatchUse]
    days: int


class WatchTemplate(Schema):
    """A ready-made rule to begin with."""

    key: str
    name: str
    values: dict[str, Any]


class WatchTemplates(Schema):
    """All of them."""

    items: list[WatchTemplate]


class WatchDraft(Schema):
    """A rule as it stands on its page, perhaps not saved yet."""

    name: Annotated[str, Field(max_length=200)] = ""
    kind: Literal["record", "people"] = "record"
    object: Annotated[str, Field(max_length=50)]
    filter: dict[str, Any] | None = None
    expected: dict[str, Any] | None = None
    since: Literal["created", "field", "filter", "stage"] = "created"
    since_field: Annotated[str, Field(max_length=100)] = ""
    amount: Annotated[int, Field(ge=-(2**31), lt=2**31)] = 1
    unit: Literal["minutes", "hours", "days", "working_hours", "working_days"] = "working_days"
    receivers: Annotated[list[dict[str, Any]], Field(max_length=20)] = []
    message_en: Line = ""
    message_zh: Line = ""
    repeat_minutes: Annotated[int | None, Field(ge=-(2**31), lt=2**31)] = None
    ladder: Id | None = None
    calendar: Id | None = None
    urgent: bool = False
    person_field: Annotated[str, Field(max_length=100)] = ""
    at_least: Annotated[int, Field(ge=-(2**31), lt=2**31)] = 1
    by_time: datetime.time | None = None
    list_time: datetime.time | None = None


class LateOne(Schema):
    """A record that would be chased, or a person who would be reminded; without a record where one may not see it."""

    object: str
    id: int
    title: str
    since: datetime.datetime | None
    due_at: datetime.datetime | None
    people: str


class WatchTrial(Schema):
    """What a rule would chase now; none above 10,000.  Of a rule about people: who has not entered enough today."""

    sentence: str
    count: int | None
    items: list[LateOne]
    away: int
    problems: dict[str, str]


@router.get("/watch-uses", response={200: WatchUses, **PROBLEM_RESPONSES}, operation_id="list_watch_uses")
def uses(request: HttpRequest) -> HttpResponse:
    """Every rule in words, with how much is late and how often it was wrong."""
    _administrator(request)
    rules = list(WatchRule.objects.order_by("pk"))
    since = timezone.now() - datetime.timedelta(days=DAYS)
    counted = WatchCase.objects.order_by().values("rule").annotate(
        late=Count("pk", filter=Q(ended_at=None)), chased=Count("pk", filter=Q(opened_at__gte=since))
    )  # fmt: skip
    counted = counted.filter(Q(ended_at=None) | Q(opened_at__gte=since))
    counts: dict[int, dict[str, Any]] = {each["rule"]: dict(each) for each in counted}
    sweeps = Sweep.objects.in_bulk()
    false = alarms.of_rules([rule.pk for rule in rules])
    items = []
    for rule in rules:
        row = counts.get(rule.pk, {})
        sweep, wrong = sweeps.get(rule.pk), false[rule.pk]
        items.append({
            "id": rule.pk, "sentence": saying.sentence(rule), "problem": " ".join(problems_of(rule).values()),
            "swept_at": sweep.swept_at if sweep else None, "late": row.get("late", 0), "chased": row.get("chased", 0),
            "answered": wrong.answered, "false_alarms": wrong.false, "reasons": wrong.reasons,
            "often_false": wrong.are_many,
        })  # fmt: skip
    return answer({"items": items, "days": DAYS})


@router.get(
    "/watch-templates", response={200: WatchTemplates, **PROBLEM_RESPONSES}, operation_id="list_watch_templates"
)
def ready(request: HttpRequest) -> HttpResponse:
    """The ready-made rules that fit this installation."""
    _administrator(request)
    return answer({"items": [{**each, "name": _(each["name"])} for each in templates.offered()]})


@router.post("/watch-trials", response={200: WatchTrial, **PROBLEM_RESPONSES}, operation_id="try_watch_rule")
def attempt(request: HttpRequest, payload: WatchDraft) -> HttpResponse:
    """Whom and what a rule, saved or not, would chase now; nothing is written."""
    actor = _administrator(request)
    values = payload.dict()
    for name, model in (("ladder", EscalationLadder), ("calendar", WorkingCalendar)):
        number = values.pop(name)
        values[f"{name}_id"] = number if number and model.objects.filter(pk=number).exists() else None
    draft = WatchRule(**values)
    problems = problems_of(draft)
    if conditions.target_of(draft) is None:
        raise Invalid({"object": [problems["object"]]})
    body: dict[str, Any] = {
        "sentence": saying.sentence(draft), "count": None, "items": [], "away": 0, "problems": problems,
    }  # fmt: skip
    if not problems.keys() - {"receivers", "message_en", "message_zh", "repeat_minutes", "list_time"}:
        try:
            body |= _missing_people(draft, actor) if draft.kind == "people" else _late_records(draft, actor)
        except Refused as refused:
            problems["amount"] = str(refused)
    return answer(body)


def _late_records(draft: WatchRule, actor: Actor) -> dict[str, Any]:
    target, now = conditions.target_of(draft), timezone.now()
    assert target is not None  # noqa: S101 - looked at before
    found = listing.query(target, actor).filter(conditions.late(draft, target, now))
    count = found.order_by()[: MOST_COUNTED + 1].count()
    rows = found.annotate(late_from=conditions.since(draft, target)).order_by("late_from", "pk")[:SHOWN]
    if "owner" in target.fields():
        rows = rows.select_related("owner")
    records = list(rows)
    known = titles.look_up(actor, [(target.name, record.pk) for record in records])
    items = [
        {
            "object": target.name, "id": record.pk, "title": known.get((target.name, record.pk), f"#{record.pk}"),
            "since": record.late_from, "due_at": conditions.due_of(draft, record.late_from),
            "people": _(", ").join(str(user) for user in receivers.of_record(_sound(draft), record)),
        }
        for record in records
    ]  # fmt: skip
    return {"count": count if count <= MOST_COUNTED else None, "items": items}


def _sound(draft: WatchRule) -> list[dict[str, Any]]:
    """Whom it names, as far as that can be understood."""
    return [] if "receivers" in problems_of(draft) else draft.receivers


def _missing_people(draft: WatchRule, actor: Actor) -> dict[str, Any]:
    today = people_days.today(draft)
    missing, away = people_days.missing(draft, today, receivers.members(_sound(draft)))
    items = [
        {"object": "user", "id": user.pk, "title": str(user), "since": None,
         "due_at": people_days.due_of(draft, today), "people": str(user)}
        for user in missing
    ]  # fmt: skip
    return {"count": len(items), "items": items[:SHOWN], "away": len(away)}


def _administrator(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    if not access.may(actor, objects.get("watch_rule"), "read"):
        raise Forbidden
    return actor
