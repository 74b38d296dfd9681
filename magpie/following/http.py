"""Endpoints of notice rules beside those of every object: in words, tried on real events, and what one follows."""

from __future__ import annotations

import datetime
from typing import Annotated, Any, Literal

from django.db import transaction
from django.db.models import Count, Max, Q
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Path, Query, Router, Schema
from pydantic import Field

from magpie.following import alarms, lists, matching, sentence, templates, trial
from magpie.following.models import Mute, NoticeRule, Told
from magpie.following.objects import NAME, may_rule
from magpie.following.people import People, paths
from magpie.notices.alarms import Alarms
from magpie.notices.following import Follower
from magpie.platform import access, actions, context, events, objects, records
from magpie.platform.actor import Actor
from magpie.platform.http.auth import options_of
from magpie.platform.http.problems import PROBLEM_RESPONSES
from magpie.platform.http.records import actor_of
from magpie.platform.http.rendering import answer
from magpie.platform.objects import ObjectType
from magpie.platform.problems import Forbidden, NotFound, Refused
from magpie.platform.titles import look_up

router = Router(tags=["following"])
Number = Annotated[int, Path(gt=0, lt=2**63)]
Name = Annotated[str, Query(max_length=50)]
Line = Annotated[str, Field(max_length=1000)]
DAYS = 30


class RuleState(Schema):
    """A rule in words, how it stands, and what it told lately.

    `state` is active, off, over, broken, left (its owner is gone) or no_right (who follows may not read it any more).
    """

    id: int
    name: str
    reach: Literal["personal", "company"]
    object: str
    object_label: str
    record: int | None
    record_title: str
    list_id: int | None  # the saved list whose condition it takes over
    list_title: str
    sentence: str
    state: Literal["active", "off", "over", "broken", "left", "no_right"]
    told: int
    last: datetime.datetime | None
    answered: int  # of the last notices, those that were read or called a false alarm
    false_alarms: int
    reasons: list[str]
    often_false: bool
    muted_by: list[str]
    muted: bool
    may_be_muted: bool
    may_change: bool


class RuleTemplate(Schema):
    """A ready-made rule of the company that one press makes."""

    key: str
    name: str
    about: str


class RuleStates(Schema):
    """The company's rules, and the ready-made ones that it has not."""

    items: list[RuleState]
    templates: list[RuleTemplate]
    days: int
    may_rule: bool


class FollowedRecord(Schema):
    """A record that the caller follows."""

    object: str
    object_label: str
    id: int
    title: str
    since: datetime.datetime


class Followed(Schema):
    """What the caller is told of: records, lists and kinds of events, and the company's rules that reach them."""

    records: list[FollowedRecord]
    rules: list[RuleState]
    company: list[RuleState]


class Option(Schema):
    """Something to choose."""

    value: str
    label: str


class RuleOptions(Schema):
    """What a rule on one object can name: operations, named events, and paths to people."""

    actions: list[Option]
    events: list[Option]
    people: list[Option]


class RuleDraft(Schema):
    """A rule as it stands on its page, perhaps not saved yet."""

    reach: Literal["personal", "company"] = "company"
    object: Annotated[str, Field(max_length=50)]
    record_id: Annotated[int | None, Field(gt=0, lt=2**31)] = None
    filter: dict[str, Any] | None = None
    events: Annotated[list[dict[str, Any]], Field(max_length=20)] = []
    receivers: Annotated[list[dict[str, Any]], Field(max_length=50)] = []
    timing: Literal["at_once", "daily", "weekly"] = "at_once"
    at: datetime.time | None = None
    weekday: Literal["0", "1", "2", "3", "4", "5", "6"] = "0"
    tells_still: bool = False
    includes_doer: bool = False


class TrialPerson(Schema):
    """Somebody who would have been told of so many happenings; of `unseen` more not, as they may not read them."""

    id: int
    title: str
    count: int
    unseen: int


class RuleTrial(Schema):
    """What the rule would have told in the last days, in numbers and examples."""

    sentence: str
    problems: dict[str, str]
    count: int
    records: int
    is_whole: bool
    days: int
    people: list[TrialPerson]
    examples: list[str]


class RuleMade(Schema):
    """The rule that was made."""

    id: int


