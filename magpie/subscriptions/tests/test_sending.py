"""Subscriptions come at their times, once, with the rights of who gets them, and say what changed."""

from __future__ import annotations

import datetime
import io
import threading
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob
from python_calamine import CalamineWorkbook

from magpie.accounts.models import Account
from magpie.notices import carrying
from magpie.notices.models import MailSettings
from magpie.notices.tests.smtp_server import running
from magpie.platform import actions, records, setup
from magpie.platform.actor import Actor
from magpie.platform.models import File, Role, User
from magpie.platform.problems import Invalid
from magpie.subscriptions import keeping, sending, sources
from magpie.subscriptions.models import Run, Subscription
from magpie.subscriptions.tests.make import (
    EVERY_DAY,
    comes,
    make_account,
    make_team,
    make_user,
    results,
    subscribe,
    told,
    try_again,
)

pytestmark = pytest.mark.django_db


def part(mail: EmailMessage, kind: str) -> str:
    body = mail.get_body((kind,))
    assert body is not None
    return str(body.get_content())


def act(user: User, name: str, subscription: Subscription) -> None:
    asked = actions.get(f"subscription.{name}")
    actions.perform(asked, subscription, {}, actor=Actor.of_user(User.objects.get(pk=user.pk)))
    subscription.refresh_from_db()


