"""What applying a set-up would do, part by part: pure reading, shown as the preview and carried out by `applying`."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any, Literal

from django.utils.translation import gettext as _

from magpie.industries import arranging, values
from magpie.industries.files import Item, SetUp
from magpie.industries.models import Part
from magpie.platform import objects
from magpie.sales.models import Opportunity, Pipeline

Verb = Literal["add", "change", "keep", "same", "conflict"]


@dataclass(frozen=True)
class Change:
    """One value of a record that becomes another one, as people read it."""

    label: str
    old: str
    new: str


@dataclass
class Step:
    """What becomes of one part; `part` and `record` are what is there of it."""

    item: Item
    verb: Verb
    part: Part | None = None
    record: Any = None
    columns: dict[str, Any] = field(default_factory=dict)  # what a change writes
    changes: list[Change] = field(default_factory=list)
    reason: str = ""


@dataclass
class Plan:
    """All steps in their order; `numbers` are the records that parts are now, `usual` the pipeline that gives way."""

    setup: SetUp
    steps: list[Step]
    numbers: dict[str, int | None]
    usual: Pipeline | None = None

    def of(self, *verbs: Verb) -> list[Step]:
        """The steps of these kinds."""
        return [step for step in self.steps if step.verb in verbs]

    @property
    def is_empty(self) -> bool:
        """Whether nothing would be written."""
        return not self.of("add", "change")


def plan(setup: SetUp, left_out: Collection[str] = ()) -> Plan:
    """What applying would do now; parts of kinds that are left out are not in it."""
    parts = {part.key: part for part in Part.objects.filter(industry=setup.key)}
    made = Plan(setup, [], {})
    for item in setup.items:
        if item.leaf in left_out and item.key not in parts:
            continue
        step = _step(item, setup, parts.get(item.key), made)
        made.numbers[item.key] = step.record.pk if step.record is not None else None
        made.steps.append(step)
    if any(step.verb == "add" and step.item.values.get("is_default") for step in made.steps):
        made.usual = _giving_way()
    return made


def _step(item: Item, setup: SetUp, part: Part | None, made: Plan) -> Step:
    if part is not None:
        return _known_step(item, setup, part, made)
    gone = next((key for key in values.references(item.values) if _is_gone(key, made)), None)
    if gone is not None:
        return Step(item, "keep", reason=_("What it belongs to was deleted."))
    found = values.known(item, made.numbers)
    if item.kind == "layout":
        return _arranged_step(item, setup, None, found)
    if found is not None and not values.conflict(item, found):
        return Step(item, "keep", record=found, reason=_("It is there already."))
    if found is not None or values.is_taken(item):
        reason = _("There is something else of this name already. Rename or delete it first.")
        return Step(item, "conflict", record=found, reason=reason)
    return Step(item, "add")


def _is_gone(key: str, made: Plan) -> bool:
    """Whether the part of that key has no record and gets none."""
    return any(s.item.key == key and s.record is None and s.verb == "keep" for s in made.steps)


def _known_step(item: Item, setup: SetUp, part: Part, made: Plan) -> Step:
    model: Any = objects.get(item.kind).model
    record = model.objects.filter(pk=part.record_id).first()
    if record is None:
        return Step(item, "keep", part, reason=_("You have deleted it."))
    if item.kind == "layout":
        return _arranged_step(item, setup, part, record)
    wanted = values.resolve(item, part.language, made.numbers)
    has = values.current(item.kind, record, wanted)
    step, own = Step(item, "same", part, record), False
    for name in (n for n in wanted if n not in values.PASSING):
        given = part.values.get(name)
        if has.get(name) != given:
            own = own or has.get(name) != wanted[name]
        elif wanted[name] != given:
            step.columns[name] = wanted[name]
            step.changes.append(_change(item.kind, name, given, wanted[name]))
    if step.columns:
        step.verb = "change"
    elif own:
        step.verb, step.reason = "keep", _("You have changed it; it stays as it is.")
    return step


def _change(kind: str, name: str, old: Any, new: Any) -> Change:
    return Change(
        values.label_of_field(kind, name), values.text_of(kind, name, old), values.text_of(kind, name, new)
    )  # fmt: skip


def _arranged_step(item: Item, setup: SetUp, part: Part | None, record: Any) -> Step:
    name = item.values["object"]
    if objects.find(name) is None:  # an object of this set-up, still to come: its own fields are all it has
        return Step(item, "add", part, record, {})
    now = arranging.of(record, name)
    then = arranging.with_added(now, item.values, part.values if part else {})
    if then == now:
        return Step(item, "same" if part else "keep", part, record, reason="" if part else _("It is there already."))
    if record is None:
        return Step(item, "add", part, None, then)
    placed = {*arranging.names_in(now)[0], *arranging.names_in(now)[1]}
    coming = dict.fromkeys(n for names in arranging.names_in(then) for n in names if n not in placed)
    labels = [values.label_of_field(name, n, setup) for n in coming]
    return Step(item, "change", part, record, then, [Change(_("Fields"), "", "、".join(labels))])


def _giving_way() -> Pipeline | None:
    """The usual pipeline, if nothing speaks against another one in its place: it is empty, and no set-up brought it."""
    usual: Pipeline | None = Pipeline.objects.filter(is_default=True).first()
    if usual is None or Opportunity.objects.filter(pipeline=usual).exists():
        return None
    return None if Part.objects.filter(object="pipeline", record_id=usual.pk).exists() else usual


def may_be_default() -> bool:
    """Whether a new pipeline may be the one that is used unless another is chosen."""
    return not Pipeline.objects.filter(is_default=True).exists() or _giving_way() is not None
