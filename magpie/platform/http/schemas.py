"""The typed schema of each object for the OpenAPI document, made from its fields.

Values are checked by `magpie.platform.cleaning`, the same for every way in; the schemas only describe them.
"""

from __future__ import annotations

from typing import Annotated, Any

from ninja import Schema
from pydantic import ConfigDict, WithJsonSchema, create_model

from magpie.platform.fields import Field
from magpie.platform.objects import ObjectType

TEXT: dict[str, Any] = {"type": "string"}
REFERENCE = {
    "type": "object",
    "properties": {"id": {"type": "integer"}, "title": TEXT},
    "required": ["id", "title"],
}
LINK = {
    "type": "object",
    "properties": {"object": TEXT, "id": {"type": "integer"}, "title": TEXT},
    "required": ["object", "id", "title"],
}
ADDRESS = {"type": "object", "properties": dict.fromkeys(("street", "city", "state", "postal_code", "country"), TEXT)}
WHOLE = {"type": "integer"}
DECIMAL = {"type": "string", "description": "A decimal number"}


def nullable(schema: dict[str, Any]) -> dict[str, Any]:
    """The schema, or null."""
    return {"anyOf": [schema, {"type": "null"}]}


def output_schema(field: Field) -> dict[str, Any]:
    """What a field looks like in an answer."""
    name = field.type.name
    if name == "references":
        return {"type": "array", "items": REFERENCE}
    if field.target:
        return nullable(REFERENCE)
    if name == "link":
        return nullable(LINK)
    if name in ("number", "money", "computed"):
        return nullable(WHOLE if field.decimals == 0 else DECIMAL)
    if name in ("date", "time", "datetime"):
        return nullable({"type": "string", "description": name})
    others: dict[str, dict[str, Any]] = {
        "boolean": {"type": "boolean"},
        "choices": {"type": "array", "items": TEXT},
        "tags": {"type": "array", "items": TEXT},
        "address": ADDRESS,
        "json": {"anyOf": [{"type": "object"}, {"type": "array"}, {"type": "null"}]},
        "filter": {"anyOf": [{"type": "object"}, {"type": "array"}, {"type": "null"}]},
    }
    return others.get(name, TEXT)


def input_schema(field: Field) -> dict[str, Any]:
    """What may be written into a field."""
    name = field.type.name
    if field.target and name != "references":
        return {
            "anyOf": [
                {"type": "integer"},
                {"type": "object", "properties": {"id": {"type": "integer"}}, "required": ["id"]},
                {"type": "null"},
            ]
        }
    if name == "references":
        return {"type": "array", "items": {"anyOf": [{"type": "integer"}, REFERENCE]}}
    if name in ("number", "money"):
        return {"anyOf": [{"type": "string"}, {"type": "number"}, {"type": "null"}]}
    if name == "link":
        return {"anyOf": [TEXT, LINK, {"type": "null"}]}
    if name == "choice":
        return {"type": "string", "enum": [*(c.value for c in field.choices), ""]}
    return output_schema(field)


class Open(Schema):
    """Custom fields stand beside the built-in ones."""

    model_config = ConfigDict(extra="allow")


def camel(object_type: ObjectType) -> str:
    """The object's name as the name of a schema."""
    return "".join(part.capitalize() for part in object_type.name.split("_"))


def out_of(object_type: ObjectType) -> Any:
    """A record as the API gives it.  Fields that a role hides are missing, so only the number is certain."""
    parts: dict[str, Any] = {
        f.name: (Annotated[Any, WithJsonSchema(output_schema(f))], None)
        for f in object_type.declared_fields()
        if f.name != "id"
    }
    return create_model(camel(object_type), __base__=Open, id=(int, ...), title=(str, ...), **parts)


def in_of(object_type: ObjectType) -> Any:
    """A record as the API takes it, to create or to change."""
    parts: dict[str, Any] = {
        f.name: (Annotated[Any, WithJsonSchema(input_schema(f))], None)
        for f in object_type.declared_fields()
        if not f.read_only
    }
    return create_model(f"{camel(object_type)}Input", __base__=Open, version=(int | None, None), **parts)


def items_of(object_type: ObjectType, out: Any) -> Any:
    """The schema of one page of a list."""
    return create_model(f"{camel(object_type)}Page", __base__=Schema, items=(list[out], ...), next=(str | None, ...))
