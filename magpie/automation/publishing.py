"""Publishing a workflow: check the document, freeze it as the next version, use it from now on."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from magpie.automation import document
from magpie.automation.models import Broken, Draft, Version, Workflow
from magpie.platform import context, setup
from magpie.platform.actor import Actor
from magpie.platform.problems import Invalid


def publish(workflow: Workflow, data: Any, *, actor: Actor, activate: bool = True) -> Version:
    """The new version; Invalid names the problems block by block and changes nothing."""
    drawn = document.read(data)
    if drawn.object != workflow.object:
        raise Invalid({"document": [_("The document is about another object than its workflow.")]})
    with context.acting(actor, "workflow.publish"):
        locked = Workflow.objects.select_for_update().get(pk=workflow.pk)
        last = locked.versions.aggregate(models.Max("number"))["number__max"] or 0
        version = Version.objects.create(workflow=locked, number=last + 1, document=data, published_by=actor.user)
        Draft.objects.filter(workflow=locked).delete()
        Broken.objects.filter(workflow=locked).delete()
        Workflow.objects.filter(pk=workflow.pk).update(active_version=version, is_active=activate)
    workflow.refresh_from_db()
    setup.forget()
    return version
