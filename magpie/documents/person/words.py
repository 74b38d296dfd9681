"""By which words a person is known in texts: their name, addresses and numbers, however those are written."""

from __future__ import annotations

import hashlib
import hmac
import re
from typing import Any

from django.conf import settings

from magpie.accounts import consent
from magpie.accounts.models import ContactPoint
from magpie.lib import phone
from magpie.platform import objects

GAP = r"[-\s().]*"  # between the digits of a number
SHORTEST_NUMBER = 7


class Words:
    """The words of some records, as patterns that Python and PostgreSQL read alike."""

    def __init__(self, records: list[Any]) -> None:
        names: list[str] = []
        found: list[str] = []
        for record in records:
            object_type = objects.of(record)
            names.append(object_type.title_of(record))
            found += [str(f.plain(record) or "") for f in object_type.fields().values() if f.type.name in KINDS]
            if object_type.name in ("contact", "account"):
                points = ContactPoint.objects.filter(**{object_type.name: record.pk})
                found += points.values_list("value", flat=True)
        self.names = [n for n in dict.fromkeys(n.strip() for n in names) if len(n) > 1]
        self.addresses = [a for a in dict.fromkeys(a.strip() for a in found) if len(a) > 4]
        self.address_pattern = "|".join(sorted(map(_pattern, self.addresses), key=len, reverse=True))
        all_parts = [*map(_pattern, self.addresses), *map(_name_pattern, self.names)]
        self.pattern = "|".join(sorted(all_parts, key=len, reverse=True))
        self._regex = re.compile(self.pattern, re.IGNORECASE) if self.pattern else None

    def scrub(self, value: Any, instead: str) -> Any:
        """The value, text or JSON, with another word in place of each of the person's."""
        if self._regex is None or value is None:
            return value
        if isinstance(value, str):
            return self._regex.sub(instead, value)
        if isinstance(value, list | tuple):
            return [self.scrub(each, instead) for each in value]
        if isinstance(value, dict):
            return {self.scrub(k, instead): self.scrub(v, instead) for k, v in value.items()}
        return value


KINDS = ("email", "phone")


def _pattern(address: str) -> str:
    digits = re.sub(r"\D", "", address)
    if "@" in address or len(digits) < SHORTEST_NUMBER or re.search(r"[^\d\s()+.-]", address):
        return _escape(address)
    home = digits.removeprefix("86") if address.startswith("+86") else digits
    return rf"(?<!\d)(?:\+?86{GAP})?\+?{GAP.join(home)}(?!\d)" if len(home) >= SHORTEST_NUMBER else _escape(address)


def _name_pattern(name: str) -> str:
    """A name in letters stands for itself between blanks only; Chinese has none."""
    return rf"(?<![A-Za-z]){_escape(name)}(?![A-Za-z])" if re.search(r"[A-Za-z]$", name) else _escape(name)


def _escape(text: str) -> str:
    return re.sub(r"([^\w\s@])", r"\\\1", text)


def digest(address: str) -> str:
    """A hash of an address with this installation's secret; nobody finds the address from it."""
    address = address.strip()
    plain = address.lower() if "@" in address else phone.normalize(address) or address
    return hmac.new(settings.SECRET_KEY.encode(), b"magpie.erased:" + plain.encode(), hashlib.sha256).hexdigest()


def is_erased(addresses: list[str]) -> bool:
    """Whether one of these addresses belongs to somebody whose data were erased."""
    from magpie.documents.models import ErasedAddress

    digests = [digest(address) for address in addresses if address]
    return bool(digests) and ErasedAddress.objects.filter(pk__in=digests).exists()


consent.erased.append(is_erased)
