"""The processes in which programs run: kept ready, killed at their limits, replaced at once."""

from __future__ import annotations

import atexit
import contextlib
import json
import os
import select
import signal
import struct
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

EVALUATOR = Path(__file__).with_name("evaluator.py")
WALL_SECONDS = 10.0
AT_ONCE = 4
USES = 500  # then another one is started, so that nothing can add up


class Ended(Exception):
    """The process went; the text is "time", "memory", "killed", "busy" or "broken"."""


class Process:
    """One evaluator."""

    def __init__(self) -> None:
        packages = str(Path(_starlark()).parent.parent)
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-B", str(EVALUATOR), packages],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env={"LANG": "C.UTF-8"},
            start_new_session=True,
            bufsize=0,
        )
        self.owner = os.getpid()
        self.uses = 0

    def ask(self, request: dict[str, Any], seconds: float) -> dict[str, Any]:
        """The answer; Ended if the process did not survive the question or took too long."""
        self.uses += 1
        deadline = time.monotonic() + seconds
        sent = json.dumps(request).encode()
        try:
            self._write(struct.pack(">I", len(sent)) + sent, deadline)
            length = struct.unpack(">I", self._read(4, deadline))[0]
            answer: dict[str, Any] = json.loads(self._read(length, deadline))
        except Ended:
            self.kill()
            raise
        except (OSError, ValueError):
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(1)
            cause = self._cause()
            self.kill()
            raise Ended(cause) from None
        return answer

    def _write(self, data: bytes, deadline: float) -> None:
        assert self._process.stdin is not None  # noqa: S101 - it is a pipe
        rest = memoryview(data)
        while rest:
            _ready, writable, _bad = select.select([], [self._process.stdin], [], max(0.0, deadline - time.monotonic()))
            if not writable:
                raise Ended("time")
            rest = rest[os.write(self._process.stdin.fileno(), rest[:65536]) :]

    def _read(self, count: int, deadline: float) -> bytes:
        assert self._process.stdout is not None  # noqa: S101 - it is a pipe
        found = bytearray()
        while len(found) < count:
            readable, _writable, _bad = select.select(
                [self._process.stdout], [], [], max(0.0, deadline - time.monotonic())
            )
            if not readable:
                raise Ended("time")
            part = os.read(self._process.stdout.fileno(), min(count - len(found), 1 << 20))
            if not part:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self._process.wait(1)
                raise Ended(self._cause())
            found += part
        return bytes(found)

    def _cause(self) -> str:
        code = self._process.returncode
        if code is not None and code > 0:
            return "broken"  # it ended by itself: this machine cannot run it
        if code == -signal.SIGKILL:
            return "killed"  # not by us: by the kernel, short of memory, or by somebody
        return "time" if code == -signal.SIGXCPU else "memory"

    def kill(self) -> None:
        """End it, whatever it does."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def is_usable(self) -> bool:
        return self._process.poll() is None and self.uses < USES and self.owner == os.getpid()


def _starlark() -> str:
    import starlark

    return str(starlark.__file__)


_idle: list[Process] = []
_lock = threading.Lock()
_places = threading.BoundedSemaphore(AT_ONCE)


def ask(request: dict[str, Any], seconds: float = WALL_SECONDS) -> dict[str, Any]:
    """Put a request to an evaluator that is free, at most a few at once; Ended("busy") if none becomes free."""
    if not _places.acquire(timeout=30):
        raise Ended("busy")
    try:
        try:
            return _ask_one(request, seconds)
        except Ended as ended:
            if str(ended) != "killed":
                raise
            return _ask_one(request, seconds)
    finally:
        _places.release()


def _ask_one(request: dict[str, Any], seconds: float) -> dict[str, Any]:
    process = _take()
    try:
        return process.ask(request, seconds)
    finally:
        _give_back(process)


def _take() -> Process:
    with _lock:
        while _idle:
            process = _idle.pop()
            if process.is_usable:
                return process
            if process.owner == os.getpid():
                process.kill()
    return Process()


def _give_back(process: Process) -> None:
    if not process.is_usable:
        process.kill()
        process = Process()  # ready for whoever comes next
    with _lock:
        _idle.append(process)


@atexit.register
def end_all() -> None:
    """Leave nothing running."""
    with _lock:
        while _idle:
            process = _idle.pop()
            if process.owner == os.getpid():
                process.kill()
