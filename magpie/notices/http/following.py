"""Endpoints of followers: who follows a record, and following it oneself."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from magpie.notices import following
from magpie.notices.http.notices import Ref
from magpie.platform import objects
from magpie.platform.http.problems import PROBLEM_RESPONSES
from magpie.platform.http.records import Number, actor_of, find
from magpie.platform.http.rendering import answer
from magpie.platform.problems import NotFound

router = Router(tags=["notices"])


class Following(Schema):
    """Who follows a record, and whether the caller does."""

    items: list[Ref]
    follows: bool


def _record(request: HttpRequest, plural: str, number: int) -> Any:
    object_type = objects.by_plural(plural)
    if object_type is None:
        raise NotFound
    return find(object_type, number, actor_of(request))


def _answer(request: HttpRequest, record: Any) -> HttpResponse:
    found = following.followers(record)
    return answer({
        "items": [{"id": user.pk, "title": user.name} for user in found],
        "follows": any(user.pk == actor_of(request).user_id for user in found),
    })  # fmt: skip


@router.get(
    "/{plural}/{number}/followers", response={200: Following, **PROBLEM_RESPONSES}, operation_id="list_followers"
)
def list_followers(request: HttpRequest, plural: str, number: Number) -> HttpResponse:
    """Who follows a record that the caller may read."""
    return _answer(request, _record(request, plural, number))


@router.post("/{plural}/{number}/follow", response={200: Following, **PROBLEM_RESPONSES}, operation_id="follow_record")
def follow(request: HttpRequest, plural: str, number: Number) -> HttpResponse:
    """Follow a record."""
    record, user = _record(request, plural, number), actor_of(request).user
    if user is not None:
        following.follow(record, user)
    return _answer(request, record)


@router.post(
    "/{plural}/{number}/unfollow", response={200: Following, **PROBLEM_RESPONSES}, operation_id="unfollow_record"
)
def unfollow(request: HttpRequest, plural: str, number: Number) -> HttpResponse:
    """Follow a record no longer."""
    record, user = _record(request, plural, number), actor_of(request).user
    if user is not None:
        following.unfollow(record, user)
    return _answer(request, record)
