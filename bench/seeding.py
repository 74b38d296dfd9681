"""Fills tables by single statements, without history, for what is measured among many records."""

from __future__ import annotations

import time

from bench import people
from bench.place import Place
from bench.report import Report


def leads(place: Place, report: Report, total: int) -> None:
    """As many leads as are missing, spread over fifty sellers."""
    there = int(place.value("SELECT count(*) FROM sales_lead"))
    if there >= total:
        return
    from magpie.platform.models import User

    owners = [
        User.objects.get_or_create(username=f"seller{n}", defaults={"name": f"Seller {n}"})[0].pk for n in range(50)
    ]
    place.await_quiet()
    begun = time.perf_counter()
    values = {"first": there + 1, "last": total, "total": total, "owners": owners}
    place.database.execute("ALTER TABLE sales_lead DISABLE TRIGGER USER")
    place.database.execute(people.fill_statement("sales_lead"), values)
    place.database.execute("ALTER TABLE sales_lead ENABLE TRIGGER USER")
    elapsed = time.perf_counter() - begun
    report.add(
        "seeding by one INSERT … SELECT, without history", f"{elapsed:8.1f} s, {(total - there) / elapsed:.0f} a second"
    )
    place.database.execute("VACUUM ANALYZE sales_lead")


def accounts(place: Place, report: Report, total: int) -> None:
    """As many accounts as are missing, with names such as companies have."""
    there = int(place.value("SELECT count(*) FROM accounts_account"))
    if there >= total:
        return
    begun = time.perf_counter()
    place.database.execute("ALTER TABLE accounts_account DISABLE TRIGGER USER")
    place.database.execute(people.account_statement("accounts_account"), {"first": there + 1, "last": total})
    place.database.execute("ALTER TABLE accounts_account ENABLE TRIGGER USER")
    report.add("seeding accounts", f"{time.perf_counter() - begun:8.1f} s")
    place.database.execute("VACUUM ANALYZE accounts_account")
