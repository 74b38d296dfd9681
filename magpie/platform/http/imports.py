"""Endpoints of imports: upload, assign columns, look ahead, start, watch, and fetch what went wrong.

An import is seen by who made it and by administrators.
"""

import uuid
from collections.abc import Mapping
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Annotated, Any, Literal

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext as _
from ninja import File, Form, Router, Schema
from ninja.files import UploadedFile

from magpie.platform import access, context, gates, objects
from magpie.platform.actor import Actor
from magpie.platform.http.auth import options_of
from magpie.platform.http.problems import PROBLEM_RESPONSES
from magpie.platform.http.records import Number, actor_of
from magpie.platform.http.rendering import answer
from magpie.platform.importing import doubles, mapping, reading, related, report, running
from magpie.platform.importing.rows import Line
from magpie.platform.models import Import
from magpie.platform.objects import ObjectType
from magpie.platform.problems import Forbidden, Invalid, NotFound, Refused

LOOKED_AT = 1_000  # rows of a preview
SHOWN = 100
router = Router(tags=["imports"])


class ImportColumn(Schema):
    """A column of the file with some of its values."""

    name: str
    samples: list[str]


class ImportAnswer(Schema):
    """An import and how far it has come; `sent` counts the rows sent for approval, by what became of them."""

    id: int
    object: str
    file_name: str
    status: Literal["mapping", "queued", "running", "done", "failed"]
    encoding: str
    sheet: str
    columns: list[ImportColumn]
    mapping: dict[str, str | None]
    match_by: list[str]
    on_match: Literal["update", "skip"]
    on_duplicate: Literal["create", "skip", "update"]
    on_missing: dict[str, Literal["error", "leave_empty", "create"]]
    fixes: dict[str, dict[str, str]]
    automation: Literal["run", "skip", "later"]
    rows_total: int | None
    rows_done: int
    created: int
    updated: int
    skipped: int
    failed: int
    duplicates: int
    remarks: int
    made: dict[str, int]
    sent: dict[str, int]
    error: str
    operation: str
    created_at: str


class ImportPage(Schema):
    """Imports, newest first."""

    items: list[ImportAnswer]


class ImportChange(Schema):
    """How the file is meant; what is not given stays."""

    mapping: dict[str, str | None] | None = None
    match_by: list[str] | None = None
    on_match: Literal["update", "skip"] | None = None
    on_duplicate: Literal["create", "skip", "update"] | None = None
    on_missing: dict[str, Literal["error", "leave_empty", "create"]] | None = None
    fixes: dict[str, dict[str, str]] | None = None
    automation: Literal["run", "skip", "later"] | None = None


class PreviewRow(Schema):
    """What would become of one row."""

    row: int
    values: dict[str, str]
    problems: dict[str, str]
    remarks: list[str]
    outcome: Literal["create", "update", "skip", "duplicate", "error"]


class PreviewDuplicates(Schema):
    """How many rows the rules for duplicates find to be there already, or to be the same as one before them.

    `rows` tells of the rows shown what they are the same as, `rules` how many rows each rule found.
    """

    existing: int
    in_file: int
    left_out: int
    rows: dict[str, str]
    rules: dict[str, int]


class PreviewGate(Schema):
    """What a gate says about the rows, in the words for the first of them, and how many rows it speaks of."""

    gate: str
    outcome: Literal["pass", "ask", "refuse", "approve"]
    text: str
    needs_reason: bool
    approvers: str
    rows: int


class Preview(Schema):
    """The first rows, those with problems before the others, and the counts of all that were looked at.

    `made` says how many related records would be made, by object.
    """

    rows: list[PreviewRow]
    counts: dict[str, int]
    duplicates: PreviewDuplicates
    gates: list[PreviewGate]
    made: dict[str, int]
    looked_at: int


