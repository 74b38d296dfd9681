"""Files that are attached: made, kept as files of whoever gets them, and deleted when they are old."""

from __future__ import annotations

import contextlib
import datetime
import re
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.translation import ngettext
from procrastinate.contrib.django import app

from magpie.platform import exporting
from magpie.platform.models import File, User
from magpie.prints import keeping as prints
from magpie.prints import typesetting
from magpie.subscriptions import sheet, wording
from magpie.subscriptions.models import Run
from magpie.subscriptions.sources import Report

KEPT = datetime.timedelta(days=30)
TRIAL_KEPT = datetime.timedelta(days=1)
MOST_PRINTED = 1_000  # rows of a table
TYPES = {"xlsx": exporting.CONTENT_TYPES["xlsx"], "pdf": "application/pdf"}


def attach(name: str, report: Report, kind: str, figures: Sequence[wording.Shown], user: User) -> File:
    """The file of this kind, in the transaction of the caller, who deletes what was written if that fails."""
    day = timezone.localdate().isoformat()
    plain = " ".join(re.sub(r'[\\/:*?"<>|\x00-\x1f]', " ", name).split())[:100] or "Magpie"
    content = sheet.write(report) if kind == "xlsx" else _pdf(report, figures)
    place, size = prints.write(content)
    file = File(owner=user, name=f"{plain} {day}.{kind}", path=place, size=size, content_type=TYPES[kind])
    file.save(force_insert=True)
    return file


def _pdf(report: Report, figures: Sequence[wording.Shown]) -> bytes:
    tables = []
    for table in report.tables:
        rows = list(islice(table.every(), MOST_PRINTED)) if table.every is not None else list(table.rows)
        columns = table.columns[: wording.MOST_COLUMNS]
        more = table.count - len(rows)
        tables.append(
            {
                "title": table.title,
                "heads": [c.label for c in columns],
                "right": [c.kind in ("number", "money") for c in columns],
                "widths": [2 if c.kind == "text" else 1.4 for c in columns],
                "rows": [
                    [wording.cell_text(row.cells[place], column, row.currency) for place, column in enumerate(columns)]
                    for row in rows
                ],
                "more": ngettext("and %(count)s more", "and %(count)s more", more) % {"count": f"{more:,}"}
                if more > 0
                else "",
            }
        )
    described = [{"label": one.label, "value": one.value, "change": one.change} for one in figures]
    return typesetting.report(report.title, report.about, described, tables)


def discard(files: Sequence[File]) -> None:
    """Delete what was written for a transaction that came to nothing."""
    for file in files:
        with contextlib.suppress(OSError):
            (Path(settings.MEDIA_ROOT) / file.path).unlink()


@app.task(name="magpie.forget_trial_files", queue="imports")
def forget_trial(files: list[int]) -> int:
    """Delete the files of a trial; how many there were."""
    gone = list(File.objects.filter(pk__in=files))
    File.objects.filter(pk__in=files).delete()
    discard(gone)
    return len(gone)


def forget_trial_later(files: Sequence[File]) -> None:
    """Have the files of a trial deleted after a day: no run remembers them."""
    if files:
        later = forget_trial.configure(schedule_in={"seconds": int(TRIAL_KEPT.total_seconds())})
        later.defer(files=[file.pk for file in files])


def forget_old(now: datetime.datetime) -> int:
    """Delete files that have been kept long enough; how many runs had some."""
    old = list(Run.objects.filter(made_at__lt=now - KEPT).exclude(files=[]).order_by("pk")[:200])
    for run in old:
        gone = list(File.objects.filter(pk__in=run.files))
        File.objects.filter(pk__in=run.files).delete()
        discard(gone)
        Run.objects.filter(pk=run.pk).update(files=[])
    return len(old)
