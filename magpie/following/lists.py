"""Rules that follow a saved list: they take over its filter whenever it changes, as long as their owner may see it.

A rule keeps its own copy, so that matching knows one kind of rules.  When the list is gone or no longer shared, the
copy goes on, and the owner is told once.  The reader of the event log only notes that lists have changed (`changed`),
for what it writes must append no events; the worker's loop then calls `keep_in_step`.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from magpie.following.models import NoticeRule
from magpie.notices.tell import tell
from magpie.platform import access, context, objects, records
from magpie.platform.actor import SYSTEM, Actor
from magpie.platform.models import Event, SavedList

OBJECT = "list"
KIND = "following"
changed = threading.Event()
changed.set()  # what happened before this process began


def read_events(events: Iterable[Event]) -> None:
    """Note whether lists have changed, or who may see which."""
    if any(event.object in (OBJECT, "user", "team") for event in events):
        changed.set()


def seen_by(actor: Actor, number: int, object_name: str) -> SavedList | None:
    """The list, if the actor may see it and it is one of that object."""
    found: SavedList | None = access.visible(actor, objects.get(OBJECT)).filter(pk=number, object=object_name).first()
    return found


def keep_in_step() -> int:
    """Bring rules in step with the lists that they follow; how many were changed."""
    if not changed.is_set():
        return 0
    changed.clear()
    following = NoticeRule.objects.filter(list_id__isnull=False, reach="personal", owner__is_active=True)
    return sum(_keep(rule) for rule in following.select_related("owner").order_by("pk"))


def _keep(rule: NoticeRule) -> int:
    saved = seen_by(Actor.of_user(rule.owner), rule.list_id, str(rule.object))
    if saved is not None and (saved.filter or {}) == (rule.filter or {}):
        return 0
    values: dict[str, Any] = {"list_id": None} if saved is None else {"filter": saved.filter or {}}
    with transaction.atomic(), context.acting(SYSTEM, "following.keep_in_step"):
        records.update(rule, values, actor=SYSTEM)
        if saved is None:
            _tell_owner(rule)
    return 1


def _tell_owner(rule: NoticeRule) -> None:
    with translation.override(rule.owner.language):
        tell(
            rule.owner,
            kind=KIND,
            title=_("The list that you follow by “%(name)s” is gone or no longer shared") % {"name": rule.name},
            body=_("You are told on as the list was last. Change or end it under What I follow."),
            link=f"/following?rule={rule.pk}",
            key=f"following:{rule.pk}:{rule.version}:list",
            reason={"kind": "following.list", "id": rule.pk, "title": rule.name},
        )
