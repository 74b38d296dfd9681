"""What an administrator may want to know that is no change of a record: sign-ins, exports, looking as somebody else.

Changes of records stand in the event log.  Entries are appended by `magpie.platform.audit` and never changed.
"""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from magpie.platform import columns

KINDS = [
    ("signed_in", _("Signed in")), ("sign_in_refused", _("Sign-in refused")), ("signed_out", _("Signed out")),
    ("view_begun", _("Began to look as")), ("view_ended", _("Ended looking as")), ("exported", _("Exported")),
    ("password_set", _("Set a password")), ("taken_back", pgettext_lazy("audit", "Took back")),
]  # fmt: skip


class AuditEntry(models.Model):
    """One such thing: who, when, from which address, and what."""

    at = columns.moment(_("Time"), now=True)
    kind = models.CharField(max_length=20, choices=KINDS)
    user = models.ForeignKey("platform.User", models.SET_NULL, null=True, related_name="+")
    name = models.CharField(max_length=150, default="", db_default="")  # as typed at a sign-in, else the person's
    address = models.CharField(max_length=45, default="", db_default="")  # of the machine
    agent = models.CharField(max_length=200, default="", db_default="")  # the program, as it calls itself
    about = models.CharField(max_length=300, default="", db_default="")  # whom or what it concerned
    reason = models.CharField(max_length=500, default="", db_default="")
    operation = models.UUIDField(null=True, db_index=True)  # that took something back

    class Meta:
        indexes = [models.Index(fields=["user", "id"], name="audit_of_user")]
