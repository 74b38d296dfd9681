"""What surrounds workflows: secrets that are never shown, calendars, followers, webhook addresses and roll-outs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.browser.desk import Desk

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.browser.conftest import Company

pytestmark = [pytest.mark.xdist_group("pages"), pytest.mark.browser]

VALUE = "a-value-that-nobody-reads-again"


@pytest.fixture(scope="module")
def desk_of_root(browser: Browser, company: Company) -> Desk:
    return Desk(browser, company, "root", "en")


@pytest.fixture
def root(desk_of_root: Desk) -> Desk:
    """The administrator, reading English whatever another test chose."""
    desk_of_root.ask("PATCH", "/api/me", {"language": "en"})
    return desk_of_root


def published(desk: Desk, name: str, document: dict[str, Any]) -> int:
    made = desk.ask("POST", "/api/workflows", {"name": name, "object": "lead"})
    desk.ask("POST", f"/api/workflows/{made['id']}/publish", {"document": document, "activate": True})
    return int(made["id"])


def test_a_secret_is_kept_replaced_and_deleted_and_never_shown(root: Desk) -> None:
    page = root.page("/setup")
    heard: list[str] = []
    page.on("response", lambda answer: heard.append(answer.text()) if "/api/settings/secrets" in answer.url else None)
    page.get_by_role("link", name="Secrets").click()
    page.get_by_role("button", name="New secret").first.click()
    drawer = page.get_by_role("dialog")
    drawer.get_by_label("Name").fill("Web Shop")
    drawer.get_by_role("button", name="Save").click()
    expect(drawer.get_by_role("alert")).to_have_text("Please fill this in.")
    drawer.get_by_label("Value").fill(VALUE)
    drawer.get_by_label("What it is for").fill("The shop's key")
    drawer.get_by_role("button", name="Save").click()
    row = page.get_by_role("row").filter(has_text="web_shop")
    expect(row).to_contain_text("The shop's key")
    row.get_by_role("button", name="Replace or describe: web_shop").click()
    expect(drawer.get_by_label("New value")).to_have_value("")
    drawer.get_by_label("What it is for").fill("The shop's new key")
    drawer.get_by_role("button", name="Save").click()
    expect(row).to_contain_text("The shop's new key")
    page.reload()
    expect(row).to_contain_text("The shop's new key")
    assert len(heard) >= 4
    assert VALUE not in "".join(heard) + page.content()

    call = {"url": "https://shop.example.com", "headers": {"Authorization": {"secret": "web_shop"}}}
    steps = [{"id": "call", "action": "http.request", "input": call}]
    workflow = published(root, "Tell the shop", {"object": "lead", "triggers": [{"on": "called"}], "steps": steps})
    page.reload()
    expect(row.get_by_role("link", name="Tell the shop")).to_have_attribute("href", f"/workflows/{workflow}")
    row.get_by_role("button", name="Delete: web_shop").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_role("alert")).to_contain_text("The workflow “Tell the shop” needs this secret.")
    root.ask("DELETE", f"/api/workflows/{workflow}")
    row.get_by_role("button", name="Delete: web_shop").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(row).to_have_count(0)
    assert "web_shop" not in [each["name"] for each in root.ask("GET", "/api/settings/secrets")]
    page.close()


def test_an_inner_host_is_allowed_and_forbidden_again(root: Desk) -> None:
    page = root.page("/setup/hosts")
    host = page.get_by_label("Host")
    host.fill("no host at all")
    host.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("is no host")
    assert root.ask("GET", "/api/settings/outgoing") == {"allowed_hosts": []}
    host.fill("ERP.acme.lan:8443")
    host.press("Enter")
    expect(page.locator(".host-list li")).to_have_text(["erp.acme.lan:8443"])
    expect(host).to_have_value("")
    page.get_by_role("button", name="No longer allow erp.acme.lan:8443").click()
    expect(page.locator(".host-list li")).to_have_count(0)
    assert root.ask("GET", "/api/settings/outgoing") == {"allowed_hosts": []}
    page.close()


def test_only_administrators_see_these_settings(browser: Browser, company: Company) -> None:
    desk = Desk(browser, company, "ana", "en")
    page = desk.page("/setup/hosts")
    expect(page.get_by_text("Only administrators may see or change this.")).to_be_visible()
    page.goto(f"{company.base_url}/setup/plugins")
    expect(page.get_by_text("Only administrators may see the plug-ins.")).to_be_visible()
    page.goto(f"{company.base_url}/working-calendars")
    expect(page.locator(".month-day").first).to_be_visible()
    expect(page.locator(".month-day button")).to_have_count(0)
    assert desk.faults == []


def test_a_day_of_the_calendar_becomes_a_special_one(browser: Browser, company: Company) -> None:
    desk = Desk(browser, company, "root", "zh-hans")
    page = desk.page("/setup")
    page.get_by_role("link", name="工作日历").click()
    page.get_by_role("button", name="下个月").click()
    before = int(page.locator(".month-count").inner_text().split()[0])  # not there before the month is
    day = page.locator(".month-day.is-off:not(.is-outside) button").first
    date = int(day.locator(".month-number").inner_text())
    day.click()
    drawer = page.get_by_role("dialog")
    expect(drawer.get_by_role("switch")).to_be_checked()
    drawer.get_by_label("名称").fill("年终盘点")
    drawer.get_by_label("工作时间").fill("09:00-12:00 13:30-18:00")
    drawer.get_by_role("button", name="保存").click()
    special = page.locator(".month-day.is-special:not(.is-outside)")
    expect(special.locator(".month-name")).to_have_text("年终盘点")
    expect(special.locator(".month-number")).to_have_text(str(date))
    expect(special.locator(".month-hours")).to_have_text("09:00-12:00\n13:30-18:00")
    expect(page.locator(".month-count")).to_have_text(f"{before + 1} 个工作日")
    listed = page.get_by_role("region", name="近期特殊日").get_by_role("listitem")
    expect(listed).to_contain_text("上班 09:00-12:00 13:30-18:00")
    listed.get_by_role("button", name="年终盘点").last.click()
    expect(special).to_have_count(0)
    expect(page.locator(".month-count")).to_have_text(f"{before} 个工作日")
    assert desk.faults == []


def test_a_record_is_followed_and_no_longer(root: Desk) -> None:
    lead = root.lead(name="Worth following", company="Acme")
    page = root.page(f"/leads/{lead['id']}")
    button = page.get_by_role("button", name="Follow · 0 followers")
    expect(button).to_have_attribute("aria-pressed", "false")
    button.click()
    expect(page.get_by_role("button", name="Following · 1 follower")).to_have_attribute("aria-pressed", "true")
    followed = root.ask("GET", f"/api/leads/{lead['id']}/followers")
    assert followed == {"items": [{"id": root.me["id"], "title": root.me["name"]}], "follows": True}
    page.reload()
    page.get_by_role("button", name="Following · 1 follower").click()
    expect(page.get_by_role("button", name="Follow · 0 followers")).to_be_visible()
    assert root.ask("GET", f"/api/leads/{lead['id']}/followers") == {"items": [], "follows": False}
    page.goto(f"{root.base}/users/{root.me['id']}")
    expect(page.locator(".record-head")).to_be_visible()
    expect(page.get_by_role("button", name="Follow")).to_have_count(0)
    page.close()


def test_the_address_of_a_webhook_is_shown_with_an_example_that_works(root: Desk) -> None:
    trigger = {
        "on": "webhook",
        "find": {"email": "contact.email"},
        "values": {"name": "{{ trigger.body.contact.name }}"},
    }
    workflow = published(root, "From the web", {
        "object": "lead", "triggers": [trigger],
        "steps": [{"id": "note", "action": "note.create", "input": {"body": "From the web"}}],
    })  # fmt: skip
    page = root.page(f"/workflows/{workflow}")
    page.locator(".flow-card.is-trigger").click()
    panel = page.locator(".designer-panel")
    expect(panel.get_by_text("Not called yet")).to_be_visible()
    panel.get_by_text("Example of a call").click()
    example = panel.locator(".hook-example pre").inner_text()
    address, body = example.split("'")[1], example.split("-d '")[1].rstrip("'")
    assert json.loads(body) == {"contact": {"email": "li.wei@example.com", "name": "Li Wei"}}
    called = root.context.request.post(address, data=body, headers={"Content-Type": "application/json"})
    assert (called.status, called.json()["record"]["object"]) == (202, "lead")
    page.reload()
    page.locator(".flow-card.is-trigger").click()
    expect(panel.get_by_text("Last called")).to_be_visible()
    panel.get_by_role("button", name="Renew").click()
    page.get_by_role("dialog").get_by_role("button", name="Renew").click()
    expect(panel.locator(".hook-line .hook-url")).not_to_have_text(address)
    assert root.context.request.post(address, data=body).status == 404
    page.close()


def test_a_workflow_started_for_many_records_shows_how_far_it_is(root: Desk) -> None:
    leads = [{"name": f"Rolled out {n}", "company": "Acme"} for n in range(60)]
    root.ask("POST", "/api/leads/bulk", {"do": "create", "records": leads, "automation": "skip"})
    steps = [{"id": "note", "action": "note.create", "input": {"body": "Rolled out"}}]
    workflow = published(root, "Roll out", {"object": "lead", "triggers": [{"on": "called"}], "steps": steps})
    page = root.page(f"/workflows/{workflow}")
    expect(page.locator(".flow-card").first).to_be_visible()
    expect(page.locator(".rollouts")).to_have_count(0)
    named = {"field": "name", "starts_with": "Rolled out"}
    assert root.ask("POST", f"/api/workflows/{workflow}/start", {"filter": named})["count"] == 60
    told = page.get_by_role("region", name="Started for records that were there")
    expect(told).to_contain_text("60 of 60 records · 60 runs started")  # by the live connection
    page.get_by_role("tab", name="Runs").click()
    expect(told.locator(".ant-tag")).to_have_text("Done")
    expect(page.get_by_role("link", name="Run ").first).to_be_visible()
    page.close()
