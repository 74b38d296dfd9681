"""Endpoints of duplicates: is it there already, search for all, dismiss, compare, merge and take back."""

import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import Field as Limits

from magpie.platform import access, gates, merging, merging_references, objects
from magpie.platform.actor import Actor
from magpie.platform.duplicates import checking, keys, rules, searching
from magpie.platform.fields import FieldError
from magpie.platform.http.auth import options_of, told_of
from magpie.platform.http.problems import PROBLEM_RESPONSES
from magpie.platform.http.records import Number, actor_of, find
from magpie.platform.http.rendering import answer, render, render_one
from magpie.platform.models import DuplicateSearch, Merge, User
from magpie.platform.objects import ObjectType
from magpie.platform.problems import Forbidden, Invalid, NotFound, Refused

router = Router(tags=["duplicates"])
Id = Annotated[int, Limits(gt=0, lt=2**63)]
CLUSTERS_OF_PAGE = 50


class DuplicateOwner(Schema):
    """Whose a record is."""

    id: int
    title: str


class DuplicateItem(Schema):
    """A record that may be the same; of one that the caller may not see, no more than the owner."""

    object: str
    object_label: str
    id: int | None
    title: str
    owner: DuplicateOwner | None
    is_visible: bool
    score: int
    outcome: Literal["warn", "block", "quiet"]
    rule: str
    fields: list[str]
    text: str


class DuplicateAnswer(Schema):
    """What may be the same, the likeliest first."""

    items: list[DuplicateItem]


class DuplicateQuestion(Schema):
    """The values of a form, as the API takes them; what does not fit is left out."""

    values: dict[str, Any]
    id: Id | None = None


class MergeInput(Schema):
    """Which records become one; `take` names, for fields, the record whose value is kept."""

    ids: list[Id]
    winner: Id | None = None
    take: dict[str, Id] | None = None


class MergeProposal(Schema):
    """How records would be merged, with all their values side by side."""

    records: list[dict[str, Any]]
    winner: int
    take: dict[str, int]
    united: list[str]
    differing: list[str]
    counts: dict[str, dict[str, int]]


class MergeAnswer(Schema):
    """One merge."""

    id: int
    object: str
    winner: int
    losers: list[int]
    titles: dict[str, str]
    counts: dict[str, int]
    merged_by: str
    merged_at: datetime.datetime
    undone_at: datetime.datetime | None
    operation: str


class MergePage(Schema):
    """Merges, newest first."""

    items: list[MergeAnswer]


class MergedRecord(Schema):
    """The record that stayed, and the merge."""

    record: dict[str, Any] | None
    merge: MergeAnswer


class UnmergeAnswer(Schema):
    """What was taken back, and what not."""

    count: int
    skipped: list[dict[str, Any]]
    operation: str


class ClusterItem(Schema):
    """Records that may all be the same."""

    records: list[dict[str, Any]]
    score: int
    rules: list[str]


class SearchState(Schema):
    """How far the last search has come."""

    status: Literal["queued", "running", "done"]
    groups: int
    found: int
    created_at: datetime.datetime
    finished_at: datetime.datetime | None


class ClusterPage(Schema):
    """What the last search found."""

    items: list[ClusterItem]
    total: int
    search: SearchState | None


class DismissInput(Schema):
    """Records that are not the same, each with each."""

    ids: Annotated[list[Id], Limits(min_length=2, max_length=merging.MOST)]


class Dismissed(Schema):
    """How many pairs will not be shown again."""

    count: int


def _object(plural: str) -> ObjectType:
    object_type = objects.by_plural(plural)
    if object_type is None:
        raise NotFound
    return object_type


def _mergeable(request: HttpRequest, plural: str) -> tuple[ObjectType, Actor]:
    """The object, if the caller may work on its duplicates."""
    object_type, actor = _object(plural), actor_of(request)
    if not access.may(actor, object_type, "read") or not access.may(actor, object_type, "update"):
        raise Forbidden(_("You may not change records of %(object)s.") % {"object": str(object_type.label_plural)})
    return object_type, actor


