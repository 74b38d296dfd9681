"""Imports over the API: guessed, previewed, run, reported, repeated, resumed, taken back."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from magpie.platform import context, exporting, objects, setup
from magpie.platform.actor import SYSTEM, Actor
from magpie.platform.http.auth import create_token
from magpie.platform.importing import running
from magpie.platform.models import Event, Import, Role, Team, User
from magpie.platform.problems import Forbidden
from magpie.platform.undo import undo

pytestmark = pytest.mark.django_db
CHINESE = """姓名,公司,手机,来源,负责人
张伟,喜鹊科技,13800138000,网站,root
李娜,北京软件,139 0013 9000,推荐,ROOT
"""
FAULTY = """Name,E-mail,Status,Employees
Ana,ana@example.com,new,5
Bo,nonsense,new,
Cy,cy@example.com,wroking,7
,x@example.com,,
Di,di@example.com,Working,x
"""
LEAD: Any = objects.get("lead").model
ACCOUNT: Any = objects.get("account").model


@pytest.fixture(autouse=True)
def _files(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    setup.forget()


@pytest.fixture
def root() -> Client:
    return client_of(User.objects.create_user("root", name="Root", is_administrator=True, language="en"))


def client_of(user: User) -> Client:
    setup.forget()
    return Client(headers={"Authorization": f"Bearer {create_token(user)}"})


def upload(client: Client, text: str | bytes, object_name: str = "lead", name: str = "leads.csv", **more: str) -> Any:
    file = SimpleUploadedFile(name, text.encode() if isinstance(text, str) else text)
    return client.post("/api/imports", {"file": file, "object": object_name, **more})


def go(client: Client, made: Any, **changes: Any) -> dict[str, Any]:
    """Start an uploaded import and work it off as a worker does."""
    number = made.json()["id"]
    if changes:
        changed = client.patch(f"/api/imports/{number}", changes, content_type="application/json")
        assert changed.status_code == 200, changed.json()
    started = client.post(f"/api/imports/{number}/start")
    assert (started.status_code, started.json()["status"]) == (200, "queued")
    running.run(number)
    found: dict[str, Any] = client.get(f"/api/imports/{number}").json()
    return found


def test_a_chinese_table_is_understood_and_imported(root: Client) -> None:
    made = upload(root, CHINESE.encode("gbk"))
    assert made.status_code == 201, made.json()
    body = made.json()
    assert (body["encoding"], body["status"]) == ("gb18030", "mapping")
    assert body["mapping"] == {"姓名": "name", "公司": "company", "手机": "mobile", "来源": "source", "负责人": "owner"}
    assert body["columns"][0] == {"name": "姓名", "samples": ["张伟", "李娜"]}
    done = go(root, made, fixes={"来源": {"网站": "website", "推荐": "referral"}})
    assert (done["status"], done["created"], done["failed"], done["error"]) == ("done", 2, 0, "")
    assert list(LEAD.objects.order_by("id").values_list("name", "company", "mobile", "source", "owner__username")) == [
        ("张伟", "喜鹊科技", "+8613800138000", "website", "root"),
        ("李娜", "北京软件", "+8613900139000", "referral", "root"),
    ]
    events = Event.objects.filter(object="lead", kind="created")
    assert set(events.values_list("operation", "lane", "action").distinct()) == {
        (Import.objects.get().operation, 1, "import")
    }


def test_bad_rows_are_told_with_row_and_reason_and_the_others_go_in(root: Client) -> None:
    made = upload(root, FAULTY)
    preview = root.post(f"/api/imports/{made.json()['id']}/preview").json()
    assert preview["counts"] == {"create": 1, "update": 0, "skip": 0, "error": 4}
    assert preview["rows"][1] == {
        "row": 3, "values": {"name": "Bo", "email": "nonsense", "status": "new"}, "remarks": [], "outcome": "error",
        "problems": {"email": "“nonsense” is not an e-mail address."},
    }  # fmt: skip
    assert LEAD.objects.count() == 0
    done = go(root, made)
    assert (done["created"], done["failed"], done["rows_total"], done["rows_done"]) == (1, 4, 5, 5)
    report = root.get(f"/api/imports/{done['id']}/errors").getvalue().decode("utf-8-sig").splitlines()
    assert report[0] == "Name,E-mail,Status,Employees,Row,Result,Reason"
    assert report[1:] == [
        "Bo,nonsense,new,,3,Not imported,E-mail: “nonsense” is not an e-mail address.",
        (
            "Cy,cy@example.com,wroking,7,4,Not imported,"
            "Status: “wroking” is not one of the choices; did you mean “Working”?"
        ),
        ",x@example.com,,,5,Not imported,Name: This field is required.",
        "Di,di@example.com,Working,x,6,Not imported,Employees: “x” is not a number.",
    ]


def test_twice_makes_no_duplicates_and_a_changed_row_changes_its_record(root: Client) -> None:
    text = "external_id,name,city\nA1,Ana,Bonn\nA2,Bo,Wien\nA2,Bo,Graz\n"
    first = go(root, upload(root, text))
    assert (first["created"], first["updated"], first["match_by"]) == (2, 1, ["external_id"])
    assert list(LEAD.objects.order_by("external_id").values_list("city", flat=True)) == ["Bonn", "Graz"]
    again = go(root, upload(root, text.replace("Bonn", "Rom").replace("A2,Bo,Wien\n", "")))
    assert (again["created"], again["updated"], again["skipped"]) == (0, 1, 1)
    left = go(root, upload(root, "external_id,name,city\nA1,Ana,Oslo\nA3,Cy,Oslo\n"), on_match="skip")
    assert (left["created"], left["updated"], left["skipped"]) == (1, 0, 1)
    assert list(LEAD.objects.order_by("external_id").values_list("city", flat=True)) == ["Rom", "Graz", "Oslo"]


def test_references_are_found_by_name_left_empty_or_created_as_one_wishes(root: Client) -> None:
    ACCOUNT.objects.create(name="GTX Pro")
    text = "name,account\nOne,gtx pro\nTwo,GTXPro\nThree,Nowhere\nFour,Nowhere\n"
    refused = go(root, upload(root, text, "contact"))
    assert (refused["created"], refused["failed"], refused["remarks"]) == (2, 2, 1)
    empty = go(root, upload(root, text, "contact"), on_missing={"account": "leave_empty"}, match_by=[])
    assert (empty["created"], empty["failed"], empty["remarks"]) == (4, 0, 3)
    made = go(root, upload(root, text, "contact"), on_missing={"account": "create"}, match_by=[])
    assert (made["created"], made["failed"]) == (4, 0)
    assert sorted(ACCOUNT.objects.values_list("name", flat=True)) == ["GTX Pro", "Nowhere"]


def test_references_are_found_by_number_e_mail_and_telephone_and_the_preview_says_so(root: Client) -> None:
    contact: Any = objects.get("contact").model
    wei = contact.objects.create(name="Li Wei", external_id="C-7", email="li.wei@example.com", mobile="+8613800138000")
    contact.objects.create(name="Twin", email="twin@example.com")
    contact.objects.create(name="Twin 2", email="TWIN@example.com")
    text = "subject,related_to\nA,C-7\nB,Li.Wei@example.com\nC,138 0013 8000\nD,twin@example.com\nE,no@example.com\n"
    made = upload(root, text, "task")
    rows = root.post(f"/api/imports/{made.json()['id']}/preview").json()["rows"]
    assert {row["row"]: row["remarks"] for row in rows if row["remarks"]} == {
        3: ["About: “Li.Wei@example.com” was read as “Li Wei”."],
        4: ["About: “138 0013 8000” was read as “Li Wei”."],
    }
    assert {row["row"]: row["problems"]["related_to"] for row in rows if row["problems"]} == {
        5: "There are 2 records called “twin@example.com”.",
        6: "There is no record called “no@example.com”.",
    }
    done = go(root, made)
    assert (done["created"], done["failed"]) == (3, 2)
    task: Any = objects.get("task").model
    assert set(task.objects.values_list("related_to", flat=True)) == {f"contact:{wei.pk}"}


def test_nobody_finds_a_contact_by_an_e_mail_they_may_not_see() -> None:
    contact: Any = objects.get("contact").model
    contact.objects.create(name="Li Wei", email="li.wei@example.com")
    grants = {
        "contact": {"read": "all", "fields": {"email": "hidden"}},
        "task": {"read": "all", "create": True, "update": "all", "import": True},
    }
    role = Role.objects.create(name="Blind", grants=grants)
    ana = client_of(User.objects.create_user("ana", name="Ana", language="en", roles=[role.pk]))
    done = go(ana, upload(ana, "subject,related_to\nA,li.wei@example.com\nB,Li Wei\n", "task"))
    assert (done["created"], done["failed"]) == (1, 1)


def test_a_text_too_long_for_a_sheet_says_that_it_was_cut(root: Client) -> None:
    from python_calamine import CalamineWorkbook

    ACCOUNT.objects.create(name="Long", description="x" * 40_000)
    answer = root.get("/api/accounts/export?format=xlsx&columns=name,description")
    cell = str(CalamineWorkbook.from_filelike(io.BytesIO(answer.getvalue())).get_sheet_by_index(0).to_python()[1][1])
    assert len(cell) == 32_767
    assert cell.endswith("xx… [CUT: the whole text has 40,000 letters; CSV keeps it whole]")
    whole = root.get("/api/accounts/export?format=csv&columns=name,description").getvalue().decode()
    assert "x" * 40_000 in whole


def test_a_killed_import_goes_on_behind_its_last_batch(root: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    made = upload(root, "name\n" + "".join(f"Lead {n}\n" for n in range(95)))
    number = made.json()["id"]
    root.patch(f"/api/imports/{number}", {"match_by": []}, content_type="application/json")
    root.post(f"/api/imports/{number}/start")
    told: list[int] = []

    class KilledError(BaseException):
        pass

    def tell(importing: Import) -> None:
        told.append(importing.rows_done)
        if len(told) == 3:
            raise KilledError

    with monkeypatch.context() as patch:
        patch.setattr(running, "_tell", tell)  # cuts the third batch off before its commit
        with pytest.raises(KilledError):
            running.run(number, batch=30)
    importing = Import.objects.get()
    assert (importing.status, importing.rows_done, LEAD.objects.count()) == ("running", 60, 60)
    assert running.resume_interrupted() == 1
    running.run(number, batch=30)
    importing.refresh_from_db()
    assert (importing.status, importing.created, LEAD.objects.count()) == ("done", 95, 95)
    assert LEAD.objects.values("name").distinct().count() == 95


def test_automation_is_as_asked_for(root: Client) -> None:
    go(root, upload(root, "name\nAna\n"), automation="skip")
    assert set(Event.objects.filter(object="lead").values_list("automation", flat=True)) == {"skip"}


def test_an_import_is_taken_back_whole(root: Client) -> None:
    LEAD.objects.create(name="Old", external_id="A1", city="Bonn")
    done = go(root, upload(root, "external_id,name,city\nA1,New,Wien\nA2,Bo,Graz\n"))
    assert (done["created"], done["updated"]) == (1, 1)
    taken_back = undo(Import.objects.get().operation, SYSTEM)
    assert (taken_back.count, taken_back.skipped) == (2, [])
    assert list(LEAD.objects.values_list("external_id", "name", "city")) == [("A1", "Old", "Bonn")]


def test_without_the_right_nobody_imports_or_sees_anothers_import(root: Client) -> None:
    made = upload(root, "name\nAna\n").json()
    role = Role.objects.create(
        name="Sales", grants={"*": {"read": "own", "create": True, "update": "own", "import": False}}
    )
    bo = client_of(User.objects.create_user("bo", name="Bo", roles=[role.pk], language="en"))
    assert upload(bo, "name\nAna\n").status_code == 403
    assert bo.get(f"/api/imports/{made['id']}").status_code == 404
    assert bo.get("/api/leads/export").status_code == 403
    assert Import.objects.count() == 1


def test_a_mapping_that_does_not_fit_is_refused(root: Client) -> None:
    made = upload(root, "a,b\n1,2\n").json()
    assert made["mapping"] == {"a": None, "b": None}
    address = f"/api/imports/{made['id']}"
    changes: list[dict[str, Any]] = [
        {"mapping": {"z": "name"}},
        {"mapping": {"a": "name", "b": "name"}},
        {"mapping": {"a": "colour"}},
        {"mapping": {"a": "name"}, "match_by": ["email"]},
        {"mapping": {}},
    ]
    for change in changes:
        assert root.patch(address, change, content_type="application/json").status_code == 422, change
    assert root.get(address).json()["mapping"] == made["mapping"]


def test_broken_empty_and_huge_files_are_refused(root: Client, settings: Any, tmp_path: Path) -> None:
    assert upload(root, b"").status_code == 422
    broken = upload(root, "name\n张伟喜鹊\n".encode() * 9 + b"\xff\xff\n")
    assert (broken.status_code, broken.json()["fields"]["file"]) == (
        422, ["Line 19 has bytes that are not UTF-8. Save the file as UTF-8, or choose its encoding."],
    )  # fmt: skip
    settings.UPLOAD_LIMIT_MB = 1
    huge = upload(root, b"name\n" + b"x" * 1_100_000)
    assert (huge.status_code, huge.json()["type"]) == (413, "too-large")
    assert list(tmp_path.rglob("imports/*")) == []


def test_what_is_exported_goes_in_again(root: Client) -> None:
    owner = User.objects.get()
    account = ACCOUNT.objects.create(name="Größe & Söhne, Köln", owner=owner, annual_revenue="1200.50", tags=["a", "b"])
    ACCOUNT.objects.create(
        name="=1+1", parent=account, industry="retail", employees=7, external_id="X-1", currency="EUR"
    )
    for kind in ("csv", "xlsx"):
        columns = "name,parent,industry,employees,annual_revenue,external_id,tags,owner,currency"
        answer = root.get(f"/api/accounts/export?format={kind}&columns={columns}")
        assert answer.status_code == 200
        content = answer.getvalue()
        again = go(root, upload(root, content, "account", f"a.{kind}"), match_by=["name"])
        assert (again["created"], again["updated"], again["skipped"], again["failed"]) == (0, 0, 2, 0), kind
    assert ACCOUNT.objects.filter(name="=1+1", parent=account, tags=[]).count() == 1


def test_an_export_shows_only_what_one_may_see() -> None:
    bo = User.objects.create(username="bo", name="Bo", language="en", roles=[
        Role.objects.create(name="Sales", grants={
            "lead": {"read": "own", "export": True, "fields": {"budget": "hidden"}}
        }).pk
    ])  # fmt: skip
    setup.forget()
    LEAD.objects.create(name="Mine", owner=bo, budget="5")
    LEAD.objects.create(name="Another's", budget="6")
    answer = client_of(bo).get("/api/leads/export?columns=name")
    assert answer.getvalue().decode("utf-8-sig").splitlines() == ["Name", "Mine"]
    assert client_of(bo).get("/api/leads/export?columns=name,budget").status_code == 422
    with pytest.raises(Forbidden):
        exporting.export(objects.get("account"), ACCOUNT.objects.all(), Actor.of_user(bo), "csv")


def test_a_field_that_one_may_only_read_is_not_imported(root: Client) -> None:
    role = Role.objects.create(
        name="Sales",
        grants={"lead": {"read": "all", "create": True, "update": "all", "import": True, "fields": {"budget": "read"}}},
    )
    bo = client_of(User.objects.create_user("bo", name="Bo", roles=[role.pk], language="en"))
    made = upload(bo, "name,budget\nAna,5\n").json()
    assert made["mapping"] == {"name": "name", "budget": None}
    forced = bo.patch(
        f"/api/imports/{made['id']}", {"mapping": {"name": "name", "budget": "budget"}}, content_type="application/json"
    )
    assert forced.status_code == 422


def test_an_import_inside_an_action_is_still_one_of_its_own() -> None:
    with context.acting(SYSTEM, "team.reorganise"):
        importing = Import.objects.create(object="team", path="none.csv", mapping={"name": "name"}, status="queued")
    done = running.run(importing.pk)
    assert (done.status, done.error, Team.objects.count()) == ("failed", "The file cannot be read.", 0)
