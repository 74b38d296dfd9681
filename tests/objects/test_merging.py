"""Merging keeps everything, for every object and every way to point to a record; taking it back restores exactly."""

from __future__ import annotations

import random
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from magpie.accounts.models import Account, Contact
from magpie.activities.models import Note
from magpie.automation.models import Run, Step
from magpie.notices import following
from magpie.notices.models import Notice
from magpie.platform import merging, merging_references, objects, records, setup, undo
from magpie.platform.actor import SYSTEM, Actor
from magpie.platform.columns import LinkField
from magpie.platform.duplicates import searching
from magpie.platform.models import CustomField, DuplicatePair, File, Merge
from magpie.platform.objects import ObjectType
from magpie.platform.problems import Forbidden, Invalid, NotFound, Refused
from magpie.sales.models import Lead, Opportunity
from tests.make import make, make_custom_fields, make_user
from tests.objects.conftest import Cast

pytestmark = pytest.mark.django_db
ACCOUNT, CONTACT, LEAD = objects.get("account"), objects.get("contact"), objects.get("lead")
MERGED = [o.name for o in objects.all_objects() if o.has_custom and not o.is_setup and not o.is_unrecorded]
# Derived or only ever appended to; an undo makes no exception for these.
NOT_COMPARED = {"platform_event", "platform_merge", "platform_searchentry", "platform_setupversion", "platform_reader"}


def snapshot() -> dict[str, list[Any]]:
    """Every row of every table, without what the database itself counts up."""
    found = {}
    for model in apps.get_models(include_auto_created=True):
        table = model._meta.db_table
        if table in NOT_COMPARED or table.startswith(("django_", "procrastinate_", "auth_")):
            continue
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT to_jsonb(t) - 'version' - 'updated_at' FROM \"{table}\" t")
            found[table] = sorted((row[0] for row in cursor.fetchall()), key=str)
    return found


def test_no_way_to_point_to_records_is_forgotten() -> None:
    """Whoever adds a table that names records by other columns must say what becomes of it when they are merged."""
    pointing = {(r.model, r.column) for o in objects.all_objects() for r in merging_references.referers(o)}
    forgotten = []
    for model in apps.get_models(include_auto_created=True):
        if model._meta.app_config.name.split(".")[0] != "magpie" or model._meta.label in merging_references.NOT_MOVED:
            continue
        for field in model._meta.concrete_fields:
            names_record = field.name.endswith(("record_id", "record", "wait_key")) or isinstance(field, LinkField)
            refers = field.is_relation and field.related_model in objects.models_with_objects()
            if (names_record or refers) and (model, field.attname) not in pointing:
                forgotten.append(f"{model._meta.label}.{field.name}")
    assert forgotten == []
    assert {label for label in merging_references.NOT_MOVED if not _exists(label)} == set()


def _exists(label: str) -> bool:
    return any(model._meta.label == label for model in apps.get_models(include_auto_created=True))


@pytest.mark.parametrize("name", MERGED)
def test_whatever_points_to_a_record_points_to_the_winner(name: str) -> None:
    """Each way to point there is tried, and nothing is left that points to the loser."""
    object_type = objects.get(name)
    winner, loser = make(name), make(name)
    tried = 0
    for referer in merging_references.referers(object_type):
        tried += _point(referer, object_type, loser.pk)
    before = snapshot()
    made = merging.merge(object_type, [winner.pk, loser.pk], SYSTEM, winner=winner.pk)
    for referer in merging_references.referers(object_type):
        assert not merging_references._pointing(referer, object_type, [loser.pk]).exists(), referer
    assert not object_type.model._default_manager.filter(pk=loser.pk).exists()
    undone = merging.unmerge(made.pk, SYSTEM)
    assert undone.skipped == []
    assert snapshot() == before
    assert tried >= 5


def _point(referer: merging_references.Referer, object_type: ObjectType, loser: int) -> bool:
    """Have some row point to the loser, where one can be made."""
    if not referer.is_recorded or referer.kind not in ("key", "link", "references"):
        if referer.model is following.Follower:
            following.Follower.objects.create(object=object_type.name, record_id=loser, user=make_user("Fan"))
            return True
        if referer.model is Notice:
            Notice.objects.create(kind="note", object=object_type.name, record_id=loser)
            return True
        return False
    if referer.model is object_type.model and referer.kind == "key":
        pointing = make(object_type.name)
    else:
        pointing = make(objects.of_model(referer.model).name)
    value: Any = {"key": loser, "link": f"{object_type.name}:{loser}", "references": [loser]}[referer.kind]
    referer.model._default_manager.filter(pk=pointing.pk).update(**{referer.column: value})
    return True


