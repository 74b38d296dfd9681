"""Finds the records that the cells of a table refer to: by external number, user name, title, e-mail or telephone.

If nothing is called exactly so, a name without case, blanks and punctuation is tried (`GTXPro` is `GTX Pro`).  Only
what the actor may see is found, and only by fields that they may see.  Answers are kept for the rows to come.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import F, Func, TextField, Value
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from magpie.lib import phone
from magpie.platform import access, objects, records
from magpie.platform.actor import Actor
from magpie.platform.fields import Field, FieldError
from magpie.platform.fields.textual import match_choice
from magpie.platform.importing.mapping import normal
from magpie.platform.objects import ObjectType
from magpie.platform.problems import Problem

MOST_KEPT = 50_000  # answers, so that a long file does not fill the memory


class NotFoundError(FieldError):
    """No record is called so."""


class References:
    """Looks up records by what people call them.  With `dry`, none is ever created."""

    def __init__(self, actor: Actor, *, dry: bool = False) -> None:
        self._actor, self._dry = actor, dry
        self._by_address: set[tuple[str, str]] = set()  # what was found by its e-mail or telephone
        self._known: dict[tuple[str, str], list[tuple[int, str]]] = {}  # (object, text) → (number, title)

    def forget_missing(self, object_name: str) -> None:
        """What was not found may exist by now: the import itself may have made it."""
        self._known = {k: v for k, v in self._known.items() if v or k[0] != object_name}

    def learn(self, object_type: ObjectType, text: str, number: int, title: str) -> None:
        """A record that was made under this name meanwhile."""
        self._known[object_type.name, text] = [(number, title)]

    def prepare(self, field: Field, texts: Iterable[str], on_missing: str) -> None:
        """Look up many texts at once, and create what is missing if that was asked for."""
        if len(self._known) > MOST_KEPT:
            self._known.clear()
            self._by_address.clear()
        words = {word for text in texts for word in self._words(field, text)}
        for name in _targets(field):
            self._look_up(objects.get(name), {w for w in words if (name, w) not in self._known})
        if on_missing == "create" and len(_targets(field)) == 1 and not field.choices:
            self._create(objects.get(_targets(field)[0]), words)

    def find(self, field: Field, text: str, within: Mapping[str, str]) -> tuple[Any, str]:
        """The plain value of a cell, and the title if the record is called otherwise; NotFoundError if none is."""
        if within:
            return self._find_within(objects.get(field.target), text, within), ""
        if field.type.name == "references":
            pairs = [self._find_one(field, word) for word in self._words(field, text)]
            return [number for _name, number, _title in pairs], ""
        if field.choices and (value := match_choice(text, field)):
            return int(value), ""
        name, number, title = self._find_one(field, text)
        alike = normal(title) == normal(text) or (name, text) in self._by_address
        differs = title if alike and title.casefold() != text.casefold() else ""
        return (f"{name}:{number}" if field.type.name == "link" else number), differs

    def _find_within(self, object_type: ObjectType, text: str, within: Mapping[str, str]) -> int:
        place = f"{object_type.name} {sorted(within.items())}"
        if (place, text) not in self._known:
            fields = object_type.fields()
            titles = {f"{name}__{objects.get(fields[name].target).title}": title for name, title in within.items()}
            narrowed = access.visible(self._actor, object_type).filter(**titles)
            rows = narrowed.values_list("pk", object_type.title)
            self._known[place, text] = [(pk, title) for pk, title in rows if normal(title) == normal(text)]
        found = self._known[place, text]
        if len(found) != 1:
            label = str(object_type.label)
            raise NotFoundError(_("There is no %(object)s “%(text)s”.") % {"object": label, "text": text[:100]})
        return found[0][0]

    def _words(self, field: Field, text: str) -> list[str]:
        if field.type.name == "references":
            return [
                w.strip() for w in text.replace("；", ";").replace("，", ",").replace(";", ",").split(",") if w.strip()
            ]
        return [text]

    def _find_one(self, field: Field, text: str) -> tuple[str, int, str]:
        for name in _targets(field):
            if (name, text) not in self._known:
                self._look_up(objects.get(name), {text})
            found = self._known[name, text]
            if len(found) > 1:
                raise FieldError(
                    _("There are %(count)d records called “%(text)s”.") % {"count": len(found), "text": text[:100]}
                )
            if found:
                return name, *found[0]
        if len(_targets(field)) != 1:
            raise NotFoundError(_("There is no record called “%(text)s”.") % {"text": text[:100]})
        label = str(objects.get(_targets(field)[0]).label)
        raise NotFoundError(_("There is no %(object)s “%(text)s”.") % {"object": label, "text": text[:100]})

    def _look_up(self, object_type: ObjectType, texts: set[str]) -> None:
        """Fill in what is known of these texts, the surest way of naming first."""
        if not texts:
            return
        visible = access.visible(self._actor, object_type)
        left = set(texts)
        for column in _names_of(object_type):
            if left:
                rows = visible.annotate(_name=Lower(column)).filter(
                    _name__in={t.casefold() for t in left} | {t.lower() for t in left}
                )
                left -= self._take(object_type, left, rows.values_list("pk", object_type.title, "_name"), str.casefold)
        if left:
            bare = Func(
                Lower(F(object_type.title)),
                Value(r"[\W_]+"),
                Value(""),
                Value("g"),
                function="regexp_replace",
                output_field=TextField(),
            )
            rows = visible.annotate(_name=bare).filter(_name__in={normal(t) for t in left} - {""})
            left -= self._take(object_type, left, rows.values_list("pk", object_type.title, "_name"), normal)
        for kind, written in (("email", _email), ("phone", _phone)):
            for column in self._addresses_of(object_type, kind):
                given = {text for text in left if written(text)}
                if not given:
                    break
                rows = visible.annotate(_name=Lower(column)).filter(_name__in={written(text) for text in given})
                taken = self._take(object_type, given, rows.values_list("pk", object_type.title, "_name"), written)
                self._by_address |= {(object_type.name, text) for text in taken}
                left -= taken
        for text in left:
            self._known[object_type.name, text] = []

    def _addresses_of(self, object_type: ObjectType, kind: str) -> list[str]:
        hidden = {n for n, right in access.field_rights(self._actor, object_type).items() if right == "hidden"}
        found = [f for f in object_type.fields().values() if f.type.name == kind and not f.custom]
        return [f.name for f in found if f.name not in hidden]

    def _take(self, object_type: ObjectType, left: set[str], rows: Any, key: Any) -> set[str]:
        found: dict[str, dict[int, str]] = {}
        for pk, title, name in rows:
            found.setdefault(key(name), {})[pk] = str(title)
        taken = {text for text in left if key(text) in found}
        for text in taken:
            same = found[key(text)]
            exact = {pk: title for pk, title in same.items() if title == text}
            self._known[object_type.name, text] = list((exact or same).items())
        return taken

    def _create(self, object_type: ObjectType, texts: set[str]) -> None:
        made: dict[str, list[tuple[int, str]]] = {}
        for text in sorted(t for t in texts if not self._known.get((object_type.name, t))):
            alike = made.get(normal(text))
            if alike is None:
                if self._dry:
                    alike = [(0, text)]
                else:
                    try:
                        record = records.create(object_type.model, {object_type.title: text}, actor=self._actor)  # type: ignore[type-var]
                    except Problem:  # stays missing, and is reported as such
                        continue
                    alike = [(record.pk, text)]
                made[normal(text)] = alike
            self._known[object_type.name, text] = alike


def _email(text: str) -> str:
    """The text if it may be an e-mail address, as addresses are compared; empty otherwise."""
    return text.strip().casefold() if "@" in text else ""


def _phone(text: str) -> str:
    """The telephone number that the text is, as it is kept; empty if it is none."""
    number = phone.normalize(text.strip()) or ""
    return number if number.startswith("+") else ""


def _targets(field: Field) -> tuple[str, ...]:
    if field.target:
        return (field.target,)
    return field.targets or tuple(o.name for o in objects.all_objects() if o.listed)


def _names_of(object_type: ObjectType) -> list[str]:
    fields = object_type.fields()
    names = ["external_id", "username", "email"] if object_type.name == "user" else ["external_id"]
    return [n for n in dict.fromkeys([*names, object_type.title]) if n in fields and not fields[n].target]
