"""Pages that no object has by itself: a table brought in and taken back, and the own password."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.browser.desk import Desk

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from tests.browser.conftest import Company

pytestmark = [pytest.mark.xdist_group("pages"), pytest.mark.browser]
TABLE = "Name,Company,Rating\nTable Case 1,Works,Hot\nTable Case 2,Works,Boiling\nTable Case 3,Works,warm\n"


def test_a_table_is_brought_in_and_taken_back(browser: Browser, company: Company) -> None:
    root = Desk(browser, company, "root", "en")
    page = root.page("/leads")
    page.get_by_role("button", name="Import", exact=True).click()
    with page.expect_file_chooser() as chooser:
        page.get_by_text("Drag a file here").click()
    chooser.value.set_files([{"name": "leads.csv", "mimeType": "text/csv", "buffer": TABLE.encode()}])
    page.get_by_role("button", name="Look at the result").click()
    expect(page.get_by_role("main")).to_contain_text("“Boiling” is not one of the choices")
    page.get_by_role("button", name="Start the import").click()
    page.get_by_role("button", name="Undo the import").click()
    found = root.ask("GET", "/api/leads", search="Table Case", sort="name")["items"]
    assert [(lead["name"], lead["rating"]) for lead in found] == [("Table Case 1", "hot"), ("Table Case 3", "warm")]
    page.get_by_role("dialog").get_by_role("button", name="Undo the import").click()
    expect(page.get_by_text("2 records taken back.")).to_be_visible()
    assert root.ask("GET", "/api/leads", search="Table Case")["items"] == []
    assert root.faults == []
    root.context.close()


def test_the_own_password_is_changed_by_who_knows_it(browser: Browser, company: Company) -> None:
    root = Desk(browser, company, "root", "en")
    made = root.ask("POST", "/api/users", {"username": "pia", "name": "Pia", "is_active": True})
    root.ask("POST", f"/api/users/{made['id']}/actions/set-password", {"password": company.password})
    root.context.close()
    pia = Desk(browser, company, "pia", "en")
    page = pia.page("/profile")

    def change(current: str, new: str, again: str) -> None:
        page.get_by_label("Current password").fill(current)
        page.get_by_label("New password", exact=True).fill(new)
        page.get_by_label("New password again").fill(again)
        page.get_by_role("button", name="Change the password").click()

    change(company.password, "Elstern-2026", "Elster-2026")
    expect(page.get_by_role("alert")).to_have_text("The two new passwords differ.")
    change("wrong", "Elstern-2026", "Elstern-2026")
    expect(page.get_by_role("alert")).to_have_text("Please type your current password.")
    change(company.password, "Elstern-2026", "Elstern-2026")
    expect(page.get_by_text("Your password is changed.")).to_be_visible()
    assert pia.ask("GET", "/api/me")["username"] == "pia"  # still signed in
    again = Desk(browser, dataclasses.replace(company, password="Elstern-2026"), "pia", "en")
    assert again.faults == pia.faults == []
    again.context.close()
    pia.context.close()
