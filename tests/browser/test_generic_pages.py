"""The pages that every object has, used as people use them: list, board, record, form, filter, bulk edits."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from tests.browser.desk import Desk, choose

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

    from tests.browser.conftest import Company

pytestmark = [pytest.mark.xdist_group("pages"), pytest.mark.browser]
MANY = 130  # more than one page of a list


@pytest.fixture(scope="module")
def session(browser: Browser, company: Company) -> Iterator[Desk]:
    """Jing, a sales manager, with the pages in English."""
    made = Desk(browser, company, "jing", "en")
    yield made
    made.context.close()


@pytest.fixture
def jing(session: Desk) -> Iterator[Desk]:
    """Jing's desk; every page that the test opened is closed again, and none of them had a fault."""
    yield session
    for page in session.context.pages:
        page.close()
    faults, session.faults = session.faults, []
    assert faults == []


def statuses(desk: Desk, search: str) -> list[str]:
    found = desk.ask("GET", "/api/leads", search=search, sort="name", limit="200")
    return [lead["status"] for lead in found["items"]]


def count(desk: Desk, search: str, **condition: Any) -> int:
    found: int = desk.ask("GET", "/api/leads/summary", search=search, filter=condition or {"all": []})["count"]
    return found


def undo(page: Page, sentence: str) -> None:
    """Press “undo” in the message that says so."""
    toast = page.locator(".undo-toast", has_text=sentence)
    toast.get_by_role("button", name="Undo").click()
    page.get_by_text("Taken back.").first.wait_for()


def test_the_day_begins_with_what_waits(jing: Desk) -> None:
    page = jing.page("/")
    expect(page.locator(".today h1")).to_contain_text(jing.me["name"])
    expect(page.get_by_role("region", name="My open opportunities")).to_be_visible()


# ---- board


def test_a_card_is_carried_by_keyboard_and_the_move_undone(jing: Desk) -> None:
    jing.lead(name="Keyboard Carrier")
    page = jing.page("/leads?view=board&search=Keyboard+Carrier")
    column = lambda name: page.get_by_role("region", name=name, exact=True)  # noqa: E731
    card = column("New").get_by_role("group", name="Keyboard Carrier")
    card.focus()
    page.keyboard.press("Space")
    for _ in range(5):  # there are six columns
        page.keyboard.press("ArrowRight")
    expect(page.locator(".board-carried")).to_contain_text("Keyboard Carrier: to Disqualified.")
    for _ in range(5):  # then the places for an ending; the last one is the end
        page.keyboard.press("ArrowRight")
    expect(page.locator(".board-carried")).to_contain_text("Keyboard Carrier: to Disqualify.")
    page.keyboard.press("Escape")
    expect(page.locator(".board-carried")).to_be_empty()
    assert statuses(jing, "Keyboard Carrier") == ["new"]

    card.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Space")
    expect(column("Working").get_by_role("group", name="Keyboard Carrier")).to_be_visible()
    expect(page.locator(".undo-toast")).to_contain_text("Keyboard Carrier moved to Working")
    assert statuses(jing, "Keyboard Carrier") == ["working"]

    undo(page, "Keyboard Carrier moved to Working")
    expect(column("New").get_by_role("group", name="Keyboard Carrier")).to_be_visible()
    assert statuses(jing, "Keyboard Carrier") == ["new"]


def test_a_card_is_dragged_to_another_column(jing: Desk) -> None:
    jing.lead(name="Mouse Carrier")
    page = jing.page("/leads?view=board&search=Mouse+Carrier")
    card = page.get_by_role("group", name="Mouse Carrier")
    card.wait_for()
    start, end = card.bounding_box(), page.get_by_role("region", name="Working", exact=True).bounding_box()
    assert start
    assert end
    page.mouse.move(start["x"] + 60, start["y"] + start["height"] - 8)
    page.mouse.down()
    page.mouse.move(start["x"] + 90, start["y"] + 60, steps=3)
    page.mouse.move(end["x"] + 60, end["y"] + 200, steps=5)
    page.mouse.up()
    expect(page.locator(".undo-toast")).to_contain_text("Mouse Carrier moved to Working")
    assert statuses(jing, "Mouse Carrier") == ["working"]


# ---- actions and gates


