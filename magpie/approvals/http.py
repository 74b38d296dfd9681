"""Endpoints of approvals: what waits for one, what one asked for, what is done, and answering."""

from __future__ import annotations

import datetime
import uuid
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from ninja import Path, Query, Router, Schema
from pydantic import Field

from magpie.approvals import answering, people
from magpie.approvals.models import Approval, ApprovalPart
from magpie.approvals.words import operation_label, values_of
from magpie.platform import access, objects, titles, undo
from magpie.platform.actor import Actor
from magpie.platform.http import history
from magpie.platform.http.auth import options_of
from magpie.platform.http.problems import PROBLEM_RESPONSES
from magpie.platform.http.rendering import answer
from magpie.platform.models import Event, User
from magpie.platform.problems import NotFound
from magpie.platform.undo_gates import UNDO

router = Router(tags=["approvals"])
Number = Annotated[int, Path(gt=0, lt=2**63)]
Before = Annotated[int, Query(ge=0, lt=2**63)]
SHOWN = 50


class Person(Schema):
    """A user."""

    id: int
    title: str


class ApprovalValue(Schema):
    """A value that is to be written, and what stands there now."""

    label: str
    old: str
    new: str


class ApprovalGate(Schema):
    """A gate that wants approval: its words, who was asked, and the answer."""

    text: str
    people: list[Person]
    outcome: Literal["", "approved", "rejected"]
    comment: str
    answered_by: Person | None
    answered_for: Person | None
    answered_at: datetime.datetime | None


class ApprovalRecord(Schema):
    """The record that it is about; without a link if the reader may not see it, or it is gone."""

    object: str
    id: int
    title: str
    may_read: bool


class ApprovalCard(Schema):
    """A request as those concerned see it; `changed` tells what became of the record since it was asked for."""

    id: int
    state: Literal["pending", "approved", "rejected", "withdrawn"]
    what: str
    title: str
    record: ApprovalRecord | None
    asked_by: Person | None
    asked_at: datetime.datetime
    remark: str
    values: list[ApprovalValue]
    gates: list[ApprovalGate]
    changed: str
    may_answer: bool
    in_place_of: list[Person]
    may_withdraw: bool
    why_over: str


class ApprovalCards(Schema):
    """Requests, the newest first; `next` is given as `before` for more."""

    items: list[ApprovalCard]
    next: int | None


class ApprovalCount(Schema):
    """How many requests wait for one's answer."""

    waiting: int


class ApprovalAnswer(Schema):
    """Agreement, or not: then with the reason."""

    outcome: Literal["approved", "rejected"]
    comment: Annotated[str, Field(max_length=2000)] = ""


@router.get("/approval-desk", response={200: ApprovalCards, **PROBLEM_RESPONSES}, operation_id="list_approval_desk")
def desk(
    request: HttpRequest,
    show: Literal["waiting", "mine", "done"] = "waiting",
    before: Before = 0,
    asked_in: uuid.UUID | None = None,
) -> HttpResponse:
    """What waits for one's answer, what one asked for, or what one has answered; perhaps only of one import."""
    actor = _actor(request)
    found = Approval.objects.all() if actor.user else Approval.objects.none()
    if actor.user is not None:
        if show == "waiting":
            found = found.filter(people.waiting_for(actor.user))
        elif show == "mine":
            found = found.filter(asked_by=actor.user)
        else:
            mine = ApprovalPart.objects.filter(answered_by=actor.user)
            found = found.filter(pk__in=mine.values("approval"))
    if before:
        found = found.filter(pk__lt=before)
    if asked_in is not None:
        found = found.filter(asked_in=asked_in)
    items = list(found.select_related("asked_by", "decided_by").order_by("-pk")[: SHOWN + 1])
    more = items[SHOWN - 1].pk if len(items) > SHOWN else None
    return answer({"items": [_card(each, actor) for each in items[:SHOWN]], "next": more})


@router.get(
    "/approval-desk/count", response={200: ApprovalCount, **PROBLEM_RESPONSES}, operation_id="count_approval_desk"
)
def count(request: HttpRequest) -> HttpResponse:
    """How many requests wait for one's answer."""
    actor = _actor(request)
    waiting = Approval.objects.filter(people.waiting_for(actor.user)).count() if actor.user else 0
    return answer({"waiting": waiting})


@router.get(
    "/approval-desk/of-record",
    response={200: ApprovalCards, **PROBLEM_RESPONSES},
    operation_id="list_approvals_of_record",
)
def of_record(request: HttpRequest, about: Annotated[str, Query(max_length=80)]) -> HttpResponse:
    """The requests about a record, such as `lead:5`, that are not decided yet, as far as one may see them."""
    actor = _actor(request)
    found = (
        access.visible(actor, objects.get("approval")).filter(about=about.replace("\0", ""), state="pending")
        if about
        else Approval.objects.none()
    )
    items = found.select_related("asked_by", "decided_by").order_by("-pk")[:SHOWN]
    return answer({"items": [_card(each, actor) for each in items], "next": None})


