"""The rows of all tables that have to do with a person: what points to them, what has their addresses, and what hangs
on those.

What other people and companies have (an account, a deal, another contact) belongs to the person's rows where it
mentions them, but what hangs on it does not.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast

from magpie.documents.person.words import Words
from magpie.mailboxes.models import Letter
from magpie.platform import merging, objects
from magpie.platform.columns import LinkField
from magpie.platform.models import Event, User

Model = type[models.Model]
Rows = dict[Model, set[int]]
# Who works here and how it is set up is nobody's personal file.
LEFT_OUT = ("auth", "contenttypes", "sessions", "account", "mfa")
OWN_TABLES = ("PersonRequest", "ErasedAddress")
MOST_HANGING = 200_000


class TooMuch(Exception):
    """So much hangs on the person that something is wrong."""


def all_models() -> list[Model]:
    """The tables in which a person can stand."""
    found = [
        m for m in apps.get_models(include_auto_created=True)
        if m._meta.app_label not in LEFT_OUT and m is not User and m.__name__ not in OWN_TABLES and not _is_setup(m)
    ]  # fmt: skip
    return [m for m in found if m is not Event and not isinstance(m._meta.pk, models.CompositePrimaryKey)]


def _is_setup(model: Model) -> bool:
    return model in objects.models_with_objects() and objects.of_model(model).is_setup


def texts_of(model: Model) -> list[Any]:
    """The columns in which words can stand."""
    kinds = (models.CharField, models.TextField, models.JSONField)
    found = []
    for field in model._meta.concrete_fields:
        is_list = isinstance(field, ArrayField) and isinstance(field.base_field, models.CharField)
        if (isinstance(field, kinds) or is_list) and not field.primary_key and not field.generated:
            found.append(field)
    return found


class Finder:
    """The rows about some records of one person."""

    def __init__(self, records: list[Any], words: Words) -> None:
        self.records, self.words = records, words
        self.pairs = [(objects.of(r).name, r.pk) for r in records]
        self.links = [f"{name}:{number}" for name, number in self.pairs]
        self.own: Rows = {}
        for record in records:
            self.own.setdefault(type(record), set()).add(record.pk)

    def find(self) -> Rows:
        """All rows but those of the event log."""
        rows: Rows = {model: set(numbers) for model, numbers in self.own.items()}
        for model in all_models():
            self._add(rows, model, self._pointing(model) | self._having(model))
        self._add(rows, Letter, set(self._letters()))
        for _step in range(2):
            for model, numbers in list(rows.items()):
                if numbers and self._is_expanded(model):
                    self._add_hanging(rows, model, set(numbers))
        for model, numbers in list(rows.items()):
            if model not in self.own and self._is_expanded(model):
                self._add_parents(rows, model, numbers)
        return rows

    def events(self, rows: Rows) -> Iterator[Any]:
        """The events of the rows, and those that have an address of the person."""
        wanted = Q(pk__in=[])
        for model, numbers in rows.items():
            if numbers and model in objects.models_with_objects():
                name = objects.of_model(model).name
                former = [n for own in numbers if model in self.own for n in merging.predecessors(name, own)]
                wanted |= Q(object=name, record_id__in=[*numbers, *former])
        seen: set[int] = set()
        found = [Event.objects.filter(wanted)]
        if self.words.address_pattern:
            found.append(_matching(Event, texts_of(Event), self.words.address_pattern))
        for query in found:
            for event in query.iterator(chunk_size=500):
                if event.pk not in seen:
                    seen.add(event.pk)
                    yield event

    def _add(self, rows: Rows, model: Model, numbers: set[int]) -> None:
        if numbers:
            rows.setdefault(model, set()).update(numbers)
            if len(rows[model]) > MOST_HANGING:
                raise TooMuch(model._meta.db_table)

    def _is_expanded(self, model: Model) -> bool:
        """Whether what hangs on a row of the model is about the person too."""
        if model in self.own:
            return False  # what points to the record has been found
        return model not in objects.models_with_objects() or bool(objects.of_model(model).timeline)

    def _pointing(self, model: Model) -> set[int]:
        """The rows that name the person by a reference."""
        fields = {f.name: f for f in model._meta.concrete_fields}
        wanted = Q(pk__in=[])
        for field in fields.values():
            if isinstance(field, models.ForeignKey) and field.related_model in self.own:
                wanted |= Q(**{f"{field.name}__in": self.own[field.related_model]})
            elif isinstance(field, LinkField) or _names_a_record(field):
                wanted |= Q(**{f"{field.name}__in": self.links})
            elif field.name == "about" and isinstance(field, models.JSONField):
                for link in self.links:
                    wanted |= Q(about__contains=[link])
        if "object" in fields and "record_id" in fields:
            for name, number in self.pairs:
                wanted |= Q(object=name, record_id=number)
        if "url" in fields:  # notices lead to the record's page
            for name, number in self.pairs:
                wanted |= Q(url__endswith=f"/{objects.get(name).plural}/{number}")
        if {"object", "winner", "losers"} <= set(fields):
            for name, number in self.pairs:
                wanted |= Q(object=name) & (Q(winner=number) | Q(losers__contains=[number]))
        return _numbers(model, wanted)

    def _having(self, model: Model) -> set[int]:
        """The rows with an address or number of the person."""
        columns = texts_of(model)
        if not columns or not self.words.address_pattern:
            return set()
        return set(_matching(model, columns, self.words.address_pattern).values_list("pk", flat=True)) - {None}

    def _letters(self) -> Any:
        wanted = Q(pk__in=[])
        for name, number in self.pairs:
            wanted |= Q(links__object=name, links__record_id=number)
        return Letter.objects.filter(wanted).values_list("pk", flat=True)

    def _add_hanging(self, rows: Rows, model: Model, numbers: set[int]) -> None:
        for other in all_models():
            for field in other._meta.concrete_fields:
                if isinstance(field, models.ForeignKey) and field.related_model is model:
                    self._add(rows, other, _numbers(other, Q(**{f"{field.name}__in": numbers})))
        if model in objects.models_with_objects():
            name = objects.of_model(model).name
            links = [f"{name}:{number}" for number in numbers]
            for other in all_models():
                fields = {f.name for f in other._meta.concrete_fields}
                if {"object", "record_id"} <= fields:
                    self._add(rows, other, _numbers(other, Q(object=name, record_id__in=numbers)))
                if "related_to" in fields:
                    self._add(rows, other, _numbers(other, Q(related_to__in=links)))

    def _add_parents(self, rows: Rows, model: Model, numbers: set[int]) -> None:
        known = set(all_models())
        for field in model._meta.concrete_fields:
            target = field.related_model if isinstance(field, models.ForeignKey) else None
            if isinstance(target, type) and target in known and target not in self.own:
                found = model._default_manager.filter(pk__in=numbers).exclude(**{field.attname: None})
                self._add(rows, target, set(found.values_list(field.attname, flat=True)))


def _names_a_record(field: Any) -> bool:
    return field.name in ("person", "record") and isinstance(field, models.CharField)


def _numbers(model: Model, wanted: Q) -> set[int]:
    if wanted == Q(pk__in=[]):
        return set()
    return set(model._default_manager.filter(wanted).values_list("pk", flat=True))


def _matching(model: Model, columns: list[Any], pattern: str) -> Any:
    """The rows in one of whose columns the pattern stands."""
    wanted, found = Q(pk__in=[]), model._default_manager.all()
    for field in columns:
        name = f"words_in_{field.name}"
        found = found.annotate(**{name: Cast(field.name, models.TextField())})
        wanted |= Q(**{f"{name}__iregex": pattern})
    return found.filter(wanted)
