"""Endpoints of the choices of built-in fields: which there are, changing a set, moving records to another choice."""

from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Path, Router, Schema
from pydantic import Field

from magpie.platform.actor import Actor
from magpie.platform.choices import applying, changing, sets
from magpie.platform.choices.sets import Known
from magpie.platform.http.auth import options_of
from magpie.platform.http.metadata import capitalized
from magpie.platform.http.problems import PROBLEM_RESPONSES
from magpie.platform.http.records import actor_of
from magpie.platform.http.rendering import answer
from magpie.platform.models import ChoiceSet
from magpie.platform.names import words

router = Router(tags=["choices"])
SetName = Annotated[str, Path(max_length=100)]
Value = Annotated[str, Field(max_length=40)]
Name = Annotated[str, Field(max_length=200)]
Color = Literal[
    "", "blue", "cyan", "green", "lime", "gold", "orange", "volcano", "red", "magenta", "purple", "geekblue"
]


class ChoiceSetField(Schema):
    """A field that has the set."""

    object: str
    object_label: str
    field: str
    label: str


class ChoiceShown(Schema):
    """A choice as it is shown now."""

    value: str
    label: str
    color: str
    inactive: bool


class ChoiceSetItem(Schema):
    """A set of choices; `is_open` says whether choices can be added, ordered and retired."""

    name: str
    fields: list[ChoiceSetField]
    is_open: bool
    is_changed: bool
    choices: list[ChoiceShown]


class ChoiceSets(Schema):
    """All sets."""

    items: list[ChoiceSetItem]


class ChoiceItem(ChoiceShown):
    """A choice with its names: `en` and `zh` are the company's, empty where the delivered ones stand."""

    en: str
    zh: str
    delivered_en: str
    delivered_zh: str
    is_added: bool
    is_fixed: bool  # the product itself writes it: it cannot be retired
    used: int


class ChoiceSetAnswer(Schema):
    """One set in full; `version` is 0 while it is as delivered."""

    name: str
    fields: list[ChoiceSetField]
    is_open: bool
    version: int
    choices: list[ChoiceItem]


class ChoiceInput(Schema):
    """A choice as it is to be; a new one has no value, or one that programs are to use."""

    value: Value = ""
    en: Name = ""
    zh: Name = ""
    color: Color = ""
    inactive: bool = False


class ChoiceSetInput(Schema):
    """The choices in the order in which they are to be offered; added ones that are missing are removed."""

    version: Annotated[int, Field(ge=0, lt=2**31)] | None = None
    choices: Annotated[list[ChoiceInput], Field(min_length=1, max_length=200)]


class ChoiceMove(Schema):
    """Give the records that have `value` the choice `to`."""

    value: Value
    to: Value


class ChoiceMoved(Schema):
    """The changes in the background that were begun, one for each object."""

    jobs: list[int]


def _administrator(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    changing.administrator(actor)
    return actor


@router.get("/choices", response={200: ChoiceSets, **PROBLEM_RESPONSES}, operation_id="list_own_choices")
def list_sets(request: HttpRequest) -> HttpResponse:
    """The built-in fields with choices, those that share them together."""
    _administrator(request)
    items = []
    for known in sets.all_sets().values():
        renamed = any(
            ("choice", f"{field.name}:{value}") in words.of_object(object_type.name)
            for object_type, field in known.fields
            for value in known.delivered
        )
        items.append(
            {
                "name": known.name,
                "fields": _fields(known),
                "is_open": known.is_open,
                "is_changed": renamed or bool(applying.rows_of(known.name)),
                "choices": [_shown(choice) for choice in known.current()],
            }
        )
    return answer({"items": items})


@router.get("/choices/{name}", response={200: ChoiceSetAnswer, **PROBLEM_RESPONSES}, operation_id="read_own_choices")
def read(request: HttpRequest, name: SetName) -> HttpResponse:
    """The choices of a set, with how many records have each."""
    _administrator(request)
    return answer(_whole(changing.get(name)))


@router.put("/choices/{name}", response={200: ChoiceSetAnswer, **PROBLEM_RESPONSES}, operation_id="change_own_choices")
def change(request: HttpRequest, name: SetName, payload: ChoiceSetInput) -> HttpResponse:
    """Make these the choices of the set: all that is given, or nothing."""
    actor = _administrator(request)
    wanted = [changing.Wanted(c.value, c.en, c.zh, c.color, c.inactive) for c in payload.choices]
    operation = changing.change(name, wanted, actor=actor, version=payload.version, **options_of(request))
    return answer(_whole(changing.get(name)), Magpie_Operation=str(operation))


@router.post("/choices/{name}/move", response={200: ChoiceMoved, **PROBLEM_RESPONSES}, operation_id="move_own_choice")
def move(request: HttpRequest, name: SetName, payload: ChoiceMove) -> HttpResponse:
    """Begin to give all records of one choice another one, in the background."""
    actor = _administrator(request)
    jobs = changing.move(name, payload.value, payload.to, actor=actor, answers=options_of(request)["answers"])
    return answer({"jobs": [job.pk for job in jobs]})


def _whole(known: Known) -> dict[str, Any]:
    uses = known.uses()
    delivered = changing.delivered_words(known)
    first, field = known.fields[0]
    own = words.of_object(first.name)
    added = {row["value"]: row for row in applying.rows_of(known.name) if applying.is_added(row)}
    choices = []
    for choice in known.current():
        row = added.get(choice.value)
        en, zh = own.get(("choice", f"{field.name}:{choice.value}"), words.NONE)
        given = delivered.get(choice.value, words.NONE)
        choices.append(
            {
                **_shown(choice),
                "en": str(row.get("label_en") or "") if row else en,
                "zh": str(row.get("label_zh") or "") if row else zh,
                "delivered_en": given[0],
                "delivered_zh": given[1],
                "is_added": row is not None,
                "is_fixed": choice.value in known.fixed,
                "used": sum(uses.get(choice.value, {}).values()),
            }
        )
    version = ChoiceSet.objects.filter(name=known.name).values_list("version", flat=True).first() or 0
    return {
        "name": known.name, "fields": _fields(known), "is_open": known.is_open, "version": version, "choices": choices,
    }  # fmt: skip


def _fields(known: Known) -> list[dict[str, str]]:
    return [
        {
            "object": object_type.name, "object_label": str(object_type.label), "field": field.name,
            "label": capitalized(str(object_type.field(field.name).label)),
        }
        for object_type, field in known.fields
    ]  # fmt: skip


def _shown(choice: Any) -> dict[str, Any]:
    return {"value": choice.value, "label": str(choice.label), "color": choice.color, "inactive": choice.inactive}
