"""What can go wrong on the way, in three kinds that must not be confused.

The other side cannot be used at all (`Away`: no message is to blame and all wait), it will not take this message now
(`NotNow`), or it never will (`TurnedDown`).
"""

from __future__ import annotations


class Away(Exception):
    """The server cannot be reached, refuses the sign-in, or takes nothing at all.

    `uncertain` where it broke off after the message was handed over: it may have been taken.  `refused` where it is
    there and will have nothing of us (no money left, a wrong key): only a message that it takes proves the contrary.
    """

    def __init__(self, text: str, *, uncertain: bool = False, refused: bool = False) -> None:
        super().__init__(text)
        self.uncertain, self.refused = uncertain, refused


class NotNow(Exception):
    """The server asks to try this message again later; `whole` where it did not say so of the recipient."""

    def __init__(self, text: str, whole: bool) -> None:
        super().__init__(text)
        self.whole = whole


class TurnedDown(Exception):
    """The server will not take this message; `gone` where the address itself has ended."""

    def __init__(self, text: str, *, gone: bool = False) -> None:
        super().__init__(text)
        self.gone = gone
