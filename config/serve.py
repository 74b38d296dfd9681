"""`magpie serve`: everything on one machine, looked after by one process.

The supervisor starts the database, brings it up to date, then keeps a web process and a worker alive. It imports no
Django, so that it is quick and has nothing to break. Signals only set a flag; all ending happens in one place.
"""

from __future__ import annotations

import contextlib
import fcntl
import http
import http.client
import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import IO, Any

import psutil

from config import company, upgrade
from config import home as places
from config.embedded import Server
from config.tether import SUPERVISOR_VARIABLE, tie_call

LISTEN_VARIABLE = "MAGPIE_LISTEN_FD"
FIRST_PAGE_SECONDS = 180.0
ENDING_SECONDS = 15.0
LONGEST_BACK_OFF_SECONDS = 30.0
SETTLED_SECONDS = 60.0


class ServeError(Exception):
    """Magpie cannot be started; says why in a sentence."""


@dataclass
class Child:
    """A process that is to be there all the time."""

    name: str
    command: list[str]
    files: tuple[int, ...] = ()
    environment: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    failures: int = 0
    start_again_at: float = 0.0

    def back_off(self, now: float) -> float:
        """Note that it has ended; how many seconds to leave it be."""
        self.failures = 1 if now - self.started_at > SETTLED_SECONDS else self.failures + 1
        wait = min(LONGEST_BACK_OFF_SECONDS, 0.5 * 2.0 ** (self.failures - 1))
        self.process = None
        self.start_again_at = now + wait
        return wait


