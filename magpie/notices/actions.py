"""The workflow step that tells people something about a record."""

from __future__ import annotations

import logging
from typing import Annotated, Any, Literal

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop
from pydantic import BaseModel, ConfigDict, Field, model_validator

from magpie.notices import following, people
from magpie.notices.tell import ALL_CHANNELS, in_language, tell
from magpie.platform import context, objects, texts
from magpie.platform.actions import action
from magpie.platform.actor import SYSTEM, Actor
from magpie.platform.models import User
from magpie.platform.problems import Refused

log = logging.getLogger(__name__)
Template = Annotated[str, Field(max_length=texts.LONGEST_TEMPLATE)]
InLanguages = Template | dict[Literal["en", "zh-hans"], Template]


WAYS = {
    "chosen": gettext_noop("As each person chooses"),
    "popup": gettext_noop("Popup"),
    "email": gettext_noop("E-mail"),
    "push": gettext_noop("Browser, also when Magpie is closed"),
    "sms": gettext_noop("Text message"),
    "robot": gettext_noop("Robot of the chat group"),
}
Way = Annotated[
    Literal["chosen", "popup", "email", "push", "sms", "robot"],
    Field(json_schema_extra={"oneOf": [{"const": value, "title": title} for value, title in WAYS.items()]}),
]


class Recipient(BaseModel):
    """One of: a user, all of a team, a part in the record ("owner", "owner_manager", "followers"), an address."""

    model_config = ConfigDict(extra="forbid")
    user: int | None = Field(None, title=gettext_noop("User"))
    team: int | None = Field(None, title=gettext_noop("Team"))
    role_of: str | None = Field(None, title=gettext_noop("Part in the record"), max_length=60)
    email: str | None = Field(None, title=gettext_noop("E-mail"), max_length=254)

    @model_validator(mode="after")
    def _is_one(self) -> Recipient:
        if sum(value not in (None, "") for value in (self.user, self.team, self.role_of, self.email)) != 1:
            raise ValueError(_("Name one recipient: a user, a team, a part in the record, or an address."))
        return self


class SendNotice(BaseModel):
    """What to tell whom; title and body are templates over `record`, `recipient` and `url`."""

    model_config = ConfigDict(extra="forbid")
    to: list[Recipient] = Field(title=gettext_noop("To"), min_length=1, max_length=100)
    title: InLanguages = Field(title=gettext_noop("Title"))
    body: InLanguages = Field("", title=gettext_noop("Body"))
    channels: list[Way] = Field(
        default=["popup", "email"],
        min_length=1,
        max_length=6,
        title=gettext_noop("Channels"),
        description=gettext_noop("What is urgent goes by all of these; else by those of them that the person wants."),
    )
    urgent: bool = Field(False, title=gettext_noop("Urgent"))
    link: bool = Field(True, title=gettext_noop("With a link to the record"))
    kind: str = Field("workflow", title=gettext_noop("Kind"), max_length=60)


@action("notice.send", on="*", label=gettext_lazy("Send a notice"), for_people=False, external=True, own_templates=True)
def send_notice(record: Any, data: SendNotice, *, actor: Actor) -> dict[str, Any]:
    """Tell people something about the record; says whom, and which placeholders stood for nothing."""
    current = context.current()
    return send_for(record, data, actor=actor, key=current.key if current else "", run_id=actor.run_id)


def send_for(
    record: Any, data: SendNotice, *, actor: Actor, key: str = "", run_id: int | None = None
) -> dict[str, Any]:
    """As the action; whatever is sent under one key is sent once.  Refused if there is nobody to tell."""
    told: list[dict[str, Any]] = []
    missing: list[str] = []
    for recipient in recipients(record, data.to):
        is_user = isinstance(recipient, User)
        language = recipient.language if isinstance(recipient, User) else language_of(recipient)
        values = placeholders(record, recipient, language)

        def filled(template: Any, language: str = language, values: dict[str, Any] = values) -> str:
            rendered = texts.compose(in_language(template, language), values)
            missing.extend(rendered.missing)
            return rendered.text

        target = recipient.pk if isinstance(recipient, User) else recipient
        notice = tell(
            recipient,
            kind=data.kind,
            title=filled(data.title),
            body=filled(data.body),
            link=record if data.link else None,
            sender=actor.user,
            urgent=data.urgent,
            channels=ALL_CHANNELS if "chosen" in data.channels else data.channels,
            key=f"{key}:{target}"[:190] if key else "",
            run_id=run_id,
            step=key[:100],
            language=language,
        )
        told.append({"notice": notice.pk, "user" if is_user else "email": target, "to": str(recipient)})
    if not told:
        raise Refused(_("There is nobody to tell: none of the recipients is named in this record."))
    if missing:
        log.warning(
            "a notice about %s %s has unknown placeholders: %s", record._meta.label, record.pk, ", ".join(missing)
        )
    return {"told": told, "missing": list(dict.fromkeys(missing))}


def recipients(record: Any, wanted: list[Recipient]) -> list[User | str]:
    """The people meant, each once and in order; parts of the record that nobody plays are left out."""
    found: dict[Any, User | str] = {}
    for one in wanted:
        some: list[User | str | None]
        if one.user is not None:
            some = [User.objects.filter(pk=one.user).first()]
        elif one.team is not None:
            some = list(User.objects.filter(team_id=one.team, is_active=True).order_by("pk"))
        elif one.role_of == following.FOLLOWERS:
            some = list(following.followers(record))
        elif one.role_of:
            some = [people.in_role(record, one.role_of)]
        else:
            some = [(one.email or "").strip()]
        found.update({p.pk if isinstance(p, User) else p.lower(): p for p in some if p})
    return list(found.values())


def language_of(address: str) -> str:
    """The language in which to write to a bare address: its user's, if it has one, else the installation's."""
    user = User.objects.filter(email__iexact=address, is_active=True).first()
    return str(user.language) if user else settings.LANGUAGE_CODE


def placeholders(record: Any, recipient: User | str, language: str) -> dict[str, Any]:
    """What a template about a record may name: `record` (or the object's own name), `recipient`, `url`."""
    is_user = isinstance(recipient, User)
    zone = recipient.time_zone if isinstance(recipient, User) else ""
    values = texts.record_values(record, language, SYSTEM, zone)
    whom = {
        "name": recipient.name if isinstance(recipient, User) else "",
        "email": recipient.email if isinstance(recipient, User) else recipient,
        "is_user": is_user,
    }
    return {
        **texts.further(language),
        objects.of(record).name: values,
        "record": values,
        "recipient": whom,
        "url": texts.record_url(record),
    }
