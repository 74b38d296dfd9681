"""QR codes and bar codes (Code 128) as SVG."""

from __future__ import annotations

import io
from html import escape

import segno
from barcode.codex import Code128

LONGEST = 1_000
LONGEST_BARCODE = 60


def qr(value: str) -> str:
    """A QR code (ISO/IEC 18004) with the value; empty if it does not fit into one."""
    try:
        code = segno.make_qr(value[:LONGEST], error="m")
    except (segno.DataOverflowError, UnicodeError):
        return ""
    out = io.BytesIO()
    code.save(out, kind="svg", border=1, xmldecl=False, svgns=True, omitsize=True)
    return out.getvalue().decode()


def barcode(value: str) -> str:
    """A bar code (ISO/IEC 15417) with the value under it; empty if it has other characters than ASCII."""
    text = value[:LONGEST_BARCODE]
    if not text.isascii() or not text.isprintable():
        return ""
    modules = "".join(Code128(text).build())
    bars = "".join(
        f'<rect x="{at + 10}" y="0" width="1.02" height="40"/>' for at, bit in enumerate(modules) if bit == "1"
    )
    wide = len(modules) + 20
    name = f'<text x="{wide / 2}" y="52" font-size="11" text-anchor="middle">{escape(text)}</text>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} 55">{bars}{name}</svg>'
