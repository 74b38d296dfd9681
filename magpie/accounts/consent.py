"""What people agreed to, and whether one may contact them now.

Whoever sends something to a customer asks `may_contact` first and tells `note_contact` afterwards.  The newest thing a
person said about a purpose and a channel counts; a refusal also holds for everybody with the same address.
"""

from __future__ import annotations

import datetime
import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from magpie.accounts.models import ConsentEntry, ContactCap, ContactMade, ContactPoint, Purpose
from magpie.accounts.models.consent import CHANNELS
from magpie.lib import phone
from magpie.platform import context, objects, setup
from magpie.platform.actor import Actor
from magpie.platform.objects import ObjectType
from magpie.platform.problems import Invalid

BY_NUMBER = ("phone", "sms")
TYPES = {"email": ("email",), "phone": ("phone",), "sms": ("phone",), "": ("email", "phone")}
POINTS = {
    "email": ("email",),
    "phone": ("mobile", "phone"),
    "sms": ("mobile", "phone"),
    "": ("email", "mobile", "phone"),
}


# Parts above say whether somebody with one of these addresses may not be contacted at all, as their data were erased.
erased: list[Callable[[list[str]], bool]] = []


@dataclass(frozen=True)
class Verdict:
    """Whether somebody may be contacted, and why not."""

    ok: bool
    reason: str = ""


ALLOWED = Verdict(True)


def may_contact(who: Any, purpose: str | Purpose, channel: str, at: datetime.datetime | None = None) -> Verdict:
    """Whether a person may be contacted at that time (now).

    `who` is a record (contact, lead, account) or a bare e-mail address or number; `purpose` a purpose or its code;
    `channel` one of email, phone, sms, post, chat, social.  ValueError for a channel or purpose that does not exist.
    """
    wanted = purpose_of(purpose)
    return Standing(who, at or timezone.now()).verdict(wanted, channel)


class Standing:
    """Where one person stands at a moment: what decides about every purpose and channel, each looked up once."""

    def __init__(self, who: Any, at: datetime.datetime) -> None:
        self._who, self._at = who, at
        self._addresses: dict[str, list[str]] = {}
        self._do_not_call: dict[str, bool] = {}
        self._erased: dict[str, bool] = {}

    def verdict(self, purpose: Purpose, channel: str) -> Verdict:
        """Whether they may be contacted for the purpose on the channel, and why not; ValueError for no such channel."""
        if self._is_erased(channel):
            return Verdict(False, _("Their data were erased at their request; they are not to be contacted."))
        if channel in BY_NUMBER and self._asked_not_to_be_called(channel):
            return Verdict(False, _("They do not want to be called."))
        said = self.said(purpose, channel)
        name = name_of(purpose)
        if said is not None and said.state in ("refused", "withdrawn"):
            text = (
                _("They refused “%(purpose)s” on %(day)s.")
                if said.state == "refused"
                else _("They withdrew their consent to “%(purpose)s” on %(day)s.")
            )
            return Verdict(False, text % {"purpose": name, "day": _day(said.at)})
        granted = said is not None and said.state == "granted"
        if granted and said is not None and said.expires_on and said.expires_on < timezone.localdate(self._at):
            if purpose.needs_consent:
                text = _("Their consent to “%(purpose)s” ended on %(day)s.")
                return Verdict(False, text % {"purpose": name, "day": date_format(said.expires_on)})
        elif purpose.needs_consent and not granted:
            return Verdict(False, _("They have not agreed to “%(purpose)s”.") % {"purpose": name})
        return _within_caps(self._person, self.addresses(channel), purpose, channel, self._at)

    def said(self, purpose: Purpose, channel: str) -> ConsentEntry | None:
        """The newest entry of this person, or of one with an address of theirs, about the purpose and channel."""
        own = set(self.addresses(channel))
        for entry in self._entries:
            is_theirs = (self._person and entry.person == self._person) or not own.isdisjoint(entry.addresses)
            if is_theirs and entry.purpose_id in (None, purpose.pk) and entry.channel in ("", channel):
                return entry
        return None

    def addresses(self, channel: str) -> list[str]:
        """Their addresses and numbers on a channel."""
        if channel not in self._addresses:
            self._addresses[channel] = _identity(self._who, channel)[1]
        return self._addresses[channel]

    @functools.cached_property
    def _person(self) -> str:
        return _identity(self._who, "")[0]

    @functools.cached_property
    def _entries(self) -> list[ConsentEntry]:
        """All that was said until then by them or with an address of theirs, the newest first."""
        about_them = entries_of(self._person, self.addresses(""))
        return list(ConsentEntry.objects.filter(about_them, at__lte=self._at).order_by("-at", "-id"))

    def _is_erased(self, channel: str) -> bool:
        return self._once(self._erased, channel, lambda found: any(asks(found) for asks in erased))

    def _asked_not_to_be_called(self, channel: str) -> bool:
        return self._once(self._do_not_call, channel, lambda found: _do_not_call(self._who, found))

    def _once(self, known: dict[str, bool], channel: str, look: Callable[[list[str]], bool]) -> bool:
        """What holds of the addresses of a channel; channels with the same addresses are alike."""
        found = self.addresses(channel)
        key = "\n".join(found)
        if key not in known:
            known[key] = look(found)
        return known[key]


