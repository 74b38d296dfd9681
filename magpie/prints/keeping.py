"""Keeps a print as a file of its record, and prints of many records until they are fetched."""

from __future__ import annotations

import contextlib
import uuid
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from magpie.platform import context, objects
from magpie.platform.models import File
from magpie.prints import printing
from magpie.prints.models import PrintTemplate
from magpie.prints.printing import Reader


def keep(template: PrintTemplate, record: Any, reader: Reader) -> File:
    """The PDF of the record as a file of it; whoever may read the record may read the file."""
    name = printing.file_name(template, record, reader)
    place, size = write(printing.pdf_of(template, [record], reader))
    with context.acting(reader.actor, "file.print"):
        stored = File(
            owner=reader.actor.user, name=name, path=place, size=size, content_type="application/pdf",
            related_to=f"{objects.of(record).name}:{record.pk}",
        )  # fmt: skip
        stored.save(force_insert=True)
    return stored


def write(pdf: bytes) -> tuple[str, int]:
    """Put the bytes into the media folder; gives their place and size."""
    place = Path(str(uuid.uuid4())[:2]) / uuid.uuid4().hex
    target = Path(settings.MEDIA_ROOT) / place
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(pdf)
    return str(place), len(pdf)


def forget(place: str) -> None:
    """Delete a file that nobody needs any more, once the transaction is through."""

    def delete() -> None:
        with contextlib.suppress(OSError):
            (Path(settings.MEDIA_ROOT) / place).unlink()

    transaction.on_commit(delete)
