"""Webhooks: found and created records, deliveries that come again, and who is turned away."""

from __future__ import annotations

import json
import logging
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from magpie.automation import worker
from magpie.automation.hooks import keys, receiving
from magpie.automation.hooks.hiding import HideKeys
from magpie.automation.hooks.models import Hook
from magpie.automation.models import Run, Workflow
from magpie.automation.tests.test_starts import Caller, make_lead, make_user, make_workflow
from magpie.platform import readers, records
from magpie.platform.actor import SYSTEM
from magpie.platform.models import User
from magpie.sales.models import Lead

pytestmark = pytest.mark.django_db(transaction=True)
SAY = {"id": "say", "action": "record.update", "input": {"values": {"description": "{{ trigger.body.message }}"}}}
FORM = {
    "on": "webhook", "find": {"email": "contact.email"},
    "values": {
        "name": "{{ trigger.body.contact.name | default: 'Unknown' }}", "company": {"from": "trigger.body.company"},
    },
}  # fmt: skip
LI = {"contact": {"email": "li@example.com", "name": "Li Lei"}, "company": "Acme", "message": "Call me"}


@pytest.fixture(autouse=True)
def places() -> None:
    readers.begin("automation", "search")
    worker.work_until_idle()


@pytest.fixture
def root() -> Caller:
    return Caller(User.objects.create(username="root", name="Root", language="en", is_administrator=True))


def address(root: Caller, workflow: Workflow) -> str:
    (hook,) = root.get(f"workflows/{workflow.pk}/hooks").json()
    assert hook["trigger"] == 0
    return str(hook["url"][hook["url"].index("/api/hooks/") :])


def send(path: str, body: Any = None, content_type: str = "application/json", **headers: str) -> Any:
    text = body if isinstance(body, str | bytes) else json.dumps(body)
    return Client(headers={"accept-language": "en"}).post(path, text, content_type=content_type, headers=headers)


def test_a_call_creates_the_record_and_the_run_knows_what_was_sent(root: Caller) -> None:
    path = address(root, make_workflow(FORM, steps=[SAY]))
    answer = send(path, LI)
    lead, run = Lead.objects.get(), Run.objects.get()
    assert (answer.status_code, answer.json()) == (
        202, {"run": run.pk, "record": {"object": "lead", "id": lead.pk}, "detail": ""},
    )  # fmt: skip
    assert (lead.name, lead.company, lead.email) == ("Li Lei", "Acme", "li@example.com")
    worker.work_until_idle()
    lead.refresh_from_db()
    assert lead.description == "Call me"
    assert Run.objects.get().trigger == {"on": "webhook", "trigger": 0, "body": LI}


def test_a_known_record_is_found_and_not_changed(root: Caller) -> None:
    path = address(root, make_workflow(FORM, steps=[SAY]))
    lead = make_lead(name="Old name", email="li@example.com")
    assert send(path, LI).json()["record"] == {"object": "lead", "id": lead.pk}
    assert send(path, {"contact": {"email": "new@example.com"}}).status_code == 202
    assert sorted(Lead.objects.values_list("name", flat=True)) == ["Old name", "Unknown"]


def test_a_delivery_that_comes_again_starts_nothing_new(root: Caller) -> None:
    workflow = make_workflow({**FORM, "find": {}}, steps=[SAY])
    path = address(root, workflow)
    first = send(path, LI, **{"Idempotency-Key": "17"})
    assert send(path, LI, **{"Idempotency-Key": "17"}).json() == first.json()
    other = send(path, LI, **{"X-GitHub-Delivery": "17"}).json()
    assert send(path, LI, **{"X-GitHub-Delivery": "17"}).json() == other
    send(path, LI)
    assert (Lead.objects.count(), Run.objects.count()) == (3, 3)
    trigger = {**FORM, "find": {}, "filter": {"field": "name", "is_empty": False}}
    from magpie.automation.publishing import publish

    publish(workflow, {"object": "lead", "triggers": [trigger], "steps": [SAY]}, actor=SYSTEM)
    assert send(path, LI, **{"Idempotency-Key": "17"}).json() == first.json()  # also in a later version


def test_forms_are_read_too(root: Caller) -> None:
    path = address(root, make_workflow({**FORM, "find": {"email": "email"}}, steps=[SAY]))
    answer = send(path, "email=a%40example.com&message=Hi&tag=x&tag=y", "application/x-www-form-urlencoded")
    assert answer.status_code == 202
    assert Run.objects.get().trigger["body"] == {"email": "a@example.com", "message": "Hi", "tag": ["x", "y"]}


def test_a_workflow_about_no_record_only_starts(root: Caller) -> None:
    workflow = make_workflow({"on": "webhook"}, steps=[{"id": "end", "stop": "done"}], object="")
    assert send(address(root, workflow), {"a": 1}).json()["record"] is None
    run = Run.objects.get()
    assert (run.object, run.record_id, run.trigger["body"]) == ("", 0, {"a": 1})


