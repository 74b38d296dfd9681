"""The language of calendar servers (RFC 4791): which calendars there are, what changed, reading and writing events.

Every request goes through the guard for outgoing requests.  Two kinds of trouble: the server cannot be used now
(`Away`), or it refuses the sign-in (`Refusal`), which only the account's owner can mend.
"""

from __future__ import annotations

import base64
import datetime
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote, urljoin, urlsplit
from xml.sax.saxutils import escape

from django.utils.translation import gettext as _

from magpie.calendars.outside.models import OutsideAccount
from magpie.notices import seal
from magpie.platform import outgoing
from magpie.platform.problems import Refused

SECONDS = 20.0
LONGEST_ANSWER_BYTES = 20_000_000
AT_ONCE = 50  # events asked for in one request
NAMES = {
    "d": "DAV:", "c": "urn:ietf:params:xml:ns:caldav", "s": "http://calendarserver.org/ns/",
    "a": "http://apple.com/ns/ical/",
}  # fmt: skip
HEAD = (
    '<?xml version="1.0" encoding="utf-8"?><{root} xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"'
    ' xmlns:s="http://calendarserver.org/ns/" xmlns:a="http://apple.com/ns/ical/">{inside}</{root}>'
)
PLACES = ("", "/.well-known/caldav", "/", "/calendars/")


class Away(Exception):
    """The server cannot be reached, or says what is not understood."""


class Refusal(Exception):
    """The server does not let this user name and password in."""


class Changed(Exception):
    """Somebody else changed or deleted the event since it was read."""


@dataclass(frozen=True)
class FoundCalendar:
    """A calendar on the server."""

    href: str
    name: str
    color: str
    may_write: bool


