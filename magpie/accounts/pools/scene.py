"""The scene "pool" on the lists of objects that take part in pools, once there is a pool for them."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import pgettext_lazy

from magpie.accounts.models import Pool
from magpie.accounts.pools import taking_part
from magpie.platform import scenes, setup
from magpie.platform.actor import Actor
from magpie.platform.objects import ObjectType


def _pooled() -> set[str]:
    def load() -> set[str]:
        return set(Pool.objects.filter(is_active=True).values_list("object", flat=True))

    return setup.kept("pooled objects", load)


def in_pool(object_type: ObjectType, actor: Actor) -> Iterable[scenes.Scene]:
    """What lies in a pool and may be claimed."""
    if taking_part.participant(object_type.name) and object_type.name in _pooled():
        yield scenes.Scene("pool", pgettext_lazy("customer pool", "Pool"), {"field": "pool", "is_empty": False}, 60)


scenes.sources.append(in_pool)
