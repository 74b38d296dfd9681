"""The endpoints of the set-ups and of the welcome."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from magpie.industries.models import Part, Welcome
from magpie.platform import setup
from magpie.platform.http.auth import create_token
from magpie.platform.models import Event, Team, User, WorkingCalendar
from magpie.sales.models import Lead

pytestmark = pytest.mark.django_db


def client_of(user: User) -> Client:
    return Client(headers={"Authorization": f"Bearer {create_token(user)}"})


@pytest.fixture
def root() -> Client:
    setup.forget()
    return client_of(User.objects.create_user("root", name="Root", is_administrator=True, language="en"))


def post(client: Client, path: str, body: dict[str, Any] | None = None) -> Any:
    return client.post(path, json.dumps(body or {}), content_type="application/json")


def test_an_industry_is_previewed_applied_undone_and_taken_away(root: Client) -> None:
    items = root.get("/api/industries").json()["items"]
    bank = next(item for item in items if item["key"] == "banking")
    assert (len(items), bank["name"], bank["applied"], bank["new"]) == (7, "Banking", False, 0)
    assert {"kind": "own_object", "label": "Own object", "count": 1, "names": ["Credit line"]} in bank["brings"]

    preview = root.get("/api/industries/banking/preview").json()
    assert (len(preview["keep"]), preview["conflicts"]) == (0, [])
    assert [line["title"] for line in preview["change"]] == ["标准 Standard"]
    rating = next(line for line in preview["add"] if line["key"] == "field.account.credit_rating")
    assert (rating["title"], rating["about"], rating["detail"]) == ("Credit rating", "Account", "Choice")

    done = post(root, "/api/industries/banking/apply", {"leave_out": ["product"]})
    assert (done.status_code, len(done.json()["add"])) == (200, len(preview["add"]) - 3)
    labels = {
        f["name"]: f["label"] for o in root.get("/api/objects").json() if o["name"] == "account" for f in o["fields"]
    }
    assert labels["risk_level"] == "Risk class"
    assert post(root, f"/api/operations/{done.headers['Magpie-Operation']}/undo").status_code == 200
    assert Part.objects.count() == 0

    post(root, "/api/industries/banking/apply")
    would = root.get("/api/industries/banking/removal").json()
    gone = post(root, "/api/industries/banking/remove").json()
    assert (gone, would["keep"], Part.objects.count()) == (would, [], 0)


def test_only_administrators_reach_them(root: Client) -> None:
    other = client_of(User.objects.create_user("ana", name="Ana", language="en"))
    for path in (
        "/api/industries",
        "/api/industries/banking/preview",
        "/api/industries/banking/removal",
        "/api/welcome",
    ):
        assert other.get(path).status_code == 403
    for path in (
        "/api/industries/banking/apply",
        "/api/industries/banking/remove",
        "/api/welcome",
        "/api/welcome/skip",
    ):
        assert post(other, path).status_code == 403
    assert (Part.objects.count(), Welcome.objects.count()) == (0, 0)
    assert root.get("/api/industries/fishing/preview").status_code == 404


def test_the_welcome_sets_the_company_up_in_one_operation_and_never_comes_again(root: Client) -> None:
    assert root.get("/api/welcome").json() == {
        "wanted": True, "company": "", "time_zone": "Asia/Shanghai", "working_days": [0, 1, 2, 3, 4],
        "hours": "09:00-18:00",
    }  # fmt: skip
    said = {
        "company": "晨光软件", "time_zone": "Asia/Shanghai", "language": "zh-hans", "working_days": [0, 1, 2, 3, 4, 5],
        "hours": "09:00-12:00, 13:00-18:00", "industry": "information_technology",
    }  # fmt: skip
    answer = post(root, "/api/welcome", said)
    assert answer.status_code == 204
    user, calendar = User.objects.get(username="root"), WorkingCalendar.objects.get(is_default=True)
    assert (user.language, user.time_zone, str(user.team)) == ("zh-hans", "Asia/Shanghai", "晨光软件")
    assert (calendar.name, calendar.country, calendar.saturday, calendar.sunday) == (
        "公司 Company", "CN", "09:00-12:00, 13:00-18:00", "",
    )  # fmt: skip
    assert Part.objects.filter(industry="information_technology", language="zh-hans").count() > 50
    operations = Event.objects.filter(object__in=["team", "working_calendar", "field"]).values("operation").distinct()
    assert [str(row["operation"]) for row in operations] == [answer.headers["Magpie-Operation"]]
    assert root.get("/api/welcome").json()["wanted"] is False


def test_a_welcome_with_something_wrong_writes_nothing(root: Client) -> None:
    said = {"company": "Dawn", "working_days": [0], "hours": "nine to five", "industry": "banking"}
    assert post(root, "/api/welcome", said).status_code == 422
    assert post(root, "/api/welcome", {"company": "Dawn", "industry": "fishing"}).status_code == 422
    assert (Team.objects.count(), Part.objects.count(), Welcome.objects.count()) == (0, 0, 0)


def test_the_welcome_is_skipped_for_good_and_not_shown_where_work_has_begun(root: Client) -> None:
    lead = Lead.objects.create(name="Li")
    assert root.get("/api/welcome").json()["wanted"] is False
    lead.delete()
    assert post(root, "/api/welcome/skip").status_code == 204
    assert post(root, "/api/welcome/skip").status_code == 204
    assert (root.get("/api/welcome").json()["wanted"], Welcome.objects.count()) == (False, 1)
