"""Every object lives through create, change, history, delete and undo; its lists are in order and cost little."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from magpie.platform import filters, listing, objects, setup
from magpie.platform.actor import SYSTEM
from magpie.platform.importing import running
from magpie.platform.models import Event
from tests.make import make, make_custom_fields, next_number, owned_objects, values_of
from tests.objects.conftest import Caller, Cast
from tests.objects.test_filters import Pool, write_rows

pytestmark = pytest.mark.django_db
NAMES = [o.name for o in objects.all_objects()]
COUNTED = ("obstacle", "opportunity_product")  # the opportunity that counts them changes with them
BY_ACTIONS_ONLY = [
    o.name for o in objects.all_objects() if any(f.required and f.read_only for f in o.declared_fields())
]
WRITTEN_BY_PEOPLE = [n for n in NAMES if n not in BY_ACTIONS_ONLY]


def undo(root: Caller, answer: Any) -> dict[str, Any]:
    found = root.send("post", f"operations/{answer['Magpie-Operation']}/undo")
    assert found.status_code == 200, found.content
    body: dict[str, Any] = found.json()
    return body


def history(root: Caller, path: str) -> list[str]:
    return [e["kind"] for e in root.get(f"{path}/events").json()["items"]][::-1]


def without_version(record: dict[str, Any]) -> dict[str, Any]:
    return {n: v for n, v in record.items() if n not in ("version", "updated_at")}


@pytest.mark.parametrize("name", WRITTEN_BY_PEOPLE)
def test_a_record_of_every_object_lives_dies_and_comes_back(name: str, cast: Cast) -> None:
    object_type, root = objects.get(name), cast.root
    values = values_of(object_type, next_number(), full=True, writable_only=True)
    created = root.send("post", object_type.plural, values)
    assert created.status_code == 201, created.content
    record = created.json()
    path = f"{object_type.plural}/{record['id']}"
    for field_name, value in values.items():
        field = object_type.field(field_name)
        if field.type.name in ("text", "long_text", "email", "phone", "choice", "date", "boolean", "tags", "json"):
            assert record[field_name] == value, field_name
    assert root.get(path).json() == record
    if name in ("stage_requirement", "layout", "choice_set"):  # all their fields name something
        _is_taken_back(root, created, path, 2 if name in COUNTED else 1)
        return
    changeable = next(
        f for f in object_type.fields().values()
        if f.type.name in ("text", "long_text", "number") and not f.read_only and f.name not in ("object", "name")
        and f.choices == () and (name, f.name) not in {("user", "username"), ("user", "time_zone")}
        and (name, f.name) not in {("number_scheme", "field"), ("number_scheme", "date_field")}
    )  # fmt: skip
    new = "changed" if changeable.type.name != "number" else 77
    changed = root.send("patch", path, {changeable.name: new, "version": record["version"]})
    assert (changed.status_code, changed.json()[changeable.name]) == (200, new), changed.content
    assert history(root, path) == ["created", "updated"]
    assert [c["field"] for c in root.get(f"{path}/events").json()["items"][0]["changes"]] == [changeable.name]
    assert undo(root, changed)["count"] == 1
    assert without_version(root.get(path).json()) == without_version(record)
    deleted = root.send("delete", path)
    assert deleted.status_code == 204
    assert root.get(path).status_code == 404
    back = undo(root, deleted)
    if object_type.is_unrecorded:  # events do not know all of it
        assert (back["count"], len(back["skipped"])) == (0, 1)
        return
    assert (back["count"], back["skipped"]) == (2 if name in COUNTED else 1, [])
    assert without_version(root.get(path).json()) == without_version(record)
    assert history(root, path) == ["created", "updated", "updated", "deleted", "created"]
    _is_taken_back(root, created, path, 2 if name in COUNTED else 1)
    assert Event.objects.filter(object=name, record_id=record["id"]).count() == 6


def _is_taken_back(root: Caller, created: Any, path: str, count: int) -> None:
    gone = undo(root, created)
    assert (gone["count"], gone["skipped"]) == (count, [])
    assert root.get(path).status_code == 404


@pytest.mark.parametrize("name", NAMES)
def test_a_list_page_takes_as_many_queries_for_many_records_as_for_few(name: str, cast: Cast) -> None:
    object_type = objects.get(name)
    if object_type.has_custom:
        make_custom_fields(name)
    for _ in range(2):
        make(name, full=True)

    def count() -> int:
        cast.root.get(object_type.plural)
        with CaptureQueriesContext(connection) as queries:
            assert cast.root.get(object_type.plural).status_code == 200
        return len(queries)

    few = count()
    for _ in range(8):
        make(name, full=True)
    assert count() == few
    assert few < 40


@pytest.mark.parametrize("name", NAMES)
def test_pages_come_in_the_order_of_the_database_with_ties_and_empty_values(name: str) -> None:
    object_type = objects.get(name)
    if object_type.has_custom:
        make_custom_fields(name)
        setup.forget()
    pool = Pool(object_type)
    write_rows(object_type, pool)
    everything = object_type.model._default_manager.all()
    for field in object_type.fields().values():
        if not field.type.sortable:
            continue
        key = filters.expression(filters.Path((), field))
        key = F(field.column) if field.target and not field.custom else key
        ordered = everything.annotate(sort_key=key)
        for sort, order in (
            (field.name, [F("sort_key").asc(nulls_last=True), "pk"]),
            (f"-{field.name}", [F("sort_key").desc(nulls_first=True), "-pk"]),
        ):
            expected = list(ordered.order_by(*order).values_list("pk", flat=True))
            found, after = [], ""
            while True:
                page = listing.page(object_type, SYSTEM, sort=sort, limit=7, after=after)
                found += [r.pk for r in page.records]
                if page.next is None:
                    break
                after = page.next
            assert found == expected, sort


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("name", [o.name for o in owned_objects() if o.name not in BY_ACTIONS_ONLY])
def test_what_is_exported_can_be_imported_again(
    name: str, kind: str, cast: Cast, tmp_path: Path, settings: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    object_type, root = objects.get(name), cast.root
    cast.root.user.time_zone = "America/New_York"
    cast.root.user.save()
    made = [make(name, full=True, owner=cast.ana.user.pk) for _ in range(3)]
    names = [f.name for f in object_type.fields().values() if not f.read_only and f.type.name not in ("file", "json")]
    before = {r.external_id: root.get(f"{object_type.plural}/{r.pk}").json() for r in made}
    answer = root.get(f"{object_type.plural}/export", format=kind, columns=",".join(names))
    assert answer.status_code == 200
    content = answer.getvalue()
    for record in made:
        assert root.send("delete", f"{object_type.plural}/{record.pk}").status_code == 204

    def take_in() -> dict[str, Any]:
        file = SimpleUploadedFile(f"{name}.{kind}", content)
        given = root.client.post("/api/imports", {"file": file, "object": name}).json()
        changes = {"match_by": ["external_id"], "on_match": "update"}
        assert root.send("patch", f"imports/{given['id']}", changes).status_code == 200
        assert root.send("post", f"imports/{given['id']}/start").status_code == 200
        running.run(given["id"])
        found: dict[str, Any] = root.get(f"imports/{given['id']}").json()
        return {n: found[n] for n in ("created", "updated", "skipped", "failed")}

    assert take_in() == {"created": 3, "updated": 0, "skipped": 0, "failed": 0}
    found = {r["external_id"]: r for r in root.get(object_type.plural).json()["items"] if r["external_id"] in before}
    for number, record in before.items():
        assert {n: found[number][n] for n in names} == {n: record[n] for n in names}
    assert take_in() == {"created": 0, "updated": 0, "skipped": 3, "failed": 0}
