"""Each test begins without the set-up that another had read, keeps its files to itself, and speaks English."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from magpie.platform import setup


@pytest.fixture(autouse=True)
def _fresh(tmp_path: Path, settings: Any) -> Iterator[None]:
    setup.forget()
    settings.MEDIA_ROOT = tmp_path
    with translation.override("en"):
        yield
