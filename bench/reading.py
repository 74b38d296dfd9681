"""Lists, search and single records over HTTP in a table of a million leads, beside the plain statements.

The leads are made by one SQL statement and indexed for search by `search.entry_of` and COPY, the index built later.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from typing import Any
from urllib.parse import quote

from bench import people, seeding, workflows
from bench.place import Place, timed
from bench.report import Report, percentile
from config import home as places

AIM = {"p95": 25.0}
COUNT = 200
SHARE = 2_000  # leads that a process indexes at once


def measure(place: Place, report: Report) -> None:
    """See the module."""
    total = workflows.size("BENCH_ROWS", 1_000_000)
    report.part(f"5. Reading among {total:,} leads")
    _seed(place, report, total)
    chance = random.Random(7)  # noqa: S311 - not for secrets
    some = place.database.execute(
        "SELECT id, name, company, mobile, city FROM sales_lead ORDER BY random() LIMIT 400"
    ).fetchall()
    owner = place.value("SELECT id FROM platform_user WHERE username = 'seller1'")
    columns = "id, name, company, status, rating, mobile, source, territory_id, owner_id, created_at"
    leads = f"SELECT {columns} FROM sales_lead"  # noqa: S608 - our own words

    def compare(name: str, requests: list[str], statement: str, values: list[list[Any]]) -> None:
        asked = [("GET", path, None) for path in requests]
        place.ask(asked)
        with place.cpu_used() as used:
            answers = place.ask(asked)
        cpu = (used["web"] + used["database for web"]) / len(asked) * 1000
        several = iter(values * 3)
        raw = timed(
            lambda: place.database.execute(statement, next(several)).fetchall(), len(values), warm=min(20, len(values))
        )
        cuts = " ".join(f"p{int(s * 100)} {percentile(raw, s) * 1000:.2f}" for s in (0.5, 0.95))
        report.latencies(f"{name} (plain: {cuts})", answers.seconds, raw=percentile(raw, 0.5), cpu_ms=cpu, aims=AIM)

    compare(
        "one record", [f"/api/leads/{row[0]}" for row in some[:COUNT]],
        "SELECT * FROM sales_lead WHERE id = %s", [[row[0]] for row in some[:COUNT]],
    )  # fmt: skip
    compare(
        "list of 50, newest first", ["/api/leads?limit=50&sort=-created_at"] * COUNT,
        f"{leads} ORDER BY created_at DESC, id DESC LIMIT 50", [[]] * COUNT,
    )  # fmt: skip
    of_status = [chance.choice(people.STATUSES) for _ in range(COUNT)]
    compare(
        "list by status and source, newest first",
        [
            _list({"all": [{"field": "status", "is": s}, {"field": "source", "is": "referral"}]}, "-created_at")
            for s in of_status
        ],
        f"{leads} WHERE status = %s AND source = 'referral' ORDER BY created_at DESC, id DESC LIMIT 50",
        [[s] for s in of_status],
    )
    compare(
        "list of an owner's hot leads, by name",
        [_list({"all": [{"field": "owner", "is": owner}, {"field": "rating", "is": "hot"}]}, "name")] * COUNT,
        f"{leads} WHERE owner_id = %s AND rating = 'hot' ORDER BY name, id LIMIT 50",
        [[owner]] * COUNT,
    )
    compare(
        "list by city and budget, by change",
        [
            _list({"all": [{"field": "city", "is": row[4]}, {"field": "budget", "gte": 900_000}]}, "-updated_at")
            for row in some[:COUNT]
        ],
        f"{leads} WHERE city = %s AND budget >= 900000 ORDER BY updated_at DESC, id DESC LIMIT 50",
        [[row[4]] for row in some[:COUNT]],
    )
    compare(
        "list of a city, highest budget first",
        [_list({"field": "city", "is": row[4]}, "-budget") for row in some[:COUNT]],
        f"{leads} WHERE city = %s ORDER BY budget DESC, id DESC LIMIT 50",
        [[row[4]] for row in some[:COUNT]],
    )
    compare(
        "list by a title and a score, newest first",
        [
            _list({"all": [{"field": "job_title", "is": people.JOBS[0]}, {"field": "score", "is": n % 100}]}, "")
            for n in range(COUNT)
        ],
        f"{leads} WHERE job_title = %s AND score = %s ORDER BY id DESC LIMIT 50",
        [[people.JOBS[0], n % 100] for n in range(COUNT)],
    )
    chinese = [row for row in some if row[1].isascii() is False]
    for name, words in _words(chinese).items():
        for title, path in (
            ("search everything", "/api/search?limit=20&q="),
            ("search in the list", "/api/leads?limit=50&sort=-created_at&search="),
        ):
            compare(f"{title}: {name}", [path + quote(w) for w in words], _PLAIN_SEARCH, [_plain(w) for w in words])


_PLAIN_SEARCH = (
    "SELECT record_id, title FROM platform_searchentry WHERE object = 'lead' AND pieces @> %s::int[] AND body LIKE %s"
    " ORDER BY record_id DESC LIMIT 50"
)


def _plain(word: str) -> list[Any]:
    from magpie.lib import grams

    return [grams.numbers(grams.cut(word)[1]), f"%{word}%"]


def _words(rows: list[tuple[Any, ...]]) -> dict[str, list[str]]:
    from magpie.lib import grams

    rows = rows[:COUNT]
    return {
        "2 Chinese characters": [row[1][:2] for row in rows],
        "3 Chinese characters": [row[2][1:4] for row in rows],
        "initials of pinyin": [grams.pinyin(row[1])[1] for row in rows],
        "8 digits of a number": [row[3][5:13] for row in rows],
    }


def _list(condition: dict[str, Any], sort: str) -> str:
    return f"/api/leads?limit=50&sort={sort}&filter={quote(json.dumps(condition))}"


# ---- seeding


def _seed(place: Place, report: Report, total: int) -> None:
    seeding.leads(place, report, total)
    database = place.database
    if int(place.value("SELECT count(*) FROM platform_searchentry WHERE object = 'lead'")) >= total:
        return
    begun = time.perf_counter()
    database.execute("DROP INDEX search_pieces")
    highest = int(place.value("SELECT max(id) FROM sales_lead"))
    middle = highest // 2
    halves = [(0, middle), (middle, highest)]
    processes = [
        subprocess.Popen(
            [sys.executable, "-m", "bench.reading", str(low), str(high)],
            cwd=places.checkout(),
            env={**os.environ, "MAGPIE_SUPERVISED": "1"},
        )
        for low, high in halves
    ]
    for process in processes:
        if process.wait():
            raise RuntimeError("indexing failed")
    written = time.perf_counter() - begun
    database.execute(
        "SET maintenance_work_mem = '512MB'; CREATE INDEX search_pieces ON platform_searchentry USING gin (pieces)"
        " WITH (gin_pending_list_limit = 1024)"
    )
    elapsed = time.perf_counter() - begun
    report.add(
        "search index, by two processes, then built",
        f"{written:8.1f} s + {elapsed - written:.1f} s, {total / elapsed:.0f} a second",
    )
    begun = time.perf_counter()
    database.execute("VACUUM ANALYZE platform_searchentry")
    size = place.value("SELECT pg_size_pretty(pg_database_size(current_database()))")
    report.add("vacuum and statistics", f"{time.perf_counter() - begun:8.1f} s; the database has {size}")


def _index(low: int, high: int) -> None:
    """Index the leads with numbers above `low` up to `high` that are not indexed yet."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    from django.db import connection

    from magpie.platform import objects, search

    object_type = objects.get("lead")
    while low < high:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id, to_jsonb(t)::text FROM sales_lead t WHERE id > %s AND id <= %s"
                " AND NOT EXISTS (SELECT FROM platform_searchentry e WHERE e.object = 'lead' AND e.record_id = t.id)"
                " ORDER BY id LIMIT %s",
                [low, high, SHARE],
            )
            found = cursor.fetchall()
            if not found:
                return
            entries = [search.entry_of(object_type, pk, json.loads(row)) for pk, row in found]
            with cursor.copy(
                "COPY platform_searchentry (object, record_id, title, subtitle, body, pieces) FROM STDIN"
            ) as target:
                for e in entries:
                    target.write_row([e["object"], e["record_id"], e["title"], e["subtitle"], e["body"], e["pieces"]])
            low = found[-1][0]


if __name__ == "__main__":
    _index(int(sys.argv[1]), int(sys.argv[2]))
