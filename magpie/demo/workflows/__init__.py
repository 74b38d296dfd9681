"""The demo's workflows: their documents lie beside this module, and the story hurries one of them for a moment."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from magpie.automation.models import Workflow
from magpie.automation.publishing import publish
from magpie.demo.workflows.hurrying import hurried
from magpie.platform import context, records
from magpie.platform.actor import SYSTEM, Actor

FOLDER = Path(__file__).parent
# file: object, English name, Chinese name, description
WORKFLOWS = {
    "lead_hand_over": (
        "lead",
        "Lead hand-over",
        "线索移交",
        (
            "符合标准的线索自动转为有效并移交给区域销售，两天未跟进则提醒，三天未跟进则转交。"
            " A lead that meets our criteria is qualified, handed over by territory and chased until it is taken up."
        ),
    ),
    "declined_hand_over": (
        "hand_over",
        "Declined hand-over",
        "移交被谢绝",
        "线索被谢绝后通知接手人和移交人。 Tells the next person and the giver when a hand-over is declined.",
    ),
    "won_opportunity": (
        "opportunity",
        "Opportunity won",
        "商机赢单",
        "祝贺负责人、通知经理并创建交接任务。 Congratulates, tells the manager and creates the task for the kick-off.",
    ),
    "website_lead": (
        "lead",
        "Call website leads",
        "官网线索一天内致电",
        "官网线索自动生成致电任务。 A lead from the website becomes a task to call within a day.",
    ),
}


def document(name: str) -> dict[str, Any]:
    """The drawing of that name."""
    read: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return read


def load(owner: Actor) -> None:
    """Make and publish those that are not there."""
    for name, (object_name, english, chinese, description) in WORKFLOWS.items():
        if Workflow.objects.filter(name=english).exists():
            continue
        with context.acting(SYSTEM, automation="skip"):
            values = {
                "name": english,
                "name_zh": chinese,
                "object": object_name,
                "description": description,
                "owner": owner.user_id,
            }
            workflow = records.create(Workflow, values, actor=SYSTEM)
        publish(workflow, document(name), actor=owner)


def calm() -> int:
    """Take back hurried versions that a story cut short has left in force; gives how many."""
    count = 0
    for workflow in Workflow.objects.filter(active_version__isnull=False).select_related("active_version"):
        current = workflow.active_version
        if current is None:
            continue
        former = workflow.versions.filter(number__lt=current.number).order_by("-number").first()
        is_left_over = (
            former is not None and current.document != former.document and current.document == hurried(former.document)
        )
        if former is not None and is_left_over:
            publish(workflow, former.document, actor=SYSTEM, activate=workflow.is_active)
            count += 1
    return count
