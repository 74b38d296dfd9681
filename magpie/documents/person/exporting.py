"""All that is kept about a person, as a ZIP for them: a page to read and the same as JSON for programs."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from magpie.documents import pictures
from magpie.documents.models import PersonRequest
from magpie.documents.person import rights, rows
from magpie.documents.person.words import Words
from magpie.platform import context, merging, objects, titles
from magpie.platform.actor import Actor
from magpie.platform.models import File

MOST_ROWS = 5000  # of each table
LARGEST_FILES = 200 * 1024 * 1024
# Kept by the product for its own work; what is in them stands elsewhere already.
INNER = ("platform_searchentry", "platform_duplicatemark", "platform_duplicatepair", "procrastinate_jobs")
SECRET = ("token", "password", "digest", "sealed", "pieces", "path")


def export(record: Any, *, reason: str, actor: Actor) -> bytes:
    """The ZIP; that it was made is logged."""
    rights.require(actor, record, rights.EXPORT)
    object_type = objects.of(record)
    words = Words([record])
    finder = rows.Finder([record], words)
    found = finder.find()
    body: dict[str, Any] = {
        "made_at": timezone.now(), "object": object_type.name, "id": record.pk,
        "record": _shown(object_type, record, actor), "tables": {}, "history": _history(object_type, record),
    }  # fmt: skip
    for model, numbers in sorted(found.items(), key=lambda pair: pair[0]._meta.db_table):
        table = model._meta.db_table
        if model in finder.own or table in INNER or not numbers:
            continue
        query = model._default_manager.filter(pk__in=numbers).order_by("pk")[:MOST_ROWS]
        body["tables"][table] = {"label": _label(model), "rows": [_row(model, row, finder, words) for row in query]}
    counts = {table: len(part["rows"]) for table, part in body["tables"].items()}
    page = render_to_string("documents/person.html", {"body": body, "language": get_language(), "texts": _texts()})
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("person.json", json.dumps(body, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1))
        archive.writestr("person.html", page)
        left = LARGEST_FILES
        for file in File.objects.filter(related_to=f"{object_type.name}:{record.pk}").order_by("pk"):
            place = pictures.place_of(file)
            if place.is_file() and place.stat().st_size <= left:
                left -= place.stat().st_size
                archive.write(place, f"files/{file.pk}-{file.name.replace('/', '-')}")
    with context.acting(actor, rights.EXPORT):
        PersonRequest.objects.create(
            name=f"{object_type.label} #{record.pk}", kind="export", object=object_type.name, record=record.pk,
            by=actor.user, reason=words.scrub(reason.strip(), "***"), counts=counts,
        )  # fmt: skip
    return out.getvalue()


def _shown(object_type: objects.ObjectType, record: Any, actor: Actor) -> list[dict[str, str]]:
    """The fields that have a value, as a person reads them."""
    known = titles.look_up(actor, titles.wanted_by(object_type, [record]))
    found = []
    for field in object_type.fields().values():
        value = field.plain(record)
        if value in (None, "", [], {}):
            continue
        text = known.get((field.target, value), "") if field.target and isinstance(value, int) else ""
        found.append(
            {"field": field.name, "label": str(field.label), "value": text or field.type.to_text(value, field)}
        )
    return found


def _history(object_type: objects.ObjectType, record: Any) -> list[dict[str, Any]]:
    """What changed in the record, the newest first: column → [before, after]."""
    rows_found = merging.history(object_type.name, record.pk)[:500]
    return [
        {"at": event.at, "kind": event.kind, "changes": {n: list(pair) for n, pair in event.changed.items()}}
        for event in rows_found
    ]


def _label(model: rows.Model) -> str:
    if model in objects.models_with_objects():
        return str(objects.of_model(model).label_plural)
    return str(model._meta.verbose_name_plural)


def _row(model: rows.Model, row: Any, finder: rows.Finder, words: Words) -> dict[str, Any]:
    """A row with its values; of other people's and companies' records only what names the person."""
    is_other = model in objects.models_with_objects() and not objects.of_model(model).timeline
    is_belonging = is_other and any(
        isinstance(f, models.ForeignKey) and f.related_model in finder.own for f in model._meta.concrete_fields
    )
    found: dict[str, Any] = {}
    for field in model._meta.concrete_fields:
        value = getattr(row, field.attname)
        if field.name in SECRET or value in (None, "", [], {}):
            continue
        is_theirs = field.name in ("id", "created_at", "name", "subject") or words.scrub(value, "") != value
        if is_other and not is_belonging and not is_theirs:
            continue
        found[field.attname] = value
    return found


def _texts() -> dict[str, str]:
    return {
        "title": _("What is kept about you"), "made": _("As of"), "history": _("What changed"),
        "files": _("Files are in the folder “files”; everything is also in person.json, for programs."),
    }  # fmt: skip
