"""Plug-ins: Python packages that bring actions, blocks, conditions and events of their own.

A package names a `Plugin` as an entry point of the group "magpie.plugins".  It is taken in as a whole or not at all:
one that cannot be imported, or that clashes with what is there, is left out, shown to administrators, and stops
nothing.  The guide is docs/plugins.md.
"""

from __future__ import annotations

import logging
import re
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import metadata
from typing import Any, TypeVar

from django.utils.translation import gettext as _
from pydantic import BaseModel

from magpie.notices.channels import robots
from magpie.platform import actions, context, events, objects
from magpie.platform.actions import Output
from magpie.platform.actor import Actor
from magpie.platform.problems import Problem, Refused

__all__ = ["Block", "Installed", "Output", "Plugin", "Text", "block", "blocks", "installed", "load", "take_in"]
GROUP = "magpie.plugins"
NAME = re.compile(r"[a-z][a-z0-9_]{0,29}")
F = TypeVar("F", bound=Callable[..., Any])
log = logging.getLogger(__name__)


class Text(dict[str, str]):
    """A text in both languages, which reads in the current one: Text(en="Rain", zh="下雨")."""

    def __init__(self, en: str, zh: str = "") -> None:
        super().__init__({"en": en, "zh-hans": zh or en})

    def __str__(self) -> str:
        from django.utils.translation import get_language

        return self["zh-hans"] if (get_language() or "").startswith("zh") else self["en"]


@dataclass(frozen=True)
class Block:
    """A block of a plug-in, as the engine and the designer see it."""

    name: str  # with the plug-in's: "weather.look_up"
    label: Any
    about: Any
    input: type[BaseModel]
    outputs: tuple[Output, ...]
    function: Callable[..., Any]
    outcomes: tuple[tuple[str, Any], ...] = ()  # of a condition: the ways in which it can end

    def run(self, run: Any, step: Any, given: Mapping[str, Any], record: Any, actor: Actor) -> dict[str, Any]:
        """What the block gives, inside the step's transaction; Problem where the plug-in refuses."""
        with context.acting(actor, self.name, key=step.key, automation="run"):
            result = self.function(record, self.parse(given), actor=actor)
        if isinstance(result, bool):
            return {"outcome": "yes" if result else "no"}
        if result is None or isinstance(result, Mapping):
            return dict(result or {})
        raise Problem(_("The plug-in's block “%(name)s” gave no dict.") % {"name": self.name})

    def parse(self, given: Mapping[str, Any]) -> BaseModel:
        """The checked input; Invalid with a sentence for each field."""
        return actions.parse_input(actions.Action(self.name, "*", self.label, self.input, self.function), given)


@dataclass(frozen=True)
class Regular:
    """Something that is done every so many minutes."""

    name: str
    minutes: int
    function: Callable[[], Any]


@dataclass
class Plugin:
    """What a package brings.  Its names begin with the plug-in's own: action "greet" becomes "example.greet"."""

    name: str
    title: Any = ""
    own_actions: list[tuple[str, dict[str, Any], Callable[..., Any]]] = field(default_factory=list)
    own_blocks: list[Block] = field(default_factory=list)
    own_events: list[events.Kind] = field(default_factory=list)
    own_services: list[robots.Messenger] = field(default_factory=list)
    regular: list[Regular] = field(default_factory=list)

    def action(self, name: str, *, label: Any, on: str = "*", **options: Any) -> Callable[[F], F]:
        """Declare `(record, data, *, actor)` an action, with the options of `platform.actions.action`."""

        own = self._own(name)

        def declare(function: F) -> F:
            self.own_actions.append((own, {"on": on, "label": label, "group": self.name, **options}, function))
            return function

        return declare

    def block(self, name: str, *, label: Any, about: Any = "", outputs: tuple[Output, ...] = ()) -> Callable[[F], F]:
        """Declare `(record, data, *, actor)` a block; the dict it returns is its output."""

        own = self._own(name)

        def declare(function: F) -> F:
            self.own_blocks.append(Block(own, label, about, _input_of(function), outputs, function))
            return function

        return declare

    def condition(self, name: str, *, label: Any, about: Any = "") -> Callable[[F], F]:
        """Declare `(record, data, *, actor)` a condition: true and false are the outcomes "yes" and "no".

        An if asks for them: {"step": "rain", "outcome": "yes"}.
        """

        own = self._own(name)

        def declare(function: F) -> F:
            outcomes = (("yes", Text("Yes", "是")), ("no", Text("No", "否")))
            outputs = (Output("outcome", Text("Outcome", "结果")),)
            self.own_blocks.append(Block(own, label, about, _input_of(function), outputs, function, outcomes))
            return function

        return declare

    def trigger(self, kind: str, *, label: Any, on: str = "*") -> Callable[..., None]:
        """Declare an event that starts workflows (trigger "event"); gives the function that makes it happen.

        Call that with a record and, if there is more to say, a dict; it is remembered in the record's history.
        """
        own = f"{self.name}_{kind}"
        self.own_events.append(events.Kind(on, own, label))

        def happen(record: Any, data: dict[str, Any] | None = None) -> None:
            with context.acting(Actor("integration"), f"{self.name}.{kind}"):
                events.emit(record, own, data)

        return happen

    def every(self, minutes: int) -> Callable[[F], F]:
        """Have `()` called so often by one of the workers, in a transaction: to look outside and make events happen."""

        def declare(function: F) -> F:
            self.regular.append(Regular(f"{self.name}.{function.__name__}", minutes, function))
            return function

        return declare

    def messenger(self, messenger: robots.Messenger) -> None:
        """Declare a service for chat messages or text messages."""
        self.own_services.append(messenger)

    def _own(self, name: str) -> str:
        if not NAME.fullmatch(name):
            raise ValueError(f"“{name}” is no name: small letters, digits and _")
        return f"{self.name}.{name}"


