"""Loading without looking for garbage.

While a process loads its modules it makes a million objects that all stay.  Looking through them again and again for
some that do not takes a quarter of the time until it is ready.
"""

from __future__ import annotations

import gc


def begin() -> None:
    """From here on modules are loaded."""
    gc.disable()


def end() -> None:
    """What is there stays for good and is never looked through again; from here on garbage is collected."""
    gc.freeze()
    gc.enable()
