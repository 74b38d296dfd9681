"""How long a start takes, and how quickly a running Magpie answers one caller."""

from __future__ import annotations

import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.runtime.program import administrator
from tests.runtime.running import serving


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="magpie-bench-"))
    folder.chmod(0o711)
    yield folder / "home"
    shutil.rmtree(folder)


def test_starts_and_answers(home: Path) -> None:
    begun = time.monotonic()
    with serving(home):
        first = time.monotonic() - begun
    begun = time.monotonic()
    with serving(home) as running:
        second = time.monotonic() - begun
        print(f"\nfirst start without demo company {first:6.2f} s\nsecond start                     {second:6.2f} s")
        program = administrator(running)
        _measure("GET /                 ", lambda: program.ask("GET", "/"), 200)
        _measure("GET /api/me           ", lambda: program.ask("GET", "/api/me"), 200)
        _measure("GET /api/objects      ", lambda: program.ask("GET", "/api/objects"), 200)
        _measure("POST /api/teams       ", lambda: program.ask("POST", "/api/teams", {"name": "Bench"}), 201)
        _measure("GET /api/teams        ", lambda: program.ask("GET", "/api/teams?limit=50"), 200)
    assert second < 5


def _measure(name: str, call: Callable[[], tuple[int, object]], wanted: int, times: int = 200) -> None:
    for _ in range(20):
        call()
    seconds: list[float] = []
    for _ in range(times):
        begun = time.perf_counter()
        status, _answer = call()
        seconds.append(time.perf_counter() - begun)
        assert status == wanted
    cuts = statistics.quantiles(seconds, n=20)
    print(f"{name} median {statistics.median(seconds) * 1000:6.1f} ms   95 of 100 below {cuts[-1] * 1000:6.1f} ms")
