"""Lines of services that are asked over HTTP: one request for each message, through the guard of outgoing requests."""

from __future__ import annotations

import abc
import json
from collections.abc import Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

from magpie.notices.channels.interface import Message, Receipt, Taken
from magpie.notices.channels.troubles import Away, NotNow
from magpie.platform import outgoing
from magpie.platform.problems import Refused

SECONDS = 15.0
PROBE_SECONDS = 8.0
LATER = (408, 425, 429)


@dataclass(frozen=True)
class Answer:
    """What a service said: its status, and its words read as JSON where they are."""

    status: int
    body: Any
    headers: Mapping[str, str]

    @property
    def words(self) -> str:
        """Short enough to be kept."""
        text = self.body if isinstance(self.body, str) else json.dumps(self.body, ensure_ascii=False)
        return f"{self.status} {text}".strip()[:500]


class WebLine(abc.ABC):
    """A line without a connection; subclasses say what a message looks like, and read the answer."""

    origin = ""  # where a look is taken, whether anybody is there

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.values = values

    def __enter__(self) -> WebLine:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None

    @abc.abstractmethod
    def send(self, message: Message) -> Taken:
        """Have it taken; Away, NotNow or TurnedDown where it is not."""

    def receipts(self) -> list[Receipt]:
        return []

    def probe(self) -> None:
        """Any answer at all proves that somebody is there; what is asked for does not matter."""
        if self.origin:
            parts = urlsplit(self.origin)
            try:
                ask("HEAD", f"{parts.scheme}://{parts.netloc}/", {}, b"", PROBE_SECONDS)
            except NotNow:  # it said too much, but it said something
                return


def ask(method: str, url: str, headers: Mapping[str, str], content: bytes, seconds: float = SECONDS) -> Answer:
    """The answer; Away where there is none (uncertain: a request that was sent may have been heard)."""
    asking = outgoing.Asking(method, url, dict(headers), content, seconds, outgoing.allowed_hosts(), follows=False)
    try:
        said = outgoing.ask(asking)
    except outgoing.Unreachable as error:
        raise Away(str(error), uncertain=method == "POST" and error.may_have_been_heard) from None
    except outgoing.NotAllowed as error:
        raise Away(str(error)) from None
    except Refused as error:
        raise NotNow(str(error), whole=True) from None
    try:
        body: Any = json.loads(said.text)
    except ValueError:
        body = said.text
    return Answer(said.status, body, said.headers)


def judge(answer: Answer) -> None:
    """Raise for what the status alone tells: trouble over there, or too much at once."""
    if answer.status in (401, 403):
        raise Away(answer.words, refused=True)
    if answer.status >= 500 or answer.status in LATER:
        raise NotNow(answer.words, whole=True)
