"""Each test begins without the set-up that another had read, and speaks English."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.utils import translation

from magpie.platform import setup


@pytest.fixture(autouse=True)
def _fresh_setup() -> Iterator[None]:
    setup.forget()
    with translation.override("en"):
        yield
