"""Makes valid records of any object from its declaration alone, so that one test can go through the whole registry.

Values are given in the form the API takes.  `SPECIAL` holds the few fields whose rules no declaration tells; a new
object that cannot be made from its fields needs an entry there.
"""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Callable, Iterator
from typing import Any

from magpie.platform import context, objects, records
from magpie.platform.actor import SYSTEM
from magpie.platform.choices import sets
from magpie.platform.fields import Field
from magpie.platform.models import CustomField, Role, User
from magpie.platform.objects import AUTOMATIC, ObjectType

LEFT_OUT: Any = object()  # the product fills the field itself, or it may stay empty
_numbers = itertools.count(1)


def _requirement(number: int) -> str:
    names = [f.name for f in objects.get("lead").declared_fields() if not f.read_only and f.name != "name"]
    return names[number % len(names)]


def _layout_of(number: int) -> str:
    names = [o.name for o in objects.declared()]
    return names[number % len(names)]


def _open_choices(number: int) -> str:
    names = [known.name for known in sets.all_sets().values() if known.is_open]
    return names[number % len(names)]


def _number_field(number: int) -> str:
    name = f"number_{number}"
    values = {"object": "account", "name": name, "label_en": name, "type": "auto_number"}
    return str(records.create(CustomField, values, actor=SYSTEM).name)


