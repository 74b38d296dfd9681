"""Endpoints of the industry set-ups and of the welcome; for administrators only."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Path, Router, Schema
from pydantic import Field

from magpie.industries import applying, files, planning, removing, values, welcome
from magpie.industries.files import SetUp
from magpie.industries.planning import Plan
from magpie.platform import objects
from magpie.platform.actor import Actor
from magpie.platform.http.auth import options_of
from magpie.platform.http.problems import PROBLEM_RESPONSES
from magpie.platform.http.records import actor_of
from magpie.platform.http.rendering import answer
from magpie.platform.problems import Forbidden, Invalid, NotFound

router = Router(tags=["industries"])
Key = Annotated[str, Path(max_length=50)]
Leaf = Literal[
    "close_reason", "working_calendar", "role", "territory", "pool", "duplicate_rule", "score_rule", "product",
    "playbook", "list", "workflow",
]  # fmt: skip


class SetUpKind(Schema):
    """How much of one kind a set-up brings, and the names of the first."""

    kind: str
    label: str
    count: int
    names: list[str]


class Industry(Schema):
    """A set-up that can be chosen.  `new` and `changed`: what its file has and the company does not, once applied."""

    key: str
    name: str
    about: str
    icon: str
    applied: bool
    new: int
    changed: int
    brings: list[SetUpKind]


class IndustryList(Schema):
    """All set-ups there are."""

    items: list[Industry]


class SetUpChange(Schema):
    """A value that becomes another one."""

    label: str
    old: str
    new: str


class SetUpLine(Schema):
    """One thing: what it is, to what it belongs, and what would become of it or why not."""

    key: str
    kind: str
    kind_label: str
    title: str
    about: str
    detail: str
    reason: str
    changes: list[SetUpChange]


class SetUpPreview(Schema):
    """What applying would add, change and leave alone; with conflicts it is refused."""

    add: list[SetUpLine]
    change: list[SetUpLine]
    keep: list[SetUpLine]
    conflicts: list[SetUpLine]
    leaves: list[str]


class SetUpRemoval(Schema):
    """What taking away would delete, and what stays with the reason."""

    remove: list[SetUpLine]
    keep: list[SetUpLine]


class ApplyInput(Schema):
    """Which kinds are left out."""

    leave_out: Annotated[list[Leaf], Field(max_length=20)] = []


class WelcomeState(Schema):
    """Whether the welcome is to be shown, and what is set now."""

    wanted: bool
    company: str
    time_zone: str
    working_days: list[int]
    hours: str


class WelcomeInput(Schema):
    """What the first administrator says; empty parts change nothing."""

    company: Annotated[str, Field(max_length=200)] = ""
    time_zone: Annotated[str, Field(max_length=60)] = ""
    language: Literal["", "en", "zh-hans"] = ""
    working_days: Annotated[list[Annotated[int, Field(ge=0, le=6)]], Field(max_length=7)] = []
    hours: Annotated[str, Field(max_length=100)] = ""
    industry: Annotated[str, Field(max_length=50)] = ""


def _administrator(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    if actor.user is None or not actor.user.is_administrator:
        raise Forbidden(_("Only administrators may do this."))
    return actor


def _named(key: str) -> SetUp:
    found = files.find(key)
    if found is None:
        raise NotFound
    return found


@router.get("/industries", response={200: IndustryList, **PROBLEM_RESPONSES}, operation_id="list_industries")
def list_industries(request: HttpRequest) -> HttpResponse:
    """The set-ups there are, what each brings, and which of them were applied."""
    _administrator(request)
    there = applying.applied()
    return answer({"items": [_shown(industry, industry.key in there) for industry in files.all_setups()]})


@router.get(
    "/industries/{key}/preview", response={200: SetUpPreview, **PROBLEM_RESPONSES}, operation_id="preview_industry"
)
def preview(request: HttpRequest, key: Key) -> HttpResponse:
    """What applying would do now."""
    _administrator(request)
    return answer(_preview(planning.plan(_named(key))))


@router.post(
    "/industries/{key}/apply", response={200: SetUpPreview, **PROBLEM_RESPONSES}, operation_id="apply_industry"
)
def apply(request: HttpRequest, key: Key, payload: ApplyInput) -> HttpResponse:
    """Bring in what the company does not have yet: all of it in one operation, or nothing."""
    actor = _administrator(request)
    made, operation = applying.apply(_named(key), actor=actor, left_out=payload.leave_out, **options_of(request))
    return answer(_preview(made), Magpie_Operation=str(operation))


@router.get(
    "/industries/{key}/removal", response={200: SetUpRemoval, **PROBLEM_RESPONSES}, operation_id="preview_removal"
)
def preview_removal(request: HttpRequest, key: Key) -> HttpResponse:
    """What of a set-up nobody has used, and what stays."""
    _administrator(request)
    industry = _named(key)
    return answer(_removal(industry, removing.removal(industry)))


@router.post(
    "/industries/{key}/remove", response={200: SetUpRemoval, **PROBLEM_RESPONSES}, operation_id="remove_industry"
)
def remove(request: HttpRequest, key: Key) -> HttpResponse:
    """Take away what nobody has used, in one operation."""
    actor, industry = _administrator(request), _named(key)
    things, operation = removing.remove(industry, actor=actor, **options_of(request))
    return answer(_removal(industry, things), Magpie_Operation=str(operation))


@router.get("/welcome", response={200: WelcomeState, **PROBLEM_RESPONSES}, operation_id="read_welcome")
def read_welcome(request: HttpRequest) -> HttpResponse:
    """Whether this is a new installation whose first administrator is to be welcomed."""
    _administrator(request)
    now = welcome.state()
    return answer(
        {
            "wanted": welcome.is_wanted(), "company": now.company, "time_zone": now.time_zone,
            "working_days": list(now.working_days), "hours": now.hours,
        }
    )  # fmt: skip


@router.post("/welcome", response={204: None, **PROBLEM_RESPONSES}, operation_id="answer_welcome")
def answer_welcome(request: HttpRequest, payload: WelcomeInput) -> HttpResponse:
    """Set company, language, zone and working days, and apply an industry: all of it, or nothing."""
    actor = _administrator(request)
    industry = files.find(payload.industry) if payload.industry else None
    if payload.industry and industry is None:
        raise Invalid({"industry": [_("There is no such industry.")]})
    said = welcome.Answers(
        payload.company.strip(), payload.time_zone, payload.language, tuple(payload.working_days), payload.hours
    )
    operation = welcome.answer(said, industry, actor=actor, **options_of(request))
    return HttpResponse(status=204, headers={"Magpie-Operation": str(operation)})


@router.post("/welcome/skip", response={204: None, **PROBLEM_RESPONSES}, operation_id="skip_welcome")
def skip_welcome(request: HttpRequest) -> HttpResponse:
    """Do not ask again."""
    _administrator(request)
    welcome.skip()
    return HttpResponse(status=204)


def _shown(industry: SetUp, is_applied: bool) -> dict[str, Any]:
    language = values.language_now()
    made = planning.plan(industry) if is_applied else None
    kinds = dict.fromkeys(item.kind for item in industry.items)
    return {
        "key": industry.key,
        "name": industry.name[language],
        "about": industry.about[language],
        "icon": industry.icon,
        "applied": is_applied,
        "new": len(made.of("add")) if made else 0,
        "changed": len(made.of("change")) if made else 0,
        "brings": [_counted(industry, kind) for kind in kinds],
    }


def _counted(industry: SetUp, kind: str) -> dict[str, Any]:
    items = [item for item in industry.items if item.kind == kind]
    object_type = objects.get(kind)
    label = object_type.label if len(items) == 1 else object_type.label_plural
    names = list(dict.fromkeys(values.title(item, industry) for item in items))
    return {"kind": kind, "label": str(label), "count": len(items), "names": names[:40]}


def _preview(made: Plan) -> dict[str, Any]:
    def lines(*verbs: planning.Verb) -> list[dict[str, Any]]:
        return [
            _line(made.setup, s.item, s.reason, [{"label": c.label, "old": c.old, "new": c.new} for c in s.changes])
            for s in made.of(*verbs)
        ]

    changed = lines("change")
    if made.usual is not None:
        changed.append(_giving_way(made))
    return {
        "add": lines("add"), "change": changed, "keep": lines("keep"), "conflicts": lines("conflict"),
        "leaves": list(files.LEAVES),
    }  # fmt: skip


def _giving_way(made: Plan) -> dict[str, Any]:
    pipeline = objects.get("pipeline")
    change = {"label": values.label_of_field("pipeline", "is_default"), "old": _("yes"), "new": _("no")}
    return {
        "key": "usual", "kind": "pipeline", "kind_label": str(pipeline.label), "title": str(made.usual), "about": "",
        "detail": "", "reason": "", "changes": [change],
    }  # fmt: skip


def _line(industry: SetUp, item: files.Item, reason: str, changes: Any = ()) -> dict[str, Any]:
    return {
        "key": item.key,
        "kind": item.kind,
        "kind_label": str(objects.get(item.kind).label_plural),
        "title": values.title(item, industry),
        "about": values.about(item, industry),
        "detail": values.detail(item, industry),
        "reason": reason,
        "changes": list(changes),
    }


def _removal(industry: SetUp, things: list[removing.Thing]) -> dict[str, Any]:
    return {
        "remove": [_line(industry, t.item, "") for t in things if not t.reason],
        "keep": [_line(industry, t.item, t.reason) for t in things if t.reason],
    }
