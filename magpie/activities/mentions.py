"""“@Name” in a note tells that colleague, once, about the record that the note is about."""

from __future__ import annotations

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from magpie.activities import rules
from magpie.activities.models import Note
from magpie.notices import tell
from magpie.platform import access, objects, titles
from magpie.platform.actor import Actor
from magpie.platform.models import User
from magpie.platform.problems import Refused

tell.KINDS["mention"] = gettext_lazy("Somebody mentions you in a note")


def tell_mentioned(note: Note, changed: frozenset[str], actor: Actor) -> dict[str, Any]:
    """Tell who is mentioned now and was not before; Refused if one of them may not see the record."""
    if actor.kind != "user" or "body" not in changed or "@" not in note.body:
        return {}
    before = Note.objects.filter(pk=note.pk).values_list("body", flat=True).first() if note.pk else ""
    people = {user.name: user for user in User.objects.filter(is_active=True)}
    names = set(rules.mentioned(note.body, people)) - set(rules.mentioned(before or "", people))
    about, title = _about(note)
    for name in rules.mentioned(note.body, names):
        user = people[name]
        if user.pk == actor.user_id:
            continue
        if about is not None and not access.reaches(Actor.of_user(user), objects.of(about), about, "read"):
            raise Refused(_("%(name)s may not see this record and cannot be mentioned here.") % {"name": name})
        who = actor.user.name if actor.user else ""
        with translation.override(user.language):
            words = _("%(who)s mentions you: %(title)s") % {"who": who, "title": title}
        tell.tell(
            user,
            kind="mention",
            title=words,
            body=note.body,
            link=about,
            sender=actor.user,
        )
    return {}


def _about(note: Note) -> tuple[Any, str]:
    """The record that the note is about, and its title; None and the note's own without one."""
    pair = titles.split_link(note.related_to) if note.related_to else None
    object_type = objects.find(pair[0]) if pair else None
    found = object_type.model._default_manager.filter(pk=pair[1]).first() if pair and object_type else None
    if found is None or object_type is None:
        return None, str(note)
    return found, object_type.title_of(found)
