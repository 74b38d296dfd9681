"""The stages of a pipeline as one thing: read with what depends on them, and set as a whole."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema
from pydantic import Field

from magpie.platform import objects
from magpie.platform.http.auth import options_of
from magpie.platform.http.problems import PROBLEM_RESPONSES
from magpie.platform.http.records import Number, actor_of, find
from magpie.platform.http.rendering import answer
from magpie.sales import stage_setup
from magpie.sales.models import Pipeline, Stage

router = Router(tags=["pipelines"])
Key = Annotated[int, Field(gt=0, lt=2**63)]
Text = Annotated[str, Field(max_length=100)]


class StageLine(Schema):
    """A stage as it shall be; without a number a new one."""

    id: Key | None = None
    name_en: Text = ""
    name_zh: Text = ""
    kind: Literal["open", "won", "lost"] = "open"
    probability: Annotated[int, Field(ge=0, le=100)] = 0
    max_days: Annotated[Decimal | None, Field(ge=0, le=10_000)] = None
    required: Annotated[list[Annotated[str, Field(max_length=50)]], Field(max_length=50)] = []


class StageMove(Schema):
    """Where the opportunities of a stage that goes move: a place in the new order, from 0."""

    stage: Key
    to: Annotated[int, Field(ge=0, le=100)]


class StagesInput(Schema):
    """All stages of a pipeline in their order."""

    stages: Annotated[list[StageLine], Field(max_length=50)]
    moves: Annotated[list[StageMove], Field(max_length=50)] = []


class StageItem(Schema):
    """A stage with what depends on it."""

    id: int
    name_en: str
    name_zh: str
    kind: Literal["open", "won", "lost"]
    probability: int
    max_days: Decimal | None
    required: list[str]
    count: int


class StagesAnswer(Schema):
    """The stages of a pipeline in their order."""

    items: list[StageItem]


@router.get(
    "/pipelines/{number}/stages", response={200: StagesAnswer, **PROBLEM_RESPONSES}, operation_id="stages_of_pipeline"
)
def stages(request: HttpRequest, number: Number) -> HttpResponse:
    """The stages of a pipeline, how many opportunities are in each, and the fields required from each on."""
    return answer(_shown(find(objects.get("pipeline"), number, actor_of(request))))


@router.put("/pipelines/{number}/stages", response={200: StagesAnswer, **PROBLEM_RESPONSES}, operation_id="set_stages")
def set_stages(request: HttpRequest, number: Number, payload: StagesInput) -> HttpResponse:
    """Make the stages of a pipeline these: all of it, or nothing."""
    actor = actor_of(request)
    pipeline = find(objects.get("pipeline"), number, actor)
    lines = [
        stage_setup.Line(**{**line.model_dump(), **_names(line), "required": tuple(line.required)})
        for line in payload.stages
    ]
    moves = {move.stage: move.to for move in payload.moves}
    operation = stage_setup.set_stages(pipeline, lines, moves, actor=actor, **options_of(request))
    return answer(_shown(pipeline), Magpie_Operation=str(operation))


def _names(line: StageLine) -> dict[str, str]:
    return {"name_en": line.name_en.strip(), "name_zh": line.name_zh.strip()}


def _shown(pipeline: Pipeline) -> dict[str, list[dict[str, object]]]:
    found = list(Stage.objects.filter(pipeline=pipeline).order_by("position", "id"))
    counts, required = stage_setup.counts(pipeline), stage_setup.requirements(found)
    return {
        "items": [
            {
                "id": s.pk, "name_en": s.name_en, "name_zh": s.name_zh, "kind": s.kind, "probability": s.probability,
                "max_days": s.max_days, "required": required.get(s.pk, []), "count": counts.get(s.pk, 0),
            }
            for s in found
        ]
    }  # fmt: skip
