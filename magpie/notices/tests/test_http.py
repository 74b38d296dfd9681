"""Who may see and do what: a notice is its recipient's, the ledger its sender's, the mail server for administrators."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from magpie.notices import carrying, seal
from magpie.notices.models import Channel, Delivery, MailSettings, Notice
from magpie.notices.tell import tell
from magpie.notices.tests.conftest import make_user
from magpie.notices.tests.receiver import receiving
from magpie.notices.tests.smtp_server import MailServer
from magpie.platform import objects, records
from magpie.platform.actor import SYSTEM
from magpie.platform.http.auth import create_token
from magpie.platform.models import User

pytestmark = pytest.mark.django_db(transaction=True)

LEAD: Any = objects.get("lead").model
SERVER = {"host": "127.0.0.1", "port": 2525, "security": "none", "username": "crm", "password": "geheim"}


class Api:
    def __init__(self, user: User) -> None:
        self.client, self.headers = Client(), {"Authorization": f"Bearer {create_token(user)}"}

    def get(self, path: str, status: int = 200) -> Any:
        return self._read(self.client.get(f"/api{path}", headers=self.headers), status)

    def post(self, path: str, body: Any = None, status: int = 200) -> Any:
        sent = self.client.post(f"/api{path}", body or {}, content_type="application/json", headers=self.headers)
        return self._read(sent, status)

    def put(self, path: str, body: Any, status: int = 200) -> Any:
        sent = self.client.put(f"/api{path}", body, content_type="application/json", headers=self.headers)
        return self._read(sent, status)

    @staticmethod
    def _read(response: Any, status: int) -> Any:
        assert response.status_code == status, response.content
        return response.json()


def test_a_notice_is_seen_and_read_by_its_recipient_only(ana: User, bo: User, root: User) -> None:
    first = tell(ana, kind="workflow", title="One", body="Body", sender=bo, urgent=True)
    second = tell(ana, kind="workflow", title="Two")
    page = Api(ana).get("/notices")
    assert ([n["title"] for n in page["items"]], page["next"], page["unread"]) == (["Two", "One"], None, 2)
    shown = page["items"][1]
    assert (shown["body"], shown["urgent"], shown["sender"]) == ("Body", True, {"id": bo.pk, "title": "Bo"})
    assert [(d["channel"], d["status"]) for d in shown["deliveries"]] == [("popup", "sent"), ("email", "kept")]
    for other in (bo, root):
        found = Api(other).get("/notices")
        assert (found["items"], found["next"], found["unread"]) == ([], None, 0)
        Api(other).post(f"/notices/{first.pk}/read", status=404)
        Api(other).post(f"/notices/{first.pk}/shown", status=404)
        assert Api(other).post("/notices/read-all") == {"unread": 0}
    assert Notice.objects.filter(read_at=None).count() == 2
    assert Api(ana).post(f"/notices/{first.pk}/read") == {"unread": 1}
    assert [n["title"] for n in Api(ana).get("/notices?state=unread")["items"]] == ["Two"]
    assert Api(ana).get("/me")["unread_notices"] == 1
    assert Api(ana).post("/notices/read-all") == {"unread": 0}
    popup = second.deliveries.get(channel="popup")
    assert (popup.status, popup.delivered_at is not None, popup.read_at is not None) == ("delivered", True, True)


def test_the_pages_of_notices_follow_one_another(ana: User) -> None:
    for number in range(5):
        tell(ana, kind="workflow", title=str(number))
    first = Api(ana).get("/notices?limit=2")
    second = Api(ana).get(f"/notices?limit=2&before={first['next']}")
    third = Api(ana).get(f"/notices?limit=2&before={second['next']}")
    assert [[n["title"] for n in page["items"]] for page in (first, second, third)] == [["4", "3"], ["2", "1"], ["0"]]
    assert third["next"] is None


def test_a_page_that_shows_the_popup_has_it_delivered(ana: User) -> None:
    notice = tell(ana, kind="workflow", title="Pop", channels=("popup",))
    assert notice.deliveries.get().status == "sent"
    assert Api(ana).post(f"/notices/{notice.pk}/shown") == {"unread": 1}
    assert notice.deliveries.get().status == "delivered"


def test_the_ledger_shows_all_to_administrators_and_to_others_what_they_caused(ana: User, bo: User, root: User) -> None:
    tell(bo, kind="workflow", title="From Ana", sender=ana, channels=("email",))
    tell(ana, kind="workflow", title="From nobody", channels=("popup",))

    def titles(user: User, query: str = "") -> list[str]:
        return [d["notice"]["title"] for d in Api(user).get(f"/notices/ledger{query}")["items"]]

    assert titles(root) == ["From nobody", "From Ana"]
    assert titles(root, "?channel=email") == titles(root, "?status=kept") == ["From Ana"]
    assert titles(ana) == ["From Ana"]
    assert titles(bo) == []
    entry = Api(ana).get("/notices/ledger")["items"][0]
    assert (entry["recipient"], entry["address"], entry["status"]) == (
        {"id": bo.pk, "title": "Bo"}, "bo@example.com", "kept",
    )  # fmt: skip


def test_a_failed_mail_is_sent_again_on_request_of_who_caused_it(
    ana: User, bo: User, root: User, post: MailServer
) -> None:
    post.answers["bo@example.com"] = "550 no such box"
    notice = tell(bo, kind="workflow", title="To Bo", channels=("email",), sender=ana)
    carrying.send_due()
    failed = notice.deliveries.get(channel="email")
    Api(bo).post(f"/notices/deliveries/{failed.pk}/retry", status=404)
    bo.email = "bo.li@example.com"
    bo.save()
    answered = Api(ana).post(f"/notices/deliveries/{failed.pk}/retry")
    assert (answered["status"], answered["address"], answered["error"]) == ("queued", "bo.li@example.com", "")
    carrying.send_due()
    assert [(m["Message-ID"], m["To"]) for m in post.mails] == [(failed.message_id, "Bo <bo.li@example.com>")]
    Api(root).post(f"/notices/deliveries/{failed.pk}/retry", status=409)
    assert len(post.mails) == 1


def test_kept_mails_are_sent_only_when_asked_for(ana: User, root: User) -> None:
    notice = tell(ana, kind="workflow", title="Kept", channels=("email",))
    kept = notice.deliveries.get()
    refused = Api(root).post(f"/notices/deliveries/{kept.pk}/retry", status=409)
    assert refused["detail"] == "No mail server is set."
    MailSettings.objects.create(host="127.0.0.1", port=1)
    assert Api(root).post(f"/notices/deliveries/{kept.pk}/retry")["status"] == "queued"


def test_only_administrators_see_and_change_the_mail_server_and_nobody_sees_its_password(ana: User, root: User) -> None:
    for user in (ana,):
        Api(user).get("/settings/mail", status=403)
        Api(user).put("/settings/mail", SERVER, status=403)
        Api(user).post("/settings/mail/test", {"to": "x@example.com"}, status=403)
    assert not MailSettings.objects.exists()
    assert Api(root).get("/settings/mail")["source"] == "none"
    shown = Api(root).put("/settings/mail", {**SERVER, "from_address": "crm@acme.example"})
    assert shown == {
        "host": "127.0.0.1", "port": 2525, "security": "none", "username": "crm", "has_password": True,
        "from_address": "crm@acme.example", "from_name": "Magpie", "source": "settings",
    }  # fmt: skip
    row = MailSettings.objects.get()
    assert "geheim" not in row.password
    assert seal.unseal(row.password) == "geheim"
    without = {name: value for name, value in SERVER.items() if name != "password"}
    assert Api(root).put("/settings/mail", {**without, "port": 26})["has_password"] is True
    assert Api(root).put("/settings/mail", {**SERVER, "password": ""})["has_password"] is False


def test_settings_that_do_not_fit_are_refused_and_change_nothing(root: User) -> None:
    for wrong in (
        {"port": 0},
        {"security": "maybe"},
        {"host": "a b"},
        {"from_address": "nobody"},
        {"from_name": "a\nb"},
    ):
        Api(root).put("/settings/mail", {**SERVER, **wrong}, status=422)
    assert not MailSettings.objects.exists()


def test_settings_of_the_environment_are_shown_and_cannot_be_changed(
    root: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAGPIE_SMTP_HOST", "mail.acme.example")
    monkeypatch.setenv("MAGPIE_SMTP_PORT", "465")
    monkeypatch.setenv("MAGPIE_SMTP_PASSWORD", "geheim")
    monkeypatch.setenv("MAGPIE_MAIL_FROM", "crm@acme.example")
    assert Api(root).get("/settings/mail") == {
        "host": "mail.acme.example", "port": 465, "security": "tls", "username": "", "has_password": True,
        "from_address": "crm@acme.example", "from_name": "Magpie", "source": "environment",
    }  # fmt: skip
    Api(root).put("/settings/mail", SERVER, status=409)
    assert not MailSettings.objects.exists()


def test_a_trial_mail_goes_out_at_once_or_says_what_the_server_said(root: User, post: MailServer) -> None:
    assert Api(root).post("/settings/mail/test", {"to": "try@example.com"})["sent"] is True
    assert (post.recipients, post.subjects()) == (["try@example.com"], ["A trial mail from Magpie"])
    post.answers["no@example.com"] = "550 not here"
    refused = Api(root).post("/settings/mail/test", {"to": "no@example.com"}, status=409)
    assert refused["detail"] == "The mail could not be sent: 550 not here"
    Api(root).post("/settings/mail/test", {"to": "nonsense"}, status=422)


def test_channels_tell_everybody_the_state_and_administrators_the_reason(
    ana: User, root: User, post: MailServer
) -> None:
    assert [(c["channel"], c["status"]) for c in Api(ana).get("/channels")] == [("email", "ok"), ("popup", "ok")]
    post.stop()
    tell(ana, kind="workflow", title="Waits", channels=("email",))
    carrying.send_due()
    seen, known = Api(ana).get("/channels")[0], Api(root).get("/channels")[0]
    assert (seen["status"], seen["queued"], seen["last_error"]) == ("down", 1, "")
    assert known["last_error"] == Channel.objects.get().last_error != ""
    MailSettings.objects.all().delete()
    assert Api(ana).get("/channels")[0]["status"] == "outbox"


def test_the_outbox_is_open_to_all_in_the_demo_without_a_server_and_else_to_administrators(
    ana: User, root: User, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    tell(make_user("bo"), kind="workflow", title="For Bo", body="Hello Bo", channels=("email",))
    Api(ana).get("/outbox", status=403)
    assert [m["subject"] for m in Api(root).get("/outbox")["items"]] == ["For Bo"]
    (tmp_path / "demo").write_text("loaded\n")
    page = Api(ana).get("/outbox")
    assert page["note"] == "No mail server is set, so mails are kept here and not sent."
    mail = page["items"][0]
    assert (mail["to"], mail["subject"], mail["text"].splitlines()[0]) == ("bo@example.com", "For Bo", "Hello Bo")
    MailSettings.objects.create(host="127.0.0.1", port=1)
    Api(ana).get("/outbox", status=403)
    assert len(Api(root).get("/outbox")["items"]) == 1


def test_everybody_chooses_channels_for_themselves(ana: User, bo: User) -> None:
    rows = Api(ana).put("/notices/preferences", {"kind": "workflow", "channels": ["popup"]})
    assert {"kind": "workflow", "label": "Messages of workflows", "channels": ["popup"]} in rows
    Api(ana).put("/notices/preferences", {"kind": "workflow", "channels": ["pigeon"]}, status=422)
    for person in (ana, bo):
        tell(person, kind="workflow", title="Hello")
    assert list(Delivery.objects.order_by("id").values_list("notice__recipient__username", "channel")) == [
        ("ana", "popup"), ("bo", "popup"), ("bo", "email"),
    ]  # fmt: skip
    urgent = tell(ana, kind="workflow", title="Now", urgent=True)
    assert urgent.deliveries.count() == 2


def test_nothing_is_told_to_who_is_not_signed_in() -> None:
    for path in ("/notices", "/notices/ledger", "/notices/preferences", "/channels", "/outbox", "/settings/mail"):
        assert Client().get(f"/api{path}").status_code == 401


def test_the_timeline_of_a_record_says_who_was_told_and_how_it_went() -> None:
    root = make_user("root", language="en", is_administrator=True)
    lead = records.create(LEAD, {"name": "Acme"}, actor=SYSTEM)
    tell(root, kind="workflow", title="Please call", link=("lead", lead.pk), channels=("popup",))
    items = Api(root).get(f"/leads/{lead.pk}/timeline")["items"]
    assert [(i["kind"], i["title"]) for i in items] == [("notice", "Told Root: Please call"), ("event", "Created")]
    assert items[0]["text"].endswith(str(Delivery.objects.get().get_status_display()))


def test_people_follow_records_that_they_may_read(ana: User, root: User) -> None:
    lead = records.create(LEAD, {"name": "Li Lei"}, actor=SYSTEM)
    path = f"/leads/{lead.pk}"
    assert Api(root).post(f"{path}/follow") == {"items": [{"id": root.pk, "title": "Root"}], "follows": True}
    assert Api(root).post(f"{path}/follow")["items"] == [{"id": root.pk, "title": "Root"}]
    Api(ana).post(f"{path}/follow", status=404)
    Api(ana).get(f"{path}/followers", status=404)
    assert Api(root).get(f"{path}/followers")["follows"] is True
    assert Api(root).post(f"{path}/unfollow") == {"items": [], "follows": False}


def test_administrators_set_up_channels_and_nobody_reads_their_secrets(ana: User, root: User) -> None:
    given = {
        "driver": "aliyun",
        "values": {"key_id": "id", "key_secret": "geheim", "sign_name": "喜鹊", "template": "T"},
    }
    Api(ana).get("/settings/channels", status=403)
    Api(ana).put("/settings/channels/sms", given, status=403)
    Api(ana).post("/settings/channels/sms/test", {}, status=403)
    Api(ana).get("/settings/fallbacks", status=403)
    assert [row["channel"] for row in Api(root).get("/settings/channels")] == ["sms", "wecom", "dingtalk", "feishu"]
    shown = Api(root).put("/settings/channels/sms", given)
    assert (shown["driver"], shown["is_on"], shown["status"]) == ("aliyun", True, "ok")
    assert "geheim" not in str(shown)
    chosen = next(driver for driver in shown["drivers"] if driver["name"] == "aliyun")
    settings = {s["name"]: (s["value"], s["is_kept"]) for s in chosen["settings"]}
    assert (settings["key_id"], settings["key_secret"]) == (("id", False), (None, True))
    wrong = Api(root).put("/settings/channels/sms", {"driver": "twilio", "values": {"account": "x"}}, status=422)
    assert set(wrong["fields"]) == {"token", "sender"}
    assert [c["channel"] for c in Api(ana).get("/channels")] == ["email", "popup", "sms"]


def test_rules_for_what_waits_are_the_usual_ones_until_they_are_changed(root: User) -> None:
    usual = Api(root).get("/settings/fallbacks")["rules"]
    assert {"from_channel": "email", "to_channel": "sms", "after_minutes": 5, "urgent_only": True} in usual
    mine = [{"from_channel": "email", "to_channel": "popup", "after_minutes": 1, "urgent_only": False}]
    assert Api(root).put("/settings/fallbacks", {"rules": mine})["rules"] == mine
    assert Api(root).put("/settings/fallbacks", {"rules": []})["rules"] == []
    itself = [{"from_channel": "sms", "to_channel": "sms", "after_minutes": 1}]
    Api(root).put("/settings/fallbacks", {"rules": itself}, status=422)


def test_a_trial_message_says_what_the_other_side_answers(root: User, monkeypatch: pytest.MonkeyPatch) -> None:
    with receiving(monkeypatch) as service:
        Api(root).put("/settings/channels/sms", {"driver": "webhook", "values": {"address": service.url}})
        Api(root).post("/settings/channels/sms/test", {}, status=422)  # Root has no mobile number
        assert Api(root).post("/settings/channels/sms/test", {"to": "13800138000"})["sent"] is True
        service.answer = (400, {"why": "no credit"})
        refused = Api(root).post("/settings/channels/sms/test", {"to": "13800138000"}, status=409)
        assert "no credit" in refused["detail"]
        Api(root).post("/settings/channels/wecom/test", {}, status=409)


def test_the_ledger_shows_each_try_and_which_other_way_was_taken(root: User, ana: User, post: MailServer) -> None:
    post.answers["ana@example.com"] = "450 later"
    lead = records.create(LEAD, {"name": "Acme"}, actor=SYSTEM)
    tell(ana, kind="workflow", title="To Ana", link=lead, channels=("email",))
    tell(root, kind="workflow", title="Not this", channels=("popup",))
    carrying.send_due()
    post.answers["ana@example.com"] = "550 no such box"
    Delivery.objects.update(next_attempt_at="2026-01-01T00:00Z")
    Channel.objects.update(state="ok")
    carrying.send_due()
    popup, email = Api(root).get(f"/notices/ledger?person={ana.pk}&object=lead&record={lead.pk}")["items"]
    assert [(t["outcome"], t["detail"]) for t in email["tries"]] == [
        ("deferred", "450 later"), ("refused", "550 no such box"),
    ]  # fmt: skip
    assert (email["went_by"], popup["instead_of"]) == (["popup"], "email")
    assert Api(root).get(f"/notices/ledger?person={ana.pk}&kind=mention")["items"] == []


def test_who_may_read_a_record_sees_who_was_told_but_not_what(root: User, ana: User, bo: User) -> None:
    lead = records.create(LEAD, {"name": "Acme", "owner": bo.pk}, actor=SYSTEM)
    tell(ana, kind="workflow", title="A secret about Acme", link=lead, sender=root, channels=("popup",))
    path = f"/notices/told?object=lead&record={lead.pk}"
    assert [(row["title"], row["recipient"]["title"]) for row in Api(root).get(path)] == [
        ("A secret about Acme", "Ana")
    ]
    Api(bo).get(path, status=404)  # no role lets Bo read leads
    Api(root).get("/notices/told?object=nothing&record=1", status=404)
