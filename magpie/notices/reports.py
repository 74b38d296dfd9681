"""What mail servers say of mails that they could not deliver (RFC 3464), and of what says the same in plain words."""

from __future__ import annotations

import email
import email.policy
import email.utils
import re
from dataclasses import dataclass
from email.message import EmailMessage, Message
from typing import Literal

IDS = re.compile(r"^Message-ID:\s*(<[^<>\s]{1,250}>)", re.IGNORECASE | re.MULTILINE)
CODE = re.compile(r"(?<![\d.])([245])\.\d{1,3}\.\d{1,3}(?![\d.])|(?<![\d.])([45])\d\d[ -](?=\S)")
DAEMONS = ("mailer-daemon", "postmaster", "mail-daemon", "maildaemon")
ENVELOPES = ("To", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To")
LONGEST = 1000
Verdict = Literal["failed", "delayed"]


@dataclass(frozen=True)
class Report:
    """That a mail did not arrive (failed), or has not yet (delayed): for whom, in the server's words.

    `message_ids` are those of the mail itself; `sent_to` is where the report went, which may name the mail too.
    """

    verdict: Verdict
    words: str
    recipient: str
    message_ids: tuple[str, ...]
    sent_to: str


def read(raw: bytes) -> list[Report]:
    """The reports in a mail, one for each recipient; none if it is something else (an answer, a note of absence)."""
    message = email.message_from_bytes(raw, policy=email.policy.default)
    sent_to = " ".join(str(value) for name in ENVELOPES for value in message.get_all(name, []))
    ids = _original_ids(message)
    if message.get_content_type() == "multipart/report":
        return [
            Report(verdict, words, recipient, ids, sent_to) for verdict, words, recipient in _of_recipients(message)
        ]
    return _plain(message, ids, sent_to)


def _of_recipients(message: Message) -> list[tuple[Verdict, str, str]]:
    found: list[tuple[Verdict, str, str]] = []
    for part in message.walk():
        if part.get_content_type() not in ("message/delivery-status", "message/global-delivery-status"):
            continue
        for fields in _blocks(part):
            action = str(fields.get("Action") or "").strip().lower()
            status = str(fields.get("Status") or "").strip()
            verdict = _verdict(action, status)
            if verdict is not None:
                recipient = _typed(fields.get("Original-Recipient") or fields.get("Final-Recipient"))
                said = _typed(fields.get("Diagnostic-Code")) or f"{action} {status}".strip()
                found.append((verdict, " ".join(said.split())[:LONGEST], recipient))
    return found


def _blocks(part: Message) -> list[Message]:
    content = part.get_payload()
    if isinstance(content, list):
        return [block for block in content if isinstance(block, Message)]
    return [email.message_from_string(text) for text in re.split(r"\r?\n\s*\r?\n", str(content)) if text.strip()]


def _verdict(action: str, status: str) -> Verdict | None:
    if action == "failed" or (not action and status.startswith("5.")):
        return "failed"
    return "delayed" if action == "delayed" or (not action and status.startswith("4.")) else None


def _typed(value: object) -> str:
    """The value of "rfc822; somebody@example.com"."""
    text = str(value or "")
    return text.partition(";")[2].strip() if ";" in text else text.strip()


def _original_ids(message: Message) -> tuple[str, ...]:
    """The Message-ID of the mail that comes back, from its copy or its headers, which end the report."""
    found: list[str] = []
    for part in list(message.walk())[1:]:
        kind = part.get_content_type()
        if kind == "text/rfc822-headers":
            found += IDS.findall(_text(part))
        elif str(part.get("Message-ID") or ""):
            found.append(str(part["Message-ID"]).strip())
    return tuple(dict.fromkeys(found))


def _plain(message: Message, ids: tuple[str, ...], sent_to: str) -> list[Report]:
    """Some servers say it in words only: that is a report if a daemon wrote it and gives a code."""
    sender = email.utils.parseaddr(str(message.get("From") or ""))[1].partition("@")[0].lower()
    is_empty = str(message.get("Return-Path") or "").strip() == "<>"
    is_absence = str(message.get("Auto-Submitted") or "").strip().lower().startswith("auto-replied")
    if is_absence or (sender not in DAEMONS and not is_empty):
        return []
    text = "\n".join(_text(part) for part in message.walk() if part.get_content_type() == "text/plain")
    code = CODE.search(text)
    if code is None or (code[1] or code[2]) == "2":
        return []
    line = next((line for line in text.splitlines() if CODE.search(line)), "")
    verdict: Verdict = "failed" if (code[1] or code[2]) == "5" else "delayed"
    found = tuple(dict.fromkeys([*ids, *IDS.findall(text)]))
    return [Report(verdict, " ".join(line.split())[:LONGEST], "", found, sent_to)]


def _text(part: Message) -> str:
    try:
        content = part.get_content() if isinstance(part, EmailMessage) else part.get_payload(decode=True)
    except (LookupError, UnicodeError, KeyError):
        content = part.get_payload(decode=True)
    if isinstance(content, bytes):
        return content.decode("utf-8", "replace")
    return str(content or "")
