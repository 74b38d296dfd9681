"""Workflows whose published version names what is gone: they do not run, say why, and tell their owner."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import translation

from magpie.automation import document
from magpie.automation.models import Broken, Workflow
from magpie.notices.people import administrators
from magpie.notices.tell import tell


def problems_of(workflow: Workflow) -> document.Problems:
    """What is wrong with the published version as things are now, in the current language; empty if nothing is."""
    return document.problems_of(workflow.active_version.document) if workflow.active_version is not None else {}


def check_all() -> int:
    """Look at every workflow that is switched on, after some set-up has changed; gives how many newly broke."""
    told = 0
    with transaction.atomic(), translation.override("en"):
        known = {found.workflow_id: found for found in Broken.objects.select_for_update()}
        active = Workflow.objects.filter(is_active=True).select_related("active_version", "owner")
        for workflow in active:
            problems = problems_of(workflow)
            former = known.pop(workflow.pk, None)
            if not problems and former is not None:
                former.delete()
            elif problems and (former is None or former.problems != problems):
                Broken.objects.update_or_create(workflow=workflow, defaults={"problems": problems})
                _tell(workflow, problems)
                told += 1
        for former in known.values():  # switched off since
            former.delete()
    return told


def people_of(workflow: Workflow) -> list[Any]:
    """Who answers for a workflow: its owner, or the administrators."""
    owner = workflow.owner
    return [owner] if owner is not None and owner.is_active else administrators()[:5]


def _tell(workflow: Workflow, problems: document.Problems) -> None:
    texts = {}
    for language in ("en", "zh-hans"):
        with translation.override(language):
            found = problems_of(workflow) or problems
            texts[language] = "\n".join(f"{place}: {' '.join(map(str, some))}" for place, some in found.items())
    for person in people_of(workflow):
        tell(
            person,
            kind="workflow_broken",
            title={
                "en": f"The workflow “{workflow.name}” cannot run",
                "zh-hans": f"工作流“{workflow.name_zh or workflow.name}”无法运行",
            },
            body={
                "en": f"Something that it needs is gone:\n{texts['en']}",
                "zh-hans": f"它所需要的内容已不存在：\n{texts['zh-hans']}",
            },
            link=("workflow", workflow.pk),
            urgent=True,
        )
