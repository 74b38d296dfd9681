"""A program that sets one print and ends: `press.py pdf|pictures FONTS SOURCE SECONDS`, the data on its standard input.

It runs apart from the product, with limits of time and memory, so that a template that asks for too much harms nobody.
`pdf` answers with the PDF; `pictures` with JSON: the number of pages and the first of them as PNG.
"""

from __future__ import annotations

import base64
import io
import json
import resource
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

MEMORY_BYTES = 4 * 2**30
PICTURED = 8  # pages
SCALE = 1.6  # of 72 dots per inch


def main(mode: str, fonts: str, source: str, seconds: str) -> None:
    """Do it; whatever goes wrong ends the program with a code that is not 0."""
    resource.setrlimit(resource.RLIMIT_CPU, (int(seconds), int(seconds) + 1))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    asked: dict[str, Any] = json.load(sys.stdin)
    import typst

    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "data.json").write_text(json.dumps(asked["data"], ensure_ascii=False))
        shutil.copyfile(source, place / "main.typ")
        for name, path in asked["pictures"].items():
            _redraw(Path(path), place / name)
        found = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[fonts])
        pdf: Any = typst.compile(place / "main.typ", root=place, font_paths=found)
    if mode == "pdf":
        sys.stdout.buffer.write(pdf)
        return
    print(json.dumps(_pictures(pdf)))  # noqa: T201 - the answer


def _redraw(path: Path, target: Path) -> None:
    """The picture as PNG of a bearable size, whatever it was; an empty one if it cannot be read."""
    from PIL import Image

    try:
        with Image.open(path) as opened:
            opened.thumbnail((1600, 1600))
            picture = opened.convert("RGBA")
    except (OSError, ValueError, Image.DecompressionBombError):
        picture = Image.new("RGBA", (1, 1))
    picture.save(target, "PNG")


def _pictures(pdf: bytes) -> dict[str, Any]:
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    pictures = []
    for number in range(min(len(document), PICTURED)):
        out = io.BytesIO()
        document[number].render(scale=SCALE).to_pil().save(out, "PNG", compress_level=3)
        pictures.append(base64.b64encode(out.getvalue()).decode())
    return {"pages": len(document), "pictures": pictures}


if __name__ == "__main__":
    main(*sys.argv[1:])
