"""The tables of sales."""

from magpie.sales.models.lead import HandOver, Lead
from magpie.sales.models.opportunity import Opportunity, Pipeline, Stage
from magpie.sales.models.territory import Territory, TerritoryMember

__all__ = ["HandOver", "Lead", "Opportunity", "Pipeline", "Stage", "Territory", "TerritoryMember"]
