"""The database server of a test run: started once, in a folder of its own, gone afterwards.

Loaded with `-p` before everything else, because pytest-django reads the settings before it reads any conftest, and
the settings ask where the home is. `DATABASE_URL` names a server to use instead.
"""

from __future__ import annotations

import gc
import os
import shutil
import sys
import tempfile
from pathlib import Path

import pytest

from config.embedded import Server

_started: list[Server] = []


def _begin() -> None:
    """Put the whole run, its parallel workers included, into a home that nobody else uses."""
    if "MAGPIE_TEST_HOME" in os.environ:
        return  # a parallel worker: its parent has done it
    home = Path(tempfile.mkdtemp(prefix="magpie-test-"))
    home.chmod(0o711)
    os.environ["MAGPIE_TEST_HOME"] = os.environ["MAGPIE_HOME"] = str(home)
    # Tests that need real commits empty the tables afterwards; a real database refuses, as it would leave no history.
    os.environ["PGOPTIONS"] = "-c magpie.allow_truncate=on"
    os.environ["MAGPIE_SECRET_KEY"] = "for tests only " * 4
    if not os.environ.get("DATABASE_URL"):
        server = Server(home, throwaway=True)
        server.start(tethered=True)
        _started.append(server)


@pytest.fixture(autouse=True)
def _fresh_setup() -> None:
    """What an earlier test kept of its set-up was rolled back with it."""
    from magpie.platform import setup

    setup.forget()


def pytest_sessionstart() -> None:
    """Django is set up by now."""
    from tests import emptying

    emptying.install()


def pytest_collection_finish() -> None:
    """All that was loaded stays until the end: looking through it for garbage takes a tenth of the time."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing running and nothing lying about."""
    for server in _started:
        server.stop()
    if hasattr(config, "workerinput"):
        return
    home = os.environ.pop("MAGPIE_TEST_HOME", None)
    if home:
        shutil.rmtree(home, ignore_errors=True)


if not {"--help", "-h", "--version", "--fixtures", "--markers", "--collect-only", "--co"} & set(sys.argv):
    _begin()
