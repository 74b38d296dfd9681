"""E-mail as a channel: the mail of a delivery over one line to the mail server."""

from __future__ import annotations

import logging
from types import TracebackType

from magpie.notices import envelopes, mail, smtp
from magpie.notices.channels.interface import Message, Receipt, Taken
from magpie.notices.channels.troubles import TurnedDown
from magpie.notices.mail_server import MailServer

log = logging.getLogger(__name__)


class EmailLine:
    """A connection, signed in."""

    def __init__(self, server: MailServer) -> None:
        self.server = server
        self._line = smtp.Line(server)
        self._returns = envelopes.returns_address()

    def __enter__(self) -> EmailLine:
        self._line.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._line.__exit__(kind, error, trace)

    def send(self, message: Message) -> Taken:
        """Have the server take the mail; one that cannot be made is turned down and holds up no other."""
        try:
            made = mail.compose(message.delivery, self.server)
        except Exception as error:
            log.exception("the mail of delivery %s cannot be made", message.delivery.pk)
            raise TurnedDown(f"{type(error).__name__}: {error}"[:1000]) from error
        envelope = envelopes.of_delivery(message.delivery.pk, self._returns) if self._returns else ""
        return Taken(words=self._line.send(made, message.address, envelope))

    def probe(self) -> None:
        """An open connection is proof enough."""

    def receipts(self) -> list[Receipt]:
        return []


def look(server: MailServer) -> None:
    """Away if nobody answers there; does not sign in, for providers count that."""
    smtp.Line(server).look()
