"""The service worker in a real browser: what a push shows, and when it keeps quiet.

The browser's own tools hand it the message, as the service of its maker would; the way there is tried in
`notices/tests/test_push.py`.
"""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.desk import Desk

if TYPE_CHECKING:
    from playwright.sync_api import Browser, CDPSession, Page, Worker

    from tests.browser.conftest import Company

pytestmark = [pytest.mark.xdist_group("pages"), pytest.mark.browser]

SHOWN = (
    "async () => (await self.registration.getNotifications()).map((n) => [n.tag, n.title, n.body, n.actions.length])"
)


def shown(worker: Worker, tag: str, title: str) -> list[list[Any]]:
    """Everything that the browser shows, as soon as a notice of that tag and title is among it."""
    until = time.monotonic() + 60
    while True:
        found: list[list[Any]] = worker.evaluate(SHOWN)
        if any(each[:2] == [tag, title] for each in found):
            return sorted(found)
        assert time.monotonic() < until, found
        time.sleep(0.1)


def said(notice: int, **values: Any) -> dict[str, Any]:
    """A message as the server encrypts it."""
    buttons = [{"action": "done", "title": "完成", "token": "t"}]
    words = {"failed": "没有记下"}
    return {
        "notice": notice, "round": 1, "title": "给王总回交期", "body": "到期：17:30", "url": "/reminder-desk",
        "urgent": False, "language": "zh-hans", "buttons": buttons, "words": words, "read": None, **values,
    }  # fmt: skip


def started(desk: Desk, page: Page) -> tuple[Worker, CDPSession, str]:
    """The service worker, at work; the browser's tools; and the number under which they know it."""
    tools = desk.context.new_cdp_session(page)
    numbers: list[str] = []

    def note(event: dict[str, Any]) -> None:
        numbers.extend(row["registrationId"] for row in event["registrations"] if not row["isDeleted"])

    tools.on("ServiceWorker.workerRegistrationUpdated", note)
    tools.send("ServiceWorker.enable")
    with desk.context.expect_event("serviceworker") as coming:
        page.evaluate(
            "async () => { await navigator.serviceWorker.register('/sw.js'); await navigator.serviceWorker.ready; }"
        )
    return coming.value, tools, numbers[-1]


def test_a_push_is_shown_while_no_page_is_open_and_left_to_the_page_while_one_is_visible(
    browser: Browser, company: Company
) -> None:
    bo = Desk(browser, company, "bo", "zh-hans")
    bo.context.grant_permissions(["notifications"], origin=company.base_url)
    page = bo.page("/leads")
    worker, tools, number = started(bo, page)

    def push(message: dict[str, Any]) -> None:
        values = {"origin": company.base_url, "registrationId": number, "data": json.dumps(message)}
        tools.send("ServiceWorker.deliverPushMessage", values)

    push(said(1, title="The page tells this one"))
    push(said(2, title="Trial", buttons=[], trial=True))  # a trial is shown whatever is open, and comes after the first
    trial = ["magpie-trial", "Trial", "到期：17:30", 0]
    assert shown(worker, "magpie-trial", "Trial") == [trial]
    page.goto("about:blank")
    push(said(3))
    assert shown(worker, "magpie-3", "给王总回交期") == [["magpie-3", "给王总回交期", "到期：17:30", 1], trial]
    push(said(3, title="The same again"))  # a page that was hidden may have shown it already
    push(said(3, title="第二次", round=2))
    assert shown(worker, "magpie-3", "第二次") == [["magpie-3", "第二次", "到期：17:30", 1], trial]
    assert bo.faults == []
