"""What can be subscribed to: the registry of sources, and the form of what they make.

A source is a list, a report, a page with figures.  Each part of the product registers its own in `apps.ready`:

    sources.register(Source("forecast", _("Sales forecast"), compute, check=…, may=…))

It is computed for one person, with that person's rights at that moment, in their language and time zone; whoever
computes need not know for what it is used.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from django.utils.translation import gettext as _

from magpie.platform.actor import Actor
from magpie.platform.problems import Forbidden, Invalid

Kind = Literal["text", "number", "money", "date", "moment"]
Parameters = Mapping[str, Any]
SHOWN_ROWS = 50  # in the mail itself


@dataclass(frozen=True)
class Column:
    """A column of a table; `places` are the decimals of its numbers."""

    label: str
    kind: Kind = "text"
    places: int = 0


@dataclass(frozen=True)
class Row:
    """Plain values in the order of the columns; the first one is linked to `url`.  `currency` is that of its money."""

    cells: tuple[Any, ...]
    url: str = ""
    currency: str = ""
    is_sum: bool = False


@dataclass(frozen=True)
class Table:
    """The first rows of a table, how many there are, and where files have more of them a way to all."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    count: int
    every: Callable[[], Iterator[Row]] | None = None


@dataclass(frozen=True)
class Figure:
    """A number that stands on top; by its name conditions and the next time find it again.

    `unit` is a currency, "%" or nothing; what is not `headline` is there for conditions only.
    """

    name: str
    label: str
    value: Decimal
    unit: str = ""
    headline: bool = True
    places: int = 0


@dataclass(frozen=True)
class Report:
    """What a source made: texts are in the reader's language.  Another `digest` means that something has changed.

    `may_take` says whether the reader may take all of it away as a file.
    """

    title: str
    url: str
    figures: tuple[Figure, ...]
    tables: tuple[Table, ...]
    digest: str
    about: str = ""  # one line: the condition, the period
    may_take: bool = True

    @property
    def rows(self) -> int:
        """How many records or lines it holds."""
        return sum(table.count for table in self.tables[-1:])


@dataclass(frozen=True)
class Source:
    """Something to subscribe to.

    `compute` raises Forbidden where the actor may not see it (any more), Invalid where its parameters mean nothing
    (any more).  `check` gives the parameters as they are kept, or Invalid, without asking who it is for.
    """

    kind: str
    label: Any
    compute: Callable[[Actor, Parameters, datetime.datetime], Report]
    check: Callable[[Parameters], dict[str, Any]]
    may: Callable[[Actor], bool]
    title: Callable[[Parameters], str] | None = None  # what exactly, in one name, where that is not the label
    parameters: Mapping[str, Any] = field(default_factory=dict)  # those to begin with
    is_listed: bool = True  # can be chosen by its name alone


_registry: dict[str, Source] = {}


def register(source: Source) -> None:
    """Add something to subscribe to; ValueError if its kind is taken."""
    if source.kind in _registry:
        raise ValueError(f"the source {source.kind} is registered twice")
    _registry[source.kind] = source


def get(kind: str) -> Source:
    """The source of that kind; Invalid if there is none (any more)."""
    if kind not in _registry:
        raise Invalid({"source": [_("There is nothing of this kind to subscribe to.")]})
    return _registry[kind]


def every() -> list[Source]:
    """All sources, in the order in which they were registered."""
    return list(_registry.values())


def title_of(kind: str, parameters: Parameters) -> str:
    """What a subscription of that kind is called where it has no name of its own."""
    source = get(kind)
    return source.title(parameters) if source.title is not None else str(source.label)


def compute(actor: Actor, kind: str, parameters: Parameters, now: datetime.datetime) -> Report:
    """The report for this person; Forbidden or Invalid as `Source` says."""
    source = get(kind)
    if not source.may(actor):
        raise Forbidden(_("You may not see this."))
    return source.compute(actor, source.check(parameters), now)
