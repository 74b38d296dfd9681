"""Texts that users write with placeholders, such as “{{ record.name }} is yours”: Liquid, and the values to fill in.

Templates see only what they are given: texts, numbers and lists, never Python objects.  A placeholder that means
nothing gives nothing, and is reported, so that a message still goes out and its author learns of the slip.
"""

from __future__ import annotations

import contextlib
import functools
import re
import zoneinfo
from collections.abc import Callable, Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import liquid
from django.conf import settings
from django.utils import timezone, translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from liquid.exceptions import LiquidError, ResourceLimitError
from liquid.undefined import Undefined

from magpie.platform import access, figures, objects, titles
from magpie.platform.actor import SYSTEM, Actor
from magpie.platform.fields import Field
from magpie.platform.problems import Problem

LONGEST_TEMPLATE = 50_000
LONGEST_TEXT = 200_000  # characters that a template may make
_PATH = re.compile(r"[\w-]+(?:\.[\w-]+)*")
_further: ContextVar[Callable[[str], Mapping[str, Any]] | None] = ContextVar("magpie_further_names", default=None)
_missing: ContextVar[list[str] | None] = ContextVar("magpie_missing_placeholders", default=None)


class BrokenTemplate(Problem):
    """A template that cannot be read or that makes too much; the text says where."""


@dataclass(frozen=True)
class Rendered:
    """A filled template."""

    text: str
    missing: tuple[str, ...]  # placeholders that stand for nothing


@contextlib.contextmanager
def naming(values: Callable[[str], Mapping[str, Any]]) -> Iterator[None]:
    """Let what fills its own texts inside name these values too, given by language: steps and item of a workflow."""
    token = _further.set(values)
    try:
        yield
    finally:
        _further.reset(token)


def further(language: str) -> Mapping[str, Any]:
    """The values that `naming` lends, in that language."""
    values = _further.get()
    return values(language) if values is not None else {}


def render(template: str, values: Mapping[str, Any], *, html: bool = False) -> str:
    """The template with its placeholders filled; with `html` the values are escaped, the template itself is not.

    BrokenTemplate if it cannot be read.
    """
    return compose(template, values, html=html).text


def compose(template: str, values: Mapping[str, Any], *, html: bool = False) -> Rendered:
    """As `render`, with the names of the placeholders that stand for nothing."""
    if "{{" not in template and "{%" not in template:
        return Rendered(template, ())
    missing: list[str] = []
    token = _missing.set(missing)
    try:
        text = _parsed(template, html).render(values)
    except RecursionError:
        raise BrokenTemplate(_("The text has too many blocks inside one another.")) from None
    except (LiquidError, ArithmeticError, ValueError, TypeError) as error:  # the others: from a filter's arithmetic
        raise BrokenTemplate(_explain(error)) from None
    finally:
        _missing.reset(token)
    return Rendered(text, tuple(dict.fromkeys(missing)))


def check(template: str) -> None:
    """BrokenTemplate if the template cannot be read."""
    try:
        _parsed(template, False)
    except (LiquidError, RecursionError) as error:
        raise BrokenTemplate(_explain(error)) from None


def filter_names() -> frozenset[str]:
    """The names of the filters that a template may use."""
    return frozenset(_environment(False).filters)


def _explain(error: Exception) -> str:
    if isinstance(error, ResourceLimitError):
        return _("The text grows too long or repeats too often.")
    token, line = getattr(error, "token", None), 0
    source = getattr(token, "source", None) or ""
    if source and (start := getattr(token, "start_index", -1)) >= 0:
        line = source[:start].count("\n") + 1
    said = str(error.args[0]) if error.args else type(error).__name__
    if line:
        return _("The text cannot be filled in, line %(line)d: %(said)s") % {"line": line, "said": said}
    return _("The text cannot be filled in: %(said)s") % {"said": said}


@functools.lru_cache(maxsize=500)
def _parsed(template: str, html: bool) -> liquid.BoundTemplate:
    if len(template) > LONGEST_TEMPLATE:
        raise ResourceLimitError("the template is too long", token=None)
    return _environment(html).from_string(template)


@functools.cache
def _environment(html: bool) -> liquid.Environment:
    environment = _Environment(autoescape=html, undefined=_Nothing)
    environment.filters.pop("safe", None)  # what records hold is never markup
    found: dict[str, Callable[..., Any]] = {**environment.filters, **figures.FILTERS}
    for name, function in found.items():
        environment.filters[name] = _bounded(name, function)
    return environment


class _Environment(liquid.Environment):
    """Liquid with limits: a template written by a user may not use up the machine."""

    context_depth_limit = 20
    block_nesting_limit = 20
    loop_iteration_limit = 10_000
    local_namespace_limit = LONGEST_TEXT
    output_stream_limit = LONGEST_TEXT * 4  # bytes