def record(
    who: Any,
    *,
    state: str,
    purpose: Purpose | None,
    channel: str,
    actor: Actor,
    source: str = "",
    proof: str = "",
    file: int | None = None,
    expires_on: datetime.date | None = None,
    at: datetime.datetime | None = None,
) -> ConsentEntry:
    """Append what a person said; without a purpose about every one, with an empty channel about every one.

    `at` is when they said it.  Invalid if it lies in the future or the end before it.
    """
    at = at or timezone.now()
    if at > timezone.now() + datetime.timedelta(minutes=1):
        raise Invalid({"at": [_("This lies in the future.")]})
    if expires_on and expires_on < timezone.localdate(at):
        raise Invalid({"expires_on": [_("The end lies before the beginning.")]})
    person, addresses = _identity(who, channel)
    with context.acting(actor, "consent.record"):
        return ConsentEntry.objects.create(
            person=person, addresses=addresses, purpose=purpose, channel=channel, state=state, source=source,
            proof=proof, file_id=file, expires_on=expires_on, at=at, by_id=actor.user_id,
        )  # fmt: skip


def note_contact(who: Any, purpose: str | Purpose, channel: str, at: datetime.datetime | None = None) -> None:
    """Count one contact with a person towards the limits."""
    person, addresses = _identity(who, channel)
    values = {"purpose": purpose_of(purpose), "channel": channel, "at": at or timezone.now()}
    ContactMade.objects.create(person=person, address=addresses[0] if addresses else "", **values)


def purpose_of(purpose: str | Purpose) -> Purpose:
    """The purpose itself; ValueError if there is none of that code."""
    if isinstance(purpose, Purpose):
        return purpose
    by_code: dict[str, Purpose] = setup.kept("purposes", lambda: {p.code: p for p in Purpose.objects.all()})
    found = by_code.get(purpose)
    if found is None:
        raise ValueError(f"there is no purpose {purpose!r}")
    return found


def name_of(purpose: Purpose) -> str:
    """The purpose's name in the current language."""
    return (purpose.name_zh if (translation.get_language() or "").startswith("zh") else "") or purpose.name_en


def is_person(object_type: ObjectType) -> bool:
    """Whether records of this object are people or companies with an e-mail address, who can agree to something."""
    if object_type.is_setup or object_type.timeline or not object_type.listed:
        return False
    return any(f.type.name == "email" for f in object_type.declared_fields())


