"""The registry of objects: what a lead, an account, a case is.

An object is declared once, beside its model.  The model says what is stored; the declaration adds only what a model
cannot say.  Objects that an administrator made (`magpie.platform.own_objects`) stand beside the declared ones as soon
as the process has looked at its set-up.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from dataclasses import field as part
from typing import TYPE_CHECKING, Any

from django.db import models

from magpie.platform import setup
from magpie.platform.choices import applying
from magpie.platform.fields import Field, of_custom, of_model_field, with_choices
from magpie.platform.names import words

if TYPE_CHECKING:
    from django.db.models import Q

_registry: dict[str, ObjectType] = {}
_by_model: dict[type[models.Model], ObjectType] = {}
_declared: dict[str, list[Field]] = {}  # models do not change while the product runs

# Kept by the product itself; shown, filtered and sorted by, but never written by a user.
AUTOMATIC = ("id", "created_at", "updated_at", "created_by", "version")
INTERNAL = ("custom", "password", "last_login")


@dataclass(frozen=True)
class OpenChoices:
    """Says that administrators may add to, order and retire the choices of a field."""

    shared: str = ""  # the name of the set, where fields of several objects have the same choices
    fixed: tuple[str, ...] = ()  # values that code names: they may be renamed, never retired


@dataclass(frozen=True)
class ObjectType:
    """What is declared about an object."""

    name: str
    model: type[models.Model]
    title: str  # the field that names a record
    named_by: tuple[str, ...] = ()  # fields by which a record without such a name is called: the contact in a deal
    plural: str = ""
    label: Any = ""
    label_plural: Any = ""
    icon: str = "file"
    group: str = "other"  # department in the navigation: marketing, sales, service, activities, catalog, setup
    columns: tuple[str, ...] = ()
    sections: tuple[tuple[Any, tuple[str, ...]], ...] = ()
    highlights: tuple[str, ...] = ()
    search: tuple[str, ...] = ()  # fields found by search, the title first
    subtitle: str = ""  # shown under the title where records are picked
    board_by: str = ""
    stage_field: str = ""
    closed_stages: tuple[str, ...] = ()  # stages for which fields need not be filled (lost, dead)
    open_if: Mapping[str, Any] | None = None  # a filter: on these there is still work to do
    own_by: tuple[str, ...] = ("owner",)  # fields whose user, or users, make a record one's own
    read_only: tuple[str, ...] = ()  # changed by actions only
    hidden: tuple[str, ...] = ()  # never leave the server
    # kept by the product beside the record: shown and filtered by, but their changes are no events and no new version
    quiet: tuple[str, ...] = ()
    duplicates_on: tuple[str, ...] = ()  # fields by which an import finds records again, the best first
    # The first rules for duplicates of a new installation, as values of a DuplicateRule without its object.
    duplicate_rules: tuple[dict[str, Any], ...] = ()
    timeline: str = ""  # kind under which records show on the timeline of what their `related_to` names: note, call …
    timeline_at: str = ""  # field with the moment at which it happened, where that is not when it was written
    timeline_leaves_out: Mapping[str, Any] = part(default_factory=dict)  # records that another source shows there
    is_setup: bool = False  # written by administrators
    open_to_all: bool = False  # set-up that every user may read (users, teams, stages)
    listed: bool = True  # shown in the navigation
    scope: Callable[[Any, str], Q] | None = None  # (actor, verb) → records reached, instead of what the roles say
    choices_from: dict[str, Callable[[], tuple[Any, ...]]] = part(default_factory=dict)  # stages of a pipeline …
    own_choices: Mapping[str, OpenChoices] = part(default_factory=dict)  # fields whose choices a company may change
    own: bool = False  # made by an administrator
    named_once: bool = False  # records have one name, which a company may give in other languages (`names`)
    labels: Mapping[str, Any] = part(default_factory=dict)  # of fields, where they are not the model's
    # (new plain values, record or None) → problems
    check: Callable[[dict[str, Any], Any], dict[str, str]] | None = None
    # (record as it will be, changed columns, actor) → further columns to set; may raise Refused.
    # A new record has no number yet.
    before_save: Callable[[Any, frozenset[str], Any], dict[str, Any]] | None = None
    # record → why it cannot be deleted, beside what points to it; empty if it can
    needed: Callable[[Any], str] | None = None

    @property
    def is_unrecorded(self) -> bool:
        """Whether its events lack columns that are not kept by the product itself: what is deleted is gone then."""
        return bool(set(self.hidden) - set(self.quiet))

    @property
    def has_custom(self) -> bool:
        return any(f.name == "custom" for f in self.model._meta.concrete_fields)

    @property
    def currency_field(self) -> str:
        return "currency" if any(f.name == "currency" for f in self.model._meta.concrete_fields) else ""

    def fields(self) -> dict[str, Field]:
        """All fields by name, custom ones last; the set-up must be fresh (`setup.refresh`)."""
        return setup.kept(f"fields:{self.name}", self._load_fields)

    def declared_fields(self) -> list[Field]:
        """The fields that the model declares; needs no database."""
        if self.name not in _declared:
            _declared[self.name] = self._read_model()
        return _declared[self.name]

    def _read_model(self) -> list[Field]:
        found = []
        for model_field in self.model._meta.concrete_fields:
            if model_field.name in INTERNAL or model_field.name in self.hidden:
                continue
            field = of_model_field(model_field, lambda model: _by_model[model].name)
            if field.name in (*AUTOMATIC, *self.read_only, *self.quiet):
                field = dataclasses.replace(field, read_only=True)
            found.append(field)
        return found

    def _load_fields(self) -> dict[str, Field]:
        fields: dict[str, Field] = {}
        for field in self.declared_fields():
            found = self.choices_from.get(field.name)
            given = with_choices(field, found()) if found else self._with_own_choices(field)
            label = self.labels.get(field.name)
            fields[field.name] = words.of_field(self.name, dataclasses.replace(given, label=label) if label else given)
        if self.has_custom:
            for definition in custom_fields().get(self.name, ()):
                field = words.of_field(self.name, of_custom(definition, self.currency_field))
                fields[field.name] = dataclasses.replace(field, siblings=fields) if field.formula else field
        return fields

    def choice_set_of(self, field_name: str) -> str:
        """The name under which the choices of a built-in field are kept."""
        opened = self.own_choices.get(field_name)
        return opened.shared if opened and opened.shared else f"{self.name}.{field_name}"

    def _with_own_choices(self, field: Field) -> Field:
        if self.is_setup or not field.choices:
            return field
        return applying.to_field(self.choice_set_of(field.name), field)

    def field(self, name: str) -> Field:
        """One field; KeyError if there is none of that name."""
        return self.fields()[name]

    def title_of(self, record: Any) -> str:
        """What a record is called."""
        if self.named_once and (own := words.of_record(self.name, record.pk)):
            return own
        if self.named_by and not getattr(record, self.title):
            from magpie.platform import titles
            from magpie.platform.actor import SYSTEM

            return titles.of(record, SYSTEM)
        return str(getattr(record, self.title) or f"#{record.pk}")


def custom_fields() -> dict[str, list[Any]]:
    """The definitions of custom fields, by object, in their order."""
    from magpie.platform.models import CustomField

    def load() -> dict[str, list[Any]]:
        found: dict[str, list[Any]] = {}
        for definition in CustomField.objects.order_by("position", "id"):
            found.setdefault(definition.object, []).append(definition)
        return found

    return setup.kept("custom_fields", load)


def register(**declaration: Any) -> ObjectType:
    """Declare an object; ValueError if the declaration does not fit its model."""
    declaration.setdefault("plural", f"{declaration['name']}s")
    meta = declaration["model"]._meta
    declaration.setdefault("label", meta.verbose_name)
    declaration.setdefault("label_plural", meta.verbose_name_plural)
    name = declaration["name"]
    declaration["label"] = words.Named(name, "object", "", declaration["label"])
    declaration["label_plural"] = words.Named(name, "objects", "", declaration["label_plural"])
    object_type = ObjectType(**declaration)
    known = {f.name for f in meta.concrete_fields}
    named = {
        object_type.title, *object_type.named_by,
        *object_type.columns, *object_type.search, *object_type.highlights, *object_type.read_only,
        *object_type.quiet, *object_type.own_choices,
        *(n for _label, names in object_type.sections for n in names),
    }  # fmt: skip
    if unknown := named - known:
        raise ValueError(f"{object_type.name} names fields it does not have: {sorted(unknown)}")
    if object_type.name in _registry:
        raise ValueError(f"{object_type.name} is declared twice")
    _registry[object_type.name] = object_type
    _by_model[object_type.model] = object_type
    return object_type


def _own() -> dict[str, ObjectType]:
    """Objects made by administrators, by name; none before the process has looked at its set-up for the first time."""
    if not setup.in_use():
        return {}
    from magpie.platform.own_objects import loading

    return {name: found for name, found in setup.kept("own_objects", loading.load).items() if name not in _registry}


def get(name: str) -> ObjectType:
    """The object of that name; KeyError if there is none."""
    return _registry[name] if name in _registry else _own()[name]


def find(name: str) -> ObjectType | None:
    """The object of that name, or None."""
    return _registry.get(name) or _own().get(name)


def by_plural(plural: str) -> ObjectType | None:
    """The object with that plural, or None."""
    return next((o for o in all_objects() if o.plural == plural), None)


def declared() -> list[ObjectType]:
    """The objects that are part of the product; needs no database."""
    return list(_registry.values())


def all_objects() -> list[ObjectType]:
    """Every object there is: those of the product, then those made by administrators."""
    return [*_registry.values(), *_own().values()]


def of(record: models.Model) -> ObjectType:
    """The object that a record belongs to."""
    return of_model(type(record))


def of_model(model: type[models.Model]) -> ObjectType:
    """The object of a model; KeyError if it has none."""
    if model in _by_model:
        return _by_model[model]
    found = next((o for o in _own().values() if o.model is model), None)
    if found is None:
        raise KeyError(model)
    return found


def models_with_objects() -> set[type[models.Model]]:
    """The models that an object was declared for."""
    return {*_by_model, *(o.model for o in _own().values())}
