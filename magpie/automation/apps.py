"""Django's name for automation, and the declaration of its objects."""

from django.apps import AppConfig


class AutomationConfig(AppConfig):
    """The engine of the workflows."""

    name = "magpie.automation"
    label = "automation"

    def ready(self) -> None:
        from django.db.models import Q

        from magpie.automation import actions, alarms, matching, objects, plugins, waiting  # noqa: F401
        from magpie.automation.asks import standing_in  # noqa: F401
        from magpie.notices import health, set_back, told
        from magpie.platform import effects, merging_references

        health.oldest_due["automation"] = waiting.oldest_due
        set_back.reckoned += [
            ("automation.Run", "ready_at", Q(status="queued")),
            ("automation.Step", "wake_at", Q(status__in=("retrying", "calling"))),
        ]

        merging_references.TEXT_LINKS.add(("automation.Step", "wait_key"))
        merging_references.NOT_MOVED["automation.Stay"] = "made anew from the winner's own dates"
        told.runs_of.append(matching.runs_of)
        effects.starters.append(matching.would_start)
        effects.enders.append(matching.would_end)
        plugins.load()
