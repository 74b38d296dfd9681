"""Endpoints of the designer of print templates, for those who may change these: starts, values, previews, versions."""

import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import Field

from magpie.platform import access, objects
from magpie.platform.actor import Actor
from magpie.platform.http.metadata import capitalized
from magpie.platform.http.problems import PROBLEM_RESPONSES
from magpie.platform.http.records import Number, actor_of, find
from magpie.platform.http.rendering import answer
from magpie.platform.models import Event, User
from magpie.platform.objects import ObjectType
from magpie.platform.problems import Forbidden, Invalid, NotFound
from magpie.platform.texts import LONGEST_TEMPLATE
from magpie.prints import blocks, mistakes, printing, starts
from magpie.prints.models import Letterhead, PrintTemplate
from magpie.prints.objects import printable
from magpie.prints.printing import Reader
from magpie.prints.values import relations

router = Router(tags=["prints"])
Blocks = Annotated[list[blocks.AnyBlock], Field(max_length=blocks.MOST_BLOCKS)]
SHOWN_VERSIONS = 50
LEFT_OUT = ("json", "filter", "file", "references")


class PrintStart(Schema):
    """Something to start a template from."""

    key: str
    object: str
    label: str
    name_en: str
    name_zh: str
    paper: Literal["a4", "a5", "letter", "receipt"]
    blocks: list[blocks.AnyBlock]


class PrintStarts(Schema):
    """Starts: the built-in ones, then a sketch for each object."""

    items: list[PrintStart]


class PrintValue(Schema):
    """A value that a template can name."""

    path: str
    label: str
    type: str


class PrintRelation(Schema):
    """Records that point to the printed one, with their values."""

    object: str
    label: str
    values: list[PrintValue]


class PrintValues(Schema):
    """All that a template of an object can name."""

    values: list[PrintValue]
    relations: list[PrintRelation]
    others: list[PrintValue]


class PrintPreviewInput(Schema):
    """A template as it is being written, and the record to try it with."""

    object: Annotated[str, Field(max_length=60)]
    mode: Literal["blocks", "code"] = "blocks"
    blocks: Blocks = []
    body: Annotated[str, Field(max_length=LONGEST_TEMPLATE)] = ""
    language: Literal["reader", "record", "zh-hans", "en"] = "reader"
    paper: Literal["a4", "a5", "letter", "receipt"] = "a4"
    orientation: Literal["portrait", "landscape"] = "portrait"
    letterhead: Annotated[int, Field(gt=0, lt=2**63)] | None = None
    record: Annotated[int, Field(gt=0, lt=2**63)] | None = None
    which: Literal["newest", "longest", "emptiest"] = "newest"


class PrintSlip(Schema):
    """What is wrong with a template, and in which line (0: none in particular)."""

    line: int
    text: str


class PrintPreview(Schema):
    """The first pages as PNG (base64), the template that blocks make, and what is wrong with it."""

    record: int
    title: str
    pages: int
    pictures: list[str]
    body: str
    slips: list[PrintSlip]
    missing: list[str]


class PrintVersion(Schema):
    """The template as somebody left it."""

    id: int
    at: datetime.datetime
    by: str
    changed: list[str]
    mode: Literal["blocks", "code"]
    blocks: list[blocks.AnyBlock]
    body: str


class PrintVersions(Schema):
    """Versions, newest first."""

    items: list[PrintVersion]


