"""Scores of leads by rules: the sum of the points of the rules that hold, from 0 to 100, and a grade from A to D.

Without a rule in use scores are left alone, so that a company may bring its own.  A score follows every change of its
lead; once a day, and after a change of the rules, all open leads are looked at again, because rules may speak of time.
"""

from __future__ import annotations

from typing import Any

from procrastinate.contrib.django import app

from magpie.platform import context, filters, objects, setup
from magpie.platform.actor import SYSTEM
from magpie.sales import rules
from magpie.sales.models import Lead, ScoreRule

CHUNK = 2_000


def in_use() -> list[ScoreRule]:
    """The rules in their order, kept until the set-up changes."""

    def load() -> list[ScoreRule]:
        return list(ScoreRule.objects.filter(is_active=True, object="lead").order_by("position", "id"))

    return setup.kept("score_rules", load)


def explain(lead: Lead) -> list[tuple[ScoreRule, bool]]:
    """Each rule and whether it holds for the lead; one that cannot be understood holds for none."""
    object_type, view, caller = objects.get("lead"), filters.RecordView(lead), filters.Caller.of()
    found = []
    for rule in in_use():
        try:
            found.append((rule, filters.matches(object_type, rule.filter, view, caller)))
        except filters.FilterError:
            found.append((rule, False))
    return found


def of_lead(lead: Lead) -> dict[str, Any]:
    """The score and grade that the lead should have; nothing without rules or for a converted lead."""
    if not in_use() or lead.status == "converted":
        return {}
    score = rules.score(rule.points for rule, holds in explain(lead) if holds)
    return {"score": score, "grade": rules.grade(score)}


@app.task(name="magpie.score_leads", queue="imports")
def score_all() -> int:
    """Bring the scores of all open leads in step with the rules; gives how many changed."""
    setup.refresh()
    if not in_use():
        return 0
    changed, last = 0, 0
    while True:
        leads = list(Lead.objects.filter(pk__gt=last, status__in=rules.OPEN_STATUSES).order_by("pk")[:CHUNK])
        if not leads:
            return changed
        last = leads[-1].pk
        wanted: dict[tuple[int, str], list[int]] = {}
        for lead in leads:
            score = of_lead(lead)
            if (lead.score, lead.grade) != (score["score"], score["grade"]):
                wanted.setdefault((score["score"], score["grade"]), []).append(lead.pk)
        if wanted:
            with context.acting(SYSTEM, "lead.score", automation="skip", lane=1):
                for (number, grade), ids in wanted.items():
                    changed += Lead.objects.filter(pk__in=ids).update(score=number, grade=grade)
