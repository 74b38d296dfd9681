"""Record pages when the network goes, when two people write at once, and when somebody leaves half-way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.desk import Desk

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

    from tests.browser.conftest import Company

pytestmark = [pytest.mark.xdist_group("pages"), pytest.mark.browser]


def type_over(page: Page, label: str, text: str) -> Locator:
    """Write a value in place of the one that stands there, and press Enter."""
    value = page.get_by_role("group", name=f"Edit {label}", exact=True).first
    value.dblclick()
    value.get_by_role("textbox").fill(text)
    page.keyboard.press("Enter")
    return value


def test_what_the_network_lost_is_sent_again_and_another_persons_edit_is_shown(
    browser: Browser, company: Company
) -> None:
    root, bo = Desk(browser, company, "root", "en"), Desk(browser, company, "bo", "en")
    lead = root.lead(name="Offline Case", company="Before Ltd", job_title="Buyer", owner=bo.me["id"])
    path = f"/api/leads/{lead['id']}"
    page = root.page(f"/leads/{lead['id']}")
    expect(page.get_by_role("heading", name="Offline Case")).to_be_visible()

    root.context.set_offline(True)
    field = type_over(page, "Company", "Mine Ltd")
    expect(field.get_by_role("alert")).to_contain_text("Not saved: the server cannot be reached")
    bo.ask("PATCH", path, {"company": "Theirs Ltd", "city": "Wuxi"})
    root.context.set_offline(False)
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text(f"{bo.me['name']} has changed this in the meantime")
    expect(dialog).to_contain_text("Mine Ltd")
    expect(dialog).to_contain_text("Theirs Ltd")
    with page.expect_response(lambda answer: answer.request.method == "PATCH" and answer.ok):
        dialog.get_by_role("button", name="Save the choice").click()
    expect(dialog).to_be_hidden()
    expect(field).to_contain_text("Mine Ltd")
    saved = root.ask("GET", path)
    assert (saved["company"], saved["city"]) == ("Mine Ltd", "Wuxi")

    root.context.set_offline(True)
    field = type_over(page, "Job title", "Head of purchasing")
    expect(field.get_by_role("alert")).to_be_visible()
    page.close()
    root.context.set_offline(False)
    assert root.ask("GET", path)["job_title"] == "Buyer"
    page = root.page("/accounts")
    page.get_by_role("link", name="Offline Case · Job title").click()
    field = page.get_by_role("group", name="Edit Job title", exact=True).first
    expect(field.get_by_role("textbox")).to_have_value("Head of purchasing")
    field.get_by_role("textbox").press("Enter")
    expect(field.get_by_role("textbox")).to_be_hidden()
    expect(field).to_contain_text("Head of purchasing")
    assert root.ask("GET", path)["job_title"] == "Head of purchasing"
    assert root.faults == bo.faults == []
    root.context.close()
    bo.context.close()


def test_a_half_filled_form_comes_back_and_a_list_is_walked_through_in_the_preview(
    browser: Browser, company: Company
) -> None:
    root = Desk(browser, company, "root", "en")
    for number in (1, 2):
        root.lead(name=f"Preview Case {number}", company="Works")
    page = root.page("/leads?search=Preview%20Case&sort=name")
    page.get_by_role("button", name="New Lead").click()
    drawer = page.get_by_role("dialog")
    drawer.get_by_label("Name", exact=True).fill("Half Case")
    page.reload()
    page.get_by_role("button", name="New Lead", exact=True).last.click()
    expect(drawer).to_contain_text("did not save it")
    drawer.get_by_role("button", name="Take it over").click()
    expect(drawer.get_by_label("Name", exact=True)).to_have_value("Half Case")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("Half Case created")).to_be_visible()
    assert [row["name"] for row in root.ask("GET", "/api/leads", search="Half Case")["items"]] == ["Half Case"]

    page.get_by_role("link", name="Preview Case 1").focus()
    page.keyboard.press("Space")
    preview = page.locator(".preview-drawer")
    expect(preview).to_contain_text("Preview Case 1")
    expect(preview).to_contain_text("1 / 2")
    preview.get_by_role("button", name="Next record").click()
    expect(preview).to_contain_text("2 / 2")
    preview.get_by_role("link", name="Preview Case 2").click()
    expect(page.get_by_role("heading", name="Preview Case 2")).to_be_visible()
    page.keyboard.press("[")
    expect(page.get_by_role("heading", name="Preview Case 1")).to_be_visible()
    page.get_by_role("link", name="Back to the list").click()
    page.wait_for_url("**/leads?search=*")
    assert root.faults == []
    root.context.close()
