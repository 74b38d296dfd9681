"""A notice as a mail: plain text and HTML with a button to the record, in the recipient's language."""

from __future__ import annotations

import mimetypes
import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr

from django.conf import settings
from django.utils import timezone, translation
from django.utils.html import escape, linebreaks
from django.utils.translation import gettext as _

from magpie.notices import matters
from magpie.notices.mail_server import MailServer, own_domain
from magpie.notices.models import Delivery, Notice
from magpie.platform.models import File

METHOD = re.compile(r"^METHOD:(.+)$", re.MULTILINE)
LETTER = "letter"  # the kind of a notice that is a letter to somebody outside: it says nothing of this product
PAGE = """<!doctype html>
<html lang="{language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{title}</title></head>
<body style="margin:0;padding:24px;background:#f5f5f5;
 font-family:-apple-system,'Segoe UI','PingFang SC','Microsoft YaHei',sans-serif">
<div style="max-width:{width}px;margin:0 auto;padding:24px 28px;border-radius:8px;
 background:#ffffff;color:#1f1f1f;font-size:15px;line-height:1.6">
<h1 style="margin:0 0 12px;font-size:18px;line-height:1.4">{title}</h1>
{content}{button}
</div>
<p style="max-width:{width}px;margin:12px auto 0;color:#8c8c8c;font-size:12px">{footer}</p>
</body></html>
"""
BUTTON = """<a href="{url}" style="display:inline-block;margin:0 8px 8px 0;padding:9px 20px;border-radius:6px;
 border:1px solid #1677ff;{colours};text-decoration:none">{label}</a>"""
NARROW, WIDE = 560, 960  # pixels; what one gets again and again has tables
# By the kind of a notice: the address at which its recipient calls off all that come after it, without signing in.
calling_off: dict[str, Callable[[Notice], str]] = {}
FULL, PLAIN = "background:#1677ff;color:#ffffff", "background:#ffffff;color:#1677ff"


@dataclass(frozen=True)
class Content:
    """What a mail says, in its three forms."""

    subject: str
    text: str
    html: str


def content(notice: Notice) -> Content:
    """What the mail says."""
    with translation.override(notice.language):
        label, footer = _("Open in Magpie"), _("You receive this mail from Magpie, your company's CRM.")
        buttons = [(button.label, button.url) for button in matters.buttons_of(notice)]
    if notice.url:
        buttons.append((label, notice.url))
    text = "\n\n".join([notice.body.strip() or notice.title, *(f"{name}: {url}" for name, url in buttons)])
    drawn = [
        BUTTON.format(url=escape(url), label=escape(name), colours=PLAIN if place else FULL)
        for place, (name, url) in enumerate(b for b in buttons if b[1].startswith(("http://", "https://")))
    ]
    button = '\n<p style="margin:20px 0 0">' + "".join(drawn) + "</p>" if drawn else ""
    if notice.kind == LETTER:
        footer = ""
    off = _call_off(notice)
    drawn_footer: str = escape(footer)
    if off:
        with translation.override(notice.language):
            said = _("Cancel this subscription")
        drawn_footer = f'{drawn_footer} <a href="{escape(off)}" style="color:#8c8c8c">{escape(said)}</a>'
        footer = f"{footer}\n{said}: {off}"
    page = PAGE.format(
        width=WIDE if notice.kind in calling_off else NARROW,
        language=escape(notice.language),
        title=escape(notice.title),
        content=notice.html or linebreaks(notice.body.strip(), autoescape=True),
        button=button,
        footer=drawn_footer,
    )
    end = f"\n\n-- \n{footer}\n" if footer else "\n"
    return Content(notice.title, f"{text}{end}", page)


def _call_off(notice: Notice) -> str:
    find = calling_off.get(notice.kind)
    return find(notice) if find is not None else ""


def new_message_id() -> str:
    """A Message-ID that no other mail has."""
    return f"<{uuid.uuid4().hex}@{own_domain()}>"


def compose(delivery: Delivery, server: MailServer) -> EmailMessage:
    """The mail of a delivery.  Its Message-ID is the delivery's, so that a second copy is known for what it is."""
    notice = delivery.notice
    said = content(notice)
    name = notice.recipient.name if notice.recipient is not None else ""
    message = EmailMessage(policy=SMTP)
    message["Subject"] = said.subject
    message["From"] = formataddr((server.from_name, server.from_address))
    message["To"] = formataddr((" ".join(name.split()), delivery.address))
    if notice.sender is not None and notice.sender.email:
        message["Reply-To"] = formataddr((" ".join(notice.sender.name.split()), notice.sender.email))
    message["Date"] = format_datetime(timezone.now())
    message["Message-ID"] = delivery.message_id
    message["Auto-Submitted"] = "auto-generated"
    if off := _call_off(notice):
        message["List-Unsubscribe"] = f"<{off}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    if notice.urgent:
        message["Importance"] = "high"
    message.set_content(said.text, cte=_encoding(said.text))
    message.add_alternative(said.html, subtype="html", cte=_encoding(said.html))
    if notice.calendar:
        add_calendar(message, notice.calendar)
    _attach(message, notice)
    return message


def add_calendar(message: EmailMessage, calendar: str) -> None:
    """Put an iCalendar object into the mail: as a form of the text itself, which calendar programs show with the
    buttons of an invitation, and as a file for those that look for one.
    """
    method = METHOD.search(calendar)
    parameters = {"method": method[1].strip()} if method else {}
    message.add_alternative(calendar, subtype="calendar", cte="base64", params=parameters)
    if method:
        message.add_attachment(calendar.encode(), maintype="application", subtype="ics", filename="invite.ics")


def _encoding(text: str) -> str:
    return "quoted-printable" if text.isascii() else "base64"


def _attach(message: EmailMessage, notice: Notice) -> None:
    for file in File.objects.filter(pk__in=notice.files).order_by("pk"):
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        main, _slash, sub = kind.partition("/")
        message.add_attachment(
            (settings.MEDIA_ROOT / file.path).read_bytes(), maintype=main, subtype=sub, filename=file.name
        )
