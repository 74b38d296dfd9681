"""Who is meant: people by their part in a record, their managers, and deputies of those who are away."""

from __future__ import annotations

from typing import Any

from magpie.notices.delegations import standing
from magpie.platform import objects
from magpie.platform.models import Event, Team, User

MANAGER = "_manager"
FORMER = "former_"


def manager_of(user: User) -> User | None:
    """Who leads the user: their team's manager, or, where that is themselves or nobody, the one above."""
    team_id, seen = user.team_id, set[int]()
    while team_id and team_id not in seen:
        seen.add(team_id)
        team = Team.objects.select_related("manager").filter(pk=team_id).first()
        if team is None:
            return None
        if team.manager is not None and team.manager.pk != user.pk and team.manager.is_active:
            manager: User = team.manager
            return manager
        team_id = team.parent_id
    return None


def in_role(record: Any, role: str) -> User | None:
    """The person whom a field of the record names ("owner", "handed_over_by"), or their manager ("owner_manager").

    "former_owner" is whom the field named before it last changed.
    """
    for name, of_manager in ((role, False), (role.removesuffix(MANAGER), True)):
        if of_manager and not role.endswith(MANAGER):
            break
        for field, of_former in ((name, False), (name.removeprefix(FORMER), True)):
            if any(f.name == field and f.related_model is User for f in record._meta.concrete_fields):
                person: User | None = _former(record, field) if of_former else getattr(record, field)
                return manager_of(person) if person is not None and of_manager else person
    return None


def _former(record: Any, field: str) -> User | None:
    """Whom the field named before its last change, by the record's history."""
    column = f"{field}_id"
    changes = Event.objects.filter(object=objects.of(record).name, record_id=record.pk, kind="updated")
    last = changes.filter(old__has_key=column).order_by("-id").first()
    return User.objects.filter(pk=last.old[column]).first() if last is not None and last.old else None


def deputy_of(user: User, kind: str = "notices") -> User | None:
    """Who stands in for a user in that kind of work now (`delegations.models.KINDS`); None if the user is there, or the
    deputy is away too.
    """
    return standing.of(user, kind).deputy


def administrators() -> list[User]:
    """Who looks after the installation."""
    return list(User.objects.filter(is_administrator=True, is_active=True).order_by("pk"))
