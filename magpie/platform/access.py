"""What an actor may see and do, decided in this one place.

A role's `grants` read: {"lead": {"read": SCOPE, "create": bool, "update": SCOPE, "delete": SCOPE, "export": bool,
"import": bool, "actions": {"lead.convert": bool}, "fields": {"revenue": "hidden" | "read"}}, "*": {…for objects not
named}}.  SCOPE is "none", "own" (what one owns, meetings that one attends: `own_by` of the object), "team" (the same of
one's own team and the teams below), "all", or a filter.  Of several roles the widest right counts.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from typing import Any, Literal

from django.db.models import Q

from magpie.platform import filters, setup, teams
from magpie.platform.actor import Actor
from magpie.platform.columns import ReferencesField
from magpie.platform.objects import ObjectType

Verb = Literal["read", "update", "delete"]
Scope = Any  # "none" | "own" | "team" | "all" | a filter
NOTHING = Q(pk__in=[])
# Further records that somebody who may read some records of an object reads as well, such as those of a pool that they
# belong to: (actor, object) → the condition on them, or None.
openings: list[Callable[[Actor, ObjectType], Q | None]] = []
log = logging.getLogger(__name__)


def grants_of(actor: Actor, object_type: ObjectType) -> list[dict[str, Any]]:
    """What each of the actor's roles says of this object."""
    if actor.user is None:
        return []
    roles = setup.kept("roles", _load_roles)
    found = (roles.get(role_id, {}) for role_id in actor.user.roles)
    return [grants.get(object_type.name) or ({} if object_type.is_setup else grants.get("*", {})) for grants in found]


def roles_of(actor: Actor) -> dict[int, dict[str, Any]]:
    """What each of the actor's roles grants, by the role's number."""
    roles = setup.kept("roles", _load_roles)
    return {role_id: roles.get(role_id, {}) for role_id in actor.user.roles} if actor.user else {}


def _load_roles() -> dict[int, dict[str, Any]]:
    from magpie.platform.models import Role

    return dict(Role.objects.values_list("id", "grants"))


def scopes(actor: Actor, object_type: ObjectType, verb: Verb) -> list[Scope]:
    """The scopes that together say which records the actor reaches; ["all"] ends the question."""
    if actor.is_trusted:
        return ["all"]
    if verb == "read" and object_type.open_to_all:
        return ["all"]
    wanted = [g.get(verb, "none") for g in grants_of(actor, object_type)]
    wanted = [s for s in wanted if s and s != "none"]
    return ["all"] if "all" in wanted else wanted


def scope_q(actor: Actor, object_type: ObjectType, verb: Verb = "read") -> Q | None:
    """The condition on records that the actor may reach with that verb; None for no condition."""
    if actor.is_trusted:
        return None
    if object_type.scope is not None:
        return object_type.scope(actor, verb)
    wanted = scopes(actor, object_type, verb)
    if wanted == ["all"]:
        return None
    limits = NOTHING
    for scope in wanted:
        part = _q_of(actor, object_type, scope)
        limits = part if limits is NOTHING else limits | part
    if verb == "read" and wanted:
        for opening in openings:
            if (further := opening(actor, object_type)) is not None:
                limits |= further
    return limits


def _q_of(actor: Actor, object_type: ObjectType, scope: Scope) -> Q:
    if isinstance(scope, dict):
        try:
            return filters.to_q(object_type, scope, filters.Caller.of(actor))
        except filters.FilterError as error:  # a field it names is gone: what is not understood gives no right
            log.warning("a role's right to %s cannot be understood: %s", object_type.name, error)
            return NOTHING
    users = [actor.user_id] if scope == "own" else team_members(actor)
    return _owned_by(object_type, users)


def _owned_by(object_type: ObjectType, user_ids: Iterable[int | None]) -> Q:
    condition = NOTHING
    known = {f.name: f for f in object_type.model._meta.concrete_fields}
    for name in object_type.own_by:
        if name in known:
            lookup = "overlap" if isinstance(known[name], ReferencesField) else "in"
            condition = condition | Q(**{f"{name}__{lookup}": list(user_ids)})
    return condition


def team_members(actor: Actor) -> list[int]:
    """The users of the actor's team, of the teams they manage, and of all teams below; always the actor too."""
    if actor.user is None:
        return []
    first = teams.managed_by(actor.user.pk) | ({actor.user.team_id} if actor.user.team_id else set())
    return sorted(teams.members_of(first) | {actor.user.pk})


def visible(actor: Actor, object_type: ObjectType, verb: Verb = "read") -> Any:
    """The records that the actor may reach with that verb, as a queryset."""
    limits = scope_q(actor, object_type, verb)
    found = object_type.model._default_manager.all()
    return found if limits is None else found.filter(limits)


def reaches(actor: Actor, object_type: ObjectType, record: Any, verb: Verb) -> bool:
    """Whether the actor may reach this saved record with that verb."""
    limits = scope_q(actor, object_type, verb)
    return limits is None or object_type.model._default_manager.filter(limits, pk=record.pk).exists()


def may(
    actor: Actor, object_type: ObjectType, right: Literal["read", "create", "update", "delete", "export", "import"]
) -> bool:
    """Whether the actor has that right on any record of the object at all."""
    if actor.is_trusted:
        return True
    if object_type.scope is not None:
        return right != "import"
    if right in ("read", "update", "delete"):
        return bool(scopes(actor, object_type, right))
    return any(g.get(right) is True for g in grants_of(actor, object_type))


def may_act(actor: Actor, object_type: ObjectType, action: str) -> bool:
    """Whether the actor may use an action: unless a role forbids it, whoever may change records may."""
    if actor.is_trusted:
        return True
    given = grants_of(actor, object_type)
    if object_type.scope is not None:  # whose records one reaches is not for roles to say, only what one does with them
        return not given or any(g.get("actions", {}).get(action, True) for g in given)
    return any(g.get("update", "none") != "none" and g.get("actions", {}).get(action, True) for g in given)


def field_rights(actor: Actor, object_type: ObjectType) -> dict[str, str]:
    """Fields that the actor may not write ("read") or not even see ("hidden"); fields not named may be written.

    The title of a record can be read by whoever may read the record.
    """
    if actor.is_trusted:
        return {}
    given = [g.get("fields", {}) for g in grants_of(actor, object_type) if g.get("read", "none") != "none"]
    if not given:
        return {}
    order = {"hidden": 0, "read": 1, "write": 2}
    names = set.intersection(*(set(fields) for fields in given))
    widest = {n: max((fields[n] for fields in given), key=lambda right: order.get(right, 2)) for n in names}
    if widest.get(object_type.title) == "hidden":  # it names the record in references, messages and questions
        widest[object_type.title] = "read"
    return {n: right for n, right in widest.items() if right != "write"}
