"""Text messages by Tencent Cloud (腾讯云短信, SendSms of version 2021-01-11).

Requests are signed with TC3-HMAC-SHA256 as in "签名方法 v3" (cloud.tencent.com, document 213/30654), whose example the
tests compute.
"""

from __future__ import annotations

import datetime
import hashlib
import hmac
import json
import time
from typing import Any
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy

from magpie.notices.channels.aliyun import cut
from magpie.notices.channels.interface import Driver, Message, Setting, Taken
from magpie.notices.channels.registry import register
from magpie.notices.channels.troubles import Away, NotNow, TurnedDown
from magpie.notices.channels.web import Answer, WebLine, ask, judge

ALGORITHM = "TC3-HMAC-SHA256"
JSON = "application/json; charset=utf-8"
WRONG_SETTINGS = (
    "AuthFailure", "UnauthorizedOperation", "FailedOperation.InsufficientBalance", "FailedOperation.Signature",
    "FailedOperation.TemplateIncorrectOrUnapproved", "FailedOperation.TemplateUnapprovedOrNotExist",
    "FailedOperation.MissingTemplate", "FailedOperation.MissingSignature",
    "InvalidParameterValue.SdkAppId", "InvalidParameterValue.SignName",
    "UnsupportedOperation.ChineseMainlandTemplate",
)  # fmt: skip
BUSY = ("InternalError", "RequestLimitExceeded", "ResourceUnavailable", "FailedOperation.FailResolvePacket")
LATER = ("LimitExceeded",)


def sign(host: str, action: str, content: bytes, timestamp: int, key: tuple[str, str], service: str = "sms") -> str:
    """The Authorization header of a POST of JSON; `key` is identity and secret."""
    day = datetime.datetime.fromtimestamp(timestamp, datetime.UTC).strftime("%Y-%m-%d")
    signed = "content-type;host;x-tc-action"
    canonical = "\n".join(
        (
            "POST",
            "/",
            "",
            f"content-type:{JSON}\nhost:{host}\nx-tc-action:{action.lower()}\n",
            signed,
            hashlib.sha256(content).hexdigest(),
        )
    )
    scope = f"{day}/{service}/tc3_request"
    to_sign = f"{ALGORITHM}\n{timestamp}\n{scope}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    secret = f"TC3{key[1]}".encode()
    for part in (day, service, "tc3_request"):
        secret = hmac.new(secret, part.encode(), hashlib.sha256).digest()
    signature = hmac.new(secret, to_sign.encode(), hashlib.sha256).hexdigest()
    return f"{ALGORITHM} Credential={key[0]}/{scope}, SignedHeaders={signed}, Signature={signature}"


class TencentLine(WebLine):
    """One request for each message."""

    @property
    def origin(self) -> str:  # type: ignore[override]
        return str(self.values["endpoint"])

    def send(self, message: Message) -> Taken:
        """Ask for it to be sent; the number is Tencent's SerialNo."""
        values = self.values
        body: dict[str, Any] = {
            "PhoneNumberSet": [message.address],
            "SmsSdkAppId": values["app"],
            "SignName": values["sign_name"],
            "TemplateId": values["template"],
            "TemplateParamSet": [cut(message.title, values["longest"])],
            "SessionContext": message.key[:512],
        }
        content, now = json.dumps(body, ensure_ascii=False).encode(), int(time.time())
        host = urlsplit(values["endpoint"]).netloc
        headers = {
            "Authorization": sign(host, "SendSms", content, now, (values["secret_id"], values["secret_key"])),
            "Content-Type": JSON,
            "X-TC-Action": "SendSms",
            "X-TC-Version": "2021-01-11",
            "X-TC-Timestamp": str(now),
            "X-TC-Region": values["region"],
        }
        return read(ask("POST", f"{values['endpoint'].rstrip('/')}/", headers, content))


def read(answer: Answer) -> Taken:
    """What Tencent said."""
    response = answer.body.get("Response", {}) if isinstance(answer.body, dict) else {}
    if not isinstance(response, dict) or not response:
        judge(answer)
        raise NotNow(answer.words, whole=True)
    error = response.get("Error")
    status: dict[str, Any] = error or next(iter(response.get("SendStatusSet") or []), {})
    code = str(status.get("Code", ""))
    if not error and code == "Ok":
        return Taken(str(status.get("SerialNo", "")))
    words = f"{code}: {status.get('Message', '')}"[:500]
    if code.startswith(WRONG_SETTINGS):
        raise Away(words, refused=True)
    if code.startswith(LATER):
        raise NotNow(words, whole=False)
    if code.startswith(BUSY):
        raise NotNow(words, whole=True)
    raise TurnedDown(words)


register(
    Driver(
        "tencent",
        "sms",
        gettext_lazy("Tencent Cloud SMS"),
        (
            Setting("secret_id", gettext_lazy("SecretId")),
            Setting("secret_key", gettext_lazy("SecretKey"), "secret"),
            Setting("app", gettext_lazy("SdkAppId"), hint="1400006666"),
            Setting("sign_name", gettext_lazy("Signature"), hint=gettext_lazy("As registered, without brackets.")),
            Setting("template", gettext_lazy("Template"), hint=gettext_lazy("Its number; it has one variable, {1}.")),
            Setting("longest", gettext_lazy("Longest text of the variable"), "number", default=12),
            Setting("region", gettext_lazy("Region"), default="ap-guangzhou"),
            Setting("endpoint", gettext_lazy("Address of the service"), default="https://sms.tencentcloudapi.com"),
        ),
        TencentLine,
        about=gettext_lazy("Messages are your registered template; its variable carries the notice's title."),
    )
)
