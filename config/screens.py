"""Pictures of every page in both languages: `python -m config.screens [FOLDER] [PART OF A NAME]`.

A demo company is started for it on a free port, in a home of its own that is removed afterwards. Which pages there are,
`config.pages` knows; those that people have open all day are also shown on a telephone and in the dark.
"""

from __future__ import annotations

import base64
import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from config.pages import go, pages
from magpie.demo import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Page

FOLDER = Path("docs/screens")
LANGUAGES = (("zh-hans", "zh"), ("en", "en"))
WIDE, NARROW = 1440, 390
HEIGHT = 900
QUALITY = 50  # of WebP: legible, and the whole folder stays below 12 MB
READY_SECONDS = 300
LAST_MOTION_SECONDS = 0.2  # a drawing that ends after its data has come


def main() -> int:
    """Make the pictures in the folder named on the command line, or in the usual one."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    wanted = sys.argv[2] if len(sys.argv) > 2 else ""
    folder.mkdir(parents=True, exist_ok=True)
    with _company() as base:
        made = _take(base, folder, wanted)
    print(f"{made} pictures in {folder}")
    return 0


@contextlib.contextmanager
def _company() -> Iterator[str]:
    """The address of a demo company that lives as long as the block."""
    home = Path(tempfile.mkdtemp(prefix="magpie-screens-"))
    home.chmod(0o711)  # the database may run under another account
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    base = f"http://127.0.0.1:{port}"
    environment = {**os.environ, "MAGPIE_HOME": str(home / "home"), "PORT": str(port), "MAGPIE_EMPTY": ""}
    running = subprocess.Popen([sys.executable, "-m", "magpie", "serve"], env=environment, stdout=subprocess.DEVNULL)
    try:
        _wait_for(base, running)
        yield base
    finally:
        running.send_signal(signal.SIGTERM)
        running.wait()
        shutil.rmtree(home, ignore_errors=True)


def _wait_for(base: str, running: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + READY_SECONDS
    while time.monotonic() < end and running.poll() is None:
        with contextlib.suppress(urllib.error.URLError, OSError), urllib.request.urlopen(base):  # noqa: S310 - our own
            return
        time.sleep(1)
    raise SystemExit("Magpie did not start; see the messages above.")


def _take(base: str, folder: Path, wanted: str) -> int:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = shutil.which("chromium") or shutil.which("chromium-browser")
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        context = browser.new_context(viewport={"width": WIDE, "height": HEIGHT}, reduced_motion="reduce")
        page = context.new_page()
        page.goto(base)
        page.locator("input[autocomplete=username]").fill("root")
        page.locator("input[type=password]").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.locator(".shell").wait_for()
        all_pages = [shown for shown in pages(lambda path: _ask(page, base, "GET", path)) if wanted in shown.name]
        main_pages = [shown for shown in all_pages if shown.is_main]
        made = 0
        for language, short in LANGUAGES:
            _ask(page, base, "PATCH", "/api/me", {"language": language})
            page.goto(base)
            page.locator("main").wait_for()
            rounds = [(WIDE, all_pages, False), (NARROW, main_pages, False)]
            if short == "zh":  # the colours do not depend on the language
                rounds.append((WIDE, main_pages, True))
            for width, of_these, dark in rounds:
                page.set_viewport_size({"width": width, "height": HEIGHT})
                page.emulate_media(color_scheme="dark" if dark else "light")
                for shown in of_these:
                    name = f"{shown.name}.{short}.{width}{'.dark' if dark else ''}.webp"
                    _shoot(page, shown.path, folder / name)
                    made += 1
        browser.close()
    return made


def _ask(page: Page, base: str, method: str, path: str, body: Any = None) -> Any:
    token = next(c["value"] for c in page.context.cookies() if c["name"] == "csrftoken")
    headers = {"X-CSRFToken": token, "Referer": base}
    answer = page.context.request.fetch(base + path, method=method, data=body, headers=headers)
    return answer.json()


def _shoot(page: Page, path: str, file: Path) -> None:
    go(page, path)
    time.sleep(LAST_MOTION_SECONDS)
    camera = page.context.new_cdp_session(page)
    taken = camera.send("Page.captureScreenshot", {"format": "webp", "quality": QUALITY})
    file.write_bytes(base64.b64decode(taken["data"]))
    camera.detach()


if __name__ == "__main__":
    raise SystemExit(main())
