"""The inner hosts that administrators let workflows and calendars reach; the guard itself is `platform.outgoing`."""

from __future__ import annotations

from django.db import models

from magpie.platform import outgoing


class OutgoingSettings(models.Model):
    """The inner hosts that may be reached all the same: "erp.acme.lan", "10.0.0.7:8443", "*.acme.lan"."""

    allowed_hosts = models.JSONField(default=list, db_default=[])


def allowed_hosts() -> list[str]:
    """The inner hosts that administrators named."""
    row = OutgoingSettings.objects.filter(pk=1).first()
    return list(row.allowed_hosts) if row else []


outgoing.inner_hosts.append(allowed_hosts)