def _designer(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    if not access.may(actor, objects.get("print_template"), "update"):
        raise Forbidden
    return actor


def _printable(name: str) -> ObjectType:
    found = next((o for o in printable() if o.name == name), None)
    if found is None:
        raise Invalid({"object": [_("There is no object “%(name)s” that can be printed.") % {"name": name[:60]}]})
    return found


@router.get("/prints/starts", response={200: PrintStarts, **PROBLEM_RESPONSES}, operation_id="print_starts")
def list_starts(request: HttpRequest) -> HttpResponse:
    """What a new template can start from."""
    actor = _designer(request)
    items = [
        {
            "key": start["key"], "object": start["object"], "label": str(objects.get(start["object"]).label),
            "name_en": start["name_en"], "name_zh": start["name_zh"], "paper": start.get("paper", "a4"),
            "blocks": starts.keyed(start["blocks"]),
        }
        for start in starts.STARTS
        if objects.find(start["object"]) is not None
    ]  # fmt: skip
    for object_type in printable():
        if access.may(actor, object_type, "read"):
            label = str(object_type.label)
            items.append(
                {
                    "key": f"blank-{object_type.name}", "object": object_type.name, "label": label, "name_en": label,
                    "name_zh": label, "paper": "a4", "blocks": starts.blank(object_type.name),
                }
            )  # fmt: skip
    return answer({"items": items})


@router.get("/prints/values", response={200: PrintValues, **PROBLEM_RESPONSES}, operation_id="print_values")
def list_values(request: HttpRequest, object: Annotated[str, Query(max_length=60)]) -> HttpResponse:
    """What a template of that object can name, with labels in the caller's language."""
    actor = _designer(request)
    object_type = _printable(object)
    related = [
        {"object": name, "label": str(other.label_plural), "values": _values(other, actor, reach=True)}
        for name, (other, _field) in relations(object_type, actor).items()
        if other.name != "file"
    ]
    company = {
        "company.name": _("Company"), "company.address": _("Address"), "company.phone": _("Telephone"),
        "company.tax_number": _("Tax number"), "company.bank": _("Bank and account"),
        "printed.by": _("Printed by"), "printed.on": _("Printed on"),
    }  # fmt: skip
    others = [{"path": path, "label": label, "type": "text"} for path, label in company.items()]
    return answer({"values": _values(object_type, actor, reach=True), "relations": related, "others": others})


def _values(object_type: ObjectType, actor: Actor, *, reach: bool) -> list[dict[str, Any]]:
    """The fields, and those of what they refer to."""
    found = []
    hidden = access.field_rights(actor, object_type)
    for field in object_type.fields().values():
        if hidden.get(field.name) == "hidden" or (field.type.name in LEFT_OUT and field.type.name != "references"):
            continue
        label = capitalized(str(field.label))
        found.append({"path": field.name, "label": label, "type": field.type.name})
        target = objects.find(field.target) if reach and field.type.name in ("reference", "user") else None
        if target is not None and access.may(actor, target, "read"):
            further = [v for v in _values(target, actor, reach=False) if v["path"] not in objects.AUTOMATIC]
            found += [
                {"path": f"{field.name}.{v['path']}", "label": f"{label} · {v['label']}", "type": v["type"]}
                for v in further
            ]
    if reach:
        found.append({"path": "url", "label": _("Web address of the record"), "type": "url"})
    return found


@router.post("/prints/preview", response={200: PrintPreview, **PROBLEM_RESPONSES}, operation_id="preview_print")
def preview(request: HttpRequest, payload: PrintPreviewInput) -> HttpResponse:
    """What a template, saved or not, makes of a record: pages as pictures, or what is wrong with it."""
    actor = _designer(request)
    object_type = _printable(payload.object)
    body = blocks.template_of(payload.blocks) if payload.mode == "blocks" else payload.body
    if payload.record is not None:
        record = find(object_type, payload.record, actor)
    else:
        record = printing.extreme(object_type, actor, payload.which)
    draft = PrintTemplate(
        name_en="preview", object=object_type.name, language=payload.language, paper=payload.paper,
        orientation=payload.orientation, body=body,
        letterhead=Letterhead.objects.filter(pk=payload.letterhead or 0).first(),
    )  # fmt: skip
    about = {
        "record": record.pk if record else 0,
        "title": object_type.title_of(record) if record else "",
        "body": body,
    }
    if record is None:
        slips = [{"line": s.line, "text": s.text} for s in mistakes.slips_of(body)]
        slips = slips or [{"line": 0, "text": _("There is no record yet to try this with.")}]
        return answer({**about, "pages": 0, "pictures": [], "slips": slips, "missing": []})
    made = printing.preview(draft, record, Reader.now(actor))
    return answer(
        {
            **about, "pages": made.pages, "pictures": made.pictures, "missing": list(made.missing)[:50],
            "slips": [{"line": s.line, "text": s.text} for s in made.slips[:50]],
        }
    )  # fmt: skip


@router.get(
    "/prints/templates/{number}/versions", response={200: PrintVersions, **PROBLEM_RESPONSES},
    operation_id="print_template_versions",
)  # fmt: skip
def versions(request: HttpRequest, number: Number) -> HttpResponse:
    """The template as it was after each change, to look at and to take back."""
    _designer(request)
    if not PrintTemplate.objects.filter(pk=number).exists():
        raise NotFound
    object_type = objects.get("print_template")
    labels = {f.column or n: capitalized(str(f.label)) for n, f in object_type.fields().items()}
    quiet = {"id", "version", "created_at", "updated_at"}
    found = list(
        Event.objects.filter(object="print_template", record_id=number, kind__in=["created", "updated"]).order_by(
            "-id"
        )[:SHOWN_VERSIONS]
    )
    people = dict(User.objects.filter(pk__in={e.actor_id for e in found if e.actor_id}).values_list("pk", "name"))
    items = [
        {
            "id": event.id, "at": event.at.isoformat(), "by": people.get(event.actor_id or 0, ""),
            "changed": [labels[c] for c in event.changed if c in labels and c not in quiet]
            if event.kind == "updated" else [],
            "mode": event.record.get("mode") or "blocks", "blocks": event.record.get("blocks") or [],
            "body": event.record.get("body") or "",
        }
        for event in found
    ]  # fmt: skip
    return answer({"items": items})
