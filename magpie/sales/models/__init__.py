"""The tables of sales."""

from magpie.sales.models.deal import CloseReason, Competitor, DealContact, Obstacle, PriceRound, Rival
from magpie.sales.models.lead import HandOver, Lead
from magpie.sales.models.opportunity import Opportunity, Pipeline, Stage
from magpie.sales.models.performance import ForecastAdjustment, ForecastSnapshot, ScoreRule, Target
from magpie.sales.models.playbook import Playbook, PlaybookItem, PlaybookTick
from magpie.sales.models.territory import Territory, TerritoryMember
from magpie.sales.models.work import HandedRecord, WorkHandOver

__all__ = [
    "CloseReason",
    "Competitor",
    "DealContact",
    "ForecastAdjustment",
    "ForecastSnapshot",
    "HandOver",
    "HandedRecord",
    "Lead",
    "Obstacle",
    "Opportunity",
    "Pipeline",
    "Playbook",
    "PlaybookItem",
    "PlaybookTick",
    "PriceRound",
    "Rival",
    "ScoreRule",
    "Stage",
    "Target",
    "Territory",
    "TerritoryMember",
    "WorkHandOver",
]
