"""All addresses of the product: the API, sign-in, and the pages, which are one single-page application."""

from __future__ import annotations

from django.urls import include, path, re_path

from config.api import api
from magpie.calendars.http import public as outside_calendars
from magpie.documents.http import public as outside_documents
from magpie.platform.http.pages import page
from magpie.reminders.http import public as reminder_answers

urlpatterns = [
    path("api/", api.urls),
    path("_allauth/", include("allauth.headless.urls")),
    path("accounts/", include("allauth.urls")),
    path("", include(outside_calendars)),
    path("", include(outside_documents)),
    path("", include(reminder_answers)),
    re_path(r"^(?!api/|_allauth/|assets/|static/).*$", page),
]
