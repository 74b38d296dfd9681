"""A folder that the database's account can reach, and a home that has been started once."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.runtime.running import serving


def _folder() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="magpie-run-"))
    folder.chmod(0o711)
    return folder


@pytest.fixture
def folder() -> Iterator[Path]:
    """An empty folder, open to the database's account."""
    made = _folder()
    yield made
    shutil.rmtree(made)


@pytest.fixture(scope="session")
def used_home() -> Iterator[Path]:
    """A home whose database is made and up to date; each test starts it anew and leaves it stopped."""
    made = _folder()
    home = made / "home"
    with serving(home):
        pass
    yield home
    shutil.rmtree(made)
