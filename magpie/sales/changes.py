"""What follows from a change of a lead or an opportunity, by whatever way it comes: form, board, import, action.

Called by `records` before it saves; what these functions give is saved together with the change.
"""

from __future__ import annotations

import copy
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from magpie.accounts.pools import taking_part
from magpie.platform.actor import Actor
from magpie.platform.problems import Refused
from magpie.sales import hand_overs, pipelines, rules, scoring
from magpie.sales.models import Lead, Opportunity, Stage

# What may still change on a converted lead: whose it is and where it belongs.
OPEN_AFTER_CONVERSION = {"owner_id", "territory_id", "tags", "owned_since", "pool_id", "pool_since"}


def of_lead(lead: Lead, changed: frozenset[str], actor: Actor) -> dict[str, Any]:
    """What follows for a lead, and its score by the rules."""
    further = _of_lead(lead, changed, actor)
    as_it_will_be = copy.copy(lead)  # `records` compares with the lead itself to see what changes
    for name, value in further.items():
        setattr(as_it_will_be, name, value)
    return further | scoring.of_lead(as_it_will_be)


def _of_lead(lead: Lead, changed: frozenset[str], actor: Actor) -> dict[str, Any]:
    """A converted lead stays as it is; a new owner ends an open hand-over; a lead in work has no reason for a loss."""
    further = taking_part.on_save(lead, changed)
    if not lead.pk:  # an import may bring leads that were converted elsewhere
        if lead.status == "converted":
            further["converted_at"] = lead.converted_at or timezone.now()
        return further
    converting = "converted_at" in changed
    if lead.converted_at is not None and not converting and changed - OPEN_AFTER_CONVERSION:
        raise Refused(_("“%(lead)s” has been converted and is kept as it was.") % {"lead": lead.name})
    if "status" in changed and lead.status == "converted" and not converting:
        raise Refused(_("Use “Convert” to make a customer of “%(lead)s”.") % {"lead": lead.name})
    if "status" in changed and lead.status not in ("recycled", "disqualified"):
        further |= {name: "" for name in ("lost_reason", "lost_note") if name not in changed}
    if "owner_id" in changed and "handed_over_at" not in changed and lead.handed_over_at and not lead.accepted_at:
        hand_overs.supersede(lead, actor)
        further |= {"handed_over_by_id": None, "handed_over_at": None}
    return further


def of_opportunity(opportunity: Opportunity, changed: frozenset[str], actor: Actor) -> dict[str, Any]:
    """An opportunity is always in a stage of its pipeline; probability and close date follow the stage."""
    is_new = not opportunity.pk
    further: dict[str, Any] = {}
    if opportunity.product_lines and changed & {"amount", "currency"}:
        raise Refused(_("The amount follows from the product lines. Change those instead."))
    if not is_new and opportunity.stage_id and not changed & {"stage_id", "pipeline_id"}:
        return further
    stage = _stage_of(opportunity, changed)
    further |= {"stage_id": stage.pk, "pipeline_id": stage.pipeline_id}
    if not (is_new or "stage_id" in changed or stage.pk != opportunity.stage_id):
        return further
    further |= {"stage_changed_at": timezone.now(), "status": stage.kind}
    if opportunity.engaged_on is None and stage != pipelines.stages_of(stage.pipeline_id)[0]:
        further["engaged_on"] = timezone.localdate()  # past the first stage work has begun
    if stage.kind != "open" or "probability" not in changed:
        further["probability"] = rules.probability(stage.kind, stage.probability)
    if stage.kind != "open" or "forecast_category" not in changed:
        further["forecast_category"] = rules.forecast_category(stage.kind, stage.probability)
    if stage.kind != "open" and "close_date" not in changed:
        further["close_date"] = timezone.localdate()
    if stage.kind != "lost" and "lost_reason" not in changed:
        further["lost_reason"] = ""
    if stage.kind == "open" and "close_reason_id" not in changed:
        further["close_reason_id"] = None
    return further


def of_stage(stage: Stage, changed: frozenset[str], actor: Actor) -> dict[str, Any]:
    """Opportunities carry the kind of their stage, so it stays while any is there."""
    if stage.pk and "kind" in changed and Opportunity.objects.filter(stage=stage).exists():
        raise Refused(_("Opportunities are in this stage, so its kind stays. Make another stage instead."))
    return {}


def _stage_of(opportunity: Opportunity, changed: frozenset[str]) -> Stage:
    """The stage given, or the first of the pipeline given or usual."""
    if opportunity.stage_id and ("stage_id" in changed or "pipeline_id" not in changed):
        return pipelines.stage(opportunity.stage_id)
    pipeline_id = opportunity.pipeline_id or pipelines.default_pipeline().pk
    stages = pipelines.stages_of(pipeline_id)
    kept = [s for s in stages if s.pk == opportunity.stage_id]
    first = kept or [s for s in stages if s.kind == "open"] or stages
    if not first:
        raise Refused(_("This pipeline has no stages yet."))
    return first[0]


def converted(numbers: list[int]) -> set[int]:
    """Those of these leads that became customers: they never fall into a pool for want of that."""
    return set(Lead.objects.filter(pk__in=numbers, status="converted").values_list("pk", flat=True))


def buyers(numbers: list[int]) -> set[int]:
    """Those of these accounts that have bought: an opportunity of theirs was won."""
    won = Opportunity.objects.filter(account__in=numbers, status="won")
    return set(won.values_list("account_id", flat=True))