def world(chance: random.Random) -> list[int]:
    """Accounts that may be the same, with all kinds of things around them; gives their numbers."""
    if not CustomField.objects.filter(object="contact", name="broker").exists():
        make_custom_fields("account")
        records.create(
            CustomField,
            {"object": "contact", "name": "broker", "label_en": "Broker", "type": "reference", "target": "account"},
            actor=SYSTEM,
        )
        setup.forget()
    users = [make_user("One"), make_user("Two"), make_user("Three")]
    accounts: list[int] = []
    for n in range(5):
        values: dict[str, Any] = {"name": f"恒远 {n}", "external_id": chance.choice(("", f"x{n}{chance.random()}"))}
        values["tags"] = chance.sample(["vip", "old", "east", "west"], chance.randrange(4))
        values["phone"] = chance.choice(("", f"1380013800{n}"))
        values["owner"] = chance.choice(users).pk
        values["credit_limit"] = chance.choice((None, "12.50", 1000 * n))
        values["currency"] = chance.choice(("CNY", "USD"))
        values["own_text"] = chance.choice(("", f"text {n}"))
        values["own_choices"] = chance.choice(([], ["a"], ["b", "c"]))
        if accounts and chance.random() < 0.5:
            values["parent"] = chance.choice(accounts)
        accounts.append(records.create(Account, values, actor=SYSTEM).pk)
    for n in range(12):
        target = chance.choice(accounts)
        contact = records.create(
            Contact, {"name": f"C{n}", "account": target, "broker": chance.choice(accounts)}, actor=SYSTEM
        )
        records.create(Opportunity, {"name": f"O{n}", "account": target, "contact": contact.pk}, actor=SYSTEM)
        records.create(Note, {"body": f"N{n}", "related_to": f"account:{chance.choice(accounts)}"}, actor=SYSTEM)
        following.follow(Account.objects.get(pk=target), chance.choice(users))
        Notice.objects.create(kind="note", object="account", record_id=target, recipient=chance.choice(users))
        File.objects.create(name=f"F{n}", related_to=f"account:{target}")
    return accounts


@pytest.mark.parametrize("seed", range(5))
def test_a_merge_taken_back_leaves_everything_as_it_was(seed: int) -> None:
    chance = random.Random(seed)
    ana = Actor.of_user(make_user("Ana", is_administrator=True))
    accounts = world(chance)
    before = snapshot()
    some = chance.sample(accounts, chance.randrange(2, 5))
    take = {"name": chance.choice(some), "phone": chance.choice(some)} if chance.random() < 0.7 else {}
    try:
        made = merging.merge(ACCOUNT, some, ana, winner=chance.choice([None, *some]), take=take)
    except Refused as refused:  # two of them stand above and below a third
        if "part of itself" not in str(refused):
            raise
        assert snapshot() == before
        return
    after = snapshot()
    assert Account.objects.filter(pk__in=some).count() == 1
    pointing = merging_references.referers(ACCOUNT)
    assert not any(merging_references._pointing(r, ACCOUNT, made.losers).exists() for r in pointing)

    first = merging.unmerge(made.pk, ana)
    assert first.skipped == []
    assert snapshot() == before
    assert merging.predecessors("account", made.winner) == []

    again = undo.undo(first.operation, ana)  # the taking back is taken back
    assert again.skipped == []
    assert snapshot() == after
    assert sorted(merging.predecessors("account", made.winner)) == sorted(made.losers)
    assert undo.undo(again.operation, ana).skipped == []
    assert snapshot() == before


