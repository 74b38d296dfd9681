"""Sets prints as PDF with Typst.  What users wrote goes in as data, never as Typst source."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any

import noto_cjk_sans_otc
import typst
from django.utils import timezone, translation

from magpie.platform.objects import ObjectType
from magpie.prints import letters as post
from magpie.prints.letters import Letter
from magpie.prints.papers import ENVELOPES, Sheet

SOURCES = Path(__file__).with_name("sources")
FONT = "Noto Sans CJK SC"
WIDE_FROM = 6  # columns; more of them lie across


@functools.cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=[Path(noto_cjk_sans_otc.__file__).parent])


def labels(found: list[Letter], sheet: Sheet, order: str, skip: int) -> bytes:
    """A sheet of labels, the first `skip` of which have been used already."""
    rows = [list[str]() for _used in range(skip)] + [post.lines(letter, order) for letter in found]
    return _set("labels", {"sheet": sheet.as_data(), "labels": rows})


def envelopes(found: list[Letter], size: str, order: str, sender: str) -> bytes:
    """An envelope for each recipient."""
    described = []
    for letter in found:
        chinese = order == "chinese" or (order == "auto" and post.is_chinese(letter))
        described.append(
            {
                "chinese": chinese, "code": letter.address.get("postal_code", ""), "name": post.addressed(letter),
                "place": post.place_of(letter.address), "company": letter.company, "lines": post.lines(letter, order),
            }
        )  # fmt: skip
    lines = [line for line in sender.splitlines() if line.strip()]
    return _set("envelopes", {"size": ENVELOPES[size], "letters": described, "sender": lines})


def table(object_type: ObjectType, found: list[Letter], order: str, *, with_address: bool) -> bytes:
    """A list of addresses, or of telephone numbers."""
    heads = post.headings()
    shown = ["name", "company", *(["address"] if with_address else []), "phone"]
    if not any(letter.company for letter in found):
        shown.remove("company")
    widths = {"name": 2, "company": 3, "address": 5, "phone": 2 if with_address else 3}
    rows = []
    for letter in found:
        cells = {
            "name": letter.name, "company": letter.company, "address": post.one_line(letter, order),
            "phone": "\n".join(letter.numbers),
        }  # fmt: skip
        rows.append([cells[name] for name in shown])
    data = {
        "title": str(object_type.label_plural), "day": timezone.localdate().isoformat(), "rows": rows,
        "heads": [heads[name] for name in shown], "widths": [widths[name] for name in shown],
    }  # fmt: skip
    return _set("list", data)


def report(title: str, about: str, figures: list[dict[str, str]], tables: list[dict[str, Any]]) -> bytes:
    """Figures and tables on A4.  A table has title, heads, right (of each column), widths, rows of texts, and more."""
    data = {
        "title": title, "about": about, "figures": figures, "tables": tables, "day": timezone.localdate().isoformat(),
        "wide": any(len(table["heads"]) > WIDE_FROM for table in tables),
    }  # fmt: skip
    return _set("report", data)


def _set(name: str, data: dict[str, Any]) -> bytes:
    lang = "zh" if (translation.get_language() or "").startswith("zh") else "en"
    inputs = {"data": json.dumps({**data, "font": FONT, "lang": lang}, ensure_ascii=False)}
    source = (SOURCES / f"{name}.typ").read_bytes()
    pdf: Any = typst.compile(source, font_paths=_fonts(), sys_inputs=inputs)
    return bytes(pdf)
