"""Declares the object “own name”, and says what is wrong with one."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from magpie.platform import objects
from magpie.platform.models import OwnName


def check(values: dict[str, Any], row: Any) -> dict[str, str]:
    """What is wrong with the values of an own name, by field."""
    name = str(values.get("object") or getattr(row, "object", ""))
    if objects.find(name) is None:
        return {"object": now_("There is no object “%(name)s”.") % {"name": name[:50]}}
    return {}


objects.register(
    name="own_name", model=OwnName, title="key", group="setup", icon="translation", is_setup=True, listed=False,
    plural="own-names", label=_("Own name"), label_plural=_("Own names"), check=check,
    columns=("object", "kind", "key", "text_en", "text_zh"),
    sections=((_("Own name"), ("object", "kind", "key", "text_en", "text_zh")),),
)  # fmt: skip
