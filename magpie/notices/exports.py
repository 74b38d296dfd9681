"""Tells who exported very many records that the file is ready, or why it is not."""

from __future__ import annotations

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from magpie.notices.tell import KINDS, tell
from magpie.platform import objects
from magpie.platform.bulk import exports
from magpie.platform.models import BulkJob

KINDS["export"] = gettext_lazy("Exports that have ended")


def _tell(job: BulkJob) -> None:
    if job.created_by is None:
        return
    words = {
        "objects": str(objects.get(job.object).label_plural), "count": f"{job.changed:,}",
        "size": filesizeformat(job.size), "days": exports.KEPT.days,
    }  # fmt: skip
    done = job.status == "done"
    title = _("The export of %(objects)s is ready") if done else _("The export of %(objects)s failed")
    body = _("%(count)s records, %(size)s. The file is kept for %(days)d days.") % words if done else job.error
    tell(
        job.created_by, kind="export", title=title % words, body=body, link=f"/exports/{job.pk}", channels=("popup",),
        key=f"export:{job.pk}", deputies=False,
    )  # fmt: skip


exports.listeners.append(_tell)
