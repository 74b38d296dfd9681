"""What fills a step's input: one text in several languages."""

from __future__ import annotations

from typing import Any

import pytest

from magpie.automation import values
from magpie.automation.engine.program import Program
from magpie.automation.engine.state import State
from magpie.automation.models import Run, Version, Workflow
from magpie.platform.models import Team, User

pytestmark = pytest.mark.django_db
NOTE = {"note": {"en": "For {{ record.name }}", "zh-hans": "给 {{ record.name }}"}}


def make_run(caused_by: User | None) -> Run:
    workflow = Workflow.objects.create(name="Rule", object="team")
    version = Version.objects.create(workflow=workflow, number=1, document={})
    return Run.objects.create(
        version=version, workflow=workflow, key="event:1", object="team", record_id=1, caused_by=caused_by
    )


def names(run: Run, team: Team) -> values.Names:
    """What a step at the top of that run about the team can name."""
    drawn = {"object": "team", "triggers": [{"on": "created"}], "steps": [{"id": "end", "stop": "done"}]}
    run.version.document = drawn
    return values.Names(State(run, Program(run.version), [], {("team", 1): team}), "")


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "For East"), ("zh-hans", "给 East"), (None, "For East")],
    ids=["English", "Chinese", "nobody"],
)
def test_a_text_in_languages_is_taken_in_that_of_whoever_caused_the_run(language: str | None, text: str) -> None:
    user = User.objects.create_user("ana", name="Ana", language=language) if language else None
    team = Team.objects.create(name="East")
    assert values.fill(NOTE, names(make_run(user), team)) == {"note": text}


def test_other_objects_with_such_names_stay_as_they_are() -> None:
    run, team = make_run(None), Team.objects.create(name="East")
    given: dict[str, Any] = {"values": {"en": 1, "zh-hans": 2}, "more": {"en": "a", "de": "b"}, "none": {}}
    assert values.fill(given, names(run, team)) == given