SPECIAL: dict[tuple[str, str], Callable[[int], Any]] = {
    ("user", "username"): lambda n: f"user{n}",
    ("user", "time_zone"): lambda n: "Asia/Shanghai",
    ("user", "is_active"): lambda n: True,
    ("user", "is_administrator"): lambda n: False,
    ("role", "grants"): lambda n: {"lead": {"read": "own"}},
    ("own_object", "name"): lambda n: f"own_{n}",
    ("own_object", "plural"): lambda n: f"owns-{n}",
    ("own_object", "board_by"): lambda n: "",
    ("own_object", "stage_field"): lambda n: "",
    ("field", "object"): lambda n: "lead",
    ("field", "name"): lambda n: f"made_{n}",
    ("field", "type"): lambda n: "text",
    ("field", "options"): lambda n: [],
    ("field", "target"): lambda n: "",
    ("field", "formula"): lambda n: "",
    ("field", "is_required"): lambda n: False,
    ("stage_requirement", "object"): lambda n: "lead",
    ("stage_requirement", "field"): _requirement,
    ("stage_requirement", "stage"): lambda n: "qualified",
    ("gate", "object"): lambda n: "team",
    ("gate", "operation"): lambda n: ("create", "update", "delete")[n % 3],
    ("gate", "is_active"): lambda n: False,
    ("gate", "outcome"): lambda n: ("pass", "ask", "refuse")[n % 3],
    ("gate", "fields"): lambda n: [],
    ("gate", "formulas"): lambda n: [],
    ("gate", "approvers"): lambda n: [],
    ("duplicate_rule", "object"): lambda n: "lead",
    ("duplicate_rule", "against"): lambda n: "contact",
    ("duplicate_rule", "parts"): lambda n: [{"compare": "email", "fields": ["email"]}],
    ("duplicate_rule", "outcome"): lambda n: ("warn", "quiet")[n % 2],
    ("duplicate_rule", "similarity"): lambda n: 50 + n % 51,
    ("duplicate_rule", "is_active"): lambda n: False,
    ("number_scheme", "object"): lambda n: "account",
    ("number_scheme", "field"): _number_field,
    ("number_scheme", "pieces"): lambda n: [{"kind": "text", "value": f"N{n}-"}, {"kind": "sequence", "width": 4}],
    ("number_scheme", "reset"): lambda n: "never",
    ("number_scheme", "date_field"): lambda n: "",
    ("number_scheme", "is_active"): lambda n: False,
    ("choice_set", "name"): _open_choices,
    ("choice_set", "options"): lambda n: [],
    ("own_name", "object"): lambda n: "lead",
    ("own_name", "kind"): lambda n: "field",
    ("own_name", "key"): lambda n: f"thing_{n}",
    ("print_template", "object"): lambda n: "lead",
    ("print_template", "mode"): lambda n: "blocks",
    ("print_template", "blocks"): lambda n: [],
    ("print_template", "body"): lambda n: LEFT_OUT,
    ("print_template", "file_name"): lambda n: f"Print {n}",
    ("layout", "object"): _layout_of,
    ("layout", "sections"): lambda n: [],
    ("layout", "list_columns"): lambda n: [("id", "created_at")[n % 2]],
    ("list", "object"): lambda n: "lead",
    ("list", "columns"): lambda n: ["name"],
    ("working_calendar", "is_default"): lambda n: False,
    ("working_calendar", "time_zone"): lambda n: "Asia/Shanghai",
    ("working_calendar", "country"): lambda n: "CN",
    **{
        ("working_calendar", day): lambda n: "09:00-18:00"
        for day in ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    },
    ("delegation", "user"): lambda n: make("user").pk,
    ("delegation", "deputy"): lambda n: make("user").pk,
    ("delegation", "starts_at"): lambda n: f"2099-01-{n % 28 + 1:02d}T08:00:00Z",
    ("delegation", "ends_at"): lambda n: f"2099-02-{n % 28 + 1:02d}T08:00:00Z",
    ("working_day", "is_working"): lambda n: True,
    ("working_day", "hours"): lambda n: "10:00-12:00",
    ("booking_page", "slug"): lambda n: f"page-{n}",
    ("booking_page", "minutes"): lambda n: 30,
    ("booking_page", "buffer_minutes"): lambda n: 10,
    ("booking_page", "notice_hours"): lambda n: 4,
    ("booking_page", "horizon_days"): lambda n: 30,
    ("booking_page", "time_zone"): lambda n: "Asia/Shanghai",
    ("notice_rule", "object"): lambda n: "lead",
    ("notice_rule", "reach"): lambda n: "company",
    ("notice_rule", "owner"): lambda n: LEFT_OUT,
    ("notice_rule", "record_id"): lambda n: 1 + n,
    ("notice_rule", "list_id"): lambda n: LEFT_OUT,
    ("notice_rule", "events"): lambda n: [{"on": ("created", "updated", "deleted")[n % 3]}],
    ("notice_rule", "receivers"): lambda n: [{"kind": "field", "path": "owner"}],
    ("notice_rule", "timing"): lambda n: ("daily", "weekly")[n % 2],
    ("notice_rule", "at"): lambda n: f"{n % 24:02d}:30",
    ("notice_rule", "shown"): lambda n: [],
    ("notice_rule", "is_active"): lambda n: False,
    ("escalation_ladder", "is_default"): lambda n: False,
    ("escalation_ladder", "rungs"): lambda n: [{"after_rounds": 1 + n % 5, "to": "manager"}],
    ("watch_rule", "kind"): lambda n: "record",
    ("watch_rule", "object"): lambda n: "lead",
    ("watch_rule", "since"): lambda n: ("created", "filter", "stage")[n % 3],
    ("watch_rule", "expected"): lambda n: {"field": "status", "is": "converted"},
    ("watch_rule", "unit"): lambda n: "hours",
    ("watch_rule", "amount"): lambda n: 1 + n % 100,
    ("watch_rule", "receivers"): lambda n: [{"kind": "owner"}],
    ("watch_rule", "repeat_minutes"): lambda n: 10 + n % 100,
    ("watch_rule", "is_active"): lambda n: False,
    ("data_check", "object"): lambda n: "lead",
    ("data_check", "filter"): lambda n: {"field": "phone", "is_empty": True},
    ("data_check", "mend"): lambda n: ["phone"],
    ("data_check", "receivers"): lambda n: [{"kind": "owner"}],
    ("data_check", "is_active"): lambda n: False,
    ("subscription", "source"): lambda n: "list",
    ("subscription", "parameters"): lambda n: {"object": "user"},
    ("subscription", "recurrence"): lambda n: {
        "rule": "FREQ=DAILY",
        "first": f"2026-01-01T{n % 24:02d}:00",
        "zone": "Asia/Shanghai",
    },
    ("subscription", "ends_on"): lambda n: f"2199-01-{1 + n % 28:02d}",
    ("subscription", "condition"): lambda n: {"when": ("changed", "rows")[n % 2]},
    ("workflow", "object"): lambda n: "lead",
    ("workflow", "is_active"): lambda n: False,
    ("pipeline", "is_default"): lambda n: False,
    ("playbook", "lead_status"): lambda n: "new",
    ("playbook", "stage"): lambda n: LEFT_OUT,
    ("account", "year_established"): lambda n: 1950 + n % 70,
    ("contact_point", "value"): lambda n: f"+86139{n:08d}",
    ("contact_point", "kind"): lambda n: "mobile",
    ("contact_point", "account"): lambda n: make("account").pk,
    ("contact_point", "contact"): lambda n: LEFT_OUT,
    ("postal_address", "account"): lambda n: make("account").pk,
    ("postal_address", "contact"): lambda n: LEFT_OUT,
    ("contact", "reports_to"): lambda n: LEFT_OUT,
    ("relationship", "source"): lambda n: f"account:{make('account').pk}",
    ("relationship", "target"): lambda n: f"contact:{make('contact').pk}",
    ("pool", "object"): lambda n: "account",
    ("pool", "is_for_all"): lambda n: False,
    ("account", "pool"): lambda n: LEFT_OUT,
    ("lead", "pool"): lambda n: LEFT_OUT,
    ("lead", "status"): lambda n: "new",
    ("lead", "converted_at"): lambda n: LEFT_OUT,
    ("lead", "handed_over_at"): lambda n: LEFT_OUT,
    ("data_campaign", "object"): lambda n: "lead",
    ("data_campaign", "fields"): lambda n: ["company"],
    ("data_campaign", "filter"): lambda n: {},
    ("hand_over", "state"): lambda n: "accepted",
    ("opportunity", "pipeline"): lambda n: LEFT_OUT,
    ("opportunity", "stage"): lambda n: LEFT_OUT,
    ("opportunity", "status"): lambda n: LEFT_OUT,
    ("opportunity", "product_lines"): lambda n: LEFT_OUT,
    ("opportunity_product", "discount"): lambda n: n % 100,
    ("obstacle", "status"): lambda n: "open",
    ("sample", "status"): lambda n: "sent",
    ("obstacle", "solved_on"): lambda n: LEFT_OUT,
    ("score_rule", "points"): lambda n: n % 100,
    ("score_rule", "is_active"): lambda n: False,
    ("target", "person"): lambda n: make("user").pk,
    ("target", "team"): lambda n: LEFT_OUT,
    ("target", "period"): lambda n: "month",
    ("target", "starts_on"): lambda n: f"2026-{1 + n % 12:02d}-01",
    ("target", "value"): lambda n: n + 1,
    ("document", "sent_times"): lambda n: LEFT_OUT,  # kept beside the record, so no event has them
    ("document", "opened_times"): lambda n: LEFT_OUT,
    ("document_link", "pages_seen"): lambda n: LEFT_OUT,
    ("document_link", "seconds"): lambda n: LEFT_OUT,
    ("forecast_adjustment", "month"): lambda n: f"2026-{1 + n % 12:02d}-01",
}


