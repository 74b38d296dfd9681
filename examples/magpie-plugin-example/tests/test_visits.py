"""The example at work: its action, its block, its condition and its event."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import magpie_plugin_example as example
import pytest

from magpie.automation import plugins
from magpie.platform import actions, objects, records
from magpie.platform.actor import SYSTEM
from magpie.platform.models import Event, User
from magpie.platform.problems import Refused

pytestmark = pytest.mark.django_db


def make_lead(**values: Any) -> Any:
    lead: Any = objects.get("lead").model
    return records.create(lead, {"name": "Li Lei", **values}, actor=SYSTEM)


def test_it_is_installed() -> None:
    found = {one.name: one for one in plugins.installed()}["visits"]
    assert (found.error, found.package, found.version) == ("", "magpie-plugin-example", "1.0.0")


def test_a_visit_is_planned_for_the_owner() -> None:
    ana = User.objects.create_user("ana", name="Ana")
    lead = make_lead(owner=ana.pk)
    meeting = actions.perform(actions.get("visits.plan"), lead, {"in_days": 3}, actor=SYSTEM)
    assert (meeting.owner_id, meeting.related_to) == (ana.pk, f"lead:{lead.pk}")
    with pytest.raises(Refused):
        actions.perform(actions.get("visits.plan"), make_lead(), {}, actor=SYSTEM)


def test_distances_are_right() -> None:
    block = plugins.block("visits.distance")
    beijing, shanghai = (39.9, 116.4), (31.2, 121.5)
    names = ("from_latitude", "from_longitude", "to_latitude", "to_longitude")
    given = dict(zip(names, (*beijing, *shanghai), strict=True))
    assert block.function(None, block.parse(given), actor=SYSTEM) == {"kilometres": 1071}


def test_every_day_is_one_of_seven() -> None:
    block = plugins.block("visits.is_day")
    assert block.function(None, block.parse({"days": [1, 2, 3, 4, 5, 6, 7]}), actor=SYSTEM) is True
    assert block.function(None, block.parse({"days": []}), actor=SYSTEM) is False


def test_who_comes_is_remembered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lead = make_lead()
    desk = tmp_path / "arrivals.txt"
    desk.write_text(f"{lead.pk} 999999\n")
    monkeypatch.setattr(example, "DESK", desk)
    example.look_at_the_desk()
    event = Event.objects.get(kind="visits_arrived")
    assert (event.record_id, event.data, desk.exists()) == (lead.pk, {"desk": 1}, False)
