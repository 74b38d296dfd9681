"""A day's work, from the sign-in to a note: once with nothing but the keyboard, once by touch on a telephone."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.desk import Desk

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

    from tests.browser.conftest import Company

pytestmark = [pytest.mark.xdist_group("pages"), pytest.mark.browser]
FAR = 120  # presses of Tab; whoever needs more gives up


def tab_to(page: Page, aim: Locator) -> None:
    """Press Tab until that has the focus."""
    expect(aim).to_be_visible()
    for _ in range(FAR):
        if aim.evaluate("each => each === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"not reached by Tab: {aim}")


def pick(page: Page, words: str) -> None:
    """Type into the open choices, and take the one that is offered."""
    page.keyboard.type(words)
    expect(page.locator(".ant-select-item-option-active:visible").last).to_have_text(words)
    page.keyboard.press("Enter")


def test_a_salesman_needs_no_mouse(browser: Browser, company: Company) -> None:
    bo = Desk(browser, company, "bo", "zh-hans")
    word = f"键盘{time.time_ns()}"  # a second try finds nothing of the first
    bo.lead(name=f"{word}甲", company="江南机械有限公司", rating="hot")
    bo.lead(name=f"{word}乙", company="江北机械有限公司", rating="cold")
    bo.context.clear_cookies()
    page = bo.page("/")
    press = page.keyboard.press

    expect(page.locator("input[autocomplete=username]")).to_be_focused()
    page.keyboard.type("bo")
    press("Tab")
    page.keyboard.type(company.password)
    press("Enter")
    expect(page.get_by_role("navigation", name="导航")).to_be_visible()

    tab_to(page, page.get_by_role("link", name="线索", exact=True))
    press("Enter")
    expect(page).to_have_title("线索 · 喜鹊")

    tab_to(page, page.get_by_role("textbox", name="在列表中搜索"))
    page.keyboard.type(word)
    press("Enter")
    expect(page.locator(".row-title")).to_have_count(2)
    tab_to(page, page.get_by_role("button", name="筛选", exact=True))
    press("Enter")
    dialog = page.get_by_role("dialog")
    tab_to(page, dialog.get_by_role("combobox", name="字段"))
    pick(page, "意向程度")
    tab_to(page, dialog.locator(".filter-value").get_by_role("combobox"))
    press("Enter")
    pick(page, "热")
    press("Escape")
    tab_to(page, dialog.get_by_role("button", name="应用"))
    press("Enter")
    expect(page.locator(".chip")).to_have_text(["意向程度 等于 热"])
    expect(page.get_by_role("button", name="筛选")).to_be_focused()
    expect(page.locator(".row-title")).to_have_text([f"{word}甲"])

    tab_to(page, page.get_by_role("button", name="新建线索"))
    press("Enter")
    form = page.get_by_role("dialog")
    tab_to(page, form.get_by_label("姓名", exact=True))
    page.keyboard.type(f"{word}丙")
    tab_to(page, form.get_by_label("公司", exact=True))
    page.keyboard.type("江东机械有限公司")
    tab_to(page, form.get_by_role("combobox", name="意向程度"))
    press("Enter")
    pick(page, "热")
    press("Control+Enter")
    expect(form).to_have_count(0)
    expect(page.locator(".row-title")).to_have_text([f"{word}丙", f"{word}甲"])

    row = page.locator(".grid-rows .grid-row", has_text=f"{word}丙")
    tab_to(page, row.get_by_role("group", name="编辑公司"))
    press("Enter")
    expect(row.get_by_role("textbox")).to_be_focused()
    press("Control+A")
    page.keyboard.type("江东重工有限公司")
    press("Enter")
    expect(row).to_contain_text("江东重工有限公司")
    expect(row.get_by_role("textbox")).to_have_count(0)

    page.keyboard.press("Shift+Tab")
    tab_to(page, page.get_by_role("link", name=f"{word}丙"))
    press("Enter")
    expect(page.get_by_role("heading", name=f"{word}丙")).to_be_visible()
    tab_to(page, page.locator(".composer").get_by_role("button", name="跟进记录"))
    press("Enter")
    expect(page.locator(".composer").get_by_label("正文")).to_be_focused()
    page.keyboard.type("需要两台焊接机器人")
    press("Control+Enter")
    expect(page.locator(".timeline .entry.is-note")).to_contain_text("需要两台焊接机器人")

    made = bo.ask("GET", "/api/leads", search=f"{word}丙")["items"]
    assert [(each["company"], each["rating"], each["owner"]["id"]) for each in made] == [
        ("江东重工有限公司", "hot", bo.me["id"])
    ]
    assert bo.faults == []
    bo.context.close()


def test_the_same_is_done_by_touch_on_a_telephone(browser: Browser, company: Company) -> None:
    bo = Desk(browser, company, "bo", "en", width=390, touch=True)
    word = f"Touch{time.time_ns()}"
    bo.lead(name=f"{word} A", company="Riverside Machines Ltd", rating="hot")
    bo.lead(name=f"{word} B", company="Hillside Machines Ltd", rating="cold")
    page = bo.page("/")

    page.get_by_role("button", name="Navigation").tap()
    page.get_by_role("dialog").get_by_role("link", name="Leads", exact=True).tap()
    expect(page).to_have_title("Leads · Magpie")
    page.get_by_role("textbox", name="Search in this list").fill(word)
    expect(page.locator(".card-title")).to_have_count(2)
    page.get_by_role("button", name="Filter", exact=True).tap()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("combobox", name="Field").tap()
    page.keyboard.type("Rating")
    page.locator(".ant-select-item-option:visible").get_by_text("Rating", exact=True).tap()
    dialog.locator(".filter-value .ant-select").tap()
    page.locator(".ant-select-item-option:visible").get_by_text("Hot", exact=True).tap()
    page.keyboard.press("Escape")
    dialog.get_by_role("button", name="Apply").tap()
    expect(page.locator(".card-title")).to_have_text([f"{word} A"])

    page.get_by_role("button", name="New Lead").tap()
    form = page.get_by_role("dialog")
    form.get_by_label("Name", exact=True).fill(f"{word} C")
    form.get_by_label("Company", exact=True).fill("Lakeside Machines Ltd")
    form.get_by_label("Rating", exact=True).tap()
    page.locator(".ant-select-item-option:visible").get_by_text("Hot", exact=True).tap()
    form.get_by_role("button", name="Save", exact=True).tap()
    expect(form).to_have_count(0)
    expect(page.locator(".card-title")).to_have_text([f"{word} C", f"{word} A"])

    page.locator(".card-title").first.tap()
    expect(page.get_by_role("heading", name=f"{word} C")).to_be_visible()
    company_name = page.get_by_role("group", name="Edit Company", exact=True)
    company_name.get_by_role("button").tap()
    company_name.get_by_role("textbox").fill("Lakeside Works Ltd")
    page.keyboard.press("Enter")
    expect(company_name).to_contain_text("Lakeside Works Ltd")
    expect(company_name.get_by_role("textbox")).to_have_count(0)

    page.get_by_role("tab", name="Timeline").tap()
    composer = page.locator(".composer")
    composer.get_by_role("button", name="Note").tap()
    composer.get_by_label("Text", exact=True).fill("Wants two welding robots")
    composer.get_by_role("button", name="Save").tap()
    expect(page.locator(".timeline .entry.is-note")).to_contain_text("Wants two welding robots")
    assert page.evaluate("document.documentElement.scrollWidth") == 390

    made = bo.ask("GET", "/api/leads", search=f"{word} C")["items"]
    assert [(each["company"], each["rating"]) for each in made] == [("Lakeside Works Ltd", "hot")]
    assert bo.faults == []
    bo.context.close()
