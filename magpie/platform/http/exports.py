"""The export endpoint of every object: the list one sees, as a file."""

import datetime
from collections.abc import Iterator
from itertools import chain
from typing import Literal

from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone, translation
from django.utils.http import content_disposition_header
from ninja import Router

from magpie.platform import audit, context, exporting, listing, objects
from magpie.platform.http.problems import PROBLEM_RESPONSES
from magpie.platform.http.records import actor_of, read_filter
from magpie.platform.problems import Forbidden, NotFound

router = Router(tags=["exports"])


@router.get("/{plural}/export", response={200: bytes, **PROBLEM_RESPONSES}, operation_id="export_records")
def export(
    request: HttpRequest,
    plural: str,
    format: Literal["csv", "xlsx"] = "csv",
    filter: str = "",
    search: str = "",
    columns: str = "",
) -> StreamingHttpResponse:
    """The records that the list means, with the columns named or all that one may see."""
    object_type = objects.by_plural(plural)
    if object_type is None:
        raise NotFound
    actor = actor_of(request)
    if actor.viewer is not None:
        raise Forbidden(context.only_looking())
    names = [n for n in columns.split(",") if n]
    found = listing.query(object_type, actor, filter=read_filter(filter), text=search).order_by("pk")
    pieces = exporting.export(object_type, found, actor, format, names)
    language = translation.get_language() or "en"
    pieces = chain([next(pieces)], pieces)  # what is wrong shows before the answer begins
    about = f"{object_type.label_plural}.{format}" + (f" ({filter})" if filter else "")
    audit.note("exported", request, actor.user, about=about)
    spoken = _spoken(pieces, language, timezone.get_current_timezone())
    response = StreamingHttpResponse(spoken, content_type=exporting.CONTENT_TYPES[format])
    response["Content-Disposition"] = content_disposition_header(True, f"{object_type.label_plural}.{format}") or ""
    return response


def _spoken(pieces: Iterator[bytes], language: str, zone: datetime.tzinfo) -> Iterator[bytes]:
    """The pieces are made after the endpoint has returned, when the caller's language and zone are no longer set."""
    while True:
        with translation.override(language), timezone.override(zone):
            piece = next(pieces, None)
        if piece is None:
            return
        yield piece
