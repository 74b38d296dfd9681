"""Which channels are set up, and how each reaches a person.  Read anew for each batch: there is nothing to restart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from magpie.lib import phone
from magpie.notices import browsers, envelopes, mail_server, seal
from magpie.notices.channels import aliyun, registry, robots, smpp, tencent, twilio  # noqa: F401 - they register
from magpie.notices.channels.email import EmailLine
from magpie.notices.channels.interface import Line, Way
from magpie.notices.channels.push import PushLine
from magpie.notices.channels.troubles import Away
from magpie.notices.models import CHANNELS, ChannelSettings
from magpie.platform.models import User
from magpie.platform.problems import Invalid

EMAIL, POPUP, PUSH, SMS = "email", "popup", "push", "sms"
USUAL = (POPUP, EMAIL)  # on which people are told who have not chosen
ROBOTS = ("wecom", "dingtalk", "feishu")


def label_of(channel: str) -> str:
    """What people call the channel."""
    return str(dict(CHANNELS).get(channel, channel))


def in_force() -> list[str]:
    """The channels that can be used now, in the order in which people see them; popups always.

    Browsers count as soon as somebody has turned one on.
    """
    on = set(ChannelSettings.objects.filter(is_on=True).values_list("channel", flat=True))
    on |= {POPUP} | ({EMAIL} if mail_server.is_set() else set()) | ({PUSH} if browsers.is_any() else set())
    return [name for name, _label in CHANNELS if name in on]


def named(channels: list[str], in_force: list[str]) -> list[str]:
    """The channels meant: "robot" stands for every group robot that is set up; what is no channel is left out."""
    known = dict(CHANNELS)
    found = [r for c in channels for r in ([x for x in ROBOTS if x in in_force] if c == "robot" else [c]) if r in known]
    return list(dict.fromkeys(found))


def is_set(channel: str) -> bool:
    """Whether the channel can be used now."""
    if channel == EMAIL:
        return mail_server.is_set()
    if channel == PUSH:
        return browsers.is_any()
    return channel == POPUP or ChannelSettings.objects.filter(channel=channel, is_on=True).exists()


def keeps_line(channel: str) -> bool:
    """Whether one line is held open to the other side; its secrets are not needed to know."""
    row = ChannelSettings.objects.filter(channel=channel, is_on=True).first()
    driver = registry.find(channel, row.driver) if row else None
    return driver is not None and driver.keeps_line


def way(channel: str) -> Way | None:
    """How the channel is done now; None if it is not set up.  Away if a secret cannot be read any more."""
    row = ChannelSettings.objects.filter(channel=channel, is_on=True).first()
    driver = registry.find(channel, row.driver) if row else None
    if row is None or driver is None:
        return None
    try:
        return Way(driver, opened(row.driver, channel, row))
    except seal.Unreadable:
        raise Away(_("The stored password cannot be read any more; please enter it again."), refused=True) from None


def opened(driver_name: str, channel: str, row: ChannelSettings) -> dict[str, Any]:
    """Everything that was entered, secrets opened; what was never entered has its default."""
    driver = registry.find(channel, driver_name)
    settings = driver.settings if driver else ()
    kept = {s.name: row.values.get(s.name, s.default) for s in settings if s.kind != "secret"}
    return kept | {s.name: seal.unseal(row.secrets.get(s.name, "")) for s in settings if s.kind == "secret"}


def line(channel: str) -> Line | None:
    """A line of the channel as it is set up now, to be entered; None if it is not."""
    if channel == EMAIL:
        server = mail_server.in_force()
        return EmailLine(server) if server.is_set else None
    if channel == PUSH:
        return PushLine()
    found = way(channel)
    return found.line() if found else None


def fingerprint(channel: str) -> Any:
    """Equal as long as the settings are the same; a line held open is opened anew when it changes."""
    if channel == EMAIL:
        return mail_server.in_force(), envelopes.returns_address()
    if channel == PUSH:
        return PUSH
    return (
        ChannelSettings.objects.filter(channel=channel, is_on=True).values_list("driver", "values", "secrets").first()
    )


def address_of(user: User, channel: str) -> str:
    """Where the channel reaches the person; empty where it cannot."""
    if channel == EMAIL:
        return str(user.email)
    if channel == PUSH:
        return ", ".join(dict.fromkeys(browser.name for browser in browsers.of_person(user.pk)))[:254]
    number = phone.normalize(user.phone or "") or ""
    if channel in ROBOTS:
        return number if number.startswith("+") else str(user.name)[:200]
    return number if number.startswith("+") else ""


def problem(channel: str, address: str, whom: str) -> str:
    """Why nobody can be reached there, in a sentence; empty where somebody can."""
    if channel == EMAIL:
        if not address:
            return _("%(name)s has no e-mail address.") % {"name": whom}
        try:
            validate_email(address)
        except ValidationError:
            return _("“%(address)s” is not an e-mail address.") % {"address": address[:100]}
    elif channel == PUSH:
        return "" if address else _("%(name)s has turned on Magpie in no browser.") % {"name": whom}
    elif channel != POPUP and not address:
        return _("%(name)s has no mobile number.") % {"name": whom}
    return ""


def set_up(channel: str, driver_name: str, given: Mapping[str, Any], *, is_on: bool) -> ChannelSettings:
    """Keep what an administrator entered; a secret not given stays.  Invalid with a sentence for each field."""
    driver = registry.find(channel, driver_name)
    if driver is None:
        raise Invalid({"driver": [_("Choose one of those offered.")]})
    row = ChannelSettings.objects.filter(channel=channel).first() or ChannelSettings(channel=channel)
    same = row.driver == driver_name
    values, sealed, wrong = {}, {}, {}
    for one in driver.settings:
        try:
            if one.kind != "secret":
                values[one.name] = one.checked(given.get(one.name, one.default))
            elif given.get(one.name) is not None:
                sealed[one.name] = seal.seal(one.checked(given[one.name]))
            elif same and row.secrets.get(one.name):
                sealed[one.name] = row.secrets[one.name]
            elif one.required:
                wrong[one.name] = [_("This is needed.")]
        except Invalid as error:
            wrong |= error.fields
    if wrong:
        raise Invalid(wrong)
    row.driver, row.values, row.secrets, row.is_on = driver_name, values, sealed, is_on
    row.save()
    return row
