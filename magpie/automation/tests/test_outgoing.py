"""Requests to other programs: answers, secrets that nobody sees, and addresses that must not be reached."""

from __future__ import annotations

import http.server
import ipaddress
import json
import socket
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from magpie.automation import secrets
from magpie.automation.outgoing import OutgoingSettings
from magpie.automation.secrets import HIDDEN, Marks, Opened, Secret
from magpie.platform import actions, texts
from magpie.platform.actor import Actor
from magpie.platform.outgoing import Unreachable, is_named, is_public
from magpie.platform.problems import Refused

WORKFLOW = Actor("workflow", None, 7, 1)
KEY = "7:ask:"


class Partner(http.server.BaseHTTPRequestHandler):
    """Another program: remembers what it was asked, answers by path."""

    asked: list[dict[str, Any]] = []
    answers: dict[str, tuple[int, dict[str, str], bytes]] = {}

    def _answer(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length).decode()
        self.asked.append({"method": self.command, "path": self.path, "headers": dict(self.headers), "body": body})
        path = self.path.partition("?")[0]
        if path == "/slow":
            for _ in range(100):
                time.sleep(0.1)
                self.wfile.write(b"H")
            return
        status, headers, content = self.answers.get(path, (200, {"Content-Type": "application/json"}, b'{"ok": true}'))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _answer  # noqa: N815

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def partner(db: None) -> Iterator[str]:
    """The address of another program on this machine, which administrators allow."""
    Partner.asked, Partner.answers = [], {}
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Partner)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    port = server.server_address[1]
    OutgoingSettings.objects.create(pk=1, allowed_hosts=[f"127.0.0.1:{port}"])
    yield f"http://127.0.0.1:{port}"
    server.shutdown()
    thread.join()
    server.server_close()


def ask(name: str = "http.request", /, **data: Any) -> Any:
    asked = actions.get(name)
    return asked.run(actions.parse_input(asked, data), actor=WORKFLOW, key=KEY)


def test_an_answer_is_there_for_the_next_steps(partner: str) -> None:
    answer = ask(
        url=f"{partner}/orders", query={"page": 2, "empty": None}, headers={"X-From": "喜鹊"}, body={"name": "李雷"}
    )
    asked = Partner.asked[0]
    assert (answer["status"], answer["body"]) == (200, {"ok": True})
    assert (asked["method"], asked["path"], json.loads(asked["body"])) == ("POST", "/orders?page=2", {"name": "李雷"})
    assert asked["headers"]["Content-Type"] == "application/json"
    assert "set-cookie" not in answer["headers"]


def test_each_try_of_a_step_has_the_same_key_and_each_step_another(partner: str) -> None:
    asked = actions.get("http.request")
    for key in ("7:a:", "7:a:", "7:b:", "8:a:"):
        asked.run(actions.parse_input(asked, {"url": partner}), actor=WORKFLOW, key=key)
    keys = [a["headers"]["Idempotency-Key"] for a in Partner.asked]
    assert keys[0] == keys[1]
    assert len(set(keys)) == 3


def test_forms_texts_and_nothing(partner: str) -> None:
    ask(url=partner, body_kind="form", body={"a": "1 2", "b": ["x", "y"]})
    ask(url=partner, body_kind="text", body="Grüße")
    ask(url=partner, method="GET", body={"ignored": 1})
    assert [a["body"] for a in Partner.asked] == ["a=1+2&b=x&b=y", "Grüße", ""]


def test_a_refusal_fails_at_once_unless_it_is_accepted(partner: str) -> None:
    Partner.answers["/no"] = (404, {"Content-Type": "text/plain"}, b"no such order")
    with pytest.raises(Refused, match=r"404.*no such order"):
        ask(url=f"{partner}/no")
    answer = ask(url=f"{partner}/no", accept_errors=True)
    assert (answer["status"], answer["body"]) == (404, "no such order")


