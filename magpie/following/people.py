"""Who is meant by a rule's receivers, for one event: the people's numbers, looked up once for a batch of events."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import Any

from magpie.following.rules import Receiver
from magpie.notices.following import Follower
from magpie.notices.people import manager_of
from magpie.platform import objects, teams
from magpie.platform.fields import Field
from magpie.platform.models import Team, User
from magpie.platform.objects import ObjectType


class People:
    """Finds receivers; keep one for a batch, not longer."""

    def __init__(self) -> None:
        self._rows: dict[tuple[str, int], Any] = {}
        self._managers: dict[int, int | None] = {}

    @functools.cached_property
    def users(self) -> dict[int, User]:
        """Everybody who has not left, by number."""
        return {user.pk: user for user in User.objects.filter(is_active=True)}

    def of(self, receivers: Iterable[Receiver], object_type: ObjectType, row: dict[str, Any]) -> list[int]:
        """The numbers of those whom the receivers mean for a record whose stored row is given, each once."""
        found: dict[int, None] = {}
        for receiver in receivers:
            for number in self._of(receiver, object_type, row):
                if number in self.users:
                    found[number] = None
        return list(found)

    def _of(self, receiver: Receiver, object_type: ObjectType, row: dict[str, Any]) -> Iterable[int]:
        match receiver.kind:
            case "user":
                return [receiver.id or 0]
            case "role":
                return [user.pk for user in self.users.values() if receiver.id in user.roles]
            case "team":
                return sorted(teams.members_of({receiver.id or 0}))
            case "team_manager":
                managers = Team.objects.filter(pk=receiver.id or 0).values_list("manager", flat=True)
                return [number for number in managers if number]
            case "followers":
                kept = Follower.objects.filter(object=object_type.name, record_id=row.get("id", 0))
                return list(kept.order_by("pk").values_list("user", flat=True))
        named = self._at(receiver.path, object_type, row)
        if receiver.kind == "field":
            return named
        return [found for number in named if (found := self._manager(number)) is not None]

    def _at(self, path: str, object_type: ObjectType, row: dict[str, Any]) -> list[int]:
        """The users that the field at the end of the path names."""
        fields = steps(object_type, path)
        for field in fields[:-1]:
            number = field.plain_from_event(row)
            record = self._record(field.target, number) if number else None
            if record is None:
                return []
            row = record
        value = fields[-1].plain_from_event(row) if fields else None
        if isinstance(value, list | tuple):
            return [int(number) for number in value]
        return [int(value)] if value else []

    def _record(self, name: str, number: int) -> dict[str, Any] | None:
        key = (name, number)
        if key not in self._rows:
            model = objects.get(name).model
            self._rows[key] = model._default_manager.filter(pk=number).values().first()
        found: dict[str, Any] | None = self._rows[key]
        return found

    def _manager(self, number: int) -> int | None:
        if number not in self._managers:
            user = self.users.get(number) or User.objects.filter(pk=number).first()
            manager = manager_of(user) if user is not None else None
            self._managers[number] = manager.pk if manager is not None else None
        return self._managers[number]


def steps(object_type: ObjectType, path: str) -> list[Field]:
    """The fields of a path from the object to users; none if it leads to no users."""
    found: list[Field] = []
    here: ObjectType | None = object_type
    for name in path.split("."):
        field = here.fields().get(name) if here is not None else None
        if field is None or not field.target:
            return []
        found.append(field)
        here = objects.find(field.target)
    is_path = len(found) <= 2 and all(field.type.name != "references" for field in found[:-1])
    return found if is_path and found[-1].target == "user" else []


def paths(object_type: ObjectType) -> list[tuple[str, str]]:
    """Every path from a record to users, with its label: its own fields, then those of the records that it names."""
    own = [(field.name, str(field.label)) for field in object_type.fields().values() if field.target == "user"]
    further = []
    for field in object_type.fields().values():
        target = objects.find(field.target) if field.type.name == "reference" else None
        if target is None or target.is_setup or field.target == "user":
            continue
        owner = target.fields().get("owner")
        if owner is not None and owner.target == "user":
            further.append((f"{field.name}.owner", f"{field.label} › {owner.label}"))
    return own + further
