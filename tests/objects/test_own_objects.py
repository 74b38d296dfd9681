"""An object that an administrator made is an object like any other, at once and in every process."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import translation

from magpie.automation.models import Run
from magpie.automation.tests.world import catch_up, publish_steps
from magpie.platform import listing, objects, readers, records, search, setup
from magpie.platform.actor import SYSTEM, Actor
from magpie.platform.importing import running
from magpie.platform.models import CustomField, Event, OwnObject, User
from magpie.platform.own_objects import tables
from tests.make import CUSTOM_TYPES, make, make_user, next_number, values_of
from tests.objects.conftest import Cast

STATES = [
    {"value": "planned", "label_en": "Planned", "label_zh": "已计划", "color": "blue"},
    {"value": "done", "label_en": "Done", "label_zh": "已完成", "color": "green", "kind": "won"},
    {"value": "off", "label_en": "Called off", "label_zh": "已取消", "kind": "lost"},
]
VISIT: dict[str, Any] = {
    "declaration": {
        "name": "site_visit", "plural": "site-visits", "label_en": "Site visit", "label_en_plural": "Site visits",
        "label_zh": "现场拜访", "icon": "environment", "group": "service", "board_by": "state", "stage_field": "state",
        "title_label_en": "Subject", "title_label_zh": "主题",
    },
    "fields": [
        {"name": "state", "label_en": "State", "label_zh": "状态", "type": "choice", "options": STATES},
        {"name": "customer", "label_en": "Customer", "label_zh": "客户", "type": "reference", "target": "account"},
        {"name": "cost", "label_en": "Cost", "label_zh": "费用", "type": "number"},
    ],
}  # fmt: skip


def make_visits(cast: Cast) -> Any:
    answer = cast.root.send("post", "own-objects/make", VISIT)
    assert answer.status_code == 201, answer.content
    return answer


@pytest.mark.django_db
def test_an_object_made_by_an_administrator_lives_through_the_api(cast: Cast) -> None:
    make_visits(cast)
    account = make("account", name="Acme")
    values = {"name": "Pump 5", "state": "planned", "customer": account.pk, "cost": "12.5"}
    created = cast.root.send("post", "site-visits", values)
    assert created.status_code == 201, created.content
    path = f"site-visits/{created.json()['id']}"
    record = cast.root.get(path).json()
    assert {n: record[n] for n in ("name", "title", "state", "cost")} == {
        "name": "Pump 5", "title": "Pump 5", "state": "planned", "cost": "12.5000",
    }  # fmt: skip
    assert record["customer"] == {"id": account.pk, "title": "Acme"}
    assert record["owner"]["id"] == cast.root.user.pk
    changed = cast.root.send("patch", path, {"state": "done", "version": 1})
    assert (changed.status_code, changed.json()["version"]) == (200, 2)
    history = cast.root.get(f"{path}/events").json()["items"]
    assert [(e["kind"], [c["new_text"] for c in e["changes"]]) for e in history[:1]] == [("updated", ["Done"])]
    groups = cast.root.get("site-visits/summary", group_by="state").json()["groups"]
    assert [(g["value"], g["label"], g["count"]) for g in groups] == [("done", "Done", 1)]
    assert cast.root.get("site-visits/summary", sum="cost").json()["sums"] == {"cost": {"": "12.5000"}}
    undone = cast.root.send("post", f"operations/{changed['Magpie-Operation']}/undo").json()
    assert (undone["count"], cast.root.get(path).json()["state"]) == (1, "planned")
    assert cast.root.send("delete", path).status_code == 204
    assert cast.root.get(path).status_code == 404
    assert list(Event.objects.filter(object="site_visit").order_by("id").values_list("kind", flat=True)) == [
        "created", "updated", "updated", "deleted",
    ]  # fmt: skip


@pytest.mark.django_db
def test_the_pages_are_told_of_it_in_their_language(cast: Cast) -> None:
    make_visits(cast)
    cast.root.user.language = "zh-hans"
    cast.root.user.save()
    found = next(o for o in cast.root.get("objects").json() if o["name"] == "site_visit")
    assert (found["label"], found["label_plural"], found["group"], found["own"]) == (
        "现场拜访", "现场拜访", "service", True,
    )  # fmt: skip
    assert (found["board_by"], found["stage_field"]) == ("state", "state")
    labels = {f["name"]: f["label"] for f in found["fields"]}
    assert (labels["name"], labels["state"]) == ("主题", "状态")
    state = next(f for f in found["fields"] if f["name"] == "state")
    assert [(c["label"], c["color"], c["kind"]) for c in state["choices"]] == [
        ("已计划", "blue", ""), ("已完成", "green", "won"), ("已取消", "", "lost"),
    ]  # fmt: skip
    account = next(o for o in cast.root.get("objects").json() if o["name"] == "account")
    assert {"object": "site_visit", "field": "customer", "label": "现场拜访", "addable": True} in account["related"]


@pytest.mark.django_db
def test_every_type_of_field_is_kept_filtered_and_sorted(cast: Cast) -> None:
    made = cast.root.send("post", "own-objects/make", {"declaration": VISIT["declaration"] | {
        "board_by": "", "stage_field": "",
    }, "fields": [
        {"name": f"own_{kind}", "label_en": kind, "type": kind, **{
            "choice": {"options": STATES}, "choices": {"options": STATES}, "reference": {"target": "team"},
            "computed": {"formula": "own_number * 2 + 1"},
        }.get(kind, {})} for kind in CUSTOM_TYPES
    ]})  # fmt: skip
    assert made.status_code == 201, made.content
    setup.forget()
    object_type = objects.get("site_visit")
    values = values_of(object_type, next_number(), full=True, writable_only=True)
    first = cast.root.send("post", "site-visits", {**values, "name": "full"}).json()
    empty = cast.root.send("post", "site-visits", {"name": "empty"}).json()
    for field in object_type.fields().values():
        if not field.custom or field.type.name == "file":
            continue
        for wanted, number in ((False, first["id"]), (True, empty["id"])):
            if field.type.name == "boolean":
                continue
            condition = {"field": field.name, "is_empty": wanted}
            assert cast.root.ids("site-visits", filter=condition) == [number], field.name
        if "is" in field.type.operators and field.type.name != "boolean":
            value = first[field.name]
            value = value["id"] if isinstance(value, dict) and "id" in value else value
            assert cast.root.ids("site-visits", filter={"field": field.name, "is": value}) == [first["id"]], field.name
        if field.type.sortable:
            assert cast.root.ids("site-visits", sort=field.name) == [first["id"], empty["id"]], field.name
            assert cast.root.ids("site-visits", sort=f"-{field.name}") == [empty["id"], first["id"]], field.name


@pytest.mark.django_db
def test_roles_decide_over_its_records_as_over_others(cast: Cast) -> None:
    make_visits(cast)
    cast.grant(site_visit={"read": "team", "create": True, "update": "own", "fields": {"cost": "hidden"}})
    number = cast.ana.send("post", "site-visits", {"name": "Ana's", "state": "planned"}).json()["id"]
    assert cast.bo.ids("site-visits") == [number]
    assert cast.cy.ids("site-visits") == []
    assert "cost" not in cast.bo.get(f"site-visits/{number}").json()
    refused = cast.bo.send("patch", f"site-visits/{number}", {"state": "done"})
    assert refused.status_code == 403
    assert cast.ana.send("patch", f"site-visits/{number}", {"state": "done"}).status_code == 200
    assert cast.cy.get(f"site-visits/{number}").status_code == 404
    cast.grant()
    assert cast.ana.get("site-visits").status_code == 403
    assert cast.ana.send("post", "own-objects/make", VISIT | {"declaration": {"name": "more"}}).status_code == 403


@pytest.mark.django_db
def test_it_is_imported_exported_and_found(cast: Cast, tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    make_visits(cast)
    make("account", name="Acme")
    table = "Subject,State,Customer,Cost\nPump 5,Planned,Acme,3\nPump 6,Done,,4.5\nPump 7,lost,,\n"
    file = SimpleUploadedFile("visits.csv", table.encode())
    given = cast.root.client.post("/api/imports", {"file": file, "object": "site_visit"}).json()
    assert cast.root.send("post", f"imports/{given['id']}/start").status_code == 200
    running.run(given["id"])
    done = cast.root.get(f"imports/{given['id']}").json()
    assert (done["created"], done["failed"]) == (2, 1)
    answer = cast.root.get("site-visits/export", columns="name,state,cost")
    assert answer.getvalue().decode("utf-8-sig").splitlines()[1:] == ["Pump 5,Planned,3", "Pump 6,Done,4.5"]
    search.rebuild()
    found = cast.root.get("search", q="pump").json()
    assert sorted(i["title"] for i in found["items"] if i["object"] == "site_visit") == ["Pump 5", "Pump 6"]
    assert [r.name for r in listing.page(objects.get("site_visit"), SYSTEM, text="Pump 6").records] == ["Pump 6"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": "lead"}, "name"),
        ({"name": "Bad name"}, "name"),
        ({"plural": "leads"}, "plural"),
        ({"plural": "objects"}, "plural"),
        ({"plural": "setup"}, "plural"),
        ({"group": "kitchen"}, "group"),
        ({"board_by": "cost"}, "board_by"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_half_made(change: dict[str, str], field: str, cast: Cast) -> None:
    before = Event.objects.count()
    given = {**VISIT, "declaration": {**VISIT["declaration"], **change}}
    answer = cast.root.send("post", "own-objects/make", given)
    assert answer.status_code == 422, answer.content
    assert list(answer.json()["fields"]) == [field]
    assert (OwnObject.objects.count(), CustomField.objects.count(), Event.objects.count()) == (0, 0, before)
    assert own_tables() == []


@pytest.mark.django_db
def test_a_field_that_does_not_fit_is_named_by_its_place(cast: Cast) -> None:
    wrong = {**VISIT, "fields": [*VISIT["fields"], {"name": "State!", "label_en": "Again", "type": "text"}]}
    answer = cast.root.send("post", "own-objects/make", wrong)
    assert (answer.status_code, list(answer.json()["fields"])) == (422, ["fields.3.name"])
    assert own_tables() == []
    assert make_visits(cast).status_code == 201
    again = cast.root.send("post", "own-objects/make", VISIT)
    assert (again.status_code, sorted(again.json()["fields"])) == (422, ["name", "plural"])


@pytest.mark.django_db
def test_a_deleted_object_comes_back_with_its_records(cast: Cast) -> None:
    made = make_visits(cast)
    number = cast.root.send("post", "site-visits", {"name": "Pump 5", "state": "done"}).json()["id"]
    deleted = cast.root.send("delete", f"own-objects/{made.json()['id']}")
    assert deleted.status_code == 204
    assert cast.root.get("site-visits").status_code == 404
    assert (CustomField.objects.count(), objects.find("site_visit")) == (0, None)
    undone = cast.root.send("post", f"operations/{deleted['Magpie-Operation']}/undo").json()
    assert (undone["count"], undone["skipped"]) == (4, [])
    record = cast.root.get(f"site-visits/{number}").json()
    assert (record["name"], record["state"]) == ("Pump 5", "done")
    assert cast.root.send("post", f"operations/{made['Magpie-Operation']}/undo").json()["count"] >= 1
    assert (OwnObject.objects.count(), CustomField.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_who_leaves_the_company_leaves_their_records_without_an_owner(cast: Cast) -> None:
    make_visits(cast)
    guest = make_user("Guest")
    visit = records.create(objects.get("site_visit").model, {"name": "V", "owner": guest.pk}, actor=SYSTEM)
    User.objects.filter(pk=guest.pk).delete()
    assert cast.root.get(f"site-visits/{visit.pk}").json()["owner"] is None


@pytest.mark.django_db
def test_an_update_of_the_product_adds_its_new_columns(cast: Cast) -> None:
    number = make_visits(cast).json()["id"]
    cast.root.send("post", "site-visits", {"name": "Pump 5"})
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE platform_ownrecord ADD COLUMN colour varchar(20) NOT NULL DEFAULT 'red'")
        tables.install()
        cursor.execute(f"SELECT colour FROM own_{number}")
        assert cursor.fetchall() == [("red",)]


def own_tables() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND relname ~ '^own_[0-9]+$' ORDER BY 1")
        return [name for (name,) in cursor.fetchall()]


@pytest.fixture
def committed(transactional_db: None) -> Iterator[None]:
    """Really committed; the tables that came to be are dropped afterwards, as nothing else would."""
    readers.begin("automation", "search")
    catch_up()
    yield
    OwnObject.objects.all().delete()
    with connection.cursor() as cursor:
        for name in own_tables():
            cursor.execute(f"DROP TABLE {name}")
    setup.forget()


def test_its_changes_start_workflows_whose_steps_change_it(committed: None) -> None:
    root = make_user("Root", is_administrator=True)
    from magpie.platform.own_objects import making

    making.make(VISIT["declaration"], VISIT["fields"], actor=Actor.of_user(root))
    setup.refresh()
    step = {"id": "price", "action": "record.update", "input": {"values": {"cost": "7"}}}
    done = {"on": "updated", "fields": ["state"], "filter": {"field": "state", "is": "done"}}
    publish_steps(step, triggers=[done], object_name="site_visit")
    visit = records.create(objects.get("site_visit").model, {"name": "V", "state": "planned"}, actor=SYSTEM)
    catch_up()
    assert Run.objects.count() == 0
    records.update(visit, {"state": "done"}, actor=SYSTEM)
    catch_up()
    assert Run.objects.get().status == "completed"
    visit.refresh_from_db()
    assert visit.custom == {"state": "done", "cost": "7.0000"}


def test_another_process_has_it_at_once(committed: None) -> None:
    root = make_user("Root", is_administrator=True)
    from magpie.platform.own_objects import making

    program = (
        "import django; django.setup()\n"
        "from magpie.platform import objects, records, setup\n"
        "from magpie.platform.actor import SYSTEM\n"
        "setup.refresh(); print(objects.find('site_visit') is None, flush=True); input()\n"
        "setup.refresh(); made = records.create(objects.get('site_visit').model, {'name': 'There', 'cost': 3},"
        " actor=SYSTEM); print(made.pk, flush=True)\n"
    )
    database = connection.settings_dict
    address = connection.get_connection_params()
    where = f"{address.get('host', '')}", f"{address.get('port', '')}"
    environment = {
        **os.environ, "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": f"postgresql://{database['USER']}:{database['PASSWORD']}@/{database['NAME']}?host={where[0]}&port={where[1]}",
    }  # fmt: skip
    with subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "True\n"
        making.make(VISIT["declaration"], VISIT["fields"], actor=Actor.of_user(root))
        answer, _errors = other.communicate("\n")
    assert answer.strip().isdigit()
    setup.refresh()
    there = objects.get("site_visit").model._default_manager.get()
    assert (there.name, there.custom) == ("There", {"cost": "3.0000"})


def test_a_name_in_the_current_language_only_if_there_is_one(db: None) -> None:
    records.create(OwnObject, {"name": "thing", "plural": "things", "label_en": "Thing"}, actor=SYSTEM)
    with translation.override("zh-hans"):
        assert str(objects.get("thing").label_plural) == "Thing"


@pytest.mark.django_db
def test_names_are_made_from_chinese_labels_where_none_are_given(cast: Cast) -> None:
    fields = [{"label_zh": "状态", "type": "text"}, {"label_zh": "状态", "type": "choice", "options": STATES}]
    given = {"declaration": {"label_zh": "现场拜访", "board_by": 1}, "fields": fields}
    made = cast.root.send("post", "own-objects/make", given)
    assert made.status_code == 201, made.content
    assert {n: made.json()[n] for n in ("name", "plural", "label_en", "board_by")} == {
        "name": "xian_chang_bai_fang", "plural": "xian-chang-bai-fang", "label_en": "现场拜访",
        "board_by": "zhuang_tai_2",
    }  # fmt: skip
    assert list(CustomField.objects.values_list("name", flat=True)) == ["zhuang_tai", "zhuang_tai_2"]
