"""What is settled once for each request: fresh set-up, and the caller's language and time zone."""

from __future__ import annotations

import zoneinfo
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone, translation
from django.utils.translation import get_language_from_request

from magpie.platform import context, setup, view_as
from magpie.platform.http.squeezing import squeeze


class CallerMiddleware:
    """Lets each request run in the language and time zone of its caller."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(("/api/", "/_allauth/")):
            return self.get_response(request)
        if request.path.startswith("/api/"):
            setup.refresh()
        translation.activate(get_language_from_request(request))
        timezone.deactivate()
        try:
            if _would_change_ones_own(request):
                return JsonResponse({"status": 403, "errors": [{"message": context.only_looking()}]}, status=403)
            response = self.get_response(request)
            if not response.streaming and not response.has_header("Content-Length"):
                squeeze(request, response)
                response["Content-Length"] = str(len(response.content))  # otherwise the server sends it in pieces
            return response
        finally:
            view_as.let_go(request)
            translation.deactivate()
            timezone.deactivate()


def _would_change_ones_own(request: HttpRequest) -> bool:
    """Whether somebody who looks as somebody else is about to change their own password and the like."""
    if request.path.startswith("/api/") or request.method in ("GET", "HEAD", "DELETE"):  # to sign out is no change
        return False
    return view_as.KEY in request.session


def speak_to(user: Any, request: HttpRequest) -> None:
    """From here on, speak the signed-in user's language and mean their time zone."""
    if user.language:
        translation.activate(user.language)
    if user.time_zone:
        try:
            timezone.activate(zoneinfo.ZoneInfo(user.time_zone))
        except (KeyError, ValueError):  # unknown on this machine: the company's zone stays
            timezone.deactivate()
