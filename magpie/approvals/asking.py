"""Keeps an operation as a request and tells who may approve it; what the gates call (`platform.gates.requesting`)."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Collection
from typing import Any

from django.db import IntegrityError
from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from magpie.approvals import people as approvers
from magpie.approvals import telling
from magpie.approvals.models import Approval, ApprovalPart
from magpie.platform import context, effects, objects, records, titles
from magpie.platform.actor import Actor
from magpie.platform.gates.requesting import Request, names_of
from magpie.platform.models import Event, Gate, User
from magpie.platform.problems import Sent

ACTION = "approval.ask"


def people(gate: Gate, record: Any, actor: Actor) -> list[User]:
    """Who may approve what the actor wants to do with the record."""
    return approvers.approvers_of(gate, record, actor)


def keep(request: Request, actor: Actor) -> Sent:
    """Keep the request and tell who may approve; the same request if it waits already."""
    key, during = _key_of(request, actor), context.current()
    known = Approval.objects.filter(key=key, state="pending").first()
    if known is None:
        try:
            with context.acting(actor, ACTION, operation=uuid.uuid4()):
                known = _make(request, actor, key, during)
        except IntegrityError:  # the same was asked at the same moment
            known = Approval.objects.get(key=key, state="pending")
    asked = User.objects.filter(pk__in={n for q in request.questions for n in q.people}).order_by("pk")
    text = _("Sent to %(names)s. It will be done as soon as they agree; you will be told.")
    return Sent(known.pk, text % {"names": names_of(list(asked))})


def count_sent(operations: Collection[uuid.UUID]) -> dict[uuid.UUID, dict[str, int]]:
    """How many requests were made in each of these operations, by what became of them."""
    found: dict[uuid.UUID, dict[str, int]] = {}
    made = Approval.objects.filter(asked_in__in=operations).values_list("asked_in", "state")
    for operation, state, count in made.annotate(count=Count("pk")).order_by("asked_in", "state"):
        found.setdefault(operation, {})[state] = count
    return found


def _make(request: Request, actor: Actor, key: str, during: context.Context | None) -> Approval:
    object_type = objects.get(request.object)
    record = object_type.model._default_manager.filter(pk=request.record or 0).first()
    title = titles.of(record, actor) if record is not None else request.title
    title = title or str(request.input.get(object_type.title) or "")
    asked = {q.gate for q in request.questions}
    approval = records.create(
        Approval,
        {
            "name": (title or str(object_type.label))[:300],
            "object": request.object,
            "operation": request.operation,
            "about": f"{request.object}:{record.pk}" if record is not None else "",
            "asked_by": actor.user_id,
            "remark": "\n".join(dict.fromkeys(r for gate in asked if (r := request.answers.get(gate, "").strip()))),
        },
        actor=actor,
    )
    Approval.objects.filter(pk=approval.pk).update(  # what is kept for the product alone
        input=dict(request.input),
        answers={gate: text for gate, text in request.answers.items() if gate not in asked},
        seen_version=getattr(record, "version", 0),
        key=key,
        asked_in=during.operation if during else None,
        automation=during.automation if during else "run",
    )
    there = set(Gate.objects.filter(pk__in=[int(q.gate) for q in request.questions]).values_list("pk", flat=True))
    ApprovalPart.objects.bulk_create(
        ApprovalPart(
            approval=approval,
            gate_id=int(q.gate) if int(q.gate) in there else None,
            gate_number=int(q.gate),
            text_en=q.words[0],
            text_zh=q.words[1],
            people=list(q.people),
        )
        for q in request.questions
    )
    telling.of_request(approval)
    return approval


def would_end(gone: list[Event]) -> list[str]:
    """How many requests cannot be carried out any more when these records are deleted."""
    count = Approval.objects.filter(about__in=effects.links_of(gone), state="pending").count()
    text = ngettext(
        "%(count)d request for approval cannot be carried out any more",
        "%(count)d requests for approval cannot be carried out any more",
        count,
    )
    return [text % {"count": count}] if count else []


def _key_of(request: Request, actor: Actor) -> str:
    what = [actor.user_id, request.object, request.operation, request.record, request.input]
    return hashlib.sha256(json.dumps(what, sort_keys=True, default=str).encode()).hexdigest()
