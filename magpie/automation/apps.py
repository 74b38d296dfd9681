"""Django's name for automation, and the declaration of its objects."""

from django.apps import AppConfig


class AutomationConfig(AppConfig):
    """The engine of the workflows."""

    name = "magpie.automation"
    label = "automation"

    def ready(self) -> None:
        from magpie.automation import actions, matching, objects, plugins  # noqa: F401
        from magpie.automation.asks import standing_in  # noqa: F401
        from magpie.platform import effects, merging_references

        merging_references.TEXT_LINKS.add(("automation.Step", "wait_key"))
        merging_references.NOT_MOVED["automation.Stay"] = "made anew from the winner's own dates"
        effects.starters.append(matching.would_start)
        plugins.load()
