"""What the pages must know of each object to draw lists, forms and buttons by themselves."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _
from ninja import Router, Schema
from pydantic import BaseModel

from magpie.platform import access, actions, cleaning, grouping, layouts, objects, scenes, setup
from magpie.platform.actor import Actor
from magpie.platform.fields import Field
from magpie.platform.http.problems import PROBLEM_RESPONSES
from magpie.platform.http.rendering import answer
from magpie.platform.http.squeezing import Squeezed
from magpie.platform.numbering import giving
from magpie.platform.objects import AUTOMATIC, ObjectType
from magpie.platform.problems import NotFound

router = Router(tags=["objects"])


class ChoiceMeta(Schema):
    """One of the values a field may have."""

    value: str
    label: str
    color: str
    kind: str
    max_days: int | None
    inactive: bool
    group: str


class FieldMeta(Schema):
    """A field as the screens need to know it."""

    name: str
    label: str
    help: str
    type: str
    required: bool
    read_only: bool
    custom: bool
    right: Literal["read", "write"]
    choices: list[ChoiceMeta] | None
    object: str | None
    objects: list[str] | None
    max_length: int | None
    decimals: int | None
    currency_field: str | None
    operators: list[str]
    sortable: bool
    inline: bool
    groupable: bool
    required_from: str | None
    default: str | bool | int | None


class ActionMeta(Schema):
    """An action as the screens need to know it."""

    name: str
    verb: str
    label: str
    confirm: str | None
    danger: bool
    ending: Literal["", "won", "lost"]
    bulk: bool
    input: dict[str, Any]
    available_if: dict[str, Any] | None


class SectionMeta(Schema):
    """Fields that stand together."""

    label: str
    fields: list[str]


class RelatedMeta(Schema):
    """Another object whose records point to this one."""

    object: str
    field: str
    label: str
    addable: bool


class SceneMeta(Schema):
    """A cut through the list, one click away."""

    name: str
    label: str
    filter: dict[str, Any]


class SectionInLanguages(Schema):
    """A section with its heading in both languages."""

    label_en: str
    label_zh: str
    fields: list[str]


class ObjectMeta(Schema):
    """An object as the screens need to know it."""

    name: str
    plural: str
    label: str
    label_plural: str
    icon: str
    group: str
    title_field: str
    columns: list[str]
    board_by: str | None
    stage_field: str | None
    sections: list[SectionMeta]
    highlights: list[str]
    related: list[RelatedMeta]
    rights: dict[str, bool]
    is_setup: bool
    listed: bool
    own: bool
    fields: list[FieldMeta]
    actions: list[ActionMeta]
    scenes: list[SceneMeta]


@router.get("/objects", response={200: list[ObjectMeta], **PROBLEM_RESPONSES}, operation_id="list_objects")
def list_objects(request: HttpRequest) -> HttpResponse:
    """All objects that the caller may read, with their fields, actions and the caller's rights.

    Half a megabyte that every page begins with: made once for each caller and language while the set-up is the same,
    and not sent again to a browser that has it.
    """
    actor: Actor = request.auth  # type: ignore[attr-defined]
    made: dict[Any, Squeezed] = setup.kept("objects of callers", dict)
    user = actor.user
    key = actor.kind, user and (user.pk, user.is_administrator, *user.roles), actor.viewer is None, get_language()
    if key not in made:
        squeezed = Squeezed.of(_everything(actor))
        made[key] = next((other for other in made.values() if other.tag == squeezed.tag), squeezed)
    return made[key].response(request)


def _everything(actor: Actor) -> list[dict[str, Any]]:
    readable = [o for o in objects.all_objects() if access.may(actor, o, "read")]
    names = {o.name for o in readable}
    return [_object(o, actor, readable, names) for o in readable]


@router.get(
    "/objects/{name}/sections",
    response={200: list[SectionInLanguages], **PROBLEM_RESPONSES},
    operation_id="list_sections",
)
def list_sections(request: HttpRequest, name: str) -> Any:
    """The sections of an object's pages with their headings in both languages, for those who arrange them."""
    actor: Actor = request.auth  # type: ignore[attr-defined]
    object_type = objects.find(name)
    if object_type is None or not access.may(actor, object_type, "read"):
        raise NotFound(_("There is nothing at this address."))
    with override("zh-hans"):
        chinese = [section["label"] for section in _sections(object_type, actor)]
    with override("en"):
        english = _sections(object_type, actor)
    return answer(
        [
            {"label_en": section["label"], "label_zh": label, "fields": section["fields"]}
            for section, label in zip(english, chinese, strict=True)
        ]
    )


def _sections(object_type: ObjectType, actor: Actor) -> list[dict[str, Any]]:
    rights = access.field_rights(actor, object_type)
    shown = [f for f in object_type.fields().values() if rights.get(f.name) != "hidden"]
    names = {f.name for f in shown}
    sections = [
        {"label": str(label), "fields": [n for n in members if n in names]}
        for label, members in layouts.sections_of(object_type)
    ]
    placed = {n for section in sections for n in section["fields"]}
    if custom := [f.name for f in shown if f.custom and f.name not in placed]:
        sections.append({"label": _("More"), "fields": custom})
    return [section for section in sections if section["fields"]]