class Server:
    """One account at a calendar server."""

    def __init__(self, url: str, username: str, password: str) -> None:
        self.url = url
        token = base64.b64encode(f"{username}:{password}".encode()).decode()
        self.sign_in = f"Basic {token}"
        self.allowed = outgoing.allowed_hosts()

    @classmethod
    def of(cls, account: OutsideAccount) -> Server:
        """The server of an account; Refusal if its password cannot be read any more."""
        try:
            return cls(account.url, account.username, seal.unseal(account.password))
        except seal.Unreadable:
            raise Refusal(_("The stored password cannot be read any more; please enter it again.")) from None

    # ---- what there is

    def calendars(self) -> list[FoundCalendar]:
        """The calendars with events that the account can read; Away if none can be found."""
        for place in PLACES:
            start = urljoin(self.url, place) if place else self.url
            home = self._home(start)
            if home is None:
                continue
            if found := self._calendars_in(home):
                return found
        raise Away(_("No calendars were found at this address."))

    def _home(self, start: str) -> str | None:
        """Where the account's calendars lie, asked at an address; None where that is not known."""
        inside = "<d:current-user-principal/><c:calendar-home-set/><d:resourcetype/>"
        parts = self._ask_about(start, inside)
        if parts is None:
            return None
        where, entry = parts
        if entry.find("d:resourcetype/c:calendar", NAMES) is not None:
            return where
        home = entry.findtext("c:calendar-home-set/d:href", None, NAMES)
        if home is None and (principal := entry.findtext("d:current-user-principal/d:href", None, NAMES)):
            more = self._ask_about(urljoin(where, principal.strip()), inside)
            if more is not None:
                where, entry = more
                home = entry.findtext("c:calendar-home-set/d:href", None, NAMES)
        if home is None:
            return where if start.endswith("/calendars/") else None
        return urljoin(where, home.strip())

    def _ask_about(self, url: str, inside: str) -> tuple[str, ET.Element] | None:
        answer = self._ask("PROPFIND", url, _document("d:propfind", f"<d:prop>{inside}</d:prop>"), depth="0", fine=True)
        if answer.status != 207:
            return None
        for _href, entry in _entries(answer):
            return answer.url, entry
        return None

    def _calendars_in(self, home: str) -> list[FoundCalendar]:
        inside = (
            "<d:resourcetype/><d:displayname/><a:calendar-color/><d:current-user-privilege-set/>"
            "<c:supported-calendar-component-set/>"
        )
        answer = self._ask(
            "PROPFIND", home, _document("d:propfind", f"<d:prop>{inside}</d:prop>"), depth="1", fine=True
        )
        if answer.status != 207:
            return []
        found = []
        for href, entry in _entries(answer):
            if entry.find("d:resourcetype/c:calendar", NAMES) is None:
                continue
            kinds = [
                each.get("name", "") for each in entry.iterfind("c:supported-calendar-component-set/c:comp", NAMES)
            ]
            if kinds and "VEVENT" not in kinds:
                continue
            rights = entry.find("d:current-user-privilege-set", NAMES)
            may_write = rights is None or any(
                rights.find(f"d:privilege/d:{name}", NAMES) is not None for name in ("all", "write", "write-content")
            )
            name = (entry.findtext("d:displayname", "", NAMES) or "").strip() or unquote(
                href.rstrip("/").rpartition("/")[2]
            )
            color = (entry.findtext("a:calendar-color", "", NAMES) or "").strip()[:7]
            found.append(FoundCalendar(urljoin(answer.url, href), name[:200], color, may_write))
        return found

    # ---- reading

    def state(self, calendar: str) -> str:
        """The server's mark of the calendar's last change; empty where it has none."""
        inside = "<d:prop><s:getctag/><d:sync-token/></d:prop>"
        answer = self._ask("PROPFIND", calendar, _document("d:propfind", inside), depth="0")
        for _href, entry in _entries(answer):
            mark = entry.findtext("s:getctag", "", NAMES) or entry.findtext("d:sync-token", "", NAMES)
            return (mark or "").strip()[:500]
        return ""

    def etags(self, calendar: str, begin: datetime.datetime, end: datetime.datetime) -> dict[str, str]:
        """The address and mark of every event that touches the time."""
        inside = (
            '<d:prop><d:getetag/></d:prop><c:filter><c:comp-filter name="VCALENDAR"><c:comp-filter name="VEVENT">'
            f'<c:time-range start="{begin:%Y%m%dT%H%M%SZ}" end="{end:%Y%m%dT%H%M%SZ}"/>'
            "</c:comp-filter></c:comp-filter></c:filter>"
        )
        answer = self._ask("REPORT", calendar, _document("c:calendar-query", inside), depth="1")
        return {
            urljoin(answer.url, href): (entry.findtext("d:getetag", "", NAMES) or "").strip()
            for href, entry in _entries(answer)
            if not href.endswith("/")
        }

    def events(self, calendar: str, hrefs: Iterable[str]) -> Iterator[tuple[str, str, str]]:
        """Address, mark and text of these events; those that are gone are left out."""
        wanted = list(hrefs)
        for start in range(0, len(wanted), AT_ONCE):
            part = wanted[start : start + AT_ONCE]
            names = "".join(f"<d:href>{escape(urlsplit(href).path)}</d:href>" for href in part)
            inside = f"<d:prop><d:getetag/><c:calendar-data/></d:prop>{names}"
            answer = self._ask("REPORT", calendar, _document("c:calendar-multiget", inside), depth="1")
            for href, entry in _entries(answer):
                text = entry.findtext("c:calendar-data", "", NAMES)
                if text:
                    etag = (entry.findtext("d:getetag", "", NAMES) or "").strip()
                    yield urljoin(answer.url, href), etag, text

    def read(self, href: str) -> tuple[str, str] | None:
        """Mark and text of an event; None only if the server says that it is not there."""
        answer = self._ask("GET", href, fine=True)
        if answer.status in (404, 410):
            return None
        if answer.status != 200:
            raise Away(_("The server answered %(status)s.") % {"status": answer.status})
        return answer.headers.get("etag", ""), answer.text

    # ---- writing

    def put(self, href: str, text: str, etag: str) -> str:
        """Write an event as it was last read (an empty mark: a new one); gives its new mark.  Changed if it is another.

        The mark is empty where the server does not tell it.
        """
        condition = {"If-Match": etag} if etag else {"If-None-Match": "*"}
        headers = {"Content-Type": "text/calendar; charset=utf-8", **condition}
        answer = self._ask("PUT", href, text.encode(), headers=headers, fine=True)
        if answer.status in (404, 409, 410, 412):
            raise Changed
        if answer.status not in (200, 201, 204):
            raise Away(_("The server answered %(status)s.") % {"status": answer.status})
        return answer.headers.get("etag", "")

    def remove(self, href: str, etag: str) -> None:
        """Delete an event as it was last read; Changed if somebody else changed it."""
        answer = self._ask("DELETE", href, headers={"If-Match": etag} if etag else {}, fine=True)
        if answer.status == 412:
            raise Changed
        if answer.status not in (200, 202, 204, 404, 410):
            raise Away(_("The server answered %(status)s.") % {"status": answer.status})

    def _ask(
        self, method: str, url: str, content: bytes = b"", *, depth: str = "", headers: dict[str, str] | None = None,
        fine: bool = False,
    ) -> outgoing.Answer:  # fmt: skip
        """The answer, after the redirects that stay with the same provider; with `fine` also one that says no."""
        for _hop in range(5):
            if not _same_provider(self.url, url):
                raise Away(_("The server leads to another one, %(host)s.") % {"host": urlsplit(url).hostname or ""})
            sent = {"Authorization": self.sign_in, **(headers or {})}
            if depth:
                sent |= {"Depth": depth, "Content-Type": "application/xml; charset=utf-8"}
            asking = outgoing.Asking(
                method, url, sent, content, SECONDS, self.allowed, follows=False, most_bytes=LONGEST_ANSWER_BYTES
            )
            try:
                answer = outgoing.ask(asking)
            except (outgoing.Unreachable, Refused) as error:
                raise Away(str(error)) from error
            if answer.status in (301, 302, 303, 307, 308) and (target := answer.headers.get("location", "")):
                url = urljoin(url, target)
                continue
            if answer.status in (401, 403) and (answer.status == 401 or not fine):
                raise Refusal(_("The server refuses the user name or password."))
            if not fine and answer.status not in (200, 207):
                raise Away(_("The server answered %(status)s.") % {"status": answer.status})
            return answer
        raise Away(_("The other side leads from one address to the next without end."))


