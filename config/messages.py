"""The translations of the Python side: `python -m config.messages update|compile|check`.

`update` brings the catalogue in step with the texts in the code, `compile` makes what Django reads (not committed),
`check` fails when a text is missing, untranslated or uncertain, or when its placeholders differ.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from config import home as places

CATALOGUE = Path("magpie/locale/zh_Hans/LC_MESSAGES/django.po")
PARTS = ("magpie", "config")
SKIPPED = {"tests", "migrations", "locale", "__pycache__"}
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "now_": None,  # gettext where `_` is the lazy one
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


def main() -> int:
    """Carry out one of the three; the exit code."""
    tasks = {"update": update, "compile": compile_catalogue, "check": check}
    if len(sys.argv) != 2 or sys.argv[1] not in tasks:
        print("Usage: python -m config.messages update|compile|check", file=sys.stderr)
        return 2
    return tasks[sys.argv[1]]()


def update() -> int:
    """Add new texts, drop those that are gone. A text that changed is translated anew: no guesses."""
    catalogue = _read()
    catalogue.update(_extract(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    buffer = BytesIO()
    write_po(buffer, catalogue, width=120, sort_output=True, omit_header=False, include_lineno=False)
    path = places.checkout() / CATALOGUE
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or _body(path.read_bytes()) != _body(buffer.getvalue()):
        path.write_bytes(buffer.getvalue())
    return 0


def compile_catalogue() -> int:
    """Write the .mo file beside the .po file."""
    path = places.checkout() / CATALOGUE
    if path.exists():
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, _read())
    return 0


def check() -> int:
    """Print every fault."""
    faults = sorted(_faults())
    for fault in faults:
        print(fault)
    if faults:
        print(f"{len(faults)} faults; make messages brings {CATALOGUE} in step, the translating is yours.")
    return 1 if faults else 0


def _faults() -> Iterator[str]:
    catalogue, wanted = _read(), _extract()
    for message in wanted:
        if not message.id:
            continue
        known = catalogue.get(message.id, message.context)
        name = repr(message.id[0] if isinstance(message.id, tuple) else message.id)
        if known is None:
            yield f"missing: {name}"
        elif known.fuzzy or not _texts(known.string)[0]:
            yield f"not translated: {name}"
        elif not _placeholders_fit(known):
            yield f"other placeholders: {name}"
    for message in catalogue:
        if message.id and wanted.get(message.id, message.context) is None:
            yield f"no longer used: {message.id!r}"


def _placeholders_fit(message: Message) -> bool:
    allowed = [sorted(_PLACEHOLDER.findall(text)) for text in _texts(message.id)]
    return all(sorted(_PLACEHOLDER.findall(text)) in allowed for text in _texts(message.string))


def _texts(value: object) -> list[str]:
    return [str(text) for text in value] if isinstance(value, (tuple, list)) else [str(value or "")]


def _read() -> Catalog:
    path = places.checkout() / CATALOGUE
    if not path.exists():
        return Catalog(locale="zh_Hans", project="Magpie", fuzzy=False)
    with path.open("rb") as file:
        return read_po(file, locale="zh_Hans")


def _extract() -> Catalog:
    found = Catalog(project="Magpie", fuzzy=False)
    for part in PARTS:
        root = places.checkout() / part
        for name, _line, message, comments, context in extract_from_dir(
            root,
            method_map=[("**.py", "python")],
            keywords=KEYWORDS,
            comment_tags=("Translators:",),
            directory_filter=lambda folder: Path(folder).name not in SKIPPED,
        ):
            found.add(message, locations=[(f"{part}/{name}", 0)], auto_comments=comments, context=context)
    return found


def _body(text: bytes) -> bytes:
    """Without the dates in the head, which would make every update a change."""
    return b"\n".join(line for line in text.splitlines() if b"-Date: " not in line)


if __name__ == "__main__":
    sys.exit(main())
