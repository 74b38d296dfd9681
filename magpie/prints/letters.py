"""Whom a print is for: name, company, numbers and the lines of the postal address, Chinese or Western.

Reads any object by the types of its fields, as far as the person who prints may see them.  A contact without an address
has that of its account.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from magpie.platform import access, objects, titles
from magpie.platform.actor import Actor
from magpie.platform.fields import Field
from magpie.platform.objects import ObjectType

PARTS = ("street", "city", "state", "postal_code", "country")
CHINESE = re.compile(r"[\u3400-\u9fff]")
HOME = ("中国", "china", "中华人民共和国", "cn", "p.r. china", "pr china")


@dataclass(frozen=True)
class Letter:
    """One recipient."""

    name: str
    company: str
    address: dict[str, str]
    numbers: tuple[str, ...]


def letters(object_type: ObjectType, records: list[Any], actor: Actor) -> list[Letter]:
    """The recipients, in the order of the records."""
    fields = _shown(object_type, actor)
    holder = next((f for f in fields if f.target and f.type.name == "reference" and _addresses_of(f.target)), None)
    held: dict[int, Any] = {}
    if holder is not None:
        numbers = {n for r in records if (n := holder.plain(r))}
        held = access.visible(actor, objects.get(holder.target)).filter(pk__in=numbers).in_bulk()
    named = titles.look_up(actor, {(holder.target, n) for n in held}) if holder is not None else {}
    return [_letter(object_type, record, fields, holder, held, named, actor) for record in records]


def _letter(
    object_type: ObjectType,
    record: Any,
    fields: list[Field],
    holder: Field | None,
    held: dict[int, Any],
    named: titles.Titles,
    actor: Actor,
) -> Letter:
    above = held.get(holder.plain(record) or 0) if holder is not None else None
    company = next((str(f.plain(record)) for f in fields if f.name == "company"), "")
    if holder is not None and above is not None:
        company = company or named.get((holder.target, above.pk), "")
    address = _address(record, fields)
    if not address.get("street") and above is not None and holder is not None:
        address = _address(above, _shown(objects.get(holder.target), actor)) or address
    phones = (str(f.plain(record) or "") for f in fields if f.type.name == "phone")
    return Letter(object_type.title_of(record), company, address, tuple(dict.fromkeys(p for p in phones if p)))


def _shown(object_type: ObjectType, actor: Actor) -> list[Field]:
    rights = access.field_rights(actor, object_type)
    return [f for f in object_type.fields().values() if rights.get(f.name) != "hidden"]


def _addresses_of(name: str) -> bool:
    return any(f.type.name == "address" for f in objects.get(name).declared_fields())


def _address(record: Any, fields: list[Field]) -> dict[str, str]:
    """The first address that is filled, with the parts that stand in fields of their own."""
    found = (f.plain(record) for f in fields if f.type.name == "address")
    address = {k: str(v) for k, v in (next((a for a in found if a), None) or {}).items()}
    for field in fields:
        if field.name in PARTS and field.type.name == "text" and not address.get(field.name):
            address[field.name] = str(field.plain(record) or "")
    return {k: v for k, v in address.items() if v}


def is_chinese(letter: Letter) -> bool:
    """Whether the address is written in Chinese."""
    return bool(CHINESE.search("".join(letter.address.values()) or letter.name))


def lines(letter: Letter, order: str) -> list[str]:
    """The lines under each other; order: chinese, western, or auto by the address itself."""
    part = letter.address.get
    if order == "chinese" or (order == "auto" and is_chinese(letter)):
        place = place_of(letter.address)
        return [t for t in (part("postal_code", ""), place, letter.company, addressed(letter)) if t]
    town = " ".join(t for t in (part("postal_code", ""), part("city", "")) if t)
    country = part("country", "")
    rows = (letter.name, letter.company, part("street", ""), town, part("state", ""), country.upper())
    return list(dict.fromkeys(t for t in rows if t))


def addressed(letter: Letter) -> str:
    """The recipient as on a Chinese envelope."""
    return f"{letter.name} 收" if letter.name else ""


def place_of(address: dict[str, str]) -> str:
    """From the large to the small: country (unless China), province, city, street; nothing twice."""
    country = address.get("country", "")
    found = "" if country.strip().lower() in HOME else country
    for name in ("state", "city", "street"):
        text = address.get(name, "")
        if text and text not in found:
            joint = "" if not found or CHINESE.search(text) else " "
            found += joint + text
    return found


def one_line(letter: Letter, order: str) -> str:
    """The address for a table."""
    part = letter.address.get
    if order == "chinese" or (order == "auto" and is_chinese(letter)):
        return " ".join(t for t in (place_of(letter.address), part("postal_code", "")) if t)
    town = " ".join(t for t in (part("postal_code", ""), part("city", "")) if t)
    return ", ".join(t for t in (part("street", ""), town, part("state", ""), part("country", "")) if t)


def headings() -> dict[str, str]:
    """The names of the columns of a list."""
    return {"name": _("Name"), "company": _("Company"), "address": _("Address"), "phone": _("Telephone")}
