"""A line to a mailbox's IMAP server, and what its answers mean.

Two kinds of trouble: the server cannot be used now (`Away`), or it refuses the sign-in (`Refusal`), which only the
mailbox's owner can mend.
"""

from __future__ import annotations

import contextlib
import socket
import ssl
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientError, LoginError

from magpie.mailboxes.models import Mailbox
from magpie.notices import seal

TIMEOUT = SocketTimeout(connect=10, read=60)
SENT_NAMES = (
    "sent",
    "sent messages",
    "sent items",
    "已发送",
    "已发送邮件",
    "已发邮件",
    "[gmail]/sent mail",
    "[gmail]/已发邮件",
)
SKIPPED = {b"\\Noselect", b"\\NonExistent"}
UNWANTED = {b"\\Junk", b"\\Trash", b"\\Drafts", b"\\All"}


class Away(Exception):
    """The server cannot be reached, or breaks off."""


class Refusal(Exception):
    """The server does not let this user name and password in."""


@contextlib.contextmanager
def line(mailbox: Mailbox) -> Iterator[Any]:
    """A connection, signed in; Away or Refusal where that fails or breaks."""
    try:
        client = _connect(mailbox)
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


def _connect(mailbox: Mailbox) -> Any:
    context = ssl.create_default_context() if mailbox.imap_security != "none" else None
    client = IMAPClient(
        mailbox.imap_host,
        port=mailbox.imap_port,
        use_uid=True,
        ssl=mailbox.imap_security == "tls",
        ssl_context=context if mailbox.imap_security == "tls" else None,
        timeout=TIMEOUT,
    )
    try:
        if mailbox.imap_security == "starttls":
            client.starttls(context)
        client.login(mailbox.username or mailbox.address, seal.unseal(mailbox.password))
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


def folders(client: Any) -> list[dict[str, Any]]:
    """The folders one can fetch from: name, whether it holds sent mail, whether it is usually wanted."""
    found = []
    for flags, _delimiter, name in client.list_folders():
        if SKIPPED & set(flags):
            continue
        is_sent = b"\\Sent" in flags
        found.append({"name": name, "is_sent": is_sent, "usual": name.upper() == "INBOX", "flags": set(flags)})
    if not any(f["is_sent"] for f in found):
        for folder in found:
            if folder["name"].lower().removeprefix("inbox.").removeprefix("inbox/") in SENT_NAMES:
                folder["is_sent"] = True
                break
    for folder in found:
        folder["usual"] = folder["usual"] or folder["is_sent"]
        folder["is_unwanted"] = bool(UNWANTED & folder.pop("flags"))
    return found
