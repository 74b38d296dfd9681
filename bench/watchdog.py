"""The watchdog among a million leads: what the sweep of a rule and the checks of the data cost beside a plain scan.

All is called in this process, as the worker's loop calls it; the rule and the check are kept switched off, so that the
worker leaves them alone.
"""

from __future__ import annotations

import functools
import time
from collections.abc import Callable
from typing import Any

from bench import seeding, workflows
from bench.place import Place
from bench.report import Report, percentile

TIMES = 3
CHANGED = 5
PLAIN = "SELECT count(*) FROM sales_lead WHERE status IN ('new', 'working') AND last_contact_at IS NULL"
PLAIN_VALUES = "SELECT count(*) FROM sales_lead WHERE NOT (email = '') AND NOT (email ~ %s)"
UNTOUCHED = {
    "all": [{"field": "status", "in": ["new", "working"]}, {"field": "last_contact_at", "is_empty": True}]
}  # fmt: skip
HOT_WITHOUT_PHONE = {"all": [{"field": "rating", "is": "hot"}, {"field": "phone", "is_empty": True}]}


def measure(place: Place, report: Report) -> None:
    """See the module."""
    total = workflows.size("BENCH_ROWS", 1_000_000)
    report.part(f"Watchdog: sweeps over {total:,} leads")
    seeding.leads(place, report, total)
    from django.utils import timezone

    from magpie.platform import setup
    from magpie.watchdog import own_checks, quality, watching
    from magpie.watchdog.models import DataCheck, WatchRule

    setup.refresh()
    rule = WatchRule.objects.create(
        name="Bench", object="lead", filter=UNTOUCHED, expected={"field": "last_contact_at", "is_empty": False},
        since="created", amount=4, unit="working_hours", is_active=False,
    )  # fmt: skip
    plain = _plain(place, PLAIN)
    report.add("plain scan with the same condition", f"{plain:8.2f} s, median of {TIMES}", seconds=plain)
    _add(report, "first sweep of a rule", _seconds(lambda: watching.observe(rule, timezone.now())), plain)
    waiting = place.value("SELECT count(*) FROM watchdog_watched WHERE rule_id = %s", rule.pk)
    report.add("leads for which it waits", f"{waiting:,}")
    again = [_seconds(lambda: watching.observe(rule, timezone.now())) for _ in range(TIMES)]
    _add(report, "each further sweep", percentile(again, 0.5), plain)
    rows = place.database.execute("SELECT id FROM sales_lead ORDER BY random() LIMIT %s", [CHANGED * 40]).fetchall()
    numbers = [number for (number,) in rows]
    some = [
        _seconds(functools.partial(watching.observe, rule, timezone.now(), numbers[at : at + CHANGED]))
        for at in range(0, len(numbers), CHANGED)
    ]
    report.latencies(f"{CHANGED} changed leads", some)

    scan = _plain(place, PLAIN_VALUES, quality.EMAIL)
    report.add("plain scan for malformed addresses", f"{scan:8.2f} s, median of {TIMES}", seconds=scan)
    checks = [check for check in quality.checks() if check.object == "lead"]
    every = [_seconds(functools.partial(quality.run, check, timezone.now())) for check in checks]
    _add(report, f"all {len(checks)} built-in checks of leads", sum(every), scan)
    _add(report, "… each, at the median", percentile(every, 0.5), scan)
    own = DataCheck.objects.create(
        name="Bench", object="lead", filter=HOT_WITHOUT_PHONE, mend=["phone"], is_active=False,
        receivers=[{"kind": "owner"}],
    )  # fmt: skip
    check = own_checks.as_check(own, own_checks.kind_of(own))
    _add(report, "a check of one's own, first", _seconds(lambda: quality.run(check, timezone.now())), scan)
    found = place.value("SELECT count(*) FROM watchdog_qualityfinding WHERE kind = %s", check.kind)
    report.add("leads that it finds", f"{found:,}")
    _add(report, "… again", _seconds(lambda: quality.run(check, timezone.now())), scan)


def _plain(place: Place, statement: str, *given: Any) -> float:
    return percentile([_seconds(lambda: place.value(statement, *given)) for _ in range(TIMES)], 0.5)


def _seconds(work: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _add(report: Report, name: str, seconds: float, plain: float) -> None:
    report.add(name, f"{seconds:8.2f} s", ratio=f"{seconds / plain:6.1f} × plain", seconds=seconds)
