"""The audit for administrators: every change, sign-ins and the like, and taking set-up back with a reason."""

from __future__ import annotations

import csv
import datetime
import io
import uuid
from collections.abc import Iterable, Iterator
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, gettext_noop, override, pgettext
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import Field

from magpie.platform import audit, auditing, context, exporting, gates, objects, undo
from magpie.platform.actor import Actor
from magpie.platform.http import history
from magpie.platform.http.auth import options_of, told_of
from magpie.platform.http.bulk import UndoAnswer
from magpie.platform.http.problems import PROBLEM_RESPONSES
from magpie.platform.http.records import Before, actor_of
from magpie.platform.http.rendering import answer
from magpie.platform.models import AuditEntry, Event
from magpie.platform.problems import Forbidden, Invalid

MOST_EXPORTED = 100_000
router = Router(tags=["audit"])
Moment = Annotated[datetime.datetime | None, Query()]
PageSize = Annotated[int, Query(ge=1, le=200)]
Person = Annotated[int, Query(ge=0, lt=2**63)]
Source = Literal["", "web", "api", "import", "workflow", "system", "database"]
Part = Literal["", "setup", "records"]
ChangeKind = Literal["", "created", "updated", "deleted", "other"]
EntryKind = Literal[
    "", "signed_in", "sign_in_refused", "signed_out", "view_begun", "view_ended", "exported", "password_set",
    "taken_back",
]  # fmt: skip
SOURCE_LABELS = {
    "web": gettext_noop("Pages"),
    "api": gettext_noop("Program (API)"),
    "import": gettext_noop("Import of a file"),
    "workflow": gettext_noop("Workflow"),
    "system": gettext_noop("Magpie itself"),
    "database": gettext_noop("Database"),
}


class AuditChange(history.EventItem):
    """One change, with what it was done to and from where."""

    object: str
    object_label: str
    record: int
    title: str
    source: Literal["web", "api", "import", "workflow", "system", "database"]
    source_label: str
    is_setup: bool
    is_there: bool
    reason: str


class AuditChanges(Schema):
    """One page of changes, newest first."""

    items: list[AuditChange]
    next: str | None


class AuditItem(Schema):
    """A sign-in, an export or the like."""

    id: int
    at: datetime.datetime
    kind: str
    label: str
    user: int | None
    name: str
    address: str
    agent: str
    about: str
    reason: str


class AuditItems(Schema):
    """One page of entries, newest first."""

    items: list[AuditItem]
    next: str | None


class TakeBack(Schema):
    """Why something is taken back."""

    reason: Annotated[str, Field(max_length=500)]


