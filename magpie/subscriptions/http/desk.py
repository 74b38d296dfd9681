"""What there is to subscribe to, how it would look, one's own subscriptions, and what became of each time."""

import datetime
from typing import Any, Literal

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from ninja import Router, Schema
from pydantic import Field

from magpie.lib import recurrence_words
from magpie.platform import access, objects, teams
from magpie.platform.actor import Actor
from magpie.platform.http.problems import PROBLEM_RESPONSES
from magpie.platform.http.records import Number, actor_of, find
from magpie.platform.http.rendering import answer
from magpie.platform.models import User
from magpie.platform.problems import Forbidden, Invalid
from magpie.subscriptions import planning, sending, sources, wording
from magpie.subscriptions.models import Run, Subscription

router = Router(tags=["subscriptions"])
MOST = 500
MOST_RUNS = 100
Status = Literal["active", "paused", "ended"]
Problem = Literal["", "not_allowed", "left", "broken", "cancelled", "over"]
Result = Literal["due", "retrying", "sent", "nothing", "failed", "stopped"]
ChannelName = Literal["popup", "email", "sms", "wecom", "dingtalk", "feishu"]


class Ref(Schema):
    """Somebody by number and name."""

    id: int
    title: str


class SubscriptionSource(Schema):
    """Something to subscribe to, with the parameters to begin with."""

    kind: str
    label: str
    parameters: dict[str, Any]


class SubscriptionSources(Schema):
    """What the reader can subscribe to by its name, and for whom."""

    items: list[SubscriptionSource]
    people: list[Ref]


class SubscribedWhat(Schema):
    """What is to be made, and what would be attached."""

    source: str = Field(max_length=60)
    parameters: dict[str, Any] = Field(default_factory=dict)
    title: str = Field("", max_length=200)
    attach: list[Literal["xlsx", "pdf"]] = Field(default_factory=list, max_length=2)
    channels: list[ChannelName] = Field(default_factory=list, max_length=6)


class SubscriptionFigure(Schema):
    """A figure by which a condition can ask; `text` is how it reads now."""

    name: str
    label: str
    text: str
    headline: bool


class SubscriptionMade(Schema):
    """How it looks for the reader now; `html` is what the mail shows, made by the server alone."""

    title: str
    suggested: str
    url: str
    figures: list[SubscriptionFigure]
    html: str
    count: int
    may_take: bool


class SubscriptionSent(Schema):
    """The notice by which it was sent."""

    notice: int


class SubscriptionRun(Schema):
    """One time of a subscription and what became of it."""

    id: int
    due_at: datetime.datetime
    made_at: datetime.datetime | None
    status: Result
    reason: str
    late_seconds: int
    missed: list[datetime.datetime]
    attempts: int
    notice: int | None


class SubscriptionItem(Schema):
    """A subscription as the page shows it."""

    id: int
    version: int
    name: str
    source: str
    source_label: str
    parameters: dict[str, Any]
    recurrence: dict[str, Any]
    when: str
    calendar: int | None
    ends_on: datetime.date | None
    channels: list[ChannelName]
    attach: list[Literal["xlsx", "pdf"]]
    condition: dict[str, Any]
    owner: Ref | None
    created_by: Ref | None
    status: Status
    problem: Problem
    next_at: datetime.datetime | None
    last: SubscriptionRun | None


class Subscriptions(Schema):
    """Subscriptions, those to come first; at most 500."""

    items: list[SubscriptionItem]
    has_people: bool


class SubscriptionRuns(Schema):
    """The times of a subscription, the latest first; at most 100."""

    items: list[SubscriptionRun]


@router.get(
    "/subscription-sources",
    response={200: SubscriptionSources, **PROBLEM_RESPONSES},
    operation_id="list_subscription_sources",
)
def list_sources(request: HttpRequest) -> HttpResponse:
    """What the reader can subscribe to besides lists, and whom they may subscribe."""
    actor = actor_of(request)
    found = [
        {"kind": each.kind, "label": str(each.label), "parameters": dict(each.parameters)}
        for each in sources.every()
        if each.is_listed and each.may(actor)
    ]
    return answer({"items": found, "people": [_ref(user) for user in _people_of(actor)]})


