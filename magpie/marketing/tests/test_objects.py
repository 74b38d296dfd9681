"""What holds for campaigns alone."""

from __future__ import annotations

import pytest

from magpie.marketing.models import Campaign
from magpie.platform import records
from magpie.platform.actor import SYSTEM
from magpie.platform.problems import Invalid
from magpie.sales.models import Lead

pytestmark = pytest.mark.django_db


def test_a_campaign_does_not_end_before_it_begins() -> None:
    campaign = records.create(
        Campaign, {"name": "Fair", "starts_on": "2026-11-20", "ends_on": "2026-11-20"}, actor=SYSTEM
    )
    with pytest.raises(Invalid, match="before the beginning"):
        records.update(campaign, {"ends_on": "2026-11-19"}, actor=SYSTEM)
    assert (campaign.status, campaign.currency) == ("planning", "CNY")


def test_a_lead_names_the_campaign_it_came_from() -> None:
    campaign = records.create(Campaign, {"name": "Fair"}, actor=SYSTEM)
    lead = records.create(Lead, {"name": "Li Lei", "campaign": f"campaign:{campaign.pk}"}, actor=SYSTEM)
    assert lead.campaign == f"campaign:{campaign.pk}"
    with pytest.raises(Invalid):
        records.update(lead, {"campaign": f"lead:{lead.pk}"}, actor=SYSTEM)
    with pytest.raises(Invalid):
        records.update(lead, {"campaign": "campaign:999999"}, actor=SYSTEM)
