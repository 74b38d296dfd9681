"""Endpoints that look ahead: what an action, a change, a new record or a deletion would do, without doing it."""

from collections.abc import Callable, Sequence
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Path, Router, Schema

from magpie.platform import access, actions, effects, merging_references, objects, records, titles
from magpie.platform.actor import Actor
from magpie.platform.bulk import Failure, background
from magpie.platform.http import bulk, history
from magpie.platform.http.problems import PROBLEM_RESPONSES
from magpie.platform.http.records import BulkInput, Number, actor_of, body_of, find
from magpie.platform.http.rendering import answer
from magpie.platform.models import Event
from magpie.platform.objects import ObjectType
from magpie.platform.problems import Invalid, NotFound

router = Router(tags=["previews"])
Plural = Annotated[str, Path(max_length=100)]
Verb = Annotated[str, Path(max_length=100)]
SHOWN = 20  # records in each list
MOST = 500  # records of a bulk operation


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


class EffectLeft(Schema):
    """A record that a bulk operation would leave as it is, and why."""

    title: str
    detail: str


class EffectsAnswer(Schema):
    """What an operation would do; `others` counts all other records, `hidden` those that one may not see.

    `ends` says what ends with records that are deleted; `left` are records that a bulk operation would leave as they
    are.  `problem` says why it would not be done; `outside` that it reaches outside and so was not tried.
    """

    records: list[EffectRecord]
    others: int
    hidden: int
    is_cut: bool
    told: list[EffectTold]
    told_count: int
    starts: list[str]
    ends: list[str]
    left: list[EffectLeft]
    left_count: int
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
        return answer(_shown(effects.Effects(), outside=True))
    return _preview(actor, name, object_type, number, lambda: actions.perform(declared, record, values, actor=actor))


@router.post(
    "/{plural}/new/preview", response={200: EffectsAnswer, **PROBLEM_RESPONSES}, operation_id="preview_new_record"
)
def of_new(request: HttpRequest, plural: Plural, payload: AnyInput) -> HttpResponse:
    """What creating a record would do."""
    actor, object_type, values = actor_of(request), _named(plural), _values(request)
    model: Any = object_type.model
    return _preview(actor, "", object_type, 0, lambda: records.create(model, values, actor=actor))


@router.post(
    "/{plural}/bulk/preview", response={200: EffectsAnswer, **PROBLEM_RESPONSES}, operation_id="preview_bulk_change"
)
def of_bulk(request: HttpRequest, plural: Plural, payload: BulkInput) -> HttpResponse:
    """What changing, deleting or acting on at most 500 records would do."""
    actor, object_type = actor_of(request), _named(plural)
    if payload.do == "create":
        raise Invalid({"do": [_("New records are looked ahead at one by one.")]})
    meant = bulk.which(object_type, payload, actor)
    numbers = list(meant) if isinstance(meant, list) else list(meant.values_list("pk", flat=True)[: MOST + 1])
    if len(numbers) > MOST:
        raise Invalid({"ids": [_("This can be looked ahead at for at most %(most)d records.") % {"most": MOST}]})
    if payload.do == "action":
        declared = background.find_action(object_type, payload.action or "")
        if declared.external or declared.external_call:
            return answer(_shown(effects.Effects(), outside=True))
    left: list[Failure] = []

    def perform() -> None:
        result = bulk.change(object_type, payload, numbers, {"actor": actor, "automation": payload.automation})
        left.extend(result.failed)

    return _preview(actor, "", object_type, 0, perform, left)


@router.post(
    "/{plural}/{number}/preview", response={200: EffectsAnswer, **PROBLEM_RESPONSES}, operation_id="preview_change"
)
def of_change(request: HttpRequest, plural: Plural, number: Number, payload: AnyInput) -> HttpResponse:
    """What a change of a record would do."""
    actor, object_type = actor_of(request), _named(plural)
    record, values = find(object_type, number, actor), _values(request)
    return _preview(actor, "", object_type, number, lambda: records.update(record, values, actor=actor))


@router.post(
    "/{plural}/{number}/deletion/preview",
    response={200: EffectsAnswer, **PROBLEM_RESPONSES},
    operation_id="preview_deletion",
)
def of_deletion(request: HttpRequest, plural: Plural, number: Number) -> HttpResponse:
    """What deleting a record would do: what goes with it, what loses its place, what ends, who is told."""
    actor, object_type = actor_of(request), _named(plural)
    record = find(object_type, number, actor)
    return _preview(actor, "", object_type, number, lambda: records.delete(record, actor=actor))


def _named(plural: str) -> ObjectType:
    found = next((o for o in objects.all_objects() if o.plural == plural), None)
    if found is None:
        raise NotFound(_("There is nothing at this address."))
    return found


