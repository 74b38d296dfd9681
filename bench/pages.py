"""Pages in a real Chromium: the first load, going from page to page, scrolling and filtering a long list.

Times are taken inside the page, from the click or the start of the navigation to the frame that shows the result.
The list has BENCH_ROWS leads: 1,000,000 with BENCH_LONG=1, otherwise 100,000.
"""

from __future__ import annotations

import json
import os
import shutil
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from bench import people, workflows
from bench.place import Place
from bench.report import Report, percentile

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PASSWORD = "Green-Harbour-7"  # noqa: S105 - of the user that `administrator` makes
LOADS, MOVES = 5, 8
_SOME = "SELECT id FROM sales_lead ORDER BY id DESC LIMIT %s"
FIRST_ROW = """new MutationObserver((_, self) => {
  if (!document.querySelector(".row-title")) return;
  self.disconnect();
  const painted = () => requestAnimationFrame(() => { window.firstRow = performance.now(); });
  requestAnimationFrame(painted);
}).observe(document, { subtree: true, childList: true });"""
GO = """async ([path, shown]) => {
  const begun = performance.now();
  history.pushState({}, "", path);
  dispatchEvent(new PopStateEvent("popstate", { state: {} }));
  const here = () => document.querySelector("main").dataset.path === location.pathname + location.search;
  while (!(here() && document.querySelector(shown) && !document.querySelector(".loading, .is-waiting"))) {
    if (performance.now() - begun > 20000) throw new Error(`${path} does not show ${shown}`);
    await new Promise(requestAnimationFrame);
  }
  await new Promise(requestAnimationFrame);
  return performance.now() - begun;
}"""
SCROLL = """async () => {
  const frames = [], tasks = [];
  const observer = new PerformanceObserver(list => tasks.push(...list.getEntries().map(each => each.duration)));
  observer.observe({ type: "longtask" });
  const box = document.querySelector(".grid");
  let last = await new Promise(requestAnimationFrame);
  for (let step = 0; step < 240; step += 1) {
    box.scrollTop += 120;
    const now = await new Promise(requestAnimationFrame);
    frames.push(now - last);
    last = now;
  }
  await new Promise(done => setTimeout(done, 100));
  observer.disconnect();
  return { frames, longest: Math.max(0, ...tasks) };
}"""
WEIGHT = """() => performance.getEntriesByType("resource").filter(each => each.name.endsWith(".js"))
  .reduce((sum, each) => sum + each.encodedBodySize, 0)"""


def measure(place: Place, report: Report) -> None:
    """See the module."""
    from playwright.sync_api import sync_playwright

    total = workflows.size("BENCH_ROWS", 1_000_000 if os.environ.get("BENCH_LONG") else 100_000)
    report.part(f"8. Pages, with {total:,} leads (load of the machine {os.getloadavg()[0]:.1f})")
    _seed(place, total)
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        options = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=chromium, args=options)
        base = f"http://127.0.0.1:{place.running.port}"
        cookies = _sign_in(browser, base)
        _first_loads(browser, base, cookies, report)
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        context.add_cookies(cookies)
        page = context.new_page()
        page.goto(f"{base}/leads")
        page.locator(".row-title").first.wait_for()
        _moves(page, place, report)
        _long_list(page, report)
        browser.close()


def _seed(place: Place, total: int) -> None:
    present = int(place.value("SELECT count(*) FROM sales_lead"))
    if present >= total:
        return
    owner = place.value("SELECT id FROM platform_user WHERE username = 'program'")
    place.database.execute("ALTER TABLE sales_lead DISABLE TRIGGER USER")
    place.database.execute(
        people.fill_statement("sales_lead"), {"first": present + 1, "last": total, "total": total, "owners": [owner]}
    )
    place.database.execute("ALTER TABLE sales_lead ENABLE TRIGGER USER")
    place.database.execute("ANALYZE sales_lead")


def _sign_in(browser: Browser, base: str) -> list[Any]:
    context = browser.new_context()
    page = context.new_page()
    page.goto(base)
    page.locator("input[autocomplete=username]").fill("program")
    page.locator("input[type=password]").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.locator(".shell").wait_for()
    cookies: list[Any] = context.cookies()
    context.close()
    return cookies


def _first_loads(browser: Browser, base: str, cookies: list[Any], report: Report) -> None:
    seconds, weight = [], 0
    for _ in range(LOADS):  # each in a browser that has nothing of ours yet
        context = browser.new_context(viewport={"width": 1440, "height": 900})
        context.add_cookies(cookies)
        context.add_init_script(FIRST_ROW)
        page = context.new_page()
        page.goto(f"{base}/leads")
        page.wait_for_function("window.firstRow")
        seconds.append(page.evaluate("window.firstRow") / 1000)
        weight = page.evaluate(WEIGHT)
        context.close()
    report.add("script fetched for the list page", f"{weight / 1000:8.0f} kB", aim="< 450 kB", met=weight < 450_000)
    report.latencies("first load of the list, until its rows stand there", seconds, aims={"p50": 1000.0})


def _moves(page: Page, place: Place, report: Report) -> None:
    some = [row[0] for row in place.database.execute(_SOME, [MOVES + 1]).fetchall()]
    aims = {"p50": 200.0}
    for name, paths, shown in (
        ("to a record", [f"/leads/{number}" for number in some], ".record-head h1"),
        ("to the list", ["/leads"] * (MOVES + 1), ".row-title"),
        ("to the board", ["/leads?view=board"] * (MOVES + 1), ".board-card"),
        ("to the calendar", ["/calendar"] * (MOVES + 1), ".fc-timegrid-col"),
    ):
        seconds = []
        for path in paths:
            page.evaluate(GO, ["/setup", ".setup-cards"])
            seconds.append(page.evaluate(GO, [path, shown]) / 1000)
        report.latencies(f"going {name}", seconds[1:], aims=aims)  # the first one fetches the page's own script


def _long_list(page: Page, report: Report) -> None:
    page.evaluate(GO, ["/leads", ".row-title"])
    seen = page.evaluate(SCROLL)
    cut = percentile(seen["frames"], 0.95)
    longest = f"longest task {seen['longest']:.0f} ms"
    report.add("scrolling the list, frame", f"p95 {cut:6.1f} ms  {longest}", aim="p95 < 34 ms", met=cut < 34)
    seconds = []
    for status in ("new", "working", "qualified", "disqualified", "recycled"):
        condition = quote(json.dumps({"all": [{"field": "status", "is": status}]}))
        seconds.append(page.evaluate(GO, [f"/leads?filter={condition}", ".row-title"]) / 1000)
    report.latencies("filtering the list", seconds, aims={"p50": 300.0})
