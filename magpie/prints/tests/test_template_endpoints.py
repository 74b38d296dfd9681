"""Printing by templates, and their designer, through the API."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from magpie.platform import setup
from magpie.platform.models import User
from magpie.prints import jobs
from magpie.prints.models import PrintJob
from magpie.prints.tests.make import headers, make, make_deal, make_reader, make_template, pages

MINE = {"*": {"read": "own", "create": True, "update": "own", "export": True}}


@pytest.fixture
def ana(db: None) -> User:
    setup.forget()
    return make_reader("ana-templates", MINE)


@pytest.fixture
def root(db: None) -> User:
    setup.forget()
    return User.objects.create(username="root-templates", name="Root", language="en", is_administrator=True)


def test_one_prints_own_records_with_the_templates_for_them(client: Any, ana: User) -> None:
    mine, other = make("lead", name="Mine", owner=ana.pk), make("lead", name="Other")
    for_all = make_template("lead", "<p>{{ record.name }}</p>", name_zh="测试", file_name="L {{ record.name }}")
    closed = make_template("lead", "<p>x</p>", name_en="Closed", roles=[make_reader("bo", MINE).roles[0]])
    User.objects.filter(pk=ana.pk).update(language="zh-hans")
    listed = client.get("/api/prints/templates?object=lead", headers=headers(ana)).json()["items"]
    assert [each["name"] for each in listed] == ["线索卡", "测试"]
    answer = client.get(f"/api/prints/templates/{for_all.pk}/pdf?record={mine.pk}", headers=headers(ana))
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert answer["Content-Disposition"] == 'inline; filename="L Mine.pdf"'
    assert pages(answer.content) == ["Mine"]
    for path in (f"{for_all.pk}/pdf?record={other.pk}", f"{closed.pk}/pdf?record={mine.pk}"):
        assert client.get(f"/api/prints/templates/{path}", headers=headers(ana)).status_code == 404


def test_a_kept_print_is_found_by_whoever_sees_the_record(client: Any, ana: User, root: User) -> None:
    lead = make("lead", name="Mine", owner=ana.pk)
    template = make_template("lead", "<p>{{ record.name }}</p>")
    asked: Any = {"data": {"record": lead.pk}, "content_type": "application/json"}
    kept = client.post(f"/api/prints/templates/{template.pk}/keep", **asked, headers=headers(ana))
    assert (kept.status_code, kept.json()["name"], kept.json()["owner"]) == (201, "Test Mine.pdf", ana.name)
    place = f"/api/prints/files?object=lead&record={lead.pk}"
    assert [f["id"] for f in client.get(place, headers=headers(root)).json()["items"]] == [kept.json()["id"]]
    bo = make_reader("bo-templates", MINE)
    assert client.get(place, headers=headers(bo)).status_code == 404
    download = client.get(f"/api/files/{kept.json()['id']}/download", headers=headers(root))
    assert pages(b"".join(download.streaming_content)) == ["Mine"]


def test_several_are_printed_at_once_and_very_many_in_the_background(client: Any, ana: User) -> None:
    found = [make("lead", name=f"L{number:02d}", owner=ana.pk) for number in range(3)]
    make("lead", name="Other")
    template = make_template("lead", "<p>{{ record.name }}</p>")
    path = f"/api/prints/templates/{template.pk}/pdf"
    ids = f"{found[2].pk},{found[0].pk}"
    assert pages(client.get(f"{path}?ids={ids}", headers=headers(ana)).content) == ["L02", "L00"]
    assert pages(client.get(path, headers=headers(ana)).content) == ["L00", "L01", "L02"]
    nothing = client.get(f"{path}?search=nobody", headers=headers(ana))
    assert nothing.json()["fields"] == {"filter": ["There is nothing to print."]}
    asked: Any = {"data": {"template": template.pk, "search": ""}, "content_type": "application/json"}
    job = client.post("/api/prints/jobs", **asked, headers=headers(ana))
    assert (job.status_code, job.json()["status"], job.json()["total"]) == (201, "queued", 3)
    number = job.json()["id"]
    assert client.get(f"/api/prints/jobs/{number}/pdf", headers=headers(ana)).status_code == 409
    jobs.run(number)
    done = client.get(f"/api/prints/jobs/{number}", headers=headers(ana)).json()
    assert (done["status"], done["done"], done["error"]) == ("done", 3, "")
    pdf = client.get(f"/api/prints/jobs/{number}/pdf", headers=headers(ana))
    assert pages(b"".join(pdf.streaming_content)) == ["L00", "L01", "L02"]
    bo = make_reader("bo-templates", MINE)
    assert client.get(f"/api/prints/jobs/{number}", headers=headers(bo)).status_code == 404
    many = {"data": {"template": template.pk, "ids": list(range(1, 1002))}, "content_type": "application/json"}
    assert client.post("/api/prints/jobs", **many, headers=headers(ana)).status_code == 422
    assert PrintJob.objects.count() == 1


def test_workers_know_the_job_of_prints(settings: Any) -> None:
    assert jobs.work_off.func.__module__ in settings.PROCRASTINATE_IMPORT_PATHS


def test_the_designer_previews_a_template_that_is_not_saved(client: Any, root: User, ana: User) -> None:
    deal = make_deal()
    blocks = [
        {"type": "title", "zh": "报价", "en": "Offer"},
        {"type": "lines", "object": "opportunity_product", "columns": ["product", "amount"], "sums": ["amount"]},
    ]
    asked: Any = {"data": {"object": "opportunity", "blocks": blocks}, "content_type": "application/json"}
    shown = client.post("/api/prints/preview", **asked, headers=headers(root)).json()
    assert (shown["record"], shown["title"], shown["pages"], shown["slips"]) == (deal.pk, deal.name, 1, [])
    assert base64.b64decode(shown["pictures"][0])[:4] == b"\x89PNG"
    assert '<h1 align="center">{% if zh %}报价{% else %}Offer{% endif %}</h1>' in shown["body"]
    broken = {"object": "opportunity", "mode": "code", "body": "<p>\n{{ record.name | up }}</p>", "which": "longest"}
    asked["data"] = broken
    User.objects.filter(pk=root.pk).update(language="zh-hans")
    slips = client.post("/api/prints/preview", **asked, headers=headers(root)).json()["slips"]
    assert slips == [{"line": 2, "text": "没有“up”这个过滤器。"}]
    asked["data"] = {**broken, "body": "<p>{{ record.nothing }}</p>"}
    assert client.post("/api/prints/preview", **asked, headers=headers(root)).json()["missing"] == ["record.nothing"]
    assert client.post("/api/prints/preview", **asked, headers=headers(ana)).status_code == 403


def test_the_designer_names_fields_and_what_points_to_the_record(client: Any, root: User) -> None:
    User.objects.filter(pk=root.pk).update(language="zh-hans")
    found = client.get("/api/prints/values?object=opportunity", headers=headers(root)).json()
    labels = {each["path"]: each["label"] for each in found["values"]}
    assert (labels["amount"], labels["account.phone"]) == ("金额", "客户 · 电话")
    lines = next(each for each in found["relations"] if each["object"] == "opportunity_product")
    assert {"product.unit", "quantity"} <= {each["path"] for each in lines["values"]}
    starts = client.get("/api/prints/starts", headers=headers(root)).json()["items"]
    assert [start["key"] for start in starts[:6]] == ["account", "quotation", "visit", "minutes", "lead", "sample"]
    assert "blank-contact" in {start["key"] for start in starts}


def test_every_version_of_a_template_is_kept(client: Any, root: User) -> None:
    template = make_template("lead", "<p>one</p>")
    asked: Any = {"data": {"body": "<p>two</p>"}, "content_type": "application/json"}
    changed = client.patch(f"/api/print-templates/{template.pk}", **asked, headers=headers(root))
    assert changed.status_code == 200
    versions = client.get(f"/api/prints/templates/{template.pk}/versions", headers=headers(root)).json()["items"]
    assert [(v["body"], v["by"], v["changed"]) for v in versions] == [
        ("<p>two</p>", "Root", ["Template"]), ("<p>one</p>", "", []),
    ]  # fmt: skip
