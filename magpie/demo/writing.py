"""Writes the demo's records as an import would: whole batches, by the people who are said to have made them.

Unlike an import it may say when a record was made, so that lists and reports have a past.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils import timezone

from magpie.platform import context, objects
from magpie.platform.actor import SYSTEM, Actor
from magpie.platform.bulk import Creator
from magpie.platform.models import User

Values = Mapping[str, Any]


class Book:
    """The numbers of what has been made, so that later records can point to it."""

    def __init__(self) -> None:
        self.users: dict[str, User] = {}
        self.now = timezone.localtime()
        self._english: list[tuple[str, Values]] = []

    def actor(self, username: str) -> Actor:
        """The person as an actor; without a name the product itself."""
        return Actor.of_user(self.users[username]) if username else SYSTEM

    def number(self, username: str) -> int | None:
        """The number of a user, None without a name."""
        return self.users[username].pk if username else None

    def at(self, days: int, hour: int = 9, minute: int = 0) -> datetime.datetime:
        """A time of day so many days from now; negative days lie in the past."""
        day = self.now + datetime.timedelta(days=days)
        return day.replace(hour=hour, minute=minute, second=0, microsecond=0)

    def past(self, days: int, hour: int = 9, minute: int = 0) -> datetime.datetime:
        """A time of day so many days ago, never later than now."""
        return min(self.at(-days, hour, minute), self.now)

    def day(self, days: int) -> datetime.date:
        """The date so many days from now."""
        return (self.now + datetime.timedelta(days=days)).date()

    def in_english(self, name: str, given: Iterable[tuple[int, str]]) -> None:
        """What English readers call these records, whose own names are Chinese: (number, English name)."""
        for number, text in given:
            values = {"object": name, "kind": "record", "key": str(number), "text_en": text}
            self._english.append(("root", values))

    def write_english(self) -> None:
        """Keep all that `in_english` was told."""
        self.add("own_name", self._english)

    def add(self, name: str, rows: Iterable[tuple[str, Values]]) -> list[int]:
        """New records from (who makes it, values); gives their numbers in the same order.

        Fields that only actions change may be given.  The first row that does not fit ends it all.
        """
        object_type = objects.get(name)
        rows = list(rows)
        numbers: dict[int, int] = {}
        for username in dict.fromkeys(who for who, _values in rows):
            places = [place for place, (who, _values) in enumerate(rows) if who == username]
            actor = self.actor(username)
            creator = Creator(object_type, actor, also=(*object_type.read_only, "created_at"))
            with context.acting(actor, automation="skip", lane=1) as current:
                cleaned = [creator.clean(rows[place][1]) for place in places]
                written = creator.write(
                    [plain for plain, _wrong in cleaned], current, [wrong for _plain, wrong in cleaned]
                )
            for place, number in zip(places, written, strict=True):
                if not isinstance(number, int):
                    raise ValueError(f"{name} {rows[place][1].get(object_type.title)}: {number}")
                numbers[place] = number
        return [numbers[place] for place in range(len(rows))]
