"""The endpoints of every object: list, create, read, change, delete, actions, bulk, history.

`routes_of` loops over the registry, so each object has paths and schemas of its own in the OpenAPI document.  Without
postponed annotations: the schemas are made at run time, and the framework could not find them by name.
"""

import json
from typing import Annotated, Any, Literal

import orjson
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Path, Query, Router, Schema
from pydantic import Field as Limits

from magpie.platform import access, actions, context, gates, grouping, listing, merging, objects, records, rows, titles
from magpie.platform.actor import Actor
from magpie.platform.http import bulk, history
from magpie.platform.http import timeline as timelines
from magpie.platform.http.auth import options_of, told_of
from magpie.platform.http.problems import PROBLEM_RESPONSES
from magpie.platform.http.rendering import answer, render, render_one
from magpie.platform.http.schemas import camel, in_of, items_of, out_of
from magpie.platform.objects import ObjectType
from magpie.platform.problems import Forbidden, NotFound

Number = Annotated[int, Path(gt=0, lt=2**63)]
Limit = Annotated[int, Query(ge=1, le=listing.MOST)]
TimelineLimit = Annotated[int, Query(ge=1, le=100)]
TimelineKind = Annotated[str, Query(max_length=40)]
TimelineSearch = Annotated[str, Query(max_length=200)]
Before = Annotated[int, Query(ge=0, lt=2**63)]


class Summary(Schema):
    """Count and sums of a list, as a whole and by group; no count where there are too many records to count."""

    count: int | None
    sums: dict[str, dict[str, str]]
    groups: list[dict[str, Any]] | None = None
    more: bool | None = None


class ActionAnswer(Schema):
    """The record after an action, and what came of it."""

    record: dict[str, Any] | None
    result: dict[str, Any] | None
    message: str | None


class BulkInput(Schema):
    """What to do with many records, and with which."""

    do: Literal["create", "update", "delete", "action"]
    records: list[dict[str, Any]] | None = None
    ids: list[Annotated[int, Limits(gt=0, lt=2**63)]] | None = None
    filter: dict[str, Any] | None = None
    search: str = ""
    values: dict[str, Any] | None = None
    action: str | None = None
    input: dict[str, Any] | None = None
    automation: Literal["run", "skip", "later"] = "run"


class BulkFailure(Schema):
    """A record that could not be changed, and why."""

    id: int | None
    title: str
    detail: str


class BulkAnswer(Schema):
    """How many were changed, and which were not."""

    count: int
    failed: list[BulkFailure]
    operation: str


def actor_of(request: HttpRequest) -> Actor:
    """Who asks."""
    actor: Actor = request.auth  # type: ignore[attr-defined]
    return actor


def read_filter(text: str) -> Any:
    """A filter given in the address; Invalid if it is not JSON."""
    if not text:
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise listing.invalid("filter", _("The filter is not JSON.")) from None


def body_of(request: HttpRequest) -> dict[str, Any]:
    """The fields of a record as they were sent; the schema in the signature describes them, without the custom ones."""
    found = orjson.loads(request.body)
    return dict(found) if isinstance(found, dict) else {}


def find(object_type: ObjectType, number: int, actor: Actor, verb: access.Verb = "read") -> Any:
    """The record if the actor may reach it; NotFound otherwise."""
    limits = access.scope_q(actor, object_type, verb)
    if limits is None:
        found = rows.by_number(object_type.model, number)
    else:
        found = object_type.model._default_manager.filter(limits, pk=number).first()
    if found is None:
        raise NotFound(_where_it_went(object_type, number, actor))
    return found


def list_answer(object_type: ObjectType, actor: Actor, **asked: Any) -> HttpResponse:
    """A page of records; `asked` goes to `listing.page`, the filter still as text."""
    _require(actor, object_type, "read")
    page = listing.page(object_type, actor, **{**asked, "filter": read_filter(asked["filter"])})
    return answer({"items": render(object_type, page.records, actor), "next": page.next})


