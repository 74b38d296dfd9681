"""Answering a reminder from its mail, without signing in: a signed address for one person, one time and one purpose.

The address opens a small page with one button; nothing is done by opening it, because mail servers open addresses too.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Literal, cast, get_args

from django.conf import settings
from django.core import signing
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from magpie.notices import matters
from magpie.notices.matters import Button, Press
from magpie.notices.models import Notice
from magpie.platform import actions
from magpie.platform.actor import Actor
from magpie.platform.models import User
from magpie.reminders.models import Occurrence

SALT = "magpie.reminders.answer"
GOOD_FOR = datetime.timedelta(days=14)
Purpose = Literal["done", "later", "not_needed"]


@dataclass(frozen=True)
class Asked:
    """What an address asks for."""

    occurrence: Occurrence
    user: User
    purpose: Purpose


def address(occurrence_id: int, user_id: int, purpose: Purpose) -> str:
    """The address that lets this person answer this occurrence in this one way."""
    token = signing.dumps([occurrence_id, user_id, purpose], salt=SALT)
    return f"{settings.PUBLIC_URL}/answer/{token}"


def read(token: str) -> Asked | None:
    """What the address asks for; None if it is not ours, too old, or its person or reminder is gone."""
    try:
        occurrence_id, user_id, purpose = signing.loads(token, salt=SALT, max_age=GOOD_FOR)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    occurrence = Occurrence.objects.select_related("reminder").filter(pk=occurrence_id).first()
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if occurrence is None or user is None or purpose not in get_args(Purpose):
        return None
    return Asked(occurrence, user, cast("Purpose", purpose))


def _buttons(notice: Notice) -> list[Button]:
    number = notice.matter.partition(":")[2]
    if notice.recipient_id is None or not number.isdigit():
        return []
    words: dict[Purpose, str] = {"done": _("Done"), "later": _("In an hour"), "not_needed": _("Not needed …")}
    return [Button(word, address(int(number), notice.recipient_id, purpose)) for purpose, word in words.items()]


def _perform(notice: Notice, name: str, **given: object) -> None:
    occurrence = Occurrence.objects.select_related("reminder").get(pk=notice.matter.partition(":")[2])
    user = User.objects.get(pk=notice.recipient_id or 0)
    actions.perform(
        actions.get(name), occurrence.reminder, {"occurrence": occurrence.pk, **given}, actor=Actor.of_user(user)
    )


matters.buttons["reminder"] = _buttons
matters.presses["reminder"] = {
    "done": Press(gettext_lazy("Done"), lambda notice: _perform(notice, "reminder.done")),
    "later": Press(gettext_lazy("In an hour"), lambda notice: _perform(notice, "reminder.snooze", minutes=60)),
}