@pytest.mark.parametrize("status", [500, 503, 429])
def test_trouble_over_there_is_worth_another_try(partner: str, status: int) -> None:
    Partner.answers["/"] = (status, {}, b"")
    with pytest.raises(Unreachable):
        ask(url=f"{partner}/", accept_errors=status == 429)


def test_nobody_there_is_worth_another_try(partner: str) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    OutgoingSettings.objects.update(allowed_hosts=["127.0.0.1"])
    with pytest.raises(Unreachable):
        ask(url=f"http://127.0.0.1:{port}/")


def test_who_drips_slowly_is_left_in_time(partner: str) -> None:
    begun = time.monotonic()
    with pytest.raises(Unreachable):
        ask(url=f"{partner}/slow", timeout_seconds=1)
    assert time.monotonic() - begun < 3


def test_an_endless_answer_is_cut(partner: str) -> None:
    Partner.answers["/"] = (200, {}, b"x" * 1_000_001)
    with pytest.raises(Refused, match="1 MB"):
        ask(url=f"{partner}/")


# ---- addresses


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://localhost/", "http://[::1]/", "http://0.0.0.0/", "http://2130706433/",
        "http://127.1/", "http://0x7f000001/", "http://[::ffff:127.0.0.1]/", "http://169.254.169.254/latest/meta-data",
        "http://10.0.0.8/", "http://192.168.1.1/", "http://172.16.0.1/", "http://100.100.100.200/",
        "http://[fd00:ec2::254]/", "http://[fe80::1]/", "http://168.63.129.16/", "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/", "http://224.0.0.1/",
    ],
)  # fmt: skip
def test_inner_addresses_are_refused_however_they_are_written(db: None, url: str) -> None:
    with pytest.raises((Refused, Unreachable)) as caught:
        ask(url=url, timeout_seconds=1)
    assert isinstance(caught.value, Refused) or "no host" in str(caught.value)


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "gopher://x/", "ftp://x/", "http://", "no address", "http://a:b@c/"]
)
def test_only_addresses_of_the_web_without_passwords(db: None, url: str) -> None:
    with pytest.raises(Refused):
        ask(url=url)


def test_public_addresses_are_public() -> None:
    for text in ("8.8.8.8", "2001:4860:4860::8888", "::ffff:8.8.8.8"):
        assert is_public(ipaddress.ip_address(text)), text


