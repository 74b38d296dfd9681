"""Every page that Magpie has, for those who look at all: the pictures of `make screens`, the test of accessibility.

The addresses are read from the front end's own routes and from the objects of the API, so that a new page needs no word
here. Only what an address cannot tell stands below: further ways to look at a page, and which ones people use most.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from config.home import checkout

if TYPE_CHECKING:
    from playwright.sync_api import Page

Ask = Callable[[str], Any]  # what the API answers to GET of that path

ROUTE = re.compile(r'path: "(?P<path>/[^"]*)", Page')
VIEWS = {
    "industries-banking": "/setup/industries/banking",
    "leads-board": "/leads?view=board",
    "leads-groups": "/leads?group=status",
    "opportunities-board": "/opportunities?view=board",
    "calendar-month": "/calendar?view=month",
}
ASIDE = {"/:plural/merge", "/exports/:id"}  # need two records that were chosen, an export that was made
MAIN = {
    "accounts", "accounts-one", "calendar", "contacts", "forecast", "home", "leads", "leads-board", "leads-one",
    "mail", "notices", "opportunities-board", "opportunities-one", "workflows-one",
}  # fmt: skip

GO = """path => {
  history.pushState({}, "", path);
  dispatchEvent(new PopStateEvent("popstate", { state: {} }));
}"""
SETTLED = """path => {
  const main = document.querySelector("main");
  return location.pathname === path.split("?")[0]
    && main.dataset.path === location.pathname + location.search
    && main.childElementCount > 0
    && !document.querySelector(".loading, .ant-skeleton-active, .ant-spin-spinning, .input-coming");
}"""


class Shown(NamedTuple):
    """One page: a name for files, its address, and whether it is one of the pages that every object has."""

    name: str
    path: str
    is_generic: bool

    @property
    def is_main(self) -> bool:
        """Is this a page that people have open all day?"""
        return self.name in MAIN


def pages(ask: Ask) -> list[Shown]:
    """Every page, by name; where an address has a number, that of the first record that one can read."""
    routes = _routes() - ASIDE
    own = {"/", "/setup"} | {path for path in routes if ":" not in path}
    generic = set()
    for meta in _items(ask("/api/objects")):
        if meta["rights"]["read"]:
            plural = meta["plural"]
            generic.add(f"/{plural}")
            generic |= {f"/{plural}/{row['id']}" for row in _items(ask(f"/api/{plural}?limit=1"))}
    for path in routes:
        listed, number, rest = path.partition("/:id")
        if number and not rest:
            own |= {f"{listed}/{row['id']}" for row in _items(ask(f"/api{listed}?limit=1"))[:1]}
    found = {_name(path): Shown(_name(path), path, path not in own) for path in own | generic}
    found |= {name: Shown(name, path, is_generic=False) for name, path in VIEWS.items()}
    return sorted(found.values())


def go(page: Page, path: str) -> None:
    """Lead an open page of the application there, and wait until everything on it has come."""
    page.evaluate(GO, path)
    page.wait_for_function(SETTLED, arg=path)


def _routes() -> set[str]:
    files = checkout().glob("web/src/workspaces/*/workspace.tsx")
    return {found["path"] for file in files for found in ROUTE.finditer(file.read_text())}


def _items(answer: Any) -> list[Any]:
    items: list[Any] = answer["items"] if isinstance(answer, dict) else answer
    return items


def _name(path: str) -> str:
    """The address without the number of a record, which differs from one company to the next."""
    return re.sub(r"/\d+", "-one", path).strip("/").replace("/", "-") or "home"
