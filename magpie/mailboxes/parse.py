"""Reading mails as they come: broken headers, Chinese character sets, HTML that must not be trusted.

Nothing in here may fail because of what a stranger wrote: what cannot be read is left out.
"""

from __future__ import annotations

import contextlib
import datetime
import email
import email.utils
import hashlib
import html as entities
import logging
import re
from dataclasses import dataclass, field
from email.header import decode_header
from email.message import Message
from email.policy import Compat32
from typing import Any

import nh3
from django.utils import timezone

log = logging.getLogger(__name__)
LONGEST_TEXT = 500_000
LONGEST_HTML = 2_000_000
MOST_FILES = 100
LARGEST_FILE = 50 * 1024 * 1024
LONGEST_CALENDAR = 500_000
CALENDARS = ("application/ics", "application/octet-stream", "text/x-vcalendar", "application/calendar")
_METHOD = re.compile(r"(?im)^METHOD[ \t]*:")
_PREFIX = re.compile(r"^\s*(?:(?:re|fw|fwd|aw|答复|回复|转发|回覆|轉寄)\s*(?:\[\d+\])?\s*[:：]\s*)+", re.IGNORECASE)
_IDS = re.compile(r"<[^<>\s]{1,490}>")
_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")
_QUOTE_STYLES = {
    "color", "background-color", "font-family", "font-size", "font-weight", "font-style", "text-align",
    "text-decoration", "line-height", "margin", "margin-top", "margin-bottom", "margin-left", "margin-right", "padding",
    "padding-top", "padding-bottom", "padding-left", "padding-right", "border", "border-top", "border-bottom",
    "border-left", "border-right", "border-collapse", "border-spacing", "border-color", "border-radius", "width",
    "max-width", "height", "vertical-align", "white-space", "list-style-type", "display", "text-indent",
}  # fmt: skip
_TAGS = (nh3.ALLOWED_TAGS | {"font", "center", "u", "s", "big"}) - {"form", "input", "map", "area"}
_ATTRIBUTES = {
    **nh3.ALLOWED_ATTRIBUTES,
    "*": {"style", "align", "valign", "dir", "lang", "title", "bgcolor", "width", "height"},
    "a": {"href", "name", "hreflang"},
    "font": {"color", "face", "size"},
    "img": {"src", "alt", "width", "height"},
    "table": {"border", "cellpadding", "cellspacing", "summary"},
    "td": {"colspan", "rowspan", "nowrap"},
    "th": {"colspan", "rowspan", "nowrap", "scope"},
}
_SCHEMES = {"http", "https", "mailto", "tel", "cid"}


class _AsTheyCame(Compat32):
    """Headers with their bytes as they are: the library would lose those of no known character set."""

    def header_fetch_parse(self, name: str, value: str) -> str:
        return value


Pair = tuple[str, str]  # name, address


@dataclass
class FilePart:
    """A file in a mail."""

    name: str
    content_type: str
    content_id: str
    data: bytes


@dataclass
class Parsed:
    """What was understood of a mail."""

    message_id: str = ""
    references: list[str] = field(default_factory=list)
    subject: str = ""
    sender: Pair = ("", "")
    to: list[Pair] = field(default_factory=list)
    cc: list[Pair] = field(default_factory=list)
    sent_at: datetime.datetime = field(default_factory=timezone.now)
    text: str = ""
    html: str = ""
    files: list[FilePart] = field(default_factory=list)
    delivered_to: list[str] = field(default_factory=list)
    is_automatic: bool = False
    is_bounce: bool = False
    bounced_ids: list[str] = field(default_factory=list)  # numbers of the mails that came back
    bounce_reason: str = ""
    calendar: str = ""  # an iCalendar object that came as a form of the text or as a file

    @property
    def digest(self) -> str:
        """Equal for copies of the same mail; the text is in it, so that a forged number joins nothing."""
        text = re.sub(r"\W+", "", self.text or as_text(self.html))[:20_000]
        text += "".join(hashlib.sha256(file.data).hexdigest() for file in self.files if not text)
        whole = "\n".join([self.message_id, self.sender[1].lower(), self.subject, self.sent_at.isoformat(), text])
        return hashlib.sha256(whole.encode(errors="replace")).hexdigest()


def parse(raw: bytes, received_at: datetime.datetime | None = None) -> Parsed:
    """The mail in its parts.  Never fails: of one that defies all reading, the bytes are kept as a file."""
    try:
        return _parse(raw, received_at)
    except Exception:
        log.exception("a mail of %s bytes could not be taken apart", len(raw))
    number = next(iter(re.findall(r"(?im)^message-id:\s*(<[^<>\s]{1,490}>)", raw[:100_000].decode("latin-1"))), "")
    when = received_at or timezone.now()
    return Parsed(message_id=number, sent_at=when, files=[FilePart("mail.eml", "message/rfc822", "", raw)])