def test_a_mail_has_the_figures_the_rows_the_file_and_what_changed() -> None:
    ana, cy = make_user("ana"), make_user("cy")
    make_account(ana, "Acme", "1000")
    make_account(cy, "Hidden", "5")
    subscription = subscribe(ana, attach=["xlsx", "pdf"])
    with running() as post:
        MailSettings.objects.create(host="127.0.0.1", port=post.port, from_address="crm@acme.example")
        comes(subscription)
        beta = make_account(ana, "Beta & <Sons>", "500.50")
        comes(subscription)
        carrying.send_due()
        first, second = post.mails
    assert results(subscription) == ["sent", "sent"]
    assert (first["Subject"], second["Subject"]) == ("My accounts · Records 1", "My accounts · Records 2 ▲ 1")
    assert second["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert second["List-Unsubscribe"].startswith("<http://127.0.0.1:8000/unsubscribe/")
    text, page = part(second, "plain"), part(second, "html")
    assert "Sum of Annual revenue: ¥1,500.50 (▲ 50 %)" in text
    assert f'/accounts/{beta.pk}" style="color:#0958d9;text-decoration:none">Beta &amp; &lt;Sons&gt;</a>' in page
    assert "¥500.50" in page
    assert "Hidden" not in page + text
    sheet, paper = second.iter_attachments()
    assert paper.get_payload(decode=True)[:5] == b"%PDF-"  # type: ignore[index]
    day = timezone.localdate().isoformat()
    assert sheet.get_filename() == f"My accounts {day}.xlsx"
    book = CalamineWorkbook.from_filelike(io.BytesIO(sheet.get_payload(decode=True)))  # type: ignore[arg-type]
    heads, *rows = book.get_sheet_by_name("Accounts").to_python()
    assert heads == ["Name", "Annual revenue", "Created"]
    assert [row[:2] for row in rows] == [["Acme", 1000.0], ["Beta & <Sons>", 500.5]]
    assert isinstance(rows[0][2], datetime.datetime)
    assert book.get_sheet_by_name("Figures").to_python()[1:] == [
        ["Records", 2.0, ""], ["Sum of Annual revenue", 1500.5, "CNY"],
    ]  # fmt: skip


def test_it_speaks_the_language_of_its_reader_and_keeps_their_clock() -> None:
    bo = make_user("bo", language="zh-hans", time_zone="America/New_York")
    account = make_account(bo, "北京宏达", "1000")
    Account.objects.filter(pk=account.pk).update(created_at="2026-03-01T02:30:00Z")
    subscription = subscribe(bo, name="我的客户")
    comes(subscription)
    (notice,) = told(bo)
    assert notice.title == "我的客户 · 记录数 1"
    assert "2026-02-28 21:30" in notice.html


def test_nothing_is_told_twice_and_what_was_missed_is_told_once() -> None:
    ana = make_user("ana")
    subscription = subscribe(ana)
    comes(subscription, days=4)
    sending.tick()
    run = Run.objects.get(subscription=subscription)
    assert (results(subscription), len(told(ana)), len(run.missed)) == (["sent"], 1, 3)
    assert "It stands for 3 earlier times that could not be kept as well" in told(ana)[0].body
    assert subscription.next_at is not None
    assert subscription.next_at > timezone.now()


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_each_time_once() -> None:
    ana = make_user("ana")
    subscriptions = [subscribe(ana, name=f"No. {n}") for n in range(6)]
    Subscription.objects.update(next_at=timezone.now() - datetime.timedelta(seconds=1))
    for each in subscriptions:
        clock = timezone.localtime(Subscription.objects.get(pk=each.pk).next_at, datetime.UTC)
        first = clock.replace(tzinfo=None).isoformat(timespec="minutes")
        moment = clock.replace(second=0, microsecond=0)
        rule = {"rule": "FREQ=DAILY", "first": first, "zone": "UTC"}
        Subscription.objects.filter(pk=each.pk).update(recurrence=rule, next_at=moment)
    sending.plan_changed()
    start = threading.Barrier(2)

    def work() -> None:
        start.wait()
        try:
            sending.tick()
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _n in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    sending.tick()
    assert [results(each) for each in subscriptions] == [["sent"]] * 6
    assert len(told(ana)) == 6


def test_only_changes_are_told_where_that_is_asked() -> None:
    ana = make_user("ana")
    make_account(ana, "Acme")
    subscription = subscribe(ana, condition={"when": "changed"})
    comes(subscription)
    comes(subscription)
    make_account(ana, "Beta")
    comes(subscription)
    assert results(subscription) == ["sent", "nothing", "sent"]
    assert subscription.last_result == "sent"


def test_who_may_see_it_no_more_gets_nothing_and_both_are_told_once() -> None:
    boss, ana = make_user("boss"), make_user("ana")
    make_team(boss, ana)
    subscription = subscribe(ana, by=boss)
    Role.objects.update(grants={})
    setup.forget()
    comes(subscription)
    sending.tick()
    assert (results(subscription), subscription.status, subscription.problem) == (["stopped"], "paused", "not_allowed")
    for user in (ana, boss):
        (notice,) = told(user)
        assert notice.title == "Subscription paused: My accounts"
        assert "Ana is no longer allowed to see this" in notice.body


def test_who_left_gets_nothing_and_whoever_subscribed_them_is_told() -> None:
    boss, ana = make_user("boss"), make_user("ana")
    make_team(boss, ana)
    subscription = subscribe(ana, by=boss)
    User.objects.filter(pk=ana.pk).update(is_active=False)
    comes(subscription)
    assert (subscription.status, subscription.problem) == ("paused", "left")
    assert (told(ana), [n.title for n in told(boss)]) == ([], ["Subscription paused: My accounts"])


def test_without_the_right_to_export_the_file_is_left_out() -> None:
    ana = make_user("ana")
    Role.objects.update(grants={"*": {"read": "own"}})
    setup.forget()
    subscription = subscribe(ana, attach=["xlsx"])
    comes(subscription)
    assert (File.objects.count(), told(ana)[0].files) == (0, [])
    assert "Without the file: you may not export these records." in told(ana)[0].body


def test_what_fails_is_tried_again_and_then_told(monkeypatch: pytest.MonkeyPatch) -> None:
    ana = make_user("ana")

    def breaks(*_any: Any) -> Any:
        raise RuntimeError("the disk is full")

    source = sources.Source("shaky", "Shaky", lambda actor, given, now: _nothing(), dict, lambda actor: True)
    monkeypatch.setitem(sources._registry, "shaky", source)
    subscription = subscribe(ana, source="shaky", parameters={})
    monkeypatch.setitem(
        sources._registry, "shaky", sources.Source("shaky", "Shaky", breaks, dict, lambda actor: True)
    )  # fmt: skip
    comes(subscription)
    assert (results(subscription), told(ana)) == (["retrying"], [])
    for _n in range(5):
        try_again()
    assert results(subscription) == ["failed"]
    assert [n.title for n in told(ana)] == ["Subscription failed: My accounts"]
    monkeypatch.setitem(sources._registry, "shaky", source)
    comes(subscription)
    assert results(subscription) == ["failed", "sent"]


def _nothing() -> sources.Report:
    return sources.Report("Shaky", "http://crm.example/shaky", (), (), "none")


def test_it_ends_with_its_last_day_and_goes_on_when_taken_up_again() -> None:
    ana = make_user("ana")
    today = timezone.localdate()
    subscription = subscribe(ana, ends_on=(today + datetime.timedelta(days=1)).isoformat())
    act(ana, "pause", subscription)
    assert (subscription.status, subscription.next_at) == ("paused", None)
    act(ana, "resume", subscription)
    assert subscription.status == "active"
    assert subscription.next_at is not None
    Subscription.objects.filter(pk=subscription.pk).update(ends_on=today - datetime.timedelta(days=1))
    comes(subscription, days=2)
    assert (results(subscription), subscription.status, subscription.problem) == (["sent"], "ended", "over")


def test_one_subscribes_oneself_and_managers_their_people_to_what_they_may_see() -> None:
    boss, ana, cy = make_user("boss"), make_user("ana"), make_user("cy")
    make_team(boss, ana)
    with pytest.raises(Invalid, match="You may subscribe yourself and your own people"):
        subscribe(cy, by=boss)
    guest = make_user("guest", roles=[])
    with pytest.raises(Invalid, match="Guest: You may not see"):
        subscribe(guest, by=guest)
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"recurrence": {"rule": "FREQ=YEARLY;COUNT=1", "first": "2020-01-01T09:00", "zone": "UTC"}}, "never come"),
        ({"recurrence": {}}, "Say when it is to come"),
        ({"parameters": {"object": "nothing"}}, "There is no object of this name"),
        ({"parameters": {"object": "account", "filter": {"field": "nothing", "is": 1}}}, "has no field"),
        ({"source": "nothing"}, "There is nothing of this kind"),
        ({"condition": {"when": "sometimes"}}, "Enter one of"),
    ]
    for values, said in wrong:
        with pytest.raises(Invalid, match=said):
            subscribe(ana, **values)
    assert Subscription.objects.count() == 0
    assert subscribe(ana, by=boss).created_by == boss


