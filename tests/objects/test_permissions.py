"""Who sees and changes what: every scope and verb of a role, on every owned object, by every way through the API."""

from __future__ import annotations

from typing import Any

import pytest

from magpie.platform import objects, search, setup
from magpie.platform.models import Event, Tracked
from magpie.platform.objects import ObjectType
from tests.make import TRIED_MORE, make, owned_objects
from tests.objects.conftest import Caller, Cast

OWNED = [o.name for o in owned_objects()]
FULL = {"read": "all", "create": True, "update": "all", "delete": "all", "export": True, "import": True}
SCOPES: dict[str, tuple[Any, set[str]]] = {
    "none": ("none", set()),
    "own": ("own", {"ana"}),
    "team": ("team", {"ana", "bo"}),
    "all": ("all", {"ana", "bo", "cy"}),
    "filter": ({"field": "external_id", "in": ["bo", "cy"]}, {"bo", "cy"}),
}


def three(object_type: ObjectType, cast: Cast) -> dict[str, Tracked]:
    """A record of each of the three people."""
    return {
        who: make(object_type.name, owner=getattr(cast, who).user.pk, external_id=who) for who in ("ana", "bo", "cy")
    }


def title_filter(object_type: ObjectType, record: Any) -> dict[str, Any]:
    field = object_type.field(object_type.title)
    return {"field": field.name, "is": field.plain(record)}


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("name", OWNED)
def test_reading_by_every_way_keeps_to_the_scope(name: str, scope: str, cast: Cast) -> None:
    object_type = objects.get(name)
    found = three(object_type, cast)
    granted, seen = SCOPES[scope]
    cast.grant(**{name: {"read": granted, "export": True}})
    search.rebuild()
    ana, path = cast.ana, object_type.plural
    mine = sorted(found[w].pk for w in seen)

    assert sorted(ana.ids(path)) == mine
    assert sorted(ana.ids(path, sort=object_type.title)) == mine
    for who, record in found.items():
        may_see = who in seen
        assert ana.ids(path, filter=title_filter(object_type, record)) == ([record.pk] if may_see else [])
        text = object_type.title_of(record)
        assert (record.pk in ana.ids(path, search=text)) is may_see
        hits = ana.get("search", q=text, limit=50).json()["items"]
        assert any((h["object"], h["id"]) == (name, record.pk) for h in hits) is (may_see and bool(object_type.search))
        wanted = 200 if may_see else 404
        for tail in ("", "/events", "/timeline", "/automation"):
            assert ana.get(f"{path}/{record.pk}{tail}").status_code == wanted, tail
        runs = ana.get("runs", object=name, record=record.pk)
        assert runs.status_code == wanted
    exported = ana.get(f"{path}/export", columns="external_id")
    assert exported.status_code == 200
    assert sorted(exported.getvalue().decode("utf-8-sig").split()[2:]) == sorted(seen)
    assert cast.cy.get(f"{path}/export", format="xlsx").status_code == 200  # the same role
    cast.grant(**{name: {"read": granted}})
    assert ana.get(f"{path}/export").status_code == 403
    summary = ana.get(f"{path}/summary", group_by="owner")
    if scope == "none":
        assert summary.status_code == 403
        assert name not in {o["name"] for o in ana.get("objects").json()}
    else:
        assert summary.json()["count"] == len(mine)
        assert sum(g["count"] for g in summary.json()["groups"]) == len(mine)
        assert name in {o["name"] for o in ana.get("objects").json()}
    assert sorted(cast.root.ids(path)) == sorted(r.pk for r in found.values())


