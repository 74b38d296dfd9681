"""Deputies: who stands in, what is refused, what both are told, and what was done meanwhile."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from magpie.notices import people
from magpie.notices.delegations import acting, keeping, standing
from magpie.notices.delegations.models import Delegation
from magpie.notices.models import Notice
from magpie.notices.tell import tell
from magpie.platform.actor import SYSTEM
from magpie.platform.models import Team, User
from magpie.platform.problems import Invalid, Refused

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)


def make_user(username: str, **values: Any) -> User:
    values = {"name": username.title(), "email": f"{username}@example.com", "language": "en", **values}
    return User.objects.create_user(username, "secret words", **values)


@pytest.fixture
def cast() -> tuple[User, User, User]:
    ana, bo, cy = (make_user(name) for name in ("ana", "bo", "cy"))
    return ana, bo, cy


def hand_over(user: User, deputy: User, *kinds: str, begins: float = -1, ends: float = 3) -> Delegation:
    now = timezone.now()
    values = {
        "user": user.pk, "deputy": deputy.pk, "kinds": list(kinds),
        "starts_at": now + begins * DAY, "ends_at": now + ends * DAY,
    }  # fmt: skip
    return keeping.plan(values, actor=SYSTEM)


def deputies(user: User) -> dict[str, str]:
    user = User.objects.get(pk=user.pk)
    found = {
        kind: people.deputy_of(user, kind) for kind in ("notices", "reminders", "approvals", "hand_overs", "queues")
    }
    return {kind: deputy.username for kind, deputy in found.items() if deputy}


def passes(row: Delegation, days: float) -> None:
    """So many days pass: all of the delegation, and of what everyone sees of the person, lies that much earlier."""
    Delegation.objects.filter(pk=row.pk).update(starts_at=row.starts_at - days * DAY, ends_at=row.ends_at - days * DAY)
    user = User.objects.get(pk=row.user_id)
    if user.away_until:
        User.objects.filter(pk=user.pk).update(
            away_from=user.away_from - days * DAY, away_until=user.away_until - days * DAY
        )


def test_who_hands_over_everything_is_away_for_everybody(cast: tuple[User, User, User]) -> None:
    ana, bo, _cy = cast
    row = hand_over(ana, bo)
    ana.refresh_from_db()
    assert (row.status, ana.is_away(), ana.deputy) == ("active", True, bo)
    assert deputies(ana) == dict.fromkeys(("notices", "reminders", "approvals", "hand_overs", "queues"), "bo")
    assert standing.given_to(bo, "approvals") == [ana.pk]


def test_several_people_stand_in_for_different_kinds_and_the_person_stays_there(cast: tuple[User, User, User]) -> None:
    ana, bo, cy = cast
    hand_over(ana, bo, "approvals")
    hand_over(ana, cy, "hand_overs", "queues")
    ana.refresh_from_db()
    assert (ana.is_away(), deputies(ana)) == (False, {"approvals": "bo", "hand_overs": "cy", "queues": "cy"})
    assert standing.of(ana, "notices") == (True, None)
    assert (standing.given_to(bo, "approvals"), standing.given_to(bo, "queues")) == ([ana.pk], [])


def test_an_absence_entered_on_the_person_holds_as_before(cast: tuple[User, User, User]) -> None:
    ana, bo, _cy = cast
    ana.away_until, ana.deputy = timezone.now() + DAY, bo
    ana.save()
    assert deputies(ana)["approvals"] == "bo"
    assert standing.given_to(bo, "approvals") == [ana.pk]
    bo.away_until = timezone.now() + DAY
    bo.save()
    assert (deputies(ana), standing.of(User.objects.get(pk=ana.pk), "queues").is_there) == ({}, False)


def test_the_same_work_goes_to_one_deputy_only_and_the_other_is_named(cast: tuple[User, User, User]) -> None:
    ana, bo, cy = cast
    hand_over(ana, bo, "approvals")
    for kinds in ((), ("approvals", "notices")):
        with pytest.raises(Invalid, match=r"Bo stands in for the same from .* already\. End that first\."):
            hand_over(ana, cy, *kinds)
    hand_over(ana, cy, "notices")
    hand_over(ana, cy, begins=4, ends=5)  # later
    assert Delegation.objects.count() == 3


def test_work_does_not_come_back_to_who_gives_it(cast: tuple[User, User, User]) -> None:
    ana, bo, cy = cast
    hand_over(ana, bo)
    with pytest.raises(Invalid, match="Ana has named Bo as deputy at that time"):
        hand_over(bo, ana)
    hand_over(bo, cy, "approvals", begins=1)
    with pytest.raises(Invalid, match=r"Bo has named Cy|Ana has named Bo"):
        hand_over(cy, ana, "approvals", begins=1)
    hand_over(cy, ana, "approvals", begins=5, ends=6)
    with pytest.raises(Invalid, match="Choose somebody else"):
        hand_over(ana, ana, begins=5, ends=6)
    with pytest.raises(Invalid, match="after the beginning"):
        hand_over(ana, bo, begins=6, ends=5)
    with pytest.raises(Refused):
        hand_over(cy, bo, begins=-3, ends=-2)
    assert Delegation.objects.count() == 3


def test_it_begins_and_ends_by_itself_and_both_are_told(cast: tuple[User, User, User]) -> None:
    ana, bo, _cy = cast
    row = hand_over(ana, bo, begins=1, ends=2)
    assert (row.status, deputies(ana), keeping.tick()) == ("planned", {}, 0)
    passes(row, 1.5)
    assert keeping.tick() == 1
    assert Notice.objects.get(recipient=bo).title == "You stand in for Ana"
    told = tell(ana, kind="workflow", title="A visitor came")
    assert Notice.objects.filter(recipient=bo).latest("id").title == "For Ana, who is away: A visitor came"
    row.refresh_from_db()
    passes(row, 1)
    assert (keeping.tick(), keeping.tick()) == (1, 0)
    summary = Notice.objects.filter(recipient=ana).exclude(pk=told.pk).get()
    assert summary.title == "Bo no longer stands in for you"
    row.refresh_from_db()
    ana.refresh_from_db()
    assert (row.status, row.ended_at, ana.is_away(), deputies(ana)) == ("ended", row.ends_at, False, {})


def test_ending_early_brings_the_person_back_with_what_came(cast: tuple[User, User, User]) -> None:
    ana, bo, _cy = cast
    row = hand_over(ana, bo)
    tell(ana, kind="workflow", title="A visitor came")
    keeping.end(row, actor=SYSTEM)
    ana.refresh_from_db()
    assert (ana.is_away(), deputies(ana)) == (False, {})
    body = Notice.objects.get(recipient=ana, kind="delegation").body.splitlines()
    assert body[0] == "1 thing came or was done in your place:"
    assert body[1].endswith("For Ana, who is away: A visitor came")
    assert body[2] == "Nothing is left open."
    with pytest.raises(Refused, match="over already"):
        keeping.end(row, actor=SYSTEM)


def test_one_names_a_deputy_for_oneself_and_managers_for_their_people(
    client: Client, cast: tuple[User, User, User]
) -> None:
    ana, bo, cy = cast
    ana.team = Team.objects.create(name="Sales", manager=cy)
    ana.save()
    now = timezone.now()
    body = {"deputy": bo.pk, "starts_at": now.isoformat(), "ends_at": (now + DAY).isoformat(), "kinds": ["approvals"]}

    def ask(user: User, path: str = "", more: dict[str, Any] | None = None) -> Any:
        client.force_login(user)
        if more is None:
            return client.get(f"/api/deputies{path}")
        return client.post(f"/api/deputies{path}", more, content_type="application/json")

    assert ask(bo, "", {**body, "user": ana.pk, "deputy": cy.pk}).status_code == 403
    assert ask(ana, "", {**body, "deputy": 10**9}).status_code == 422
    made = ask(ana, "", body).json()
    assert (made["status"], made["deputy"]["title"], made["may_end"]) == ("active", "Bo", True)
    assert ask(cy, "", {**body, "user": ana.pk, "deputy": cy.pk, "kinds": ["notices"]}).status_code == 200
    dora = make_user("dora")
    seen = {user.username: len(ask(user).json()["items"]) for user in (ana, bo, cy, dora)}
    assert seen == {"ana": 2, "bo": 1, "cy": 2, "dora": 0}
    assert ask(bo, f"/{made['id']}/end", {}).status_code == 403
    assert ask(dora, f"/{made['id']}/acted").status_code == 404
    assert ask(bo, f"/{made['id']}/acted").json() == {"items": []}
    assert ask(cy, f"/{made['id']}/end", {}).json()["status"] == "ended"
    assert [row["id"] for row in ask(ana).json()["ended"]] == [made["id"]]


def test_a_deputy_who_left_before_the_time_is_called_off_and_one_who_left_during_it_ends_with_it(
    cast: tuple[User, User, User],
) -> None:
    ana, bo, cy = cast
    planned, active = hand_over(ana, bo, begins=1), hand_over(cy, bo)
    User.objects.filter(pk=bo.pk).update(is_active=False)
    passes(planned, 2)
    passes(active, 4)
    assert keeping.tick() == 2
    assert {row.status for row in Delegation.objects.all()} == {"ended"}
    told = Notice.objects.get(recipient=ana)
    assert told.title == "Bo, who was to stand in for you, no longer works here"
    assert keeping.tick() == 0


def test_afterwards_the_usual_deputy_is_the_deputy_again(cast: tuple[User, User, User]) -> None:
    ana, bo, cy = cast
    User.objects.filter(pk=ana.pk).update(deputy=cy)
    row = hand_over(User.objects.get(pk=ana.pk), bo)
    assert User.objects.get(pk=ana.pk).deputy == bo
    keeping.end(row, actor=SYSTEM)
    assert User.objects.get(pk=ana.pk).deputy == cy


def test_who_stood_in_once_does_not_see_what_is_open_today(
    cast: tuple[User, User, User], monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, bo, _cy = cast
    row = hand_over(ana, bo)
    monkeypatch.setattr(acting, "sources", [lambda _row, _until: [acting.Acted(None, "ask", "Open thing")]])

    def seen_by(user: User) -> list[str]:
        client = Client()
        client.force_login(user)
        return [each["title"] for each in client.get(f"/api/deputies/{row.pk}/acted").json()["items"]]

    assert (seen_by(ana), seen_by(bo)) == (["Open thing"], ["Open thing"])
    keeping.end(row, actor=SYSTEM)
    assert (seen_by(ana), seen_by(bo)) == (["Open thing"], [])
