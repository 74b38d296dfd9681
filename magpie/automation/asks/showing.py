"""Asks as pages show them, in the language of the reader and as far as they may see the record."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import get_language

from magpie.automation.asks import people
from magpie.automation.asks.answering import outcomes_of, why_over
from magpie.automation.asks.models import Ask
from magpie.automation.explaining import name_of
from magpie.notices.people import deputy_of
from magpie.notices.tell import in_language
from magpie.platform import access, objects, titles
from magpie.platform.actor import SYSTEM, Actor


def _ref(person: Any) -> dict[str, Any] | None:
    return {"id": person.pk, "title": str(person)} if person is not None else None


def items(asks: Iterable[Ask], actor: Actor) -> list[dict[str, Any]]:
    """Several asks at once: the titles of their records are looked up together."""
    found = list(asks)
    about = {(ask.object, ask.record_id) for ask in found if ask.object}
    names, readable = titles.look_up(SYSTEM, about), titles.look_up(actor, about)
    others = people.stood_in_for(actor.user) if actor.user is not None else []
    language = get_language() or "en"
    sees_all = access.may(actor, objects.get("workflow"), "read")
    shown = [_item(ask, actor, names, readable, others, language) for ask in found]
    for ask, item in zip(found, shown, strict=True):
        if not sees_all and not _concerns(ask, actor, others):  # the texts may hold values that are hidden from them
            item |= {"title": item["workflow"]["title"], "text": "", "comment": "", "values": {}}
            item["people"] = [{**person, "comment": ""} for person in item["people"]]
    return shown


def _concerns(ask: Ask, actor: Actor, others: list[int]) -> bool:
    """Whether the actor is one of those asked, answered, or stands in for one of them."""
    return any(
        actor.user_id in (p.user_id, p.answered_by_id) or (ask.deputies and p.user_id in others)
        for p in ask.people.all()
    )  # fmt: skip


def _item(
    ask: Ask, actor: Actor, names: titles.Titles, readable: titles.Titles, others: list[int], language: str
) -> dict[str, Any]:
    about = (ask.object, ask.record_id)
    places = list(ask.people.all())
    mine = [p for p in places if p.is_open and (p.user_id == actor.user_id or (ask.deputies and p.user_id in others))]
    is_administrator = actor.user is not None and actor.user.is_administrator
    return {
        "id": ask.pk, "kind": ask.kind, "status": ask.status, "title": in_language(ask.title, language),
        "text": in_language(ask.text, language), "workflow": {"id": ask.workflow_id, "title": name_of(ask.workflow)},
        "run": ask.run_id, "step": ask.block,
        "record": {
            "object": ask.object, "id": ask.record_id, "title": names.get(about, ""), "may_read": about in readable,
        } if ask.object else None,
        "fields": [{**field, "label": in_language(field["label"], language) or field["name"]} for field in ask.fields],
        "outcomes": outcomes_of(ask), "every": ask.every,
        "people": [
            {
                "user": _ref(p.user), "is_open": p.is_open, "outcome": p.outcome, "comment": p.comment,
                "answered_by": _ref(p.answered_by), "answered_at": p.answered_at, "passed_to": _ref(p.passed_to),
                "deputy": _ref(deputy_of(p.user, "approvals")) if p.is_open and ask.deputies else None,
            }
            for p in places
        ],
        "is_mine": ask.status == "open" and bool(mine),
        "in_place_of": [_ref(p.user) for p in mine if p.user_id != actor.user_id],
        "may_answer": ask.status == "open" and bool(mine or is_administrator),
        "outcome": ask.outcome, "comment": ask.comment, "values": ask.values, "answered_by": _ref(ask.answered_by),
        "closed_at": ask.closed_at, "created_at": ask.created_at, "due_at": ask.due_at,
        "reminders_sent": ask.reminders_sent, "next_reminder_at": ask.remind_at,
        "why_over": why_over(ask) if ask.status != "open" else "",
    }  # fmt: skip


def ready(found: Any) -> Any:
    """The asks with everything that showing them needs, in few queries."""
    whole = found.select_related("workflow", "answered_by")
    return whole.prefetch_related("people__user__deputy", "people__answered_by", "people__passed_to")


def of_record(object_name: str, record_id: int, actor: Actor) -> list[dict[str, Any]]:
    """What people are asked about a record at present."""
    found = Ask.objects.filter(object=object_name, record_id=record_id, status="open").order_by("id")
    return items(ready(found), actor)


def may_see(ask: Ask, actor: Actor) -> bool:
    """Those asked and their deputies, who may read workflows, and who may read the record."""
    if access.may(actor, objects.get("workflow"), "read"):
        return True
    if _concerns(ask, actor, people.stood_in_for(actor.user) if actor.user is not None else []):
        return True
    object_type = objects.find(ask.object) if ask.object else None
    return object_type is not None and access.visible(actor, object_type).filter(pk=ask.record_id).exists()
