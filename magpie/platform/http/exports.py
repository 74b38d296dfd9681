"""The export endpoints of every object: the list one sees, as a file at once or by a job of the workers."""

import datetime
import json
from collections.abc import Iterator
from itertools import chain
from typing import Annotated, Any, Literal

from django.db import transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone, translation
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from ninja import Router, Schema
from pydantic import Field as Limits

from magpie.platform import audit, context, exporting, listing, objects
from magpie.platform.actor import Actor
from magpie.platform.bulk import background, exports
from magpie.platform.http.bulk_jobs import MOST_IDS, BulkJobAnswer, shown
from magpie.platform.http.problems import PROBLEM_RESPONSES
from magpie.platform.http.records import actor_of, read_filter
from magpie.platform.http.rendering import answer
from magpie.platform.models import BulkJob
from magpie.platform.objects import ObjectType
from magpie.platform.problems import Forbidden, Invalid, NotFound

MOST_AT_ONCE = 2 * exports.AT_ONCE  # pages ask for a job before: lists grow between the count and the click
router = Router(tags=["exports"])


class ExportInput(Schema):
    """What to export: given records, or all that a filter and a search find; with these columns, or all."""

    format: exporting.Kind = "csv"
    ids: list[Annotated[int, Limits(gt=0, lt=2**63)]] | None = Limits(None, max_length=MOST_IDS)
    filter: dict[str, Any] | None = None
    search: str = ""
    columns: list[str] = Limits([], max_length=500)


@router.get("/{plural}/export", response={200: bytes, **PROBLEM_RESPONSES}, operation_id="export_records")
def export(
    request: HttpRequest,
    plural: str,
    format: Literal["csv", "xlsx"] = "csv",
    filter: str = "",
    search: str = "",
    columns: str = "",
) -> StreamingHttpResponse:
    """The records that the list means, with the columns named or all that one may see; at most 10,000.

    More are exported in the background, by POST.
    """
    object_type = objects.by_plural(plural)
    if object_type is None:
        raise NotFound
    actor = actor_of(request)
    if actor.viewer is not None:
        raise Forbidden(context.only_looking())
    names = [n for n in columns.split(",") if n]
    found = listing.query(object_type, actor, filter=read_filter(filter), text=search).order_by("pk")
    pieces = exporting.export(object_type, found, actor, format, names)
    if found.order_by()[: MOST_AT_ONCE + 1].count() > MOST_AT_ONCE:
        told = _("More than %(most)s records are exported in the background.") % {"most": f"{MOST_AT_ONCE:,}"}
        raise Invalid({"filter": [told]})
    language = translation.get_language() or "en"
    pieces = chain([next(pieces)], pieces)  # what is wrong shows before the answer begins
    _note(request, actor, object_type, format, filter)
    spoken = _spoken(pieces, language, timezone.get_current_timezone())
    response = StreamingHttpResponse(spoken, content_type=exporting.CONTENT_TYPES[format])
    response["Content-Disposition"] = content_disposition_header(True, f"{object_type.label_plural}.{format}") or ""
    return response


@router.post("/{plural}/export", response={201: BulkJobAnswer, **PROBLEM_RESPONSES}, operation_id="start_export")
def start(request: HttpRequest, plural: str, payload: ExportInput) -> HttpResponse:
    """Hand an export of any number of records to the workers; its file is fetched from the job and kept for a week."""
    object_type = objects.by_plural(plural)
    if object_type is None:
        raise NotFound
    actor = actor_of(request)
    job = BulkJob(
        object=object_type.name, do="export", ids=payload.ids, filter=payload.filter, search=payload.search,
        values={"format": payload.format, "columns": payload.columns},
    )  # fmt: skip
    with transaction.atomic():
        background.start(job, actor)
        _note(request, actor, object_type, payload.format, json.dumps(payload.filter) if payload.filter else "")
    return answer(shown(job), 201)


def _note(request: HttpRequest, actor: Actor, object_type: ObjectType, kind: str, filter: str) -> None:
    about = f"{object_type.label_plural}.{kind}" + (f" ({filter})" if filter else "")
    audit.note("exported", request, actor.user, about=about)


def _spoken(pieces: Iterator[bytes], language: str, zone: datetime.tzinfo) -> Iterator[bytes]:
    """The pieces are made after the endpoint has returned, when the caller's language and zone are no longer set."""
    while True:
        with translation.override(language), timezone.override(zone):
            piece = next(pieces, None)
        if piece is None:
            return
        yield piece
