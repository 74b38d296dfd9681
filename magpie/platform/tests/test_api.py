"""The generic API: what every object can do over HTTP."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from magpie.platform.http.auth import create_token
from magpie.platform.models import Event, Role, Team, User

pytestmark = pytest.mark.django_db


@pytest.fixture
def root() -> Client:
    user = User.objects.create_user("root", name="Root", is_administrator=True, language="en")
    return Client(headers={"Authorization": f"Bearer {create_token(user)}"})


def send(client: Client, method: str, path: str, body: object = None, **headers: str):
    data = json.dumps(body) if body is not None else ""
    return getattr(client, method)(path, data, content_type="application/json", headers=headers or None)


def test_without_signing_in_nothing_is_told() -> None:
    answer = Client().get("/api/objects")
    assert (answer.status_code, answer.json()["type"]) == (401, "not-signed-in")
    assert answer["Content-Type"] == "application/problem+json"


def test_a_record_lives_through_the_api(root: Client) -> None:
    created = send(root, "post", "/api/teams", {"name": "East", "office": "Shanghai"})
    assert created.status_code == 201
    number = created.json()["id"]
    assert created.json()["name"] == "East"
    assert created.json()["title"] == "East"
    assert created["Magpie-Operation"]
    changed = send(root, "patch", f"/api/teams/{number}", {"name": "West", "version": 1})
    assert (changed.status_code, changed.json()["version"]) == (200, 2)
    history = root.get(f"/api/teams/{number}/events").json()["items"]
    assert [e["kind"] for e in history] == ["updated", "created"]
    assert [(c["field"], c["old_text"], c["new_text"]) for c in history[0]["changes"]] == [("name", "East", "West")]
    assert history[0]["actor"] == {"kind": "integration", "id": User.objects.get().pk, "title": "Root"}
    assert root.delete(f"/api/teams/{number}").status_code == 204
    assert root.get(f"/api/teams/{number}").status_code == 404
    assert Event.objects.filter(object="team", record_id=number).count() == 3


def test_a_stale_edit_of_the_same_field_names_the_other_editor(root: Client) -> None:
    number = send(root, "post", "/api/teams", {"name": "East"}).json()["id"]
    assert send(root, "patch", f"/api/teams/{number}", {"name": "West", "version": 1}).status_code == 200
    late = send(root, "patch", f"/api/teams/{number}", {"name": "North", "version": 1})
    assert (late.status_code, late.json()["type"], late.json()["editor"]) == (409, "stale", "Root")
    assert late.json()["current"]["name"] == "West"
    assert send(root, "patch", f"/api/teams/{number}", {"office": "Beijing", "version": 1}).status_code == 200
    assert Team.objects.get(pk=number).name == "West"


def test_bad_values_are_named_field_by_field(root: Client) -> None:
    answer = send(root, "post", "/api/teams", {"name": "", "parent": 999_999, "colour": "red"})
    assert answer.status_code == 422
    assert sorted(answer.json()["fields"]) == ["colour", "parent"]
    assert Team.objects.count() == 0
    assert send(root, "post", "/api/teams", {}).json()["fields"] == {"name": ["This field is required."]}


def test_lists_are_paged_by_keyset_in_any_order(root: Client) -> None:
    for name, office in [("A", "X"), ("B", "Y"), ("C", "X"), ("D", "")]:
        send(root, "post", "/api/teams", {"name": name, "office": office})

    def names(sort: str) -> list[str]:
        found, after = [], ""
        while True:
            page = root.get(f"/api/teams?limit=2&sort={sort}&after={after}").json()
            found += [item["name"] for item in page["items"]]
            after = page["next"]
            if after is None:
                return found

    assert names("name") == ["A", "B", "C", "D"]
    assert names("-name") == ["D", "C", "B", "A"]
    assert names("office") == ["D", "A", "C", "B"]
    assert names("-manager") == ["D", "C", "B", "A"]  # all empty: newest first


def test_a_summary_counts_and_groups(root: Client) -> None:
    east = send(root, "post", "/api/teams", {"name": "East"}).json()["id"]
    send(root, "post", "/api/teams", {"name": "East 1", "parent": east})
    summary = root.get("/api/teams/summary?group_by=parent").json()
    assert summary["count"] == 2
    assert [(g["label"], g["count"]) for g in summary["groups"]] == [("East", 1), ("", 1)]


def test_a_user_without_rights_sees_and_changes_nothing() -> None:
    role = Role.objects.create(name="Nothing", grants={})
    user = User.objects.create_user("cy", name="Cy", roles=[role.pk], language="en")
    client = Client(headers={"Authorization": f"Bearer {create_token(user)}"})
    assert client.get("/api/roles").status_code == 403
    assert send(client, "post", "/api/teams", {"name": "Mine"}).status_code == 403
    assert client.get("/api/teams").json()["items"] == []


def test_custom_fields_stand_beside_built_in_ones() -> None:
    from magpie.platform import objects

    assert [o.name for o in objects.all_objects() if not o.plural] == []


def test_an_administrator_sets_a_password_and_nobody_else_does(root: Client) -> None:
    user = User.objects.create_user("bo", name="Bo", password="former password", language="en")
    weak = send(root, "post", f"/api/users/{user.pk}/actions/set-password", {"password": "123"})
    assert (weak.status_code, list(weak.json()["fields"])) == (422, ["password"])
    done = send(root, "post", f"/api/users/{user.pk}/actions/set-password", {"password": "magpies build nests"})
    assert done.status_code == 200
    user.refresh_from_db()
    assert user.check_password("magpies build nests")
    assert "magpies" not in json.dumps(done.json()) + json.dumps(
        list(Event.objects.filter(object="user").values()), default=str
    )
    bo = Client(headers={"Authorization": f"Bearer {create_token(user)}"})
    assert (
        send(bo, "post", f"/api/users/{user.pk}/actions/set-password", {"password": "magpies build more"}).status_code
        == 403
    )


def test_people_sign_in_by_name_and_password_and_sign_out() -> None:
    User.objects.create_user("ana", name="Ana", password="magpies build nests")
    page = Client(enforce_csrf_checks=True)
    page.get("/")
    token = page.cookies["csrftoken"].value
    wrong = send(
        page, "post", "/_allauth/browser/v1/auth/login", {"username": "ana", "password": "no"}, **{"X-CSRFToken": token}
    )
    assert wrong.status_code == 400
    right = send(
        page,
        "post",
        "/_allauth/browser/v1/auth/login",
        {"username": "ana", "password": "magpies build nests"},
        **{"X-CSRFToken": token},
    )
    assert right.status_code == 200
    assert page.get("/api/me").json()["username"] == "ana"
    assert send(page, "patch", "/api/me", {"language": "en"}).status_code == 403  # without the CSRF token
    token = page.cookies["csrftoken"].value
    assert send(page, "patch", "/api/me", {"language": "en"}, **{"X-CSRFToken": token}).json()["language"] == "en"
    assert page.delete("/_allauth/browser/v1/auth/session", headers={"X-CSRFToken": token}).status_code == 401
    assert page.get("/api/me").status_code == 401
