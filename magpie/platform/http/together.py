"""Several questions in one request: a record's page asks some twenty things at once, each of them small.

The answers come as they are found, each in two lines: its number and status, then its body.
"""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterator
from typing import Annotated, Any
from urllib.parse import unquote_to_bytes

from django.core.handlers.exception import convert_exception_to_response
from django.core.handlers.wsgi import WSGIRequest
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import resolve
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from ninja import Query, Router

from magpie.platform import view_as
from magpie.platform.http.problems import PROBLEM_RESPONSES, document
from magpie.platform.http.squeezing import stream

router = Router(tags=["together"])
MOST = 40
LEFT_OUT = ("HTTP_ACCEPT_ENCODING", "HTTP_IF_NONE_MATCH", "HTTP_RANGE")
Calls = Annotated[list[Annotated[str, Query(max_length=4000)]], Query(min_length=1, max_length=MOST)]


@router.get("/together", response={200: bytes, **PROBLEM_RESPONSES}, operation_id="read_together")
def read_together(request: HttpRequest, call: Calls) -> StreamingHttpResponse:
    """What GET gives at each of these addresses of the API (`call=/api/…`), for the same caller.

    For each call a line with its number and status, and a line with its JSON body; a problem concerns that call alone.
    """
    # The answers are made after the request has left its middleware, which takes language and time zone with it.
    language, zone = translation.get_language(), timezone.get_current_timezone()
    return stream(request, _answers(request, call, language, zone), "application/x-ndjson")


def _answers(request: HttpRequest, calls: list[str], language: str | None, zone: datetime.tzinfo) -> Iterator[bytes]:
    for number, address in enumerate(calls):
        with translation.override(language), timezone.override(zone):
            response = _answer(request, address)
        yield b"%d %d\n%s\n" % (number, response.status_code, response.content.replace(b"\n", b" "))


def _answer(request: HttpRequest, address: str) -> HttpResponse:
    path, _mark, query = address.partition("?")
    environ = {name: value for name, value in request.META.items() if name not in LEFT_OUT}
    environ |= {
        "REQUEST_METHOD": "GET", "QUERY_STRING": query, "CONTENT_LENGTH": "0", "wsgi.input": io.BytesIO(),
        "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
    }  # fmt: skip
    one: Any = WSGIRequest(environ)
    one.session, one.user = request.session, request.user
    try:
        response = _serve(one)
    finally:
        view_as.let_go(one)
    if response.streaming or "json" not in response.get("Content-Type", ""):
        return document(400, "invalid", _("The request cannot be read."), _("Files are fetched one by one."))
    return response


def _found(request: HttpRequest) -> Any:
    found = resolve(request.path_info)
    if not found.route.startswith("api/") or found.func == resolve("/api/together").func:
        raise Http404
    return found.func(request, *found.args, **found.kwargs)


_respond: Any = convert_exception_to_response(_found)


def _serve(request: HttpRequest) -> HttpResponse:
    response: HttpResponse = _respond(request)
    if response.status_code == 404 and "json" not in response.get("Content-Type", ""):
        nothing = _("There is nothing at this address.")
        return document(404, "not-found", nothing, nothing)
    return response
