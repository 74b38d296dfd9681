"""Who is asked, and who may answer in their place."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from magpie.automation import values
from magpie.automation.asks.models import Ask, AskPerson
from magpie.automation.document import Asked
from magpie.notices import people
from magpie.notices.delegations import standing
from magpie.platform.models import User


def meant(wanted: Iterable[Asked], record: Any, names: values.Names) -> list[User]:
    """The people meant, each once and in order; who has no account any more is left out."""
    found: dict[int, User] = {}
    for one in wanted:
        for person in _of(one, record, names):
            if person is not None and person.is_active:
                found.setdefault(person.pk, person)
    return list(found.values())


def _of(one: Asked, record: Any, names: values.Names) -> list[User | None]:
    if one.user is not None:
        return [User.objects.filter(pk=one.user).first()]
    if one.team is not None:
        return list(User.objects.filter(team_id=one.team, is_active=True).order_by("pk"))
    if one.role is not None:
        return list(User.objects.filter(roles__contains=[one.role], is_active=True).order_by("pk"))
    if one.role_of:
        return [people.in_role(record, one.role_of) if record is not None else None]
    person = user_of(values.fill(one.manager_of, names)) if one.manager_of is not None else None
    return [people.manager_of(person) if person is not None else None]


def user_of(value: Any) -> User | None:
    """The user that a value names: 5, "5", or {"object": "user", "id": 5}."""
    number = value.get("id") if isinstance(value, dict) else value
    if isinstance(number, bool) or not (isinstance(number, int) or (isinstance(number, str) and number.isdigit())):
        return None
    return User.objects.filter(pk=int(number)).first()


def stood_in_for(user: User) -> list[int]:
    """The numbers of those in whose place the user may answer now."""
    return standing.given_to(user, "approvals")


def places_of(ask: Ask, user: User) -> list[AskPerson]:
    """The open places that the user may answer from: their own, and those of people they stand in for."""
    meant_by = {user.pk, *(stood_in_for(user) if ask.deputies else ())}
    return [place for place in ask.people.all() if place.is_open and place.user_id in meant_by]


def asked(user: User) -> Q:
    """The condition on asks that wait for this user now."""
    own = Q(people__user=user.pk, people__is_open=True)
    others = stood_in_for(user)
    return own | Q(people__user__in=others, people__is_open=True, deputies=True) if others else own
