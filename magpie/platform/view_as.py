"""Looking at the product as a person or a role would: an administrator sees what they see, and can change nothing.

What is looked as stands in the administrator's session.  Nothing is written in three ways: requests that change
something are refused at the door, `context.acting` refuses such an actor, and the database connection itself is
read-only for the request.  Letters in a person's own mailboxes stay closed (`magpie.mailboxes.sight`).
"""

from __future__ import annotations

import copy
from typing import Any

from django.db import connection
from django.http import HttpRequest
from django.utils.translation import gettext as _

from magpie.platform import audit
from magpie.platform.actor import Actor
from magpie.platform.models import Role, User
from magpie.platform.problems import Forbidden, NotFound, Refused

KEY = "view_as"
ENDPOINT = "/api/view-as"


def begin(request: HttpRequest, viewer: User, kind: str, number: int) -> None:
    """From now on this session looks as that user or role; Forbidden for all but administrators."""
    if not viewer.is_administrator:
        raise Forbidden(_("Only administrators may look at Magpie as somebody else."))
    if _model(kind).objects.filter(pk=number).first() is None:
        raise NotFound
    if kind == "user" and number == viewer.pk:
        raise Refused(_("This is you yourself."))
    if kind == "user" and not User.objects.filter(pk=number, is_active=True).exists():
        raise Refused(_("This person may not sign in, so there is nothing to look at."))
    end(request, viewer)
    request.session[KEY] = {"kind": kind, "id": number}
    audit.note("view_begun", request, viewer, about=_title(request.session[KEY]))


def end(request: HttpRequest, viewer: User) -> None:
    """This session looks as its own user again; does nothing if it does already."""
    if viewed := request.session.pop(KEY, None):
        audit.note("view_ended", request, viewer, about=_title(viewed))


def actor_in(request: HttpRequest) -> Actor | None:
    """As whom the session looks, with the rights of that person or role; None if as its own user.

    With a role, one's own place (team, own records) stays: what differs is what may be seen and done.
    """
    viewed, viewer = request.session.get(KEY), request.user
    if not viewed or not getattr(viewer, "is_administrator", False):
        return None
    return _as_user(viewer, viewed["id"]) if viewed["kind"] == "user" else _as_role(viewer, viewed["id"])


def _as_user(viewer: Any, number: int) -> Actor | None:
    user = User.objects.filter(pk=number, is_active=True).first()
    if user is None:
        return None
    user.language = viewer.language  # whoever looks must be able to read
    return Actor("user", user, viewer=viewer)


def _as_role(viewer: Any, number: int) -> Actor | None:
    if not Role.objects.filter(pk=number).exists():
        return None
    user: User = copy.copy(User.objects.get(pk=viewer.pk))
    user.is_administrator, user.roles = False, [number]
    return Actor("user", user, viewer=viewer)


def title(request: HttpRequest) -> dict[str, Any] | None:
    """What the session looks as, for the bar on top."""
    viewed = request.session.get(KEY)
    return {**viewed, "title": _title(viewed)} if viewed else None


def _title(viewed: dict[str, Any]) -> str:
    found = _model(viewed["kind"]).objects.filter(pk=viewed["id"]).first()
    return str(found or f"#{viewed['id']}")


def _model(kind: str) -> Any:
    return User if kind == "user" else Role


def hold_still(request: HttpRequest) -> None:
    """The database refuses every change from here to the end of the request (`let_go`)."""
    with connection.cursor() as cursor:
        cursor.execute("SET default_transaction_read_only = on")
    request.holds_still = True  # type: ignore[attr-defined]


def let_go(request: HttpRequest) -> None:
    """The connection, which later requests use as well, may write again."""
    if getattr(request, "holds_still", False):
        try:
            with connection.cursor() as cursor:
                cursor.execute("RESET default_transaction_read_only")
        except Exception:
            connection.close()  # a connection that may still be read-only is not kept
            raise
