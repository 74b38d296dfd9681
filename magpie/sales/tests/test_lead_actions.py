"""Qualifying, giving up, assigning and handing over a lead."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from django.utils import timezone

from magpie.platform import records
from magpie.platform.actor import SYSTEM, Actor
from magpie.platform.models import Event
from magpie.platform.problems import Forbidden, Invalid, NotFound, Refused
from magpie.sales.models import HandOver, Lead
from magpie.sales.tests.make import count_events, do, make_lead, make_territory, make_user

pytestmark = pytest.mark.django_db


def states(lead: Lead) -> list[tuple[str, str | None]]:
    rows = HandOver.objects.filter(lead=lead).order_by("id")
    return [(row.receiver.name if row.receiver else "", row.state) for row in rows]


def refused(name: str, lead: Lead, by: Any, /, **data: Any) -> str:
    """The sentence of the refusal, after which nothing has changed and no event was written."""
    before, events, rows = Lead.objects.filter(pk=lead.pk).values().get(), count_events(), HandOver.objects.count()
    with pytest.raises((Refused, Invalid, NotFound, Forbidden)) as error:
        do(name, lead, by, **data)
    assert Lead.objects.filter(pk=lead.pk).values().get() == before
    assert (count_events(), HandOver.objects.count()) == (events, rows)
    return str(error.value)


def test_qualifying_sets_the_status_and_names_the_action_in_the_history() -> None:
    ana = make_user("Ana")
    lead = make_lead(ana, status="working")
    do("lead.qualify", lead, ana)
    assert lead.status == "qualified"
    event = Event.objects.filter(object="lead", record_id=lead.pk).latest("id")
    assert (event.action, event.actor_id, event.changed) == (
        "lead.qualify", ana.pk, {"status": ("working", "qualified")},
    )  # fmt: skip
    refused("lead.qualify", lead, ana)


def test_giving_up_needs_a_reason_and_reopening_forgets_it() -> None:
    ana = make_user("Ana")
    lead = make_lead(ana)
    assert "required" in refused("lead.disqualify", lead, ana)
    assert refused("lead.disqualify", lead, ana, reason="because")
    do("lead.disqualify", lead, ana, reason="no_budget", note="until summer")
    assert (lead.status, lead.lost_reason, lead.lost_note) == ("disqualified", "no_budget", "until summer")
    refused("lead.recycle", lead, ana, reason="timing")
    refused("lead.hand_over", lead, ana)
    do("lead.reopen", lead, ana)
    assert (lead.status, lead.lost_reason, lead.lost_note) == ("working", "", "")
    refused("lead.reopen", lead, ana)
    do("lead.recycle", lead, ana, reason="timing")
    assert (lead.status, lead.lost_reason) == ("recycled", "timing")
    do("lead.qualify", lead, ana)
    assert (lead.status, lead.lost_reason) == ("qualified", "")


def test_dragging_a_lead_out_of_the_lost_ones_forgets_the_reason_too() -> None:
    ana = make_user("Ana")
    lead = make_lead(ana)
    do("lead.disqualify", lead, ana, reason="price")
    records.update(lead, {"status": "working"}, actor=Actor.of_user(ana))
    assert (lead.status, lead.lost_reason) == ("working", "")


def test_somebody_elses_lead_is_not_there() -> None:
    ana, cy = make_user("Ana"), make_user("Cy")
    lead = make_lead(ana)
    refused("lead.qualify", lead, cy)
    refused("lead.hand_over", lead, cy, by="user", user=cy.pk)


def test_a_qualified_lead_goes_to_the_first_territory_that_takes_it() -> None:
    ana, bo, cy = make_user("Ana"), make_user("Bo"), make_user("Cy")
    north = {"any": [{"field": "state", "is": "Beijing"}, {"field": "state", "is": "Hebei"}]}
    rest = make_territory("Rest", cy, position=9)
    make_territory("Off", cy, position=1, is_active=False)
    territory = make_territory("North", bo, position=2, rule=north)
    lead = make_lead(ana, state="Beijing", status="qualified")
    before = timezone.now()
    do("lead.hand_over", lead, ana, note="Wants a visit")
    assert (lead.owner, lead.territory, lead.handed_over_by, lead.accepted_at) == (bo, territory, ana, None)
    assert before <= lead.handed_over_at <= timezone.now()
    row = HandOver.objects.get()
    assert (row.lead, row.giver, row.receiver, row.owner) == (lead, ana, bo, bo)
    assert (row.state, row.note) == ("offered", "Wants a visit")
    assert (row.name, row.territory, row.offered_at) == ("Li Lei", territory, lead.handed_over_at)
    other = make_lead(ana, state="Hunan")
    do("lead.hand_over", other, ana)
    assert (other.owner, other.territory) == (cy, rest)


def test_leads_go_round_in_turn() -> None:
    ana, bo, cy, di = make_user("Ana"), make_user("Bo"), make_user("Cy"), make_user("Di")
    make_territory("All", bo, cy, di)
    leads = [make_lead(ana) for _ in range(7)]
    for lead in leads:
        do("lead.hand_over", lead, ana, by="territory")
    assert [lead.owner.name for lead in leads] == ["Bo", "Cy", "Di", "Bo", "Cy", "Di", "Bo"]


def test_handing_over_by_territory_twice_changes_nothing_the_second_time() -> None:
    ana, bo, cy = make_user("Ana"), make_user("Bo"), make_user("Cy")
    make_territory("All", bo, cy)
    lead = make_lead(ana)
    do("lead.hand_over", lead, SYSTEM)
    events, version = count_events(), lead.version
    do("lead.hand_over", lead, SYSTEM)
    do("lead.hand_over", lead, SYSTEM, by="user", user=bo.pk)
    assert (lead.owner, lead.version, count_events(), states(lead)) == (bo, version, events, [("Bo", "offered")])
    assert lead.handed_over_by == ana  # nobody acts: it comes from who made the lead


def test_somebody_away_is_stood_in_for_by_a_present_deputy() -> None:
    now, day = timezone.now(), datetime.timedelta(days=1)
    ana, di = make_user("Ana"), make_user("Di")
    bo = make_user("Bo", away_from=now - day, away_until=now + day, deputy=di)
    cy = make_user("Cy")
    territory = make_territory("All", bo, cy)
    first, second, third = make_lead(ana), make_lead(ana), make_lead(ana)
    do("lead.hand_over", first, ana)
    do("lead.hand_over", second, ana)
    assert [first.owner.name, second.owner.name] == ["Di", "Cy"]
    assert HandOver.objects.get(lead=first).member.user == bo
    di.away_from = now - day
    di.save()
    do("lead.hand_over", third, ana)
    assert third.owner.name == "Cy"  # the deputy is away too, so the next member takes it
    cy.is_active = False
    cy.save()
    text = refused("lead.hand_over", make_lead(ana), ana)
    assert text == f"Nobody in the territory “{territory.name}” is available."


def test_without_a_territory_it_is_refused_in_a_clear_sentence() -> None:
    ana, bo = make_user("Ana"), make_user("Bo")
    make_territory("North", bo, rule={"field": "state", "is": "Hebei"})
    lead = make_lead(ana)
    assert refused("lead.hand_over", lead, ana) == "No territory takes “Li Lei”. An administrator can add one."
    assert refused("lead.hand_over", lead, ana, by="next") == "“Li Lei” belongs to no territory."


def test_a_person_can_be_named_and_their_deputy_stands_in_while_they_are_away() -> None:
    ana, di = make_user("Ana"), make_user("Di")
    bo = make_user("Bo", away_from=timezone.now(), deputy=di)
    gone, lead = make_user("Gone", is_active=False), make_lead(ana)
    assert refused("lead.hand_over", lead, ana, by="user") == "user: This field is required."
    assert refused("lead.hand_over", lead, ana, by="user", user=gone.pk) == "Gone does not work here any more."
    refused("lead.hand_over", lead, ana, by="user", user=10**9)
    do("lead.hand_over", lead, ana, by="user", user={"id": bo.pk})
    assert (lead.owner, lead.handed_over_by, lead.territory) == (di, ana, None)


def test_only_the_new_owner_accepts_and_only_once() -> None:
    ana, bo = make_user("Ana"), make_user("Bo")
    make_territory("All", bo)
    lead = make_lead(ana)
    refused("lead.accept", lead, ana)
    do("lead.hand_over", lead, ana)
    refused("lead.accept", lead, ana)
    refused("lead.accept", lead, SYSTEM)
    do("lead.accept", lead, bo)
    row = HandOver.objects.get()
    assert lead.accepted_at is not None
    assert (row.state, row.answered_at is not None, lead.owner, lead.handed_over_by) == ("accepted", True, bo, ana)
    refused("lead.accept", lead, bo)
    refused("lead.decline", lead, bo, reason="changed my mind")


def test_a_declined_lead_goes_to_the_next_who_has_not_declined_it_and_then_back() -> None:
    ana, bo, cy = make_user("Ana"), make_user("Bo"), make_user("Cy")
    make_territory("All", bo, cy)
    lead = make_lead(ana)
    do("lead.hand_over", lead, ana)
    assert "required" in refused("lead.decline", lead, bo)
    do("lead.decline", lead, bo, reason="I know them, they will not talk to me")
    assert (lead.owner, lead.handed_over_by, lead.accepted_at) == (cy, ana, None)
    assert states(lead) == [("Bo", "declined"), ("Cy", "offered")]
    assert HandOver.objects.filter(lead=lead).order_by("id")[0].reason == "I know them, they will not talk to me"
    do("lead.decline", lead, cy, reason="No time")
    assert (lead.owner, lead.handed_over_by, lead.handed_over_at) == (ana, None, None)
    assert states(lead) == [("Bo", "declined"), ("Cy", "declined")]


def test_a_lead_that_nobody_touches_goes_to_the_next_one_and_still_comes_from_its_giver() -> None:
    ana, bo, cy = make_user("Ana"), make_user("Bo"), make_user("Cy")
    make_territory("All", bo, cy)
    lead = make_lead(ana)
    do("lead.hand_over", lead, Actor("workflow", ana))
    do("lead.hand_over", lead, Actor("workflow"), by="next")
    assert (lead.owner, lead.handed_over_by) == (cy, ana)
    assert states(lead) == [("Bo", "superseded"), ("Cy", "offered")]
    do("lead.hand_over", lead, Actor("workflow"), by="next")
    assert (lead.owner, states(lead)[-1]) == (bo, ("Bo", "offered"))


def test_alone_in_a_territory_there_is_no_next_one() -> None:
    ana, bo = make_user("Ana"), make_user("Bo")
    make_territory("All", bo)
    lead = make_lead(ana)
    do("lead.hand_over", lead, ana)
    assert refused("lead.hand_over", lead, SYSTEM, by="next") == "Nobody in the territory “All” is available."


@pytest.mark.parametrize("directly", [True, False])
def test_a_new_owner_ends_an_open_hand_over(directly: bool) -> None:
    ana, bo, cy = make_user("Ana"), make_user("Bo"), make_user("Cy")
    make_territory("All", bo)
    lead = make_lead(ana)
    do("lead.hand_over", lead, ana)
    if directly:
        records.update(lead, {"owner": cy.pk}, actor=Actor.of_user(bo))
    else:
        do("lead.assign", lead, bo, user=cy.pk)
    assert (lead.owner, lead.handed_over_at, lead.handed_over_by) == (cy, None, None)
    assert states(lead) == [("Bo", "superseded")]
    refused("lead.accept", lead, cy)


def test_nobody_is_assigned_who_does_not_work_here() -> None:
    ana, gone = make_user("Ana"), make_user("Gone", is_active=False)
    lead = make_lead(ana)
    assert refused("lead.assign", lead, ana, user=gone.pk) == "Gone does not work here any more."
    refused("lead.assign", lead, ana, user=10**9)


def test_giving_up_a_lead_that_was_handed_over_answers_the_offer() -> None:
    ana, bo = make_user("Ana"), make_user("Bo")
    make_territory("All", bo)
    lead, other = make_lead(ana), make_lead(ana)
    do("lead.hand_over", lead, ana)
    do("lead.hand_over", other, ana)
    do("lead.disqualify", lead, bo, reason="no_need")
    do("lead.disqualify", other, SYSTEM, reason="no_need")
    assert (states(lead), lead.accepted_at is not None) == ([("Bo", "accepted")], True)
    assert (states(other), other.accepted_at) == ([("Bo", "superseded")], None)


def test_hand_overs_are_not_written_by_hand() -> None:
    ana, bo = make_user("Ana"), make_user("Bo")
    make_territory("All", bo)
    lead = make_lead(ana)
    do("lead.hand_over", lead, ana)
    row = HandOver.objects.get()
    for actor in (Actor.of_user(bo), SYSTEM):
        with pytest.raises(Invalid):
            records.update(row, {"state": "accepted"}, actor=actor)
        with pytest.raises(Invalid):
            records.update(lead, {"accepted_at": "2026-01-01T00:00:00Z"}, actor=actor)
    row.refresh_from_db()
    assert (row.state, lead.accepted_at) == ("offered", None)
