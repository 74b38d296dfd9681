"""Programs in workflows: what they can work out, and what they cannot reach, use up or bring down."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from magpie.automation import code
from magpie.automation.code import processes
from magpie.automation.code.running import Broken
from magpie.automation.document import Code

MAIN = "def main(input):\n  "


def run(source: str, given: Any = None, **declared: str) -> dict[str, Any]:
    output = [{"name": name, "type": kind} for name, kind in declared.items()]
    return code.run(Code.model_validate({"source": source, "output": output}), given or {})


def refused(source: str, given: Any = None, **declared: str) -> str:
    with pytest.raises(Broken) as caught:
        run(source, given, **declared)
    return str(caught.value)


def test_a_program_gets_its_input_and_gives_a_dict() -> None:
    source = """
def main(input):
    lines = [line for line in input["lines"] if line["amount"] > 10]
    return {"count": len(lines), "names": ", ".join([line["name"] for line in lines])}
"""
    lines = [{"name": "车床", "amount": 900}, {"name": "Bolt", "amount": 1}, {"name": "Drill", "amount": 11.5}]
    assert run(source, {"lines": lines}, count="number", names="text") == {"count": 2, "names": "车床, Drill"}


def test_days_and_amounts_can_be_reckoned_with() -> None:
    source = MAIN + (
        "return {'between': days_between('2026-01-31', input['day']), 'later': add_days(input['day'], -1),"
        " 'month': add_months('2026-01-31', 1), 'weekday': weekday('2026-11-22'), 'half': round(2.5),"
        " 'cents': round('2.345', 2), 'sum': sum(['1.50', 2, None]), 'number': number('1200.50'),"
        " 'json': json.decode('[1]')}"
    )
    assert run(source, {"day": "2026-03-01T09:30:00Z"}) == {
        "between": 29, "later": "2026-02-28", "month": "2026-02-28", "weekday": 7, "half": 3, "cents": 2.35,
        "sum": 3.5, "number": 1200.5, "json": [1],
    }  # fmt: skip


def test_nothing_is_left_of_one_program_for_the_next() -> None:
    run("seen = [1]\n" + MAIN + "return {'seen': seen}")
    assert "seen" in refused(MAIN + "return {'seen': seen}")


def test_the_output_is_what_was_declared() -> None:
    source = MAIN + "return input"
    kinds = {
        "text": ("a", 1), "number": (1.5, "1.5"), "boolean": (True, 1), "date": ("2026-11-30", "30.11.2026"),
        "datetime": ("2026-11-30T09:00:00+08:00", "soon"), "user": (5, "ana"), "record": ({"id": 5}, "lead 5"),
    }  # fmt: skip
    for kind, (good, bad) in kinds.items():
        assert run(source, {"x": good}, x=kind) == {"x": good}, kind
        assert "“x”" in refused(source, {"x": bad}, x=kind), kind
    assert run(source, {}, x="number") == {"x": None}
    assert "not declared" in refused(source, {"x": 1, "y": 2}, x="number")
    needed = Code.model_validate({"source": source, "output": [{"name": "x", "required": True}]})
    with pytest.raises(Broken):
        code.run(needed, {})


@pytest.mark.parametrize(
    "source",
    [
        "return {'x': (1).__class__}",
        "return {'x': [].__class__.__base__.__subclasses__()}",
        "return {'x': getattr(main, '__globals__')}",
        "return {'x': getattr(print, '__self__')}",
        "return {'x': getattr(add_days, '__globals__')}",
        "return {'x': '{0.__class__}'.format(1)}",
        "return {'x': '{0[__class__]}'.format({})}",
        "return {'x': open('/etc/passwd')}",
        "return {'x': eval('1')}",
        "return {'x': exec('1')}",
        "return {'x': __import__('os')}",
        "import os\n  return {}",
        "return {'x': main}",
        "while True: pass",
        "return {'x': [1].append}",
        "return {'x': add_days('2026-01-01', 10 << 40)}",
        "return {'x': round(1, {'a': 1})}",
        "return {'x': struct(a=add_days).a}",
    ],
)
def test_there_is_no_way_out(source: str) -> None:
    assert refused(MAIN + source)


def test_nothing_can_be_loaded() -> None:
    assert refused("load('//magpie:settings', 'SECRET_KEY')\n" + MAIN + "return {}").startswith("Line 1: ")


@pytest.mark.parametrize(
    "source",
    [
        MAIN + "return {'x': 'a' * 2000000000}",
        MAIN + "return {'x': [0] * 2000000000}",
        MAIN + "x = [0]\n  for i in range(60): x = x + x\n  return {'x': len(x)}",
        MAIN + "x = 'ab'\n  for i in range(60): x = x.replace('a', x)\n  return {'x': len(x)}",
        MAIN + "return {'x': '%s' % (['y' * 1000000] * 1000)}",
        MAIN + "return {'x': list(range(2000000000))}",
        MAIN + "x = {}\n  for i in range(100000000): x[i] = str(i)\n  return x",
        MAIN + "x = []\n  for i in range(1000000): x = [x]\n  return {'x': x}",
        MAIN + "return " + "[" * 20000 + "]" * 20000,
        MAIN + "return {'x': json.decode('[' * 1000000)}",
        MAIN + "return {'x': 1 << 100000000}",
        MAIN + "return {'x': 'y' * 1000000}",
        "def f(n):\n  return f(n + 1)\n" + MAIN + "return {'x': f(1)}",
        "f = lambda g: g(g)\n" + MAIN + "return {'x': f(f)}",
    ],
)
def test_who_takes_too_much_is_stopped_and_the_next_one_runs(source: str) -> None:
    begun = time.monotonic()
    assert refused(source)
    assert time.monotonic() - begun < processes.WALL_SECONDS + 2
    assert run(MAIN + "return {'x': 1}") == {"x": 1}


@pytest.mark.parametrize(
    "source",
    [
        MAIN + "for i in range(2000000000): pass\n  return {}",
        MAIN + "x = 3\n  for i in range(1000): x = x * x\n  return {'x': x}",
        "for i in range(2000000000): pass\n" + MAIN + "return {}",
    ],
)
def test_who_takes_too_long_is_stopped(source: str) -> None:
    assert refused(source)
    assert run(MAIN + "return {'x': 1}") == {"x": 1}


def test_the_process_has_nothing_to_lose() -> None:
    run(MAIN + "return {}")
    process = processes._take()
    try:
        about = Path(f"/proc/{process.pid}")
        status = dict(line.split(":\t", 1) for line in (about / "status").read_text().splitlines() if ":\t" in line)
        assert status["NoNewPrivs"] == "1"
        if os.geteuid() == 0:
            assert status["Uid"].split() == ["65534"] * 4
            assert status["CapEff"].strip("0") == ""
            assert (about / "ns/net").readlink() != Path("/proc/self/ns/net").readlink()
        assert (about / "environ").read_bytes() in (b"", b"LANG=C.UTF-8\0")
        files = {p.readlink().as_posix().partition(":")[0] for p in (about / "fd").iterdir()}
        assert files <= {"pipe", "/dev/null"}
        assert process.ask({"source": MAIN + "return {'x': 2}", "input": {}}, 5)["output"] == {"x": 2}
    finally:
        processes._give_back(process)


def test_several_run_side_by_side() -> None:
    results: list[Any] = []
    source = MAIN + "x = 0\n  for i in range(100000): x += i\n  return {'x': x + input['n']}"
    threads = [threading.Thread(target=lambda n=n: results.append(run(source, {"n": n})["x"])) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [4999950000 + n for n in range(8)]


def test_a_killed_process_is_replaced() -> None:
    process = processes._take()
    os.kill(process.pid, 9)
    processes._give_back(process)
    assert run(MAIN + "return {'x': 1}") == {"x": 1}


# ---- what people are told


def test_errors_name_the_line_in_the_readers_language() -> None:
    source = MAIN + "x = 1\n  return {'x': x / 0}"
    assert refused(source) == "Line 3: Something is divided by zero."
    with translation.override("zh-hans"):
        assert refused(source) == "第 3 行：除数为零。"
        assert refused(MAIN + "return nothing") == "第 2 行：没有名为“nothing”的内容。"
    assert refused(MAIN + "fail('Budget missing')") == "Line 2: The program stopped itself: Budget missing"


def test_what_is_printed_is_kept_with_a_limit() -> None:
    tried = code.evaluate(Code(source=MAIN + "print('a', 1, {'b': None})\n  return {}"), {})
    assert (tried.printed, tried.output, tried.error) == ('a 1 {"b": null}', {}, "")
    tried = code.evaluate(Code(source=MAIN + "for i in range(100000): print('x' * 100)\n  return {}"), {})
    assert len(tried.printed) <= 10_000
    assert tried.error == ""


def test_a_trial_says_where_it_stumbled_and_what_it_had_printed() -> None:
    tried = code.evaluate(Code(source=MAIN + "print('so far')\n  return input['missing']"), {})
    assert (tried.output, tried.printed, tried.line) == (None, "so far", 3)
    assert "missing" in tried.error


def test_doubtful_places_are_shown_without_running() -> None:
    assert code.lint(MAIN + "return {'a': 1}") == []
    assert code.lint("def main(input)\n  return {}")[0]["line"] == 1
    assert [(f["line"], f["column"]) for f in code.lint(MAIN + "return {'a': 1, 'a': 2}")] == [(2, 11)]
    assert "nothing" in code.lint(MAIN + "return nothing")[0]["text"]
    assert "main" in code.lint("x = 1")[0]["text"]
