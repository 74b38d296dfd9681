"""Applies a set-up: one operation, all of it or nothing, and only what the plan says."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from magpie.automation.models import Workflow
from magpie.automation.publishing import publish
from magpie.industries import arranging, planning, values
from magpie.industries.files import SetUp
from magpie.industries.models import Part
from magpie.industries.planning import Plan, Step
from magpie.platform import bulk, context, objects, records, setup
from magpie.platform.actor import Actor
from magpie.platform.models import Layout, OwnObject
from magpie.platform.problems import Refused

ACTION = "industry.apply"
LATER = ("board_by", "stage_field")  # of an own object: they name its fields


def apply(industry: SetUp, *, actor: Actor, left_out: Collection[str] = (), **options: Any) -> tuple[Plan, uuid.UUID]:
    """Bring in what the company does not have yet of a set-up; gives what was done, and the operation.

    Refused if something else stands under the name of one of its objects or fields.
    """
    with context.acting(actor, ACTION, whole=True, automation="skip", **options) as going_on:
        lock()
        made = planning.plan(industry, left_out)
        if conflicts := made.of("conflict"):
            labels = [f"{values.about(s.item, industry)} {values.title(s.item)}".strip() for s in conflicts]
            told = {"names": ", ".join(labels)}
            raise Refused(_("Something else is there under these names: %(names)s. Rename or delete it first.") % told)
        _Applying(made, actor).carry_out()
        return made, going_on.operation


def lock() -> None:
    """Wait until nobody else applies or takes away a set-up, and read the set-up as it is then."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('magpie_industries'))")
    setup.refresh()


class _Applying:
    def __init__(self, made: Plan, actor: Actor) -> None:
        self.made, self.actor = made, actor
        self.language = values.language_now()
        self.new: list[dict[str, Any]] = []

    def carry_out(self) -> None:
        may_be_default = planning.may_be_default()
        if self.made.usual is not None and may_be_default:
            records.update(self.made.usual, {"is_default": False}, actor=self.actor)
        self.may_be_default = may_be_default
        fields_are_there = False
        for step in self.made.of("add", "change"):
            if not fields_are_there and step.item.kind not in ("own_object", "field"):
                self._finish_objects()
                fields_are_there = True
            if step.verb == "add":
                self._add(step)
            else:
                self._change(step)
        if not fields_are_there:
            self._finish_objects()
        bulk.create_many(objects.get("industry_part"), self.new, actor=self.actor)
        setup.forget()

    def _add(self, step: Step) -> None:
        item = step.item
        wanted = values.resolve(item, self.language, self.made.numbers)
        if item.kind == "layout":
            given = {"sections": item.values["sections"], "list_columns": item.values.get("list_columns", [])}
            arranged = step.columns or arranging.with_added(arranging.of(None, wanted["object"]), given, {})
            step.record = records.create(Layout, {"object": wanted["object"], **arranged}, actor=self.actor)
        else:
            given = {name: value for name, value in wanted.items() if name not in values.PASSING}
            step.record = self._create(item.kind, wanted)
        self.made.numbers[item.key] = step.record.pk
        self.new.append(
            {
                "industry": self.made.setup.key, "key": item.key, "object": item.kind, "record_id": step.record.pk,
                "language": self.language, "values": given,
            }
        )  # fmt: skip

    def _create(self, kind: str, wanted: dict[str, Any]) -> Any:
        model: Any = objects.get(kind).model
        if kind == "own_object":
            wanted = {name: value for name, value in wanted.items() if name not in LATER}
        if kind == "pipeline":
            wanted["is_default"], self.may_be_default = bool(wanted.get("is_default")) and self.may_be_default, False
        if kind == "workflow":
            drawn, is_active = wanted.pop("document"), wanted.pop("is_active", False)
            made = records.create(Workflow, {**wanted, "owner": self.actor.user_id}, actor=self.actor)
            publish(made, drawn, actor=self.actor, activate=is_active)
            return made
        return records.create(model, wanted, actor=self.actor)

    def _finish_objects(self) -> None:
        for step in self.made.of("add"):
            later = {name: step.item.values[name] for name in LATER if step.item.values.get(name)}
            if step.item.kind == "own_object" and later:
                found = OwnObject.objects.get(pk=step.record.pk)
                records.update(found, later, actor=self.actor)

    def _change(self, step: Step) -> None:
        written = dict(step.columns)
        if "document" in written:
            publish(step.record, written.pop("document"), actor=self.actor, activate=step.record.is_active)
        if written:
            records.update(step.record, written, actor=self.actor)
        if step.item.kind == "layout":
            given = {k: step.item.values.get(k, []) for k in ("sections", "list_columns")}
        else:
            given = step.columns
        if step.part is not None:
            records.update(step.part, {"values": {**step.part.values, **given}}, actor=self.actor)
            return
        self.new.append(
            {
                "industry": self.made.setup.key, "key": step.item.key, "object": step.item.kind,
                "record_id": step.record.pk, "language": self.language, "values": given,
            }
        )  # fmt: skip


def applied() -> set[str]:
    """The industries of which something was added."""
    return set(Part.objects.values_list("industry", flat=True).distinct())
