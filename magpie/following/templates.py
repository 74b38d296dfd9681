"""Ready-made rules of the company: one press makes one, switched on."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from magpie.following.models import NoticeRule
from magpie.platform import objects

OWNER, MANAGER = {"kind": "field", "path": "owner"}, {"kind": "manager", "path": "owner"}


@dataclass(frozen=True)
class Template:
    """A rule to begin with; `zh` and `en` name it, `about` says what it is good for."""

    key: str
    zh: str
    en: str
    about: Any
    object: str
    values: dict[str, Any] = field(default_factory=dict)

    @property
    def fits(self) -> bool:
        """Whether the installation has the object and the fields that it needs."""
        object_type = objects.find(self.object)
        if object_type is None:
            return False
        named = {name for one in self.values["events"] for name in one.get("fields", ())}
        return named <= set(object_type.fields())

    def rule(self, language: str) -> dict[str, Any]:
        """The values of the rule, named in that language."""
        name = self.zh if language == "zh-hans" else self.en
        return {"name": name, "reach": "company", "object": self.object, "is_active": True, **self.values}


STAGE = {"field": "status", "is": "open"}
TEMPLATES: tuple[Template, ...] = (
    Template(
        "stage_changed", "商机阶段变化", "Opportunity stage changed",
        _("Every working day at 17:30 the owner's manager reads which opportunities moved, from which stage to which."),
        "opportunity",
        {
            "events": [{"on": "updated", "fields": ["stage"]}], "receivers": [MANAGER], "timing": "daily",
            "at": datetime.time(17, 30), "shown": ["stage", "amount", "owner"],
        },
    ),
    Template(
        "new_customers", "新客户进展与障碍", "New customers: stage and obstacles",
        _("Every working day the manager sees where each open opportunity stands, also where nothing moves."),
        "opportunity",
        {
            "events": [{"on": "created"}, {"on": "updated", "fields": ["stage"]}], "receivers": [MANAGER],
            "filter": STAGE, "timing": "daily", "at": datetime.time(17, 0), "tells_still": True,
            "shown": ["stage", "next_step", "amount", "owner"],
        },
    ),
    Template(
        "won", "商机赢单", "Opportunity won",
        _("The owner and the owner's manager are told at once when an opportunity is won."),
        "opportunity",
        {"events": [{"on": "updated", "fields": ["status"], "after": ["won"]}], "receivers": [OWNER, MANAGER]},
    ),
    Template(
        "obstacles", "商机障碍", "Obstacles in deals",
        _("The manager of the deal's owner reads every working day which obstacles came up, and which were removed."),
        "obstacle",
        {
            "events": [{"on": "created"}, {"on": "updated", "fields": ["status"]}],
            "receivers": [{"kind": "manager", "path": "opportunity.owner"}], "timing": "daily",
            "at": datetime.time(17, 30), "shown": ["kind", "opportunity", "status", "owner"],
        },
    ),
    Template(
        "account_given", "客户换了负责人", "Customer has a new owner",
        _("The new owner and their manager are told at once when a customer changes hands."),
        "account",
        {"events": [{"on": "updated", "fields": ["owner"]}], "receivers": [OWNER, MANAGER]},
    ),
    Template(
        "new_leads", "每日新增线索", "New leads of the day",
        _("The owner's manager reads every working day at 17:30 which leads came in."),
        "lead",
        {
            "events": [{"on": "created"}], "receivers": [MANAGER], "timing": "daily", "at": datetime.time(17, 30),
            "shown": ["company", "source", "status", "owner"],
        },
    ),
)  # fmt: skip


def find(key: str) -> Template | None:
    """The template of that key, or None."""
    return next((one for one in TEMPLATES if one.key == key and one.fits), None)


def unused() -> list[Template]:
    """Those of which the company has no rule yet."""
    taken = set(NoticeRule.objects.filter(reach="company").values_list("name", flat=True))
    return [one for one in TEMPLATES if one.fits and not {one.zh, one.en} & taken]
