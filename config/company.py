"""The demo company as the supervisor sees it: is it wanted here, is it loaded, who may sign in.

The state is a word in the file `demo` of the home, so that a first start cut short goes on at the next one.
"""

from __future__ import annotations

from typing import Any

from config import home as places

IS_THERE = ("loaded", "story")
UNFINISHED = ("wanted", "story")  # what the next start has to finish: loading it, or a story that was killed


def state() -> str:
    """`wanted`, `loaded`, `story` while a story has changed a workflow, or nothing."""
    path = places.home() / "demo"
    return path.read_text().strip() if path.exists() else ""


def note(state: str) -> None:
    """Keep that state."""
    places.make_home(places.home())
    (places.home() / "demo").write_text(state + "\n")


def sign_in_lines() -> list[str]:
    """The demo's users, passwords and what they do, as lines of text; `magpie.demo.SIGN_INS` has them."""
    try:
        from magpie.demo import SIGN_INS
    except ModuleNotFoundError:
        return []
    rows = [tuple(str(value) for value in row) for row in SIGN_INS]
    widths = [max(len(row[column]) for row in rows) for column in range(2)]
    return ["Sign in as:"] + [
        f"  {row[0]:<{widths[0]}}  {row[1]:<{widths[1]}}  {'  '.join(row[2:])}".rstrip() for row in rows
    ]


def sign_in_hint() -> dict[str, Any]:
    """Who there is in the demo company, for the page to sign in; never a password, and nothing where no demo is."""
    if state() not in IS_THERE:
        return {}
    try:
        from magpie.demo import SIGN_INS
    except ModuleNotFoundError:
        return {}
    return {
        "demo": True,
        "demo_users": [{"username": str(user), "role": str(does)} for user, _password, does in SIGN_INS],
    }
