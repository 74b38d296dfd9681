"""What a subscription says: title and short text for every channel, and its page for the mail.

The page is made for Outlook, Foxmail and QQ Mail: tables, styles at each element, nothing from outside.
Everything is called with the reader's language and zone in force (`spoken_to`).
"""

from __future__ import annotations

import contextlib
import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils import timezone, translation
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from magpie.platform.figures import SIGNS
from magpie.platform.models import User
from magpie.reminders import wording
from magpie.subscriptions import planning, rules
from magpie.subscriptions.sources import Column, Figure, Report, Row, Table

MOST_COLUMNS = 10  # in the mail; files have all
MOST_MISSED_SHOWN = 5
LONGEST_CELL = 80
SHORT = 12  # letters that stay on one line
GREY, LINE, LINK, INK = "#595959", "#e8e8e8", "#0958d9", "#1f1f1f"
CELL = f"padding:6px 10px;border-bottom:1px solid {LINE};font-size:13px;line-height:20px;color:{INK}"
HEAD = (
    f"padding:6px 10px;border-bottom:1px solid #bfbfbf;background:#fafafa;font-size:12px;line-height:20px;color:{GREY};"
    "font-weight:normal;white-space:nowrap"
)
TABLE = (
    '<table cellpadding="0" cellspacing="0" border="0" width="100%" style="border-collapse:collapse;margin:8px 0 0">'
)


@dataclass(frozen=True)
class Shown:
    """A figure as it is read, and how it has changed."""

    label: str
    value: str
    change: str


@contextlib.contextmanager
def spoken_to(user: User) -> Iterator[None]:
    """In this person's language and time zone."""
    with translation.override(user.language), timezone.override(planning.zone_of(user)):
        yield


def shown(report: Report, before: Mapping[str, Decimal] | None) -> list[Shown]:
    """The figures on top; `before` are those that were told last."""
    known = before or {}
    return [
        Shown(each.label, amount(each), rules.change(each.value, known.get(each.name), in_percent=bool(each.unit)))
        for each in report.figures
        if each.headline
    ]


def amount(figure: Figure) -> str:
    """A figure with its unit: ¥1,200.00, 12, 80 %."""
    places = 0 if figure.unit and figure.value == figure.value.to_integral_value() else figure.places
    number = f"{figure.value:,.{places}f}"
    if figure.unit == "%":
        return f"{number} %"
    return f"{SIGNS.get(figure.unit, f'{figure.unit} ' if figure.unit else '')}{number}"


def title(name: str, figures: Sequence[Shown]) -> str:
    """One line: what it is, and its first figure."""
    if not figures:
        return name
    first = figures[0]
    return f"{name} · {first.label} {first.value}{f' {first.change}' if first.change else ''}"


def body(figures: Sequence[Shown], notes: Sequence[str]) -> str:
    """The short text: the figures, and what is to be known of this time."""
    lines = [f"{one.label}: {one.value}{f' ({one.change})' if one.change else ''}" for one in figures]
    return "\n".join([*lines, *notes])


def notes(late_seconds: int, missed: Sequence[str]) -> list[str]:
    """How late this is, and for which other times it stands."""
    found = []
    if late_seconds >= rules.LATE_FROM_SECONDS:
        found.append(_("Sent %(time)s late.") % {"time": wording.duration(late_seconds)})
    if missed:
        zone = timezone.get_current_timezone()
        last = [wording.moment(datetime.datetime.fromisoformat(at), zone) for at in missed[-MOST_MISSED_SHOWN:]]
        more = len(missed) - len(last)
        text = ngettext(
            "It stands for %(count)d earlier time that could not be kept as well: %(times)s",
            "It stands for %(count)d earlier times that could not be kept as well: %(times)s", len(missed),
        )  # fmt: skip
        found.append(text % {"count": len(missed), "times": ("… " if more else "") + ", ".join(last)})
    return found


