"""Whose turn it is, and who gave a lead: pure decisions."""

from __future__ import annotations

import datetime

from magpie.sales import rules
from magpie.sales.rules import Person, Turn

NOW = datetime.datetime(2026, 11, 20, 9, 0, tzinfo=datetime.UTC)
ANA, BO, CY, DEPUTY = 1, 2, 3, 9


def turn(member_id: int, person: Person, hours_ago: int | None = None, position: int = 1) -> Turn:
    given = None if hours_ago is None else NOW - datetime.timedelta(hours=hours_ago)
    return Turn(member_id, person, position, given)


def test_the_one_given_least_recently_is_next() -> None:
    turns = [turn(11, Person(ANA, True), 1), turn(12, Person(BO, True), 5), turn(13, Person(CY, True), 3)]
    assert rules.choose(turns) == (12, BO)


def test_who_never_had_a_turn_comes_first_in_the_order_of_positions() -> None:
    turns = [
        turn(11, Person(ANA, True), 100),
        turn(12, Person(BO, True), None, position=2),
        turn(13, Person(CY, True), None, position=1),
    ]
    assert rules.choose(turns) == (13, CY)


def test_a_deputy_stands_in_and_uses_up_the_turn_of_the_absent() -> None:
    turns = [turn(11, Person(ANA, False, DEPUTY, True), 9), turn(12, Person(BO, True), 1)]
    assert rules.choose(turns) == (11, DEPUTY)


def test_without_a_present_deputy_the_next_member_is_taken() -> None:
    turns = [turn(11, Person(ANA, False, DEPUTY, False), 9), turn(12, Person(BO, True), 1)]
    assert rules.choose(turns) == (12, BO)
    assert rules.choose(turns[:1]) is None


def test_an_excluded_person_gets_it_neither_directly_nor_as_a_deputy() -> None:
    turns = [turn(11, Person(ANA, False, BO, True), 9), turn(12, Person(BO, True), 5), turn(13, Person(CY, True), 1)]
    assert rules.choose(turns, {BO}) == (13, CY)
    assert rules.choose([turn(11, Person(ANA, False, DEPUTY, True))], {ANA}) is None
    assert rules.choose([]) is None


def test_a_lead_passed_on_still_comes_from_who_first_gave_it() -> None:
    assert rules.giver(acting=BO, former=ANA, creator=CY, is_passed_on=True) == ANA
    assert rules.giver(acting=BO, former=None, creator=CY, is_passed_on=True) == BO
    assert rules.giver(acting=BO, former=ANA, creator=CY, is_passed_on=False) == BO
    assert rules.giver(acting=None, former=None, creator=CY, is_passed_on=False) == CY
    assert rules.giver(acting=None, former=None, creator=None, is_passed_on=False) is None


def test_won_is_certain_and_lost_is_not_whatever_the_stage_says() -> None:
    assert [rules.probability(kind, 50) for kind in ("open", "won", "lost")] == [50, 100, 0]


def test_hours_have_one_decimal_and_are_never_negative() -> None:
    assert rules.hours_between(NOW, NOW + datetime.timedelta(minutes=100)) == 1.7
    assert rules.hours_between(NOW, NOW - datetime.timedelta(hours=1)) == 0.0
