"""What each kind of block does when its turn comes.

A function gets the state of the run, the block, its path, its row and the actor; it sets the row's output, or has it
wait.  What must be done outside a transaction (calls over the network, programs) is only marked here; see `calls`.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from magpie.automation import times, values, waiting
from magpie.automation.document import (
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
    StopBlock,
    SwitchBlock,
    TryBlock,
    WaitBlock,
    Window,
)
from magpie.automation.engine import comparing
from magpie.automation.engine.state import State
from magpie.automation.models import Step
from magpie.automation.secrets import Marks
from magpie.platform import access, actions, context, filters, objects, texts
from magpie.platform.actor import Actor
from magpie.platform.problems import Forbidden, Problem

TOUCH_THEIR_RECORD_ALONE = frozenset({"record.update", "record.create", "notice.send", "http.request"})


class Stopped(Problem):
    """A stop block that ends the run with an error."""


def perform(state: State, block: Any, row: Step, actor: Actor) -> None:
    """Do a block: its row is done afterwards, or waits."""
    row.status = "done"
    _PERFORMERS[type(block)](state, block, row, actor)


# ---- actions


def _action(state: State, block: ActionBlock, row: Step, actor: Actor) -> None:
    asked = actions.get(block.action)
    window = block.window or (state.program.settings.window if asked.external else None)
    if window is not None and not state.is_dry and (until := _closed_until(state, window)) is not None:
        row.status, row.wake_at, row.output = "retrying", until, {"held": "window"}
        row.attempts -= 1
        return
    target = target_of(state, block.on, row.path) if asked.on or block.on else None
    names = values.Names(state, row.path, Marks(row.key) if asked.external_call else None)
    row.input = block.input if asked.own_templates else values.fill(block.input, names)
    if asked.external_call:
        row.status, row.wake_at = "calling", timezone.now()
        return
    row.output = values.output_of(carry_out(state, asked, target, row, actor))


def carry_out(state: State, asked: actions.Action, target: Any, row: Step, actor: Actor) -> Any:
    """Do the action with the step's input, and forget what it may have changed."""
    own = asked.name in TOUCH_THEIR_RECORD_ALONE
    name = asked.name if actor.is_trusted or asked.on not in ("*", "") else ""  # limited rights: as people write
    try:
        with context.acting(
            actor, name, key=row.key, lane=state.run.lane, automation="run", savepoint=False, answers={}, whole=True
        ) as current:
            if state.is_dry:
                state.operations.setdefault((row.step, row.path), []).append(current.operation)
            if asked.on == "*":
                if not actor.is_trusted and not access.reaches(actor, objects.of(target), target, "read"):
                    raise Forbidden(_("You may not see this record."))
                with texts.naming(values.Names(state, row.path).surroundings):
                    return asked.run(target, actions.parse_input(asked, row.input or {}), actor=actor)
            return actions.perform(asked, target, row.input or {}, actor=actor)
    finally:
        if not own:
            state.forget_records()


def target_of(state: State, on: str, path: str) -> Any:
    """What an action is done with; Problem if it leads nowhere."""
    head, _dot, rest = on.partition(".")
    if head == "steps":
        name, _dot, rest = rest.partition(".")
        found = state.output(name, path) or {}
        found = found.get("first") or found if isinstance(found, dict) else {}
        target = state.get((found["object"], found["id"])) if found.get("object") else None
    elif head == "item":
        target = state.item(path)
    else:
        target, rest = state.record, on
    for name in filter(None, rest.split(".")):
        if target is not None:
            target = getattr(target, name, None)
    if target is None:
        raise Problem(_("The record has no “%(name)s”.") % {"name": on})
    return target


def _closed_until(state: State, window: Window) -> datetime.datetime | None:
    """When the window opens; None if it is open now."""
    now = timezone.now()
    opens = times.next_in_window(window, now, zone_of(state, window.zone))
    return opens if opens > now else None


def zone_of(state: State, zone: str) -> Any:
    """The zone that a rule means: its own, that of the record's owner, or the company's."""
    return times.zone_named(zone, getattr(state.record, "owner", None) if zone == "owner" else None)


# ---- ways


def holds(state: State, condition: Any, path: str, of: str = "") -> bool:
    """Whether a condition is true now."""
    if isinstance(condition, Outcome):
        former = state.output(condition.step, path)
        return isinstance(former, dict) and former.get("outcome") == condition.outcome
    if isinstance(condition, Compared):
        return comparing.compare(condition, values.fill(condition.value, values.Names(state, path)))
    record = state.item(path) if of == "item" else state.record
    if record is None or not hasattr(record, "_meta"):
        return False
    object_type = objects.of(record)
    tree = state.program.tree(object_type, condition)
    return filters.matches(object_type, tree, filters.RecordView(record), filters.Caller.of(None))


def _if(state: State, block: IfBlock, row: Step, _actor: Actor) -> None:
    if holds(state, block.if_, row.path, block.of):
        branch = "then"
    else:
        ways = enumerate(block.else_if)
        branch = next((f"else_if_{n}" for n, w in ways if holds(state, w.if_, row.path, block.of)), "else")
    row.output = {"branch": branch}


def _switch(state: State, block: SwitchBlock, row: Step, _actor: Actor) -> None:
    switch, names = block.switch, values.Names(state, row.path)
    value: Any = None
    if switch.field:
        value = names.look_up(f"record.{switch.field}")
    elif switch.value is not None:
        value = values.fill(switch.value, names)
    share = comparing.share_of(row.key)
    fits = []
    for number, case in enumerate(switch.cases):
        if case.percent is not None:
            fit = 0 <= share < case.percent
            share -= case.percent
        elif case.if_ is not None:
            fit = holds(state, case.if_, row.path)
        else:
            fit = any(comparing.is_same(value, wanted) for wanted in case.values)
        if fit:
            fits.append(f"case_{number}")
    row.output = {"branch": (fits if switch.every else fits[:1]) or ["default"]}
    if switch.field or switch.value is not None:
        row.input = {"value": value}


