"""What a print template can name: the record, what points to it, labels, the letterhead, and who prints when.

Everything is read with the rights of who prints.  A field that they may not see is not there, nor is its label.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils import timezone

from magpie.platform import access, objects, setup
from magpie.platform.actor import Actor
from magpie.platform.fields import Field
from magpie.platform.figures import Figure
from magpie.platform.objects import AUTOMATIC, ObjectType
from magpie.platform.texts import RecordText
from magpie.prints.letters import Letter, one_line
from magpie.prints.markup import BREAK
from magpie.prints.models import Letterhead

MOST_ROWS = 500  # of one kind, printed with one record


class PrintText(RecordText):
    """A record as it is printed: its texts keep their lines, and what it refers to is looked up once for a print."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known: dict[tuple[str, int], Any] = {}

    def _value(self, field: Field, plain: Any) -> Any:
        found = super()._value(field, plain)
        if field.type.name in ("json", "filter", "file"):
            return ""
        if field.type.name == "address":
            return one_line(Letter("", "", {k: str(v) for k, v in (plain or {}).items()}, ()), "auto")
        if isinstance(found, Figure) and field.type.name != "money" and "." in found:
            return Figure(found.rstrip("0").rstrip("."), found.number, found.currency)
        return found.replace("\n", BREAK) if type(found) is str else found

    def _reached(self, name: str, number: int, title: str = "") -> RecordText | None:
        if (name, number) not in self.known:
            found = super()._reached(name, number, title)
            if isinstance(found, PrintText):
                found.known = self.known
            self.known[name, number] = found
        found = self.known[name, number]
        return found if isinstance(found, RecordText) else None


class _Rows(Mapping[str, Any]):
    """The records that point to this one, by their object; looked up when a template asks."""

    def __init__(self, record: Any, text: PrintText, language: str, actor: Actor, time_zone: str) -> None:
        self._record, self._text = record, text
        self._language, self._actor, self._time_zone = language, actor, time_zone
        self._relations = relations(objects.of(record), actor)
        self._found: dict[str, list[PrintText]] = {}

    def __iter__(self) -> Iterator[str]:
        return iter(self._relations)

    def __len__(self) -> int:
        return len(self._relations)

    def __getitem__(self, name: str) -> list[PrintText]:
        if name not in self._found:
            self._found[name] = [self._as_text(row) for row in self._query(name)]
        return self._found[name]

    def _query(self, name: str) -> Any:
        other, field = self._relations[name]
        link = f"{objects.of(self._record).name}:{self._record.pk}"
        value = link if field.type.name == "link" else self._record.pk
        found = access.visible(self._actor, other).filter(**{field.column or field.name: value})
        order = (f"-{other.timeline_at or 'created_at'}", "-pk") if other.timeline else ("pk",)
        return found.order_by(*order)[:MOST_ROWS]

    def _as_text(self, row: Any) -> PrintText:
        text = PrintText(row, self._language, self._actor, self._time_zone)
        text.known = self._text.known
        return text


def relations(object_type: ObjectType, actor: Actor) -> dict[str, tuple[ObjectType, Field]]:
    """The objects whose records point to one of this object, each with the field by which they do."""

    def load() -> dict[str, tuple[ObjectType, Field]]:
        found: dict[str, tuple[ObjectType, Field]] = {}
        for other in objects.all_objects():
            if other.is_setup or (other.scope is not None and other.group == "setup"):
                continue
            for field in other.fields().values():
                points = field.target == object_type.name and field.type.name == "reference" and not field.custom
                links = field.type.name == "link" and (not field.targets or object_type.name in field.targets)
                if (points or links) and field.name not in AUTOMATIC:
                    found[other.name] = (other, field)
                    break
        return found

    every = setup.kept(f"print_relations:{object_type.name}", load)
    return {
        name: (other, field)
        for name, (other, field) in every.items()
        if access.may(actor, other, "read") and access.field_rights(actor, other).get(field.name) != "hidden"
    }


class Labels(Mapping[str, Any]):
    """The labels of the fields that the actor may see, in the current language; “account.phone” reaches further."""

    def __init__(self, object_type: ObjectType, actor: Actor) -> None:
        self._actor = actor
        hidden = access.field_rights(actor, object_type)
        self._fields = {n: f for n, f in object_type.fields().items() if hidden.get(n) != "hidden"}

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    def __getitem__(self, name: str) -> str:
        first, _dot, rest = name.partition(".")
        field = self._fields[first]
        target = objects.find(field.target) if rest and field.target else None
        if target is not None:
            return Labels(target, self._actor)[rest]
        if rest:
            raise KeyError(name)
        label = str(field.label)
        return label[:1].upper() + label[1:]


class _RowLabels(Mapping[str, Any]):
    """The labels of what points to the record, by its object."""

    def __init__(self, object_type: ObjectType, actor: Actor) -> None:
        self._relations, self._actor = relations(object_type, actor), actor

    def __iter__(self) -> Iterator[str]:
        return iter(self._relations)

    def __len__(self) -> int:
        return len(self._relations)

    def __getitem__(self, name: str) -> Labels:
        return Labels(self._relations[name][0], self._actor)


def company_of(letterhead: Letterhead | None, language: str) -> dict[str, str]:
    """The letterhead in that language; what is missing in one is taken from the other."""
    if letterhead is None:
        return {}
    first, second = ("zh", "en") if language.startswith("zh") else ("en", "zh")

    def said(name: str) -> str:
        return str(getattr(letterhead, f"{name}_{first}") or getattr(letterhead, f"{name}_{second}"))

    plain = ("phone", "email", "website", "tax_number", "bank", "company_zh", "company_en")
    return {
        "name": said("company") or letterhead.name,
        "address": said("address"),
        **{name: str(getattr(letterhead, name)) for name in plain},
    }


def values_of(
    record: Any, letterhead: Letterhead | None, actor: Actor, language: str, time_zone: str
) -> dict[str, Any]:
    """All that a template can name, for this record; to be used with `language` as the current one."""
    object_type = objects.of(record)
    text = PrintText(record, language, actor, time_zone)
    now = timezone.localtime()
    return {
        "record": text,
        "rows": _Rows(record, text, language, actor, time_zone),
        "labels": Labels(object_type, actor),
        "row_labels": _RowLabels(object_type, actor),
        "company": company_of(letterhead, language),
        "printed": {
            "by": actor.user.name if actor.user else "", "on": f"{now:%Y-%m-%d}", "at": f"{now:%Y-%m-%d %H:%M}",
        },
        "language": language,
        "zh": language.startswith("zh"),
    }  # fmt: skip
