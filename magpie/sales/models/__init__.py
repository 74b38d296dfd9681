"""The tables of sales."""

from magpie.sales.models.lead import HandOver, Lead
from magpie.sales.models.opportunity import Opportunity, Pipeline, Stage
from magpie.sales.models.playbook import Playbook, PlaybookItem, PlaybookTick
from magpie.sales.models.territory import Territory, TerritoryMember
from magpie.sales.models.work import HandedRecord, WorkHandOver

__all__ = [
    "HandOver", "HandedRecord", "Lead", "Opportunity", "Pipeline", "Playbook", "PlaybookItem", "PlaybookTick", "Stage",
    "Territory", "TerritoryMember", "WorkHandOver",
]  # fmt: skip
