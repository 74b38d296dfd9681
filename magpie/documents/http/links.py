"""The links of a customer with what became of them, making one, and the file of a document."""

from __future__ import annotations

import datetime
from typing import Annotated, Any, Literal

from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router, Schema
from pydantic import Field

from magpie.documents import pictures, sending
from magpie.documents.models import RECIPIENTS, Document, DocumentLink, DocumentVisit
from magpie.platform import access, context, objects
from magpie.platform.actor import Actor
from magpie.platform.http.auth import options_of
from magpie.platform.http.problems import PROBLEM_RESPONSES
from magpie.platform.http.records import Number, actor_of, find
from magpie.platform.http.rendering import answer
from magpie.platform.problems import Forbidden, Invalid, NotFound

router = Router()
MOST_LINKS = 100
MOST_VISITS = 100


class VisitOut(Schema):
    """One opening; `pages` are the seconds on each page, by its number."""

    at: datetime.datetime
    last_at: datetime.datetime
    device: Literal["", "computer", "phone", "tablet"]
    program: str
    revision: int
    pages: dict[str, int]
    seconds: int
    downloads: int
    is_detailed: bool


class DocumentLinkOut(Schema):
    """A link of a customer; `pages` of the document, of which `pages_seen` were read.  Without `pages` it is no PDF."""

    id: int
    name: str
    document: int
    category: str
    url: str
    state: Literal["open", "revoked", "expired", "gone"]
    created_at: datetime.datetime
    owner: str
    expires_on: datetime.date | None
    may_download: bool
    has_password: bool
    opened_times: int
    first_opened_at: datetime.datetime | None
    last_opened_at: datetime.datetime | None
    pages: int | None
    pages_seen: int
    seconds: int
    downloaded_times: int
    without_details: bool
    may_change: bool
    visits: list[VisitOut]


class DocumentLinks(Schema):
    """What was sent to a customer, newest first."""

    items: list[DocumentLinkOut]
    may_send: bool


class DocumentLinkIn(Schema):
    """Which document, until which day (none: for ever), and how."""

    document: Annotated[int, Field(gt=0, lt=2**63)]
    expires_on: datetime.date | None = None
    may_download: bool = True
    password: Annotated[str, Field(max_length=100)] = ""


@router.get(
    "/{plural}/{number}/document-links", response={200: DocumentLinks, **PROBLEM_RESPONSES},
    operation_id="read_document_links",
)  # fmt: skip
def links_of(request: HttpRequest, plural: str, number: Number) -> HttpResponse:
    """The documents that were sent to a customer; whoever reads the customer's record sees them."""
    return _answer(_customer(request, plural, number), actor_of(request))


@router.post(
    "/{plural}/{number}/document-links", response={201: DocumentLinks, **PROBLEM_RESPONSES},
    operation_id="send_document",
)  # fmt: skip
def send(request: HttpRequest, plural: str, number: Number, payload: DocumentLinkIn) -> HttpResponse:
    """Make a link for a customer; it is the first of the answer."""
    actor, record = actor_of(request), _customer(request, plural, number)
    if not access.may(actor, objects.get("document_link"), "create"):
        raise Forbidden(_("You may not do this."))
    document = access.visible(actor, objects.get("document")).filter(pk=payload.document).first()
    if document is None:
        raise Invalid({"document": [_("There is no such record, or you may not see it.")]})
    with context.acting(actor, "document.send", **options_of(request)) as current:
        sending.make(
            document, f"{objects.of(record).name}:{record.pk}", actor=actor, expires_on=payload.expires_on,
            may_download=payload.may_download, password=payload.password,
        )  # fmt: skip
        operation = str(current.operation)
    return _answer(record, actor, 201, Magpie_Operation=operation)


@router.get("/documents/{number}/file", response={200: bytes, **PROBLEM_RESPONSES}, operation_id="read_document_file")
def file_of(request: HttpRequest, number: Number) -> Any:
    """The file of a document, for whoever may read the document."""
    document: Document = find(objects.get("document"), number, actor_of(request))
    if document.file is None or not pictures.place_of(document.file).is_file():
        raise NotFound(_("The file is no longer there."))
    return FileResponse(
        pictures.place_of(document.file).open("rb"), as_attachment=True, filename=document.file.name,
        content_type="application/octet-stream",
    )  # fmt: skip


def _customer(request: HttpRequest, plural: str, number: int) -> Any:
    object_type = objects.by_plural(plural)
    if object_type is None or object_type.name not in RECIPIENTS:
        raise NotFound
    return find(object_type, number, actor_of(request))


def _answer(record: Any, actor: Actor, status: int = 200, **headers: str) -> HttpResponse:
    object_type, of_links = objects.of(record), objects.get("document_link")
    found = DocumentLink.objects.filter(related_to=f"{object_type.name}:{record.pk}").order_by("-id")[:MOST_LINKS]
    links = list(found.select_related("document__file", "owner"))
    changeable = set(
        access.visible(actor, of_links, "update").filter(pk__in=[li.pk for li in links]).values_list("pk", flat=True)
    )
    visits: dict[int, list[DocumentVisit]] = {}
    newest = DocumentVisit.objects.filter(link__in=links).order_by("-at", "-id")
    for visit in newest[: MOST_VISITS * 10]:
        visits.setdefault(visit.link_id, []).append(visit)
    body = {
        "items": [_link(li, visits.get(li.pk, []), li.pk in changeable) for li in links],
        "may_send": access.may(actor, of_links, "create") and access.may(actor, objects.get("document"), "read"),
    }
    return answer(body, status, **headers)


def _link(link: DocumentLink, visits: list[DocumentVisit], may_change: bool) -> dict[str, Any]:
    names = (
        "id", "name", "created_at", "expires_on", "may_download", "has_password", "opened_times", "first_opened_at",
        "last_opened_at", "downloaded_times", "without_details",
    )  # fmt: skip
    return {
        **{name: getattr(link, name) for name in names},
        "pages_seen": link.pages_seen or 0, "seconds": link.seconds or 0, "document": link.document_id,
        "category": link.document.category, "url": sending.address_of(link),
        "state": sending.state_of(link), "owner": link.owner.name if link.owner else "", "pages": link.document.pages,
        "may_change": may_change, "visits": [_visit(v) for v in visits[:MOST_VISITS]],
    }  # fmt: skip


def _visit(visit: DocumentVisit) -> dict[str, Any]:
    names = ("at", "last_at", "device", "program", "revision", "pages", "downloads", "is_detailed")
    return {**{name: getattr(visit, name) for name in names}, "seconds": sum(visit.pages.values())}