def summary_answer(
    object_type: ObjectType, actor: Actor, filter: str, search: str, group_by: str, sum: str
) -> HttpResponse:
    """Count and sums of all records that a list means."""
    _require(actor, object_type, "read")
    sums = [n for n in sum.split(",") if n]
    return answer(
        grouping.summary(object_type, actor, filter=read_filter(filter), text=search, group_by=group_by, sums=sums)
    )


def create_answer(object_type: ObjectType, request: HttpRequest) -> HttpResponse:
    """The new record of which the request's body gives the fields."""
    actor = actor_of(request)
    values = body_of(request)
    values.pop("version", None)
    options = options_of(request)
    with (
        gates.sending(object_type.name, "create", None, values, actor, options["answers"]),
        context.acting(actor, whole=True, entry=True, **options) as current,
    ):
        record = records.create(object_type.model, values, actor=actor)  # type: ignore[type-var]
        body = render_one(record, actor)
    return answer(body, 201, **told_of(current))


def change_answer(object_type: ObjectType, request: HttpRequest, number: int, version: int | None) -> HttpResponse:
    """The record with the fields changed that the request's body gives."""
    actor = actor_of(request)
    values = body_of(request)
    values.pop("version", None)
    options = options_of(request)
    with (
        gates.sending(object_type.name, "update", number, values, actor, options["answers"]),
        context.acting(actor, whole=True, entry=True, **options) as current,
    ):
        record = records.update(find(object_type, number, actor), values, actor=actor, version=version)
        body = render_one(record, actor)
    return answer(body, 200, **told_of(current))


def delete_answer(object_type: ObjectType, request: HttpRequest, number: int) -> HttpResponse:
    """Nothing; the record is gone."""
    actor = actor_of(request)
    options = options_of(request)
    with (
        gates.sending(object_type.name, "delete", number, {}, actor, options["answers"]),
        context.acting(actor, whole=True, **options) as current,
    ):
        records.delete(find(object_type, number, actor), actor=actor)
    return HttpResponse(status=204, headers={k.replace("_", "-"): v for k, v in told_of(current).items()})


def _where_it_went(object_type: ObjectType, number: int, actor: Actor) -> str:
    """For a record that was merged into one that the actor may see, which that is."""
    winner = merging.merged_into(object_type.name, number)
    record = access.visible(actor, object_type).filter(pk=winner).first() if winner else None
    if record is None:
        return ""
    told = {"title": titles.of(record, actor), "number": record.pk}
    return _("This record was merged into “%(title)s” (number %(number)d).") % told