def _object(object_type: ObjectType, actor: Actor, readable: list[ObjectType], names: set[str]) -> dict[str, Any]:
    rights = access.field_rights(actor, object_type)
    fields = [f for f in object_type.fields().values() if rights.get(f.name) != "hidden"]
    shown = {f.name for f in fields}
    return {
        "name": object_type.name,
        "plural": object_type.plural,
        "label": str(object_type.label),
        "label_plural": str(object_type.label_plural),
        "icon": object_type.icon,
        "group": object_type.group,
        "title_field": object_type.title,
        "columns": [n for n in layouts.columns_of(object_type) if n in shown],
        "board_by": object_type.board_by or None,
        "stage_field": object_type.stage_field or None,
        "sections": _sections(object_type, actor),
        "highlights": [n for n in (*giving.fields_of(object_type), *object_type.highlights) if n in shown],
        "related": _related(object_type, readable, actor),
        "rights": {
            right: access.may(actor, object_type, right)
            for right in ("read", "create", "update", "delete", "export", "import")
        },
        "is_setup": object_type.is_setup,
        "listed": object_type.listed,
        "own": object_type.own,
        "fields": [_field(f, object_type, rights, names) for f in fields],
        "actions": [
            _action(a)
            for a in actions.on_object(object_type.name)
            if a.for_people and access.may_act(actor, object_type, a.name) and (a.is_offered is None or a.is_offered())
        ],
        "scenes": [
            {"name": scene.name, "label": str(scene.label), "filter": scene.filter}
            for scene in scenes.of(object_type, actor)
        ],
    }


def _related(object_type: ObjectType, readable: list[ObjectType], actor: Actor) -> list[dict[str, Any]]:
    found = []
    for other in readable:
        if not other.listed or other.is_setup:
            continue
        for field in other.fields().values():
            points_here = field.target == object_type.name and field.name not in AUTOMATIC
            links_here = field.type.name == "link" and (not field.targets or object_type.name in field.targets)
            if (points_here or links_here) and field.type.name != "references":
                addable = not field.read_only and access.may(actor, other, "create")
                found.append(
                    {"object": other.name, "field": field.name, "label": str(other.label_plural), "addable": addable}
                )
                break
    return found


def _field(field: Field, object_type: ObjectType, rights: dict[str, str], names: set[str]) -> dict[str, Any]:
    closed = object_type.closed_stages if field.name == object_type.stage_field else ()
    choices = [
        {
            "value": c.value,
            "label": str(c.label),
            "color": c.color,
            "kind": c.kind or ("lost" if c.value in closed else ""),
            "max_days": c.max_days,
            "inactive": c.inactive,
            "group": c.group,
        }
        for c in field.choices
    ]
    return {
        "name": field.name,
        "label": capitalized(str(field.label)),
        "help": str(field.help or ""),
        "type": field.type.name,
        "required": field.required,
        "read_only": field.read_only,
        "custom": field.custom,
        "right": "read" if field.read_only or field.name in rights else "write",
        "choices": choices or None,
        "object": field.target or None,
        "objects": list(field.targets) or None,
        "max_length": field.max_length,
        "decimals": field.decimals,
        "currency_field": field.currency_field or None,
        "operators": list(field.type.operators),
        "sortable": field.type.sortable,
        "inline": field.type.inline and not field.read_only,
        "groupable": grouping.may_group(field),
        "default": field.default,
        "required_from": cleaning.required_from(object_type).get(field.name),
    }


def capitalized(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]


def _action(action: actions.Action) -> dict[str, Any]:
    return {
        "name": action.name,
        "verb": action.verb,
        "label": str(action.label),
        "confirm": str(action.confirm) or None,
        "danger": action.danger,
        "ending": action.ending,
        "bulk": action.bulk,
        "input": translated(_schema_of(action.input)),
        "available_if": dict(action.available_if) if action.available_if else None,
    }


def _schema_of(model: type[BaseModel]) -> dict[str, Any]:
    """The schema, kept with the set-up: choices in it are those that the company has, in the current language."""
    name = f"input:{get_language()}:{model.__module__}.{model.__qualname__}"
    return setup.kept(name, model.model_json_schema)


def translated(schema: Any) -> Any:
    """A JSON schema with its titles and descriptions in the current language, without the names of our own classes."""
    if isinstance(schema, dict):
        if isinstance(schema.get("properties"), dict):
            schema = {k: v for k, v in schema.items() if k not in ("title", "description")}
        return {
            k: _(v) if k in ("title", "description") and isinstance(v, str) and v else translated(v)
            for k, v in schema.items()
        }
    return [translated(item) for item in schema] if isinstance(schema, list) else schema
