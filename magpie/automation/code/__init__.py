"""Programs that companies write into their workflows: Starlark, run in a process of its own that has nothing to lose.

`run` is for the engine, `evaluate` and `lint` for whoever writes a program.  See docs/programs.md.
"""

from magpie.automation.code.running import Evaluated, evaluate, lint, run

__all__ = ["Evaluated", "evaluate", "lint", "run"]
