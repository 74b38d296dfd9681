"""Writing mails: what an answer or a forwarded mail begins with, and the finished mail as servers take it."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr

from django.conf import settings
from django.utils import timezone
from django.utils.html import escape, linebreaks
from django.utils.translation import gettext as _

from magpie.mailboxes import marks, matching, parse
from magpie.mailboxes.models import Attachment, Letter, Mailbox, Outgoing
from magpie.notices import mail

QUOTE = 'style="margin:0 0 0 8px;padding-left:12px;border-left:2px solid #ccc"'


def compose(outgoing: Outgoing, *, for_own_folder: bool = False) -> EmailMessage:
    """The mail; its own folder's copy names who got a blind copy, and has no marks."""
    mailbox = outgoing.mailbox
    message = EmailMessage(policy=SMTP)
    message["Subject"] = " ".join(outgoing.subject.split())
    message["From"] = formataddr((sender_name(outgoing), mailbox.address))
    for name, pairs in (("To", outgoing.to), ("Cc", outgoing.cc), ("Bcc", outgoing.bcc if for_own_folder else [])):
        if pairs:
            message[name] = ", ".join(formataddr((" ".join(shown.split()), address)) for shown, address in pairs)
    message["Date"] = format_datetime(outgoing.sent_at or timezone.now())
    message["Message-ID"] = outgoing.message_id
    if outgoing.answers is not None and outgoing.mode != "forward" and outgoing.answers.message_id:
        before = [*outgoing.answers.references, outgoing.answers.message_id][-20:]
        message["In-Reply-To"] = outgoing.answers.message_id
        message["References"] = " ".join(dict.fromkeys(before))
    page = outgoing.html
    text = parse.as_text(page) + "\n"
    if outgoing.has_marks and not for_own_folder:
        page = marks.put_into(outgoing, page)
    message.set_content(text, cte=_encoding(text))
    message.add_alternative(f"<html><body>{page}</body></html>", subtype="html", cte=_encoding(page))
    if outgoing.calendar:
        mail.add_calendar(message, outgoing.calendar)
    for file in outgoing.files.order_by("pk"):
        if file.path:
            main, _slash, sub = (file.content_type or "application/octet-stream").partition("/")
            data = (settings.MEDIA_ROOT / file.path).read_bytes()
            if main in ("message", "multipart") or not sub:
                main, sub = "application", "octet-stream"
            message.add_attachment(data, maintype=main, subtype=sub, filename=file.name)
    return message


def sender_name(outgoing: Outgoing) -> str:
    """The name that recipients see: the mailbox's, or the person's."""
    name = outgoing.mailbox.name or (str(outgoing.author) if outgoing.author else "")
    return " ".join(name.split())


def _encoding(text: str) -> str:
    return "quoted-printable" if text.isascii() else "base64"


def begin(outgoing: Outgoing, letter: Letter | None) -> None:
    """Fill a new draft: recipients, subject and quotation by its mode, and the signature of its mailbox."""
    mailbox = outgoing.mailbox
    signature = f"<br><div>{mailbox.signature}</div>" if mailbox.signature else ""
    if letter is None:
        outgoing.html = f"<p><br></p>{signature}"
        return
    plain = parse.plain_subject(letter.subject)
    if outgoing.mode == "forward":
        outgoing.subject = f"{_('Fwd')}: {plain}"[:500]
        outgoing.html = f"<p><br></p>{signature}{_forwarded(letter)}"
        return
    outgoing.subject = f"Re: {plain}"[:500]
    outgoing.to, outgoing.cc = _recipients(letter, mailbox, everybody=outgoing.mode == "reply_all")
    outgoing.html = f"<p><br></p>{signature}{_quoted(letter)}"


def take_files(outgoing: Outgoing, letter: Letter) -> None:
    """A forwarded mail takes its files along."""
    for file in letter.files.exclude(path=""):
        Attachment.objects.create(
            outgoing=outgoing, name=file.name, content_type=file.content_type, size=file.size, path=file.path
        )


def _recipients(letter: Letter, mailbox: Mailbox, *, everybody: bool) -> tuple[list[list[str]], list[list[str]]]:
    own = {mailbox.address.lower()}
    sender = [letter.from_name, letter.from_address]
    first = [list(p) for p in letter.to] if letter.is_outbound else [sender]
    if not everybody:
        return first[:1] if not letter.is_outbound else first, []
    to = first if letter.is_outbound else [sender, *(list(p) for p in letter.to)]
    seen: set[str] = set()

    def fresh(pairs: list[list[str]]) -> list[list[str]]:
        found = []
        for name, address in pairs:
            if address and address not in own and address not in seen:
                seen.add(address)
                found.append([name, address])
        return found

    to = fresh(to) or first
    return to, fresh([list(p) for p in letter.cc])


def _body(letter: Letter) -> str:
    if not letter.html:
        return linebreaks(letter.text, autoescape=True)
    return parse.shown(letter.html, {}, images=False)[0]  # answering must not tell senders that one reads


def _when(letter: Letter) -> str:
    return timezone.localtime(letter.sent_at).strftime("%Y-%m-%d %H:%M")


def _quoted(letter: Letter) -> str:
    line = _("On %(when)s, %(who)s wrote:") % {"when": _when(letter), "who": letter.from_name or letter.from_address}
    return f"<br><div>{escape(line)}</div><blockquote {QUOTE}>{_body(letter)}</blockquote>"


def _forwarded(letter: Letter) -> str:
    to = ", ".join(f"{name} <{address}>" if name else address for name, address in letter.to)
    rows = [
        (_("From"), f"{letter.from_name} <{letter.from_address}>"), (_("Date"), _when(letter)),
        (_("Subject"), letter.subject), (_("To"), to),
    ]  # fmt: skip
    head = "".join(f"<div>{escape(str(label))}: {escape(value)}</div>" for label, value in rows)
    return f"<br><div>---------- {escape(_('Forwarded mail'))} ----------</div>{head}<br>{_body(letter)}"


def outsiders(outgoing: Outgoing) -> list[str]:
    """The recipients who do not work here."""
    pairs = [*outgoing.to, *outgoing.cc, *outgoing.bcc]
    return matching.outsiders([address for _name, address in pairs], outgoing.mailbox)
