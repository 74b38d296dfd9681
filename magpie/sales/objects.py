"""Declares leads, hand-overs, opportunities, pipelines, stages and territories."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from magpie.accounts.pools import taking_part
from magpie.platform import filters, objects
from magpie.platform.objects import OpenChoices
from magpie.sales import changes, pipelines
from magpie.sales.models import HandOver, Lead, Opportunity, Pipeline, Stage, Territory, TerritoryMember, WorkHandOver


def _check_opportunity(values: dict[str, Any], opportunity: Opportunity | None) -> dict[str, str]:
    probability = values.get("probability")
    if probability is not None and not 0 <= probability <= 100:
        return {"probability": now_("Enter a number from 0 to 100.")}
    stage = pipelines.all_stages().get(values.get("stage") or 0)
    if stage is not None and values.get("pipeline") not in (None, stage.pipeline_id):
        return {"stage": now_("This stage belongs to another pipeline.")}
    return {}


def _check_stage(values: dict[str, Any], stage: Stage | None) -> dict[str, str]:
    probability = values.get("probability")
    if probability is not None and not 0 <= probability <= 100:
        return {"probability": now_("Enter a number from 0 to 100.")}
    return {}


def _check_territory(values: dict[str, Any], territory: Territory | None) -> dict[str, str]:
    try:
        filters.parse(objects.get("lead"), values.get("rule"))
    except filters.FilterError as error:
        return {"rule": str(error)}
    return {}


def _check_lead(values: dict[str, Any], lead: Lead | None) -> dict[str, str]:
    return {
        name: now_("Enter 0 or more.")
        for name in ("employees", "budget")
        if values.get(name) is not None and values[name] < 0
    }


objects.register(
    name="lead",
    model=Lead,
    title="name",
    icon="user-add",
    group="sales",
    columns=("name", "company", "status", "rating", "mobile", "source", "territory", "owner", "created_at"),
    sections=(
        (_("Lead"), ("name", "company", "job_title", "status", "owner", "tags")),
        (_("How to reach them"), ("mobile", "phone", "email", "website", "country", "state", "city", "address")),
        (
            _("Qualification"),
            (
                "rating",
                "score",
                "grade",
                "currency",
                "budget",
                "authority",
                "need",
                "purchase_timeframe",
                "next_contact_at",
                "last_contact_at",
            ),
        ),
        (_("Where it came from"), ("source", "campaign", "industry", "employees", "annual_revenue")),
        (_("Hand-over"), ("territory", "handed_over_by", "handed_over_at", "accepted_at")),
        (
            _("What became of it"),
            ("lost_reason", "lost_note", "converted_at", "account", "contact", "opportunity"),
        ),
        (_("More"), ("description", "external_id")),
        taking_part.SECTION,
    ),
    highlights=("status", "company", "mobile", "rating", "territory", "owner"),
    search=("name", "company", "phone", "mobile", "email", "website", "city", "external_id"),
    subtitle="company",
    board_by="status",
    own_choices={
        "source": OpenChoices("source", fixed=("website",)),
        "industry": OpenChoices("industry"),
        "rating": OpenChoices(),
        "authority": OpenChoices(fixed=("decides",)),
        "purchase_timeframe": OpenChoices(),
        "lost_reason": OpenChoices(),
    },
    stage_field="status",
    closed_stages=("recycled", "disqualified"),
    open_if={"field": "status", "not_in": ["converted", "recycled", "disqualified"]},
    read_only=(
        "handed_over_by", "handed_over_at", "accepted_at", "converted_at", "account", "contact", "opportunity",
        *taking_part.READ_ONLY,
    ),
    quiet=taking_part.QUIET,
    hidden=taking_part.HIDDEN,
    duplicates_on=("mobile", "phone", "email"),
    duplicate_rules=(
        {"name": _("Same telephone of a lead"), "parts": [{"compare": "phone", "fields": ["mobile", "phone"]}]},
        {"name": _("Same e-mail of a lead"), "parts": [{"compare": "email", "fields": ["email"]}]},
        {
            "name": _("Same mobile as a contact"),
            "against": "contact",
            "parts": [{"compare": "phone", "fields": ["mobile"]}],
        },
        {
            "name": _("Company similar to an account"),
            "against": "account",
            "parts": [{"compare": "similar", "fields": ["company"], "against": ["name"]}],
        },
    ),
    check=_check_lead,
    before_save=changes.of_lead,
)  # fmt: skip
taking_part.take_part("lead")
taking_part.won_checks["lead"] = [changes.converted]
taking_part.won_checks["account"] = [changes.buyers]
objects.register(
    name="hand_over",
    model=HandOver,
    plural="hand-overs",
    title="name",
    icon="swap",
    group="sales",
    columns=("name", "giver", "receiver", "territory", "state", "offered_at", "answered_at"),
    sections=(
        (_("Hand-over"), ("lead", "giver", "receiver", "territory", "member", "note")),
        (_("Answer"), ("state", "offered_at", "answered_at", "reason", "reminders")),
    ),
    highlights=("state", "giver", "receiver", "offered_at", "answered_at"),
    own_by=("owner", "giver", "receiver"),
    search=("name", "note", "reason"),
    read_only=(
        "owner", "name", "lead", "giver", "receiver", "territory", "member", "note", "state", "offered_at",
        "answered_at", "reason", "reminders", "external_id",
    ),
)  # fmt: skip
objects.register(
    name="work_hand_over",
    model=WorkHandOver,
    plural="work-hand-overs",
    title="name",
    icon="swap",
    group="sales",
    listed=False,
    columns=("name", "giver", "receiver", "state", "moved", "offered_at", "answered_at"),
    sections=(
        (_("Hand-over"), ("giver", "receiver", "note", "total", "moved", "counts", "is_at_once")),
        (_("Answer"), ("state", "offered_at", "answered_at", "reason")),
    ),
    highlights=("state", "giver", "receiver", "moved", "offered_at", "answered_at"),
    own_by=("owner", "giver", "created_by"),
    search=("name", "note", "reason"),
    read_only=(
        "owner", "name", "giver", "receiver", "state", "note", "total", "moved", "counts", "is_at_once", "offered_at",
        "answered_at", "reason", "external_id",
    ),
    hidden=("operation",),
)  # fmt: skip
objects.register(
    name="opportunity",
    model=Opportunity,
    plural="opportunities",
    title="name",
    icon="dollar",
    group="sales",
    columns=("name", "account", "stage", "amount", "probability", "close_date", "owner"),
    sections=(
        (_("Opportunity"), ("name", "account", "contact", "pipeline", "stage", "owner", "tags")),
        (
            _("Money"),
            ("currency", "amount", "probability", "weighted_amount", "close_date", "forecast_category", "product"),
        ),
        (
            pgettext_lazy("opportunity", "Work"),
            (
                "next_step",
                "competitor",
                "status",
                "close_reason",
                "lost_reason",
                "open_obstacles",
                "approved_samples",
                "product_lines",
                "engaged_on",
                "stage_changed_at",
            ),
        ),
        (_("Where it came from"), ("source", "campaign", "lead", "description", "external_id")),
    ),
    highlights=("stage", "amount", "probability", "close_date", "account", "owner"),
    search=("name", "next_step", "competitor", "external_id"),
    subtitle="next_step",
    board_by="stage",
    stage_field="stage",
    open_if={"field": "status", "is": "open"},
    read_only=("stage_changed_at", "status", "product_lines", "approved_samples", "open_obstacles"),
    choices_from={"stage": pipelines.stage_choices},
    own_choices={"source": OpenChoices("source", fixed=("website",))},
    check=_check_opportunity,
    before_save=changes.of_opportunity,
)
objects.register(
    name="pipeline",
    named_once=True,
    model=Pipeline,
    title="name",
    icon="funnel-plot",
    group="setup",
    is_setup=True,
    open_to_all=True,
    listed=False,
    columns=("name", "is_default", "position"),
    sections=((_("Pipeline"), ("name", "is_default", "position")),),
    search=("name",),
)
objects.register(
    name="stage",
    model=Stage,
    title="name_en",
    icon="partition",
    group="setup",
    is_setup=True,
    open_to_all=True,
    listed=False,
    columns=("pipeline", "position", "name_en", "name_zh", "kind", "probability", "max_days"),
    sections=((_("Stage"), ("pipeline", "name_en", "name_zh", "position", "kind", "probability", "max_days")),),
    search=("name_en", "name_zh"),
    subtitle="name_zh",
    check=_check_stage,
    before_save=changes.of_stage,
)
objects.register(
    name="territory",
    named_once=True,
    model=Territory,
    plural="territories",
    title="name",
    icon="environment",
    group="setup",
    is_setup=True,
    open_to_all=True,
    listed=False,
    columns=("position", "name", "manager", "team", "is_active"),
    sections=((_("Territory"), ("name", "position", "manager", "team", "rule", "is_active")),),
    search=("name",),
    check=_check_territory,
)
objects.register(
    name="territory_member",
    model=TerritoryMember,
    plural="territory-members",
    title="user",
    icon="usergroup-add",
    group="setup",
    is_setup=True,
    open_to_all=True,
    listed=False,
    columns=("territory", "user", "position", "is_active"),
    sections=((_("Territory member"), ("territory", "user", "position", "is_active")),),
)
