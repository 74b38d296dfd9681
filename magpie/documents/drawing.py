"""A program of its own that looks into a file and draws its pages: PDFs and pictures come from outside.

What breaks or never ends here ends this process alone; it may use so much memory and time and no more.  It knows
nothing of the rest of the product:

    python drawing.py inspect FILE              prints {"kind": "pdf", "pages": 7} or {"problem": "password"}
    python drawing.py draw FILE KIND PAGE WIDTH OUT     writes the page (from 1 on) as WebP, WIDTH pixels wide
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path

MOST_MEMORY = 2 * 1024**3
MOST_SECONDS = 20
MOST_PAGES = 500
MOST_PIXELS = 60_000_000
TALLEST = 8  # times as tall as wide: more of a page is not drawn


def inspect(path: str) -> dict[str, object]:
    """What the file is, how many pages it has, or why it cannot be shown."""
    with Path(path).open("rb") as file:
        head = file.read(1024)
    if b"%PDF-" in head:
        return _inspect_pdf(path)
    return _inspect_picture(path)


def _inspect_pdf(path: str) -> dict[str, object]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
        pages = len(document)
    except pypdfium2.PdfiumError as error:
        return {"problem": "password" if "password" in str(error).lower() else "damaged"}
    if pages > MOST_PAGES:
        return {"problem": "pages"}
    return {"kind": "pdf", "pages": pages} if pages else {"problem": "damaged"}


def _inspect_picture(path: str) -> dict[str, object]:
    from PIL import Image, UnidentifiedImageError

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    try:
        with Image.open(path, formats=["PNG", "JPEG", "WEBP", "GIF", "BMP"]) as picture:
            picture.load()
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError, SyntaxError):
        return {"problem": "damaged"}
    return {"kind": "image", "pages": 1}


def draw(path: str, kind: str, page: int, width: int, out: str) -> None:
    """Write one page as a picture."""
    from PIL import Image, ImageOps

    if kind == "pdf":
        import pypdfium2

        leaf = pypdfium2.PdfDocument(path)[page - 1]
        wide, tall = leaf.get_size()
        scale = width / max(wide, tall / TALLEST, 1)
        picture = leaf.render(scale=scale).to_pil()
    else:
        Image.MAX_IMAGE_PIXELS = MOST_PIXELS
        picture = ImageOps.exif_transpose(Image.open(path))
        picture.thumbnail((width, width * TALLEST))
    picture.convert("RGB").save(out, "WEBP", quality=82, method=4)


def main(arguments: list[str]) -> None:
    """Do what the command line says."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    if arguments[0] == "inspect":
        sys.stdout.write(json.dumps(inspect(arguments[1])))
    else:
        _draw, path, kind, page, width, out = arguments
        draw(path, kind, int(page), int(width), out)


if __name__ == "__main__":
    main(sys.argv[1:])