def change_of(object_type: ObjectType) -> dict[str, Any]:
    """A change of a field that a person may write."""
    for field in object_type.fields().values():
        if not field.read_only and field.type.name in ("text", "long_text") and field.name != "external_id":
            return {field.name: "changed"}
    return {}


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("name", OWNED)
def test_changing_by_every_way_keeps_to_the_scope(name: str, scope: str, cast: Cast) -> None:
    object_type = objects.get(name)
    found = three(object_type, cast)
    granted, reached = SCOPES[scope]
    cast.grant(**{name: {"read": "all", "update": granted}})
    change, path = change_of(object_type), object_type.plural
    events = Event.objects.filter(object=name, kind__in=("updated", "deleted"))
    if not change:  # a record that only actions write
        answer = cast.ana.send("patch", f"{path}/{found['ana'].pk}", {object_type.title: "changed"})
        assert answer.status_code == (403 if "ana" not in reached else 422)
        assert events.count() == 0
        return
    for who, record in found.items():
        answer = cast.ana.send("patch", f"{path}/{record.pk}", change)
        assert answer.status_code == (200 if who in reached else 403), who
        assert cast.ana.send("delete", f"{path}/{record.pk}").status_code == 403
    assert sorted(events.values_list("record_id", flat=True)) == sorted(found[w].pk for w in reached)

    again = dict.fromkeys(change, "changed in bulk")
    ids = [r.pk for r in found.values()]
    for which in ({"ids": ids}, {"filter": {}}):
        answer = cast.ana.send("post", f"{path}/bulk", {"do": "update", **which, "values": again})
        assert cast.ana.send("post", f"{path}/bulk", {"do": "delete", **which}).json()["count"] == 0
        if scope == "none":
            assert answer.status_code == 403
            continue
        assert answer.json()["count"] == len(reached)
        failed = sorted(f["id"] for f in answer.json()["failed"])
        assert failed == sorted(r.pk for w, r in found.items() if w not in reached)
    assert events.count() == 2 * len(reached)
    (field_name,) = change
    model = object_type.model
    assert {r.pk for r in model._default_manager.filter(**{field_name: "changed in bulk"})} == {
        found[w].pk for w in reached
    }


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("name", OWNED)
def test_deleting_by_every_way_keeps_to_the_scope(name: str, scope: str, cast: Cast) -> None:
    object_type = objects.get(name)
    granted, reached = SCOPES[scope]
    found, others = three(object_type, cast), {}
    if scope == "filter":
        granted = {"field": "owner", "in": [cast.bo.user.pk, cast.cy.user.pk]}
    for who in found:
        others[who] = make(name, owner=getattr(cast, who).user.pk)
    cast.grant(**{name: {"read": "all", "delete": granted}})
    path = object_type.plural
    for who, record in found.items():
        answer = cast.ana.send("delete", f"{path}/{record.pk}")
        assert answer.status_code == (204 if who in reached else 403)
        assert cast.ana.get(f"{path}/{record.pk}").status_code == (404 if who in reached else 200)
    body = cast.ana.send("post", f"{path}/bulk", {"do": "delete", "ids": [r.pk for r in others.values()]}).json()
    assert body["count"] == len(reached)
    assert sorted(f["id"] for f in body["failed"]) == sorted(r.pk for w, r in others.items() if w not in reached)
    gone = Event.objects.filter(object=name, kind="deleted").values_list("record_id", flat=True)
    assert sorted(gone) == sorted(r.pk for group in (found, others) for w, r in group.items() if w in reached)


