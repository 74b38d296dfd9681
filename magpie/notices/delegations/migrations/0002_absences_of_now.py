"""Absences with a deputy and an end, entered on the person so far, become delegations."""

from typing import Any

from django.db import migrations
from django.utils import timezone


def carry_over(apps: Any, _editor: Any) -> None:
    """One row for each; those without an end stay with the person and hold as before."""
    now = timezone.now()
    people = apps.get_model("platform", "User").objects.filter(is_active=True, deputy__isnull=False, away_until__gt=now)
    rows = apps.get_model("delegations", "Delegation").objects
    for user in people:
        begins = user.away_from or now
        if user.deputy_id != user.pk and begins < user.away_until:
            status = "active" if begins <= now else "planned"
            rows.create(
                user_id=user.pk, deputy_id=user.deputy_id, starts_at=begins, ends_at=user.away_until, status=status
            )


class Migration(migrations.Migration):
    dependencies = [("delegations", "0001_deputies")]
    operations = [migrations.RunPython(carry_over, migrations.RunPython.noop)]