@router.post(
    "/{plural}/duplicates", response={200: DuplicateAnswer, **PROBLEM_RESPONSES}, operation_id="check_duplicates"
)
def check(request: HttpRequest, plural: str, payload: DuplicateQuestion) -> HttpResponse:
    """Whether records like these values are there already; for a form while somebody types."""
    object_type, actor = _object(plural), actor_of(request)
    if not access.may(actor, object_type, "create") and not access.may(actor, object_type, "update"):
        raise Forbidden(_("You may not change records of %(object)s.") % {"object": str(object_type.label_plural)})
    fields, values = object_type.fields(), dict[str, Any]()
    for name, value in payload.values.items():
        try:
            if name in fields and not fields[name].formula:
                values[name] = fields[name].clean(value)
        except FieldError:
            continue
    asked = [rule for rule in rules.of(object_type) if rule.outcome != "quiet"]
    matches = checking.find(object_type, values, actor, record_id=payload.id, only=asked)
    return answer({"items": _items(object_type, matches)})


@router.get(
    "/{plural}/{number}/duplicates",
    response={200: DuplicateAnswer, **PROBLEM_RESPONSES},
    operation_id="duplicates_of_record",
)
def of_record(request: HttpRequest, plural: str, number: Number) -> HttpResponse:
    """What may be the same as a record that is there."""
    object_type, actor = _object(plural), actor_of(request)
    record = find(object_type, number, actor)
    asked = rules.seen_from(object_type)
    values = keys.values_of(object_type.fields(), keys.names_in(asked), record)
    matches = checking.find(object_type, values, actor, record_id=number, only=asked)
    return answer({"items": _items(object_type, matches)})


def _items(object_type: ObjectType, matches: list[checking.Match]) -> list[dict[str, Any]]:
    some = matches[: checking.MOST_SHOWN]
    people = dict(User.objects.filter(pk__in={m.owner_id for m in some if m.owner_id}).values_list("pk", "name"))
    fields = object_type.fields()
    return [
        {
            "object": m.object,
            "object_label": str(objects.get(m.object).label),
            "id": m.id if m.is_visible else None,
            "title": m.title if m.is_visible else "",
            "owner": {"id": m.owner_id, "title": people[m.owner_id]} if m.owner_id in people else None,
            "is_visible": m.is_visible,
            "score": m.score,
            "outcome": m.rule.outcome,
            "rule": str(m.rule.name),
            "fields": [str(fields[n].label) for n in dict.fromkeys(m.fields) if n in fields],
            "text": checking.sentence(object_type, m),
        }
        for m in some
    ]


@router.get("/{plural}/duplicates", response={200: ClusterPage, **PROBLEM_RESPONSES}, operation_id="list_duplicates")
def clusters(
    request: HttpRequest, plural: str, offset: Annotated[int, Query(ge=0, le=searching.MOST_SHOWN)] = 0
) -> HttpResponse:
    """What the last search found, in groups."""
    object_type, actor = _mergeable(request, plural)
    found = searching.clusters(object_type, actor)
    some = found[offset : offset + CLUSTERS_OF_PAGE]
    numbers = {n for c in some for n in c.numbers}
    rows = list(access.visible(actor, object_type).filter(pk__in=numbers))
    shown = {row["id"]: row for row in render(object_type, rows, actor)}
    last = DuplicateSearch.objects.filter(object=object_type.name).order_by("-id").first()
    state = {name: getattr(last, name) for name in SearchState.model_fields} if last else None
    items = [
        {"records": [shown[n] for n in c.numbers if n in shown], "score": c.score, "rules": list(c.rules)} for c in some
    ]
    return answer({"items": items, "total": len(found), "search": state})


@router.post(
    "/{plural}/duplicates/search", response={200: SearchState, **PROBLEM_RESPONSES}, operation_id="search_duplicates"
)
def search(request: HttpRequest, plural: str) -> HttpResponse:
    """Search all records of the object for duplicates, in the background."""
    object_type, actor = _mergeable(request, plural)
    if not any(rule.against == object_type.name for rule in rules.of(object_type)):
        raise Refused(_("No rule says when two %(object)s are the same.") % {"object": str(object_type.label_plural)})
    made = searching.start(object_type, actor)
    return answer({name: getattr(made, name) for name in SearchState.model_fields})


