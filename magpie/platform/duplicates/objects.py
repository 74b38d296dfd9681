"""Declares the rules for duplicates as a set-up object, and makes the first ones from what objects declare."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from magpie.platform import objects
from magpie.platform.duplicates.rules import COMPARES
from magpie.platform.fields import Choice
from magpie.platform.models import DuplicateRule

MOST_PARTS = 5
COMPARED = ("text", "long_text", "email", "phone", "url", "choice", "number", "date", "reference", "user", "link")


def _candidates() -> tuple[Choice, ...]:
    """Objects that people enter: their records are owned by somebody or may carry fields."""
    return tuple(Choice(o.name, o.label) for o in objects.all_objects() if o.has_custom and not o.is_setup)


def _check(values: dict[str, Any], rule: Any) -> dict[str, str]:
    def value(name: str) -> Any:
        return values[name] if name in values else getattr(rule, name, None)

    own = objects.find(value("object") or "")
    if own is None or not own.has_custom or own.is_setup:
        return {"object": now_("There is no object “%(name)s” with duplicates.") % {"name": value("object")}}
    against = objects.find(value("against") or own.name)
    if against is None or not against.has_custom or against.is_setup:
        return {"against": now_("There is no object “%(name)s” with duplicates.") % {"name": value("against")}}
    similarity = value("similarity")
    if similarity is not None and not 50 <= similarity <= 100:
        return {"similarity": now_("Enter a number from 50 to 100.")}
    problem = _problem_of_parts(value("parts") or [], own, against)
    return {"parts": problem} if problem else {}


def _problem_of_parts(parts: Any, own: objects.ObjectType, against: objects.ObjectType) -> str:
    if not isinstance(parts, list) or len(parts) > MOST_PARTS:
        return now_("Say what is compared: at most %(most)d parts.") % {"most": MOST_PARTS}
    for part in parts:
        if not isinstance(part, dict) or part.get("compare") not in COMPARES or set(part) - {
            "compare", "fields", "against"
        }:  # fmt: skip
            return now_("Each part names a way of comparing: %(names)s.") % {"names": ", ".join(COMPARES)}
        for side, names in ((own, part.get("fields")), (against, part.get("against") or part.get("fields"))):
            if not isinstance(names, list) or not names or not all(isinstance(n, str) for n in names):
                return now_("Each part names its fields.")
            for name in names:
                found = side.fields().get(name)
                if found is None or found.type.name not in COMPARED or found.formula:
                    return now_("“%(name)s” of %(object)s cannot be compared.") % {
                        "name": name[:50],
                        "object": str(side.label),
                    }
    return ""


objects.register(
    name="duplicate_rule", model=DuplicateRule, title="name_en", group="setup", icon="block", is_setup=True,
    listed=False, plural="duplicate-rules", check=_check,
    choices_from={"object": _candidates, "against": _candidates},
    columns=("name_en", "name_zh", "object", "against", "outcome", "is_active"),
    sections=((_("Duplicate rule"), (
        "name_en", "name_zh", "object", "against", "parts", "outcome", "similarity", "is_active",
    )),),
)  # fmt: skip
