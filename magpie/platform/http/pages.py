"""The one HTML page of the product; the rest is done by the scripts it loads."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import ensure_csrf_cookie

from magpie.platform.http import early


@ensure_csrf_cookie
def page(request: HttpRequest, **_: Any) -> HttpResponse:
    """index.html for every address that is no endpoint and no file, with the CSRF cookie set."""
    try:
        made = early.build(settings.WEB_DIST)
    except FileNotFoundError:
        return HttpResponse("The pages are not built yet: run `make run`.", status=503, content_type="text/plain")
    is_signed_in = settings.SESSION_COOKIE_NAME in request.COOKIES
    response = HttpResponse(
        early.html(request, made, is_signed_in=is_signed_in), content_type="text/html; charset=utf-8"
    )
    response["Cache-Control"] = "no-cache"
    return response
