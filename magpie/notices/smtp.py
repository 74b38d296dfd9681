"""One open line to the mail server, and what its answers mean, in the three kinds of `channels.troubles`."""

from __future__ import annotations

import contextlib
import smtplib
import socket
import ssl
from email.message import EmailMessage
from typing import Any

from django.utils.translation import gettext as _

from magpie.notices import seal
from magpie.notices.channels.troubles import Away, NotNow, TurnedDown
from magpie.notices.mail_server import MailServer

TIMEOUT_SECONDS = 10.0
TOO_LARGE = 552
CLOSING = 421


class _Handing:
    """Knows whether a mail is being handed over: what breaks off then may have been taken."""

    handing_over = False
    said: tuple[int, bytes] = (0, b"")

    def data(self, msg: Any) -> tuple[int, bytes]:
        """As smtplib's."""
        self.handing_over = True
        said: tuple[int, bytes] = super().data(msg)  # type: ignore[misc]
        self.handing_over = False
        self.said = said
        return said


class _Plain(_Handing, smtplib.SMTP):
    pass


class _Encrypted(_Handing, smtplib.SMTP_SSL):
    pass


class Line:
    """A connection, signed in; use as a context manager.  Raises Away where that fails."""

    def __init__(self, server: MailServer) -> None:
        self.server = server

    def __enter__(self) -> Line:
        try:
            self.connection = self._connect()
        except seal.Unreadable:
            raise Away(
                _("The stored password of the mail server cannot be read any more; please enter it again.")
            ) from None
        except (OSError, smtplib.SMTPException, ValueError) as error:
            raise Away(words(error)) from error
        return self

    def __exit__(self, kind: object, *_error: object) -> None:
        with contextlib.suppress(OSError, smtplib.SMTPException):
            if kind is None:
                self.connection.quit()
        self.connection.close()

    def _connect(self) -> _Plain | _Encrypted:
        server, name = self.server, socket.gethostname() or "localhost"
        password = server.open_password()
        context = ssl.create_default_context() if server.security != "none" else None
        connection: _Plain | _Encrypted
        if server.security == "tls":
            connection = _Encrypted(server.host, server.port, name, timeout=TIMEOUT_SECONDS, context=context)
        else:
            connection = _Plain(server.host, server.port, name, timeout=TIMEOUT_SECONDS)
        try:
            if server.security == "starttls":
                connection.starttls(context=context)
            connection.ehlo_or_helo_if_needed()
            if server.username:
                connection.login(server.username, password)
        except BaseException:
            connection.close()
            raise
        return connection

    def look(self) -> None:
        """Away if no mail server answers there; does not sign in."""
        server, name = self.server, socket.gethostname() or "localhost"
        try:
            if server.security == "tls":
                context = ssl.create_default_context()
                connection: smtplib.SMTP = smtplib.SMTP_SSL(
                    server.host, server.port, name, timeout=TIMEOUT_SECONDS, context=context
                )
            else:
                connection = smtplib.SMTP(server.host, server.port, name, timeout=TIMEOUT_SECONDS)
            with connection:
                connection.ehlo_or_helo_if_needed()
        except (OSError, smtplib.SMTPException, ValueError) as error:
            raise Away(words(error)) from error

    def send(self, message: EmailMessage, address: str, envelope: str = "") -> str:
        """Have the server take the mail, and give its words; Away, NotNow or TurnedDown where it does not.

        `envelope` is where the mail comes back to if it cannot be delivered; else the sender's address.
        """
        self.connection.handing_over = False
        try:
            self.connection.send_message(message, envelope or self.server.from_address, [address])
            return words_of(*self.connection.said)
        except smtplib.SMTPRecipientsRefused as error:
            code, said = next(iter(error.recipients.values()))
            raise _judge(code, words_of(code, said), whole=False) from error
        except smtplib.SMTPSenderRefused as error:
            text = words_of(error.smtp_code, error.smtp_error)
            if error.smtp_code == TOO_LARGE:
                raise TurnedDown(text) from error
            raise Away(text) from error  # every mail has this sender: the settings are to blame, not the mail
        except smtplib.SMTPDataError as error:
            raise _judge(error.smtp_code, words_of(error.smtp_code, error.smtp_error), whole=True) from error
        except (smtplib.SMTPNotSupportedError, UnicodeError) as error:
            raise TurnedDown(words(error)) from error
        except (OSError, smtplib.SMTPException) as error:
            raise Away(words(error), uncertain=self.connection.handing_over) from error


def _judge(code: int, text: str, *, whole: bool) -> Exception:
    if code == CLOSING:
        return Away(text)
    return NotNow(text, whole) if 400 <= code < 500 else TurnedDown(text)


def words_of(code: int, said: Any) -> str:
    """The server's answer as it gave it."""
    text = said.decode(errors="replace") if isinstance(said, bytes) else str(said)
    return f"{code} {text}".strip()[:1000]


def words(error: Exception) -> str:
    """What went wrong with the connection, in the server's or the system's words."""
    if isinstance(error, smtplib.SMTPResponseException):
        return words_of(error.smtp_code, error.smtp_error)
    return f"{type(error).__name__}: {error}"[:1000] if str(error) else type(error).__name__
