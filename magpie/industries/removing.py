"""Takes a set-up away again: what nobody used goes, what is used or was changed stays and is named."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from magpie.automation.models import Run, Version
from magpie.industries import arranging, values
from magpie.industries.applying import applied, lock
from magpie.industries.files import KINDS, Item, SetUp, all_setups
from magpie.industries.models import Part
from magpie.platform import context, objects, records, setup, undo
from magpie.platform.actor import Actor
from magpie.platform.models import CustomField, Event, Gate, SavedList, StageRequirement, User
from magpie.platform.problems import Refused
from magpie.sales.models import Opportunity, Pipeline, Target

ACTION = "industry.remove"
SPEAKING = ("workflow", "list", "score_rule", "duplicate_rule", "territory", "pool", "playbook", "playbook_item")
PARENTS = {"field": "object", "stage": "pipeline", "playbook_item": "playbook"}  # what stays with what it belongs to


@dataclass
class Thing:
    """One part that a set-up added; with a reason it stays."""

    item: Item
    part: Part
    record: Any
    reason: str = ""


def removal(industry: SetUp) -> list[Thing]:
    """What would go and what would stay, in the order in which it was added."""
    things = list(_things(industry))
    numbers = {thing.item.key: thing.part.record_id for thing in things}
    for thing in things:
        thing.reason = _own_change(thing, numbers) or _shared(thing, industry) or _use(thing, things)
    while _keep_what_is_needed(things):
        pass
    return things


def remove(industry: SetUp, *, actor: Actor, **options: Any) -> tuple[list[Thing], uuid.UUID]:
    """Delete what would go; gives everything with its verdict, and the operation."""
    with context.acting(actor, ACTION, whole=True, automation="skip", **options) as going_on:
        lock()
        things = removal(industry)
        for thing in reversed([t for t in things if not t.reason and t.item.kind == "layout"]):
            _take_out(thing, actor)
        for thing in reversed([t for t in things if not t.reason and t.item.kind != "layout"]):
            _delete(thing, actor)
        _choose_default(actor)
        setup.forget()
        return things, going_on.operation


def forget_lost(operation: uuid.UUID, undone: undo.Undone) -> None:
    """Parts that an undo brought back without their record are forgotten, so that the set-up offers them again."""
    back = Event.objects.filter(operation=undone.operation, object="industry_part", kind="created")
    for part in Part.objects.filter(pk__in=list(back.values_list("record_id", flat=True))):
        object_type = objects.find(part.object)
        if object_type is None or not object_type.model._default_manager.filter(pk=part.record_id).exists():
            part.delete()


def _choose_default(actor: Actor) -> None:
    """The first pipeline is used unless another is chosen, if the one that was has gone."""
    first = Pipeline.objects.order_by("position", "id").first()
    if first is not None and not Pipeline.objects.filter(is_default=True).exists():
        records.update(first, {"is_default": True}, actor=actor)


def _things(industry: SetUp) -> Iterator[Thing]:
    parts = Part.objects.filter(industry=industry.key).order_by("id")
    for part in sorted(parts, key=lambda p: KINDS.index(p.object) if p.object in KINDS else len(KINDS)):
        object_type = objects.find(part.object)
        model: Any = object_type.model if object_type else None
        record = model.objects.filter(pk=part.record_id).first() if model else None
        item = industry.item(part.key) or Item(part.key, part.object, part.values)
        yield Thing(item, part, record)


def _own_change(thing: Thing, numbers: dict[str, int | None]) -> str:
    if thing.record is None or thing.item.kind == "layout":
        return ""
    given = {name: value for name, value in thing.part.values.items() if name not in values.PASSING}
    has = values.current(thing.item.kind, thing.record, given)
    changed = any(has.get(name) != value for name, value in given.items())
    return _("You have changed it.") if changed else ""


def _shared(thing: Thing, industry: SetUp) -> str:
    if thing.item.kind == "layout":
        return ""
    there = applied() - {industry.key}
    for other in all_setups():
        if other.key in there and any(i.kind == thing.item.kind and _same(i, thing.item) for i in other.items):
            return _("“%(name)s” needs it too.") % {"name": other.name[values.language_now()]}
    return ""


def _same(one: Item, other: Item) -> bool:
    return all(one.values.get(name) == other.values.get(name) for name in values.KNOWN_BY[one.kind])


def _use(thing: Thing, things: list[Thing]) -> str:
    """Why it cannot go because somebody uses it; empty if nobody does."""
    kind, record = thing.item.kind, thing.record
    if record is None or kind == "layout":
        return ""
    count = 0
    if kind == "field":
        count = _filled(record)
        if not count and (where := _mentioned(record, things)):
            return _("“%(name)s” needs it.") % {"name": where}
    elif kind == "own_object":
        count = objects.get(record.name).model._default_manager.count()
    elif kind == "role":
        count = User.objects.filter(roles__contains=[record.pk]).count()
    elif kind == "workflow":
        count = Run.objects.filter(workflow=record).count()
    else:
        count = _pointing(record, things)
    return ngettext("Used %(count)d time.", "Used %(count)d times.", count) % {"count": count} if count else ""


def _filled(definition: CustomField) -> int:
    target = objects.find(definition.object)
    if target is None:
        return 0
    return int(target.model._default_manager.filter(custom__has_key=definition.name).count())


def _pointing(record: Any, things: list[Thing]) -> int:
    """How many rows point to the record, but for what the same set-up added."""
    ours = {(t.part.object, t.part.record_id) for t in things}
    count = 0
    for field in record._meta.get_fields(include_hidden=True):
        if not (isinstance(field, models.ManyToOneRel) and field.related_model):
            continue
        model: Any = field.related_model
        rows = model._default_manager.filter(**{field.field.name: record.pk})
        if model in objects.models_with_objects():
            rows = rows.exclude(pk__in=[pk for name, pk in ours if name == objects.of_model(model).name])
        count += rows.count()
    link = f"{objects.of(record).name}:{record.pk}"
    if link.startswith("product:"):
        count += Opportunity.objects.filter(product=link).count() + Target.objects.filter(product=link).count()
    return count


def _mentioned(definition: CustomField, things: list[Thing]) -> str:
    """What of the company's own speaks of the field: a workflow, a list, a gate, a formula, a required field."""
    own: dict[str, set[int | None]] = {}
    for thing in things:
        own.setdefault(thing.part.object, set()).add(thing.part.record_id)
    about = Q(object=definition.object)
    for version in Version.objects.filter(workflow__active_version__pk=models.F("pk")).select_related("workflow"):
        if version.workflow_id not in own.get("workflow", ()) and _speaks(version.document, definition.name):
            return str(version.workflow)
    for listed in SavedList.objects.filter(about).exclude(pk__in=own.get("list", ())):
        if definition.name in listed.columns or _speaks(listed.filter, definition.name):
            return str(listed.name)
    for gate in Gate.objects.filter(about):
        if definition.name in gate.fields or _speaks([gate.filter, gate.formulas], definition.name):
            return str(gate.name)
    formulas = CustomField.objects.filter(about).exclude(pk__in=own.get("field", ())).exclude(formula="")
    for other in formulas:
        if re.search(rf"\b{definition.name}\b", other.formula):
            return str(other.label_en)
    asked = StageRequirement.objects.filter(about, field=definition.name)
    if asked.exclude(pk__in=own.get("stage_requirement", ())).exists():
        return _("Required field")
    return ""


