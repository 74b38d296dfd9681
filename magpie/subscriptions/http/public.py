"""The page behind the link of a mail that cancels a subscription; whoever holds its address acts for its reader."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from magpie.calendars.http.public import for_strangers
from magpie.platform import actions, texts
from magpie.platform.actor import Actor
from magpie.platform.models import User
from magpie.subscriptions import cancelling
from magpie.subscriptions.models import Subscription


@csrf_exempt  # mail programs post without ever having seen the page; the address itself is the key
@require_http_methods(["GET", "POST"])
@for_strangers
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Show what it is about; cancelled, or taken up again, only when the button is pressed."""
    found = cancelling.read(token)
    if found is None:
        said = _("This link is no longer good. Sign in to see your subscriptions.")
        words = {"language": translation.get_language(), "title": _("Subscription"), "text": said, "heading": said}
        return render(request, "calendars/gone.html", words, status=404)
    subscription, user = found
    with translation.override(user.language):
        if request.method == "POST":
            _do(subscription, user, "resume" if request.POST.get("again") else "cancel")
        return render(request, "subscriptions/unsubscribe.html", _shown(subscription, user))


def _do(subscription: Subscription, user: User, name: str) -> None:
    """Pressed twice is pressed once."""
    is_cancelled = subscription.status == "ended" and subscription.problem == "cancelled"
    if is_cancelled == (name == "cancel"):
        return
    asked = actions.get(f"subscription.{name}")
    actions.perform(asked, subscription, {}, actor=Actor.of_user(user))
    subscription.refresh_from_db()


def _shown(subscription: Subscription, user: User) -> dict[str, Any]:
    is_cancelled = subscription.status == "ended" and subscription.problem == "cancelled"
    return {
        "language": user.language,
        "title": subscription.name,
        "is_cancelled": is_cancelled,
        "heading": _("Cancelled: %(title)s") % {"title": subscription.name} if is_cancelled else subscription.name,
        "about": _("You will get nothing more of it.")
        if is_cancelled
        else _("Do you want to cancel this subscription?"),
        "button": _("Take it up again") if is_cancelled else _("Cancel this subscription"),
        "url": texts.page_url("subscription", subscription.pk),
        "words": {"subscription": _("Subscription"), "open": _("Open in Magpie")},
    }


urlpatterns = [path("unsubscribe/<str:token>", unsubscribe, name="unsubscribe")]
