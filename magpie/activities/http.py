"""Endpoints for the completeness of data, and what is next to be done about records."""

import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router, Schema

from magpie.activities.completeness import actions as campaigns
from magpie.activities.completeness import measuring
from magpie.activities.completeness.models import DataCampaign
from magpie.activities.scenes import OPEN
from magpie.platform import access, actions, context, filters, listing, objects, records
from magpie.platform.actor import Actor
from magpie.platform.http.auth import options_of
from magpie.platform.http.problems import PROBLEM_RESPONSES
from magpie.platform.http.records import Number, actor_of, find, read_filter
from magpie.platform.http.rendering import answer, render_one
from magpie.platform.problems import Invalid

router = Router(tags=["completeness"])


class FieldShare(Schema):
    """In how many records a field is filled in."""

    name: str
    label: str
    custom: bool
    filled: int


class OwnerShare(Schema):
    """How many records somebody has, and in how many something is missing; without a number: records of nobody."""

    id: int | None
    title: str
    total: int
    missing: int


class Completeness(Schema):
    """How complete the records of an object are."""

    total: int
    fields: list[FieldShare]
    owners: list[OwnerShare]


class OwnerProgress(Schema):
    """How many records somebody was to fill in, and how many are left."""

    id: int | None
    title: str
    began: int
    left: int


class Progress(Schema):
    """How far a campaign is."""

    began: int
    left: int
    owners: list[OwnerProgress]


class NewCampaign(Schema):
    """A campaign that begins at once."""

    name: str
    object: str
    fields: list[str]
    filter: dict[str, Any] | None = None
    due_on: datetime.date | None = None
    message: str = ""


class Started(Schema):
    """The campaign that was begun."""

    id: int
    title: str


@router.get("/completeness", response={200: Completeness, **PROBLEM_RESPONSES}, operation_id="measure_completeness")
def measure(request: HttpRequest, object: str, filter: str = "", fields: str = "") -> HttpResponse:
    """How many records have each field filled in; by owner for the fields named."""
    actor, object_type = actor_of(request), measuring.object_named(object)
    condition = read_filter(filter)
    body = {**measuring.measure(object_type, actor, condition), "owners": []}
    if names := [n for n in fields.split(",") if n]:
        chosen = measuring.fields_named(object_type, names, actor)
        found = measuring.by_owner(object_type, listing.query(object_type, actor, filter=condition), chosen)
        people = measuring.names_of(found)
        rows = [
            {"id": owner, "title": people.get(owner or 0, ""), "total": total, "missing": lacking}
            for owner, (total, lacking) in found.items()
        ]
        body["owners"] = sorted(rows, key=lambda row: (-int(str(row["missing"])), str(row["title"])))
    return answer(body)


@router.post("/completeness/campaigns", response={201: Started, **PROBLEM_RESPONSES}, operation_id="start_completing")
def begin(request: HttpRequest, payload: NewCampaign) -> HttpResponse:
    """Make a campaign and start it in one step."""
    actor = actor_of(request)
    values = {**payload.dict(), "filter": payload.filter or {}}
    values["due_on"] = payload.due_on.isoformat() if payload.due_on else None
    with context.acting(actor, whole=True, **options_of(request)) as current:
        made = records.create(DataCampaign, values, actor=actor)
        made = actions.perform(actions.get("data_campaign.start"), made, {}, actor=actor)
        body = render_one(made, actor)
    return answer(body, 201, Magpie_Operation=str(current.operation))


@router.get(
    "/data-campaigns/{number}/progress", response={200: Progress, **PROBLEM_RESPONSES}, operation_id="campaign_progress"
)
def progress(request: HttpRequest, number: Number) -> HttpResponse:
    """How many records each person had to fill in, and how many are left now, or were when the campaign ended."""
    campaign = find(objects.get("data_campaign"), number, actor_of(request))
    began = {int(owner): count for owner, count in (campaign.began or {}).items()}
    if campaign.status == "ended":
        left = {int(owner): count for owner, count in (campaign.left or {}).items()}
    else:
        left = {owner or 0: count for owner, count in campaigns.progress(campaign).items()}
    people = measuring.names_of(began)
    rows = [
        {
            "id": owner or None,
            "title": people.get(owner, ""),
            "began": count,
            "left": min(left.get(owner, 0), count) if campaign.status == "ended" else left.get(owner, 0),
        }
        for owner, count in began.items()
    ]
    rows.sort(key=lambda row: (-int(str(row["left"])), str(row["title"])))
    total = sum(began.values())
    return answer({"began": total, "left": sum(int(str(row["left"])) for row in rows), "owners": rows})


MOST = 500


class NextActivity(Schema):
    """The open activity of a record that is due first; `at` is empty where it has no time."""

    record: int
    object: str
    id: int
    title: str
    at: datetime.datetime | None


class NextActivities(Schema):
    """One for each record that has any."""

    items: list[NextActivity]


@router.get(
    "/next-activities", response={200: NextActivities, **PROBLEM_RESPONSES}, operation_id="list_next_activities"
)
def next_activities(request: HttpRequest, object: str, ids: str = "") -> HttpResponse:
    """The next open activity of each of these records that one may read."""
    actor: Actor = request.auth  # type: ignore[attr-defined]
    object_type = objects.find(object)
    if object_type is None or not access.may(actor, object_type, "read"):
        raise Invalid({"object": [_("There is no object “%(name)s”.") % {"name": object[:100]}]})
    asked = [int(n) for n in ids.split(",") if n.isascii() and n.isdigit() and len(n) < 19][:MOST]
    readable = access.visible(actor, object_type).filter(pk__in=asked).values_list("pk", flat=True)
    links = {f"{object}:{number}": number for number in readable}
    first: dict[int, dict[str, Any]] = {}
    for name, (when, conditions) in OPEN.items():
        activity = objects.get(name)
        if not links or not access.may(actor, activity, "read"):
            continue
        found = activity.model._default_manager.filter(
            filters.to_q(activity, {"all": conditions}, filters.Caller.of(actor)), related_to__in=list(links)
        )
        for pk, link, at, title in found.values_list("pk", "related_to", when, activity.title).order_by(when, "pk"):
            number = links[link]
            if number not in first or _earlier(at, first[number]["at"]):
                first[number] = {"record": number, "object": name, "id": pk, "title": title, "at": at}
    return answer({"items": [{**item, "at": item["at"] and item["at"].isoformat()} for item in first.values()]})


def _earlier(at: datetime.datetime | None, than: datetime.datetime | None) -> bool:
    return at is not None and (than is None or at < than)
