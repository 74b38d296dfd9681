"""Fixtures that every test may use. The database server itself is started in `tests/database.py`."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PAGES = Path(__file__).parent / "browser"
# Chromium draws the suggestions below its address bar, which nobody sees here, in two pages of their own for each
# window.  The other names are those that Playwright leaves out; of two such lists the last counts.
WITHOUT = (
    "WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "AimEnabled", "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose", "HttpsUpgrades", "HttpsFirstBalancedModeAutoEnable", "LensOverlay", "MediaRouter",
    "PaintHolding", "ThirdPartyStoragePartitioning", "AvoidCorsURLLoaderRestartOnRedirect", "OptimizationHints",
    "NetworkTimeServiceQuerying", "PreconnectToSearch",
)  # fmt: skip


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give every test the id that its plugin meant for it.

    pytest 9.2 makes ids in a way that two plugins do not follow yet: tests made from the API's document would all share
    one id, of which parallel workers run one; and the groups of pytest-xdist would not be kept together.

    A test in a browser is tried once more when it fails, for a busy machine can be slower than any patience; the report
    names each such test, so that it gets mended.
    """
    for item in items:
        meant = item.__dict__.get("_nodeid", item.nodeid)
        if item.name not in meant:
            meant = f"{item.parent.nodeid}::{item.name}" if item.parent else item.name
        if meant != item.nodeid:
            item._id = type(item.id).parse(meant)
        if item.path.is_relative_to(PAGES):
            item.add_marker(pytest.mark.flaky(reruns=1))


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The address of a Chromium; without one the test is skipped."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return Path(found)
    pytest.skip("No Chromium here: as root, apt-get install chromium")


@pytest.fixture(scope="session")
def browser(chromium: Path) -> Iterator[Browser]:
    """A running Chromium, driven by Playwright; open a context of its own for each person in the test."""
    from playwright.sync_api import sync_playwright

    # Playwright's loop runs in this thread, and Django would refuse to speak to the database beside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    options = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=chromium,
            args=[*options, "--disable-dev-shm-usage", f"--disable-features={','.join(WITHOUT)}"],
        )
        yield running
        running.close()
