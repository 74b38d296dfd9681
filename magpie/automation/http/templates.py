"""The endpoint of the gallery of ready-made workflows."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Schema

from magpie.automation.http.router import router
from magpie.automation.templates import all_templates
from magpie.platform import access, objects
from magpie.platform.http.problems import PROBLEM_RESPONSES
from magpie.platform.http.records import actor_of
from magpie.platform.http.rendering import answer
from magpie.platform.problems import Forbidden


class Template(Schema):
    """A ready-made workflow, with its texts in both languages."""

    key: str
    name: dict[str, str]
    about: dict[str, str]
    group: str
    icon: str
    object: str
    document: dict[str, Any]


@router.get(
    "/automation/templates", response={200: list[Template], **PROBLEM_RESPONSES}, operation_id="workflow_templates"
)
def templates(request: HttpRequest) -> HttpResponse:
    """Ready-made workflows to begin with."""
    if not access.may(actor_of(request), objects.get("workflow"), "read"):
        raise Forbidden
    return answer(all_templates())
