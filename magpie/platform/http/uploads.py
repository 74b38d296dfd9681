"""Refuses uploads that are too large by what the request announces, before a byte of them is read or stored."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import get_language_from_request
from django.utils.translation import gettext as _

MEGABYTE = 1024 * 1024


def most_bytes() -> int:
    """The largest request that is taken; `MAGPIE_UPLOAD_LIMIT_MB` changes it."""
    return int(getattr(settings, "UPLOAD_LIMIT_MB", 500)) * MEGABYTE


class UploadLimitMiddleware:
    """Goes first of all: whoever comes later may read the body."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """413 for a request that announces too much."""
        announced = request.META.get("CONTENT_LENGTH") or "0"
        if not announced.isdigit() or int(announced) <= most_bytes():
            return self.get_response(request)
        from magpie.platform.http.problems import document

        with translation.override(get_language_from_request(request)):
            text = _(
                "A file may have at most %(most)d MB; this one has %(size)d MB. Split it, or use the command line."
            )
            numbers = {"most": most_bytes() // MEGABYTE, "size": int(announced) // MEGABYTE}
            response = document(413, "too-large", _("The file is too large."), text % numbers)
        response["Connection"] = "close"
        return response
