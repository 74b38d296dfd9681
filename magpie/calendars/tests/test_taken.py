"""Nobody and nothing is booked twice, whatever writes the meeting."""

from __future__ import annotations

import datetime
import threading
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from magpie.accounts.models import Account
from magpie.activities.models import Meeting
from magpie.calendars.models import Booking, Room
from magpie.platform import bulk, objects, records
from magpie.platform.actor import SYSTEM, Actor
from magpie.platform.models import Event, Role, User
from magpie.platform.problems import Refused

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


def in_a_week(hour: int, minute: int = 0) -> datetime.datetime:
    """A Wednesday at least a week ahead, in the company's zone."""
    day = timezone.localdate() + datetime.timedelta(days=7)
    day += datetime.timedelta(days=(2 - day.weekday()) % 7)
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(hour, minute)))


def make_user(name: str, **values: Any) -> User:
    role, _new = Role.objects.get_or_create(
        name="Own meetings", grants={"meeting": {"read": "own", "update": "own", "create": True}}
    )
    return User.objects.create(username=name.lower(), name=name, roles=[role.pk], language="en", **values)


def make_meeting(owner: User, starts_at: datetime.datetime, **values: Any) -> Meeting:
    values = {"subject": "Visit", "starts_at": starts_at, "ends_at": starts_at + HOUR, "owner": owner.pk, **values}
    return records.create(Meeting, values, actor=SYSTEM)


def test_a_second_meeting_at_the_same_time_is_refused_with_who_is_taken_and_when_all_are_free() -> None:
    ana, bo = make_user("Ana"), make_user("Bo")
    make_meeting(ana, in_a_week(10), subject="Price talk", attendees=[bo.pk])
    written = Event.objects.count()
    with pytest.raises(Refused) as refused:
        records.create(
            Meeting,
            {"subject": "Lunch", "starts_at": in_a_week(10, 30), "ends_at": in_a_week(11, 30), "owner": bo.pk},
            actor=Actor.of_user(bo),
        )
    day = f"{in_a_week(10):%m-%d}"
    assert str(refused.value) == (
        f"Bo is taken {day} 10:00–11:00 by “Price talk”. Next free for all: {day} 11:00, {day} 11:30, {day} 12:00."
        " To book all the same, let the meeting overlap others."
    )
    assert (Meeting.objects.count(), Event.objects.count()) == (1, written)


def test_who_may_not_see_the_other_meeting_reads_only_that_the_person_is_busy() -> None:
    ana, cy = make_user("Ana"), make_user("Cy")
    make_meeting(ana, in_a_week(10), subject="Secret")
    values = {"subject": "With Ana", "starts_at": in_a_week(10), "ends_at": in_a_week(11), "attendees": [ana.pk]}
    with pytest.raises(Refused) as refused:
        records.create(Meeting, values, actor=Actor.of_user(cy))
    assert str(refused.value).startswith(f"Ana is busy {in_a_week(10):%m-%d} 10:00–11:00. Next free for all:")
    assert "Secret" not in str(refused.value)


def test_rooms_and_customers_are_taken_too_and_meetings_may_follow_each_other() -> None:
    ana, bo = make_user("Ana"), make_user("Bo")
    room, account = Room.objects.create(name="Lotus"), Account.objects.create(name="Huahai")
    make_meeting(ana, in_a_week(10), rooms=[room.pk], related_to=f"account:{account.pk}")
    make_meeting(bo, in_a_week(11), rooms=[room.pk], related_to=f"account:{account.pk}")
    for values in ({"rooms": [room.pk]}, {"related_to": f"account:{account.pk}"}):
        with pytest.raises(Refused):
            make_meeting(make_user(f"X{len(values)}{next(iter(values))}"), in_a_week(10, 30), **values)
    assert sorted(Booking.objects.values_list("kind", flat=True)) == ["account"] * 2 + ["room"] * 2 + ["user"] * 2


@pytest.mark.parametrize(
    "values", [{"shows_as": "free"}, {"shows_as": "tentative"}, {"may_overlap": True}, {"status": "not_held"}]
)
def test_what_shows_as_free_may_overlap_or_is_off_takes_no_time(values: dict[str, Any]) -> None:
    ana = make_user("Ana")
    make_meeting(ana, in_a_week(10))
    make_meeting(ana, in_a_week(10), **values)
    assert Booking.objects.count() == 1


def test_a_meeting_that_does_not_take_place_frees_its_time_and_planning_it_again_asks_again() -> None:
    ana = make_user("Ana")
    first = make_meeting(ana, in_a_week(10))
    records.update(first, {"status": "not_held"}, actor=SYSTEM)
    second = make_meeting(ana, in_a_week(10))
    with pytest.raises(Refused):
        records.update(first, {"status": "planned"}, actor=SYSTEM)
    records.delete(second, actor=SYSTEM)
    records.update(first, {"status": "planned"}, actor=SYSTEM)
    assert list(Booking.objects.values_list("meeting_id", flat=True)) == [first.pk]


def test_plain_sql_cannot_book_twice_and_two_meetings_can_change_places_in_one_statement() -> None:
    ana = make_user("Ana")
    early, late = make_meeting(ana, in_a_week(10)), make_meeting(ana, in_a_week(14))
    with connection.cursor() as cursor:
        with pytest.raises(IntegrityError), transaction.atomic():
            cursor.execute(
                "UPDATE activities_meeting SET starts_at = %s, ends_at = %s WHERE id = %s",
                [early.starts_at, early.ends_at, late.pk],
            )
        cursor.execute(
            "UPDATE activities_meeting SET starts_at = CASE id WHEN %(a)s THEN %(late)s ELSE %(early)s END,"
            " ends_at = CASE id WHEN %(a)s THEN %(late_end)s ELSE %(early_end)s END",
            {"a": early.pk, "late": late.starts_at, "late_end": late.ends_at,
             "early": early.starts_at, "early_end": early.ends_at},
        )  # fmt: skip
    assert [b.during.lower for b in Booking.objects.order_by("meeting_id")] == [late.starts_at, early.starts_at]


def test_of_many_rows_written_at_once_the_one_that_clashes_is_named_and_the_others_are_kept() -> None:
    ana = make_user("Ana")
    rows = [
        {"subject": f"Visit {hour}", "starts_at": in_a_week(*hour), "ends_at": in_a_week(*hour) + HOUR, "owner": ana.pk}
        for hour in ((9, 0), (9, 30), (11, 0))
    ]
    result = bulk.create_many(objects.get("meeting"), rows, actor=SYSTEM)
    assert (result.count, [(f.row, f.detail) for f in result.failed]) == (
        2, [(2, "Somebody has just booked this time. Please choose another one.")],
    )  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_of_many_that_book_the_same_time_at_the_same_moment_exactly_one_wins() -> None:
    ana, outcomes, begin = make_user("Ana"), [], threading.Barrier(6)
    starts_at = in_a_week(10)

    def book() -> None:
        try:
            with transaction.atomic():
                begin.wait()
                make_meeting(ana, starts_at)
            outcomes.append("booked")
        except Refused:
            outcomes.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=book) for _n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["booked"] + ["refused"] * 5
    assert (Meeting.objects.count(), Booking.objects.count()) == (1, 1)