def _values(request: HttpRequest) -> dict[str, Any]:
    values = body_of(request)
    values.pop("version", None)
    return values


def _preview(
    actor: Actor,
    action: str,
    object_type: ObjectType,
    number: int,
    perform: Callable[[], object],
    left: Sequence[Failure] = (),
) -> HttpResponse:
    def see(events: list[Event]) -> dict[str, Any]:
        seen = seen_by(actor, events, (object_type.name, number))
        gone = [e.record_id for e in events if e.kind == "deleted" and e.object == object_type.name]
        return {**seen, "ends": _left_pointing(object_type, gone, actor) if gone else []}

    return answer(_shown(effects.preview(actor, action, perform, see), left))


def _left_pointing(object_type: ObjectType, numbers: list[int], actor: Actor) -> list[str]:
    """Records that stay and name one that is gone; of objects that the actor may not see only their number is told."""
    counts = merging_references.left_pointing(object_type, numbers)
    seen = {name: count for name, count in counts.items() if access.may(actor, objects.get(name), "read")}
    parts = [
        _("%(objects)s (%(count)d)") % {"objects": str(objects.get(name).label_plural), "count": count}
        for name, count in seen.items()
    ]
    if hidden := sum(counts.values()) - sum(seen.values()):
        parts.append(_("records that you may not see (%(count)d)") % {"count": hidden})
    return [_("Stay, and name a record that is gone: %(what)s") % {"what": _(", ").join(parts)}] if parts else []


def _shown(found: effects.Effects, left: Sequence[Failure] = (), *, outside: bool = False) -> dict[str, Any]:
    seen = found.seen or {"records": [], "others": 0, "hidden": 0, "ends": []}
    return {
        **seen,
        "is_cut": found.is_cut,
        "told": [{"name": t.name, "channels": list(t.channels), "why": t.why} for t in found.told[:SHOWN]],
        "told_count": len({t.name for t in found.told}),
        "starts": found.starts,
        "ends": [*found.ends, *seen["ends"]],
        "left": [{"title": each.title, "detail": each.detail} for each in left[:SHOWN]],
        "left_count": len(left),
        "gates": [{"outcome": s.outcome, "text": s.text, "approvers": s.approvers} for s in found.said],
        "problem": found.problem,
        "outside": outside,
    }


def seen_by(actor: Actor, events: list[Event], own: tuple[str, int]) -> dict[str, Any]:
    """The records that these events are about as far as the actor may see them, and how many others there are.

    `own` is the record that the operation is about; with the number 0, the first one that is created of its object.
    """
    shown, hidden = [], 0
    by_record: dict[tuple[str, int], list[Event]] = {}
    for event in events:
        if event.kind in ("created", "updated", "deleted") and objects.find(event.object) is not None:
            by_record.setdefault((event.object, event.record_id), []).append(event)
    if not own[1]:
        own = next((pair for pair in by_record if pair[0] == own[0]), own)
    known = _titles(by_record, own, actor)
    for pair, some in by_record.items():
        if pair in known:
            shown.append(_record(pair, some, known, actor, is_own=pair == own))
        else:
            hidden += 1
    shown.sort(key=lambda record: not record["is_own"])
    return {"records": shown[:SHOWN], "others": len(by_record) - (own in by_record), "hidden": hidden}


def _titles(
    by_record: dict[tuple[str, int], list[Event]], own: tuple[str, int], actor: Actor
) -> dict[tuple[str, int], str]:
    """What the records that the actor may see are called; those that are deleted, by their events."""
    known = dict(titles.look_up(actor, by_record))
    for pair, events in by_record.items():
        gone = events[-1].kind == "deleted" and events[-1].actor_id == actor.user_id
        if pair not in known and (pair == own or gone) and access.may(actor, objects.get(pair[0]), "read"):
            known[pair] = history.title_of(events[0])
    return known


def _record(
    pair: tuple[str, int], events: list[Event], known: titles.Titles, actor: Actor, *, is_own: bool
) -> dict[str, Any]:
    object_type = objects.get(pair[0])
    kinds = {event.kind for event in events}
    kind = "deleted" if "deleted" in kinds else "created" if "created" in kinds else "updated"
    first: dict[str, str] = {}
    last: dict[str, tuple[str, str]] = {}
    for event in history.describe(object_type, events, actor, known):
        for change in event["changes"]:
            first.setdefault(change["field"], change["old_text"])
            last[change["field"]] = (change["label"], change["new_text"])
    changes = [
        {"label": label, "old": first[name], "new": new}
        for name, (label, new) in last.items()
        if first[name] != new and kind != "deleted" and (is_own or kind == "updated")
    ]
    return {
        "object": pair[0], "label": str(object_type.label), "id": pair[1], "title": known[pair], "kind": kind,
        "is_own": is_own, "changes": changes,
    }  # fmt: skip
