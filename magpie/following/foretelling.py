"""Who would be told of what an operation does that is only looked ahead at, and by which rule."""

from __future__ import annotations

from django.utils.translation import gettext as _

from magpie.following import matching
from magpie.following.models import NoticeRule
from magpie.following.telling import Audience
from magpie.platform import objects
from magpie.platform.effects import Told
from magpie.platform.models import Event, User


def would_be_told(events: list[Event]) -> list[Told]:
    """Followers and those whom rules name, each once for each rule, as far as they may know of it."""
    gathered = matching.gather(events)
    if not gathered:
        return []
    rules = NoticeRule.objects.in_bulk({one.rule_id for one in gathered if one.rule_id})
    users = User.objects.filter(is_active=True).in_bulk({number for one in gathered for number in one.users})
    audience = Audience(rules.values(), gathered)
    found: dict[tuple[int | None, int], Told] = {}
    for one in gathered:
        rule, object_type = rules.get(one.rule_id or 0), objects.find(one.object)
        why = str(rule) if rule is not None else _("follows the record")
        for user in (users[number] for number in one.users if number in users):
            place = (one.rule_id, user.pk)
            if place in found or object_type is None or not audience.wants(rule, user):
                continue
            if audience.may_know(user, one, object_type):
                found[place] = Told(str(user), (), why)
    return list(found.values())
