"""Declares the object “own object”, and says what is wrong with one that somebody wants to make."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from magpie.platform import objects
from magpie.platform.models import OwnObject

NAME = re.compile(r"[a-z][a-z0-9_]{1,39}")
PLURAL = re.compile(r"[a-z][a-z0-9-]{1,39}")
# First parts of addresses that mean something else, in the API (`magpie.platform.http.api` adds its own) or on screen.
reserved = {"", "api", "assets", "ws", "static", "media", "sign-in", "setup", "today", "notices", "profile", "imports"}


def check(values: dict[str, Any], row: Any) -> dict[str, str]:
    """What is wrong with the values of an own object, by field."""
    problems: dict[str, str] = {}
    if row is not None and values.get("name", row.name) != row.name:
        problems["name"] = now_("The technical name stays as it is; make a new object instead.")
    elif row is None:
        problems |= _problem_of_name(values.get("name") or "")
    if values.get("plural") and values["plural"] != getattr(row, "plural", ""):
        problems |= _problem_of_plural(values["plural"])
    return problems | _problems_of_choices(values, row)


def _problem_of_name(name: str) -> dict[str, str]:
    if name and not NAME.fullmatch(name):
        text = now_("A technical name has 2 to 40 small letters, digits and _ only, and begins with a letter.")
        return {"name": text}
    if (other := objects.find(name)) is not None:
        known = {"name": name, "label": str(other.label)}
        return {"name": now_("There is already an object “%(name)s”: %(label)s.") % known}
    return {}


def _problem_of_plural(plural: str) -> dict[str, str]:
    if not PLURAL.fullmatch(plural):
        return {"plural": now_("It has 2 to 40 small letters, digits and - only, and begins with a letter.")}
    if plural in reserved:
        return {"plural": now_("“%(name)s” means something else in addresses. Choose another.") % {"name": plural}}
    if (other := objects.by_plural(plural)) is not None:
        label = str(other.label_plural)
        return {"plural": now_("This is the address of %(label)s. Choose another.") % {"label": label}}
    return {}


def _problems_of_choices(values: dict[str, Any], row: Any) -> dict[str, str]:
    """Boards and stages are drawn by a choice field of the object."""
    name = values.get("name") or getattr(row, "name", "")
    problems = {}
    for part in ("board_by", "stage_field"):
        field = values.get(part)
        if field and not any(
            d.name == field and d.type == "choice" for d in objects.custom_fields().get(str(name), ())
        ):
            problems[part] = now_("“%(name)s” is not a field of type choice of this object.") % {"name": field}
    return problems


objects.register(
    name="own_object", model=OwnObject, title="label_en", group="setup", icon="appstore", is_setup=True, listed=False,
    plural="own-objects", label=_("Own object"), label_plural=_("Own objects"), check=check,
    columns=("label_en", "label_zh", "name", "group", "is_listed"),
    sections=(
        (_("Own object"), (
            "name", "plural", "label_en", "label_en_plural", "label_zh", "description", "icon", "group", "is_listed",
        )),
        (_("Title, board and stages"), ("title_label_en", "title_label_zh", "board_by", "stage_field")),
    ),
)  # fmt: skip