def test_the_winner_has_the_best_of_all(cast: Cast) -> None:
    values = {"tags": ["vip"], "phone": "13800138000", "industry": "", "description": "first"}
    one = records.create(Account, {"name": "恒远", **values}, actor=SYSTEM)
    two = records.create(Account, {"name": "上海恒远", "tags": ["east", "vip"], "email": "a@b.cn"}, actor=SYSTEM)
    answer = cast.root.get("accounts/merge", ids=f"{one.pk},{two.pk}")
    assert answer.status_code == 200
    plan = answer.json()
    assert (plan["winner"], plan["take"]["email"], plan["take"]["name"]) == (one.pk, two.pk, one.pk)
    assert {"name", "phone", "email", "tags", "description"} <= set(plan["differing"])
    done = cast.root.send("post", "accounts/merge", {"ids": [two.pk, one.pk], "take": {"name": two.pk}})
    assert done.status_code == 200, done.content
    merged = Account.objects.get()
    assert (merged.pk, merged.name, merged.phone, merged.email, merged.tags, merged.description) == (
        one.pk, "上海恒远", "+8613800138000", "a@b.cn", ["vip", "east"], "first",
    )  # fmt: skip
    number = done.json()["merge"]["id"]
    assert cast.root.get("merges", object="account").json()["items"][0]["titles"] == {str(two.pk): "上海恒远"}
    undone = cast.root.send("post", f"merges/{number}/undo")
    assert (undone.status_code, undone.json()["skipped"]) == (200, [])
    assert [a.name for a in Account.objects.order_by("pk")] == ["恒远", "上海恒远"]
    assert cast.root.send("post", f"merges/{number}/undo").status_code == 409


def test_the_past_of_the_losers_shows_under_the_winner(cast: Cast) -> None:
    one, two = (records.create(Lead, {"name": n}, actor=SYSTEM) for n in ("Lin", "Lin Tao"))
    records.update(two, {"company": "Nine Ltd"}, actor=SYSTEM)
    note = records.create(Note, {"body": "Called", "related_to": f"lead:{two.pk}"}, actor=SYSTEM)
    merging.merge(LEAD, [one.pk, two.pk], SYSTEM, winner=one.pk)
    texts = [item["text"] for item in cast.root.get(f"leads/{one.pk}/events").json()["items"]]
    assert "Merged: “Lin Tao”" in texts
    assert "Changed: Company – → Nine Ltd" in texts
    timeline = cast.root.get(f"leads/{one.pk}/timeline").json()["items"]
    assert [item["id"] for item in timeline if item["kind"] == "note"] == [note.pk]
    gone = cast.root.get(f"leads/{two.pk}")
    assert gone.status_code == 404
    assert gone.json()["detail"] == f"This record was merged into “Lin” (number {one.pk})."


def test_a_run_goes_on_with_the_winner() -> None:
    one, two = make("lead"), make("lead")
    version = make_version()
    run = Run.objects.create(
        version=version, workflow=version.workflow, key="k", object="lead", record_id=two.pk, status="waiting"
    )
    step = Step.objects.create(run=run, step="wait", kind="wait", status="waiting", wait_key=f"lead:{two.pk}")
    made = merging.merge(LEAD, [one.pk, two.pk], SYSTEM, winner=one.pk)
    run.refresh_from_db()
    step.refresh_from_db()
    assert (run.record_id, step.wait_key) == (one.pk, f"lead:{one.pk}")
    merging.unmerge(made.pk, SYSTEM)
    run.refresh_from_db()
    assert run.record_id == two.pk


def make_version() -> Any:
    from magpie.automation.models import Version, Workflow

    workflow = Workflow.objects.create(name="W", object="lead")
    return Version.objects.create(workflow=workflow, number=1, document={})


def test_who_may_not_change_or_delete_may_not_merge(cast: Cast) -> None:
    mine, other = (make("account", owner=w.user.pk) for w in (cast.ana, cast.cy))
    body = {"ids": [mine.pk, other.pk], "winner": mine.pk}
    before = snapshot()
    refused = {
        403: [
            {"read": "all"},
            {"read": "all", "update": "all"},
            {"read": "all", "update": "own", "delete": "all"},
            {"read": "all", "update": "all", "delete": "own"},
        ],
        404: [{"read": "own", "update": "all", "delete": "all"}],
    }
    for status, several in refused.items():
        for grant in several:
            cast.grant(account=grant)
            setup.forget()
            assert cast.ana.send("post", "accounts/merge", body).status_code == status, grant
    assert snapshot()["accounts_account"] == before["accounts_account"]
    cast.grant(account={"read": "all", "update": "all", "delete": "own"})
    setup.forget()
    kept = cast.ana.send("post", "accounts/merge", {**body, "winner": other.pk})  # what goes is her own
    assert kept.status_code == 200
    number = kept.json()["merge"]["id"]
    assert cast.bo.send("post", f"merges/{number}/undo").status_code == 403
    assert cast.root.send("post", f"merges/{number}/undo").status_code == 200


