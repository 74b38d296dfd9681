"""What a save pays for 200 active workflows on its object of which one matches, against none."""

from __future__ import annotations

import statistics
import time
from typing import Any

from bench import workflows
from bench.place import Place
from bench.report import Report

WORKFLOWS, SAVES, AIM_MS = 200, 400, 1.0


def measure(place: Place, report: Report) -> None:
    """See the module."""
    report.part(f"5. {WORKFLOWS} active workflows on one object, of which one matches")
    count = workflows.size("BENCH_SAVES", SAVES)
    none = _saves(place, count)
    made = [_publish(number) for number in range(WORKFLOWS)]
    place.await_quiet()
    many = _saves(place, count)
    for name, cost in (("none", none), (f"{WORKFLOWS}", many)):
        report.add(
            f"a save over HTTP, {name} active", f"p50 {cost['p50']:.2f} ms, CPU of the request {cost['request']:.2f} ms"
        )
    paid = many["request"] - none["request"]
    report.add("what the save itself pays", f"{paid:8.2f} ms of CPU", aim=f"< {AIM_MS:.0f} ms", met=paid < AIM_MS)
    worker = many["worker"] - none["worker"]
    each = f"{worker / WORKFLOWS * 1000:.1f} µs a workflow"
    report.add("what matching and the run cost afterwards", f"{worker:8.2f} ms of CPU a change", ratio=each)
    workflows.stop(place, made)


def _publish(number: int) -> int:
    """One of many rules, each on a city of its own."""
    return workflows.publish(
        f"City {number}",
        {
            "triggers": [{"on": "satisfies", "filter": {"all": [
                {"field": "city", "is": f"City {number}"}, {"field": "score", "gte": 0},
                {"field": "status", "is": "new"},
            ]}}],
            "steps": [{"id": "mark", "action": "record.update", "input": {"values": {"job_title": f"Rule {number}"}}}],
        },
    )  # fmt: skip


def _saves(place: Place, count: int) -> dict[str, float]:
    place.await_quiet()
    requests: list[Any] = [
        ("POST", "/api/leads", {"name": f"Lead {n}", "city": f"City {n % WORKFLOWS}", "score": 50})
        for n in range(count + 30)
    ]
    place.ask(requests[:30])
    place.await_quiet()
    with place.cpu_used() as used:
        answers = place.ask(requests[30:])
        place.await_quiet()
        time.sleep(0.2)
    return {
        "p50": statistics.median(answers.seconds) * 1000,
        "request": (used["web"] + used["database for web"]) / count * 1000,
        "worker": (used["worker"] + used["database for worker"]) / count * 1000,
    }