def test_a_name_is_looked_up_once_and_that_address_is_used(partner: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that first leads outside and then inside gets nowhere inside."""
    port = int(partner.rpartition(":")[2])
    real, looked_up = socket.getaddrinfo, list[str]()

    def rebinding(host: Any, *arguments: Any, **options: Any) -> Any:
        if host != "rebind.example":
            return real(host, *arguments, **options)
        looked_up.append(host)
        address = "192.0.2.1" if len(looked_up) > 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(socket, "getaddrinfo", rebinding)
    with pytest.raises(Refused):
        ask(url=f"http://rebind.example:{port}/")
    assert Partner.asked == []
    OutgoingSettings.objects.update(allowed_hosts=["rebind.example"])
    looked_up.clear()
    assert ask(url=f"http://rebind.example:{port}/")["status"] == 200
    assert len(looked_up) == 1
    assert Partner.asked[0]["headers"]["Host"] == f"rebind.example:{port}"


def test_a_redirect_inside_is_refused_too(partner: str) -> None:
    Partner.answers["/go"] = (302, {"Location": "http://169.254.169.254/latest/"}, b"")
    with pytest.raises(Refused, match="inner address"):
        ask(url=f"{partner}/go")
    Partner.answers["/round"] = (302, {"Location": "/round"}, b"")
    with pytest.raises(Refused, match="without end"):
        ask(url=f"{partner}/round")


def test_a_redirect_to_another_host_takes_no_secret_along(partner: str) -> None:
    secrets.keep("erp", "s3cret-token", about="", user=None)
    port = partner.rpartition(":")[2]
    OutgoingSettings.objects.update(allowed_hosts=["127.0.0.1", "localhost"])
    Partner.answers["/go"] = (302, {"Location": f"http://localhost:{port}/there"}, b"")
    ask(url=f"{partner}/go", headers={"X-Token": {"secret": "erp"}}, body={"a": 1})
    there = Partner.asked[1]
    assert (there["method"], there["path"], there["body"]) == ("GET", "/there", "")
    assert "s3cret-token" not in json.dumps(there)
    Partner.answers["/go"] = (307, {"Location": f"http://localhost:{port}/there"}, b"")
    with pytest.raises(Refused):
        ask(url=f"{partner}/go", body={"a": 1})


def test_hosts_are_named_alone_with_a_port_or_by_domain() -> None:
    allowed = ["erp.lan", "10.0.0.7:8443", "*.acme.lan", "[::1]:80", "::1"]
    assert is_named("ERP.lan", 80, allowed)
    assert is_named("10.0.0.7", 8443, allowed)
    assert not is_named("10.0.0.7", 22, allowed)
    assert is_named("a.acme.lan", 80, allowed)
    assert not is_named("acme.lan", 80, allowed)
    assert not is_named("evil-acme.lan", 80, allowed)
    assert is_named("::1", 80, allowed)


# ---- secrets


def test_a_secret_is_sent_and_nowhere_else_seen(partner: str, caplog: pytest.LogCaptureFixture) -> None:
    secrets.keep("erp", "s3cret-token", about="Our ERP", user=None)
    assert "s3cret-token" not in Secret.objects.get().sealed
    Partner.answers["/echo"] = (
        200, {"Content-Type": "application/json", "X-Echo": "s3cret-token"}, b'{"you sent": ["s3cret-token"]}',
    )  # fmt: skip
    filled = texts.render("Bearer {{ secrets.erp }}", {"secrets": Marks("7")})
    assert "s3cret-token" not in filled
    answer = ask(url=f"{partner}/echo", headers={"Authorization": filled, "X-Key": {"secret": "erp"}})
    headers = Partner.asked[0]["headers"]
    assert (headers["Authorization"], headers["X-Key"]) == ("Bearer s3cret-token", "s3cret-token")
    assert answer["body"] == {"you sent": [HIDDEN]}
    assert "s3cret-token" not in json.dumps(answer) + caplog.text
    assert secrets.shown({"Authorization": filled}) == {"Authorization": "Bearer {{ secrets.erp }}"}


def test_errors_tell_no_secret(partner: str) -> None:
    secrets.keep("erp", "s3cret-token", about="", user=None)
    Partner.answers["/s3cret-token"] = (400, {}, b"bad token s3cret-token")
    with pytest.raises(Refused) as caught:
        ask(url=f"{partner}/{texts.render('{{ secrets.erp }}', {'secrets': Marks('7')})}")
    assert "s3cret-token" not in str(caught.value)
    assert Partner.asked[0]["path"] == "/s3cret-token"


def test_a_user_name_and_password_are_sent_as_basic(partner: str) -> None:
    secrets.keep("erp", "pass word", about="", user=None)
    Partner.answers["/"] = (200, {}, b"Basic dXNlcjpwYXNzIHdvcmQ=")
    answer = ask(url=f"{partner}/", username="user", password={"secret": "erp"})
    assert Partner.asked[0]["headers"]["Authorization"] == "Basic dXNlcjpwYXNzIHdvcmQ="
    assert answer["body"] == f"Basic {HIDDEN}"


def test_a_records_text_cannot_call_for_a_secret(db: None) -> None:
    secrets.keep("erp", "s3cret-token", about="", user=None)
    for text in ("⟦secret:erp:00000000000000000000000000000000⟧", Marks("8")["erp"]):
        assert Opened(KEY).reveal(f"Name: {text}") == f"Name: {HIDDEN}"
    assert Opened(KEY).reveal(Marks("7")["erp"]) == "s3cret-token"


def test_a_missing_secret_is_refused(partner: str) -> None:
    with pytest.raises(Refused, match="erp"):
        ask(url=partner, headers={"X-Key": {"secret": "erp"}})
    assert Partner.asked == []


def test_a_header_cannot_bring_in_another(partner: str) -> None:
    with pytest.raises(Refused):
        ask(url=partner, headers={"X-Name": "a\r\nX-Admin: yes"})


# ---- chat robots and telephones


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (
            "wecom",
            {"msgtype": "text", "text": {"content": "New lead\nLi Lei", "mentioned_mobile_list": ["13800138000"]}},
        ),
        (
            "dingtalk",
            {
                "msgtype": "text",
                "text": {"content": "New lead\nLi Lei"},
                "at": {"atMobiles": ["13800138000"], "isAtAll": False},
            },
        ),
        ("feishu", {"msg_type": "text", "content": {"text": "New lead\nLi Lei"}}),
    ],
)
def test_robots_get_their_own_form(partner: str, kind: str, body: Any) -> None:
    secrets.keep("robot", f"{partner}/robot?key=abcdef-123", about="", user=None)
    Partner.answers["/robot"] = (200, {"Content-Type": "application/json"}, b'{"errcode": 0, "errmsg": "ok"}')
    sent = ask(
        "chat.send", kind=kind, address={"secret": "robot"}, title="New lead", text="Li Lei", mention="13800138000"
    )
    assert sent == {"sent": True}
    asked = Partner.asked[0]
    assert (asked["path"], json.loads(asked["body"])) == ("/robot?key=abcdef-123", body)


def test_robots_are_signed_as_their_makers_say() -> None:
    """Checked against the examples that the makers' own documents compute."""
    import base64
    import hashlib
    import hmac
    from urllib.parse import parse_qs, urlsplit

    from magpie.notices.channels import robots
    from magpie.notices.channels.robots import Message

    now = 1_700_000_000_000
    dingtalk, feishu = robots.find("dingtalk", "chat"), robots.find("feishu", "chat")
    assert dingtalk is not None
    assert feishu is not None
    url = dingtalk.sending(Message("x"), "https://oapi.dingtalk.com/robot/send?access_token=t", "SEC0", now).url
    query = parse_qs(urlsplit(url).query)
    expected = hmac.new(b"SEC0", b"1700000000000\nSEC0", hashlib.sha256).digest()
    assert (query["timestamp"], base64.b64decode(query["sign"][0])) == (["1700000000000"], expected)
    body = feishu.sending(Message("x"), "https://open.feishu.cn/hook", "key0", now).body
    expected = hmac.new(b"1700000000\nkey0", digestmod=hashlib.sha256).digest()
    assert (body["timestamp"], base64.b64decode(body["sign"])) == ("1700000000", expected)


def test_a_robot_that_refuses_says_why_and_a_busy_one_is_tried_again(partner: str) -> None:
    answers = {"Content-Type": "application/json"}
    Partner.answers["/"] = (200, answers, b'{"errcode": 93000, "errmsg": "invalid webhook url"}')
    with pytest.raises(Refused, match="invalid webhook url"):
        ask("chat.send", kind="wecom", address=f"{partner}/", text="x")
    Partner.answers["/"] = (200, answers, b'{"errcode": 45009, "errmsg": "too many"}')
    with pytest.raises(Unreachable):
        ask("chat.send", kind="wecom", address=f"{partner}/", text="x")


def test_a_text_message_goes_to_the_companys_gateway(partner: str) -> None:
    secrets.keep("sms", "gateway-key", about="", user=None)
    ask(
        "sms.send",
        to=["138 0013 8000", "+8613800138000"],
        text="Your order left",
        address=partner,
        signing={"secret": "sms"},
    )
    asked = Partner.asked[0]
    body = json.loads(asked["body"])
    assert (body["to"], body["text"], asked["headers"]["Authorization"]) == (
        ["+8613800138000"], "Your order left", "Bearer gateway-key",
    )  # fmt: skip
    assert body["key"] == asked["headers"]["Idempotency-Key"]
    with pytest.raises(Refused):
        ask("sms.send", to=["nobody"], text="x", address=partner)