def _speaks(data: Any, name: str) -> bool:
    return re.search(rf"\b{re.escape(name)}\b", json.dumps(data)) is not None


def _keep_what_is_needed(things: list[Thing]) -> bool:
    """What stays keeps what it needs, and what belongs to it; whether something was added to what stays."""
    by_key = {thing.item.key: thing for thing in things}
    more = False
    for thing in (t for t in things if t.reason and t.record is not None):
        told = {"name": values.title(thing.item)}
        for key in _needs(thing, things):
            if (needed := by_key.get(key)) is not None and not needed.reason:
                needed.reason, more = _("“%(name)s” needs it.") % told, True
    for thing in (t for t in things if not t.reason and t.item.kind in PARENTS):
        above = thing.item.values[PARENTS[thing.item.kind]]
        parent = by_key.get(f"own_object.{above}" if thing.item.kind == "field" else above.removeprefix("@"))
        if parent is not None and parent.reason:
            thing.reason, more = _("It belongs to “%(name)s”, which stays.") % {"name": values.title(parent.item)}, True
    return more


def _needs(thing: Thing, things: list[Thing]) -> Iterator[str]:
    """The keys of the parts without which this one has no meaning."""
    own = thing.item.values
    yield from values.references(own)
    for item in (other.item for other in things if other.item.key != thing.item.key):
        if item.kind == "own_object" and item.values["name"] in (own.get("object"), own.get("target")):
            yield item.key
        if item.kind == "field" and _names_field(thing.item, item.values["name"]):
            yield item.key


def _names_field(item: Item, name: str) -> bool:
    if item.kind == "stage_requirement":
        return bool(item.values["field"] == name)
    if item.kind == "field":
        return re.search(rf"\b{name}\b", item.values.get("formula", "")) is not None
    return item.kind in SPEAKING and _speaks(item.values, name)


def _take_out(thing: Thing, actor: Actor) -> None:
    """The fields of the set-up leave the layout; a layout that is as declared then is needed no longer."""
    layout, name = thing.record, thing.item.values["object"]
    if layout is not None and objects.find(name) is not None:
        sections, columns = arranging.names_in(thing.part.values)
        now = arranging.of(layout, name)
        then = arranging.without(now, {*sections, *columns})
        if then == arranging.declared(name):
            records.delete(layout, actor=actor)
        elif then != now:
            records.update(layout, then, actor=actor)
    elif layout is not None:
        records.delete(layout, actor=actor)
    records.delete(thing.part, actor=actor)


def _delete(thing: Thing, actor: Actor) -> None:
    try:
        with transaction.atomic():
            if thing.record is not None:
                records.delete(thing.record, actor=actor)
            records.delete(thing.part, actor=actor)
    except Refused as refused:
        thing.reason = str(refused)