# Code that serves every object is tried in full on these, and on each of the others with fewer values.
TRIED_MORE = frozenset({"lead", "account", "opportunity", "meeting", "workflow"})


def next_number() -> int:
    return next(_numbers)


def value_for(object_type: ObjectType, field: Field, number: int, *, follow: bool = True) -> Any:
    """A valid value of the field, another for each number; LEFT_OUT where none can be given."""
    special = SPECIAL.get((object_type.name, field.name))
    if special is not None:
        return special(number)
    if field.name in ("parent", "deputy", "manager") or field.type.name == "file":
        return LEFT_OUT
    if field.target and field.type.name != "references":
        return make(field.target).pk if follow or field.required else LEFT_OUT
    if field.choices and field.type.name == "choice":
        return field.choices[number % len(field.choices)].value
    later = 1 if field.name.startswith(("ends", "answered")) else 0
    day = datetime.date(2026, 1, 1) + datetime.timedelta(days=number % 300 + later)
    if field.type.name in ("number", "money") and (field.name == "probability" or field.read_only):
        return number % 101
    made: dict[str, Callable[[], Any]] = {
        "text": lambda: f"{field.name} {number}"[: field.max_length],
        "long_text": lambda: f"{field.name}\nof {number}",
        "email": lambda: f"person{number}@example.com",
        "phone": lambda: f"+86138{number:08d}",
        "url": lambda: f"https://example.com/{number}",
        "number": lambda: 1 + number % 3000 if field.decimals == 0 else f"{number}.5",
        "money": lambda: f"{number}.25",
        "date": day.isoformat,
        "datetime": lambda: f"{day.isoformat()}T09:30:00Z",
        "time": lambda: f"{number % 24:02d}:15",
        "boolean": lambda: number % 2 == 0,
        "link": lambda: _link(field),
        "references": list,
        "choices": lambda: [field.choices[number % len(field.choices)].value],
        "tags": lambda: [f"tag {number % 3}", "all"],
        "address": lambda: {"street": f"Road {number}", "city": "Shanghai", "country": "China"},
        "json": dict,
        "filter": dict,
    }
    return made[field.type.name]()