class Supervisor:
    """One run of `magpie serve`."""

    def __init__(self, host: str, port: int) -> None:
        self.home = places.home()
        self.host = host
        self.port = port
        self.server = Server(self.home) if places.is_embedded() else None
        self.children: list[Child] = []
        self._stop_signals = 0
        self._database_failures = 0
        self._wakeup, self._wakeup_end = os.pipe()
        self._listener: socket.socket | None = None

    @property
    def address(self) -> str:
        """Where a browser on this machine finds Magpie."""
        named = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 - to be translated, not bound
        host = named.get(self.host, self.host)
        return f"http://{host}:{self.port}"

    def run(self) -> int:
        """Start, look after and end everything; the exit code."""
        places.make_home(self.home)
        with self._only_one_here():
            self._listener = self._listen()
            self._end_left_overs()
            self._watch_signals()
            try:
                self._prepare()
                self._start_children()
                self._await_first_page()
                self._greet()
                while not self._stop_signals:
                    self._look_after()
                    self._pause(2.0)
            except _Stopped:
                pass
            finally:
                self._end()
        return 0

    # ---- before anything runs

    @contextlib.contextmanager
    def _only_one_here(self) -> Iterator[None]:
        lock: IO[bytes] = (self.home / "serve.lock").open("ab")
        with lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                running = self._read_state()
                raise ServeError(
                    f"Magpie already runs from {self.home}: {running.get('address', 'address unknown')} "
                    f"(process {running.get('pid', 'unknown')}). Stop that one first, or choose another MAGPIE_HOME."
                ) from None
            yield

    def _listen(self) -> socket.socket:
        """The web process gets this socket: while it is started again, visitors wait instead of failing."""
        try:
            found = socket.getaddrinfo(self.host or None, self.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        except socket.gaierror as error:
            raise ServeError(f"“{self.host}” is no address of this machine ({error}); see MAGPIE_HOST.") from error
        family, kind, protocol, _, address = found[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(address)
            listener.listen(512)
        except OSError as error:
            listener.close()
            if isinstance(error, PermissionError):
                raise ServeError(
                    f"Port {self.port} needs more rights; choose one above 1023 with PORT=8000."
                ) from error
            raise ServeError(
                f"Port {self.port} of {self.host} is already in use by another program. "
                f"Stop that program, or choose another port: PORT={self.port + 1} make run"
            ) from error
        self.port = listener.getsockname()[1]
        return listener

    def _end_left_overs(self) -> None:
        """End children of a supervisor that was killed, if the kernel has not done so; never a stranger."""
        alive: list[psutil.Process] = []
        for name, number, created in self._read_state().get("children", []):
            with contextlib.suppress(psutil.Error):
                process = psutil.Process(number)
                if abs(process.create_time() - created) < 1 and name in process.cmdline():
                    process.terminate()
                    alive.append(process)
        for process in psutil.wait_procs(alive, timeout=ENDING_SECONDS)[1]:
            with contextlib.suppress(psutil.Error):
                process.kill()

    def _prepare(self) -> None:
        if self.server:
            if self.server.is_new:
                _say("Making the database …")
            self.server.start(tethered=True)
        untouched = upgrade.is_untouched()
        if untouched and not os.environ.get("MAGPIE_EMPTY"):
            company.note("wanted")
        if untouched or not upgrade.is_current():
            _say("Bringing the database up to date …")
            self._run_to_the_end("migrate")
        if company.state() == "wanted" and os.environ.get("MAGPIE_EMPTY"):
            company.note("")  # an earlier start could not load it, and now nobody wants it any more
        if company.state() in company.UNFINISHED:
            if company.state() == "wanted":
                _say("Loading the demo company (MAGPIE_EMPTY=1 starts without it) …")
            self._run_to_the_end("demo", "load")

    def _run_to_the_end(self, *arguments: str) -> None:
        process = self._spawn([*_magpie(), *arguments])
        while process.poll() is None:
            try:
                self._pause(1.0)
            except _Stopped:
                process.terminate()
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(ENDING_SECONDS)
                raise
        if process.returncode:
            raise ServeError(f"“magpie {' '.join(arguments)}” failed; the reason stands above.")

    # ---- children

    def _start_children(self) -> None:
        if self._listener is None:
            raise ServeError("There is no socket to listen on.")
        handle = self._listener.fileno()
        self.children = [
            Child("web", [*_magpie(), "web"], (handle,), {LISTEN_VARIABLE: str(handle)}),
            Child("worker", [*_magpie(), "worker"]),
        ]
        for child in self.children:
            self._start(child)

    def _start(self, child: Child) -> None:
        child.process = self._spawn(child.command, child.files, child.environment)
        child.started_at = time.monotonic()
        self._write_state()

    def _spawn(
        self, command: list[str], files: tuple[int, ...] = (), environment: dict[str, str] | None = None
    ) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            cwd=places.checkout(),
            env={
                **os.environ,
                "PORT": str(self.port),
                "MAGPIE_HOST": self.host,
                SUPERVISOR_VARIABLE: str(os.getpid()),
                **(environment or {}),
            },
            pass_fds=files,
            start_new_session=True,  # Ctrl-C is for the supervisor, which then ends the others in order
            preexec_fn=tie_call(signal.SIGTERM),  # noqa: PLW1509 - one prepared C call, and no other threads
        )

    def _await_first_page(self) -> None:
        deadline = time.monotonic() + FIRST_PAGE_SECONDS
        while not self._page_answers():
            for child in self.children:
                if child.name == "web" and child.process and child.process.poll() is not None:
                    raise ServeError(f"The web process ended with code {child.process.returncode} before it was ready.")
            if time.monotonic() > deadline:
                raise ServeError(f"{self.address} does not answer after {FIRST_PAGE_SECONDS:.0f} seconds.")
            self._pause(0.1)

    def _page_answers(self) -> bool:
        host, _, port = self.address.removeprefix("http://").rpartition(":")
        connection = http.client.HTTPConnection(host.strip("[]"), int(port), timeout=2)
        try:
            connection.request("GET", "/")
            status = connection.getresponse().status
            return status < 500 or status == http.HTTPStatus.SERVICE_UNAVAILABLE  # it says what is missing
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def _look_after(self) -> None:
        """Start again what has ended, after a pause that grows while it keeps ending."""
        self._look_after_database()
        now = time.monotonic()
        for child in self.children:
            if child.process and child.process.poll() is not None:
                code = child.process.returncode
                wait = child.back_off(now)
                _say(f"The {child.name} process ended (code {code}); it starts again in {wait:g} s.")
                self._write_state()
            if child.process is None and now >= child.start_again_at:
                self._start(child)
        waiting = [child.start_again_at for child in self.children if child.process is None]
        if waiting:
            self._pause(max(0.0, min(waiting) - time.monotonic()))

    def _look_after_database(self) -> None:
        if self.server is None or self.server.process_id() is not None:
            return
        code = self.server.reap()
        _say(f"The database server ended (code {code}); starting it again.")
        try:
            self.server.start(tethered=True)
        except Exception as error:
            self._database_failures += 1
            if self._database_failures >= 5:
                raise
            _say(str(error))
            self._pause(min(LONGEST_BACK_OFF_SECONDS, 2.0**self._database_failures))
        else:
            self._database_failures = 0

    # ---- what people see

    def _greet(self) -> None:
        lines = ["", f"Magpie is ready: {self.address}", f"Data: {self.home}"]
        if company.state() == "loaded":
            lines += company.sign_in_lines()
        else:
            lines += ["Make a first user with: magpie user create NAME --administrator"]
        _say("\n".join([*lines, "Stop with Ctrl-C.", ""]))

    # ---- signals and the end

    def _watch_signals(self) -> None:
        os.set_blocking(self._wakeup_end, False)
        os.set_blocking(self._wakeup, False)
        signal.set_wakeup_fd(self._wakeup_end, warn_on_full_buffer=False)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._note_stop)
        signal.signal(signal.SIGCHLD, lambda *_: None)  # a child's end wakes us

    def _note_stop(self, number: int, frame: FrameType | None) -> None:
        self._stop_signals += 1

    def _pause(self, seconds: float) -> None:
        """Sleep until something happens; raises when that is the wish to stop."""
        select.select([self._wakeup], [], [], seconds)
        with contextlib.suppress(BlockingIOError):
            os.read(self._wakeup, 4096)
        if self._stop_signals:
            raise _Stopped

    def _end(self) -> None:
        alive = [child.process for child in self.children if child.process and child.process.poll() is None]
        for process in alive:
            process.terminate()
        asked = self._stop_signals
        deadline = time.monotonic() + ENDING_SECONDS
        while any(process.poll() is None for process in alive):
            if time.monotonic() > deadline or self._stop_signals > asked:  # a second Ctrl-C is impatience
                for process in alive:
                    process.kill()
            time.sleep(0.05)
        if self.server:
            self.server.stop()
        if self._listener:
            self._listener.close()
        self._state_file.unlink(missing_ok=True)
        _say("Magpie has stopped.")

    # ---- what the next start must know

    @property
    def _state_file(self) -> Path:
        return self.home / "serve.json"

    def _read_state(self) -> dict[str, Any]:
        try:
            state = json.loads(self._state_file.read_text())
        except (FileNotFoundError, ValueError):
            return {}
        return state if isinstance(state, dict) else {}

    def _write_state(self) -> None:
        children: list[tuple[str, int, float]] = []
        for child in self.children:
            if child.process:
                with contextlib.suppress(psutil.NoSuchProcess):
                    children.append((child.name, child.process.pid, psutil.Process(child.process.pid).create_time()))
        half = self._state_file.with_suffix(".new")
        half.write_text(json.dumps({"pid": os.getpid(), "address": self.address, "children": children}))
        half.replace(self._state_file)


class _Stopped(Exception):
    """Somebody wants Magpie to end."""


def _magpie() -> list[str]:
    return [sys.executable, "-m", "magpie"]


def _say(text: str) -> None:
    print(text, flush=True)
