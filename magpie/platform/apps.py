"""Django's name for the platform; after migrations the event triggers are put in step with the registry."""

from typing import Any

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models.signals import post_migrate


class PlatformConfig(AppConfig):
    """What every part builds on."""

    name = "magpie.platform"
    label = "platform"

    def ready(self) -> None:
        from magpie.platform import audit, layouts, setup_objects, user_actions, working_time_objects  # noqa: F401  (declare users …)
        from magpie.platform.choices import objects as choices  # noqa: F401
        from magpie.platform.duplicates import objects  # noqa: F401  (declares the rules)
        from magpie.platform.names import objects as own_names  # noqa: F401
        from magpie.platform.numbering import objects as numbering  # noqa: F401
        from magpie.platform.own_objects import declaring  # noqa: F401

        user_logged_in.connect(audit.on_signed_in, dispatch_uid="magpie.signed_in")
        user_login_failed.connect(audit.on_refused, dispatch_uid="magpie.sign_in_refused")
        user_logged_out.connect(audit.on_signed_out, dispatch_uid="magpie.signed_out")
        post_migrate.connect(_install_triggers, sender=self, dispatch_uid="magpie.event_triggers")


def _install_triggers(*, using: str, **_: Any) -> None:
    """All migrations of all apps have run when the first such signal is sent, so every table is there."""
    from magpie.platform import triggers
    from magpie.platform.own_objects import tables

    triggers.install(using)
    tables.install(using)