@router.get("/notice-rule-states", response={200: RuleStates, **PROBLEM_RESPONSES}, operation_id="list_rule_states")
def states(request: HttpRequest) -> HttpResponse:
    """The company's rules in words, with what they told in the last 30 days."""
    actor = actor_of(request)
    rules = list(NoticeRule.objects.filter(reach="company").order_by("object", "pk"))
    offered = templates.unused() if may_rule(actor) else []
    language = actor.user.language if actor.user else "en"
    return answer({
        "items": _states(rules, actor),
        "templates": [{"key": t.key, "name": t.rule(language)["name"], "about": str(t.about)} for t in offered],
        "days": DAYS,
        "may_rule": may_rule(actor),
    })  # fmt: skip


def _states(rules: list[NoticeRule], actor: Actor) -> list[dict[str, Any]]:
    since = timezone.now() - datetime.timedelta(days=DAYS)
    mine = {} if may_rule(actor) else {"user": actor.user_id or 0}  # how often others are told is the rulers' to know
    counted = Told.objects.filter(rule__in=rules, at__gte=since, **mine).values("rule")
    figures = counted.annotate(count=Count("pk"), last=Max("at"))
    told: dict[int, dict[str, Any]] = {row["rule"]: dict(row) for row in figures}
    mutes: dict[int, list[Any]] = {}
    for mute in Mute.objects.filter(rule__in=rules).select_related("user").order_by("pk"):
        mutes.setdefault(mute.rule_id, []).append(mute.user)
    named = look_up(actor, {(rule.object, rule.record_id) for rule in rules if rule.record_id})
    seen = access.visible(actor, objects.get(lists.OBJECT)).filter(pk__in=[r.list_id for r in rules if r.list_id])
    followed_lists = {saved.pk: objects.get(lists.OBJECT).title_of(saved) for saved in seen}
    today, found = timezone.localdate(), []
    for rule in rules:
        object_type = objects.find(rule.object)
        row: dict[str, Any] = told.get(rule.pk, {})
        own = rule.reach == "personal" and rule.owner_id == actor.user_id
        wrong = alarms.of_rule(rule.pk) if own or may_rule(actor) else Alarms()
        found.append({
            "id": rule.pk, "name": objects.get(NAME).title_of(rule), "reach": rule.reach, "object": rule.object,
            "object_label": str(object_type.label) if object_type else rule.object, "record": rule.record_id,
            "record_title": named.get((rule.object, rule.record_id or 0), ""),
            "list_id": rule.list_id, "list_title": followed_lists.get(rule.list_id or 0, ""),
            "sentence": sentence.of(rule),
            "state": sentence.state_of(rule, today), "told": row.get("count", 0), "last": row.get("last"),
            "answered": wrong.answered, "false_alarms": wrong.false, "reasons": wrong.reasons,
            "often_false": wrong.are_many,
            "muted_by": [user.name for user in mutes.get(rule.pk, ())] if may_rule(actor) else [],
            "muted": any(user.pk == actor.user_id for user in mutes.get(rule.pk, ())),
            "may_be_muted": rule.may_be_muted, "may_change": own or may_rule(actor),
        })  # fmt: skip
    return found


@router.get("/notice-rules-mine", response={200: Followed, **PROBLEM_RESPONSES}, operation_id="list_followed")
def followed(request: HttpRequest) -> HttpResponse:
    """What the caller follows, and the company's rules that reach them."""
    actor = actor_of(request)
    user_id = actor.user_id or 0
    own = list(NoticeRule.objects.filter(reach="personal", owner=user_id).order_by("object", "pk"))
    reaching = Q(pk__in=Told.objects.filter(user=user_id).values("rule")) | Q(
        pk__in=Mute.objects.filter(user=user_id).values("rule")
    )
    company = list(NoticeRule.objects.filter(reach="company", is_active=True).order_by("object", "pk"))
    told = set(NoticeRule.objects.filter(reaching).values_list("pk", flat=True))
    company = [rule for rule in company if rule.pk in told or _names(rule, user_id)]
    kept = list(Follower.objects.filter(user=user_id).order_by("-since")[:500])
    named = look_up(actor, {(one.object, one.record_id) for one in kept})
    return answer({
        "records": [
            {
                "object": one.object, "object_label": str(target.label), "id": one.record_id,
                "title": named[one.object, one.record_id], "since": one.since,
            }
            for one in kept
            if (one.object, one.record_id) in named and (target := objects.find(one.object)) is not None
        ],
        "rules": _states(own, actor),
        "company": _states(company, actor),
    })  # fmt: skip


