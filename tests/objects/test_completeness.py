"""How complete records are, and a campaign from the first notice to the result."""

from __future__ import annotations

from typing import Any

import pytest

from magpie.activities.completeness.models import DataCampaign
from magpie.activities.models import Task
from magpie.notices.models import Notice
from magpie.platform import records
from magpie.platform.actor import SYSTEM
from magpie.platform.models import CustomField
from tests.make import make
from tests.objects.conftest import Cast

pytestmark = pytest.mark.django_db
OWN = {"read": "own", "create": True, "update": "own"}
SEGMENT = {
    "object": "account", "name": "market_segment", "label_en": "Market segment", "label_zh": "细分市场",
    "type": "choice",
    "options": [{"value": "bank", "label_en": "Banking", "label_zh": "银行"}],
}  # fmt: skip


def accounts(cast: Cast) -> dict[str, list[int]]:
    records.create(CustomField, SEGMENT, actor=SYSTEM)
    people: dict[str, tuple[int | None, int]] = {
        "ana": (cast.ana.user.pk, 3), "bo": (cast.bo.user.pk, 1), "nobody": (None, 1),
    }  # fmt: skip
    return {
        name: [make("account", name=f"{name} {n}", owner=owner).pk for n in range(count)]
        for name, (owner, count) in people.items()
    }


def begin(cast: Cast, **more: Any) -> Any:
    given = {
        "name": "Segments",
        "object": "account",
        "fields": ["market_segment"],
        "message": "By Friday, please.",
        **more,
    }
    return cast.root.send("post", "completeness/campaigns", given)


def test_the_share_of_each_field_and_what_each_owner_lacks(cast: Cast) -> None:
    made = accounts(cast)
    cast.root.send("patch", f"accounts/{made['ana'][0]}", {"market_segment": "bank"})
    found = cast.root.get("completeness", object="account", fields="market_segment").json()
    assert found["total"] == 5
    assert [f["filled"] for f in found["fields"] if f["name"] in ("name", "market_segment")] == [5, 1]
    assert [(o["title"], o["total"], o["missing"]) for o in found["owners"]] == [
        ("Ana", 3, 2),
        ("", 1, 1),
        ("Bo", 1, 1),
    ]
    cast.grant(account=OWN)
    assert cast.bo.get("completeness", object="account").json()["total"] == 1
    cast.grant(account=OWN | {"fields": {"market_segment": "hidden"}})
    refused = cast.bo.get("completeness", object="account", fields="market_segment")
    assert (refused.status_code, list(refused.json()["fields"])) == (422, ["fields"])
    assert cast.root.get("completeness", object="role").status_code == 422


def test_a_campaign_gives_every_owner_a_task_and_shows_how_far_they_are(cast: Cast) -> None:
    made = accounts(cast)
    cast.grant(account=OWN, task=OWN, data_campaign={"read": "own"})
    answer = begin(cast, due_on="2026-12-04")
    assert answer.status_code == 201, answer.content
    number = answer.json()["id"]
    tasks = Task.objects.order_by("owner_id").values_list("owner__name", "subject", "related_to")
    about = f"data_campaign:{number}"
    assert list(tasks) == [
        ("Ana", "Please fill in: Segments (3 records)", about), ("Bo", "Please fill in: Segments (1 records)", about),
    ]  # fmt: skip
    assert Notice.objects.filter(kind="data_campaign").count() == 2
    assert cast.ana.get(f"data-campaigns/{number}").json()["status"] == "running"
    assert cast.cy.get(f"data-campaigns/{number}/progress").status_code == 404
    for pk in made["ana"][:2]:
        assert cast.ana.send("patch", f"accounts/{pk}", {"market_segment": "bank"}).status_code == 200
    assert cast.ana.get(f"data-campaigns/{number}/progress").json() == {
        "began": 5, "left": 3,
        "owners": [
            {"id": None, "title": "", "began": 1, "left": 1},
            {"id": cast.ana.user.pk, "title": "Ana", "began": 3, "left": 1},
            {"id": cast.bo.user.pk, "title": "Bo", "began": 1, "left": 1},
        ],
    }  # fmt: skip
    assert cast.root.send("patch", f"accounts/{made['bo'][0]}", {"market_segment": "bank"}).status_code == 200
    assert cast.root.send("post", f"data-campaigns/{number}/actions/remind", {}).status_code == 200
    told = Notice.objects.filter(kind="data_campaign").order_by("id").values_list("recipient__name", flat=True)
    assert list(told) == ["Ana", "Bo", "Ana"]
    assert cast.root.send("post", f"data-campaigns/{number}/actions/end", {}).status_code == 200
    assert dict(Task.objects.values_list("owner__name", "status")) == {"Ana": "cancelled", "Bo": "completed"}
    cast.root.send("patch", f"accounts/{made['ana'][2]}", {"market_segment": "bank"})
    assert cast.root.get(f"data-campaigns/{number}/progress").json()["left"] == 2  # as it was at the end


def test_a_campaign_without_anything_to_fill_in_leaves_no_trace(cast: Cast) -> None:
    made = accounts(cast)
    for pk in (n for numbers in made.values() for n in numbers):
        cast.root.send("patch", f"accounts/{pk}", {"market_segment": "bank"})
    assert begin(cast).status_code == 409
    assert begin(cast, fields=["nonsense"]).status_code == 422
    assert begin(cast, object="role").status_code == 422
    assert (DataCampaign.objects.count(), Task.objects.count(), Notice.objects.count()) == (0, 0, 0)


def test_whoever_may_change_only_their_own_starts_a_campaign_only_for_them(cast: Cast) -> None:
    accounts(cast)
    cast.grant(account=OWN, data_campaign=OWN)
    answer = cast.bo.send(
        "post", "completeness/campaigns", {"name": "Mine", "object": "account", "fields": ["market_segment"]}
    )
    assert answer.status_code == 201, answer.content
    assert DataCampaign.objects.get().began == {str(cast.bo.user.pk): 1}
