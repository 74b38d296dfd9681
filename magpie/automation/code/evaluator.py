"""The process in which programs run: started by path, without the product's code, environment, files or network.

It reads requests and writes answers as JSON, each behind its length in four bytes.  Whatever goes too far (time,
memory, depth of the stack) kills this process and not the one that asked; so nothing here is cleaned up.
"""

from __future__ import annotations

import sys

if __name__ == "__main__":
    sys.path.append(sys.argv[1])  # where the installed packages are: this Python was started without them

import calendar
import ctypes
import datetime
import decimal
import json
import os
import re
import resource
import struct
import time
from collections.abc import Callable
from typing import Any

import starlark

DEEPEST_CALLS = 100
MOST_OUTPUT = 200_000
MOST_PRINTED = 10_000
MEMORY_BYTES = 256 * 1024 * 1024  # beyond what the process needs before any program
CPU_SECONDS = 3
NAME = "code"
_PLACE = re.compile(r" --> code:(\d+):(\d+)")
_MAIN = re.compile(r"^(def\s+main\s*\(|main\s*=)", re.MULTILINE)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
EXTENSIONS = [
    starlark.LibraryExtension.Map,
    starlark.LibraryExtension.Filter,
    starlark.LibraryExtension.Json,
    starlark.LibraryExtension.StructType,
]


def main() -> None:
    """Answer requests until the other side closes."""
    source, answers = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    _shut_in()
    while (request := _read(source)) is not None:
        used = int(time.process_time()) + 1
        resource.setrlimit(resource.RLIMIT_CPU, (used + CPU_SECONDS, resource.RLIM_INFINITY))
        answer = json.dumps(_answer(json.loads(request))).encode()
        os.write(answers, struct.pack(">I", len(answer)))
        rest = memoryview(answer)
        while rest:
            rest = rest[os.write(answers, rest) :]


def _read(source: int) -> bytes | None:
    head = _exactly(source, 4)
    return None if head is None else _exactly(source, struct.unpack(">I", head)[0])


def _exactly(source: int, count: int) -> bytes | None:
    found = bytearray()
    while len(found) < count:
        part = os.read(source, min(count - len(found), 1 << 20))
        if not part:
            return None
        found += part
    return bytes(found)


def _shut_in() -> None:
    """Give up what a program never needs: memory without end, files, other processes, the rights of root."""
    if sys.platform == "linux":
        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 - nothing is imported without need
            size = int(file.read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (size + MEMORY_BYTES, size + MEMORY_BYTES))
        library = ctypes.CDLL(None)
        library.prctl(38, 1, 0, 0, 0)  # no new privileges
        if os.geteuid() == 0:
            library.unshare(0x40000000)  # a network of its own, with nobody in it
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    if os.geteuid() == 0:
        os.setgroups([])
        os.setresgid(65534, 65534, 65534)
        os.setresuid(65534, 65534, 65534)
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


def _answer(request: dict[str, Any]) -> dict[str, Any]:
    begun, printed = time.monotonic(), _Printed()
    try:
        answer = _lint(request["source"]) if request.get("lint") else _run(request["source"], request["input"], printed)
    except starlark.StarlarkError as error:
        answer = _problem(str(error))
    except _Wrong as error:
        answer = {"error": str(error), "line": 0, "column": 0}
    except (MemoryError, RecursionError):
        answer = {"error": "memory", "line": 0, "column": 0}
    answer["printed"] = printed.text()
    answer["milliseconds"] = round((time.monotonic() - begun) * 1000)
    return answer


class _Wrong(Exception):
    """What is wrong with a program as a whole, by a word that the other side knows."""