class _Nothing(Undefined):
    """A placeholder that stands for nothing: empty, and noted."""

    def _note(self) -> None:
        if (missing := _missing.get()) is not None:
            missing.append(self._path())

    def _path(self) -> str:
        """The placeholder as it was written, `record.nothing`; the library knows only its first name."""
        token = self.token
        found = _PATH.match(token.source, token.start_index) if token and token.start_index >= 0 else None
        return found.group() if found else str(self.name)

    def __str__(self) -> str:
        self._note()
        return ""

    def __iter__(self) -> Iterator[Any]:
        self._note()
        return iter(())


def _bounded(name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """The filter, kept from multiplying long texts: `replace` and `join` could make gigabytes in one step."""

    @functools.wraps(function)
    def limited(*args: Any, **kwargs: Any) -> Any:
        if name in ("replace", "replace_last", "join") and len(args) > 1:
            times = len(args[0]) if isinstance(args[0], str | list) else 1
            if (times + 1) * max(len(str(a)) for a in args[1:]) > LONGEST_TEXT * 10:
                raise ResourceLimitError("the text grows too long", token=None)
        result = function(*args, **kwargs)
        if isinstance(result, str) and len(result) > LONGEST_TEXT:
            raise ResourceLimitError("the text grows too long", token=None)
        return result

    return limited


def record_url(record: Any) -> str:
    """The address of a record's page, for mails."""
    return page_url(objects.of(record).name, record.pk)


def page_url(name: str, number: int) -> str:
    """The address of the page of that object's record."""
    return f"{settings.PUBLIC_URL}/{objects.get(name).plural}/{number}"


def record_values(record: Any, language: str, actor: Actor = SYSTEM, time_zone: str = "") -> Mapping[str, Any]:
    """A record's fields as a person of that language and zone reads them, looked up when a template asks.

    References have fields of their own (`record.owner.name`) and read as their title; what the actor may not see is not
    there.
    """
    return RecordText(record, language, actor, time_zone)


class RecordText(Mapping[str, Any]):
    """See `record_values`."""

    def __init__(self, record: Any, language: str, actor: Actor = SYSTEM, time_zone: str = "", title: str = "") -> None:
        self._record, self._language, self._actor, self._time_zone = record, language, actor, time_zone
        self._object_type = objects.of(record)
        with translation.override(language):
            self._title = title or titles.of(record, actor)
        hidden = access.field_rights(actor, self._object_type)
        self._fields = {n: f for n, f in self._object_type.fields().items() if hidden.get(n) != "hidden"}
        self._found: dict[str, Any] = {}

    def __str__(self) -> str:
        return self._title

    def __iter__(self) -> Iterator[str]:
        return iter({**self._fields, "title": None, "url": None})

    def __len__(self) -> int:
        return len(list(iter(self)))

    def __getitem__(self, name: str) -> Any:
        if name == "title":
            return self._title
        if name == "url":
            return record_url(self._record)
        if name not in self._found:
            field = self._fields[name]
            with translation.override(self._language), timezone.override(_zone(self._time_zone)):
                self._found[name] = self._value(field, field.plain(self._record))
        return self._found[name]

    def _value(self, field: Field, plain: Any) -> Any:
        if field.type.name == "references":
            return ", ".join(str(found) for number in plain or () if (found := self._reached(field.target, number)))
        if field.target:
            if not plain:
                return ""
            title = field.label_of(str(plain)) if field.choices else ""
            return self._reached(field.target, plain, title) or title
        if field.type.name == "link":
            pair = titles.split_link(plain) if plain else None
            return (self._reached(*pair) if pair else None) or ""
        if field.choices and isinstance(plain, str):
            return field.label_of(plain)
        if field.decimals == 0 and isinstance(plain, int):
            return plain
        text = field.type.to_text(plain, field)
        if isinstance(plain, Decimal):
            return figures.Figure(text, plain, self._currency(field))
        return str(text) if isinstance(text, Promise) else text

    def _currency(self, field: Field) -> str:
        """The currency of an amount, as far as the actor may see it."""
        known = self._fields.get(field.currency_field)
        return str(known.plain(self._record) or "") if known else ""

    def _reached(self, name: str, number: int, title: str = "") -> RecordText | None:
        object_type = objects.find(name)
        if object_type is None:
            return None
        found = access.visible(self._actor, object_type).filter(pk=number).first()
        return type(self)(found, self._language, self._actor, self._time_zone, title) if found else None


def _zone(name: str) -> Any:
    try:
        return zoneinfo.ZoneInfo(name) if name else timezone.get_default_timezone()
    except (KeyError, ValueError, OSError):  # unknown on this machine: the company's zone
        return timezone.get_default_timezone()
