"""How long a start takes, and how quickly the plainest requests are answered."""

from __future__ import annotations

import shutil
import tempfile
import time
from pathlib import Path

from bench.place import Place
from bench.report import Report
from tests.runtime.running import serving

COUNT = 200


def measure(place: Place, report: Report) -> None:
    """See the module."""
    report.part("0. Starting, and the plainest requests")
    folder = Path(tempfile.mkdtemp(prefix="magpie-bench-start-"))
    folder.chmod(0o711)
    try:
        for name, aim in (("first start, without the demo company", 0.0), ("second start", 5.0)):
            begun = time.monotonic()
            with serving(folder / "home"):
                seconds = time.monotonic() - begun
            met = seconds < aim if aim else None
            report.add(name, f"{seconds:8.1f} s", aim=f"< {aim:g} s" if aim else "", met=met)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    for path in ("/", "/api/me", "/api/objects"):
        report.latencies(f"GET {path}", place.ask([("GET", path, None)] * COUNT, warm=20).seconds)