def test_a_gate_asks_for_a_reason_before_the_action_goes_on(jing: Desk) -> None:
    lead = jing.lead(name="Gate Case", budget="300000", status="working")
    page = jing.page(f"/leads/{lead['id']}")

    def give_up() -> Locator:
        page.get_by_role("button", name="More", exact=True).first.click()
        page.get_by_role("menuitem", name="Disqualify").click()
        dialog = page.get_by_role("dialog").filter(has_text="Disqualify")
        choose(dialog, "Reason", "Price too high")
        dialog.get_by_role("button", name="Disqualify").click()
        return page.get_by_role("dialog").filter(has_text="Please decide")

    question = give_up()
    expect(question).to_contain_text("This lead has a budget of 200,000 or more.")
    expect(question.get_by_role("button", name="Go on")).to_be_disabled()
    question.get_by_role("button", name="Stop").click()
    question.wait_for(state="hidden")
    page.get_by_role("dialog").get_by_role("button", name="Cancel").click()
    assert statuses(jing, "Gate Case") == ["working"]

    page.reload()
    question = give_up()
    question.get_by_label("Reason").fill("They cannot pay")
    question.get_by_role("button", name="Go on").click()
    expect(page.locator(".stage-end.is-now")).to_have_text("Disqualified")
    assert statuses(jing, "Gate Case") == ["disqualified"]
    expect(page.locator(".timeline")).to_contain_text("They cannot pay")


def test_ends_without_success_stand_apart_from_the_path(jing: Desk) -> None:
    lead = jing.lead(name="Path Case")
    page = jing.page(f"/leads/{lead['id']}")
    expect(page.locator(".stage-steps .stage")).to_have_text(["New", "Working", "Qualified", "Converted"])
    expect(page.locator(".stage-end")).to_have_text(["Recycled", "Disqualified"])
    page.locator(".stage", has_text="Working").click()
    expect(page.locator(".stage.is-now")).to_have_text("Working")
    undo(page, "Path Case moved to Working")
    expect(page.locator(".stage.is-now")).to_have_text("New")


# ---- the record page


def test_what_is_written_on_the_timeline_is_there_and_planned_things_on_top(jing: Desk) -> None:
    lead = jing.lead(name="Timeline Case")
    page = jing.page(f"/leads/{lead['id']}")
    composer, planned, timeline = page.locator(".composer"), page.locator(".planned"), page.locator(".timeline")

    composer.get_by_role("button", name="Note").click()
    composer.get_by_label("Text", exact=True).fill("Wants a line of robots")
    page.keyboard.press("Control+Enter")
    expect(timeline.locator(".entry.is-note")).to_contain_text("Wants a line of robots")

    composer.get_by_role("button", name="Call").click()
    composer.get_by_label("Subject").fill("Called about samples")
    composer.get_by_role("button", name="Save").click()
    expect(timeline.locator(".entry.is-call")).to_contain_text("Called about samples")

    composer.get_by_role("button", name="Task").click()
    composer.get_by_role("button", name="Save").click()
    expect(composer.get_by_role("alert")).to_be_visible()  # it needs a subject
    composer.get_by_label("Subject").fill("Send samples")
    composer.get_by_label("Due").fill("2020-01-15 10:00")
    page.keyboard.press("Enter")
    composer.get_by_role("button", name="Save").click()
    expect(planned.locator(".entry.is-task")).to_contain_text("Send samples")
    expect(planned.locator("time")).to_have_class("wrong")

    composer.get_by_role("button", name="Meeting").click()
    composer.get_by_label("Subject").fill("Visit the plant")
    for label, moment in (("Begins", "2099-05-01 14:00"), ("Ends", "2099-05-01 13:00")):
        composer.get_by_label(label).fill(moment)
        page.keyboard.press("Enter")
    composer.get_by_role("button", name="Save").click()
    expect(composer.get_by_role("alert")).to_have_text("The end lies before the beginning.")
    composer.get_by_label("Ends").fill("2099-05-01 15:00")
    page.keyboard.press("Enter")
    composer.get_by_role("button", name="Save").click()
    expect(planned.locator(".entry")).to_have_count(2)
    expect(planned.locator(".entry").nth(1)).to_contain_text("Visit the plant")

    planned.get_by_role("button", name="Complete").click()
    expect(timeline.locator(".entry.is-task")).to_contain_text("Send samples")
    expect(planned.locator(".entry")).to_have_count(1)

    page.get_by_role("group", name="Timeline").get_by_role("button", name="Calls").click()
    expect(timeline.locator(".entry")).to_have_count(1)


