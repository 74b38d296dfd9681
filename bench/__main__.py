"""Runs the measurements and prints the table: `python -m bench [part …]`, parts named as the modules.

BENCH_ROWS (1,000,000), BENCH_BULK (100,000), BENCH_TIMERS (100,000), BENCH_DUE (10,000), BENCH_CREATE (600),
BENCH_REACT (1,000), BENCH_REMINDERS (1,000,000), BENCH_REMINDERS_DUE (100,000) and BENCH_IMPORT (50,000) scale it;
BENCH_LONG=1 keeps the other transaction open for a whole minute and imports 1,000,000 rows; BENCH_HOME keeps the
installation in that folder for another run; BENCH_OUT names a file for the figures as JSON.
"""

from __future__ import annotations

import os
import sys
import time
from importlib import import_module
from pathlib import Path

from bench.place import place
from bench.report import Report

PARTS = (
    "starting",
    "creating",
    "reacting",
    "bulk",
    "timers",
    "reminders",
    "watchdog",
    "matching",
    "stepping",
    "reading",
    "duplicates",
    "importing",
    "pages",
)


def main() -> int:
    """1 if an aim is missed."""
    wanted = sys.argv[1:] or list(PARTS)
    report, begun = Report(), time.monotonic()
    with place() as started:
        for name in wanted:
            import_module(f"bench.{name}").measure(started, report)
    seconds, load = time.monotonic() - begun, os.getloadavg()[0]
    sys.stdout.write(f"\n{seconds:.0f} seconds; load of the machine {load:.1f} on {os.cpu_count()} processors\n")
    if out := os.environ.get("BENCH_OUT"):
        report.save(Path(out))
    return int(any(f.met is False for f in report.figures))


if __name__ == "__main__":
    sys.exit(main())
