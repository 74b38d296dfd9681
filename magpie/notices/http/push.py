"""Endpoints of a person's browsers, which tell them also when Magpie is closed, and of what is answered there."""

from __future__ import annotations

import datetime
from typing import Annotated, Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from ninja import Router, Schema
from pydantic import Field

from magpie.notices import browsers, matters
from magpie.notices.browsers import Browser
from magpie.notices.channels.push import PushLine, check
from magpie.notices.channels.troubles import NotNow, TurnedDown
from magpie.notices.http.notices import mark_read
from magpie.platform.actor import Actor
from magpie.platform.http.problems import PROBLEM_RESPONSES
from magpie.platform.http.records import Number, actor_of
from magpie.platform.http.rendering import answer
from magpie.platform.models import User
from magpie.platform.problems import Invalid, NotFound, Refused

router = Router(tags=["notices"])
PUBLIC_KEY_BYTES, SECRET_BYTES = 65, 16


class BrowserShown(Schema):
    """One of the caller's browsers; `is_here` for the one that asks."""

    id: int
    name: str
    created_at: datetime.datetime
    used_at: datetime.datetime | None
    is_here: bool


class Browsers(Schema):
    """The caller's browsers, and the key with which a browser subscribes at its maker's service."""

    public_key: str
    items: list[BrowserShown]


class BrowserInput(Schema):
    """What the browser's own subscription says, and what the browser is called."""

    endpoint: Annotated[str, Field(max_length=1000)]
    p256dh: Annotated[str, Field(max_length=100)]
    auth: Annotated[str, Field(max_length=50)]
    name: Annotated[str, Field(max_length=100)] = ""


class PushTrial(Schema):
    """What the push services said."""

    sent: bool
    detail: str


class Press(Schema):
    """What came with a browser's notice, and stands for one person, one notice and one purpose."""

    token: Annotated[str, Field(max_length=500)]


class Pressed(Schema):
    """That it was done, in words for the person."""

    said: str


@router.get("/notices/browsers", response={200: Browsers, **PROBLEM_RESPONSES}, operation_id="list_browsers")
def list_browsers(request: HttpRequest) -> HttpResponse:
    """The browsers that the caller has turned on."""
    return answer(_shown(request, actor_of(request)))


@router.put("/notices/browsers", response={200: Browsers, **PROBLEM_RESPONSES}, operation_id="turn_on_browser")
def turn_on(request: HttpRequest, payload: BrowserInput) -> HttpResponse:
    """Have this browser tell the caller from now on; saying so again is no change."""
    actor = actor_of(request)
    user = _person(actor)
    if not _session(request):
        raise Refused(_("Only people have browsers."))
    wrong = _("The browser's subscription cannot be used.")
    try:
        check(payload.endpoint)
    except ValueError as error:
        raise Invalid({"endpoint": [str(error)]}) from None
    for name, length in (("p256dh", PUBLIC_KEY_BYTES), ("auth", SECRET_BYTES)):
        try:
            decoded = browsers.decode(getattr(payload, name))
        except ValueError:
            raise Invalid({name: [wrong]}) from None
        if len(decoded) != length:
            raise Invalid({name: [wrong]})
    name = " ".join("".join(c if c.isprintable() else " " for c in payload.name).split())
    values = payload.dict() | {"name": name or _("A browser")}
    if "\x00" in payload.endpoint:
        raise Invalid({"endpoint": [wrong]})
    browsers.keep(user, **values, session=_session(request))
    return answer(_shown(request, actor))


@router.delete(
    "/notices/browsers/{number}", response={200: Browsers, **PROBLEM_RESPONSES}, operation_id="turn_off_browser"
)
def turn_off(request: HttpRequest, number: Number) -> HttpResponse:
    """Have one of the caller's browsers tell them no more."""
    actor = actor_of(request)
    done, _by_table = Browser.objects.filter(user=_person(actor), pk=number).delete()
    if not done:
        raise NotFound
    return answer(_shown(request, actor))


@router.post("/notices/browser-trial", response={200: PushTrial, **PROBLEM_RESPONSES}, operation_id="test_browsers")
def send_trial(request: HttpRequest) -> HttpResponse:
    """Tell all of the caller's browsers something now, and say what their services answer."""
    user = _person(actor_of(request))
    found = browsers.of_person(user.pk)
    if not found:
        raise Refused(_("You have not turned on Magpie in any browser yet."))
    said = {
        "title": _("A trial message from Magpie"), "body": _("So you are told also when Magpie is closed."),
        "url": "/notices", "trial": True, "language": user.language,
    }  # fmt: skip
    try:
        taken = PushLine().tell(found, said, urgent=True)
    except (NotNow, TurnedDown) as error:
        raise Refused(_("The message could not be sent: %(said)s") % {"said": error}) from None
    return answer({"sent": True, "detail": taken.words})


@router.post(
    "/notices/press", auth=None, response={200: Pressed, **PROBLEM_RESPONSES}, operation_id="press_button_of_notice"
)
def press(request: HttpRequest, payload: Press) -> HttpResponse:
    """Do what a button of a browser's notice says, for the person to whom that was sent; it needs no sign-in."""
    found = matters.pressed(payload.token)
    if found is None:
        raise NotFound
    notice, name = found
    user = notice.recipient
    if user is None:
        raise NotFound
    with translation.override(user.language or settings.LANGUAGE_CODE), transaction.atomic():
        mark_read(Actor.of_user(user), notice.pk)
        if name != matters.READ:
            wanted = dict(matters.presses_of(notice)).get(name)
            if wanted is None:
                return answer({"said": _("This has been answered already.")})
            wanted.do(notice)
        return answer({"said": _("Done.")})


def _person(actor: Actor) -> User:
    if actor.user is None:
        raise Refused(_("Only people have browsers."))
    user: User = actor.user
    return user


def _session(request: HttpRequest) -> str:
    return browsers.digest_of(getattr(getattr(request, "session", None), "session_key", None))


def _shown(request: HttpRequest, actor: Actor) -> dict[str, Any]:
    here = _session(request)
    rows = browsers.of_person(actor.user_id or 0)
    return {
        "public_key": browsers.keys().public,
        "items": [
            {
                "id": row.pk, "name": row.name, "created_at": row.created_at, "used_at": row.used_at,
                "is_here": bool(here) and row.session == here,
            }
            for row in rows
        ],
    }  # fmt: skip