def _parse(raw: bytes, received_at: datetime.datetime | None) -> Parsed:
    message = email.message_from_bytes(raw, policy=_AsTheyCame())
    parsed = Parsed(sent_at=_date(message, received_at))
    parsed.message_id = next(iter(_IDS.findall(_raw(message, "Message-ID"))), "")
    parsed.references = references_of(_raw(message, "References"), _raw(message, "In-Reply-To"))
    parsed.subject = header(message, "Subject")[:500]
    parsed.sender = next(iter(addresses(message, "From")), ("", ""))
    parsed.to, parsed.cc = addresses(message, "To"), addresses(message, "Cc")
    parsed.delivered_to = [
        address for name in ("Delivered-To", "X-Original-To", "Envelope-To") for _n, address in addresses(message, name)
    ]
    parsed.is_automatic = _is_automatic(message)
    _read_parts(message, parsed)
    _read_bounce(message, parsed)
    if parsed.html and not parsed.text:
        parsed.text = as_text(parsed.html)
    return parsed


def references_of(references: str, in_reply_to: str) -> list[str]:
    """The numbers of the mails before this one, the nearest last."""
    found = list(dict.fromkeys(_IDS.findall(references)))[-50:]
    return [*(i for i in found), *(i for i in _IDS.findall(in_reply_to)[:1] if i not in found)]


def header(message: Message, name: str) -> str:
    """A header as text, on one line."""
    return decoded(_raw(message, name))


def _raw(message: Message, name: str) -> str:
    value = message.get(name)
    return "" if value is None else str(value)[:20_000]


def decoded(value: str) -> str:
    """Encoded words and bare bytes of any character set as text."""
    try:
        pieces = decode_header(value)
    except (ValueError, email.errors.MessageError):
        pieces = [(value, None)]
    text = "".join(_words(piece, charset) for piece, charset in pieces)
    return " ".join(_plain(text).split())


def _words(piece: bytes | str, charset: str | None) -> str:
    if isinstance(piece, bytes):
        return to_text(piece, charset or "")
    if any("\udc80" <= c <= "\udcff" for c in piece):
        return to_text(piece.encode("ascii", "surrogateescape"), "")
    return piece


def to_text(data: bytes, charset: str) -> str:
    """Bytes as text: the set that was named, wider ones in place of the old Chinese ones, or the likeliest."""
    named = charset.lower().strip("\"' ")
    named = {"gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030", "cp936": "gb18030", "big5": "big5hkscs"}.get(
        named, named
    )
    for candidate in (named, "utf-8", "gb18030"):
        if candidate and candidate not in ("unknown-8bit", "us-ascii", "ascii", "default"):
            with contextlib.suppress(UnicodeDecodeError, LookupError):
                return data.decode(candidate)
    return data.decode("utf-8", "replace")


