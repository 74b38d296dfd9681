"""The check for duplicates while somebody enters a lead, among a million leads and 100,000 accounts.

The check is called in this process as the write calls it; beside it stands a plain selection by primary key on the same
connection.
"""

from __future__ import annotations

import random
import time
from typing import Any

from bench import people, seeding, workflows
from bench.bulk import own_cpu
from bench.place import Place, timed
from bench.report import Report, percentile

AIMS = {"p50": 5.0, "p95": 5.0}
COUNT, WARM = 400, 50
ACCOUNTS = 100_000


def measure(place: Place, report: Report) -> None:
    """See the module."""
    total = workflows.size("BENCH_ROWS", 1_000_000)
    report.part(f"6. Is it there already? Among {total:,} leads and {ACCOUNTS:,} accounts")
    seeding.leads(place, report, total)
    seeding.accounts(place, report, ACCOUNTS)
    _make_keys(place, report)
    from django.db import connection

    from magpie.platform import setup
    from magpie.platform.actor import Actor
    from magpie.platform.models import User

    setup.refresh()
    numbers = iter(place.database.execute("SELECT id FROM sales_lead ORDER BY random() LIMIT 1000").fetchall())

    def select() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM sales_lead WHERE id = %s", next(numbers))
            cursor.fetchall()

    before = own_cpu()
    raw = timed(select, COUNT, warm=WARM)
    raw_cpu = (own_cpu() - before) / (COUNT + WARM) * 1000
    report.latencies("plain selection by primary key", raw, cpu_ms=raw_cpu)
    seller = User.objects.get(username="seller1")
    boss = User(pk=seller.pk, username="boss", name="Boss", is_administrator=True)
    fresh = people.rows(2 * COUNT, seed=77, first=800_000_000)
    known = _known(place)
    for name, rows, actor, found in (
        ("a new lead, administrator", fresh, Actor.of_user(boss), None),
        ("a lead that is there, administrator", known, Actor.of_user(boss), True),
        ("a lead that is there, a seller's own scope", known, Actor.of_user(seller), True),
    ):
        before = own_cpu()
        seconds = _checks(rows, actor, found)
        cpu = (own_cpu() - before) / (COUNT + WARM) * 1000
        report.latencies(name, seconds, raw=percentile(raw, 0.5), cpu_ms=cpu, raw_cpu_ms=raw_cpu, aims=AIMS)


def _checks(rows: list[dict[str, Any]], actor: Any, found: bool | None) -> list[float]:
    chosen = iter(rows)
    return timed(lambda: _check(next(chosen), actor, found), COUNT, warm=WARM)


def _check(values: dict[str, Any], actor: Any, found: bool | None) -> None:
    """Put the rules to one new lead as the write does; `found` says what must come of it, if that is known."""
    from magpie.platform import context, objects
    from magpie.platform.duplicates import checking
    from magpie.platform.problems import Asked
    from magpie.sales.models import Lead

    lead_type, record = objects.get("lead"), Lead(**values)
    current, asked = context.Context(actor, entry=True), False
    try:
        checking.on_entry(lead_type, record, list(values), current)
    except Asked:
        asked = True
    if found is not None and asked is not found:
        raise RuntimeError(f"{values} was {'found' if asked else 'not found'}")


def _known(place: Place) -> list[dict[str, Any]]:
    """New leads with the telephone of one that is there."""
    chance = random.Random(5)  # noqa: S311 - not for secrets
    mobiles = place.database.execute("SELECT mobile FROM sales_lead ORDER BY random() LIMIT 1000").fetchall()
    rows = [people.row(900_000_000 + number, chance) for number in range(len(mobiles))]
    return [{**row, "mobile": mobile} for row, (mobile,) in zip(rows, mobiles, strict=True)]


def _make_keys(place: Place, report: Report) -> None:
    """Let the worker make all keys, as after a change of the rules."""
    if int(place.value("SELECT count(*) FROM platform_duplicatekey WHERE object = 'lead'")) > 0:
        return
    begun = time.perf_counter()
    place.database.execute("UPDATE platform_duplicatewatch SET made_up_to = 0 WHERE object IN ('lead', 'account')")
    while int(place.value("SELECT count(*) FROM platform_duplicatewatch WHERE made_up_to IS NOT NULL")):
        time.sleep(0.5)
    elapsed = time.perf_counter() - begun
    place.database.execute("VACUUM ANALYZE platform_duplicatekey")
    keys = int(place.value("SELECT count(*) FROM platform_duplicatekey"))
    report.add("keys made by the worker in the background", f"{elapsed:8.1f} s, {keys / elapsed:.0f} keys a second")