def test_a_record_that_does_not_fit_starts_nothing_and_says_so(root: Caller) -> None:
    path = address(root, make_workflow({**FORM, "filter": {"field": "company", "is": "Other"}}, steps=[SAY]))
    answer = send(path, LI)
    assert (answer.status_code, answer.json()["run"], answer.json()["detail"]) == (
        202, None, "The record does not satisfy the condition of the workflow.",
    )  # fmt: skip
    assert Run.objects.count() == 0


@pytest.mark.parametrize(
    ("body", "content_type", "status", "detail"),
    [
        ("{", "application/json", 422, "Send JSON or a form."),
        ("[" * 100_000, "application/json", 422, "Send JSON or a form."),
        ('{"contact": {}}', "application/json", 422, "What was sent has no “contact.email”."),
        ('{"contact": {"email": "nonsense"}, "company": "\\u0000"}', "application/json", 422, "NUL"),
        ('{"contact": {"email": ["a"]}}', "application/json", 422, "Enter text"),
        ("x" * (256 * 1024 + 1), "application/json", 413, "too large"),
    ],
)
def test_what_cannot_be_read_is_refused_and_changes_nothing(
    body: str, content_type: str, status: int, detail: str, root: Caller
) -> None:
    path = address(root, make_workflow(FORM, steps=[SAY]))
    answer = send(path, body, content_type)
    assert (answer.status_code, detail in answer.json()["detail"]) == (status, True), answer.content
    assert (Lead.objects.count(), Run.objects.count()) == (0, 0)


def test_a_record_that_may_not_be_created_is_not_found(root: Caller) -> None:
    path = address(root, make_workflow({"on": "webhook", "find": {"email": "email"}}, steps=[SAY]))
    assert send(path, {"email": "li@example.com"}).status_code == 404
    make_lead(email="li@example.com")
    assert send(path, {"email": "li@example.com"}).status_code == 202


def test_a_wrong_key_finds_nothing_and_a_renewed_one_replaces_the_former(root: Caller) -> None:
    workflow = make_workflow(FORM, steps=[SAY])
    assert send("/api/hooks/wrong", LI).status_code == 404
    path = address(root, workflow)
    assert address(root, workflow) == path
    renewed = root.post(f"workflows/{workflow.pk}/hooks/0/renew").json()["url"]
    assert send(path, LI).status_code == 404
    assert send(renewed[renewed.index("/api/") :], LI).status_code == 202
    assert root.post(f"workflows/{workflow.pk}/hooks/1/renew").status_code == 404
    assert root.get(f"workflows/{workflow.pk}/hooks").json()[0]["used_at"] is not None


def test_a_workflow_that_is_switched_off_or_drawn_anew_takes_no_calls(root: Caller) -> None:
    workflow = make_workflow(FORM, steps=[SAY])
    path = address(root, workflow)
    records.update(workflow, {"is_active": False}, actor=SYSTEM)
    assert send(path, LI).json()["detail"] == "The workflow is switched off."
    from magpie.automation.publishing import publish

    publish(workflow, {"object": "lead", "triggers": [{"on": "created"}], "steps": [SAY]}, actor=SYSTEM)
    refused = send(path, LI)
    assert (refused.status_code, refused.json()["detail"]) == (409, "The workflow is no longer started from here.")
    assert Lead.objects.count() == 0


def test_too_many_calls_within_a_minute_are_turned_away(root: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receiving, "MOST_A_MINUTE", 2)
    path = address(root, make_workflow(FORM, steps=[SAY]))
    answers = [send(path, LI) for _n in range(4)]
    assert [a.status_code for a in answers][:2] == [202, 202]
    assert answers[3].status_code == 429
    assert answers[3]["Retry-After"] == "60"


def test_only_who_may_change_the_workflow_sees_its_address() -> None:
    workflow = make_workflow(FORM, steps=[SAY])
    bo = Caller(make_user("Bo", {"lead": {"read": "all", "update": "all"}, "workflow": {"read": "all"}}))
    assert bo.get(f"workflows/{workflow.pk}/hooks").status_code == 403
    assert bo.post(f"workflows/{workflow.pk}/hooks/0/renew").status_code == 403
    assert Hook.objects.count() == 0


def test_the_key_is_kept_sealed_and_out_of_the_logs(root: Caller, caplog: pytest.LogCaptureFixture) -> None:
    workflow = make_workflow(FORM, steps=[SAY])
    path = address(root, workflow)
    key = path.rpartition("/")[2]
    hook = Hook.objects.get()
    assert key not in hook.sealed + hook.digest
    assert keys.key_of(workflow, 0) == key
    caplog.handler.addFilter(HideKeys())
    with caplog.at_level(logging.DEBUG):
        logging.getLogger("django.request").warning("Not Found: %s", path)
        send(path, "{")
        send(path + "x", LI)
    assert key not in caplog.text
    assert "Not Found: /api/hooks/…" in caplog.text
    logging_settings: Any = settings.LOGGING
    assert logging_settings["handlers"]["console"]["filters"] == ["keys"]


def test_a_key_sealed_with_another_secret_is_made_anew(root: Caller) -> None:
    workflow = make_workflow(FORM, steps=[SAY])
    path = address(root, workflow)
    Hook.objects.update(sealed="gAAAA-of-another-key")
    assert address(root, workflow) != path
