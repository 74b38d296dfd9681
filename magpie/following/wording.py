"""What a notice of a rule says: in the receiver's language, and only of fields that the receiver may read."""

from __future__ import annotations

import json
import urllib.parse
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from magpie.platform import access, actions, events, texts, titles
from magpie.platform.actor import Actor
from magpie.platform.fields import Field
from magpie.platform.models import Event, User
from magpie.platform.objects import ObjectType

QUIET = {"version", "updated_at", "created_at", "id"}
MOST_IN_TITLE = 2
MOST_SHOWN = 50  # records in one notice; further ones are counted
LONGEST_URL = 490  # of a notice
LONGEST_NOTE = 500


@dataclass(frozen=True)
class Change:
    """One field before and after, as the receiver reads it."""

    label: str
    old: str
    new: str

    def __str__(self) -> str:
        return f"{self.label} {self.old or '–'} → {self.new or '–'}"


@dataclass
class Piece:
    """What happened to one record, as one receiver may know it."""

    object_type: ObjectType
    number: int
    title: str
    is_there: bool
    what: str = ""
    changes: list[Change] = field(default_factory=list)
    who: str = ""
    at: Any = None
    note: str = ""
    state: list[tuple[str, str]] = field(default_factory=list)  # fields as they are now, for summaries

    @property
    def said(self) -> str:
        """In a few words: what changed, or what was done."""
        few = _("; ").join(str(change) for change in self.changes[:MOST_IN_TITLE])
        more = len(self.changes) - MOST_IN_TITLE
        if few and more > 0:
            few = ngettext("%(few)s and %(count)d more", "%(few)s and %(count)d more", more) % {
                "few": few, "count": more
            }  # fmt: skip
        return (
            _("%(event)s: %(changes)s") % {"event": self.what, "changes": few}
            if few and self.what
            else few or (self.what)
        )


class Reader:
    """Reads events as one person may know them; the person's language and zone must be active."""

    def __init__(self, user: User) -> None:
        self.user, self.actor = user, Actor.of_user(user)
        self._titles: titles.Titles = {}

    def changes(self, object_type: ObjectType, pairs: dict[str, tuple[Any, Any]]) -> list[Change]:
        """The changed columns that the person may read."""
        hidden = access.field_rights(self.actor, object_type)
        known = {(f.column or f.name): f for f in object_type.fields().values() if hidden.get(f.name) != "hidden"}
        shown = [(known[c], pair) for c, pair in pairs.items() if c in known and c not in QUIET and pair[0] != pair[1]]
        self._look_up(pair for one, values in shown for value in values for pair in _references(one, value))
        return [Change(_capital(str(one.label)), self.text(one, old), self.text(one, new)) for one, (old, new) in shown]

    def state(self, object_type: ObjectType, names: Sequence[str], row: dict[str, Any]) -> list[tuple[str, str]]:
        """These fields of a stored row, as far as the person may read them."""
        hidden = access.field_rights(self.actor, object_type)
        known = object_type.fields()
        chosen = [known[name] for name in names if name in known and hidden.get(name) != "hidden"]
        own = row.get("custom") or {}
        values = [(one, own.get(one.name) if one.custom else row.get(one.column)) for one in chosen]
        self._look_up(pair for one, value in values for pair in _references(one, value))
        return [(_capital(str(one.label)), self.text(one, value)) for one, value in values]

    def _look_up(self, wanted: Iterable[tuple[str, int]]) -> None:
        missing = {pair for pair in wanted if pair not in self._titles}
        if missing:
            found = titles.look_up(self.actor, missing)
            self._titles |= {pair: found.get(pair, f"#{pair[1]}") for pair in missing}

    def text(self, one: Field, stored: Any) -> str:
        """A stored value as the person reads it."""
        if stored in (None, "", [], {}):
            return ""
        if one.type.name == "references":
            return ", ".join(self._titles.get((one.target, number), f"#{number}") for number in stored)
        if one.target:
            named = one.label_of(str(stored)) if one.choices else ""
            return named or self._titles.get((one.target, stored), f"#{stored}")
        if one.type.name == "link":
            pair = titles.split_link(stored)
            return str(self._titles.get(pair, stored) if pair else stored)
        plain = one.type.from_stored(stored) if isinstance(stored, str | int | float | list | dict | bool) else stored
        return one.type.to_text(plain, one)

    def piece(
        self, object_type: ObjectType, number: int, record: Any, happened: Sequence[tuple[str, Event]], name: str
    ) -> Piece:
        """What happened to one record: the events in their order, each with what the rule takes it for."""
        last = happened[-1][1]
        title = titles.of(record, self.actor) if record is not None else _title_then(object_type, last, number)
        piece = Piece(object_type, number, title, record is not None, who=who_of(last), at=last.at)
        pairs: dict[str, tuple[Any, Any]] = {}
        for on, event in happened:
            if on == "note":
                piece.note = _excerpt(event)
            elif event.kind == "updated":
                for column, (old, new) in event.changed.items():
                    pairs[column] = (pairs[column][0] if column in pairs else old, new)
        piece.changes = self.changes(object_type, pairs)
        piece.what = _what(happened, object_type, name)
        return piece


def _references(one: Field, stored: Any) -> list[tuple[str, int]]:
    if not stored:
        return []
    if one.type.name == "references":
        return [(one.target, number) for number in stored]
    if one.target:
        return [(one.target, stored)]
    pair = titles.split_link(stored) if one.type.name == "link" else None
    return [pair] if pair else []


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _title_then(object_type: ObjectType, event: Event, number: int) -> str:
    row = event.record if event.object == object_type.name else {}
    return str(row.get(object_type.title) or f"#{number}")


