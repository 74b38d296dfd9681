"""Work for people inside a workflow: tasks, approvals, forms."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


def open(state: Any, step: Any, block: Any, actor: Any) -> None:  # noqa: A001
    """Ask people for what the block says; the step waits for their answer."""
    raise NotImplementedError


def withdraw(run_ids: Iterable[int]) -> None:
    """Take back what is open of these runs."""
