"""A line to a person's mailbox, and the folders in it; the line itself is `magpie.notices.imap`."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

from magpie.mailboxes.models import Mailbox
from magpie.notices import imap
from magpie.notices.imap import Away, Refusal, words

__all__ = ["Away", "Refusal", "folders", "line", "words"]

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


@contextlib.contextmanager
def line(mailbox: Mailbox) -> Iterator[Any]:
    """A connection, signed in; Away or Refusal where that fails or breaks."""
    server = imap.Server(
        mailbox.imap_host, mailbox.imap_port, mailbox.imap_security, mailbox.username or mailbox.address,
        mailbox.password,
    )  # fmt: skip
    with imap.line(server) as client:
        yield client


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
