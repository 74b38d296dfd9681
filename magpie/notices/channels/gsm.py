"""Texts as short messages carry them: GSM 03.38 where every sign is in it, else UCS-2; long ones in parts.

Parts are cut between signs, never within one, and begin with a header that tells telephones how to join them
(3GPP TS 23.040, 9.2.3.24.1).
"""

from __future__ import annotations

from typing import NamedTuple

BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
FURTHER = {"^": 0x14, "{": 0x28, "}": 0x29, "\\": 0x2F, "[": 0x3C, "~": 0x3D, "]": 0x3E, "|": 0x40, "€": 0x65}
ESCAPE = 0x1B
GSM7, UCS2 = 0, 8  # data_coding of SMPP
JOINED = 0x40  # esm_class: begins with a header
MOST_PARTS = 10
_CODES = {sign: bytes([number]) for number, sign in enumerate(BASIC) if number != ESCAPE} | {
    sign: bytes([ESCAPE, number]) for sign, number in FURTHER.items()
}


class Parts(NamedTuple):
    """A text ready to be submitted, part by part."""

    parts: list[bytes]
    data_coding: int
    esm_class: int


def parts_of(text: str, reference: int) -> Parts:
    """The parts; what goes beyond ten is cut off.  `reference` (0 to 255) tells messages to one number apart."""
    plain = all(sign in _CODES for sign in text)
    signs = [_CODES[sign] if plain else sign.encode("utf-16-be") for sign in text]
    whole, each = (160, 153) if plain else (140, 134)
    if sum(map(len, signs)) <= whole:
        return Parts([b"".join(signs)], GSM7 if plain else UCS2, 0)
    pieces = [b""]
    for sign in signs:
        if len(pieces[-1]) + len(sign) > each:
            pieces.append(b"")
        pieces[-1] += sign
    pieces = pieces[:MOST_PARTS]
    header = bytes([5, 0, 3, reference % 256, len(pieces)])
    return Parts(
        [header + bytes([number]) + piece for number, piece in enumerate(pieces, start=1)],
        GSM7 if plain else UCS2,
        JOINED,
    )
