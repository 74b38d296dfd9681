"""Changes a set of choices as a whole, and moves records from one choice to another.  Only administrators do."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from magpie.lib.naming import technical_name, untaken
from magpie.platform import context, records, setup
from magpie.platform.actor import Actor
from magpie.platform.bulk import background
from magpie.platform.choices import sets
from magpie.platform.choices.objects import LABEL
from magpie.platform.choices.sets import Known
from magpie.platform.models import BulkJob, ChoiceSet
from magpie.platform.names import changing as names
from magpie.platform.names import words
from magpie.platform.problems import Forbidden, Invalid, NotFound


@dataclass(frozen=True)
class Wanted:
    """A choice as it is to be; without a value it is new and gets one, made from its name."""

    value: str
    english: str
    chinese: str
    color: str = ""
    inactive: bool = False


def administrator(actor: Actor) -> None:
    """Forbidden for everybody but administrators."""
    if not actor.is_trusted:
        raise Forbidden(_("Only administrators change the choices of fields."))


def get(name: str) -> Known:
    """The set of that name; NotFound if there is none."""
    known = sets.find(name)
    if known is None:
        raise NotFound(_("There is no field with choices of the name “%(name)s”.") % {"name": name[:100]})
    return known


def delivered_words(known: Known) -> dict[str, words.Words]:
    """The delivered names, English and Chinese, by value."""
    found = {}
    for value, choice in known.delivered.items():
        with override("en"):
            english = str(words.delivered(choice.label))
        with override("zh-hans"):
            found[value] = (english, str(words.delivered(choice.label)))
    return found


def change(
    name: str, wanted: Sequence[Wanted], *, actor: Actor, version: int | None = None, **options: Any
) -> uuid.UUID:
    """Make these, in this order, the choices of the set; gives the number of the operation.

    Invalid if something does not fit, Stale if somebody else changed the set since `version`.
    """
    administrator(actor)
    known = get(name)
    wanted = _named(known, [_tidy(each) for each in wanted])
    if problem := _problem_of(known, wanted):
        raise Invalid({"choices": [problem]}, {"choices": _("Choices")})
    with context.acting(actor, "choices.change", whole=True, **options) as current:
        _rename(known, wanted, actor)
        _write(known, wanted, version, actor)
        setup.forget()
        return current.operation


def _tidy(each: Wanted) -> Wanted:
    return Wanted(
        each.value.strip(), " ".join(each.english.split()), " ".join(each.chinese.split()), each.color, each.inactive
    )


def _named(known: Known, wanted: list[Wanted]) -> list[Wanted]:
    taken = {each.value for each in wanted} | set(known.delivered)
    found = []
    for each in wanted:
        value = each.value
        if not value:
            value = untaken(technical_name(each.english or each.chinese) or "choice", taken)
            taken.add(value)
        found.append(Wanted(value, each.english, each.chinese, each.color, each.inactive))
    return found


def _problem_of(known: Known, wanted: Sequence[Wanted]) -> str:
    delivered = delivered_words(known)
    missing = [value for value in delivered if value not in {each.value for each in wanted}]
    if missing:
        label = str(known.delivered[missing[0]].label)
        return _("“%(name)s” belongs to the product and cannot be removed. Retire it instead.") % {"name": label}
    for language in (0, 1):
        taken: set[str] = set()
        for each in wanted:
            own = (each.english, each.chinese)
            if len(own[language]) > LABEL or "\x00" in own[language]:
                return _("A name is one line of at most %(most)d characters.") % {"most": LABEL}
            given = delivered.get(each.value, (each.english or each.chinese, each.chinese or each.english))
            text = (own[language] or given[language]).casefold()
            if text and text in taken:
                return _("Two choices have the name “%(name)s”.") % {"name": own[language] or given[language]}
            taken.add(text)
    return ""


def _rename(known: Known, wanted: Sequence[Wanted], actor: Actor) -> None:
    """Own names of delivered choices, the same in all fields of the set."""
    delivered = delivered_words(known)
    for object_type, field in known.fields:
        own = words.of_object(object_type.name)
        for each in wanted:
            if each.value not in delivered:
                continue
            pairs = zip((each.english, each.chinese), delivered[each.value], strict=True)
            texts = tuple("" if text == given else text for text, given in pairs)
            key = f"{field.name}:{each.value}"
            if texts != own.get(("choice", key), words.NONE):
                names.write_own(object_type.name, "choice", key, texts[0], texts[1], actor)


def _write(known: Known, wanted: Sequence[Wanted], version: int | None, actor: Actor) -> None:
    options = [_option(known, each) for each in wanted]
    as_delivered = options == [{"value": value} for value in known.delivered]
    row = ChoiceSet.objects.filter(name=known.name).first()
    if row is None and not as_delivered:
        records.create(ChoiceSet, {"name": known.name, "options": options}, actor=actor)
    elif row is not None:
        try:
            records.update(row, {"options": options}, actor=actor, version=version)
        except Invalid as problem:
            raise Invalid(
                {"choices": problem.fields.get("options", [str(problem)])}, {"choices": _("Choices")}
            ) from None


def _option(known: Known, each: Wanted) -> dict[str, Any]:
    found: dict[str, Any] = {"value": each.value}
    if each.value not in known.delivered:
        found |= {"label_en": each.english or each.chinese, "label_zh": each.chinese}
    if each.color:
        found["color"] = each.color
    if each.inactive:
        found["inactive"] = True
    return found


def move(name: str, value: str, to: str, *, actor: Actor, **options: Any) -> list[BulkJob]:
    """Give every record that has one choice another one, as a job in the background for each object."""
    administrator(actor)
    known = get(name)
    current = {choice.value: choice for choice in known.current()}
    if value not in current or not known.is_open:
        raise Invalid({"value": [_("This is not a choice that can be moved.")]})
    if to == value or to not in current or current[to].inactive:
        raise Invalid({"to": [_("Choose another choice that is in use.")]}, {"to": _("Move to")})
    jobs = []
    with transaction.atomic():
        for object_type, field in known.fields:
            found = {"field": field.name, "is": value}
            job = BulkJob(object=object_type.name, do="update", filter=found, values={field.name: to}, **options)
            if object_type.model._default_manager.filter(**{field.name: value}).exists():
                jobs.append(background.start(job, actor))
    return jobs
