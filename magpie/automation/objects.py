"""Declares the workflow as an object: its list, history and rights come from there."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from magpie.automation.models import Workflow
from magpie.platform import objects


def _check(values: dict[str, Any], workflow: Any) -> dict[str, str]:
    name = values.get("object") or getattr(workflow, "object", None) or ""
    if name and objects.find(name) is None:
        return {"object": _("There is no object “%(name)s”.") % {"name": name}}
    if workflow is not None and "object" in values and values["object"] != workflow.object:
        return {"object": _("A workflow stays with its object; make a new workflow instead.")}
    if values.get("is_active") and getattr(workflow, "active_version_id", None) is None:
        return {"is_active": _("Publish a version first.")}
    return {}


objects.register(
    name="workflow", model=Workflow, title="name", group="setup", icon="branches", is_setup=True, listed=False,
    hidden=("active_version",),
    label=gettext_lazy("Workflow"), label_plural=gettext_lazy("Workflows"), check=_check,
    columns=("name", "object", "is_active", "owner"),
    sections=((gettext_lazy("Workflow"), ("name", "name_zh", "object", "description", "is_active", "owner")),),
)  # fmt: skip
