"""Text messages by Twilio (Messages resource of the API of 2010-04-01), signed in with HTTP Basic (RFC 7617)."""

from __future__ import annotations

import base64
from urllib.parse import quote, urlencode

from django.utils.translation import gettext_lazy

from magpie.notices.channels.interface import Driver, Message, Setting, Taken
from magpie.notices.channels.registry import register
from magpie.notices.channels.troubles import Away, NotNow, TurnedDown
from magpie.notices.channels.web import Answer, WebLine, ask, judge

WRONG_SETTINGS = {20003, 20005, 20006, 20404, 21212, 21603, 21606, 21659, 21660, 21703, 21705, 30002}
BUSY = {20429, 20500, 20503, 30001}


def basic(name: str, password: str) -> str:
    """The Authorization header of RFC 7617."""
    return f"Basic {base64.b64encode(f'{name}:{password}'.encode()).decode()}"


class TwilioLine(WebLine):
    """One request for each message."""

    @property
    def origin(self) -> str:  # type: ignore[override]
        return str(self.values["endpoint"])

    def send(self, message: Message) -> Taken:
        """Ask for it to be sent; the number is Twilio's SID."""
        values = self.values
        sender = values["sender"]
        whose = {"MessagingServiceSid": sender} if sender.startswith("MG") else {"From": sender}
        content = urlencode({"To": message.address, "Body": message.text, **whose}).encode()
        headers = {
            "Authorization": basic(values["account"], values["token"]),
            "Content-Type": "application/x-www-form-urlencoded",
        }
        account = quote(values["account"], safe="")
        url = f"{values['endpoint'].rstrip('/')}/2010-04-01/Accounts/{account}/Messages.json"
        return read(ask("POST", url, headers, content))


def read(answer: Answer) -> Taken:
    """What Twilio said."""
    body = answer.body if isinstance(answer.body, dict) else {}
    if answer.status in (200, 201) and body.get("sid"):
        return Taken(str(body["sid"]), str(body.get("status", "")))
    code = body.get("code")
    words = f"{code}: {body.get('message', '')}"[:500] if code else answer.words
    if code in WRONG_SETTINGS or answer.status in (401, 403):
        raise Away(words, refused=True)
    if code in BUSY:
        raise NotNow(words, whole=True)
    judge(answer)
    raise TurnedDown(words)


register(
    Driver(
        "twilio",
        "sms",
        gettext_lazy("Twilio"),
        (
            Setting("account", gettext_lazy("Account SID")),
            Setting("token", gettext_lazy("Auth token"), "secret"),
            Setting(
                "sender", gettext_lazy("Sender"), hint=gettext_lazy("A number (+1555…) or a messaging service (MG…).")
            ),
            Setting("endpoint", gettext_lazy("Address of the service"), default="https://api.twilio.com"),
        ),
        TwilioLine,
        about=gettext_lazy("For numbers outside mainland China."),
    )
)
