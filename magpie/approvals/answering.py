"""Takes answers to requests; once every gate has its agreement, the operation is done as by whoever asked for it.

It is checked anew at that moment: the asker's rights, and all other gates.  What fails leaves the request as it was.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from magpie.approvals import people, telling
from magpie.approvals.models import Approval, ApprovalPart
from magpie.platform import access, actions, context, objects, records, titles, undo
from magpie.platform.actor import Actor
from magpie.platform.models import Event, User
from magpie.platform.problems import Asked, Forbidden, Invalid, NotFound, Problem, Question, Refused
from magpie.platform.undo_gates import UNDO

CHANGED = "changed:"


def approve(number: int, actor: Actor, comment: str, answers: dict[str, str]) -> Approval:
    """The request with the actor's agreement, and done if it was the last that was wanted.

    Asked where the record was changed since, until that was answered.
    """
    operation = uuid.uuid4()
    with transaction.atomic():
        approval, places, user = _open(number, actor)
        if (question := _changed_since(approval, actor)) and question.gate not in answers:
            raise Asked([question])
        _ask_anew(approval)
        _answer(places, user, "approved", comment)
        if approval.parts.exclude(outcome="approved").exists():
            return approval
        result = _perform(approval, operation)
        done = _decide(approval, "approved", actor, comment, places, operation)
        if result:  # which who approves may not be able to see
            Approval.objects.filter(pk=done.pk).update(result=result)
            done.result = result
        return done


def _ask_anew(approval: Approval) -> None:
    """Those who agreed before the record was changed have not agreed to what it is now."""
    changed = changes_since(approval)
    if changed:
        before = approval.parts.filter(outcome="approved", answered_at__lt=changed[0].at)
        people = {number for number in before.values_list("answered_by", flat=True) if number}
        before.update(outcome="", comment="", answered_at=None, answered_by=None, answered_for=None)
        telling.of_request(approval, people, again=f":{changed[0].id}")


def reject(number: int, actor: Actor, comment: str) -> Approval:
    """The request, not done; whoever asked is told why."""
    if not comment.strip():
        raise Invalid({"comment": [_("Please say why.")]})
    with transaction.atomic():
        approval, places, user = _open(number, actor)
        _answer(places, user, "rejected", comment)
        return _decide(approval, "rejected", actor, comment, places, uuid.uuid4())


def withdraw(number: int, actor: Actor) -> Approval:
    """The request, taken back by whoever asked for it."""
    with transaction.atomic():
        approval = _locked(number, actor)
        if approval.asked_by_id != actor.user_id and not actor.is_trusted:
            raise Forbidden(_("Only whoever asked for it takes it back."))
        return _decide(approval, "withdrawn", actor, "", [], uuid.uuid4())


def withdraw_asked_in(operation: uuid.UUID, undone: undo.Undone) -> None:
    """What still waits of an import or a bulk change that is taken back is not wanted any more."""
    current = context.current()
    waiting = Approval.objects.select_for_update().filter(asked_in=operation, state="pending").order_by("pk")
    if current is None:
        return
    for approval in waiting:
        _decide(approval, "withdrawn", current.actor, "", [], undone.operation)


def _locked(number: int, actor: Actor) -> Approval:
    object_type = objects.get("approval")
    found = access.visible(actor, object_type).filter(pk=number).values_list("pk", flat=True).first()
    if found is None:
        raise NotFound
    approval: Approval = Approval.objects.select_for_update().get(pk=found)
    if approval.state != "pending":
        raise Refused(why_over(approval))
    return approval


def _open(number: int, actor: Actor) -> tuple[Approval, list[tuple[ApprovalPart, User | None]], User]:
    approval = _locked(number, actor)
    if actor.user is None:
        raise Forbidden(_("This is asked of somebody else."))
    places = people.places_of(approval, actor.user)
    if places:
        return approval, places, actor.user
    if approval.parts.filter(answered_by=actor.user).exists():
        raise Refused(_("You have answered already; others are still to answer."))
    if approval.asked_by_id == actor.user.pk:
        raise Forbidden(_("Nobody approves what they asked for themselves."))
    raise Forbidden(_("This is asked of somebody else."))


def why_over(approval: Approval) -> str:
    """How a request that is over came to its end."""
    when = timezone.localtime(approval.decided_at).strftime("%Y-%m-%d %H:%M") if approval.decided_at else ""
    sentences = {
        "approved": _("%(name)s approved this on %(when)s."),
        "rejected": _("%(name)s rejected this on %(when)s."),
        "withdrawn": _("%(name)s took this back on %(when)s."),
    }
    return sentences[approval.state] % {"name": str(approval.decided_by or _("Somebody")), "when": when}


def _answer(places: list[tuple[ApprovalPart, User | None]], user: User, outcome: str, comment: str) -> None:
    for part, absent in places:
        part.outcome, part.comment, part.answered_at = outcome, comment, timezone.now()
        part.answered_by, part.answered_for = user, absent
        part.save()


def _decide(
    approval: Approval,
    state: str,
    actor: Actor,
    comment: str,
    places: list[tuple[ApprovalPart, User | None]],
    operation: uuid.UUID,
) -> Approval:
    absent = next((person for _part, person in places if person is not None), None)
    with context.acting(actor, "approval.answer", operation=operation):
        records.update(
            approval,
            {
                "state": state,
                "decided_by": actor.user_id,
                "decided_for": absent.pk if absent else None,
                "decided_at": timezone.now(),
                "comment": comment,
            },
            actor=actor,
        )
        approval.refresh_from_db()
        telling.of_decision(approval)
    return approval


def record_of(approval: Approval) -> Any:
    """The record that the request is about; None if it is gone or is to be created."""
    pair = titles.split_link(approval.about) if approval.about else None
    object_type = objects.find(pair[0]) if pair else None
    return object_type.model._default_manager.filter(pk=pair[1]).first() if object_type and pair else None


def changes_since(approval: Approval) -> list[Event]:
    """The changes of the record after it was asked for, the newest first."""
    pair = titles.split_link(approval.about) if approval.about else None
    if pair is None:
        return []
    found = Event.objects.filter(object=pair[0], record_id=pair[1], kind="updated", at__gt=approval.created_at)
    return list(found.filter(record__version__gt=approval.seen_version).order_by("-id")[:20])


def _changed_since(approval: Approval, actor: Actor) -> Question | None:
    changed = changes_since(approval)
    if not changed:
        return None
    text = _("The record was changed after this was asked for: %(changes)s\nApprove it all the same?")
    return Question(f"{CHANGED}{changed[0].id}", text % {"changes": told(approval, changed, actor)}, False)


def told(approval: Approval, changed: list[Event], actor: Actor) -> str:
    """Which fields were changed by whom, as far as the actor may see them."""
    object_type = objects.get(approval.object)
    hidden = {n for n, right in access.field_rights(actor, object_type).items() if right == "hidden"}
    columns = {f.column or n: f for n, f in object_type.fields().items() if n not in hidden}
    names = dict(User.objects.filter(pk__in={e.actor_id for e in changed if e.actor_id}).values_list("pk", "name"))
    lines = []
    for event in changed:
        labels = [str(columns[c].label) for c in event.changed if c in columns]
        if labels:
            lines.append(f"{names.get(event.actor_id or 0, 'Magpie')}: {', '.join(labels)}")
    return "; ".join(dict.fromkeys(lines)) or _("fields that you may not see")


def _perform(approval: Approval, operation: uuid.UUID) -> str:
    """Do what was asked for as by whoever asked; gives the link of what was created."""
    if approval.asked_by is None or not approval.asked_by.is_active:
        raise Refused(_("Whoever asked for it no longer works with the product."))
    asker = Actor.of_user(approval.asked_by)
    object_type = objects.find(approval.object)
    if object_type is None:
        raise Refused(_("There is no object “%(name)s”.") % {"name": approval.object})
    agreed = {
        str(part.gate_number): _said(part) for part in approval.parts.select_related("answered_by", "answered_for")
    }
    options: dict[str, Any] = {"operation": operation, "answers": dict(approval.answers), "approved": agreed}
    if approval.operation == UNDO:
        return _take_back(approval, asker, options)
    # What was asked for in an import or a bulk change belongs to it, and was looked at for duplicates there.
    is_entry = approval.asked_in is None
    options |= {"operation": approval.asked_in or operation, "automation": approval.automation}
    try:
        if approval.operation == "create":
            with context.acting(asker, entry=is_entry, **options):
                made = records.create(object_type.model, dict(approval.input), actor=asker)  # type: ignore[type-var]
            return f"{object_type.name}:{made.pk}"
        record = record_of(approval)
        if record is None or not access.reaches(asker, object_type, record, "read"):
            raise NotFound
        if approval.operation == "update":
            with context.acting(asker, entry=is_entry, **options):
                records.update(record, dict(approval.input), actor=asker)
        elif approval.operation == "delete":
            with context.acting(asker, **options):
                records.delete(record, actor=asker)
        else:
            declared = actions.get(approval.operation)
            with context.acting(asker, declared.name, **options):
                actions.perform(declared, record, approval.input, actor=asker)
    except KeyError:
        raise Refused(_("There is no such operation any more.")) from None
    except Problem as problem:
        raise Refused(_("It cannot be done now: %(why)s") % {"why": str(problem)}) from None
    return ""


def _take_back(approval: Approval, asker: Actor, options: dict[str, Any]) -> str:
    """Undo what was asked for, or what was done to the one record; Refused if nothing came of it."""
    taken, only = uuid.UUID(approval.input["operation"]), approval.input.get("only")
    try:
        undone = undo.undo(taken, asker, only=titles.split_link(only) if only else None, **options)
    except Problem as problem:
        raise Refused(_("It cannot be done now: %(why)s") % {"why": str(problem)}) from None
    if not undone.count:
        why = undone.skipped[0].reason if undone.skipped else _("There is nothing to take back.")
        raise Refused(_("It cannot be done now: %(why)s") % {"why": why})
    return ""


def _said(part: ApprovalPart) -> str:
    by = str(part.answered_by or _("Somebody"))
    if part.answered_for:
        by = _("%(name)s in place of %(absent)s") % {"name": by, "absent": str(part.answered_for)}
    return (
        _("Approved by %(by)s: %(comment)s") % {"by": by, "comment": part.comment}
        if part.comment
        else (_("Approved by %(by)s") % {"by": by})
    )
