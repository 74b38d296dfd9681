"""Which channels and drivers there are."""

from __future__ import annotations

from magpie.notices.channels.interface import Driver

_drivers: dict[tuple[str, str], Driver] = {}


def register(driver: Driver) -> None:
    """Make a driver known; ValueError if its channel has one of that name."""
    key = (driver.channel, driver.name)
    if key in _drivers:
        raise ValueError(f"the driver {driver.name} of {driver.channel} is declared twice")
    _drivers[key] = driver


def find(channel: str, name: str) -> Driver | None:
    """The driver of that name, or None."""
    return _drivers.get((channel, name))


def of_channel(channel: str) -> list[Driver]:
    """The drivers of a channel, in the order in which they were declared."""
    return [driver for driver in _drivers.values() if driver.channel == channel]


def channels() -> list[str]:
    """The channels that administrators set up here, in order."""
    return list(dict.fromkeys(driver.channel for driver in _drivers.values()))
