"""The address in a mail by which its reader cancels the subscription without signing in.

It is signed for one subscription, one person and this one purpose, and is good for half a year.  Opening it changes
nothing; pressing its button does, and so does the one click of a mail program (RFC 8058).
"""

from __future__ import annotations

import datetime

from django.conf import settings
from django.core import signing

from magpie.notices import mail
from magpie.notices.models import Notice
from magpie.platform.models import User
from magpie.subscriptions import sending
from magpie.subscriptions.models import Subscription

SALT = "magpie.subscriptions.cancel"
GOOD_FOR = datetime.timedelta(days=183)


def address(subscription_id: int, user_id: int) -> str:
    """The address by which this person cancels this subscription."""
    return f"{settings.PUBLIC_URL}/unsubscribe/{signing.dumps([subscription_id, user_id], salt=SALT)}"


def read(token: str) -> tuple[Subscription, User] | None:
    """What the address is for; None if it is not ours, too old, or no longer its person's."""
    try:
        number, user_id = signing.loads(token, salt=SALT, max_age=GOOD_FOR)
        found = Subscription.objects.select_related("owner").filter(pk=int(number)).first()
    except (signing.BadSignature, ValueError, TypeError):
        return None
    owner = found.owner if found is not None else None
    if found is None or owner is None or owner.pk != user_id or not owner.is_active:
        return None
    return found, owner


def _of_notice(notice: Notice) -> str:
    number = notice.reason.get("id")
    return address(number, notice.recipient_id) if number and notice.recipient_id else ""


mail.calling_off[sending.KIND] = _of_notice