def test_values_are_edited_where_they_stand(jing: Desk) -> None:
    lead = jing.lead(name="Place Case")
    page = jing.page(f"/leads/{lead['id']}")
    left = page.locator(".record-left")
    value = lambda label: left.get_by_role("group", name=f"Edit {label}", exact=True)  # noqa: E731

    value("Next contact").dblclick()
    value("Next contact").get_by_role("textbox").wait_for()
    page.keyboard.type("2027-03-01 09:30")  # in Shanghai
    page.keyboard.press("Enter")
    expect(value("Next contact")).to_contain_text("2027-03-01 09:30")

    value("Status").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".ant-select-dropdown:visible")).to_have_count(1)
    page.keyboard.press("Escape")
    expect(value("Status").locator("input")).to_have_count(0)

    value("Address").dblclick()
    value("Address").get_by_role("textbox").first.wait_for()
    page.keyboard.type("中国")
    page.keyboard.press("Tab")
    page.keyboard.type("上海")
    page.locator("h1").click()
    expect(value("Address")).to_contain_text("中国上海")

    value("E-mail").dblclick()
    value("E-mail").get_by_role("textbox").wait_for()
    page.keyboard.type("nonsense")
    page.keyboard.press("Enter")
    expect(value("E-mail").get_by_role("alert")).to_have_text("“nonsense” is not an e-mail address.")
    page.keyboard.press("Escape")

    now = jing.ask("GET", f"/api/leads/{lead['id']}")
    assert (now["next_contact_at"], now["address"]) == ("2027-03-01T01:30:00Z", {"country": "中国", "state": "上海"})
    assert (now["status"], now["email"]) == ("new", "")


# ---- list


