"""Exports of very many records as jobs of the workers, beside the changes in `background`, whose progress they share.

The file is written under another name and stands in its place only when it is whole.  A job that was cut off is begun
anew; nothing but its file comes of it.
"""

from __future__ import annotations

import contextlib
import datetime
import errno
import hashlib
import json
import logging
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from magpie.platform import access, context, exporting, objects
from magpie.platform.actor import Actor
from magpie.platform.models import BulkJob
from magpie.platform.problems import Forbidden, Invalid, Refused

AT_ONCE = 5_000  # records; more are exported in the background
KEPT = datetime.timedelta(days=7)
MOST_BEGUN = 5  # times: what ends its worker each time does not go on for ever
FOLDER = "exports"
# Who is told when an export has ended: functions of the job.
listeners: list[Callable[[BulkJob], None]] = []
log = logging.getLogger(__name__)


class StoppedError(Exception):
    """Its person does not want the file any more."""


def check(job: BulkJob, actor: Actor) -> None:
    """Invalid or Forbidden if this cannot be exported by the actor."""
    if actor.user is None or actor.viewer is not None:
        raise Forbidden(context.only_looking() if actor.viewer else "")
    exporting.check(objects.get(job.object), actor, job.values["columns"])


def check_size(job: BulkJob) -> None:
    """Invalid if a sheet cannot hold so many records."""
    if job.values["format"] == "xlsx" and job.total > exporting.MOST_ROWS_OF_A_SHEET:
        raise Invalid({"format": [_("A sheet holds at most 1,048,575 records; export as CSV.")]})


def rights_of(actor: Actor) -> str:
    """What stands for all rights of the actor: other text, other rights."""
    told: list[Any] = [actor.user_id]
    if not actor.is_trusted:
        roles = access.roles_of(actor)
        told += [roles, access.team_members(actor) if '"team"' in json.dumps(roles) else []]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def write(job: BulkJob, actor: Actor, found: Any, note: Callable[[int], None]) -> dict[str, Any]:
    """Make the file of these records; gives what the job then has.  `note` is told how many records it has.

    Refused with what to do about it; StoppedError and what breaks off leave no file.
    """
    if job.values.get("begun", 0) >= MOST_BEGUN:
        raise Refused(_("The export broke off several times. Export fewer records, or ask your administrator."))
    job.values["begun"] = job.values.get("begun", 0) + 1
    BulkJob.objects.filter(pk=job.pk).update(values=job.values, looked_at=0, changed=0)
    object_type, kind = objects.get(job.object), job.values["format"]
    rights, place = rights_of(actor), f"{FOLDER}/{job.pk}.{kind}"  # one name: what a killed worker left is replaced
    target = Path(settings.MEDIA_ROOT) / place
    begun = target.with_name(f"{target.name}.part")

    def each(count: int) -> None:
        if BulkJob.objects.filter(pk=job.pk, stop_asked=True).exists():
            raise StoppedError
        note(count)

    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with begun.open("wb") as file:
            file.writelines(exporting.export(object_type, found, actor, kind, job.values["columns"], each=each))
            file.flush()
            os.fsync(file.fileno())
        begun.replace(target)
    except OSError as error:
        log.exception("export %s", job.pk)
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            told = _("The server's disk is full. Ask your administrator to make room, then export again.")
        else:
            told = _("The file cannot be written. Ask your administrator to look at the server's log.")
        raise Refused(told) from None
    finally:
        with contextlib.suppress(OSError):
            begun.unlink()
    return {"path": place, "size": target.stat().st_size, "rights": rights}


def announce(job: BulkJob) -> None:
    """Tell whoever listens that the export is done or has failed, in the caller's transaction."""
    for listener in listeners:
        listener(job)


def path_for(job: BulkJob, actor: Actor) -> Path:
    """The finished file, for its own person with the rights it was made with; Forbidden, Refused with what to do."""
    if actor.user_id is None or actor.user_id != job.created_by_id or actor.viewer is not None:
        raise Forbidden
    if job.status != "done":
        raise Refused(job.error or _("This export is not finished yet."))
    path = Path(settings.MEDIA_ROOT) / job.path
    if not job.path or not path.is_file():
        raise Refused(_("The file was deleted, as all are after %(days)d days. Export again.") % {"days": KEPT.days})
    exporting.check(objects.get(job.object), actor, job.values["columns"])
    if rights_of(actor) != job.rights:
        raise Forbidden(_("Your rights have changed since this file was made. Export again."))
    return path


def forget_old() -> int:
    """Delete the files that were kept long enough; gives how many."""
    old = BulkJob.objects.filter(do="export", finished_at__lt=timezone.now() - KEPT).exclude(path="")
    gone = 0
    for job in old:
        with contextlib.suppress(OSError):
            (Path(settings.MEDIA_ROOT) / job.path).unlink()
        BulkJob.objects.filter(pk=job.pk).update(path="", size=0)
        gone += 1
    return gone
