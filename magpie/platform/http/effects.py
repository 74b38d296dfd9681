"""Endpoints that look ahead: what an action, a change or a new record would do, without doing it."""

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Path, Router, Schema

from magpie.platform import access, actions, effects, objects, records, titles
from magpie.platform.actor import Actor
from magpie.platform.http import history
from magpie.platform.http.problems import PROBLEM_RESPONSES
from magpie.platform.http.records import Number, actor_of, body_of, find
from magpie.platform.http.rendering import answer
from magpie.platform.models import Event
from magpie.platform.objects import ObjectType
from magpie.platform.problems import NotFound

router = Router(tags=["previews"])
Plural = Annotated[str, Path(max_length=100)]
Verb = Annotated[str, Path(max_length=100)]
SHOWN = 20  # records in each list


class AnyInput(Schema, extra="allow"):
    """The same body as the operation itself takes."""


class EffectChange(Schema):
    """A field before and after."""

    label: str
    old: str
    new: str


class EffectRecord(Schema):
    """A record that would be created, changed or deleted."""

    object: str
    label: str
    id: int
    title: str
    kind: str
    is_own: bool
    changes: list[EffectChange]


class EffectTold(Schema):
    """Somebody who would be told."""

    name: str
    channels: list[str]
    why: str


class EffectSaid(Schema):
    """What a gate would say."""

    outcome: str
    text: str
    approvers: str


class EffectsAnswer(Schema):
    """What an operation would do; `others` counts all other records, `hidden` those that one may not see.

    `problem` says why it would not be done; `outside` that it reaches outside and so was not tried.
    """

    records: list[EffectRecord]
    others: int
    hidden: int
    is_cut: bool
    told: list[EffectTold]
    told_count: int
    starts: list[str]
    gates: list[EffectSaid]
    problem: str
    outside: bool


@router.post(
    "/{plural}/{number}/actions/{verb}/preview",
    response={200: EffectsAnswer, **PROBLEM_RESPONSES},
    operation_id="preview_action",
)
def of_action(request: HttpRequest, plural: Plural, number: Number, verb: Verb, payload: AnyInput) -> HttpResponse:
    """What an action would do with a record."""
    actor, object_type = actor_of(request), _named(plural)
    name = f"{object_type.name}.{verb.replace('-', '_')}"
    declared = next((a for a in actions.on_object(object_type.name) if a.name == name and a.for_people), None)
    if declared is None:
        raise NotFound(_("There is no action “%(name)s”.") % {"name": verb})
    record, values = find(object_type, number, actor), actions.parse_input(declared, body_of(request))
    if declared.external or declared.external_call:
        return answer(_shown(effects.Effects(), object_type, number, actor, outside=True))
    found = effects.preview(actor, name, lambda: actions.perform(declared, record, values, actor=actor))
    return answer(_shown(found, object_type, number, actor))


@router.post(
    "/{plural}/new/preview", response={200: EffectsAnswer, **PROBLEM_RESPONSES}, operation_id="preview_new_record"
)
def of_new(request: HttpRequest, plural: Plural, payload: AnyInput) -> HttpResponse:
    """What creating a record would do."""
    actor, object_type, values = actor_of(request), _named(plural), _values(request)
    found = effects.preview(actor, "", lambda: records.create(object_type.model, values, actor=actor))  # type: ignore[type-var]
    return answer(_shown(found, object_type, 0, actor))


@router.post(
    "/{plural}/{number}/preview", response={200: EffectsAnswer, **PROBLEM_RESPONSES}, operation_id="preview_change"
)
def of_change(request: HttpRequest, plural: Plural, number: Number, payload: AnyInput) -> HttpResponse:
    """What a change of a record would do."""
    actor, object_type = actor_of(request), _named(plural)
    record, values = find(object_type, number, actor), _values(request)
    found = effects.preview(actor, "", lambda: records.update(record, values, actor=actor))
    return answer(_shown(found, object_type, number, actor))


def _named(plural: str) -> ObjectType:
    found = next((o for o in objects.all_objects() if o.plural == plural), None)
    if found is None:
        raise NotFound(_("There is nothing at this address."))
    return found


def _values(request: HttpRequest) -> dict[str, Any]:
    values = body_of(request)
    values.pop("version", None)
    return values


def _shown(
    found: effects.Effects, object_type: ObjectType, number: int, actor: Actor, *, outside: bool = False
) -> dict[str, Any]:
    own, shown, hidden = (object_type.name, number), [], 0
    by_record: dict[tuple[str, int], list[Event]] = {}
    for event in found.events:
        if event.kind in ("created", "updated", "deleted") and objects.find(event.object) is not None:
            by_record.setdefault((event.object, event.record_id), []).append(event)
    if not number and by_record:
        own = next((pair for pair in by_record if pair[0] == object_type.name), own)
    known = _titles(by_record, own, actor)
    for pair, events in by_record.items():
        if pair in known:
            shown.append(_record(pair, events, known[pair], actor, is_own=pair == own))
        else:
            hidden += 1
    shown.sort(key=lambda record: not record["is_own"])
    return {
        "records": shown[:SHOWN],
        "others": len(by_record) - (own in by_record),
        "hidden": hidden,
        "is_cut": found.is_cut,
        "told": [{"name": t.name, "channels": list(t.channels), "why": t.why} for t in found.told[:SHOWN]],
        "told_count": len({t.name for t in found.told}),
        "starts": found.starts,
        "gates": [{"outcome": s.outcome, "text": s.text, "approvers": s.approvers} for s in found.said],
        "problem": found.problem,
        "outside": outside,
    }


def _titles(
    by_record: dict[tuple[str, int], list[Event]], own: tuple[str, int], actor: Actor
) -> dict[tuple[str, int], str]:
    """What the records that the actor may see are called; what was made is taken back by now, so by their events."""
    known = dict(titles.look_up(actor, by_record))
    for pair, events in by_record.items():
        made = events[0].kind == "created" and events[0].actor_id == actor.user_id
        if pair not in known and (pair == own or made) and access.may(actor, objects.get(pair[0]), "read"):
            known[pair] = history.title_of(events[0])
    return known


def _record(pair: tuple[str, int], events: list[Event], title: str, actor: Actor, *, is_own: bool) -> dict[str, Any]:
    object_type = objects.get(pair[0])
    kinds = {event.kind for event in events}
    kind = "deleted" if "deleted" in kinds else "created" if "created" in kinds else "updated"
    first: dict[str, str] = {}
    last: dict[str, tuple[str, str]] = {}
    for event in history.describe(object_type, events, actor):
        for change in event["changes"]:
            first.setdefault(change["field"], change["old_text"])
            last[change["field"]] = (change["label"], change["new_text"])
    changes = [
        {"label": label, "old": first[name], "new": new}
        for name, (label, new) in last.items()
        if first[name] != new and (is_own or kind == "updated")
    ]
    return {
        "object": pair[0], "label": str(object_type.label), "id": pair[1], "title": title, "kind": kind,
        "is_own": is_own, "changes": changes,
    }  # fmt: skip