class _Printed:
    """What the program prints, as far as it is kept."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._left = MOST_PRINTED

    def add(self, *values: Any) -> None:
        line = " ".join(v if isinstance(v, str) else json.dumps(v, ensure_ascii=False) for v in values)[: self._left]
        self._left -= len(line) + 1
        if self._left >= 0:
            self._lines.append(line)

    def text(self) -> str:
        return "\n".join(self._lines)


def _load(source: str, printed: _Printed) -> Any:
    dialect = starlark.Dialect.standard()
    dialect.enable_f_strings = True
    dialect.enable_keyword_only_arguments = True
    dialect.enable_load = False
    program = starlark.parse(NAME, source, dialect)
    module = starlark.Module()
    for name, function in PRELUDE.items():
        module.add_callable(name, function)
    module.add_callable("print", printed.add)
    options = starlark.EvalOptions(max_callstack_size=DEEPEST_CALLS)
    known = starlark.Globals.extended_by(EXTENSIONS)
    starlark.eval_with(options, module, program, known)
    return program, module.freeze()


def _run(source: str, given: Any, printed: _Printed) -> dict[str, Any]:
    _program, module = _load(source, printed)
    options = starlark.EvalOptions(max_callstack_size=DEEPEST_CALLS)
    try:
        value = module.call_with(options, "main", given).value
    except starlark.StarlarkError as error:
        if "has no symbol `main`" in str(error):
            raise _Wrong("no main") from None
        raise
    if not isinstance(value, dict):
        raise _Wrong("no dict")
    if len(json.dumps(value)) > MOST_OUTPUT:
        raise _Wrong("too long")
    return {"output": value}


def _lint(source: str) -> dict[str, Any]:
    program, _module = _load(source, _Printed())
    found = [
        {
            "line": lint.resolved_location.span.begin.line + 1,
            "column": lint.resolved_location.span.begin.column + 1,
            "text": lint.problem,
        }
        for lint in program.lint()
        if lint.severity != starlark.EvalSeverity.Disabled
    ]
    if not _MAIN.search(source):
        raise _Wrong("no main")
    return {"found": found}


def _problem(text: str) -> dict[str, Any]:
    """What went wrong, and where: the innermost place."""
    places = _PLACE.findall(text)
    line, column = (int(n) for n in places[-1]) if places else (0, 0)
    found = re.search(r"^error: (.*)$", text, re.MULTILINE)
    return {"error": found[1] if found else text.strip().splitlines()[0], "line": line, "column": column}


# ---- what programs can call beside the language's own functions


def _day(text: Any) -> datetime.date:
    if not isinstance(text, str) or not _DAY.match(text):
        raise ValueError(f"not a date: {text}")
    return datetime.date.fromisoformat(text[:10])


def days_between(first: str, second: str) -> int:
    """How many days the second date is after the first."""
    return (_day(second) - _day(first)).days


def add_days(day: str, count: int) -> str:
    """The date so many days later, or earlier if the count is negative."""
    return (_day(day) + datetime.timedelta(days=int(count))).isoformat()


def add_months(day: str, count: int) -> str:
    """The same day so many months later, or that month's last day."""
    first = _day(day)
    year, month = divmod(first.year * 12 + first.month - 1 + int(count), 12)
    return first.replace(
        year=year, month=month + 1, day=min(first.day, calendar.monthrange(year, month + 1)[1])
    ).isoformat()


def weekday(day: str) -> int:
    """1 for Monday to 7 for Sunday."""
    return _day(day).isoweekday()


def rounded(value: Any, digits: int = 0) -> float | int:
    """As people round: a half goes away from zero.  Amounts may be given as text ("1200.50")."""
    exact = decimal.Decimal(str(value)).quantize(
        decimal.Decimal(1).scaleb(-max(-12, min(12, int(digits)))), decimal.ROUND_HALF_UP
    )
    return float(exact) if digits > 0 else int(exact)


def total(values: list[Any]) -> float | int:
    """The sum of numbers, also of amounts as text; nothing counts as 0."""
    exact = sum((decimal.Decimal(str(v)) for v in values if v not in (None, "")), decimal.Decimal(0))
    return int(exact) if exact == exact.to_integral_value() else float(exact)


def number(value: Any) -> float | int:
    """The number that a text such as "1200.50" stands for; 0 for nothing."""
    exact = decimal.Decimal(str(value)) if value not in (None, "") else decimal.Decimal(0)
    return int(exact) if exact == exact.to_integral_value() else float(exact)


PRELUDE: dict[str, Callable[..., object]] = {
    "days_between": days_between,
    "add_days": add_days,
    "add_months": add_months,
    "weekday": weekday,
    "round": rounded,
    "sum": total,
    "number": number,
}

if __name__ == "__main__":
    main()
