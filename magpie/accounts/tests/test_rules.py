"""When a record falls into a pool."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from magpie.accounts.rules import PoolTerms, Work, pool_due

DAY = datetime.timedelta(days=1)
START = datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.UTC)
LONG_AGO = START - 1000 * DAY


@pytest.mark.parametrize(
    ("terms", "work", "days"),
    [
        ((None, None, 3, 0, LONG_AGO), (START, None, False), None),
        ((30, None, 3, 0, LONG_AGO), (START, None, False), 30),
        ((30, None, 3, 0, LONG_AGO), (START, START + 10 * DAY, False), 40),
        ((30, None, 3, 0, LONG_AGO), (START, START - 10 * DAY, False), 30),  # the former owner's work does not count
        ((None, 90, 3, 0, LONG_AGO), (START, START + 80 * DAY, False), 90),
        ((None, 90, 3, 0, LONG_AGO), (START, None, True), None),
        ((30, 90, 3, 0, LONG_AGO), (START, START + 70 * DAY, False), 90),
        ((30, 90, 3, 0, LONG_AGO), (START, START + 70 * DAY, True), 100),
        ((30, None, 3, 60, LONG_AGO), (START, None, False), 60),
        ((30, None, 3, 0, START + 100 * DAY), (START, None, False), 103),  # a new rule warns first
    ],
)  # fmt: skip
def test_a_record_falls_in_on_this_day(terms: tuple[Any, ...], work: tuple[Any, ...], days: int | None) -> None:
    due = pool_due(PoolTerms(*terms), Work(*work))
    assert due == (None if days is None else START + days * DAY)
