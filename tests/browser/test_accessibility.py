"""Every page, for people who see little or use no mouse: axe-core must find nothing serious against WCAG 2 A and AA."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from config.home import checkout
from config.pages import Shown, go, pages
from tests.browser.desk import Desk

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.browser.conftest import Company

pytestmark = [pytest.mark.xdist_group("pages"), pytest.mark.browser]

AXE = checkout() / "web/node_modules/axe-core/axe.min.js"
# In dark colours: at least one page of each kind, as the same components draw the others.
DARK = {
    "calendar", "calendar-month", "fields", "forecast", "home", "imports-new", "leads", "leads-board", "leads-groups",
    "leads-one", "mail", "notices", "opportunities-board", "opportunities-one", "print-templates-one", "process",
    "runs", "runs-one", "setup", "setup-layouts", "setup-names", "workflows-one",
}  # fmt: skip
GENERIC = {"leads", "leads-one", "opportunities-one", "users", "gates-one"}

LOOK = """async ([part, rules]) => {
  const found = await axe.run(part, {
    runOnly: { type: "tag", values: ["wcag2a", "wcag2aa"] }, resultTypes: ["violations"], rules,
  });
  return found.violations
    .filter(each => ["serious", "critical"].includes(each.impact))
    .flatMap(each => each.nodes.map(node => `${each.id}: ${node.target.join(" ")}: ${node.html.slice(0, 160)}`));
}"""

CONTRAST = """async part => {
  const only = { type: "rule", values: ["color-contrast"] };
  const found = await axe.run(part, { runOnly: only, resultTypes: ["violations"] });
  return found.violations.flatMap(each => each.nodes).map(node =>
    `${node.target.join(" ")}: ${node.html.slice(0, 150)}`);
}"""


def looked_at(shown: Shown) -> bool:
    """All hand-made pages, and the generic ones of a few objects: the same components draw all the others."""
    return not shown.is_generic or shown.name in GENERIC


def faults_of(page: Page, all_pages: list[Shown], rules: dict[str, Any]) -> dict[str, list[str]]:
    """What is wrong, by page. What stands around the pages is looked at once, on the first."""
    page.evaluate(AXE.read_text())
    found = {}
    part = "body"
    for shown in filter(looked_at, all_pages):
        go(page, shown.path)
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        faults = page.evaluate(LOOK, [part, rules]) + ([f"{wide} pixels wider than the screen"] if wide > 0 else [])
        if faults:
            found[shown.name] = faults
        part = "main"
    return found


@pytest.mark.parametrize(
    ("language", "width", "rules"),
    [
        ("zh-hans", 1440, {}),
        # the colours are those of the wide pages, and looking at them takes most of the time
        ("en", 390, {"color-contrast": {"enabled": False}}),
    ],
)
def test_no_page_has_a_serious_fault_for_those_who_see_little_or_use_no_mouse(
    browser: Browser, company: Company, language: str, width: int, rules: dict[str, Any]
) -> None:
    root = Desk(browser, company, "root", language, width)
    page = root.page("/")
    page.locator("main").wait_for()
    assert faults_of(page, pages(lambda path: root.ask("GET", path)), rules) == {}
    assert root.faults == []
    root.context.close()


def test_words_can_be_read_on_dark_pages_too(browser: Browser, company: Company) -> None:
    root = Desk(browser, company, "root", "zh-hans", dark=True)
    page = root.page("/")
    page.locator("main").wait_for()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.evaluate(AXE.read_text())
    shown = [each for each in pages(lambda path: root.ask("GET", path)) if each.name in DARK]
    assert {each.name for each in shown} == DARK
    found = {}
    part = "body"  # what stands around the pages is looked at once
    for each in shown:
        go(page, each.path)
        found[each.name] = page.evaluate(CONTRAST, part)
        part = "main"
    go(page, "/leads")
    for name in ("筛选", "新建线索"):
        page.get_by_role("button", name=name, exact=True).first.click()
        page.get_by_role("dialog").get_by_role("combobox").first.wait_for()
        found[name] = page.evaluate(CONTRAST, "[role=dialog]")
        page.keyboard.press("Escape")
        page.get_by_role("dialog").wait_for(state="hidden")
    page.keyboard.press("Control+k")
    page.get_by_role("dialog").get_by_role("combobox").first.wait_for()
    found["search"] = page.evaluate(CONTRAST, "[role=dialog]")
    assert {name: faults for name, faults in found.items() if faults} == {}
    assert root.faults == []
    root.context.close()
