"""The pages of a document as pictures: drawn when first asked for, then kept beside the files."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import uuid
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from magpie.platform.models import File

PROGRAM = Path(__file__).with_name("drawing.py")
WIDTH = 1400  # pixels; sharp on a phone and on a screen
PATIENCE_SECONDS = 30
PICTURES = (".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp")
OFFICE = (
    ".doc", ".docx", ".xls", ".xlsx", ".ppt", ".pptx", ".odt", ".ods", ".odp", ".wps", ".et", ".dps", ".txt", ".csv",
)  # fmt: skip
_few = threading.Semaphore(2)  # pages that one process has drawn at a time


class Unsuitable(Exception):
    """A file that cannot be sent to customers; the text says why."""


def inspect(file: File) -> tuple[str, int | None]:
    """The kind of a file and the number of its pages, none if it can only be downloaded.

    Unsuitable if it is nothing that customers can be sent.
    """
    ending = Path(file.name).suffix.lower()
    if ending in OFFICE:
        return "office", None
    if ending != ".pdf" and ending not in PICTURES:
        raise Unsuitable(_("Only PDF, pictures and office files can be sent to customers."))
    path = place_of(file)
    if not path.is_file():
        raise Unsuitable(_("The file is no longer there."))
    try:
        told: dict[str, Any] = json.loads(_run("inspect", str(path)) or "{}")
    except ValueError:
        told = {}
    if problem := told.get("problem") or ("" if told else "damaged"):
        reasons = {
            "password": _("The PDF has a password of its own. Save it without one; a link can have a password."),
            "pages": _("The PDF has more than %(most)d pages.") % {"most": 500},
        }
        raise Unsuitable(reasons.get(problem, _("The file cannot be read. It may be damaged.")))
    return str(told["kind"]), int(told["pages"])


def place_of(file: File) -> Path:
    """Where the bytes of a file lie."""
    return Path(settings.MEDIA_ROOT) / file.path


def page(file: File, kind: str, number: int) -> Path | None:
    """One page (from 1 on) as WebP; None if it cannot be drawn."""
    kept = Path(settings.MEDIA_ROOT) / "pages" / f"{file.path.replace('/', '-')}-{number}.webp"
    if kept.is_file():
        return kept
    kept.parent.mkdir(parents=True, exist_ok=True)
    with _few:
        if not kept.is_file():
            begun = kept.with_suffix(f".{uuid.uuid4().hex}")
            _run("draw", str(place_of(file)), kind, str(number), str(WIDTH), str(begun))
            if begun.is_file():
                begun.replace(kept)
    return kept if kept.is_file() else None


def forget(file: File) -> None:
    """Delete the pictures of a file."""
    for kept in (Path(settings.MEDIA_ROOT) / "pages").glob(f"{file.path.replace('/', '-')}-*.webp"):
        kept.unlink(missing_ok=True)


def _run(*arguments: str) -> str:
    """What the drawing program prints; nothing if it failed or took too long."""
    environment = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ}
    try:
        done = subprocess.run(
            [sys.executable, "-I", str(PROGRAM), *arguments],
            capture_output=True, text=True, timeout=PATIENCE_SECONDS, env=environment,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return ""
    return done.stdout if done.returncode == 0 else ""
