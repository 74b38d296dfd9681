"""Endpoints by which administrators set up channels and rules for what waits too long."""

from __future__ import annotations

import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from ninja import Router, Schema
from pydantic import Field, StrictBool, StrictInt

from magpie.notices import channel as states
from magpie.notices import fallback, ways
from magpie.notices.channels import registry
from magpie.notices.channels.interface import Driver, Message
from magpie.notices.channels.troubles import Away, NotNow, TurnedDown
from magpie.notices.http.notices import ChannelName
from magpie.notices.models import UNFINISHED, Channel, ChannelSettings, Delivery
from magpie.platform.http.problems import PROBLEM_RESPONSES
from magpie.platform.http.records import actor_of
from magpie.platform.http.rendering import answer
from magpie.platform.problems import Forbidden, Invalid, Refused

router = Router(tags=["channels"])
AnyChannel = ChannelName
SetUp = Literal["sms", "wecom", "dingtalk", "feishu"]
Scalar = Annotated[str, Field(max_length=4000)] | StrictInt | StrictBool | None


class Choice(Schema):
    """One of several values, and its words."""

    value: str
    label: str


class SettingAnswer(Schema):
    """One thing to enter."""

    name: str
    label: str
    kind: Literal["text", "number", "secret", "choice", "switch", "long"]
    required: bool
    hint: str
    choices: list[Choice]
    value: str | int | bool | None  # never of a secret
    is_kept: bool  # of a secret: whether there is one


class DriverAnswer(Schema):
    """One way of doing a channel."""

    name: str
    label: str
    about: str
    settings: list[SettingAnswer]


class ChannelSetUp(Schema):
    """A channel that administrators set up, and whether it works."""

    channel: SetUp
    label: str
    driver: str
    is_on: bool
    status: Literal["ok", "down", "off"]
    since: datetime.datetime | None
    last_error: str
    queued: int
    drivers: list[DriverAnswer]


class ChannelInput(Schema):
    """How a channel is to be done; a secret that is not named stays as it is."""

    driver: Annotated[str, Field(max_length=40)]
    is_on: bool = True
    values: Annotated[dict[str, Scalar], Field(max_length=50)] = {}


class TrialInput(Schema):
    """Where a trial message goes; to the caller if nothing is said."""

    to: Annotated[str, Field(max_length=60)] = ""


class Trial(Schema):
    """What the other side said."""

    sent: bool
    detail: str


class FallbackRule(Schema):
    """What waits on one channel for so many minutes goes by another."""

    from_channel: AnyChannel
    to_channel: AnyChannel
    after_minutes: Annotated[int, Field(ge=0, le=10_000)]
    urgent_only: bool = True


class FallbackRules(Schema):
    """All rules."""

    rules: Annotated[list[FallbackRule], Field(max_length=50)]


def _only_administrators(request: HttpRequest) -> None:
    if not actor_of(request).is_trusted:
        raise Forbidden(_("Only administrators may set up channels."))


@router.get(
    "/settings/channels", response={200: list[ChannelSetUp], **PROBLEM_RESPONSES}, operation_id="list_channel_settings"
)
def list_settings(request: HttpRequest) -> HttpResponse:
    """Every channel that can be set up, with what was entered but for secrets."""
    _only_administrators(request)
    return answer([_shown(name) for name in registry.channels()])


@router.put(
    "/settings/channels/{channel}",
    response={200: ChannelSetUp, **PROBLEM_RESPONSES},
    operation_id="set_channel_settings",
)
def put_settings(request: HttpRequest, channel: SetUp, payload: ChannelInput) -> HttpResponse:
    """Set up a channel; what waits is tried at once."""
    _only_administrators(request)
    ways.set_up(channel, payload.driver, payload.values, is_on=payload.is_on)
    states.look_again(channel)
    return answer(_shown(channel))


