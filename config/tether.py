"""Children that do not outlive their parent, not even when it is killed with -9.

The kernel does it (Linux): a process may ask to be sent a signal when its parent dies. On other systems the next
start finds what was left and ends it.
"""

from __future__ import annotations

import ctypes
import os
import select
import signal
import sys
import threading
import time
from collections.abc import Callable

SUPERVISOR_VARIABLE = "MAGPIE_SUPERVISED"
ORPHAN_SECONDS = 10.0  # for ending in good order after the supervisor's death

_PR_SET_PDEATHSIG = 1
_is_supervised = False


def tie_call(death_signal: signal.Signals, parent: int = 0) -> Callable[[], None] | None:
    """A call for a new process, between fork and exec, that ties it to the process that starts it, or to `parent`.

    Start such a process from the main thread: the kernel watches the thread, not the process.
    """
    if not sys.platform.startswith("linux"):
        return None
    prctl = ctypes.CDLL(None).prctl  # looked up here: between fork and exec there may be no more than the bare call
    number, parent = int(death_signal), parent or os.getpid()

    def tie() -> None:
        prctl(_PR_SET_PDEATHSIG, number)
        if os.getppid() != parent:  # killed between fork and this call: no signal will ever come
            os._exit(1)

    return tie


def tie_to_supervisor() -> None:
    """In a process that `magpie serve` or a worker started: end, in good order, when its supervisor is gone.

    The variable is taken away: processes that this one starts are none of the supervisor's.
    """
    global _is_supervised  # noqa: PLW0603 - a fact about this process
    supervisor = os.environ.pop(SUPERVISOR_VARIABLE, None)
    if not supervisor:
        return
    _is_supervised = True
    tie = tie_call(signal.SIGTERM, int(supervisor))
    if tie:
        tie()
    if os.getppid() != int(supervisor):  # it died before we could ask
        sys.exit(1)
    threading.Thread(target=_outlive_briefly, args=(int(supervisor),), name="tether", daemon=True).start()


def is_supervised() -> bool:
    """Whether another process of Magpie started this one, and so looks after the database."""
    return _is_supervised


def _outlive_briefly(supervisor: int) -> None:
    """End the hard way when the orderly one takes too long: the database dies with the supervisor, and waiting for it
    to come back could take for ever.
    """
    try:
        handle = os.pidfd_open(supervisor)
    except (AttributeError, OSError):  # an old kernel, another system, or just gone
        while os.getppid() == supervisor:
            time.sleep(1.0)
    else:
        select.select([handle], [], [])
    time.sleep(ORPHAN_SECONDS)
    os._exit(1)
