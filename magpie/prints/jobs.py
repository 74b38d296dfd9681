"""Prints of many records as jobs of the workers: nobody waits before a page for a minute.

A job that was cut off is begun anew; nothing but its file comes of it.  An advisory lock, which dies with its
connection, keeps two workers from the same one.
"""

from __future__ import annotations

import datetime
import logging
from typing import Any

from django.utils import timezone, translation
from procrastinate.contrib.django import app

from magpie.platform import access, locks, objects, setup
from magpie.platform.actor import Actor
from magpie.platform.problems import Problem
from magpie.prints import keeping, printing
from magpie.prints.models import PrintJob, PrintTemplate

KEPT = datetime.timedelta(days=1)
log = logging.getLogger(__name__)


@app.task(name="magpie.print", queue="prints")
def work_off(job_id: int) -> None:
    """The job of one print."""
    setup.refresh()
    with locks.alone(locks.PRINTS, job_id) as mine:
        if mine:
            run(job_id)


def start(template: PrintTemplate, ids: list[int], reader: printing.Reader) -> PrintJob:
    """Hand the print of these records to the workers, in the caller's transaction; what is a day old goes."""
    for old in PrintJob.objects.filter(created_at__lt=timezone.now() - KEPT):
        if old.path:
            keeping.forget(old.path)
        old.delete()
    job = PrintJob.objects.create(
        template=template,
        ids=ids,
        language=reader.language,
        time_zone=reader.time_zone,
        created_by_id=reader.actor.user_id or 0,
    )
    work_off.defer(job_id=job.pk)
    return job


def run(job_id: int) -> None:
    """Make the PDF; what stands in the way is kept with the job."""
    job = PrintJob.objects.select_related("template", "template__letterhead", "created_by").filter(pk=job_id).first()
    if job is None or job.status in ("done", "failed"):
        return
    reader = printing.Reader(Actor.of_user(job.created_by), job.language, job.time_zone)
    PrintJob.objects.filter(pk=job_id).update(status="running", done=0)

    def tell(count: int) -> None:
        if count % 25 == 0:
            PrintJob.objects.filter(pk=job_id).update(done=count)

    with translation.override(job.language):
        try:
            found = records_of(job.template, job.ids, reader.actor)
            place, _size = keeping.write(printing.pdf_of(job.template, found, reader, each=tell))
        except Problem as error:
            PrintJob.objects.filter(pk=job_id).update(status="failed", error=str(error))
            return
    PrintJob.objects.filter(pk=job_id).update(status="done", done=len(found), path=place)


def records_of(template: PrintTemplate, ids: list[int], actor: Actor) -> list[Any]:
    """Those of the records that the actor may still see, in the order of the numbers given."""
    found = access.visible(actor, objects.get(template.object)).in_bulk(ids)
    return [found[number] for number in ids if number in found]


def resume_interrupted() -> int:
    """Hand jobs that were cut off to the workers again; how many.  Workers call it now and then."""
    cut_off = []
    for number in PrintJob.objects.filter(status="running").values_list("pk", flat=True):
        with locks.alone(locks.PRINTS, number) as mine:
            if mine:
                cut_off.append(number)
    for number in cut_off:
        work_off.defer(job_id=number)
    return len(cut_off)
