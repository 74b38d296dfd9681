"""A meeting is the business of those who attend it, too."""

from __future__ import annotations

import pytest

from magpie.activities.models import Meeting
from magpie.platform import access, objects, records
from magpie.platform.actor import SYSTEM, Actor
from magpie.platform.models import Role, Team, User

pytestmark = pytest.mark.django_db


def make_user(name: str, scope: str, team: Team) -> User:
    grants = {"meeting": {"read": scope, "update": scope, "delete": "none"}}
    role = Role.objects.create(name=f"{name}'s", grants=grants)
    return User.objects.create(username=name.lower(), name=name, team=team, roles=[role.pk])


@pytest.mark.parametrize(("scope", "read"), [("own", [True, False]), ("team", [True, True]), ("none", [False, False])])
def test_who_attends_a_meeting_reaches_it_like_their_own(scope: str, read: list[bool]) -> None:
    east, west = Team.objects.create(name="East"), Team.objects.create(name="West")
    ana, bo, cy = make_user("Ana", scope, east), make_user("Bo", scope, east), make_user("Cy", scope, west)
    dee = make_user("Dee", scope, Team.objects.create(name="North"))
    values = {"subject": "Visit", "owner": cy.pk, "attendees": [ana.pk]}
    meeting = records.create(Meeting, values, actor=SYSTEM)
    meetings = objects.get("meeting")

    def seen(user: User, verb: access.Verb = "read") -> bool:
        found = list(access.visible(Actor.of_user(user), meetings, verb))
        assert found in ([meeting], [])
        return bool(found)

    assert [seen(ana), seen(bo)] == read
    assert [seen(ana, "update"), seen(bo, "update")] == read
    assert [seen(ana, "delete"), seen(cy, "delete")] == [False, False]
    assert [seen(cy), seen(dee)] == [scope != "none", False]

    records.update(meeting, {"attendees": []}, actor=SYSTEM)
    assert [seen(ana), seen(bo)] == [False, False]