@router.post("/imports", response={201: ImportAnswer, **PROBLEM_RESPONSES}, operation_id="upload_import")
def upload(
    request: HttpRequest,
    file: Annotated[UploadedFile, File()],
    object: Annotated[str, Form()],
    encoding: Annotated[str, Form()] = "",
    sheet: Annotated[str, Form()] = "",
) -> HttpResponse:
    """Take a file, and guess its encoding and which column goes into which field.

    Whether a record is there already is left to the rules for duplicates where they look at what would tell it.
    """
    actor = actor_of(request)
    object_type = _importable(actor, object)
    name = Path("imports") / str(uuid.uuid4())
    path = Path(settings.MEDIA_ROOT) / name
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with path.open("wb") as target:
            for piece in file.chunks():
                target.write(piece)
        how = reading.detect(path, reading.Format(encoding, "", sheet))
        columns = reading.describe(path, how)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    closed = [n for n, right in access.field_rights(actor, object_type).items() if right != "write"]
    closed += [n for n, f in object_type.fields().items() if f.read_only]
    makes = related.may_make(actor, object_type)
    guessed = mapping.guess(object_type, [c["name"] for c in columns], closed, makes)
    matched = mapping.match_fields(object_type, (f for f in guessed.values() if f))
    match_by = [name for name in matched if name not in doubles.compared(object_type)]
    made = Import.objects.create(
        object=object_type.name,
        file_name=Path(file.name or "").name[:255],
        path=str(name),
        encoding=how.encoding,
        separator=how.separator,
        sheet=how.sheet,
        columns=columns,
        mapping=guessed,
        match_by=match_by,
        on_duplicate="create" if match_by == matched else "update",
        created_by=actor.user,
    )
    return answer(_shown(made), 201)


@router.get("/imports", response={200: ImportPage, **PROBLEM_RESPONSES}, operation_id="list_imports")
def list_imports(request: HttpRequest) -> HttpResponse:
    """The latest imports that one may see."""
    some = list(_visible(actor_of(request)).order_by("-id")[:50])
    sent = gates.count_sent([importing.operation for importing in some])
    return answer({"items": [_shown(importing, sent) for importing in some]})


@router.get("/imports/{number}", response={200: ImportAnswer, **PROBLEM_RESPONSES}, operation_id="read_import")
def read(request: HttpRequest, number: Number) -> HttpResponse:
    """One import."""
    return answer(_shown(_find(request, number)))


@router.patch("/imports/{number}", response={200: ImportAnswer, **PROBLEM_RESPONSES}, operation_id="change_import")
def change(request: HttpRequest, number: Number, payload: ImportChange) -> HttpResponse:
    """Say how the file is meant, before the import is started."""
    importing = _open(request, number)
    values = payload.dict(exclude_none=True)
    columns = {c["name"] for c in importing.columns}
    for place in ("mapping", "on_missing", "fixes"):
        if unknown := set(values.get(place, ())) - columns:
            raise Invalid({place: [_("The file has no column “%(name)s”.") % {"name": min(unknown)}]})
    for name, value in values.items():
        setattr(importing, name, value)
    running.importer_of(importing, actor_of(request), [c["name"] for c in importing.columns], dry=True)
    importing.save(update_fields=list(values)) if values else None
    return answer(_shown(importing))


@router.post("/imports/{number}/preview", response={200: Preview, **PROBLEM_RESPONSES}, operation_id="preview_import")
def preview(request: HttpRequest, number: Number) -> HttpResponse:
    """What would become of the first rows; nothing is written."""
    importing = _find(request, number)
    with running.opened(importing) as table:
        importer = running.importer_of(importing, actor_of(request), table.columns, dry=True)
        lines = importer.look(list(islice(table.rows, LOOKED_AT)))
    first = sorted(lines, key=_how_urgent)[:SHOWN]
    outcomes = [line.outcome for line in lines]
    body = {
        "rows": [
            {
                "row": line.number,
                "values": line.texts,
                "problems": {n: " ".join(t) for n, t in line.problems.items()}
                or ({"row": line.reason} if line.outcome == "error" and line.reason else {}),
                "remarks": line.remarks,
                "outcome": line.outcome,
            }
            for line in sorted(first, key=lambda line: line.number)
        ],
        "counts": {name: outcomes.count(name) for name in ("create", "update", "skip", "error")},
        "duplicates": {
            "existing": sum(bool(line.like) for line in lines),
            "left_out": outcomes.count("duplicate"),
            "in_file": sum(bool(line.before and not line.like) for line in lines),
            "rows": {str(line.number): importer.doubles.told(line) for line in first if line.like or line.before},
            "rules": importer.doubles.counted(lines),
        },
        "gates": _gates(importer.said),
        "made": importer.made,
        "looked_at": len(lines),
    }
    return answer(body)