@router.post(
    "/{plural}/duplicates/dismiss", response={200: Dismissed, **PROBLEM_RESPONSES}, operation_id="dismiss_duplicates"
)
def dismiss(request: HttpRequest, plural: str, payload: DismissInput) -> HttpResponse:
    """Remember that these records are not the same."""
    object_type, actor = _mergeable(request, plural)
    wanted = set(payload.ids)
    if access.visible(actor, object_type, "update").filter(pk__in=wanted).count() < len(wanted):
        raise NotFound
    return answer({"count": searching.dismiss(object_type, payload.ids, actor)})


@router.get("/{plural}/merge", response={200: MergeProposal, **PROBLEM_RESPONSES}, operation_id="propose_merge")
def propose(request: HttpRequest, plural: str, ids: str) -> HttpResponse:
    """The records side by side, and how they would be merged if nobody chose otherwise."""
    object_type, actor = _mergeable(request, plural)
    numbers = [int(part) for part in ids.split(",") if part.isdecimal() and 0 < len(part) < 19]
    if len(numbers) != len([part for part in ids.split(",") if part]) or any(n < 1 for n in numbers):
        raise Invalid({"ids": [_("Give the numbers of the records, separated by commas.")]})
    plan = merging.propose(object_type, numbers, actor)
    rights = access.field_rights(actor, object_type)
    counts = merging_references.count(object_type, [r.pk for r in plan.records])
    body = {
        "records": render(object_type, plan.records, actor),
        "winner": plan.winner,
        "take": {n: pk for n, pk in plan.take.items() if rights.get(n) != "hidden"},
        "united": [n for n in plan.united if rights.get(n) != "hidden"],
        "differing": [n for n in plan.differing if rights.get(n) != "hidden"],
        "counts": {str(n): each for n, each in counts.items()},
    }
    return answer(body)


@router.post("/{plural}/merge", response={200: MergedRecord, **PROBLEM_RESPONSES}, operation_id="merge_records")
def merge(request: HttpRequest, plural: str, payload: MergeInput) -> HttpResponse:
    """Make one record of several; everything that points to those that go points to the one that stays."""
    object_type, actor = _mergeable(request, plural)
    made = merging.merge(
        object_type, payload.ids, actor, winner=payload.winner, take=payload.take, **options_of(request)
    )
    record = access.visible(actor, object_type).filter(pk=made.winner).first()
    body = {"record": render_one(record, actor) if record is not None else None, "merge": _shown(made)}
    return answer(body, Magpie_Operation=str(made.operation))


@router.get("/merges", response={200: MergePage, **PROBLEM_RESPONSES}, operation_id="list_merges")
def merges(request: HttpRequest, object: str, record: Id | None = None) -> HttpResponse:
    """The latest merges of an object, or those into one record, that the caller may see."""
    object_type, actor = objects.find(object), actor_of(request)
    if object_type is None or not access.may(actor, object_type, "read"):
        raise NotFound
    found = Merge.objects.filter(object=object, undoes=None).select_related("merged_by").order_by("-id")
    if record is not None:
        found = found.filter(winner=record)
    rows = list(found[:50])
    visible = access.visible(actor, object_type).filter(pk__in={m.winner for m in rows})
    seen = set(visible.values_list("pk", flat=True))
    return answer({"items": [_shown(m) for m in rows if m.winner in seen]})


@router.post("/merges/{number}/undo", response={200: UnmergeAnswer, **PROBLEM_RESPONSES}, operation_id="undo_merge")
def unmerge(request: HttpRequest, number: Number) -> HttpResponse:
    """Take a merge back: all its records are there again, with everything that pointed to them."""
    actor, answers = actor_of(request), options_of(request)["answers"]
    with gates.keeping(actor, answers):
        undone = merging.unmerge(number, actor, answers)
    skipped = [{"object": s.object, "id": s.id, "title": s.title, "reason": s.reason} for s in undone.skipped]
    body = {"count": undone.count, "skipped": skipped, "operation": str(undone.operation)}
    return answer(body, 200, **told_of(undone))


def _shown(made: Merge) -> dict[str, Any]:
    shown = {name: getattr(made, name) for name in MergeAnswer.model_fields}
    return {**shown, "operation": str(made.operation), "merged_by": str(made.merged_by or "")}
