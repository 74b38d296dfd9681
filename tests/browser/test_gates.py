"""Gates and approvals at the screen: made on their page, asked at the record, approved by another person."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.desk import Desk, choose

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.browser.conftest import Company

pytestmark = [pytest.mark.xdist_group("pages"), pytest.mark.browser]


def test_a_gate_is_made_asked_and_answered_and_an_approval_is_given(browser: Browser, company: Company) -> None:
    root = Desk(browser, company, "root", "en")
    page = root.page("/setup/gates")
    page.get_by_role("button", name="New gate").click()
    form = page.get_by_role("dialog")
    form.get_by_label("Name", exact=True).fill("Gate journey")
    choose(form, "Object", "Lead")
    form.get_by_role("button", name="Add condition").click()
    form.get_by_label("Field", exact=True).click()
    page.keyboard.type("Company")
    page.keyboard.press("Enter")
    form.get_by_role("checkbox", name="A reason must be given").check()
    form.get_by_label("Text in English", exact=True).fill("{{ record.name }} changes its company?")
    form.get_by_role("button", name="Save", exact=True).click()
    expect(form.get_by_role("alert").first).to_contain_text("is not finished")
    form.locator(".filter-value input").fill("Gate Journey Ltd")
    form.get_by_role("button", name="Save", exact=True).click()
    row = page.get_by_role("row").filter(has_text="Gate journey")
    expect(row).to_contain_text("Lead · Change")
    expect(row).to_contain_text("Company is Gate Journey Ltd")

    lead = root.lead(name="Journey Lead", company="Other", phone="")
    record = root.page(f"/leads/{lead['id']}")
    record.get_by_role("button", name="Edit", exact=True).first.click()
    record.get_by_role("dialog").get_by_label("Company", exact=True).fill("Gate Journey Ltd")
    record.get_by_role("dialog").get_by_role("button", name="Save", exact=True).click()
    question = record.get_by_role("dialog").filter(has_text="Please decide")
    expect(question).to_contain_text("Journey Lead changes its company?")
    question.get_by_label("Reason").fill("They were renamed")
    question.get_by_role("button", name="Go on").click()
    expect(record.locator(".timeline")).to_contain_text("They were renamed")
    for gate in root.ask("GET", "/api/gates", search="Gate journey")["items"]:
        root.ask("PATCH", f"/api/gates/{gate['id']}", {"is_active": False})
    root.context.close()

    lin = Desk(browser, company, "lin", "en")
    deal = lin.ask("POST", "/api/opportunities", {"name": "Journey Deal", "amount": "500000"})
    page = lin.page(f"/opportunities/{deal['id']}")
    page.get_by_role("button", name="Edit", exact=True).first.click()
    page.get_by_role("dialog").get_by_label("Amount", exact=True).fill("1500000")
    page.get_by_role("dialog").get_by_role("button", name="Save", exact=True).click()
    question = page.get_by_role("dialog").filter(has_text="Please decide")
    expect(question).to_contain_text("500,000.00 above what one may promise alone.")
    question.get_by_label("Remark for who approves").fill("Two more robots")
    question.get_by_role("button", name="Send for approval").click()
    expect(page.locator(".approval-banner")).to_contain_text("Waits for approval")
    assert lin.ask("GET", f"/api/opportunities/{deal['id']}")["amount"] == "500000.00"
    assert lin.faults == []
    lin.context.close()

    jing = Desk(browser, company, "jing", "en", 390, touch=True)
    page = jing.page("/approvals")
    card = page.get_by_role("article").filter(has_text="Journey Deal")
    expect(card).to_contain_text("Two more robots")
    card.get_by_role("button", name="Approve").click()
    expect(card).to_have_count(0)
    assert jing.ask("GET", f"/api/opportunities/{deal['id']}")["amount"] == "1500000.00"
    assert (root.faults, jing.faults) == ([], [])
    jing.context.close()


def test_before_a_deletion_it_is_said_what_goes_with_the_record(browser: Browser, company: Company) -> None:
    root = Desk(browser, company, "root", "en")
    deal = root.ask("POST", "/api/opportunities", {"name": "Going Deal"})
    root.ask("POST", "/api/obstacles", {"name": "Price too high", "opportunity": deal["id"]})
    root.ask("POST", "/api/tasks", {"subject": "Call", "related_to": f"opportunity:{deal['id']}"})
    page = root.page(f"/opportunities/{deal['id']}")
    page.locator(".record-actions").get_by_role("button", name="More").last.click()
    page.get_by_role("menuitem", name="Delete").click()
    dialog = page.get_by_role("dialog").filter(has_text="Delete “Going Deal”?")
    effects = dialog.get_by_role("region", name="What this does")
    expect(effects).to_contain_text("changes 2 records")
    expect(effects).to_contain_text("Price too high")
    expect(effects).to_contain_text("Stay, and name a record that is gone: Tasks (1)")
    dialog.get_by_role("button", name="Cancel").click()

    page = root.page("/opportunities?search=Going%20Deal")
    page.get_by_role("checkbox", name="Going Deal").first.check()
    page.get_by_role("toolbar").get_by_role("button", name="Delete").click()
    dialog = page.get_by_role("dialog").filter(has_text="Delete 1 record?")
    expect(dialog.get_by_role("region", name="What this does")).to_contain_text("Price too high")
    dialog.get_by_role("button", name="Cancel").click()
    assert root.faults == []
    root.context.close()

    narrow = Desk(browser, company, "root", "zh-hans", 390, touch=True)
    page = narrow.page(f"/opportunities/{deal['id']}")
    page.locator(".record-actions .ant-dropdown-trigger").last.click()
    page.get_by_role("menuitem", name="删除").click()
    dialog = page.get_by_role("dialog").filter(has_text="删除“Going Deal”？")
    expect(dialog.get_by_role("region", name="操作影响")).to_contain_text("保留，但所指的记录已不存在：任务（1）")
    box = dialog.bounding_box()
    assert box is not None
    assert box["width"] <= 390
    dialog.get_by_role("button", name="删除").click()
    expect(page.locator(".undo-toast")).to_contain_text("Going Deal")
    assert narrow.faults == []
    narrow.context.close()
