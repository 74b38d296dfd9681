"""A child whose parent was killed in the instant between fork and the tie does not live on alone."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import psutil

PARENT = """
import os, signal, sys, time
from config.tether import tie_call

tie, parent = tie_call(signal.SIGTERM), os.getpid()
if os.fork() == 0:
    open(sys.argv[1], "w").write(str(os.getpid()))
    while os.getppid() == parent:
        time.sleep(0.01)
    tie()
    time.sleep(30)
while not os.path.exists(sys.argv[1]) or not open(sys.argv[1]).read():
    time.sleep(0.01)
os.kill(parent, signal.SIGKILL)
"""


def test_a_child_that_was_orphaned_before_it_was_tied_ends(tmp_path: Path) -> None:
    note = tmp_path / "child"
    subprocess.run([sys.executable, "-c", PARENT, str(note)], timeout=30)
    number = int(note.read_text())
    deadline = time.monotonic() + 10
    while psutil.pid_exists(number) and psutil.Process(number).status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < deadline, "it lives on"
        time.sleep(0.05)
