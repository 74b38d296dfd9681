"""Pipelines and their stages as the rest of sales needs them: the usual one, its first stage, its won and lost ones."""

from __future__ import annotations

from magpie.platform import context, records
from magpie.platform.actor import SYSTEM
from magpie.platform.fields import Choice
from magpie.platform.fields.registry import TwoLanguages
from magpie.sales import rules
from magpie.sales.models import Pipeline, Stage

COLORS = {"open": "blue", "won": "green", "lost": "default"}


def stage_choices() -> tuple[Choice, ...]:
    """All stages in the order of their pipelines, as the choices of an opportunity's stage."""
    return tuple(
        Choice(str(stage.pk), TwoLanguages(stage.name_en, stage.name_zh), COLORS[stage.kind], stage.kind)
        for stage in Stage.objects.order_by("pipeline__position", "pipeline_id", "position", "id")
    )


def default_pipeline() -> Pipeline:
    """The pipeline of opportunities that name none; made with the usual stages if there is none at all."""
    found: Pipeline | None = Pipeline.objects.order_by("-is_default", "position", "id").first()
    if found is not None:
        return found
    with context.acting(SYSTEM, "pipeline.make_default"):
        pipeline = records.create(Pipeline, {"name": "标准 Standard", "is_default": True, "position": 1}, actor=SYSTEM)
        for position, (name_en, name_zh, probability, kind) in enumerate(rules.USUAL_STAGES, 1):
            values = {"name_en": name_en, "name_zh": name_zh, "probability": probability, "kind": kind}
            records.create(Stage, {**values, "pipeline": pipeline.pk, "position": position}, actor=SYSTEM)
    return pipeline


def stages_of(pipeline_id: int, kind: str = "") -> list[Stage]:
    """The stages of a pipeline in their order."""
    found = Stage.objects.filter(pipeline_id=pipeline_id).order_by("position", "id")
    return list(found.filter(kind=kind) if kind else found)