def routes_of(object_type: ObjectType, *, creates: bool = True) -> Router:
    """The router of one object, mounted at /{plural}; without `creates`, its records come to be in another way."""
    router = Router(tags=[object_type.plural])
    out, taken, name = out_of(object_type), in_of(object_type), object_type.name
    page_schema = items_of(object_type, out)

    @router.get(
        "",
        response={200: page_schema, **PROBLEM_RESPONSES},
        operation_id=f"list_{name}",
        summary=f"List of {object_type.plural}",
    )
    def list_records(
        request: HttpRequest,
        filter: str = "",
        sort: str = "",
        limit: Limit = 50,
        after: str = "",
        search: str = "",
    ) -> HttpResponse:
        return list_answer(
            object_type, actor_of(request), filter=filter, text=search, sort=sort, limit=limit, after=after
        )

    @router.get("/summary", response={200: Summary, **PROBLEM_RESPONSES}, operation_id=f"sum_{name}")
    def summarize(
        request: HttpRequest, filter: str = "", search: str = "", group_by: str = "", sum: str = ""
    ) -> HttpResponse:
        """Count and sums of all records that the list means, by group if wanted."""
        return summary_answer(object_type, actor_of(request), filter, search, group_by, sum)

    def create(request: HttpRequest, payload: taken) -> HttpResponse:  # type: ignore[valid-type]
        return create_answer(object_type, request)

    if creates:
        router.post("", response={201: out, **PROBLEM_RESPONSES}, operation_id=f"create_{name}")(create)

    @router.post("/bulk", response={200: BulkAnswer, **PROBLEM_RESPONSES}, operation_id=f"bulk_{name}")
    def change_many(request: HttpRequest, payload: BulkInput) -> HttpResponse:
        """Create, change, delete or act on many records; good ones go through, the others are named with the reason."""
        return bulk.perform(object_type, payload, actor_of(request), options_of(request))

    @router.get("/{number}", response={200: out, **PROBLEM_RESPONSES}, operation_id=f"read_{name}")
    def read(request: HttpRequest, number: Number) -> HttpResponse:
        actor = actor_of(request)
        return answer(render_one(find(object_type, number, actor), actor))

    @router.patch("/{number}", response={200: out, **PROBLEM_RESPONSES}, operation_id=f"update_{name}")
    def change(request: HttpRequest, number: Number, payload: taken) -> HttpResponse:  # type: ignore[valid-type]
        return change_answer(object_type, request, number, payload.version)  # type: ignore[attr-defined]

    @router.delete("/{number}", response={204: None, **PROBLEM_RESPONSES}, operation_id=f"delete_{name}")
    def delete(request: HttpRequest, number: Number) -> HttpResponse:
        return delete_answer(object_type, request, number)

    @router.get(
        "/{number}/events", response={200: history.EventPage, **PROBLEM_RESPONSES}, operation_id=f"events_of_{name}"
    )
    def events(request: HttpRequest, number: Number, before: Before = 0, limit: Limit = 50) -> HttpResponse:
        """The history of a record, newest first."""
        actor = actor_of(request)
        find(object_type, number, actor)
        return answer(history.page(object_type, number, actor, before, limit))

    @router.get(
        "/{number}/timeline",
        response={200: timelines.TimelinePage, **PROBLEM_RESPONSES},
        operation_id=f"timeline_of_{name}",
    )
    def timeline(
        request: HttpRequest,
        number: Number,
        before: str = "",
        limit: TimelineLimit = 30,
        kind: TimelineKind = "",
        search: TimelineSearch = "",
        around: bool = False,
    ) -> HttpResponse:
        """What happened around a record: its changes and the activities that point to it, newest first.

        `around` takes in the records that refer to it: of an account its contacts, opportunities and leads.
        """
        actor = actor_of(request)
        find(object_type, number, actor)
        found = timelines.Timeline(object_type, number, actor, around=around)
        return answer(found.page(before, limit, kind, search.replace("\0", "").strip()))

    for declared in actions.on_object(name):
        if declared.for_people:
            _add_action(router, object_type, declared)
    return router


def _add_action(router: Router, object_type: ObjectType, declared: actions.Action) -> None:
    input_type, name = declared.input, object_type.name

    @router.post(
        f"/{{number}}/actions/{declared.verb}",
        response={200: ActionAnswer, **PROBLEM_RESPONSES},
        operation_id=declared.name.replace(".", "_"),
        summary=f"{camel(object_type)}: {declared.verb}",
        description=declared.run.__doc__ or "",
    )
    def act(request: HttpRequest, number: Number, payload: input_type) -> HttpResponse:  # type: ignore[valid-type]
        actor = actor_of(request)
        record, options = find(object_type, number, actor), options_of(request)
        given = payload.model_dump(mode="json", exclude_unset=True)  # type: ignore[attr-defined]
        with (
            gates.sending(name, declared.name, number, given, actor, options["answers"]),
            context.acting(actor, declared.name, **options) as current,
        ):
            result = actions.perform(declared, record, payload, actor=actor)
            again = access.visible(actor, object_type).filter(pk=number).first()
            body = {
                "record": render_one(again, actor) if again is not None else None,
                "result": _result(result),
                "message": result if isinstance(result, str) else None,
            }
        return answer(body, 200, **told_of(current))


def _result(result: Any) -> dict[str, Any] | None:
    if type(result) not in objects.models_with_objects():
        return None
    object_type = objects.of(result)
    return {"object": object_type.name, "id": result.pk, "title": object_type.title_of(result)}


def _require(actor: Actor, object_type: ObjectType, right: Literal["read", "export"]) -> None:
    if not access.may(actor, object_type, right):
        raise Forbidden(_("You may not see %(object)s.") % {"object": str(object_type.label_plural)})
