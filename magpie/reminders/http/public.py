"""The page behind the buttons of a reminder's mail; whoever holds its address answers for the person it was sent to."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from magpie.calendars.http.public import for_strangers
from magpie.platform import access, actions, objects, texts
from magpie.platform.actor import Actor
from magpie.platform.problems import NotFound, Problem
from magpie.reminders import mail_buttons, planning, wording
from magpie.reminders.mail_buttons import Asked


@require_http_methods(["GET", "POST"])
@for_strangers
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """Show what is asked; done only when the button is pressed."""
    asked = mail_buttons.read(token)
    if asked is None or not _is_theirs(asked):
        return _gone(request)
    with translation.override(asked.user.language):
        wrong, said = "", _answered(asked)
        if request.method == "POST" and not said:
            try:
                _do(asked, request.POST.get("note", "")[:1000].strip())
            except NotFound:
                return _gone(request)
            except Problem as problem:
                wrong = _words_of(problem)
            else:
                asked.occurrence.refresh_from_db()
                said = _("Thank you. Noted.")
        context = {**_shown(asked, said, wrong), "note": request.POST.get("note", "") if wrong else ""}
        return render(request, "reminders/answer.html", context, status=400 if wrong else 200)


def _is_theirs(asked: Asked) -> bool:
    """Whether the reminder is still the person's to answer: it may have been given to somebody else."""
    return access.reaches(Actor.of_user(asked.user), objects.get("reminder"), asked.occurrence.reminder, "update")


def _gone(request: HttpRequest) -> HttpResponse:
    said = _("This link is no longer good. Sign in to see your reminders.")
    context = {"language": translation.get_language(), "title": _("Reminder"), "text": said, "heading": said}
    return render(request, "calendars/gone.html", context, status=404)


def _answered(asked: Asked) -> str:
    """What to say where there is nothing to answer any more."""
    if asked.occurrence.answered_at is None:
        return ""
    by = asked.occurrence.answered_by
    return _("This has been answered by %(name)s.") % {"name": by.name} if by else _("This is no longer needed.")


def _do(asked: Asked, note: str) -> None:
    given: dict[str, Any] = {"occurrence": asked.occurrence.pk}
    if asked.purpose == "later":
        name = "reminder.snooze"
        given["minutes"] = 60
    else:
        name = f"reminder.{asked.purpose}"
        given["note"] = note
    actions.perform(actions.get(name), asked.occurrence.reminder, given, actor=Actor.of_user(asked.user))


def _words_of(problem: Problem) -> str:
    fields = getattr(problem, "fields", None) or {}
    return " ".join(text for said in fields.values() for text in said) or str(problem)


def _shown(asked: Asked, said: str, wrong: str) -> dict[str, Any]:
    occurrence, reminder = asked.occurrence, asked.occurrence.reminder
    record = planning.about(reminder)
    buttons = {"done": _("Done"), "later": _("Remind me again in an hour"), "not_needed": _("Not needed")}
    return {
        "language": asked.user.language,
        "title": reminder.subject,
        "heading": wording.title(occurrence, asked.user, record),
        "about": wording.body(occurrence, asked.user, record),
        "said": said,
        "wrong": wrong,
        "button": buttons[asked.purpose],
        "needs_note": asked.purpose == "not_needed",
        "url": texts.page_url("reminder", reminder.pk),
        "words": {
            "reminder": _("Reminder"), "note": _("Note"), "optional": _("optional"), "open": _("Open in Magpie"),
        },
    }  # fmt: skip


urlpatterns = [path("answer/<str:token>", answer, name="answer_reminder")]
