"""How the pages of an object are arranged, where an administrator wants it other than declared."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from magpie.platform import columns
from magpie.platform.models.record import Tracked


class Layout(Tracked):
    """The sections of an object's form and record page, and its first columns; what is empty stays as declared."""

    object = columns.text(_("Object"), required=True, max_length=50, unique=True)
    sections = columns.json(_("Sections"), default=list)  # [{"label_en", "label_zh", "fields": [name]}]
    list_columns = columns.json(_("Columns"), default=list)  # names of fields
