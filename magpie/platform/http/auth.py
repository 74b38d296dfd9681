"""Who asks: the session of a page, or the token of a program.  `request.auth` is the Actor."""

from __future__ import annotations

import copy
import hashlib
import json
import secrets
import uuid
from typing import Any
from urllib.parse import quote, unquote

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.utils import timezone
from ninja.security import APIKeyCookie, HttpBearer

from magpie.platform import context, setup, undo, view_as
from magpie.platform.actor import Actor
from magpie.platform.http.middleware import speak_to
from magpie.platform.models import Token, User
from magpie.platform.problems import Forbidden


class Session(APIKeyCookie):
    """A page's session cookie; unsafe requests also need the CSRF token."""

    param_name = settings.SESSION_COOKIE_NAME

    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        user: Any = request.user
        if not user.is_authenticated:
            return None
        viewed = view_as.actor_in(request) if request.path != view_as.ENDPOINT else None
        speak_to(user if viewed is None else viewed.user, request)
        if viewed is None:
            return Actor.of_user(user)
        if request.method not in ("GET", "HEAD", "OPTIONS"):
            raise Forbidden(context.only_looking())
        view_as.hold_still(request)
        return viewed


class BearerToken(HttpBearer):
    """A program's token, made by `magpie token create`."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id, user_id, last_used_at > now() - interval '1 minute' FROM platform_token WHERE digest = %s",
                [digest(token)],
            )
            found = cursor.fetchone()
        if found is None:
            return None
        token_id, user_id, used_just_now = found
        user = _user(user_id)
        if user is None:
            return None
        if not used_just_now:
            Token.objects.filter(pk=token_id).update(last_used_at=timezone.now())
        speak_to(user, request)
        return Actor("integration", user)


def _user(number: int) -> User | None:
    """The user if they may still sign in.  Users are set-up: they are read again when one of them changes."""
    users: dict[int, User] = setup.kept("users", dict)
    if number not in users:
        found = User.objects.filter(pk=number, is_active=True).first()
        if found is None:
            return None
        users[number] = found
    return copy.copy(users[number])  # whoever changes theirs must not change it for others


def digest(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def create_token(user: User, name: str = "") -> str:
    """A new token of the user; it can be read only now."""
    token = secrets.token_urlsafe(32)
    Token.objects.create(user=user, name=name, digest=digest(token))
    return token


def options_of(request: HttpRequest) -> dict[str, Any]:
    """What a request says about the operation it begins: its number, and answers to gates that asked before."""
    answers: dict[str, str] = {}
    if given := request.headers.get("Magpie-Answers"):
        try:
            read = json.loads(unquote(given))
            answers = {str(k): str(v)[:1000] for k, v in read.items()} if isinstance(read, dict) else {}
        except ValueError:
            answers = {}
    return {"operation": uuid.uuid4(), "answers": answers}


def told_of(done: context.Context | undo.Undone) -> dict[str, str]:
    """What the headers of an answer say of the operation: its number, and the remarks of gates."""
    told = {"Magpie_Operation": str(done.operation)}
    if done.remarks:
        told["Magpie_Remarks"] = quote(json.dumps(done.remarks, ensure_ascii=False))
    return told
