"""Whatever an import did, taking it back leaves every table as it was before."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from magpie.accounts.models import Account, Contact
from magpie.platform import records, setup
from magpie.platform.actor import Actor
from magpie.platform.duplicates import defaults
from magpie.platform.importing import running
from magpie.platform.models import Event, Import, User
from magpie.platform.undo import undo

pytestmark = pytest.mark.django_db
COLUMNS = ("name", "external_id", "mobile", "email", "account.name", "account.phone", "account.employees")
# What tells of the import and of its undo, not of the records.
TELLING = ("platform_event", "platform_import", "platform_importproblem", "procrastinate_")


def tables() -> dict[str, list[Any]]:
    """Every row of every table, but for what the database counts by itself."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
        names = [name for (name,) in cursor.fetchall() if not name.startswith(TELLING)]
        found = {}
        for name in names:
            cursor.execute(f"SELECT (to_jsonb(t) - 'version' - 'updated_at')::text FROM \"{name}\" t ORDER BY 1")
            found[name] = [row for (row,) in cursor.fetchall()]
    return {name: rows for name, rows in found.items() if rows}


def one_of(*values: str) -> st.SearchStrategy[str]:
    return st.sampled_from(values)


ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "name": one_of("Ana", "李娜", "李那", "New", ""),
            "external_id": one_of("", "A1", "A2", "B1", "B2"),
            "mobile": one_of("", "13800138000", "138 0013 8000", "13900139000", "13700137000"),
            "email": one_of("", "", "ana@example.com", "nonsense"),
            "account.name": one_of("", "Acme", "ACME", "恒远机械", "恒远 机械", "Nova"),
            "account.phone": one_of("", "010 65529988"),
            "account.employees": one_of("", "", "5", "-5"),
        }
    ),
    min_size=1,
    max_size=8,
)


def test_an_import_taken_back_leaves_every_table_as_it_was(tmp_path: Path) -> None:
    defaults.install()
    setup.forget()
    user = User.objects.create_user("root", name="Root", is_administrator=True, language="en")
    actor = Actor.of_user(user)
    acme = records.create(Account, {"name": "Acme"}, actor=actor)
    for values in (
        {"name": "Ana", "external_id": "A1", "mobile": "13800138000", "account": acme.pk},
        {"name": "李娜", "external_id": "A2", "mobile": "13900139000"},
        {"name": "Twin", "mobile": "13700137000"},
        {"name": "Twin two", "mobile": "13700137000"},
    ):
        records.create(Contact, values, actor=actor)
    before = tables()
    seen = dict.fromkeys(("created", "updated", "skipped", "duplicates", "failed"), 0)

    @settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
    @given(ROWS, one_of("create", "skip", "update"), one_of("update", "skip"), st.booleans(), st.integers(1, 4))
    def check(rows: list[dict[str, str]], on_duplicate: str, on_match: str, by_number: bool, batch: int) -> None:
        path = tmp_path / "contacts.csv"
        with path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, COLUMNS)
            writer.writeheader()
            writer.writerows(rows)
        made = Import.objects.create(
            object="contact", path=str(path), encoding="utf-8", mapping={name: name for name in COLUMNS},
            match_by=["external_id"] if by_number else [], on_match=on_match, on_duplicate=on_duplicate,
            created_by=user, status="queued",
        )  # fmt: skip
        done = running.run(made.pk, batch=batch)
        assert (done.status, done.error) == ("done", "")
        counts = {name: getattr(done, name) for name in seen}
        assert sum(counts.values()) == sum(any(row.values()) for row in rows) == done.rows_done
        wrote = Event.objects.filter(operation=done.operation).values_list("kind", flat=True)
        if wrote.exists():
            assert list(wrote).count("created") == counts["created"] + sum(done.made.values())
            assert undo(done.operation, actor).skipped == []
        assert tables() == before
        for name, count in counts.items():
            seen[name] += count

    check()
    assert all(seen.values()), seen
