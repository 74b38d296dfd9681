"""Text messages and robots by services over HTTP: signed as their makers say, judged by their answers.

The receiver computes each signature anew from the request that it got.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from magpie.notices import carrying, ways
from magpie.notices.channels import aliyun, tencent, twilio
from magpie.notices.models import Channel, Delivery
from magpie.notices.tell import tell
from magpie.notices.tests.conftest import make_user
from magpie.notices.tests.receiver import Receiver, receiving

TRANSACTION = pytest.mark.django_db(transaction=True)


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    with receiving(monkeypatch) as receiver:
        yield receiver


# ---- the examples of the makers' own documents


def test_aliyun_requests_are_signed_as_in_its_document() -> None:
    """help.aliyun.com, document 2593177, "固定参数示例"."""
    query = {"ImageId": "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd", "RegionId": "cn-shanghai"}
    headers = {
        "host": "ecs.cn-shanghai.aliyuncs.com",
        "x-acs-action": "RunInstances",
        "x-acs-content-sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "x-acs-date": "2023-10-26T10:22:32Z",
        "x-acs-signature-nonce": "3156853299f313e23d1673dc12e1703d",
        "x-acs-version": "2014-05-26",
    }
    said = aliyun.sign("POST", headers["host"], query, headers, b"", ("YourAccessKeyId", "YourAccessKeySecret"))
    assert said == (
        "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;"
        "x-acs-signature-nonce;x-acs-version,"
        "Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
    )


def test_tencent_requests_are_signed_as_in_its_document() -> None:
    """cloud.tencent.com, document 213/30654, with the masked identity and secret that it is computed with."""
    content = b'{"Limit": 1, "Filters": [{"Values": ["\\u672a\\u547d\\u540d"], "Name": "instance-name"}]}'
    key = ("AKID" + "*" * 32, "*" * 32)
    said = tencent.sign("cvm.tencentcloudapi.com", "DescribeInstances", content, 1551113065, key, "cvm")
    assert said == (
        f"TC3-HMAC-SHA256 Credential={key[0]}/2019-02-25/cvm/tc3_request, SignedHeaders=content-type;host;x-tc-action, "
        "Signature=10b1a37a7301a02ca19a647ad722d5e43b4b3cff309d421d85b46093f6ab6c4f"
    )


def test_basic_is_as_in_rfc_7617() -> None:
    assert twilio.basic("Aladdin", "open sesame") == "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="


# ---- against a receiver


def send_sms(title: str = "请回电话", phone: str = "+8613800138000") -> Delivery:
    person = make_user("li", phone=phone)
    delivery = tell(person, kind="reminder", title=title, channels=("sms",)).deliveries.get(channel="sms")
    carrying.send_due(name="sms")
    delivery.refresh_from_db()
    return delivery


def use_aliyun(service: Receiver) -> None:
    given = {"key_id": "id", "key_secret": "secret", "sign_name": "喜鹊", "template": "SMS_1", "endpoint": service.url}
    ways.set_up("sms", "aliyun", given, is_on=True)


@TRANSACTION
def test_aliyun_takes_the_template_with_the_title(service: Receiver) -> None:
    use_aliyun(service)
    service.answer = (200, {"Code": "OK", "Message": "OK", "BizId": "9006195~0", "RequestId": "F655"})
    delivery = send_sms("客户华宏要求今天下午三点前回复交期，并把最新报价单发过去，他们明天开会要用")
    assert (delivery.status, delivery.provider_id) == ("sent", "9006195~0")
    asked = service.asked[0]
    query = dict(parse_qsl(urlsplit(asked["path"]).query))
    variable = json.loads(query["TemplateParam"])["content"]
    assert (query["PhoneNumbers"], query["SignName"], query["TemplateCode"]) == ("13800138000", "喜鹊", "SMS_1")
    assert (len(variable), variable[-1]) == (35, "…")
    given = asked["headers"]["authorization"]
    names = given.split("SignedHeaders=")[1].split(",")[0].split(";")
    canonical = "\n".join(
        [
            *("POST", "/", urlsplit(asked["path"]).query),
            *("".join(f"{n}:{asked['headers'][n]}\n" for n in names), ";".join(names), hashlib.sha256(b"").hexdigest()),
        ]
    )
    to_sign = "ACS3-HMAC-SHA256\n" + hashlib.sha256(canonical.encode()).hexdigest()
    assert given.endswith(hmac.new(b"secret", to_sign.encode(), hashlib.sha256).hexdigest())
    assert {"host", "x-acs-action", "x-acs-date", "x-acs-signature-nonce"} <= set(names)


@TRANSACTION
@pytest.mark.parametrize(
    ("code", "status", "channel"),
    [
        ("isv.AMOUNT_NOT_ENOUGH", "queued", "down"),
        ("isv.MOBILE_NUMBER_ILLEGAL", "failed", "ok"),
        ("isv.BUSINESS_LIMIT_CONTROL", "retrying", "ok"),
        ("Throttling.User", "retrying", "down"),
    ],
)
def test_what_aliyun_refuses_is_judged_by_its_code(service: Receiver, code: str, status: str, channel: str) -> None:
    use_aliyun(service)
    service.answer = (200, {"Code": code, "Message": "在这里说明原因"})
    delivery = send_sms()
    found = Channel.objects.filter(name="sms").first()
    assert (delivery.status, found.state if found else "ok") == (status, channel)
    words = found.last_error if found and channel == "down" else delivery.error
    assert words == f"{code}: 在这里说明原因"


@TRANSACTION
def test_money_that_ran_out_is_an_outage_until_a_message_is_taken(service: Receiver) -> None:
    use_aliyun(service)
    service.answer = (200, {"Code": "isv.AMOUNT_NOT_ENOUGH", "Message": "余额不足"})
    delivery = send_sms()
    Delivery.objects.filter(channel="sms").update(status="withdrawn")
    Channel.objects.update(next_probe_at=None)
    carrying.send_due(name="sms")  # somebody answers there, but that proves nothing
    assert Channel.objects.get(name="sms").state == "down"
    service.answer = (200, {"Code": "OK", "BizId": "1"})
    Delivery.objects.filter(channel="sms").update(status="queued")
    Channel.objects.update(next_probe_at=None)
    carrying.send_due(name="sms")
    delivery.refresh_from_db()
    assert (delivery.status, Channel.objects.get(name="sms").state) == ("sent", "ok")


@TRANSACTION
def test_tencent_takes_the_template_with_the_title(service: Receiver) -> None:
    given = {"secret_id": "id", "secret_key": "secret", "app": "1400", "sign_name": "喜鹊", "template": "77"}
    ways.set_up("sms", "tencent", {**given, "endpoint": service.url}, is_on=True)
    service.answer = (200, {"Response": {"SendStatusSet": [{"SerialNo": "5000:1", "Code": "Ok"}], "RequestId": "r"}})
    delivery = send_sms("请回电话给华宏")
    assert (delivery.status, delivery.provider_id) == ("sent", "5000:1")
    asked = service.asked[0]
    body = json.loads(asked["content"])
    assert (body["PhoneNumberSet"], body["TemplateParamSet"], body["SmsSdkAppId"]) == (
        ["+8613800138000"], ["请回电话给华宏"], "1400",
    )  # fmt: skip
    headers = asked["headers"]
    day = headers["authorization"].split("/")[1]
    canonical = (
        f"POST\n/\n\ncontent-type:{headers['content-type']}\nhost:{headers['host']}\nx-tc-action:sendsms\n\n"
        f"content-type;host;x-tc-action\n{hashlib.sha256(asked['content']).hexdigest()}"
    )
    hashed = hashlib.sha256(canonical.encode()).hexdigest()
    to_sign = f"TC3-HMAC-SHA256\n{headers['x-tc-timestamp']}\n{day}/sms/tc3_request\n{hashed}"
    key = b"TC3secret"
    for part in (day, "sms", "tc3_request"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    assert headers["authorization"].endswith(hmac.new(key, to_sign.encode(), hashlib.sha256).hexdigest())


@TRANSACTION
@pytest.mark.parametrize(
    ("said", "status", "channel"),
    [
        ({"Error": {"Code": "AuthFailure.SignatureFailure", "Message": "m"}}, "queued", "down"),
        ({"SendStatusSet": [{"Code": "LimitExceeded.PhoneNumberDailyLimit"}]}, "retrying", "ok"),
        ({"SendStatusSet": [{"Code": "InvalidParameterValue.IncorrectPhoneNumber"}]}, "failed", "ok"),
        ({"SendStatusSet": [{"Code": "FailedOperation.InsufficientBalanceInSmsPackage"}]}, "queued", "down"),
    ],
)
def test_what_tencent_refuses_is_judged_by_its_code(service: Receiver, said: Any, status: str, channel: str) -> None:
    given = {"secret_id": "id", "secret_key": "secret", "app": "1400", "sign_name": "喜鹊", "template": "77"}
    ways.set_up("sms", "tencent", {**given, "endpoint": service.url}, is_on=True)
    service.answer = (200, {"Response": said})
    assert send_sms().status == status
    assert Channel.objects.filter(name="sms", state="down").exists() == (channel == "down")


@TRANSACTION
def test_twilio_takes_title_and_text_and_a_wrong_number_fails(service: Receiver) -> None:
    given = {"account": "AC1", "token": "t", "sender": "+15550001111", "endpoint": service.url}
    ways.set_up("sms", "twilio", given, is_on=True)
    service.answer = (201, {"sid": "SM1", "status": "queued"})
    delivery = send_sms("Call Acme", "+4915112345678")
    asked = service.asked[0]
    assert (delivery.status, delivery.provider_id) == ("sent", "SM1")
    assert (asked["path"], asked["headers"]["authorization"]) == (
        "/2010-04-01/Accounts/AC1/Messages.json", "Basic QUMxOnQ=",
    )  # fmt: skip
    assert dict(parse_qsl(asked["content"].decode())) == {
        "To": "+4915112345678", "Body": "Call Acme", "From": "+15550001111",
    }  # fmt: skip
    service.answer = (400, {"code": 21211, "message": "The 'To' number is not a valid phone number.", "status": 400})
    assert delivery.notice.recipient is not None
    wrong = tell(delivery.notice.recipient, kind="x", title="Again", channels=("sms",)).deliveries.get(channel="sms")
    carrying.send_due(name="sms")
    wrong.refresh_from_db()
    assert (wrong.status, wrong.error) == ("failed", "21211: The 'To' number is not a valid phone number.")


@TRANSACTION
def test_robots_call_the_person_by_number_and_say_no_more_than_the_title(service: Receiver) -> None:
    for kind in ("wecom", "dingtalk", "feishu"):
        ways.set_up(kind, kind, {"address": f"{service.url}/{kind}?key=1", "signing": "SEC0"}, is_on=True)
    service.answer = (200, {"errcode": 0, "code": 0})
    li = make_user("li", name="李雷", phone="138 0013 8000")
    tell(
        li, kind="reminder", title="请回电话", body="毛利只有 3%", link="http://crm.example/leads/5",
        channels=("wecom", "dingtalk", "feishu"),
    )  # fmt: skip
    for kind in ("wecom", "dingtalk", "feishu"):
        carrying.send_due(name=kind)
    assert set(Delivery.objects.values_list("channel", "status")) == {
        ("wecom", "sent"), ("dingtalk", "sent"), ("feishu", "sent"),
    }  # fmt: skip
    wecom, dingtalk, feishu = (json.loads(asked["content"]) for asked in service.asked)
    said = "@李雷 请回电话\nhttp://crm.example/leads/5"
    assert wecom == {"msgtype": "text", "text": {"content": said, "mentioned_mobile_list": ["13800138000"]}}
    assert (dingtalk["text"]["content"], dingtalk["at"]["atMobiles"]) == (said, ["13800138000"])
    assert feishu["content"]["text"] == said
    query = dict(parse_qsl(urlsplit(service.asked[1]["path"]).query))
    expected = hmac.new(b"SEC0", f"{query['timestamp']}\nSEC0".encode(), hashlib.sha256).digest()
    assert base64.b64decode(query["sign"]) == expected
    expected = hmac.new(f"{feishu['timestamp']}\nSEC0".encode(), b"", hashlib.sha256).digest()
    assert base64.b64decode(feishu["sign"]) == expected


@TRANSACTION
def test_a_robot_that_was_taken_away_is_an_outage_and_a_busy_one_is_left_alone(service: Receiver) -> None:
    ways.set_up("wecom", "wecom", {"address": f"{service.url}/r"}, is_on=True)
    service.answer = (200, {"errcode": 93000, "errmsg": "invalid webhook url"})
    tell(make_user("li"), kind="reminder", title="x", channels=("wecom",))
    carrying.send_due(name="wecom")
    assert Channel.objects.get(name="wecom").last_error == "invalid webhook url (93000)"
    service.answer = (200, {"errcode": 45009, "errmsg": "api freq out of limit"})
    Channel.objects.update(next_probe_at=None)
    carrying.send_due(name="wecom")
    assert Delivery.objects.get(channel="wecom").error == "api freq out of limit (45009)"
