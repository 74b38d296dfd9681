"""The report of an import as CSV: rows that were not imported or need a look, each with the reason.

Put right, the file can be imported again.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from django.utils.translation import gettext as _

from magpie.platform.importing import running
from magpie.platform.models import Import
from magpie.platform.problems import Problem


def as_csv(importing: Import) -> Iterator[bytes]:
    """The rows in pieces, in UTF-8 with the mark that spreadsheets need."""
    yield b"\xef\xbb\xbf"
    yield _line([*_columns(importing), _("Row"), _("Result"), _("Reason")])
    failed, imported = _("Not imported"), _("Imported")
    for problem in importing.problems.order_by("row", "id").iterator(chunk_size=1000):
        cells = [*problem.cells, *[""] * (len(_columns(importing)) - len(problem.cells))]
        yield _line([*cells, str(problem.row), imported if problem.is_remark else failed, problem.reason])


def _columns(importing: Import) -> list[str]:
    if not importing.columns:
        try:
            with running.opened(importing) as table:
                importing.columns = [{"name": name} for name in table.columns]
        except (Problem, OSError):
            return []
    return [c["name"] for c in importing.columns]


def _line(cells: list[str]) -> bytes:
    target = io.StringIO()
    csv.writer(target).writerow([f"'{cell}" if cell[:1] in ("=", "@") else cell for cell in cells])
    return target.getvalue().encode()