def test_a_changed_time_counts_at_once_by_whatever_way_it_was_changed() -> None:
    ana = make_user("ana")
    subscription = subscribe(ana)
    later = {**EVERY_DAY, "rule": "FREQ=YEARLY", "first": "2020-12-31T09:00"}
    records.update(subscription, {"recurrence": later}, actor=Actor.of_user(ana))
    assert subscription.next_at is not None
    assert (subscription.next_at.month, subscription.next_at.day) == (12, 31)
    Subscription.objects.filter(pk=subscription.pk).update(recurrence=EVERY_DAY)
    sending.tick()
    subscription.refresh_from_db()
    assert subscription.next_at is not None
    assert subscription.next_at - timezone.now() <= datetime.timedelta(days=1)


def test_the_files_of_a_trial_are_deleted_after_a_day(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    ana = make_user("ana")
    make_account(ana, "Acme", "1000")
    wanted = Subscription(
        name="Trial", source="list", parameters={"object": "account"}, attach=["xlsx", "pdf"], channels=["email"]
    )
    sending.send_now(wanted, ana)
    files = list(File.objects.filter(owner=ana).order_by("pk"))
    assert [file.name.rpartition(".")[2] for file in files] == ["xlsx", "pdf"]
    job = ProcrastinateJob.objects.get(task_name="magpie.forget_trial_files")
    assert job.args == {"files": [file.pk for file in files]}
    assert abs(job.scheduled_at - timezone.now() - datetime.timedelta(days=1)) < datetime.timedelta(minutes=1)
    assert keeping.forget_trial(**job.args) == 2
    assert not File.objects.exists()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert keeping.forget_trial(**job.args) == 0
