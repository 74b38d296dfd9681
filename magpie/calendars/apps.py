"""Django's name for this capability."""

from django.apps import AppConfig


class CalendarsConfig(AppConfig):
    """Declares the objects and actions, and looks at each meeting before it is saved."""

    name = "magpie.calendars"
    label = "calendars"

    def ready(self) -> None:
        from django.db.models import Q

        from magpie.calendars import actions, objects, taken  # noqa: F401
        from magpie.calendars.invitations import answers, telling  # noqa: F401
        from magpie.calendars.outside import clock  # noqa: F401
        from magpie.notices import set_back
        from magpie.platform import effects, merging_references

        effects.foretellers.append(telling.would_be_told)
        merging_references.PAIRS["calendars.Booking"] = "kind"
        merging_references.TEXT_LINKS.add(("calendars.Guest", "record"))
        set_back.reckoned.append(("calendars.OutsideAccount", "next_sync_at", Q()))
