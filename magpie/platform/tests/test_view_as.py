"""An administrator looks at the product as somebody else would, and can change nothing meanwhile."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import InternalError
from django.test import Client, RequestFactory

from magpie.platform import setup, view_as
from magpie.platform.http.auth import create_token
from magpie.platform.models import AuditEntry, Event, Role, Team, User

LOOKING = "You are looking as somebody else, so nothing can be changed. End it in the bar on top first."


@pytest.fixture
def people(db: None) -> dict[str, User]:
    setup.refresh()
    east, west = Team.objects.create(name="East"), Team.objects.create(name="West")
    role = Role.objects.create(name="Sales", grants={"team": {"read": "all"}, "lead": {"read": "own"}})
    root = User.objects.create_user("root", "secret-9", name="Root", is_administrator=True, language="en", team=east)
    ana = User.objects.create_user("ana", name="Ana", roles=[role.pk], team=west, language="zh-hans")
    return {"root": root, "ana": ana}


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def send(client: Client, method: str, path: str, body: object = None) -> Any:
    return getattr(client, method)(path, json.dumps(body or {}), content_type="application/json")


def test_who_looks_as_a_person_sees_what_they_see_in_ones_own_language(people: dict[str, User]) -> None:
    root = signed_in(people["root"])
    assert root.get("/api/roles").status_code == 200
    begun = send(root, "post", "/api/view-as", {"kind": "user", "id": people["ana"].pk})
    assert (begun.status_code, begun.json()) == (200, {"kind": "user", "id": people["ana"].pk, "title": "Ana"})
    me = root.get("/api/me").json()
    assert (me["username"], me["is_administrator"], me["language"]) == ("ana", False, "en")
    assert me["viewing_as"] == {"kind": "user", "id": people["ana"].pk, "title": "Ana"}
    assert root.get("/api/roles").status_code == 403
    names = {o["name"] for o in root.get("/api/objects").json()}
    assert "lead" in names
    assert "role" not in names


def test_who_looks_as_a_role_keeps_their_own_place(people: dict[str, User]) -> None:
    root, role = signed_in(people["root"]), Role.objects.get()
    send(root, "post", "/api/view-as", {"kind": "role", "id": role.pk})
    me = root.get("/api/me").json()
    assert (me["username"], me["is_administrator"], me["team"]["title"]) == ("root", False, "East")
    assert me["roles"] == [{"id": role.pk, "title": "Sales"}]
    assert root.get("/api/roles").status_code == 403


def test_nothing_can_be_changed_meanwhile(people: dict[str, User]) -> None:
    root, ana = signed_in(people["root"]), people["ana"]
    send(root, "post", "/api/view-as", {"kind": "user", "id": ana.pk})
    events = Event.objects.count()
    for method, path, body in (
        ("post", "/api/teams", {"name": "North"}),
        ("patch", "/api/me", {"name": "Anna"}),
        ("delete", f"/api/teams/{ana.team_id}", None),
        ("post", "/api/leads/bulk", {"do": "update", "filter": {}, "values": {"company": "X"}}),
    ):
        answer = send(root, method, path, body)
        assert (answer.status_code, answer.json()["detail"]) == (403, LOOKING), path
    own = send(root, "post", "/_allauth/browser/v1/account/password/change", {"new_password": "another-secret-1"})
    assert (own.status_code, own.json()["errors"]) == (403, [{"message": LOOKING}])
    assert Event.objects.count() == events
    assert root.get("/api/leads/export").json()["detail"] == LOOKING


@pytest.mark.django_db(transaction=True)
def test_the_database_itself_takes_nothing_while_one_looks() -> None:
    request = RequestFactory().get("/api/me")
    view_as.hold_still(request)
    with pytest.raises(InternalError):
        Team.objects.create(name="Sneaked in")
    view_as.let_go(request)
    Team.objects.create(name="North")  # the connection may write again
    assert list(Team.objects.values_list("name", flat=True)) == ["North"]


def test_looking_is_ended_and_stands_in_the_audit(people: dict[str, User]) -> None:
    root, ana = signed_in(people["root"]), people["ana"]
    send(root, "post", "/api/view-as", {"kind": "user", "id": ana.pk})
    assert send(root, "delete", "/api/view-as").status_code == 204
    assert root.get("/api/me").json()["viewing_as"] is None
    assert send(root, "post", "/api/teams", {"name": "North"}).status_code == 201
    noted = AuditEntry.objects.filter(kind__startswith="view").order_by("id").values_list("kind", "name", "about")
    assert list(noted) == [("view_begun", "Root", "Ana"), ("view_ended", "Root", "Ana")]


def test_only_administrators_look_and_only_in_the_pages(people: dict[str, User]) -> None:
    ana, root = people["ana"], people["root"]
    asked = {"kind": "user", "id": root.pk}
    assert send(signed_in(ana), "post", "/api/view-as", asked).status_code == 403
    program = Client(headers={"Authorization": f"Bearer {create_token(root)}"})
    assert send(program, "post", "/api/view-as", {"kind": "user", "id": ana.pk}).status_code == 409
    pages = signed_in(root)
    assert send(pages, "post", "/api/view-as", asked).status_code == 409
    assert send(pages, "post", "/api/view-as", {"kind": "role", "id": 999_999}).status_code == 404
    assert not AuditEntry.objects.filter(kind="view_begun").exists()


def test_who_is_no_administrator_any_more_looks_with_their_own_eyes(people: dict[str, User]) -> None:
    root = signed_in(people["root"])
    send(root, "post", "/api/view-as", {"kind": "user", "id": people["ana"].pk})
    User.objects.filter(pk=people["root"].pk).update(is_administrator=False)
    me = root.get("/api/me").json()
    assert (me["username"], me["viewing_as"]) == ("root", None)