@pytest.mark.parametrize("may", [False, True])
@pytest.mark.parametrize("name", OWNED)
def test_creating_needs_the_right_to(name: str, may: bool, cast: Cast) -> None:
    from tests.make import next_number, values_of

    object_type = objects.get(name)
    targets = [t for f in object_type.declared_fields() for t in (*f.targets, f.target if f.required else "") if t]
    linked = {target: {"read": "all"} for target in targets}
    cast.grant(**{**linked, name: {"read": "own", "create": may}})
    values = [values_of(object_type, next_number(), writable_only=True) for _ in range(2)]
    path, before = object_type.plural, object_type.model._default_manager.count()
    single = cast.ana.send("post", path, values[0])
    bulk = cast.ana.send("post", f"{path}/bulk", {"do": "create", "records": [values[1]]})
    made = object_type.model._default_manager.count() - before
    if not may:
        assert (single.status_code, made) == (403, 0)
        assert bulk.status_code == 403 or bulk.json()["count"] == 0
    elif all(not f.read_only for f in object_type.fields().values() if f.required):
        assert (single.status_code, made) == (201, 2), (single.content, bulk.content)
        record = object_type.model._default_manager.get(pk=single.json()["id"])
        assert record.owner_id == cast.ana.user.pk
    else:  # only actions make such records
        assert (single.status_code, bulk.json()["count"], made) == (422, 0, 0)


@pytest.mark.parametrize("name", OWNED)
def test_what_cy_may_not_see_cannot_be_told_from_what_is_not_there(name: str, cast: Cast) -> None:
    object_type = objects.get(name)
    record = make(name, owner=cast.ana.user.pk)
    cast.grant(**{"*": {**FULL, "read": "own", "update": "own", "delete": "own"}})
    path, absent = object_type.plural, 2**40
    for method, tail, body in [
        ("get", "", None), ("get", "/events", None), ("get", "/timeline", None), ("get", "/automation", None),
        ("patch", "", {}), ("delete", "", None),
    ]:  # fmt: skip
        answers = [cast.cy.send(method, f"{path}/{number}{tail}", body) for number in (record.pk, absent)]
        assert [a.status_code for a in answers] == [404, 404]
        assert answers[0].content == answers[1].content
    for what in ({"do": "delete"}, {"do": "update", "values": change_of(object_type) or {object_type.title: "x"}}):
        answers = [cast.cy.send("post", f"{path}/bulk", {**what, "ids": [n]}) for n in (record.pk, absent)]
        told = [[{**f, "id": 0, "title": ""} for f in a.json().get("failed", [])] for a in answers]
        assert told[0] == told[1]
        assert object_type.title_of(record) not in answers[0].content.decode()
    assert Event.objects.filter(object=name, record_id=record.pk).count() == 1
    from magpie.platform import actions

    for action in actions.on_object(name):
        if action.for_people:
            answer = cast.cy.send("post", f"{path}/{record.pk}/actions/{action.verb}", {})
            assert answer.status_code in (404, 422), (action.name, answer.content)
            assert object_type.title_of(record) not in answer.content.decode()
    assert Event.objects.filter(object=name, record_id=record.pk).count() == 1


def references() -> list[tuple[str, str]]:
    """Every reference from an owned object to an owned object."""
    return [
        (o.name, f.name)
        for o in owned_objects()
        for f in o.declared_fields()
        if f.target in OWNED and f.type.name == "reference"
    ]


