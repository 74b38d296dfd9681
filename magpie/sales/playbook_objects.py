"""Declares playbooks and their entries; administrators write them, every user reads them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from magpie.platform import objects, texts
from magpie.platform.fields import Choice
from magpie.sales.models import Playbook, PlaybookItem


def _key_field_choices() -> tuple[Choice, ...]:
    """The fields of leads and opportunities that a person may fill in."""
    found: dict[str, Choice] = {}
    for name in ("lead", "opportunity"):
        for field in objects.get(name).fields().values():
            if not field.read_only and field.type.name != "computed":
                found.setdefault(field.name, Choice(field.name, field.label))
    return tuple(found.values())


def _check_texts(values: dict[str, Any], *names: str) -> dict[str, str]:
    wrong = {}
    for name in names:
        try:
            texts.check(values.get(name) or "")
        except texts.BrokenTemplate as error:
            wrong[name] = str(error)
    return wrong


def _check_playbook(values: dict[str, Any], playbook: Playbook | None) -> dict[str, str]:
    status = values["lead_status"] if "lead_status" in values else getattr(playbook, "lead_status", "")
    stage = values["stage"] if "stage" in values else getattr(playbook, "stage_id", None)
    wrong = _check_texts(values, "guidance", "guidance_en")
    if status and stage:
        wrong["stage"] = now_("Choose either a status of leads or a stage of opportunities.")
    return wrong


def _check_item(values: dict[str, Any], item: PlaybookItem | None) -> dict[str, str]:
    return _check_texts(values, "name", "name_en", "text", "text_en")


objects.register(
    name="playbook",
    named_once=True,
    model=Playbook,
    title="name",
    icon="read",
    group="setup",
    is_setup=True,
    open_to_all=True,
    columns=("name", "lead_status", "stage", "position", "key_fields", "is_active"),
    sections=(
        (_("Playbook"), ("name", "lead_status", "stage", "position", "is_active", "key_fields")),
        (_("Guidance"), ("guidance", "guidance_en")),
    ),
    highlights=("lead_status", "stage", "is_active"),
    search=("name", "guidance", "guidance_en"),
    choices_from={"key_fields": _key_field_choices},
    check=_check_playbook,
)
objects.register(
    name="playbook_item",
    model=PlaybookItem,
    plural="playbook-items",
    title="name",
    icon="ordered-list",
    group="setup",
    is_setup=True,
    open_to_all=True,
    listed=False,
    columns=("playbook", "position", "kind", "name", "name_en"),
    sections=(
        (_("Playbook entry"), ("playbook", "position", "kind", "name", "name_en")),
        (pgettext_lazy("message", "Text"), ("text", "text_en")),
    ),
    highlights=("playbook", "kind", "position"),
    search=("name", "name_en", "text", "text_en"),
    check=_check_item,
)
