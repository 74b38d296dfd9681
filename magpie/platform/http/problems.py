"""Problems as RFC 9457 documents, with a sentence in the caller's language."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import orjson
from django.core.exceptions import SuspiciousOperation, TooManyFilesSent
from django.db import DataError, InternalError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from pydantic import Field

from magpie.platform import actions, context, gates
from magpie.platform.problems import Asked, Forbidden, Invalid, NeedsApproval, NotFound, Problem, Refused, Sent, Stale

log = logging.getLogger(__name__)


class ProblemDocument(Schema):
    """An RFC 9457 problem document."""

    type: str
    title: str
    status: int
    detail: str
    fields: dict[str, list[str]] | None = None
    questions: list[dict[str, Any]] | None = None
    approval: int | None = None
    editor: str | None = None
    changed_at: str | None = None
    current: dict[str, Any] | None = Field(default=None)


# Without a model: Ninja would make one of each for every endpoint, thousands in all.  The API's document names it.
PROBLEM_RESPONSES: Any = dict.fromkeys((400, 401, 403, 404, 409, 413, 415, 422))


sign_in_hints: list[Callable[[], dict[str, Any]]] = []  # what the sign-in page may tell a stranger; config adds to it


def document(status: int, kind: str, title: str, detail: str, **more: Any) -> HttpResponse:
    """A problem document as an answer."""
    body = {"type": kind, "title": title, "status": status, "detail": detail, **more}
    return HttpResponse(orjson.dumps(body, default=str), status=status, content_type="application/problem+json")


def install(api: NinjaAPI) -> None:
    """Have every error of the API answered by a problem document."""

    def handle(kind: type[Exception], status: int, name: str, title: Any) -> None:
        @api.exception_handler(kind)
        def answer(request: HttpRequest, error: Any) -> HttpResponse:
            if isinstance(error, Problem):
                gates.note_stopped(error)
            return document(status, name, str(title()), str(error) or str(title()), **more_of(error, request))

    handle(Invalid, 422, "invalid", lambda: _("Some values do not fit."))
    handle(Refused, 409, "refused", lambda: _("This is not possible now."))
    handle(Asked, 409, "question", lambda: _("Please decide."))
    handle(NeedsApproval, 409, "refused", lambda: _("This is not possible now."))
    handle(Sent, 409, "sent-for-approval", lambda: _("Sent for approval."))
    handle(Stale, 409, "stale", lambda: _("Somebody else was quicker."))
    handle(NotFound, 404, "not-found", lambda: _("There is no such record, or you may not see it."))
    handle(Forbidden, 403, "forbidden", lambda: _("You may not do this."))
    handle(Http404, 404, "not-found", lambda: _("There is nothing at this address."))
    handle(DataError, 422, "invalid", lambda: _("Some values do not fit."))
    handle(TooManyFilesSent, 413, "too-large", lambda: _("Too many files at once."))

    @api.exception_handler(AuthenticationError)
    def not_signed_in(request: HttpRequest, error: Any) -> HttpResponse:
        hints = {key: value for hint in sign_in_hints for key, value in hint().items()}
        return document(401, "not-signed-in", _("Please sign in."), _("Please sign in."), **hints)

    @api.exception_handler(ValidationError)
    def invalid_input(request: HttpRequest, error: ValidationError) -> HttpResponse:
        fields: dict[str, list[str]] = {}
        for found in error.errors:
            place = [
                str(p)
                for p in found.get("loc", ())
                if p not in ("body", "query", "path", "payload", "data", "header", "file", "form")
            ]
            fields.setdefault(".".join(place) or "input", []).append(actions.sentence(found))
        detail = " ".join(f"{name}: {' '.join(texts)}" for name, texts in fields.items())
        return document(422, "invalid", _("Some values do not fit."), detail, fields=fields)

    @api.exception_handler(HttpError)
    def http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
        return document(error.status_code, "invalid", _("The request cannot be read."), str(error))

    @api.exception_handler(SuspiciousOperation)
    def too_large(request: HttpRequest, error: Any) -> HttpResponse:
        return document(413, "too-large", _("The request is too large."), _("The request is too large."))

    @api.exception_handler(InternalError)
    def not_writable(request: HttpRequest, error: Any) -> HttpResponse:
        if getattr(request, "holds_still", False):
            return document(403, "forbidden", _("You may not do this."), context.only_looking())
        raise error

    @api.exception_handler(OperationalError)
    def database_away(request: HttpRequest, error: Any) -> HttpResponse:
        log.error("the database did not answer", exc_info=error)
        return document(
            503, "unavailable", _("The database does not answer."), _("The database does not answer. Please try again.")
        )


def more_of(error: Problem, request: HttpRequest) -> dict[str, Any]:
    """What a problem document says beyond the sentence, by the kind of problem."""
    if isinstance(error, Invalid):
        return {"fields": error.fields}
    if isinstance(error, Asked):
        return {
            "questions": [
                {"gate": q.gate, "text": q.text, "needs_reason": q.needs_reason}
                | ({"approvers": q.approvers} if q.approvers else {})
                for q in error.questions
            ]
        }
    if isinstance(error, Sent):
        return {"approval": error.approval}
    if isinstance(error, Stale):
        from magpie.platform.http.rendering import render_one

        current = render_one(error.current, request.auth)  # type: ignore[attr-defined]
        return {
            "editor": error.editor,
            "changed_at": error.changed_at,
            "current": current,
            "fields": {n: [] for n in error.fields},
        }
    return {}
