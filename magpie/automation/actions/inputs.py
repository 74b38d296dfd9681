"""The parts of which the inputs of several actions are made, with what the designer must know to ask for them.

`x-kind` in the schema names the control: object, field, values, filter, related, amount, moment, people, text, secret;
`x-of` says whose fields: the "record" the action is done with, or those of the "object" or "related" input beside it.
"""

from __future__ import annotations

import datetime
from typing import Annotated, Any

from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from magpie.lib import periods
from magpie.notices import people
from magpie.platform import objects
from magpie.platform.fields import Field as ObjectField
from magpie.platform.models import User
from magpie.platform.problems import Refused

WORKING_MORNING = datetime.time(9)


class Input(BaseModel):
    """Any input; a key that nobody knows is refused."""

    model_config = ConfigDict(extra="forbid")


def shown_as(kind: str, **more: Any) -> dict[str, Any]:
    """What the schema tells the designer about an input."""
    return {"x-kind": kind, **{f"x-{name}": value for name, value in more.items()}}


def choices(**titles_by_value: str) -> dict[str, Any]:
    """The values of a Literal with their titles, for the schema."""
    return {"oneOf": [{"const": value, "title": title} for value, title in titles_by_value.items()]}


def _number(value: Any) -> Any:
    """References are written 5, "5" or {"object": "user", "id": 5}; an empty one is none."""
    if isinstance(value, dict):
        value = value.get("id")
    return None if value == "" else value


Number = Annotated[int, BeforeValidator(_number)]


def _list(value: Any) -> Any:
    if isinstance(value, list):
        return [item for item in map(_number, value) if item is not None]
    return [] if value in (None, "") else [_number(value)]


Numbers = Annotated[list[int], BeforeValidator(_list)]


def _words(value: Any) -> Any:
    if isinstance(value, str):
        value = value.replace("，", ",").replace("；", ",").replace(";", ",").split(",")
    return [word.strip() for word in value if str(word).strip()] if isinstance(value, list) else value


Words = Annotated[list[str], BeforeValidator(_words)]


def _moment(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        if parse_datetime(value) is None and parse_date(value) is None and value:
            raise ValueError
    except ValueError:
        raise ValueError(_("Enter a date such as 2026-11-30.")) from None
    return value


def _amount(value: Any) -> Any:
    if isinstance(value, dict) and not periods.is_amount(value):
        raise ValueError(_('Enter an amount of time such as {"days": 2}.'))
    return value


# {"days": 2}: so long from now; or a day or a moment as text.
Moment = Annotated[str | dict[str, int], AfterValidator(_moment), AfterValidator(_amount)]


def moment(value: str | dict[str, int], now: datetime.datetime) -> datetime.datetime | None:
    """The time that is meant, of a day its working morning; None if nothing is."""
    if isinstance(value, dict):
        return periods.shift(timezone.localtime(now), value)
    if not value:
        return None
    day = parse_date(value) if len(value) == len("2026-11-30") else None
    found = datetime.datetime.combine(day, WORKING_MORNING) if day else parse_datetime(value)
    return timezone.make_aware(found) if found is not None and timezone.is_naive(found) else found


class Person(Input):
    """A user, or who plays a part in the record: "owner", "owner_manager", "handed_over_by", "former_owner"."""

    user: Number | None = Field(None, title=gettext_noop("User"), json_schema_extra={"x-object": "user"})
    role_of: str = Field("", title=gettext_noop("Part in the record"), max_length=60)

    @model_validator(mode="before")
    @classmethod
    def _bare_number(cls, value: Any) -> Any:
        if isinstance(value, dict) and "id" in value:
            return {"user": value["id"]}
        return {"user": value} if isinstance(value, int | str) else value

    def find(self, record: Any) -> User | None:
        """The person who is meant, if there is one."""
        if self.user is not None:
            return User.objects.select_related("deputy").filter(pk=self.user).first()
        return people.in_role(record, self.role_of) if self.role_of and record is not None else None


def object_named(name: str) -> objects.ObjectType:
    """The object of that name; Refused if there is none."""
    found = objects.find(name)
    if found is None:
        raise Refused(_("There is no object “%(name)s”.") % {"name": name[:50]})
    return found


def field_named(object_type: objects.ObjectType, name: str, *types: str) -> ObjectField:
    """The field of that name, or without a name the first one of these types; Refused if there is none."""
    fields = object_type.fields()
    found = fields.get(name) if name else next((f for f in fields.values() if f.type.name in types), None)
    if found is None or (types and found.type.name not in types):
        text = _("%(object)s has no field “%(name)s” that fits.") if name else _("%(object)s has no field that fits.")
        raise Refused(text % {"object": str(object_type.label), "name": name[:50]})
    return found


def points_to(related: str, record: Any) -> tuple[objects.ObjectType, dict[str, Any]]:
    """Of "opportunity.account": the object, and the filter of those that point to this record by that field."""
    name, _dot, field_name = related.partition(".")
    object_type = object_named(name)
    field = field_named(object_type, field_name, "reference", "user", "link", "references")
    own = objects.of(record)
    if field.type.name == "link":
        return object_type, {"field": field.name, "is": f"{own.name}:{record.pk}"}
    if field.target != own.name:
        raise Refused(_("“%(name)s” does not lead to this record.") % {"name": related[:80]})
    several = field.type.name == "references"
    return object_type, {"field": field.name, "has_any": [record.pk]} if several else {
        "field": field.name,
        "is": record.pk,
    }
