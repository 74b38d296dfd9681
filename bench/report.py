"""The table of figures: each beside the same work done by plain PostgreSQL in the same run, and beside its aim."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which that share of the values lies (nearest rank); NaN of nothing."""
    if not values:
        return math.nan
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, math.ceil(share * len(ordered)) - 1))]


@dataclass
class Figure:
    """One line of the table."""

    part: str
    name: str
    value: str
    ratio: str = ""
    aim: str = ""
    met: bool | None = None
    numbers: dict[str, float] = field(default_factory=dict)


class Report:
    """Collects figures and prints each as soon as it is known."""

    def __init__(self) -> None:
        self.figures: list[Figure] = []

    def part(self, title: str) -> None:
        """Begin a part of the table."""
        self._title = title
        self._print(f"\n{title}")

    def add(
        self, name: str, value: str, *, ratio: str = "", aim: str = "", met: bool | None = None, **numbers: float
    ) -> None:
        """One figure; `met` says whether its aim is reached."""
        figure = Figure(self._title, name, value, ratio, aim, met, numbers)
        self.figures.append(figure)
        verdict = "" if met is None else ("  ok" if met else "  MISSED")
        self._print(f"  {name:<50} {value:<62} {ratio:<22} {aim}{verdict}")

    def latencies(
        self, name: str, seconds: Sequence[float], *, raw: float | None = None, cpu_ms: float | None = None,
        raw_cpu_ms: float | None = None, aims: dict[str, float] | None = None,
    ) -> None:  # fmt: skip
        """Percentiles of latencies in milliseconds; `raw` is the plain statement's median in seconds."""
        cuts = {f"p{int(s * 100)}": percentile(seconds, s) * 1000 for s in (0.5, 0.95, 0.99)}
        value = "  ".join(f"{k} {v:7.2f}" for k, v in cuts.items()) + " ms"
        if cpu_ms is not None:
            value += f"  CPU {cpu_ms:5.2f} ms"
            cuts["cpu"] = cpu_ms
        ratio = f"{cuts['p50'] / (raw * 1000):6.1f} × raw" if raw else ""
        if raw_cpu_ms and cpu_ms is not None:
            ratio += f", CPU {cpu_ms / raw_cpu_ms:.1f} ×"
        wanted = ", ".join(f"{k} < {v:g} ms" for k, v in (aims or {}).items())
        met = all(cuts[k] < v for k, v in aims.items()) if aims else None
        self.add(name, value, ratio=ratio, aim=wanted, met=met, **cuts)

    def save(self, path: Path) -> None:
        """All figures as JSON."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps([asdict(f) for f in self.figures], ensure_ascii=False, indent=1))

    def _print(self, text: str) -> None:
        sys.stdout.write(text.rstrip() + "\n")
        sys.stdout.flush()
