"""Browsers that are told through their makers' services: a real one on this machine checks and opens what it gets."""

from __future__ import annotations

import base64
import datetime
import hashlib
import hmac
import json
import time
from collections.abc import Callable, Iterator
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.contrib.sessions.models import Session
from django.test import Client

from magpie.notices import browsers, matters, snoozing
from magpie.notices.browsers import Browser, PushKeys
from magpie.notices.carrying import send_due
from magpie.notices.channels import sealing
from magpie.notices.matters import Press
from magpie.notices.models import Attempt, Delivery, Notice, Preference
from magpie.notices.tell import tell
from magpie.notices.tests.conftest import make_user
from magpie.notices.tests.receiver import Receiver, receiving
from magpie.platform import records
from magpie.platform.actor import SYSTEM
from magpie.platform.http.auth import create_token
from magpie.platform.models import User

pytestmark = pytest.mark.django_db


class UserAgent:
    """What a browser has to itself: its keys, and how it opens what comes (RFC 8188, written out)."""

    def __init__(self, endpoint: str) -> None:
        self.endpoint, self.secret = endpoint, b"sixteen secret b"
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.public = browsers.point(self.private.public_key())

    def subscription(self, **values: str) -> dict[str, str]:
        return {
            "endpoint": self.endpoint,
            "p256dh": _b64(self.public),
            "auth": _b64(self.secret),
            "name": "Chrome",
            **values,
        }

    def read(self, content: bytes) -> dict[str, Any]:
        salt, length, theirs = content[:16], content[20], content[21 : 21 + content[20]]
        assert int.from_bytes(content[16:20], "big") == 4096
        other = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs)
        shared = self.private.exchange(ec.ECDH(), other)
        key = _hmac(_hmac(self.secret, shared), b"WebPush: info\x00" + self.public + theirs + b"\x01")
        pseudo = _hmac(salt, key)
        content_key = _hmac(pseudo, b"Content-Encoding: aes128gcm\x00\x01")[:16]
        nonce = _hmac(pseudo, b"Content-Encoding: nonce\x00\x01")[:12]
        plain = AESGCM(content_key).decrypt(nonce, content[21 + length :], None)
        assert plain[-1:] == b"\x02"
        said: dict[str, Any] = json.loads(plain[:-1])
        return said


def _hmac(key: bytes, data: bytes) -> bytes:
    return hmac.new(key, data, hashlib.sha256).digest()


def _b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    with receiving(monkeypatch) as receiver:
        receiver.answer = (201, {})
        yield receiver


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def turn_on(client: Client, agent: UserAgent, **values: str) -> dict[str, Any]:
    said = client.put("/api/notices/browsers", agent.subscription(**values), content_type="application/json")
    assert said.status_code == 200, said.content
    found: dict[str, Any] = said.json()
    return found


def test_the_example_of_the_standard_is_encrypted_as_it_says() -> None:
    own = ec.derive_private_key(
        int.from_bytes(browsers.decode("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw"), "big"), ec.SECP256R1()
    )
    said = sealing.encrypt(
        b"When I grow up, I want to be a watermelon",
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        "BTBZMqHH6r4Tts7J_aSIgg",
        own=own,
        salt=browsers.decode("DGv6ra1nlYgDCS1FRnbzlw"),
    )
    assert _b64(said) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A"
        "_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexSgSxsj_Qulcy4a-fN"
    )


def test_a_browser_is_told_what_only_it_can_read_by_whom_its_service_can_know(bo: User, service: Receiver) -> None:
    agent = UserAgent(f"{service.url}/wp/bo")
    shown = turn_on(signed_in(bo), agent, name="Edge, Windows")
    told = tell(
        bo, kind="workflow", title={"en": "Hello", "zh-hans": "合同到期"}, body="王总", link="/tasks", urgent=True
    )
    assert sorted(told.deliveries.values_list("channel", flat=True)) == ["email", "popup", "push"]
    send_due(name="push")
    delivery = told.deliveries.get(channel="push")
    assert (delivery.status, delivery.address) == ("sent", "Edge, Windows")
    [asked] = service.asked
    headers = asked["headers"]
    assert (asked["method"], asked["path"], headers["content-encoding"]) == ("POST", "/wp/bo", "aes128gcm")
    assert (headers["ttl"], headers["urgency"], headers["topic"]) == ("259200", "high", f"notice{told.pk}")
    said = agent.read(asked["content"])
    assert (said["title"], said["body"], said["url"], said["notice"], said["round"], said["language"]) == (
        "合同到期", "王总", "/tasks", told.pk, 1, "zh-hans",
    )  # fmt: skip
    scheme, token, key = headers["authorization"].replace(",", "").split()
    assert (scheme, key) == ("vapid", f"k={shown['public_key']}")
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), browsers.decode(key[2:]))
    claims = jwt.decode(token[2:], public, algorithms=["ES256"], audience=service.url)
    assert claims["sub"].startswith("mailto:")
    assert 0 < claims["exp"] - time.time() <= 24 * 3600
    assert Browser.objects.get().used_at is not None


