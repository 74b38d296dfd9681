"""Endpoints of what workflows ask of people: one's own questions, answering them, passing them on."""

import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Field, Query, Schema

from magpie.automation.asks import answering, people, showing
from magpie.automation.asks.models import Ask
from magpie.automation.http.router import Ids, router, wake
from magpie.platform import access, objects
from magpie.platform.actor import Actor
from magpie.platform.http.problems import PROBLEM_RESPONSES
from magpie.platform.http.records import Number, actor_of
from magpie.platform.http.rendering import answer
from magpie.platform.problems import Forbidden, NotFound

AskStatus = Literal["open", "answered", "withdrawn", "expired", "all"]


class AskItem(Schema):
    """What people are asked, and what they answered."""

    id: int
    kind: Literal["task", "approval", "form"]
    status: Literal["open", "answered", "withdrawn", "expired"]
    title: str
    text: str
    workflow: dict[str, Any]
    run: int
    step: str
    record: dict[str, Any] | None
    fields: list[dict[str, Any]]
    outcomes: list[str]
    every: bool
    people: list[dict[str, Any]]
    is_mine: bool
    in_place_of: list[dict[str, Any]]
    may_answer: bool
    outcome: str
    comment: str
    values: dict[str, Any]
    answered_by: dict[str, Any] | None
    closed_at: datetime.datetime | None
    created_at: datetime.datetime
    due_at: datetime.datetime | None
    reminders_sent: int
    next_reminder_at: datetime.datetime | None
    why_over: str


class AskPage(Schema):
    """Asks, newest first."""

    items: list[AskItem]
    next: str | None


class AskCount(Schema):
    """How many wait for the caller's answer."""

    open: int


class Answer(Schema):
    """How it ends: done, approved, rejected or returned; and what was filled in."""

    outcome: str
    comment: str = ""
    values: dict[str, Any] = {}


class PassOn(Schema):
    """Who is to answer instead."""

    user: int = Field(gt=0, lt=2**63)
    comment: str = ""


@router.get("/asks", response={200: AskPage, **PROBLEM_RESPONSES}, operation_id="list_asks")
def asks(
    request: HttpRequest, status: AskStatus = "open", all: bool = False,  # noqa: A002 - a word of the API
    workflow: Ids = 0, run: Ids = 0, before: Ids = 0, limit: Annotated[int, Query(ge=1, le=100)] = 50,
) -> HttpResponse:  # fmt: skip
    """What is asked of the caller, or ever was; of everybody with `all`, for who may read workflows."""
    actor = actor_of(request)
    found = Ask.objects.all() if status == "all" else Ask.objects.filter(status=status)
    if all:
        if not access.may(actor, objects.get("workflow"), "read"):
            raise Forbidden(_("You may not see what others are asked."))
    else:
        found = found.filter(pk__in=_mine(actor, status))
    if workflow:
        found = found.filter(workflow=workflow)
    if run:
        found = found.filter(run=run)
    if before:
        found = found.filter(pk__lt=before)
    rows = list(showing.ready(found.order_by("-id")[: limit + 1]))
    return answer({
        "items": showing.items(rows[:limit], actor),
        "next": str(rows[limit - 1].pk) if len(rows) > limit else None,
    })  # fmt: skip


def _mine(actor: Actor, status: str) -> Any:
    """Open ones that wait for the caller; of the others those that the caller was asked or has answered."""
    if actor.user is None:
        return []
    if status == "open":
        return Ask.objects.filter(people.asked(actor.user), status="open").values("pk")
    return Ask.objects.filter(people.asked(actor.user)).values("pk").union(
        Ask.objects.filter(people__user=actor.user.pk).values("pk"),
        Ask.objects.filter(people__answered_by=actor.user.pk).values("pk"),
    )  # fmt: skip


@router.get("/asks/count", response={200: AskCount, **PROBLEM_RESPONSES}, operation_id="count_asks")
def count(request: HttpRequest) -> HttpResponse:
    """How many asks wait for the caller."""
    user = actor_of(request).user
    mine = Ask.objects.filter(people.asked(user), status="open").distinct().count() if user is not None else 0
    return answer({"open": mine})


@router.get("/asks/{number}", response={200: AskItem, **PROBLEM_RESPONSES}, operation_id="read_ask")
def read_ask(request: HttpRequest, number: Number) -> HttpResponse:
    """One ask."""
    actor = actor_of(request)
    return answer(showing.items([_readable(number, actor)], actor)[0])


def _readable(number: int, actor: Actor) -> Ask:
    found: Ask | None = showing.ready(Ask.objects.filter(pk=number)).first()
    if found is None or not showing.may_see(found, actor):
        raise NotFound
    return found


@router.post("/asks/{number}/answer", response={200: AskItem, **PROBLEM_RESPONSES}, operation_id="answer_ask")
def answer_ask(request: HttpRequest, number: Number, payload: Answer) -> HttpResponse:
    """Answer; refused, saying who answered and when, if it is over."""
    actor = actor_of(request)
    _readable(number, actor)
    answering.answer(number, actor, payload.outcome, payload.comment, payload.values)
    wake()
    return read_ask(request, number)


@router.post("/asks/{number}/pass-on", response={200: AskItem, **PROBLEM_RESPONSES}, operation_id="pass_on_ask")
def pass_on(request: HttpRequest, number: Number, payload: PassOn) -> HttpResponse:
    """Have a colleague answer instead."""
    actor = actor_of(request)
    _readable(number, actor)
    answering.pass_on(number, actor, payload.user, payload.comment)
    return read_ask(request, number)