@pytest.mark.parametrize(("name", "field"), references())
def test_titles_and_values_behind_a_reference_are_not_told(name: str, field: str, cast: Cast) -> None:
    object_type = objects.get(name)
    target = objects.get(object_type.field(field).target)
    secret = make(target.name, owner=cast.bo.user.pk, **secret_title(target))
    record = make(name, owner=cast.cy.user.pk, **{field: secret.pk})
    cast.grant(**{"*": {**FULL, "read": "own", "update": "own"}})
    path = object_type.plural
    assert cast.cy.get(f"{path}/{record.pk}").json()[field] == {"id": secret.pk, "title": ""}
    for tail in (
        "",
        "?limit=5",
        f"/{record.pk}",
        f"/{record.pk}/events",
        f"/{record.pk}/timeline",
        f"/summary?group_by={field}",
    ):
        answer = cast.cy.get(path + tail)
        assert answer.status_code == 200
        assert "Hidden secret" not in answer.content.decode(), tail
    through = f"{field}.{target.title}"
    asked = {"is": secret_title(target)[target.title], "contains": "secret", "starts_with": "Hidden"}
    for operator, value in asked.items():
        assert cast.cy.ids(path, filter={"field": through, operator: value}) == []
        assert cast.cy.ids(path, filter={"not": {"field": through, operator: value}}) == [record.pk]
        assert cast.bo.get(path, filter={"field": through, operator: value}).status_code == 200
        assert cast.root.ids(path, filter={"field": through, operator: value}) == [record.pk]
    assert cast.cy.ids(path, filter={"field": through, "is_empty": True}) == [record.pk]
    assert cast.cy.ids(path, filter={"field": through, "is_not": "Hidden"}) == [record.pk]
    assert cast.cy.get(f"{path}/summary", filter={"field": through, "contains": "secret"}).json()["count"] == 0
    bulk = cast.cy.send(
        "post",
        f"{path}/bulk",
        {"do": "update", "filter": {"field": through, "contains": "secret"}, "values": {"external_id": "x"}},
    )
    assert bulk.status_code in (200, 422)
    assert bulk.json().get("count", 0) == 0
    if not object_type.field(field).read_only:
        other = make(target.name, owner=cast.bo.user.pk, **secret_title(target))
        refused = cast.cy.send("patch", f"{path}/{record.pk}", {field: other.pk})
        assert (refused.status_code, list(refused.json()["fields"])) == (422, [field])
        assert "Hidden" not in refused.content.decode()


def secret_title(target: ObjectType) -> dict[str, Any]:
    return {target.title: "Hidden secret"}


@pytest.mark.parametrize("name", OWNED)
def test_a_deletion_does_not_name_a_record_that_stands_in_the_way_unseen(name: str, cast: Cast) -> None:
    """Only who may see the record in the way is told its name."""
    for other in objects.all_objects():
        for model_field in other.model._meta.concrete_fields:
            remote = model_field.remote_field
            if (
                remote
                and remote.model is objects.get(name).model
                and remote.on_delete.__name__ in ("PROTECT", "RESTRICT")
            ):
                cast.grant(**{name: {"read": "own", "delete": "own"}})
                mine = make(name, owner=cast.ana.user.pk)
                needs = make(
                    other.name, **{model_field.name: mine.pk, other.title: "Hidden secret", "owner": cast.bo.user.pk}
                )
                path = f"{objects.get(name).plural}/{mine.pk}"
                refused = cast.ana.send("delete", path)
                assert (refused.status_code, "Hidden" in refused.content.decode()) == (409, False)
                bulk = cast.ana.send("post", f"{objects.get(name).plural}/bulk", {"do": "delete", "ids": [mine.pk]})
                assert (bulk.json()["count"], "Hidden" in bulk.content.decode()) == (0, False)
                assert "Hidden secret" in cast.root.send("delete", path).content.decode()
                assert other.model._default_manager.filter(pk=needs.pk).exists()


def hideable() -> list[tuple[str, str]]:
    return [
        (o.name, f.name)
        for o in owned_objects()
        for f in o.declared_fields()
        if f.name not in ("id", "version", o.title)
    ]


def visible_text(field: Any, value: Any) -> str:
    return "secret-4711" if field.type.name in ("text", "long_text") else str(value)


