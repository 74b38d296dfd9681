"""Who works under whom: teams, their managers, and the teams below."""

from __future__ import annotations

from magpie.platform import setup

Teams = list[tuple[int, int | None, int | None]]  # number, the team above, manager


def structure() -> tuple[Teams, dict[int, list[int]]]:
    """All teams, and the users of each; the set-up must be fresh (`setup.refresh`)."""
    from magpie.platform.models import Team, User

    def load() -> tuple[Teams, dict[int, list[int]]]:
        members: dict[int, list[int]] = {}
        for user_id, team_id in User.objects.exclude(team=None).values_list("id", "team_id"):
            members.setdefault(team_id, []).append(user_id)
        return list(Team.objects.values_list("id", "parent_id", "manager_id")), members

    return setup.kept("teams", load)


def members_of(first: set[int]) -> set[int]:
    """The users of these teams and of all teams below them."""
    teams, members = structure()
    reached = set(first)
    while more := {team for team, parent, _manager in teams if parent in reached} - reached:
        reached |= more
    return {user for team in reached for user in members.get(team, ())}


def managed_by(user_id: int) -> set[int]:
    """The teams that the user manages."""
    return {team for team, _parent, manager in structure()[0] if manager == user_id}


def people_under(user_id: int | None) -> list[int]:
    """The users whose work this one manages: of their teams and all teams below, without themselves."""
    return sorted(members_of(managed_by(user_id)) - {user_id}) if user_id is not None else []
