"""Exports in the background: the file, who may have it, stopping, being killed, what goes wrong, and its end."""

from __future__ import annotations

import datetime
import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from python_calamine import CalamineWorkbook

from magpie.notices.models import Notice
from magpie.platform import exporting, setup
from magpie.platform.bulk import background, exports
from magpie.platform.http import exports as endpoint
from magpie.platform.models import AuditEntry, BulkJob, Role, User
from magpie.platform.tests.test_api import root, send  # noqa: F401
from magpie.sales.models import Lead
from tests.make import make

pytestmark = pytest.mark.django_db
EXPORTER = {"lead": {"read": "all", "export": True}}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the files are; a batch is two records."""
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(exporting, "CHUNK", 2)
    return tmp_path / "exports"


def client_of(grants: dict[str, Any]) -> Client:
    user = make("user", roles=[make("role", grants=grants).pk], language="en")
    setup.forget()
    client = Client()
    client.force_login(User.objects.get(pk=user.pk))
    return client


def begin(client: Client, **asked: Any) -> int:
    answer = send(client, "post", "/api/leads/export", {"columns": ["name", "city"], **asked})
    assert answer.status_code == 201, answer.content
    assert (answer.json()["status"], answer.json()["has_file"]) == ("queued", False)
    return int(answer.json()["id"])


def finish(client: Client, number: int) -> dict[str, Any]:
    background.run(number)
    found: dict[str, Any] = client.get(f"/api/bulk-jobs/{number}").json()
    return found


def leads(count: int, city: str = "Wuxi") -> None:
    for number in range(count):
        make("lead", name=f"{city} {number}", city=city)


def text_of(client: Client, number: int) -> list[str]:
    answer: Any = client.get(f"/api/bulk-jobs/{number}/file")
    assert answer.status_code == 200, answer.content
    return answer.getvalue().decode("utf-8-sig").splitlines()  # type: ignore[no-any-return]


def test_an_export_is_made_by_a_worker_and_its_person_told(root: Client, folder: Path) -> None:  # noqa: F811
    leads(5)
    leads(2, "Suzhou")
    number = begin(root, filter={"field": "city", "is": "Wuxi"})
    leads(1)  # came later
    job = finish(root, number)
    assert (job["status"], job["total"], job["looked_at"], job["changed"]) == ("done", 5, 5, 5)
    assert (job["has_file"], job["undoable"], job["size"]) == (True, False, (folder / f"{number}.csv").stat().st_size)
    assert text_of(root, number) == ["Name,City", *(f"Wuxi {n},Wuxi" for n in range(5))]
    notice = Notice.objects.get(kind="export")
    assert (notice.title, notice.url) == ("The export of Leads is ready", f"/exports/{number}")
    assert (
        AuditEntry.objects.filter(kind="exported", about="Leads.csv (" + '{"field": "city", "is": "Wuxi"})').count()
        == 1
    )


def test_a_sheet_and_given_records_are_exported_too(root: Client) -> None:  # noqa: F811
    leads(5)
    ids = list(Lead.objects.order_by("pk").values_list("pk", flat=True)[:3])
    number = begin(root, ids=ids, format="xlsx")
    assert finish(root, number)["changed"] == 3
    answer: Any = root.get(f"/api/bulk-jobs/{number}/file")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.getvalue())).get_sheet_by_index(0).to_python()
    assert rows == [["Name", "City"], *([f"Wuxi {n}", "Wuxi"] for n in range(3))]


def test_few_records_are_answered_at_once_and_many_are_not(root: Client, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    leads(3)
    monkeypatch.setattr(endpoint, "MOST_AT_ONCE", 3)
    monkeypatch.setattr(exporting, "MOST_ROWS_OF_A_SHEET", 3)
    assert root.get("/api/leads/export").status_code == 200
    leads(1)
    answer = root.get("/api/leads/export")
    assert (answer.status_code, answer.json()["fields"]) == (
        422, {"filter": ["More than 3 records are exported in the background."]}
    )  # fmt: skip
    too_long = send(root, "post", "/api/leads/export", {"format": "xlsx"})
    assert (too_long.status_code, list(too_long.json()["fields"])) == (422, ["format"])
    assert send(root, "post", "/api/leads/export", {"format": "csv"}).status_code == 201


def test_only_its_person_has_the_file_and_only_with_the_rights_it_was_made_with(root: Client) -> None:  # noqa: F811
    leads(2)
    ana, bo = client_of(EXPORTER), client_of(EXPORTER)
    number = begin(ana)
    assert ana.get(f"/api/bulk-jobs/{number}/file").status_code == 409
    finish(ana, number)
    assert len(text_of(ana, number)) == 3
    assert (bo.get(f"/api/bulk-jobs/{number}/file").status_code, bo.get(f"/api/bulk-jobs/{number}").status_code) == (
        404, 404,
    )  # fmt: skip
    assert root.get(f"/api/bulk-jobs/{number}/file").status_code == 403
    Role.objects.update(grants={"lead": {"read": "own", "export": True}})
    setup.forget()
    answer = ana.get(f"/api/bulk-jobs/{number}/file")
    assert (answer.status_code, answer.json()["detail"]) == (
        403, "Your rights have changed since this file was made. Export again.",
    )  # fmt: skip
    Role.objects.update(grants={"lead": {"read": "all"}})
    setup.forget()
    assert ana.get(f"/api/bulk-jobs/{number}/file").json()["detail"] == "You may not export Leads."


def test_what_may_not_be_exported_makes_no_job(root: Client) -> None:  # noqa: F811
    hidden = {"lead": {**EXPORTER["lead"], "fields": {"city": "hidden"}}}
    for grants, code in (({"lead": {"read": "all"}}, 403), (hidden, 422)):
        asked = {"columns": ["name", "city"]}
        assert send(client_of(grants), "post", "/api/leads/export", asked).status_code == code
    assert send(root, "post", "/api/leads/export", {"columns": ["nothing"]}).status_code == 422
    assert send(root, "post", "/api/leads/export", {"filter": {"field": "nothing", "is": 1}}).status_code == 422
    assert send(root, "post", "/api/nothings/export", {}).status_code == 404
    assert BulkJob.objects.count() == 0


def test_rights_that_are_gone_when_a_worker_begins_are_told(root: Client, folder: Path) -> None:  # noqa: F811
    ana = client_of(EXPORTER)
    leads(2)
    number = begin(ana)
    Role.objects.update(grants={"lead": {"read": "all"}})
    setup.forget()
    job = finish(ana, number)
    assert (job["status"], job["error"], job["has_file"]) == ("failed", "You may not export Leads.", False)
    assert list(folder.iterdir()) == []
    assert Notice.objects.get(kind="export").title == "The export of Leads failed"


def test_a_cancelled_export_leaves_no_file(root: Client, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: F811
    leads(6)
    number = begin(root)
    with monkeypatch.context() as patched:
        patched.setattr(background, "_tell", lambda job: send(root, "post", f"/api/bulk-jobs/{job.pk}/stop", {}))
        job = finish(root, number)
    assert (job["status"], job["looked_at"], job["has_file"]) == ("stopped", 2, False)
    assert (list(folder.iterdir()), Notice.objects.filter(kind="export").count()) == ([], 0)
    assert root.get(f"/api/bulk-jobs/{number}/file").status_code == 409


def test_a_killed_export_is_begun_anew_and_never_half_there(
    root: Client,  # noqa: F811
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class KilledError(BaseException):
        """Stands for kill -9 amid the file."""

    def kill(job: BulkJob) -> None:
        if job.looked_at == 4:
            raise KilledError

    leads(6)
    number = begin(root)
    with monkeypatch.context() as patched:
        patched.setattr(background, "_tell", kill)
        patched.setattr(Path, "unlink", lambda *_a, **_k: None)  # nobody tidies up after kill -9
        with pytest.raises(KilledError):
            background.run(number)
    assert BulkJob.objects.get(pk=number).status == "running"
    assert [path.name for path in folder.iterdir()] == [f"{number}.csv.part"]
    assert root.get(f"/api/bulk-jobs/{number}/file").status_code == 409
    assert background.resume_interrupted() == 1
    assert finish(root, number)["looked_at"] == 6
    assert len(text_of(root, number)) == 7
    assert [path.name for path in folder.iterdir()] == [f"{number}.csv"]


def test_what_breaks_off_each_time_ends_with_what_to_do(root: Client) -> None:  # noqa: F811
    leads(1)
    number = begin(root)
    BulkJob.objects.filter(pk=number).update(
        status="running", values={"format": "csv", "columns": [], "begun": exports.MOST_BEGUN}
    )
    job = finish(root, number)
    assert (job["status"], job["error"]) == (
        "failed", "The export broke off several times. Export fewer records, or ask your administrator.",
    )  # fmt: skip


def test_a_folder_that_cannot_be_written_is_told(root: Client, folder: Path) -> None:  # noqa: F811
    folder.write_text("in the way")
    job = finish(root, begin(root))
    assert (job["status"], job["error"]) == (
        "failed", "The file cannot be written. Ask your administrator to look at the server's log.",
    )  # fmt: skip


def test_files_are_deleted_after_a_week(root: Client, folder: Path) -> None:  # noqa: F811
    leads(1)
    number = begin(root)
    finish(root, number)
    assert (exports.forget_old(), len(list(folder.iterdir()))) == (0, 1)
    BulkJob.objects.update(finished_at=timezone.now() - exports.KEPT - datetime.timedelta(minutes=1))
    assert (exports.forget_old(), list(folder.iterdir())) == (1, [])
    assert root.get(f"/api/bulk-jobs/{number}").json()["has_file"] is False
    answer = root.get(f"/api/bulk-jobs/{number}/file")
    assert (answer.status_code, json.loads(answer.content)["detail"]) == (
        409, "The file was deleted, as all are after 7 days. Export again.",
    )  # fmt: skip