@pytest.mark.parametrize("name", OWNED)
def test_hidden_fields_are_told_nowhere(name: str, cast: Cast) -> None:
    object_type = objects.get(name)
    record = make(name, full=True, owner=cast.ana.user.pk)
    hidden = [f for n, f in object_type.fields().items() if (name, n) in hideable() and n not in object_type.own_by]
    texts = {f.name: f"secret-{f.name}" for f in hidden if f.type.name in ("text", "long_text")}
    object_type.model._default_manager.filter(pk=record.pk).update(**texts)
    cast.grant(**{name: {**FULL, "fields": {f.name: "hidden" for f in hidden}}})
    search.rebuild()
    ana, path = cast.ana, object_type.plural
    before = Event.objects.count()

    meta = next(o for o in ana.get("objects").json() if o["name"] == name)
    names = {f.name for f in hidden}
    assert {f["name"] for f in meta["fields"]} & names == set()
    told = {*meta["columns"], *meta["highlights"], *(n for s in meta["sections"] for n in s["fields"])}
    assert told & names == set()
    for tail in ("", f"/{record.pk}", f"/{record.pk}/events", f"/{record.pk}/timeline"):
        answer = ana.get(path + tail)
        assert answer.status_code == 200, answer.content
        assert "secret-" not in answer.content.decode(), tail
    assert {*ana.get(f"{path}/{record.pk}").json()} & names == set()
    for field in hidden:
        for operator in field.type.operators if name in TRIED_MORE else field.type.operators[:1]:
            answer = ana.get(path, filter={"field": field.name, operator: example(operator)})
            assert (answer.status_code, list(answer.json()["fields"])) == (422, ["filter"]), (field.name, operator)
        for query in ({"sort": field.name}, {"sort": f"-{field.name}"}):
            assert ana.get(path, **query).status_code == 422
        for query in ({"sum": field.name}, {"group_by": field.name}):
            assert ana.get(f"{path}/summary", **query).status_code == 422
        assert ana.get(f"{path}/export", columns=field.name).status_code == 422
        refused = ana.send("patch", f"{path}/{record.pk}", {field.name: None})
        assert (refused.status_code, list(refused.json()["fields"])) == (422, [field.name])
        bulk = ana.send("post", f"{path}/bulk", {"do": "update", "ids": [record.pk], "values": {field.name: None}})
        assert bulk.status_code == 422 or bulk.json()["count"] == 0
    assert "secret-" not in ana.get(f"{path}/export").getvalue().decode()
    for text in texts.values():
        assert ana.ids(path, search=text) == [], text
        assert ana.get("search", q=text).json()["items"] == []
    assert Event.objects.count() == before


def example(operator: str) -> Any:
    """A value of the shape that the operator takes."""
    shapes: dict[str, Any] = {
        "in": [], "not_in": [], "has_any": ["a"], "has_all": ["a"], "has_none": ["a"], "between": [1, 2], "on": "today",
        "within_last": {"days": 1}, "within_next": {"days": 1}, "is_empty": True,
    }  # fmt: skip
    return shapes.get(operator, "1")


@pytest.mark.parametrize("name", OWNED)
def test_read_only_fields_are_shown_and_not_written(name: str, cast: Cast) -> None:
    object_type = objects.get(name)
    record = make(name, full=True, owner=cast.ana.user.pk)
    limited = [f for n, f in object_type.fields().items() if (name, n) in hideable()]
    cast.grant(**{name: {**FULL, "fields": {f.name: "read" for f in limited}}})
    before = Event.objects.count()
    path = f"{object_type.plural}/{record.pk}"
    shown = cast.ana.get(path).json()
    meta = next(o for o in cast.ana.get("objects").json() if o["name"] == name)
    rights = {f["name"]: f["right"] for f in meta["fields"]}
    for field in limited:
        assert field.name in shown
        assert rights[field.name] == "read"
        refused = cast.ana.send("patch", path, {field.name: None})
        assert (refused.status_code, list(refused.json()["fields"])) == (422, [field.name])
    for body in ({"do": "update", "ids": [record.pk], "values": {limited[0].name: None}},):
        bulk = cast.ana.send("post", f"{object_type.plural}/bulk", body)
        assert bulk.status_code == 422 or bulk.json()["count"] == 0
    assert Event.objects.count() == before