def _names(rule: NoticeRule, user_id: int) -> bool:
    """Whether the rule names the person whatever the record: themselves, their role, their team."""
    try:
        one = matching.ready(rule)
    except matching.Unreadable:
        return False
    fixed = [r for r in one.receivers if r.kind in ("user", "role", "team", "team_manager")]
    return user_id in People().of(fixed, one.object_type, {})


@router.get("/notice-rule-options", response={200: RuleOptions, **PROBLEM_RESPONSES}, operation_id="list_rule_options")
def options(request: HttpRequest, object: Name) -> HttpResponse:
    """What a rule on that object can name."""
    actor = actor_of(request)
    object_type = _object(object, actor)
    done = [one for one in actions.on_object(object_type.name) if not one.name.startswith("record.")]
    return answer({
        "actions": [{"value": one.name, "label": str(one.label)} for one in done],
        "events": [{"value": one.kind, "label": str(one.label)} for one in events.kinds_of(object_type.name)],
        "people": [{"value": path, "label": label[:1].upper() + label[1:]} for path, label in paths(object_type)],
    })  # fmt: skip


def _object(name: str, actor: Actor) -> ObjectType:
    object_type = objects.find(name)
    if object_type is None or not access.may(actor, object_type, "read"):
        raise NotFound
    return object_type


@router.post("/notice-rule-trials", response={200: RuleTrial, **PROBLEM_RESPONSES}, operation_id="try_notice_rule")
def attempt(request: HttpRequest, payload: RuleDraft) -> HttpResponse:
    """Try a rule, saved or not, on what happened in the last seven days; nothing is written."""
    actor = actor_of(request)
    object_type = _object(payload.object, actor)
    values = payload.dict()
    if payload.reach == "company" and not may_rule(actor):
        raise Forbidden
    draft = NoticeRule(name=str(object_type.label_plural), **values)
    draft.owner_id = actor.user_id if payload.reach == "personal" else None
    check = objects.get(NAME).check
    problems = check(values, None) if check else {}
    body: dict[str, Any] = {
        "sentence": "", "problems": problems, "count": 0, "records": 0, "is_whole": True, "days": trial.DAYS,
        "people": [], "examples": [],
    }  # fmt: skip
    if not problems:
        found = trial.attempt(draft, actor)
        people = [{"id": u.pk, "title": u.name, "count": n, "unseen": unseen} for u, n, unseen in found.people]
        body |= {
            "sentence": sentence.of(draft), "count": found.count, "records": found.records,
            "is_whole": found.is_whole, "people": people, "examples": found.examples,
        }  # fmt: skip
    return answer(body)


@router.post(
    "/notice-rule-templates/{key}", response={201: RuleMade, **PROBLEM_RESPONSES}, operation_id="make_template_rule"
)
def make(request: HttpRequest, key: Annotated[str, Path(max_length=50)]) -> HttpResponse:
    """Make a ready-made rule for the company, switched on."""
    actor, template = actor_of(request), templates.find(key)
    if not may_rule(actor):
        raise Forbidden
    if template is None:
        raise NotFound
    if template not in templates.unused():
        raise Refused(_("The company has this rule already."))
    language = actor.user.language if actor.user else "en"
    with context.acting(actor, **options_of(request)):
        rule = records.create(NoticeRule, template.rule(language), actor=actor)
    return answer({"id": rule.pk}, status=201)


@router.post("/notice-rules/{number}/mute", response={200: RuleState, **PROBLEM_RESPONSES}, operation_id="mute_rule")
def mute(request: HttpRequest, number: Number) -> HttpResponse:
    """Have a rule of the company tell one nothing any more, where the rule allows that."""
    return _mute(request, number, True)


@router.post(
    "/notice-rules/{number}/unmute", response={200: RuleState, **PROBLEM_RESPONSES}, operation_id="unmute_rule"
)
def unmute(request: HttpRequest, number: Number) -> HttpResponse:
    """Have a rule that was muted tell one again."""
    return _mute(request, number, False)


def _mute(request: HttpRequest, number: int, wanted: bool) -> HttpResponse:
    actor = actor_of(request)
    rule = NoticeRule.objects.filter(pk=number, reach="company").first()
    if rule is None or actor.user is None:
        raise NotFound
    if wanted and not rule.may_be_muted:
        raise Refused(_("The company wants everybody concerned to be told of this. It cannot be muted."))
    with transaction.atomic():
        if wanted:
            Mute.objects.get_or_create(rule=rule, user=actor.user, defaults={"since": timezone.now()})
        else:
            Mute.objects.filter(rule=rule, user=actor.user).delete()
    return answer(_states([rule], actor)[0])
