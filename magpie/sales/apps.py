"""Django's name for sales, and the moment after migrations when a first pipeline is made."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class SalesConfig(AppConfig):
    """Where Django finds this capability."""

    name = "magpie.sales"
    label = "sales"

    def ready(self) -> None:
        from magpie.sales import (  # noqa: F401  (declares the objects)
            deal_objects,
            objects,
            performance_objects,
            playbook_objects,
            standing_in,
            subscribing,
            visitors,
        )
        from magpie.sales.actions import conversion, deal, lead, opportunity, work  # noqa: F401  (declares what can be done)

        post_migrate.connect(_make_first_pipeline, sender=self, dispatch_uid="magpie.first_pipeline")


def _make_first_pipeline(*, using: str, **_: Any) -> None:
    """Opportunities need a pipeline; a company that has none gets the usual one."""
    from django.db import connections

    from magpie.platform import setup
    from magpie.sales import pipelines
    from magpie.sales.models import Stage

    if Stage._meta.db_table in connections[using].introspection.table_names():
        setup.forget()  # what this process knew may be of another database
        pipelines.default_pipeline()
