"""The palette, trying texts and programs, and the settings of secrets, over the API."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from magpie.automation.models import Workflow
from magpie.automation.publishing import publish
from magpie.automation.secrets import Secret, value_of
from magpie.platform import records, setup
from magpie.platform.actor import SYSTEM
from magpie.platform.http.auth import create_token
from magpie.platform.models import Event, Role, User
from magpie.sales.models import Lead

pytestmark = pytest.mark.django_db


class Api:
    def __init__(self, user: User, language: str = "en") -> None:
        self.client = Client()
        self.headers = {"Authorization": f"Bearer {create_token(user)}", "Accept-Language": language}

    def ask(self, method: str, path: str, body: Any = None, status: int = 200) -> Any:
        call = getattr(self.client, method)
        more = {} if body is None else {"data": body, "content_type": "application/json"}
        sent = call(f"/api{path}", headers=self.headers, **more)
        assert sent.status_code == status, sent.content
        return sent.json() if sent.content else None

    def get(self, path: str, status: int = 200) -> Any:
        return self.ask("get", path, None, status)

    def post(self, path: str, body: Any, status: int = 200) -> Any:
        return self.ask("post", path, body, status)

    def put(self, path: str, body: Any, status: int = 200) -> Any:
        return self.ask("put", path, body, status)


@pytest.fixture
def root() -> Api:
    setup.forget()
    return Api(User.objects.create_user("root", name="Root", language="en", is_administrator=True))


@pytest.fixture
def ana() -> Api:
    role = Role.objects.create(name="Sales", grants={"lead": {"read": "all", "update": "own"}})
    setup.forget()
    return Api(User.objects.create_user("ana", name="Ana", language="en", roles=[role.pk]))


def make_lead(**values: Any) -> Lead:
    return records.create(Lead, {"name": "Li Lei", **values}, actor=SYSTEM)


def test_the_palette_offers_what_fits_the_object(root: Api) -> None:
    found = root.get("/automation/palette?object=lead")
    actions = {a["name"]: a for a in found["actions"]}
    assert {"lead.qualify", "record.assign", "http.request", "chat.send", "notice.send", "task.create"} <= set(actions)
    assert "opportunity.win" not in actions
    assert actions["lead.convert"]["group"] == "lead"
    assert actions["record.find"]["outputs"][2] == {
        "name": "count", "type": "number", "label": "How many there are in all", "object": "",
    }  # fmt: skip
    assert actions["http.request"]["external"] is True
    assert [b["kind"] for b in found["blocks"]] == [
        "action", "if", "switch", "wait", "ask", "loop", "parallel", "call", "try", "code", "stop",
    ]  # fmt: skip
    assert len(found["triggers"]) == 16
    groups = {g["name"] for g in found["groups"]}
    assert {a["group"] for a in found["actions"]} | {b["group"] for b in found["blocks"]} <= groups
    assert {"name": "opportunity.reopened", "label": "Opened again"} in root.get("/automation/palette")["events"]


def test_the_palette_reads_in_the_callers_language() -> None:
    bo = Api(User.objects.create_user("bo", name="Bo", language="zh-hans", is_administrator=True), "zh-hans")
    found = bo.get("/automation/palette?object=lead")
    assign = next(a for a in found["actions"] if a["name"] == "record.assign")
    assert assign["label"] == "分配给某人"
    assert assign["input"]["properties"]["by"]["oneOf"][1] == {"const": "next", "title": "轮流分配给下一位"}
    plain = [a["label"] for a in found["actions"] if a["label"].isascii()]
    plain += [t["label"] for t in found["triggers"] + found["blocks"] + found["groups"] if t["label"].isascii()]
    assert plain == []


def test_the_palette_knows_every_kind_of_trigger_and_block() -> None:
    from magpie.automation import palette
    from magpie.automation.document.blocks import KINDS
    from magpie.automation.document.triggers import ASKED, CHANGES, CLOCKS

    assert {on for on, _label, _about in palette.TRIGGERS} == {*CHANGES, *CLOCKS, *ASKED}
    assert {kind for kind, *_rest in palette.BLOCKS} == set(KINDS) - {"plugin"}


def test_only_who_may_change_workflows_tries_texts_and_programs(ana: Api) -> None:
    ana.get("/automation/palette", status=403)
    ana.post("/automation/preview-text", {"template": "x"}, status=403)
    ana.post("/automation/lint-code", {"source": "x"}, status=403)
    ana.post("/automation/try-code", {"code": {"source": "x"}}, status=403)
    ana.get("/automation/plugins", status=403)
    assert Client().get("/api/automation/palette").status_code == 401


def test_a_text_is_previewed_with_what_is_missing(root: Api) -> None:
    lead = make_lead(company="Acme")
    template = "{{ record.name }} of {{ record.company }}: {{ record.nonsense }}{{ steps.ask.sum }}"
    about = {"object": "lead", "record": lead.pk}
    assert root.post("/automation/preview-text", {**about, "template": template}) == {
        "text": "Li Lei of Acme: ", "missing": ["record.nonsense", "steps.ask.sum"],
    }  # fmt: skip
    both = {"en": "Hello {{ record.name }}", "zh-hans": "你好 {{ record.name }}"}
    assert root.post("/automation/preview-text", {**about, "template": both})["text"] == "Hello Li Lei"
    root.post("/automation/preview-text", {**about, "template": "{{ record.name "}, status=422)
    root.post("/automation/preview-text", {"object": "lead", "record": 999_999, "template": "x"}, status=404)


def test_a_program_is_tried_on_a_record_and_changes_nothing(root: Api) -> None:
    lead = make_lead(budget="1200.50")
    before = Event.objects.count()
    drawn = {
        "source": "def main(input):\n  print(input['name'])\n  return {'double': number(input['budget']) * 2}",
        "input": {"budget": {"from": "record.budget"}, "name": "{{ record.name }}"},
        "output": [{"name": "double", "type": "number"}],
    }
    tried = root.post("/automation/try-code", {"code": drawn, "object": "lead", "record": lead.pk})
    assert (tried["output"], tried["printed"], tried["error"], tried["line"]) == ({"double": 2401}, "Li Lei", "", 0)
    drawn["source"] = "def main(input):\n  return {'double': input['nothing']}"
    tried = root.post("/automation/try-code", {"code": drawn, "object": "lead", "record": lead.pk})
    assert (tried["output"], tried["line"]) == (None, 2)
    assert Event.objects.count() == before
    root.post("/automation/try-code", {"code": {"nonsense": 1}}, status=422)
    found = root.post("/automation/lint-code", {"source": "def main(input):\n  return nothing"})
    assert [(f["line"], f["column"]) for f in found] == [(2, 10)]


def test_a_secret_is_written_and_never_read(root: Api, ana: Api) -> None:
    made = root.put("/settings/secrets/erp", {"value": "s3cret-token", "about": "Our ERP"})
    assert (made["name"], made["about"], made["changed_by"], made["used_in"]) == ("erp", "Our ERP", "Root", [])
    assert "s3cret-token" not in str(root.get("/settings/secrets"))
    root.put("/settings/secrets/erp", {"about": "The ERP"})
    assert (value_of("erp"), Secret.objects.get().about) == ("s3cret-token", "The ERP")
    root.put("/settings/secrets/other", {"about": "No value"}, status=422)
    root.put("/settings/secrets/Not-A-Name", {"value": "x"}, status=422)
    ana.get("/settings/secrets", status=403)
    ana.put("/settings/secrets/erp", {"value": "x"}, status=403)
    ana.ask("delete", "/settings/secrets/erp", None, 403)
    assert value_of("erp") == "s3cret-token"


def test_a_secret_that_a_workflow_needs_stays(root: Api) -> None:
    root.put("/settings/secrets/erp", {"value": "s3cret-token"})
    workflow = records.create(Workflow, {"name": "Orders", "object": "lead"}, actor=SYSTEM)
    step = {
        "id": "ask",
        "action": "http.request",
        "input": {"url": "https://erp.example", "headers": {"X": "{{ secrets.erp }}"}},
    }
    publish(workflow, {"object": "lead", "triggers": [{"on": "created"}], "steps": [step]}, actor=SYSTEM)
    assert root.get("/settings/secrets")[0]["used_in"] == [{"object": "workflow", "id": workflow.pk, "title": "Orders"}]
    root.ask("delete", "/settings/secrets/erp", None, 409)
    records.delete(workflow, actor=SYSTEM)
    root.ask("delete", "/settings/secrets/erp", None, 204)
    root.ask("delete", "/settings/secrets/erp", None, 404)


def test_inner_hosts_are_named_by_administrators(root: Api, ana: Api) -> None:
    assert root.get("/settings/outgoing") == {"allowed_hosts": []}
    named = {"allowed_hosts": ["ERP.acme.lan", "10.0.0.7:8443", "*.acme.lan", "[::1]:80", "ERP.acme.lan"]}
    assert root.put("/settings/outgoing", named) == {
        "allowed_hosts": ["erp.acme.lan", "10.0.0.7:8443", "*.acme.lan", "[::1]:80"]
    }
    root.put("/settings/outgoing", {"allowed_hosts": ["http://erp"]}, status=422)
    ana.get("/settings/outgoing", status=403)
    ana.put("/settings/outgoing", {"allowed_hosts": []}, status=403)
