"""The product in a real browser, served by the real processes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.runtime.running import magpie, migrated_home, serving

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


def test_the_first_administrator_chooses_an_industry_and_makes_a_lead_with_its_fields(
    browser: Browser, folder: Path
) -> None:
    home = migrated_home(folder)
    with serving(home) as running:
        made = magpie(home, "user", "create", "first", "--administrator", stdin="Green-Harbour-7\n")
        assert made.returncode == 0, made.stderr
        context = browser.new_context(locale="zh-CN")
        page = context.new_page()
        page.goto(f"http://127.0.0.1:{running.port}/")
        page.locator("input[type=password]").fill("Green-Harbour-7")
        page.locator("input[autocomplete=username]").fill("first")
        page.keyboard.press("Enter")
        page.get_by_label("公司名称").fill("晨光软件")
        page.get_by_role("radio", name="信息技术").check(force=True)
        page.get_by_role("button", name="开始使用").click()
        page.wait_for_url(f"http://127.0.0.1:{running.port}/")
        page.goto(f"http://127.0.0.1:{running.port}/leads")
        page.get_by_role("button", name="新建线索").first.click()
        form = page.get_by_role("dialog")
        form.get_by_label("姓名").fill("李娜")
        form.get_by_label("计划用户数").fill("120")
        page.keyboard.press("Control+Enter")
        page.get_by_role("link", name="李娜", exact=True).wait_for()
        page.get_by_text("120", exact=True).wait_for()
        page.goto(f"http://127.0.0.1:{running.port}/")
        page.get_by_role("navigation").first.wait_for()
        assert page.url.endswith(f"{running.port}/")  # the welcome does not come again
        context.close()