def _link(field: Field) -> str:
    name = field.targets[0] if field.targets else "account"
    return f"{name}:{make(name).pk}"


def values_of(
    object_type: ObjectType, number: int, *, full: bool = False, writable_only: bool = False
) -> dict[str, Any]:
    """Values of a new record: the required ones, or with `full` all that can be given."""
    values = {}
    for field in object_type.fields().values():
        if field.name in AUTOMATIC or field.name == "owner" or field.type.name == "computed":
            continue
        if writable_only and field.read_only:
            continue
        if not full and not field.required and (object_type.name, field.name) not in SPECIAL:
            continue
        value = value_for(object_type, field, number, follow=full)
        if value is not LEFT_OUT:
            values[field.name] = value
    return values


def make(name: str, /, *, full: bool = False, **values: Any) -> Any:
    """A new record of that object; fields only actions write may be given as well."""
    object_type = objects.get(name)
    given = {**values_of(object_type, next_number(), full=full), **values}
    title = object_type.field(object_type.title)
    if title.name not in given and title.type.name == "text":
        given[title.name] = f"{name} {next_number()}"
    given = {n: v for n, v in given.items() if v is not LEFT_OUT}
    with context.acting(SYSTEM, "test.make"):
        return records.create(object_type.model, given, actor=SYSTEM)  # type: ignore[type-var]


def make_user(name: str, /, grants: dict[str, Any] | None = None, **values: Any) -> User:
    """A user in English, with a role of their own if rights are given."""
    roles = [Role.objects.create(name=f"{name} {next_number()}", grants=grants).pk] if grants is not None else []
    return User.objects.create_user(
        f"{name.lower()}{next_number()}", name=name, **{"language": "en", "roles": roles, **values}
    )


CUSTOM_TYPES = (
    "text", "long_text", "number", "money", "date", "datetime", "time", "choice", "choices", "boolean", "reference",
    "user", "email", "phone", "url", "address", "tags", "file", "computed",
)  # fmt: skip


def make_custom_fields(name: str) -> list[CustomField]:
    """A custom field of every type on that object."""
    number = next(f.name for f in objects.get(name).declared_fields() if f.type.name in ("number", "money"))
    made = []
    for kind in CUSTOM_TYPES:
        options: dict[str, dict[str, Any]] = {
            "choice": {"options": [{"value": v, "label_en": v.upper(), "label_zh": f"选{v}"} for v in ("a", "b", "c")]},
            "choices": {"options": [{"value": v, "label_en": v.upper()} for v in ("a", "b", "c")]},
            "reference": {"target": "team"},
            "computed": {"formula": f"{number} * 2 + 1"},
        }
        more = options.get(kind, {})
        values = {
            "object": name,
            "name": f"own_{kind}",
            "label_en": f"Own {kind}",
            "label_zh": f"自定义{kind}",
            "type": kind,
        }
        made.append(records.create(CustomField, {**values, **more}, actor=SYSTEM))
    return made


def owned_objects() -> Iterator[ObjectType]:
    """Objects whose records belong to somebody and are governed by roles."""
    for object_type in objects.all_objects():
        names = {f.name for f in object_type.model._meta.concrete_fields}
        if "owner" in names and not object_type.is_setup and object_type.scope is None:
            yield object_type
