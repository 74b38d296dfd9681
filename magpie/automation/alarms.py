"""How often what a workflow told or reminded of was a false alarm: told to whoever answers for the workflow."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.utils import timezone, translation

from magpie.automation.asks.telling import KIND as ASK
from magpie.automation.broken import people_of
from magpie.automation.models import Run, Workflow
from magpie.notices import alarms
from magpie.notices.alarms import Alarms, FalseAlarm, Source
from magpie.notices.models import Notice
from magpie.reminders.models import Occurrence

LATELY = datetime.timedelta(days=7)
COUNTED = datetime.timedelta(days=90)  # what is older says nothing of the workflow as it is now
REMINDED = "run:"  # how the origin of a reminder that a run made begins
# The last answers to reminders and notices of a workflow's runs; who read a notice and did not complain needed it.
_ANSWERS = """
(SELECT o.answered_at AS at, o.outcome, o.note
FROM reminders_occurrence o JOIN reminders_reminder m ON m.id = o.reminder_id AND m.origin LIKE 'run:%%'
JOIN automation_run r ON r.id = substr(m.origin, 5)::bigint
WHERE r.workflow_id = %(workflow)s AND o.answered_at > %(since)s AND o.answered_by_id IS NOT NULL
ORDER BY o.answered_at DESC LIMIT %(last)s)
UNION ALL
(SELECT coalesce(f.said_at, n.read_at), CASE WHEN f.notice_id IS NULL THEN '' ELSE 'false_alarm' END,
    coalesce(f.reason, '')
FROM notices_notice n JOIN automation_run r ON r.id = n.run_id LEFT JOIN notices_falsealarm f ON f.notice_id = n.id
WHERE r.workflow_id = %(workflow)s AND n.run_id IS NOT NULL AND n.created_at > %(since)s
    AND n.step <> '' AND n.kind <> %(ask)s AND n.matter = '' AND n.recipient_id IS NOT NULL
    AND (n.read_at IS NOT NULL OR f.notice_id IS NOT NULL)
ORDER BY n.id DESC LIMIT %(last)s)
ORDER BY at DESC LIMIT %(last)s
"""


def of_workflow(workflow_id: int) -> Alarms:
    """The last answers to what a workflow told and reminded of."""
    given: dict[str, Any] = {
        "workflow": workflow_id, "since": timezone.now() - COUNTED, "last": alarms.LAST, "ask": ASK,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_ANSWERS, given)
        return alarms.count((outcome, note) for _at, outcome, note in cursor.fetchall())


def _sources() -> Iterator[Source]:
    """Workflows that are on and were lately called wrong."""
    since = timezone.now() - LATELY
    told = FalseAlarm.objects.filter(said_at__gt=since, notice__run_id__isnull=False)
    runs = {number for number in told.values_list("notice__run_id", flat=True) if number is not None}
    wrong = Occurrence.objects.filter(outcome=alarms.OUTCOME, answered_at__gt=since)
    reminded = wrong.filter(reminder__origin__startswith=REMINDED).values_list("reminder__origin", flat=True)
    runs |= {int(origin.removeprefix(REMINDED)) for origin in reminded}
    found = Workflow.objects.filter(pk__in=Run.objects.filter(pk__in=runs).values("workflow"), is_active=True)
    for workflow in found.select_related("owner").order_by("pk"):
        yield Source(
            f"workflow:{workflow.pk}", _naming(workflow), tuple(people_of(workflow)), of_workflow(workflow.pk),
            ("workflow", workflow.pk),
        )  # fmt: skip


def _naming(workflow: Workflow) -> Any:
    def name() -> str:
        chinese = (translation.get_language() or "").startswith("zh")
        return str((chinese and workflow.name_zh) or workflow.name)

    return name


def _may_be(notice: Notice) -> bool:
    """What a step told; that a run failed, or asks, is no alarm."""
    return notice.run_id is not None and bool(notice.step) and notice.kind != ASK


alarms.sources.append(_sources)
alarms.may_be.append(_may_be)
