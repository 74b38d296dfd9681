"""Which records a letter has to do with, found by the addresses in it through the registry.

Every object with a field of the type e-mail takes part; what belongs to an account brings the account along.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from magpie.mailboxes.models import Mailbox
from magpie.mailboxes.providers import PROVIDERS
from magpie.platform import objects
from magpie.platform.models import User

PREFERRED = ("contact", "lead", "account")  # of several records the first of these has the letter on its page
MOST_PER_ADDRESS = 10
Found = tuple[str, int]  # object, number
# Higher parts add theirs: (addresses in small letters) → records.
sources: list[Callable[[list[str]], list[Found]]] = []
_PUBLIC = {domain for provider in PROVIDERS for domain in provider.domains}


def records_of(addresses: Iterable[str]) -> list[Found]:
    """The records with any of these addresses, those that say most first."""
    wanted = sorted({a for a in addresses if a})
    if not wanted:
        return []
    found: list[Found] = []
    for object_type in objects.all_objects():
        if not takes_part(object_type):
            continue
        for name in address_fields(object_type):
            rows = object_type.model._default_manager.filter(**{f"{name}__in": wanted}).order_by("-pk")
            for record in rows[: MOST_PER_ADDRESS * len(wanted)]:
                found.append((object_type.name, record.pk))
                if account := getattr(record, "account_id", None):
                    found.append(("account", account))
    for source in sources:
        found += source(wanted)
    return sorted(dict.fromkeys(found), key=_rank)


def takes_part(object_type: objects.ObjectType) -> bool:
    """Whether letters are joined to records of this object."""
    return not (object_type.is_setup or object_type.timeline or object_type.scope is not None)


def address_fields(object_type: objects.ObjectType) -> list[str]:
    """The names of its fields that hold e-mail addresses."""
    return [f.name for f in object_type.declared_fields() if f.type.name == "email"]


def _rank(found: Found) -> tuple[int, int]:
    name, number = found
    return PREFERRED.index(name) if name in PREFERRED else len(PREFERRED), -number


def own_addresses() -> set[str]:
    """The addresses of everybody who works here."""
    people = User.objects.exclude(email="").values_list("email", flat=True)
    boxes = Mailbox.objects.values_list("address", flat=True)
    return {a.lower() for a in [*people, *boxes] if a}


def outsiders(addresses: Iterable[str], mailbox: Mailbox) -> list[str]:
    """Those of the addresses that are not the company's own.

    Everybody of the mailbox's domain is a colleague, unless the domain is a public provider's.
    """
    own = own_addresses()
    domain = mailbox.address.rpartition("@")[2].lower()
    company = "" if domain in _PUBLIC else domain
    return [a for a in dict.fromkeys(addresses) if a and a not in own and a.rpartition("@")[2] != company]