@router.delete(
    "/settings/channels/{channel}",
    response={200: ChannelSetUp, **PROBLEM_RESPONSES},
    operation_id="remove_channel_settings",
)
def remove_settings(request: HttpRequest, channel: SetUp) -> HttpResponse:
    """Take a channel away, with its secrets; what waits on it goes another way."""
    _only_administrators(request)
    ChannelSettings.objects.filter(channel=channel).delete()
    Channel.objects.filter(name=channel).delete()
    return answer(_shown(channel))


@router.post(
    "/settings/channels/{channel}/test", response={200: Trial, **PROBLEM_RESPONSES}, operation_id="test_channel"
)
def send_trial(request: HttpRequest, channel: SetUp, payload: TrialInput) -> HttpResponse:
    """Send a trial message now, and say what the other side answers."""
    _only_administrators(request)
    user = actor_of(request).user
    address = payload.to.strip() or (ways.address_of(user, channel) if user else "")
    if channel == ways.SMS:
        from magpie.lib import phone

        address = phone.normalize(address) or ""
        if not address.startswith("+"):
            raise Invalid({"to": [_("Enter a mobile number.")]})
    try:
        line = ways.line(channel)
        if line is None:
            raise Refused(_("The channel “%(name)s” is not set up.") % {"name": ways.label_of(channel)})
        with line:
            line.send(
                Message(
                    address=address,
                    title=_("A trial message from Magpie"),
                    language=get_language() or "en",
                    name=user.name if user else "",
                )
            )
    except (Away, NotNow, TurnedDown) as error:
        raise Refused(_("The message could not be sent: %(said)s") % {"said": error}) from None
    states.mark_ok(channel)
    states.look_again(channel)
    return answer({"sent": True, "detail": _("The other side took the message.")})


@router.get("/settings/fallbacks", response={200: FallbackRules, **PROBLEM_RESPONSES}, operation_id="list_fallbacks")
def list_fallbacks(request: HttpRequest) -> HttpResponse:
    """The rules for what waits too long."""
    _only_administrators(request)
    return answer({"rules": [vars(rule) for rule in fallback.rules()]})


@router.put("/settings/fallbacks", response={200: FallbackRules, **PROBLEM_RESPONSES}, operation_id="set_fallbacks")
def set_fallbacks(request: HttpRequest, payload: FallbackRules) -> HttpResponse:
    """Put these rules in the place of all others."""
    _only_administrators(request)
    for rule in payload.rules:
        if rule.from_channel == rule.to_channel:
            raise Invalid({"rules": [_("A channel cannot stand in for itself.")]})
        if rule.from_channel == ways.POPUP:
            raise Invalid({"rules": [_("Popups need no other way: they are there at once.")]})
    fallback.keep_rules([fallback.Rule(**rule.dict()) for rule in payload.rules])
    return list_fallbacks(request)


def _shown(name: str) -> dict[str, Any]:
    row = ChannelSettings.objects.filter(channel=name).first()
    state = Channel.objects.filter(name=name).first()
    is_on = row is not None and row.is_on
    is_down = is_on and state is not None and state.state == "down"
    return {
        "channel": name,
        "label": ways.label_of(name),
        "driver": row.driver if row else "",
        "is_on": is_on,
        "status": "off" if not is_on else "down" if is_down else "ok",
        "since": state.since if is_down and state else None,
        "last_error": state.last_error if is_down and state else "",
        "queued": Delivery.objects.filter(channel=name, status__in=UNFINISHED).count(),
        "drivers": [_driver(driver, row) for driver in registry.of_channel(name)],
    }


def _driver(driver: Driver, row: ChannelSettings | None) -> dict[str, Any]:
    mine = row is not None and row.driver == driver.name
    values = row.values if row and mine else {}
    secrets = row.secrets if row and mine else {}
    return {
        "name": driver.name,
        "label": str(driver.label),
        "about": str(driver.about),
        "settings": [
            {
                "name": s.name,
                "label": str(s.label),
                "kind": s.kind,
                "required": s.required,
                "hint": str(s.hint),
                "choices": [{"value": value, "label": str(label)} for value, label in s.choices],
                "value": None if s.kind == "secret" else values.get(s.name, s.default),
                "is_kept": bool(secrets.get(s.name)),
            }
            for s in driver.settings
        ],
    }