def test_the_keys_are_made_once_and_sealed_and_anew_with_another_secret_key(
    ana: User, service: Receiver, settings: Any
) -> None:
    first = browsers.keys()
    row = PushKeys.objects.get()
    number = first.private.private_numbers().private_value
    assert _b64(number.to_bytes(32, "big")) not in row.private
    assert (browsers.keys().public, browsers.keys().private.private_numbers().private_value) == (first.public, number)
    turn_on(signed_in(ana), UserAgent(f"{service.url}/a"))
    settings.SECRET_KEY = "another one"
    assert browsers.keys().public != first.public
    assert not Browser.objects.exists()


def test_a_browser_that_its_service_no_longer_knows_is_forgotten_and_the_notice_is_shown(
    ana: User, service: Receiver
) -> None:
    turn_on(signed_in(ana), UserAgent(f"{service.url}/a"))
    told = tell(ana, kind="workflow", title="Hello", channels=["push"])
    service.answer = (410, {})
    send_due(name="push")
    assert not Browser.objects.exists()
    assert sorted(told.deliveries.values_list("channel", "status")) == [("popup", "sent"), ("push", "failed")]


def test_one_browser_that_works_is_enough_and_one_service_in_trouble_is_tried_again(
    ana: User, service: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = signed_in(ana)
    turn_on(client, UserAgent(f"{service.url}/a"), name="Chrome")
    told = tell(ana, kind="workflow", title="Hello", channels=["push"])
    service.answer = (503, {})
    send_due(name="push")
    delivery = told.deliveries.get(channel="push")
    assert delivery.status == "retrying"
    assert delivery.error.startswith("Chrome: 503")
    assert list(Attempt.objects.values_list("outcome", flat=True)) == ["deferred"]
    service.answer = (201, {})
    other = UserAgent("http://127.0.0.1:9/x").subscription(name="Edge")
    browsers.keep(ana, **other, session=Browser.objects.get().session)
    Delivery.objects.filter(pk=delivery.pk).update(next_attempt_at=datetime.datetime.now(datetime.UTC))
    send_due(name="push")
    delivery.refresh_from_db()
    assert delivery.status == "sent"
    assert [browser.name for browser in Browser.objects.all()] == ["Chrome"]  # http to elsewhere is no push service


def test_who_has_no_browser_is_told_otherwise_and_the_ledger_says_why(ana: User, bo: User, service: Receiver) -> None:
    turn_on(signed_in(bo), UserAgent(f"{service.url}/b"))
    usual = tell(ana, kind="workflow", title="x").deliveries
    assert sorted(usual.values_list("channel", flat=True)) == ["email", "popup"]
    told = tell(ana, kind="workflow", title="By the ladder", channels=["popup", "push"], urgent=True)
    push = told.deliveries.get(channel="push")
    assert (push.status, push.error) == ("failed", "Ana has turned on Magpie in no browser.")
    assert Notice.objects.filter(kind="delivery.failed").count() == 0


def test_turning_on_adds_the_browser_to_what_was_chosen_and_it_can_be_taken_away_again(
    ana: User, service: Receiver
) -> None:
    Preference.objects.create(user=ana, kind="workflow", channels=["popup"])
    Preference.objects.create(user=ana, kind="reminder", channels=["email"])
    client = signed_in(ana)
    turn_on(client, UserAgent(f"{service.url}/a"))
    chosen = {row["kind"]: row["channels"] for row in client.get("/api/notices/preferences").json()}
    assert (chosen["workflow"], chosen["reminder"]) == (["popup", "push"], ["email"])
    assert (chosen["mention"], chosen["urgent"]) == (["popup", "email", "push"], ["popup", "email", "push"])
    client.put("/api/notices/preferences", {"kind": "*", "channels": ["popup"]}, content_type="application/json")
    assert list(tell(ana, kind="mention", title="x").deliveries.values_list("channel", flat=True)) == ["popup"]


def test_signing_out_ends_the_browser_and_nobody_sees_those_of_others(ana: User, bo: User, service: Receiver) -> None:
    here, elsewhere = signed_in(ana), signed_in(ana)
    turn_on(here, UserAgent(f"{service.url}/here"), name="Chrome")
    shown = turn_on(elsewhere, UserAgent(f"{service.url}/elsewhere"), name="Edge")
    assert [(row["name"], row["is_here"]) for row in shown["items"]] == [("Edge", True), ("Chrome", False)]
    assert signed_in(bo).get("/api/notices/browsers").json()["items"] == []
    assert signed_in(bo).delete(f"/api/notices/browsers/{shown['items'][0]['id']}").status_code == 404
    here.delete("/_allauth/browser/v1/auth/session")
    assert [row["name"] for row in elsewhere.get("/api/notices/browsers").json()["items"]] == ["Edge"]
    assert elsewhere.delete(f"/api/notices/browsers/{shown['items'][0]['id']}").json()["items"] == []


def _signs_out(user: User, client: Client) -> None:
    client.delete("/_allauth/browser/v1/auth/session")


def _runs_out(user: User, client: Client) -> None:
    Session.objects.update(expire_date=datetime.datetime.now(datetime.UTC) - datetime.timedelta(seconds=1))


def _is_revoked(user: User, client: Client) -> None:
    Session.objects.all().delete()


def _changes_own_password(user: User, client: Client) -> None:
    values = {"current_password": "secret words", "new_password": "quite other words"}
    said = client.post("/_allauth/browser/v1/account/password/change", values, content_type="application/json")
    assert said.status_code == 200, said.content


def _gets_another_password(user: User, client: Client) -> None:
    root = make_user("root", is_administrator=True)
    body = {"password": "quite other words"}
    path = f"/api/users/{user.pk}/actions/set-password"
    said = signed_in(root).post(path, body, content_type="application/json")
    assert said.status_code == 200, said.content


def _is_deactivated(user: User, client: Client) -> None:
    records.update(user, {"is_active": False}, actor=SYSTEM)


def _signs_in_as_somebody_else(user: User, client: Client) -> None:
    client.force_login(make_user("other"))


@pytest.mark.parametrize(
    "ends",
    [
        _signs_out, _runs_out, _is_revoked, _changes_own_password, _gets_another_password, _is_deactivated,
        _signs_in_as_somebody_else,
    ],
)  # fmt: skip
def test_a_browser_is_told_nothing_more_when_its_session_has_ended(
    service: Receiver, ends: Callable[[User, Client], None]
) -> None:
    user = make_user("leaver")
    client = signed_in(user)
    turn_on(client, UserAgent(f"{service.url}/a"))
    waiting = tell(user, kind="workflow", title="Salaries", channels=["push"])
    assert browsers.people_with_any({user.pk}) == {user.pk}
    ends(user, client)
    assert browsers.people_with_any({user.pk}) == set()
    send_due(name="push")
    assert service.asked == []
    assert waiting.deliveries.get(channel="push").status in ("failed", "withdrawn")
    browsers.forget_ended()
    assert not Browser.objects.exists()


def test_a_browser_of_a_session_that_lasts_is_kept_when_another_ends(ana: User, service: Receiver) -> None:
    here, elsewhere = signed_in(ana), signed_in(ana)
    turn_on(here, UserAgent(f"{service.url}/here"), name="Chrome")
    turn_on(elsewhere, UserAgent(f"{service.url}/elsewhere"), name="Edge")
    Session.objects.filter(session_key=here.session.session_key).delete()
    tell(ana, kind="workflow", title="Hello", channels=["push"])
    send_due(name="push")
    assert [asked["path"] for asked in service.asked] == ["/elsewhere"]
    assert [browser.name for browser in Browser.objects.all()] == ["Edge"]


def test_a_program_with_a_token_turns_on_no_browser(ana: User, service: Receiver) -> None:
    said = Client().put(
        "/api/notices/browsers", UserAgent(f"{service.url}/a").subscription(), content_type="application/json",
        headers={"Authorization": f"Bearer {create_token(ana)}"},
    )  # fmt: skip
    assert (said.status_code, said.json()["detail"]) == (409, "Only people have browsers.")
    assert not Browser.objects.exists()


def test_somebody_else_who_signs_in_there_takes_the_browser_over(ana: User, bo: User, service: Receiver) -> None:
    agent = UserAgent(f"{service.url}/shared")
    turn_on(signed_in(ana), agent)
    turn_on(signed_in(bo), agent)
    assert [row.user for row in Browser.objects.all()] == [bo]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"endpoint": "http://10.0.0.1/x"}, "endpoint"),
        ({"endpoint": "ftp://push.example/x"}, "endpoint"),
        ({"p256dh": "short"}, "p256dh"),
        ({"auth": "*"}, "auth"),
    ],
)
def test_what_is_no_subscription_is_refused_by_its_field(
    ana: User, service: Receiver, wrong: dict[str, str], field: str
) -> None:
    body = UserAgent(f"{service.url}/a").subscription(**wrong)
    said = signed_in(ana).put("/api/notices/browsers", body, content_type="application/json")
    assert (said.status_code, list(said.json()["fields"])) == (422, [field])
    assert not Browser.objects.exists()


