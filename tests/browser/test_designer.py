"""Somebody who never programmed draws the reference story on an empty canvas, in Chinese; it is published as meant."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import TimeoutError as WaitedTooLong
from playwright.sync_api import expect

from tests.browser.desk import Desk

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

    from tests.browser.conftest import Company

pytestmark = [pytest.mark.xdist_group("pages"), pytest.mark.browser]

MOST_INTERACTIONS = 60


class Hand:
    """Clicks and types, and counts how often: a text typed is one, and so is each key that takes something."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.panel = page.locator(".designer-panel")
        self.count = 0

    def click(self, target: Locator) -> None:
        self.count += 1
        target.click()

    def write(self, text: str) -> None:
        self.count += 1
        self.page.keyboard.type(text)

    def press(self, key: str) -> None:
        self.count += 1
        self.page.keyboard.press(key)

    def take(self, words: str) -> None:
        """The first thing that the picker finds."""
        self.page.locator(".picker input").wait_for()
        self.write(words)
        self.press("Enter")
        self.panel.wait_for()

    def add(self, place: str, words: str) -> None:
        """Whoever clicks while the canvas still moves sees nothing open, and clicks again; that counts too."""
        picker = self.page.locator(".picker input")
        for _try in range(3):
            self.click(self.page.locator(f'[data-place="{place}"]'))
            with suppress(WaitedTooLong):
                picker.wait_for(timeout=5_000)
                break
        self.take(words)

    def choose(self, label: str, *options: str) -> None:
        self.click(self.panel.get_by_label(label, exact=True).last)
        for option in options:
            self.click(self.page.locator(".ant-select-item-option:visible").get_by_text(option, exact=True).first)

    def tell(self, place: str, title: str, *people: str) -> None:
        self.add(place, "fstz")
        self.write(title)
        self.choose("接收人", *people)
        self.press("Escape")


def published(desk: Desk, workflow: int) -> dict[str, Any]:
    found: dict[str, Any] = desk.ask("GET", f"/api/workflows/{workflow}/definition")["document"]
    return found


def test_the_reference_story_is_drawn_by_clicks_in_chinese(browser: Browser, company: Company) -> None:
    desk = Desk(browser, company, "root", "zh-hans")
    page = desk.page("/workflows")
    hand = Hand(page)
    hand.click(page.get_by_role("button", name="新建工作流"))
    name = page.get_by_placeholder("工作流名称")
    expect(name).to_be_focused()
    hand.write("我的线索移交")
    hand.press("Enter")
    hand.click(page.get_by_role("button", name="什么时候开始？"))
    hand.take("满足条件")
    hand.choose("字段", "预算")
    hand.choose("运算符", "不小于")
    hand.click(hand.panel.locator(".filter-value input"))
    hand.write("9000000")
    hand.add("@0", "标记为有效")
    hand.add("@1", "yj")
    hand.tell("@2", "新线索已移交，请两天内接受", "移交人")
    hand.add("@3", "等待某事")
    hand.choose("字段", "接受时间")
    hand.choose("运算符", "不为空")
    hand.tell("late:then@0", "线索仍未接受，请尽快处理", "负责人的经理")
    hand.add("late:then@1", "等待某事")
    hand.choose("字段", "接受时间")
    hand.choose("运算符", "不为空")
    hand.add("late_2:then@0", "yj")
    hand.choose("方式", "给区域内的下一位")
    sentence = page.locator(".designer-sentence-text")
    expect(sentence).to_contain_text("最多等 2 天")
    expect(page.get_by_role("status").filter(has_text="已保存")).to_be_visible()
    expect(page.locator(".flow-wrong")).to_have_count(0)
    hand.click(page.get_by_role("button", name="发布"))
    hand.click(page.get_by_role("dialog").get_by_role("button", name="发布"))
    expect(page.get_by_text("版本 1").first).to_be_visible()
    assert hand.count <= MOST_INTERACTIONS

    workflow = int(page.url.rsplit("/", 1)[1].partition("?")[0])
    document = published(desk, workflow)
    accepted = {"for": [{"filter": {"field": "accepted_at", "is_empty": False}}], "at_most": {"days": 2}}
    told = document["steps"][2]
    late = document["steps"][4]
    assert document["triggers"] == [{"on": "satisfies", "filter": {"field": "budget", "gte": "9000000"}}]
    assert [step.get("action") for step in document["steps"][:3]] == ["lead.qualify", "lead.hand_over", "notice.send"]
    assert told["input"] == {
        "to": [{"role_of": "owner"}, {"role_of": "handed_over_by"}],
        "title": {"zh-hans": "新线索已移交，请两天内接受"},
    }
    assert document["steps"][3]["wait"] == accepted
    assert late["if"] == {"step": "wait", "outcome": "time"}
    assert late["then"][0]["input"]["to"] == [{"role_of": "owner"}, {"role_of": "owner_manager"}]
    assert late["then"][1]["wait"] == accepted
    assert late["then"][2]["then"][0] == {"id": "hand_over_2", "action": "lead.hand_over", "input": {"by": "next"}}
    assert late["else"] == late["then"][2]["else"] == []
    it_runs(desk, workflow)
    desk.ask("PATCH", f"/api/workflows/{workflow}", {"is_active": False})
    assert desk.faults == []


