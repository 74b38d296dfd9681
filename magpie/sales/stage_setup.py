"""Sets the stages of a pipeline as a whole: their order, names, chances, and the fields required from each on.

All of it comes to be or nothing does, under one operation that can be taken back.  A stage that opportunities are in
goes only when it is said to which stage they move; workflows do not run for that.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from magpie.platform import access, bulk, context, objects, records
from magpie.platform.actor import Actor
from magpie.platform.models import StageRequirement
from magpie.platform.problems import Forbidden, Invalid, Refused
from magpie.sales.models import Opportunity, Pipeline, Playbook, Stage

ACTION = "pipeline.set_stages"


@dataclass(frozen=True)
class Line:
    """One stage as it shall be; without a number a new one."""

    id: int | None
    name_en: str
    name_zh: str
    kind: str
    probability: int
    max_days: Decimal | None
    required: tuple[str, ...]


def counts(pipeline: Pipeline) -> dict[int, int]:
    """How many opportunities are in each stage, whoever may see them."""
    found = Opportunity.objects.filter(stage__pipeline=pipeline).values_list("stage").annotate(count=Count("pk"))
    return {stage: count for stage, count in found.order_by() if stage}


def requirements(stages: Sequence[Stage]) -> dict[int, list[str]]:
    """The fields required from each of these stages on."""
    wanted = {str(s.pk) for s in stages}
    rows = StageRequirement.objects.filter(object="opportunity", stage__in=wanted).order_by("pk")
    found: dict[int, list[str]] = {}
    for row in rows:
        found.setdefault(int(row.stage), []).append(row.field)
    return found


def set_stages(
    pipeline: Pipeline, lines: Sequence[Line], moves: Mapping[int, int], *, actor: Actor, **options: Any
) -> uuid.UUID:
    """Make the pipeline's stages these, in this order; `moves` says for stages that go to which place in the order
    their opportunities move.  Gives the operation.
    """
    for name in ("stage", "stage_requirement"):
        if not all(access.may(actor, objects.get(name), right) for right in ("create", "update", "delete")):
            raise Forbidden(_("You may not change the stages."))
    with context.acting(actor, ACTION, whole=True, **options) as current:
        records.lock(objects.get("pipeline"), pipeline.pk)
        there = {s.pk: s for s in Stage.objects.filter(pipeline=pipeline)}
        _check(lines, there)
        stages = [_write(pipeline, line, place, there, actor) for place, line in enumerate(lines, 1)]
        kept = {s.pk for s in stages}
        gone = [stage for pk, stage in there.items() if pk not in kept]
        for stage in gone:
            _empty(stage, stages, moves, actor)
        _require([*stages, *gone], lines, actor)
        for stage in gone:
            records.delete(stage, actor=actor)
        return current.operation


def _check(lines: Sequence[Line], there: Mapping[int, Stage]) -> None:
    numbers = [line.id for line in lines if line.id is not None]
    if len(set(numbers)) < len(numbers) or not set(numbers) <= set(there):
        raise Invalid({"stages": [_("These stages have been changed meanwhile. Load the page again.")]})
    kinds = {line.kind for line in lines}
    if not kinds >= {"open", "won", "lost"}:
        raise Invalid({"stages": [_("A pipeline needs a stage under way, one that is won and one that is lost.")]})
    if any(not line.name_en and not line.name_zh for line in lines):
        raise Invalid({"stages": [_("Every stage needs a name.")]})
    required = [name for line in lines for name in line.required]
    if twice := next((name for name in required if required.count(name) > 1), None):
        field = objects.get("opportunity").fields().get(twice)
        told = {"field": str(field.label) if field else twice}
        raise Invalid({"stages": [_("“%(field)s” can be required from one stage on only.") % told]})


def _write(pipeline: Pipeline, line: Line, place: int, there: Mapping[int, Stage], actor: Actor) -> Stage:
    values = {
        "name_en": line.name_en or line.name_zh, "name_zh": line.name_zh, "kind": line.kind,
        "probability": line.probability, "max_days": line.max_days, "position": place * 10,
    }  # fmt: skip
    if line.id is None:
        return records.create(Stage, {**values, "pipeline": pipeline.pk}, actor=actor)
    return records.update(there[line.id], values, actor=actor)


def _empty(stage: Stage, stages: Sequence[Stage], moves: Mapping[int, int], actor: Actor) -> None:
    """Move the opportunities of a stage that goes; Refused if nobody said where to, or some cannot."""
    name = _name(stage)
    if Playbook.objects.filter(stage=stage).exists():
        raise Refused(
            _("The playbook of the stage “%(stage)s” needs it. Give it another stage first.") % {"stage": name}
        )
    ids = list(Opportunity.objects.filter(stage=stage).values_list("pk", flat=True))
    if not ids:
        return
    place = moves.get(stage.pk)
    if place is None or not 0 <= place < len(stages):
        text = ngettext(
            "%(count)d opportunity is in the stage “%(stage)s”. Say to which stage it moves.",
            "%(count)d opportunities are in the stage “%(stage)s”. Say to which stage they move.",
            len(ids),
        )
        raise Refused(text % {"count": len(ids), "stage": name})
    result = bulk.update_many(
        objects.get("opportunity"), ids, {"stage": stages[place].pk}, actor=actor, automation="skip"
    )
    if result.failed:
        first = result.failed[0]
        told = {"count": len(result.failed), "title": first.title, "detail": first.detail}
        raise Refused(_("%(count)d opportunities cannot move. “%(title)s”: %(detail)s") % told)


def _require(stages: Sequence[Stage], lines: Sequence[Line], actor: Actor) -> None:
    """Bring the required fields in step; a field that another pipeline's stage requires moves here."""
    wanted = {
        name: str(stage.pk) for stage, line in zip(stages, lines, strict=False) for name in line.required
    }  # fmt: skip
    here = {str(s.pk) for s in stages}
    for row in StageRequirement.objects.filter(object="opportunity"):
        if row.field in wanted:
            stage = wanted.pop(row.field)
            if row.stage != stage:
                records.update(row, {"stage": stage}, actor=actor)
        elif row.stage in here:
            records.delete(row, actor=actor)
    for name, stage in wanted.items():
        records.create(StageRequirement, {"object": "opportunity", "field": name, "stage": stage}, actor=actor)


def _name(stage: Stage) -> str:
    choices = objects.get("opportunity").field("stage").choices
    return next((str(c.label) for c in choices if c.value == str(stage.pk)), stage.name_en)
