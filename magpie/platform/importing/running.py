"""Works an import off: batch by batch, each with its progress in one transaction.

A job that is killed loses nothing: rows and progress were committed together, and the next job goes on behind the last
finished row. An advisory lock, which dies with its connection, keeps two jobs from running the same import.
"""

from __future__ import annotations

import logging
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app

from magpie.platform import access, context, filters, gates, live, locks, objects, setup
from magpie.platform.actor import SYSTEM, Actor
from magpie.platform.importing import mapping, reading
from magpie.platform.importing.rows import Importer, Line
from magpie.platform.models import Import, ImportProblem
from magpie.platform.problems import Forbidden, Problem

BATCH = 2_000
log = logging.getLogger(__name__)


@app.task(name="magpie.import", queue="imports")
def work_off(import_id: int) -> None:
    """The job of an import."""
    setup.refresh()
    run(import_id)


def enqueue(importing: Import) -> None:
    """Hand an import to the workers, in the caller's transaction."""
    Import.objects.filter(pk=importing.pk).update(status="queued", error="")
    importing.status = "queued"
    work_off.defer(import_id=importing.pk)


def resume_interrupted() -> int:
    """Hand imports that were cut off to the workers again; how many.  Workers call it now and then."""
    cut_off = [i for i in Import.objects.filter(status="running") if not _is_worked_on(i.pk)]
    for importing in cut_off:
        work_off.defer(import_id=importing.pk)
    return len(cut_off)


def _is_worked_on(import_id: int) -> bool:
    with locks.alone(locks.IMPORTS, import_id) as mine:
        return not mine


def run(import_id: int, *, batch: int = BATCH) -> Import:
    """Work an import off to its end; what stands in its file's way is kept in `error`."""
    with locks.alone(locks.IMPORTS, import_id) as mine:
        importing: Import = Import.objects.select_related("created_by").get(pk=import_id)
        if not mine or importing.status not in ("queued", "running"):
            return importing
        user = importing.created_by
        actor = Actor.of_user(user) if user else SYSTEM
        language = user.language if user and user.language else translation.get_language()
        with translation.override(language), timezone.override(filters.Caller.of(actor).zone):
            try:
                _work_off(importing, actor, batch)
                _finish(importing, "done")
            except Problem as problem:
                _finish(importing, "failed", str(problem))
            except OSError:
                log.exception("import %s", import_id)
                _finish(importing, "failed", _("The file cannot be read."))
        return importing


def _work_off(importing: Import, actor: Actor, batch: int) -> None:
    with opened(importing) as table:
        importer = importer_of(importing, actor, table.columns)
        importer.sent = sum(gates.count_sent([importing.operation]).get(importing.operation, {}).values())
        _save(importing, status="running", started_at=importing.started_at or timezone.now())
        if importing.rows_total is None:
            _save(importing, rows_total=count_rows(importing))
        importer.doubles.wait_for_keys()
        rows = islice(table.rows, importing.rows_done, None)
        while some := list(islice(rows, batch)):
            with context.acting(
                actor, "import", operation=importing.operation, automation=importing.automation, lane=1,
                answers=dict(importing.answers),
            ) as current:  # fmt: skip
                lines = importer.write(some, current)
                _note(importing, lines, importer.made)
                _tell(importing)


def opened(importing: Import) -> Any:
    """The file as a table; a context manager."""
    how = reading.Format(importing.encoding, importing.separator, importing.sheet)
    return reading.read(path_of(importing), how)


def count_rows(importing: Import) -> int:
    """How many rows the file has; it is read once for that."""
    with opened(importing) as table:
        return sum(1 for _row in table.rows)


def path_of(importing: Import) -> Path:
    """Where the file lies; a path on the command line is absolute and stays as it is."""
    return Path(settings.MEDIA_ROOT) / str(importing.path)


def importer_of(importing: Import, actor: Actor, columns: list[str], *, dry: bool = False) -> Importer:
    """What reads and writes rows of this import; Forbidden if the actor may not, Invalid if its mapping is wrong."""
    object_type = objects.get(importing.object)
    if not access.may(actor, object_type, "import") or not access.may(actor, object_type, "create"):
        raise Forbidden(_("You may not import %(object)s.") % {"object": str(object_type.label_plural)})
    sources = [mapping.Source(**s) for s in importing.sources] or mapping.sources_of(importing.mapping)
    return Importer(
        object_type,
        actor,
        columns,
        sources,
        match_by=importing.match_by,
        on_match=importing.on_match,
        on_duplicate=importing.on_duplicate,
        on_missing=importing.on_missing,
        fixes=importing.fixes,
        dry=dry,
    )


def _note(importing: Import, lines: list[Line], made: dict[str, int]) -> None:
    """Count what became of the lines, and keep those that somebody must look at."""
    left_out = ("error", "duplicate", "waiting")
    outcomes = [line.outcome for line in lines]
    problems = [
        ImportProblem(
            importing=importing,
            row=line.number,
            cells=line.cells,
            reason=line.reason if line.outcome in left_out else " ".join(line.remarks),
            is_remark=line.outcome not in left_out,
        )
        for line in lines
        if line.outcome in left_out or line.remarks
    ]
    ImportProblem.objects.bulk_create(problems, batch_size=1000)
    _save(
        importing,
        rows_done=importing.rows_done + len(lines),
        created=importing.created + outcomes.count("create"),
        updated=importing.updated + outcomes.count("update"),
        skipped=importing.skipped + outcomes.count("skip"),
        failed=importing.failed + outcomes.count("error"),
        duplicates=importing.duplicates + outcomes.count("duplicate"),
        made={name: importing.made.get(name, 0) + made.get(name, 0) for name in {*importing.made, *made}},
        remarks=importing.remarks + sum(p.is_remark for p in problems),
    )


def _save(importing: Import, **values: Any) -> None:
    Import.objects.filter(pk=importing.pk).update(**values)
    for name, value in values.items():
        setattr(importing, name, value)


def _finish(importing: Import, status: str, error: str = "") -> None:
    with transaction.atomic():
        _save(importing, status=status, error=error, finished_at=timezone.now())
        _tell(importing)


def _tell(importing: Import) -> None:
    if importing.created_by_id:
        progress = {name: getattr(importing, name) for name in ("id", "status", "rows_total", "rows_done", "failed")}
        live.push(importing.created_by_id, {"type": "import", "import": progress})
