"""What people do with subscriptions: pause, go on, cancel."""

from __future__ import annotations

from django.utils.translation import gettext_lazy, pgettext_lazy

from magpie.platform import records
from magpie.platform.actions import NoInput, action
from magpie.platform.actor import Actor
from magpie.subscriptions.models import Subscription

ACTIVE = {"field": "status", "is": "active"}
RESTING = {"field": "status", "in": ["paused", "ended"]}
NOT_CANCELLED = {"not": {"all": [{"field": "status", "is": "ended"}, {"field": "problem", "is": "cancelled"}]}}


@action(
    "subscription.pause", on="subscription", label=pgettext_lazy("subscription", "Pause"), available_if=ACTIVE,
    position=10,
)  # fmt: skip
def pause(subscription: Subscription, data: NoInput, *, actor: Actor) -> Subscription:
    """Send nothing until it goes on."""
    return records.update(subscription, {"status": "paused", "problem": ""}, actor=actor)


@action(
    "subscription.resume", on="subscription", label=gettext_lazy("Go on"), available_if=RESTING, position=20,
)  # fmt: skip
def resume(subscription: Subscription, data: NoInput, *, actor: Actor) -> Subscription:
    """Send again from the next time on."""
    return records.update(subscription, {"status": "active", "problem": ""}, actor=actor)


@action(
    "subscription.cancel", on="subscription", label=gettext_lazy("Cancel subscription"), available_if=NOT_CANCELLED,
    position=30,
)  # fmt: skip
def cancel(subscription: Subscription, data: NoInput, *, actor: Actor) -> Subscription:
    """Send nothing any more; it can be taken up again."""
    return records.update(subscription, {"status": "ended", "problem": "cancelled"}, actor=actor)
