"""An import while its worker is killed: the next worker ends it, with every row once."""

from __future__ import annotations

import json
import time
import urllib.request
import uuid
from pathlib import Path
from typing import Any

import pytest

from tests.runtime.program import Program, administrator
from tests.runtime.running import serving, sql

pytestmark = pytest.mark.xdist_group("runtime")
ROWS = 6_000
PATIENCE_SECONDS = 120.0


def upload(program: Program, text: str) -> int:
    """Send a file as a page does; the number of the import."""
    mark = uuid.uuid4().hex
    head = f'--{mark}\r\nContent-Disposition: form-data; name="object"\r\n\r\nlead\r\n--{mark}\r\n'
    head += 'Content-Disposition: form-data; name="file"; filename="leads.csv"\r\nContent-Type: text/csv\r\n\r\n'
    request = urllib.request.Request(
        f"http://127.0.0.1:{program.running.port}/api/imports",
        data=f"{head}{text}\r\n--{mark}--\r\n".encode(),
        headers={
            "Authorization": f"Bearer {program.token}",
            "Content-Type": f"multipart/form-data; boundary={mark}",
        },
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        number: int = json.load(answer)["id"]
    return number


def await_import(program: Program, number: int, reached: Any) -> dict[str, Any]:
    """The import as soon as that is so."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while True:
        found: dict[str, Any] = program.ask("GET", f"/api/imports/{number}")[1]
        if reached(found):
            return found
        assert time.monotonic() < deadline, found
        time.sleep(0.02)


def test_a_worker_killed_amid_an_import_loses_and_repeats_no_row(used_home: Path) -> None:
    with serving(used_home) as running:
        program = administrator(running, "importer")
        # Every tenth row repeats the telephone of the one before; some are wrong.
        rows = "".join(
            f"Lead {n},{f'+86139{n - n % 10 // 9:08d}'},{'wrong' if n % 1000 == 7 else ''}\n" for n in range(ROWS)
        )
        number = upload(program, f"name,mobile,email\n{rows}")
        how = {"match_by": [], "on_duplicate": "skip", "automation": "skip"}
        assert program.ask("PATCH", f"/api/imports/{number}", how)[0] == 200
        assert program.ask("POST", f"/api/imports/{number}/start", {})[0] == 200
        await_import(program, number, lambda found: found["rows_done"] > 0)
        running.child("worker").kill()
        cut_off = await_import(program, number, lambda found: True)
        assert (cut_off["status"], 0 < cut_off["rows_done"] < ROWS) == ("running", True)

        done = await_import(program, number, lambda found: found["status"] != "running")
        repeated, wrong = ROWS // 10, ROWS // 1000
        counts = {name: done[name] for name in ("status", "rows_done", "created", "duplicates", "failed", "updated")}
        assert counts == {
            "status": "done", "rows_done": ROWS, "created": ROWS - repeated - wrong, "duplicates": repeated,
            "failed": wrong, "updated": 0,
        }  # fmt: skip
        made = counts["created"]
        told = sql(
            used_home,
            "SELECT count(*), count(DISTINCT name), count(DISTINCT mobile), (SELECT count(*) FROM platform_event"
            f"  WHERE object = 'lead' AND kind = 'created' AND operation = '{done['operation']}'),"
            f" (SELECT count(DISTINCT row) FROM platform_importproblem WHERE importing_id = {number})"
            " FROM sales_lead WHERE name LIKE 'Lead %'",
        )
        assert told == f"{made}|{made}|{made}|{made}|{repeated + wrong}"