def last_said(
    person: str, addresses: list[str], purpose: Purpose, channel: str, at: datetime.datetime
) -> ConsentEntry | None:
    """The newest entry of this person, or of one with an address of theirs, that is about the purpose and channel."""
    about = Q(purpose=purpose) | Q(purpose=None)
    found = ConsentEntry.objects.filter(about, channel__in=("", channel), at__lte=at)
    return found.filter(entries_of(person, addresses)).order_by("-at", "-id").first()


def last_general_word(person: str, addresses: list[str], channel: str) -> ConsentEntry | None:
    """The newest thing that they said about every purpose on the channel."""
    found = ConsentEntry.objects.filter(purpose=None, channel__in=("", channel), at__lte=timezone.now())
    return found.filter(entries_of(person, addresses)).order_by("-at", "-id").first()


def entries_of(person: str, addresses: list[str]) -> Q:
    """The entries of a person and of whoever has one of the addresses."""
    found = Q(addresses__overlap=addresses) if addresses else Q(pk__in=[])
    return found | Q(person=person) if person else found


def _identity(who: Any, channel: str) -> tuple[str, list[str]]:
    """A person as "contact:5" and their addresses on a channel; for a bare address an empty person."""
    if channel and channel not in dict(CHANNELS):
        raise ValueError(f"there is no channel {channel!r}")
    if isinstance(who, str):
        return "", [_normal(who)]
    return f"{objects.of(who).name}:{who.pk}", addresses_of(who, channel)


def addresses_of(who: Any, channel: str = "") -> list[str]:
    """The e-mail addresses and numbers of a record on a channel; without one, all of them."""
    object_type, types = objects.of(who), TYPES.get(channel, ())
    found = [str(f.plain(who) or "") for f in object_type.fields().values() if f.type.name in types]
    if types and object_type.name in ("account", "contact"):
        points = ContactPoint.objects.filter(**{object_type.name: who.pk, "kind__in": POINTS[channel]}).order_by("pk")
        found += points.values_list("value", flat=True)
    return list(dict.fromkeys(_normal(a) for a in found if a))


def _normal(address: str) -> str:
    address = address.strip()
    return address.lower() if "@" in address else phone.normalize(address) or address


def _do_not_call(who: Any, addresses: list[str]) -> bool:
    """Whether the person, or somebody with one of their numbers, has “do not call”."""
    if getattr(who, "do_not_call", False):
        return True
    for object_type in objects.all_objects():
        names = {f.name: f for f in object_type.declared_fields()}
        if "do_not_call" not in names or not addresses:
            continue
        numbers = Q(pk__in=[])
        for field in names.values():
            if field.type.name == "phone":
                numbers |= Q(**{f"{field.column}__in": addresses}) & ~Q(**{field.column: ""})  # for the partial index
        if object_type.model._default_manager.filter(numbers, do_not_call=True).exists():
            return True
    return False


def _within_caps(person: str, addresses: list[str], purpose: Purpose, channel: str, at: datetime.datetime) -> Verdict:
    caps = setup.kept("contact_caps", lambda: list(ContactCap.objects.filter(is_active=True)))
    who = (Q(address__in=addresses) if addresses else Q(pk__in=[])) | (Q(person=person) if person else Q(pk__in=[]))
    for cap in caps:
        if cap.channel != channel or cap.purpose_id not in (None, purpose.pk):
            continue
        since = at - datetime.timedelta(days=cap.days)
        made = ContactMade.objects.filter(who, channel=channel, at__gt=since, at__lte=at)
        if cap.purpose_id:
            made = made.filter(purpose=cap.purpose_id)
        if made.count() >= cap.most:
            text = ngettext(
                "They were contacted %(most)d time in %(days)d days, which is the limit.",
                "They were contacted %(most)d times in %(days)d days, which is the limit.",
                cap.most,
            )
            return Verdict(False, text % {"most": cap.most, "days": cap.days})
    return ALLOWED


def _day(at: datetime.datetime) -> str:
    return date_format(timezone.localtime(at).date())
