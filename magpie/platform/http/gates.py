"""Endpoints of gates beside those of every object: what they say in words, how often they spoke, and trying one."""

import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router, Schema
from pydantic import Field

from magpie.platform import access, filters, gates, listing, objects
from magpie.platform.actor import Actor
from magpie.platform.filters.describe import describe
from magpie.platform.gates import checking, counting, declaring, words
from magpie.platform.http.problems import PROBLEM_RESPONSES
from magpie.platform.http.records import actor_of, find
from magpie.platform.http.rendering import answer
from magpie.platform.models import Gate
from magpie.platform.objects import ObjectType
from magpie.platform.problems import Forbidden, Invalid

router = Router(tags=["gates"])
Line = Annotated[str, Field(max_length=1000)]
MOST_COUNTED = 10_000


class GateUse(Schema):
    """A gate in words: its condition, what is wrong with it, who approves, and how often it spoke lately."""

    id: int
    condition: str
    problem: str
    approvers: str
    passed: int
    stopped: int


class GateUses(Schema):
    """All gates."""

    items: list[GateUse]
    days: int


class GateDraft(Schema):
    """A gate as it stands on its page, perhaps not saved yet, and the record to try it on; 0 for none."""

    object: Annotated[str, Field(max_length=50)]
    operation: Annotated[str, Field(max_length=100)]
    filter: dict[str, Any] | None = None
    fields_: Annotated[list[str], Field(max_length=100, alias="fields")] = []
    formulas: Annotated[list[dict[str, Any]], Field(max_length=20)] = []
    outcome: Literal["pass", "ask", "refuse", "approve"] = "ask"
    message_en: Line = ""
    message_zh: Line = ""
    possible_en: Line = ""
    possible_zh: Line = ""
    approvers: Annotated[list[dict[str, Any]], Field(max_length=20)] = []
    needs_reason: bool = False
    record: Annotated[int, Field(ge=0, lt=2**63)] = 0


class GateTrial(Schema):
    """Whether the gate would speak about the record, what it says, and of how many records its condition holds now."""

    speaks: bool | None
    text: str
    approvers: str
    count: int | None  # none above 10,000
    condition: str
    problems: dict[str, str]


@router.get("/gate-uses", response={200: GateUses, **PROBLEM_RESPONSES}, operation_id="list_gate_uses")
def uses(request: HttpRequest) -> HttpResponse:
    """Every gate in words, with how often it spoke."""
    actor = _administrator(request)
    counted = counting.counts(timezone.now() - datetime.timedelta(days=counting.DAYS))
    items = []
    for gate in Gate.objects.order_by("pk"):
        problem, target = declaring.problem_of(gate), objects.find(gate.object)
        passed, stopped = counted.get(gate.pk, (0, 0))
        items.append(
            {
                "id": gate.pk,
                "condition": _condition(target, gate.filter),
                "problem": problem,
                "approvers": _approvers(gate, None, actor),
                "passed": passed,
                "stopped": stopped,
            }
        )
    return answer({"items": items, "days": counting.DAYS})


@router.post("/gate-trials", response={200: GateTrial, **PROBLEM_RESPONSES}, operation_id="try_gate")
def attempt(request: HttpRequest, payload: GateDraft) -> HttpResponse:
    """Try a gate, saved or not, on a record; nothing is written."""
    actor = _administrator(request)
    values = payload.dict(by_alias=True)
    number = values.pop("record")
    draft = Gate(name="", **values)
    problems = declaring.problems_of(lambda name: getattr(draft, name))
    target = objects.find(draft.object)
    if target is None:
        raise Invalid({"object": [problems["object"]]})
    body: dict[str, Any] = {
        "speaks": None, "text": "", "approvers": "", "count": None, "condition": _condition(target, draft.filter),
        "problems": problems,
    }  # fmt: skip
    if "filter" not in problems:
        body["count"] = _count(target, actor, draft.filter)
        if number:
            record = find(target, number, actor)
            view, caller = filters.RecordView(record), filters.Caller.of(actor)
            body["speaks"] = checking.speaks(draft, target, view, caller)
            body["text"] = words.message_of(draft, target, record, actor) if body["speaks"] else ""
            body["approvers"] = _approvers(draft, record, actor) if body["speaks"] else ""
    return answer(body)


def _administrator(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    if not access.may(actor, objects.get("gate"), "read"):
        raise Forbidden
    return actor


def _condition(target: ObjectType | None, condition: Any) -> str:
    try:
        return describe(target, condition) if target else ""
    except filters.FilterError:
        return ""


def _approvers(gate: Gate, record: Any, actor: Actor) -> str:
    return gates.names_of(gates.approvers_of(gate, record, actor)) if gate.outcome == "approve" else ""


def _count(target: ObjectType, actor: Actor, condition: Any) -> int | None:
    found = listing.query(target, actor, filter=condition)
    count = found.order_by()[: MOST_COUNTED + 1].count()
    return count if count <= MOST_COUNTED else None