def _loop(state: State, block: LoopBlock, row: Step, actor: Actor) -> None:
    loop = block.loop
    if loop.items is not None:
        items = values.fill(loop.items, values.Names(state, row.path)) or []
        if not isinstance(items, list):
            raise Problem(_("This is no list to go through."))
        name = ""
        if items and all(isinstance(i, dict) and i.get("object") and "id" in i for i in items):
            kinds = {i["object"] for i in items}
            if len(kinds) == 1:
                name, items = kinds.pop(), [i["id"] for i in items]
        row.output = {"object": name, "items": items[: loop.limit], "total": len(items)}
        return
    name, _dot, through = (loop.related or loop.object).partition(".")
    object_type = objects.get(name)
    found = access.visible(actor, object_type)
    if through:
        link = object_type.field(through)
        wanted = f"{state.run.object}:{state.run.record_id}" if link.type.name == "link" else state.run.record_id
        key = "contains" if link.type.name == "references" else "exact"
        found = found.filter(**{f"{link.column or through}__{key}": [wanted] if key == "contains" else wanted})
    if loop.filter:
        found = found.filter(filters.to_q(object_type, loop.filter, filters.Caller.of(actor)))
    order = [loop.sort, "pk"] if loop.sort else ["pk"]
    numbers = list(found.order_by(*order).values_list("pk", flat=True)[: loop.limit])
    row.output = {
        "object": name, "items": numbers, "total": len(numbers) if len(numbers) < loop.limit else found.count(),
    }  # fmt: skip


def _parallel(_state: State, block: ParallelBlock, row: Step, _actor: Actor) -> None:
    row.output = {"branches": len(block.parallel.branches)}


def _try(_state: State, _block: TryBlock, row: Step, _actor: Actor) -> None:
    row.output = {"branch": "try"}


# ---- waits


def _wait(state: State, block: WaitBlock, row: Step, _actor: Actor) -> None:
    wait, now = block.wait, timezone.now()
    row.status = "waiting"
    zone = zone_of(state, wait.zone)
    if wait.until:
        moment = _until(state, wait, row.path)
        if moment is None:
            raise Problem(_("The record has no “%(name)s” to wait for.") % {"name": wait.until})
        row.wake_at = times.until(moment, wait, zone)
        return
    if wait.at:
        row.wake_at = times.next_at(wait, now, zone)
        return
    length = wait.time or wait.at_most
    if length:
        row.wake_at = times.after(now, length, zone, working=wait.working)
    if wait.for_:
        already = waiting.ending(state.run, state.program, wait, [], row)
        if already is not None:
            row.status, row.output, row.wake_at = "done", already, None
            return
        watch(state, row)


def _until(state: State, wait: Any, path: str) -> Any:
    if isinstance(wait.until, str):
        return objects.of(state.record).field(wait.until).plain(state.record)
    value = values.fill(wait.until, values.Names(state, path))
    return comparing.as_moment(value)


def watch(state: State, row: Step) -> None:
    """Have the step looked at whenever something happens to the run's record."""
    if not state.run.object:
        return
    row.wait_key = waiting.key_of(state.run)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_snapshot()::text")
        row.since = cursor.fetchone()[0]


def _ask(state: State, block: AskBlock, row: Step, actor: Actor) -> None:
    from magpie.automation import asks

    row.status = "waiting"
    if block.ask.due:
        zone = timezone.get_default_timezone()
        row.wake_at = times.after(timezone.now(), block.ask.due, zone, working=block.ask.working)
    row.save()
    asks.open(state, row, block, actor)


# ---- other workflows, programs, plug-ins


def _call(state: State, block: CallBlock, row: Step, actor: Actor) -> None:
    from magpie.automation.engine.beginning import call

    names = values.Names(state, row.path)
    row.input = values.fill(block.call.input, names)
    target = target_of(state, block.call.on, row.path) if block.call.on else state.record
    row.status = "waiting" if block.call.wait else "done"
    row.save()
    called = call(state, block, row, target, actor)
    row.output = {"run": called.pk, "status": called.status}


def _code(state: State, block: CodeBlock, row: Step, _actor: Actor) -> None:
    row.input = values.fill(block.code.input, values.Names(state, row.path))
    row.status, row.wake_at = "calling", timezone.now()


def _plugin(state: State, block: PluginBlock, row: Step, actor: Actor) -> None:
    from magpie.automation import plugins

    row.input = values.fill(block.input, values.Names(state, row.path))
    row.output = values.output_of(plugins.block(block.plugin).run(state.run, row, row.input, state.record, actor))
    state.forget_records()


def _stop(state: State, block: StopBlock, row: Step, _actor: Actor) -> None:
    names = values.Names(state, row.path)
    if block.stop == "error":
        text = values.fill(block.message, names) if block.message else ""
        raise Stopped(str(text or _("The workflow stopped itself.")))
    row.output = values.fill(block.result, names) if block.result else None


_PERFORMERS: dict[type, Callable[[State, Any, Step, Actor], None]] = {
    ActionBlock: _action,
    IfBlock: _if,
    SwitchBlock: _switch,
    WaitBlock: _wait,
    LoopBlock: _loop,
    ParallelBlock: _parallel,
    AskBlock: _ask,
    CallBlock: _call,
    TryBlock: _try,
    CodeBlock: _code,
    PluginBlock: _plugin,
    StopBlock: _stop,
}
