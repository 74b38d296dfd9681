"""Endpoints of the settings for calls to other programs: secrets, which are never given out, and inner hosts."""

from __future__ import annotations

import json
import re
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Field, Path, Schema

from magpie.automation import secrets
from magpie.automation.explaining import name_of
from magpie.automation.http.router import router
from magpie.automation.models import Version, Workflow
from magpie.automation.outgoing import OutgoingSettings, allowed_hosts
from magpie.automation.secrets import Secret
from magpie.platform import access, objects
from magpie.platform.actor import Actor
from magpie.platform.http.problems import PROBLEM_RESPONSES
from magpie.platform.http.records import actor_of
from magpie.platform.http.rendering import answer
from magpie.platform.problems import Forbidden, Invalid, NotFound, Refused

HOST = re.compile(r"(\*\.)?[a-z0-9._-]{1,250}(:\d{1,5})?|\[[0-9a-f:]+\](:\d{1,5})?|[0-9a-f:]{2,45}")
SecretName = Annotated[str, Path(pattern=f"^{secrets.NAME}$")]


class SecretItem(Schema):
    """A secret, but not what it is."""

    name: str
    about: str
    changed_at: str
    changed_by: str
    used_in: list[dict[str, Any]]


class SecretInput(Schema):
    """A secret's value, kept sealed; without one the old value stays."""

    value: Annotated[str, Field(min_length=1, max_length=10_000)] | None = None
    about: Annotated[str, Field(max_length=200)] = ""


class Outgoing(Schema):
    """The inner hosts that workflows may reach: "erp.acme.lan", "10.0.0.7:8443", "*.acme.lan"."""

    allowed_hosts: Annotated[list[str], Field(max_length=100)]


def _administrator(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    if not actor.is_trusted:
        raise Forbidden(_("Only administrators may see or change this."))
    return actor


@router.get("/settings/secrets", response={200: list[SecretItem], **PROBLEM_RESPONSES}, operation_id="list_secrets")
def list_secrets(request: HttpRequest) -> HttpResponse:
    """The names of the secrets, for whoever may change workflows; where they are used."""
    if not access.may(actor_of(request), objects.get("workflow"), "update"):
        raise Forbidden(_("You may not change workflows."))
    return answer([_item(s) for s in Secret.objects.select_related("changed_by").order_by("name")])


def _item(secret: Secret) -> dict[str, Any]:
    return {
        "name": secret.name, "about": secret.about, "changed_at": secret.changed_at,
        "changed_by": str(secret.changed_by or ""),
        "used_in": [{"object": "workflow", "id": w.pk, "title": name_of(w)} for w in _users_of(secret.name)],
    }  # fmt: skip


def _users_of(name: str) -> list[Workflow]:
    """The workflows whose published version names the secret."""
    versions = Version.objects.filter(pk__in=Workflow.objects.values("active_version")).select_related("workflow")
    wanted = re.compile(rf'"secret": ?"{name}"|\bsecrets\.{name}\b')
    likely = versions.extra(where=["document::text LIKE %s"], params=[f"%{name}%"])
    return [v.workflow for v in likely.order_by("pk") if wanted.search(json.dumps(v.document))]


@router.put("/settings/secrets/{name}", response={200: SecretItem, **PROBLEM_RESPONSES}, operation_id="set_secret")
def set_secret(request: HttpRequest, name: SecretName, payload: SecretInput) -> HttpResponse:
    """Keep a secret, or change it; its value can never be read again."""
    actor = _administrator(request)
    if payload.value is None and not Secret.objects.filter(name=name).exists():
        raise Invalid({"value": [_("This field is required.")]})
    return answer(_item(secrets.keep(name, payload.value, about=payload.about, user=actor.user)))


@router.delete("/settings/secrets/{name}", response={204: None, **PROBLEM_RESPONSES}, operation_id="delete_secret")
def delete_secret(request: HttpRequest, name: SecretName) -> HttpResponse:
    """Forget a secret; refused while a published workflow needs it."""
    _administrator(request)
    found = Secret.objects.filter(name=name).first()
    if found is None:
        raise NotFound
    if used := _users_of(name):
        raise Refused(_("The workflow “%(name)s” needs this secret.") % {"name": name_of(used[0])})
    found.delete()
    return HttpResponse(status=204)


@router.get("/settings/outgoing", response={200: Outgoing, **PROBLEM_RESPONSES}, operation_id="read_outgoing")
def read_outgoing(request: HttpRequest) -> HttpResponse:
    """The inner hosts that workflows may reach."""
    _administrator(request)
    return answer({"allowed_hosts": allowed_hosts()})


@router.put("/settings/outgoing", response={200: Outgoing, **PROBLEM_RESPONSES}, operation_id="set_outgoing")
def set_outgoing(request: HttpRequest, payload: Outgoing) -> HttpResponse:
    """Name the inner hosts that workflows may reach; everything in the internet they may reach anyway."""
    _administrator(request)
    hosts = list(dict.fromkeys(host.strip().lower() for host in payload.allowed_hosts if host.strip()))
    if wrong := [host for host in hosts if not HOST.fullmatch(host)]:
        text = _("“%(host)s” is no host: write erp.acme.lan, 10.0.0.7:8443 or *.acme.lan.")
        raise Invalid({"allowed_hosts": [text % {"host": wrong[0][:100]}]})
    OutgoingSettings.objects.update_or_create(pk=1, defaults={"allowed_hosts": hosts})
    return answer({"allowed_hosts": hosts})
