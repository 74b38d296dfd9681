"""The router that all endpoints of automation hang on, and what several of them need."""

from __future__ import annotations

from typing import Annotated

from django.db import connection, transaction
from django.utils.translation import gettext as _
from ninja import Query, Router

from magpie.automation.models import Workflow
from magpie.platform import access, objects
from magpie.platform.actor import Actor
from magpie.platform.http.records import find
from magpie.platform.problems import Forbidden, NotFound

router = Router(tags=["automation"])
Ids = Annotated[int, Query(ge=0, lt=2**63)]


def workflow_for(number: int, actor: Actor, verb: access.Verb = "read") -> Workflow:
    """The workflow, for somebody who may do that with it."""
    found: Workflow = find(objects.get("workflow"), number, actor)
    if verb != "read" and not access.reaches(actor, objects.get("workflow"), found, verb):
        raise Forbidden(_("You may not change this workflow."))
    return found


def object_named(name: str) -> objects.ObjectType:
    """The object of that name, or NotFound."""
    found = objects.find(name)
    if found is None:
        raise NotFound(_("There is no object “%(name)s”.") % {"name": name[:50]})
    return found


def wake() -> None:
    """Have the workers look at once."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify('magpie_event', '')")
