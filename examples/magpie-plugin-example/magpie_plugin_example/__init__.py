"""Visits: what salespeople do when they go to a customer.  Shows all that a plug-in can bring.

Every name that is declared here gets the plug-in's own before it: the action "plan" is "visits.plan".
"""

from __future__ import annotations

import datetime
import math
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field

from magpie.automation.plugins import Output, Plugin, Text
from magpie.platform import objects, records
from magpie.platform.actor import Actor
from magpie.platform.problems import Refused

plugin = Plugin("visits", title=Text("Visits", "拜访"))

# ---- a trigger: an event that workflows start by or wait for ("visits_arrived")

arrived = plugin.trigger("arrived", on="lead", label=Text("A visitor has come", "访客到达"))

# ---- an action: a button on the record, an endpoint, and a step of a workflow


class Plan(BaseModel):
    """When the visit is to be."""

    in_days: int = Field(7, title="In so many days", ge=1, le=365)


@plugin.action(
    "plan",
    on="lead",
    label=Text("Plan a visit", "安排拜访"),
    about=Text("Puts a visit into the owner's calendar.", "在负责人的日程中安排一次拜访。"),
    outputs=(Output("id", Text("Meeting", "会议"), "record", "meeting"),),
)
def plan(lead: Any, data: Plan, *, actor: Actor) -> Any:
    """A meeting at ten o'clock, so many days from now."""
    if lead.owner_id is None:
        raise Refused(str(Text("Nobody owns this lead.", "该线索没有负责人。")))
    day = datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=data.in_days)
    values = {
        "subject": str(Text(f"Visit {lead.name}", f"拜访{lead.name}")),
        "starts_at": day.replace(hour=2, minute=0, second=0, microsecond=0),
        "owner": lead.owner_id,
        "related_to": f"lead:{lead.pk}",
    }
    meeting: Any = objects.get("meeting").model
    return records.create(meeting, values, actor=actor)  # the one way to write a record


# ---- a block: works something out for the steps after it


class Places(BaseModel):
    """Two places, by latitude and longitude in degrees."""

    from_latitude: float = Field(title="Latitude of the first place", ge=-90, le=90)
    from_longitude: float = Field(title="Longitude of the first place", ge=-180, le=180)
    to_latitude: float = Field(title="Latitude of the second place", ge=-90, le=90)
    to_longitude: float = Field(title="Longitude of the second place", ge=-180, le=180)


@plugin.block(
    "distance",
    label=Text("Work out the distance", "计算距离"),
    about=Text("How many kilometres two places lie apart.", "两地相距多少公里。"),
    outputs=(Output("kilometres", Text("Kilometres", "公里"), "number"),),
)
def distance(record: Any, data: Places, *, actor: Actor) -> dict[str, Any]:
    """As the crow flies, on a sphere."""
    a, b = math.radians(data.from_latitude), math.radians(data.to_latitude)
    across = math.radians(data.to_longitude - data.from_longitude)
    cosine = math.sin(a) * math.sin(b) + math.cos(a) * math.cos(b) * math.cos(across)
    return {"kilometres": round(6371 * math.acos(max(-1.0, min(1.0, cosine))))}


# ---- a condition: {"step": …, "outcome": "yes"} asks for it


class Days(BaseModel):
    """The weekdays on which there are visits; 1 is Monday."""

    days: list[int] = Field(default=[2, 4], title="Weekdays")


@plugin.condition(
    "is_day",
    label=Text("Is it a day for visits?", "今天可以拜访吗？"),
    about=Text("Yes on the weekdays that are given.", "在指定的星期几为“是”。"),
)
def is_day(record: Any, data: Days, *, actor: Actor) -> bool:
    """Whether today is one of these days."""
    return datetime.datetime.now(datetime.UTC).isoweekday() in data.days


# ---- something done again and again: here, who has come is read from a file that the front desk writes

DESK = Path("/var/lib/magpie-visits/arrivals.txt")


@plugin.every(minutes=5)
def look_at_the_desk() -> None:
    """Make the event happen for each lead whose number is in the file."""
    if not DESK.exists():
        return
    for line in DESK.read_text().split():
        lead = objects.get("lead").model._default_manager.filter(pk=int(line)).first()
        if lead is not None:
            arrived(lead, {"desk": 1})
    DESK.unlink()
