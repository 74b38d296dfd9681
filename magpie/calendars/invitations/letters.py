"""What the letters to guests outside say, in their language, with buttons that need no calendar program."""

from __future__ import annotations

import datetime
import re
import zoneinfo

from django.conf import settings
from django.core import signing
from django.utils import translation
from django.utils.formats import date_format
from django.utils.html import escape, linebreaks
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from magpie.calendars.invitations import faces
from magpie.calendars.invitations.faces import Face
from magpie.calendars.invitations.models import Guest
from magpie.calendars.invitations.ways import Mail
from magpie.platform.models import User

SALT = "magpie.calendars.invitation"
CHINESE = re.compile(r"[\u3400-\u9fff]")
BUTTON = (
    '<a href="{url}" style="display:inline-block;margin:0 8px 8px 0;padding:8px 18px;border:1px solid #1f5fbf;'
    'border-radius:6px;background:{paper};color:{ink};text-decoration:none">{label}</a>'
)


def language_of(name: str, otherwise: str) -> str:
    """The language to write to somebody in: Chinese to who has a Chinese name, else what the sender chose."""
    return "zh-hans" if CHINESE.search(name) else otherwise


def token_of(guest: Guest) -> str:
    """What the address ends in at which this guest answers."""
    return signing.dumps(guest.pk, salt=SALT)


def by_token(token: str) -> Guest | None:
    """The guest of that address; nothing for a wrong one or one who was taken off."""
    try:
        number = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    return Guest.objects.select_related("invitation__organizer").filter(pk=number, is_removed=False).first()


def address_of(guest: Guest, answer: str = "") -> str:
    """Where the guest answers."""
    found = f"{settings.PUBLIC_URL.rstrip('/')}/invite/{token_of(guest)}"
    return f"{found}?a={answer}" if answer else found


def when(face: Face, zone: datetime.tzinfo) -> str:
    """The time with its day and how it repeats, on the zone's clocks, in the current language."""
    begin, end = (faces.at(face[name]).astimezone(zone) for name in ("starts_at", "ends_at"))
    chinese = (get_language() or "").startswith("zh")
    day = "Y年n月j日 l" if chinese else "l, j F Y"
    text = f"{date_format(begin, day)} {begin:%H:%M}"
    text += f"–{end:%H:%M}" if end.date() == begin.date() else f" – {date_format(end, day)} {end:%H:%M}"
    return f"{text} ({_('repeats')})" if face.get("rule") else text


def lines_of(face: Face, organizer: User | None) -> list[tuple[str, str]]:
    """The facts of the meeting, each with its name."""
    zone = zoneinfo.ZoneInfo(face["zone"])
    rows = [
        (_("When"), f"{when(face, zone)} {face['zone']}"), (_("Place"), face["location"]),
        (_("From whom"), organizer.name if organizer else ""),
    ]  # fmt: skip
    return [(label, value) for label, value in rows if value]


def asking(guest: Guest, face: Face, organizer: User | None, calendar: str, key: str, is_new: bool) -> Mail:
    """The letter that invites, or that says what changed."""
    with translation.override(guest.language):
        said = _("Invitation: %(subject)s, %(when)s") if is_new else _("Changed: %(subject)s, %(when)s")
        zone = zoneinfo.ZoneInfo(face["zone"])
        subject = said % {"subject": face["subject"], "when": when(face, zone)}
        answers = [("accepted", _("Accept")), ("tentative", _("Maybe")), ("declined", _("Decline"))]
        text, html = _body(guest, face, organizer)
        links = [(label, address_of(guest, answer)) for answer, label in answers]
        ask = _("Will you come?")
    text += f"\n\n{ask}\n" + "\n".join(f"{label}: {url}" for label, url in links)
    buttons = "".join(
        BUTTON.format(
            url=escape(url), label=escape(label), paper="#1f5fbf" if not at else "#ffffff",
            ink="#ffffff" if not at else "#1f5fbf",
        )
        for at, (label, url) in enumerate(links)
    )  # fmt: skip
    html += f"<p>{escape(ask)}</p><p>{buttons}</p>"
    return _mail(guest, subject, text, html, calendar, key)


def calling_off(guest: Guest, face: Face, organizer: User | None, calendar: str, key: str) -> Mail:
    """The letter that says that the meeting is off, or goes on without this guest."""
    with translation.override(guest.language):
        zone = zoneinfo.ZoneInfo(face["zone"])
        subject = _("Called off: %(what)s, %(when)s") % {"what": face["subject"], "when": when(face, zone)}
        text, html = _body(guest, face, organizer)
        said = _("This meeting was called off, or takes place without you. You need not do anything.")
    return _mail(guest, subject, f"{said}\n\n{text}", f"<p>{escape(said)}</p>{html}", calendar, key)


def _body(guest: Guest, face: Face, organizer: User | None) -> tuple[str, str]:
    rows = lines_of(face, organizer)
    greeting = _("Dear %(name)s,") % {"name": guest.name} if guest.name else ""
    lines = [greeting, "", face["subject"], *(f"{label}: {value}" for label, value in rows)]
    text = "\n".join(lines).strip()
    html = f"<p>{escape(greeting)}</p>" if greeting else ""
    html += f"<h2 style='font-size:17px;margin:0 0 8px'>{escape(face['subject'])}</h2>"
    html += "".join(f"<p style='margin:0 0 4px'>{escape(label)}: {escape(value)}</p>" for label, value in rows)
    if face["description"]:
        text += f"\n\n{face['description']}"
        html += linebreaks(face["description"], autoescape=True)
    return text, html


def _mail(guest: Guest, subject: str, text: str, html: str, calendar: str, key: str) -> Mail:
    return Mail(
        name=guest.name, address=guest.address, subject=subject, text=text, html=html, calendar=calendar, key=key,
        language=guest.language, about=guest.record,
    )  # fmt: skip
