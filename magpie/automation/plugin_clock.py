"""What plug-ins want done every so many minutes: by one worker at a time, late rather than never."""

from __future__ import annotations

import datetime
import logging

from django.db import models, transaction
from django.utils import timezone

from magpie.automation import plugins

log = logging.getLogger(__name__)


class PluginDue(models.Model):
    """When a plug-in's regular work is due again, and how it went the last time."""

    name = models.CharField(max_length=100, primary_key=True)
    due_at = models.DateTimeField(db_index=True)
    done_at = models.DateTimeField(null=True)
    error = models.TextField(default="", db_default="")


def tick() -> int:
    """Do what is due; gives how much that was. Costs nothing where no plug-in wants anything."""
    wanted = {regular.name: regular for regular in plugins.regular()}
    if not wanted:
        return 0
    now = timezone.now()
    if not wanted.keys() <= _known:
        PluginDue.objects.bulk_create([PluginDue(name=n, due_at=now) for n in wanted], ignore_conflicts=True)
        _known.update(wanted)
    done = 0
    due = list(PluginDue.objects.filter(name__in=list(wanted), due_at__lte=now).values_list("name", flat=True))
    for name in due:
        with transaction.atomic():
            rows = PluginDue.objects.select_for_update(skip_locked=True).filter(name=name, due_at__lte=timezone.now())
            row = rows.first()
            if row is None:  # another worker does it
                continue
            row.due_at = timezone.now() + datetime.timedelta(minutes=wanted[name].minutes)
            row.error = _do(wanted[name])
            row.done_at = timezone.now()
            row.save()
            done += 1
    return done


_known: set[str] = set()


def _do(regular: plugins.Regular) -> str:
    try:
        with transaction.atomic():
            regular.function()
    except Exception as error:  # a plug-in must never take the worker down
        log.exception("the plug-in's %s failed", regular.name)
        return f"{type(error).__name__}: {error}"
    return ""
