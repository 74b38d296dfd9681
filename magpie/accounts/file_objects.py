"""Declares what makes a customer's file complete: ways to reach them, postal addresses, relationships."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from magpie.accounts.models import ContactPoint, PostalAddress, Relationship, RelationshipKind
from magpie.lib import phone
from magpie.platform import access, objects
from magpie.platform.actor import Actor
from magpie.platform.problems import Forbidden

NUMBERS = ("mobile", "phone", "fax")


def _of_reached(actor: Actor, verb: str) -> Q:
    """Rows of the customers that the actor reaches; whoever may change a customer may change and delete these."""
    found = Q(pk__in=[])
    wanted: access.Verb = "read" if verb == "read" else "update"
    for name in ("account", "contact"):
        object_type = objects.get(name)
        if access.may(actor, object_type, wanted):
            found |= Q(**{f"{name}__in": access.visible(actor, object_type, wanted).values("pk")})
    return found


def _check_customer(values: dict[str, Any], row: Any) -> dict[str, str]:
    account = values["account"] if "account" in values else getattr(row, "account_id", None)
    contact = values["contact"] if "contact" in values else getattr(row, "contact_id", None)
    if bool(account) == bool(contact):
        return {"account": now_("Give either an account or a contact.")}
    return {}


def _check_point(values: dict[str, Any], point: ContactPoint | None) -> dict[str, str]:
    problems = _check_customer(values, point)
    kind = values.get("kind") or getattr(point, "kind", "mobile")
    value = str(values.get("value") or getattr(point, "value", ""))
    if kind in NUMBERS and phone.normalize(value) is None:
        problems["value"] = now_("Enter a telephone number.")
    if kind == "email":
        try:
            validate_email(value)
        except ValidationError:
            problems["value"] = now_("Enter an e-mail address such as li.lei@example.com.")
    return problems


def _before_saving(row: Any, changed: frozenset[str], actor: Actor) -> dict[str, Any]:
    """Whoever adds a row must be allowed to change the customer; numbers are kept in their international form."""
    for name, number in (("account", row.account_id), ("contact", row.contact_id)):
        if number and changed & {"account_id", "contact_id"} and not actor.is_trusted:
            object_type = objects.get(name)
            if not access.visible(actor, object_type, "update").filter(pk=number).exists():
                raise Forbidden(now_("You may not change this record."))
    if isinstance(row, ContactPoint) and row.kind in NUMBERS:
        return {"value": phone.normalize(row.value) or row.value}
    return {"value": row.value.lower()} if isinstance(row, ContactPoint) and row.kind == "email" else {}


def _check_relationship(values: dict[str, Any], relationship: Relationship | None) -> dict[str, str]:
    ends = {}
    for name in ("source", "target"):
        ends[name] = values[name] if name in values else getattr(relationship, name, "")
        if not ends[name]:
            return {name: now_("This field is required.")}
    if ends["source"] == ends["target"]:
        return {"target": now_("Nobody is related to themselves.")}
    return {}


objects.register(
    name="contact_point",
    model=ContactPoint,
    plural="contact-points",
    title="value",
    icon="phone",
    group="sales",
    columns=("value", "kind", "label", "is_primary", "account", "contact"),
    sections=((_("Way to reach a customer"), ("kind", "value", "label", "is_primary", "account", "contact")),),
    search=("value", "label"),
    subtitle="label",
    listed=False,
    duplicates_on=("value",),
    scope=_of_reached,
    check=_check_point,
    before_save=_before_saving,
)
objects.register(
    name="postal_address",
    model=PostalAddress,
    plural="postal-addresses",
    title="recipient",
    named_by=("address",),
    icon="environment",
    group="sales",
    columns=("recipient", "kind", "label", "address", "phone", "account", "contact"),
    sections=(
        (_("Postal address"), ("kind", "recipient", "phone", "address", "label", "is_primary", "account", "contact")),
    ),
    search=("recipient", "label", "phone"),
    subtitle="label",
    listed=False,
    scope=_of_reached,
    check=_check_customer,
    before_save=_before_saving,
)
objects.register(
    name="relationship_kind",
    model=RelationshipKind,
    plural="relationship-kinds",
    title="name_en",
    icon="share-alt",
    group="setup",
    is_setup=True,
    open_to_all=True,
    listed=False,
    columns=("position", "name_en", "name_zh", "inverse_en", "inverse_zh"),
    sections=((_("Kind of relationship"), ("name_en", "name_zh", "inverse_en", "inverse_zh", "position")),),
    subtitle="name_zh",
)
objects.register(
    name="relationship",
    model=Relationship,
    title="note",
    named_by=("source", "kind", "target"),
    icon="share-alt",
    group="sales",
    listed=False,
    columns=("source", "kind", "target", "note", "owner"),
    search=("note",),
    sections=((_("Relationship"), ("source", "kind", "target", "since", "note", "owner", "external_id")),),
    check=_check_relationship,
)
