"""Messages to chat groups by their robots (WeCom, DingTalk, Feishu), and to telephones by a gateway."""

from __future__ import annotations

import json
import time
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from pydantic import Field

from magpie.automation.actions.inputs import Input, Words, shown_as
from magpie.automation.actions.web import TRY_LATER, idempotency_key
from magpie.automation.secrets import Opened, shown
from magpie.lib import phone
from magpie.notices.channels import robots
from magpie.notices.channels.robots import Medium, Message
from magpie.platform import outgoing
from magpie.platform.actions import action
from magpie.platform.actor import Actor
from magpie.platform.problems import Refused

GROUP = "messages"
SECONDS = 15.0
SecretText = str | dict[str, str]


def _kinds(medium: Medium) -> Any:
    """The known services, put into the schema when it is made: plug-ins may have added some."""

    def add(schema: dict[str, Any]) -> None:
        schema["oneOf"] = [{"const": m.kind, "title": str(m.label)} for m in robots.all_of(medium)]

    return add


class ChatMessage(Input):
    """A message to a chat group; its robot's address is a secret, for whoever knows it can write there."""

    kind: str = Field(title=gettext_noop("Service"), max_length=40, json_schema_extra=_kinds("chat"))
    address: SecretText = Field(title=gettext_noop("Address of the robot"), json_schema_extra=shown_as("secret"))
    signing: SecretText = Field(
        "", title=gettext_noop("Signing key of the robot"), json_schema_extra=shown_as("secret")
    )
    title: str = Field("", title=gettext_noop("Title"), max_length=200)
    text: str = Field(title=gettext_noop("Text"), min_length=1, max_length=5000, json_schema_extra=shown_as("text"))
    markdown: bool = Field(False, title=gettext_noop("Written in Markdown"))
    mention: Words = Field(default=[], title=gettext_noop("Mobile numbers to call by name"), max_length=50)
    mention_all: bool = Field(False, title=gettext_noop("Call everybody"))


class TextMessage(Input):
    """A short message to telephones."""

    to: Words = Field(title=gettext_noop("Mobile numbers"), min_length=1, max_length=100)
    text: str = Field(title=gettext_noop("Text"), min_length=1, max_length=1000, json_schema_extra=shown_as("text"))
    kind: str = Field("webhook", title=gettext_noop("Service"), max_length=40, json_schema_extra=_kinds("sms"))
    address: SecretText = Field(title=gettext_noop("Address of the gateway"), json_schema_extra=shown_as("secret"))
    signing: SecretText = Field("", title=gettext_noop("Key of the gateway"), json_schema_extra=shown_as("secret"))


@action(
    "chat.send",
    label=gettext_lazy("Send a chat message"),
    about=gettext_lazy("Writes to a group in WeCom, DingTalk or Feishu through the group's robot."),
    group=GROUP,
    external=True,
    external_call=True,
    describe=lambda data: (
        _("would write to the %(kind)s group: %(text)s") % {"kind": data.kind, "text": shown(data.text)}
    ),
    for_people=False,
)
def send_chat(data: ChatMessage, *, actor: Actor, key: str = "") -> dict[str, Any]:
    """Write once; a service that has too much to do is tried again later."""
    message = Message(data.text, data.title, data.markdown, tuple(data.mention), data.mention_all, _key(key))
    return _send("chat", data.kind, message, data.address, data.signing, key)


@action(
    "sms.send",
    label=gettext_lazy("Send a text message"),
    about=gettext_lazy("Sends a short message to mobile phones through the company's gateway."),
    group=GROUP,
    external=True,
    external_call=True,
    describe=lambda data: _("would send to %(to)s: %(text)s") % {"to": ", ".join(data.to), "text": shown(data.text)},
    for_people=False,
)
def send_sms(data: TextMessage, *, actor: Actor, key: str = "") -> dict[str, Any]:
    """Send once; Refused if none of the numbers can be one."""
    numbers = {given: phone.normalize(given) or "" for given in data.to}
    if wrong := [given for given, number in numbers.items() if not number.startswith("+")]:
        raise Refused(_("“%(number)s” is not a telephone number.") % {"number": wrong[0][:40]})
    return _send(
        "sms",
        data.kind,
        Message(data.text, phones=tuple(dict.fromkeys(numbers.values())), key=_key(key)),
        data.address,
        data.signing,
        key,
    )


def _key(key: str) -> str:
    return idempotency_key(key) if key else ""


def _send(
    medium: Medium, kind: str, message: Message, address: SecretText, signing: SecretText, key: str
) -> dict[str, Any]:
    messenger = robots.find(kind, medium)
    if messenger is None:
        raise Refused(_("There is no service “%(name)s”.") % {"name": kind})
    opened = Opened(key)
    where, sign = (str(opened.reveal(value)) for value in (address, signing))
    sending = messenger.sending(message, where, sign, int(time.time() * 1000))
    headers = {"Content-Type": "application/json; charset=utf-8", **sending.headers}
    if message.key:
        headers["Idempotency-Key"] = message.key
    content = json.dumps(sending.body, ensure_ascii=False).encode()
    asking = outgoing.Asking("POST", sending.url, headers, content, SECONDS, outgoing.allowed_hosts())
    try:
        answer = outgoing.ask(asking)
    except (Refused, outgoing.Unreachable) as error:
        raise type(error)(opened.hide(str(error))) from None
    try:
        read: Any = json.loads(answer.text)
    except ValueError:
        read = answer.text
    said = messenger.said(read) if answer.status < 300 else robots.Said(False, detail=str(answer.status))
    if said.is_ok:
        return {"sent": True}
    detail = opened.hide(_("%(service)s did not take the message: %(detail)s") % {
        "service": str(messenger.label), "detail": said.detail,
    })  # fmt: skip
    if said.later or answer.status >= 500 or answer.status in TRY_LATER:
        raise outgoing.Unreachable(detail)
    raise Refused(detail)
