"""What every channel and every driver offers, so that one loop sends on all of them.

A channel is what people choose ("sms"); a driver is how it is done ("smpp", "aliyun").  A driver gives a
line: an open connection, or for HTTP what stands in its place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Literal, Protocol

from django.utils.translation import gettext as _

from magpie.platform.problems import Invalid

Kind = Literal["text", "number", "secret", "choice", "switch", "long"]


@dataclass(frozen=True)
class Message:
    """What is to be said to one person."""

    address: str  # on this channel: a telephone number, an endpoint of a browser
    title: str
    body: str = ""
    url: str = ""
    urgent: bool = False
    language: str = "en"
    key: str = ""  # the same at each try
    matter: str = ""
    notice: int = 0
    name: str = ""  # of the person
    delivery: Any = None  # for channels that say more than this: the row in the ledger

    @property
    def text(self) -> str:
        """Title and body as one text, the body only where it says more."""
        body = self.body.strip()
        return f"{self.title}\n{body}" if body and body != self.title else self.title


@dataclass(frozen=True)
class Taken:
    """That the other side took it: its own number for it, and its words."""

    number: str = ""
    words: str = ""


@dataclass(frozen=True)
class Receipt:
    """What the other side says later of a message that it took; `is_good` is None while it is still on its way."""

    number: str
    is_good: bool | None
    words: str = ""


class Line(Protocol):
    """An open way to the other side; a context manager that raises Away where it cannot be opened."""

    def __enter__(self) -> Line: ...
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def send(self, message: Message) -> Taken:
        """Have it taken; Away, NotNow or TurnedDown where it is not."""
        ...

    def probe(self) -> None:
        """Away if the other side cannot be used; sends nothing to anybody."""
        ...

    def receipts(self) -> list[Receipt]:
        """What came back meanwhile."""
        ...


@dataclass(frozen=True)
class Setting:
    """One thing that an administrator enters."""

    name: str
    label: Any
    kind: Kind = "text"
    required: bool = True
    default: Any = ""
    choices: tuple[tuple[str, Any], ...] = ()
    hint: Any = ""

    def checked(self, value: Any) -> Any:
        """The value as it is kept; Invalid with a sentence where it cannot be."""
        if self.kind == "switch":
            return bool(value)
        if self.kind == "number":
            return self._number(value)
        text = str(value if value is not None else "").strip()
        if len(text) > 4000 or any(ord(c) < 32 and c not in "\r\n\t" for c in text):
            raise Invalid({self.name: [_("The text has a character that cannot be kept.")]})
        if not text and self.required:
            raise Invalid({self.name: [_("This is needed.")]})
        if self.choices and text and text not in dict(self.choices):
            raise Invalid({self.name: [_("Choose one of those offered.")]})
        return text

    def _number(self, value: Any) -> int:
        if value in (None, ""):
            value = self.default
        try:
            number = int(value)
        except (TypeError, ValueError, OverflowError):
            raise Invalid({self.name: [_("Enter a whole number.")]}) from None
        if not 0 <= number <= 65535:
            raise Invalid({self.name: [_("Enter a number from 0 to 65535.")]})
        return number


@dataclass(frozen=True)
class Driver:
    """One way of doing a channel."""

    name: str
    channel: str
    label: Any
    settings: tuple[Setting, ...]
    open: Any  # (values: Mapping[str, Any]) -> Line
    keeps_line: bool = False  # one line at a time, held open: what comes back comes over it
    about: Any = ""

    def checked(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """The settings without secrets, complete and checked; Invalid for the first that will not do."""
        return {s.name: s.checked(given.get(s.name, s.default)) for s in self.settings if s.kind != "secret"}


@dataclass(frozen=True)
class Way:
    """A channel as it is set up now: its driver and everything that was entered, secrets opened."""

    driver: Driver
    values: Mapping[str, Any] = field(repr=False)

    def line(self) -> Line:
        """A line, to be entered."""
        line: Line = self.driver.open(self.values)
        return line
