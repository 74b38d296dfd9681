"""The endpoint of relations: a customer and those around them."""

from __future__ import annotations

from typing import Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from magpie.accounts import relations
from magpie.platform import objects
from magpie.platform.http.problems import PROBLEM_RESPONSES
from magpie.platform.http.records import Number, actor_of, find
from magpie.platform.http.rendering import answer
from magpie.platform.problems import NotFound

router = Router(tags=["relations"])


class GraphNode(Schema):
    """An account or a contact."""

    key: str
    object: Literal["account", "contact"]
    id: int
    title: str
    text: str


class GraphLine(Schema):
    """What one is to the other; `id` is the relationship's, 0 where the line is none of its own."""

    id: int
    source: str
    target: str
    label: str
    inverse: str
    kind: Literal["parent", "works_at", "reports_to", "relationship"]
    note: str


class Graph(Schema):
    """A customer with those around, two steps out; `cut` if there were too many."""

    start: str
    nodes: list[GraphNode]
    lines: list[GraphLine]
    cut: bool


@router.get("/{plural}/{number}/relations", response={200: Graph, **PROBLEM_RESPONSES}, operation_id="read_relations")
def read_relations(request: HttpRequest, plural: str, number: Number) -> HttpResponse:
    """The company tree, the people and the relationships of an account or a contact."""
    object_type = objects.by_plural(plural)
    if object_type is None or object_type.name not in ("account", "contact"):
        raise NotFound
    actor = actor_of(request)
    return answer(relations.graph(find(object_type, number, actor), actor))
