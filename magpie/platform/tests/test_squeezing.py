"""Long answers are packed for whoever can unpack them, and not sent twice."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest
from django.test import Client

from magpie.platform import records
from magpie.platform.actor import SYSTEM
from magpie.platform.http.auth import create_token
from magpie.platform.models import Role, Team, User

pytestmark = pytest.mark.django_db


def caller(name: str = "root", **more: Any) -> Client:
    user = User.objects.create_user(name, name=name.title(), language="en", **more)
    return Client(headers={"Authorization": f"Bearer {create_token(user)}"})


def test_the_objects_are_sent_again_only_when_they_are_others() -> None:
    root = caller(is_administrator=True)
    first = root.get("/api/objects")
    packed = root.get("/api/objects", headers={"Accept-Encoding": "br, gzip;q=0.8"})
    assert (packed["Content-Encoding"], packed["ETag"]) == ("gzip", first["ETag"])
    assert gzip.decompress(packed.content) == first.content
    assert int(packed["Content-Length"]) == len(packed.content) < len(first.content) / 4
    again = root.get("/api/objects", headers={"If-None-Match": f'"other", W/{first["ETag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    chinese = root.get("/api/objects", headers={"If-None-Match": first["ETag"], "Accept-Language": "zh-hans"})
    assert chinese.status_code == 304  # the caller's own language counts
    User.objects.filter(username="root").update(language="zh-hans")
    assert root.get("/api/objects", headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_what_a_caller_may_is_told_anew_when_it_changes() -> None:
    role = records.create(Role, {"name": "Reader", "grants": {"team": {"read": "all"}}}, actor=SYSTEM)
    bo = caller("bo", roles=[role.pk])
    before = bo.get("/api/objects")
    assert [(o["rights"]["read"], o["rights"]["create"]) for o in before.json() if o["name"] == "team"] == [
        (True, False)
    ]
    records.update(role, {"grants": {"team": {"read": "all", "create": True}}}, actor=SYSTEM)
    after = bo.get("/api/objects", headers={"If-None-Match": before["ETag"]})
    assert [o["rights"]["create"] for o in after.json() if o["name"] == "team"] == [True]


def test_a_long_list_is_packed_and_a_short_answer_is_not() -> None:
    root = caller(is_administrator=True)
    for number in range(40):
        records.create(Team, {"name": f"Team {number:03}"}, actor=SYSTEM)
    asked = {"Accept-Encoding": "gzip"}
    packed, plain = root.get("/api/teams?limit=40", headers=asked), root.get("/api/teams?limit=40")
    assert packed["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(packed.content)) == plain.json()
    assert not plain.has_header("Content-Encoding")
    assert not root.get("/api/teams?limit=1", headers=asked).has_header("Content-Encoding")
    refused = root.get("/api/teams?limit=40", headers={"Accept-Encoding": "gzip;q=0, br"})
    assert not refused.has_header("Content-Encoding")
