"""Declares print templates and letterheads."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _
from PIL import Image

from magpie.platform import objects, texts
from magpie.platform.actor import Actor
from magpie.platform.fields import Choice
from magpie.platform.models import File, Role
from magpie.platform.problems import Invalid
from magpie.prints import blocks, mistakes
from magpie.prints.models import Letterhead, PrintTemplate

PICTURE_PIXELS = 40_000_000


def printable() -> list[objects.ObjectType]:
    """The objects whose records can be printed by templates."""
    return [o for o in objects.all_objects() if not o.is_setup and o.group != "setup"]


def _objects() -> tuple[Choice, ...]:
    return tuple(Choice(o.name, o.label) for o in printable())


def _check_template(values: dict[str, Any], template: Any) -> dict[str, str]:
    def value(name: str) -> Any:
        return values[name] if name in values else getattr(template, name, None)

    problems: dict[str, str] = {}
    if value("object") not in {o.name for o in printable()}:
        problems["object"] = now_("There is no object “%(name)s” that can be printed.") % {"name": value("object")}
    if values.get("roles") and Role.objects.filter(pk__in=values["roles"]).count() != len(set(values["roles"])):
        problems["roles"] = now_("One of these roles is no longer there.")
    if (value("mode") or "blocks") == "code" and (slips := mistakes.slips_of(value("body") or "")):
        slip = slips[0]
        problems["body"] = (
            now_("Line %(line)d: %(said)s") % {"line": slip.line, "said": slip.text} if slip.line else slip.text
        )
    if "blocks" in values:
        try:
            made = blocks.template_of(blocks.read(values["blocks"]))
        except ValueError as error:
            problems["blocks"] = str(error)
        else:
            if (value("mode") or "blocks") == "blocks" and (slips := mistakes.slips_of(made)):
                problems["blocks"] = slips[0].text
    if values.get("file_name"):
        try:
            texts.check(values["file_name"])
        except texts.BrokenTemplate as error:
            problems["file_name"] = str(error)
    return problems


def _of_template(template: PrintTemplate, changed: frozenset[str], actor: Actor) -> dict[str, Any]:
    """The template that the blocks make, unless it is written by hand."""
    if template.mode != "blocks":
        return {}
    return {"body": blocks.template_of(blocks.read(template.blocks))}


def _of_letterhead(letterhead: Letterhead, changed: frozenset[str], actor: Actor) -> dict[str, Any]:
    """Logo and seal must be pictures; only one letterhead is used by default."""
    for name in ("logo", "stamp"):
        file = getattr(letterhead, name)
        if f"{name}_id" in changed and file is not None and not _is_picture(file):
            raise Invalid({name: [now_("Choose a picture: PNG, JPEG or WebP.")]})
    return {}


def _is_picture(file: File) -> bool:
    try:
        with Image.open(Path(settings.MEDIA_ROOT) / file.path) as opened:
            return opened.width * opened.height <= PICTURE_PIXELS
    except (OSError, ValueError, Image.DecompressionBombError):
        return False


objects.register(
    name="print_template", model=PrintTemplate, plural="print-templates", title="name_en", subtitle="name_zh",
    group="setup", icon="printer", is_setup=True, listed=False, check=_check_template, before_save=_of_template,
    choices_from={"object": _objects},
    columns=("name_en", "name_zh", "object", "paper", "language", "roles", "is_active", "updated_at"),
    sections=(
        (_("Print template"), (
            "name_en", "name_zh", "object", "paper", "orientation", "language", "letterhead", "file_name", "roles",
            "position", "is_active",
        )),
    ),
    search=("name_en", "name_zh"),
)  # fmt: skip
objects.register(
    name="letterhead", model=Letterhead, title="name", group="setup", icon="bank", is_setup=True, listed=False,
    before_save=_of_letterhead,
    columns=("name", "company_zh", "company_en", "phone", "is_default"),
    sections=(
        (_("Company"), (
            "name", "company_zh", "company_en", "address_zh", "address_en", "phone", "email", "website", "tax_number",
            "bank", "is_default",
        )),
        (_("Pictures"), ("logo", "stamp")),
    ),
    search=("name", "company_zh", "company_en"),
)  # fmt: skip
