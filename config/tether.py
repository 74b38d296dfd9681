"""Children that do not outlive their parent, not even when it is killed with -9.

The kernel does it (Linux): a process may ask to be sent a signal when its parent dies. On other systems the next
start finds what was left and ends it.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Callable

SUPERVISOR_VARIABLE = "MAGPIE_SUPERVISED"

_PR_SET_PDEATHSIG = 1


def tie_call(death_signal: signal.Signals) -> Callable[[], None] | None:
    """A call for a new process, between fork and exec, that ties it to the process that starts it.

    Start such a process from the main thread: the kernel watches the thread, not the process.
    """
    if not sys.platform.startswith("linux"):
        return None
    prctl = ctypes.CDLL(None).prctl  # looked up here: between fork and exec there may be no more than the bare call
    number = int(death_signal)

    def tie() -> None:
        prctl(_PR_SET_PDEATHSIG, number)

    return tie


def tie_to_supervisor() -> None:
    """In a process that `magpie serve` started: end, in good order, when the supervisor is gone."""
    supervisor = os.environ.get(SUPERVISOR_VARIABLE)
    if not supervisor:
        return
    tie = tie_call(signal.SIGTERM)
    if tie:
        tie()
    if os.getppid() != int(supervisor):  # it died before we could ask
        sys.exit(1)
