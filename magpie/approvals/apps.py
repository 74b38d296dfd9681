"""Django's name for approvals; makes itself known to the gates."""

from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    """Requests for approval."""

    name = "magpie.approvals"
    label = "approvals"

    def ready(self) -> None:
        from magpie.approvals import answering, asking, objects, standing_in  # noqa: F401 - declares the object
        from magpie.platform import effects, undo
        from magpie.platform.gates import requesting

        requesting.install(asking)
        effects.enders.append(asking.would_end)
        undo.final["approval"] = "state"
        undo.after.append(answering.withdraw_asked_in)
