"""What playbooks say about a record at its stage, and which of their entries are done."""

from __future__ import annotations

import datetime
from typing import Literal

from django.http import HttpRequest, HttpResponse
from ninja import Router, Schema

from magpie.platform import objects
from magpie.platform.actor import Actor
from magpie.platform.http.problems import PROBLEM_RESPONSES
from magpie.platform.http.records import Number, actor_of, find
from magpie.platform.http.rendering import answer
from magpie.platform.problems import NotFound
from magpie.sales import playbooks
from magpie.sales.http.given import Ref
from magpie.sales.models import Lead, Opportunity

router = Router(tags=["playbooks"])


class PlaybookEntry(Schema):
    """One thing to do, or words to use, with the record's values filled in."""

    id: int
    kind: Literal["do", "say", "mail"]
    name: str
    text: str
    done_at: datetime.datetime | None
    done_by: Ref | None


class PlaybookPart(Schema):
    """One playbook: its guidance, the fields that matter most, and its entries."""

    id: int
    name: str
    guidance: str
    key_fields: list[str]
    items: list[PlaybookEntry]


class PlaybookAnswer(Schema):
    """What the playbooks say about a record at one stage."""

    stage: str
    items: list[PlaybookPart]


class TickInput(Schema):
    """Whether a thing of a playbook is done."""

    done: bool


def _record(plural: str, number: int, actor: Actor) -> Lead | Opportunity:
    object_type = objects.by_plural(plural)
    record = find(object_type, number, actor) if object_type is not None else None
    if not isinstance(record, Lead | Opportunity):
        raise NotFound
    return record


@router.get(
    "/{plural}/{number}/playbook",
    response={200: PlaybookAnswer, **PROBLEM_RESPONSES},
    operation_id="playbook_of_record",
)
def read_playbook(request: HttpRequest, plural: str, number: Number, stage: str = "") -> HttpResponse:
    """What to say and do about a lead or an opportunity now, or at another stage (a status, a stage's number)."""
    actor = actor_of(request)
    record = _record(plural, number, actor)
    stage = stage or playbooks.stage_of(record)
    return answer({"stage": stage, "items": playbooks.of_record(record, actor, stage)})


@router.post(
    "/{plural}/{number}/playbook/{item}",
    response={200: PlaybookAnswer, **PROBLEM_RESPONSES},
    operation_id="tick_playbook_entry",
)
def tick_playbook(request: HttpRequest, plural: str, number: Number, item: Number, payload: TickInput) -> HttpResponse:
    """Note that a thing of the playbook is done for this record, or not after all."""
    actor = actor_of(request)
    record = _record(plural, number, actor)
    playbooks.tick(record, item, payload.done, actor)
    return answer({"stage": playbooks.stage_of(record), "items": playbooks.of_record(record, actor)})
