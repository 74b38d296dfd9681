"""The addresses of webhook triggers."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from magpie.platform import columns


class Hook(models.Model):
    """The key of one webhook trigger: its hash to find it by, and sealed to show it again."""

    workflow = models.ForeignKey("automation.Workflow", models.CASCADE, related_name="+")
    trigger = models.PositiveSmallIntegerField()  # its place in the document
    digest = models.CharField(max_length=64, unique=True)
    sealed = models.TextField()
    made_at = columns.moment(_("Created"), now=True)
    used_at = columns.moment(_("Last used"))
    minute = models.DateTimeField(null=True)  # the minute in which `count` calls came
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workflow", "trigger"], name="one_hook_per_trigger")]
