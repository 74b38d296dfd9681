"""The robots of chat groups (WeCom, DingTalk, Feishu) and gateways of one's own: what to send where, and what the
answer means.

Workflow steps use them with addresses of their own (`magpie.automation`); as a channel of notices each has one group
of the company, in which people are called by their mobile numbers.  Plug-ins register more with `register`.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import quote_plus

from django.utils.translation import gettext_lazy as _

from magpie.notices.channels import interface, registry
from magpie.notices.channels.interface import Driver, Setting, Taken
from magpie.notices.channels.troubles import Away, NotNow, TurnedDown
from magpie.notices.channels.web import WebLine, ask, judge

Medium = Literal["chat", "sms"]


@dataclass(frozen=True)
class Message:
    """What is to be said, to whom (telephone numbers), and how it may be written."""

    text: str
    title: str = ""
    markdown: bool = False
    phones: tuple[str, ...] = ()  # in a chat: who is to be called by name
    everybody: bool = False
    key: str = ""  # the same at each try


@dataclass(frozen=True)
class Sending:
    """A request to the service: JSON to an address."""

    url: str
    body: dict[str, Any]
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Said:
    """What the service made of it: fine, not now, or why not."""

    is_ok: bool
    later: bool = False
    detail: str = ""


@dataclass(frozen=True)
class Messenger:
    """A kind of service. `sending` gets the message, the address, the signing key and the time in milliseconds."""

    kind: str
    medium: Medium
    label: Any
    sending: Callable[[Message, str, str, int], Sending]
    said: Callable[[Any], Said]


_registry: dict[str, Messenger] = {}


def register(messenger: Messenger) -> None:
    """Make a kind of service known; ValueError if there is one of that name."""
    if messenger.kind in _registry:
        raise ValueError(f"the messenger {messenger.kind} is declared twice")
    _registry[messenger.kind] = messenger
    registry.register(_driver(messenger))


def find(kind: str, medium: Medium) -> Messenger | None:
    """The kind of service of that name, or None."""
    found = _registry.get(kind)
    return found if found is not None and found.medium == medium else None


def all_of(medium: Medium) -> list[Messenger]:
    """The kinds of one medium."""
    return [messenger for messenger in _registry.values() if messenger.medium == medium]


# ---- the robots of chat groups


def _wecom(message: Message, address: str, _signing: str, _now: int) -> Sending:
    mentioned = [*message.phones, *(["@all"] if message.everybody else [])]
    if message.markdown:
        title = f"**{message.title}**\n" if message.title else ""
        return Sending(address, {"msgtype": "markdown", "markdown": {"content": title + message.text}})
    text: dict[str, Any] = {"content": "\n".join(filter(None, (message.title, message.text)))}
    if mentioned:
        text["mentioned_mobile_list"] = mentioned
    return Sending(address, {"msgtype": "text", "text": text})


def _dingtalk(message: Message, address: str, signing: str, now: int) -> Sending:
    if signing:
        signed = hmac.new(signing.encode(), f"{now}\n{signing}".encode(), hashlib.sha256).digest()
        address += f"&timestamp={now}&sign={quote_plus(base64.b64encode(signed))}"
    at = {"atMobiles": list(message.phones), "isAtAll": message.everybody}
    if message.markdown:
        named = " ".join(f"@{phone}" for phone in message.phones)
        text = "\n\n".join(filter(None, (message.text, named)))
        markdown = {"title": message.title or message.text[:20], "text": text}
        return Sending(address, {"msgtype": "markdown", "markdown": markdown, "at": at})
    content = "\n".join(filter(None, (message.title, message.text)))
    return Sending(address, {"msgtype": "text", "text": {"content": content}, "at": at})


def _feishu(message: Message, address: str, signing: str, now: int) -> Sending:
    body: dict[str, Any] = {}
    if signing:
        seconds = str(now // 1000)
        signed = hmac.new(f"{seconds}\n{signing}".encode(), b"", hashlib.sha256).digest()
        body = {"timestamp": seconds, "sign": base64.b64encode(signed).decode()}
    if message.markdown:
        card: dict[str, Any] = {"elements": [{"tag": "markdown", "content": message.text}]}
        if message.title:
            card["header"] = {"title": {"tag": "plain_text", "content": message.title}}
        return Sending(address, {**body, "msg_type": "interactive", "card": card})
    everybody = '<at user_id="all"></at> ' if message.everybody else ""
    content = everybody + "\n".join(filter(None, (message.title, message.text)))
    return Sending(address, {**body, "msg_type": "text", "content": {"text": content}})


def _by_code(*later: int) -> Callable[[Any], Said]:
    """Reads {"errcode": 0, "errmsg": …} and {"code": 0, "msg": …}; these codes mean: too much at once."""

    def read(answer: Any) -> Said:
        if not isinstance(answer, dict):
            return Said(False, detail=str(answer)[:200])
        code = next((answer[name] for name in ("errcode", "code", "StatusCode") if name in answer), None)
        detail = next((str(answer[name]) for name in ("errmsg", "msg", "StatusMessage") if answer.get(name)), "")
        return Said(code == 0, code in later, f"{detail} ({code})" if code != 0 else "")

    return read


def _webhook(message: Message, address: str, signing: str, _now: int) -> Sending:
    headers = {"Authorization": f"Bearer {signing}"} if signing else {}
    return Sending(address, {"to": list(message.phones), "text": message.text, "key": message.key}, headers)


def _any_2xx(_answer: Any) -> Said:
    return Said(True)


# ---- as channels of notices


class RobotLine(WebLine):
    """One request for each message; in a group only the title and the link are said, for all of it reads them."""

    def __init__(self, values: Mapping[str, Any], messenger: Messenger) -> None:
        super().__init__(values)
        self.messenger = messenger

    @property
    def origin(self) -> str:  # type: ignore[override]
        return str(self.values["address"])

    def send(self, message: interface.Message) -> Taken:
        """Have the service take it."""
        messenger = self.messenger
        sending = messenger.sending(
            self._said(message), self.values["address"], self.values["signing"], int(time.time() * 1000)
        )
        headers = {"Content-Type": "application/json; charset=utf-8", **sending.headers}
        if message.key:
            headers["Idempotency-Key"] = message.key
        answer = ask("POST", sending.url, headers, json.dumps(sending.body, ensure_ascii=False).encode())
        judge(answer)
        if answer.status >= 300:
            raise TurnedDown(answer.words)
        said = messenger.said(answer.body)
        if said.is_ok:
            return Taken()
        if said.later:
            raise NotNow(said.detail, whole=True)
        if messenger.medium == "chat":
            raise Away(said.detail, refused=True)  # its own settings are to blame, not the message
        raise TurnedDown(said.detail)

    def _said(self, message: interface.Message) -> Message:
        if self.messenger.medium == "sms":
            return Message(message.text, phones=(message.address,), key=message.key)
        number = message.address.removeprefix("+86")
        phones = (number,) if number.lstrip("+").isdigit() else ()
        named = f"@{message.name} " if message.name else ""
        text = "\n".join(filter(None, (f"{named}{message.title}", message.url)))
        return Message(text, phones=phones, key=message.key)


def _driver(messenger: Messenger) -> Driver:
    of_group = messenger.medium == "chat"
    return Driver(
        messenger.kind,
        messenger.kind if of_group else "sms",
        messenger.label,
        (
            Setting("address", _("Address of the robot") if of_group else _("Address of the gateway"), "secret"),
            Setting(
                "signing",
                _("Signing key of the robot") if of_group else _("Key of the gateway"),
                "secret",
                required=False,
            ),
        ),
        lambda values: RobotLine(values, messenger),
        about=_about(messenger),
    )


def _about(messenger: Messenger) -> Any:
    if messenger.medium == "sms":
        return _("Your own service gets {to, text, key} as JSON.")
    if messenger.kind == "feishu":  # its robots call people by a number that only Feishu knows
        return _("Everybody in the group reads it; so it says only the title, and the person's name.")
    return _("Everybody in the group reads it; so it says only the title, and calls the person by mobile number.")


register(Messenger("webhook", "sms", _("A gateway of our own"), _webhook, _any_2xx))
register(Messenger("wecom", "chat", _("WeCom"), _wecom, _by_code(45009, -1)))
register(Messenger("dingtalk", "chat", _("DingTalk"), _dingtalk, _by_code(130101, 130102, 410100, 660026, -1)))
register(Messenger("feishu", "chat", _("Feishu"), _feishu, _by_code(9499, 11232)))
