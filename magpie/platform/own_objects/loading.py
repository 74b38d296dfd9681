"""Own objects as the registry knows them: a declaration made from each row, and a model for its table.

The declarations are kept like all set-up (`magpie.platform.setup`), so that every process has a new object as soon as
it is committed, and a transaction that makes one has it at once.
"""

from __future__ import annotations

import threading
from typing import Any

from django.apps.registry import Apps, apps

from magpie.platform import objects
from magpie.platform.fields.registry import TwoLanguages
from magpie.platform.models.own_object import OwnObject, OwnRecordShape
from magpie.platform.objects import ObjectType

MOST_COLUMNS = 4  # of the fields that are shown in a list until somebody chooses

_models: dict[int, type[OwnRecordShape]] = {}
_making = threading.Lock()
# Apart from Django's own list of models: migrations must not see these tables, nor may other models' caches be dropped
# while requests use them.
_apart: Any = Apps()


def model_of(number: int) -> type[OwnRecordShape]:
    """The model of the table of that own object."""
    with _making:
        if number not in _models:
            _apart.all_models["platform"] = apps.all_models["platform"]  # where owners are found
            options = {"app_label": "own", "db_table": f"own_{number}", "managed": False, "apps": _apart}
            parts = {"__module__": __name__, "Meta": type("Meta", (), options)}
            _models[number] = type(f"Own{number}", (OwnRecordShape,), parts)
        return _models[number]


def load() -> dict[str, ObjectType]:
    """The declaration of every own object, by name."""
    return {row.name: declaration_of(row) for row in OwnObject.objects.order_by("id")}


def declaration_of(row: OwnObject) -> ObjectType:
    """What an own object's row declares."""
    custom = [definition.name for definition in objects.custom_fields().get(row.name, ())]
    label = TwoLanguages(row.label_en, row.label_zh)
    return ObjectType(
        name=row.name,
        model=model_of(row.pk),
        title="name",
        plural=row.plural,
        label=label,
        label_plural=TwoLanguages(row.label_en_plural or row.label_en, row.label_zh),
        icon=row.icon or "appstore",
        group=row.group,
        columns=("name", *custom[:MOST_COLUMNS], "owner", "created_at"),
        sections=((label, ("name", *custom, "owner")),),
        search=("name",),
        board_by=row.board_by if row.board_by in custom else "",
        stage_field=row.stage_field if row.stage_field in custom else "",
        listed=row.is_listed,
        own=True,
        labels={"name": TwoLanguages(row.title_label_en, row.title_label_zh)} if row.title_label_en else {},
    )
