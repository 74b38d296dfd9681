"""On which days a country works, as far as that is published.

China announces its holidays, with the weekends that are worked for them (调休), a year ahead; years that are not
announced yet are unknown, and callers count plain weekdays and say so.
"""

from __future__ import annotations

import datetime
import functools
from typing import NamedTuple

CHINA = "CN"


class Published(NamedTuple):
    """The days of a year that differ from the week."""

    off: frozenset[datetime.date]
    on: frozenset[datetime.date]  # weekends that are worked


@functools.lru_cache(maxsize=512)
def of_year(country: str, year: int) -> Published | None:
    """The year of a country ("CN", "DE", "DE-BY"); None while nothing is published, or for an unknown country."""
    if country == CHINA:
        return _china().get(year)
    import holidays

    name, _dash, part = country.partition("-")
    try:
        found = holidays.country_holidays(name, subdiv=part or None, years=year)
    except NotImplementedError:
        return None
    if not found.start_year <= year <= found.end_year:
        return None
    worked = frozenset(found.weekend_workdays)
    return Published(frozenset(found) - worked, worked)


def name_on(country: str, day: datetime.date, language: str) -> str:
    """What is celebrated on a day off, or the holiday for which a weekend is worked; empty if that is not known."""
    if country == CHINA:
        from chinese_calendar import constants

        name = constants.holidays.get(day) or constants.workdays.get(day) or ""
        known = next((each for each in constants.Holiday if each.value == name), None)
        return str(known.chinese) if known is not None and language.startswith("zh") else str(name)
    import holidays

    country, _dash, part = country.partition("-")
    wanted = "zh_CN" if language.startswith("zh") else "en_US"
    try:
        found = holidays.country_holidays(country, subdiv=part or None, years=day.year, language=wanted)
    except NotImplementedError:
        return ""
    return str(found.get(day) or "")


@functools.cache
def _china() -> dict[int, Published]:
    from chinese_calendar import constants

    years = {day.year for day in constants.holidays}
    return {
        year: Published(
            frozenset(d for d in constants.holidays if d.year == year),
            frozenset(d for d in constants.workdays if d.year == year),
        )
        for year in years
    }


@functools.cache
def countries() -> dict[str, tuple[str, ...]]:
    """The known countries by their two letters, each with its parts."""
    import holidays

    return {name: tuple(parts) for name, parts in holidays.list_supported_countries().items()}


def is_known(country: str) -> bool:
    """Whether there is such a country, or such a part of one."""
    name, dash, part = country.partition("-")
    known = countries()
    return country == CHINA or (name in known and (not dash or part in known[name]))
