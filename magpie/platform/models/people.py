"""Users, teams and roles.

A role says what its holders may do with each object (`grants`, read by `magpie.platform.access`); a team has a manager
and may lie inside another team.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from magpie.platform import columns
from magpie.platform.models.record import Tracked

LANGUAGES = [("en", "English"), ("zh-hans", "简体中文")]


class Team(Tracked):
    """People who work together under a manager."""

    name = columns.text(_("Name"), required=True)
    parent = columns.reference(_("Part of"), "platform.Team")
    manager = columns.reference(_("Manager"), "platform.User")
    office = columns.text(_("Office"))

    def __str__(self) -> str:
        return self.name


class Role(Tracked):
    """A set of rights; a user may have several, and has the widest of what they give."""

    name = columns.text(_("Name"), required=True, unique=True)
    description = columns.text(_("Description"), max_length=500)
    grants = columns.json(_("Rights"))

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    """Makes users and finds them by name."""

    def create_user(self, username: str, password: str | None = None, **values: Any) -> User:
        """A new user, saved; without a password nobody can sign in as them."""
        user = self.model(username=username, **values)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(username__iexact=username)


class User(AbstractBaseUser, Tracked):
    """Somebody who works with the product."""

    username = models.CharField(_("User name"), max_length=100, unique=True)
    name = columns.text(pgettext_lazy("person", "Name"), required=True)
    email = columns.email(_("E-mail"))
    phone = columns.phone(_("Phone"))
    job_title = columns.text(_("Job title"))
    language = columns.choice(_("Language"), LANGUAGES, default="zh-hans")
    time_zone = columns.text(_("Time zone"), max_length=60)
    team = columns.reference(_("Team"), Team)
    roles = columns.references(_("Roles"), to="role")
    is_active = columns.boolean(_("May sign in"), default=True)
    is_administrator = columns.boolean(_("Administrator"))
    away_from = columns.moment(_("Away from"))
    away_until = columns.moment(_("Away until"))
    deputy = columns.reference(_("Deputy"), "platform.User")

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[UserManager] = UserManager()

    def __str__(self) -> str:
        return self.name or self.username

    def is_away(self, now: Any = None) -> bool:
        """Whether the person is away at that moment; an open end counts as still away."""
        now = now or timezone.now()
        if self.away_from is None and self.away_until is None:
            return False
        return (self.away_from is None or self.away_from <= now) and (self.away_until is None or now < self.away_until)

    def get_full_name(self) -> str:
        return str(self)


class Token(models.Model):
    """A program's key to the API.  Only its hash is kept."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    name = models.CharField(max_length=100, default="", db_default="")
    digest = models.CharField(max_length=64, unique=True)
    created_at = columns.moment(_("Created"), now=True)
    last_used_at = columns.moment(_("Last used"))
