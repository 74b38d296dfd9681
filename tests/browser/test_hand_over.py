"""The reference story as two people live it, each in a browser of their own, in both languages."""

from __future__ import annotations

import random
import re
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.browser.conftest import Company

pytestmark = [pytest.mark.xdist_group("pages"), pytest.mark.browser]

WORDS = {
    "en": {
        "new": "New Lead", "save": "Save", "open": "Open", "edit": "Edit", "accept": "Accept",
        "name": "Name", "company": "Company", "mobile": "Mobile", "country": "Country", "state": "Province or state",
        "budget": "Budget", "need": "Need", "authority": "Authority", "decides": "Decides",
        "when": "Wants to buy", "now": "Now",
        "qualified": "Qualified", "timer": "two-day timer", "given": "What became of my leads", "accepted": "Accepted",
    },
    "zh-hans": {
        "new": "新建线索", "save": "保存", "open": "打开", "edit": "编辑", "accept": "接受",
        "name": "姓名", "company": "公司", "mobile": "手机", "country": "国家 / 地区", "state": "省 / 州",
        "budget": "预算", "need": "需求", "authority": "决策权", "decides": "有决策权",
        "when": "采购时间", "now": "立即",
        "qualified": "有效", "timer": "两天计时", "given": "我移交的线索", "accepted": "已接受",
    },
}  # fmt: skip


class Person:
    """Somebody at a browser."""

    def __init__(self, browser: Browser, company: Company, username: str, language: str) -> None:
        self.base, self.words = company.base_url, WORDS[language]
        self.context = browser.new_context(viewport={"width": 1440, "height": 900}, locale=language)
        self.page: Page = self.context.new_page()
        self.faults: list[str] = []
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.goto(company.base_url)
        self.page.locator("input[autocomplete=username]").fill(username)
        self.page.locator("input[type=password]").fill(company.password)
        self.page.keyboard.press("Enter")
        self.page.get_by_role("navigation").first.wait_for()
        self.ask("PATCH", "/api/me", {"language": language})
        self.page.goto(company.base_url)
        self.page.get_by_role("navigation").first.wait_for()

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """A request with this person's session."""
        token = next(c["value"] for c in self.context.cookies() if c["name"] == "csrftoken")
        answer = self.context.request.fetch(
            f"{self.base}{path}", method=method, data=body, headers={"X-CSRFToken": token, "Referer": self.base}
        )
        assert answer.ok, answer.text()
        return answer.json()

    def fill(self, dialog: Any, **values: str) -> None:
        for word, value in values.items():
            dialog.get_by_label(self.words[word], exact=word == "name").first.fill(value)

    def choose(self, dialog: Any, word: str, option: str) -> None:
        dialog.get_by_label(self.words[word]).first.click()
        self.page.locator(".ant-select-item-option:visible").filter(has_text=self.words[option]).first.click()


@pytest.fixture(params=["en", "zh-hans"])
def language(request: pytest.FixtureRequest) -> str:
    found: str = request.param
    return found


@pytest.fixture
def people(browser: Browser, company: Company, language: str) -> Iterator[tuple[Person, Person]]:
    """Ana of marketing, and Bo, the only one who takes leads of East China just now."""
    root = Person(browser, company, "root", "en")
    bo_id = next(u["id"] for u in root.ask("GET", "/api/users?limit=200")["items"] if u["username"] == "bo")
    members = root.ask("GET", "/api/territory-members?limit=200")["items"]
    home = {m["territory"]["id"] for m in members if m["user"]["id"] == bo_id}
    others = [m for m in members if m["territory"]["id"] in home and m["user"]["id"] != bo_id and m["is_active"]]
    for member in others:
        root.ask("PATCH", f"/api/territory-members/{member['id']}", {"is_active": False})
    ana, bo = Person(browser, company, "ana", language), Person(browser, company, "bo", language)
    yield ana, bo
    for member in others:
        root.ask("PATCH", f"/api/territory-members/{member['id']}", {"is_active": True})
    for person in (root, ana, bo):
        person.context.close()


def test_a_qualified_lead_is_handed_over_before_everybodys_eyes(people: tuple[Person, Person], language: str) -> None:
    ana, bo = people
    own, words = random.SystemRandom().randrange(10**8), WORDS[language]  # like nobody else of the demo company
    name = f"Lin {own:08}"

    # Ana enters a lead …
    ana.page.goto(f"{ana.base}/leads")
    ana.page.get_by_role("button", name=words["new"]).first.click()
    form = ana.page.get_by_role("dialog")
    ana.fill(form, name=name, company=f"{own:08}", mobile=f"138{own:08}", country="中国", state="上海")
    form.get_by_role("button", name=words["save"], exact=True).click()
    ana.page.get_by_role("link", name=words["open"], exact=True).first.click()
    expect(ana.page).to_have_url(re.compile(r"/leads/\d+$"))
    lead = int(ana.page.url.rpartition("/")[2])

    # … and what qualifies it; within moments it is qualified and Bo's, on her open page.
    ana.page.locator("button").filter(has_text=words["edit"]).first.click()
    form = ana.page.get_by_role("dialog")
    ana.fill(form, budget="120000", need="Two welding robots before spring")
    ana.choose(form, "authority", "decides")
    ana.choose(form, "when", "now")
    form.get_by_role("button", name=words["save"], exact=True).click()
    expect(ana.page.get_by_text(words["timer"]).first).to_be_visible(timeout=15_000)
    record = ana.ask("GET", f"/api/leads/{lead}")
    assert (record["status"], record["accepted_at"]) == ("qualified", None)
    assert record["owner"]["id"] == bo.ask("GET", "/api/me")["id"]
    actions = [e["action"] for e in ana.ask("GET", f"/api/leads/{lead}/events")["items"]]
    assert actions[:2] == ["lead.hand_over", "lead.qualify"]

    # Bo, whose page was open all the while, is told with a link, and accepts.
    told = bo.page.locator(".ant-notification-notice").filter(has_text=name).first
    expect(told).to_be_visible(timeout=15_000)
    told.get_by_role("button", name=words["open"], exact=True).click()
    expect(bo.page).to_have_url(re.compile(rf"/leads/{lead}$"))
    expect(bo.page.get_by_text("Two welding robots before spring").first).to_be_visible()
    bo.page.get_by_role("button", name=words["accept"]).first.click()
    expect(bo.page.get_by_role("button", name=words["accept"])).to_have_count(0, timeout=15_000)
    assert bo.ask("GET", f"/api/leads/{lead}")["accepted_at"] is not None

    # The mails of both lie in the outbox, each in its reader's language, with the link; beside what followers are told.
    mails = [m for m in bo.ask("GET", "/api/outbox")["items"] if f"138{own:08}" in m["text"]]
    assert len(mails) == 2
    assert all(f"/leads/{lead}" in mail["text"] and name in mail["subject"] for mail in mails)
    assert all(("您好" in mail["text"]) is (language == "zh-hans") for mail in mails)

    # Ana sees what became of it, and the timer is gone.
    waiting = ana.ask("GET", f"/api/leads/{lead}/automation")["waiting"]
    deadline = time.monotonic() + 10
    while waiting and time.monotonic() < deadline:
        time.sleep(0.2)
        waiting = ana.ask("GET", f"/api/leads/{lead}/automation")["waiting"]
    assert waiting == []
    ana.page.get_by_role("navigation").get_by_text(words["given"]).first.click()
    row = ana.page.locator("tr, .ant-card, li").filter(has_text=name).first
    expect(row).to_contain_text(words["accepted"], timeout=15_000)
    assert (ana.faults, bo.faults) == ([], [])
