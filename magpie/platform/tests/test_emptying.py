"""A field that always has a value goes back to its first one when it is emptied; no field breaks the database."""

from __future__ import annotations

import pytest

from magpie.platform import bulk, objects, records
from magpie.platform.actor import SYSTEM
from magpie.platform.fields import Field
from magpie.platform.models import CustomField, SavedList
from tests.make import make, next_number, values_of

pytestmark = pytest.mark.django_db
NAMES = [o.name for o in objects.all_objects()]


KEPT = {
    ("user", "username"),  # nobody is nameless
    ("working_calendar", "monday"),  # no calendar is without hours
    ("data_campaign", "fields"),  # a campaign asks for something
    ("contact_point", "account"),  # a number is somebody's
    ("postal_address", "account"),
    ("relationship", "source"),
    ("relationship", "target"),
    ("target", "person"),  # a target is somebody's, and there is something to achieve
    ("target", "value"),
    ("notice_rule", "events"),  # a rule tells something, at some time
    ("notice_rule", "receivers"),
    ("watch_rule", "expected"),  # something is to be done, by somebody
    ("watch_rule", "receivers"),
    ("data_check", "filter"),  # something is wrong, and repaired by somebody
    ("data_check", "mend"),
    ("data_check", "receivers"),
    ("subscription", "recurrence"),  # it comes, and of something
    ("subscription", "parameters"),
    ("number_scheme", "pieces"),  # a number is made of something
}


def writable(name: str) -> list[Field]:
    fields = objects.get(name).declared_fields()
    return [f for f in fields if not f.read_only and (name, f.name) not in KEPT]


@pytest.mark.parametrize("empty", [None, ""])
@pytest.mark.parametrize("name", NAMES)
def test_every_optional_field_of_every_object_can_be_emptied(name: str, empty: object) -> None:
    record = make(name, full=True)
    values = {f.name: empty for f in writable(name) if not f.required and f.name not in ("object", "name")}
    records.update(record, values, actor=SYSTEM)
    record.refresh_from_db()
    fields = objects.get(name).fields()
    for field_name in values:
        field = fields[field_name]
        if field.choices and field.default:
            assert field.plain(record) == field.default, field_name


@pytest.mark.parametrize("name", NAMES)
def test_records_are_created_with_their_optional_fields_empty(name: str) -> None:
    object_type = objects.get(name)
    if any(f.read_only and f.required for f in object_type.declared_fields()):
        return  # made by actions only
    values = values_of(object_type, next_number())
    empty = {f.name: None for f in writable(name) if f.name not in values and not f.required}
    result = bulk.create_many(object_type, [{**values, **empty}], actor=SYSTEM)
    assert [f.detail for f in result.failed] == []
    assert result.count == 1


def test_a_type_of_custom_field_cannot_be_emptied_away() -> None:
    values = {"object": "lead", "name": "colour", "label_en": "Colour", "type": ""}
    assert records.create(CustomField, values, actor=SYSTEM).type == "text"


def test_an_emptied_filter_lets_everything_pass() -> None:
    made = records.create(SavedList, {"name": "All", "object": "lead", "filter": None, "columns": None}, actor=SYSTEM)
    assert (made.filter, made.columns, made.view) == ({}, [], "table")
