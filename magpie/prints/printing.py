"""Prints records by templates: fills the template, reads its markup, and has the press set it.

What is read is read with the rights of who prints.  The press is a program of its own, with limits of time and memory.
"""

from __future__ import annotations

import json
import logging
import os
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import noto_cjk_sans_otc
from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from magpie.platform import access, objects, setup, texts
from magpie.platform.actor import Actor
from magpie.platform.models import File
from magpie.platform.objects import ObjectType
from magpie.platform.problems import Refused
from magpie.prints import markup, mistakes
from magpie.prints.letters import CHINESE
from magpie.prints.models import Letterhead, PrintTemplate
from magpie.prints.typesetting import FONT
from magpie.prints.values import values_of

SIZES: dict[str, tuple[float, float | None]] = {
    "a4": (210.0, 297.0), "a5": (148.0, 210.0), "letter": (215.9, 279.4), "receipt": (80.0, None),
}  # fmt: skip
SECONDS = 20  # for one record, or a preview
SECONDS_OF_MANY = 240
LONGEST_NAME = 120
MOST_LETTERS = 30_000_000  # of all records of a print together
FONTS = Path(noto_cjk_sans_otc.__file__).parent
PRESS = Path(__file__).with_name("press.py")
SOURCE = Path(__file__).with_name("sources") / "record.typ"
_few = threading.BoundedSemaphore(2)  # prints that one process has set at a time
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Reader:
    """Who prints, and in which language and zone they read."""

    actor: Actor
    language: str
    time_zone: str = ""

    @classmethod
    def now(cls, actor: Actor) -> Reader:
        """The actor, in the language and zone of the request."""
        return cls(actor, translation.get_language() or settings.LANGUAGE_CODE, timezone.get_current_timezone_name())

    @classmethod
    def of(cls, actor: Actor) -> Reader:
        """The actor, in their own language and zone."""
        user = actor.user
        return cls(actor, (user.language if user else "") or settings.LANGUAGE_CODE, user.time_zone if user else "")


def usable(actor: Actor, object_name: str = "") -> list[PrintTemplate]:
    """The templates that the actor may print with, in their order."""
    every = setup.kept(
        "print_templates",
        lambda: list(
            PrintTemplate.objects.filter(is_active=True).select_related("letterhead").order_by("position", "pk")
        ),
    )
    return [t for t in every if (not object_name or t.object == object_name) and _may_use(actor, t)]


def _may_use(actor: Actor, template: PrintTemplate) -> bool:
    if actor.is_trusted or not template.roles:
        return True
    return actor.user is not None and bool(set(template.roles) & set(actor.user.roles))


def name_of(template: PrintTemplate) -> str:
    """Its name in the current language."""
    zh = (translation.get_language() or "").startswith("zh")
    return str((template.name_zh if zh else template.name_en) or template.name_en)


def pdf_of(
    template: PrintTemplate, records: Iterable[Any], reader: Reader, *, each: Callable[[int], None] | None = None
) -> bytes:
    """The PDF of these records, each on pages of its own; Refused if the template fails.

    `each` is told how many have been read.
    """
    try:
        asked, many = _asked(template, records, reader, each)
    except (texts.BrokenTemplate, markup.TooLarge) as error:
        raise Refused(
            _("The print template “%(name)s” cannot be used: %(said)s")
            % {"name": name_of(template), "said": str(error)}
        ) from None
    return _press("pdf", asked, SECONDS_OF_MANY if many else SECONDS)


@dataclass(frozen=True)
class Preview:
    """What a template makes of a record: the first pages as PNG (base64), or what is wrong with it."""

    pages: int
    pictures: list[str]
    slips: list[markup.Slip]
    missing: tuple[str, ...]


def preview(template: PrintTemplate, record: Any, reader: Reader) -> Preview:
    """What the template, which need not be saved, makes of this record."""
    if slips := mistakes.slips_of(template.body):
        return Preview(0, [], slips, ())
    missing: list[str] = []
    try:
        asked, _many = _asked(template, [record], reader, None, missing)
        answer = json.loads(_press("pictures", asked, SECONDS))
    except texts.BrokenTemplate as error:
        return Preview(0, [], [mistakes.slip_of(error, template.body)], ())
    except (markup.TooLarge, Refused) as error:
        return Preview(0, [], [markup.Slip(0, str(error))], ())
    return Preview(answer["pages"], answer["pictures"], [], tuple(dict.fromkeys(missing)))


