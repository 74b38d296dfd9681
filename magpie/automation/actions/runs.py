"""What a workflow does about workflows: end other runs, and make something known that starts them."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from pydantic import Field

from magpie.automation.actions.inputs import Input, Number, shown_as
from magpie.automation.models import Run
from magpie.platform import events, objects
from magpie.platform.actions import Output, action
from magpie.platform.actor import Actor
from magpie.platform.models import Tracked
from magpie.platform.problems import Refused

GROUP = "flow"
KEPT_FOR_THE_DATABASE = ("created", "updated", "deleted")


class OtherRuns(Input):
    """Of which workflow; without one, of all."""

    workflow: Number | None = Field(None, title=gettext_noop("Workflow"), json_schema_extra={"x-object": "workflow"})
    reason: str = Field("", title=gettext_noop("Reason"), max_length=500)


class Named(Input):
    """The event: a verb in the past such as "inspected", and what else is to be known of it."""

    name: str = Field(title=gettext_noop("Name of the event"), max_length=60)
    data: dict[str, Any] = Field(default={}, title=gettext_noop("More about it"), json_schema_extra=shown_as("pairs"))


@action(
    "workflow.stop_runs",
    on="*",
    label=gettext_lazy("Stop other runs"),
    about=gettext_lazy("Ends the other runs that go on or wait on this record."),
    group=GROUP,
    outputs=(Output("count", gettext_lazy("Runs ended"), "number"),),
    for_people=False,
)
def stop_runs(record: Tracked, data: OtherRuns, *, actor: Actor) -> dict[str, Any]:
    """Cancel the record's other runs; this one goes on."""
    from magpie.automation import engine

    found = Run.objects.filter(object=objects.of(record).name, record_id=record.pk, status__in=("queued", "waiting"))
    if actor.run_id is not None:
        found = found.exclude(pk=actor.run_id)
    if data.workflow is not None:
        found = found.filter(workflow=data.workflow)
    reason = data.reason or _("Stopped by another workflow.")
    return {"count": sum(engine.cancel(run, reason) for run in found.order_by("pk"))}


@action(
    "event.emit",
    on="*",
    label=gettext_lazy("Make an event known"),
    about=gettext_lazy("Says that something happened to the record; other workflows can start by it or wait for it."),
    group=GROUP,
    for_people=False,
)
def emit_event(record: Tracked, data: Named, *, actor: Actor) -> dict[str, Any]:
    """A named business event in the record's history."""
    object_name = objects.of(record).name
    kind = data.name.strip().removeprefix(f"{object_name}.")
    if not re.fullmatch(r"[a-z][a-z0-9_]{1,39}", kind) or kind in KEPT_FOR_THE_DATABASE:
        raise Refused(_("Name the event with small letters, digits and “_”, such as “inspected”."))
    events.emit(record, kind, data.data)
    return {"event": f"{object_name}.{kind}"}
