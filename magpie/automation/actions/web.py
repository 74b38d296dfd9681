"""Asking another program over HTTP, and using what it answers."""

from __future__ import annotations

import base64
import json
from typing import Any, Literal
from urllib.parse import urlencode

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from pydantic import Field

from magpie.automation.actions.inputs import Input, choices, shown_as
from magpie.automation.secrets import Opened, shown
from magpie.platform import outgoing
from magpie.platform.actions import Output, action
from magpie.platform.actor import Actor
from magpie.platform.problems import Refused

GROUP = "outside"
TRY_LATER = (408, 425, 429)
LONGEST_TEXT_SHOWN = 300
Named = dict[str, Any]


class Request(Input):
    """A request; {"secret": NAME} or {{ secrets.NAME }} stands for a secret that is kept in the settings."""

    url: str | dict[str, str] = Field(title=gettext_noop("Address"), json_schema_extra=shown_as("template"))
    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"] = Field("POST", title=gettext_noop("Method"))
    query: Named = Field(default={}, title=gettext_noop("Added to the address"), json_schema_extra=shown_as("pairs"))
    headers: Named = Field(default={}, title=gettext_noop("Headers"), json_schema_extra=shown_as("pairs"))
    body_kind: Literal["json", "form", "text", "none"] = Field(
        "json",
        title=gettext_noop("What is sent"),
        json_schema_extra=choices(
            json="JSON",
            form=gettext_noop("A form"),
            text=gettext_noop("Text"),
            none=gettext_noop("Nothing"),
        ),
    )
    body: Any = Field(default=None, title=gettext_noop("Content"), json_schema_extra=shown_as("json"))
    username: str = Field("", title=gettext_noop("User name"), max_length=300)
    password: str | dict[str, str] = Field("", title=gettext_noop("Password"), json_schema_extra=shown_as("secret"))
    timeout_seconds: int = Field(10, title=gettext_noop("Seconds to wait for an answer"), ge=1, le=30)
    accept_errors: bool = Field(False, title=gettext_noop("Go on if the other side refuses (4xx)"))


def describe(data: Request) -> str:
    """What a dry run says."""
    url = shown(data.url) if isinstance(data.url, str) else "…"
    return _("would ask %(method)s %(url)s") % {"method": data.method, "url": url.partition("?")[0][:200]}


@action(
    "http.request",
    label=gettext_lazy("Ask another program (HTTP)"),
    about=gettext_lazy("Calls an address of another program and keeps its answer for the next steps."),
    group=GROUP,
    outputs=(
        Output("status", gettext_lazy("Status"), "number"),
        Output("body", gettext_lazy("Answer"), "json"),
        Output("headers", gettext_lazy("Headers of the answer"), "json"),
    ),
    external=True,
    external_call=True,
    describe=describe,
    for_people=False,
)
def request(data: Request, *, actor: Actor, key: str = "") -> dict[str, Any]:
    """The answer: {status, headers, body}, its secrets taken out.

    Refused for 4xx unless accepted; Unreachable, so that it is tried again, for 5xx and where nobody answers.
    """
    opened = Opened(key)
    try:
        answer = outgoing.ask(_asking(data, opened, key))
    except (Refused, outgoing.Unreachable) as error:
        raise type(error)(opened.hide(str(error))) from None
    body = opened.hide(_body_of(answer))
    if answer.status >= 500 or answer.status in TRY_LATER:
        raise outgoing.Unreachable(_said(answer.status, body))
    if answer.status >= 400 and not data.accept_errors:
        raise Refused(_said(answer.status, body))
    return {"status": answer.status, "headers": opened.hide(answer.headers), "body": body}


def _asking(data: Request, opened: Opened, key: str) -> outgoing.Asking:
    url = str(opened.reveal(data.url))
    query = {str(k): v for k, v in opened.reveal(data.query).items() if v is not None}
    if query:
        url += ("&" if "?" in url else "?") + urlencode(query, doseq=True)
    headers = {str(n): _one_line(str(n), v) for n, v in opened.reveal(data.headers).items() if v is not None}
    given = {name.lower() for name in headers}
    content, kind = _content(data, opened)
    if content and kind and "content-type" not in given:
        headers["Content-Type"] = kind
    if key and "idempotency-key" not in given:
        headers["Idempotency-Key"] = idempotency_key(key)
    if data.username or data.password:
        pair = f"{opened.reveal(data.username)}:{opened.reveal(data.password)}"
        headers["Authorization"] = "Basic " + opened.also(base64.b64encode(pair.encode()).decode())
    return outgoing.Asking(data.method, url, headers, content, data.timeout_seconds, outgoing.allowed_hosts())


def idempotency_key(key: str) -> str:
    """The same for each try of a step, another for each step of each installation."""
    return salted_hmac("magpie.automation.idempotency", key, algorithm="sha256").hexdigest()[:32]


def _one_line(name: str, value: Any) -> str:
    text = str(value)
    if any(ord(c) < 32 or ord(c) == 127 for c in text + name) or not name.isascii():
        raise Refused(_("The header “%(name)s” has a character that cannot be sent.") % {"name": name[:50]})
    return text


def _content(data: Request, opened: Opened) -> tuple[bytes, str]:
    if data.method == "GET" or data.body_kind == "none" or data.body in (None, ""):
        return b"", ""
    body = opened.reveal(data.body)
    if data.body_kind == "form":
        if not isinstance(body, dict):
            raise Refused(_("A form has names and values."))
        return urlencode({k: v for k, v in body.items() if v is not None}, doseq=True).encode(), (
            "application/x-www-form-urlencoded"
        )
    if data.body_kind == "text":
        return str(body).encode(), "text/plain; charset=utf-8"
    if isinstance(body, str):  # JSON that was written as a text with placeholders
        try:
            body = json.loads(body)
        except ValueError:
            raise Refused(_("What is to be sent is not JSON.")) from None
    return json.dumps(body, ensure_ascii=False, default=str).encode(), "application/json"


def _body_of(answer: outgoing.Answer) -> Any:
    text = answer.text.replace("\x00", "")
    if "json" in answer.headers.get("content-type", "") or text[:1] in ("{", "["):
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            return text
    return text


def _said(status: int, body: Any) -> str:
    text = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
    text = " ".join(text.split())[:LONGEST_TEXT_SHOWN]
    return _("The other side answered %(status)d. %(text)s") % {"status": status, "text": text}