def it_runs(desk: Desk, workflow: int) -> None:
    """What was drawn does its work for a real lead that nobody accepts."""
    lead = desk.lead(name="Zhao Min", company="Dawn", budget="9500000", country="CN", state="上海")
    ways = []
    for waits in ("wait", "wait_2"):
        run = at_step(desk, workflow, waits)
        found = desk.ask("GET", f"/api/leads/{lead['id']}")
        ways.append((found["status"], found["owner"]["id"]))
        step = next(s for s in run["steps"] if s["step"] == waits)
        desk.ask("POST", f"/api/runs/{run['id']}/steps/{step['id']}/skip")  # as if the two days had passed
    run = at_step(desk, workflow, "hand_over_2")
    found = desk.ask("GET", f"/api/leads/{lead['id']}")
    assert [status for status, _owner in ways] == ["qualified", "qualified"]
    assert ways[0][1] == ways[1][1] != lead["owner"]["id"]
    assert found["owner"]["id"] not in (lead["owner"]["id"], ways[0][1])
    assert (run["status"], run["error"]) == ("completed", "")
    told = [d["notice"]["title"] for d in desk.ask("GET", "/api/notices/ledger", run=str(run["id"]))["items"]]
    assert {"新线索已移交，请两天内接受", "线索仍未接受，请尽快处理"} <= set(told)


def at_step(desk: Desk, workflow: int, step: str) -> dict[str, Any]:
    """The workflow's only run, once it has come to that step and can go no further by itself."""
    ends = time.monotonic() + 60
    while True:
        for item in desk.ask("GET", "/api/runs", workflow=str(workflow))["items"]:
            run: dict[str, Any] = desk.ask("GET", f"/api/runs/{item['id']}")
            if run["status"] != "queued" and any(s["step"] == step for s in run["steps"]):
                return run
        assert time.monotonic() < ends, step
        time.sleep(0.3)


def blank(desk: Desk, name: str) -> int:
    number: int = desk.ask("POST", "/api/workflows", {"name": name, "object": "lead"})["id"]
    return number


def drawn(desk: Desk, workflow: int) -> list[str]:
    steps = desk.ask("GET", f"/api/workflows/{workflow}/draft")["document"]["steps"]
    return [step["id"] for step in steps]


def eventually(desk: Desk, workflow: int, wanted: list[str]) -> None:
    """The draft stores itself a moment after each change."""
    ends = time.monotonic() + 20
    while drawn(desk, workflow) != wanted:
        assert time.monotonic() < ends, drawn(desk, workflow)
        time.sleep(0.2)


def test_blocks_are_drawn_moved_copied_and_undone_by_keys_alone(browser: Browser, company: Company) -> None:
    desk = Desk(browser, company, "root", "en")
    desk.context.grant_permissions(["clipboard-read", "clipboard-write"])
    workflow = blank(desk, "By keys")
    start = {"object": "lead", "triggers": [{"on": "created"}], "steps": []}
    desk.ask("PUT", f"/api/workflows/{workflow}/draft", {"document": start, "number": 0})
    page = desk.page(f"/workflows/{workflow}")
    trigger = page.get_by_role("treeitem").first
    trigger.focus()
    for words in ("qualify", "assign", "wait"):
        page.keyboard.press("+")
        page.locator(".picker input").wait_for()
        page.keyboard.type(words)
        page.keyboard.press("Enter")
        page.locator(".flow-card.is-selected:not(.is-trigger)").wait_for()
        page.locator(".flow-card.is-selected").focus()
    eventually(desk, workflow, ["qualify", "assign", "wait"])
    page.keyboard.press("Alt+ArrowUp")
    eventually(desk, workflow, ["qualify", "wait", "assign"])
    page.locator("#canvas-wait").focus()
    page.keyboard.press("Control+c")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#canvas-assign")).to_be_focused()
    page.keyboard.press("Control+v")
    eventually(desk, workflow, ["qualify", "wait", "assign", "wait_2"])
    page.locator("#canvas-qualify").focus()
    page.keyboard.press("Delete")
    eventually(desk, workflow, ["wait", "assign", "wait_2"])
    page.locator("#canvas-wait").focus()
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    eventually(desk, workflow, ["qualify", "wait", "assign"])
    page.locator("#canvas-wait").focus()
    page.keyboard.press("Control+Shift+z")
    eventually(desk, workflow, ["qualify", "wait", "assign", "wait_2"])
    assert desk.faults == []


def test_two_who_draw_at_once_are_told_of_each_other(browser: Browser, company: Company) -> None:
    desk = Desk(browser, company, "root", "en")
    secret = "an-other-long-password"
    person = {"username": "xu.li", "name": "Xu Li", "email": "xu.li@example.com", "is_administrator": True}
    other = desk.ask("POST", "/api/users", person)["id"]
    desk.ask("POST", f"/api/users/{other}/actions/set-password", {"password": secret})
    colleague = Desk(browser, replace(company, password=secret), "xu.li", "en")
    workflow = blank(desk, "Two at once")
    page = desk.page(f"/workflows/{workflow}")
    page.get_by_role("button", name="When does it start?").wait_for()
    theirs = {"object": "lead", "triggers": [{"on": "deleted"}], "steps": []}
    colleague.ask("PUT", f"/api/workflows/{workflow}/draft", {"document": theirs, "number": 0})
    page.get_by_role("button", name="When does it start?").click()
    page.locator(".picker input").wait_for()
    page.keyboard.type("Created")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog").filter(has_text="Xu Li has changed this draft as well")
    dialog.get_by_role("button", name="Take").click()
    expect(page.get_by_role("treeitem")).to_have_count(1)
    found = desk.ask("GET", f"/api/workflows/{workflow}/draft")["document"]
    assert found == theirs
    assert desk.faults == []
