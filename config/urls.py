"""All addresses of the product: the API, sign-in, and the pages, which are one single-page application."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import include, path, re_path

from config.api import api
from magpie.calendars.http import public as outside_calendars
from magpie.documents.http import public as outside_documents
from magpie.notices import health
from magpie.platform.http.pages import page
from magpie.reminders.http import public as reminder_answers
from magpie.subscriptions.http import public as unsubscribing


def healthz(request: HttpRequest) -> HttpResponse:
    """200 as long as everything works, 503 with the names of what does not: for monitors that read no more."""
    found = health.look()
    said = "ok" if found.is_good else "\n".join(found.problems)
    return HttpResponse(f"{said}\n", status=200 if found.is_good else 503, content_type="text/plain")


urlpatterns = [
    path("healthz", healthz),
    path("api/", api.urls),
    path("_allauth/", include("allauth.headless.urls")),
    path("accounts/", include("allauth.urls")),
    path("", include(outside_calendars)),
    path("", include(outside_documents)),
    path("", include(reminder_answers)),
    path("", include(unsubscribing)),
    re_path(r"^(?!api/|_allauth/|assets/|static/).*$", page),
]
