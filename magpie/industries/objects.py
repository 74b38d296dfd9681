"""Declares the parts of set-ups: set-up like any other, so that an undo takes them back with what they tell of."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from magpie.industries.models import Part
from magpie.platform import objects

objects.register(
    name="industry_part", model=Part, plural="industry-parts", title="key", group="setup", icon="appstore-add",
    is_setup=True, listed=False, columns=("industry", "key", "object", "record_id", "created_at"),
    sections=((_("Part of an industry set-up"), ("industry", "key", "object", "record_id", "language", "values")),),
    read_only=("industry", "key", "object", "record_id", "language", "values"),
)  # fmt: skip
