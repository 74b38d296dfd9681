"""Somebody signed in at a browser, who can also ask the API as themselves to prepare and to check."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

    from tests.browser.conftest import Company

expect.set_options(timeout=20_000)


class Desk:
    """One person's browser, in a language and on a screen; pages opened in it share the session."""

    def __init__(
        self,
        browser: Browser,
        company: Company,
        username: str,
        language: str,
        width: int = 1440,
        *,
        touch: bool = False,
        dark: bool = False,
    ) -> None:
        self.base = company.base_url
        self.context = browser.new_context(
            viewport={"width": width, "height": 900},
            locale="en-GB",
            reduced_motion="reduce",
            has_touch=touch,
            color_scheme="dark" if dark else "light",
        )
        self.context.set_default_timeout(20_000)
        self.faults: list[str] = []
        page = self.page()
        page.goto(self.base)
        page.locator("input[autocomplete=username]").fill(username)
        page.locator("input[type=password]").fill(company.password)
        page.keyboard.press("Enter")
        page.locator(".shell").wait_for()
        self.me = self.ask("PATCH", "/api/me", {"language": language})
        for part in ("morning", "evening"):  # what comes up at these hours by itself is a test's only if it asks for it
            self.ask("POST", "/api/workday/checked", {"part": part})
        page.close()

    def page(self, path: str = "") -> Page:
        """A new page, at that address if one is given."""
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        if path:
            page.goto(self.base + path)
        return page

    def ask(self, method: str, path: str, body: Any = None, **query: Any) -> Any:
        """What the API answers to this person."""
        token = next(c["value"] for c in self.context.cookies() if c["name"] == "csrftoken")
        given = {name: value if isinstance(value, str) else json.dumps(value) for name, value in query.items()}
        answer = self.context.request.fetch(
            f"{self.base}{path}",
            method=method,
            data=body,
            params=given,
            headers={"X-CSRFToken": token, "Referer": self.base},
        )
        assert answer.ok, answer.text()
        return answer.json() if answer.status != 204 else None

    def lead(self, **values: Any) -> dict[str, Any]:
        """A new lead of this person."""
        made: dict[str, Any] = self.ask("POST", "/api/leads", values)
        return made


def choose(dialog: Locator, label: str, option: str) -> None:
    """Pick one of the choices of a field."""
    dialog.get_by_label(label, exact=True).click()
    dialog.page.locator(".ant-select-item-option:visible").get_by_text(option, exact=True).click()
