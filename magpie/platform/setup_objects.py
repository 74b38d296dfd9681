"""Declares the platform's own objects: people, roles, and what administrators set up."""

from __future__ import annotations

import functools
import re
import zoneinfo
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from magpie.platform import objects
from magpie.platform.actor import Actor
from magpie.platform.fields import FieldError, formula
from magpie.platform.models import CustomField, File, Role, SavedList, StageRequirement, Team, User


@functools.cache
def _time_zones() -> set[str]:
    return zoneinfo.available_timezones()  # reads hundreds of files


def _check_user(values: dict[str, Any], user: Any) -> dict[str, str]:
    zone = values.get("time_zone")
    if zone and zone not in _time_zones():
        return {"time_zone": now_("“%(zone)s” is not a time zone; write it like Asia/Shanghai.") % {"zone": zone}}
    if "username" in values and not re.fullmatch(r"[\w.@+-]{1,100}", values["username"]):
        return {"username": now_("A user name has letters, digits and . @ + - _ only.")}
    return {}


def _check_custom_field(values: dict[str, Any], definition: Any) -> dict[str, str]:
    def value(name: str) -> Any:
        return values[name] if name in values else getattr(definition, name, None)

    problems: dict[str, str] = {}
    target = objects.find(value("object") or "")
    if target is None or not target.has_custom:
        return {"object": now_("There is no object “%(name)s” that takes fields.") % {"name": value("object")}}
    name = value("name") or ""
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,48}", name):
        problems["name"] = now_("A technical name has small letters, digits and _ only, and begins with a letter.")
    elif any(name in (f.name, f.attname) for f in target.model._meta.concrete_fields) or name in (
        "title",
        "object",
    ):
        problems["name"] = now_("%(object)s already has a field “%(name)s”.") % {
            "object": str(target.label),
            "name": name,
        }
    if definition is not None and any(
        n in values and values[n] != getattr(definition, n) for n in ("name", "object", "type")
    ):
        problems["name"] = now_(
            "The technical name, object and type of a field stay as they are; make a new field instead."
        )
    kind = value("type")
    options = value("options")
    if kind in ("choice", "choices") and not (
        isinstance(options, list)
        and options
        and all(isinstance(o, dict) and isinstance(o.get("value"), str) and o["value"] for o in options)
    ):
        problems["options"] = now_("Give at least one choice.")
    if kind == "reference" and objects.find(value("target") or "") is None:
        problems["target"] = now_("Name the object that the field refers to.")
    if kind == "computed":
        try:
            unknown = [
                n for n in formula.names(formula.parse(value("formula") or ""))
                if n not in target.fields() or target.fields()[n].type.name not in ("number", "money")
            ]  # fmt: skip
            if unknown:
                problems["formula"] = now_("“%(name)s” is not a number field.") % {"name": unknown[0]}
        except FieldError as error:
            problems["formula"] = str(error)
    return problems


def _check_filter_of(values: dict[str, Any], record: Any) -> dict[str, str]:
    from magpie.platform import filters

    name = values.get("object") or getattr(record, "object", None) or ""
    target = objects.find(name)
    if target is None:
        return {"object": now_("There is no object “%(name)s”.") % {"name": name}}
    try:
        filters.parse(target, values.get("filter") or getattr(record, "filter", None))
    except filters.FilterError as error:
        return {"filter": str(error)}
    return {}


def _check_requirement(values: dict[str, Any], record: Any) -> dict[str, str]:
    def value(name: str) -> Any:
        return values[name] if name in values else getattr(record, name, None)

    target = objects.find(value("object") or "")
    if target is None or not target.stage_field:
        return {"object": now_("“%(name)s” has no stages.") % {"name": value("object")}}
    if value("field") not in target.fields():
        return {
            "field": now_("%(object)s has no field “%(name)s”.") % {"object": str(target.label), "name": value("field")}
        }
    if not any(c.value == value("stage") for c in target.field(target.stage_field).choices):
        return {
            "stage": now_("%(object)s has no stage “%(name)s”.") % {"object": str(target.label), "name": value("stage")}
        }
    return {}


def _check_role(values: dict[str, Any], role: Any) -> dict[str, str]:
    """A right that nobody can understand would shut its holders out of their lists."""
    grants = values.get("grants")
    if not grants:
        return {}
    if not isinstance(grants, dict):
        return {"grants": now_("Give the rights of each object.")}
    for name, rights in grants.items():
        target = objects.find(name)
        if (target is None and name != "*") or not isinstance(rights, dict):
            return {"grants": now_("There is no object “%(name)s”.") % {"name": name[:50]}}
        if problem := _problem_of_rights(target, rights):
            return {"grants": f"{target.label if target else name}: {problem}"}
    return {}


