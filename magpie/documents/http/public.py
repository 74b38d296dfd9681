"""The page by which a customer reads a document, without an account; written by the server for every phone.

It speaks the language that the address asks for (`?lang=`), else the browser's.  Everything here is limited: the
size of what it takes, the visits of an hour, the tries of a password; what does not fit gets a 4xx.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils import translation
from django.utils.translation import get_language, get_language_from_request, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from magpie.documents import pictures, sending, visits
from magpie.documents.models import DocumentLink, DocumentVisit
from magpie.platform import setup

View = Callable[..., HttpResponse]
UNLOCKED_SECONDS = 12 * 3600
LARGEST_REPORT = 4096  # bytes
MOST_PAGES_OF_REPORT = 60
LOCK_SALT = "magpie.documents.password"


def _outside(view: View) -> View:
    """A page for strangers who know a link's address: fresh set-up, their language, kept by nobody on the way."""

    @functools.wraps(view)
    def answered(request: HttpRequest, token: str, *args: Any, **kwargs: Any) -> HttpResponse:
        setup.refresh()
        asked = request.GET.get("lang") or request.POST.get("lang")
        language = asked if asked in ("en", "zh-hans") else get_language_from_request(request)
        with translation.override(language):
            link = sending.by_token(token)
            response = view(request, link, *args, **kwargs) if link is not None else _gone(request)
        response.headers.setdefault("Cache-Control", "no-store")
        response["Referrer-Policy"] = "same-origin"  # without any, browsers send no origin with a form
        response["X-Robots-Tag"] = "noindex"
        return response

    return answered


@require_http_methods(["GET", "HEAD", "POST"])
@_outside
def read(request: HttpRequest, link: DocumentLink) -> HttpResponse:
    """The document page by page, or what asks for its password."""
    if request.method == "POST":
        return _unlocked(request, link)
    if not _is_open(request, link):
        return _ask(request, link)
    document = link.document
    assert document.file is not None  # noqa: S101 - a link without one leads nowhere
    numbers = range(1, (document.pages or 0) + 1)
    is_watched = visits.may_keep_details(link)
    said = _("The sender sees when you open this document and which pages you read.")
    if not is_watched:
        said = _("The sender sees only how often this document is opened.")
    shown = {
        **_common(link), "pages": numbers, "said": said, "is_watched": is_watched,
        "file_name": document.file.name, "revision": document.revision,
        "count": ngettext("%(count)d page", "%(count)d pages", len(numbers)) % {"count": len(numbers)},
        "texts": {
            "download": _("Download"), "alone": _("Do not record what I read"), "page": _("Page"),
            "only_file": _("This file cannot be shown here. Download it to read it."),
            "failed": _("This page could not be loaded. Tap to try again."),
        },
    }  # fmt: skip
    return render(request, "documents/read.html", shown)


def _unlocked(request: HttpRequest, link: DocumentLink) -> HttpResponse:
    fits = visits.password_fits(link, request.POST.get("password", "")) if link.has_password else True
    if fits is None:
        return _ask(request, link, _("Too many wrong passwords. Please try again in a quarter of an hour."), 429)
    if not fits:
        return _ask(request, link, _("This is not the password."), 422)
    response = HttpResponseRedirect(f"/d/{link.token}?lang={get_language()}", status=303)
    _keep(response, link, "magpie_document", signing.dumps([link.pk, link.password[-12:]], salt=LOCK_SALT))
    return response


def _ask(request: HttpRequest, link: DocumentLink, problem: str = "", status: int = 200) -> HttpResponse:
    words = {"password": _("Password"), "open": _("Open the document"), "about": _("This document is protected.")}
    return render(
        request, "documents/password.html", {**_common(link), "problem": problem, "texts": words}, None, status
    )


def _is_open(request: HttpRequest, link: DocumentLink) -> bool:
    """Whether no password is asked, or it was given lately."""
    if not link.has_password:
        return True
    try:
        kept = signing.loads(request.COOKIES.get("magpie_document", ""), salt=LOCK_SALT, max_age=UNLOCKED_SECONDS)
    except signing.BadSignature:
        return False
    return bool(kept == [link.pk, link.password[-12:]])


def _keep(response: HttpResponse, link: DocumentLink, name: str, value: str) -> None:
    """A cookie for this link alone."""
    response.set_cookie(
        name, value, max_age=UNLOCKED_SECONDS, path=f"/d/{link.token}", httponly=True, samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )  # fmt: skip


