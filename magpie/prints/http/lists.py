"""The endpoint of the prints: the records of a list as labels, envelopes, an address or a telephone list."""

import math
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from ninja import Query, Router

from magpie.platform import access, listing, objects
from magpie.platform.http.problems import PROBLEM_RESPONSES
from magpie.platform.http.records import actor_of, read_filter
from magpie.platform.problems import Forbidden, Invalid, NotFound
from magpie.prints import typesetting
from magpie.prints.letters import letters
from magpie.prints.papers import A4, ENVELOPES, SHEETS, Sheet

router = Router(tags=["prints"])
MOST = 5_000
Millimetres = Annotated[float, Query(ge=0, le=400, allow_inf_nan=False)]


@router.get("/{plural}/print", response={200: bytes, **PROBLEM_RESPONSES}, operation_id="print_records")
def print_records(
    request: HttpRequest,
    plural: str,
    kind: Literal["labels", "envelopes", "addresses", "phones"] = "addresses",
    paper: Literal["l7160", "l7163", "5160", "a4_3x8", "custom", "dl", "zl", "c5", "c4", "b6"] = "l7160",
    order: Literal["auto", "chinese", "western"] = "auto",
    skip: Annotated[int, Query(ge=0, le=200)] = 0,
    sender: Annotated[str, Query(max_length=500)] = "",
    filter: str = "",
    search: str = "",
    columns: Annotated[int, Query(ge=1, le=20)] = 3,
    rows: Annotated[int, Query(ge=1, le=40)] = 8,
    width: Millimetres = 70.0,
    height: Millimetres = 36.0,
    left: Millimetres = 0.0,
    top: Millimetres = 0.0,
    gap_x: Millimetres = 0.0,
    gap_y: Millimetres = 0.0,
) -> HttpResponse:
    """A PDF of the records that the list means, by title; measures in millimetres are those of a paper of one's own."""
    object_type = objects.by_plural(plural)
    if object_type is None or object_type.is_setup:
        raise NotFound
    actor = actor_of(request)
    if not access.may(actor, object_type, "export"):
        raise Forbidden(_("You may not export %(object)s.") % {"object": str(object_type.label_plural)})
    found = listing.query(object_type, actor, filter=read_filter(filter), text=search).order_by(object_type.title, "pk")
    records = list(found[: MOST + 1])
    if not records:
        raise Invalid({"filter": [_("There is nothing to print.")]})
    if len(records) > MOST:
        raise Invalid(
            {"filter": [_("At most %(most)d records can be printed at once. Filter the list.") % {"most": MOST}]}
        )
    whom = letters(object_type, records, actor)
    if kind == "labels":
        own = Sheet(A4, columns, rows, width, height, left, top, gap_x, gap_y)
        sheet = own if paper == "custom" else SHEETS.get(paper, SHEETS["l7160"])
        if not sheet.is_sound or math.isclose(sheet.width * sheet.height, 0):
            raise Invalid({"paper": [_("These labels do not fit on the sheet.")]})
        pdf = typesetting.labels(whom, sheet, order, min(skip, sheet.columns * sheet.rows - 1))
    elif kind == "envelopes":
        pdf = typesetting.envelopes(whom, paper if paper in ENVELOPES else "dl", order, sender.replace("\x00", ""))
    else:
        pdf = typesetting.table(object_type, whom, order, with_address=kind == "addresses")
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(False, f"{object_type.label_plural}.pdf") or ""
    return response
