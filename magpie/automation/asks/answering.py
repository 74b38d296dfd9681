"""Takes answers: who may give one, whether it fits, and what it does to the waiting step.

The run is locked first, then its step, then the ask, so that of two who answer at the same moment one is told who was
first, and an answer and the end of the time never both count.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from magpie.automation import waiting
from magpie.automation.asks import closing, people, telling
from magpie.automation.asks.models import Ask, AskPerson
from magpie.automation.asks.values import clean
from magpie.automation.models import Run, Step
from magpie.platform.actor import Actor
from magpie.platform.models import User
from magpie.platform.problems import Forbidden, Invalid, NotFound, Refused

OUTCOMES = {"task": ("done",), "approval": ("approved", "rejected"), "form": ("done",)}
AGAINST = ("rejected", "returned")
LONGEST_COMMENT = 5000


def outcomes_of(ask: Ask) -> list[str]:
    """How it may be answered."""
    return [*OUTCOMES[ask.kind], *(["returned"] if ask.can_return else [])]


def outcome_text(outcome: str) -> str:
    """The outcome in the current language."""
    texts = {
        "done": _("done"), "approved": _("approved"), "rejected": _("rejected"), "returned": _("returned"),
        "time": _("the time was up"),
    }  # fmt: skip
    return texts.get(outcome, outcome)


def answer(
    number: int, actor: Actor, outcome: str, comment: str = "", values: dict[str, Any] | None = None
) -> Ask:  # fmt: skip
    """The ask as it stands after this answer; Refused if it is over, Forbidden if somebody else is asked."""
    with transaction.atomic():
        ask, step = _locked(number)
        places, user = _places(ask, actor)
        if outcome not in outcomes_of(ask):
            raise Invalid({"outcome": [_("“%(outcome)s” is no answer to this.") % {"outcome": outcome[:20]}]})
        if len(comment) > LONGEST_COMMENT:
            raise Invalid({"comment": [_("The text is too long.")]})
        ask.values = {**ask.values, **clean(ask, values or {}, actor, complete=outcome not in AGAINST)}
        given = {"outcome": outcome, "comment": comment, "answered_by": user, "answered_at": timezone.now()}
        AskPerson.objects.filter(pk__in=[p.pk for p in places]).update(**given, is_open=False)
        if ask.every and outcome not in AGAINST and ask.people.filter(is_open=True).exists():
            ask.save(update_fields=["values"])
            return ask
        ask.outcome, ask.comment, ask.answered_by = outcome, comment, user
        closing.close(ask, "answered")
        waiting.end(step, _output(ask, user))
    return ask


def _output(ask: Ask, user: User) -> dict[str, Any]:
    given: dict[str, Any] = {"outcome": ask.outcome, "by": user.pk, "comment": ask.comment, "values": ask.values}
    if ask.every:
        given["answers"] = [
            {"by": place.answered_by_id, "outcome": place.outcome, "comment": place.comment}
            for place in AskPerson.objects.filter(ask=ask).exclude(outcome="").order_by("answered_at", "pk")
        ]
    return given


def pass_on(number: int, actor: Actor, to: int, comment: str = "") -> Ask:
    """Have somebody else answer in the actor's place, and tell them."""
    with transaction.atomic():
        ask, _step = _locked(number)
        places, user = _places(ask, actor)
        other = User.objects.filter(pk=to, is_active=True).first()
        if other is None:
            raise Invalid({"user": [_("Choose somebody who works with the product.")]})
        if any(place.user_id == other.pk and place.is_open for place in ask.people.all()):
            raise Refused(_("%(name)s is asked already.") % {"name": str(other)})
        changes = {"is_open": False, "passed_by": user, "passed_at": timezone.now(), "passed_to": other}
        AskPerson.objects.filter(pk__in=[p.pk for p in places]).update(**changes, comment=comment[:LONGEST_COMMENT])
        fresh = {
            "is_open": True, "outcome": "", "comment": "", "answered_by": None, "answered_at": None,
            "passed_by": None, "passed_at": None, "passed_to": None,
        }  # fmt: skip
        AskPerson.objects.update_or_create(ask=ask, user=other, defaults=fresh)
        telling.of_passing_on(ask, other, user, comment)
    return ask


def _locked(number: int) -> tuple[Ask, Step]:
    run_id = Ask.objects.filter(pk=number).values_list("run", flat=True).first()
    if run_id is None:
        raise NotFound
    Run.objects.select_for_update().filter(pk=run_id).first()
    step_id = Ask.objects.filter(pk=number).values_list("step", flat=True).first()
    step = Step.objects.select_for_update(skip_locked=True).filter(pk=step_id or 0).first()
    ask = Ask.objects.select_for_update(of=("self",)).select_related("answered_by").get(pk=number)
    if ask.status != "open":
        raise Refused(why_over(ask))
    if step is None or step.status != "waiting":  # the engine is just going on without an answer
        raise Refused(_("The workflow no longer waits for this answer."))
    return ask, step


def why_over(ask: Ask) -> str:
    """How a closed ask came to its end: who answered, and when."""
    when = timezone.localtime(ask.closed_at).strftime("%Y-%m-%d %H:%M") if ask.closed_at else ""
    if ask.status == "answered":
        return _("%(name)s answered this on %(when)s: %(outcome)s.") % {
            "name": str(ask.answered_by or _("Somebody")), "when": when, "outcome": outcome_text(ask.outcome),
        }  # fmt: skip
    if ask.status == "expired":
        return _("The time to answer was up on %(when)s.") % {"when": when}
    return _("This is no longer needed since %(when)s.") % {"when": when}


def _places(ask: Ask, actor: Actor) -> tuple[list[AskPerson], User]:
    """The places that the actor answers from, an administrator who is not asked from all; and the person."""
    user = actor.user
    if user is None:
        raise Forbidden(_("This is asked of somebody else."))
    places = people.places_of(ask, user)
    if places:
        return places, user
    still_open = [place for place in ask.people.all() if place.is_open]
    if any(place.answered_by_id == user.pk for place in ask.people.all()):
        names = ", ".join(str(place.user) for place in still_open)
        raise Refused(_("You have answered already. Still to answer: %(names)s.") % {"names": names})
    if not user.is_administrator:
        raise Forbidden(_("This is asked of somebody else."))
    return still_open, user
