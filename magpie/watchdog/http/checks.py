"""Endpoints of the company's own data checks beside those of every object: what they say and found, trying one."""

from typing import Annotated, Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router, Schema
from pydantic import Field

from magpie.platform import access, listing, objects, titles
from magpie.platform.actor import Actor
from magpie.platform.http.problems import PROBLEM_RESPONSES
from magpie.platform.http.records import actor_of
from magpie.platform.http.rendering import answer
from magpie.platform.problems import Forbidden, Invalid
from magpie.watchdog import own_checks, receivers
from magpie.watchdog.check_objects import NAME, problems_of
from magpie.watchdog.models import DataCheck, QualityFinding

router = Router()
SHOWN = 12
MOST_COUNTED = 10_000


class CheckUse(Schema):
    """A check in words, what is wrong with it, and how much it has found."""

    id: int
    sentence: str
    problem: str
    count: int
    left: int


class CheckUses(Schema):
    """All checks of the company."""

    items: list[CheckUse]


class CheckDraft(Schema):
    """A check as it stands on its page, perhaps not saved yet."""

    object: Annotated[str, Field(max_length=50)]
    filter: dict[str, Any] | None = None
    mend: Annotated[list[Annotated[str, Field(max_length=100)]], Field(max_length=20)] = []
    receivers: Annotated[list[dict[str, Any]], Field(max_length=20)] = []


class CheckedOne(Schema):
    """A record that fails, and who would repair it."""

    object: str
    id: int
    title: str
    people: str


class CheckTrial(Schema):
    """What a check would find now; no count above 10,000."""

    sentence: str
    count: int | None
    items: list[CheckedOne]
    problems: dict[str, str]


@router.get("/data-check-uses", response={200: CheckUses, **PROBLEM_RESPONSES}, operation_id="list_data_check_uses")
def uses(request: HttpRequest) -> HttpResponse:
    """Every check of the company in words, with how much it has found."""
    _administrator(request)
    found = QualityFinding.objects.filter(kind__startswith=own_checks.PREFIX).order_by().values("kind")
    counts = {row["kind"]: row for row in found.annotate(
        open=Count("pk", filter=Q(left_at=None)), left=Count("pk", filter=Q(left_at__isnull=False))
    )}  # fmt: skip
    items = []
    for check in DataCheck.objects.order_by("pk"):
        row: dict[str, Any] = dict(counts.get(own_checks.kind_of(check), {}))
        items.append({
            "id": check.pk, "sentence": own_checks.sentence(check), "problem": " ".join(problems_of(check).values()),
            "count": row.get("open", 0), "left": row.get("left", 0),
        })  # fmt: skip
    return answer({"items": items})


@router.post("/data-check-trials", response={200: CheckTrial, **PROBLEM_RESPONSES}, operation_id="try_data_check")
def attempt(request: HttpRequest, payload: CheckDraft) -> HttpResponse:
    """Which records a check, saved or not, finds now; nothing is written."""
    actor = _administrator(request)
    draft = DataCheck(**payload.dict())
    problems = problems_of(draft)
    if "object" in problems:
        raise Invalid({"object": [problems["object"]]})
    body: dict[str, Any] = {"sentence": own_checks.sentence(draft), "count": None, "items": [], "problems": problems}
    if "filter" not in problems:
        body |= _failing(draft, actor, [] if "receivers" in problems else draft.receivers)
    return answer(body)


def _failing(draft: DataCheck, actor: Actor, whom: list[dict[str, Any]]) -> dict[str, Any]:
    target = objects.get(str(draft.object))
    found = listing.query(target, actor, filter=draft.filter)
    count = found.order_by()[: MOST_COUNTED + 1].count()
    records = list(found.order_by("-pk")[:SHOWN])
    known = titles.look_up(actor, [(target.name, record.pk) for record in records])
    items = [
        {
            "object": target.name, "id": record.pk, "title": known.get((target.name, record.pk), f"#{record.pk}"),
            "people": _(", ").join(str(user) for user in receivers.of_record(whom, record)) if whom else "",
        }
        for record in records
    ]  # fmt: skip
    return {"count": count if count <= MOST_COUNTED else None, "items": items}


def _administrator(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    if not access.may(actor, objects.get(NAME), "read"):
        raise Forbidden
    return actor
