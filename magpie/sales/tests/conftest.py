"""Each test begins without the set-up that another had read."""

from __future__ import annotations

import pytest

from magpie.platform import setup


@pytest.fixture(autouse=True)
def _fresh_setup() -> None:
    setup.forget()
