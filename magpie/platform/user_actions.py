"""Actions on users: setting a password, ending all sessions."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from pydantic import BaseModel, Field

from magpie.platform import audit
from magpie.platform.actions import action
from magpie.platform.actor import Actor
from magpie.platform.models import User
from magpie.platform.problems import Invalid


class NewPassword(BaseModel):
    """The password to set."""

    password: str = Field(
        min_length=1, max_length=200, title=gettext_noop("New password"), json_schema_extra={"format": "password"}
    )


@action("user.set_password", on="user", label=_("Set password"), bulk=False, for_automation=False)
def set_password(user: User, data: NewPassword, *, actor: Actor) -> User:
    """Give a user a new password; their open sessions end with the old one."""
    try:
        validate_password(data.password, user)
    except ValidationError as error:
        raise Invalid({"password": list(error.messages)}) from None
    user.set_password(data.password)
    User.objects.filter(pk=user.pk).update(password=user.password)
    audit.note("password_set", None, actor.user, about=str(user))
    return user
