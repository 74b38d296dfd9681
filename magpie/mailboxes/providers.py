"""The servers of common providers, by the domain of an address.

Companies' own domains at the same providers are known by their mail exchangers' names only after a look-up; so these
are offered by name.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy


@dataclass(frozen=True)
class Provider:
    """How a provider's mailboxes are reached; all of them take TLS."""

    key: str
    label: str
    domains: tuple[str, ...]
    imap_host: str
    smtp_host: str
    smtp_port: int = 465
    smtp_security: str = "tls"
    note: object = ""


_CODE = gettext_lazy(
    "Switch on IMAP/SMTP in the settings of the web mail, and enter the authorisation code it shows in place of the"
    " password."
)
PROVIDERS = (
    Provider(
        "exmail", "腾讯企业邮箱 Tencent Exmail", ("exmail.qq.com",), "imap.exmail.qq.com", "smtp.exmail.qq.com",
        note=_CODE,
    ),
    Provider("qq", "QQ 邮箱", ("qq.com", "foxmail.com", "vip.qq.com"), "imap.qq.com", "smtp.qq.com", note=_CODE),
    Provider("163", "网易 163 邮箱", ("163.com",), "imap.163.com", "smtp.163.com", note=_CODE),
    Provider("126", "网易 126 邮箱", ("126.com",), "imap.126.com", "smtp.126.com", note=_CODE),
    Provider("qiye163", "网易企业邮箱", ("qiye.163.com",), "imap.qiye.163.com", "smtp.qiye.163.com", 994, note=_CODE),
    Provider(
        "aliyun", "阿里企业邮箱 Aliyun", ("mxhichina.com",), "imap.qiye.aliyun.com", "smtp.qiye.aliyun.com", note=_CODE,
    ),
    Provider("aliyun_personal", "阿里云邮箱", ("aliyun.com",), "imap.aliyun.com", "smtp.aliyun.com", note=_CODE),
    Provider("feishu", "飞书邮箱 Lark", ("feishu.cn", "larksuite.com"), "imap.feishu.cn", "smtp.feishu.cn", note=_CODE),
    Provider(
        "gmail", "Gmail", ("gmail.com", "googlemail.com"), "imap.gmail.com", "smtp.gmail.com",
        note=gettext_lazy("Make an app password in the security settings of the Google account and enter it here."),
    ),
    Provider(
        "outlook", "Outlook / Microsoft 365", ("outlook.com", "hotmail.com", "live.com"), "outlook.office365.com",
        "smtp.office365.com", 587, "starttls",
        note=gettext_lazy("Works only where the organisation still allows sign-in by password or app password."),
    ),
    Provider("icloud", "iCloud", ("icloud.com", "me.com"), "imap.mail.me.com", "smtp.mail.me.com", 587, "starttls",
             note=gettext_lazy("Make an app password in the settings of the Apple account and enter it here.")),
)  # fmt: skip


def of_address(address: str) -> Provider | None:
    """The provider whose domain it is, if it is a common one."""
    domain = address.rpartition("@")[2].lower()
    return next((p for p in PROVIDERS if domain in p.domains), None)


def shown(provider: Provider) -> dict[str, object]:
    """What the set-up form needs to fill itself in."""
    return {
        "key": provider.key,
        "label": provider.label,
        "imap_host": provider.imap_host,
        "imap_port": 993,
        "imap_security": "tls",
        "smtp_host": provider.smtp_host,
        "smtp_port": provider.smtp_port,
        "smtp_security": provider.smtp_security,
        "note": str(provider.note),
    }
