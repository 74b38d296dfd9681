"""A person's browsers as a channel: each is told through the push service of its maker.

One message goes to all browsers of the person.  It has arrived when one service took it; a browser that its service no
longer knows is forgotten.  A service that cannot be reached is no outage of the channel: others may do.
"""

from __future__ import annotations

import json
from types import TracebackType
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from magpie.notices import browsers, mail_server, matters
from magpie.notices.browsers import Browser, Keys
from magpie.notices.channels import sealing
from magpie.notices.channels.interface import Message, Receipt, Taken
from magpie.notices.channels.troubles import Away, NotNow, TurnedDown
from magpie.notices.channels.web import LATER, ask
from magpie.platform import outgoing

KEPT_SECONDS = 3 * 24 * 3600  # as long as the service keeps what the browser has not fetched
GONE = (404, 410)
MOST_BUTTONS = 2  # more are shown by no browser
SECONDS = 10.0
_LONGEST_TITLE = 120


class PushLine:
    """A line without a connection: each browser has its own service."""

    def __init__(self) -> None:
        self.keys: Keys | None = None

    def __enter__(self) -> PushLine:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None

    def send(self, message: Message) -> Taken:
        """Tell all browsers of the person; taken as soon as one service has it."""
        notice = message.delivery.notice
        return self.tell(browsers.of_person(notice.recipient_id or 0), payload(message), urgent=message.urgent)

    def tell(self, found: list[Browser], said: dict[str, Any], *, urgent: bool = False) -> Taken:
        """Say that to these browsers; NotNow or TurnedDown where none of their services took it."""
        content = fitting(said)
        words, taken, later = list[str](), False, False
        for browser in found:
            try:
                status, answer = self._tell_one(browser, content, urgent, topic=str(said.get("notice") or ""))
            except Away as error:
                later = True
                words.append(f"{browser.name}: {error}")
                continue
            words.append(f"{browser.name}: {answer}")
            if status < 300:
                taken = True
                browsers.was_used(browser.pk, timezone.now())
            elif status in GONE:
                browser.delete()
            else:
                later = later or status >= 500 or status in LATER
        if taken:
            return Taken(words="; ".join(words)[:1000])
        if later:
            raise NotNow("; ".join(words)[:1000], whole=False)
        raise TurnedDown("; ".join(words)[:1000] or _("Magpie is not turned on in any browser."), gone=True)

    def _tell_one(self, browser: Browser, content: bytes, urgent: bool, topic: str) -> tuple[int, str]:
        self.keys = self.keys or browsers.keys()
        try:
            check(browser.endpoint)
            sealed = sealing.encrypt(content, browser.p256dh, browser.auth)
        except ValueError as error:
            browser.delete()
            return 400, str(error)
        headers = {
            "Authorization": sealing.authorization(browser.endpoint, self.keys, contact()),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(KEPT_SECONDS),
            "Urgency": "high" if urgent else "normal",
            **({"Topic": f"notice{topic}"} if topic else {}),
        }
        try:
            said = ask("POST", browser.endpoint, headers, sealed, SECONDS)
        except NotNow as error:
            return 503, str(error)
        return said.status, said.words

    def probe(self) -> None:
        """There is no one service to look after."""

    def receipts(self) -> list[Receipt]:
        return []


def payload(message: Message) -> dict[str, Any]:
    """What the browser is told, in the recipient's language."""
    notice = message.delivery.notice
    with translation.override(notice.language):
        presses = matters.presses_of(notice)[:MOST_BUTTONS]
        buttons = [
            {"action": name, "title": str(press.label), "token": matters.token(notice, name)} for name, press in presses
        ]
        words = {"done": _("Done."), "failed": _("That did not work. Open Magpie.")}
    return {
        "title": message.title,
        "body": message.body,
        "url": notice.url.removeprefix(settings.PUBLIC_URL) or "/notices",
        "notice": notice.pk,
        "round": message.delivery.round,
        "urgent": notice.urgent,
        "language": notice.language,
        "read": matters.token(notice, matters.READ),
        "buttons": buttons,
        "words": words,
    }


def fitting(said: dict[str, Any]) -> bytes:
    """As it is sent; texts are cut where it would be longer than services take."""
    for title, body in ((300, 280), (_LONGEST_TITLE, 120), (_LONGEST_TITLE, 0)):
        cut = {**said, "title": said["title"][:title], "body": said["body"][:body]}
        made = json.dumps(cut, ensure_ascii=False, separators=(",", ":")).encode()
        if len(made) <= sealing.LONGEST_BYTES:
            break
    return made


def check(endpoint: str) -> None:
    """ValueError for an address that no push service of a browser has."""
    try:
        parts = urlsplit(outgoing.check_url(endpoint))
    except outgoing.NotAllowed as error:
        raise ValueError(str(error)) from None
    is_inner = outgoing.is_named(parts.hostname or "", parts.port or 80, [h.lower() for h in outgoing.allowed_hosts()])
    if parts.scheme != "https" and not is_inner:
        raise ValueError(_("The address of a push service begins with https."))


def contact() -> str:
    """Whom the services may write to about what comes from here."""
    return f"mailto:{mail_server.in_force().from_address}"