def _input_of(function: Callable[..., Any]) -> type[BaseModel]:
    given: type[BaseModel] = typing.get_type_hints(function)["data"]
    return given


@dataclass(frozen=True)
class Installed:
    """A plug-in that is there, or why it could not be taken in."""

    name: str
    package: str
    version: str
    title: Any = ""
    error: str = ""
    plugin: Plugin | None = None


_installed: list[Installed] = []
_blocks: dict[str, Block] = {}


def load() -> None:
    """Take in every plug-in that is installed; called once, when the product starts."""
    for point in sorted(metadata.entry_points(group=GROUP), key=lambda p: p.name):
        package = point.dist.name if point.dist else ""
        version = point.dist.version if point.dist else ""
        try:
            found = point.load()
            if not isinstance(found, Plugin):
                raise TypeError(f"{point.value} is no Plugin")
            take_in(found)
        except (Exception, SystemExit) as error:
            log.exception("the plug-in %s of %s is left out", point.name, package)
            _installed.append(Installed(point.name, package, version, error=f"{type(error).__name__}: {error}"))
        else:
            _installed.append(Installed(found.name, package, version, found.title, plugin=found))


def take_in(plugin: Plugin) -> None:
    """Register all that the plug-in brings, or nothing; ValueError says what is wrong with it."""
    problems = _problems(plugin)
    if problems:
        raise ValueError("; ".join(problems))
    for name, options, function in plugin.own_actions:
        actions.action(name, **options)(function)
    for block in plugin.own_blocks:
        _blocks[block.name] = block
    for kind in plugin.own_events:
        events.declare(kind.object, kind.kind, kind.label)
    for messenger in plugin.own_services:
        robots.register(messenger)


def _problems(plugin: Plugin) -> list[str]:
    """Whatever would make the registries refuse a part, so that no part is in when another is not."""
    found: list[str] = []
    if not NAME.fullmatch(plugin.name) or objects.find(plugin.name) is not None:
        found.append(f"“{plugin.name}” is no name for a plug-in")
    known_actions = {a.name for a in actions.all_actions()}
    names = [name for name, _options, _function in plugin.own_actions]
    found += [f"the action {n} is there twice" for n in names if n in known_actions or names.count(n) > 1]
    for name, options, function in plugin.own_actions:
        if options["on"] not in ("", "*") and objects.find(options["on"]) is None:
            found.append(f"{name}: there is no object {options['on']}")
        try:
            if not issubclass(_input_of(function), BaseModel):
                raise TypeError
        except (KeyError, TypeError, NameError):
            found.append(f"{name}: `data` is no Pydantic model")
        unknown = set(options) - {f for f in actions.Action.__dataclass_fields__ if f not in ("name", "input", "run")}
        found += [f"{name}: there is no option {option}" for option in sorted(unknown)]
    blocks = [block.name for block in plugin.own_blocks]
    found += [f"the block {n} is there twice" for n in blocks if n in _blocks or blocks.count(n) > 1]
    kinds = {(k.object, k.kind) for o in ("*", *(x.name for x in objects.all_objects())) for k in events.kinds_of(o)}
    for kind in plugin.own_events:
        if (kind.object, kind.kind) in kinds:
            found.append(f"the event {kind.kind} is there twice")
        if kind.object != "*" and objects.find(kind.object) is None:
            found.append(f"{kind.kind}: there is no object {kind.object}")
    services = {m.kind for medium in ("chat", "sms") for m in robots.all_of(medium)}
    found += [f"the service {m.kind} is there twice" for m in plugin.own_services if m.kind in services]
    return found


def regular() -> list[Regular]:
    """What plug-ins want done again and again."""
    return [r for one in _installed if one.plugin is not None for r in one.plugin.regular]


def installed() -> list[Installed]:
    """The plug-ins that are there, and those that could not be taken in."""
    return list(_installed)


def blocks() -> list[Block]:
    """The blocks of all plug-ins."""
    return list(_blocks.values())


def find_block(name: str) -> Block | None:
    """The block of that name, or None."""
    return _blocks.get(name)


def block(name: str) -> Block:
    """The block of that name; Refused if its plug-in is not there (any more)."""
    found = _blocks.get(name)
    if found is None:
        raise Refused(_("No plug-in brings the block “%(name)s”.") % {"name": name[:80]})
    return found
