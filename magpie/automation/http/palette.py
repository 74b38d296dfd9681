"""Endpoints for whoever draws a workflow: what there is, and trying texts and programs on a real record."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from ninja import Field, Query, Schema
from pydantic import ValidationError

from magpie.automation import code, document, palette, plugins, values
from magpie.automation.http.router import object_named, router
from magpie.platform import access, actions, filters, listing, objects, texts
from magpie.platform.actor import Actor
from magpie.platform.http.metadata import translated
from magpie.platform.http.problems import PROBLEM_RESPONSES
from magpie.platform.http.records import actor_of, find
from magpie.platform.http.rendering import answer
from magpie.platform.problems import Forbidden, Invalid, Problem


class TriggerKind(Schema):
    """A kind of trigger."""

    on: str
    label: str
    about: str


class BlockKind(Schema):
    """A kind of block."""

    kind: str
    label: str
    about: str
    group: str


class OutputMeta(Schema):
    """A value that the steps after this one can use."""

    name: str
    type: str
    label: str
    object: str  # of a record; "*" where the input says which


class OutcomeMeta(Schema):
    """A way in which a condition can end."""

    name: str
    label: str


class Offered(Schema):
    """An action, or a block of a plug-in."""

    name: str
    label: str
    about: str
    group: str
    on: str  # an object, "*" for any record, empty for none
    external: bool
    danger: bool
    input: dict[str, Any]
    outputs: list[OutputMeta]


class OfferedBlock(Offered):
    """A block of a plug-in; a condition ends with one of its outcomes."""

    outcomes: list[OutcomeMeta]


class Named(Schema):
    """Something with a name, and how it reads."""

    name: str
    label: str


class Palette(Schema):
    """All that a workflow can be made of, in the caller's language."""

    groups: list[Named]
    triggers: list[TriggerKind]
    blocks: list[BlockKind]
    actions: list[Offered]
    events: list[Named]
    plugins: list[OfferedBlock]


class PluginItem(Schema):
    """An installed plug-in, or why it is left out."""

    name: str
    title: str
    package: str
    version: str
    error: str
    brings: list[Named]


class TextInput(Schema):
    """A text with placeholders, and the record to fill it from."""

    object: str = ""
    record: Annotated[int, Field(ge=0, lt=2**63)] = 0
    template: str | dict[str, str]


class Text(Schema):
    """The filled text, and the placeholders that stand for nothing."""

    text: str
    missing: list[str]


class SourceInput(Schema):
    """A program."""

    source: Annotated[str, Field(max_length=50_000)]


class Doubt(Schema):
    """Something wrong or doubtful at a place of a program."""

    line: int
    column: int
    text: str


class TrialInput(Schema):
    """A code block's `code`, and the record to try it on."""

    code: dict[str, Any]
    object: str = ""
    record: Annotated[int, Field(ge=0, lt=2**63)] = 0


class Trial(Schema):
    """What the program gave and printed, or where it stumbled."""

    output: dict[str, Any] | None
    printed: str
    error: str
    line: int
    milliseconds: int


def _draws(request: HttpRequest, right: Any = "update") -> Actor:
    """The caller, who must be allowed to change workflows."""
    actor = actor_of(request)
    if not access.may(actor, objects.get("workflow"), right):
        raise Forbidden(_("You may not change workflows."))
    return actor


def _record(object_name: str, number: int, actor: Actor) -> Any:
    return find(object_named(object_name), number, actor) if object_name and number else None


@router.get("/automation/palette", response={200: Palette, **PROBLEM_RESPONSES}, operation_id="automation_palette")
def read_palette(request: HttpRequest, object: Annotated[str, Query(max_length=50)] = "") -> HttpResponse:
    """What the designer offers for workflows about an object; without one, for all objects."""
    _draws(request, "read")
    if object:
        object_named(object)
    found = palette.of(object)
    for offered in (*found["actions"], *found["plugins"]):
        offered["input"] = translated(offered["input"])
    return answer(found)


