"""The demo company, served once for all tests of pages; nothing is built here, `make test` has built the pages before.

The tests share its records: each makes what it changes, and looks at what the demo brings without changing it.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from magpie.demo import PASSWORD
from tests.runtime.running import serving


@dataclass(frozen=True)
class Company:
    """A running demo company: where a browser finds it and where its data lies."""

    base_url: str
    home: Path
    password: str = PASSWORD


@pytest.fixture(scope="session")
def company() -> Iterator[Company]:
    """One `magpie serve` with the demo company, for the whole test run."""
    folder = Path(tempfile.mkdtemp(prefix="magpie-pages-"))
    folder.chmod(0o711)
    home = folder / "home"
    with serving(home, MAGPIE_EMPTY="") as running:
        yield Company(f"http://127.0.0.1:{running.port}", home)
    shutil.rmtree(folder)
