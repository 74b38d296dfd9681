"""What a playbook says about one record: guidance and words with the record's values filled in, and what is done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _

from magpie.platform import access, context, events, objects, setup, texts
from magpie.platform.actor import Actor
from magpie.platform.models import User
from magpie.platform.problems import Forbidden, NotFound
from magpie.sales.models import Lead, Opportunity, Playbook, PlaybookItem, PlaybookTick

events.declare("lead", "playbook_done", pgettext_lazy("playbook", "Done by the playbook"))
events.declare("lead", "playbook_undone", pgettext_lazy("playbook", "Not done after all"))
events.declare("opportunity", "playbook_done", pgettext_lazy("playbook", "Done by the playbook"))
events.declare("opportunity", "playbook_undone", pgettext_lazy("playbook", "Not done after all"))


def stage_of(record: Lead | Opportunity) -> str:
    """Where the record stands: the status of a lead, the number of an opportunity's stage."""
    return record.status if isinstance(record, Lead) else str(record.stage_id or "")


def of_record(record: Lead | Opportunity, actor: Actor, stage: str = "") -> list[dict[str, Any]]:
    """The playbooks for that stage, the record's own without one, as the actor reads them."""
    stage = stage or stage_of(record)
    found = [p for p in _active() if stage and stage == (p.lead_status if isinstance(record, Lead) else _stage(p))]
    if not found:
        return []
    ticks = _ticks(record)
    values = _values(record, actor)
    known, rights = objects.of(record).fields(), access.field_rights(actor, objects.of(record))
    return [
        {
            "id": playbook.pk,
            "name": objects.of(playbook).title_of(playbook),
            "guidance": _fill(playbook, "guidance", values),
            "key_fields": [n for n in playbook.key_fields if n in known and rights.get(n) != "hidden"],
            "items": [_item(item, values, ticks.get(item.pk)) for item in _items().get(playbook.pk, ())],
        }
        for playbook in found
    ]


def tick(record: Lead | Opportunity, number: int, is_done: bool, actor: Actor) -> None:
    """Note that a thing of a playbook is done for this record, or not after all; both are in its history."""
    object_type = objects.of(record)
    item = PlaybookItem.objects.filter(pk=number, kind="do").first()
    if item is None or (item.playbook.lead_status != "") != isinstance(record, Lead):
        raise NotFound
    if not access.reaches(actor, object_type, record, "update"):
        raise Forbidden(_("You may not change this record."))
    about = {"item": item, "object": object_type.name, "record_id": record.pk}
    with context.acting(actor):
        if is_done:
            _tick, is_new = PlaybookTick.objects.get_or_create(**about, defaults={"user": actor.user})
        else:
            is_new = bool(PlaybookTick.objects.filter(**about).delete()[0])
        if is_new:
            events.emit(record, "playbook_done" if is_done else "playbook_undone", {"name": item.name})


def _stage(playbook: Playbook) -> str:
    return str(playbook.stage_id or "")


def _active() -> list[Playbook]:
    return setup.kept("playbooks", lambda: list(Playbook.objects.filter(is_active=True).order_by("position", "id")))


def _items() -> dict[int, list[PlaybookItem]]:
    def load() -> dict[int, list[PlaybookItem]]:
        found: dict[int, list[PlaybookItem]] = {}
        for item in PlaybookItem.objects.order_by("position", "id"):
            found.setdefault(item.playbook_id, []).append(item)
        return found

    return setup.kept("playbook_items", load)


def _ticks(record: Lead | Opportunity) -> dict[int, PlaybookTick]:
    found = PlaybookTick.objects.filter(object=objects.of(record).name, record_id=record.pk).select_related("user")
    return {row.item_id: row for row in found}


def _values(record: Lead | Opportunity, actor: Actor) -> Mapping[str, Any]:
    language = get_language() or "en"
    zone = actor.user.time_zone if actor.user else ""
    user = User.objects.filter(pk=actor.user_id or 0).first()
    me = texts.record_values(user, language, actor, zone) if user else {}
    return {"record": texts.record_values(record, language, actor, zone), "me": me}


def _fill(row: Playbook | PlaybookItem, name: str, values: Mapping[str, Any]) -> str:
    """The text of that name in the reader's language, filled in; as it was written if it cannot be filled."""
    in_english = str(getattr(row, f"{name}_en")) if (get_language() or "").startswith("en") else ""
    template = in_english or str(getattr(row, name))
    try:
        return texts.render(template, values)
    except texts.BrokenTemplate:
        return template


def _item(item: PlaybookItem, values: Mapping[str, Any], done: PlaybookTick | None) -> dict[str, Any]:
    return {
        "id": item.pk,
        "kind": item.kind,
        "name": _fill(item, "name", values),
        "text": _fill(item, "text", values),
        "done_at": done.at if done else None,
        "done_by": {"id": done.user.pk, "title": done.user.name} if done and done.user else None,
    }
