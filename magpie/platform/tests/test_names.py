"""Things called as a company calls them."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.translation import override

from magpie.platform import objects, records, setup, texts
from magpie.platform.actor import SYSTEM
from magpie.platform.fields.textual import match_choice
from magpie.platform.http.auth import create_token
from magpie.platform.importing import mapping
from magpie.platform.models import CustomField, Event, Layout, OwnName, SavedList, Team, User
from magpie.platform.own_objects import making

pytestmark = pytest.mark.django_db


@pytest.fixture
def root() -> Client:
    setup.refresh()
    user = User.objects.create_user("root", name="Root", is_administrator=True, language="en")
    return Client(headers={"Authorization": f"Bearer {create_token(user)}"})


def put(client: Client, *changes: dict[str, Any]) -> Any:
    return client.put("/api/names", json.dumps({"changes": list(changes)}), content_type="application/json")


def rename(client: Client, name: str, **words: str) -> Any:
    answer = put(client, {"id": name, **words})
    assert answer.status_code == 200, answer.content
    return answer


def meta(client: Client, name: str, language: str = "en") -> dict[str, Any]:
    User.objects.update(language=language)
    setup.forget()
    return next(o for o in client.get("/api/objects").json() if o["name"] == name)


def test_an_object_is_called_as_the_company_says_in_each_language(root: Client) -> None:
    rename(root, "account/object/", en="Student", zh="学员")
    rename(root, "account/objects/", en="Students")
    english, chinese = meta(root, "account"), meta(root, "account", "zh-hans")
    assert (english["label"], english["label_plural"]) == ("Student", "Students")
    assert (chinese["label"], chinese["label_plural"]) == ("学员", "学员")  # Chinese knows no plural
    assert [r["label"] for r in english["related"] if r["object"] == "account"] == ["Students"]


def test_fields_help_choices_headings_buttons_and_tabs_have_own_words_everywhere(root: Client) -> None:
    for name, word in {
        "lead/field/company": "School", "lead/help/company": "As it stands on the seal",
        "lead/choice/status:new": "Fresh",
        "lead/action/lead.qualify": "Admit", "lead/scene/mine": "My own", "lead/scene/people": "My team's",
    }.items():  # fmt: skip
        rename(root, name, en=word)
    heading = next(i for i in root.get("/api/names?object=lead").json()["items"] if i["kind"] == "section")
    rename(root, heading["id"], en="Who asks")
    found = meta(root, "lead")
    fields = {f["name"]: f for f in found["fields"]}
    assert (fields["company"]["label"], fields["company"]["help"]) == ("School", "As it stands on the seal")
    assert next(c["label"] for c in fields["status"]["choices"] if c["value"] == "new") == "Fresh"
    assert next(a["label"] for a in found["actions"] if a["name"] == "lead.qualify") == "Admit"
    assert next(s["label"] for s in found["scenes"] if s["name"] == "mine") == "My own"
    assert "Who asks" in [s["label"] for s in found["sections"]]
    refused = root.post("/api/leads", json.dumps({"status": "nothing"}), content_type="application/json")
    assert "Fresh" in refused.json()["detail"]
    head = b"".join(root.get("/api/leads/export?columns=company,status").streaming_content).decode()  # type: ignore[attr-defined]
    assert head.startswith("\ufeffSchool,")


def test_a_file_is_understood_by_the_delivered_and_by_the_own_words(root: Client) -> None:
    rename(root, "lead/field/company", en="School", zh="学校")
    rename(root, "lead/choice/status:new", en="Fresh")
    setup.forget()
    lead = objects.get("lead")
    with override("en"):
        delivered = str(next(f for f in lead.declared_fields() if f.name == "company").label)
    assert mapping.guess(lead, ["School"]) == {"School": "company"}
    assert mapping.guess(lead, ["学校"]) == {"学校": "company"}
    assert mapping.guess(lead, [delivered]) == {delivered: "company"}
    assert [match_choice(text, lead.field("status")) for text in ("fresh", "New", "new")] == ["new", "new", "new"]


def test_own_words_go_back_to_the_delivered_and_every_change_can_be_undone(root: Client) -> None:
    before = meta(root, "lead")["label"]
    operation = rename(root, "lead/object/", en="Inquiry", zh="询盘")["Magpie-Operation"]
    assert meta(root, "lead")["label"] == "Inquiry"
    rename(root, "lead/object/", en="", zh="")
    assert (meta(root, "lead")["label"], OwnName.objects.count()) == (before, 0)
    rename(root, "lead/object/", en=before)  # the delivered word is no word of one's own
    assert OwnName.objects.count() == 0
    operation = rename(root, "lead/object/", en="Inquiry")["Magpie-Operation"]
    assert root.post(f"/api/operations/{operation}/undo").status_code == 200
    assert meta(root, "lead")["label"] == before


def test_what_administrators_made_is_named_in_its_own_record(root: Client) -> None:
    made = making.make(
        {"label_en": "Visit", "label_zh": "拜访", "title_label_en": "What", "title_label_zh": "事项"},
        [{"label_en": "State", "type": "choice", "options": [{"value": "a", "label_en": "Planned"}]}],
        actor=SYSTEM,
    )
    layout = records.create(
        Layout, {"object": "lead", "sections": [{"label_en": "Who", "fields": ["name"]}]}, actor=SYSTEM
    )
    setup.forget()
    name = made.name
    for target, words in {
        f"{name}/object/": {"zh": "走访"}, f"{name}/field/state": {"zh": "状态"},
        f"{name}/choice/state:a": {"zh": "已计划"},
        "lead/section/=name": {"zh": "何人"},
    }.items():  # fmt: skip
        rename(root, target, **words)
    field = CustomField.objects.get(object=name)
    layout.refresh_from_db()
    made.refresh_from_db()
    assert (made.label_en, made.label_zh, field.label_en, field.label_zh) == ("Visit", "走访", "State", "状态")
    assert field.options == [{"value": "a", "label_en": "Planned", "label_zh": "已计划"}]
    assert layout.sections == [{"label_en": "Who", "label_zh": "何人", "fields": ["name"]}]
    assert OwnName.objects.count() == 0
    refused = put(root, {"id": f"{name}/object/", "en": ""})
    assert refused.status_code == 422
    assert "This needs a name in English." in refused.json()["detail"]


def test_a_shared_list_has_a_name_in_each_language(root: Client) -> None:
    shared = records.create(SavedList, {"name": "重点客户", "object": "account", "visibility": "public"}, actor=SYSTEM)
    records.create(SavedList, {"name": "我的", "object": "account"}, actor=SYSTEM)
    found = root.get("/api/names?object=account&only=missing_en").json()["items"]
    assert [(i["id"], i["delivered_en"]) for i in found] == [(f"list/record/{shared.pk}", "重点客户")]
    rename(root, f"list/record/{shared.pk}", en="Key customers")
    assert root.get(f"/api/lists/{shared.pk}").json()["title"] == "Key customers"
    User.objects.update(language="zh-hans")
    setup.forget()
    assert root.get(f"/api/lists/{shared.pk}").json()["title"] == "重点客户"
    assert root.get("/api/names?object=account&only=missing_en").json()["items"] == []


def test_a_team_is_called_in_the_language_of_the_reader_wherever_it_is_named(root: Client) -> None:
    team = records.create(Team, {"name": "华东销售"}, actor=SYSTEM)
    lin = records.create(User, {"username": "lin", "name": "Lin", "team": team.pk}, actor=SYSTEM)
    assert f"team/record/{team.pk}" in {i["id"] for i in root.get("/api/names?only=missing_en").json()["items"]}
    rename(root, f"team/record/{team.pk}", en="East China")
    shown = root.get(f"/api/teams/{team.pk}").json()
    assert (shown["title"], shown["name"]) == ("East China", "华东销售")
    assert root.get(f"/api/users/{lin.pk}").json()["team"]["title"] == "East China"
    values = [str(texts.record_values(lin, language)["team"]) for language in ("en", "zh-hans")]
    assert values == ["East China", "华东销售"]
    User.objects.update(language="zh-hans")
    setup.forget()
    assert root.get(f"/api/users/{lin.pk}").json()["team"]["title"] == "华东销售"


def test_what_has_words_in_one_language_only_is_listed_as_missing(root: Client) -> None:
    rename(root, "lead/object/", zh="询盘")
    records.create(Layout, {"object": "contact", "sections": [{"label_zh": "人员", "fields": ["name"]}]}, actor=SYSTEM)
    found = root.get("/api/names?only=missing_en").json()
    assert {i["id"] for i in found["items"]} >= {"lead/object/", "contact/section/=name"}
    counts = {o["name"]: (o["changed"], o["missing_en"], o["missing_zh"]) for o in found["objects"]}
    assert (counts["lead"], counts["contact"]) == ((1, 1, 0), (0, 1, 0))


def test_a_translators_table_comes_back_as_a_list_of_what_would_change(root: Client) -> None:
    rename(root, "lead/object/", en="Inquiry")
    table = root.get("/api/names/file?object=lead").content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(table)))
    first = next(r for r in rows if r["key"] == "lead/object/")
    assert (first["english"], first["chinese"]) == ("Inquiry", "")
    lines = [
        "key,english,chinese", "lead/object/,,询盘", "lead/objects/,Inquiries,", "lead/field/none,X,",
        f"lead/field/name,{'x' * 201},", "lead/field/company,,",
    ]  # fmt: skip
    upload = SimpleUploadedFile("names.csv", "\n".join(lines).encode())
    found = root.post("/api/names/file", {"file": upload}).json()
    assert [(d["item"]["id"], d["en"], d["zh"]) for d in found["differences"]] == [
        ("lead/object/", "Inquiry", "询盘"),
        ("lead/objects/", "Inquiries", ""),
    ]
    assert [(p["row"], p["reason"]) for p in found["problems"]] == [
        (4, "There is nothing of this name."),
        (5, "At most 200 characters."),
    ]
    assert (found["same"], OwnName.objects.count()) == (1, 1)
    book = root.get("/api/names/file?format=xlsx").content
    back = root.post("/api/names/file", {"file": SimpleUploadedFile("n.xlsx", book)}).json()
    assert (back["differences"], back["problems"]) == ([], [])


def test_nothing_is_changed_when_one_name_does_not_fit(root: Client) -> None:
    events = Event.objects.count()
    refused = put(root, {"id": "lead/object/", "en": "Inquiry"}, {"id": "lead/nothing/", "en": "X"})
    assert refused.status_code == 422
    assert put(root, {"id": "lead/object/", "en": "a\nb"}).status_code == 422
    assert (OwnName.objects.count(), Event.objects.count()) == (0, events)


def test_only_administrators_name_things(root: Client) -> None:
    user = User.objects.create_user("ana", name="Ana")
    ana = Client(headers={"Authorization": f"Bearer {create_token(user)}"})
    assert ana.get("/api/names").status_code == 403
    assert put(ana, {"id": "lead/object/", "en": "Inquiry"}).status_code == 403
    assert ana.get("/api/names/file").status_code == 403


def test_own_words_cost_no_query(root: Client, django_assert_num_queries: Any) -> None:
    rename(root, "lead/object/", en="Inquiry")
    setup.refresh()
    lead = objects.get("lead")
    assert str(lead.label) == "Inquiry"
    with django_assert_num_queries(0):
        assert [str(lead.label), str(lead.label_plural), *map(str, (f.label for f in lead.declared_fields()))]