@router.get(
    "/approval-desk/{number}", response={200: ApprovalCard, **PROBLEM_RESPONSES}, operation_id="read_approval_card"
)
def read(request: HttpRequest, number: Number) -> HttpResponse:
    """One request."""
    actor = _actor(request)
    found = access.visible(actor, objects.get("approval")).select_related("asked_by", "decided_by")
    approval = found.filter(pk=number).first()
    if approval is None:
        raise NotFound
    return answer(_card(approval, actor))


@router.post(
    "/approval-desk/{number}/answer", response={200: ApprovalCard, **PROBLEM_RESPONSES}, operation_id="answer_approval"
)
def give(request: HttpRequest, number: Number, payload: ApprovalAnswer) -> HttpResponse:
    """Agree, so that it is done as soon as all have agreed, or reject with the reason."""
    actor = _actor(request)
    if payload.outcome == "approved":
        done = answering.approve(number, actor, payload.comment, options_of(request)["answers"])
    else:
        done = answering.reject(number, actor, payload.comment)
    return answer(_card(done, actor))


@router.post(
    "/approval-desk/{number}/withdraw",
    response={200: ApprovalCard, **PROBLEM_RESPONSES},
    operation_id="withdraw_approval",
)
def take_back(request: HttpRequest, number: Number) -> HttpResponse:
    """Take back what one asked for."""
    actor = _actor(request)
    return answer(_card(answering.withdraw(number, actor), actor))


def _actor(request: HttpRequest) -> Actor:
    actor: Actor = request.auth  # type: ignore[attr-defined]
    return actor


def _card(approval: Approval, actor: Actor) -> dict[str, Any]:
    record, object_type = answering.record_of(approval), objects.find(approval.object)
    may_read = bool(record is not None and object_type and access.reaches(actor, object_type, record, "read"))
    parts = list(approval.parts.select_related("answered_by", "answered_for").order_by("pk"))
    names = dict(User.objects.filter(pk__in={n for part in parts for n in part.people}).values_list("pk", "name"))
    is_pending = approval.state == "pending"
    places = people.places_of(approval, actor.user) if is_pending and actor.user else []
    changed = answering.changes_since(approval) if is_pending else []
    return {
        "id": approval.pk,
        "state": approval.state,
        "what": operation_label(approval.object, approval.operation),
        "title": approval.name,
        "record": _link(approval, record, may_read),
        "asked_by": _person(approval.asked_by),
        "asked_at": approval.created_at,
        "remark": approval.remark,
        "values": _values(approval, record if is_pending and may_read else None, actor, may_read=may_read),
        "gates": [_gate(part, names) for part in parts],
        "changed": answering.told(approval, changed, actor) if changed else "",
        "may_answer": bool(places),
        "in_place_of": [_person(person) for person in {p for _part, p in places if p is not None}],
        "may_withdraw": is_pending and (approval.asked_by_id == actor.user_id or actor.is_trusted),
        "why_over": "" if is_pending else answering.why_over(approval),
    }


def _values(approval: Approval, record: Any, actor: Actor, *, may_read: bool) -> list[dict[str, str]]:
    if approval.operation == UNDO:
        return _taken_back(approval, actor, may_read=may_read)
    return values_of(approval.object, approval.operation, approval.input, record, actor)


def _taken_back(approval: Approval, actor: Actor, *, may_read: bool) -> list[dict[str, str]]:
    """What is to be taken back; of changes the values before, and those that were written if the actor may read it."""
    object_type, only = objects.find(approval.object), titles.split_link(approval.input.get("only", ""))
    if object_type is None:
        return []
    done = Event.objects.filter(
        operation=approval.input["operation"], object=approval.object, kind__in=undo.ROW_KINDS
    ).order_by("id")
    described = history.describe(object_type, list((done.filter(record_id=only[1]) if only else done)[:SHOWN]), actor)
    lines = []
    for each in described:
        what = {"what": each["label"], "who": each["actor"]["title"]}
        lines.append({"label": _("Is taken back"), "old": "", "new": _("%(what)s, by %(who)s") % what})
        if each["kind"] == "updated":
            lines += [
                {"label": c["label"], "old": c["new_text"] if may_read else "", "new": c["old_text"]}
                for c in each["changes"]
            ]
    return lines


def _link(approval: Approval, record: Any, may_read: bool) -> dict[str, Any] | None:
    if record is None:
        pair = approval.result.rpartition(":") if approval.result else None
        if not pair:
            return None
        return {"object": pair[0], "id": int(pair[2]), "title": approval.name, "may_read": True}
    return {"object": approval.object, "id": record.pk, "title": approval.name, "may_read": may_read}


def _gate(part: ApprovalPart, names: dict[int, str]) -> dict[str, Any]:
    in_chinese = (get_language() or "en").startswith("zh")
    return {
        "text": (part.text_zh if in_chinese else part.text_en) or part.text_en,
        "people": [{"id": number, "title": names.get(number, f"#{number}")} for number in part.people],
        "outcome": part.outcome,
        "comment": part.comment,
        "answered_by": _person(part.answered_by),
        "answered_for": _person(part.answered_for),
        "answered_at": part.answered_at,
    }


def _person(user: User | None) -> dict[str, Any] | None:
    return {"id": user.pk, "title": str(user)} if user is not None else None
