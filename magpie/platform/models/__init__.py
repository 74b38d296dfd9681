"""The platform's tables."""

from magpie.platform.models.event import Event, Reader
from magpie.platform.models.importing import Import, ImportProblem
from magpie.platform.models.people import Role, Team, Token, User
from magpie.platform.models.record import Record, Tracked
from magpie.platform.models.setup import (
    CustomField,
    File,
    Gate,
    SavedList,
    SearchEntry,
    SetupVersion,
    StageRequirement,
)
from magpie.platform.models.working_time import WorkingCalendar, WorkingDay

__all__ = [
    "CustomField", "Event", "File", "Gate", "Import", "ImportProblem", "Reader", "Record", "Role", "SavedList",
    "SearchEntry", "SetupVersion",
    "StageRequirement", "Team", "Token", "Tracked", "User",
    "WorkingCalendar", "WorkingDay",
]  # fmt: skip
