"""Runs programs, checks what they give, and says in the user's language what is wrong with them."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from magpie.automation.code import processes
from magpie.automation.code.saying import sentence
from magpie.platform.problems import Problem

if TYPE_CHECKING:
    from magpie.automation.document.blocks import Code
    from magpie.automation.document.parts import Declared

LONGEST_INPUT = 1_000_000


class Broken(Problem):
    """A program that cannot be run or that gives the wrong thing; `line` says where, 0 if nowhere in particular."""

    def __init__(self, text: str, line: int = 0) -> None:
        super().__init__(_("Line %(line)d: %(text)s") % {"line": line, "text": text} if line else text)
        self.line = line


@dataclass(frozen=True)
class Evaluated:
    """How a trial ended."""

    output: dict[str, Any] | None
    printed: str
    error: str
    line: int
    milliseconds: int


def run(code: Code, given: Mapping[str, Any]) -> dict[str, Any]:
    """What the program gives for this input, checked against what it declares; Broken otherwise."""
    answer = _ask(code.source, given)
    if "error" in answer:
        raise Broken(sentence(answer["error"]), answer["line"])
    return checked(answer["output"], code.output)


def evaluate(code: Code, given: Mapping[str, Any]) -> Evaluated:
    """The same as a trial: what it gave, printed, or stumbled over."""
    try:
        answer = _ask(code.source, given)
        if "error" in answer:
            broken = Broken(sentence(answer["error"]), answer["line"])
            return Evaluated(None, answer.get("printed", ""), str(broken), broken.line, answer.get("milliseconds", 0))
        output = checked(answer["output"], code.output)
        return Evaluated(output, answer["printed"], "", 0, answer["milliseconds"])
    except Broken as error:
        return Evaluated(None, "", str(error), error.line, 0)


def lint(source: str) -> list[dict[str, Any]]:
    """What is wrong or doubtful about a program: [{line, column, text}], without running it."""
    try:
        answer = processes.ask({"source": source, "lint": True})
    except processes.Ended as ended:
        return [{"line": 1, "column": 1, "text": _ended(ended)}]
    if "error" in answer:
        where = {"line": answer["line"] or 1, "column": answer["column"] or 1}
        return [{**where, "text": sentence(answer["error"])}]
    return [{**found, "text": sentence(found["text"])} for found in answer["found"]]


def _ask(source: str, given: Mapping[str, Any]) -> dict[str, Any]:
    text = json.dumps(given, default=str)
    if len(text) > LONGEST_INPUT:
        raise Broken(_("The input of the program is too long."))
    try:
        return processes.ask({"source": source, "input": json.loads(text)})
    except processes.Ended as ended:
        raise Broken(_ended(ended)) from None


def _ended(ended: processes.Ended) -> str:
    if str(ended) == "time":
        return _("The program took too long and was stopped. Look for a loop that does not end.")
    if str(ended) in ("memory", "killed"):
        return _("The program used too much memory, or went too deep, and was stopped.")
    if str(ended) == "broken":
        return _("Programs cannot be run on this machine.")
    return _("Too many programs run at the moment.")


# ---- what it gives


def checked(output: Mapping[str, Any], declared: list[Declared]) -> dict[str, Any]:
    """The output with every declared value in its form; without a declaration as it is."""
    if not declared:
        return dict(output)
    known = {one.name: one for one in declared}
    if unknown := sorted(set(output) - set(known)):
        raise Broken(_("The program gives “%(name)s”, which is not declared as an output.") % {"name": unknown[0][:50]})
    return {name: _value(one, output.get(name)) for name, one in known.items()}


def _value(declared: Declared, value: Any) -> Any:
    if value is None or value == "":
        if declared.required:
            raise Broken(_("The program gives no “%(name)s”.") % {"name": declared.name})
        return None
    if not _fits(declared, value):
        kind = str(KINDS[declared.type])
        text = _("The output “%(name)s” is to be %(kind)s, and is: %(value)s.")
        shown = json.dumps(value, ensure_ascii=False, default=str)[:80]
        raise Broken(text % {"name": declared.name, "kind": kind, "value": shown})
    return value


KINDS = {
    "text": gettext_lazy("a text"),
    "long_text": gettext_lazy("a text"),
    "number": gettext_lazy("a number"),
    "boolean": gettext_lazy("yes or no"),
    "date": gettext_lazy("a date such as 2026-11-30"),
    "datetime": gettext_lazy("a time such as 2026-11-30T09:00:00+08:00"),
    "choice": gettext_lazy("one of the choices"),
    "user": gettext_lazy("the number of a user"),
    "record": gettext_lazy("a record"),
    "json": gettext_lazy("anything"),
}


def _fits(declared: Declared, value: Any) -> bool:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    match declared.type:
        case "text" | "long_text":
            return isinstance(value, str)
        case "number":
            return is_number
        case "boolean":
            return isinstance(value, bool)
        case "date":
            return _is(datetime.date.fromisoformat, value)
        case "datetime":
            return _is(datetime.datetime.fromisoformat, value)
        case "choice":
            return value in declared.options
        case "user":
            return is_number and value == int(value)
        case "record":
            return (is_number and value == int(value)) or (isinstance(value, dict) and "id" in value)
    return True


def _is(read: Any, value: Any) -> bool:
    try:
        read(value)
    except (ValueError, TypeError):
        return False
    return True
