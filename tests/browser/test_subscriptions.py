"""A manager subscribes to a list at the screen, gets the mail with its file, and cancels by the link in it."""

from __future__ import annotations

import io
import re
import time
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from python_calamine import CalamineWorkbook

from magpie.notices.tests.smtp_server import running
from tests.browser.desk import Desk
from tests.runtime.running import sql

if TYPE_CHECKING:
    from email.message import EmailMessage

    from playwright.sync_api import Browser

    from magpie.notices.tests.smtp_server import MailServer
    from tests.browser.conftest import Company

pytestmark = [pytest.mark.xdist_group("pages"), pytest.mark.browser]
PATIENCE_SECONDS = 20
EVERY_DAY = {"rule": "FREQ=DAILY", "first": "2026-01-01T17:00:00", "zone": "Asia/Shanghai"}


def mail_called(post: MailServer, word: str) -> EmailMessage:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        for mail in list(post.mails):
            if word in str(mail["Subject"]):
                return mail
        time.sleep(0.05)
    raise AssertionError(post.subjects())


def test_from_a_click_on_the_list_to_the_mail_and_to_its_cancelling(browser: Browser, company: Company) -> None:
    root, jing = Desk(browser, company, "root", "en"), Desk(browser, company, "jing", "zh-hans")
    word = f"订阅{time.time_ns()}"
    jing.lead(name=f"{word}甲", company="江南 & 机械")
    with running() as post:
        settings = {"host": "127.0.0.1", "port": post.port, "security": "none", "from_address": "crm@example.com"}
        root.ask("PUT", "/api/settings/mail", settings)
        page = jing.page(f"/leads?search={word}")
        page.get_by_role("button", name="订阅", exact=True).click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_label("名称").fill(word)
        dialog.get_by_role("checkbox", name="Excel").check()
        dialog.get_by_role("radio", name="预览").locator("..").click()
        expect(dialog.frame_locator("iframe").get_by_role("link", name=f"{word}甲")).to_be_visible()
        dialog.get_by_role("button", name="订阅", exact=True).click()
        expect(dialog).to_be_hidden()
        (made,) = [item for item in jing.ask("GET", "/api/my-subscriptions")["items"] if item["name"] == word]
        assert made["when"] == "每个工作日 17:00"

        path = f"/api/subscriptions/{made['id']}"
        jing.ask("PATCH", path, {"recurrence": EVERY_DAY})
        sql(
            company.home,
            "UPDATE subscriptions_subscription SET next_at = next_at - interval '1 day', planned_version = version"
            f" WHERE id = {made['id']}",
        )
        mail = mail_called(post, word)
        root.ask("PUT", "/api/settings/mail", {**settings, "host": ""})

    assert mail["Subject"] == f"{word} · 记录数 1"
    body, sheet = mail.get_body(("html",)), next(mail.iter_attachments())
    assert body is not None
    assert f">{word}甲</a>" in body.get_content()
    assert "江南 &amp; 机械" in body.get_content()
    file = io.BytesIO(sheet.get_payload(decode=True))  # type: ignore[arg-type]
    heads, *rows = CalamineWorkbook.from_filelike(file).get_sheet_by_name("线索").to_python()
    assert (heads[:2], [row[:2] for row in rows]) == (["姓名", "公司"], [[f"{word}甲", "江南 & 机械"]])

    listed = jing.page("/subscriptions").get_by_role("row").filter(has_text=word)
    expect(listed).to_contain_text("已发送")
    link = re.sub(r"^<https?://[^/]+|>$", "", mail["List-Unsubscribe"])
    outside = browser.new_context(base_url=company.base_url).new_page()
    outside.goto(link)
    outside.get_by_role("button", name="退订").click()
    expect(outside.get_by_role("heading", name=f"已退订：{word}")).to_be_visible()
    assert jing.ask("GET", path)["status"] == "ended"
    outside.get_by_role("button", name="恢复订阅").click()
    expect(outside.get_by_role("button", name="退订")).to_be_visible()
    assert jing.ask("GET", path)["status"] == "active"
    jing.ask("DELETE", path)
    outside.context.close()
    assert jing.faults == []
