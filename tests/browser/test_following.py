"""Following a list at the screen: told with old and new values, why, and no longer."""

from __future__ import annotations

import json
import urllib.parse
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.desk import Desk

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.browser.conftest import Company

pytestmark = [pytest.mark.xdist_group("pages"), pytest.mark.browser]


def test_a_followed_list_tells_what_changed_and_why_until_it_is_followed_no_longer(
    browser: Browser, company: Company
) -> None:
    ana, root = Desk(browser, company, "ana", "zh-hans"), Desk(browser, company, "root", "en")
    lead = ana.lead(name="关注测试", company="关注测试公司", status="new")
    condition = urllib.parse.quote(json.dumps({"field": "company", "is": "关注测试公司"}))
    page = ana.page(f"/leads?list=all&filter={condition}")
    page.get_by_role("button", name="关注此列表").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("名称").fill("测试公司的线索")
    dialog.get_by_role("button", name="关注", exact=True).click()
    expect(page.get_by_text("已关注，可在“我关注的”中查看。")).to_be_visible()
    root.ask("PATCH", f"/api/leads/{lead['id']}", {"status": "working", "version": lead["version"]})
    toast = page.locator(".notice-toast").filter(has_text="您关注了“测试公司的线索”").first
    expect(toast).to_contain_text("状态 新建 → 跟进中")
    page.goto(f"{company.base_url}/notices")
    row = page.locator("li.notice").filter(has_text="线索“关注测试”：状态 新建 → 跟进中").first
    expect(row).to_contain_text("您关注了“测试公司的线索”。")
    row.get_by_role("link", name="为什么收到这条通知？").click()
    rule = page.locator("tr.is-meant")
    expect(rule).to_contain_text("测试公司的线索")
    expect(rule).to_contain_text("已通知 1 次")
    rule.get_by_role("button", name="取消关注").click()
    page.locator(".ant-popover").get_by_role("button", name="取消关注").click()
    expect(page.get_by_text("测试公司的线索")).to_have_count(0)
    assert ana.faults + root.faults == []
