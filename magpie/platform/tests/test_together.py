"""Several questions in one request are answered as they would be one by one."""

from __future__ import annotations

import json
import zlib
from typing import Any

import pytest
from django.test import Client

from magpie.platform import records, view_as
from magpie.platform.actor import SYSTEM
from magpie.platform.http.auth import create_token
from magpie.platform.models import Role, Team, User

pytestmark = pytest.mark.django_db


def signed_in(name: str, **more: Any) -> Client:
    user = User.objects.create_user(name, name=name.title(), **{"language": "en", **more})
    return Client(headers={"Authorization": f"Bearer {create_token(user)}"})


def together(client: Client, *calls: str, **headers: str) -> list[tuple[int, Any]]:
    answer = client.get("/api/together", {"call": list(calls)}, headers=headers or None)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/x-ndjson")
    content = answer.getvalue()
    if answer.get("Content-Encoding") == "gzip":
        content = zlib.decompress(content, 16 + zlib.MAX_WBITS)
    lines = content.decode().splitlines()
    heads = [line.split(" ") for line in lines[::2]]
    assert [number for number, _status in heads] == [str(at) for at in range(len(calls))]
    return [(int(head[1]), json.loads(body)) for head, body in zip(heads, lines[1::2], strict=True)]


def test_each_call_gets_the_answer_it_would_get_alone() -> None:
    root = signed_in("root", is_administrator=True)
    east = records.create(Team, {"name": "华东 East"}, actor=SYSTEM)
    calls = [f"/api/teams/{east.pk}", "/api/teams?search=%E5%8D%8E%E4%B8%9C&limit=1", "/api/me", "/api/objects"]
    for headers in ({}, {"Accept-Encoding": "gzip"}):
        assert together(root, *calls, **headers) == [(200, root.get(call).json()) for call in calls]


def test_a_problem_concerns_its_own_call_alone_and_is_told_in_the_callers_language() -> None:
    root = signed_in("root", is_administrator=True, language="zh-hans")
    calls = ["/api/teams/999999", "/api/teams?sort=nonsense", "/api/nowhere/at/all", "/", "/api/together?call=/api/me"]
    answers = together(root, *calls, "/api/teams")
    assert [status for status, _body in answers] == [404, 422, 404, 404, 404, 200]
    assert answers[0][1] == root.get(calls[0]).json()
    assert answers[3][1]["title"] == "此地址没有内容。"


def test_files_are_not_fetched_together_and_there_is_an_end_to_it() -> None:
    root = signed_in("root", is_administrator=True)
    records.create(Team, {"name": "East"}, actor=SYSTEM)
    assert together(root, "/api/teams/export?format=csv")[0][0] in (400, 404)
    assert root.get("/api/together", {"call": ["/api/me"] * 41}).status_code == 422
    assert root.get("/api/together").status_code == 422
    assert Client().get("/api/together?call=/api/me").status_code == 401


def test_whoever_looks_as_somebody_else_sees_here_too_what_they_see(client: Client) -> None:
    viewer = User.objects.create_user("root", name="Root", is_administrator=True, language="en")
    records.create(Team, {"name": "East"}, actor=SYSTEM)
    nothing = records.create(Role, {"name": "Nothing", "grants": {"team": {"read": "none"}}}, actor=SYSTEM)
    client.force_login(viewer)
    ((_status, before),) = together(client, "/api/objects")
    assert "workflow" in {each["name"] for each in before}
    session = client.session
    session[view_as.KEY] = {"kind": "role", "id": nothing.pk}
    session.save()
    seen = together(client, "/api/teams", "/api/objects")
    assert seen == [(200, client.get("/api/teams").json()), (200, client.get("/api/objects").json())]
    assert "workflow" not in {each["name"] for each in seen[1][1]}
    records.create(Team, {"name": "the connection may write again"}, actor=SYSTEM)
