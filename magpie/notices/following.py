"""Who follows a record: people who want to know what becomes of it, though it is not theirs.

A notice to the part "followers" reaches them all, each as long as they may read the record.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from magpie.platform import access, columns, filters, objects, scenes
from magpie.platform.actor import Actor
from magpie.platform.filters.relations import Kind, Relation, declare
from magpie.platform.models import User
from magpie.platform.objects import ObjectType

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


def _followed_by(kind: Kind, object_type: ObjectType, value: Any, depth: int) -> Relation:
    """`{"followed_by": "$me"}`, or a user's number."""
    if value != "$me" and (isinstance(value, bool) or not isinstance(value, int) or not 0 < value < 2**63):
        raise filters.FilterError(_("Choose a person."))
    return Relation(kind, object_type, value)


def _is_followed(relation: Relation, caller: filters.Caller, reach: Any) -> Q:
    user_id = caller.user_id if relation.wanted == "$me" else relation.wanted
    rows = Follower.objects.filter(object=relation.object_type.name, user_id=user_id or 0)
    return Q(pk__in=rows.values("record_id"))


def _described(relation: Relation, negated: bool) -> str:
    if relation.wanted == "$me":
        return _("I do not follow it") if negated else _("I follow it")
    user = User.objects.filter(pk=relation.wanted).first()
    words = {"user": str(user) if user else f"#{relation.wanted}"}
    return (_("%(user)s does not follow it") if negated else _("%(user)s follows it")) % words


def _scene(object_type: ObjectType, actor: Actor) -> Iterable[scenes.Scene]:
    if scenes.has_owner(object_type) and not object_type.timeline:
        yield scenes.Scene("followed", pgettext_lazy("scene", "I follow"), {"followed_by": "$me"}, 40)


declare(Kind("followed_by", _followed_by, _is_followed, _described))
scenes.sources.append(_scene)
