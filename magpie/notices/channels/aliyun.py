"""Text messages by Aliyun (阿里云短信服务, SendSms of version 2017-05-25).

Requests are signed with ACS3-HMAC-SHA256 as in "V3版本请求体&签名机制" (help.aliyun.com, document 2593177), whose
example the tests compute.  In China a message is a registered template: only its variable is ours, and it is short.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import uuid
from collections.abc import Mapping
from urllib.parse import quote, urlsplit

from django.utils import timezone
from django.utils.translation import gettext_lazy

from magpie.notices.channels.interface import Driver, Message, Setting, Taken
from magpie.notices.channels.registry import register
from magpie.notices.channels.troubles import Away, NotNow, TurnedDown
from magpie.notices.channels.web import Answer, WebLine, ask, judge

ALGORITHM = "ACS3-HMAC-SHA256"
WRONG_SETTINGS = (
    "isv.AMOUNT_NOT_ENOUGH", "isv.OUT_OF_SERVICE", "isv.ACCOUNT_ABNORMAL", "isv.ACCOUNT_NOT_EXISTS",
    "isv.SMS_SIGNATURE_ILLEGAL", "isv.SMS_TEMPLATE_ILLEGAL", "isv.SMS_SIGN_ILLEGAL", "isv.PRODUCT_UNSUBSCRIBE",
    "isv.PRODUCT_UN_SUBSCRIPT", "isp.RAM_PERMISSION_DENY", "InvalidAccessKeyId", "SignatureDoesNotMatch",
    "InvalidTimeStamp", "IncompleteSignature", "isv.TEMPLATE_MISSING_PARAMETERS",
)  # fmt: skip
LATER = ("isv.BUSINESS_LIMIT_CONTROL", "isv.DAY_LIMIT_CONTROL", "isv.MONTH_LIMIT_CONTROL")
BUSY = ("Throttling", "isp.SYSTEM_ERROR", "ServiceUnavailable", "InternalError")


def sign(
    method: str, host: str, query: Mapping[str, str], headers: Mapping[str, str], content: bytes, key: tuple[str, str]
) -> str:
    """The Authorization header.  `headers` in lower case, complete but for this one; `key` is identity and secret."""
    signed = sorted(n for n in headers if n in {"host", "content-type"} or n.startswith("x-acs-"))
    canonical = "\n".join(
        (
            method,
            "/",
            canonical_query(query),
            "".join(f"{name}:{headers[name].strip()}\n" for name in signed),
            ";".join(signed),
            hashlib.sha256(content).hexdigest(),
        )
    )
    to_sign = f"{ALGORITHM}\n{hashlib.sha256(canonical.encode()).hexdigest()}"
    signature = hmac.new(key[1].encode(), to_sign.encode(), hashlib.sha256).hexdigest()
    return f"{ALGORITHM} Credential={key[0]},SignedHeaders={';'.join(signed)},Signature={signature}"


def canonical_query(query: Mapping[str, str]) -> str:
    """Sorted, and encoded as RFC 3986 says."""
    return "&".join(f"{quote(n, safe='-_.~')}={quote(v, safe='-_.~')}" for n, v in sorted(query.items()))


class AliyunLine(WebLine):
    """One request for each message."""

    @property
    def origin(self) -> str:  # type: ignore[override]
        return str(self.values["endpoint"])

    def send(self, message: Message) -> Taken:
        """Ask for it to be sent; the number is Aliyun's BizId."""
        values = self.values
        number = message.address.removeprefix("+86").lstrip("+")
        variable = cut(message.title, values["longest"])
        query = {
            "PhoneNumbers": number,
            "SignName": values["sign_name"],
            "TemplateCode": values["template"],
            "TemplateParam": json.dumps({values["variable"]: variable}, ensure_ascii=False),
            "OutId": message.key[:64],
        }
        host = urlsplit(values["endpoint"]).netloc
        headers = {
            "host": host,
            "x-acs-action": "SendSms",
            "x-acs-version": "2017-05-25",
            "x-acs-date": timezone.now().strftime("%Y-%m-%dT%H:%M:%SZ"),
            "x-acs-signature-nonce": uuid.uuid4().hex,
            "x-acs-content-sha256": hashlib.sha256(b"").hexdigest(),
        }
        headers["Authorization"] = sign("POST", host, query, headers, b"", (values["key_id"], values["key_secret"]))
        url = f"{values['endpoint'].rstrip('/')}/?{canonical_query(query)}"
        answer = ask("POST", url, {n: v for n, v in headers.items() if n != "host"}, b"")
        return read(answer)


def read(answer: Answer) -> Taken:
    """What Aliyun said."""
    body = answer.body if isinstance(answer.body, dict) else {}
    code = str(body.get("Code", ""))
    if answer.status == 200 and code == "OK":
        return Taken(str(body.get("BizId", "")))
    words = f"{code}: {body.get('Message', '')}"[:500] if code else answer.words
    if code.startswith(WRONG_SETTINGS):
        raise Away(words, refused=True)
    if code.startswith(BUSY):
        raise NotNow(words, whole=True)
    if code in LATER:
        raise NotNow(words, whole=False)
    if not code:
        judge(answer)
    raise TurnedDown(words)


def cut(text: str, most: int) -> str:
    """The text in one line and no longer than that."""
    text = " ".join(text.split())
    return text if len(text) <= most else f"{text[: most - 1]}…"


register(
    Driver(
        "aliyun",
        "sms",
        gettext_lazy("Aliyun SMS"),
        (
            Setting("key_id", gettext_lazy("AccessKey ID")),
            Setting("key_secret", gettext_lazy("AccessKey secret"), "secret"),
            Setting("sign_name", gettext_lazy("Signature"), hint=gettext_lazy("As registered, without brackets.")),
            Setting("template", gettext_lazy("Template"), hint="SMS_123456789"),
            Setting(
                "variable",
                gettext_lazy("Variable of the template"),
                default="content",
                hint=gettext_lazy("Where the title of the notice goes: content for ${content}."),
            ),
            Setting("longest", gettext_lazy("Longest text of the variable"), "number", default=35),
            Setting("endpoint", gettext_lazy("Address of the service"), default="https://dysmsapi.aliyuncs.com"),
        ),
        AliyunLine,
        about=gettext_lazy("Messages are your registered template; its variable carries the notice's title."),
    )
)