@pytest.mark.parametrize(
    ("body", "status"),
    [({"ids": []}, 422), ({"ids": [1]}, 422), ({"ids": [1, 999_999]}, 404), ({"ids": [0, -1]}, 422)],
)
def test_a_merge_that_makes_no_sense_changes_nothing(body: dict[str, Any], status: int, cast: Cast) -> None:
    assert cast.root.send("post", "accounts/merge", body).status_code == status
    assert Merge.objects.count() == 0


def test_choices_that_do_not_fit_are_refused(cast: Cast) -> None:
    one, two, three = (make("account").pk for _n in range(3))
    for more in ({"winner": three}, {"take": {"name": three}}, {"take": {"nothing": one}}):
        assert cast.root.send("post", "accounts/merge", {"ids": [one, two], **more}).status_code == 422
    with pytest.raises(Invalid):
        merging.merge(ACCOUNT, list(range(1, 30)), SYSTEM)
    with pytest.raises(Refused):
        merging.merge(objects.get("user"), [one, two], SYSTEM)
    with pytest.raises(NotFound):
        merging.unmerge(10**6, SYSTEM)


def test_an_account_below_a_loser_does_not_close_a_circle() -> None:
    top = records.create(Account, {"name": "Top"}, actor=SYSTEM)
    middle = records.create(Account, {"name": "Middle", "parent": top.pk}, actor=SYSTEM)
    low = records.create(Account, {"name": "Low", "parent": middle.pk}, actor=SYSTEM)
    before = snapshot()
    with pytest.raises(Refused):
        merging.merge(ACCOUNT, [top.pk, low.pk], SYSTEM, winner=low.pk)
    assert snapshot() == before
    made = merging.merge(ACCOUNT, [top.pk, middle.pk], SYSTEM, winner=middle.pk)
    assert Account.objects.get(pk=middle.pk).parent_id is None
    merging.unmerge(made.pk, SYSTEM)
    assert snapshot() == before


def test_a_search_finds_groups_and_what_is_dismissed_stays_away(cast: Cast) -> None:
    from magpie.platform.duplicates import defaults

    defaults.install()
    setup.forget()
    names = ["上海恒远机械有限公司", "恒远机械", "上海恒远机械设备有限公司", "中兴通讯", "Acme Ltd", "ACME Inc."]
    ids = [records.create(Account, {"name": n}, actor=SYSTEM).pk for n in names]
    assert cast.root.send("post", "accounts/duplicates/search").json()["status"] == "queued"
    searching.run(searching.DuplicateSearch.objects.get().pk, batch=1)
    page = cast.root.get("accounts/duplicates").json()
    groups = [[r["id"] for r in item["records"]] for item in page["items"]]
    assert sorted(sorted(g) for g in groups) == [ids[:3], ids[4:]]
    assert page["search"]["status"] == "done"

    assert cast.root.send("post", "accounts/duplicates/dismiss", {"ids": ids[4:]}).json() == {"count": 1}
    cast.root.send("post", "accounts/duplicates/search")
    searching.run(searching.DuplicateSearch.objects.latest("pk").pk)
    page = cast.root.get("accounts/duplicates").json()
    assert [sorted(r["id"] for r in item["records"]) for item in page["items"]] == [ids[:3]]
    assert cast.root.get(f"accounts/{ids[4]}/duplicates").json()["items"] == []
    merging.merge(ACCOUNT, ids[:3], SYSTEM)
    assert cast.root.get("accounts/duplicates").json()["items"] == []
    assert DuplicatePair.objects.exclude(dismissed_at=None).count() == 1


def test_who_may_not_work_on_duplicates_is_told_so(cast: Cast) -> None:
    cast.grant(account={"read": "all"})
    assert cast.ana.get("accounts/duplicates").status_code == 403
    assert cast.ana.send("post", "accounts/duplicates/search").status_code == 403
    with pytest.raises(Forbidden):
        merging.propose(ACCOUNT, [make("account").pk, make("account").pk], Actor.of_user(cast.ana.user))
