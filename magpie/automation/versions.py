"""Drafts, published versions, what differs between two of them, and moving runs from one to another on purpose."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from magpie.automation import sentence
from magpie.automation.document import Document, blocks_of, branches_of, kind_of
from magpie.automation.engine.program import program_of
from magpie.automation.models import Draft, Run, Version, Workflow
from magpie.platform.actor import Actor
from magpie.platform.problems import Refused, Stale


def save_draft(workflow: Workflow, document: Any, number: int | None, *, actor: Actor) -> Draft:
    """Keep what somebody draws; Stale, naming the other, if somebody else has saved since `number`."""
    with transaction.atomic():
        Workflow.objects.select_for_update().get(pk=workflow.pk)
        draft = Draft.objects.select_related("saved_by").filter(workflow=workflow).first()
        if draft is None:
            draft = Draft(workflow=workflow, number=0)
        elif number is not None and draft.number != number and draft.saved_by_id != actor.user_id:
            raise Stale(str(draft.saved_by or _("Somebody else")), draft.saved_at, workflow, ["document"])
        draft.document, draft.saved_by, draft.saved_at = document, actor.user, timezone.now()
        draft.number += 1
        draft.save()
        return draft


def compare(old: Version, new: Version) -> list[dict[str, Any]]:
    """What changed from one version to another, block by block: {block, change, text, before, after}."""
    before, after = (Document.model_validate(v.document) for v in (old, new))
    texts = {**sentence.texts(before), **sentence.texts(after)}
    found: list[dict[str, Any]] = []

    def say(block: str, change: str, was: Any, now: Any) -> None:
        found.append({"block": block, "change": change, "text": texts.get(block, block), "before": was, "after": now})

    for name in ("triggers", "settings"):
        was, now = ((v.document.get(name) or {}) for v in (old, new))
        if was != now:
            say(name, "changed", was, now)
    left, right = _flat(before), _flat(after)
    for block_id, (place, content) in right.items():
        if block_id not in left:
            say(block_id, "added", None, content)
        elif left[block_id][1] != content:
            say(block_id, "changed", left[block_id][1], content)
        elif left[block_id][0] != place:
            say(block_id, "moved", left[block_id][0], place)
    for block_id, (_place, content) in left.items():
        if block_id not in right:
            say(block_id, "removed", content, None)
    return found


def _flat(document: Document) -> dict[str, tuple[str, Any]]:
    """Each block by its id: where it stands (after which block, in which branch), and what it says itself."""
    found: dict[str, tuple[str, Any]] = {}

    def walk(steps: list[Any], inside: str) -> None:
        former = ""
        for block in steps:
            content = block.model_dump(by_alias=True, exclude_defaults=True, mode="json")
            found[block.id] = (f"{inside}/{former}", _without_branches(content))
            for number, branch in enumerate(branches_of(block)):
                walk(branch, f"{block.id}.{number}")
            former = block.id

    walk(document.steps, "")
    return found


def _without_branches(content: Any) -> Any:
    """A block without the blocks inside it."""
    if isinstance(content, dict):
        return {k: _without_branches(v) for k, v in content.items() if k not in ("then", "else", "steps", "on_error")}
    if isinstance(content, list):
        return [_without_branches(v) for v in content if not (isinstance(v, dict) and "id" in v)]
    return content


def move_runs(workflow: Workflow, to: Version) -> dict[str, Any]:
    """Have the waiting runs of older versions go on with another; those that cannot stay, each with the reason."""
    target = program_of(to.pk)
    kinds = {block.id: kind_of(block) for block in blocks_of(target.document.steps)}
    moved, left = 0, []
    if target.document.object != workflow.object:
        raise Refused(_("This version is about another object."))
    waiting = Run.objects.filter(workflow=workflow, status__in=("waiting", "queued")).exclude(version=to)
    for number in list(waiting.order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            run = Run.objects.select_for_update(skip_locked=True).filter(
                pk=number, status__in=("waiting", "queued")
            ).first()  # fmt: skip
            if run is None:
                continue
            reason = _why_stays(run, kinds, to)
            if reason:
                left.append({"run": run.pk, "reason": reason})
                continue
            run.version = to
            run.save(update_fields=["version"])
            moved += 1
    return {"moved": moved, "left": left}


def _why_stays(run: Run, kinds: dict[str, str], to: Version) -> str:
    for step in run.steps.exclude(status="skipped"):
        if kinds.get(step.step) != step.kind:
            return _("Its step “%(step)s” is not in version %(number)d.") % {"step": step.step, "number": to.number}
    if Run.objects.filter(version=to, key=run.key).exists():
        return _("Version %(number)d has a run for the same reason.") % {"number": to.number}
    return ""