def page(report: Report, figures: Sequence[Shown], said: Sequence[str]) -> str:
    """All of it as a piece of HTML."""
    parts = [_paragraph(report.about)] if report.about else []
    parts += [_paragraph(note) for note in said]
    if figures:
        parts.append(_figures(figures))
    for table in report.tables:
        parts.append(_table(table, report.url))
    return "\n".join(parts)


def _paragraph(text: str) -> str:
    return f'<p style="margin:0 0 8px;font-size:13px;color:{GREY}">{escape(text)}</p>'


def _figures(figures: Sequence[Shown]) -> str:
    cells = [_figure(one) for one in figures]
    rows = [cells[at : at + 3] for at in range(0, len(cells), 3)]
    drawn = "".join(f"<tr>{''.join(row)}</tr>" for row in rows)
    return f'<table cellpadding="0" cellspacing="0" border="0" style="border-collapse:collapse">{drawn}</table>'


def _figure(one: Shown) -> str:
    small = f"font-size:13px;color:{GREY};white-space:nowrap"
    change = f' <span style="{small}">{escape(one.change)}</span>' if one.change else ""
    return (
        '<td style="padding:10px 24px 10px 0;vertical-align:top">'
        f'<div style="font-size:12px;color:{GREY}">{escape(one.label)}</div>'
        f'<div style="font-size:22px;line-height:30px;color:{INK}"><b>{escape(one.value)}</b>{change}</div></td>'
    )


def _table(table: Table, url: str) -> str:
    if not table.count:
        return _paragraph(_("%(title)s: nothing at the moment.") % {"title": table.title})
    columns = table.columns[:MOST_COLUMNS]
    heads = "".join(
        f'<th align="{_side(c)}" style="{HEAD};text-align:{_side(c)}">{escape(c.label)}</th>' for c in columns
    )
    rows = "".join(f"<tr>{_cells(row, columns)}</tr>" for row in table.rows)
    drawn = (
        f'<p style="margin:16px 0 0;font-size:14px;color:{INK}"><b>{escape(table.title)}</b></p>'
        f'<div style="overflow-x:auto">{TABLE}<tr>{heads}</tr>{rows}</table></div>'
    )
    if (more := table.count - len(table.rows)) > 0:
        text = ngettext("and %(count)s more", "and %(count)s more", more) % {"count": f"{more:,}"}
        link = f'<a href="{escape(url)}" style="color:{LINK}">{escape(text)}</a>'
        drawn += f'<p style="margin:8px 0 0;font-size:13px">{link}</p>'
    return drawn


def _cells(row: Row, columns: Sequence[Column]) -> str:
    drawn = []
    for place, column in enumerate(columns):
        text = cell_text(row.cells[place], column, row.currency)
        text = f"{text[: LONGEST_CELL - 1]}…" if len(text) > LONGEST_CELL else text
        shown_text = escape(text) or "&nbsp;"
        if place == 0 and row.url:
            shown_text = f'<a href="{escape(row.url)}" style="color:{LINK};text-decoration:none">{shown_text}</a>'
        if row.is_sum:
            shown_text = f"<b>{shown_text}</b>"
        keep = ";white-space:nowrap" if column.kind != "text" or len(text) <= SHORT else ""
        drawn.append(f'<td align="{_side(column)}" style="{CELL};text-align:{_side(column)}{keep}">{shown_text}</td>')
    return "".join(drawn)


def _side(column: Column) -> str:
    return "right" if column.kind in ("number", "money") else "left"


def cell_text(value: Any, column: Column, currency: str = "") -> str:
    """A value as a person reads it, on one line."""
    if value is None or value == "":
        return ""
    if isinstance(value, datetime.datetime):
        return timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        number = f"{value:,.{column.places}f}" if column.places else f"{Decimal(value).normalize():,f}"
        return f"{SIGNS.get(currency, '')}{number}" if column.kind == "money" else number
    return " ".join(str(value).split())