@router.post("/imports/{number}/start", response={200: ImportAnswer, **PROBLEM_RESPONSES}, operation_id="start_import")
def start(request: HttpRequest, number: Number) -> HttpResponse:
    """Hand the import to the workers; answers to gates, given as for any other operation, hold for all rows."""
    with transaction.atomic():
        importing = _open(request, number, lock=True)
        running.importer_of(importing, actor_of(request), [c["name"] for c in importing.columns], dry=True)
        Import.objects.filter(pk=importing.pk).update(answers=options_of(request)["answers"])
        running.enqueue(importing)
    return answer(_shown(importing), Magpie_Operation=str(importing.operation))


@router.get("/imports/{number}/errors", response={200: bytes, **PROBLEM_RESPONSES}, operation_id="errors_of_import")
def errors(request: HttpRequest, number: Number) -> StreamingHttpResponse:
    """The rows that were not imported or need a look, with the reason, as CSV."""
    importing = _find(request, number)
    response = StreamingHttpResponse(report.as_csv(importing), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="import-{importing.pk}.csv"'
    return response


def _gates(said: list[context.Said]) -> list[dict[str, Any]]:
    """What the gates said, each once with the number of rows."""
    found: dict[int, dict[str, Any]] = {}
    for each in said:
        told = {**asdict(each), "gate": str(each.gate), "rows": 0}
        found.setdefault(each.gate, told)["rows"] += 1
    return list(found.values())


def _how_urgent(line: Line) -> tuple[bool, bool, bool, int]:
    """Where a row stands in the preview: errors, then what may be a duplicate, then remarks, then the others."""
    return line.outcome != "error", not (line.like or line.before), not line.remarks, line.number


def _importable(actor: Actor, name: str) -> ObjectType:
    object_type = objects.find(name)
    if object_type is None:
        raise Invalid({"object": [_("There is no object “%(name)s”.") % {"name": name[:100]}]})
    if not access.may(actor, object_type, "import") or not access.may(actor, object_type, "create"):
        raise Forbidden(_("You may not import %(object)s.") % {"object": str(object_type.label_plural)})
    return object_type


def _visible(actor: Actor) -> Any:
    return Import.objects.all() if actor.is_trusted else Import.objects.filter(created_by=actor.user_id)


def _find(request: HttpRequest, number: int) -> Import:
    found: Import | None = _visible(actor_of(request)).filter(pk=number).first()
    if found is None:
        raise NotFound
    return found


def _open(request: HttpRequest, number: int, *, lock: bool = False) -> Import:
    """An import that has not been started."""
    importing = _find(request, number)
    if lock:
        importing = Import.objects.select_for_update().get(pk=number)
    if importing.status != "mapping":
        raise Refused(_("This import has been started already."))
    return importing


def _shown(importing: Import, sent: Mapping[uuid.UUID, dict[str, int]] | None = None) -> dict[str, Any]:
    sent = gates.count_sent([importing.operation]) if sent is None else sent
    shown = {name: getattr(importing, name) for name in ImportAnswer.model_fields if name != "sent"}
    return {
        **shown,
        "sent": sent.get(importing.operation, {}),
        "operation": str(importing.operation),
        "created_at": importing.created_at.isoformat(),
    }
