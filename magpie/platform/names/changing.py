"""Changes names: all that is given, in one operation, or nothing.  Only administrators name things."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from magpie.platform import context, objects, records, setup
from magpie.platform.actor import Actor
from magpie.platform.models import OwnName
from magpie.platform.names import catalogue
from magpie.platform.names.catalogue import Line, Place, Shown
from magpie.platform.problems import Forbidden, Invalid, Problem


@dataclass(frozen=True)
class Change:
    """New words of one line; None: as it is, empty: back to the delivered word."""

    id: str
    english: str | None = None
    chinese: str | None = None


def may_name(actor: Actor) -> None:
    """Forbidden for everybody but administrators."""
    if not actor.is_trusted:
        raise Forbidden(_("Only administrators may name things."))


def change(changes: Sequence[Change], *, actor: Actor, **options: Any) -> uuid.UUID:
    """Make the changes and give the number of their operation; Invalid with the problems by the lines' ids."""
    may_name(actor)
    known = {shown.line.id: shown for shown in catalogue.show(catalogue.lines())}
    problems: dict[str, list[str]] = {}
    with context.acting(actor, "names.change", whole=True, **options) as current:
        for asked in changes:
            shown = known.get(asked.id)
            if text := problem_of(asked, shown):
                problems[asked.id] = [text]
            elif shown is not None and not problems:
                try:
                    _write(shown, asked, actor)
                except Problem as problem:
                    problems[asked.id] = [str(problem)]
        if problems:
            raise Invalid(problems, {name: _title(known.get(name)) or name for name in problems})
        setup.forget()
        return current.operation


def problem_of(asked: Change, shown: Shown | None) -> str:
    """Why this change cannot be made; empty if it can."""
    if shown is None:
        return _("There is nothing of this name.")
    place = shown.line.place
    for text, language in ((asked.english, 0), (asked.chinese, 1)):
        if text is None:
            continue
        if "\x00" in text or "\n" in text or "\r" in text:
            return _("A name is one line of text.")
        if len(text.strip()) > shown.line.most:
            return _("At most %(most)d characters.") % {"most": shown.line.most}
        if place is not None and text.strip() and not (place.english, place.chinese)[language]:
            return _("This name is the same for one and for several in Chinese.")
    if place is not None and asked.english is not None and not asked.english.strip() and _needs_english(place):
        return _("This needs a name in English.")
    return ""


def _needs_english(place: Place) -> bool:
    return not place.part and objects.get(place.object).field(place.english).required


def wanted(shown: Shown, asked: Change) -> tuple[str, str]:
    """The words of the company after the change; those that are the delivered ones count as none."""
    given = (asked.english, asked.chinese)
    texts = [own if text is None else " ".join(text.split()) for text, own in zip(given, shown.own, strict=True)]
    if shown.line.place is None:
        texts = ["" if text == delivered else text for text, delivered in zip(texts, shown.delivered, strict=True)]
    return texts[0], texts[1]


def _write(shown: Shown, asked: Change, actor: Actor) -> None:
    line, (english, chinese) = shown.line, wanted(shown, asked)
    if line.place is not None:
        _write_in_place(line.place, english, chinese, actor)
        return
    write_own(line.object, line.kind, line.key, english, chinese, actor)


def write_own(object_name: str, kind: str, key: str, english: str, chinese: str, actor: Actor) -> None:
    """Give something delivered the company's words; empty ones go back to the delivered."""
    row = OwnName.objects.filter(object=object_name, kind=kind, key=key).first()
    values = {"text_en": english, "text_zh": chinese}
    if row is None and (english or chinese):
        records.create(OwnName, {"object": object_name, "kind": kind, "key": key, **values}, actor=actor)
    elif row is not None and (english or chinese):
        records.update(row, values, actor=actor)
    elif row is not None:
        records.delete(row, actor=actor)


def _write_in_place(place: Place, english: str, chinese: str, actor: Actor) -> None:
    object_type = objects.get(place.object)
    record = records.lock(object_type, place.number)
    if not place.part:
        pairs = {place.english: english, place.chinese: chinese}
        records.update(record, {name: text for name, text in pairs.items() if name}, actor=actor)
        return
    rows = [dict(row) for row in getattr(record, place.english)]
    for row in rows:
        if place.part in (row.get("value"), next(iter(row.get("fields") or ()), None)):
            row |= {"label_en": english, "label_zh": chinese}
    records.update(record, {place.english: rows}, actor=actor)


def _title(shown: Shown | None) -> str:
    if shown is None:
        return ""
    line: Line = shown.line
    target = objects.find(line.under)
    return " · ".join(text for text in (str(target.label) if target else "", *_name(shown)) if text)


def _name(shown: Shown) -> Mapping[str, None]:
    return dict.fromkeys((shown.context, shown.texts[0] or shown.texts[1]))
