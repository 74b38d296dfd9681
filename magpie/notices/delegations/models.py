"""The table of deputies."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from magpie.platform import columns
from magpie.platform.models import Tracked

KINDS = [
    ("notices", _("Notices")),
    ("reminders", _("Reminders")),
    ("approvals", _("Approvals and tasks of workflows")),
    ("hand_overs", _("Hand-overs of leads")),
    ("queues", _("Work that is shared out")),
]
STATUSES = [
    ("planned", pgettext_lazy("delegation", "Planned")),
    ("active", pgettext_lazy("delegation", "Active")),
    ("ended", pgettext_lazy("delegation", "Ended")),
]


class Delegation(Tracked):
    """Somebody stands in for somebody else.  Without kinds it is for everything, and the person counts as away."""

    user = columns.reference(_("Who is away"), "platform.User", on_delete=models.CASCADE, required=True)
    deputy = columns.reference(_("Deputy"), "platform.User", on_delete=models.CASCADE, required=True)
    starts_at = models.DateTimeField(_("From"))
    ends_at = models.DateTimeField(_("To"))
    kinds = columns.choices(_("In what"), KINDS)
    note = columns.long_text(_("Note"))
    status = columns.choice(_("Status"), STATUSES, default="planned")
    usual_deputy = columns.reference(_("Usual deputy"), "platform.User")  # whom they had named for themselves before
    ended_at = columns.moment(_("Ended at"))  # when it was ended early, or its time was over

    class Meta:
        verbose_name = _("Delegation")
        verbose_name_plural = _("Delegations")
        indexes = [models.Index(fields=["user", "-starts_at"], name="delegations_of_a_person")]

    def __str__(self) -> str:
        return f"{self.user} → {self.deputy}"
