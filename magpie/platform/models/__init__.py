"""The platform's tables."""

from magpie.platform.models.audit import AuditEntry
from magpie.platform.models.bulk_job import BulkJob, BulkRefusal
from magpie.platform.models.choice_set import ChoiceSet
from magpie.platform.models.duplicate import (
    DuplicateKey,
    DuplicateMark,
    DuplicatePair,
    DuplicateRule,
    DuplicateSearch,
    DuplicateWatch,
    Merge,
)
from magpie.platform.models.event import Event, Reader
from magpie.platform.models.importing import Import, ImportProblem
from magpie.platform.models.layout import Layout
from magpie.platform.models.numbering import GivenNumber, NumberCounter, NumberScheme
from magpie.platform.models.own_name import OwnName
from magpie.platform.models.own_object import OwnObject, OwnRecord
from magpie.platform.models.people import Role, Team, Token, User
from magpie.platform.models.record import Record, Tracked
from magpie.platform.models.setup import (
    CustomField,
    File,
    Gate,
    GateDay,
    SavedList,
    SearchEntry,
    SetupVersion,
    StageRequirement,
)
from magpie.platform.models.working_time import WorkingCalendar, WorkingDay

__all__ = [
    "AuditEntry", "BulkJob", "BulkRefusal", "ChoiceSet", "CustomField", "DuplicateKey", "DuplicateMark",
    "DuplicatePair", "DuplicateRule", "DuplicateSearch", "DuplicateWatch", "Event", "File", "Gate",
    "GateDay", "GivenNumber", "Import", "ImportProblem", "Layout", "Merge", "NumberCounter", "NumberScheme", "OwnName",
    "OwnObject", "OwnRecord", "Reader", "Record", "Role", "SavedList", "SearchEntry", "SetupVersion",
    "StageRequirement", "Team", "Token", "Tracked", "User", "WorkingCalendar", "WorkingDay",
]  # fmt: skip
