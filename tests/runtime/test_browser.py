"""The product in a real browser, served by the real processes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.runtime.running import magpie, serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.xdist_group("runtime"), pytest.mark.browser]


def test_a_user_made_on_the_command_line_signs_in_and_stays_signed_in(browser: Browser, used_home: Path) -> None:
    made = magpie(
        used_home, "user", "create", "visitor", "--name", "Vera", "--administrator", stdin="Green-Harbour-7\n"
    )
    assert made.returncode == 0, made.stderr
    with serving(used_home) as running:
        context = browser.new_context(locale="en-GB")
        page = context.new_page()
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(f"http://127.0.0.1:{running.port}/")
        page.locator("input[type=password]").fill("Green-Harbour-7")
        page.locator("input[autocomplete=username]").fill("visitor")
        page.keyboard.press("Enter")
        page.locator("input[type=password]").wait_for(state="detached")
        page.reload()
        page.get_by_role("navigation").first.wait_for()
        assert page.locator("input[type=password]").count() == 0
        assert faults == []
        context.close()
