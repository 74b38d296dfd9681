"""Django's name for the platform; after migrations the event triggers are put in step with the registry."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PlatformConfig(AppConfig):
    """What every part builds on."""

    name = "magpie.platform"
    label = "platform"

    def ready(self) -> None:
        from magpie.platform import setup_objects, user_actions, working_time_objects  # noqa: F401  (declare users …)
        from magpie.platform.duplicates import objects  # noqa: F401  (declares the rules)
        from magpie.platform.own_objects import declaring  # noqa: F401

        post_migrate.connect(_install_triggers, sender=self, dispatch_uid="magpie.event_triggers")


def _install_triggers(*, using: str, **_: Any) -> None:
    """All migrations of all apps have run when the first such signal is sent, so every table is there."""
    from magpie.platform import triggers
    from magpie.platform.own_objects import tables

    triggers.install(using)
    tables.install(using)
