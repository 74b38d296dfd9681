"""Pipelines and their stages as the rest of sales needs them: the usual one, its first stage, its won and lost ones."""

from __future__ import annotations

from magpie.platform import context, records, setup
from magpie.platform.actor import SYSTEM
from magpie.platform.fields import Choice
from magpie.platform.fields.registry import TwoLanguages
from magpie.sales import rules
from magpie.sales.models import Pipeline, Stage

COLORS = {"open": "blue", "won": "green", "lost": "default"}


def all_stages() -> dict[int, Stage]:
    """All stages by number, in the order of their pipelines; kept until the set-up changes."""

    def load() -> dict[int, Stage]:
        found = Stage.objects.select_related("pipeline")
        return {s.pk: s for s in found.order_by("pipeline__position", "pipeline_id", "position", "id")}

    return setup.kept("stages", load)


def stage(number: int) -> Stage:
    """The stage of that number, also one made a moment ago."""
    kept = all_stages().get(number)
    found: Stage = kept if kept is not None else Stage.objects.get(pk=number)
    return found


def stage_choices() -> tuple[Choice, ...]:
    """All stages as the choices of an opportunity's stage."""
    return tuple(
        Choice(
            str(s.pk),
            TwoLanguages(s.name_en, s.name_zh),
            COLORS[s.kind],
            s.kind,
            int(s.max_days) if s.max_days is not None and s.kind == "open" else None,
            group=str(s.pipeline.name),
        )
        for s in all_stages().values()
    )


def default_pipeline() -> Pipeline:
    """The pipeline of opportunities that name none; made with the usual stages if there is none at all."""

    def load() -> Pipeline | None:
        found: Pipeline | None = Pipeline.objects.order_by("-is_default", "position", "id").first()
        return found

    kept = setup.kept("default_pipeline", load)
    if kept is not None:
        return kept
    with context.acting(SYSTEM, "pipeline.make_default"):
        pipeline = records.create(Pipeline, {"name": "标准 Standard", "is_default": True, "position": 1}, actor=SYSTEM)
        for position, (name_en, name_zh, probability, kind) in enumerate(rules.USUAL_STAGES, 1):
            values = {"name_en": name_en, "name_zh": name_zh, "probability": probability, "kind": kind}
            records.create(Stage, {**values, "pipeline": pipeline.pk, "position": position}, actor=SYSTEM)
    return pipeline


def stages_of(pipeline_id: int, kind: str = "") -> list[Stage]:
    """The stages of a pipeline in their order, all or those of one kind."""
    return [s for s in all_stages().values() if s.pipeline_id == pipeline_id and kind in ("", s.kind)]
