"""Reading what another program sent: JSON or a form, and the values in it."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from magpie.platform.problems import Invalid

LARGEST = 256 * 1024
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


class TooLarge(Exception):
    """More was sent than a webhook takes."""


def read(request: HttpRequest) -> Any:
    """What was sent, as JSON; TooLarge, or Invalid if it is neither JSON nor a form."""
    try:
        declared = int(request.headers.get("Content-Length") or 0)
    except ValueError:
        declared = 0
    if declared > LARGEST or len(request.body) > LARGEST:
        raise TooLarge
    if request.content_type in FORMS:
        lists = dict(request.POST.lists())
        return {name: values[0] if len(values) == 1 else values for name, values in lists.items()}
    if not request.body.strip():
        return {}
    try:
        found = json.loads(request.body)
    except (ValueError, RecursionError):
        raise Invalid({"body": [_("Send JSON or a form.")]}) from None
    if "\\u0000" in request.body.decode(errors="replace"):
        raise Invalid({"body": [_("The text has a character that cannot be kept (NUL).")]})
    return found


def at(body: Any, path: str) -> Any:
    """The value at "contact.email" or "items.0.id"; None where there is nothing."""
    for name in filter(None, path.split(".")):
        if isinstance(body, dict):
            body = body.get(name)
        elif isinstance(body, list) and name.isdigit() and int(name) < len(body):
            body = body[int(name)]
        else:
            return None
    return body