@router.get(
    "/automation/plugins", response={200: list[PluginItem], **PROBLEM_RESPONSES}, operation_id="automation_plugins"
)
def read_plugins(request: HttpRequest) -> HttpResponse:
    """The plug-ins that are installed, those that could not be taken in with the reason (administrators)."""
    if not actor_of(request).is_trusted:
        raise Forbidden(_("Only administrators may see the plug-ins."))
    return answer([
        {
            "name": one.name, "title": str(one.title or one.name), "package": one.package, "version": one.version,
            "error": one.error, "brings": _brought_by(one.plugin),
        }
        for one in plugins.installed()
    ])  # fmt: skip


def _brought_by(plugin: plugins.Plugin | None) -> list[dict[str, str]]:
    if plugin is None:
        return []
    named = [(name, options["label"]) for name, options, _function in plugin.own_actions]
    named += [(block.name, block.label) for block in plugin.own_blocks]
    named += [(f"{kind.object}.{kind.kind}", kind.label) for kind in plugin.own_events]
    named += [(service.kind, service.label) for service in plugin.own_services]
    return [{"name": name, "label": str(label)} for name, label in named]


@router.post("/automation/preview-text", response={200: Text, **PROBLEM_RESPONSES}, operation_id="preview_text")
def preview_text(request: HttpRequest, payload: TextInput) -> HttpResponse:
    """A text as it reads for this record; values of steps that have not run yet are missing."""
    actor = _draws(request)
    record = _record(payload.object, payload.record, actor)
    language = get_language() or "en"
    template = payload.template
    if isinstance(template, dict):
        template = template.get(language) or next((t for t in template.values() if t), "")
    try:
        rendered = texts.compose(template, _Trying(record, actor).surroundings(language))
    except texts.BrokenTemplate as error:
        raise Invalid({"template": [str(error)]}) from None
    return answer({"text": rendered.text, "missing": list(rendered.missing)})


@router.post("/automation/lint-code", response={200: list[Doubt], **PROBLEM_RESPONSES}, operation_id="lint_code")
def lint_code(request: HttpRequest, payload: SourceInput) -> HttpResponse:
    """What is wrong or doubtful about a program, without running it."""
    _draws(request)
    return answer(code.lint(payload.source))


@router.post("/automation/try-code", response={200: Trial, **PROBLEM_RESPONSES}, operation_id="try_code")
def try_code(request: HttpRequest, payload: TrialInput) -> HttpResponse:
    """Run a program on a real record, which it cannot change."""
    actor = _draws(request)
    try:
        drawn = document.Code.model_validate(payload.code)
    except ValidationError as error:
        raise Invalid(actions.sentences(error)) from None
    record = _record(payload.object, payload.record, actor)
    try:
        given = values.fill(drawn.input, _Trying(record, actor), get_language() or "en")
    except Problem as error:  # a field that is not there, a template that cannot be read
        raise Invalid({"input": [str(error)]}) from None
    tried = code.evaluate(drawn, given)
    return answer({
        "output": tried.output, "printed": tried.printed, "error": tried.error, "line": tried.line,
        "milliseconds": tried.milliseconds,
    })  # fmt: skip


class _Trying(values.Names):
    """What an input can name while it is drawn: the record as the caller sees it, and nothing of a run."""

    def __init__(self, record: Any, actor: Actor) -> None:
        self.record, self.actor = record, actor

    def look_up(self, path: str) -> Any:
        head, _dot, rest = path.partition(".")
        if head not in ("record", "item"):
            return None if head in ("steps", "trigger") else super().look_up(path)
        if self.record is None or head == "item":
            return None
        object_type = objects.of(self.record)
        if rest not in ("", "id"):
            try:
                tree = filters.parse(object_type, {"field": rest, "is_empty": False})
                listing.hide_from(object_type, self.actor, tree)
            except filters.FilterError as error:
                raise Problem(str(error)) from None
        return values.of_record(self.record, rest)

    def surroundings(self, language: str) -> dict[str, Any]:
        record = texts.record_values(self.record, language, self.actor) if self.record is not None else {}
        return {"record": record, "workflow": ""}
