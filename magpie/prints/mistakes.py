"""What is wrong with a template, line by line and in the language of who writes it."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from magpie.platform import texts
from magpie.prints import markup
from magpie.prints.markup import Slip

_PIECE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_FILTER = re.compile(r"\|\s*(\w+)")


def slips_of(body: str) -> list[Slip]:
    """The mistakes of a template, in the order of its lines; none: it can be used."""
    try:
        texts.check(body)
    except texts.BrokenTemplate as error:
        return [slip_of(error, body)]
    return sorted([*markup.check(body), *_unknown_filters(body)], key=lambda slip: slip.line)


def slip_of(error: texts.BrokenTemplate, body: str) -> Slip:
    """What the error says, and in which line."""
    found = re.search(r"(?:line |第 ?)(\d+)", str(error))
    line = int(found.group(1)) if found else 0
    cause = error.__context__
    said = str(cause.args[0]) if cause is not None and cause.args else ""
    if missing := re.search(r"expected tag end(\w+)", said):
        opened = [m.start() for m in re.finditer(rf"\{{%-?\s*{missing.group(1)}\b", body)]
        line = line or (body[: opened[-1]].count("\n") + 1 if opened else 0)
        return Slip(line, _("{%% end%(tag)s %%} is missing.") % {"tag": missing.group(1)})
    for pattern, sentence in (
        (r"unexpected tag '(\w*)'", _("There is no {%% %(name)s %%}, or it does not belong here.")),
        (r"unknown filter '(\w*)'", _("There is no filter “%(name)s”.")),
        (r"expected '(\}\}|%\})'", _("%(name)s is missing.")),
        (r"expected end of expression, found '?([^']*)", _("“%(name)s” is not expected here.")),
        (r"(missing expression|expected word|expected in\b)", _("A value is missing here.")),
    ):
        if matched := re.search(pattern, said):
            return Slip(line, sentence % {"name": matched.group(1)})
    return Slip(line, str(error))


def _unknown_filters(body: str) -> list[Slip]:
    known = texts.filter_names()
    found = []
    for piece in _PIECE.finditer(body):
        for matched in _FILTER.finditer(_QUOTED.sub("''", piece.group())):
            if matched.group(1) not in known:
                line = body[: piece.start()].count("\n") + 1
                found.append(Slip(line, _("There is no filter “%(name)s”.") % {"name": matched.group(1)[:30]}))
    return found