@require_GET
@_outside
def page(request: HttpRequest, link: DocumentLink, number: int) -> HttpResponse:
    """One page as a picture."""
    document = link.document
    if not _is_open(request, link) or document.file is None or not 1 <= number <= (document.pages or 0):
        return HttpResponse("", status=404, content_type="text/plain")
    found = pictures.page(document.file, document.kind, number)
    if found is None:
        return HttpResponse("", status=404, content_type="text/plain")
    response = HttpResponse(found.read_bytes(), content_type="image/webp")
    response["Cache-Control"] = "private, max-age=3600"
    return response


@require_http_methods(["GET", "HEAD"])
@_outside
def download(request: HttpRequest, link: DocumentLink) -> HttpResponse:
    """The file, if the sender allows it."""
    file = link.document.file
    if not _is_open(request, link) or not link.may_download or file is None:
        return _gone(request)
    place = pictures.place_of(file)
    if not place.is_file():
        return _gone(request)
    if request.method == "GET":
        visits.note_download(link, _visit_of(request, link))
    answer: Any = FileResponse(
        place.open("rb"), as_attachment=True, filename=file.name, content_type="application/octet-stream"
    )
    return answer  # type: ignore[no-any-return]


@csrf_exempt
@require_POST
@_outside
def begin(request: HttpRequest, link: DocumentLink) -> HttpResponse:
    """The page is in front of somebody: count it, unless they were here a moment ago."""
    if not _is_open(request, link):
        return HttpResponse("", status=403)
    visit = visits.begin(link, visits.Reader.of(request.headers.get("User-Agent", "")), _visit_of(request, link))
    if visit is None:
        return HttpResponse("", status=429)
    response = HttpResponse("", status=204)
    _keep(response, link, "magpie_visit", visits.token_of(visit))
    return response


@csrf_exempt
@require_POST
@_outside
def seen(request: HttpRequest, link: DocumentLink) -> HttpResponse:
    """How long which pages were in front of somebody since the last report: {"3": 10} in seconds."""
    visit = _visit_of(request, link) if _is_open(request, link) else None
    if visit is None:
        return HttpResponse("", status=403)
    pages = _report(request)
    if pages is None:
        return HttpResponse("", status=400)
    visits.note_reading(visit, pages)
    return HttpResponse("", status=204)


@require_POST
@_outside
def alone(request: HttpRequest, link: DocumentLink) -> HttpResponse:
    """The customer does not want what they read to be recorded."""
    if not _is_open(request, link):
        return _gone(request)
    visits.leave_alone(link)
    return HttpResponseRedirect(f"/d/{link.token}?lang={get_language()}", status=303)


def _report(request: HttpRequest) -> dict[int, int] | None:
    """The seconds by page; None for what is no report."""
    announced = request.META.get("CONTENT_LENGTH") or "0"
    if not announced.isdigit() or int(announced) > LARGEST_REPORT:
        return None
    try:
        told = json.loads(request.body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(told, dict) or not 0 < len(told) <= MOST_PAGES_OF_REPORT:
        return None
    found: dict[int, int] = {}
    for name, seconds in told.items():
        if not (name.isascii() and name.isdigit() and len(name) <= 4) or type(seconds) is not int or seconds < 0:
            return None
        found[int(name)] = seconds
    return found


def _visit_of(request: HttpRequest, link: DocumentLink) -> DocumentVisit | None:
    return visits.by_token(link, request.COOKIES.get("magpie_visit", ""))


def _common(link: DocumentLink) -> dict[str, Any]:
    language = get_language() or "en"
    other = ("zh-hans", "中文") if language == "en" else ("en", "English")
    return {"link": link, "language": language, "other": other, "heading": link.document.name}


def _gone(request: HttpRequest) -> HttpResponse:
    said = {
        "language": get_language(), "heading": _("This document is not available any more."),
        "hint": _("The link has ended or was withdrawn. Please ask whoever sent it to you for a new one."),
    }  # fmt: skip
    return render(request, "documents/gone.html", said, status=404)


urlpatterns = [
    path("d/<str:token>", read),
    path("d/<str:token>/begin", begin),
    path("d/<str:token>/seen", seen),
    path("d/<str:token>/alone", alone),
    path("d/<str:token>/file", download),
    path("d/<str:token>/page/<int:number>", page),
]
