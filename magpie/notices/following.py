"""Who follows a record: people who want to know what becomes of it, though it is not theirs.

A notice to the part "followers" reaches them all, each as long as they may read the record.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models

from magpie.platform import access, columns, objects
from magpie.platform.actor import Actor
from magpie.platform.models import User

FOLLOWERS = "followers"


class Follower(models.Model):
    """Somebody follows a record."""

    object = models.CharField(max_length=50)
    record_id = models.BigIntegerField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    since = columns.moment("Since", now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["object", "record_id", "user"], name="one_follower_per_record_and_user")
        ]


def _rows(record: Any) -> Any:
    return Follower.objects.filter(object=objects.of(record).name, record_id=record.pk)


def follow(record: Any, user: User) -> bool:
    """Have the user follow the record; whether that is new."""
    _row, is_new = Follower.objects.get_or_create(object=objects.of(record).name, record_id=record.pk, user=user)
    return is_new


def unfollow(record: Any, user: User) -> bool:
    """Have the user follow it no longer; whether they did."""
    return bool(_rows(record).filter(user=user).delete()[0])


def followers(record: Any) -> list[User]:
    """Who follows the record and may still read it, the first follower first."""
    object_type = objects.of(record)
    users = [row.user for row in _rows(record).filter(user__is_active=True).select_related("user").order_by("pk")]
    return [user for user in users if access.reaches(Actor.of_user(user), object_type, record, "read")]
