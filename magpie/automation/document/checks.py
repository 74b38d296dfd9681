"""Checks a document against the registries: every object, field, action and step that it names must be there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from pydantic import ValidationError

from magpie.automation.document.blocks import (
    ActionBlock,
    AskBlock,
    CallBlock,
    CodeBlock,
    Compared,
    IfBlock,
    LoopBlock,
    Outcome,
    ParallelBlock,
    PluginBlock,
    SwitchBlock,
    TryBlock,
    WaitBlock,
    blocks_of,
    branches_of,
)
from magpie.automation.document.parts import Window
from magpie.automation.document.triggers import Trigger
from magpie.automation.document.whole import Document
from magpie.lib import periods
from magpie.platform import actions, filters, objects
from magpie.platform.problems import Invalid

UNKNOWN = object()  # an item or result of which nobody can say beforehand what it is
Problems = dict[str, list[str]]


def read(data: Any) -> Document:
    """The checked document; Invalid names all problems, each under the block or trigger it is in."""
    document, problems = examine(data)
    if document is None or problems:
        raise Invalid(problems)
    return document


def problems_of(data: Any) -> Problems:
    """What is wrong with a document, by block id, "trigger_0", "settings" or "document"; empty if nothing is."""
    return examine(data)[1]


def examine(data: Any) -> tuple[Document | None, Problems]:
    """The document, if it has the form of one, and its problems."""
    try:
        document = Document.model_validate(data)
    except ValidationError as error:
        return None, _by_block(data, error)
    except RecursionError:
        return None, {"document": [_("The workflow is nested too deeply.")]}
    return document, _Checker(document).problems()


def _by_block(data: Any, error: ValidationError) -> Problems:
    problems: Problems = {}
    for found in error.errors():
        place, name, tail = data, "document", list[str]()
        for part in found["loc"]:
            try:
                place = place[part]
            except (KeyError, IndexError, TypeError):
                continue  # the name of a kind, which is no part of the data
            tail.append(str(part))
            if isinstance(place, dict) and isinstance(place.get("id"), str):
                name, tail = place["id"], []
            elif name == "document" and tail[:1] == ["triggers"] and len(tail) == 2:
                name, tail = f"trigger_{part}", []
            elif name == "document" and tail == ["settings"]:
                name, tail = "settings", []
        if found["type"] in ("union_tag_invalid", "union_tag_not_found"):
            text = _("This is no kind of block.")
        else:
            text = actions.sentence(found)
            text = f"{'.'.join(tail)}: {text}" if tail else text
        problems.setdefault(name, []).append(text)
    return problems


@dataclass
class _Scope:
    """What a block can name: the item of the loop around it, and the steps before it in its own list."""

    item: Any = None  # None outside loops
    before: list[str] = field(default_factory=list)


class _Checker:
    """Goes through one document and collects what is wrong."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.object_type = objects.find(document.object) if document.object else None
        self.found: Problems = {}
        self.seen: set[str] = set()
        self.blocks = {b.id: b for b in blocks_of(document.steps)}

    def problems(self) -> Problems:
        if self.document.object and self.object_type is None:
            return {"document": [_("There is no object “%(name)s”.") % {"name": self.document.object[:50]}]}
        for index, trigger in enumerate(self.document.triggers):
            self._trigger(f"trigger_{index}", trigger)
        self._settings()
        self._steps(self.document.steps, _Scope())
        return self.found

    def say(self, place: str, text: str) -> None:
        self.found.setdefault(place, []).append(text)

    # ---- parts

    def _filter(self, place: str, object_type: Any, node: Any) -> None:
        if not node or object_type is UNKNOWN:
            return
        if object_type is None:
            self.say(place, _("There is no record to look at here."))
            return
        try:
            filters.parse(object_type, node)
        except filters.FilterError as error:
            self.say(place, str(error))

    def _field(self, place: str, object_type: objects.ObjectType | None, name: str) -> Any:
        found = object_type.fields().get(name) if object_type else None
        if found is None and object_type is not None:
            text = _("%(object)s has no field “%(name)s”.")
            self.say(place, text % {"object": str(object_type.label), "name": name[:50]})
        return found

    def _is_date(self, place: str, name: str) -> None:
        found = self._field(place, self.object_type, name)
        if found is not None and found.type.name not in ("date", "datetime"):
            self.say(place, _("“%(name)s” is not a date of the record.") % {"name": str(found.label)})

    def _zone(self, place: str, zone: str) -> None:
        if zone and zone != "owner" and not periods.is_zone(zone):
            self.say(place, _("There is no time zone “%(name)s”.") % {"name": zone[:50]})

    def _window(self, place: str, window: Window | None) -> None:
        if window is not None:
            self._zone(place, window.zone)

    def _settings(self) -> None:
        settings = self.document.settings
        self._filter("settings", self.object_type, settings.goal)
        self._window("settings", settings.window)
        if settings.again == "after" and not settings.again_after:
            self.say("settings", _("Say after which time a record may go through it again."))

    def _trigger(self, place: str, trigger: Trigger) -> None:
        on = trigger.on
        self._zone(place, trigger.schedule.zone)
        if on == "schedule" and trigger.schedule.every == "month" and trigger.schedule.day == 0:
            self.say(place, _("Days of a month are counted from 1; -1 is the last."))
        alone = on in ("schedule", "webhook", "called", "failure", "button")
        if self.object_type is None and not alone:
            self.say(place, _("Choose the object whose records start this."))
            return
        self._filter(place, self.object_type, trigger.filter)
        self._filter(place, self.object_type, trigger.before)
        for name in trigger.fields:
            self._field(place, self.object_type, name)
        for name in trigger.find:
            self._field(place, self.object_type, name)
        if on in ("satisfies", "ceases") and not trigger.filter:
            self.say(place, _("Say which condition the record must come to satisfy."))
        if on == "event" and not trigger.event:
            self.say(place, _("Name the event."))
        if on in ("entered", "left", "stayed", "date"):
            if not trigger.field:
                self.say(place, _("Choose the field."))
            elif on == "date":
                self._is_date(place, trigger.field)
            else:
                self._field(place, self.object_type, trigger.field)
        if on == "stayed" and not trigger.for_:
            self.say(place, _("Say for how long."))
        if on == "schedule" and self.object_type is not None and trigger.once:
            self.say(place, _("A run once for none is about no record: leave the object empty."))
        if on == "reassigned" and self.object_type is not None and "owner" not in self.object_type.fields():
            self.say(place, _("%(object)s has no owner.") % {"object": str(self.object_type.label)})

    # ---- blocks

    def _steps(self, steps: list[Any], scope: _Scope) -> None:
        scope = _Scope(scope.item)
        for block in steps:
            if block.id in self.seen:
                self.say(block.id, _("Two blocks have the same id “%(id)s”.") % {"id": block.id})
            self._block(block, scope)
            self.seen.add(block.id)
            scope.before.append(block.id)
            if isinstance(block, LoopBlock):
                self._steps(block.steps, _Scope(self._item_of(block)))
            else:
                for branch in branches_of(block):
                    self._steps(branch, scope)

    def _block(self, block: Any, scope: _Scope) -> None:
        if isinstance(block, ActionBlock):
            self._action(block, scope)
            self._window(block.id, block.window)
        elif isinstance(block, IfBlock):
            target = scope.item if block.of == "item" else self.object_type
            for condition in (block.if_, *(way.if_ for way in block.else_if)):
                self._condition(block.id, condition, target)
        elif isinstance(block, SwitchBlock):
            self._switch(block, scope)
        elif isinstance(block, WaitBlock):
            self._wait(block)
        elif isinstance(block, AskBlock):
            if block.ask.return_to and block.ask.return_to not in scope.before:
                self.say(block.id, _("Returned work goes back to a step before this one in the same row."))
            asked = [who.model_dump(exclude_defaults=True) for who in block.ask.to]
            self._people(block.id, asked)
            if any(len(one) != 1 for one in asked):
                self.say(block.id, _("Name one each: a user, a team, a role, a part in the record, or whose manager."))
        elif isinstance(block, CallBlock):
            self._call(block, scope)
        elif isinstance(block, CodeBlock):
            self._values(block.id, block.code.input, scope)
        elif isinstance(block, PluginBlock):
            self._plugin(block, scope)
        elif isinstance(block, TryBlock) and not block.try_:
            self.say(block.id, _("There is nothing to try."))
        elif isinstance(block, ParallelBlock) and not any(b.steps for b in block.parallel.branches):
            self.say(block.id, _("There is nothing in the branches."))

    def _condition(self, place: str, condition: Any, target: Any) -> None:
        if isinstance(condition, Outcome):
            if condition.step not in self.seen:
                self.say(place, _("There is no step “%(id)s” before this one.") % {"id": condition.step[:50]})
        elif isinstance(condition, Compared):
            self._values(place, condition.value, _Scope(UNKNOWN))
        elif not condition:
            self.say(place, _("Say what the condition is."))
        else:
            self._filter(place, target, condition)

    def _switch(self, block: SwitchBlock, scope: _Scope) -> None:
        switch = block.switch
        if switch.field:
            self._field(block.id, self.object_type, switch.field)
        self._values(block.id, switch.value, scope)
        looks = bool(switch.field) or switch.value is not None
        for case in switch.cases:
            if case.if_ is not None:
                self._condition(block.id, case.if_, self.object_type)
            if (looks and not case.values) or (not looks and case.if_ is None and case.percent is None):
                self.say(block.id, _("Say when each way is taken."))
        if sum(case.percent or 0 for case in switch.cases) > 100:
            self.say(block.id, _("The shares are more than 100 percent."))

    def _item_of(self, block: LoopBlock) -> Any:
        loop = block.loop
        if sum(bool(w) for w in (loop.related, loop.object, loop.items is not None)) != 1:
            self.say(block.id, _("Say what to go through: related records, records of an object, or a list."))
            return UNKNOWN
        if loop.items is not None:
            return UNKNOWN
        name, _dot, through = (loop.related or loop.object).partition(".")
        item = objects.find(name)
        if item is None:
            self.say(block.id, _("There is no object “%(name)s”.") % {"name": name[:50]})
            return UNKNOWN
        if loop.related:
            link = item.fields().get(through)
            if self.object_type is None or link is None or not _leads_to(link, self.object_type.name):
                self.say(block.id, _("“%(name)s” does not lead to this record.") % {"name": loop.related[:80]})
        self._filter(block.id, item, loop.filter)
        if loop.sort and loop.sort.lstrip("-") not in item.fields():
            self._field(block.id, item, loop.sort.lstrip("-"))
        return item

    def _target(self, place: str, on: str, scope: _Scope) -> Any:
        """What an action on that is done with: an object, UNKNOWN, or None after saying what is wrong."""
        head, _dot, rest = on.partition(".")
        if head == "steps":
            step = rest.partition(".")[0]
            if step not in self.seen:
                self.say(place, _("There is no step “%(id)s” before this one.") % {"id": step[:50]})
                return None
            return UNKNOWN
        current: Any = self.object_type
        path = on
        if head == "item":
            if scope.item is None:
                self.say(place, _("There is no loop around this step."))
                return None
            current, path = scope.item, rest
        for name in filter(None, path.split(".")):
            if current is UNKNOWN:
                return UNKNOWN
            link = current.fields().get(name) if current is not None else None
            if link is None or not link.target or link.type.name == "references":
                self.say(place, _("“%(name)s” does not lead to a record.") % {"name": on[:50]})
                return None
            current = objects.get(link.target)
        return current

    def _action(self, block: ActionBlock, scope: _Scope) -> None:
        known = {a.name: a for a in actions.all_actions() if a.for_automation}
        found = known.get(block.action)
        if found is None:
            self.say(block.id, _("There is no action “%(name)s”.") % {"name": block.action[:100]})
            return
        target = self._target(block.id, block.on, scope) if found.on or block.on else UNKNOWN
        if target is None:
            if not block.on and self.object_type is None:
                self.say(block.id, _("There is no record to do this with."))
            return
        if isinstance(target, objects.ObjectType) and found.on not in ("", "*", target.name):
            text = _("“%(action)s” cannot be done with %(object)s.")
            self.say(block.id, text % {"action": str(found.label), "object": str(target.label)})
        unknown = set(block.input) - set(found.input.model_fields)
        missing = {n for n, f in found.input.model_fields.items() if f.is_required()} - set(block.input)
        for name in sorted(unknown):
            self.say(block.id, _("“%(action)s” takes no “%(name)s”.") % {"action": str(found.label), "name": name[:50]})
        for name in sorted(missing):
            title = found.input.model_fields[name].title
            label = _(title) if title else name
            self.say(block.id, _("“%(action)s” needs “%(name)s”.") % {"action": str(found.label), "name": label})
        self._values(block.id, block.input, scope)
        if not unknown and not missing and (found.own_templates or not has_placeholders(block.input)):
            try:
                actions.parse_input(found, block.input)
            except Invalid as error:
                self.say(block.id, str(error))

    def _plugin(self, block: PluginBlock, scope: _Scope) -> None:
        from magpie.automation import plugins

        found = plugins.find_block(block.plugin)
        if found is None:
            self.say(block.id, _("The plug-in that brings “%(name)s” is not there.") % {"name": block.plugin[:80]})
            return
        self._values(block.id, block.input, scope)
        if not has_placeholders(block.input):
            try:
                found.parse(block.input)
            except Invalid as error:
                self.say(block.id, str(error))

    def _call(self, block: CallBlock, scope: _Scope) -> None:
        from magpie.automation.models import Workflow

        called = (
            Workflow.objects.filter(pk=block.call.workflow).first() if isinstance(block.call.workflow, int) else None
        )
        if called is None:
            self.say(block.id, _("Choose the workflow to call."))
            return
        target = self._target(block.id, block.call.on, scope)
        if isinstance(target, objects.ObjectType) and called.object and target.name != called.object:
            text = _("“%(workflow)s” is about %(object)s.")
            label = str(objects.get(called.object).label) if objects.find(called.object) else called.object
            self.say(block.id, text % {"workflow": called.name, "object": label})
        self._values(block.id, block.call.input, scope)

    def _wait(self, block: WaitBlock) -> None:
        wait = block.wait
        ways = sum(bool(w) for w in (wait.for_, wait.time, wait.until, wait.at and not wait.until))
        if ways != 1:
            self.say(block.id, _("A wait is for a time, until a date, or for something to happen."))
        if isinstance(wait.until, str) and wait.until:
            self._is_date(block.id, wait.until)
        self._zone(block.id, wait.zone)
        for wait_for in wait.for_:
            self._filter(block.id, self.object_type, wait_for.filter)
            if not wait_for.event and not wait_for.filter:
                self.say(block.id, _("Say what the wait is for."))
            if self.object_type is None:
                self.say(block.id, _("There is no record to look at here."))
            for name in wait_for.event:
                if objects.find(name.partition(".")[0]) is None:
                    self.say(block.id, _("There is no object “%(name)s”.") % {"name": name[:50]})

    # ---- values

    def _values(self, place: str, value: Any, scope: _Scope) -> None:
        """Every {"from": …} must lead somewhere; people that are named must still be there."""
        if isinstance(value, dict):
            if value.keys() == {"from"} and isinstance(value["from"], str):
                self._from(place, value["from"], scope)
                return
            self._people(place, [value])
            for part in value.values():
                self._values(place, part, scope)
        elif isinstance(value, list):
            for part in value:
                self._values(place, part, scope)

    def _from(self, place: str, path: str, scope: _Scope) -> None:
        head, _dot, rest = path.partition(".")
        if head == "steps":
            step = rest.partition(".")[0]
            if step not in self.seen:
                self.say(place, _("There is no step “%(id)s” before this one.") % {"id": step[:50]})
        elif head in ("record", "item"):
            target = self.object_type if head == "record" else scope.item
            if target is None:
                self.say(place, _("There is no value “%(name)s”.") % {"name": path[:80]})
            elif target is not UNKNOWN and rest not in ("", "id"):
                try:
                    filters.resolve(target, rest)
                except filters.FilterError as error:
                    self.say(place, str(error))
        elif head not in ("trigger", "now", "today"):
            self.say(place, _("There is no value “%(name)s”.") % {"name": path[:80]})

    def _people(self, place: str, named: list[dict[str, Any]]) -> None:
        from magpie.platform.models import Role, Team, User

        for one in named:
            user, team, role = one.get("user"), one.get("team"), one.get("role")
            if isinstance(user, int) and not User.objects.filter(pk=user, is_active=True).exists():
                self.say(place, _("A user who is named here is gone or switched off."))
            if isinstance(team, int) and not Team.objects.filter(pk=team).exists():
                self.say(place, _("A team that is named here is gone."))
            if isinstance(role, int) and not Role.objects.filter(pk=role).exists():
                self.say(place, _("A role that is named here is gone."))


def _leads_to(link: Any, name: str) -> bool:
    """Whether a field can point to records of that object."""
    if link.type.name == "link":
        return not link.targets or name in link.targets
    return bool(link.target == name)


def has_placeholders(value: Any) -> bool:
    """Whether something is filled in when the step runs, so that it cannot be checked before."""
    if isinstance(value, dict):
        return bool(value.keys() & {"from", "en", "zh-hans"}) or any(has_placeholders(v) for v in value.values())
    if isinstance(value, list):
        return any(has_placeholders(v) for v in value)
    return isinstance(value, str) and ("{{" in value or "{%" in value)