def _only_administrators(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    if not actor.is_trusted:
        raise Forbidden(_("Only administrators may read the audit."))
    return actor


def _moment(value: datetime.datetime | None) -> datetime.datetime | None:
    """A moment that the database can hold; one without a zone is the caller's own time."""
    if value is None or not 1900 <= value.year <= 9000:
        return None
    return timezone.make_aware(value) if timezone.is_naive(value) else value


@router.get("/audit/changes", response={200: AuditChanges, **PROBLEM_RESPONSES}, operation_id="list_audit_changes")
def changes(
    request: HttpRequest, person: Person = 0, object: str = "", kind: ChangeKind = "", source: Source = "",
    part: Part = "", record: Person = 0, operation: uuid.UUID | None = None, since: Moment = None,
    until: Moment = None, before: Before = 0, limit: PageSize = 50,
) -> HttpResponse:  # fmt: skip
    """What was changed by whom, from where, newest first."""
    actor = _only_administrators(request)
    asked = auditing.Asked(
        person, _plain(object), kind, source, part, _moment(since), _moment(until), str(operation or ""), record
    )
    found = auditing.changes(asked)
    rows = list((found.filter(id__lt=before) if before else found)[: limit + 1])
    items = _changes(rows[:limit], actor)
    return answer({"items": items, "next": str(rows[limit - 1].id) if len(rows) > limit else None})


def _plain(text: str) -> str:
    return audit.clean(text, 50)


def _changes(rows: list[Event], actor: Actor) -> list[dict[str, Any]]:
    """The events in their order, each as a person reads it."""
    by_object: dict[str, list[Event]] = {}
    for row in rows:
        by_object.setdefault(row.object, []).append(row)
    told: dict[int, dict[str, Any]] = {}
    there: set[tuple[str, int]] = set()
    for name, some in by_object.items():
        object_type = objects.find(name)
        if object_type is None:
            told |= {row.id: history.of_gone_object(row) for row in some}
            continue
        told |= {row.id: item for row, item in zip(some, history.describe(object_type, some, actor), strict=True)}
        numbers = {row.record_id for row in some}
        kept = object_type.model._default_manager.filter(pk__in=numbers).values_list("pk", flat=True)
        there |= {(name, number) for number in kept}
    reasons, called = auditing.reasons(rows), history.titles_of(rows, actor)
    return [
        {**told[row.id], **_beside(row, there, called[row.id]), "reason": reasons.get(row.operation, "")}
        for row in rows
    ]


def _beside(row: Event, there: set[tuple[str, int]], title: str) -> dict[str, Any]:
    object_type, source = objects.find(row.object), auditing.source_of(row)
    return {
        "object": row.object,
        "object_label": str(object_type.label) if object_type else row.object,
        "record": row.record_id,
        "title": title,
        "source": source,
        "source_label": _(SOURCE_LABELS[source]),
        "is_setup": object_type is not None and object_type.is_setup,
        "is_there": (row.object, row.record_id) in there,
    }


@router.get("/audit/entries", response={200: AuditItems, **PROBLEM_RESPONSES}, operation_id="list_audit_entries")
def entries(
    request: HttpRequest, person: Person = 0, kind: EntryKind = "", since: Moment = None, until: Moment = None,
    before: Before = 0, limit: PageSize = 50,
) -> HttpResponse:  # fmt: skip
    """Sign-ins and refused ones, exports, looking as somebody else, newest first."""
    _only_administrators(request)
    asked = auditing.Asked(person=person, kind=kind, since=_moment(since), until=_moment(until))
    found = auditing.entries(asked)
    rows = list((found.filter(id__lt=before) if before else found)[: limit + 1])
    items = [_entry(row) for row in rows[:limit]]
    return answer({"items": items, "next": str(rows[limit - 1].id) if len(rows) > limit else None})


def _entry(row: AuditEntry) -> dict[str, Any]:
    return {
        "id": row.id, "at": row.at, "kind": row.kind, "label": str(row.get_kind_display()), "user": row.user_id,
        "name": row.name, "address": row.address, "agent": row.agent, "about": row.about, "reason": row.reason,
    }  # fmt: skip


@router.post(
    "/audit/operations/{operation}/take-back", response={200: UndoAnswer, **PROBLEM_RESPONSES},
    operation_id="take_back_with_reason",
)  # fmt: skip
def take_back(request: HttpRequest, operation: uuid.UUID, payload: TakeBack) -> HttpResponse:
    """Take back all that one operation did, and keep the reason; what was changed since stays, and is named."""
    actor = _only_administrators(request)
    reason = audit.clean(payload.reason, 500).strip()
    if not reason:
        raise Invalid({"reason": [_("Say why, for whoever reads the audit later.")]})
    answers = options_of(request)["answers"]
    with gates.keeping(actor, answers), context.acting(actor, "undo", whole=True, answers=answers):
        undone = undo.undo(operation, actor)
        if undone.count:
            audit.note(
                "taken_back", request, actor.user, reason=reason, operation=undone.operation,
                about=_("%(count)d changes") % {"count": undone.count},
            )  # fmt: skip
    body = {
        "count": undone.count,
        "skipped": [{"object": s.object, "id": s.id, "title": s.title, "reason": s.reason} for s in undone.skipped],
        "operation": str(undone.operation),
    }
    return answer(body, 200, **told_of(undone))


@router.get("/audit/file", response={200: bytes, **PROBLEM_RESPONSES}, operation_id="export_audit")
def export(
    request: HttpRequest, which: Literal["changes", "entries"] = "changes", person: Person = 0, object: str = "",
    kind: Annotated[str, Query(max_length=20)] = "", source: Source = "", part: Part = "", record: Person = 0,
    since: Moment = None, until: Moment = None,
) -> StreamingHttpResponse:  # fmt: skip
    """What the page shows as CSV, at most 100,000 lines, the newest first."""
    actor = _only_administrators(request)
    if actor.viewer is not None:
        raise Forbidden(context.only_looking())
    asked = auditing.Asked(
        person, _plain(object), _plain(kind), source, part, _moment(since), _moment(until), "", record
    )
    name = _("Audit")
    audit.note("exported", request, actor.user, about=f"{name}.csv")
    lines = _entry_lines(asked) if which == "entries" else _change_lines(asked, actor)
    response = StreamingHttpResponse(
        _csv(lines, get_language() or "en", timezone.get_current_timezone()), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = content_disposition_header(True, f"{name}.csv") or ""
    return response


def _change_lines(asked: auditing.Asked, actor: Actor) -> Iterator[list[Any]]:
    yield [
        _("Time"),
        pgettext("audit", "Who"),
        pgettext("audit", "From"),
        _("Object"),
        _("Number"),
        _("Record"),
        _("What"),
        _("Reason"),
    ]
    for page in auditing.in_pages(auditing.changes(asked), 500, MOST_EXPORTED):
        for item in _changes(page, actor):
            yield [
                _when(item["at"]), item["actor"]["title"], item["source_label"], item["object_label"], item["record"],
                item["title"], _what(item), item["reason"],
            ]  # fmt: skip


def _what(item: dict[str, Any]) -> str:
    if item["kind"] == "updated" or not item["changes"]:
        return str(item["text"])
    return f"{item['label']}: " + _("; ").join(f"{c['label']} {c['new_text']}" for c in item["changes"])


def _entry_lines(asked: auditing.Asked) -> Iterator[list[Any]]:
    yield [_("Time"), pgettext("audit", "Who"), _("What"), _("About"), _("Reason"), _("Address"), _("Program")]
    for page in auditing.in_pages(auditing.entries(asked), 500, MOST_EXPORTED):
        for row in page:
            item = _entry(row)
            yield [
                _when(row.at), item["name"], item["label"], item["about"], item["reason"], item["address"],
                item["agent"],
            ]  # fmt: skip


def _when(moment: datetime.datetime) -> str:
    return timezone.localtime(moment).strftime("%Y-%m-%d %H:%M:%S")


def _csv(lines: Iterable[list[Any]], language: str, zone: datetime.tzinfo) -> Iterator[bytes]:
    """The lines as CSV; they are made after the endpoint returned, so its language and zone are set again."""
    found, is_first = iter(lines), True
    while True:
        target = io.StringIO()
        writer = csv.writer(target)
        if is_first:
            target.write("\ufeff")
        with override(language), timezone.override(zone):
            written = 0
            for line in found:
                writer.writerow([exporting.guarded(cell) for cell in line])
                written += 1
                if written == 500:
                    break
        if not written:
            return
        is_first = False
        yield target.getvalue().encode()
