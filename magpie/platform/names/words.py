"""Own names as every other part sees them: a text that reads as the company's word, else as the delivered one.

They are kept with the set-up (`magpie.platform.setup`), so that reading one costs no query.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language, override

from magpie.platform import setup

if TYPE_CHECKING:
    from magpie.platform.fields import Field

Words = tuple[str, str]  # in English, in Chinese; empty where the delivered word stands
NONE: Words = ("", "")


class Named:
    """A label; reads as the company's word of the current language, else as the delivered label."""

    def __init__(self, object_name: str, kind: str, key: str, delivered: Any) -> None:
        self.object_name, self.kind, self.key, self.delivered = object_name, kind, key, delivered

    def __str__(self) -> str:
        return self._own() or str(self.delivered)

    def _own(self) -> str:
        found = of_object(self.object_name)
        if not found:
            return ""
        is_chinese = (get_language() or "en").startswith("zh")
        own = found.get((self.kind, self.key), NONE)[is_chinese]
        if not own and is_chinese and self.kind == "objects":  # Chinese knows no plural
            own = found.get(("object", self.key), NONE)[1]
        return own


def of_object(name: str) -> dict[tuple[str, str], Words]:
    """The company's words for an object and its parts, by kind and key."""
    return setup.kept("own_names", _load).get(name, {}) if setup.in_use() else {}


def _load() -> dict[str, dict[tuple[str, str], Words]]:
    from magpie.platform.models import OwnName

    found: dict[str, dict[tuple[str, str], Words]] = {}
    for name, kind, key, *words in OwnName.objects.values_list("object", "kind", "key", "text_en", "text_zh"):
        found.setdefault(name, {})[kind, key] = (words[0], words[1])
    return found


def of_field(object_name: str, field: Field) -> Field:
    """The field with the company's words for its label, its help and its choices."""
    own = of_object(object_name)
    if not own:
        return field
    changes: dict[str, Any] = {}
    if ("field", field.name) in own:
        changes["label"] = Named(object_name, "field", field.name, field.label)
    if ("help", field.name) in own:
        changes["help"] = Named(object_name, "help", field.name, field.help)
    keys = {choice.value: f"{field.name}:{choice.value}" for choice in field.choices}
    if any(("choice", key) in own for key in keys.values()):
        changes["choices"] = tuple(
            dataclasses.replace(c, label=Named(object_name, "choice", keys[c.value], c.label)) for c in field.choices
        )
    return dataclasses.replace(field, **changes) if changes else field


def of_section(object_name: str, label: Any) -> Any:
    """The heading of a section as the company calls it; it is known by its delivered English words."""
    if not any(kind == "section" for kind, _key in of_object(object_name)):
        return label
    return Named(object_name, "section", english(label), label)


def of_record(object_name: str, number: int) -> str:
    """The company's word for a record of an object whose records have one name only; empty if there is none."""
    return str(Named(object_name, "record", str(number), ""))


def english(label: Any) -> str:
    """The delivered English words of a label."""
    with override("en"):
        return str(delivered(label))


def delivered(label: Any) -> Any:
    """The label as it was delivered."""
    return delivered(label.delivered) if isinstance(label, Named) else label
