"""A line to an IMAP server, and what its answers mean.

Two kinds of trouble: the server cannot be used now (`Away`), or it refuses the sign-in (`Refusal`), which only whoever
set it up can mend.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientError, LoginError

from magpie.notices import seal

TIMEOUT = SocketTimeout(connect=10, read=60)


class Away(Exception):
    """The server cannot be reached, or breaks off."""


class Refusal(Exception):
    """The server does not let this user name and password in."""


@dataclass(frozen=True)
class Server:
    """Where a mailbox is, and how to sign in there; `security` is "none", "starttls" or "tls"."""

    host: str
    port: int
    security: str
    username: str
    sealed_password: str = field(repr=False)


@contextlib.contextmanager
def line(server: Server) -> Iterator[Any]:
    """A connection, signed in; Away or Refusal where that fails or breaks."""
    try:
        client = _connect(server)
    except LoginError as error:
        raise Refusal(words(error)) from error
    except seal.Unreadable:
        raise Refusal(_("The stored password cannot be read any more; please enter it again.")) from None
    except (OSError, IMAPClientError, ValueError) as error:
        raise Away(words(error)) from error
    try:
        yield client
    except (OSError, IMAPClientError) as error:
        raise Away(words(error)) from error
    finally:
        with contextlib.suppress(Exception):
            client.logout()


def _connect(server: Server) -> Any:
    context = ssl.create_default_context() if server.security != "none" else None
    client = IMAPClient(
        server.host,
        port=server.port,
        use_uid=True,
        ssl=server.security == "tls",
        ssl_context=context if server.security == "tls" else None,
        timeout=TIMEOUT,
    )
    try:
        if server.security == "starttls":
            client.starttls(context)
        client.login(server.username, seal.unseal(server.sealed_password))
        if client.has_capability("ID"):  # NetEase lets nobody in who does not say who they are
            with contextlib.suppress(IMAPClientError):
                client.id_({"name": "Magpie", "version": "1", "vendor": "Magpie"})
    except BaseException:
        with contextlib.suppress(Exception):
            client.shutdown()
        raise
    return client


def words(error: Exception) -> str:
    """What went wrong, in words for who set the mailbox up."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return _("The server's certificate is not valid: %(said)s") % {"said": error.verify_message}
    if isinstance(error, ssl.SSLError):
        return _("No secure connection: is the port right for this kind of security? (%(said)s)") % {"said": error}
    if isinstance(error, socket.gaierror):
        return _("There is no server of this name.")
    if isinstance(error, ConnectionRefusedError):
        return _("The server does not answer at this port.")
    if isinstance(error, TimeoutError):
        return _("The server did not answer in time.")
    text = str(error)
    if text.startswith(("b'", 'b"')):
        text = text[2:-1]
    return text[:1000] or type(error).__name__