def _excerpt(event: Event) -> str:
    said = "\n".join(filter(None, (event.record.get("subject"), event.record.get("body"))))
    return said if len(said) <= LONGEST_NOTE else f"{said[: LONGEST_NOTE - 1]}…"


def _what(happened: Sequence[tuple[str, Event]], object_type: ObjectType, name: str) -> str:
    """What was done beside changing fields; empty for a plain change."""
    said: dict[str, None] = {}
    for on, event in happened:
        match on:
            case "created":
                said[pgettext("event", "New")] = None
            case "deleted":
                said[pgettext("event", "Deleted")] = None
            case "note":
                said[pgettext("event", "New note")] = None
            case "entered":
                said[_("Now in “%(name)s”") % {"name": name}] = None
            case "left":
                said[_("No longer in “%(name)s”") % {"name": name}] = None
            case "event":
                known = next((kind for kind in events.kinds_of(object_type.name) if kind.kind == event.kind), None)
                said[str(known.label) if known else event.kind] = None
            case "action":
                action = next((one for one in actions.all_actions() if one.name == event.action), None)
                said[str(action.label) if action else event.action] = None
    return _(", ").join(said)


def who_of(event: Event) -> str:
    """Who did it, by name."""
    if event.actor_kind == "workflow":
        return _("Workflow")
    if event.actor_kind == "system":
        return "Magpie"
    user = User.objects.filter(pk=event.actor_id).first() if event.actor_id else None
    return user.name if user is not None else _("Database")


# ---- notices


def title_of_one(piece: Piece) -> str:
    """One line about one record: “Opportunity X: Stage Negotiation → Won (Bo)”."""
    words = {
        "object": _capital(str(piece.object_type.label)), "title": piece.title, "what": piece.said, "who": piece.who,
    }  # fmt: skip
    return _("%(object)s “%(title)s”: %(what)s (%(who)s)") % words


def body_of_one(piece: Piece, why: str) -> str:
    """Every change in a line, the note, who did it and when, and why the receiver is told."""
    lines = [str(change) for change in piece.changes]
    if piece.note:
        lines += ["", piece.note]
    lines += [_("By %(name)s, %(when)s") % {"name": piece.who, "when": moment(piece.at)}, "", why]
    return "\n".join(lines).strip()


def title_of_many(object_type: ObjectType, count: int, name: str) -> str:
    """One line about many records."""
    label = str(object_type.label if count == 1 else object_type.label_plural)
    words = {"name": name, "count": count, "object": label}
    return ngettext("%(name)s: %(count)d %(object)s", "%(name)s: %(count)d %(object)s", count) % words


def lines_of_many(pieces: Sequence[Piece], count: int, why: str) -> str:
    """A line for each record, as many as a notice holds, and how many more there are."""
    lines = [f"• {_line(piece)}" for piece in pieces[:MOST_SHOWN]]
    if count > len(lines):
        lines.append(_("… and %(count)d more") % {"count": count - len(lines)})
    return "\n".join([*lines, "", why])


def _line(piece: Piece) -> str:
    parts = [piece.said, f"({piece.who})" if piece.said and piece.who else ""]
    parts = [part for part in parts if part]
    state = " · ".join(f"{label} {text}" for label, text in piece.state if text)
    said = " ".join(parts)
    return ": ".join(filter(None, [piece.title, " | ".join(filter(None, [said, state]))]))


def table_of_many(pieces: Sequence[Piece], count: int, why: str) -> str:
    """The same as a table, for mails."""
    cell = "padding:6px 8px;border-bottom:1px solid #f0f0f0;vertical-align:top;text-align:left"
    heads = [_("Record"), _("What changed")]
    labels = [label for label, _text in pieces[0].state] if pieces else []
    has_changes = any(piece.said for piece in pieces)
    names = [heads[0], *([heads[1]] if has_changes else []), *labels]
    head = "".join(f'<th style="{cell};color:#8c8c8c;font-weight:normal">{escape(name)}</th>' for name in names)
    body = []
    for piece in pieces[:MOST_SHOWN]:
        url = texts.page_url(piece.object_type.name, piece.number)
        name = f'<a href="{escape(url)}">{escape(piece.title)}</a>' if piece.is_there else escape(piece.title)
        cells = [name]
        if has_changes:
            cells.append(f"{escape(piece.said)} <span style='color:#8c8c8c'>{escape(piece.who)}</span>")
        cells += [escape(text) for _label, text in piece.state]
        body.append("<tr>" + "".join(f'<td style="{cell}">{text}</td>' for text in cells) + "</tr>")
    more = f"<p>{escape(_('… and %(count)d more') % {'count': count - MOST_SHOWN})}</p>" if count > MOST_SHOWN else ""
    return (
        f'<table style="border-collapse:collapse;width:100%;font-size:14px"><tr>{head}</tr>{"".join(body)}</table>'
        f'{more}<p style="color:#8c8c8c">{escape(why)}</p>'
    )


def list_url(object_type: ObjectType, numbers: Sequence[int], condition: Any) -> str:
    """The address of the list of these records; of very many, of those that satisfy the condition."""
    bare = f"{settings.PUBLIC_URL}/{object_type.plural}"
    for chosen in ({"field": "id", "in": sorted(numbers)} if len(numbers) <= MOST_SHOWN else None, condition):
        if chosen:
            asked = json.dumps(chosen, ensure_ascii=False, separators=(",", ":"))
            url = f"{bare}?{urllib.parse.urlencode({'list': 'all', 'filter': asked})}"
            if len(url) <= LONGEST_URL:
                return url
    return bare


def moment(at: Any) -> str:
    """A time in the active zone."""
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M")