def _plain(text: str) -> str:
    """Without what the database cannot keep."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def addresses(message: Message, name: str) -> list[Pair]:
    """The (name, address) pairs of a header; addresses in small letters."""
    values = [str(v)[:50_000] for v in message.get_all(name, [])]
    pairs = [pair for pair in email.utils.getaddresses(values) if pair[1]]
    if not pairs:  # newer versions of the library give nothing where anything is wrong
        pairs = [("", address) for address in _ADDRESS.findall(" ".join(values))]
    found = []
    for shown, address in pairs[:500]:
        address = _plain(address).strip().lower()  # noqa: PLW2901 - the same one, tidied
        if "@" in address and len(address) <= 320 and not re.search(r"[\s<>\"]", address):
            found.append((decoded(shown)[:200], address))
    return list(dict.fromkeys(found))


def _date(message: Message, received_at: datetime.datetime | None) -> datetime.datetime:
    now = timezone.now()
    try:
        found = email.utils.parsedate_to_datetime(_raw(message, "Date"))
        found = found if found.tzinfo else found.replace(tzinfo=datetime.UTC)
        found = found.astimezone(datetime.UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        found = received_at or now
    return found if datetime.datetime(1980, 1, 1, tzinfo=datetime.UTC) < found <= now else min(received_at or now, now)


def _is_automatic(message: Message) -> bool:
    if _raw(message, "Auto-Submitted").lower().split(";")[0].strip() not in ("", "no"):
        return True
    if _raw(message, "Precedence").lower().strip() in ("bulk", "junk", "list", "auto_reply"):
        return True
    return any(message.get(name) for name in ("X-Autoreply", "X-Autorespond", "X-Auto-Response-Suppress", "List-Id"))


def _read_parts(message: Message, parsed: Parsed) -> None:
    texts: list[str] = []
    pages: list[str] = []
    for part in _leaves(message):
        kind = part.get_content_type()
        name = _file_name(part)
        is_file = bool(name) or part.get_content_disposition() == "attachment"
        if kind == "text/calendar" or (kind in CALENDARS and name.lower().endswith((".ics", ".vcs"))):
            parsed.calendar = _better(parsed.calendar, _calendar(part))
            continue
        if kind == "message/delivery-status":
            continue
        if kind == "text/plain" and not is_file:
            texts.append(_content(part))
        elif kind == "text/html" and not is_file:
            pages.append(_content(part))
        elif len(parsed.files) < MOST_FILES:
            parsed.files.append(_file(part, kind, name))
    parsed.text = "\n".join(texts)[:LONGEST_TEXT]
    parsed.html = clean("\n".join(pages)[:LONGEST_HTML]) if pages else ""


def _calendar(part: Message) -> str:
    """The calendar object of a part; it is in UTF-8 unless the part or the text itself says otherwise."""
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes) or len(data) > LONGEST_CALENDAR:
        return ""
    charset = part.get_param("charset")
    named = charset[2] if isinstance(charset, tuple) else str(charset or "")
    return _plain(to_text(data, named))


def _better(one: str, other: str) -> str:
    """Of two calendar objects of one mail the one that asks or answers something, else the first."""
    if one and not _METHOD.search(one) and _METHOD.search(other):
        return other
    return one or other


def _leaves(message: Message, depth: int = 0) -> list[Message]:
    """The parts that hold something, a mail in the mail as one."""
    payload: Any = message.get_payload()
    if not isinstance(payload, list) or message.get_content_type().startswith("message/") or depth > 20:
        return [message]
    return [leaf for part in payload[:500] if isinstance(part, Message) for leaf in _leaves(part, depth + 1)]


def _content(part: Message) -> str:
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return ""
    charset = part.get_param("charset")
    named = charset[2] if isinstance(charset, tuple) else str(charset or "")
    return _plain(to_text(data, named)).replace("\r\n", "\n")


def _file_name(part: Message) -> str:
    with contextlib.suppress(Exception):  # the standard library stumbles over some parameters
        return decoded(part.get_filename() or "").replace("/", "_").replace("\\", "_")[:255]
    return ""


def _file(part: Message, kind: str, name: str) -> FilePart:
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        inner: Any = part.get_payload()
        with contextlib.suppress(Exception):
            data = inner[0].as_bytes() if isinstance(inner, list) and inner else b""
    if not name:
        name = f"{'mail.eml' if kind == 'message/rfc822' else 'file'}"
    number = _raw(part, "Content-ID").strip().strip("<>")[:255]
    return FilePart(name, kind[:100], number, data if isinstance(data, bytes) else b"")


def _read_bounce(message: Message, parsed: Parsed) -> None:
    """A report that a mail did not arrive (RFC 3464), or one that only looks like it."""
    sender = parsed.sender[1].partition("@")[0]
    is_report = message.get_content_type() == "multipart/report"
    if not is_report and sender not in ("mailer-daemon", "postmaster"):
        return
    parsed.is_automatic = True
    reasons, action = [], ""
    for part in message.walk():
        kind = part.get_content_type()
        if kind == "message/delivery-status":
            inner: Any = part.get_payload()
            for block in inner if isinstance(inner, list) else []:
                action = action or header(block, "Action").lower()
                if said := header(block, "Diagnostic-Code") or header(block, "Status"):
                    reasons.append(said)
        elif kind in ("message/rfc822", "text/rfc822-headers"):
            inner = part.get_payload()
            original = inner[0] if isinstance(inner, list) and inner else None
            text = _raw(original, "Message-ID") if isinstance(original, Message) else _content(part)
            parsed.bounced_ids += _IDS.findall(text)[:20]
    parsed.is_bounce = action in ("failed", "") and (is_report is False or bool(action))
    parsed.bounced_ids = list(dict.fromkeys([*parsed.bounced_ids, *parsed.references]))
    parsed.bounce_reason = (reasons[0] if reasons else parsed.subject)[:500]


def clean(page: str) -> str:
    """HTML of a stranger without anything that acts; remote images stay, and are held back by `shown`."""
    return _cleaned(page, clean_content_tags={"script", "style", "title"})


def shown(page: str, files: dict[str, str], *, images: bool) -> tuple[str, bool]:
    """Cleaned HTML as a reader gets it, and whether images from elsewhere were held back.

    `files` gives the address of each file of the mail by its Content-ID; with `images` those of other servers are
    shown, which tells them that the mail is read.
    """
    held = False

    def source(tag: str, name: str, value: str) -> str | None:
        nonlocal held
        if tag == "img" and name == "src":
            if value.lower().startswith("cid:"):
                return files.get(value[4:])
            if not images:
                held = True
                return None
        if name == "style" and "url(" in value.lower():
            return None
        return value

    return _cleaned(page, attribute_filter=source), held


def _cleaned(page: str, **more: Any) -> str:
    return nh3.clean(
        page,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel="noopener noreferrer nofollow",
        filter_style_properties=_QUOTE_STYLES,
        **more,
    )


def as_text(page: str) -> str:
    """HTML as plain text."""
    page = re.sub(r"(?i)<(?:br|/p|/div|/tr|/li|/h\d)\b[^>]*>", "\n", page)
    text = entities.unescape(nh3.clean(page, tags=set(), clean_content_tags={"script", "style", "title"}))
    return re.sub(r"\n\s*\n\s*\n+", "\n\n", re.sub(r"[ \t\xa0]+", " ", text)).strip()[:LONGEST_TEXT]


def plain_subject(subject: str) -> str:
    """The subject without Re: and Fw:, in any of the usual languages."""
    return _PREFIX.sub("", subject).strip()[:500]


def snippet(text: str) -> str:
    """The first words that are not quoted."""
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith(">")]
    return " ".join(" ".join(lines).split())[:300]