def file_name(template: PrintTemplate, record: Any, reader: Reader) -> str:
    """The name of the PDF of one record."""
    with translation.override(reader.language):
        values = values_of(record, None, reader.actor, reader.language, reader.time_zone)
        pattern = template.file_name or "{{ name }} {{ record.title }}"
        try:
            made = texts.render(pattern, {**values, "name": name_of(template)})
        except texts.BrokenTemplate:
            made = name_of(template)
    made = re.sub(r'[\x00-\x1f/\\:*?"<>|\u2028]+', " ", made)
    return f"{re.sub(r' +', ' ', made).strip(' .')[:LONGEST_NAME] or 'print'}.pdf"


def extreme(object_type: ObjectType, actor: Actor, which: Literal["longest", "emptiest", "newest"]) -> Any:
    """Of the newest records that the actor sees, the one with the longest texts or the fewest; None without any."""
    found = list(access.visible(actor, object_type).order_by("-pk")[: 1 if which == "newest" else 300])
    if not found:
        return None
    fields = [f for f in object_type.fields().values() if f.type.name not in ("json", "filter")]

    def length(record: Any) -> int:
        return sum(len(str(f.plain(record))) for f in fields if not f.is_empty(f.plain(record)))

    return min(found, key=length) if which == "emptiest" else max(found, key=length)


def _asked(
    template: PrintTemplate,
    records: Iterable[Any],
    reader: Reader,
    each: Callable[[int], None] | None,
    missing: list[str] | None = None,
) -> tuple[dict[str, Any], int]:
    """What the press is asked; and how many records more than one."""
    letterhead = template.letterhead or Letterhead.objects.filter(is_default=True).order_by("pk").first()
    pictures = _pictures_of(letterhead)
    page = _page(template)
    docs = []
    nodes = 0
    for number, record in enumerate(records, 1):
        language = _language(template, record, reader)
        with translation.override(language):
            values = values_of(record, letterhead, reader.actor, language, reader.time_zone)
            composed = texts.compose(template.body, values, html=True)
        if missing is not None:
            missing += composed.missing
        document = markup.read(composed.text, {name: f"{name}.png" for name in pictures})
        nodes += len(composed.text)
        if nodes > MOST_LETTERS:
            raise markup.TooLarge(_("This would be too long to print. Leave rows out, or print fewer records."))
        lang = "zh" if language.startswith("zh") else "en"
        docs.append({**asdict(document), "page": page, "lang": lang})
        if each is not None:
            each(number)
    data = {"font": FONT, "title": name_of(template), "docs": docs}
    return {"data": data, "pictures": {f"{name}.png": path for name, path in pictures.items()}}, len(docs) - 1


def _page(template: PrintTemplate) -> dict[str, Any]:
    width, height = SIZES.get(template.paper, SIZES["a4"])
    if template.orientation == "landscape" and height is not None:
        width, height = height, width
    margin = {"receipt": 4, "a5": 11}.get(template.paper, 16)
    size = {"receipt": 8.0, "a5": 9.0}.get(template.paper, 10.0)
    return {"width": width, "height": height, "margin": margin, "size": size}


def _language(template: PrintTemplate, record: Any, reader: Reader) -> str:
    if template.language == "reader":
        return reader.language
    if template.language != "record":
        return str(template.language)
    fields = objects.of(record).fields()
    said = str(fields["language"].plain(record) or "") if "language" in fields else ""
    if said:
        return "zh-hans" if said.startswith("zh") else "en"
    return "zh-hans" if CHINESE.search(objects.of(record).title_of(record)) else "en"


def _pictures_of(letterhead: Letterhead | None) -> dict[str, str]:
    found = {}
    for name in ("logo", "stamp"):
        file: File | None = getattr(letterhead, name, None)
        path = Path(settings.MEDIA_ROOT) / file.path if file is not None and file.path else None
        if path is not None and path.is_file():
            found[name] = str(path)
    return found


def _press(mode: Literal["pdf", "pictures"], asked: dict[str, Any], seconds: int) -> bytes:
    environment = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ}
    with _few:
        try:
            done = subprocess.run(
                [sys.executable, "-I", str(PRESS), mode, str(FONTS), str(SOURCE), str(seconds)],
                input=json.dumps(asked, ensure_ascii=False).encode(), capture_output=True, timeout=seconds + 5,
                env=environment,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            raise Refused(_("The print took longer than %(seconds)d seconds.") % {"seconds": seconds}) from None
    if done.returncode != 0:
        log.warning("a print failed: %s", done.stderr.decode(errors="replace")[-2000:])
        raise Refused(_("This could not be printed. Shorten the template, or print fewer records."))
    return done.stdout
