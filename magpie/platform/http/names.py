"""Endpoints of names: everything that can be named in both languages, changing it, tables for translators."""

import tempfile
from pathlib import Path
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from ninja import File, Query, Router, Schema
from ninja.files import UploadedFile
from pydantic import Field

from magpie.platform import audit, exporting, objects
from magpie.platform.actor import Actor
from magpie.platform.http.auth import options_of
from magpie.platform.http.problems import PROBLEM_RESPONSES
from magpie.platform.http.records import actor_of
from magpie.platform.http.rendering import answer
from magpie.platform.models.own_name import NAME_KINDS
from magpie.platform.names import catalogue, changing, files
from magpie.platform.names.catalogue import Shown
from magpie.platform.problems import Invalid

router = Router(tags=["names"])
MOST = 400  # lines of an answer that goes through all objects
LARGEST_FILE = 20 * 1024 * 1024
Only = Literal["", "changed", "missing_en", "missing_zh"]
Search = Annotated[str, Query(max_length=100)]


class NameItem(Schema):
    """A thing with its names: `en` and `zh` are the company's own, empty where the delivered ones stand."""

    id: str
    under: str
    kind: str
    kind_label: str
    key: str
    context: str
    en: str
    zh: str
    delivered_en: str
    delivered_zh: str
    is_own: bool  # made by administrators: there is no delivered name to go back to
    has_zh: bool  # whether Chinese has a name of its own here
    changed: bool
    missing_en: bool
    missing_zh: bool
    max_length: int


class NamedObject(Schema):
    """An object, and how much of it is named."""

    name: str
    label: str
    is_setup: bool
    count: int
    changed: int
    missing_en: int
    missing_zh: int


class NamesAnswer(Schema):
    """Names, and all objects with their counts."""

    items: list[NameItem]
    objects: list[NamedObject]
    has_more: bool


class NameChange(Schema):
    """New names of one thing; what is not given stays, and an empty one goes back to the delivered."""

    id: Annotated[str, Field(max_length=400)]
    en: Annotated[str, Field(max_length=1000)] | None = None
    zh: Annotated[str, Field(max_length=1000)] | None = None


class NameChanges(Schema):
    """Names to be changed in one step."""

    changes: Annotated[list[NameChange], Field(min_length=1, max_length=20_000)]


class NamesChanged(Schema):
    """The things as they are called now."""

    items: list[NameItem]


class NameDifference(Schema):
    """What a row of a file would change: the thing as it is, and its names after it."""

    row: int
    item: NameItem
    en: str
    zh: str


class NameProblem(Schema):
    """A row of a file that cannot be taken."""

    row: int
    id: str
    reason: str


class NamesComparison(Schema):
    """What a file would change; nothing is changed yet."""

    differences: list[NameDifference]
    problems: list[NameProblem]
    same: int


def _administrator(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    changing.may_name(actor)
    return actor


@router.get("/names", response={200: NamesAnswer, **PROBLEM_RESPONSES}, operation_id="list_names")
def names(request: HttpRequest, object: str = "", search: Search = "", only: Only = "") -> HttpResponse:
    """What an object and its parts are called, or everything that is found, at most 400."""
    _administrator(request)
    found = catalogue.show(catalogue.lines())
    wanted = _chosen(found, object, search, only)
    most = len(wanted) if object else MOST
    body = {
        "items": [_item(shown) for shown in wanted[:most]],
        "objects": _counts(found),
        "has_more": len(wanted) > most,
    }
    return answer(body)


def _chosen(found: list[Shown], name: str, search: str, only: str) -> list[Shown]:
    sought = search.strip().casefold()
    return [
        s
        for s in found
        if name in ("", s.line.under)
        and (not only or {"changed": s.changed, "missing_en": s.is_missing(0), "missing_zh": s.is_missing(1)}[only])
        and (not sought or any(sought in text.casefold() for text in (*s.own, *s.delivered, s.context, s.line.key)))
    ]


def _counts(found: list[Shown]) -> list[dict[str, Any]]:
    by_object: dict[str, list[Shown]] = {}
    for shown in found:
        by_object.setdefault(shown.line.under, []).append(shown)
    return [
        {
            "name": o.name, "label": str(o.label_plural), "is_setup": o.is_setup, "count": len(by_object[o.name]),
            "changed": sum(s.changed for s in by_object[o.name]),
            "missing_en": sum(s.is_missing(0) for s in by_object[o.name]),
            "missing_zh": sum(s.is_missing(1) for s in by_object[o.name]),
        }
        for o in objects.all_objects()
        if o.name in by_object
    ]  # fmt: skip


def _item(shown: Shown) -> dict[str, Any]:
    line = shown.line
    return {
        "id": line.id, "under": line.under, "kind": line.kind, "kind_label": str(KINDS[line.kind]), "key": line.key,
        "context": shown.context, "en": shown.own[0], "zh": shown.own[1], "delivered_en": shown.delivered[0],
        "delivered_zh": shown.delivered[1], "is_own": line.place is not None,
        "has_zh": line.place is None or bool(line.place.chinese), "changed": shown.changed,
        "missing_en": shown.is_missing(0), "missing_zh": shown.is_missing(1), "max_length": line.most,
    }  # fmt: skip


KINDS = dict(NAME_KINDS)


@router.put("/names", response={200: NamesChanged, **PROBLEM_RESPONSES}, operation_id="change_names")
def change(request: HttpRequest, payload: NameChanges) -> HttpResponse:
    """Name things: all that is given, or nothing."""
    actor = _administrator(request)
    asked = [changing.Change(c.id, c.en, c.zh) for c in payload.changes]
    operation = changing.change(asked, actor=actor, **options_of(request))
    ids = {c.id for c in payload.changes}
    items = [_item(s) for s in catalogue.show(catalogue.lines()) if s.line.id in ids]
    return answer({"items": items}, Magpie_Operation=str(operation))


@router.get("/names/file", response={200: bytes, **PROBLEM_RESPONSES}, operation_id="export_names")
def export(
    request: HttpRequest, format: Literal["csv", "xlsx"] = "csv", object: str = "", search: Search = "", only: Only = ""
) -> HttpResponse:
    """The names that the page shows, as a table for a translator."""
    actor = _administrator(request)
    found = _chosen(catalogue.show(catalogue.lines()), object, search, only)
    name = f"{_('Names')}.{format}"
    if actor.viewer is None:
        audit.note("exported", request, actor.user, about=name)
    body = files.as_csv(found) if format == "csv" else files.as_xlsx(found)
    response = HttpResponse(body, content_type=exporting.CONTENT_TYPES[format])
    response["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response


@router.post("/names/file", response={200: NamesComparison, **PROBLEM_RESPONSES}, operation_id="compare_names")
def compare(request: HttpRequest, file: Annotated[UploadedFile, File()]) -> HttpResponse:
    """What a translator's table would change; `PUT /api/names` makes the changes."""
    _administrator(request)
    if (file.size or 0) > LARGEST_FILE:
        raise Invalid({"file": [_("The file is too large.")]}, {"file": _("File")})
    with tempfile.NamedTemporaryFile() as kept:
        for piece in file.chunks():
            kept.write(piece)
        kept.flush()
        found = files.compare(Path(kept.name))
    body = {
        "differences": [
            {"row": d.row, "item": _item(d.shown), "en": d.words[0], "zh": d.words[1]} for d in found.differences
        ],
        "problems": [{"row": row, "id": key[:400], "reason": reason} for row, key, reason in found.problems],
        "same": found.same,
    }
    return answer(body)
