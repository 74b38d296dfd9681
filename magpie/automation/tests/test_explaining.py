"""A record says what waits on it, what ran, and why a workflow did not, in the reader's language."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from magpie.automation import explaining, sentence, worker
from magpie.automation.document import Document
from magpie.automation.models import Workflow
from magpie.automation.publishing import publish
from magpie.platform import objects, readers, records
from magpie.platform.actor import SYSTEM
from magpie.platform.models import Team

pytestmark = pytest.mark.django_db(transaction=True)

DOCUMENT = {
    "object": "team",
    "triggers": [
        {
            "on": "satisfies",
            "filter": {"all": [{"field": "office", "is": "Beijing"}, {"field": "name", "is_empty": False}]},
        }
    ],
    "steps": [{"id": "pause", "wait": {"time": {"days": 2}}}],
}


@pytest.fixture
def workflow() -> Workflow:
    readers.begin("automation", "search")
    made = records.create(Workflow, {"name": "Greet", "name_zh": "问候", "object": "team"}, actor=SYSTEM)
    publish(made, DOCUMENT, actor=SYSTEM)
    worker.work_until_idle()
    return made


def about(team: Team) -> dict[str, Any]:
    worker.work_until_idle()
    team.refresh_from_db()
    return explaining.about(objects.get("team"), team, SYSTEM)


def test_what_is_missing_is_named_with_what_there_is(workflow: Workflow) -> None:
    team = records.create(Team, {"name": "East", "office": "Paris"}, actor=SYSTEM)
    with translation.override("en"):
        (reason,) = [n["reason"] for n in about(team)["not_run"]]
        assert reason == "It would start if Office is Beijing (now: Paris)."
    with translation.override("zh-hans"):
        assert about(team)["not_run"][0]["workflow"]["title"] == "问候"


def test_what_waits_says_until_when(workflow: Workflow) -> None:
    team = records.create(Team, {"name": "East", "office": "Beijing"}, actor=SYSTEM)
    with translation.override("en"):
        told = about(team)
    assert [(w["workflow"]["title"], w["text"]) for w in told["waiting"]] == [("Greet", "wait 2 days")]
    assert told["waiting"][0]["wake_at"] is not None
    assert told["not_run"] == []


def test_a_condition_that_was_true_before_is_said_to_be_so(workflow: Workflow) -> None:
    Workflow.objects.update(is_active=False)
    team = records.create(Team, {"name": "East", "office": "Beijing"}, actor=SYSTEM)
    with translation.override("en"):
        assert about(team)["not_run"][0]["reason"] == "The workflow is switched off."
        Workflow.objects.update(is_active=True)
        records.update(team, {"name": "West"}, actor=SYSTEM)
        assert "was already true before" in about(team)["not_run"][0]["reason"]


def test_the_sentence_is_whole_in_both_languages() -> None:
    drawn = Document.model_validate(DOCUMENT)
    with translation.override("en"):
        assert (
            sentence.sentence(drawn)
            == "When a Team comes to satisfy: Office is Beijing and Name is filled: wait 2 days."
        )
    with translation.override("zh-hans"):
        text = sentence.sentence(drawn)
    assert text.startswith("当")
    assert "2 天" in text
    assert "satisf" not in text
