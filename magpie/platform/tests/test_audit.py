"""What administrators read of who did what, when and from where."""

from __future__ import annotations

import csv
import io
import json
import uuid
from typing import Any

import pytest
from django.test import Client

from magpie.platform import context, records, setup
from magpie.platform.actor import SYSTEM, Actor
from magpie.platform.http.auth import create_token
from magpie.platform.models import AuditEntry, Role, Team, User

pytestmark = pytest.mark.django_db
PASSWORD = "a-good-password-7"


@pytest.fixture
def root() -> User:
    setup.refresh()
    return User.objects.create_user("root", PASSWORD, name="Root", is_administrator=True, language="en")


@pytest.fixture
def api(root: User) -> Client:
    return Client(headers={"Authorization": f"Bearer {create_token(root)}"})


def send(client: Client, path: str, body: object) -> Any:
    return client.post(path, json.dumps(body), content_type="application/json")


def changes(api: Client, **asked: str | int) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = api.get("/api/audit/changes", asked).json()["items"]
    return found


def test_a_change_tells_who_what_and_from_where(api: Client, root: User) -> None:
    with context.acting(Actor.of_user(root)):
        team = records.create(Team, {"name": "East"}, actor=Actor.of_user(root))
    send(api, "/api/teams", {"name": "West"})
    with context.acting(Actor.of_user(root), "import"):
        records.create(Team, {"name": "North"}, actor=Actor.of_user(root))
    records.update(team, {"office": "Shanghai"}, actor=SYSTEM)
    found = changes(api, object="team")
    told = [(c["title"], c["label"], c["source"], c["actor"]["title"], c["is_setup"]) for c in found]
    assert told == [
        ("East", "Changed", "system", "Magpie", True),
        ("North", "Created", "import", "Root", True),
        ("West", "Created", "api", "Root", True),
        ("East", "Created", "web", "Root", True),
    ]
    assert found[0]["changes"][0]["new_text"] == "Shanghai"
    assert [c["title"] for c in changes(api, object="team", source="api")] == ["West"]
    assert [c["title"] for c in changes(api, object="team", person=root.pk, kind="created")] == [
        "North",
        "West",
        "East",
    ]
    assert changes(api, object="team", part="records") == []
    assert changes(api, object="team", until="2020-01-01T00:00:00Z") == []


def test_changes_are_paged_by_key(api: Client) -> None:
    for name in "ABCDE":
        records.create(Team, {"name": name}, actor=SYSTEM)
    seen, before = [], "0"
    while before:
        page = api.get("/api/audit/changes", {"object": "team", "limit": "2", "before": before}).json()
        seen += [c["title"] for c in page["items"]]
        before = page["next"]
    assert seen == list("EDCBA")


def test_set_up_is_taken_back_with_a_reason(api: Client) -> None:
    role = records.create(Role, {"name": "Sales", "grants": {"lead": {"read": "own"}}}, actor=SYSTEM)
    with context.acting(SYSTEM) as current:
        records.update(role, {"grants": {"lead": {"read": "all"}}}, actor=SYSTEM)
        operation = current.operation
    path = f"/api/audit/operations/{operation}/take-back"
    without = send(api, path, {"reason": "  "})
    assert (without.status_code, list(without.json()["fields"])) == (422, ["reason"])
    taken = send(api, path, {"reason": "Too wide"})
    assert (taken.status_code, taken.json()["count"]) == (200, 1)
    assert Role.objects.get(pk=role.pk).grants == {"lead": {"read": "own"}}
    assert changes(api, object="role")[0]["reason"] == "Too wide"
    assert list(AuditEntry.objects.values_list("kind", "reason")) == [("taken_back", "Too wide")]
    assert send(api, f"/api/audit/operations/{uuid.uuid4()}/take-back", {"reason": "x"}).status_code == 404


def test_sign_ins_and_refused_ones_are_kept(api: Client, root: User) -> None:
    pages = Client(headers={"User-Agent": "Firefox"})
    path = "/_allauth/browser/v1/auth/login"
    assert send(pages, path, {"username": "root", "password": "wrong"}).status_code == 400
    assert send(pages, path, {"username": "nobody", "password": "wrong"}).status_code == 400
    assert send(pages, path, {"username": "root", "password": PASSWORD}).status_code == 200
    pages.delete("/_allauth/browser/v1/auth/session")
    items = api.get("/api/audit/entries").json()["items"]
    assert [(i["kind"], i["user"], i["name"]) for i in items] == [
        ("signed_out", root.pk, "Root"),
        ("signed_in", root.pk, "Root"),
        ("sign_in_refused", None, "nobody"),
        ("sign_in_refused", root.pk, "root"),
    ]
    assert {(i["address"], i["agent"]) for i in items} == {("127.0.0.1", "Firefox")}
    refused = api.get("/api/audit/entries", {"kind": "sign_in_refused", "person": str(root.pk)}).json()["items"]
    assert [i["label"] for i in refused] == ["Sign-in refused"]


def test_the_audit_leaves_as_a_table_and_says_so(api: Client) -> None:
    records.create(Team, {"name": "=East"}, actor=SYSTEM)
    answer: Any = api.get("/api/audit/file", {"object": "team"})
    lines = list(csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))
    assert lines[0] == ["Time", "Who", "From", "Object", "Number", "Record", "What", "Reason"]
    assert [(line[1], line[2], line[3], line[5]) for line in lines[1:]] == [
        ("Magpie", "Magpie itself", "Team", "'=East")
    ]
    api.get("/api/teams/export")
    kept = AuditEntry.objects.filter(kind="exported").order_by("id").values_list("about", flat=True)
    assert list(kept) == ["Audit.csv", "Teams.csv"]


def test_only_administrators_read_the_audit(root: User) -> None:
    ana = User.objects.create_user("ana", name="Ana", language="en")
    client = Client(headers={"Authorization": f"Bearer {create_token(ana)}"})
    for path in ("/api/audit/changes", "/api/audit/entries", "/api/audit/file"):
        answer = client.get(path)
        assert (answer.status_code, answer.json()["detail"]) == (403, "Only administrators may read the audit.")
    answer = send(client, f"/api/audit/operations/{uuid.uuid4()}/take-back", {"reason": "x"})
    assert answer.status_code == 403
