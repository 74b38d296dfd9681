"""Playbooks: what a person reads about a record, and what they tick."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from magpie.platform import records
from magpie.platform.actor import SYSTEM
from magpie.platform.models import Event, User
from magpie.platform.problems import Invalid
from magpie.sales import pipelines
from magpie.sales.models import Playbook, PlaybookItem, PlaybookTick
from magpie.sales.tests.make import count_events, make_lead, make_opportunity, make_user

pytestmark = pytest.mark.django_db


def make_playbook(*items: dict[str, Any], **values: Any) -> tuple[Playbook, list[PlaybookItem]]:
    playbook = records.create(Playbook, {"name": "首次联系", "lead_status": "new", **values}, actor=SYSTEM)
    made = [
        records.create(PlaybookItem, {"playbook": playbook.pk, "position": position, **item}, actor=SYSTEM)
        for position, item in enumerate(items)
    ]
    return playbook, made


def ask(user: User, path: str, language: str = "en", body: Any = None, status: int = 200) -> Any:
    client = Client()
    client.force_login(user)
    headers = {"accept-language": language}
    address = f"/api{path}"
    answer = (
        client.get(address, headers=headers)
        if body is None
        else client.post(address, body, content_type="application/json", headers=headers)
    )
    assert answer.status_code == status, answer.content
    return answer.json()


def test_the_words_of_the_stage_come_with_the_values_of_the_record_in_the_readers_language() -> None:
    bo = make_user("Bo", language="")
    lead = make_lead(bo, company="Acme")
    make_playbook(
        {"kind": "say", "name": "开场白", "name_en": "Opening", "text": "{{ record.name }}您好，我是{{ me.name }}"},
        guidance="先问{{ record.company }}的问题", guidance_en="Ask {{ record.company }} first", key_fields=["mobile"],
    )  # fmt: skip
    make_playbook(lead_status="working", name="Later")
    make_playbook(name="Not used", is_active=False)
    (part,) = ask(bo, f"/leads/{lead.pk}/playbook")["items"]
    (item,) = part["items"]
    assert (part["guidance"], part["key_fields"]) == ("Ask Acme first", ["mobile"])
    assert (item["name"], item["text"]) == ("Opening", "Li Lei您好，我是Bo")
    (part,) = ask(bo, f"/leads/{lead.pk}/playbook", "zh-hans")["items"]
    assert (part["guidance"], part["items"][0]["name"]) == ("先问Acme的问题", "开场白")
    (later,) = ask(bo, f"/leads/{lead.pk}/playbook?stage=working")["items"]
    assert later["name"] == "Later"


def test_a_tick_says_who_did_it_and_stays_with_the_record() -> None:
    bo = make_user("Bo", language="en")
    lead, other = make_lead(bo), make_lead(bo)
    _playbook, (item,) = make_playbook({"name": "Look it up"})
    path = f"/leads/{lead.pk}/playbook/{item.pk}"
    for _again in range(2):
        done = ask(bo, path, body={"done": True})["items"][0]["items"][0]
    assert done["done_by"] == {"id": bo.pk, "title": "Bo"}
    assert ask(bo, f"/leads/{other.pk}/playbook")["items"][0]["items"][0]["done_at"] is None
    first = ask(bo, f"/leads/{lead.pk}/timeline")["items"][0]
    assert first["title"] == "Done by the playbook: Look it up"
    assert Event.objects.filter(kind="playbook_done").count() == 1
    assert ask(bo, path, body={"done": False})["items"][0]["items"][0]["done_at"] is None
    assert (PlaybookTick.objects.count(), Event.objects.filter(kind="playbook_undone").count()) == (0, 1)


def test_who_may_not_see_or_change_the_record_can_neither_read_nor_tick_its_playbook() -> None:
    bo, cy = make_user("Bo"), make_user("Cy")
    lead, opportunity = make_lead(bo), make_opportunity(owner=bo.pk)
    _playbook, (item,) = make_playbook({"name": "Look it up"})
    events = count_events()
    ask(cy, f"/leads/{lead.pk}/playbook", status=404)
    ask(cy, f"/leads/{lead.pk}/playbook/{item.pk}", body={"done": True}, status=404)
    ask(bo, f"/opportunities/{opportunity.pk}/playbook/{item.pk}", body={"done": True}, status=404)
    ask(bo, f"/tasks/{lead.pk}/playbook", status=404)
    assert (PlaybookTick.objects.count(), count_events()) == (0, events)


def test_an_opportunity_has_the_playbook_of_its_stage() -> None:
    bo = make_user("Bo")
    opportunity = make_opportunity(owner=bo.pk)
    first, second = pipelines.stages_of(pipelines.default_pipeline().pk)[:2]
    make_playbook(name="First", lead_status="", stage=first.pk)
    make_playbook(name="Second", lead_status="", stage=second.pk)
    assert [p["name"] for p in ask(bo, f"/opportunities/{opportunity.pk}/playbook")["items"]] == ["First"]
    records.update(opportunity, {"stage": second.pk}, actor=SYSTEM)
    assert [p["name"] for p in ask(bo, f"/opportunities/{opportunity.pk}/playbook")["items"]] == ["Second"]


def test_a_playbook_belongs_to_one_stage_and_its_texts_can_be_filled() -> None:
    with pytest.raises(Invalid) as both:
        make_playbook(stage=pipelines.stages_of(pipelines.default_pipeline().pk)[0].pk)
    assert list(both.value.fields) == ["stage"]
    with pytest.raises(Invalid) as broken:
        make_playbook({"name": "Mail", "text": "{{ record.name"})
    assert list(broken.value.fields) == ["text"]
    assert PlaybookItem.objects.count() == 0
