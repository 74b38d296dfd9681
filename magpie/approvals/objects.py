"""Declares the object approval: only the product writes it; asker, those asked and administrators read it."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from magpie.approvals.models import Approval, ApprovalPart
from magpie.approvals.people import stood_in_for
from magpie.platform import objects
from magpie.platform.actor import Actor


def _reached(actor: Actor, verb: str) -> Q:
    if verb != "read" or actor.user is None:
        return Q(pk=None)
    people = [actor.user.pk, *stood_in_for(actor.user)]
    asked = ApprovalPart.objects.filter(Q(people__overlap=people) | Q(answered_by=actor.user))
    return Q(asked_by=actor.user) | Q(pk__in=asked.values("approval"))


_FIELDS = (
    "name", "object", "operation", "about", "state", "asked_by", "remark", "decided_by", "decided_for", "decided_at",
    "comment", "result",
)  # fmt: skip
objects.register(
    name="approval", model=Approval, title="name", icon="audit", group="activities", listed=False,
    label=_("Approval"), label_plural=_("Approvals"), scope=_reached,
    columns=("name", "operation", "state", "asked_by", "created_at", "decided_by", "decided_at"),
    sections=((_("Approval"), _FIELDS),),
    highlights=("state", "asked_by", "decided_by", "decided_at"),
    own_by=("asked_by",), search=("name", "remark", "comment"),
    read_only=(*_FIELDS, "owner", "external_id"),
    hidden=("input", "answers", "seen_version", "key", "asked_in", "automation"),
)  # fmt: skip