def test_a_button_in_the_browser_answers_for_its_person_without_signing_in_and_once(
    bo: User, service: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[int] = []

    def settle(notice: Notice) -> None:
        done.append(notice.pk)
        matters.settle([notice.matter], "confirmed", notice.recipient)

    monkeypatch.setitem(matters.presses, "trial", {"done": Press("完成", settle), "later": Press("稍后", settle)})
    agent = UserAgent(f"{service.url}/b")
    turn_on(signed_in(bo), agent)
    notice = tell(bo, kind="workflow", title="x", matter="trial:7", channels=["push"])
    send_due(name="push")
    said = agent.read(service.asked[0]["content"])
    assert [(button["action"], button["title"]) for button in said["buttons"]] == [("done", "完成"), ("later", "稍后")]
    press = {"token": said["buttons"][0]["token"]}
    first = Client().post("/api/notices/press", press, content_type="application/json")
    again = Client().post("/api/notices/press", press, content_type="application/json")
    assert (first.status_code, first.json()["said"], again.json()["said"]) == (200, "完成。", "已经答复过了。")
    assert done == [notice.pk]
    bad = Client().post("/api/notices/press", {"token": press["token"][:-2]}, content_type="application/json")
    assert bad.status_code == 404


def test_opening_it_in_the_browser_marks_it_as_read(ana: User) -> None:
    notice = tell(ana, kind="workflow", title="x")
    body = {"token": matters.token(notice, matters.READ)}
    assert Client().post("/api/notices/press", body, content_type="application/json").status_code == 200
    notice.refresh_from_db()
    assert notice.read_at is not None


def test_a_trial_says_what_the_services_answer(ana: User, service: Receiver) -> None:
    client, agent = signed_in(ana), UserAgent(f"{service.url}/a")
    refused = client.post("/api/notices/browser-trial")
    assert refused.status_code == 409
    turn_on(client, agent)
    assert client.post("/api/notices/browser-trial").json()["sent"] is True
    assert agent.read(service.asked[0]["content"])["title"] == "A trial message from Magpie"


def test_a_snoozed_notice_that_comes_back_tells_the_browser_again(ana: User, service: Receiver) -> None:
    turn_on(signed_in(ana), UserAgent(f"{service.url}/a"))
    notice = tell(ana, kind="workflow", title="x")
    send_due(name="push")
    now = datetime.datetime.now(datetime.UTC)
    snoozing.snooze(notice, now + datetime.timedelta(hours=1))
    assert snoozing.wake_due(now + datetime.timedelta(hours=1)) == 1
    send_due(name="push")
    assert len(service.asked) == 2


def test_very_many_browsers_of_one_person_drop_the_oldest(db: None, service: Receiver) -> None:
    user = make_user("many")
    for number in range(browsers.MOST_OF_A_PERSON + 1):
        values = UserAgent(f"{service.url}/{number}").subscription()
        browsers.keep(user, **values, session="")
    assert Browser.objects.filter(user=user).count() == browsers.MOST_OF_A_PERSON
    assert not Browser.objects.filter(endpoint=f"{service.url}/0").exists()