def _same_provider(one: str, other: str) -> bool:
    """Whether the password may be told there: the same host, or over TLS one of the same domain, as iCloud has them."""
    a, b = urlsplit(one), urlsplit(other)
    if a.hostname == b.hostname:
        return b.scheme in (a.scheme, "https")
    ends = [(each.hostname or "").split(".")[-2:] for each in (a, b)]
    return b.scheme == "https" and ends[0] == ends[1] and not ends[0][-1].isdigit()


def _document(root: str, inside: str) -> bytes:
    return HEAD.format(root=root, inside=inside).encode()


def _entries(answer: outgoing.Answer) -> Iterator[tuple[str, ET.Element]]:
    """Address and known properties of each part of a multi-status answer; Away if it is none."""
    if b"<!DOCTYPE" in answer.content or b"<!ENTITY" in answer.content:
        raise Away(_("This is not a calendar server."))
    try:
        root = ET.fromstring(answer.content)  # noqa: S314 - without declarations there is nothing to expand
    except ET.ParseError:
        raise Away(_("This is not a calendar server.")) from None
    for response in root.iterfind("d:response", NAMES):
        href = (response.findtext("d:href", "", NAMES) or "").strip()
        known = ET.Element("known")
        for part in response.iterfind("d:propstat", NAMES):
            if " 200" in (part.findtext("d:status", " 200", NAMES) or ""):
                for properties in part.iterfind("d:prop", NAMES):
                    known.extend(list(properties))
        if href:
            yield href, known
