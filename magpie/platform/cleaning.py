"""Turns what a user, a program or a workflow gives into checked plain values, or says for each field what is wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from magpie.platform import access, objects, setup, titles
from magpie.platform.actor import Actor
from magpie.platform.fields import Field, FieldError
from magpie.platform.objects import ObjectType
from magpie.platform.problems import Invalid

Problems = dict[str, list[str]]
Plain = dict[str, Any]


def labels(object_type: ObjectType) -> dict[str, str]:
    """The labels of an object's fields, by name."""
    return {f.name: str(f.label) for f in object_type.fields().values()}


def clean(
    object_type: ObjectType, values: Mapping[str, Any], actor: Actor, record: Any, *, inside_action: bool
) -> Plain:
    """Checked plain values by field name; Invalid with all problems at once.

    Inside an action, fields that only actions change may be written; a direct edit also needs the right to each field.
    """
    fields, problems, plain = object_type.fields(), Problems(), Plain()
    rights = {} if inside_action else access.field_rights(actor, object_type)
    for name, value in values.items():
        field = fields.get(name)
        if field is None or rights.get(name) == "hidden":
            problems[name] = [_("There is no such field.")]
        elif not inside_action and (field.read_only or name in rights):
            problems[name] = [_("This field cannot be changed directly.")]
        else:
            try:
                plain[name] = field.clean(value)
            except FieldError as error:
                problems[name] = [str(error)]
    if object_type.check and not problems:
        problems = {name: [text] for name, text in object_type.check(plain, record).items()}
    problems |= missing_references(
        actor, [(n, fields[n], v) for n, v in plain.items() if record is None or v != fields[n].plain(record)]
    )
    if problems:
        raise Invalid(problems, labels(object_type))
    return plain


def missing_references(actor: Actor, values: Iterable[tuple[str, Field, Any]]) -> Problems:
    """Problems of the references to records that do not exist or that the actor may not see."""
    wanted: dict[tuple[str, int], str] = {}
    for name, field, plain in values:
        if not plain:
            continue
        if field.type.name == "references":
            wanted.update({(field.target, number): name for number in plain})
        elif field.target:
            wanted[field.target, plain] = name
        elif field.type.name == "link":
            pair = titles.split_link(plain)
            if pair is None or objects.find(pair[0]) is None:
                return {name: [_("There is no such record.")]}
            wanted[pair] = name
    if not wanted:
        return {}
    found = titles.look_up(actor, wanted)
    return {
        name: [_("There is no such record, or you may not see it.")]
        for pair, name in wanted.items()
        if pair not in found
    }


def missing_values(object_type: ObjectType, record: Any, changed: Iterable[str]) -> Problems:
    """Problems of required fields that are empty: those touched, and those that the record's stage requires."""
    changed = set(changed)
    problems = Problems()
    for field in object_type.fields().values():
        if field.required and field.name in changed and field.is_empty(field.plain(record)):
            problems[field.name] = [_("This field is required.")]
    for field_name in required_at_stage(object_type, record):
        if changed & {field_name, object_type.stage_field}:
            required = object_type.fields().get(field_name)
            if required is not None and required.is_empty(required.plain(record)):
                problems[field_name] = [_("This field is required from this stage on.")]
    return problems


def required_from(object_type: ObjectType) -> dict[str, str]:
    """The stage from which each field is required."""
    from magpie.platform.models import StageRequirement

    def load() -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {}
        for name, field, stage in StageRequirement.objects.values_list("object", "field", "stage"):
            found.setdefault(name, {})[field] = stage
        return found

    return setup.kept("stage_requirements", load).get(object_type.name, {})


def required_at_stage(object_type: ObjectType, record: Any) -> list[str]:
    """The fields that must be filled at the record's stage; none once it is lost."""
    wanted = required_from(object_type)
    if not wanted or not object_type.stage_field:
        return []
    choices = object_type.field(object_type.stage_field).choices
    stage = str(object_type.field(object_type.stage_field).plain(record) or "")
    way = next((c.group for c in choices if c.value == stage), "")  # what another pipeline requires is not asked here
    order = {value: position for position, value in enumerate(c.value for c in choices if c.group == way)}
    lost = {c.value for c in choices if c.kind == "lost"} | set(object_type.closed_stages)
    if stage in lost or stage not in order:
        return []
    return [field for field, first in wanted.items() if order.get(first, len(order)) <= order[stage]]


def columns_of(object_type: ObjectType, plain: Plain, custom: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Plain values by column; custom fields merged into the given `custom`."""
    fields = object_type.fields()
    columns = {fields[n].column: v for n, v in plain.items() if not fields[n].custom}
    own = {n: fields[n].type.to_stored(v) for n, v in plain.items() if fields[n].custom}
    if own:
        merged = {**(custom or {}), **own}
        columns["custom"] = {n: v for n, v in merged.items() if v not in (None, "", [], {})}
    return columns