def test_cells_are_edited_with_tab_and_enter(jing: Desk) -> None:
    jing.lead(name="Cell Case", company="Old works")
    page = jing.page("/leads?search=Cell+Case&columns=name,company,job_title,rating,phone")
    cell = lambda label: page.locator(".grid-rows .grid-row").get_by_role("group", name=f"Edit {label}")  # noqa: E731
    cell("Company").focus()
    page.keyboard.press("Enter")
    cell("Company").get_by_role("textbox").fill("New works")
    page.keyboard.press("Tab")
    cell("Job title").get_by_role("textbox").wait_for()
    page.keyboard.type("Boss")
    page.keyboard.press("Tab")
    expect(page.locator(".ant-select-dropdown:visible")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(cell("Rating")).to_contain_text("Hot")

    cell("Phone").focus()
    page.keyboard.press("Enter")
    page.keyboard.type("abc")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").filter(has_text="telephone")).to_have_text("“abc” is not a telephone number.")
    page.keyboard.press("Escape")
    found = jing.ask("GET", "/api/leads", search="Cell Case")["items"]
    assert [(lead["company"], lead["job_title"], lead["rating"], lead["phone"]) for lead in found] == [
        ("New works", "Boss", "hot", "")
    ]


def test_many_records_are_changed_at_once_and_taken_back(jing: Desk) -> None:
    rows = [{"name": f"Crowd {number:03d}"} for number in range(MANY)]
    jing.ask("POST", "/api/leads/bulk", {"do": "create", "records": rows, "automation": "skip"})
    page = jing.page("/leads?search=Crowd&sort=name")
    bar, rows_shown = page.get_by_role("toolbar"), page.locator(".grid-rows .grid-row")
    dialog = page.get_by_role("dialog")

    company = rows_shown.filter(has_text="Crowd 000").get_by_role("group", name="Edit Company")
    company.dblclick()
    company.get_by_role("textbox").fill("Typed before scrolling")
    page.locator(".grid").evaluate("grid => { grid.scrollTop = 2000; }")
    page.get_by_role("link", name="Crowd 055").wait_for()
    company.get_by_role("textbox").press("Enter")
    expect(company).to_contain_text("Typed before scrolling")
    assert count(jing, "Crowd", field="company", **{"is": "Typed before scrolling"}) == 1
    page.locator(".grid").evaluate("grid => { grid.scrollTop = 0; }")
    page.get_by_role("link", name="Crowd 001").wait_for()

    for at in range(2):
        rows_shown.nth(at).get_by_role("checkbox").check()
    bar.get_by_role("button", name="Edit field", exact=True).click()
    dialog.get_by_label("Field").click()
    page.keyboard.type("Job")
    page.keyboard.press("Enter")
    dialog.get_by_label("New value").fill("Chief")
    dialog.get_by_role("button", name="Change 2 records").click()
    page.locator(".undo-toast", has_text="2 records changed").wait_for()
    assert count(jing, "Crowd", field="job_title", **{"is": "Chief"}) == 2
    undo(page, "2 records changed")
    assert count(jing, "Crowd", field="job_title", **{"is": "Chief"}) == 0

    def take_all() -> None:
        page.locator(".grid-top").get_by_role("checkbox").check()
        bar.get_by_role("button", name=f"Select all {MANY} that match").click()
        expect(bar).to_contain_text(f"All {MANY} that match are selected")

    take_all()
    bar.get_by_role("button", name="Assign", exact=True).click()
    dialog.get_by_label("Assign to").click()
    page.keyboard.type("wb")  # pinyin initials
    page.locator(".ant-select-item-option:visible", has_text="王博").click()
    dialog.get_by_text("Do not run").click()
    dialog.get_by_role("button", name=f"Change {MANY} records").click()
    page.locator(".undo-toast", has_text=f"{MANY} records changed").wait_for()
    assert count(jing, "Crowd", field="owner.username", **{"is": "bo"}) == MANY

    take_all()
    bar.get_by_role("button", name="Actions", exact=True).click()
    page.get_by_role("menuitem", name="Disqualify").click()
    choose(dialog, "Reason", "No need")
    dialog.get_by_role("button", name=f"Run for {MANY} records").click()
    page.locator(".undo-toast", has_text="Disqualify").wait_for()
    assert count(jing, "Crowd", field="status", **{"is": "disqualified"}) == MANY

    take_all()
    bar.get_by_role("button", name="Delete", exact=True).click()
    dialog.get_by_role("button", name="Delete").click()
    expect(page.get_by_text("No Leads match.")).to_be_visible()
    assert count(jing, "Crowd") == 0
    undo(page, f"{MANY} records deleted")
    expect(rows_shown.first).to_be_visible()
    assert count(jing, "Crowd") == MANY


def test_a_filter_is_built_of_groups(jing: Desk) -> None:
    for name, company, rating in (
        ("A", "North", "hot"),
        ("B", "South", "hot"),
        ("C", "West", "hot"),
        ("D", "North", "cold"),
    ):
        jing.lead(name=f"Sieve {name}", company=company, rating=rating)
    page = jing.page("/leads?search=Sieve&sort=name")
    page.get_by_role("button", name="Filter", exact=True).click()
    dialog = page.get_by_role("dialog")

    def condition(at: int, field: str, operator: str) -> Locator:
        dialog.get_by_label("Field", exact=True).nth(at).click()
        page.keyboard.type(field)
        page.keyboard.press("Enter")
        dialog.get_by_label("Comparison").or_(dialog.locator(".filter-operator")).nth(at).click()
        page.locator(".ant-select-item-option:visible").get_by_text(operator, exact=True).click()
        return dialog.locator(".filter-value").nth(at)

    condition(0, "Rating", "is").locator(".ant-select").click()
    page.locator(".ant-select-item-option:visible").get_by_text("Hot", exact=True).click()
    dialog.get_by_role("button", name="Add group", exact=True).click()
    condition(1, "Company", "contains").get_by_role("textbox").fill("Nor")
    dialog.locator(".is-inner").get_by_role("button", name="Add condition", exact=True).click()
    condition(2, "Company", "contains").get_by_role("textbox").fill("Sou")
    dialog.get_by_role("button", name="Apply").click()

    expect(page.locator(".chip")).to_have_text(["Rating is Hot", "Company contains Nor or Company contains Sou"])
    expect(page.locator(".row-title")).to_have_text(["Sieve A", "Sieve B"])
    page.reload()  # the address holds it all
    expect(page.locator(".row-title")).to_have_text(["Sieve A", "Sieve B"])
    page.locator(".chip").first.get_by_role("button").click()
    expect(page.locator(".row-title")).to_have_text(["Sieve A", "Sieve B", "Sieve D"])


# ---- form


def test_a_form_starts_with_the_defaults_and_shows_problems_beside_their_fields(jing: Desk) -> None:
    page = jing.page("/leads?search=Form+Case")
    page.get_by_role("button", name="New Lead", exact=True).first.click()
    form = page.get_by_role("dialog")
    expect(form.locator(".ant-form-item", has_text="Status").first).to_contain_text("New")
    expect(form.locator(".ant-form-item", has_text="Owner").first).to_contain_text("李静")
    form.get_by_label("Name", exact=True).fill("Form Case")
    form.get_by_label("E-mail").fill("nonsense")
    page.keyboard.press("Control+Enter")
    expect(form.get_by_role("alert")).to_have_text("“nonsense” is not an e-mail address.")
    expect(form.get_by_label("E-mail")).to_have_value("nonsense")
    assert count(jing, "Form Case") == 0

    form.get_by_label("E-mail").fill("form@case.example")
    form.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".row-title")).to_have_text(["Form Case"])
    made = jing.ask("GET", "/api/leads", search="Form Case")["items"][0]
    assert (made["status"], made["owner"]["id"], made["email"]) == ("new", jing.me["id"], "form@case.example")


