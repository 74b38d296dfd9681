"""The rules that a new installation begins with: those that the objects declare, made once."""

from __future__ import annotations

from django.db import transaction
from django.utils import translation

from magpie.platform import objects, records
from magpie.platform.actor import SYSTEM
from magpie.platform.duplicates import index
from magpie.platform.models import DuplicateRule, Event


def install() -> int:
    """Make the declared rules where there never was any; gives how many were made."""
    if DuplicateRule.objects.exists() or Event.objects.filter(object="duplicate_rule").exists():
        return 0
    made = 0
    with transaction.atomic():
        for object_type in objects.all_objects():
            for rule in object_type.duplicate_rules:
                names = {"name_en": _in(rule["name"], "en"), "name_zh": _in(rule["name"], "zh-hans")}
                values = {n: v for n, v in rule.items() if n != "name"} | names | {"object": object_type.name}
                records.create(DuplicateRule, values, actor=SYSTEM)
                made += 1
    index.catch_up()
    return made


def _in(text: object, language: str) -> str:
    with translation.override(language):
        return str(text)
