"""Declares the templates of mails: one's own, those of one's team and those of everybody."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from magpie.mailboxes.models import EmailTemplate
from magpie.platform import objects, texts
from magpie.platform.actor import Actor


def _templates_of(actor: Actor, verb: str) -> Q:
    """Everybody reads their own, their team's and the public ones; only the owner changes one."""
    mine = Q(owner=actor.user_id)
    if verb != "read" or actor.user is None:
        return mine
    shared = Q(visibility="public")
    if actor.user.team_id:
        shared |= Q(visibility="team", owner__team=actor.user.team_id)
    return mine | shared


def _check(values: dict[str, Any], template: EmailTemplate | None) -> dict[str, str]:
    problems = {}
    for name in ("subject", "body"):
        try:
            texts.check(str(values.get(name) or ""))
        except texts.BrokenTemplate as error:
            problems[name] = str(error)
    return problems


objects.register(
    name="email_template", model=EmailTemplate, plural="email-templates", title="name", icon="mail", group="activities",
    scope=_templates_of, check=_check, columns=("name", "language", "subject", "visibility", "owner"),
    sections=((_("E-mail template"), ("name", "language", "visibility", "subject", "body")),),
    search=("name", "subject"), listed=False,
)  # fmt: skip