@router.post(
    "/subscription-preview", response={200: SubscriptionMade, **PROBLEM_RESPONSES}, operation_id="preview_subscription"
)
def preview(request: HttpRequest, payload: SubscribedWhat) -> HttpResponse:
    """How it looks now, with the rights of who asks; nothing is kept or sent."""
    actor = actor_of(request)
    report = sources.compute(actor, payload.source, payload.parameters, timezone.now())
    figures = [
        {"name": f.name, "label": f.label, "text": wording.amount(f), "headline": f.headline} for f in report.figures
    ]
    return answer({
        "title": report.title, "suggested": sources.title_of(payload.source, payload.parameters), "url": report.url,
        "figures": figures, "html": wording.page(report, wording.shown(report, None), []), "count": report.rows,
        "may_take": report.may_take,
    })  # fmt: skip


@router.post(
    "/subscription-trial", response={200: SubscriptionSent, **PROBLEM_RESPONSES}, operation_id="try_subscription"
)
def trial(request: HttpRequest, payload: SubscribedWhat) -> HttpResponse:
    """Send one now to who asks, with their rights; nothing else is kept."""
    actor = actor_of(request)
    if actor.user is None:
        raise Forbidden
    parameters = sources.get(payload.source).check(payload.parameters)
    wanted = Subscription(
        name=payload.title.strip() or sources.title_of(payload.source, parameters),
        source=payload.source, parameters=payload.parameters, attach=payload.attach, channels=payload.channels,
    )  # fmt: skip
    if "\x00" in wanted.name:
        raise Invalid({"title": [_("The text has a character that cannot be kept.")]})
    return answer({"notice": sending.send_now(wanted, actor.user)})


@router.get("/my-subscriptions", response={200: Subscriptions, **PROBLEM_RESPONSES}, operation_id="my_subscriptions")
def mine(request: HttpRequest, whose: Literal["mine", "others"] = "mine") -> HttpResponse:
    """One's own, or those of others that one made or that one's people have."""
    actor = actor_of(request)
    rows = access.visible(actor, objects.get("subscription"))
    rows = rows.filter(owner=actor.user_id) if whose == "mine" else rows.exclude(owner=actor.user_id)
    latest = Run.objects.order_by("subscription", "-due_at").distinct("subscription")
    rows = rows.select_related("owner", "created_by").prefetch_related(Prefetch("runs", latest, to_attr="latest"))
    order = {"active": 0, "paused": 1, "ended": 2}
    found = sorted(rows.order_by("-id")[:MOST], key=lambda s: (order[s.status], str(s.next_at or ""), -s.pk))
    language = translation.get_language() or "en"
    has_people = len(_people_of(actor)) > 1
    return answer({"items": [_shown(each, language) for each in found], "has_people": has_people})


@router.get(
    "/subscriptions/{number}/runs",
    response={200: SubscriptionRuns, **PROBLEM_RESPONSES},
    operation_id="list_subscription_runs",
)
def runs(request: HttpRequest, number: Number) -> HttpResponse:
    """What became of each time of a subscription."""
    subscription = find(objects.get("subscription"), number, actor_of(request))
    found = Run.objects.filter(subscription=subscription.pk).order_by("-due_at")[:MOST_RUNS]
    return answer({"items": [_run(run) for run in found]})


def _people_of(actor: Actor) -> list[User]:
    """Those whom one may subscribe, oneself first."""
    people = User.objects.filter(is_active=True).exclude(pk=actor.user_id or 0).order_by("name", "id")
    if not (actor.user is not None and actor.user.is_administrator):
        people = people.filter(pk__in=teams.people_under(actor.user_id))
    return [*([actor.user] if actor.user is not None else []), *people[:1000]]


def _shown(each: Subscription, language: str) -> dict[str, Any]:
    rule = planning.rule_of(each)
    known = {source.kind: str(source.label) for source in sources.every()}
    latest: list[Run] = each.latest  # type: ignore[attr-defined]  # of the query above
    plain = "id version name source parameters recurrence ends_on channels attach condition status problem next_at"
    return {
        **{name: getattr(each, name) for name in plain.split()},
        "source_label": known.get(each.source, each.source),
        "when": recurrence_words.describe(rule, language) if rule is not None else "",
        "calendar": each.calendar_id,
        "owner": _ref(each.owner),
        "created_by": _ref(each.created_by),
        "last": _run(latest[0]) if latest else None,
    }


def _run(run: Run) -> dict[str, Any]:
    plain = "id due_at made_at status reason late_seconds missed attempts"
    return {**{name: getattr(run, name) for name in plain.split()}, "notice": run.notice_id}


def _ref(user: User | None) -> dict[str, Any] | None:
    return {"id": user.pk, "title": user.name} if user is not None else None
