"""What a page is told to fetch before its scripts have come: the files of the page at that address, and its first data.

Without it a browser finds out one after the other that it needs the frame, the words, who is signed in, the objects,
the page's own script and its records; with it they all come at once.  Nothing here touches the database.
"""

from __future__ import annotations

import json
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.http import HttpRequest

from magpie.platform import objects

PAGES = {"/": "src/workspaces/today/TodayPage.tsx", "/calendar": "src/workspaces/calendar/CalendarPage.tsx"}
LIST, RECORD, BOARD = (f"src/objects/{name}.tsx" for name in ("list/ListPage", "record/RecordPage", "board/Board"))
WORDS = {
    "en": ("src/app/texts/english.ts", "node_modules/antd/locale/en_US.js"),
    "zh-hans": ("src/app/texts/chinese.ts", "node_modules/antd/locale/zh_CN.js"),
}
FIRST_ROWS = "?limit=100"  # as `recordPages` of the pages asks for a list that nobody has filtered or sorted
_ADDRESS = re.compile(r"/(?P<plural>[a-z][a-z0-9_-]*)(?:/(?P<id>[1-9][0-9]{0,17}))?/?")

# The pages take the answers in `reach` (web/src/api/client.ts); the language is chosen as in web/src/app/i18n.ts.
_SCRIPT = """<script>(({ calls, words }) => {
  const chosen = localStorage.getItem("magpie.language") ?? navigator.language;
  const language = chosen.toLowerCase().startsWith("zh") ? "zh-hans" : "en";
  for (const href of words[language]) document.head.append(Object.assign(document.createElement("link"), { rel: "modulepreload", href }));
  window.magpieEarly = new Map(calls.map((path) => [path, fetch(path, { headers: { Accept: "application/json", "Accept-Language": language } }).catch(() => null)]));
})(%s)</script>
"""  # noqa: E501


class Build:
    """The files that the build made, by the sources they come from."""

    def __init__(self, folder: Path) -> None:
        self.index = (folder / "index.html").read_text(encoding="utf-8")
        manifest = folder / ".vite" / "manifest.json"
        self._files: dict[str, Any] = json.loads(manifest.read_text(encoding="utf-8")) if manifest.exists() else {}
        self._at_start = self._needed_by("index.html", set())

    def files(self, *sources: str) -> list[str]:
        """Addresses of the scripts that these sources need beside those of the frame; none for an unknown source."""
        needed: list[str] = []
        for source in sources:
            needed += self._needed_by(source, {*self._at_start, *needed})
        return [f"/{self._files[name]['file']}" for name in needed]

    def _needed_by(self, name: str, known: set[str]) -> list[str]:
        if name in known or name not in self._files:
            return []
        known.add(name)
        return [
            name,
            *(each for other in self._files[name].get("imports", ()) for each in self._needed_by(other, known)),
        ]


@lru_cache(maxsize=2)
def _read(folder: Path, _changed: int) -> Build:
    return Build(folder)


def build(folder: Path) -> Build:
    """The build in that folder, read again when it was made anew. Raises FileNotFoundError while there is none."""
    return _read(folder, (folder / "index.html").stat().st_mtime_ns)


def html(request: HttpRequest, made: Build, *, is_signed_in: bool) -> str:
    """The page for this address, which tells the browser at once what it will need."""
    if not is_signed_in or request.path.startswith("/sign-in"):
        return made.index
    sources, calls = _wanted(request)
    links = "".join(f'<link rel="modulepreload" href="{each}">' for each in made.files(*sources))
    data = {"calls": calls, "words": {language: made.files(*names) for language, names in WORDS.items()}}
    head = _SCRIPT % json.dumps(data).replace("<", "\\u003c")
    return made.index.replace("</title>", f"</title>\n{head}", 1).replace("</head>", f"{links}</head>", 1)


def _wanted(request: HttpRequest) -> tuple[list[str], list[str]]:
    """The sources of the page at this address, and the calls that it will make whatever the caller's rights are."""
    calls = ["/api/me", "/api/objects"]
    if request.path in PAGES:
        return [PAGES[request.path]], calls
    found = _ADDRESS.fullmatch(request.path)
    if found is None or all(found["plural"] != each.plural for each in objects.declared()):
        return [], calls
    path = f"/api/{found['plural']}"
    if found["id"]:
        return [RECORD], [*calls, f"{path}/{found['id']}"]
    if request.GET.get("view") == "board":
        return [LIST, BOARD], calls
    return [LIST], [*calls, *([] if request.GET else [path + FIRST_ROWS])]
