"""Endpoints of consent: what a person agreed to, what they said before, and writing down what they say now."""

from __future__ import annotations

import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Router, Schema
from pydantic import Field

from magpie.accounts import consent
from magpie.accounts.models import ConsentEntry, Purpose
from magpie.accounts.models.consent import CHANNELS, STATES
from magpie.platform import access, objects
from magpie.platform.http.problems import PROBLEM_RESPONSES
from magpie.platform.http.records import Number, actor_of, find
from magpie.platform.http.rendering import answer
from magpie.platform.models import File
from magpie.platform.problems import Forbidden, Invalid, NotFound

router = Router(tags=["consent"])
Channel = Literal["", "email", "phone", "sms", "post", "chat", "social"]
State = Literal["granted", "refused", "withdrawn", "unknown"]
MOST_ENTRIES = 200


class LabelledValue(Schema):
    """A value with its label."""

    value: str
    label: str


class PurposeOut(Schema):
    """A purpose of contact."""

    id: int
    name: str
    needs_consent: bool


class ConsentCell(Schema):
    """Where a person stands with one purpose on one channel."""

    purpose: int
    channel: str
    state: State
    ok: bool
    reason: str
    at: datetime.datetime | None
    expires_on: datetime.date | None


class ConsentSaid(Schema):
    """One thing a person said."""

    id: int
    purpose: str
    channel: str
    state: State
    at: datetime.datetime
    expires_on: datetime.date | None
    source: str
    proof: str
    file: dict[str, Any] | None
    by: str
    is_other: bool


class ConsentOut(Schema):
    """What a person agreed to: every purpose on every channel, and all they ever said, newest first."""

    purposes: list[PurposeOut]
    channels: list[LabelledValue]
    states: list[LabelledValue]
    cells: list[ConsentCell]
    entries: list[ConsentSaid]
    may_change: bool


class ConsentIn(Schema):
    """What a person says now; without a purpose or channel about every one."""

    state: State
    purpose: Annotated[int, Field(gt=0, lt=2**63)] | None = None
    channel: Channel = ""
    source: str = Field("", max_length=300)
    proof: str = Field("", max_length=10_000)
    file: Annotated[int, Field(gt=0, lt=2**63)] | None = None
    expires_on: datetime.date | None = None
    at: datetime.datetime | None = None


def _person(request: HttpRequest, plural: str, number: int, verb: access.Verb = "read") -> Any:
    object_type = objects.by_plural(plural)
    if object_type is None or not consent.is_person(object_type):
        raise NotFound
    record = find(object_type, number, actor_of(request))
    if verb != "read" and not access.reaches(actor_of(request), object_type, record, verb):
        raise Forbidden(_("You may not change this record."))
    return record


@router.get("/{plural}/{number}/consent", response={200: ConsentOut, **PROBLEM_RESPONSES}, operation_id="read_consent")
def read_consent(request: HttpRequest, plural: str, number: Number) -> HttpResponse:
    """What a person agreed to and refused."""
    return _answer(request, _person(request, plural, number))


@router.post(
    "/{plural}/{number}/consent", response={200: ConsentOut, **PROBLEM_RESPONSES}, operation_id="record_consent"
)
def record_consent(request: HttpRequest, plural: str, number: Number, payload: ConsentIn) -> HttpResponse:
    """Write down what a person says, with its source and proof; nothing said before is lost."""
    actor, record = actor_of(request), _person(request, plural, number, "update")
    purpose = Purpose.objects.filter(pk=payload.purpose).first() if payload.purpose else None
    nothing = _("There is no such record, or you may not see it.")
    if payload.purpose and purpose is None:
        raise Invalid({"purpose": [nothing]})
    if payload.file and not access.visible(actor, objects.get("file")).filter(pk=payload.file).exists():
        raise Invalid({"file": [nothing]})
    if "\x00" in payload.source + payload.proof:
        raise Invalid({"proof": [_("The text has a character that cannot be kept (NUL).")]})
    at = payload.at
    if at is not None and at.tzinfo is None:
        at = at.replace(tzinfo=datetime.UTC)
    if payload.expires_on and payload.expires_on.year > 2200:
        raise Invalid({"expires_on": [_("Enter a date such as 2026-11-30.")]})
    consent.record(
        record, state=payload.state, purpose=purpose, channel=payload.channel, actor=actor, source=payload.source,
        proof=payload.proof, file=payload.file, expires_on=payload.expires_on, at=at,
    )  # fmt: skip
    if payload.file:
        File.objects.filter(pk=payload.file, related_to="").update(related_to=f"{objects.of(record).name}:{record.pk}")
    return _answer(request, record)


def _answer(request: HttpRequest, record: Any) -> HttpResponse:
    object_type = objects.of(record)
    person, addresses = f"{object_type.name}:{record.pk}", consent.addresses_of(record)
    entries = list(
        ConsentEntry.objects.filter(consent.entries_of(person, addresses))
        .select_related("purpose", "by", "file")
        .order_by("-at", "-id")[:MOST_ENTRIES]
    )
    purposes = list(Purpose.objects.filter(is_active=True).order_by("position", "id"))
    labels = {value: str(label) for value, label in CHANNELS}
    standing = consent.Standing(record, timezone.now())
    return answer(
        {
            "purposes": [{"id": p.pk, "name": consent.name_of(p), "needs_consent": p.needs_consent} for p in purposes],
            "channels": [{"value": value, "label": label} for value, label in labels.items()],
            "states": [{"value": value, "label": str(label)} for value, label in STATES],
            "cells": [_cell(standing, purpose, channel) for purpose in purposes for channel in labels],
            "entries": [_entry(e, person, labels) for e in entries],
            "may_change": access.reaches(actor_of(request), object_type, record, "update"),
        }
    )


def _cell(standing: consent.Standing, purpose: Purpose, channel: str) -> dict[str, Any]:
    said, verdict = standing.said(purpose, channel), standing.verdict(purpose, channel)
    return {
        "purpose": purpose.pk, "channel": channel, "state": said.state if said else "unknown",
        "ok": verdict.ok, "reason": verdict.reason, "at": said.at if said else None,
        "expires_on": said.expires_on if said else None,
    }  # fmt: skip


def _entry(entry: ConsentEntry, person: str, labels: dict[str, str]) -> dict[str, Any]:
    file = entry.file
    return {
        "id": entry.pk, "purpose": consent.name_of(entry.purpose) if entry.purpose else "",
        "channel": labels.get(entry.channel, ""), "state": entry.state, "at": entry.at, "expires_on": entry.expires_on,
        "source": entry.source, "proof": entry.proof, "file": {"id": file.pk, "title": file.name} if file else None,
        "by": entry.by.name if entry.by else "", "is_other": entry.person != person,
    }  # fmt: skip
