"""Asks people: finds them, fills in the texts in every language, tells them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from magpie.automation import times, values
from magpie.automation.asks import people, telling
from magpie.automation.asks.models import Ask, AskPerson
from magpie.automation.document import AskBlock
from magpie.automation.engine import blocks
from magpie.automation.engine.state import State
from magpie.automation.models import Step
from magpie.platform import objects
from magpie.platform.actor import Actor
from magpie.platform.problems import Problem


def open_ask(state: State, step: Step, block: AskBlock, actor: Actor) -> Ask:
    """The new ask of a step that begins to wait; Problem if there is nobody to ask."""
    wanted, names, run = block.ask, values.Names(state, step.path), state.run
    asked = people.meant(wanted.to, state.record, names)
    if not asked:
        raise Problem(_("There is nobody to ask: none of the people meant is there."))
    ask = Ask(
        run=run, step=step, workflow_id=run.workflow_id, block=block.id, kind=wanted.kind,
        title=_title(block, names), text=_in_languages(wanted.text, names),
        object=run.object, record_id=run.record_id, fields=[f.model_dump() for f in wanted.fields],
        every=wanted.every, deputies=wanted.deputies, can_return=bool(wanted.return_to), due_at=step.wake_at,
    )  # fmt: skip
    if wanted.remind is not None:
        ask.remind_every, ask.reminders_left = wanted.remind.every, wanted.remind.most
        ask.remind_working = wanted.working
        ask.remind_at = next_reminder(ask)
    ask.save()
    AskPerson.objects.bulk_create([AskPerson(ask=ask, user=user) for user in asked])
    blocks.watch(state, step)  # a record that is deleted is asked about no longer
    telling.of_asking(ask, asked, actor.user)
    return ask


def next_reminder(ask: Ask) -> Any:
    """When the next reminder is due from now; None if there is to be none before the time is up."""
    if ask.reminders_left <= 0 or not any(ask.remind_every.values()):
        return None
    zone = timezone.get_default_timezone()
    moment = times.after(timezone.now(), ask.remind_every, zone, working=ask.remind_working)
    return moment if ask.due_at is None or moment < ask.due_at else None


def _title(block: AskBlock, names: values.Names) -> dict[str, str]:
    """The title in each language: that of the drawing or the kind of question, with the record unless it is filled in.

    The same title stands in the drawing, where no record is at hand, so few of them have placeholders.
    """
    found = _in_languages(block.title, names)
    record = names.state.record
    about = objects.of(record).title_of(record) if record is not None else ""
    is_filled = any("{{" in text or "{%" in text for text in block.title.values())
    for language, text in found.items():
        with translation.override(language):
            what = text.strip() or _OF_KIND[block.ask.kind]()
            found[language] = what if is_filled or not about else _("%(what)s: %(record)s") % {
                "what": what, "record": about,
            }  # fmt: skip
    return found


_OF_KIND = {
    "approval": lambda: _("Please decide"), "form": lambda: _("Please fill in"), "task": lambda: _("Please do"),
}  # fmt: skip


def _in_languages(template: dict[str, str], names: values.Names) -> dict[str, str]:
    if not template:
        return {code: "" for code, _name in settings.LANGUAGES}
    return {code: str(values.fill(template, names, code)) for code, _name in settings.LANGUAGES}