@pytest.mark.parametrize("name", [o.name for o in objects.all_objects() if o.is_setup])
def test_set_up_is_written_by_administrators_only(name: str, cast: Cast) -> None:
    object_type = objects.get(name)
    record = make(name)
    cast.grant(**{"*": FULL})
    path, before = object_type.plural, Event.objects.count()
    expected = 200 if object_type.open_to_all else 404
    assert cast.ana.get(f"{path}/{record.pk}").status_code == expected
    assert cast.ana.get(path).status_code == (200 if object_type.open_to_all else 403)
    assert cast.ana.get(f"{path}/summary").status_code == (200 if object_type.open_to_all else 403)
    closed = 403 if object_type.open_to_all else 404
    assert cast.ana.send("patch", f"{path}/{record.pk}", {}).status_code == closed
    assert cast.ana.send("delete", f"{path}/{record.pk}").status_code == closed
    assert cast.ana.send("post", path, {}).status_code == 403
    bulk = cast.ana.send("post", f"{path}/bulk", {"do": "delete", "ids": [record.pk]})
    assert bulk.status_code == 403 or bulk.json()["count"] == 0
    assert Event.objects.count() == before


def test_a_list_belongs_to_its_owner_and_whom_it_is_shared_with(cast: Cast) -> None:
    made = {
        seen: cast.bo.send("post", "lists", {"name": seen, "object": "lead", "visibility": seen}).json()["id"]
        for seen in ("private", "team", "public")
    }
    setup.forget()
    assert sorted(cast.bo.ids("lists")) == sorted(made.values())
    assert sorted(cast.ana.ids("lists")) == sorted([made["team"], made["public"]])
    assert cast.cy.ids("lists") == [made["public"]]
    assert cast.cy.send("patch", f"lists/{made['public']}", {"name": "mine"}).status_code == 403
    assert cast.ana.send("delete", f"lists/{made['team']}").status_code == 403
    assert cast.ana.send("delete", f"lists/{made['private']}").status_code == 404


def test_a_manager_reaches_the_teams_below_and_several_roles_add_up(cast: Cast) -> None:
    from magpie.platform.models import Role, Team

    top = Team.objects.create(name="Top", manager=cast.cy.user)
    Team.objects.filter(name="East").update(parent=top)
    lead = make("lead", owner=cast.ana.user.pk)
    cast.grant(lead={"read": "team"})
    assert cast.cy.ids("leads") == [lead.pk]
    assert cast.cy.send("patch", f"leads/{lead.pk}", {"name": "Han Mei"}).status_code == 403
    more = Role.objects.create(name="More", grants={"lead": {"read": "none", "update": "all"}})
    cast.cy.user.roles = [*cast.cy.user.roles, more.pk]
    cast.cy.user.save()
    cast.cy = Caller(cast.cy.user)
    assert cast.cy.send("patch", f"leads/{lead.pk}", {"name": "Han Mei"}).status_code == 200


def test_the_timeline_and_the_explanations_keep_hidden_fields_to_themselves(cast: Cast) -> None:
    from magpie.automation.models import Workflow
    from magpie.automation.publishing import publish
    from magpie.platform import records
    from magpie.platform.actor import SYSTEM

    lead = make("lead", owner=cast.ana.user.pk, city="secret-city")
    make("note", owner=cast.bo.user.pk, body="secret-body", subject="Visit", related_to=f"lead:{lead.pk}")
    workflow = records.create(Workflow, {"name": "Rule", "object": "lead"}, actor=SYSTEM)
    trigger = {"on": "created", "filter": {"field": "city", "is": "Paris"}}
    steps = [{"id": "end", "stop": "done"}]
    publish(workflow, {"object": "lead", "triggers": [trigger], "steps": steps}, actor=SYSTEM)
    cast.grant(lead={"read": "all", "fields": {"city": "hidden"}}, note={"read": "own", "fields": {"body": "hidden"}})
    for tail in ("timeline", "automation"):
        path = f"leads/{lead.pk}/{tail}"
        told = [c.get(path).content.decode() for c in (cast.ana, cast.root)]
        assert ["secret-" in text for text in told] == [False, True], tail
