"""What cannot be done is said clearly, in the caller's language, and leaves nothing half-done."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from magpie.automation.models import Version, Workflow
from magpie.platform import records, setup
from magpie.platform.actor import SYSTEM
from magpie.platform.models import CustomField, Event, Gate
from magpie.sales.models import Lead
from tests.make import make
from tests.objects.conftest import Cast

pytestmark = pytest.mark.django_db
CHINESE = re.compile(r"[\u4e00-\u9fff]")
BAD: dict[str, tuple[str, str, Any]] = {
    "an unknown field": ("post", "leads", {"name": "Li Lei", "colour": "red"}),
    "a missing field": ("post", "leads", {}),
    "a wrong choice": ("post", "leads", {"name": "Li Lei", "status": "dead"}),
    "a wrong address": ("post", "leads", {"name": "Li Lei", "email": "nowhere"}),
    "a wrong day": ("post", "campaigns", {"name": "Fair", "starts_on": "31 June"}),
    "the end before the start": (
        "post", "campaigns", {"name": "Fair", "starts_on": "2026-02-02", "ends_on": "2026-02-01"}
    ),
    "a number too large": ("post", "leads", {"name": "Li Lei", "budget": "1e30"}),
    "a reference to nothing": ("post", "contacts", {"name": "Li Lei", "account": 2**40}),
    "an unknown record": ("patch", "leads/999999999", {"name": "x"}),
    "a wrong filter": ("post", "leads/bulk", {"do": "delete", "filter": {"field": "nothing", "is": 1}}),
    "a wrong right": ("post", "roles", {"name": "Odd", "grants": {"lead": {"read": {"field": "nothing", "is": 1}}}}),
    "a right nobody knows": ("post", "roles", {"name": "Odd", "grants": {"lead": {"fly": True}}}),
    "a wrong formula": (
        "post", "fields",
        {"object": "lead", "name": "twice", "label_en": "Twice", "type": "computed", "formula": "budget ** 2"},
    ),
    "a gate on a field that is not there": (
        "post", "gates",
        {"name": "G", "object": "lead", "operation": "update", "filter": {"field": "no", "is": 1}, "message_en": "No"},
    ),
    "a gate with an unfinished condition": (
        "post", "gates",
        {"name": "G", "object": "lead", "operation": "update", "filter": {"field": "rating"}, "message_en": "No"},
    ),
    "a gate on another object's action": (
        "post", "gates", {"name": "G", "object": "account", "operation": "lead.convert", "message_en": "No"},
    ),
    "an action that does not exist": ("post", "leads/bulk", {"do": "action", "action": "fly", "ids": [1]}),
}  # fmt: skip


@pytest.mark.parametrize("fault", BAD)
def test_bad_requests_are_refused_in_both_languages_and_change_nothing(fault: str, cast: Cast) -> None:
    method, path, body = BAD[fault]
    before = Event.objects.count()
    said = {}
    for language in ("en", "zh-hans"):
        cast.root.user.language = language
        type(cast.root.user).objects.filter(pk=cast.root.user.pk).update(language=language)
        before = Event.objects.count()
        answer = cast.root.send(method, path, body)
        assert answer.status_code in (404, 422), answer.content
        assert answer["Content-Type"] == "application/problem+json"
        said[language] = answer.json()["detail"]
        assert Event.objects.count() == before
    assert CHINESE.search(said["zh-hans"]), said
    assert not CHINESE.search(said["en"]), said


DOCUMENTS: dict[str, Any] = {
    "an unknown action": {"steps": [{"id": "fly", "action": "lead.fly"}]},
    "an unknown field": {"steps": [{"id": "way", "if": {"field": "nothing", "is": 1}, "then": []}]},
    "no steps": {"steps": []},
    "one id twice": {"steps": [{"id": "end", "stop": "done"}, {"id": "end", "stop": "done"}]},
    "an unknown block": {"steps": [{"id": "end", "jump": "start"}]},
    "a step that comes later": {"steps": [{"id": "way", "if": {"step": "later", "outcome": "time"}}]},
}


@pytest.mark.parametrize("fault", DOCUMENTS)
def test_a_workflow_that_cannot_be_is_not_published(fault: str, cast: Cast) -> None:
    workflow = records.create(Workflow, {"name": "Rule", "object": "lead"}, actor=SYSTEM)
    drawn = {"object": "lead", "triggers": [{"on": "created"}], **DOCUMENTS[fault]}
    said = []
    for language in ("en", "zh-hans"):
        type(cast.root.user).objects.filter(pk=cast.root.user.pk).update(language=language)
        answer = cast.root.send("post", f"workflows/{workflow.pk}/publish", {"document": drawn})
        assert answer.status_code == 422, answer.content
        said.append(answer.json()["detail"])
    assert [bool(CHINESE.search(text)) for text in said] == [False, True], said
    assert Version.objects.filter(workflow=workflow).count() == 0


TABLES: dict[str, tuple[str, bytes]] = {
    "nothing": ("leads.csv", b""),
    "half a character": ("leads.csv", "姓名\n张伟\n".encode()[:-2] + b"\n\xff\xfe\xff\n"),
    "a picture": ("leads.xlsx", b"\x89PNG\r\n\x1a\n" + b"\0" * 100),
}


@pytest.mark.parametrize("fault", TABLES)
def test_a_table_that_cannot_be_read_is_refused(fault: str, cast: Cast, tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    name, content = TABLES[fault]
    said = []
    for language in ("en", "zh-hans"):
        type(cast.root.user).objects.filter(pk=cast.root.user.pk).update(language=language)
        file = SimpleUploadedFile(name, content)
        answer = cast.root.client.post("/api/imports", {"file": file, "object": "lead"})
        assert answer.status_code == 422, answer.content
        said.append(answer.json()["detail"])
    assert [bool(CHINESE.search(text)) for text in said] == [False, True], said
    assert (Lead.objects.count(), [p for p in tmp_path.rglob("*") if p.is_file()]) == (0, [])


def test_a_field_that_goes_takes_no_lists_and_no_writes_with_it(cast: Cast) -> None:
    """A role and a gate may name a field that is deleted later: nobody gets more rights, and nothing breaks."""
    values = {"object": "lead", "name": "region", "label_en": "Region", "type": "text"}
    field = records.create(CustomField, values, actor=SYSTEM)
    lead = make("lead", owner=cast.ana.user.pk, region="north")
    condition = {"field": "region", "is": "north"}
    assert (
        cast.root.send("patch", f"roles/{cast.role.pk}", {"grants": {"lead": {"read": condition}}}).status_code == 200
    )
    assert cast.ana.ids("leads") == [lead.pk]
    gate = {"name": "North", "object": "lead", "operation": "update", "filter": condition, "message_en": "No"}
    records.create(Gate, {**gate, "outcome": "refuse"}, actor=SYSTEM)
    records.delete(field, actor=SYSTEM)
    setup.forget()
    assert cast.ana.ids("leads") == []
    refused = cast.root.send("patch", f"leads/{lead.pk}", {"name": "Han Mei"})
    assert (refused.status_code, "North" in refused.json()["detail"]) == (409, True)
