"""What people are told about asks.  Everything is told under a key, so that nothing is told twice."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from magpie.automation.asks.models import Ask
from magpie.notices.models import Notice
from magpie.notices.tell import KINDS, in_language, tell
from magpie.platform import live
from magpie.platform.models import User

KIND = "ask"
KINDS.setdefault(KIND, gettext_lazy("What workflows ask of me"))


def page_of(ask: Ask) -> str:
    """The address of the page on which it is answered."""
    return f"{settings.PUBLIC_URL}/asks/{ask.pk}"


def of_asking(ask: Ask, users: Iterable[User], sender: User | None) -> None:
    """Tell people that they are asked."""
    for user in users:
        _tell(ask, user, "open", ask.title, _body(ask, user), sender)


def of_reminder(ask: Ask, users: Iterable[User]) -> None:
    """Remind those whose answer is still wanted."""
    for user in users:
        with translation.override(user.language):
            title = _("Reminder: %(title)s") % {"title": in_language(ask.title, user.language)}
        _tell(ask, user, f"remind{ask.reminders_sent}", title, _body(ask, user))


def of_passing_on(ask: Ask, user: User, sender: User | None, comment: str) -> None:
    """Tell somebody that a colleague has passed a question on to them."""
    with translation.override(user.language):
        title = _("%(name)s passes on to you: %(title)s") % {
            "name": str(sender or ""), "title": in_language(ask.title, user.language),
        }  # fmt: skip
    body = _body(ask, user)
    _tell(
        ask, user, f"passed{timezone.now():%Y%m%dT%H%M%S}", title, f"{comment}\n\n{body}" if comment else body, sender
    )


def of_withdrawal(ask: Ask, users: Iterable[User]) -> None:
    """Tell those who were asked, and have not answered, that nobody waits for them any more."""
    for user in users:
        with translation.override(user.language):
            title = _("No longer needed: %(title)s") % {"title": in_language(ask.title, user.language)}
            body = _("The workflow that asked this has ended or gone on. There is nothing for you to do.")
        _tell(ask, user, "withdrawn", title, body)


def _body(ask: Ask, user: User) -> str:
    parts = [in_language(ask.text, user.language)]
    if ask.due_at is not None:
        with translation.override(user.language):
            due = timezone.localtime(ask.due_at).strftime("%Y-%m-%d %H:%M")
            parts.append(_("Please answer by %(when)s.") % {"when": due})
    return "\n\n".join(part for part in parts if part)


def _tell(ask: Ask, user: User, what: str, title: Any, body: str, sender: User | None = None) -> None:
    step = f"{ask.run_id}:{ask.block}:{ask.step.path if ask.step else ''}"
    tell(
        user, kind=KIND, title=title, body=body, link=page_of(ask), sender=sender, key=f"ask:{ask.pk}:{user.pk}:{what}",
        run_id=ask.run_id, step=step[:100], deputies=ask.deputies,
    )  # fmt: skip


def clear(ask: Ask) -> None:
    """Once it is closed, what was told about it is no longer unread anywhere."""
    unread = Notice.objects.filter(run_id=ask.run_id, kind=KIND, url=page_of(ask), read_at=None)
    users = set(unread.values_list("recipient_id", flat=True))
    unread.update(read_at=timezone.now())
    for number in users - {None}:
        left = Notice.objects.filter(recipient=number, read_at=None).count()
        live.push(number, {"type": "unread", "unread": left})
