"""Endpoints of numbering: the schemes with what comes next, making one with its field, and trying pieces out."""

from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Schema
from pydantic import Field

from magpie.platform import context, objects
from magpie.platform.actor import Actor
from magpie.platform.http.auth import options_of
from magpie.platform.http.problems import PROBLEM_RESPONSES
from magpie.platform.http.records import actor_of
from magpie.platform.http.rendering import answer
from magpie.platform.models import GivenNumber, NumberScheme
from magpie.platform.numbering import giving, pieces
from magpie.platform.numbering import objects as declared
from magpie.platform.problems import Forbidden, Invalid

router = Router(tags=["numbering"])
Short = Annotated[str, Field(max_length=50)]
Reset = Literal["never", "yearly", "monthly", "daily"]
SHOWN = 3


class NumberPiece(Schema):
    """One piece of a number: its value (a text, a field's name) or width."""

    kind: Literal["text", "year", "year2", "month", "day", "sequence", "field"]
    value: Annotated[str, Field(max_length=50)] = ""
    width: Annotated[int, Field(ge=1, le=12)] = 1


class NumberPattern(Schema):
    """How numbers are built; with the number of a scheme, what comes next in it."""

    object: Short
    pieces: Annotated[list[NumberPiece], Field(max_length=12)]
    reset: Reset = "never"
    start: Annotated[int, Field(ge=0, le=1_000_000_000)] = 1
    scheme: Annotated[int, Field(gt=0, lt=2**63)] | None = None


class NewNumberScheme(Schema):
    """A new scheme, with the label of the field that it fills."""

    object: Short
    label_en: Annotated[str, Field(max_length=100)] = ""
    label_zh: Annotated[str, Field(max_length=100)] = ""
    pieces: Annotated[list[NumberPiece], Field(max_length=12)]
    reset: Reset = "never"
    date_field: Short = ""
    start: Annotated[int, Field(ge=0, le=1_000_000_000)] = 1
    is_gap_free: bool = True


class NumbersAhead(Schema):
    """The next numbers, or what is wrong with the pieces."""

    numbers: list[str]
    problem: str


class NumberSchemeItem(Schema):
    """A scheme, the field that it fills, what comes next, and how many numbers were given."""

    id: int
    version: int
    object: str
    object_label: str
    field: str
    field_label: str
    pieces: list[NumberPiece]
    reset: Reset
    date_field: str
    start: int
    is_gap_free: bool
    is_active: bool
    next: list[str]
    given: int


class NumberSchemes(Schema):
    """All schemes."""

    items: list[NumberSchemeItem]


def _administrator(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    if not actor.is_trusted:
        raise Forbidden(_("Only administrators set up numbers."))
    return actor


@router.get("/numbering", response={200: NumberSchemes, **PROBLEM_RESPONSES}, operation_id="list_numbering")
def schemes(request: HttpRequest) -> HttpResponse:
    """All schemes with the numbers that come next."""
    _administrator(request)
    return answer({"items": [_item(scheme) for scheme in NumberScheme.objects.order_by("object", "pk")]})


def _item(scheme: NumberScheme) -> dict[str, Any]:
    target = objects.find(scheme.object)
    field = target.fields().get(scheme.field) if target else None
    return {
        "id": scheme.pk, "version": scheme.version, "object": scheme.object,
        "object_label": str(target.label) if target else scheme.object, "field": scheme.field,
        "field_label": str(field.label) if field else scheme.field, "pieces": scheme.pieces, "reset": scheme.reset,
        "date_field": scheme.date_field, "start": scheme.start, "is_gap_free": scheme.is_gap_free,
        "is_active": scheme.is_active, "next": _ahead(scheme.pieces, scheme),
        "given": GivenNumber.objects.filter(scheme=scheme).count(),
    }  # fmt: skip


def _ahead(given: list[dict[str, Any]], scheme: NumberScheme) -> list[str]:
    """The next numbers of this day; fields stand with their names."""
    day = timezone.localtime(timezone.now(), timezone.get_default_timezone()).date()
    first = giving.coming(scheme, day) if scheme.pk else int(scheme.start)
    target = objects.find(scheme.object)
    labels = {name: f"[{field.label}]" for name, field in target.fields().items()} if target else {}
    return [pieces.build(given, first + step, day, labels) for step in range(SHOWN)]


@router.post("/numbering", response={201: NumberSchemeItem, **PROBLEM_RESPONSES}, operation_id="make_number_scheme")
def make(request: HttpRequest, payload: NewNumberScheme) -> HttpResponse:
    """Make a scheme and the field that it fills in one step."""
    actor = _administrator(request)
    values = payload.model_dump(exclude={"label_en", "label_zh", "pieces"})
    values["pieces"] = [_plain(piece) for piece in payload.pieces]
    with context.acting(actor, whole=True, **options_of(request)) as current:
        made = declared.make(values, payload.label_en.strip(), payload.label_zh.strip(), actor=actor)
    return answer(_item(made), 201, Magpie_Operation=str(current.operation))


@router.post("/numbering/ahead", response={200: NumbersAhead, **PROBLEM_RESPONSES}, operation_id="try_numbers")
def ahead(request: HttpRequest, payload: NumberPattern) -> HttpResponse:
    """The next three numbers by these pieces, or why they do not fit; nothing is written."""
    _administrator(request)
    target = objects.find(payload.object)
    if target is None:
        raise Invalid({"object": [_("There is no object “%(name)s”.") % {"name": payload.object}]})
    given = [_plain(piece) for piece in payload.pieces]
    if problem := pieces.problem_of(target, given, payload.reset):
        return answer({"numbers": [], "problem": problem})
    stored = NumberScheme.objects.filter(pk=payload.scheme).first() if payload.scheme else None
    scheme = stored or NumberScheme(object=target.name, start=payload.start)
    scheme.reset = payload.reset
    return answer({"numbers": _ahead(given, scheme), "problem": ""})


def _plain(piece: NumberPiece) -> dict[str, Any]:
    found: dict[str, Any] = {"kind": piece.kind}
    if piece.kind in ("text", "field"):
        found["value"] = piece.value
    if piece.kind == "sequence":
        found["width"] = piece.width
    return found