def test_a_file_is_kept_with_a_record(jing: Desk, browser: Browser, company: Company, tmp_path: Path) -> None:
    root = Desk(browser, company, "root", "en")
    root.ask("POST", "/api/fields", {
        "object": "account", "name": "agreement", "label_en": "Agreement", "label_zh": "协议", "type": "file",
    })  # fmt: skip
    root.context.close()
    kept = tmp_path / "协议 2026.txt"
    kept.write_text("agreed")
    account = jing.ask("POST", "/api/accounts", {"name": "File Case"})
    page = jing.page(f"/accounts/{account['id']}")
    page.get_by_role("button", name="Edit", exact=True).first.click()
    form = page.get_by_role("dialog")
    with page.expect_file_chooser() as chooser:
        form.get_by_role("button", name="Agreement: Choose a file").click()
    chooser.value.set_files(kept)
    form.get_by_text(kept.name).wait_for()
    form.get_by_role("button", name="Save", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("link", name=kept.name).click()
    assert download.value.suggested_filename == kept.name
    assert Path(download.value.path()).read_text() == "agreed"


# ---- around every page


def test_a_server_that_is_away_is_said_and_comes_back_by_itself(jing: Desk) -> None:
    jing.lead(name="Away Case")
    page = jing.page("/leads?search=Away+Case")
    page.locator(".row-title").wait_for()
    jing.context.set_offline(True)
    try:
        page.get_by_role("link", name="Accounts", exact=True).click()
        expect(page.get_by_role("status").filter(has_text="The server does not answer.")).to_be_visible()
        expect(page.get_by_text("This could not be loaded")).to_be_visible()
    finally:
        jing.context.set_offline(False)
    expect(page.locator(".away-bar")).to_have_count(0)
    expect(page.locator(".row-title").first).to_be_visible()


def test_where_one_signs_in_the_demos_people_are_named(browser: Browser, company: Company) -> None:
    page = browser.new_page(locale="zh-CN")
    page.goto(company.base_url)
    users = page.locator(".sign-in-users button b")
    expect(users).to_have_text(["root", "ana", "bo", "cy", "jing", "emma", "mei", "feng"])
    users.nth(2).click()
    expect(page.locator("input[autocomplete=username]")).to_have_value("bo")
    expect(page.get_by_role("button", name="登录")).to_be_visible()
    page.close()


def test_the_same_pages_read_chinese_and_fit_a_phone(browser: Browser, company: Company) -> None:
    bo = Desk(browser, company, "bo", "zh-hans", width=390)
    lead = bo.lead(name="手机线索", company="一家名字很长很长很长很长很长很长很长很长的有限责任公司")
    page = bo.page("/leads?search=手机线索")
    expect(page.locator(".card-title")).to_have_text(["手机线索"])
    page.locator(".card-title").click()
    expect(page).to_have_url(f"{bo.base}/leads/{lead['id']}")
    expect(page.locator(".stage-end")).to_have_text(["已搁置", "无效"])
    page.get_by_role("tab", name="时间线").click()
    composer = page.locator(".composer")
    composer.get_by_role("button", name="任务").click()
    composer.get_by_label("主题").fill("寄样品")
    composer.get_by_role("button", name="保存").click()
    expect(page.locator(".planned .entry")).to_contain_text("寄样品")
    page.locator(".planned").get_by_role("button", name="完成").click()
    expect(page.locator(".planned")).to_have_count(0)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert bo.faults == []
    bo.context.close()
