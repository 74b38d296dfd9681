"""The demo company, served once for all tests of pages; nothing is built here, `make test` has built the pages before.

The tests share its records: each makes what it changes, and looks at what the demo brings without changing it.
"""

from __future__ import annotations

import datetime
import shutil
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from magpie.demo import PASSWORD
from tests.runtime.running import magpie, migrated_home, serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@dataclass(frozen=True)
class Company:
    """A running demo company: where a browser finds it and where its data lies."""

    base_url: str
    home: Path
    began: float  # seconds since 1970; what was made since then is the tests'
    password: str = PASSWORD


@pytest.fixture(scope="session")
def company() -> Iterator[Company]:
    """One `magpie serve` with the demo company, for the whole test run."""
    folder = Path(tempfile.mkdtemp(prefix="magpie-pages-"))
    folder.chmod(0o711)
    home = migrated_home(folder, demo="wanted")
    with serving(home, MAGPIE_EMPTY="") as running:
        yield Company(f"http://127.0.0.1:{running.port}", home, time.time())
    shutil.rmtree(folder)


@pytest.fixture(autouse=True)
def _nothing_left_open(browser: Browser) -> Iterator[None]:
    """A page that stays open goes on asking and drawing, beside all tests that follow."""
    before = browser.contexts
    yield
    for context in browser.contexts:
        if context not in before:
            context.close()


@pytest.fixture(autouse=True)
def _begun_anew(request: pytest.FixtureRequest, company: Company) -> None:
    """What the first try of this test left behind is gone before the second, which would find it."""
    if getattr(request.node, "execution_count", 1) < 2:
        return
    token = magpie(company.home, "token", "create", "--user", "root").stdout.strip()
    since = datetime.datetime.fromtimestamp(company.began, datetime.UTC).isoformat()
    answer = httpx.post(
        f"{company.base_url}/api/leads/bulk",
        headers={"Authorization": f"Bearer {token}"},
        json={"do": "delete", "filter": {"field": "created_at", "gte": since}, "automation": "skip"},
        timeout=60,
    )
    assert answer.status_code == 200, answer.text
