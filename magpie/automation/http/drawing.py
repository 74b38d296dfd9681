"""Endpoints for whoever draws a workflow: the draft, what is wrong with it, how it reads, and what it would do."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from ninja import Field, Schema

from magpie.automation import dry_run, sentence, versions
from magpie.automation.document.checks import examine
from magpie.automation.http.router import router, workflow_for
from magpie.automation.models import Draft
from magpie.platform import access, objects
from magpie.platform.http.problems import PROBLEM_RESPONSES
from magpie.platform.http.records import Number, actor_of
from magpie.platform.http.rendering import answer
from magpie.platform.problems import Forbidden

LANGUAGES = ("en", "zh-hans")


class Drawn(Schema):
    """A document, as far as somebody has drawn it."""

    document: dict[str, Any]


class DraftInput(Drawn):
    """A draft to keep; `number` is that of the one it was made from."""

    number: int | None = None


class DraftItem(Drawn):
    """The draft of a workflow: what is published, until somebody has saved another."""

    number: int
    saved_at: str | None
    saved_by: str


class Checked(Schema):
    """What is wrong, by block, trigger ("trigger_0"), "settings" or "document"; and how it reads."""

    problems: dict[str, list[str]]
    sentences: dict[str, str]
    texts: dict[str, str]


class Trial(Drawn):
    """What to try, on which record; `outcomes` says how waits and questions end, by block."""

    record: int = Field(default=0, ge=0, lt=2**63)
    trigger: int = Field(default=0, ge=0, le=50)
    outcomes: dict[str, str] = {}


class Tried(Schema):
    """What a workflow would have done."""

    status: str
    error: str
    steps: list[dict[str, Any]]


def _draft(draft: Draft | None, workflow: Any) -> dict[str, Any]:
    if draft is not None:
        return {
            "document": draft.document, "number": draft.number, "saved_at": draft.saved_at,
            "saved_by": str(draft.saved_by or ""),
        }  # fmt: skip
    published = workflow.active_version
    document = published.document if published is not None else {"object": workflow.object, "triggers": [], "steps": []}
    return {"document": document, "number": 0, "saved_at": None, "saved_by": ""}


@router.get("/workflows/{number}/draft", response={200: DraftItem, **PROBLEM_RESPONSES}, operation_id="workflow_draft")
def read_draft(request: HttpRequest, number: Number) -> HttpResponse:
    """What is being drawn."""
    workflow = workflow_for(number, actor_of(request))
    draft = Draft.objects.select_related("saved_by").filter(workflow=workflow).first()
    return answer(_draft(draft, workflow))


@router.put("/workflows/{number}/draft", response={200: DraftItem, **PROBLEM_RESPONSES}, operation_id="save_draft")
def save_draft(request: HttpRequest, number: Number, payload: DraftInput) -> HttpResponse:
    """Keep what is being drawn; refused, naming the other, if somebody else has saved meanwhile."""
    actor = actor_of(request)
    workflow = workflow_for(number, actor, "update")
    return answer(_draft(versions.save_draft(workflow, payload.document, payload.number, actor=actor), workflow))


@router.delete(
    "/workflows/{number}/draft", response={200: DraftItem, **PROBLEM_RESPONSES}, operation_id="discard_draft"
)
def discard_draft(request: HttpRequest, number: Number) -> HttpResponse:
    """Go back to what is published."""
    workflow = workflow_for(number, actor_of(request), "update")
    Draft.objects.filter(workflow=workflow).delete()
    return answer(_draft(None, workflow))


@router.post("/automation/check", response={200: Checked, **PROBLEM_RESPONSES}, operation_id="check_workflow")
def check(request: HttpRequest, payload: Drawn) -> HttpResponse:
    """What is wrong with a document, and how it reads in both languages."""
    _may_draw(request)
    drawn, problems = examine(payload.document)
    sentences, texts = dict.fromkeys(LANGUAGES, ""), dict[str, str]()
    if drawn is not None and (not drawn.object or objects.find(drawn.object)):
        texts = _safely(lambda: sentence.texts(drawn), {})
        for language in LANGUAGES:
            with translation.override(language):
                sentences[language] = _safely(lambda: sentence.sentence(drawn), "")
    return answer({"problems": problems, "sentences": sentences, "texts": texts})


def _safely(say: Any, otherwise: Any) -> Any:
    """What a half-drawn document says, if it says anything yet."""
    from magpie.platform.filters import FilterError

    try:
        return say()
    except (FilterError, KeyError):
        return otherwise


def _may_draw(request: HttpRequest) -> None:
    if not access.may(actor_of(request), objects.get("workflow"), "read"):
        raise Forbidden


@router.post("/automation/dry-run", response={200: Tried, **PROBLEM_RESPONSES}, operation_id="dry_run_workflow")
def try_out(request: HttpRequest, payload: Trial) -> HttpResponse:
    """What the workflow would do with a record now; nothing of it stays."""
    actor = actor_of(request)
    if not access.may(actor, objects.get("workflow"), "update"):
        raise Forbidden
    done = dry_run.dry_run(
        payload.document, payload.record, actor=actor, trigger=payload.trigger, outcomes=payload.outcomes
    )
    return answer(done)
