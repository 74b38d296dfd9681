"""What is done with an opportunity: win, lose, open again.  What follows from the stage is in `changes`."""

from __future__ import annotations

from django.utils.translation import gettext, pgettext_lazy

from magpie.platform import events, records
from magpie.platform.actions import action
from magpie.platform.actor import Actor
from magpie.platform.problems import Invalid, Refused
from magpie.sales import pipelines
from magpie.sales.actions.inputs import CloseLost, CloseWon, Explain
from magpie.sales.models import CloseReason, Opportunity, Stage

events.declare("opportunity", "reopened", pgettext_lazy("opportunity", "Opened again"))


@action(
    "opportunity.win",
    on="opportunity",
    label=pgettext_lazy("action", "Won"),
    ending="won",
    available_if={"field": "status", "is": "open"},
)
def win_opportunity(opportunity: Opportunity, data: CloseWon, *, actor: Actor) -> Opportunity:
    """The customer buys."""
    values = {"stage": _stage(opportunity, "won").pk, "close_reason": _reason(data.main_reason, "won")}
    return records.update(opportunity, values, actor=actor)


@action(
    "opportunity.lose",
    on="opportunity",
    label=pgettext_lazy("action", "Lost"),
    danger=True,
    ending="lost",
    available_if={"field": "status", "is": "open"},
)
def lose_opportunity(opportunity: Opportunity, data: CloseLost, *, actor: Actor) -> Opportunity:
    """The customer does not buy, or buys elsewhere."""
    main = _reason(data.main_reason, "lost")
    values = {"stage": _stage(opportunity, "lost").pk, "close_reason": main, "lost_reason": data.reason}
    return records.update(opportunity, values, actor=actor)


@action(
    "opportunity.reopen",
    on="opportunity",
    label=pgettext_lazy("opportunity", "Reopen"),
    available_if={"field": "status", "in": ["won", "lost"]},
)
def reopen_opportunity(opportunity: Opportunity, data: Explain, *, actor: Actor) -> Opportunity:
    """Back into the first open stage; the reason is kept in the history."""
    values = {"stage": _stage(opportunity, "open").pk, "close_date": None}
    reopened = records.update(opportunity, values, actor=actor)
    events.emit(reopened, "reopened", {"reason": data.reason})
    return reopened


def _stage(opportunity: Opportunity, kind: str) -> Stage:
    pipeline_id = opportunity.pipeline_id or pipelines.default_pipeline().pk
    stages = pipelines.stages_of(pipeline_id, kind)
    if not stages:
        raise Refused(gettext("This pipeline has no stage of the kind that is needed."))
    return stages[0]


def _reason(number: int | None, kind: str) -> int | None:
    """The reason of that number, if it is one of this kind."""
    if number is not None and not CloseReason.objects.filter(pk=number, kind=kind, is_active=True).exists():
        raise Invalid({"main_reason": [gettext("This reason is not one for the way it ended.")]})
    return number