def _problem_of_rights(target: objects.ObjectType | None, rights: dict[str, Any]) -> str:
    from magpie.platform import filters

    for right, given in rights.items():
        if right in ("read", "update", "delete"):
            if isinstance(given, dict) and target is not None:
                try:
                    filters.parse(target, given)
                except filters.FilterError as error:
                    return str(error)
            elif not isinstance(given, str) or given not in ("none", "own", "team", "all"):
                return now_("“%(right)s” is none, own, team, all, or a filter of one object.") % {"right": right}
        elif right in ("create", "export", "import"):
            if not isinstance(given, bool):
                return now_("“%(right)s” is yes or no.") % {"right": right}
        elif right in ("fields", "actions"):
            wanted = ("hidden", "read", "write") if right == "fields" else (True, False)
            if not isinstance(given, dict) or any(v not in wanted for v in given.values()):
                return now_("“%(right)s” names a right for each.") % {"right": right}
        else:
            return now_("There is no right “%(right)s”.") % {"right": str(right)[:50]}
    return ""


def _check_team(values: dict[str, Any], team: Any) -> dict[str, str]:
    seen, parent = {team.pk} if team else set(), values.get("parent")
    while parent:
        if parent in seen:
            return {"parent": now_("A team cannot lie inside itself.")}
        seen.add(parent)
        parent = Team.objects.filter(pk=parent).values_list("parent_id", flat=True).first()
    return {}


def _lists_of(actor: Actor, verb: str) -> Q:
    """Everybody reads their own lists, their team's and the public ones; only the owner changes one."""
    mine = Q(owner=actor.user_id)
    if verb != "read" or actor.user is None:
        return mine
    shared = Q(visibility="public")
    if actor.user.team_id:
        shared |= Q(visibility="team", owner__team=actor.user.team_id)
    return mine | shared


def _files_of(actor: Actor, verb: str) -> Q:
    return Q(owner=actor.user_id)


objects.register(
    name="user", model=User, title="name", group="setup", icon="user", is_setup=True, open_to_all=True, listed=False,
    label=_("User"), label_plural=_("Users"), check=_check_user, own_by=("id",),
    columns=("name", "username", "email", "team", "roles", "is_active"), search=("name", "username", "email"),
    subtitle="job_title",
    sections=(
        (_("Person"), ("name", "username", "email", "phone", "job_title", "language", "time_zone")),
        (_("Work"), ("team", "roles", "is_active", "is_administrator")),
        (_("Absence"), ("away_from", "away_until", "deputy")),
    ),
)  # fmt: skip
objects.register(
    name="team", model=Team, title="name", group="setup", icon="team", is_setup=True, open_to_all=True, listed=False,
    named_once=True, label=_("Team"), label_plural=_("Teams"),
    columns=("name", "parent", "manager", "office"), check=_check_team,
    sections=((_("Team"), ("name", "parent", "manager", "office")),),
)  # fmt: skip
objects.register(
    name="role", named_once=True, model=Role, title="name", group="setup", icon="safety", is_setup=True, listed=False,
    label=_("Role"), label_plural=_("Roles"), columns=("name", "description"), check=_check_role,
    sections=((_("Role"), ("name", "description")),),  # the rights have a page of their own
)  # fmt: skip
objects.register(
    name="field", model=CustomField, title="label_en", group="setup", icon="form", is_setup=True, listed=False,
    label=_("Field"), label_plural=_("Fields"), check=_check_custom_field,
    columns=("object", "name", "label_en", "label_zh", "type", "is_required"),
    sections=((_("Field"), (
        "object", "name", "label_en", "label_zh", "type", "options", "target", "formula", "help",
        "is_required", "position",
    )),),
)  # fmt: skip
objects.register(
    name="stage_requirement", model=StageRequirement, title="field", group="setup", icon="check-square", is_setup=True,
    listed=False,
    plural="stage-requirements", label=_("Required field"), label_plural=_("Required fields"), check=_check_requirement,
    columns=("object", "field", "stage"), sections=((_("Required field"), ("object", "field", "stage")),),
)  # fmt: skip
objects.register(
    name="list", model=SavedList, title="name", group="setup", icon="unordered-list", listed=False, scope=_lists_of,
    named_once=True,
    label=_("List"), label_plural=_("Lists"), check=_check_filter_of,
    columns=("name", "object", "view", "visibility"),
    sections=((_("List"), (
        "name", "object", "view", "filter", "columns", "sort", "group_by", "density", "visibility", "pinned",
        "is_default",
    )),),
)  # fmt: skip
objects.register(
    name="file", model=File, title="name", group="setup", icon="paper-clip", listed=False, scope=_files_of,
    hidden=("path",),
    label=_("File"), label_plural=_("Files"), columns=("name", "size", "content_type"),
    read_only=("name", "size", "content_type"),
    sections=((_("File"), ("name", "size", "content_type", "related_to")),),
)  # fmt: skip
