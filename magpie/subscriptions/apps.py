"""Django's name for this capability."""

from django.apps import AppConfig


class SubscriptionsConfig(AppConfig):
    """Where Django finds this capability."""

    name = "magpie.subscriptions"
    label = "subscriptions"

    def ready(self) -> None:
        """Declare the object, what can be done with it, and what everybody can subscribe to."""
        from django.db.models import Q

        from magpie.notices import health, set_back
        from magpie.platform import merging_references
        from magpie.subscriptions import (  # noqa: F401  (declare)
            actions,
            cancelling,
            completeness_source,
            list_source,
            objects,
            open_work,
            sending,
        )

        health.oldest_due["subscriptions"] = sending.oldest_due
        merging_references.NOT_MOVED["subscriptions.Run"] = "tells what was sent at the time"
        set_back.reckoned.append(("subscriptions.Run", "look_at", Q()))
